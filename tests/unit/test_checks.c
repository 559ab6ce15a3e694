/* Each check over sessions and facts: BEHAVIOUR.md sections 2, 3 and 5. */
#include "checks.h"

#include "unit.h"

static struct session session_of(const char *helo, const char *client)
{
	const struct unit_var vars[] = {
		{"SMTPHELOHOST", helo}, {"TCPREMOTEIP", client}, {NULL, NULL}};
	struct env env = unit_env(vars);
	struct log log = {0};
	struct session s;
	struct capture err;

	capture_start(&err, STDERR_FILENO);
	session_read(&s, &env, &log);
	capture_end(&err);
	return s;
}

static struct result run(enum check_id id, const char *helo, const struct facts *f)
{
	struct session s = session_of(helo, "192.0.2.1");
	struct results r;

	checks_run(&r, CHECK_BIT(id), &s, f);
	return r.of[id];
}

/* why: "" for any, NULL for none */
static void assert_result(struct result got, enum outcome is, const char *why, const char *row)
{
	ck_assert_msg(got.is == is, "%s: outcome %d", row, (int)got.is);
	if (why == NULL)
		ck_assert_msg(got.why == NULL, "%s: [%s]", row, got.why);
	else if (*why != '\0')
		ck_assert_msg(got.why != NULL && strcmp(got.why, why) == 0, "%s: [%s]", row,
			      got.why != NULL ? got.why : "");
	else
		ck_assert_msg(got.why != NULL, "%s: no reason", row);
	/* A reason is of a-z0-9_, so that it can stand anywhere. */
	if (got.why != NULL)
		ck_assert_uint_eq(strspn(got.why, "abcdefghijklmnopqrstuvwxyz0123456789_"),
				  strlen(got.why));
}

/* ---- resolves, ip_match ---- */

/* Only no may deny; what is not known is an error, with its reason. */
static const struct {
	enum found resolves, match;
	enum outcome is_resolves, is_ip_match;
	const char *why_ip_match;
} facts_rows[] = {
	{YES, YES, PASS, PASS, NULL},
	{YES, NO, PASS, FAIL, NULL},
	{YES, UNKNOWN, PASS, ERROR, "servfail"},
	{YES, UNASKED, PASS, SKIP, ""},
	/* A name that does not resolve is left to resolves. */
	{NO, NO, FAIL, SKIP, ""},
	{NO, UNASKED, FAIL, SKIP, ""},
	/* No A, and AAAA failed: a definite answer for an IPv4 client's family. */
	{UNKNOWN, NO, ERROR, FAIL, NULL},
	{UNKNOWN, UNKNOWN, ERROR, ERROR, "servfail"},
	{UNKNOWN, UNASKED, ERROR, SKIP, ""},
};

START_TEST(addresses)
{
	struct facts f = {.resolves = facts_rows[_i].resolves,
			  .match = facts_rows[_i].match,
			  .why_resolves = "timeout",
			  .why_match = "servfail"};

	assert_result(run(CHECK_RESOLVES, "mail.example", &f), facts_rows[_i].is_resolves,
		      facts_rows[_i].is_resolves == ERROR ? "timeout" : NULL, "resolves");
	assert_result(run(CHECK_IP_MATCH, "mail.example", &f), facts_rows[_i].is_ip_match,
		      facts_rows[_i].why_ip_match, "ip_match");
}
END_TEST

/* ---- not_me, own_name ---- */

/* An honest client poses as nobody, whatever else is known or not. */
static const struct {
	enum found match, posing;
	enum outcome is;
} posers[] = {
	{YES, YES, PASS},     {YES, NO, PASS},	   {YES, UNKNOWN, PASS},     {YES, UNASKED, PASS},
	{NO, YES, FAIL},      {NO, NO, PASS},	   {UNKNOWN, YES, ERROR},    {UNKNOWN, NO, PASS},
	{UNASKED, YES, SKIP}, {UNASKED, NO, SKIP}, {UNASKED, UNASKED, SKIP},
};

START_TEST(poser)
{
	struct facts f = {.resolves = YES,
			  .match = posers[_i].match,
			  .ours = posers[_i].posing,
			  .own_name = posers[_i].posing,
			  .why_match = "refused",
			  .why_ours = "local"};

	assert_result(run(CHECK_NOT_ME, "mail.example", &f), posers[_i].is,
		      posers[_i].is == ERROR  ? "refused"
		      : posers[_i].is == SKIP ? ""
					      : NULL,
		      "not_me");
	if (posers[_i].posing == UNKNOWN) /* names are never unknown: a file that is, holds none */
		return;
	assert_result(run(CHECK_OWN_NAME, "mail.example", &f), posers[_i].is,
		      posers[_i].is == ERROR  ? "refused"
		      : posers[_i].is == SKIP ? ""
					      : NULL,
		      "own_name");
}
END_TEST

