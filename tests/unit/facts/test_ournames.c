/* Names of ours: doc/behaviour.md section 3; more in tests/cases/3-own-names.tsv. */
#include "facts/ournames.h"

#include "tests/unit/unit.h"

#include <cdb.h>
#include <fcntl.h>

#define CDB "control/morercpthosts.cdb"

static struct capture err;

static enum answer contain(const char *name, size_t len)
{
	struct log log = {.failures = true};
	enum answer contained;

	capture_start(&err, STDERR_FILENO);
	contained = ournames_contain(name, len, &log);
	capture_end(&err);
	ck_assert_uint_eq(log.warnings, err.pieces);
	return contained;
}

static bool cover(const char *name, size_t len)
{
	struct log log = {.failures = true};
	bool covered;

	capture_start(&err, STDERR_FILENO);
	covered = ournames_cover(name, len, &log);
	capture_end(&err);
	ck_assert_uint_eq(log.warnings, err.pieces);
	return covered;
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

/* Writes morercpthosts.cdb as qmail-newmrh does; names are separated by blanks. */
static void cdb_file(const char *names)
{
	int fd = open(CDB, O_RDWR | O_CREAT | O_TRUNC, 0644);
	struct cdb_make make;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(cdb_make_start(&make, fd), 0);
	for (size_t len; *(names += strspn(names, " ")) != '\0'; names += len) {
		len = strcspn(names, " ");
		ck_assert_int_eq(cdb_make_add(&make, names, (unsigned)len, "", 0), 0);
	}
	ck_assert_int_eq(cdb_make_finish(&make), 0);
	close(fd);
}

static const struct {
	const char *me, *locals, *rcpthosts, *name;
	bool contained, covered;
} rows[] = {
	{NULL, NULL, NULL, "mx.example", false, false},
	{"# us\n MX.example. \r\n", NULL, NULL, "mx.EXAMPLE", true, true},
	{"mx.example\n", NULL, NULL, "mx.example.", true, true},
	{"mx.example\n", NULL, NULL, "mx.exampl", false, false},
	{"a.example\n", "x\nb.example\n", "c.example\n", "a.example", true, true},
	{"a.example\n", "x\nb.example\n", "c.example\n", "b.example", true, true},
	{"a.example\n", "x\nb.example\n", "c.example\n", "c.example", true, true},
	{"a.example\n", "x\nb.example\n", "c.example\n", "d.example", false, false},
	/* below a name of ours: covered */
	{"mx.example\n", NULL, NULL, "a.mx.example", false, true},
	{NULL, "EXAMPLE.\n", NULL, "a.b.example.", false, true},
	{NULL, NULL, "# x\nexample\n", "a.example", false, true},
	{"mx.example\n", NULL, NULL, "amx.example", false, false},
	{"mx.example\n", NULL, NULL, "example", false, false},
	{"mx.example\n", NULL, NULL, "mx.example.net", false, false},
	{"a.example\n", NULL, NULL, ".example", false, false},
	/* .domain: every name below it, in rcpthosts alone */
	{NULL, NULL, ".EXAMPLE.net\n", "a.b.example.net.", true, true},
	{NULL, NULL, ".example.net\n", "example.net", false, false},
	{NULL, NULL, ".example.net\n", "mxexample.net", false, false},
	{".example.net\n", ".example.net\n", NULL, "mx.example.net", false, true},
	{".example.net\n", ".example.net\n", NULL, "example.net", false, false},
	/* nothing that a line could mean */
	{".\n*\na b\n", ".\n", ".\n*\n", "a", false, false},
	{".\n", "..\n", NULL, "a..", false, false},
	{"[192.0.2.1]\n", NULL, NULL, "[192.0.2.1]", true, true},
};

START_TEST(row)
{
	const char *name = rows[_i].name;

	files(rows[_i].me, rows[_i].locals, rows[_i].rcpthosts);
	ck_assert_int_eq(contain(name, strlen(name)), rows[_i].contained ? YES : NO);
	ck_assert_str_eq(err.text, "");
	ck_assert(cover(name, strlen(name)) == rows[_i].covered);
	ck_assert_str_eq(err.text, "");
}
END_TEST

/* Only len bytes are the name. */
START_TEST(name_needs_no_nul)
{
	files("mx.example\n", NULL, ".example.net\n");
	ck_assert_int_eq(contain("mx.example.net", 10), YES);
	ck_assert_int_eq(contain("mx.example", 9), NO);
	ck_assert_int_eq(contain("a.example.nett", 13), YES);
	ck_assert(cover("a.mx.example.net", 12) && !cover("a.mx.example", 11));
	cdb_file("mx.examples");
	ck_assert_int_eq(contain("mx.examplesx", 11), YES);
	ck_assert_int_eq(contain("mx.examplesx", 12), NO);
}
END_TEST

/* morercpthosts.cdb: the name, and each parent with the dot before it, as qmail-smtpd asks. */
static const struct {
	const char *cdb, *name; /* name: see unit_expand */
	bool contained;
} large[] = {
	{"", "mx.example", false},
	{"mx.example", "mx.example", true},
	{"a.example mx.example b.example", "MX.Example.", true},
	{"mx.example", "a.mx.example", false},
	{"mx.example", "mx.exampl", false},
	{"mx.example", "example", false},
	{".example", "mx.example", true},
	{".example", "a.B.mx.EXAMPLE.", true},
	{".mx.example", "a.mx.example", true},
	{".example", "example", false},
	{".example", ".example", true},
	{"example", "mx.example", false},
	{"MX.example", "mx.example", false}, /* qmail-newmrh writes lower case */
	/* names longer than any: nothing is asked */
	{"x", "x{254}", false},
	{".x", "a{251}.x", true},
	{".x", "a{251}.x.", true},
	{".y", "a{251}.x", false},
	{".x", "a{252}.x", false},
};

START_TEST(cdb)
{
	char name[300];
	const size_t len = unit_expand(name, sizeof(name), large[_i].name);

	files("other.example\n", NULL, NULL);
	cdb_file(large[_i].cdb);
	ck_assert_int_eq(contain(name, len), large[_i].contained ? YES : NO);
	ck_assert_str_eq(err.text, "");
	/* It covers nothing: it is too large to be read to the end. */
	ck_assert(!cover(name, len));
	/* A name that another file has needs no cdb. */
	ck_assert_int_eq(contain("other.example", 13), YES);
}
END_TEST

/* A file that is no cdb, or cut: what no other file has is unknown. */
START_TEST(cdb_damaged)
{
	static const char *const texts[] = {"", "mx.example\n", NULL};
	static char cut[4096];
	const char *const damaged =
		"helo-dns-check: " CDB ": not a cdb file, or damaged; what is ours is unknown\n";

	files("other.example\n", NULL, NULL);
	if (texts[_i] != NULL) {
		unit_file(CDB, texts[_i]);
	} else {
		FILE *file;
		size_t len;

		/* All of it but its end, where the tables are. */
		cdb_file("mx.example");
		file = fopen(CDB, "r");
		ck_assert_ptr_nonnull(file);
		len = fread(cut, 1, sizeof(cut), file);
		fclose(file);
		ck_assert_uint_gt(len, 2048);
		ck_assert_int_eq(truncate(CDB, (off_t)len - 1), 0);
	}
	ck_assert_int_eq(contain("mx.example", 10), UNKNOWN);
	ck_assert_str_eq(err.text, damaged);
	ck_assert_int_eq(contain("other.example", 13), YES);
	ck_assert_str_eq(err.text, "");
}
END_TEST

/* One that cannot be read: a FIFO, which nobody writes to. */
START_TEST(cdb_unreadable)
{
	files("other.example\n", NULL, NULL);
	ck_assert_int_eq(mkfifo(CDB, 0644), 0);
	ck_assert_int_eq(contain("mx.example", 10), UNKNOWN);
	ck_assert_str_eq(err.text,
			 "helo-dns-check: " CDB ": not a regular file; what is ours is unknown\n");
	ck_assert_int_eq(contain("other.example", 13), YES);
}
END_TEST

/* No descriptor stays open; 0 is one like any other. */
START_TEST(cdb_is_closed)
{
	const int saved = dup(STDIN_FILENO);
	struct log log = {.quiet = true};

	files(NULL, NULL, NULL);
	cdb_file("mx.example");
	close(STDIN_FILENO);
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(ournames_contain("mx.example", 10, &log), YES);
		ck_assert_int_eq(ournames_contain("no.example", 10, &log), NO);
	}
	ck_assert_int_lt(dup(STDIN_FILENO), 0);
	dup2(saved, STDIN_FILENO);
	close(saved);
}
END_TEST

