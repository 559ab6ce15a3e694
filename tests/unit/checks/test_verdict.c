/* Results and policy to one verdict: BEHAVIOUR.md sections 2 and 5. */
#include "checks/verdict.h"

#include "tests/unit/unit.h"

#define BIT(name) CHECK_BIT(CHECK_##name)
#define ALL ((1U << CHECK_COUNT) - 1)

/* All checks of fails fail, all others have outcome rest. */
static struct results results_of(checkset fails, enum outcome rest)
{
	struct results r = {0};

	for (int id = 0; id < CHECK_COUNT; id++)
		if ((fails & CHECK_BIT(id)) != 0)
			r.of[id].is = FAIL;
		else
			r.of[id] = (struct result){rest, rest == ERROR ? "servfail" : NULL};
	return r;
}

static const struct {
	checkset fails, deny;
	int by; /* -1: nobody */
} rows[] = {
	{0, 0, -1},
	{0, ALL, -1},
	{ALL, 0, -1},
	{BIT(RESOLVES), BIT(RESOLVES), CHECK_RESOLVES},
	{BIT(RESOLVES), ALL & ~BIT(RESOLVES), -1},
	{BIT(RESOLVES), ALL, CHECK_RESOLVES},
	/* The order: no HELO, syntax, resolves, not_me, own_name, ip_match, then section 4's. */
	{ALL, ALL, CHECK_NO_HELO},
	{ALL, BIT(NO_HELO) | BIT(IP_MATCH), CHECK_NO_HELO},
	{ALL & ~BIT(NO_HELO), ALL, CHECK_SYNTAX},
	{ALL, BIT(SYNTAX) | BIT(RESOLVES), CHECK_SYNTAX},
	{BIT(RESOLVES) | BIT(NOT_ME), ALL, CHECK_RESOLVES},
	{BIT(NOT_ME) | BIT(OWN_NAME), ALL, CHECK_NOT_ME},
	{BIT(OWN_NAME) | BIT(IP_MATCH), ALL, CHECK_OWN_NAME},
	{BIT(IP_MATCH), ALL, CHECK_IP_MATCH},
	{HELO_CHECKS | BIT(IP_MATCH), ALL, CHECK_IP_MATCH},
	{HELO_CHECKS, ALL, CHECK_MATCH_RE},
	{HELO_CHECKS & ~BIT(MATCH_RE), ALL, CHECK_BARE_IP},
	{BIT(DYNAMIC) | BIT(BIG_COMPANY), ALL, CHECK_DYNAMIC},
	{BIT(BIG_COMPANY) | BIT(VALID_HOSTNAME), ALL, CHECK_BIG_COMPANY},
	{BIT(VALID_HOSTNAME) | BIT(RDNS_MATCH), ALL, CHECK_VALID_HOSTNAME},
	{BIT(RDNS_MATCH) | BIT(FORWARD_DNS), ALL, CHECK_RDNS_MATCH},
	{BIT(FORWARD_DNS) | BIT(HOST_MISMATCH), ALL, CHECK_FORWARD_DNS},
	{BIT(HOST_MISMATCH) | BIT(PROTO_MISMATCH), ALL, CHECK_HOST_MISMATCH},
	{BIT(PROTO_MISMATCH) | BIT(LITERAL_MISMATCH), ALL, CHECK_PROTO_MISMATCH},
	{BIT(LITERAL_MISMATCH), ALL, CHECK_LITERAL_MISMATCH},
	{HELO_CHECKS, BIT(LITERAL_MISMATCH), CHECK_LITERAL_MISMATCH},
	{HELO_CHECKS, ALL & ~HELO_CHECKS, -1},
	/* One that fails and does not deny does not decide. */
	{BIT(SYNTAX) | BIT(IP_MATCH), ALL & ~BIT(SYNTAX), CHECK_IP_MATCH},
};

