/* The sums of a replay. Each number was counted by hand, from the lines above it. */
#include "replay/report/summary.h"

#include "tests/unit/made.h"
#include "tests/unit/unit.h"

#include <stdarg.h>

#define LINES_MAX 8

/* Two policies, lines as in made.h, and what show() says of the sums. */
static const struct {
	const char *name, *lines[LINES_MAX], *sums;
} rows[] = {
	{"nothing was read", {NULL}, "helos 0,0,0 pairs 0 asked 0"},
	{"facts that pass",
	 {"a 192.0.2.1 ~ facts=5 100 . pass,pass"},
	 "helos 5,0,0 pairs 1 asked 0 first 100 last 100"},
	{"facts that are denied, by one policy",
	 {"a 192.0.2.1 ~ facts=5 100 . resolves,pass", "b 192.0.2.1 ~ facts=7 200 . pass,pass"},
	 "helos 12,0,0 pairs 2 asked 0 first 100 last 200\n"
	 "1: denied 5,0,0 pairs 1 resolves=5,0,0 most a=5\n"
	 "2: fewer 5/1"},
	{"DNS changed: some of the facts lines are denied, and the last one is not",
	 {"a 192.0.2.1 ~ facts=5 100 . pass*2/resolves,pass*2/resolves"},
	 "helos 5,0,0 pairs 1 asked 0 first 100 last 100\n"
	 "1: denied 2,0,0 pairs 1 resolves=2,0,0 most a=2\n"
	 "2: denied 2,0,0 pairs 1 resolves=2,0,0 most a=2"},
	{"DNS changed: the last one is, and others were not",
	 {"a 192.0.2.1 ~ facts=5 100 . resolves*3,resolves*4"},
	 "helos 5,0,0 pairs 1 asked 0 first 100 last 100\n"
	 "1: denied 3,0,0 pairs 1 resolves=3,0,0 most a=3\n"
	 "2: denied 4,0,0 pairs 1 resolves=4,0,0 most a=4 more 1/1"},
	{"facts, temporarily",
	 {"a 192.0.2.1 ~ facts=5 100 . forward_dns~*3,pass"},
	 "helos 5,0,0 pairs 1 asked 0 first 100 last 100\n"
	 "1: denied 3,0,0 now 3,0,0 pairs 1 forward_dns=3,0,0 most a=3\n"
	 "2: fewer 3/1"},
	/* facts, failures and envelopes of a pair are about the same HELOs */
	{"failures and envelopes",
	 {"a 192.0.2.1 ~ failures=3,envelope=2 0 . resolves,pass",
	  "b 192.0.2.1 ~ failures=2,envelope=2 0 . pass,pass",
	  "c 192.0.2.1 ~ failures=9,envelope=9,facts=1 0 . pass,pass"},
	 "helos 6,0,0 pairs 3 asked 2\n"
	 "1: denied 3,0,0 pairs 1 resolves=3,0,0 most a=3\n"
	 "2: fewer 3/1"},
	{"all of what was asked today is denied, or nothing",
	 {"a 192.0.2.1 ~ failures=1,envelope=20,plain=300,ham=4000,spam=50000 100 . resolves,pass"},
	 "helos 320,4000,50000 pairs 1 asked 1 first 100 last 100\n"
	 "1: denied 320,4000,50000 pairs 1 resolves=320,4000,50000 most a=54320 ham a=4000\n"
	 "2: fewer 54320/1"},
	{"today, temporarily: by group",
	 {"a 192.0.2.1 ~ plain=1,ham=2,spam=3 0 . pass,forward_dns~",
	  "b 192.0.2.1 ~ plain=10,ham=20,spam=30 0 . pass,forward_dns"},
	 "helos 11,22,33 pairs 2 asked 2\n"
	 "2: denied 11,22,33 now 1,2,3 pairs 2 forward_dns=11,22,33 most b=60 a=6 ham b=20 a=2 more 66/2"},
	{"failures of a pair that has facts are the same HELOs: not counted",
	 {"a 192.0.2.1 ~ facts=5,failures=5 100 . resolves,pass",
	  "b 192.0.2.1 ~ failures=3 100 . resolves,resolves"},
	 "helos 8,0,0 pairs 2 asked 1 first 100 last 100\n"
	 "1: denied 8,0,0 pairs 2 resolves=8,0,0 most a=5 b=3\n"
	 "2: denied 3,0,0 pairs 1 resolves=3,0,0 most b=3 fewer 5/1"},
	{"ham and spam of a pair that has facts are judged as the last of them",
	 {"a 192.0.2.1 ~ facts=5,ham=2,spam=1 100 . resolves*1,pass*4/resolves"},
	 "helos 5,2,1 pairs 1 asked 0 first 100 last 100\n"
	 "1: denied 1,2,1 pairs 1 resolves=1,2,1 most a=4 ham a=2\n"
	 "2: denied 4,0,0 pairs 1 resolves=4,0,0 most a=4"},
	{"stopped: who waits is in no other number",
	 {"a 192.0.2.1 ~ plain=7,ham=7 100 . waiting", "b 192.0.2.1 ~ plain=1 100 . pass,pass"},
	 "helos 1,0,0 pairs 1 asked 1 waiting 1 first 100 last 100"},
	{"checks decide each for itself",
	 {"a 192.0.2.1 ~ plain=1 0 . no_helo,literal_mismatch",
	  "b 192.0.2.1 ~ plain=2 0 . syntax,literal_mismatch",
	  "c 192.0.2.1 ~ facts=4 0 . syntax,pass"},
	 "helos 7,0,0 pairs 3 asked 2\n"
	 "1: denied 7,0,0 pairs 3 no_helo=1,0,0 syntax=6,0,0 most c=4 b=2 a=1\n"
	 "2: denied 3,0,0 pairs 2 literal_mismatch=3,0,0 most b=2 a=1 fewer 4/1"},
	{"more of some, fewer of others",
	 {"a 192.0.2.1 ~ plain=1 0 . resolves,pass", "b 192.0.2.1 ~ plain=20 0 . pass,resolves",
	  "c 192.0.2.1 ~ facts=300 0 . resolves,resolves*100"},
	 "helos 321,0,0 pairs 3 asked 2\n"
	 "1: denied 301,0,0 pairs 2 resolves=301,0,0 most c=300 a=1\n"
	 "2: denied 120,0,0 pairs 2 resolves=120,0,0 most c=100 b=20 more 20/1 fewer 201/2"},
	{"of the same number: by HELO, then by client",
	 {"b 192.0.2.1 ~ plain=1 0 . resolves,pass", "a 192.0.2.2 ~ plain=1 0 . resolves,pass",
	  "a 192.0.2.1 ~ ham=1 0 . resolves,pass", "c 192.0.2.1 ~ plain=2 0 . resolves,pass"},
	 "helos 4,1,0 pairs 4 asked 4\n"
	 "1: denied 4,1,0 pairs 4 resolves=4,1,0 most c=2 a=1 a@192.0.2.2=1 b=1 ham a=1\n"
	 "2: fewer 5/4"},
	{"unknown: a reason counts once a HELO, whatever the number of checks",
	 {"a 192.0.2.1 ~ facts=5,ham=2 0 resolves=error(timeout),ip_match=error(timeout) pass,pass",
	  "b 192.0.2.1 ~ plain=10 0 resolves=error(timeout),not_me=error(local) pass,pass",
	  "c 192.0.2.1 ~ plain=100 0 resolves=fail,valid_hostname=fail(no_dot) pass,pass"},
	 "helos 115,2,0 pairs 3 asked 2 timeout=17 local=10"},
	{"unknown without a reason",
	 {"a 192.0.2.1 ~ plain=3 0 not_me=error,syntax=skip pass,pass"},
	 "helos 3,0,0 pairs 1 asked 1 unknown=3"},
};

