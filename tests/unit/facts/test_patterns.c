/* control/helo.checks.regexps: doc/behaviour.md section 4; more in tests/cases/4-match-re.tsv. */
#include "facts/patterns.h"

#include "base/clock.h"
#include "base/control.h"
#include "tests/unit/unit.h"

#include <fcntl.h>

#define FILE_NAME "control/helo.checks.regexps"

/*
 * No pattern takes longer than YARDS times what one that runs into the limits does, and that one a
 * tenth of a second: processor time, so that other work on the machine does not count. It slows
 * the processor itself down, but both alike. Valgrind (which shows in LD_PRELOAD) and the sanitizers
 * take their own.
 */
#define YARD "(a?){60}a{60}"
#define YARD_MAX_US 100000
#define YARDS 27
#define SLOW (UNIT_ASAN || getenv("LD_PRELOAD") != NULL)

static struct capture err;
static struct log said;
static int64_t took_us;

static int64_t processor_us(void)
{
	struct timespec used;

	ck_assert_int_eq(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used), 0);
	return (int64_t)used.tv_sec * 1000000 + used.tv_nsec / 1000;
}

static enum answer match_bytes(const char *helo, size_t len, int64_t deadline)
{
	char *copy = malloc(len > 0 ? len : 1); /* nothing behind it */
	int64_t start = processor_us();
	enum answer answer;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, helo, len);
	said = (struct log){.failures = true};
	capture_start(&err, STDERR_FILENO);
	answer = patterns_match(copy, len, deadline, &said);
	capture_end(&err);
	took_us = processor_us() - start;
	free(copy);
	ck_assert_uint_eq(unit_lines(err.text), err.pieces);
	return answer;
}

static enum answer match(const char *helo)
{
	return match_bytes(helo, strlen(helo), clock_ms() + 60000);
}

static const char aaa[] =
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaacb";

/* How long YARD takes just now: the fastest of three. */
static int64_t yard_us(void)
{
	const int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int64_t yard = INT64_MAX;

	ck_assert_int_ge(here, 0);
	unit_home();
	unit_file(FILE_NAME, YARD);
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(match(aaa), UNKNOWN);
		if (took_us < yard)
			yard = took_us;
	}
	ck_assert_int_eq(fchdir(here), 0);
	close(here);
	ck_assert_int_lt(yard, YARD_MAX_US);
	return yard;
}

/*
 * The last match took no longer than it may, or one of four more with the same HELO; with a
 * deadline (ms, 0: none), no longer than that after it.
 */
static void assert_soon(const char *pattern, const char *helo, size_t len, int64_t deadline)
{
	for (int tries = 4; !SLOW; tries--) {
		const int64_t took = took_us - 1000 * deadline, yard = yard_us();

		if (took < YARDS * yard)
			return;
		ck_assert_msg(tries > 0, "%s: %lld us, %lld for a yard", pattern, (long long)took,
			      (long long)yard);
		match_bytes(helo, len, clock_ms() + (deadline > 0 ? deadline : 60000));
	}
}

/* ---- what matches ---- */

static const struct {
	const char *file, *yes,
		*no; /* HELOs that match a pattern, and that do not; separated by | */
} rows[] = {
	/* no pattern, no match */
	{"\n# mail.example\n", NULL, "mail.example|# mail.example"},
	/* the whole HELO, not a part of it; an alternative, too */
	{"mail\\.example\n", "mail.example",
	 "xmail.example|mail.examplex|mail.example.|mailxexample"},
	{"mail\n", "mail", "mail.example|xmail|mail\n"},
	{"mail|host\n", "mail|host", "mailx|xhost"},
	{"m|ma|mail\n", "mail", "mai"},
	{"^mail|host$\n", "mail|host", "mailx|xhost"},
	{"a*?\n", "aaaa|a", "aab"},
	/* without regard to letter case, on both sides */
	{"MaIl\\.[a-z]+\n", "mAiL.EXAMPLE|MAIL.example", "mail.1"},
	{"(?-i)mail\n", "mail", "MAIL"},
	/* Perl's syntax */
	{"\\[\\d{1,3}(?:\\.\\d{1,3}){3}\\]\n", "[192.0.2.1]", "192.0.2.1|[192.0.2]"},
	{"(.)\\1+\n(?!mail|a).*\n", "aaaa|host", "aaab|mail.example"},
	/* several: any of them */
	{"one\n  two # x\r\n\nthree", "one|two|three", "four|one\ntwo"},
	/* Haraka's comments: ; at the start of a line, but nowhere else */
	{"  ;mail\nmail;host\n", "mail;host", "mail|;mail"},
	/* bytes, not characters */
	{"m.ller\n", "m\xfcller", "m\xc3\xbcller"},
	{"[\\x80-\\xff]+\n", "\xff\xfe\x80", "a"},
	{"a b\\r\n", "a b\r", "a b"},
};