START_TEST(row)
{
	static const enum outcome rests[] = {NOT_RUN, PASS, SKIP, ERROR};

	for (int i = 0; i < LENGTH(rests); i++) {
		struct results r = results_of(rows[_i].fails, rests[i]);
		struct policy p = {.deny = rows[_i].deny};
		struct verdict v = verdict_reach(&r, &p);

		if (rows[_i].by < 0) {
			ck_assert_int_eq(v.is, ACCEPT);
			continue;
		}
		ck_assert_int_eq(v.is, DENY);
		ck_assert_int_eq(v.by, rows[_i].by);
		ck_assert_str_eq(v.code, "553");
		ck_assert_str_eq(v.enhanced, "5.7.1");
		p.monitor = true;
		v = verdict_reach(&r, &p);
		ck_assert_int_eq(v.is, WOULD_DENY);
		ck_assert_int_eq(v.by, rows[_i].by);
	}
}
END_TEST

/* Skipped, unknown, passed, not run: none of them ever denies. */
START_TEST(only_failures_deny)
{
	static const enum outcome rests[] = {NOT_RUN, PASS, SKIP, ERROR};

	for (int i = 0; i < LENGTH(rests); i++) {
		struct results r = results_of(0, rests[i]);
		struct policy p = {.deny = ALL, .temporary = true};

		ck_assert_int_eq(verdict_reach(&r, &p).is, ACCEPT);
	}
}
END_TEST

/* T denies for now; but no HELO is a permanent denial whatever the flags. */
START_TEST(temporary)
{
	for (int id = 0; id < CHECK_COUNT; id++) {
		struct results r = results_of(CHECK_BIT(id), PASS);
		struct policy p = {.deny = ALL, .temporary = true};
		struct verdict v = verdict_reach(&r, &p);

		ck_assert_int_eq(v.is, DENY);
		ck_assert_str_eq(v.code, id == CHECK_NO_HELO ? "553" : "450");
		ck_assert_str_eq(v.enhanced, id == CHECK_NO_HELO ? "5.7.1" : "4.7.1");
	}
}
END_TEST

START_TEST(told)
{
	for (int id = 0; id < CHECK_COUNT; id++) {
		struct results r = results_of(CHECK_BIT(id), PASS);
		struct policy p = {.deny = ALL, .monitor = id % 2 != 0};

		ck_assert_ptr_eq(verdict_reach(&r, &p).told,
				 check_words((enum check_id)id, &r.of[id])->told);
	}
}
END_TEST

/* ---- what Haraka does with errors, and does not do with failures ---- */