/* ---- what heloreplay keeps ---- */

static char visited[200], found_in[200];
static bool forgets, finds_it;

static bool visit(enum ournames_file file, const char *entry, size_t len)
{
	snprintf(visited + strlen(visited), sizeof(visited) - strlen(visited), "%d:%.*s ",
		 (int)file, (int)len, entry);
	return !forgets;
}

static bool finds(enum ournames_file file, const char *name, size_t len, bool covers)
{
	snprintf(found_in + strlen(found_in), sizeof(found_in) - strlen(found_in), "%d:%.*s%s ",
		 (int)file, (int)len, name, covers ? "+" : "");
	return finds_it && file == OURNAMES_RCPTHOSTS;
}

/* Each line is handed over once, and then asked for; morercpthosts.cdb is still asked. */
START_TEST(kept)
{
	static const struct ournames_keeper keeper = {visit, finds};
	struct log log = {.failures = true};

	files("a.example # x\n\n b.example\n", NULL, ".c.example\n");
	ournames_keep(&keeper, &log);
	ck_assert_str_eq(visited, "0:a.example 0:b.example 2:.c.example ");
	ck_assert_int_eq(contain("a.example", 9), NO);
	ck_assert_str_eq(found_in, "0:a.example 1:a.example 2:a.example ");
	*found_in = '\0';
	ck_assert(!cover("a.example.net", 9));
	ck_assert_str_eq(found_in, "0:a.example+ 1:a.example+ 2:a.example+ ");
	cdb_file("a.example");
	ck_assert_int_eq(contain("a.example", 9), YES);
	unlink(CDB);
	finds_it = true;
	ck_assert_int_eq(contain("x", 1), YES);
	ck_assert(cover("x", 1));
	/* Who has no memory for them reads the files again each time. */
	forgets = true;
	ournames_keep(&keeper, &log);
	ck_assert_int_eq(contain("x", 1), NO);
	ck_assert_int_eq(contain("x.c.example", 11), YES);
	ck_assert_uint_eq(log.warnings, 0);
}
END_TEST

