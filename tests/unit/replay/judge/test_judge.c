/* judge: several policies share one lookup of a HELO. */
#include "replay/judge/judge.h"

#include "tests/unit/unit.h"

static const struct {
	const char *ini, *timeout; /* helo.checks.ini; HELO_DNS_TIMEOUT or NULL */
	const char *flags[2];
	bool all_checks;
	int ms;
} timeouts[] = {
	{"", NULL, {"PLRIV", "PR+"}, true, 5000},
	{"dns_timeout=1\n", NULL, {"PLRIV", "PR+"}, true, 5000},
	{"dns_timeout=1\n", NULL, {"PR+", "PLRIV"}, true, 5000},
	{"dns_timeout=7\n", NULL, {"PLRIV", "PR+"}, true, 7000},
	{"dns_timeout=7\n", NULL, {"PLRIV", "PR+"}, false, 7000},
	{"dns_timeout=7\n", NULL, {"PR+", "PLRIV"}, false, 7000},
	{"dns_timeout=7\n", NULL, {"PLRIV", "GNLR"}, false, 5000},
	{"dns_timeout=7\n", "2", {"PLRIV", "PR+"}, true, 2000},
};

/* The longest of their timeouts, in whatever order they come. */
START_TEST(timeout)
{
	const struct unit_var vars[] = {{timeouts[_i].timeout != NULL ? "HELO_DNS_TIMEOUT" : "X",
					 timeouts[_i].timeout},
					{NULL, NULL}};
	const struct env env = unit_env(vars);
	struct log log = {0};
	struct judge j;

	unit_home();
	unit_file("control/helo.checks.ini", timeouts[_i].ini);
	judge_init(&j, &env, NULL, timeouts[_i].all_checks, NULL, &log);
	for (int i = 0; i < 2; i++)
		ck_assert(judge_add(&j, timeouts[_i].flags[i], &env, NULL, &log));
	ck_assert_int_eq(j.every.timeout_ms, timeouts[_i].ms);
	judge_free(&j);
}
END_TEST

/* Eight policies, and no more. */
START_TEST(policies)
{
	const struct unit_var none[] = {{NULL, NULL}};
	const struct env env = unit_env(none);
	struct log log = {0};
	struct judge j;

	unit_home();
	judge_init(&j, &env, NULL, false, NULL, &log);
	for (int i = 0; i < POLICIES_MAX; i++)
		ck_assert(judge_add(&j, "PLRIV", &env, NULL, &log));
	ck_assert(!judge_add(&j, "PLRIV", &env, NULL, &log));
	ck_assert_uint_eq(j.count, POLICIES_MAX);
	judge_free(&j);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, timeout, 0, LENGTH(timeouts));
	tcase_add_test(tests, policies);
}

int main(void)
{
	return unit_main("judge", add);
}
