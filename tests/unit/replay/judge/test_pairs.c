/* pairs: one place for each HELO and client, however many there are. */
#include "replay/judge/pairs.h"

#include "tests/unit/unit.h"

#define TEXT(literal) ((struct slice){(literal), sizeof(literal) - 1})

static const struct slice untold = {NULL, 0};

static struct pair *find(struct pairs *pairs, const char *helo, const char *ip)
{
	return pairs_find(pairs, (struct slice){helo, strlen(helo)}, (struct slice){ip, strlen(ip)},
			  untold);
}

static const struct {
	const char *helo, *ip;
	bool same; /* as mail.example from 192.0.2.1? */
} rows[] = {
	{"mail.example", "192.0.2.1", true},   {"MAIL.Example", "192.0.2.1", true},
	{"mail.example", "192.0.2.2", false},  {"mail.example", "192.0.2.10", false},
	{"mail.example.", "192.0.2.1", false}, {"mail.exampl", "192.0.2.1", false},
	{"", "192.0.2.1", false},	       {"mail.example", "", false},
	{"mail.example192", ".0.2.1", false},
};

START_TEST(row)
{
	struct pairs pairs;
	struct pair *first, *second;

	pairs_init(&pairs, 2);
	first = find(&pairs, "mail.example", "192.0.2.1");
	second = find(&pairs, rows[_i].helo, rows[_i].ip);
	ck_assert((first == second) == rows[_i].same);
	ck_assert_uint_eq(pairs.count, rows[_i].same ? 1 : 2);
	ck_assert_str_eq(first->helo, "mail.example");
	pairs_free(&pairs);
}
END_TEST

/* A new one is all 0 but its names, and has a place for each policy. */
START_TEST(new_pair)
{
	static const struct judged nothing[3];
	struct pairs pairs;
	struct pair *pair;

	pairs_init(&pairs, 3);
	pair = pairs_find(&pairs, TEXT("a.example"), TEXT("2001:db8::1"), TEXT("r.example"));
	ck_assert_str_eq(pair->helo, "a.example");
	ck_assert_str_eq(pair->ip, "2001:db8::1");
	ck_assert_str_eq(pair->reverse, "r.example");
	ck_assert(!pair->judged_yet && pair->last == 0 && pair->seen[FROM_FACTS] == 0);
	ck_assert_mem_eq(pair->judged, nothing, sizeof(nothing));
	memset(pair->judged, 0xff, sizeof(nothing)); /* ASan looks whether it is there */
	/* The reverse name is that of the first time; "" is known to be none. */
	pair = pairs_find(&pairs, TEXT("a.example"), TEXT("2001:db8::1"), TEXT("other.example"));
	ck_assert_str_eq(pair->reverse, "r.example");
	pair = pairs_find(&pairs, TEXT("b.example"), TEXT("2001:db8::1"), TEXT(""));
	ck_assert_str_eq(pair->reverse, "");
	pair = pairs_find(&pairs, TEXT("c.example"), TEXT("2001:db8::1"), untold);
	ck_assert_ptr_null(pair->reverse);
	pairs_free(&pairs);
}
END_TEST

#define MANY 20000

/* Many: each found again, and all of them in order. */
START_TEST(many)
{
	struct pairs pairs;
	struct pair **sorted;
	char helo[32];

	pairs_init(&pairs, 1);
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < MANY; i++) {
			snprintf(helo, sizeof(helo), "h%05d.example", i * 7919 % MANY);
			find(&pairs, helo, "192.0.2.1")->seen[FROM_PAIRS]++;
		}
	}
	ck_assert_uint_eq(pairs.count, MANY);
	sorted = pairs_sorted(&pairs);
	for (int i = 0; i < MANY; i++) {
		snprintf(helo, sizeof(helo), "h%05d.example", i);
		ck_assert_str_eq(sorted[i]->helo, helo);
		ck_assert_uint_eq(sorted[i]->seen[FROM_PAIRS], 2);
	}
	free(sorted);
	pairs_free(&pairs);
}
END_TEST

START_TEST(reasons)
{
	struct pairs pairs;
	char texts[REASONS_MAX][16];

	pairs_init(&pairs, 1);
	ck_assert_uint_eq(pairs_reason(&pairs, NULL), 0);
	ck_assert_uint_eq(pairs_reason(&pairs, "timeout"), 1);
	ck_assert_uint_eq(pairs_reason(&pairs, "no_dot"), 2);
	ck_assert_uint_eq(pairs_reason(&pairs, "timeout"), 1);
	ck_assert_str_eq(pairs.reasons[2], "no_dot");
	for (int i = 0; i < REASONS_MAX; i++) {
		snprintf(texts[i], sizeof(texts[i]), "r%d", i);
		ck_assert_int_eq(pairs_reason(&pairs, texts[i]), i + 3 < REASONS_MAX ? i + 3 : 0);
	}
	ck_assert_uint_eq(pairs_reason(&pairs, "timeout"), 1);
	pairs_free(&pairs);
}
END_TEST

START_TEST(empty)
{
	struct pairs pairs;
	struct pair **sorted;

	pairs_init(&pairs, 1);
	sorted = pairs_sorted(&pairs);
	ck_assert_ptr_nonnull(sorted);
	free(sorted);
	pairs_free(&pairs);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_test(tests, new_pair);
	tcase_add_test(tests, many);
	tcase_add_test(tests, reasons);
	tcase_add_test(tests, empty);
}

int main(void)
{
	return unit_main("pairs", add);
}
