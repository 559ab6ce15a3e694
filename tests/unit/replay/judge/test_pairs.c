/* pairs: one place for each HELO and client, however many there are. */
#include "replay/judge/pairs.h"

#include "tests/unit/unit.h"

static const struct slice not_given = {NULL, 0};

static struct pair *find(struct pairs *pairs, const char *helo, const char *ip)
{
	return pairs_get(pairs, slice_text(helo), slice_text(ip), not_given);
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
	static const struct pair_verdict nothing[3];
	struct pairs pairs;
	struct pair *pair;

	pairs_init(&pairs, 3);
	pair = pairs_get(&pairs, slice_text("a.example"), slice_text("2001:db8::1"), slice_text("r.example"));
	ck_assert_str_eq(pair->helo, "a.example");
	ck_assert_str_eq(pair->ip, "2001:db8::1");
	ck_assert_str_eq(pair->reverse, "r.example");
	ck_assert(!pair->judged && pair->last == 0 && pair->count[FROM_FACTS] == 0);
	ck_assert_mem_eq(pair->verdicts, nothing, sizeof(nothing));
	memset(pair->verdicts, 0xff, sizeof(nothing)); /* ASan looks whether it is there */
	/* The reverse name is that of the first time; "" is known to be none. */
	pair = pairs_get(&pairs, slice_text("a.example"), slice_text("2001:db8::1"), slice_text("other.example"));
	ck_assert_str_eq(pair->reverse, "r.example");
	pair = pairs_get(&pairs, slice_text("b.example"), slice_text("2001:db8::1"), slice_text(""));
	ck_assert_str_eq(pair->reverse, "");
	pair = pairs_get(&pairs, slice_text("c.example"), slice_text("2001:db8::1"), not_given);
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
			find(&pairs, helo, "192.0.2.1")->count[FROM_PAIRS]++;
		}
	}
	ck_assert_uint_eq(pairs.count, MANY);
	sorted = pairs_sorted(&pairs);
	for (int i = 0; i < MANY; i++) {
		snprintf(helo, sizeof(helo), "h%05d.example", i);
		ck_assert_str_eq(sorted[i]->helo, helo);
		ck_assert_uint_eq(sorted[i]->count[FROM_PAIRS], 2);
	}
	free(sorted);
	pairs_free(&pairs);
}
END_TEST

/* A reason counts once, however many checks give it, and only if the check is unknown. */
START_TEST(unknown)
{
	uint64_t counts[REASON_COUNT] = {[REASON_LOCAL] = 1}, wanted[REASON_COUNT] = {0};
	struct pairs pairs;
	struct pair *pair;

	pairs_init(&pairs, 1);
	pair = find(&pairs, "mail.example", "192.0.2.1");
	pair_count_unknown(pair, counts, 5);
	pair->outcome[CHECK_RESOLVES] = pair->outcome[CHECK_IP_MATCH] = ERROR;
	pair->reason[CHECK_RESOLVES] = pair->reason[CHECK_IP_MATCH] = REASON_TIMEOUT;
	pair->outcome[CHECK_NOT_ME] = ERROR;
	pair->reason[CHECK_NOT_ME] = REASON_LOCAL;
	pair->outcome[CHECK_VALID_HOSTNAME] = FAIL;
	pair->reason[CHECK_VALID_HOSTNAME] = REASON_NO_DOT;
	pair_count_unknown(pair, counts, 5);
	wanted[REASON_TIMEOUT] = 5;
	wanted[REASON_LOCAL] = 6;
	ck_assert_mem_eq(counts, wanted, sizeof(counts));
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

/* Clients choose what is hashed; the key is another one in each run. */
START_TEST(keyed)
{
	struct pairs a, b;

	pairs_init(&a, 0);
	pairs_init(&b, 0);
	ck_assert_uint_ne(find(&a, "mail.example", "192.0.2.1")->hash,
			  find(&b, "mail.example", "192.0.2.1")->hash);
	pairs_free(&a);
	pairs_free(&b);
}
END_TEST

/* The combined patch's `_` against the plugin's `?`. */
static const struct {
	const char *envelope, *facts;
	bool same;
} likes[] = {
	{"my_computer", "my?computer", true},	  {"a_b_c", "a?b_c", true},
	{"a_b_c", "A_B?C", true},		  {"a_b", "a_b", true},
	{"a?b", "a?b", true},			  {"a?b", "a_b", false},
	{"a_b", "a-b", false},			  {"a_b", "a?bc", false},
	{"a_", "a", false},			  {"", "?", false},
};

START_TEST(like)
{
	struct pairs pairs;
	struct pair *envelope, *facts;

	pairs_init(&pairs, 0);
	envelope = find(&pairs, likes[_i].envelope, "192.0.2.1");
	ck_assert(!pairs_has_facts(&pairs, envelope));
	find(&pairs, likes[_i].facts, "192.0.2.2")->count[FROM_FACTS] = 1;
	ck_assert(!pairs_has_facts(&pairs, envelope));
	facts = find(&pairs, likes[_i].facts, "192.0.2.1");
	facts->count[FROM_PAIRS] = 1;
	ck_assert(!pairs_has_facts(&pairs, envelope));
	facts->count[FROM_FACTS] = 1;
	ck_assert(pairs_has_facts(&pairs, envelope) == likes[_i].same);
	pairs_free(&pairs);
}
END_TEST

START_TEST(local)
{
	struct pairs pairs;
	char text[32];

	pairs_init(&pairs, 0);
	ck_assert_uint_eq(pairs_local(&pairs, not_given), 0);
	ck_assert_uint_eq(pairs_local(&pairs, slice_text("here")), 0);
	ck_assert_uint_eq(pairs_local(&pairs, slice_text("192.0.2.1")), 1);
	ck_assert_uint_eq(pairs_local(&pairs, slice_text("2001:db8::1")), 2);
	ck_assert_uint_eq(pairs_local(&pairs, slice_text("::ffff:192.0.2.1")), 1);
	for (unsigned i = 3; i <= LOCALS_MAX + 1; i++) {
		snprintf(text, sizeof(text), "198.51.100.%u", i);
		ck_assert_uint_eq(pairs_local(&pairs, slice_text(text)), i <= LOCALS_MAX ? i : 0);
	}
	pairs_free(&pairs);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_test(tests, keyed);
	tcase_add_test(tests, local);
	tcase_add_loop_test(tests, like, 0, LENGTH(likes));
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_test(tests, new_pair);
	tcase_add_test(tests, many);
	tcase_add_test(tests, unknown);
	tcase_add_test(tests, empty);
}

int main(void)
{
	return unit_main("pairs", add);
}
