/* control/helo.checks.regexps: BEHAVIOUR.md section 4, match_re. */
#include "facts/patterns.h"

#include "base/clock.h"
#include "base/control.h"
#include "tests/unit/unit.h"

#define FILE_NAME "control/helo.checks.regexps"

/*
 * Whatever stands in the file, one pattern is over by then; by the processor's time, so that other work on
 * the machine is no fault of ours. Valgrind (which shows in LD_PRELOAD) and sanitizers take their own.
 */
#define SOON_MS 100
#define SLOW (UNIT_ASAN || getenv("LD_PRELOAD") != NULL)

static struct capture err;
static struct log said;
static int64_t took_ms;

static int64_t processor_ms(void)
{
	struct timespec used;

	ck_assert_int_eq(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used), 0);
	return (int64_t)used.tv_sec * 1000 + used.tv_nsec / 1000000;
}

static enum found match_bytes(const char *helo, size_t len, int64_t until)
{
	char *copy = malloc(len > 0 ? len : 1); /* nothing behind it */
	int64_t start = processor_ms();
	enum found found;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, helo, len);
	said = (struct log){.failures = true};
	capture_start(&err, STDERR_FILENO);
	found = patterns_match(copy, len, until, &said);
	capture_end(&err);
	took_ms = processor_ms() - start;
	free(copy);
	ck_assert_uint_eq(unit_lines(err.text), err.pieces);
	return found;
}

static enum found match(const char *helo)
{
	return match_bytes(helo, strlen(helo), clock_ms() + 60000);
}

/* ---- what matches ---- */

static const struct {
	const char *file, *helo;
	enum found found;
} rows[] = {
	/* no pattern, no match */
	{"", "mail.example", NO},
	{"\n\n", "mail.example", NO},
	{"# mail.example\n", "mail.example", NO},
	/* the whole HELO, not a part of it */
	{"mail\\.example\n", "mail.example", YES},
	{"mail\\.example\n", "xmail.example", NO},
	{"mail\\.example\n", "mail.examplex", NO},
	{"mail\\.example\n", "mail.example.", NO},
	{"mail\\.example\n", "mailxexample", NO},
	{"mail.example\n", "mailxexample", YES},
	{"mail\n", "mail.example", NO},
	{"example\n", "mail.example", NO},
	{".*example\n", "mail.example", YES},
	{"mail.*\n", "mail.example", YES},
	{".*\n", "mail.example", YES},
	{".+\n", "m", YES},
	/* wrapped: an alternative is anchored at both ends like the others */
	{"mail|host\n", "mail", YES},
	{"mail|host\n", "host", YES},
	{"mail|host\n", "mailx", NO},
	{"mail|host\n", "xhost", NO},
	{"mail|mail\\.example\n", "mail.example", YES},
	{"m|ma|mai|mail\n", "mail", YES},
	{"(?:mail|host)\\.example\n", "host.example", YES},
	{"^mail\\.example$\n", "mail.example", YES},
	{"^mail\\.example$\n", "xmail.example", NO},
	{"^mail|host$\n", "mail", YES},
	{"^mail|host$\n", "mailx", NO},
	/* a short match is not enough where a long one is to be had */
	{"a*?\n", "aaaa", YES},
	{"a+?b??\n", "aab", YES},
	/* without letter case, on both sides */
	{"mail\\.example\n", "MAIL.EXAMPLE", YES},
	{"MAIL\\.EXAMPLE\n", "mail.example", YES},
	{"MaIl\\.ExAmPlE\n", "mAiL.eXaMpLe", YES},
	{"[a-z]+\n", "MAIL", YES},
	{"[A-Z]+\n", "mail", YES},
	{"\\x6dail\n", "MAIL", YES},
	/* classes, groups, counts, what is behind and before */
	{"[0-9.]+\n", "192.0.2.1", YES},
	{"\\d{1,3}(?:\\.\\d{1,3}){3}\n", "192.0.2.1", YES},
	{"\\[\\d+\\.\\d+\\.\\d+\\.\\d+\\]\n", "[192.0.2.1]", YES},
	{"(.)\\1+\n", "aaaa", YES},
	{"(.)\\1+\n", "aaab", NO},
	{"(?!mail).*\n", "host", YES},
	{"(?!mail).*\n", "mail.example", NO},
	{"(?-i)mail\n", "MAIL", NO},
	{"(?-i)mail\n", "mail", YES},
	{"[^.]*\n", "localhost", YES},
	{"[^.]*\n", "mail.example", NO},
	{"\\w+\\.local\n", "pc.LOCAL", YES},
	{"a{3}\n", "aaa", YES},
	{"a{3}\n", "aaaa", NO},
	/* several: any of them */
	{"one\ntwo\nthree\n", "one", YES},
	{"one\ntwo\nthree\n", "two", YES},
	{"one\ntwo\nthree\n", "three", YES},
	{"one\ntwo\nthree\n", "four", NO},
	{"one\ntwo\nthree\n", "one\ntwo", NO},
	/* blanks around it, comments, CRLF, no LF at the end */
	{"  mail  \n", "mail", YES},
	{"\tmail\t# comment\n", "mail", YES},
	{"mail#comment\n", "mail", YES},
	{"mail\r\nhost\r\n", "mail", YES},
	{"mail\r\nhost\r\n", "host", YES},
	{"mail\nhost", "host", YES},
	/* Haraka's comments: ; at the start of a line, but nowhere else */
	{"; mail\n;mail\n  ;mail\n", "mail", NO},
	{";mail\n", ";mail", NO},
	{"mail;host\n", "mail;host", YES},
	{"[;]mail\n", ";mail", YES},
	/* bytes, not characters: a HELO need not be UTF-8 */
	{"m.ller\n", "m\xfcller", YES},
	{"m.ller\n", "m\xc3\xbcller", NO},
	{"m..ller\n", "m\xc3\xbcller", YES},
	{"m\xc3\xbcller\n", "m\xc3\xbcller", YES},
	{"[\\x80-\\xff]+\n", "\xff\xfe\x80", YES},
	{"a b\n", "a b", YES},
	{"a\\rb\n", "a\rb", YES},
};

