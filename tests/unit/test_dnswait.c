/*
 * How long dns_ask waits for what is missing, and what counts as a try: doc/behaviour.md section 3.
 * The rest is in test_dnsquery.c.
 */
#include "dnsquery.h"

#include "base/clock.h"
#include "tests/unit/message.h"

#include <sys/mman.h>

/* How late a call may end, on a busy machine or under valgrind. */
#define SLACK 1500
/* Far away: a call that ends at it has waited too long. */
#define FAR 30000

static struct dns_answer answers[2];

/* What patience says, one time after the other; the last one again and again. */
struct patience {
	const int64_t *says;
	size_t count, calls;
};

static int64_t says(void *data)
{
	struct patience *p = data;
	const size_t i = p->calls++;

	return p->says[i < p->count ? i : p->count - 1];
}

/* Asks for A and AAAA of mail.example. Returns how long it took. */
static int64_t ask(const struct endpoint *servers, size_t n, const char *options,
		   struct patience *p, int ms)
{
	const struct dns_question questions[] = {
		{.name = "mail.example", .type = ns_t_a, .answer = &answers[0]},
		{.name = "mail.example", .type = ns_t_aaaa, .answer = &answers[1]},
	};
	const struct dns_patience patience = {.left = says, .data = p};
	const int64_t start = clock_ms();
	struct resolver r;

	memset(answers, 0, sizeof(answers));
	resolver_init(&r, servers, n, options, start + ms);
	dns_ask(&r, questions, 2, p != NULL ? &patience : NULL);
	return clock_ms() - start;
}

/* `found`, `timeout` and so on, of A and AAAA; frees them. */
static const char *statuses(void)
{
	static char text[64];

	snprintf(text, sizeof(text), "%s, %s", dns_status_name(&answers[0]),
		 dns_status_name(&answers[1]));
	for (int i = 0; i < 2; i++)
		dns_answer_free(&answers[i]);
	return text;
}

/* ---- patience ---- */

#define A "mail.example", "A"
#define AAAA "mail.example", "AAAA"
#define FOUND_A {A, RESOLVER, "@12 A 192.0.2.1"}
#define FOUND_AAAA {AAAA, RESOLVER, "@12 AAAA 2001:db8::1"}
#define FAILED_A {A, RESOLVER | ns_r_servfail, ""}
#define CUT_A {A, RESOLVER | 0x200U, ""} /* and nobody listens on TCP */
#define END {NULL, NULL, 0, NULL}
#define ENDLESS DNS_PATIENCE_MAX

/* A server that is silent where there is no row. */
static const struct {
	const char *options;
	const struct answer_row zone[3];
	int64_t says[4];
	size_t count;
	int ms;		 /* until the deadline */
	int64_t least;	 /* how long it takes */
	size_t calls;	 /* of patience, at least */
	const char *statuses;
} waits[] = {
	/* asked after each answer, as long as something is missing */
	{"", {FOUND_A, FOUND_AAAA, END}, {ENDLESS}, 1, FAR, 0, 1, "found, found"},
	{"", {FOUND_A, END}, {0}, 1, FAR, 0, 1, "found, timeout"},
	{"", {FOUND_AAAA, END}, {0}, 1, FAR, 0, 1, "timeout, found"},
	{"", {FOUND_A, END}, {ENDLESS}, 1, 400, 390, 1, "found, timeout"},
	{"", {END}, {0}, 1, 400, 390, 0, "timeout, timeout"},
	/* and when the time is over */
	{"", {FOUND_A, END}, {200, 0}, 2, FAR, 190, 2, "found, timeout"},
	{"", {FOUND_A, END}, {100, 100, 100, 0}, 4, FAR, 290, 4, "found, timeout"},
	{"", {FOUND_A, END}, {100, ENDLESS}, 2, 400, 390, 2, "found, timeout"},
	{"", {FOUND_A, END}, {FAR}, 1, 400, 390, 1, "found, timeout"},
	/* longer than a try */
	{"timeout:1 attempts:5", {FOUND_A, END}, {1300, 0}, 2, FAR, 1290, 2, "found, timeout"},
	/* what failed is missing, too: it could be asked again */
	{"attempts:5", {FAILED_A, FOUND_AAAA, END}, {0}, 1, FAR, 0, 1, "servfail, found"},
	{"attempts:2", {FAILED_A, FOUND_AAAA, END}, {ENDLESS}, 1, FAR, 0, 1, "servfail, found"},
	{"attempts:1", {CUT_A, FOUND_AAAA, END}, {ENDLESS}, 1, FAR, 0, 1, "refused, found"},
	{"attempts:1", {CUT_A, FOUND_AAAA, END}, {0}, 1, FAR, 0, 1, "garbled, found"},
	/* one after the other: AAAA is not even asked for */
	{"single-request", {FOUND_A, FOUND_AAAA, END}, {0}, 1, FAR, 0, 1, "found, timeout"},
	{"single-request", {FOUND_A, FOUND_AAAA, END}, {ENDLESS}, 1, FAR, 0, 1, "found, found"},
	{"single-request", {FOUND_A, END}, {200, 0}, 2, FAR, 190, 2, "found, timeout"},
};

