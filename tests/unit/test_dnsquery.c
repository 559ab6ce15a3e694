/*
 * Questions to resolvers: doc/behaviour.md sections 1, 3 and 6. What servers can do wrong is in
 * tests/dns, what resolv.conf can say in tests/unit/dns/test_resolvconf.c.
 */
#include "dnsquery.h"

#include "base/clock.h"
#include "tests/unit/message.h"

#include <sys/resource.h>

/* How late a call may end, on a busy machine or under valgrind. */
#define SLACK 1500

/* ---- servers and options ---- */

/* The servers that are given, DNS_SERVERS_MAX at most, and not resolv.conf's. */
START_TEST(given_servers)
{
	struct endpoint given[DNS_SERVERS_MAX + 1];
	struct resolver r;

	for (size_t n = 1; n <= DNS_SERVERS_MAX + 1; n++) {
		given[n - 1] = (struct endpoint){unit_ip("2001:db8::1"), (uint32_t)n,
						 (uint16_t)(n * 7000)};
		resolver_init(&r, given, n, NULL, 77);
		ck_assert_uint_eq(r.server_count, n <= DNS_SERVERS_MAX ? n : DNS_SERVERS_MAX);
		ck_assert_uint_lt(r.first, r.server_count);
		ck_assert_int_eq(r.deadline, 77);
		for (size_t i = 0; i < r.server_count; i++) {
			ck_assert(ipaddr_equal(&r.servers[i].ip, &given[i].ip));
			ck_assert_uint_eq(r.servers[i].scope, i + 1);
			ck_assert_uint_eq(r.servers[i].port, (i + 1) * 7000);
		}
	}
}
END_TEST

/* Without: those of resolv.conf, whatever they are here. */
START_TEST(resolv_conf)
{
	struct resolvconf conf;
	struct resolver r;

	ck_assert(resolvconf_read(&conf, _PATH_RESCONF, "attempts:4 edns0"));
	resolver_init(&r, NULL, 0, "attempts:4 edns0", 0);
	ck_assert_uint_ge(r.server_count, 1);
	ck_assert_uint_eq(r.server_count, conf.server_count);
	for (size_t i = 0; i < r.server_count; i++)
		ck_assert(ipaddr_equal(&r.servers[i].ip, &conf.servers[i].ip));
	ck_assert_uint_eq(r.conf.attempts, 4);
	ck_assert(r.conf.edns);
}
END_TEST

/* rotate: any server can be the first; without it, the first is. */
START_TEST(rotate)
{
	unsigned seen[DNS_SERVERS_MAX] = {0};
	struct endpoint given[DNS_SERVERS_MAX];
	struct resolver r;

	for (int i = 0; i < DNS_SERVERS_MAX; i++)
		given[i] = (struct endpoint){.ip = unit_ip("192.0.2.1"), .port = 53};
	for (int i = 0; i < 500; i++) {
		resolver_init(&r, given, DNS_SERVERS_MAX, "rotate", 0);
		ck_assert_uint_lt(r.first, DNS_SERVERS_MAX);
		seen[r.first]++;
	}
	for (int i = 0; i < DNS_SERVERS_MAX; i++)
		ck_assert_msg(seen[i] > 0, "never server %d", i);
}
END_TEST

/* ---- asking ---- */

static struct dns_answer answers[DNS_QUESTIONS_MAX];

/* Asks for A of name; the answer is answers[0]. */
static const struct dns_answer *ask(const char *name, const struct endpoint *server,
				    const char *options, int64_t deadline)
{
	const struct dns_question question = {.name = name, .type = ns_t_a, .answer = answers};
	struct resolver r;

	answers[0] = (struct dns_answer){.status = DNS_NOT_ASKED};
	resolver_init(&r, server, 1, options, deadline);
	dns_ask(&r, &question, 1, NULL);
	return &answers[0];
}