static void assert_each(const char *helos, enum answer answer)
{
	for (; helos != NULL; helos = strchr(helos, '|') != NULL ? strchr(helos, '|') + 1 : NULL) {
		size_t len = strcspn(helos, "|");

		ck_assert_msg(match_bytes(helos, len, INT64_MAX) == answer, "[%s]", helos);
		ck_assert_str_eq(err.text, "");
	}
}

START_TEST(row)
{
	unit_home();
	unit_file(FILE_NAME, rows[_i].file);
	assert_each(rows[_i].yes, YES);
	assert_each(rows[_i].no, NO);
	ck_assert_int_eq(match_bytes("mail\0x", 6, INT64_MAX), NO);
	ck_assert_int_eq(unlink(FILE_NAME), 0);
	ck_assert_int_eq(match("mail"), NO);
	ck_assert_str_eq(err.text, "");
}
END_TEST

/* ---- what cannot be used ---- */

/*
 * Each is a warning with file, line and offset, and is skipped: those beside it work. The offset is
 * the end if something is not closed, else where it goes wrong.
 */
static const struct {
	const char *pattern, *problem; /* "": whatever PCRE2 says */
} bads[] = {
	{"(", "bad pattern at offset 1 (missing closing parenthesis); line skipped"},
	{"mail(a|b", "bad pattern at offset 8 ("},
	{"mail[", "bad pattern at offset 5 ("},
	{"\\", "bad pattern at offset 1 ("},
	{"*mail", "bad pattern at offset 0 ("},
	{"mail)x", "bad pattern at offset 4 ("},
	{"[z-a]", ""},
	{"\\2", ""},
	/* What would match a part of a character, or run a program, does not exist. */
	{"a\\Cb", ""},
	{"(?{print})", ""},
	{"(*UTF)(*BOGUS)m", ""},
};

START_TEST(bad)
{
	char text[100], want[200];

	unit_home();
	snprintf(text, sizeof(text), "\n# comment\n%s\nmail", bads[_i].pattern);
	unit_file(FILE_NAME, text);
	ck_assert_int_eq(match("nothing"), NO);
	snprintf(want, sizeof(want), "helo-dns-check: " FILE_NAME " line 3: \"%s\": %s",
		 bads[_i].pattern, bads[_i].problem);
	ck_assert_msg(strncmp(err.text, want, strlen(want)) == 0, "[%s]: %s", want, err.text);
	ck_assert_uint_eq(said.warnings, 1);
	ck_assert_int_eq(match("mail"), YES);
}
END_TEST

/* The syntax of Postfix and of qregex: a warning, and skipped, even if it is a pattern. */
static const struct {
	const char *line;
	const char *problem; /* "": a pattern like any other */
} foreign[] = {
	{"/mail/ REJECT", "write the pattern alone, without slashes and action; line skipped"},
	{"/mail/", "write the pattern alone, without slashes and action; line skipped"},
	{"//", "write the pattern alone, without slashes and action; line skipped"},
	{"/(/", "write the pattern alone, without slashes and action; line skipped"},
	{"!mail", "\"!\" does not negate here; line skipped"},
	{"!/mail/", "\"!\" does not negate here; line skipped"},
	{"!", "\"!\" does not negate here; line skipped"},
	{"/mail", ""},
	{"/", ""},
	{"mail!", ""},
	{"a/mail/", ""},
};

START_TEST(foreign_syntax)
{
	char text[100], want[200] = "";

	unit_home();
	snprintf(text, sizeof(text), "%s\nhost", foreign[_i].line);
	unit_file(FILE_NAME, text);
	if (*foreign[_i].problem != '\0')
		snprintf(want, sizeof(want), "helo-dns-check: " FILE_NAME " line 1: \"%s\": %s\n",
			 foreign[_i].line, foreign[_i].problem);
	ck_assert_int_eq(match(foreign[_i].line), *want == '\0' ? YES : NO);
	ck_assert_str_eq(err.text, want);
	ck_assert_int_eq(match("host"), YES);
}
END_TEST

