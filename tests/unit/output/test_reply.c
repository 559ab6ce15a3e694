/* What qmail-smtpd is told: BEHAVIOUR.md section 5, QMAIL-SPP.md. */
#include "output/reply.h"

#include "base/clock.h"
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

#define BIT(name) CHECK_BIT(CHECK_##name)
#define LONGEST_IP "1111:2222:3333:4444:5555:6666:7777:8888"

static struct session session_of(const char *helo, const char *client)
{
	const struct unit_var vars[] = {
		{"SMTPHELOHOST", helo}, {"TCPREMOTEIP", client}, {NULL, NULL}};
	struct env env = unit_env(vars);
	struct log log = {0};
	struct session s;
	static struct capture err;

	capture_start(&err, STDERR_FILENO);
	session_read(&s, &env, &log);
	capture_end(&err);
	return s;
}

/* What is said to this HELO when the checks of fails fail, and those of deny deny. */
static const char *compose(const struct session *s, struct policy *p, checkset fails)
{
	static struct reply reply;
	struct results r = {0};
	struct verdict v;

	for (int id = 0; id < CHECK_COUNT; id++)
		r.of[id].is = (fails & CHECK_BIT(id)) != 0 ? FAIL : PASS;
	v = verdict_reach(&r, p);
	memset(&reply, 'x', sizeof(reply));
	reply_compose(&reply, s, p, &r, &v);
	ck_assert_uint_lt(reply.len, sizeof(reply.text));
	reply.text[reply.len] = '\0';
	return reply.text;
}

/* ---- lines ---- */

#define TOLD "HELO [mail.example] does not resolve; you are [192.0.2.1]"

