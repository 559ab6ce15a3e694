/* The checks that flags stand for: doc/behaviour.md sections 2 and 3. */
#include "checks/flagchecks.h"

#include "tests/unit/given.h"

static const char *run(enum check_id id, const char *helo, const struct facts *f)
{
	struct session s = given_helo(helo, CLIENT);
	struct policy p = {.run = CHECK_BIT(id)};

	return given_text(checks[id].run(&s, &p, f));
}

/* Only a definite no may deny; what is unknown is an error, with its reason. */
static const struct {
	enum answer resolves, match;
	const char *is_resolves, *is_ip_match;
} addresses[] = {
	{YES, YES, "pass", "pass"},
	{YES, NO, "pass", "fail"},
	{YES, UNKNOWN, "pass", "error(servfail)"},
	{YES, NOT_ASKED, "pass", "skip(no_ip)"},
	/* A name that does not resolve is left to resolves. */
	{NO, NO, "fail", "skip(no_address)"},
	{NO, NOT_ASKED, "fail", "skip(no_ip)"},
	/* No A, and AAAA failed: a definite answer for an IPv4 client's family. */
	{UNKNOWN, NO, "error(timeout)", "fail"},
	{UNKNOWN, UNKNOWN, "error(timeout)", "error(servfail)"},
	{UNKNOWN, NOT_ASKED, "error(timeout)", "skip(no_ip)"},
};

START_TEST(address)
{
	const struct facts f = {.resolves = addresses[_i].resolves,
				.match = addresses[_i].match,
				.why_resolves = REASON_TIMEOUT,
				.why_match = REASON_SERVFAIL};

	ck_assert_str_eq(run(CHECK_RESOLVES, "mail.example", &f), addresses[_i].is_resolves);
	ck_assert_str_eq(run(CHECK_IP_MATCH, "mail.example", &f), addresses[_i].is_ip_match);
}
END_TEST

/* An honest client does not pose as us, whatever else is known. */
static const struct {
	enum answer match, posing;
	const char *is;
} posers[] = {
	{YES, YES, "pass"},		 {YES, NO, "pass"},
	{YES, UNKNOWN, "pass"},		 {YES, NOT_ASKED, "pass"},
	{NO, YES, "fail"},		 {NO, NO, "pass"},
	{UNKNOWN, YES, "error(refused)"}, {UNKNOWN, NO, "pass"},
	{NOT_ASKED, YES, "skip(no_ip)"}, {NOT_ASKED, NO, "skip(no_ip)"},
	{NOT_ASKED, NOT_ASKED, "skip(no_ip)"},
	/* notipme cannot be read, or DNS failed */
	{NO, UNKNOWN, "error(notipme)"}, {UNKNOWN, UNKNOWN, "error(notipme)"},
};

START_TEST(poser)
{
	const struct facts f = {.match = posers[_i].match,
				.ours = posers[_i].posing,
				.own_name = posers[_i].posing,
				.why_match = REASON_REFUSED,
				.why_ours = REASON_NOTIPME};

	ck_assert_str_eq(run(CHECK_NOT_ME, "mail.example", &f), posers[_i].is);
	if (posers[_i].posing != UNKNOWN) /* a file of names that cannot be read holds none */
		ck_assert_str_eq(run(CHECK_OWN_NAME, "mail.example", &f), posers[_i].is);
}
END_TEST

/* localhost always fails, no matter what it resolves to and who says it. */
START_TEST(localhost)
{
	static const struct {
		const char *helo;
		bool fails;
	} rows[] = {
		{"localhost", true},	       {"LocalHost.", true},
		{"localhost.localdomain", true}, {"LOCALHOST.LocalDomain.", true},
		{"localhost.", true},	       {"localhost..", false},
		{"localhos", false},	       {"localhost.localdomainx", false},
		{"mail.localhost", false},
	};
	static const enum answer any[] = {NOT_ASKED, YES, NO, UNKNOWN};

	for (int i = 0; i < LENGTH(rows); i++)
		for (int k = 0; k < LENGTH(any) * LENGTH(any); k++) {
			const struct facts f = {.match = any[k % LENGTH(any)],
						.ours = any[k / LENGTH(any)],
						.why_match = REASON_TIMEOUT,
						.why_ours = REASON_TIMEOUT};
			const char *is = run(CHECK_NOT_ME, rows[i].helo, &f);

			ck_assert_msg((strcmp(is, "fail(localhost)") == 0) == rows[i].fails,
				      "%s: %s", rows[i].helo, is);
		}
}
END_TEST

/* Which names are well-formed: base/test_hostname.c, cases/3-syntax.tsv. */
START_TEST(syntax)
{
	static const struct {
		const char *helo, *is;
	} rows[] = {
		{"mail.example", "pass"},
		{"mail.example.", "pass"},
		{"localhost", "fail"},
		{"mail..example", "fail"},
		{"[192.0.2.1]", "pass"},
		{"[IPv6:2001:db8::1]", "pass"},
		{"192.0.2.1", "fail"},
		{"IPv6:2001:db8::1", "fail"},
		{"[2001:db8::1]", "fail"},
		{"[192.0.2.256]", "fail"},
	};
	const struct facts f = {.resolves = NO};

	for (int i = 0; i < LENGTH(rows); i++)
		ck_assert_str_eq(run(CHECK_SYNTAX, rows[i].helo, &f), rows[i].is);
	ck_assert_str_eq(run(CHECK_NO_HELO, "", &f), "fail");
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, address, 0, LENGTH(addresses));
	tcase_add_loop_test(tests, poser, 0, LENGTH(posers));
	tcase_add_test(tests, localhost);
	tcase_add_test(tests, syntax);
}

int main(void)
{
	return unit_main("flagchecks", add);
}
