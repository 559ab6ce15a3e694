/* The line reader of all control files: doc/behaviour.md sections 1, 5 and 6. */
#include "base/control.h"

#include "base/clock.h"
#include "tests/unit/unit.h"

#include <sys/resource.h>

#define NAME "moreipme"
#define PATH "control/" NAME
#define CONSEQUENCE "none of it counts"

static struct capture err;

/* The result of reading a file: its lines as `NUMBER:text\n`, and c.gap of each as g or -. */
static struct {
	char lines[65536], gaps[512];
	size_t len;
	unsigned count;
	enum control_state state;
	char path[256];
	int fd;
} got;

static void keep(const struct control *c, const char *line, size_t len)
{
	size_t room = sizeof(got.lines) - got.len;
	int n = snprintf(got.lines + got.len, room, "%u:%s\n", c->line, line);

	ck_assert_uint_eq(strlen(line), len);
	ck_assert_uint_gt(len, 0);
	if (n > 0 && (size_t)n < room)
		got.len += (size_t)n;
	got.gaps[got.count++] = c->gap ? 'g' : '-';
	got.gaps[got.count] = '\0';
}

static void read_with(struct log *log, const char *line_consequence)
{
	struct control c;
	char *line;
	size_t len;

	got.len = got.count = 0;
	got.lines[0] = got.gaps[0] = '\0';
	capture_start(&err, STDERR_FILENO);
	control_open(&c, log, NAME, CONSEQUENCE);
	if (line_consequence != NULL)
		c.line_consequence = line_consequence;
	while ((line = control_next(&c, &len)) != NULL)
		keep(&c, line, len);
	ck_assert_ptr_null(control_next(&c, &len));
	got.state = c.state;
	snprintf(got.path, sizeof(got.path), "%s", c.path);
	control_close(&c);
	ck_assert_ptr_null(control_next(&c, &len));
	control_close(&c);
	ck_assert_int_eq(got.state, c.state);
	got.fd = c.fd;
	capture_end(&err);
	ck_assert_uint_eq(unit_lines(err.text), err.pieces);
}

static struct log read_all(void)
{
	struct log log = {.failures = true};

	read_with(&log, NULL);
	return log;
}

/* ---- lines ---- */

static const struct {
	const char *bytes;
	size_t len;
	const char *lines, *warning; /* "": none */
} files[] = { /* comments and blanks: also tests/cases/1-control.tsv */
	{BYTES(""), "", ""},
	{BYTES("\n"), "", ""},
	{BYTES("one"), "1:one\n", ""},
	{BYTES("one\ntwo"), "1:one\n2:two\n", ""},
	{BYTES("one\n\n \t\r\nfour\n"), "1:one\n4:four\n", ""},
	{BYTES("\rone\r\r\n"), "1:one\n", ""},
	{BYTES("one two\tthree\n"), "1:one two\tthree\n", ""},
	{BYTES("on\re\n\vtwo\f"), "1:on\re\n2:\vtwo\f\n", ""},
	{BYTES("# all of it\n#\n ## \n\t# \r\n#"), "", ""},
	{BYTES("one # two # three\nfour#\n"), "1:one\n2:four\n", ""},
	{BYTES("m\xc3\xbcller\n\xff\n"), "1:m\xc3\xbcller\n2:\xff\n", ""},
	/* a byte order mark, at the start of the file and nowhere else */
	{BYTES("\xef\xbb\xbfone\n"), "1:one\n", ""},
	{BYTES("\xef\xbb\xbf\none\n"), "2:one\n", ""},
	{BYTES("\xef\xbb\xbf# why\none\n"), "2:one\n", ""},
	{BYTES("\xef\xbb\xbf"), "", ""},
	{BYTES("\xef\xbb\xbf\xef\xbb\xbfone\n"), "1:\xef\xbb\xbfone\n", ""},
	{BYTES("one\n\xef\xbb\xbftwo\n"), "1:one\n2:\xef\xbb\xbftwo\n", ""},
	{BYTES(" \xef\xbb\xbfone\n"), "1:\xef\xbb\xbfone\n", ""},
	{BYTES("\xef\xbbone\n"), "1:\xef\xbbone\n", ""},
	{BYTES("\xef\xbb"), "1:\xef\xbb\n", ""},
	/* NUL */
	{BYTES("\0"), "", PATH " line 1: \"?\""},
	{BYTES("\0\n"), "", PATH " line 1: \"?\""},
	{BYTES("one\0two\nthree\n"), "2:three\n", PATH " line 1: \"one?two\""},
	{BYTES("one\n\0\ntwo\n"), "1:one\n3:two\n", PATH " line 2: \"?\""},
	{BYTES("one\0"), "", PATH " line 1: \"one?\""},
	{BYTES("\0one \n"), "", PATH " line 1: \"?one\""},
	{BYTES("one # and\0why\n"), "1:one\n", ""},
	{BYTES("#\0\n"), "", ""},
};

