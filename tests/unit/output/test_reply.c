/* What qmail-smtpd is told: doc/behaviour.md section 5, doc/qmail-spp.md. */
#include "output/reply.h"

#include "base/clock.h"
#include "tests/unit/given.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

#define LONGEST_IP "1111:2222:3333:4444:5555:6666:7777:8888"

static const char *compose(const struct session *s, const struct policy *p, const char *results)
{
	static struct reply reply;
	struct judgement j = {.results = given_results(results)};

	j.verdict = verdict_reach(&j.results, p);
	memset(&reply, 'x', sizeof(reply));
	reply_compose(&reply, s, p, &j);
	ck_assert_uint_lt(reply.len, sizeof(reply.text));
	reply.text[reply.len] = '\0';
	return reply.text;
}

/* ---- lines ---- */

#define TEXT "sorry, HELO [mail.example] does not resolve; you are [192.0.2.1]"
#define VARIABLES                                                                                  \
	"SHELO_CHECKS_PASS=resolves\nSHELO_CHECKS_FAIL=\nSHELO_CHECKS_SKIP=\n"                     \
	"SHELO_CHECKS_ERROR=\nSHELO_CHECKS_HOST="
#define HEADER "HX-Helo-Check: "

static const struct {
	const char *helo, *client; /* NULL: mail.example, 192.0.2.1 */
	struct policy policy;
	const char *results, *reply;
} rows[] = {
	/* nothing to say */
	{NULL, NULL, {.deny = 0}, "*=pass", ""},
	{NULL, NULL, {.deny = BIT(RESOLVES), .headers = true}, "resolves=error(timeout)", ""},
	{NULL, NULL, {.deny = BIT(NOT_ME)}, "resolves=fail", ""},
	{NULL, NULL, {.deny = BIT(RESOLVES), .monitor = true}, "resolves=fail", ""},
	/* the ways to deny; T; HELO_DENY_INFO */
	{NULL, NULL, {.deny = ALL}, "resolves=fail", "R553 " TEXT " (#5.7.1)\n"},
	{NULL,
	 NULL,
	 {.deny = ALL, .deny_at = DENY_ERROR},
	 "resolves=fail",
	 "E553 " TEXT " (#5.7.1)\n"},
	{NULL,
	 NULL,
	 {.deny = ALL, .deny_at = DENY_MAIL},
	 "resolves=fail",
	 "SHELO_DENIED=1\nLM553 " TEXT " (#5.7.1)\n"},
	{NULL,
	 NULL,
	 {.deny = ALL, .deny_at = DENY_RCPT},
	 "resolves=fail",
	 "SHELO_DENIED=1\nLR553 " TEXT " (#5.7.1)\n"},
	{NULL,
	 NULL,
	 {.deny = ALL, .deny_at = DENY_DATA},
	 "resolves=fail",
	 "SHELO_DENIED=1\nLD553 " TEXT " (#5.7.1)\n"},
	{NULL, NULL, {.deny = ALL, .temporary = true}, "resolves=fail", "R450 " TEXT " (#4.7.1)\n"},
	{NULL,
	 NULL,
	 {.deny = ALL, .info = "see {helo} {ip} %s"},
	 "resolves=fail",
	 "R553 " TEXT " see {helo} {ip} %s (#5.7.1)\n"},
	{NULL,
	 NULL,
	 {.deny = ALL, .headers = true},
	 "forward_dns=error(timeout)",
	 "R451 sorry, DNS timed out for HELO [mail.example]; you are [192.0.2.1] (#4.4.3)\n"},
	/* headers first, one for each failure, the verdict last */
	{NULL,
	 NULL,
	 {.headers = true, .monitor = true, .deny = ALL},
	 "resolves=fail ip_match=pass",
	 HEADER "HELO [mail.example] from [192.0.2.1] doesn't solve\n"},
	{"",
	 "nonsense",
	 {.deny = ALL, .headers = true, .deny_at = DENY_RCPT},
	 "no_helo=fail",
	 HEADER "No HELO sent from [unknown]\nSHELO_DENIED=1\nLR553 sorry, no HELO/EHLO host name "
		"was given; you are [unknown] (#5.7.1)\n"},
	{NULL,
	 "2001:db8::1",
	 {.deny = BIT(IP_MATCH), .headers = true},
	 "syntax=fail ip_match=fail valid_hostname=fail(no_dot)",
	 HEADER "malformed HELO/EHLO [mail.example] from [2001:db8::1]\n" HEADER
		"HELO [mail.example] doesn't match IP [2001:db8::1]\n" HEADER
		"HELO [mail.example] from [2001:db8::1] fails valid_hostname(no_dot)\n"
		"R553 sorry, HELO [mail.example] does not resolve to your address; you are "
		"[2001:db8::1] (#5.7.1)\n"},
	/* no byte of the client starts a line, or is a command, or a format */
	{"a\rRbad\x1b[2J\xff%s%n{ip}",
	 NULL,
	 {.deny = ALL, .headers = true},
	 "resolves=fail",
	 HEADER "HELO [a?Rbad?[2J?%s%n{ip}] from [192.0.2.1] doesn't solve\n"
		"R553 sorry, HELO [a?Rbad?[2J?%s%n{ip}] does not resolve; you are [192.0.2.1] "
		"(#5.7.1)\n"},
	/* variables, if the HELO checks are on: behind the headers, before the verdict */
	{NULL, NULL, {.helo.on = true}, "resolves=pass", VARIABLES "mail.example\n"},
	{"a\nRbad =\x1b\xff", NULL, {.helo.on = true}, "resolves=pass", VARIABLES "a?Rbad?=??\n"},
	{"", NULL, {.helo.on = true}, "resolves=pass", VARIABLES "\n"},
	{NULL,
	 NULL,
	 {.helo.on = true, .headers = true, .deny = BIT(VALID_HOSTNAME), .deny_at = DENY_MAIL},
	 "match_re=pass resolves=pass forward_dns=fail(invalid_hostname) "
	 "valid_hostname=fail(no_dot) proto_mismatch=skip(first) ip_match=skip(no_ip) "
	 "rdns_match=error(servfail) not_me=error(timeout)",
	 HEADER "HELO [mail.example] from [192.0.2.1] fails valid_hostname(no_dot)\n" HEADER
		"HELO [mail.example] from [192.0.2.1] fails forward_dns(invalid_hostname)\n"
		"SHELO_CHECKS_PASS=resolves match_re\n"
		"SHELO_CHECKS_FAIL=valid_hostname(no_dot) forward_dns(invalid_hostname)\n"
		"SHELO_CHECKS_SKIP=ip_match(no_ip) proto_mismatch(first)\n"
		"SHELO_CHECKS_ERROR=not_me(timeout) rdns_match(servfail)\n"
		"SHELO_CHECKS_HOST=mail.example\nSHELO_DENIED=1\n"
		"LM553 sorry, HELO [mail.example] has no dot; you are [192.0.2.1] (#5.7.1)\n"},
};

