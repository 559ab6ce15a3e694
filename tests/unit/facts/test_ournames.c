/* Names of ours: BEHAVIOUR.md section 3. */
#include "facts/ournames.h"

#include "tests/unit/unit.h"

static struct capture err;
static struct log last_log;

static bool hold(const char *name)
{
	bool held;

	last_log = (struct log){.failures = true};
	capture_start(&err, STDERR_FILENO);
	held = ournames_hold(name, strlen(name), &last_log);
	capture_end(&err);
	return held;
}

/* NULL: no such file. */
static void files(const char *me, const char *locals, const char *rcpthosts)
{
	unit_home();
	if (me != NULL)
		unit_file("control/me", me);
	if (locals != NULL)
		unit_file("control/locals", locals);
	if (rcpthosts != NULL)
		unit_file("control/rcpthosts", rcpthosts);
}

static const struct {
	const char *me, *locals, *rcpthosts, *name;
	bool held;
} rows[] = {
	{NULL, NULL, NULL, "mx.example", false},
	{"", "", "", "mx.example", false},
	{"mx.example\n", NULL, NULL, "mx.example", true},
	{"mx.example", NULL, NULL, "mx.example", true},
	{"mx.example\r\n", NULL, NULL, "mx.example", true},
	{"mx.example\n", NULL, NULL, "MX.Example", true},
	{"MX.EXAMPLE\n", NULL, NULL, "mx.example", true},
	{"mx.example\n", NULL, NULL, "mx.example.", true},
	{"mx.example.\n", NULL, NULL, "mx.example", true},
	{"mx.example # us\n", NULL, NULL, "mx.example", true},
	{"# mx.example\n", NULL, NULL, "mx.example", false},
	{"mx.example\n", NULL, NULL, "example", false},
	{"mx.example\n", NULL, NULL, "a.mx.example", false},
	{"mx.example\n", NULL, NULL, "mx.exampl", false},
	{"mx.example\n", NULL, NULL, "mxx.example", false},
	{"other.example\nmx.example\n", NULL, NULL, "mx.example", true},
	{NULL, "mx.example\n", NULL, "mx.example", true},
	{NULL, "localhost\nmx.example\n", NULL, "mx.example", true},
	{NULL, "localhost\n", NULL, "localhost", true},
	{NULL, NULL, "mx.example\n", "mx.example", true},
	{"a.example\n", "b.example\n", "c.example\n", "a.example", true},
	{"a.example\n", "b.example\n", "c.example\n", "b.example", true},
	{"a.example\n", "b.example\n", "c.example\n", "c.example", true},
	{"a.example\n", "b.example\n", "c.example\n", "d.example", false},
	/* .domain: everything below it, in rcpthosts alone */
	{NULL, NULL, ".example.net\n", "mx.example.net", true},
	{NULL, NULL, ".example.net\n", "a.b.example.net", true},
	{NULL, NULL, ".EXAMPLE.net\n", "MX.example.NET.", true},
	{NULL, NULL, ".example.net\n", "example.net", false},
	{NULL, NULL, ".example.net\n", "mxexample.net", false},
	{NULL, NULL, "example.net\n", "mx.example.net", false},
	{NULL, NULL, ".example.net\nexample.net\n", "example.net", true},
	{".example.net\n", NULL, NULL, "mx.example.net", false},
	{NULL, ".example.net\n", NULL, "mx.example.net", false},
	/* nothing that a line could mean */
	{".\n", ".\n", ".\n", "mx.example", false},
	{"*\n", "*\n", "*\n", "mx.example", false},
	{"a b\n", NULL, NULL, "a", false},
	{"[192.0.2.1]\n", NULL, NULL, "[192.0.2.1]", true},
};

START_TEST(row)
{
	files(rows[_i].me, rows[_i].locals, rows[_i].rcpthosts);
	ck_assert(hold(rows[_i].name) == rows[_i].held);
	ck_assert_str_eq(err.text, "");
	ck_assert_uint_eq(last_log.warnings, 0);
}
END_TEST

/* Only len bytes are the name. */
START_TEST(name_needs_no_nul)
{
	struct log log = {0};

	files("mx.example\n", NULL, ".example.net\n");
	ck_assert(ournames_hold("mx.example.net", 10, &log));
	ck_assert(!ournames_hold("mx.example", 9, &log));
	ck_assert(ournames_hold("a.example.nett", 13, &log));
}
END_TEST

/* A file that cannot be read is a warning, and holds no names; the others still do. */
static const char *const names[] = {"me", "locals", "rcpthosts"};

START_TEST(unreadable)
{
	char path[64];

	files("one.example\n", "two.example\n", "three.example\n");
	snprintf(path, sizeof(path), "control/%s", names[_i]);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(mkfifo(path, 0644), 0);
	ck_assert(!hold("four.example"));
	ck_assert_uint_eq(err.pieces, 1);
	ck_assert_ptr_nonnull(strstr(err.text, path));
	ck_assert(hold("one.example") == (_i != 0));
	ck_assert(hold("two.example") == (_i != 1));
	ck_assert(hold("three.example") == (_i != 2));
}
END_TEST

START_TEST(bad_lines)
{
	files(NULL, NULL, NULL);
	unit_file_bytes("control/me", "mx\0.example\nmx.example\n", 23);
	ck_assert(hold("mx.example"));
	ck_assert_uint_eq(err.pieces, 1);
	ck_assert_ptr_nonnull(strstr(err.text, "control/me line 1: [mx?.example]"));
	ck_assert(!hold("mx"));
}
END_TEST

static unsigned lint_warnings(void)
{
	struct log log = {.failures = true, .all_warnings = true};

	capture_start(&err, STDERR_FILENO);
	ournames_lint(&log);
	capture_end(&err);
	ck_assert_uint_eq(err.pieces, log.warnings);
	return log.warnings;
}

START_TEST(lint)
{
	files("mx.example\n", "localhost\n", ".example\n");
	ck_assert_uint_eq(lint_warnings(), 0);
	files("", "", "");
	for (int i = 0; i < LENGTH(names); i++) {
		char path[64];

		snprintf(path, sizeof(path), "control/%s", names[i]);
		unit_file_bytes(path, "\0\n", 2);
	}
	ck_assert_uint_eq(lint_warnings(), 3);
	/* All of all three is read, whatever their lines say. */
	files(".\n", "..\n", ".\n");
	unit_file_bytes("control/me", "\0\n", 2);
	unit_file_bytes("control/locals", "\0\n", 2);
	unit_file_bytes("control/rcpthosts", "\0\n", 2);
	ck_assert_uint_eq(lint_warnings(), 3);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_test(tests, name_needs_no_nul);
	tcase_add_loop_test(tests, unreadable, 0, LENGTH(names));
	tcase_add_test(tests, bad_lines);
	tcase_add_test(tests, lint);
}

int main(void)
{
	return unit_main("ournames", add);
}