static const struct {
	const char *helo, *client;
	struct policy policy;
	checkset fails;
	const char *said;
} rows[] = {
	/* nothing to say */
	{"mail.example", "192.0.2.1", {.deny = 0}, 0, ""},
	{"mail.example", "192.0.2.1", {.deny = BIT(RESOLVES), .headers = true}, 0, ""},
	{"mail.example", "192.0.2.1", {.deny = BIT(NOT_ME)}, BIT(RESOLVES), ""},
	{"mail.example", "192.0.2.1", {.deny = BIT(RESOLVES), .monitor = true}, BIT(RESOLVES), ""},
	/* the ways to deny */
	{"mail.example",
	 "192.0.2.1",
	 {.deny = BIT(RESOLVES)},
	 BIT(RESOLVES),
	 "R553 sorry, " TOLD " (#5.7.1)\n"},
	{"mail.example",
	 "192.0.2.1",
	 {.deny = BIT(RESOLVES), .how = DENY_ERROR},
	 BIT(RESOLVES),
	 "E553 sorry, " TOLD " (#5.7.1)\n"},
	{"mail.example",
	 "192.0.2.1",
	 {.deny = BIT(RESOLVES), .how = DENY_MAIL},
	 BIT(RESOLVES),
	 "SHELO_DENIED=1\nLM553 sorry, " TOLD " (#5.7.1)\n"},
	{"mail.example",
	 "192.0.2.1",
	 {.deny = BIT(RESOLVES), .how = DENY_RCPT},
	 BIT(RESOLVES),
	 "SHELO_DENIED=1\nLR553 sorry, " TOLD " (#5.7.1)\n"},
	{"mail.example",
	 "192.0.2.1",
	 {.deny = BIT(RESOLVES), .how = DENY_DATA},
	 BIT(RESOLVES),
	 "SHELO_DENIED=1\nLD553 sorry, " TOLD " (#5.7.1)\n"},
	/* T, HELO_DENY_INFO */
	{"mail.example",
	 "192.0.2.1",
	 {.deny = BIT(RESOLVES), .temporary = true},
	 BIT(RESOLVES),
	 "R450 sorry, " TOLD " (#4.7.1)\n"},
	{"mail.example",
	 "192.0.2.1",
	 {.deny = BIT(RESOLVES), .info = "see https://example.net/"},
	 BIT(RESOLVES),
	 "R553 sorry, " TOLD " see https://example.net/ (#5.7.1)\n"},
	{"mail.example",
	 "192.0.2.1",
	 {.deny = BIT(RESOLVES), .info = "{helo} {ip} %s"},
	 BIT(RESOLVES),
	 "R553 sorry, " TOLD " {helo} {ip} %s (#5.7.1)\n"},
	/* each check's words */
	{"",
	 "192.0.2.1",
	 {.deny = BIT(NO_HELO), .temporary = true},
	 BIT(NO_HELO),
	 "R553 sorry, no HELO/EHLO host name was given; you are [192.0.2.1] (#5.7.1)\n"},
	{"x y",
	 "192.0.2.1",
	 {.deny = BIT(SYNTAX)},
	 BIT(SYNTAX),
	 "R553 sorry, HELO [x?y] is malformed; you are [192.0.2.1] (#5.7.1)\n"},
	{"mail.example",
	 "2001:db8::1",
	 {.deny = BIT(NOT_ME)},
	 BIT(NOT_ME),
	 "R553 sorry, HELO [mail.example] is one of our hosts; you are [2001:db8::1] (#5.7.1)\n"},
	{"mail.example",
	 "::ffff:192.0.2.1",
	 {.deny = BIT(OWN_NAME)},
	 BIT(OWN_NAME),
	 "R553 sorry, HELO [mail.example] is one of our names; you are [192.0.2.1] (#5.7.1)\n"},
	{"mail.example",
	 "nonsense",
	 {.deny = BIT(IP_MATCH)},
	 BIT(IP_MATCH),
	 "R553 sorry, HELO [mail.example] does not lead to your address; you are [unknown] "
	 "(#5.7.1)\n"},
	/* headers and variables first, the verdict last */
	{"mail.example",
	 "192.0.2.1",
	 {.deny = 0, .headers = true},
	 BIT(RESOLVES),
	 "HX-Helo-Check: HELO [mail.example] from [192.0.2.1] doesn't solve\n"},
	{"mail.example",
	 "192.0.2.1",
	 {.deny = BIT(RESOLVES), .headers = true, .monitor = true},
	 BIT(RESOLVES),
	 "HX-Helo-Check: HELO [mail.example] from [192.0.2.1] doesn't solve\n"},
	{"mail.example",
	 "192.0.2.1",
	 {.deny = BIT(IP_MATCH), .headers = true},
	 BIT(SYNTAX) | BIT(NOT_ME) | BIT(OWN_NAME) | BIT(IP_MATCH),
	 "HX-Helo-Check: malformed HELO/EHLO [mail.example] from [192.0.2.1]\n"
	 "HX-Helo-Check: HELO [mail.example] is a local domain but IP [192.0.2.1] is not a "
	 "RELAYCLIENT\n"
	 "HX-Helo-Check: HELO [mail.example] is a local name but IP [192.0.2.1] is not a "
	 "RELAYCLIENT\n"
	 "HX-Helo-Check: HELO [mail.example] doesn't match IP [192.0.2.1]\n"
	 "R553 sorry, HELO [mail.example] does not lead to your address; you are [192.0.2.1] "
	 "(#5.7.1)\n"},
	{"",
	 "192.0.2.1",
	 {.deny = BIT(NO_HELO), .headers = true, .how = DENY_RCPT},
	 BIT(NO_HELO),
	 "HX-Helo-Check: No HELO sent from [192.0.2.1]\n"
	 "SHELO_DENIED=1\n"
	 "LR553 sorry, no HELO/EHLO host name was given; you are [192.0.2.1] (#5.7.1)\n"},
	/* no byte of the client can start a line, or be a command, or a format */
	{"a\rRbad\x1b[2J\xff",
	 "192.0.2.1",
	 {.deny = BIT(RESOLVES), .headers = true},
	 BIT(RESOLVES),
	 "HX-Helo-Check: HELO [a?Rbad?[2J?] from [192.0.2.1] doesn't solve\n"
	 "R553 sorry, HELO [a?Rbad?[2J?] does not resolve; you are [192.0.2.1] (#5.7.1)\n"},
	{"%s%n{ip}",
	 "192.0.2.1",
	 {.deny = BIT(RESOLVES)},
	 BIT(RESOLVES),
	 "R553 sorry, HELO [%s%n{ip}] does not resolve; you are [192.0.2.1] (#5.7.1)\n"},
};