/* A line that cannot be read is skipped; the longest that can is a pattern like any other. */
START_TEST(bad_lines)
{
	static char text[2 * CONTROL_LINE];

	unit_home();
	unit_file_bytes(FILE_NAME, BYTES("m\x1b\xc3\xbc+(\nma\0il\n"));
	memset(text, '.', sizeof(text));
	unit_file_bytes(FILE_NAME, text, sizeof(text));
	unit_file(FILE_NAME, "\nhost\n");
	ck_assert_int_eq(match("host"), YES);
	ck_assert_uint_eq(said.warnings, 3);
	ck_assert_ptr_nonnull(strstr(err.text, "\"m???+(\": bad pattern at offset 6 "));
	ck_assert_int_eq(match("mail"), NO);
	unit_home();
	memset(text, 'a', CONTROL_LINE - 1);
	text[CONTROL_LINE - 1] = '\n';
	unit_file_bytes(FILE_NAME, text, CONTROL_LINE);
	ck_assert_int_eq(match_bytes(text, CONTROL_LINE - 1, INT64_MAX), YES);
	ck_assert_int_eq(match_bytes(text, CONTROL_LINE - 2, INT64_MAX), NO);
}
END_TEST

START_TEST(unreadable)
{
	unit_home();
	ck_assert_int_eq(mkfifo(FILE_NAME, 0644), 0);
	ck_assert_int_eq(match("mail"), NO);
	ck_assert_str_eq(err.text,
			 "helo-dns-check: " FILE_NAME ": not a regular file; patterns that "
			 "were not read do not match\n");
}
END_TEST

/* -n: all of it is read, also behind a pattern that matches anything, or nothing. */
static const char *const greedy[] = {".*", "[^.]*", "\\n?", "(?s).*", "\\R", ""};

START_TEST(lint)
{
	struct log log = {.quiet = true};

	unit_home();
	unit_file(FILE_NAME, greedy[_i]);
	unit_file(FILE_NAME, "\na(\n;b(\nc(");
	patterns_lint(&log);
	ck_assert_msg(log.warnings == 2, "behind [%s]: %u", greedy[_i], log.warnings);
}
END_TEST

/* ---- limits ---- */

/* Patterns that no computer gets to the end of: given up soon, and unknown. */
static const char *const endless[] = {"(a+)+",
				      "(a*)*c",
				      "(a|aa)+",
				      "(a|a?)+c",
				      "(.*)*c",
				      "(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)c",
				      "^(([a-z])+.)+[A-Z]([a-z])+[0-9]$",
				      "(?=(a+)+b)a",
				      "(a?){60}a{60}",
				      "((a+)\\2?)+c",
				      "(?:a?|b?|.?){1,200}[de]"};

START_TEST(limit)
{
	unit_home();
	unit_file(FILE_NAME, endless[_i]);
	ck_assert_msg(match(aaa) == UNKNOWN, "%s", endless[_i]);
	assert_soon(endless[_i], aaa, strlen(aaa), 0);
	/* With one that matches beside it the answer is known, in any order. */
	unit_file(FILE_NAME, "\na+cb\n");
	ck_assert_msg(match(aaa) == YES, "%s", endless[_i]);
	unit_home();
	unit_file(FILE_NAME, "a+cb\n");
	unit_file(FILE_NAME, endless[_i]);
	ck_assert_msg(match(aaa) == YES, "%s", endless[_i]);
	/* With one that does not match it is not. */
	unit_home();
	unit_file(FILE_NAME, endless[_i]);
	unit_file(FILE_NAME, "\nhost\n");
	ck_assert_msg(match(aaa) == UNKNOWN, "%s", endless[_i]);
}
END_TEST

/* A HELO can be as long as the client likes: a match of many steps is given up in time. */
static const char *const plains[] = {
	".*", ".*x", "[a-z]+", "a*b", "(?:a|b)*", ".*\\.example", "(?:aa?)*b", "((a))*",
	/* these scan the rest of the HELO at each step */
	".*[a-z]+-[0-9]+.*", "(?:[a-z]+[0-9]|.)*", ".*(?:[a-z]+[.-]){3}.*", ".*([a-z]+)[0-9]\\1.*"};

START_TEST(long_helo)
{
	static char helo[100000];

	memset(helo, 'a', sizeof(helo));
	unit_home();
	unit_file(FILE_NAME, plains[_i]);
	for (size_t len = 1000; len <= sizeof(helo); len *= 10) {
		match_bytes(helo, len, clock_ms() + 1000);
		assert_soon(plains[_i], helo, len, 0);
	}
}
END_TEST