/* One result, and what else fails; code NULL: nobody is denied. */
static const struct {
	enum check_id id;
	struct result result;
	checkset fails, deny;
	int by;
	const char *code, *enhanced;
} odd[] = {
	/* DNS ran out of time where forward_dns denies: a temporary denial, in its place in the order */
	{CHECK_FORWARD_DNS, {ERROR, "timeout"}, 0, BIT(FORWARD_DNS), CHECK_FORWARD_DNS, "451", "4.4.3"},
	{CHECK_FORWARD_DNS, {ERROR, "timeout"}, 0, ALL, CHECK_FORWARD_DNS, "451", "4.4.3"},
	{CHECK_FORWARD_DNS, {ERROR, "timeout"}, 0, ALL & ~BIT(FORWARD_DNS), -1, NULL, NULL},
	{CHECK_FORWARD_DNS, {ERROR, "timeout"}, 0, 0, -1, NULL, NULL},
	{CHECK_FORWARD_DNS, {ERROR, "timeout"}, BIT(HOST_MISMATCH), ALL, CHECK_FORWARD_DNS, "451",
	 "4.4.3"},
	{CHECK_FORWARD_DNS, {ERROR, "timeout"}, BIT(HOST_MISMATCH), BIT(HOST_MISMATCH),
	 CHECK_HOST_MISMATCH, "553", "5.7.1"},
	{CHECK_FORWARD_DNS, {ERROR, "timeout"}, BIT(RDNS_MATCH), ALL, CHECK_RDNS_MATCH, "553",
	 "5.7.1"},
	{CHECK_FORWARD_DNS, {ERROR, "timeout"}, BIT(RDNS_MATCH), BIT(FORWARD_DNS), CHECK_FORWARD_DNS,
	 "451", "4.4.3"},
	/* no other error, and no other check's */
	{CHECK_FORWARD_DNS, {ERROR, "servfail"}, 0, ALL, -1, NULL, NULL},
	{CHECK_FORWARD_DNS, {ERROR, "refused"}, 0, ALL, -1, NULL, NULL},
	{CHECK_FORWARD_DNS, {ERROR, "garbled"}, 0, ALL, -1, NULL, NULL},
	{CHECK_FORWARD_DNS, {ERROR, "local"}, 0, ALL, -1, NULL, NULL},
	{CHECK_FORWARD_DNS, {ERROR, "valid_hostname_off"}, 0, ALL, -1, NULL, NULL},
	{CHECK_FORWARD_DNS, {SKIP, "private"}, 0, ALL, -1, NULL, NULL},
	{CHECK_RESOLVES, {ERROR, "timeout"}, 0, ALL, -1, NULL, NULL},
	{CHECK_NOT_ME, {ERROR, "timeout"}, 0, ALL, -1, NULL, NULL},
	{CHECK_OWN_NAME, {ERROR, "timeout"}, 0, ALL, -1, NULL, NULL},
	{CHECK_IP_MATCH, {ERROR, "timeout"}, 0, ALL, -1, NULL, NULL},
	{CHECK_BIG_COMPANY, {ERROR, "timeout"}, 0, ALL, -1, NULL, NULL},
	{CHECK_RDNS_MATCH, {ERROR, "timeout"}, 0, ALL, -1, NULL, NULL},
	/* failures that never deny, and are in nobody's way */
	{CHECK_RDNS_MATCH, {FAIL, "literal"}, 0, ALL, -1, NULL, NULL},
	{CHECK_FORWARD_DNS, {FAIL, "no_ips"}, 0, ALL, -1, NULL, NULL},
	{CHECK_RDNS_MATCH, {FAIL, "literal"}, BIT(LITERAL_MISMATCH), ALL, CHECK_LITERAL_MISMATCH,
	 "553", "5.7.1"},
	{CHECK_FORWARD_DNS, {FAIL, "no_ips"}, BIT(PROTO_MISMATCH), ALL, CHECK_PROTO_MISMATCH, "553",
	 "5.7.1"},
	/* and the others of the two */
	{CHECK_RDNS_MATCH, {FAIL, NULL}, 0, ALL, CHECK_RDNS_MATCH, "553", "5.7.1"},
	{CHECK_FORWARD_DNS, {FAIL, "no_match"}, 0, ALL, CHECK_FORWARD_DNS, "553", "5.7.1"},
	{CHECK_FORWARD_DNS, {FAIL, "invalid_hostname"}, 0, ALL, CHECK_FORWARD_DNS, "553", "5.7.1"},
};

START_TEST(odd_result)
{
	struct results r = results_of(odd[_i].fails, PASS);
	struct policy p = {.deny = odd[_i].deny};
	struct verdict v;

	r.of[odd[_i].id] = odd[_i].result;
	v = verdict_reach(&r, &p);
	if (odd[_i].code == NULL) {
		ck_assert_int_eq(v.is, ACCEPT);
		p.temporary = p.monitor = true;
		ck_assert_int_eq(verdict_reach(&r, &p).is, ACCEPT);
		return;
	}
	ck_assert_int_eq(v.is, DENY);
	ck_assert_int_eq(v.by, odd[_i].by);
	ck_assert_str_eq(v.code, odd[_i].code);
	ck_assert_str_eq(v.enhanced, odd[_i].enhanced);
	ck_assert_ptr_nonnull(v.told);
	ck_assert_ptr_eq(v.told, check_words(v.by, &r.of[v.by])->told);
	/* T makes 450 of a failure, and leaves 451 as it is. */
	p.temporary = true;
	v = verdict_reach(&r, &p);
	ck_assert_int_eq(v.by, odd[_i].by);
	ck_assert_str_eq(v.code, strcmp(odd[_i].code, "451") == 0 ? "451" : "450");
	ck_assert_str_eq(v.enhanced, strcmp(odd[_i].code, "451") == 0 ? "4.4.3" : "4.7.1");
	p.monitor = true;
	v = verdict_reach(&r, &p);
	ck_assert_int_eq(v.is, WOULD_DENY);
	ck_assert_int_eq(v.by, odd[_i].by);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, odd_result, 0, LENGTH(odd));
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_test(tests, only_failures_deny);
	tcase_add_test(tests, temporary);
	tcase_add_test(tests, told);
}

int main(void)
{
	return unit_main("verdict", add);
}