START_TEST(patience)
{
	struct patience p = {.says = waits[_i].says, .count = waits[_i].count};
	struct server server = server_start(waits[_i].zone);
	const int64_t took = ask(&server.at, 1, waits[_i].options, &p, waits[_i].ms);

	server_stop(&server);
	ck_assert_str_eq(statuses(), waits[_i].statuses);
	ck_assert_int_ge(took, waits[_i].least);
	ck_assert_int_lt(took, waits[_i].least + SLACK);
	ck_assert_uint_ge(p.calls, waits[_i].calls);
}
END_TEST

/* One server fails at AAAA, the next is silent: a retry is given the time that patience gives. */
START_TEST(retry)
{
	static const struct answer_row zone[] = {
		FOUND_A, {AAAA, RESOLVER | ns_r_servfail, ""}, END};
	static const int64_t times[] = {10, 300, 0};
	struct patience p = {.says = times, .count = LENGTH(times)};
	struct server server = server_start(zone);
	struct endpoint two[2] = {server.at};
	const int silent = server_socket(&two[1], SOCK_DGRAM);
	const int64_t took = ask(two, 2, "attempts:1", &p, FAR);

	server_stop(&server);
	close(silent);
	ck_assert_str_eq(statuses(), "found, timeout");
	ck_assert_int_ge(took, 300);
	ck_assert_int_lt(took, 300 + SLACK);
}
END_TEST

/*
 * AAAA is truncated, and over TCP the server accepts it and is silent, or does not even accept it
 * (its queue is full).
 */
START_TEST(silent_tcp)
{
	static const struct answer_row zone[] = {FOUND_A, {AAAA, RESOLVER | 0x200U, ""}, END};
	static const int64_t times[] = {10, 300, 0};
	struct patience p = {.says = times, .count = LENGTH(times)};
	struct server server = server_start(zone);
	struct sockaddr_in in = {.sin_family = AF_INET,
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
				 .sin_port = htons(server.at.port)};
	const int tcp = socket(AF_INET, SOCK_STREAM, 0);
	int64_t took;

	if (bind(tcp, (struct sockaddr *)&in, sizeof(in)) < 0)
		return; /* somebody else has the port */
	ck_assert_int_eq(listen(tcp, _i == 0 ? 5 : 0), 0);
	for (int i = 0; _i == 1 && i < 3; i++)
		connect(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), (struct sockaddr *)&in,
			sizeof(in));
	took = ask(&server.at, 1, "attempts:1", &p, FAR);
	server_stop(&server);
	ck_assert_str_eq(statuses(), "found, timeout");
	ck_assert_int_ge(took, 300);
	ck_assert_int_lt(took, 300 + SLACK);
}
END_TEST

/* Nothing is truncated, so none of the try is reserved for TCP: a late answer is in time. */
START_TEST(late)
{
	static struct message m;
	struct dns_query q[2] = {{.type = 0}};
	struct sockaddr_in from;
	socklen_t from_len = sizeof(from);
	struct server server;
	const int fd = server_socket(&server.at, SOCK_DGRAM);
	char name[256];

	server.pid = fork();
	ck_assert_int_ge(server.pid, 0);
	for (int i = 0; server.pid == 0 && i < 2; i++) {
		q[i].len = (size_t)recvfrom(fd, q[i].packet, sizeof(q[i].packet), 0,
					    (struct sockaddr *)&from, &from_len);
		server_question(&q[i], name);
	}
	for (int i = 0; server.pid == 0 && i < 2; i++) {
		message_answer(&m, &q[i], RESOLVER,
			       q[i].type == ns_t_a ? "@12 A 192.0.2.1" : "@12 AAAA 2001:db8::1");
		sendto(fd, m.at, m.len, 0, (struct sockaddr *)&from, from_len);
		usleep(1800000);
	}
	if (server.pid == 0)
		_exit(0);
	close(fd);
	ask(&server.at, 1, "attempts:1", NULL, 3000);
	server_stop(&server);
	ck_assert_str_eq(statuses(), "found, found");
}
END_TEST