START_TEST(row)
{
	struct session s = session_of(rows[_i].helo, rows[_i].client);
	struct policy p = rows[_i].policy;

	ck_assert_str_eq(compose(&s, &p, rows[_i].fails), rows[_i].said);
}
END_TEST

/* ---- variables ---- */

/* The four lists of results without any but resolves(PASS). */
#define LISTS                                                                                      \
	"SHELO_CHECKS_PASS=resolves\nSHELO_CHECKS_FAIL=\nSHELO_CHECKS_SKIP=\nSHELO_CHECKS_ERROR=\n"

static const struct {
	const char *helo, *first_helo, *first_verb, *verb;
	const char *said;
} variables[] = {
	/* this HELO is the first */
	{"mail.example", NULL, NULL, NULL, LISTS "SHELO_CHECKS_HOST=mail.example\n"},
	{"mail.example", NULL, NULL, "EHLO",
	 LISTS "SHELO_CHECKS_HOST=mail.example\nSHELO_CHECKS_CMD=EHLO\n"},
	/* it is not: the first stays the first */
	{"mail.example", "first.example", NULL, NULL, LISTS "SHELO_CHECKS_HOST=first.example\n"},
	{"mail.example", "first.example", "HELO", "EHLO",
	 LISTS "SHELO_CHECKS_HOST=first.example\nSHELO_CHECKS_CMD=HELO\n"},
	{"mail.example", "first.example", "HELO", NULL,
	 LISTS "SHELO_CHECKS_HOST=first.example\nSHELO_CHECKS_CMD=HELO\n"},
	{"mail.example", "first.example", NULL, "EHLO",
	 LISTS "SHELO_CHECKS_HOST=first.example\nSHELO_CHECKS_CMD=EHLO\n"},
	/* set but empty is not set */
	{"mail.example", "", "", "", LISTS "SHELO_CHECKS_HOST=mail.example\n"},
	/* no HELO */
	{"", NULL, NULL, NULL, LISTS "SHELO_CHECKS_HOST=\n"},
	/* no byte of anybody starts a line */
	{"a\nRbad =\x1b\xff", NULL, NULL, "EH LO\n",
	 LISTS "SHELO_CHECKS_HOST=a?Rbad?=??\n"},
	{"mail.example", "b\nLRbad", "\nD", "EHLO",
	 LISTS "SHELO_CHECKS_HOST=b?LRbad\nSHELO_CHECKS_CMD=EHLO\n"},
	{"%s%n", NULL, NULL, "%n", LISTS "SHELO_CHECKS_HOST=%s%n\n"},
};

static const char *compose_results(const struct session *s, const struct policy *p,
				   const struct results *r)
{
	static struct reply reply;
	struct verdict v = verdict_reach(r, p);

	memset(&reply, 'x', sizeof(reply));
	reply_compose(&reply, s, p, r, &v);
	ck_assert_uint_lt(reply.len, sizeof(reply.text));
	reply.text[reply.len] = '\0';
	return reply.text;
}