/* A file that cannot be read is a warning, and has no names; the others still do. */
START_TEST(unreadable)
{
	char want[200];

	files("one.example\n", "two.example\n", "three.example\n");
	ck_assert_int_eq(unlink(paths[_i]), 0);
	ck_assert_int_eq(mkfifo(paths[_i], 0644), 0);
	snprintf(want, sizeof(want),
		 "helo-dns-check: %s: not a regular file; no more names from it count as ours\n",
		 paths[_i]);
	ck_assert_int_eq(contain("four.example", 12), NO);
	ck_assert_str_eq(err.text, want);
	ck_assert(!cover("a.four.example", 14));
	ck_assert_str_eq(err.text, want);
	ck_assert_int_eq(contain("one.example", 11), _i != 0 ? YES : NO);
	ck_assert_int_eq(contain("two.example", 11), _i != 1 ? YES : NO);
	ck_assert_int_eq(contain("three.example", 13), _i != 2 ? YES : NO);
	ck_assert(cover("a.one.example", 13) == (_i != 0));
	ck_assert(cover("a.two.example", 13) == (_i != 1));
	ck_assert(cover("a.three.example", 15) == (_i != 2));
}
END_TEST

/* -n: all of them are read to the end, whatever their lines say. */
START_TEST(lint)
{
	struct log log = {.quiet = true};

	files(".\n", "..\n", ".example\n");
	cdb_file("mx.example .invalid");
	ournames_lint(&log);
	ck_assert_uint_eq(log.warnings, 0);
	for (int i = 0; i < LENGTH(paths); i++)
		unit_file_bytes(paths[i], BYTES("\0\n"));
	ck_assert_int_eq(truncate(CDB, 100), 0);
	ournames_lint(&log);
	ck_assert_uint_eq(log.warnings, 4);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_test(tests, name_needs_no_nul);
	tcase_add_loop_test(tests, cdb, 0, LENGTH(large));
	tcase_add_loop_test(tests, cdb_damaged, 0, 3);
	tcase_add_test(tests, cdb_unreadable);
	tcase_add_test(tests, cdb_is_closed);
	tcase_add_loop_test(tests, unreadable, 0, LENGTH(paths));
	tcase_add_test(tests, kept);
	tcase_add_test(tests, lint);
}

int main(void)
{
	return unit_main("ournames", add);
}