/* Asks for A and AAAA of mail.example within ms. Returns how long it took. */
static int64_t ask_both(const struct endpoint *servers, size_t n, const char *options, int ms)
{
	const struct dns_question questions[] = {
		{.name = "mail.example", .type = ns_t_a, .answer = &answers[0]},
		{.name = "mail.example", .type = ns_t_aaaa, .answer = &answers[1]},
	};
	int64_t start = clock_ms();
	struct resolver r;

	memset(answers, 0, sizeof(answers));
	resolver_init(&r, servers, n, options, start + ms);
	dns_ask(&r, questions, 2, NULL);
	return clock_ms() - start;
}

static void assert_failed(enum dns_failure failure)
{
	for (int i = 0; i < 2; i++) {
		ck_assert_str_eq(dns_status_name(&answers[i]), dns_failure_name(failure));
		ck_assert_int_eq(answers[i].status, DNS_FAILED);
		ck_assert_uint_eq(answers[i].addrs.count, 0);
	}
}

/* Both were found, with so many addresses. */
static void assert_found(size_t a, size_t aaaa)
{
	ck_assert_int_eq(answers[0].status, DNS_FOUND);
	ck_assert_uint_eq(answers[0].addrs.count, a);
	ck_assert_int_eq(answers[1].status, DNS_FOUND);
	ck_assert_uint_eq(answers[1].addrs.count, aaaa);
	dns_answer_free(&answers[0]);
	dns_answer_free(&answers[1]);
}

/* ---- where nobody answers ---- */

#define DEADLINE 400

static const char *const ways[] = {
	"timeout:5 attempts:2",
	"timeout:5 attempts:2 single-request",
	"timeout:5 attempts:2 edns0 rotate",
	"timeout:5 attempts:2 use-vc",
};

/* Binds a socket of our own to the port. False if somebody else has it, or there is no IPv6. */
static bool hold(int family, int type, uint16_t port)
{
	const struct sockaddr_in in = {.sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
				       .sin_port = htons(port)};
	const struct sockaddr_in6 in6 = {.sin6_family = AF_INET6,
					 .sin6_addr = in6addr_loopback,
					 .sin6_port = htons(port)};
	const struct sockaddr *at = family == AF_INET ? (const struct sockaddr *)&in
						      : (const struct sockaddr *)&in6;
	const socklen_t len = family == AF_INET ? sizeof(in) : sizeof(in6);
	const int fd = socket(family, type, 0);

	/* Connected to itself, a UDP socket hears nobody else; a TCP socket does not listen. */
	return bind(fd, at, len) == 0 && (type == SOCK_STREAM || connect(fd, at, len) == 0);
}

/* A port that refuses, and that nobody else can open while this test runs. */
static struct endpoint closed_port(int family)
{
	struct endpoint at = {.port = 0};

	for (int i = 0; i < 100; i++) {
		close(server_socket(&at, SOCK_DGRAM));
		if (hold(family, SOCK_DGRAM, at.port) && hold(family, SOCK_STREAM, at.port))
			break;
	}
	return at;
}

/* A closed port: known at once, not at the deadline. */
START_TEST(refused)
{
	struct endpoint two[2];

	for (int i = 0; i < 2; i++)
		two[i] = closed_port(AF_INET);
	ck_assert_int_lt(ask_both(two, 2, ways[_i], 30000), 10000);
	assert_failed(DNS_REFUSED);
	two[0] = closed_port(AF_INET6);
	two[0].ip = unit_ip("::1");
	ck_assert_int_lt(ask_both(two, 1, ways[_i], 30000), 10000);
	ck_assert_int_eq(answers[0].status, DNS_FAILED);
	ck_assert(answers[0].failure == DNS_REFUSED ||
		  answers[0].failure == DNS_LOCAL); /* a machine without IPv6 */
}
END_TEST

/* Binds UDP to the same port. False if somebody else has it. */
static bool bind_udp(const struct endpoint *at)
{
	const struct sockaddr_in in = {.sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
				       .sin_port = htons(at->port)};

	return bind(socket(AF_INET, SOCK_DGRAM, 0), (const struct sockaddr *)&in, sizeof(in)) == 0;
}