START_TEST(row)
{
	unit_home();
	unit_file(FILE_NAME, rows[_i].file);
	ck_assert_msg(match(rows[_i].helo) == rows[_i].found, "%s: [%s]", rows[_i].file,
		      rows[_i].helo);
	ck_assert_str_eq(err.text, "");
	ck_assert_uint_eq(said.warnings, 0);
}
END_TEST

START_TEST(length_counts)
{
	unit_home();
	unit_file(FILE_NAME, "mail\n");
	ck_assert_int_eq(match_bytes("mailx", 4, INT64_MAX), YES);
	ck_assert_int_eq(match_bytes("mailx", 5, INT64_MAX), NO);
	ck_assert_int_eq(match_bytes("mail", 3, INT64_MAX), NO);
	ck_assert_int_eq(match_bytes("mail", 0, INT64_MAX), NO);
	ck_assert_int_eq(match_bytes("mail\n", 5, INT64_MAX), NO);
	ck_assert_int_eq(match_bytes("mail\0x", 6, INT64_MAX), NO);
}
END_TEST

START_TEST(missing)
{
	unit_home();
	ck_assert_int_eq(match("mail"), NO);
	ck_assert_str_eq(err.text, "");
	ck_assert_uint_eq(said.warnings, 0);
}
END_TEST

/* ---- patterns that are none ---- */

/*
 * Each is a warning with file, line and offset, and is skipped: those beside it work. Where there is no
 * doubt about the offset: at the end for what is not closed, else where it goes wrong.
 */
static const struct {
	const char *pattern;
	int offset; /* -1: whatever PCRE2 says */
} bads[] = {
	{"(", 1},	   {"mail(", 5}, {"mail(a|b", 8}, {"[a-", 3},	  {"mail[", 5},
	{"\\", 1},	   {"*", 0},	 {"*mail", 0},	  {")", 0},	  {"mail)", 4},
	{"mail)x", 4},	   {"(?<x", -1}, {"[z-a]", -1},	  {"a{2,1}", -1}, {"(?bogus)", -1},
	{"(?P>none)", -1}, {"\\2", -1},	 {"a**", -1},
};