START_TEST(file)
{
	bool bad = files[_i].warning[0] != '\0';
	struct log log;

	unit_home();
	unit_file_bytes(PATH, files[_i].bytes, files[_i].len);
	log = read_all();
	ck_assert_str_eq(got.lines, files[_i].lines);
	ck_assert_int_eq(got.state, bad ? CONTROL_BAD_LINE : CONTROL_WHOLE);
	ck_assert_uint_eq(err.pieces, bad);
	ck_assert_uint_eq(log.warnings, bad);
	ck_assert_ptr_nonnull(strstr(err.text, files[_i].warning));
	ck_assert_str_eq(got.path, PATH);
}
END_TEST

/*
 * A line of len bytes between two others, followed by end. It is returned whole if it fits, else
 * skipped with one warning; the lines around it are read either way. At CONTROL_LINE bytes either
 * will do.
 */
static void long_line(size_t len, const char *before, const char *after, const char *end)
{
	unsigned number = 1 + unit_lines(before), all = number + (*after != '\0');
	size_t whole = len + (*end == '\r');
	char *text = malloc(len), want[64];

	ck_assert_ptr_nonnull(text);
	memset(text, 'a', len);
	unit_home();
	unit_file(PATH, before);
	unit_file_bytes(PATH, text, len);
	unit_file(PATH, end);
	unit_file(PATH, after);
	free(text);
	read_all();
	if (got.state == CONTROL_WHOLE) {
		ck_assert_uint_le(whole, CONTROL_LINE);
		ck_assert_uint_eq(got.count, all);
		ck_assert_str_eq(err.text, "");
		return;
	}
	ck_assert_int_eq(got.state, CONTROL_BAD_LINE);
	ck_assert_msg(whole >= CONTROL_LINE, "%zu bytes do not fit", whole);
	ck_assert_msg(got.count == all - 1, "%zu bytes: %u lines", len, got.count);
	snprintf(want, sizeof(want), PATH " line %u: ", number);
	ck_assert_uint_eq(err.pieces, 1);
	ck_assert_ptr_nonnull(strstr(err.text, want));
	ck_assert_ptr_nonnull(strstr(err.text, "too long"));
	if (*after != '\0') {
		snprintf(want, sizeof(want), "%u:after\n", number + 1);
		ck_assert_ptr_nonnull(strstr(got.lines, want));
	}
}

START_TEST(long_lines)
{
	static const size_t lengths[] = {1,    4093, 4094, 4095, 4096,	4097,  4098,
					 8191, 8192, 8193, 8194, 12288, 12289, 100000};
	static const struct {
		const char *before, *after, *end;
	} places[] = {
		{"", "", ""},
		{"", "", "\n"},
		{"", "after", "\n"},
		{"before\n", "after", "\n"},
		{"before\n", "", ""},
		{"before\n", "", "\r\n"},
		{"1\n2\n3\n", "after", "\n"},
	};

	for (int i = 0; i < LENGTH(lengths); i++)
		for (int p = 0; p < LENGTH(places); p++)
			long_line(lengths[i], places[p].before, places[p].after, places[p].end);
}
END_TEST

/* Lines of all lengths, so that their ends fall on all places of the buffer. */
START_TEST(all_lengths)
{
	static char want[65536];
	size_t len = 0;

	unit_home();
	for (int i = 1; i < 300; i++) {
		char line[302];

		len += (size_t)snprintf(want + len, sizeof(want) - len, "%d:", i);
		memset(line, 'a' + i % 26, (size_t)i);
		memcpy(line + i, "\n", 2);
		unit_file(PATH, line);
		memcpy(want + len, line, (size_t)i + 2);
		len += (size_t)i + 1;
	}
	read_all();
	ck_assert_str_eq(got.lines, want);
}
END_TEST

