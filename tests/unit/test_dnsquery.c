/* Questions to resolvers: BEHAVIOUR.md sections 1, 3 and 6; DESIGN.md, DNS. Misbehaving ones: tests/dns. */
#include "dnsquery.h"

#include "base/clock.h"
#include "tests/unit/message.h"

/* More than a deadline is ever passed by: a loaded machine, valgrind. */
#define SLACK 1500

static const struct dns_server *const none = NULL;

/* ---- servers and options ---- */

START_TEST(failure_names)
{
	static const char *const names[] = {
		[DNS_TIMEOUT] = "timeout", [DNS_SERVFAIL] = "servfail", [DNS_REFUSED] = "refused",
		[DNS_GARBLED] = "garbled", [DNS_LOCAL] = "local",
	};

	for (int i = 0; i < LENGTH(names); i++)
		ck_assert_str_eq(dns_failure_name((enum dns_failure)i), names[i]);
}
END_TEST

START_TEST(given_servers)
{
	static const char *const addresses[] = {
		"192.0.2.1",	"2001:db8::1", "::ffff:192.0.2.2", "::1",
		"198.51.100.1", "2001:db8::2", "0.0.0.0",	   "ffff::ffff",
	};
	struct dns_server given[DNS_SERVERS_MAX];
	struct dns d;

	for (size_t n = 1; n <= DNS_SERVERS_MAX; n++) {
		given[n - 1].ip = unit_ip(addresses[n - 1]);
		given[n - 1].port = (uint16_t)(n * 8000);
		dns_init(&d, given, n, 77);
		ck_assert_uint_eq(d.count, n);
		ck_assert_uint_lt(d.first, n);
		ck_assert_int_eq(d.until, 77);
	}
	for (size_t i = 0; i < DNS_SERVERS_MAX; i++) {
		const struct sockaddr_in *in = (const struct sockaddr_in *)&d.servers[i].address;
		const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)&d.servers[i].address;

		if (given[i].ip.family == FAMILY_IPV4) {
			ck_assert_int_eq(in->sin_family, AF_INET);
			ck_assert_uint_eq(d.servers[i].len, sizeof(*in));
			ck_assert_uint_eq(ntohs(in->sin_port), (i + 1) * 8000);
			ck_assert_mem_eq(&in->sin_addr, given[i].ip.octets, 4);
		} else {
			ck_assert_int_eq(in6->sin6_family, AF_INET6);
			ck_assert_uint_eq(d.servers[i].len, sizeof(*in6));
			ck_assert_uint_eq(ntohs(in6->sin6_port), (i + 1) * 8000);
			ck_assert_mem_eq(&in6->sin6_addr, given[i].ip.octets, 16);
		}
	}
}
END_TEST

/* One more than there is room for. */
START_TEST(too_many_servers)
{
	struct dns_server given[DNS_SERVERS_MAX + 1];
	struct dns d;

	for (int i = 0; i <= DNS_SERVERS_MAX; i++)
		given[i] = (struct dns_server){unit_ip("2001:db8::1"), 53};
	dns_init(&d, given, DNS_SERVERS_MAX + 1, 77);
	ck_assert_uint_eq(d.count, DNS_SERVERS_MAX);
	ck_assert_int_eq(d.until, 77);
}
END_TEST

static const struct {
	const char *options; /* RES_OPTIONS: after resolv.conf's, and stronger */
	unsigned tries;
	int64_t try_ms;
	bool tcp_only, one_by_one, edns;
} options[] = {
	{"timeout:1 attempts:1", 1, 1000, false, false, false},
	{"timeout:3 attempts:4", 4, 3000, false, false, false},
	{"timeout:30 attempts:5", 5, 30000, false, false, false},
	/* glibc's own limits, and what makes no sense */
	{"timeout:31 attempts:6", 5, 30000, false, false, false},
	{"timeout:1000000 attempts:1000000", 5, 30000, false, false, false},
	{"timeout:1 attempts:0", 1, 1000, false, false, false},
	{"timeout:0 attempts:1", 1, 1000, false, false, false},
	{"timeout:1 attempts:1 use-vc", 1, 1000, true, false, false},
	{"timeout:1 attempts:1 single-request", 1, 1000, false, true, false},
	{"timeout:1 attempts:1 single-request-reopen", 1, 1000, false, true, false},
	{"timeout:1 attempts:1 edns0", 1, 1000, false, false, true},
	{"timeout:1 attempts:1 nonsense ndots:15 debugging", 1, 1000, false, false, false},
	{"edns0 use-vc single-request rotate timeout:2 attempts:3", 3, 2000, true, true, true},
};