START_TEST(bad)
{
	static const char *const places[] = {"%s\nmail\n", "\n# comment\n%s\nmail\n",
					     "mail\n\n%s\n", "mail\n%s"};
	static const unsigned lines[] = {1, 3, 3, 2};

	for (int i = 0; i < LENGTH(places); i++) {
		char text[100], want[120], offset[32];

		unit_home();
		snprintf(text, sizeof(text), places[i], bads[_i].pattern);
		unit_file(FILE_NAME, text);
		ck_assert_int_eq(match("nothing"), NO);
		snprintf(want, sizeof(want), FILE_NAME " line %u: [%s]", lines[i],
			 bads[_i].pattern);
		if (bads[_i].offset >= 0)
			snprintf(offset, sizeof(offset), "offset %d", bads[_i].offset);
		else
			snprintf(offset, sizeof(offset), "offset ");
		ck_assert_msg(strstr(err.text, want) != NULL, "[%s]: not [%s]: %s", text, want,
			      err.text);
		ck_assert_msg(strstr(err.text, offset) != NULL, "[%s]: not [%s]: %s", text, offset,
			      err.text);
		ck_assert_uint_eq(unit_lines(err.text), 1);
		ck_assert_uint_eq(said.warnings, 1);
		ck_assert_int_eq(match("mail"), YES);
	}
}
END_TEST

/* What would let a pattern take a part of a character, or run a program, there is not. */
START_TEST(not_allowed)
{
	static const char *const patterns[] = {"a\\Cb", "(?{print})", "(*UTF)(*BOGUS)m"};

	for (int i = 0; i < LENGTH(patterns); i++) {
		unit_home();
		unit_file(FILE_NAME, patterns[i]);
		ck_assert_int_eq(match("mail"), NO);
		ck_assert_msg(said.warnings == 1, "%s: %s", patterns[i], err.text);
	}
}
END_TEST

/* A pattern's bytes are made printable in the warning. */
START_TEST(bad_bytes)
{
	unit_home();
	unit_file(FILE_NAME, "m\x1b\xc3\xbc+(\n");
	ck_assert_int_eq(match("mail"), NO);
	ck_assert_ptr_nonnull(strstr(err.text, "[m???+(]"));
}
END_TEST

START_TEST(many_bads)
{
	static char text[3000];

	unit_home();
	for (int i = 0; i < 500; i++)
		memcpy(text + 3 * i, "a(\n", 4);
	unit_file(FILE_NAME, text);
	unit_file(FILE_NAME, "mail\n");
	ck_assert_int_eq(match("mail"), YES);
	ck_assert_uint_le(unit_lines(err.text), CONTROL_WARNINGS + 1);
}
END_TEST

/* With L or D alone; patterns_lint shows what there is to show, and reads all of it. */
START_TEST(lint)
{
	struct log log = {.all_warnings = true, .failures = true};

	unit_home();
	for (int i = 0; i < 20; i++)
		unit_file(FILE_NAME, ".*\na(\n");
	capture_start(&err, STDERR_FILENO);
	patterns_lint(&log);
	capture_end(&err);
	ck_assert_uint_eq(unit_lines(err.text), 20);
	ck_assert_ptr_nonnull(strstr(err.text, FILE_NAME " line 40: [a(]"));
	log = (struct log){0};
	capture_start(&err, STDERR_FILENO);
	patterns_match("mail", 4, INT64_MAX, &log);
	capture_end(&err);
	ck_assert_str_eq(err.text, "");
}
END_TEST

/* Also where a pattern matches anything without a dot, or LF, or anything at all. */
static const char *const greedy[] = {".*",   "[^.]*",  "[^.]+",	     "\\s*", "\\W+",
				     "\\n?", "(?s).*", "(?:.|\\n)*", "\\R",  ""};