/* notipme could not be read, or DNS failed: not known, and so is nothing to deny for. */
START_TEST(ours_unknown)
{
	static const enum found matches[] = {NO, UNKNOWN};

	for (int i = 0; i < LENGTH(matches); i++) {
		struct facts f = {.resolves = YES,
				  .match = matches[i],
				  .ours = UNKNOWN,
				  .why_match = "refused",
				  .why_ours = "local"};

		assert_result(run(CHECK_NOT_ME, "mail.example", &f), ERROR, "", "not_me");
	}
}
END_TEST

/* localhost is always denied: whatever it leads to, whoever says it. */
static const struct {
	const char *helo;
	bool localhost;
} locals[] = {
	{"localhost", true},
	{"LocalHost", true},
	{"localhost.", true},
	{"LOCALHOST.", true},
	{"localhost ", true},
	{"localhost.localdomain", true},
	{"localhost.localdomain.", true},
	{"LOCALHOST.LocalDomain", true},
	{"localhost.localdomain\r", true},
	{"localhost..", false},
	{"localhos", false},
	{"localhostx", false},
	{"localhost.example", false},
	{"localhost.localdomainx", false},
	{"mail.localhost", false},
	{"localdomain", false},
	{"localhost4", false},
};

START_TEST(localhost)
{
	static const enum found any[] = {UNASKED, YES, NO, UNKNOWN};

	for (int match = 0; match < LENGTH(any); match++)
		for (int ours = 0; ours < LENGTH(any); ours++) {
			struct facts f = {.resolves = YES,
					  .match = any[match],
					  .ours = any[ours],
					  .why_match = "timeout",
					  .why_ours = "timeout"};
			struct result r = run(CHECK_NOT_ME, locals[_i].helo, &f);
			bool said =
				r.is == FAIL && r.why != NULL && strcmp(r.why, "localhost") == 0;

			ck_assert_msg(said == locals[_i].localhost, "%s", locals[_i].helo);
		}
}
END_TEST

/* ---- syntax ---- */

static const struct {
	const char *helo;
	enum outcome is;
} syntaxes[] = {
	{"mail.example", PASS},
	{"mail.example.", PASS},
	{"my_mail.example", PASS},
	{"[192.0.2.1]", PASS},
	{"[IPv6:2001:db8::1]", PASS},
	{"[ipv6:2001:db8::1]", PASS},
	{"localhost", FAIL},
	{"mail.1", FAIL},
	{"-mail.example", FAIL},
	{"mail..example", FAIL},
	{"mail example", FAIL},
	{"192.0.2.1", FAIL},
	{"2001:db8::1", FAIL},
	{"IPv6:2001:db8::1", FAIL},
	{"[2001:db8::1]", FAIL},
	{"[IPv6:fe80::1%eth0]", FAIL},
	{"[192.0.2.256]", FAIL},
	{"[IPv6:192.0.2.1]", FAIL},
	{"[]", FAIL},
	{".", FAIL},
	{"m\xc3\xbcller.example", FAIL},
};

START_TEST(syntax)
{
	struct facts f = {.resolves = NO};

	assert_result(run(CHECK_SYNTAX, syntaxes[_i].helo, &f), syntaxes[_i].is, NULL,
		      syntaxes[_i].helo);
}
END_TEST

/* ---- which of them run ---- */

#define ALL ((1U << CHECK_COUNT) - 1)

START_TEST(without_helo)
{
	static const char *const helos[] = {"", " \r", NULL};
	const struct facts f = {.resolves = NO};

	for (int i = 0; i < LENGTH(helos); i++) {
		struct session s = session_of(helos[i], "192.0.2.1");
		struct results r;

		checks_run(&r, ALL, &s, &f);
		ck_assert_int_eq(r.of[CHECK_NO_HELO].is, FAIL);
		for (int id = CHECK_NO_HELO + 1; id < CHECK_COUNT; id++)
			ck_assert_msg(r.of[id].is == NOT_RUN, "%s", checks[id].name);
	}
}
END_TEST

START_TEST(chosen)
{
	const struct facts f = {.resolves = NO, .match = NO, .ours = NO, .own_name = NO};
	struct session s = session_of("mail.example", "192.0.2.1");

	for (checkset set = 0; set <= ALL; set++) {
		struct results r;

		checks_run(&r, set, &s, &f);
		for (int id = 0; id < CHECK_COUNT; id++) {
			bool ran = id != CHECK_NO_HELO && (set & CHECK_BIT(id)) != 0;

			ck_assert_msg((r.of[id].is != NOT_RUN) == ran, "0x%x: %s", set,
				      checks[id].name);
		}
	}
}
END_TEST