START_TEST(option)
{
	const struct dns_server one = {.ip = unit_ip("192.0.2.1"), .port = 53};
	struct dns d;

	setenv("RES_OPTIONS", options[_i].options, 1);
	dns_init(&d, &one, 1, 0);
	ck_assert_uint_eq(d.tries, options[_i].tries);
	ck_assert_int_eq(d.try_ms, options[_i].try_ms);
	ck_assert(d.tcp_only == options[_i].tcp_only);
	ck_assert(d.one_by_one == options[_i].one_by_one);
	ck_assert(d.edns == options[_i].edns);
}
END_TEST

/* rotate: each run starts with one of them, without it with the first. */
START_TEST(rotate)
{
	unsigned seen[DNS_SERVERS_MAX] = {0};
	struct dns_server given[DNS_SERVERS_MAX];
	struct dns d;

	for (int i = 0; i < DNS_SERVERS_MAX; i++)
		given[i] = (struct dns_server){unit_ip("192.0.2.1"), 53};
	setenv("RES_OPTIONS", "rotate", 1);
	for (int i = 0; i < 500; i++) {
		dns_init(&d, given, DNS_SERVERS_MAX, 0);
		ck_assert_uint_lt(d.first, DNS_SERVERS_MAX);
		seen[d.first]++;
	}
	for (int i = 0; i < DNS_SERVERS_MAX; i++)
		ck_assert_msg(seen[i] > 0, "never the server %d", i);
}
END_TEST

/* Without servers given, resolv.conf's, whatever is in it: three at most, each with an address. */
START_TEST(resolv_conf)
{
	struct dns d;

	dns_init(&d, none, 0, 0);
	ck_assert_uint_le(d.count, MAXNS);
	for (size_t i = 0; i < d.count; i++)
		ck_assert(d.servers[i].address.ss_family == AF_INET ||
			  d.servers[i].address.ss_family == AF_INET6);
	ck_assert_uint_ge(d.tries, 1);
	ck_assert_int_gt(d.try_ms, 0);
}
END_TEST

/* ---- asking, where nobody answers ---- */

#define DEADLINE 400

static struct addrs list;

/* Asks for A and AAAA within ms; returns how long it took. */
static int64_t ask_both(struct dns_query q[2], const struct dns_server *servers, size_t n, int ms)
{
	int64_t start = clock_ms();
	struct dns d;

	q[0] = (struct dns_query){.name = "mail.example", .type = ns_t_a, .addrs = &list};
	q[1] = (struct dns_query){.name = "mail.example", .type = ns_t_aaaa, .addrs = &list};
	dns_init(&d, servers, n, start + ms);
	dns_ask(&d, q, 2);
	return clock_ms() - start;
}

static void assert_failed(const struct dns_query q[2], enum dns_failure why)
{
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(q[i].status, DNS_FAILED);
		ck_assert_str_eq(dns_failure_name(q[i].why), dns_failure_name(why));
	}
	ck_assert_uint_eq(list.count, 0);
}

static const char *const ways[] = {
	"timeout:5 attempts:2",
	"timeout:5 attempts:2 single-request",
	"timeout:5 attempts:2 edns0 rotate",
	"timeout:5 attempts:2 use-vc",
};

/* A closed port: said at once, not at the deadline. */
START_TEST(refused)
{
	struct dns_server two[2];
	struct dns_query q[2];

	for (int i = 0; i < 2; i++) {
		int udp = server_socket(&two[i], SOCK_DGRAM);

		close(udp);
	}
	setenv("RES_OPTIONS", ways[_i], 1);
	ck_assert_int_lt(ask_both(q, two, 2, 30000), 10000);
	assert_failed(q, DNS_REFUSED);
	two[0].ip = unit_ip("::1");
	ck_assert_int_lt(ask_both(q, two, 1, 30000), 10000);
	ck_assert_int_eq(q[0].status, DNS_FAILED);
	ck_assert(q[0].why == DNS_REFUSED || q[0].why == DNS_LOCAL); /* a machine without IPv6 */
}
END_TEST

