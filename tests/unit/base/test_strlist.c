/* Growing lists of strings. */
#include "base/strlist.h"

#include "tests/unit/memory.h"
#include "tests/unit/unit.h"

static bool is_empty(const struct strlist *list)
{
	return list->items == NULL && list->count == 0 && list->capacity == 0;
}

/* In the order in which they came: many, the same one twice, the empty one. And once more. */
START_TEST(grows)
{
	struct strlist list = {0};
	char text[16];

	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 1000; i++) {
			snprintf(text, sizeof(text), "%.*s%d", i % 3, "ab", i / 2);
			ck_assert(strlist_add(&list, i % 7 == 0 ? "" : text));
			ck_assert_uint_eq(list.count, (size_t)i + 1);
			ck_assert_uint_le(list.count, list.capacity);
		}
		for (int i = 0; i < 1000; i++) {
			snprintf(text, sizeof(text), "%.*s%d", i % 3, "ab", i / 2);
			ck_assert_str_eq(list.items[i], i % 7 == 0 ? "" : text);
		}
		strlist_free(&list);
		ck_assert(is_empty(&list));
		strlist_free(&list);
	}
}
END_TEST

/* Each is a copy of len bytes, with a NUL. */
START_TEST(copies)
{
	struct strlist list = {0};
	char text[] = "mail.example";

	ck_assert(strlist_add(&list, text));
	ck_assert(strlist_add_bytes(&list, text, 4));
	ck_assert(strlist_add_bytes(&list, text, 0));
	memset(text, 'x', sizeof(text) - 1);
	ck_assert(strlist_add(&list, text));
	ck_assert(strlist_add(&list, list.items[0]));
	ck_assert_str_eq(list.items[0], "mail.example");
	ck_assert_str_eq(list.items[1], "mail");
	ck_assert_str_eq(list.items[2], "");
	ck_assert_str_eq(list.items[3], "xxxxxxxxxxxx");
	ck_assert_str_eq(list.items[4], "mail.example");
	ck_assert_ptr_ne(list.items[0], list.items[4]);
	strlist_free(&list);
}
END_TEST

/* Without memory the list stays as it was; it goes on once there is some. */
START_TEST(without_memory)
{
	struct strlist list = {0};

	memory_is_out = true;
	ck_assert(!strlist_add(&list, "a"));
	ck_assert(is_empty(&list));
	memory_is_out = false;
	do
		ck_assert(strlist_add(&list, "a"));
	while (list.count < list.capacity);
	memory_is_out = true;
	ck_assert(!strlist_add_bytes(&list, "b", 1));
	ck_assert_uint_eq(list.count, list.capacity);
	ck_assert_str_eq(list.items[list.count - 1], "a");
	memory_is_out = false;
	ck_assert(strlist_add(&list, "b"));
	strlist_free(&list);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_test(tests, grows);
	tcase_add_test(tests, copies);
	tcase_add_test(tests, without_memory);
}

int main(void)
{
	return unit_main("strlist", add);
}