/* A server that accepts the questions and says nothing: until the deadline, and no longer. */
START_TEST(silence)
{
	struct endpoint at;
	int tcp = server_socket(&at, SOCK_STREAM);
	int64_t took;

	ck_assert_int_eq(listen(tcp, 5), 0);
	if (!bind_udp(&at))
		return;
	took = ask_both(&at, 1, ways[_i], DEADLINE);
	assert_failed(DNS_TIMEOUT);
	ck_assert_int_ge(took, DEADLINE - 50);
	ck_assert_int_lt(took, DEADLINE + SLACK);
}
END_TEST

/* The deadline has passed: nobody is asked. */
START_TEST(too_late)
{
	struct endpoint at;
	int udp = server_socket(&at, SOCK_DGRAM);
	char packet[512];

	ck_assert_int_lt(ask_both(&at, 1, ways[_i], -1000), SLACK);
	assert_failed(DNS_TIMEOUT);
	ck_assert_int_lt(recv(udp, packet, sizeof(packet), MSG_DONTWAIT), 0);
	close(udp);
}
END_TEST

/* Streams that the server closes: garbled. */
START_TEST(closed_stream)
{
	struct endpoint at;
	int tcp = server_socket(&at, SOCK_STREAM);
	pid_t pid;

	ck_assert_int_eq(listen(tcp, 5), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		for (;;)
			close(accept(tcp, NULL, NULL));
	ck_assert_int_lt(ask_both(&at, 1, "use-vc attempts:2", 30000), 10000);
	assert_failed(DNS_GARBLED);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}
END_TEST

/* What this machine lacks: a way to the server, descriptors, the resolv.conf that was not read. */
START_TEST(local)
{
	const struct endpoint broadcast = {unit_ip("255.255.255.255"), 0, 53};
	struct rlimit before, none;
	int64_t took;

	ck_assert_int_lt(ask_both(&broadcast, 1, ways[_i], 30000), 10000);
	assert_failed(DNS_LOCAL);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = (struct rlimit){0, before.rlim_max};
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
	took = ask_both(&broadcast, 1, ways[_i], 30000); /* resolv.conf cannot be opened either */
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &before), 0);
	ck_assert_int_lt(took, 10000);
	assert_failed(DNS_LOCAL);
}
END_TEST

/* resolv.conf was read, and now there are no descriptors. */
START_TEST(no_descriptors)
{
	const struct dns_question question = {
		.name = "mail.example", .type = ns_t_a, .answer = answers};
	const struct endpoint at = {unit_ip("127.0.0.1"), 0, 53};
	struct rlimit before, none;
	struct resolver r;

	resolver_init(&r, &at, 1, ways[_i], clock_ms() + 30000);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = (struct rlimit){0, before.rlim_max};
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
	dns_ask(&r, &question, 1, NULL);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &before), 0);
	ck_assert_int_eq(answers[0].status, DNS_FAILED);
	ck_assert_int_eq(answers[0].failure, DNS_LOCAL);
}
END_TEST

/* ---- where somebody answers ---- */

static const struct answer_row zone[] = {
	{"mail.example", "A", RESOLVER, "@12 A 192.0.2.1; @12 A 192.0.2.2"},
	{"mail.example", "AAAA", RESOLVER, "@12 AAAA 2001:db8::1"},
	{"mail.example", "MX", RESOLVER, "@12 MX @12"},
	{"mail.example", "MX", RESOLVER, "@12 MX @12"}, /* and again, which nobody waits for */
	{"1.2.0.192.in-addr.arpa", "PTR", RESOLVER,
	 "@12 PTR a; @12 PTR b; @12 PTR c; @12 PTR d; @12 PTR e; @12 PTR f"},
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
	const char *name, *status;
} statuses[] = {
	{"mail.example", "found"},	   {"MAIL.Example.", "found"},
	{"gone.example", "no such name"},  {"empty.example", "no record"},
	{"broken.example", "servfail"},	   {"refused.example", "refused"},
	{"notimp.example", "refused"},	   {"garbled.example", "garbled"},
	{"silent.example", "timeout"},
};