/* A server that takes the questions and says nothing: the deadline, and no later. */
START_TEST(silence)
{
	struct dns_server at;
	int tcp = server_socket(&at, SOCK_STREAM), udp = socket(AF_INET, SOCK_DGRAM, 0);
	struct sockaddr_in in = {.sin_family = AF_INET,
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
				 .sin_port = htons(at.port)};
	struct dns_query q[2];
	int64_t took;

	ck_assert_int_eq(listen(tcp, 5), 0);
	if (bind(udp, (struct sockaddr *)&in, sizeof(in)) < 0)
		return; /* somebody else's port: cannot be had for both, this time */
	setenv("RES_OPTIONS", ways[_i], 1);
	took = ask_both(q, &at, 1, DEADLINE);
	assert_failed(q, DNS_TIMEOUT);
	ck_assert_int_ge(took, DEADLINE - 50);
	ck_assert_int_lt(took, DEADLINE + SLACK);
}
END_TEST

/* A deadline that has passed: nothing is waited for, and nobody is asked. */
START_TEST(too_late)
{
	struct dns_server at;
	int udp = server_socket(&at, SOCK_DGRAM);
	struct dns_query q[2];
	char packet[512];

	setenv("RES_OPTIONS", ways[_i], 1);
	ck_assert_int_lt(ask_both(q, &at, 1, -1000), SLACK);
	assert_failed(q, DNS_TIMEOUT);
	ck_assert_int_lt(recv(udp, packet, sizeof(packet), MSG_DONTWAIT), 0);
	close(udp);
}
END_TEST

/* No server at all: resolv.conf could not be read. */
START_TEST(no_server)
{
	struct dns d = {.until = clock_ms() + 30000, .tries = 2, .try_ms = 5000};
	struct dns_query q[2] = {
		{.name = "mail.example", .type = ns_t_a, .addrs = &list},
		{.name = "mail.example", .type = ns_t_aaaa, .addrs = &list},
	};

	dns_ask(&d, q, 2);
	assert_failed(q, DNS_LOCAL);
	ck_assert_int_gt(d.until, clock_ms() + 10000);
}
END_TEST

/* ---- asking, where somebody answers ---- */

static const struct answer_row zone[] = {
	{"mail.example", "A", RESOLVER, "@12 A 192.0.2.1; @12 A 192.0.2.2"},
	{"mail.example", "AAAA", RESOLVER, "@12 AAAA 2001:db8::1"},
	{"mail.example", "MX", RESOLVER, "@12 MX @12"},
	{"gone.example", "A", RESOLVER | ns_r_nxdomain, ""},
	{"empty.example", "A", RESOLVER, "|example SOA ns.example"},
	{"broken.example", "A", RESOLVER | ns_r_servfail, ""},
	{"refused.example", "A", RESOLVER | ns_r_refused, ""},
	{"notimp.example", "A", RESOLVER | ns_r_notimpl, ""},
	{"garbled.example", "A", RESOLVER, "@12 A 192.0.2.7; @12 A #c000"},
	{"silent.example", "A", 0, ""},
	{NULL, NULL, 0, NULL},
};

static const struct {
	const char *name;
	enum dns_status status;
	enum dns_failure why;
} statuses[] = {
	{"mail.example", DNS_FOUND, 0},
	{"MAIL.Example.", DNS_FOUND, 0},
	{"gone.example", DNS_NXDOMAIN, 0},
	{"empty.example", DNS_NODATA, 0},
	{"broken.example", DNS_FAILED, DNS_SERVFAIL},
	{"refused.example", DNS_FAILED, DNS_REFUSED},
	{"notimp.example", DNS_FAILED, DNS_REFUSED},
	{"garbled.example", DNS_FAILED, DNS_GARBLED},
	{"silent.example", DNS_FAILED, DNS_TIMEOUT},
};

START_TEST(status)
{
	static const char *const asked[] = {"attempts:1", "attempts:2 edns0",
					    "attempts:2 single-request rotate"};
	struct server server = server_start(zone);

	for (int i = 0; i < LENGTH(asked); i++) {
		bool silent = statuses[_i].why == DNS_TIMEOUT && statuses[_i].status == DNS_FAILED;
		struct dns_query q = {.name = statuses[_i].name, .type = ns_t_a, .addrs = &list};
		struct dns d;

		setenv("RES_OPTIONS", asked[i], 1);
		dns_init(&d, &server.at, 1, clock_ms() + (silent ? 300 : 30000));
		dns_ask(&d, &q, 1);
		ck_assert_msg(q.status == statuses[_i].status, "%s, %s: %d", q.name, asked[i],
			      (int)q.status);
		if (q.status == DNS_FAILED)
			ck_assert_str_eq(dns_failure_name(q.why),
					 dns_failure_name(statuses[_i].why));
		ck_assert_uint_eq(list.count, q.status == DNS_FOUND ? 2 : 0);
		addrs_free(&list);
	}
	server_stop(&server);
}
END_TEST

