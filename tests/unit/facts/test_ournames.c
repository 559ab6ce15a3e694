/* Names of ours: doc/behaviour.md section 3; more in tests/cases/3-own-names.tsv. */
#include "facts/ournames.h"

#include "tests/unit/unit.h"

static struct capture err;

static bool contain(const char *name, size_t len)
{
	struct log log = {.failures = true};
	bool contained;

	capture_start(&err, STDERR_FILENO);
	contained = ournames_contain(name, len, &log);
	capture_end(&err);
	ck_assert_uint_eq(log.warnings, err.pieces);
	return contained;
}

static const char *const paths[] = {"control/me", "control/locals", "control/rcpthosts"};

/* NULL: no such file. */
static void files(const char *me, const char *locals, const char *rcpthosts)
{
	const char *const texts[] = {me, locals, rcpthosts};

	unit_home();
	for (int i = 0; i < LENGTH(paths); i++)
		if (texts[i] != NULL)
			unit_file(paths[i], texts[i]);
}

static const struct {
	const char *me, *locals, *rcpthosts, *name;
	bool contained;
} rows[] = {
	{NULL, NULL, NULL, "mx.example", false},
	{"# us\n MX.example. \r\n", NULL, NULL, "mx.EXAMPLE", true},
	{"mx.example\n", NULL, NULL, "mx.example.", true},
	{"mx.example\n", NULL, NULL, "a.mx.example", false},
	{"mx.example\n", NULL, NULL, "mx.exampl", false},
	{"a.example\n", "x\nb.example\n", "c.example\n", "a.example", true},
	{"a.example\n", "x\nb.example\n", "c.example\n", "b.example", true},
	{"a.example\n", "x\nb.example\n", "c.example\n", "c.example", true},
	{"a.example\n", "x\nb.example\n", "c.example\n", "d.example", false},
	/* .domain: every name below it, in rcpthosts alone */
	{NULL, NULL, ".EXAMPLE.net\n", "a.b.example.net.", true},
	{NULL, NULL, ".example.net\n", "example.net", false},
	{NULL, NULL, ".example.net\n", "mxexample.net", false},
	{".example.net\n", ".example.net\n", NULL, "mx.example.net", false},
	/* nothing that a line could mean */
	{".\n*\na b\n", ".\n", ".\n*\n", "a", false},
	{"[192.0.2.1]\n", NULL, NULL, "[192.0.2.1]", true},
};

START_TEST(row)
{
	files(rows[_i].me, rows[_i].locals, rows[_i].rcpthosts);
	ck_assert(contain(rows[_i].name, strlen(rows[_i].name)) == rows[_i].contained);
	ck_assert_str_eq(err.text, "");
}
END_TEST

/* Only len bytes are the name. */
START_TEST(name_needs_no_nul)
{
	files("mx.example\n", NULL, ".example.net\n");
	ck_assert(contain("mx.example.net", 10));
	ck_assert(!contain("mx.example", 9));
	ck_assert(contain("a.example.nett", 13));
}
END_TEST

/* A file that cannot be read is a warning, and has no names; the others still do. */
START_TEST(unreadable)
{
	char want[200];

	files("one.example\n", "two.example\n", "three.example\n");
	ck_assert_int_eq(unlink(paths[_i]), 0);
	ck_assert_int_eq(mkfifo(paths[_i], 0644), 0);
	ck_assert(!contain("four.example", 12));
	snprintf(want, sizeof(want),
		 "helo-dns-check: %s: not a regular file; no more names from it count as ours\n",
		 paths[_i]);
	ck_assert_str_eq(err.text, want);
	ck_assert(contain("one.example", 11) == (_i != 0));
	ck_assert(contain("two.example", 11) == (_i != 1));
	ck_assert(contain("three.example", 13) == (_i != 2));
}
END_TEST

/* -n: all three are read to the end, whatever their lines say. */
START_TEST(lint)
{
	struct log log = {.quiet = true};

	files(".\n", "..\n", ".example\n");
	ournames_lint(&log);
	ck_assert_uint_eq(log.warnings, 0);
	for (int i = 0; i < LENGTH(paths); i++)
		unit_file_bytes(paths[i], BYTES("\0\n"));
	ournames_lint(&log);
	ck_assert_uint_eq(log.warnings, 3);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_test(tests, name_needs_no_nul);
	tcase_add_loop_test(tests, unreadable, 0, LENGTH(paths));
	tcase_add_test(tests, lint);
}

int main(void)
{
	return unit_main("ournames", add);
}
