/* Reasons, as they appear in logs, variables and the facts line: doc/behaviour.md sections 3, 4. */
#include "facts/reason.h"

#include "tests/unit/unit.h"

START_TEST(words)
{
	const enum reason reason = (enum reason)_i;
	const char *text = reason_text(reason);

	ck_assert(text != NULL && *text != '\0');
	ck_assert_uint_eq(strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_"), strlen(text));
	ck_assert_ptr_nonnull(reason_meaning(reason));
	for (enum reason other = REASON_NONE + 1; other < reason; other++)
		ck_assert_str_ne(text, reason_text(other));
}
END_TEST

/* Those of errors, which come first, explain themselves to a person; the others need not. */
START_TEST(meaning)
{
	ck_assert_ptr_null(reason_text(REASON_NONE));
	ck_assert_str_eq(reason_meaning(REASON_NONE), "");
	for (enum reason reason = REASON_TIMEOUT; reason <= REASON_CUT; reason++)
		ck_assert_uint_gt(strlen(reason_meaning(reason)), 10);
	for (enum reason reason = REASON_CUT + 1; reason < REASON_COUNT; reason++)
		ck_assert_str_eq(reason_meaning(reason), "");
}
END_TEST

/* DNS has five, under its own names; no other reason is a matter of DNS. */
START_TEST(dns)
{
	bool of_dns[REASON_COUNT] = {false};

	for (enum dns_failure failure = DNS_TIMEOUT; failure <= DNS_LOCAL; failure++) {
		const enum reason reason = reason_of_dns(failure);

		ck_assert_str_eq(reason_text(reason), dns_failure_name(failure));
		of_dns[reason] = true;
	}
	for (enum reason reason = REASON_NONE; reason < REASON_COUNT; reason++)
		ck_assert(reason_is_dns(reason) == of_dns[reason]);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, words, REASON_NONE + 1, REASON_COUNT);
	tcase_add_test(tests, meaning);
	tcase_add_test(tests, dns);
}

int main(void)
{
	return unit_main("reason", add);
}