START_TEST(variable)
{
	const struct unit_var vars[] = {{"SMTPHELOHOST", variables[_i].helo},
					{"TCPREMOTEIP", "192.0.2.1"},
					{"HELO_CHECKS_HOST", variables[_i].first_helo},
					{"HELO_CHECKS_CMD", variables[_i].first_verb},
					{"SMTPHELOCMD", variables[_i].verb},
					{NULL, NULL}};
	struct env env = unit_env(vars);
	struct policy on = {.helo.on = true}, off = {.deny = 0};
	struct results r = {.of[CHECK_RESOLVES].is = PASS};
	struct log log = {0};
	struct session s;

	session_read(&s, &env, &log);
	ck_assert_str_eq(compose_results(&s, &on, &r), variables[_i].said);
	/* Only when the HELO checks are on. */
	ck_assert_str_eq(compose_results(&s, &off, &r), "");
}
END_TEST

/* The lists: in the order of the checks, with reasons; headers before them, the verdict last. */
START_TEST(results_as_variables)
{
	static const char lists[] =
		"SHELO_CHECKS_PASS=resolves match_re\n"
		"SHELO_CHECKS_FAIL=syntax valid_hostname(no_dot) forward_dns(invalid_hostname)\n"
		"SHELO_CHECKS_SKIP=ip_match(no_ip) proto_mismatch(first)\n"
		"SHELO_CHECKS_ERROR=not_me(timeout) rdns_match(servfail)\n"
		"SHELO_CHECKS_HOST=mail\n";
	const struct results r = {.of = {[CHECK_RESOLVES] = {PASS, NULL},
					 [CHECK_MATCH_RE] = {PASS, NULL},
					 [CHECK_SYNTAX] = {FAIL, NULL},
					 [CHECK_VALID_HOSTNAME] = {FAIL, "no_dot"},
					 [CHECK_FORWARD_DNS] = {FAIL, "invalid_hostname"},
					 [CHECK_IP_MATCH] = {SKIP, "no_ip"},
					 [CHECK_PROTO_MISMATCH] = {SKIP, "first"},
					 [CHECK_NOT_ME] = {ERROR, "timeout"},
					 [CHECK_RDNS_MATCH] = {ERROR, "servfail"}}};
	struct session s = session_of("mail", "192.0.2.1");
	struct policy p = {.helo.on = true, .how = DENY_RCPT};
	char want[2000];

	ck_assert_str_eq(compose_results(&s, &p, &r), lists);
	p.deny = BIT(VALID_HOSTNAME);
	snprintf(want, sizeof(want),
		 "%sSHELO_DENIED=1\nLR553 sorry, HELO [mail] has no dot; you are [192.0.2.1] "
		 "(#5.7.1)\n",
		 lists);
	ck_assert_str_eq(compose_results(&s, &p, &r), want);
	p.how = DENY_DROP;
	p.headers = true;
	snprintf(want, sizeof(want),
		 "HX-Helo-Check: malformed HELO/EHLO [mail] from [192.0.2.1]\n"
		 "HX-Helo-Check: HELO [mail] from [192.0.2.1] fails valid_hostname(no_dot)\n"
		 "HX-Helo-Check: HELO [mail] from [192.0.2.1] fails forward_dns(invalid_hostname)\n"
		 "%sR553 sorry, HELO [mail] has no dot; you are [192.0.2.1] (#5.7.1)\n",
		 lists);
	ck_assert_str_eq(compose_results(&s, &p, &r), want);
}
END_TEST

/* forward_dns out of time: 451, whatever T says. */
START_TEST(timeout)
{
	const struct results r = {.of[CHECK_FORWARD_DNS] = {ERROR, "timeout"}};
	struct session s = session_of("mail.example", "192.0.2.1");

	for (int t = 0; t < 2; t++) {
		struct policy p = {.deny = BIT(FORWARD_DNS), .temporary = t == 1, .headers = true};

		ck_assert_str_eq(compose_results(&s, &p, &r),
				 "R451 sorry, DNS timed out for HELO [mail.example]; you are "
				 "[192.0.2.1] (#4.4.3)\n");
	}
}
END_TEST

/* ---- length ---- */

/*
 * One denial: with CRLF under 512 bytes, whole at both ends, and the HELO cut only where there is no
 * room for it.
 */