/* Far longer than any name it still matches; beyond that it may be unknown, but never no. */
START_TEST(long_helo_found)
{
	static char helo[100000];

	memset(helo, 'a', sizeof(helo));
	unit_home();
	unit_file(FILE_NAME, "[a-z]+");
	for (size_t len = 1; len <= 4096; len *= 2)
		ck_assert_int_eq(match_bytes(helo, len, INT64_MAX), YES);
	for (size_t len = 4097; len <= sizeof(helo); len += len)
		ck_assert_int_ne(match_bytes(helo, len, INT64_MAX), NO);
}
END_TEST

/* Patterns that are large, or grow large when compiled: a warning, or a pattern. */
START_TEST(large_pattern)
{
	static const char *const patterns[] = {
		"(((a{1,1000}){1,1000}){1,1000}){1,1000}",
		"(?:(?:(?:(?:a{200}){200}){200}){200}){200}",
		"((((((((((((a){3}){3}){3}){3}){3}){3}){3}){3}){3}){3}){3}){3}",
	};
	static char text[CONTROL_LINE];

	for (int i = 0; i < LENGTH(patterns); i++) {
		unit_home();
		unit_file(FILE_NAME, patterns[i]);
		ck_assert_int_ne(match("mail.example"), YES);
		assert_soon(patterns[i], "mail.example", 12, 0);
	}
	/* Very deep: no recursion on it ends the program. */
	memset(text, '(', 2000);
	text[2000] = 'a';
	memset(text + 2001, ')', 2000);
	text[4001] = '\0';
	unit_home();
	unit_file(FILE_NAME, text);
	match("a");
	memset(text, '(', 4000);
	text[4000] = '\0';
	unit_home();
	unit_file(FILE_NAME, text);
	ck_assert_int_eq(match("a"), NO);
}
END_TEST

/* ---- the deadline ---- */

START_TEST(late)
{
	unit_home();
	unit_file(FILE_NAME, "mail\nhost\n");
	ck_assert_int_eq(match_bytes("mail", 4, clock_ms() - 1000), UNKNOWN);
	ck_assert_int_eq(match_bytes("nothing", 7, clock_ms() - 1000), UNKNOWN);
	ck_assert_int_eq(match_bytes("mail", 4, 0), UNKNOWN);
	ck_assert_str_eq(err.text, "");
	/* Nothing to try: nothing is unknown. */
	unit_home();
	ck_assert_int_eq(match_bytes("mail", 4, 0), NO);
	unit_file(FILE_NAME, "# comment\n\n");
	ck_assert_int_eq(match_bytes("mail", 4, 0), NO);
}
END_TEST

/* Many that each take as long as they may: over at the deadline, or a little later. */
START_TEST(all_of_them_late)
{
	unit_home();
	for (int i = 0; i < 200; i++) {
		unit_file(FILE_NAME, endless[i % LENGTH(endless)]);
		unit_file(FILE_NAME, "\n");
	}
	ck_assert_int_eq(match_bytes(aaa, strlen(aaa), clock_ms() + 50), UNKNOWN);
	assert_soon("all of them", aaa, strlen(aaa), 50);
}
END_TEST

/* As many as an admin may collect: all are tried, in no time to speak of. */
START_TEST(two_hundred)
{
	char text[64];

	unit_home();
	for (int i = 1; i <= 200; i++) {
		snprintf(text, sizeof(text), "(?:host|pc)-?%d\\d*\\.(?:dyn|dsl)\\..*\n", i);
		unit_file(FILE_NAME, text);
	}
	for (int i = 1; i <= 200; i += 199) {
		snprintf(text, sizeof(text), "PC-%d.dsl.example", i);
		ck_assert_int_eq(match(text), YES);
	}
	ck_assert_int_eq(match("mail.example.com"), NO);
	ck_assert_str_eq(err.text, "");
	assert_soon("two hundred", "mail.example.com", 16, 0);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_loop_test(tests, bad, 0, LENGTH(bads));
	tcase_add_loop_test(tests, foreign_syntax, 0, LENGTH(foreign));
	tcase_add_test(tests, bad_lines);
	tcase_add_test(tests, unreadable);
	tcase_add_loop_test(tests, lint, 0, LENGTH(greedy));
	tcase_add_loop_test(tests, limit, 0, LENGTH(endless));
	tcase_add_loop_test(tests, long_helo, 0, LENGTH(plains));
	tcase_add_test(tests, long_helo_found);
	tcase_add_test(tests, large_pattern);
	tcase_add_test(tests, late);
	tcase_add_test(tests, all_of_them_late);
	tcase_add_test(tests, two_hundred);
}

int main(void)
{
	return unit_main("patterns", add);
}
