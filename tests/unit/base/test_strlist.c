/* Growing lists of texts: strlist.h. */
#include "base/strlist.h"

#include "tests/unit/unit.h"

#include <stdint.h>

START_TEST(empty)
{
	struct strlist list = {0};

	strlist_free(&list);
	ck_assert(list.at == NULL && list.count == 0 && list.room == 0);
}
END_TEST

/* In the order in which they came, any number of them, the same one twice, and the empty one. */
START_TEST(grows)
{
	struct strlist list = {0};
	char text[16];

	for (int i = 0; i < 1000; i++) {
		snprintf(text, sizeof(text), "%.*s%d", i % 3, "ab", i / 2);
		ck_assert(strlist_add(&list, i % 7 == 0 ? "" : text));
		ck_assert_uint_eq(list.count, (size_t)i + 1);
		ck_assert_uint_le(list.count, list.room);
	}
	for (int i = 0; i < 1000; i++) {
		snprintf(text, sizeof(text), "%.*s%d", i % 3, "ab", i / 2);
		ck_assert_str_eq(list.at[i], i % 7 == 0 ? "" : text);
	}
	strlist_free(&list);
	ck_assert(list.at == NULL && list.count == 0 && list.room == 0);
	strlist_free(&list);
}
END_TEST

/* Each is a copy: what becomes of the text after it is nothing to the list. */
START_TEST(copies)
{
	struct strlist list = {0};
	char text[] = "mail.example";

	ck_assert(strlist_add(&list, text));
	memset(text, 'x', sizeof(text) - 1);
	ck_assert(strlist_add(&list, text));
	ck_assert(strlist_add(&list, list.at[0]));
	ck_assert_str_eq(list.at[0], "mail.example");
	ck_assert_str_eq(list.at[1], "xxxxxxxxxxxx");
	ck_assert_str_eq(list.at[2], "mail.example");
	ck_assert_ptr_ne(list.at[0], list.at[2]);
	strlist_free(&list);
}
END_TEST

/* It can be filled again after it was emptied. */
START_TEST(again)
{
	struct strlist list = {0};

	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 20; i++)
			ck_assert(strlist_add(&list, "a"));
		ck_assert_uint_eq(list.count, 20);
		strlist_free(&list);
	}
}
END_TEST

/* A list so long that no memory can hold one more. */
START_TEST(without_memory)
{
	size_t full = SIZE_MAX / sizeof(char *);
	struct strlist list = {.count = full, .room = full};

	ck_assert(!strlist_add(&list, "a"));
	ck_assert(list.at == NULL && list.count == full && list.room == full);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_test(tests, empty);
	tcase_add_test(tests, grows);
	tcase_add_test(tests, copies);
	tcase_add_test(tests, again);
	if (!UNIT_ASAN) /* which ends the program there */
		tcase_add_test(tests, without_memory);
}

int main(void)
{
	return unit_main("strlist", add);
}