/* ---- servers without EDNS ---- */

/* What such a server was asked, with EDNS and without. */
struct seen {
	unsigned with, without;
};

/*
 * Answers FORMERR or NOTIMP (rcode) to what has an EDNS record or, if it is stubborn, to
 * everything; other questions with an address. Counts in *seen, which it shares with the test.
 */
static void serve_old(int fd, unsigned rcode, bool stubborn, struct seen *seen)
{
	static struct message m;

	for (;;) {
		struct dns_query q = {.type = 0};
		struct sockaddr_storage from;
		socklen_t from_len = sizeof(from);
		char name[256];
		ssize_t len = recvfrom(fd, q.packet, sizeof(q.packet), 0, (struct sockaddr *)&from,
				       &from_len);
		bool edns;

		if (len < NS_HFIXEDSZ)
			continue;
		q.len = (size_t)len;
		edns = q.packet[11] != 0;
		if (!server_question(&q, name))
			continue;
		*(edns ? &seen->with : &seen->without) += 1;
		if (edns || stubborn)
			message_answer(&m, &q, RESOLVER | rcode, "");
		else
			message_answer(&m, &q, RESOLVER,
				       q.type == ns_t_a ? "@12 A 192.0.2.1"
							: "@12 AAAA 2001:db8::1");
		sendto(fd, m.at, m.len, 0, (struct sockaddr *)&from, from_len);
	}
}

static const struct {
	const char *options;
	unsigned rcode;
	bool stubborn;
	unsigned with, without; /* questions that it saw; without: for each question of ours */
	const char *statuses;
} olds[] = {
	/* The repeat does not use up the only try. */
	{"attempts:1 edns0", ns_r_formerr, false, 2, 2, "found, found"},
	{"attempts:1 edns0", ns_r_notimpl, false, 2, 2, "found, found"},
	{"attempts:1 edns0 single-request", ns_r_formerr, false, 1, 2, "found, found"},
	{"attempts:1", ns_r_formerr, false, 0, 2, "found, found"},
	/* Without EDNS there is nothing to leave out: each try is one. */
	{"attempts:1", ns_r_formerr, true, 0, 2, "refused, refused"},
	{"attempts:2", ns_r_formerr, true, 0, 4, "refused, refused"},
	{"attempts:2 edns0", ns_r_formerr, true, 2, 4, "refused, refused"},
	{"attempts:1 edns0", ns_r_notimpl, true, 2, 2, "refused, refused"},
};

START_TEST(without_edns)
{
	struct seen *seen = mmap(NULL, sizeof(*seen), PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct server server;
	int fd = server_socket(&server.at, SOCK_DGRAM);

	ck_assert_ptr_ne(seen, MAP_FAILED);
	server.pid = fork();
	ck_assert_int_ge(server.pid, 0);
	if (server.pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		serve_old(fd, olds[_i].rcode, olds[_i].stubborn, seen);
	}
	close(fd);
	ck_assert_int_lt(ask(&server.at, 1, olds[_i].options, NULL, FAR), FAR / 2);
	server_stop(&server);
	ck_assert_str_eq(statuses(), olds[_i].statuses);
	ck_assert_uint_eq(seen->with, olds[_i].with);
	ck_assert_uint_eq(seen->without, olds[_i].without);
	munmap(seen, sizeof(*seen));
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, patience, 0, LENGTH(waits));
	tcase_add_test(tests, retry);
	tcase_add_test(tests, late);
	tcase_add_loop_test(tests, silent_tcp, 0, 2);
	tcase_add_loop_test(tests, without_edns, 0, LENGTH(olds));
}

int main(void)
{
	return unit_main("dnswait", add);
}