static void assert_fits(const struct session *s, struct policy *p, enum check_id id)
{
	const char *said = compose(s, p, CHECK_BIT(id));
	size_t uncut = strlen("553 sorry, ; you are [] (#5.7.1)\r\n") + strlen(s->client_shown) +
		       strlen(p->info) + (p->info[0] != '\0');
	const struct words_values values = {.helo = s->shown, .ip = ""};
	char told[1024], tail[512];
	size_t len;

	if (strncmp(said, "SHELO_DENIED=1\n", 15) == 0)
		said += 15;
	said += p->how == DENY_DROP || p->how == DENY_ERROR ? 1 : 2;
	len = strlen(said);
	uncut += words_fill(told, sizeof(told), checks[id].words->told, &values);
	ck_assert_uint_eq(unit_lines(said), 1);
	ck_assert_int_eq(said[len - 1], '\n');
	ck_assert_msg(len + 1 < 512, "%zu bytes with CRLF", len + 1);
	ck_assert_msg(len + 1 == (uncut < 512 ? uncut : 511), "%zu bytes of %zu", len + 1, uncut);
	ck_assert_int_eq(strncmp(said, "553 sorry, ", 11), 0);
	snprintf(tail, sizeof(tail), "; you are [%s]%s%s (#5.7.1)\n", s->client_shown,
		 p->info[0] != '\0' ? " " : "", p->info);
	ck_assert_str_eq(said + len - strlen(tail), tail);
}

START_TEST(fits)
{
	static const char *const clients[] = {"192.0.2.1", LONGEST_IP};
	static const size_t infos[] = {0, 1, 150, 199, 200};
	char helo[301];

	for (size_t len = 1; len <= 300; len += len < 200 ? 50 : 1) {
		memset(helo, 'h', len);
		helo[len] = '\0';
		for (int c = 0; c < LENGTH(clients); c++)
			for (int i = 0; i < LENGTH(infos); i++) {
				struct session s = session_of(helo, clients[c]);
				struct policy p = {.deny = BIT(IP_MATCH) | BIT(SYNTAX) |
							   BIT(BIG_COMPANY),
						   .how = (enum deny_how)(len % 5)};

				memset(p.info, 'i', infos[i]);
				assert_fits(&s, &p, CHECK_SYNTAX);
				assert_fits(&s, &p, CHECK_IP_MATCH);
				assert_fits(&s, &p, CHECK_BIG_COMPANY);
			}
	}
}
END_TEST

/* All of it at its longest, and every line is whole. */
START_TEST(longest)
{
	char helo[2001];
	struct session s;
	struct policy p = {.deny = BIT(SYNTAX), .headers = true, .how = DENY_RCPT};
	struct results r;
	const char *said;

	unit_expand(helo, sizeof(helo), "\x80{2000}");
	s = session_of(helo, LONGEST_IP);
	memset(p.info, 'i', POLICY_INFO_MAX);
	said = compose(&s, &p, (1U << CHECK_COUNT) - 1 - BIT(NO_HELO));
	ck_assert_uint_eq(unit_lines(said), CHECK_COUNT - 1 + 2);
	ck_assert_int_eq(said[strlen(said) - 1], '\n');
	ck_assert_ptr_nonnull(strstr(said, "\nSHELO_DENIED=1\nLR553 sorry, HELO [??"));
	/* And with variables: two hundred question marks each, and a reason longer than any. */
	p.helo.on = true;
	s.first_helo = s.first_verb = helo;
	for (int id = 0; id < CHECK_COUNT; id++)
		r.of[id] = (struct result){FAIL, "twenty_two_in_all_of_it"};
	r.of[CHECK_NO_HELO].is = PASS;
	said = compose_results(&s, &p, &r);
	ck_assert_uint_eq(unit_lines(said), CHECK_COUNT - 1 + 6 + 2);
	ck_assert_int_eq(said[strlen(said) - 1], '\n');
	ck_assert_ptr_nonnull(strstr(said, " literal_mismatch(twenty_two_in_all_of_it)\n"));
	ck_assert_ptr_nonnull(strstr(said, "?\nSHELO_CHECKS_CMD=??"));
	ck_assert_ptr_nonnull(strstr(said, "?\nSHELO_DENIED=1\nLR553 sorry, HELO [??"));
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
	ck_assert_str_eq(capture_end(&out), "Hone\nRtwo\n");
	ck_assert_uint_eq(out.pieces, 1);
	/* Who could take it now gets it, also when the time is up. */
	capture_start(&out, STDOUT_FILENO);
	ck_assert(reply_write(&some, clock_ms() - 1000));
	ck_assert_str_eq(capture_end(&out), "Hone\nRtwo\n");
	capture_start(&out, STDOUT_FILENO);
	ck_assert(reply_write(&nothing, clock_ms() + 1000));
	ck_assert_str_eq(capture_end(&out), "");
	ck_assert_uint_eq(out.pieces, 0);
}
END_TEST

