/* Each check over sessions and facts: BEHAVIOUR.md sections 2, 3 and 5. */
#include "checks/checks.h"

#include "tests/unit/unit.h"

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
	struct policy p = {.run = CHECK_BIT(id)};
	struct results r;

	checks_run(&r, &s, &p, f);
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
	/* Not even as skipped are the others there. */
	const struct policy p = {.run = ALL, .helo.skip_private = true};

	for (int i = 0; i < LENGTH(helos); i++) {
		struct session s = session_of(helos[i], "192.0.2.1");
		struct results r;

		checks_run(&r, &s, &p, &f);
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
		struct policy p = {.run = set};
		struct results r;

		checks_run(&r, &s, &p, &f);
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
		{CHECK_BIT(CHECK_RESOLVES), 0},
		{CHECK_BIT(CHECK_IP_MATCH), 0},
		{CHECK_BIT(CHECK_NOT_ME), NEED_OURS},
		{CHECK_BIT(CHECK_OWN_NAME), NEED_OWN_NAME},
		{ALL & ~HELO_CHECKS, NEED_OURS | NEED_OWN_NAME},
		{CHECK_BIT(CHECK_MATCH_RE), NEED_PATTERNS},
		{CHECK_BIT(CHECK_BARE_IP), 0},
		{CHECK_BIT(CHECK_DYNAMIC), NEED_SUFFIXES},
		{CHECK_BIT(CHECK_BIG_COMPANY), NEED_REVERSE},
		{CHECK_BIT(CHECK_VALID_HOSTNAME), NEED_SUFFIXES},
		{CHECK_BIT(CHECK_RDNS_MATCH), NEED_REVERSE | NEED_SUFFIXES},
		{CHECK_BIT(CHECK_FORWARD_DNS), NEED_REVERSE | NEED_SUFFIXES},
		{CHECK_BIT(CHECK_HOST_MISMATCH), 0},
		{CHECK_BIT(CHECK_PROTO_MISMATCH), 0},
		{CHECK_BIT(CHECK_LITERAL_MISMATCH), 0},
		{HELO_CHECKS, NEED_PATTERNS | NEED_REVERSE | NEED_SUFFIXES},
		{ALL, NEED_OURS | NEED_OWN_NAME | NEED_PATTERNS | NEED_REVERSE | NEED_SUFFIXES},
	};
	struct session none = session_of("", "192.0.2.1");
	struct session s = session_of("mail.example", "192.0.2.1");

	for (int i = 0; i < LENGTH(rows); i++) {
		struct policy p = {.run = rows[i].run};
		struct policy skip = {.run = rows[i].run, .helo.skip_private = true};
		struct policy flags = {.run = rows[i].run & ~HELO_CHECKS};

		ck_assert_msg(checks_need(&p, &s) == rows[i].needs, "row %d", i);
		ck_assert_msg(checks_need(&p, &none) == 0, "row %d, no HELO", i);
		/* Of what is skipped nothing is needed. */
		ck_assert_msg(checks_need(&skip, &s) == checks_need(&flags, &s), "row %d, skipped",
			      i);
	}
}
END_TEST

/* ---- skipped ---- */

static const struct {
	const char *client;
	bool relay, skip_private, skip_relaying;
	const char *why;
} skips[] = {
	{"203.0.114.1", false, true, true, NULL},
	{"10.1.2.3", false, true, true, "private"},
	{"fd00::1", false, true, true, "private"},
	{"10.1.2.3", false, false, true, NULL},
	{"203.0.114.1", true, true, true, "relay"},
	{"203.0.114.1", true, true, false, NULL},
	{"10.1.2.3", true, true, true, "relay"},
	{"10.1.2.3", true, true, false, "private"},
	{"10.1.2.3", true, false, false, NULL},
	{"nonsense", false, true, true, NULL},
	{"nonsense", true, true, true, "relay"},
};