/* ---- files that are not regular ---- */

static const struct {
	mode_t type;	  /* of control/moreipme; 0: see link */
	const char *link; /* what it is a symbolic link to; NULL: there is no such file */
	mode_t mode, control_mode;
	enum control_state state;
	unsigned lines;
	const char *why;
} things[] = {
	{0, NULL, 0, 0755, CONTROL_MISSING, 0, ""},
	{0, "nowhere", 0, 0755, CONTROL_MISSING, 0, ""},
	{0, "../elsewhere", 0, 0755, CONTROL_WHOLE, 1, ""},
	{S_IFDIR, NULL, 0755, 0755, CONTROL_BROKEN, 0, "not a regular file"},
	{S_IFIFO, NULL, 0644, 0755, CONTROL_BROKEN, 0, "not a regular file"},
	{S_IFSOCK, NULL, 0644, 0755, CONTROL_BROKEN, 0, "No such device or address"},
	{S_IFREG, NULL, 0, 0755, CONTROL_BROKEN, 0, "Permission denied"},
	{S_IFREG, NULL, 0644, 0, CONTROL_BROKEN, 0, "Permission denied"},
	{S_IFREG, NULL, 0644, 0644, CONTROL_BROKEN, 0, "Permission denied"},
};

static void make_thing(int i)
{
	unit_file("elsewhere", "one\n");
	if (things[i].type == S_IFDIR)
		ck_assert_int_eq(mkdir(PATH, things[i].mode), 0);
	else if (things[i].type != 0)
		ck_assert_int_eq(mknod(PATH, things[i].type | things[i].mode, 0), 0);
	else if (things[i].link != NULL)
		ck_assert_int_eq(symlink(things[i].link, PATH), 0);
	ck_assert_int_eq(chmod("control", things[i].control_mode), 0);
}

START_TEST(thing)
{
	int64_t start = clock_ms();
	struct log log;

	unit_home();
	make_thing(_i);
	unit_become_nobody();
	log = read_all();
	unit_become_root();
	chmod("control", 0755); /* so that it can be removed */
	ck_assert_int_lt(clock_ms() - start, 10000);
	ck_assert_int_eq(got.state, things[_i].state);
	ck_assert_uint_eq(got.count, things[_i].lines);
	ck_assert_int_eq(got.fd, -1);
	ck_assert_uint_eq(log.warnings, got.state == CONTROL_BROKEN);
	ck_assert_uint_eq(err.pieces, log.warnings);
	if (got.state != CONTROL_BROKEN)
		return;
	/* Which file, what is wrong, and what happens instead. */
	ck_assert_int_eq(strncmp(err.text, "helo-dns-check: " PATH ": ", 16 + 2 + strlen(PATH)), 0);
	ck_assert_ptr_nonnull(strstr(err.text, things[_i].why));
	ck_assert_ptr_nonnull(strstr(err.text, CONSEQUENCE));
}
END_TEST

START_TEST(control_is_a_file)
{
	unit_home();
	ck_assert_int_eq(rmdir("control"), 0);
	unit_file("control", "one\n");
	read_all();
	ck_assert_int_eq(got.state, CONTROL_BROKEN);
	ck_assert_ptr_nonnull(strstr(err.text, PATH ": Not a directory; " CONSEQUENCE));
}
END_TEST

/* No descriptor can be opened. */
START_TEST(without_descriptors)
{
	struct log log = {.failures = true};
	struct rlimit limit;
	struct control c;
	rlim_t before;
	size_t len;

	unit_home();
	unit_file(PATH, "one\n");
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	capture_start(&err, STDERR_FILENO);
	before = limit.rlim_cur;
	limit.rlim_cur = 0;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	control_open(&c, &log, NAME, CONSEQUENCE);
	ck_assert_int_eq(c.state, CONTROL_BROKEN);
	ck_assert_ptr_null(control_next(&c, &len));
	control_close(&c);
	limit.rlim_cur = before;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	capture_end(&err);
	ck_assert_uint_eq(err.pieces, 1);
	ck_assert_ptr_nonnull(strstr(err.text, "Too many open files"));
}
END_TEST

/* ---- where the file is looked up ---- */