START_TEST(row)
{
	const struct session s =
		given_helo(rows[_i].helo != NULL ? rows[_i].helo : "mail.example",
			   rows[_i].client != NULL ? rows[_i].client : "192.0.2.1");

	ck_assert_str_eq(compose(&s, &rows[_i].policy, rows[_i].results), rows[_i].reply);
}
END_TEST

/* The first HELO of the connection and its verb: what was told before, else this one. */
static const struct {
	const char *first_helo, *first_verb, *verb, *reply;
} firsts[] = {
	{NULL, NULL, "EHLO", VARIABLES "mail.example\nSHELO_CHECKS_CMD=EHLO\n"},
	{"", "", "", VARIABLES "mail.example\n"},
	{"first.example", NULL, NULL, VARIABLES "first.example\n"},
	{"first.example", "HELO", "EHLO", VARIABLES "first.example\nSHELO_CHECKS_CMD=HELO\n"},
	{"b\nLRbad", "HELO", NULL, VARIABLES "b?LRbad\nSHELO_CHECKS_CMD=HELO\n"},
	{NULL, "\nD", "EHLO", VARIABLES "mail.example\nSHELO_CHECKS_CMD=EHLO\n"},
};

START_TEST(first)
{
	const struct unit_var vars[] = {{"SMTPHELOHOST", "mail.example"},
					{"TCPREMOTEIP", "192.0.2.1"},
					{"HELO_CHECKS_HOST", firsts[_i].first_helo},
					{"HELO_CHECKS_CMD", firsts[_i].first_verb},
					{"SMTPHELOCMD", firsts[_i].verb},
					{NULL, NULL}};
	const struct policy p = {.helo.on = true};
	const struct session s = given_session(vars);

	ck_assert_str_eq(compose(&s, &p, "resolves=pass"), firsts[_i].reply);
}
END_TEST

/* ---- length ---- */

/* At most 511 bytes with CRLF: the HELO is cut, by no more than needed, and nothing else. */
START_TEST(fits)
{
	static const char *const clients[] = {"192.0.2.1", LONGEST_IP};
	static const size_t infos[] = {0, 1, 150, 199, 200};
	char helo[301], text[1024], want[1024];

	for (size_t n = 1; n <= 300; n += n < 200 ? 50 : 1)
		for (int k = 0; k < LENGTH(clients) * LENGTH(infos); k++) {
			struct policy p = {.deny = ALL};
			struct session s;
			struct textbuf b = textbuf_in(text, sizeof(text));
			const char *reply;
			size_t uncut;

			memset(helo, 'h', n);
			helo[n] = '\0';
			s = given_helo(helo, clients[k % LENGTH(clients)]);
			memset(p.info, 'i', infos[k / LENGTH(clients)]);
			texts_fill(&b, texts_of((enum check_id)_i, REASON_NONE)->reply,
				   (enum check_id)_i, REASON_NONE, s.shown, "");
			uncut = (size_t)snprintf(
				want, sizeof(want), "R553 sorry, %s; you are [%s]%s%s (#5.7.1)\n",
				text, s.client_shown, p.info[0] != '\0' ? " " : "", p.info);
			snprintf(text, sizeof(text), "%s=fail", check_names[_i]);
			reply = compose(&s, &p, text);
			if (uncut > REPLY_LINE_MAX + 2) { /* the R and the LF */
				char *end = strstr(want, s.shown) + strlen(s.shown);
				size_t cut = uncut - REPLY_LINE_MAX - 2;

				memmove(end - cut, end, strlen(end) + 1);
			}
			ck_assert_str_eq(reply, want);
		}
}
END_TEST

