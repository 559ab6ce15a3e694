/* Results and policy to one verdict: doc/behaviour.md sections 2 and 5. */
#include "checks/verdict.h"

#include "tests/unit/given.h"

/* The verdict as text: `deny resolves 553 5.7.1`. */
static const char *describe(const struct verdict *v)
{
	static char text[80];

	if (v->action == ACCEPT)
		return "accept";
	snprintf(text, sizeof(text), "%s %s %s %s", v->action == DENY ? "deny" : "would",
		 check_names[v->by], v->code, v->enhanced);
	ck_assert(v->temporary == (v->code[0] == '4'));
	return text;
}

static const char *reach(const struct results *r, checkset deny, bool temporary, bool monitor)
{
	const struct policy p = {.deny = deny, .temporary = temporary, .monitor = monitor};
	const struct verdict v = verdict_reach(r, &p);

	if (v.action != ACCEPT)
		ck_assert_ptr_eq(v.text, texts_of(v.by, r->check[v.by].reason)->reply);
	return describe(&v);
}

/* Each check decides before those after it, whatever they are. T: a 4xx code, but for no HELO. */
START_TEST(order)
{
	static const char *const rests[] = {"*=pass", "*=skip(relay)", "*=error(servfail)", ""};
	const enum check_id id = (enum check_id)_i;
	char want[80];

	for (int i = 0; i < LENGTH(rests); i++) {
		struct results r = given_results(rests[i]);

		for (enum check_id later = id; later < CHECK_COUNT; later++)
			r.check[later] = fail(REASON_NONE);
		snprintf(want, sizeof(want), "deny %s 553 5.7.1", check_names[id]);
		ck_assert_str_eq(reach(&r, ALL, false, false), want);
		ck_assert_str_eq(reach(&r, CHECK_BIT(id), false, false), want);
		ck_assert_str_eq(reach(&r, CHECK_BIT(id) - 1, false, false), "accept");
		ck_assert_str_eq(reach(&r, 0, false, false), "accept");
		snprintf(want, sizeof(want), "would %s 553 5.7.1", check_names[id]);
		ck_assert_str_eq(reach(&r, ALL, false, true), want);
		snprintf(want, sizeof(want), "deny %s %s", check_names[id],
			 id == CHECK_NO_HELO ? "553 5.7.1" : "450 4.7.1");
		ck_assert_str_eq(reach(&r, ALL, true, false), want);
		/* One that fails and does not deny does not decide. */
		snprintf(want, sizeof(want), "deny literal_mismatch 553 5.7.1");
		if (id != CHECK_LITERAL_MISMATCH)
			ck_assert_str_eq(reach(&r, BIT(LITERAL_MISMATCH), false, false), want);
	}
}
END_TEST

/* What Haraka does with one error, and does not do with some failures; nothing else denies. */
static const struct {
	const char *results;
	checkset deny;
	const char *verdict;
} odd[] = {
	/* forward_dns: a timeout is a temporary denial, in its place in the order */
	{"forward_dns=error(timeout)", BIT(FORWARD_DNS), "deny forward_dns 451 4.4.3"},
	{"forward_dns=error(timeout)", ALL & ~BIT(FORWARD_DNS), "accept"},
	{"forward_dns=error(timeout) host_mismatch=fail", ALL, "deny forward_dns 451 4.4.3"},
	{"forward_dns=error(timeout) host_mismatch=fail", BIT(HOST_MISMATCH),
	 "deny host_mismatch 553 5.7.1"},
	{"forward_dns=error(timeout) rdns_match=fail", ALL, "deny rdns_match 553 5.7.1"},
	/* no other error, and no other check's */
	{"*=error(timeout) forward_dns=pass", ALL, "accept"},
	{"*=error(servfail)", ALL, "accept"},
	{"*=error(valid_hostname_off)", ALL, "accept"},
	{"*=skip(private)", ALL, "accept"},
	{"*=pass", ALL, "accept"},
	/* failures that never deny, and do not keep others from it */
	{"rdns_match=fail(literal) forward_dns=fail(no_ips)", ALL, "accept"},
	{"rdns_match=fail(literal) literal_mismatch=fail", ALL, "deny literal_mismatch 553 5.7.1"},
	{"forward_dns=fail(no_ips) proto_mismatch=fail", ALL, "deny proto_mismatch 553 5.7.1"},
	{"forward_dns=fail(no_match)", ALL, "deny forward_dns 553 5.7.1"},
	{"forward_dns=fail(timeout)", ALL, "deny forward_dns 553 5.7.1"},
};

START_TEST(odd_result)
{
	const struct results r = given_results(odd[_i].results);
	const char *verdict = odd[_i].verdict;

	ck_assert_str_eq(reach(&r, odd[_i].deny, false, false), verdict);
	if (strcmp(verdict, "accept") == 0 || strstr(verdict, "451") != NULL)
		ck_assert_str_eq(reach(&r, odd[_i].deny, true, false), verdict);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, order, 0, CHECK_COUNT);
	tcase_add_loop_test(tests, odd_result, 0, LENGTH(odd));
}

int main(void)
{
	return unit_main("verdict", add);
}