START_TEST(lint_to_the_end)
{
	struct log log = {.all_warnings = true, .failures = true};

	unit_home();
	unit_file(FILE_NAME, greedy[_i]);
	unit_file(FILE_NAME, "\na(\n");
	capture_start(&err, STDERR_FILENO);
	patterns_lint(&log);
	capture_end(&err);
	ck_assert_msg(log.warnings == 1, "behind [%s]: %u", greedy[_i], log.warnings);
}
END_TEST

/* ---- files that are none ---- */

static void assert_broken(void)
{
	ck_assert_int_eq(match("mail"), NO);
	ck_assert_uint_eq(unit_lines(err.text), 1);
	ck_assert_ptr_nonnull(strstr(err.text, FILE_NAME));
}

START_TEST(no_file)
{
	unit_home();
	ck_assert_int_eq(mkdir(FILE_NAME, 0755), 0);
	assert_broken();
	unit_home();
	ck_assert_int_eq(mkfifo(FILE_NAME, 0644), 0);
	assert_broken();
	unit_home();
	ck_assert_int_eq(symlink("/dev/zero", FILE_NAME), 0);
	assert_broken();
	unit_home();
	unit_file(FILE_NAME, "mail\n");
	ck_assert_int_eq(chmod(FILE_NAME, 0), 0);
	unit_become_nobody();
	assert_broken();
	unit_become_root();
}
END_TEST

/* A line that cannot be read is skipped; those beside it work. */
START_TEST(bad_lines)
{
	static char text[2 * CONTROL_LINE];

	unit_home();
	unit_file_bytes(FILE_NAME, BYTES("ma\0il\n"));
	memset(text, '.', sizeof(text));
	unit_file_bytes(FILE_NAME, text, sizeof(text));
	unit_file(FILE_NAME, "\nhost\n");
	ck_assert_int_eq(match("host"), YES);
	ck_assert_uint_eq(said.warnings, 2);
	ck_assert_int_eq(match("mail"), NO);
	/* The longest that fits is a pattern like any other. */
	unit_home();
	memset(text, 'a', CONTROL_LINE - 1);
	text[CONTROL_LINE - 1] = '\n';
	unit_file_bytes(FILE_NAME, text, CONTROL_LINE);
	ck_assert_int_eq(match_bytes(text, CONTROL_LINE - 1, INT64_MAX), YES);
	ck_assert_int_eq(match_bytes(text, CONTROL_LINE - 2, INT64_MAX), NO);
}
END_TEST