/* A burst: each gets its own answer, one that fails takes nothing from the others. */
START_TEST(burst)
{
	struct server server = server_start(zone);
	struct addrs own = {0};
	struct dns_query q[] = {
		{.name = "mail.example", .type = ns_t_a, .addrs = &list},
		{.name = "mail.example", .type = ns_t_aaaa, .addrs = &list},
		{.name = "mail.example", .type = ns_t_mx},
		{.name = "gone.example", .type = ns_t_a, .addrs = &own},
		{.name = "garbled.example", .type = ns_t_a, .addrs = &list},
		{.name = "mail.example", .type = ns_t_a, .addrs = &own},
	};
	struct dns d;

	setenv("RES_OPTIONS", "attempts:2", 1);
	dns_init(&d, &server.at, 1, clock_ms() + 30000);
	dns_ask(&d, q, LENGTH(q));
	ck_assert_int_eq(q[0].status, DNS_FOUND);
	ck_assert_int_eq(q[1].status, DNS_FOUND);
	ck_assert_int_eq(q[2].status, DNS_FOUND);
	ck_assert(q[2].takes_mail);
	ck_assert_int_eq(q[3].status, DNS_NXDOMAIN);
	ck_assert_int_eq(q[4].status, DNS_FAILED);
	ck_assert_int_eq(q[5].status, DNS_FOUND);
	ck_assert_uint_eq(list.count, 3);
	ck_assert_uint_eq(own.count, 2);
	addrs_free(&own);
	addrs_free(&list);
	server_stop(&server);
}
END_TEST

/* An answer that comes twice is no answer to the other question, and there is no third. */
START_TEST(answered_twice)
{
	static const struct answer_row rows[] = {
		{"mail.example", "A", RESOLVER, "@12 A 192.0.2.1"},
		{"mail.example", "A", RESOLVER, "@12 A 192.0.2.2"},
		{"mail.example", "AAAA", RESOLVER, "@12 AAAA 2001:db8::1"},
		{NULL, NULL, 0, NULL},
	};
	struct server server = server_start(rows);
	struct dns_query q[2];

	setenv("RES_OPTIONS", "attempts:1", 1);
	ask_both(q, &server.at, 1, 30000);
	ck_assert_int_eq(q[0].status, DNS_FOUND);
	ck_assert_int_eq(q[1].status, DNS_FOUND);
	ck_assert_uint_eq(list.count, 2);
	addrs_free(&list);
	server_stop(&server);
}
END_TEST

/* qmail-spp starts a plugin with standard input closed: 0 is a descriptor like any other. */
START_TEST(descriptor_zero)
{
	struct server server = server_start(zone);
	struct dns_query q[2];

	close(STDIN_FILENO);
	setenv("RES_OPTIONS", "attempts:1", 1);
	ask_both(q, &server.at, 1, 30000);
	ck_assert_int_eq(q[0].status, DNS_FOUND);
	ck_assert_int_eq(q[1].status, DNS_FOUND);
	addrs_free(&list);
	server_stop(&server);
}
END_TEST

/* A first server that is dead, in any way, leaves time for the second. */
START_TEST(second_server)
{
	struct server server = server_start(zone);
	struct dns_server two[2] = {{.port = 0}, server.at};
	int dead = server_socket(&two[0], SOCK_DGRAM);
	struct dns_query q[2];

	if (_i % 2 == 0)
		close(dead);
	setenv("RES_OPTIONS", _i < 2 ? "timeout:1 attempts:2" : "timeout:30 attempts:5", 1);
	ck_assert_int_lt(ask_both(q, two, 2, 6000), 6000);
	ck_assert_int_eq(q[0].status, DNS_FOUND);
	ck_assert_int_eq(q[1].status, DNS_FOUND);
	ck_assert_uint_eq(list.count, 3);
	addrs_free(&list);
	server_stop(&server);
}
END_TEST

/* A name that no packet can hold fails by itself; the one beside it is asked all the same. */
START_TEST(impossible_name)
{
	struct server server = server_start(zone);
	struct dns_query q[2] = {{.type = ns_t_a, .addrs = &list},
				 {.name = "mail.example", .type = ns_t_a, .addrs = &list}};
	char name[2001];
	struct dns d;

	unit_expand(name, sizeof(name), "x{2000}");
	q[0].name = name;
	dns_init(&d, &server.at, 1, clock_ms() + 30000);
	dns_ask(&d, q, 2);
	ck_assert_int_eq(q[0].status, DNS_FAILED);
	ck_assert_int_eq(q[0].why, DNS_LOCAL);
	ck_assert_int_eq(q[1].status, DNS_FOUND);
	addrs_free(&list);
	server_stop(&server);
}
END_TEST