START_TEST(status)
{
	static const char *const options[] = {"attempts:1", "attempts:2 edns0",
					      "attempts:2 single-request rotate"};
	struct server server = server_start(zone);

	for (int i = 0; i < LENGTH(options); i++) {
		bool silent = strcmp(statuses[_i].status, "timeout") == 0;
		const struct dns_answer *a = ask(statuses[_i].name, &server.at, options[i],
						 clock_ms() + (silent ? 300 : 30000));

		ck_assert_str_eq(dns_status_name(a), statuses[_i].status);
		ck_assert_uint_eq(a->addrs.count, a->status == DNS_FOUND ? 2 : 0);
		dns_answer_free(&answers[0]);
	}
	server_stop(&server);
}
END_TEST

/* A burst: each question gets its own answer, and one that fails takes nothing from the others. */
START_TEST(burst)
{
	static const struct {
		const char *name;
		int type;
		const char *wanted, *status;
		size_t addresses, names;
	} rows[DNS_QUESTIONS_MAX] = {
		{"mail.example", ns_t_a, NULL, "found", 2, 0},
		{"mail.example", ns_t_aaaa, NULL, "found", 1, 0},
		{"mail.example", ns_t_mx, NULL, "found", 0, 0},
		{"gone.example", ns_t_a, NULL, "no such name", 0, 0},
		{"garbled.example", ns_t_a, NULL, "garbled", 0, 0},
		{"mail.example", ns_t_a, NULL, "found", 2, 0},
		{"1.2.0.192.in-addr.arpa", ns_t_ptr, NULL, "found", 0, DNS_NAMES_MAX},
		{"1.2.0.192.in-addr.arpa", ns_t_ptr, "f", "found", 0, DNS_NAMES_MAX + 1},
	};
	struct server server = server_start(zone);
	struct dns_question questions[DNS_QUESTIONS_MAX];
	struct resolver r;

	for (int i = 0; i < DNS_QUESTIONS_MAX; i++)
		questions[i] = (struct dns_question){rows[i].name, rows[i].type, rows[i].wanted,
						     &answers[i]};
	resolver_init(&r, &server.at, 1, "attempts:2", clock_ms() + 30000);
	dns_ask(&r, questions, DNS_QUESTIONS_MAX, NULL);
	for (int i = 0; i < DNS_QUESTIONS_MAX; i++) {
		ck_assert_str_eq(dns_status_name(&answers[i]), rows[i].status);
		ck_assert_uint_eq(answers[i].addrs.count, rows[i].addresses);
		ck_assert_uint_eq(answers[i].names.count, rows[i].names);
		dns_answer_free(&answers[i]);
	}
	server_stop(&server);
}
END_TEST

/* An answer that arrives twice counts once. */
START_TEST(answered_twice)
{
	static const struct answer_row rows[] = {
		{"mail.example", "A", RESOLVER, "@12 A 192.0.2.1"},
		{"mail.example", "A", RESOLVER, "@12 A 192.0.2.2"},
		{"mail.example", "AAAA", RESOLVER, "@12 AAAA 2001:db8::1"},
		{NULL, NULL, 0, NULL},
	};
	struct server server = server_start(rows);

	ask_both(&server.at, 1, "attempts:1", 30000);
	assert_found(1, 1);
	server_stop(&server);
}
END_TEST

/* qmail-spp starts a plugin with standard input closed: 0 is a descriptor like any other. */
START_TEST(descriptor_zero)
{
	struct server server = server_start(zone);

	close(STDIN_FILENO);
	ask_both(&server.at, 1, "attempts:1", 30000);
	assert_found(2, 1);
	server_stop(&server);
}
END_TEST

/* A dead first server, closed or silent, leaves time for the second. */
START_TEST(second_server)
{
	struct server server = server_start(zone);
	struct endpoint two[2] = {{.port = 0}, server.at};
	int dead = server_socket(&two[0], SOCK_DGRAM);
	const char *options = _i < 2 ? "timeout:1 attempts:2" : "timeout:30 attempts:5";

	if (_i % 2 == 0)
		close(dead);
	ck_assert_int_lt(ask_both(two, 2, options, 6000), 6000);
	assert_found(2, 1);
	server_stop(&server);
}
END_TEST