START_TEST(under_the_home_compiled_in)
{
	unit_home();
	ck_assert_int_eq(rmdir("control"), 0);
	read_all();
	ck_assert_str_eq(got.path, QMAIL_HOME "/" PATH);
}
END_TEST

/* Only without ./control, not without the file in it. */
START_TEST(not_under_the_home_compiled_in)
{
	unit_home();
	read_all();
	ck_assert_str_eq(got.path, PATH);
	ck_assert_int_eq(got.state, CONTROL_MISSING);
}
END_TEST

/* ---- 16 MB at most ---- */

static const struct {
	size_t len;
	bool whole;
} sizes[] = {
	{CONTROL_FILE_MAX - 1, true},
	{CONTROL_FILE_MAX, true},
	{CONTROL_FILE_MAX + 1, false},
	{CONTROL_FILE_MAX + 100000, false},
};

/* A first line, comments, and two lines at the end. */
START_TEST(size)
{
	size_t len = sizes[_i].len;
	char *text = malloc(len);

	ck_assert_ptr_nonnull(text);
	memset(text, '#', len);
	for (size_t i = 1023; i < len; i += 1024)
		text[i] = '\n';
	memcpy(text, "one", 3);
	memcpy(text + len - 9, "\nlast\nend", 9);
	unit_home();
	unit_file_bytes(PATH, text, len);
	free(text);
	read_all();
	ck_assert_int_eq(got.state, sizes[_i].whole ? CONTROL_WHOLE : CONTROL_BROKEN);
	ck_assert_int_eq(strncmp(got.lines, "1:one\n", 6), 0);
	ck_assert((strstr(got.lines, ":last\n") != NULL) || !sizes[_i].whole);
	ck_assert((strstr(got.lines, ":end\n") != NULL) == sizes[_i].whole);
	ck_assert_uint_eq(err.pieces, !sizes[_i].whole);
	ck_assert((strstr(err.text, CONSEQUENCE) == NULL) == sizes[_i].whole);
}
END_TEST

/* Longer than any disk: read up to 16 MB, and no further. */
START_TEST(sparse)
{
	int64_t start = clock_ms();

	unit_home();
	unit_file(PATH, "one\n");
	if (truncate(PATH, (off_t)1 << 40) < 0)
		ck_assert_int_eq(truncate(PATH, (off_t)1 << 30), 0);
	read_all();
	ck_assert_str_eq(got.lines, "1:one\n");
	ck_assert_int_eq(got.state, CONTROL_BROKEN);
	ck_assert_ptr_nonnull(strstr(err.text, CONSEQUENCE));
	ck_assert_int_lt(clock_ms() - start, 30000);
}
END_TEST

/* ---- warnings ---- */

/* Many bad lines do not flood the log; -n shows each. */
START_TEST(flood)
{
	struct log log = {.failures = true};

	unit_home();
	for (int i = 0; i < 50; i++)
		unit_file_bytes(PATH, "\0\n", 2);
	read_with(&log, NULL);
	ck_assert_uint_eq(err.pieces, CONTROL_WARNINGS + 1);
	ck_assert_ptr_nonnull(strstr(err.text, PATH " line 1: \"?\""));
	ck_assert_ptr_null(strstr(err.text, "line 50"));
	ck_assert_ptr_nonnull(strstr(err.text, "helodnscheck -n"));
	log = (struct log){.failures = true, .all_warnings = true};
	read_with(&log, NULL);
	ck_assert_uint_eq(err.pieces, 50);
	ck_assert_uint_eq(log.warnings, 50);
	ck_assert_ptr_nonnull(strstr(err.text, PATH " line 50: \"?\""));
}
END_TEST

/* Warnings about control files are shown with L or D only. */
START_TEST(silent)
{
	struct log log = {0};

	unit_home();
	unit_file_bytes(PATH, "\0\none\n", 6);
	read_with(&log, NULL);
	ck_assert_str_eq(got.lines, "2:one\n");
	ck_assert_int_eq(got.state, CONTROL_BAD_LINE);
	ck_assert_str_eq(err.text, "");
	log.debug = true;
	read_with(&log, NULL);
	ck_assert_ptr_nonnull(strstr(err.text, PATH " line 1: \"?\""));
}
END_TEST