/* The longest name there is, with an EDNS record behind it, fits. */
START_TEST(longest_name)
{
	char name[300];
	const struct answer_row rows[] = {{name, "A", RESOLVER, "@12 A 192.0.2.1"},
					  {NULL, NULL, 0, NULL}};
	struct dns_query q = {.name = name, .type = ns_t_a, .addrs = &list};
	struct server server;
	struct dns d;

	unit_expand(name, sizeof(name), "a{63}.b{63}.c{63}.d{61}");
	server = server_start(rows);
	setenv("RES_OPTIONS", "edns0", 1);
	dns_init(&d, &server.at, 1, clock_ms() + 30000);
	dns_ask(&d, &q, 1);
	ck_assert_int_eq(q.status, DNS_FOUND);
	addrs_free(&list);
	server_stop(&server);
}
END_TEST

/* An answer that just fits into what we take by UDP is read; of a longer one all is asked for by TCP. */
START_TEST(longest_answer)
{
	static const struct {
		const char *last;
		enum dns_status status;
	} ends[] = {
		{"x.@12 A 192.0.2.9", DNS_FOUND},   /* 4096 bytes */
		{"xy.@12 A 192.0.2.9", DNS_FAILED}, /* 4097: and nobody listens there */
	};
	char records[254 * 20];
	size_t len = 0;
	const struct answer_row rows[] = {{"mail.example", "A", RESOLVER, records},
					  {NULL, NULL, 0, NULL}};
	struct dns_query q = {.name = "mail.example", .type = ns_t_a, .addrs = &list};
	struct server server;
	struct dns d;

	for (int i = 0; i < 253; i++)
		len += (size_t)snprintf(records + len, sizeof(records) - len, "@12 A 192.0.2.1; ");
	snprintf(records + len, sizeof(records) - len, "%s", ends[_i].last);
	server = server_start(rows);
	setenv("RES_OPTIONS", "attempts:1", 1);
	dns_init(&d, &server.at, 1, clock_ms() + 30000);
	dns_ask(&d, &q, 1);
	ck_assert_int_eq(q.status, ends[_i].status);
	ck_assert_uint_eq(list.count, q.status == DNS_FOUND ? 253 : 0);
	addrs_free(&list);
	server_stop(&server);
}
END_TEST

/* Ids are random: of a hundred questions hardly two have the same, and none has the last one's plus 1. */
START_TEST(ids)
{
	struct dns_server at;
	int udp = server_socket(&at, SOCK_DGRAM);
	unsigned previous = 0, same = 0, next = 0;

	setenv("RES_OPTIONS", "attempts:1", 1);
	for (int i = 0; i < 100; i++) {
		struct dns_query q[2];
		unsigned char packet[512];
		unsigned id;

		ask_both(q, &at, 1, 5);
		if (recv(udp, packet, sizeof(packet), MSG_DONTWAIT) < 12)
			continue;
		while (recv(udp, packet, sizeof(packet), MSG_DONTWAIT) > 0)
			;
		id = (unsigned)packet[0] << 8 | packet[1];
		same += id == previous;
		next += id == previous + 1;
		previous = id;
	}
	ck_assert_uint_lt(same, 5);
	ck_assert_uint_lt(next, 5);
	close(udp);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_test(tests, failure_names);
	tcase_add_test(tests, given_servers);
	tcase_add_test(tests, too_many_servers);
	tcase_add_loop_test(tests, option, 0, LENGTH(options));
	tcase_add_test(tests, rotate);
	tcase_add_test(tests, resolv_conf);
	tcase_add_loop_test(tests, refused, 0, LENGTH(ways));
	tcase_add_loop_test(tests, silence, 0, LENGTH(ways));
	tcase_add_loop_test(tests, too_late, 0, LENGTH(ways));
	tcase_add_test(tests, no_server);
	tcase_add_loop_test(tests, status, 0, LENGTH(statuses));
	tcase_add_test(tests, burst);
	tcase_add_test(tests, answered_twice);
	tcase_add_test(tests, descriptor_zero);
	tcase_add_loop_test(tests, second_server, 0, 4);
	tcase_add_test(tests, impossible_name);
	tcase_add_test(tests, longest_name);
	tcase_add_loop_test(tests, longest_answer, 0, 2);
	tcase_add_test(tests, ids);
}

int main(void)
{
	return unit_main("dnsquery", add);
}