START_TEST(noise)
{
	static char bytes[4096];
	unsigned random = 3;

	for (int run = 0; run < 40; run++) {
		for (size_t i = 0; i < sizeof(bytes); i++) {
			random = random * 1103515245U + 12345U;
			bytes[i] = run % 2 == 0
					   ? (char)(random >> 16)
					   : "a.*+?()[]{}|\\^$-1,b\n\n(?:=!<>PxiC"[(random >> 16) %
										   33];
		}
		unit_home();
		unit_file_bytes(FILE_NAME, bytes, sizeof(bytes));
		match("mail.example");
		match("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
		ck_assert_uint_le(unit_lines(err.text), CONTROL_WARNINGS + 1);
	}
}
END_TEST

/* ---- limits ---- */

static const char aaa[] =
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaacb";

/* Patterns that no computer comes to an end with: given up soon, and not known. */
static const char *const endless[] = {
	"(a+)+",
	"(a*)*c",
	"(?:a|a)+c",
	"(a|aa)+",
	"(a|a?)+c",
	"(.*)*c",
	"(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)c",
	"(?:(?:(?:a+)+)+)+",
	"^(([a-z])+.)+[A-Z]([a-z])+[0-9]$",
	"(?=(a+)+b)a",
	"(a?){60}a{60}",
	"((a+)\\2?)+c",
	"(?:a?|b?|.?){1,200}[de]",
};

START_TEST(limit)
{
	unit_home();
	unit_file(FILE_NAME, endless[_i]);
	ck_assert_msg(match(aaa) == UNKNOWN, "%s", endless[_i]);
	if (!SLOW)
		ck_assert_msg(took_ms < SOON_MS, "%s: %lld ms", endless[_i], (long long)took_ms);
	/* With one beside it that matches, it is known; in any order. */
	unit_file(FILE_NAME, "\na+cb\n");
	ck_assert_msg(match(aaa) == YES, "%s", endless[_i]);
	unit_home();
	unit_file(FILE_NAME, "a+cb\n");
	unit_file(FILE_NAME, endless[_i]);
	ck_assert_msg(match(aaa) == YES, "%s", endless[_i]);
	/* With one that does not, it is not. */
	unit_home();
	unit_file(FILE_NAME, endless[_i]);
	unit_file(FILE_NAME, "\nhost\n");
	ck_assert_msg(match(aaa) == UNKNOWN, "%s", endless[_i]);
}
END_TEST

/* A HELO can be as long as the client likes; what is matched against it step by step, is given up in time. */
static const char *const plains[] = {
	"mail",
	".*",
	".*x",
	"[a-z]+",
	"a*b",
	"(?:a|b)*",
	".*\\.example",
	"(a)+",
	"(?:aa?)*b",
	"((a))*",
	/* these look through all that is left at each step */
	".*[a-z]+-[0-9]+.*",
	"(?:[a-z]+[0-9]|.)*",
	".*(?:[a-z]+[.-]){3}.*",
	".*([a-z]+)[0-9]\\1.*",
};

START_TEST(long_helo)
{
	static char helo[100000];

	memset(helo, 'a', sizeof(helo));
	unit_home();
	unit_file(FILE_NAME, plains[_i]);
	for (size_t len = 1000; len <= sizeof(helo); len *= 10) {
		match_bytes(helo, len, clock_ms() + 1000);
		if (!SLOW)
			ck_assert_msg(took_ms < SOON_MS, "%s, %zu bytes: %lld ms", plains[_i], len,
				      (long long)took_ms);
	}
}
END_TEST

/* Far over the length of any name it matches as ever; over all measure it may be given up, but is no no. */
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

/* Ones that are large, or grow large when they are read: a warning, or a pattern. */
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
		if (!SLOW)
			ck_assert_msg(took_ms < SOON_MS, "%s: %lld ms", patterns[i],
				      (long long)took_ms);
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
	/* Nothing to try: nothing is not known. */
	unit_home();
	ck_assert_int_eq(match_bytes("mail", 4, 0), NO);
	unit_file(FILE_NAME, "# comment\n\n");
	ck_assert_int_eq(match_bytes("mail", 4, 0), NO);
}
END_TEST

/* Many that each take as long as they may: over at the deadline, or little later. */
START_TEST(all_of_them_late)
{
	unit_home();
	for (int i = 0; i < 200; i++) {
		unit_file(FILE_NAME, endless[i % LENGTH(endless)]);
		unit_file(FILE_NAME, "\n");
	}
	ck_assert_int_eq(match_bytes(aaa, strlen(aaa), clock_ms() + 50), UNKNOWN);
	if (!SLOW)
		ck_assert_msg(took_ms < 50 + SOON_MS, "%lld ms", (long long)took_ms);
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
	if (!SLOW)
		ck_assert_msg(took_ms < SOON_MS, "%lld ms", (long long)took_ms);
	ck_assert_str_eq(err.text, "");
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_test(tests, length_counts);
	tcase_add_test(tests, missing);
	tcase_add_loop_test(tests, bad, 0, LENGTH(bads));
	tcase_add_test(tests, not_allowed);
	tcase_add_test(tests, bad_bytes);
	tcase_add_test(tests, many_bads);
	tcase_add_test(tests, lint);
	tcase_add_loop_test(tests, lint_to_the_end, 0, LENGTH(greedy));
	tcase_add_test(tests, no_file);
	tcase_add_test(tests, bad_lines);
	tcase_add_test(tests, noise);
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
