/* What the plugin writes into a facts line, heloreplay reads from it: writer and reader together. */
#include "output/factsline.h"
#include "replay/judge/pastfacts.h"
#include "replay/read/logline.h"

#include "tests/unit/given.h"

/* A facts line in a log, as the reader of logs returns it. */
static struct sample sample;
static struct pastfacts line;
static char text[LOG_LINE + 1];

static void replayed(const struct session *s, const struct facts *f)
{
	struct judgement j = {.facts = *f, .verdict = {.by = CHECK_COUNT}};
	struct calendar c;
	struct log log = {.failures = true};
	int fds[2];
	const int saved = dup(STDERR_FILENO);
	ssize_t len;

	ck_assert_int_eq(pipe(fds), 0);
	dup2(fds[1], STDERR_FILENO);
	factsline_log(&log, s, &j);
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(fds[1]);
	len = read(fds[0], text, LOG_LINE);
	close(fds[0]);
	ck_assert_int_gt(len, 0);
	text[len - 1] = '\0';
	calendar_init(&c, 0);
	ck_assert_int_eq(logline_parse(&sample, text, (size_t)len - 1, &c), LINE_SAMPLE);
	pastfacts_read(&line, &sample, NEED_REVERSE, NULL);
}

/* Reverse names as anybody may choose them, blanks between them, and why there may be others. */
static const struct {
	const char *names;
	enum reason why;
} reverses[] = {
	{"", REASON_NONE},
	{"", REASON_TIMEOUT},
	{"a.example", REASON_NONE},
	{"a.example b.example", REASON_NONE},
	{"a.example b.example c.example d.example e.example", REASON_SERVFAIL},
	{"a,b.example c.example", REASON_NONE},
	{",", REASON_REFUSED},
	{",,, a", REASON_NONE},
	{"timeout", REASON_NONE},
	{"timeout servfail", REASON_LOCAL},
	{"a.example timeout", REASON_NONE},
	{"%2C.example %25 %", REASON_NONE},
	{"100%.example %74imeout", REASON_GARBLED},
	{"a=b.example verdict=pass", REASON_NONE},
};

START_TEST(reverse)
{
	const struct session s = given_helo("m.example", CLIENT);
	struct facts f = {.reverse_known = true, .why_reverse = reverses[_i].why};
	struct strlist names = {0};

	unit_home();
	given_words(&names, reverses[_i].names);
	for (size_t i = 0; i < names.count; i++)
		f.reverse[f.reverse_count++] = names.items[i];
	replayed(&s, &f);
	ck_assert_uint_eq(line.facts.reverse_count, names.count);
	for (size_t i = 0; i < names.count; i++)
		ck_assert_str_eq(line.facts.reverse[i], names.items[i]);
	ck_assert_int_eq(line.facts.why_reverse, reverses[_i].why);
	ck_assert(line.facts.reverse_known);
	facts_free(&line.facts);
	strlist_free(&names);
}
END_TEST

/* TCPREMOTEHOST is one name, whatever is in it. */
START_TEST(told)
{
	static const char *const names[] = {"a.example", "a,b.example", "timeout", "%2C", ","};

	unit_home();
	for (int i = 0; i < LENGTH(names); i++) {
		const struct unit_var vars[] = {{"SMTPHELOHOST", "m.example"},
						{"TCPREMOTEIP", CLIENT},
						{"TCPREMOTEHOST", names[i]},
						{NULL, NULL}};
		const struct session s = given_session(vars);
		const struct facts f = {.reverse_known = true};

		replayed(&s, &f);
		ck_assert_uint_eq(line.facts.reverse_count, 1);
		ck_assert_str_eq(line.facts.reverse[0], names[i]);
		facts_free(&line.facts);
	}
}
END_TEST

/* The longest names that there are, all of them hostile: the line is whole. */
START_TEST(longest)
{
	char name[254];
	const struct session s = given_helo("m.example", CLIENT);
	struct facts f = {.reverse_known = true};

	unit_home();
	unit_expand(name, sizeof(name), ",{253}");
	while (f.reverse_count < REVERSE_MAX)
		f.reverse[f.reverse_count++] = name;
	replayed(&s, &f);
	ck_assert_uint_eq(line.facts.reverse_count, REVERSE_MAX);
	ck_assert_uint_eq(strspn(line.facts.reverse[0], ","), 85);
	ck_assert_uint_eq(strlen(line.facts.reverse[0]), 85);
	facts_free(&line.facts);
}
END_TEST

START_TEST(local)
{
	static const struct {
		const char *given, *read;
	} rows[] = {{"198.18.0.1", "198.18.0.1"},
		    {"2a00::1", "2a00::1"},
		    {"::ffff:198.18.0.1", "198.18.0.1"},
		    {"", "unknown"},
		    {"here", "unknown"},
		    {NULL, "unknown"}};
	char shown[IPADDR_TEXT];

	unit_home();
	for (int i = 0; i < LENGTH(rows); i++) {
		const struct unit_var vars[] = {
			{"SMTPHELOHOST", "m.example"},
			{"TCPREMOTEIP", CLIENT},
			{rows[i].given != NULL ? "TCPLOCALIP" : NULL, rows[i].given},
			{NULL, NULL}};
		const struct session s = given_session(vars);
		const struct facts f = {.resolves = NO};

		replayed(&s, &f);
		ck_assert_str_eq(ipaddr_print(shown, &line.session.local), rows[i].read);
		facts_free(&line.facts);
	}
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, reverse, 0, LENGTH(reverses));
	tcase_add_test(tests, told);
	tcase_add_test(tests, longest);
	tcase_add_test(tests, local);
}

int main(void)
{
	return unit_main("roundtrip", add);
}