/* control_warn_line does not change the state, control_bad_line does; both quote the text. */
START_TEST(own_warnings)
{
	struct log log = {.failures = true};
	struct control c;
	char *line, big[2000];
	size_t len;

	unit_home();
	unit_expand(big, sizeof(big), "a\x1b{1500}\nb c\n");
	unit_file(PATH, big);
	capture_start(&err, STDERR_FILENO);
	control_open(&c, &log, NAME, CONSEQUENCE);
	line = control_next(&c, &len);
	ck_assert_ptr_nonnull(line);
	control_warn_line(&c, line, len, "odd; line skipped");
	ck_assert_int_eq(c.state, CONTROL_WHOLE);
	line = control_next(&c, &len);
	ck_assert_ptr_nonnull(line);
	control_bad_line(&c, line, len, "bad; line skipped");
	ck_assert_int_eq(c.state, CONTROL_BAD_LINE);
	ck_assert_ptr_null(control_next(&c, &len));
	control_close(&c);
	ck_assert_int_eq(c.state, CONTROL_BAD_LINE);
	capture_end(&err);
	ck_assert_uint_eq(err.pieces, 2);
	ck_assert_ptr_nonnull(strstr(err.text, "helo-dns-check: " PATH " line 1: \"a????"));
	ck_assert_ptr_nonnull(strstr(err.text, "?\": odd; line skipped\n"));
	ck_assert_ptr_nonnull(
		strstr(err.text, "helo-dns-check: " PATH " line 2: \"b c\": bad; line skipped\n"));
	ck_assert_uint_lt(strlen(err.text), 500);
}
END_TEST

/* Given up, the file is closed and has no more lines. */
START_TEST(give_up)
{
	struct log log = {.failures = true};
	struct control c;
	size_t len;

	unit_home();
	unit_file(PATH, "one\ntwo\nthree");
	capture_start(&err, STDERR_FILENO);
	control_open(&c, &log, NAME, CONSEQUENCE);
	ck_assert_str_eq(control_next(&c, &len), "one");
	control_give_up(&c, "out of memory");
	ck_assert_int_eq(c.state, CONTROL_BROKEN);
	ck_assert_int_eq(c.fd, -1);
	ck_assert_ptr_null(control_next(&c, &len));
	control_close(&c);
	ck_assert_str_eq(capture_end(&err),
			 "helo-dns-check: " PATH ": out of memory; " CONSEQUENCE "\n");
	ck_assert_uint_eq(log.warnings, 1);
}
END_TEST

/* gap: was there a comment or an empty line before this line? */
START_TEST(gaps)
{
	static const struct {
		const char *text, *gaps;
	} rows[] = {
		{"one\ntwo\nthree\n", "---"},
		{"one\n\ntwo\nthree\n", "-g-"},
		{"one\n# why\ntwo\n", "-g"},
		{"one\n \t\r\n#\ntwo\n\nthree", "-gg"},
		{"\n# why\none\ntwo\n", "g-"},
		{"one # why\ntwo\n", "--"},
	};

	for (int i = 0; i < LENGTH(rows); i++) {
		unit_home();
		unit_file(PATH, rows[i].text);
		read_all();
		ck_assert_str_eq(got.gaps, rows[i].gaps);
	}
}
END_TEST

/* A line that cannot be returned is a gap; line_consequence is what the caller does without it. */
START_TEST(line_consequence)
{
	static char text[6000];
	struct log log = {.failures = true};

	unit_home();
	unit_expand(text, sizeof(text), "\x1b" "a{5000}\none\n");
	unit_file(PATH, text);
	unit_file_bytes(PATH, "\0\ntwo", 5);
	read_with(&log, "all is lost");
	ck_assert_int_eq(got.state, CONTROL_BAD_LINE);
	ck_assert_str_eq(got.lines, "2:one\n4:two\n");
	ck_assert_str_eq(got.gaps, "gg");
	ck_assert_uint_eq(err.pieces, 2);
	ck_assert_ptr_nonnull(strstr(err.text, PATH " line 1: \"?aaaaaa"));
	ck_assert_ptr_nonnull(strstr(err.text, "a\": too long; all is lost\n"));
	ck_assert_ptr_nonnull(
		strstr(err.text, PATH " line 3: \"?\": contains a NUL byte; all is lost\n"));
}
END_TEST