/* All ten are skipped with one reason, those that are off not even that; the flag checks run. */
START_TEST(skipped)
{
	static const checkset sets[] = {ALL, ALL & ~HELO_CHECKS, HELO_CHECKS,
					ALL & ~CHECK_BIT(CHECK_DYNAMIC),
					CHECK_BIT(CHECK_HOST_MISMATCH)};
	const struct facts f = {.resolves = NO, .match = NO, .ours = NO, .own_name = NO};
	struct session s = session_of("mail.example", skips[_i].client);
	const char *why = skips[_i].why;

	s.relay = skips[_i].relay;
	for (int i = 0; i < LENGTH(sets); i++) {
		struct policy p = {.run = sets[i],
				   .helo = {.skip_private = skips[_i].skip_private,
					    .skip_relaying = skips[_i].skip_relaying}};
		struct results r;

		if (why == NULL)
			ck_assert_ptr_null(checks_skipped(&p, &s));
		else
			ck_assert_str_eq(checks_skipped(&p, &s), why);
		memset(&r, 0xa5, sizeof(r));
		checks_run(&r, &s, &p, &f);
		for (int id = 0; id < CHECK_COUNT; id++) {
			bool ten = (HELO_CHECKS & CHECK_BIT(id)) != 0;
			bool on = id != CHECK_NO_HELO && (sets[i] & CHECK_BIT(id)) != 0;
			bool said = r.of[id].is == SKIP && r.of[id].why != NULL &&
				    (strcmp(r.of[id].why, "relay") == 0 ||
				     strcmp(r.of[id].why, "private") == 0);

			ck_assert_msg((r.of[id].is != NOT_RUN) == on, "0x%x: %s", sets[i],
				      checks[id].name);
			if (ten && on && why != NULL)
				assert_result(r.of[id], SKIP, why, checks[id].name);
			else
				ck_assert_msg(!said, "0x%x: %s", sets[i], checks[id].name);
		}
	}
}
END_TEST

/* ---- lists of results ---- */

static const struct {
	enum outcome is;
	const char *between, *list;
} lists[] = {
	{PASS, " ", "no_helo resolves literal_mismatch"},
	{FAIL, " ", "syntax dynamic valid_hostname(no_dot) rdns_match"},
	{FAIL, ",", "syntax,dynamic,valid_hostname(no_dot),rdns_match"},
	{SKIP, " ", "own_name(no_ip) big_company(literal)"},
	{ERROR, ",", "not_me(timeout),match_re(limit)"},
	{ERROR, "", "not_me(timeout)match_re(limit)"},
};

START_TEST(list)
{
	static const struct results r = {
		.of = {
			[CHECK_LITERAL_MISMATCH] = {PASS, NULL},
			[CHECK_NO_HELO] = {PASS, NULL},
			[CHECK_RESOLVES] = {PASS, NULL},
			[CHECK_RDNS_MATCH] = {FAIL, NULL},
			[CHECK_VALID_HOSTNAME] = {FAIL, "no_dot"},
			[CHECK_DYNAMIC] = {FAIL, NULL},
			[CHECK_SYNTAX] = {FAIL, NULL},
			[CHECK_BIG_COMPANY] = {SKIP, "literal"},
			[CHECK_OWN_NAME] = {SKIP, "no_ip"},
			[CHECK_MATCH_RE] = {ERROR, "limit"},
			[CHECK_NOT_ME] = {ERROR, "timeout"},
		}};
	const char *want = lists[_i].list;

	/* Into every size: cut, with its NUL, and nothing behind it. */
	for (size_t size = 1; size < strlen(want) + 3; size++) {
		char *to = malloc(size);

		ck_assert_ptr_nonnull(to);
		memset(to, 'x', size);
		results_list(to, size, &r, lists[_i].is, lists[_i].between);
		ck_assert_uint_eq(strlen(to), size - 1 < strlen(want) ? size - 1 : strlen(want));
		ck_assert_int_eq(strncmp(to, want, strlen(to)), 0);
		free(to);
	}
}
END_TEST

/* All of one kind, in the order of the table; and none of it. */
START_TEST(list_of_all)
{
	char text[1000], want[1000];
	struct results r;
	size_t len = 0;

	for (int id = 0; id < CHECK_COUNT; id++) {
		r.of[id] = (struct result){SKIP, "relay"};
		len += (size_t)snprintf(want + len, sizeof(want) - len, "%s%s(relay)",
					id > 0 ? " " : "", checks[id].name);
	}
	results_list(text, sizeof(text), &r, SKIP, " ");
	ck_assert_str_eq(text, want);
	results_list(text, sizeof(text), &r, FAIL, " ");
	ck_assert_str_eq(text, "");
}
END_TEST

/* ---- words ---- */

