/* Results and policy to one verdict: BEHAVIOUR.md sections 2 and 5. */
#include "verdict.h"

#include "unit.h"

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
	/* The order: no HELO, syntax, resolves, not_me, own_name, ip_match. */
	{ALL, ALL, CHECK_NO_HELO},
	{ALL, BIT(NO_HELO) | BIT(IP_MATCH), CHECK_NO_HELO},
	{ALL & ~BIT(NO_HELO), ALL, CHECK_SYNTAX},
	{ALL, BIT(SYNTAX) | BIT(RESOLVES), CHECK_SYNTAX},
	{BIT(RESOLVES) | BIT(NOT_ME), ALL, CHECK_RESOLVES},
	{BIT(NOT_ME) | BIT(OWN_NAME), ALL, CHECK_NOT_ME},
	{BIT(OWN_NAME) | BIT(IP_MATCH), ALL, CHECK_OWN_NAME},
	{BIT(IP_MATCH), ALL, CHECK_IP_MATCH},
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

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_test(tests, only_failures_deny);
	tcase_add_test(tests, temporary);
	tcase_add_test(tests, told);
}

int main(void)
{
	return unit_main("verdict", add);
}