/* The whole file as it is, for a library: a regular one of 16 MB at most. */
START_TEST(stream)
{
	static const char bytes[] = "one # why\r\n\0\xff";
	struct log log = {.failures = true};
	char read[sizeof(bytes) + 1];
	bool missing;
	FILE *whole;

	unit_home();
	capture_start(&err, STDERR_FILENO);
	ck_assert_ptr_null(control_stream(&log, NAME, CONSEQUENCE, &missing));
	ck_assert(missing);
	ck_assert_str_eq(capture_end(&err), "");
	unit_file_bytes(PATH, bytes, sizeof(bytes));
	whole = control_stream(&log, NAME, CONSEQUENCE, &missing);
	ck_assert_ptr_nonnull(whole);
	ck_assert_uint_eq(fread(read, 1, sizeof(read), whole), sizeof(bytes));
	ck_assert_mem_eq(read, bytes, sizeof(bytes));
	fclose(whole);
	ck_assert_int_eq(truncate(PATH, (off_t)CONTROL_FILE_MAX), 0);
	whole = control_stream(&log, NAME, CONSEQUENCE, &missing);
	ck_assert_ptr_nonnull(whole);
	fclose(whole);
	ck_assert_int_eq(truncate(PATH, (off_t)CONTROL_FILE_MAX + 1), 0);
	capture_start(&err, STDERR_FILENO);
	ck_assert_ptr_null(control_stream(&log, NAME, CONSEQUENCE, &missing));
	ck_assert_str_eq(capture_end(&err),
			 "helo-dns-check: " PATH ": longer than 16 MB; " CONSEQUENCE "\n");
	ck_assert(!missing);
	ck_assert_int_eq(unlink(PATH), 0);
	ck_assert_int_eq(mkdir(PATH, 0755), 0);
	capture_start(&err, STDERR_FILENO);
	ck_assert_ptr_null(control_stream(&log, NAME, CONSEQUENCE, &missing));
	ck_assert_str_eq(capture_end(&err),
			 "helo-dns-check: " PATH ": not a regular file; " CONSEQUENCE "\n");
}
END_TEST

/* The same as a descriptor: of any size. */
START_TEST(descriptor)
{
	struct log log = {.failures = true};
	char read_back[8];
	bool missing;
	int fd;

	unit_home();
	capture_start(&err, STDERR_FILENO);
	ck_assert_int_eq(control_descriptor(&log, NAME, CONSEQUENCE, &missing), -1);
	ck_assert(missing);
	ck_assert_str_eq(capture_end(&err), "");
	unit_file(PATH, "#one");
	ck_assert_int_eq(truncate(PATH, (off_t)CONTROL_FILE_MAX + 1), 0);
	fd = control_descriptor(&log, NAME, CONSEQUENCE, &missing);
	ck_assert_int_ge(fd, 0);
	ck_assert(!missing);
	ck_assert_int_eq(read(fd, read_back, 4), 4);
	ck_assert_mem_eq(read_back, "#one", 4);
	close(fd);
	ck_assert_int_eq(unlink(PATH), 0);
	ck_assert_int_eq(mkfifo(PATH, 0644), 0);
	capture_start(&err, STDERR_FILENO);
	ck_assert_int_eq(control_descriptor(&log, NAME, CONSEQUENCE, &missing), -1);
	ck_assert_str_eq(capture_end(&err),
			 "helo-dns-check: " PATH ": not a regular file; " CONSEQUENCE "\n");
	ck_assert(!missing);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_test(tests, descriptor);
	tcase_add_test(tests, gaps);
	tcase_add_test(tests, line_consequence);
	tcase_add_test(tests, stream);
	tcase_add_loop_test(tests, file, 0, LENGTH(files));
	tcase_add_test(tests, long_lines);
	tcase_add_test(tests, all_lengths);
	tcase_add_loop_test(tests, thing, 0, LENGTH(things));
	tcase_add_test(tests, control_is_a_file);
	tcase_add_test(tests, without_descriptors);
	tcase_add_test(tests, under_the_home_compiled_in);
	tcase_add_test(tests, not_under_the_home_compiled_in);
	tcase_add_loop_test(tests, size, 0, LENGTH(sizes));
	tcase_add_test(tests, sparse);
	tcase_add_test(tests, flood);
	tcase_add_test(tests, silent);
	tcase_add_test(tests, own_warnings);
	tcase_add_test(tests, give_up);
}

int main(void)
{
	return unit_main("control", add);
}