/* All of it at its longest, and every line is whole. */
START_TEST(longest)
{
	char helo[2001];
	struct policy p = {.deny = ALL, .headers = true, .deny_at = DENY_RCPT, .helo.on = true};
	struct session s;
	const char *reply;

	unit_expand(helo, sizeof(helo), "\x80{2000}");
	s = given_helo(helo, LONGEST_IP);
	s.first_helo = s.first_verb = helo;
	memset(p.info, 'i', POLICY_INFO_MAX);
	reply = compose(&s, &p, "*=fail(valid_hostname_off)");
	ck_assert_uint_eq(unit_lines(reply), CHECK_COUNT + 6 + 2);
	ck_assert_ptr_nonnull(strstr(reply, " literal_mismatch(valid_hostname_off)\n"));
	ck_assert_ptr_nonnull(strstr(reply, "?\nSHELO_CHECKS_CMD=??"));
	ck_assert_ptr_nonnull(strstr(reply, "?\nSHELO_DENIED=1\nLR553 sorry, no HELO"));
}
END_TEST

/* ---- writing ---- */

static const struct reply some = {.len = 10, .text = "Hone\nRtwo\n"};

START_TEST(one_write)
{
	static const struct reply nothing = {.len = 0};
	static struct capture out;

	capture_start(&out, STDOUT_FILENO);
	ck_assert(reply_write(&some, clock_ms() + 1000));
	/* Whoever can take it now gets it, also when the time is up. */
	ck_assert(reply_write(&some, clock_ms() - 1000));
	ck_assert(reply_write(&nothing, clock_ms() + 1000));
	ck_assert_str_eq(capture_end(&out), "Hone\nRtwo\nHone\nRtwo\n");
	ck_assert_uint_eq(out.pieces, 2);
}
END_TEST

/* Writes to fd, which is closed; returns errno, or 0 if all was written. */
static int write_to(int fd, int64_t deadline)
{
	int saved = dup(STDOUT_FILENO), error;

	dup2(fd, STDOUT_FILENO);
	close(fd);
	errno = 0;
	error = reply_write(&some, deadline) ? 0 : errno;
	dup2(saved, STDOUT_FILENO);
	close(saved);
	return error;
}

START_TEST(nobody_reads)
{
	int64_t start, took;
	int ends[2], error;

	ck_assert_int_eq(pipe(ends), 0);
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
	while (write(ends[1], "x", 1) == 1)
		;
	fcntl(ends[1], F_SETFL, 0);
	start = clock_ms();
	error = write_to(ends[1], start + 200);
	took = clock_ms() - start;
	ck_assert_int_eq(error, ETIMEDOUT);
	ck_assert_int_ge(took, 190);
	ck_assert_int_lt(took, 1200);
}
END_TEST

START_TEST(not_written)
{
	const struct rlimit four = {.rlim_cur = 4, .rlim_max = RLIM_INFINITY};
	int ends[2], saved = dup(STDOUT_FILENO), error;
	struct rlimit before;
	bool written;

	/* nobody there; no descriptor */
	signal(SIGPIPE, SIG_IGN);
	ck_assert_int_eq(pipe(ends), 0);
	close(ends[0]);
	ck_assert_int_eq(write_to(ends[1], clock_ms() + 1000), EPIPE);
	close(STDOUT_FILENO);
	written = reply_write(&some, clock_ms() + 1000);
	error = errno;
	dup2(saved, STDOUT_FILENO);
	ck_assert(!written && error == EBADF);
	/* half a line is no line; errno is of the other half */
	unit_home();
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
	setrlimit(RLIMIT_FSIZE, &four);
	error = write_to(open("out", O_WRONLY | O_CREAT, 0600), clock_ms() + 1000);
	setrlimit(RLIMIT_FSIZE, &before);
	ck_assert_int_eq(error, EFBIG);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_loop_test(tests, first, 0, LENGTH(firsts));
	tcase_add_loop_test(tests, fits, CHECK_SYNTAX, CHECK_COUNT);
	tcase_add_test(tests, longest);
	tcase_add_test(tests, one_write);
	tcase_add_test(tests, nobody_reads);
	tcase_add_test(tests, not_written);
}

int main(void)
{
	return unit_main("reply", add);
}