START_TEST(nobody_reads)
{
	int saved = dup(STDOUT_FILENO), ends[2];
	int64_t start, took;
	bool written;
	int error;

	ck_assert_int_eq(pipe(ends), 0);
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
	while (write(ends[1], "x", 1) == 1)
		;
	fcntl(ends[1], F_SETFL, 0);
	dup2(ends[1], STDOUT_FILENO);
	start = clock_ms();
	written = reply_write(&some, start + 200);
	error = errno;
	took = clock_ms() - start;
	dup2(saved, STDOUT_FILENO);
	ck_assert(!written);
	ck_assert_int_eq(error, ETIMEDOUT);
	ck_assert_int_ge(took, 190);
	ck_assert_int_lt(took, 1200);
}
END_TEST

START_TEST(nobody_there)
{
	int saved = dup(STDOUT_FILENO), ends[2];
	bool to_closed_pipe, to_nothing;
	int pipe_error, nothing_error;

	signal(SIGPIPE, SIG_IGN);
	ck_assert_int_eq(pipe(ends), 0);
	dup2(ends[1], STDOUT_FILENO);
	close(ends[1]);
	close(ends[0]);
	to_closed_pipe = reply_write(&some, clock_ms() + 1000);
	pipe_error = errno;
	close(STDOUT_FILENO);
	to_nothing = reply_write(&some, clock_ms() + 1000);
	nothing_error = errno;
	dup2(saved, STDOUT_FILENO);
	ck_assert(!to_closed_pipe);
	ck_assert_int_eq(pipe_error, EPIPE);
	ck_assert(!to_nothing);
	ck_assert_int_eq(nothing_error, EBADF);
}
END_TEST

/* Half a line is no line: it is said that it was not written whole. */
START_TEST(only_some_of_it)
{
	const struct rlimit four = {.rlim_cur = 4, .rlim_max = RLIM_INFINITY};
	struct rlimit before;
	int saved = dup(STDOUT_FILENO), fd;
	bool written;
	int error;

	unit_home();
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_ge(fd = open("out", O_WRONLY | O_CREAT, 0600), 0);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
	dup2(fd, STDOUT_FILENO);
	setrlimit(RLIMIT_FSIZE, &four);
	written = reply_write(&some, clock_ms() + 1000);
	error = errno;
	setrlimit(RLIMIT_FSIZE, &before);
	dup2(saved, STDOUT_FILENO);
	ck_assert_int_eq(lseek(fd, 0, SEEK_END), 4);
	ck_assert(!written);
	ck_assert_int_eq(error, EIO);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_loop_test(tests, variable, 0, LENGTH(variables));
	tcase_add_test(tests, results_as_variables);
	tcase_add_test(tests, timeout);
	tcase_add_test(tests, fits);
	tcase_add_test(tests, longest);
	tcase_add_test(tests, one_write);
	tcase_add_test(tests, nobody_reads);
	tcase_add_test(tests, nobody_there);
	tcase_add_test(tests, only_some_of_it);
}

int main(void)
{
	return unit_main("reply", add);
}