#define FAILS "HELO [x] from [192.0.2.1] fails "

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
	{"match_re", NULL, FAILS "match_re", "HELO [x] is not allowed here"},
	{"bare_ip", NULL, FAILS "bare_ip", "HELO [x] is an address without brackets"},
	{"dynamic", NULL, FAILS "dynamic", "HELO [x] holds your address, as dynamic names do"},
	{"big_company", NULL, FAILS "big_company",
	 "HELO [x] is a name that your reverse name does not belong to"},
	{"valid_hostname", NULL, FAILS "valid_hostname",
	 "HELO [x] is under no domain that anybody can register"},
	{"rdns_match", NULL, FAILS "rdns_match", "HELO [x] does not match your reverse name"},
	{"forward_dns", NULL, FAILS "forward_dns", "HELO [x] does not lead back to your address"},
	{"host_mismatch", NULL, FAILS "host_mismatch",
	 "HELO [x] is not the name that you gave before"},
	{"proto_mismatch", NULL, FAILS "proto_mismatch",
	 "HELO [x] came with another of HELO and EHLO than before"},
	{"literal_mismatch", NULL, FAILS "literal_mismatch",
	 "HELO [x] is not the address that you come from"},
	/* and besides; of some nothing is told, for they never deny */
	{"valid_hostname", "no_dot", FAILS "valid_hostname(no_dot)", "HELO [x] has no dot"},
	{"valid_hostname", "not_ascii", FAILS "valid_hostname(not_ascii)", "HELO [x] is not ASCII"},
	{"rdns_match", "literal", FAILS "rdns_match(literal)", NULL},
	{"forward_dns", "no_ips", FAILS "forward_dns(no_ips)", NULL},
	{"forward_dns", "invalid_hostname", FAILS "forward_dns(invalid_hostname)",
	 "HELO [x] is no valid host name"},
	{"forward_dns", "no_match", FAILS "forward_dns(no_match)",
	 "HELO [x] does not lead back to your address"},
	{"forward_dns", "timeout", FAILS "forward_dns(timeout)", "DNS timed out for HELO [x]"},
	{"not_me", "localhost", "invalid HELO/EHLO [x] from [192.0.2.1]",
	 "HELO [x] is one of our hosts"},
};

START_TEST(word)
{
	const struct words_values values = {.helo = "x", .ip = "192.0.2.1"};
	struct session s = session_of("x", "192.0.2.1");
	struct result r = {FAIL, words[_i].why};
	const char *told;
	char text[256];
	int id = 0;

	while (id < CHECK_COUNT && strcmp(checks[id].name, words[_i].name) != 0)
		id++;
	ck_assert_int_lt(id, CHECK_COUNT);
	if (words[_i].why == NULL)
		ck_assert_int_eq(id, _i);
	ck_assert_ptr_eq(words_logged(text, sizeof(text), (enum check_id)id, &r, &s), text);
	ck_assert_str_eq(text, words[_i].logged);
	told = check_words((enum check_id)id, &r)->told;
	if (words[_i].told == NULL) {
		ck_assert_ptr_null(told);
		return;
	}
	ck_assert_ptr_nonnull(told);
	ck_assert_uint_eq(words_fill(text, sizeof(text), told, &values), strlen(words[_i].told));
	ck_assert_str_eq(text, words[_i].told);
}
END_TEST

static const struct {
	const char *text;
	struct words_values values;
	const char *filled;
} fills[] = {
	{"", {"h", "i", "n", "r"}, ""},
	{"plain", {"h", "i", "n", "r"}, "plain"},
	{"{helo}", {"h", "i", "n", "r"}, "h"},
	{"{ip}{helo}{ip}", {"h", "i", "n", "r"}, "ihi"},
	{"{", {"h", "i", "n", "r"}, "{"},
	{"{helo", {"h", "i", "n", "r"}, "{helo"},
	{"{HELO} {x} }", {"h", "i", "n", "r"}, "{HELO} {x} }"},
	{"{{helo}}", {"h", "i", "n", "r"}, "{h}"},
	/* the check, and in brackets its reason, or nothing */
	{"{name}", {"h", "i", "n", "r"}, "n"},
	{"{name}{(}{reason}{)}.", {"h", "i", "n", "r"}, "n(r)."},
	{"{name}{(}{reason}{)}.", {"h", "i", "n", NULL}, "n."},
	{"{helo} {ip} {name} {reason} {(} {)}", {"h", "i", "n", "r"}, "h i n r ( )"},
	/* What is filled in is not looked at again. */
	{"[{helo}] [{ip}]", {"{ip}", "{helo}", "n", "r"}, "[{ip}] [{helo}]"},
	{"[{helo}] {name}{(}{reason}{)}", {"{name}{(}", "i", "{reason}", "{helo}"},
	 "[{name}{(}] {reason}({helo})"},
	{"[{helo}]", {"%s%n", "i", "n", "r"}, "[%s%n]"},
	{"[{helo}] [{ip}]", {"", "", "", ""}, "[] []"},
};

START_TEST(fill)
{
	const char *want = fills[_i].filled;

	/* Into every size: cut, with its NUL, and nothing behind it. */
	for (size_t size = 1; size < strlen(want) + 3; size++) {
		char *to = malloc(size);

		ck_assert_ptr_nonnull(to);
		memset(to, 'x', size);
		ck_assert_uint_eq(words_fill(to, size, fills[_i].text, &fills[_i].values),
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
	tcase_add_loop_test(tests, skipped, 0, LENGTH(skips));
	tcase_add_loop_test(tests, list, 0, LENGTH(lists));
	tcase_add_test(tests, list_of_all);
	tcase_add_loop_test(tests, word, 0, LENGTH(words));
	tcase_add_loop_test(tests, fill, 0, LENGTH(fills));
}

int main(void)
{
	return unit_main("checks", add);
}