static void say(char to[1024], const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(char to[1024], const char *format, ...)
{
	size_t len = strlen(to);
	va_list values;

	va_start(values, format);
	vsnprintf(to + len, 1024 - len, format, values);
	va_end(values);
}

static void show_classes(char to[1024], const char *what, const uint64_t n[GROUP_COUNT])
{
	if (n[0] + n[1] + n[2] > 0)
		say(to, " %s%lu,%lu,%lu", what, n[0], n[1], n[2]);
}

static void show_top(char to[1024], const char *what, const struct top_list *top)
{
	uint64_t all = 0;

	if (top->count > 0)
		say(to, " %s", what);
	for (size_t i = 0; i < top->count; i++) {
		const struct pair *p = top->items[i].pair;
		bool usual = strcmp(p->ip, "192.0.2.1") == 0;

		say(to, " %s%s%s=%lu", p->helo, usual ? "" : "@", usual ? "" : p->ip,
		    top->items[i].denied);
		all += top->items[i].denied;
	}
	ck_assert_uint_eq(all, top->denied);
}

/* What is 0 is left out, but for the first few. */
static void show(char to[1024], const struct summary *s, const struct pairs *pairs)
{
		say(to, "helos %lu,%lu,%lu pairs %zu asked %zu", s->helos[0], s->helos[1], s->helos[2],
	    s->pairs, s->pairs_asked);
	if (s->pairs_waiting > 0)
		say(to, " waiting %zu", s->pairs_waiting);
	if (s->first > 0)
		say(to, " first %ld last %ld", s->first, s->last);
	for (enum reason i = 0; i < REASON_COUNT; i++)
		if (s->unknown[i] > 0)
			say(to, " %s=%lu", i != REASON_NONE ? reason_text(i) : "unknown",
			    s->unknown[i]);
	for (size_t i = 0; i < pairs->policies; i++) {
		const struct policy_sum *sum = &s->policies[i];
		char text[1024] = "", name[32];

		show_classes(text, "denied ", sum->denied);
		show_classes(text, "now ", sum->temporary);
		if (sum->pairs_denied > 0)
			say(text, " pairs %zu", sum->pairs_denied);
		for (int id = 0; id < CHECK_COUNT; id++) {
			uint64_t by[GROUP_COUNT] = {sum->by[0][id], sum->by[1][id], sum->by[2][id]};

			snprintf(name, sizeof(name), "%s=", check_names[id]);
			show_classes(text, name, by);
		}
		show_top(text, "most", &sum->most);
		show_top(text, "ham", &sum->ham);
		if (sum->pairs_more > 0)
			say(text, " more %lu/%zu", sum->more, sum->pairs_more);
		if (sum->pairs_fewer > 0)
			say(text, " fewer %lu/%zu", sum->fewer, sum->pairs_fewer);
		if (text[0] != '\0')
			say(to, "\n%zu:%s", i + 1, text);
	}
}

START_TEST(sums)
{
	static struct summary s;
	struct made m = {.intake = {0}};
	char lines[LINES_MAX][256], shown[1024] = "";

	pairs_init(&m.pairs, 2);
	for (int i = 0; i < LINES_MAX && rows[_i].lines[i] != NULL; i++) {
		snprintf(lines[i], sizeof(lines[i]), "%s", rows[_i].lines[i]);
		made_line(&m, lines[i]);
	}
	summary_make(&s, &m.pairs);
	show(shown, &s, &m.pairs);
	if (strcmp(shown, rows[_i].sums) != 0)
		ck_abort_msg("%s: it is\n%s\nand not\n%s", rows[_i].name, shown, rows[_i].sums);
	pairs_free(&m.pairs);
}
END_TEST

/* More pairs than a list holds: those denied most are in it, in order; the rest is counted. */
START_TEST(top)
{
	static struct summary s;
	struct made m = {.intake = {0}};
	uint64_t all = 0;

	pairs_init(&m.pairs, 1);
	for (unsigned i = 1; i <= 1000; i++) {
		unsigned n = i * 3 % 1001; /* each number from 1 to 1000 once */
		char line[80];

		snprintf(line, sizeof(line), "h%u 192.0.2.1 ~ plain=%u 0 . resolves", n, n);
		made_line(&m, line);
		all += i;
	}
	summary_make(&s, &m.pairs);
	ck_assert_uint_eq(s.policies[0].most.count, TOP_MAX);
	ck_assert_uint_eq(s.policies[0].most.denied, all);
	for (unsigned i = 0; i < TOP_MAX; i++)
		ck_assert_uint_eq(s.policies[0].most.items[i].denied, 1000 - i);
	pairs_free(&m.pairs);
}
END_TEST

START_TEST(classes)
{
	ck_assert_int_eq(group_of(FROM_FACTS), GROUP_LOG);
	ck_assert_int_eq(group_of(FROM_FAILURES), GROUP_LOG);
	ck_assert_int_eq(group_of(FROM_ENVELOPE), GROUP_LOG);
	ck_assert_int_eq(group_of(FROM_PAIRS), GROUP_LOG);
	ck_assert_int_eq(group_of(FROM_HAM), GROUP_HAM);
	ck_assert_int_eq(group_of(FROM_SPAM), GROUP_SPAM);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, sums, 0, LENGTH(rows));
	tcase_add_test(tests, top);
	tcase_add_test(tests, classes);
}

int main(void)
{
	return unit_main("summary", add);
}