/* The union of what the rows say is needed: files of checks that are off are not read. */
START_TEST(needs)
{
	static const struct {
		checkset run;
		unsigned needs;
	} rows[] = {
		{0, 0},
		{CHECK_BIT(CHECK_NO_HELO) | CHECK_BIT(CHECK_SYNTAX), 0},
		{CHECK_BIT(CHECK_RESOLVES), NEED_ADDRESSES},
		{CHECK_BIT(CHECK_IP_MATCH), NEED_ADDRESSES},
		{CHECK_BIT(CHECK_NOT_ME), NEED_ADDRESSES | NEED_OURS},
		{CHECK_BIT(CHECK_OWN_NAME), NEED_ADDRESSES | NEED_OWN_NAME},
		{ALL, NEED_ADDRESSES | NEED_OURS | NEED_OWN_NAME},
	};

	for (int i = 0; i < LENGTH(rows); i++)
		ck_assert_msg(checks_need(rows[i].run) == rows[i].needs, "row %d", i);
}
END_TEST

/* ---- words ---- */

/* The table of section 5, in the order in which the checks decide. */
static const struct {
	const char *name, *why, *logged, *told;
} words[] = {
	{"no_helo", NULL, "No HELO sent from [192.0.2.1]", "no HELO/EHLO host name was given"},
	{"syntax", NULL, "malformed HELO/EHLO [x] from [192.0.2.1]", "HELO [x] is malformed"},
	{"resolves", NULL, "HELO [x] from [192.0.2.1] doesn't solve", "HELO [x] does not resolve"},
	{"not_me", NULL, "HELO [x] is a local domain but IP [192.0.2.1] is not a RELAYCLIENT",
	 "HELO [x] is one of our hosts"},
	{"own_name", NULL, "HELO [x] is a local name but IP [192.0.2.1] is not a RELAYCLIENT",
	 "HELO [x] is one of our names"},
	{"ip_match", NULL, "HELO [x] doesn't match IP [192.0.2.1]",
	 "HELO [x] does not lead to your address"},
	/* and besides */
	{"not_me", "localhost", "invalid HELO/EHLO [x] from [192.0.2.1]",
	 "HELO [x] is one of our hosts"},
};

START_TEST(word)
{
	struct result r = {FAIL, words[_i].why};
	const struct words *w;
	char text[256];
	int id = 0;

	while (id < CHECK_COUNT && strcmp(checks[id].name, words[_i].name) != 0)
		id++;
	ck_assert_int_lt(id, CHECK_COUNT);
	if (words[_i].why == NULL)
		ck_assert_int_eq(id, _i);
	w = check_words((enum check_id)id, &r);
	ck_assert_uint_eq(words_fill(text, sizeof(text), w->logged, "x", "192.0.2.1"),
			  strlen(words[_i].logged));
	ck_assert_str_eq(text, words[_i].logged);
	words_fill(text, sizeof(text), w->told, "x", "192.0.2.1");
	ck_assert_str_eq(text, words[_i].told);
}
END_TEST

static const struct {
	const char *text, *helo, *ip, *filled;
} fills[] = {
	{"", "h", "i", ""},
	{"plain", "h", "i", "plain"},
	{"{helo}", "h", "i", "h"},
	{"{ip}{helo}{ip}", "h", "i", "ihi"},
	{"{", "h", "i", "{"},
	{"{helo", "h", "i", "{helo"},
	{"{HELO} {x} }", "h", "i", "{HELO} {x} }"},
	{"{{helo}}", "h", "i", "{h}"},
	/* What is filled in is not looked at again. */
	{"[{helo}] [{ip}]", "{ip}", "{helo}", "[{ip}] [{helo}]"},
	{"[{helo}]", "%s%n", "i", "[%s%n]"},
	{"[{helo}] [{ip}]", "", "", "[] []"},
};

START_TEST(fill)
{
	const char *want = fills[_i].filled;

	/* Into every size: cut, with its NUL, and nothing behind it. */
	for (size_t size = 1; size < strlen(want) + 3; size++) {
		char *to = malloc(size);

		ck_assert_ptr_nonnull(to);
		memset(to, 'x', size);
		ck_assert_uint_eq(
			words_fill(to, size, fills[_i].text, fills[_i].helo, fills[_i].ip),
			strlen(want));
		ck_assert_uint_eq(strlen(to), size - 1 < strlen(want) ? size - 1 : strlen(want));
		ck_assert_int_eq(strncmp(to, want, strlen(to)), 0);
		free(to);
	}
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, addresses, 0, LENGTH(facts_rows));
	tcase_add_loop_test(tests, poser, 0, LENGTH(posers));
	tcase_add_test(tests, ours_unknown);
	tcase_add_loop_test(tests, localhost, 0, LENGTH(locals));
	tcase_add_loop_test(tests, syntax, 0, LENGTH(syntaxes));
	tcase_add_test(tests, without_helo);
	tcase_add_test(tests, chosen);
	tcase_add_test(tests, needs);
	tcase_add_loop_test(tests, word, 0, LENGTH(words));
	tcase_add_loop_test(tests, fill, 0, LENGTH(fills));
}

int main(void)
{
	return unit_main("checks", add);
}
