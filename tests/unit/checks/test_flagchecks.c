/* The checks that flags stand for: doc/behaviour.md sections 2 and 3. */
#include "checks/flagchecks.h"

#include "tests/unit/given.h"

static const char *run_from(const char *client, enum check_id id, const char *helo,
			    const struct facts *f)
{
	struct session s = given_helo(helo, client);
	struct policy p = {.run = CHECK_BIT(id)};

	return given_text(checks[id].run(&s, &p, f));
}

static const char *run(enum check_id id, const char *helo, const struct facts *f)
{
	return run_from(CLIENT, id, helo, f);
}

/* Only a definite no may deny; what is unknown is an error, with its reason. */
static const struct {
	enum answer resolves, match;
	const char *is_resolves, *is_ip_match;
} addresses[] = {
	{YES, YES, "pass", "pass"},
	{YES, NO, "pass", "fail"},
	{YES, UNKNOWN, "pass", "error(servfail)"},
	{YES, NOT_ASKED, "pass", "skip"},
	/* A name that does not resolve is left to resolves. */
	{NO, NO, "fail", "skip(no_address)"},
	{NO, NOT_ASKED, "fail", "skip"},
	/* No A, and AAAA failed: a definite answer for an IPv4 client's family. */
	{UNKNOWN, NO, "error(timeout)", "fail"},
	{UNKNOWN, UNKNOWN, "error(timeout)", "error(servfail)"},
	{UNKNOWN, NOT_ASKED, "error(timeout)", "skip"},
	/* AAAA is not asked for (no-aaaa) */
	{NOT_ASKED, NO, "skip(no_aaaa)", "fail"},
	{NOT_ASKED, YES, "skip(no_aaaa)", "pass"},
	{NOT_ASKED, NOT_ASKED, "skip(no_aaaa)", "skip"},
};

/* Whether the client matches was not asked because of no-aaaa or, without a client, for no_ip. */
static const struct {
	const char *client, *skip;
} unasked[] = {{CLIENT6, "skip(no_aaaa)"}, {"nonsense", "skip(no_ip)"}};

static void assert_is(const char *is, const char *want, const char *skip)
{
	ck_assert_str_eq(is, strcmp(want, "skip") == 0 ? skip : want);
}

START_TEST(address)
{
	const struct facts f = {.resolves = addresses[_i].resolves,
				.match = addresses[_i].match,
				.why_resolves = REASON_TIMEOUT,
				.why_match = REASON_SERVFAIL};

	ck_assert_str_eq(run(CHECK_RESOLVES, "mail.example", &f), addresses[_i].is_resolves);
	for (int i = 0; i < LENGTH(unasked); i++)
		assert_is(run_from(unasked[i].client, CHECK_IP_MATCH, "mail.example", &f),
			  addresses[_i].is_ip_match, unasked[i].skip);
}
END_TEST

/* An honest client does not pose as us, nor does this server itself, whatever else is known. */
static const struct {
	enum answer match, posing, client_us;
	const char *is;
} posers[] = {
	{YES, YES, NOT_ASKED, "pass"},
	{YES, YES, NO, "pass"},
	{YES, NO, NOT_ASKED, "pass"},
	{YES, UNKNOWN, NOT_ASKED, "pass"},
	{YES, NOT_ASKED, NOT_ASKED, "pass"},
	{NO, YES, NO, "fail"},
	{NO, YES, YES, "pass"},
	{NO, YES, UNKNOWN, "error(garbled)"},
	{NO, YES, NOT_ASKED, "fail"},
	{NO, NO, NOT_ASKED, "pass"},
	{NO, NO, UNKNOWN, "pass"},
	{UNKNOWN, YES, NO, "error(refused)"},
	{UNKNOWN, YES, YES, "pass"},
	{UNKNOWN, YES, UNKNOWN, "error(refused)"},
	{UNKNOWN, NO, NOT_ASKED, "pass"},
	{NOT_ASKED, YES, NO, "skip"},
	{NOT_ASKED, YES, YES, "pass"},
	{NOT_ASKED, NO, NOT_ASKED, "skip"},
	{NOT_ASKED, NOT_ASKED, NOT_ASKED, "skip"},
	{NOT_ASKED, UNKNOWN, NOT_ASKED, "skip"},
	/* a file cannot be read, or DNS failed */
	{NO, UNKNOWN, NOT_ASKED, "error"},
	{NO, UNKNOWN, UNKNOWN, "error"},
	{NO, UNKNOWN, YES, "pass"},
	{UNKNOWN, UNKNOWN, NOT_ASKED, "error"},
};

START_TEST(poser)
{
	static const struct {
		enum check_id id;
		const char *error;
	} kinds[] = {{CHECK_NOT_ME, "error(notipme)"}, {CHECK_OWN_NAME, "error(morercpthosts)"}};
	const struct facts f = {.match = posers[_i].match,
				.ours = posers[_i].posing,
				.own_name = posers[_i].posing,
				.client_us = posers[_i].client_us,
				.why_match = REASON_REFUSED,
				.why_ours = REASON_NOTIPME,
				.why_own_name = REASON_MORERCPTHOSTS,
				.why_client_us = REASON_GARBLED};

	for (int k = 0; k < LENGTH(kinds); k++)
		for (int i = 0; i < LENGTH(unasked); i++) {
			const char *is =
				run_from(unasked[i].client, kinds[k].id, "mail.example", &f);

			assert_is(is,
				  strcmp(posers[_i].is, "error") == 0 ? kinds[k].error
								      : posers[_i].is,
				  unasked[i].skip);
		}
}
END_TEST

/* localhost poses as us, no matter what else is known, unless the client is this server. */
START_TEST(localhost)
{
	static const char *const helos[] = {"localhost", "LocalHost.", "mail.LOCALHOST",
					    "LOCALHOST.LocalDomain."};
	static const struct {
		enum answer client_us;
		const char *is;
	} rows[] = {{NOT_ASKED, "fail(localhost)"},
		    {YES, "pass"},
		    {NO, "fail(localhost)"},
		    {UNKNOWN, "error(notipme)"}};
	static const enum answer any[] = {NOT_ASKED, YES, NO, UNKNOWN};

	for (int i = 0; i < LENGTH(helos) * LENGTH(rows); i++)
		for (int k = 0; k < LENGTH(any) * LENGTH(any); k++) {
			const struct facts f = {.match = any[k % LENGTH(any)],
						.ours = any[k / LENGTH(any)],
						.client_us = rows[i % LENGTH(rows)].client_us,
						.why_match = REASON_TIMEOUT,
						.why_ours = REASON_TIMEOUT,
						.why_client_us = REASON_NOTIPME};

			ck_assert_str_eq(run(CHECK_NOT_ME, helos[i / LENGTH(rows)], &f),
					 rows[i % LENGTH(rows)].is);
		}
}
END_TEST

/* Which names are well-formed: base/test_hostname.c, cases/3-syntax.tsv. */
START_TEST(syntax)
{
	static const struct {
		const char *helo, *is;
	} rows[] = {
		{"mail.example", "pass"},  {"mail.example.", "pass"},
		{"localhost", "fail"},	   {"mail..example", "fail"},
		{"[192.0.2.1]", "pass"},   {"[IPv6:2001:db8::1]", "pass"},
		{"192.0.2.1", "fail"},	   {"IPv6:2001:db8::1", "fail"},
		{"[2001:db8::1]", "fail"}, {"[192.0.2.256]", "fail"},
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