/* A name that no packet can hold fails; the question beside it does not. */
START_TEST(impossible_name)
{
	struct server server = server_start(zone);
	char name[2001];
	const struct dns_question questions[] = {
		{.name = name, .type = ns_t_a, .answer = &answers[0]},
		{.name = "mail.example", .type = ns_t_a, .answer = &answers[1]},
	};
	struct resolver r;

	unit_expand(name, sizeof(name), "x{2000}");
	resolver_init(&r, &server.at, 1, NULL, clock_ms() + 30000);
	dns_ask(&r, questions, 2, NULL);
	ck_assert_str_eq(dns_status_name(&answers[0]), "local");
	ck_assert_str_eq(dns_status_name(&answers[1]), "found");
	dns_answer_free(&answers[1]);
	server_stop(&server);
}
END_TEST

/* The longest name there is, with an EDNS record after it, fits. */
START_TEST(longest_name)
{
	char name[300];
	const struct answer_row rows[] = {{name, "A", RESOLVER, "@12 A 192.0.2.1"},
					  {NULL, NULL, 0, NULL}};
	struct server server;

	unit_expand(name, sizeof(name), "a{63}.b{63}.c{63}.d{61}");
	server = server_start(rows);
	ck_assert_int_eq(ask(name, &server.at, "edns0", clock_ms() + 30000)->status, DNS_FOUND);
	dns_answer_free(&answers[0]);
	server_stop(&server);
}
END_TEST

/* An answer of 4096 bytes is read; for a longer one we turn to TCP, where nobody listens. */
START_TEST(longest_answer)
{
	static const char *const last[] = {"x.@12 A 192.0.2.9", "xy.@12 A 192.0.2.9"};
	char records[254 * 20];
	size_t len = 0;
	const struct answer_row rows[] = {{"mail.example", "A", RESOLVER, records},
					  {NULL, NULL, 0, NULL}};
	struct server server;

	for (int i = 0; i < 253; i++)
		len += (size_t)snprintf(records + len, sizeof(records) - len, "@12 A 192.0.2.1; ");
	snprintf(records + len, sizeof(records) - len, "%s", last[_i]);
	server = server_start(rows);
	ask("mail.example", &server.at, "attempts:1", clock_ms() + 30000);
	ck_assert_str_eq(dns_status_name(&answers[0]), _i == 0 ? "found" : "refused");
	ck_assert_uint_eq(answers[0].addrs.count, _i == 0 ? 253 : 0);
	dns_answer_free(&answers[0]);
	server_stop(&server);
}
END_TEST

/* Ids are random: of a hundred hardly two are the same, and hardly one follows its predecessor. */
START_TEST(ids)
{
	struct endpoint at;
	int udp = server_socket(&at, SOCK_DGRAM);
	unsigned previous = 0, same = 0, next = 0, seen = 0;

	for (int i = 0; i < 100; i++) {
		unsigned char packet[512];

		ask_both(&at, 1, "attempts:1", 5);
		while (recv(udp, packet, sizeof(packet), MSG_DONTWAIT) >= 12) {
			unsigned id = (unsigned)packet[0] << 8 | packet[1];

			same += id == previous;
			next += id == previous + 1;
			previous = id;
			seen++;
		}
	}
	ck_assert_uint_gt(seen, 10);
	ck_assert_uint_lt(same, 5);
	ck_assert_uint_lt(next, 5);
	close(udp);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_test(tests, given_servers);
	tcase_add_test(tests, resolv_conf);
	tcase_add_test(tests, rotate);
	tcase_add_loop_test(tests, refused, 0, LENGTH(ways));
	tcase_add_loop_test(tests, silence, 0, LENGTH(ways));
	tcase_add_loop_test(tests, too_late, 0, LENGTH(ways));
	tcase_add_test(tests, closed_stream);
	tcase_add_loop_test(tests, local, 0, LENGTH(ways));
	tcase_add_loop_test(tests, no_descriptors, 0, LENGTH(ways));
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
