/* Organizational domains by the Public Suffix List: BEHAVIOUR.md section 4, RFC 7489 section 3.2. */
#include "facts/orgdomain.h"

#include "base/control.h"
#include "tests/unit/unit.h"

/* A list of our own: what it says is known, whatever becomes of the world's. */
static const char list[] = "// ===BEGIN ICANN DOMAINS===\n"
			   "com\n"
			   "uk\n"
			   "co.uk\n"
			   "// wildcards, and an exception\n"
			   "*.ck\n"
			   "!www.ck\n"
			   "jp\n"
			   "*.kawasaki.jp\n"
			   "!city.kawasaki.jp\n"
			   "example\n"
			   "// in UTF-8, as the list has them\n"
			   "\xd1\x80\xd1\x84\n"
			   "\xe5\x85\xac\xe5\x8f\xb8.example\n"
			   "// ===END ICANN DOMAINS===\n"
			   "// ===BEGIN PRIVATE DOMAINS===\n"
			   "blogspot.com\n"
			   "deep.gap.com\n"
			   "*.compute.gap.com\n"
			   "// ===END PRIVATE DOMAINS===\n";

/*
 * Another one as psl-make-dafsa makes it: com, example, *.ck, !www.ck, and in the private section dafsa.com.
 */
static const char dafsa[] = ".DAFSA@PSL_0   \n"
			    "\x04\x07\x08\x8a"
			    "www.ck\x85"
			    "exampl\xe5\x90"
			    "dafsa.com\x88\xe3\x02\x83"
			    "om\x84"
			    "k\x86\x01";

static struct capture err;

static struct suffixes *load(struct log *log)
{
	struct suffixes *suffixes;

	capture_start(&err, STDERR_FILENO);
	suffixes = suffixes_load(log);
	capture_end(&err);
	return suffixes;
}

/* Ours, and nothing to warn of. */
static struct suffixes *load_ours(void)
{
	struct log log = {.failures = true};
	struct suffixes *suffixes;

	unit_home();
	unit_file("control/public_suffix_list.dat", list);
	suffixes = load(&log);
	ck_assert_ptr_nonnull(suffixes);
	ck_assert_str_eq(err.text, "");
	ck_assert_uint_eq(log.warnings, 0);
	return suffixes;
}

/* Looks at len bytes with nothing behind them. */
static size_t org_length(const struct suffixes *suffixes, const char *name, size_t len)
{
	char *copy = malloc(len > 0 ? len : 1);
	size_t org;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, name, len);
	org = orgdomain_length(suffixes, copy, len);
	free(copy);
	return org;
}

/* ---- names ---- */

static const struct {
	const char *name;
	const char *org; /* "": it has none */
	bool suffix;
} names[] = {
	{"example.com", "example.com", false},
	{"mail.example.com", "example.com", false},
	{"a.b.c.d.example.com", "example.com", false},
	{"com", "", true},
	{"com.com", "com.com", false},
	{"com.com.com", "com.com", false},
	{"localhost", "", false},
	{"xcom", "", false},
	{"x.xcom", "", false},
	/* the longest suffix counts */
	{"uk", "", true},
	{"co.uk", "", true},
	{"example.uk", "example.uk", false},
	{"mail.example.uk", "example.uk", false},
	{"example.co.uk", "example.co.uk", false},
	{"mail.example.co.uk", "example.co.uk", false},
	{"xco.uk", "xco.uk", false},
	{"a.xco.uk", "xco.uk", false},
	/* an unknown TLD has none: the star rule is off */
	{"unknown", "", false},
	{"mail.unknown", "", false},
	{"mail.example.unknown", "", false},
	{"mail.com.unknown", "", false},
	{"mail.co.uk.unknown", "", false},
	{"mail.local", "", false},
	{"mail.1", "", false},
	{"192.0.2.1", "", false},
	/* the private section counts as well */
	{"blogspot.com", "", true},
	{"me.blogspot.com", "me.blogspot.com", false},
	{"a.me.blogspot.com", "me.blogspot.com", false},
	{"xblogspot.com", "xblogspot.com", false},
	/* a suffix need not be one all the way up: gap.com is somebody's, what is below deep.gap.com others' */
	{"gap.com", "gap.com", false},
	{"mail.gap.com", "gap.com", false},
	{"deep.gap.com", "", true},
	{"me.deep.gap.com", "me.deep.gap.com", false},
	{"a.me.deep.gap.com", "me.deep.gap.com", false},
	/* *.ck: each name below ck is a suffix, and ck with them */
	{"ck", "", true},
	{"foo.ck", "", true},
	{"bar.foo.ck", "bar.foo.ck", false},
	{"a.bar.foo.ck", "bar.foo.ck", false},
	/* !www.ck: but for that one */
	{"www.ck", "www.ck", false},
	{"a.www.ck", "www.ck", false},
	{"a.b.www.ck", "www.ck", false},
	{"www.www.ck", "www.ck", false},
	{"xwww.ck", "", true},
	{"a.xwww.ck", "a.xwww.ck", false},
	/* the same one label further down */
	{"jp", "", true},
	{"example.jp", "example.jp", false},
	{"foo.kawasaki.jp", "", true},
	{"bar.foo.kawasaki.jp", "bar.foo.kawasaki.jp", false},
	{"a.bar.foo.kawasaki.jp", "bar.foo.kawasaki.jp", false},
	{"city.kawasaki.jp", "city.kawasaki.jp", false},
	{"mail.city.kawasaki.jp", "city.kawasaki.jp", false},
	{"a.x.compute.gap.com", "a.x.compute.gap.com", false},
	{"x.compute.gap.com", "", true},
	/* letter case */
	{"MAIL.EXAMPLE.COM", "EXAMPLE.COM", false},
	{"Mail.Example.Co.Uk", "Example.Co.Uk", false},
	{"CO.uK", "", true},
	{"COM", "", true},
	{"mail.WWW.ck", "WWW.ck", false},
	{"A.ME.BlogSpot.Com", "ME.BlogSpot.Com", false},
	/* a trailing dot makes an empty label */
	{".", "", false},
	{"..", "", false},
	{"com.", "", false},
	{"example.com.", "", false},
	{"mail.example.com.", "", false},
	{"example.com..", "", false},
	/* and so does a leading one, and two */
	{".com", "", false},
	{".example.com", "", false},
	{"mail..example.com", "", false},
	{"mail.example..com", "", false},
	{"..example.com", "", false},
	{"mail.example.co..uk", "", false},
	/* punycode, in any letter case: the list is in UTF-8 */
	{"xn--p1ai", "", true},
	{"mail.example.xn--p1ai", "example.xn--p1ai", false},
	{"MAIL.EXAMPLE.XN--P1AI", "EXAMPLE.XN--P1AI", false},
	{"xn--55qx5d.example", "", true},
	{"mail.xn--55qx5d.example", "mail.xn--55qx5d.example", false},
	{"xn--80akhbyknj4f.com", "xn--80akhbyknj4f.com", false},
	{"mail.xn--nothing", "", false},
	/* labels that no host has are labels all the same */
	{"-.com", "-.com", false},
	{"_dmarc.example.com", "example.com", false},
	{"a b.com", "a b.com", false},
	{"*.com", "*.com", false},
	{"!.com", "!.com", false},
	{"*.ck", "", true},
	{"!www.ck", "", true},
	{"[192.0.2.1]", "", false},
	/* 8-bit bytes, well-formed or not */
	{"m\xc3\xbcller.com", "m\xc3\xbcller.com", false},
	{"mail.m\xc3\xbcller.com", "m\xc3\xbcller.com", false},
	{"mail.\xff\xfe.com", "\xff\xfe.com", false},
	{"mail.\xc3", "", false},
	{"mail.example.\xff", "", false},
	{"\x80", "", false},
	{"mail\x7f.com", "mail\x7f.com", false},
	{"mail\n.com", "mail\n.com", false},
	{"", "", false},
};

START_TEST(name)
{
	struct suffixes *suffixes = load_ours();
	const char *text = names[_i].name, *org = names[_i].org;
	size_t len = strlen(text), got = org_length(suffixes, text, len);

	ck_assert_msg(got <= len, "[%s]: %zu", text, got);
	ck_assert_msg(strcmp(text + len - got, org) == 0, "[%s]: [%s], not [%s]", text,
		      text + len - got, org);
	/* Whether an empty label makes a suffix is nobody's question. */
	if (*text != '.' && strstr(text, "..") == NULL && (len == 0 || text[len - 1] != '.'))
		ck_assert_msg(suffixes_hold(suffixes, text, len) == names[_i].suffix, "[%s]", text);
	suffixes_free(suffixes);
}
END_TEST

/* Only len bytes count, whatever stands behind them. */
START_TEST(length_counts)
{
	struct suffixes *suffixes = load_ours();

	ck_assert_uint_eq(orgdomain_length(suffixes, "example.com.example", 11), 11);
	ck_assert_uint_eq(orgdomain_length(suffixes, "example.comx", 11), 11);
	ck_assert_uint_eq(orgdomain_length(suffixes, "example.com", 10), 0);
	ck_assert_uint_eq(orgdomain_length(suffixes, "example.com", 0), 0);
	ck_assert(suffixes_hold(suffixes, "community", 3));
	ck_assert(!suffixes_hold(suffixes, "com", 2));
	ck_assert(!suffixes_hold(suffixes, "com", 0));
	suffixes_free(suffixes);
}
END_TEST

/* A NUL ends nothing: what stands before it is not taken for the name. */
START_TEST(nul)
{
	static const struct {
		const char *name;
		size_t len;
	} rows[] = {
		{BYTES("\0")},
		{BYTES("com\0")},
		{BYTES("com\0x")},
		{BYTES("example.com\0")},
		{BYTES("example.com\0x")},
		{BYTES("example.com\0.x")},
		{BYTES("mail.example\0.uk\0")},
		{BYTES("\0com")},
	};
	struct suffixes *suffixes = load_ours();

	for (int i = 0; i < LENGTH(rows); i++) {
		ck_assert_msg(org_length(suffixes, rows[i].name, rows[i].len) == 0, "row %d", i);
		ck_assert_msg(!suffixes_hold(suffixes, rows[i].name, rows[i].len), "row %d", i);
	}
	suffixes_free(suffixes);
}
END_TEST

/* Names are as long as names can be, and no longer. */
static const struct {
	const char *pattern;
	size_t len;
	const char *org; /* a pattern too */
} longs[] = {
	{"a{63}.b{63}.c{63}.d{57}.com", 253, "d{57}.com"},
	{"a{63}.b{63}.c{63}.d{58}.com", 254, ""},
	{"a{63}.b{63}.c{63}.d{59}.com", 255, ""},
	{"a{249}.com", 253, "a{249}.com"},
	{"a{250}.com", 254, ""},
	{"a{63}.b{63}.c{63}.example.d{46}.co.uk", 252, "d{46}.co.uk"},
	{"a{1000}.example.com", 1012, ""},
	{"a{70000}.example.com", 70012, ""},
	{"com{251}", 253, ""},
	{"a{253}", 253, ""},
	{"a{254}", 254, ""},
	{".{253}", 253, ""},
	{".{254}", 254, ""},
	{"a.{251}m", 253, ""},
};

START_TEST(length)
{
	static char text[80000], org[300];
	struct suffixes *suffixes = load_ours();
	size_t len = unit_expand(text, sizeof(text), longs[_i].pattern), got;

	ck_assert_uint_eq(len, longs[_i].len);
	unit_expand(org, sizeof(org), longs[_i].org);
	got = org_length(suffixes, text, len);
	ck_assert_msg(got <= len, "%s", longs[_i].pattern);
	ck_assert_str_eq(text + len - got, org);
	suffixes_free(suffixes);
}
END_TEST

/* As many labels as a name can have. */
START_TEST(many_labels)
{
	struct suffixes *suffixes = load_ours();
	char text[256] = "";
	size_t len = 0;

	for (int i = 0; i < 125; i++, len += 2)
		memcpy(text + len, "a.", 3);
	memcpy(text + len, "com", 4);
	ck_assert_uint_eq(len + 3, 253);
	ck_assert_uint_eq(org_length(suffixes, text, 253), 5);
	suffixes_free(suffixes);
}
END_TEST

/* ---- the same organizational domain ---- */

static const struct {
	const char *a, *b;
	bool same;
} pairs[] = {
	{"example.com", "example.com", true},
	{"mail.example.com", "example.com", true},
	{"mail.example.com", "a.b.example.com", true},
	{"mail.example.com", "mail.EXAMPLE.Com", true},
	{"MAIL.EXAMPLE.COM", "mail.example.com", true},
	{"mail.example.co.uk", "mx.example.co.uk", true},
	{"a.example.co.uk", "a.other.co.uk", false},
	{"example.com", "example.uk", false},
	{"example.com", "xexample.com", false},
	{"example.com", "other.com", false},
	{"example.com", "example.com.uk", false},
	{"a.me.blogspot.com", "b.me.blogspot.com", true},
	{"me.blogspot.com", "you.blogspot.com", false},
	{"me.blogspot.com", "mail.com", false},
	{"mail.gap.com", "gap.com", true},
	{"mail.gap.com", "me.deep.gap.com", false},
	{"a.www.ck", "b.www.ck", true},
	{"a.bar.foo.ck", "b.bar.foo.ck", true},
	{"a.foo.ck", "b.foo.ck", false},
	{"mail.xn--p1ai", "MAIL.XN--P1AI", true},
	/* none has none in common, not even with itself */
	{"com", "com", false},
	{"co.uk", "co.uk", false},
	{"mail.example.unknown", "mail.example.unknown", false},
	{"unknown", "unknown", false},
	{"", "", false},
	{"foo.ck", "foo.ck", false},
	{"example.com.", "example.com.", false},
	{"mail..example.com", "mail..example.com", false},
	{"", "example.com", false},
	{"com", "example.com", false},
	{"example.com.", "example.com", false},
	{"192.0.2.1", "192.0.2.1", false},
};

START_TEST(pair)
{
	const char *a = pairs[_i].a, *b = pairs[_i].b;
	struct suffixes *suffixes = load_ours();

	ck_assert_msg(orgdomain_same(suffixes, a, strlen(a), b, strlen(b)) == pairs[_i].same,
		      "[%s] [%s]", a, b);
	ck_assert_msg(orgdomain_same(suffixes, b, strlen(b), a, strlen(a)) == pairs[_i].same,
		      "[%s] [%s]", b, a);
	suffixes_free(suffixes);
}
END_TEST

START_TEST(pair_lengths_count)
{
	struct suffixes *suffixes = load_ours();

	ck_assert(orgdomain_same(suffixes, "a.example.com.x", 13, "b.example.community", 13));
	ck_assert(!orgdomain_same(suffixes, "a.example.com", 12, "b.example.com", 13));
	suffixes_free(suffixes);
}
END_TEST

/* ---- which list ---- */

/* Without one of ours: the system's. What is in it has been there for long, and will stay. */
static const struct {
	const char *name, *org;
} known[] = {
	{"mail.example.com", "example.com"},
	{"mail.example.co.uk", "example.co.uk"},
	{"mail.example.com.br", "example.com.br"},
	{"a.www.ck", "www.ck"},
	{"a.b.c.ck", "b.c.ck"},
	{"mail.city.kawasaki.jp", "city.kawasaki.jp"},
	{"a.b.c.kawasaki.jp", "b.c.kawasaki.jp"},
	{"mail.example.xn--p1ai", "example.xn--p1ai"},
	{"a.me.blogspot.com", "me.blogspot.com"},
	{"a.me.github.io", "me.github.io"},
	{"co.uk", ""},
	{"com", ""},
	{"mail.local", ""},
	{"mail.example.invalid", ""},
};

static bool is_ours(const struct suffixes *suffixes)
{
	return suffixes_hold(suffixes, "deep.gap.com", 12);
}

static bool is_systems(const struct suffixes *suffixes)
{
	return !is_ours(suffixes) && suffixes_hold(suffixes, "com.br", 6) &&
	       suffixes_hold(suffixes, "github.io", 9);
}

START_TEST(systems)
{
	const char *text = known[_i].name;
	struct log log = {.failures = true};
	struct suffixes *suffixes;

	unit_home();
	suffixes = load(&log);
	ck_assert_ptr_nonnull(suffixes);
	ck_assert_str_eq(err.text, "");
	ck_assert_uint_eq(log.warnings, 0);
	ck_assert(is_systems(suffixes));
	ck_assert_str_eq(text + strlen(text) - org_length(suffixes, text, strlen(text)),
			 known[_i].org);
	suffixes_free(suffixes);
}
END_TEST

START_TEST(systems_in_any_case)
{
	static const char text[] = "MAIL.Example.CO.Uk";
	struct log log = {0};
	struct suffixes *suffixes;

	unit_home();
	suffixes = load(&log);
	ck_assert_uint_eq(org_length(suffixes, text, sizeof(text) - 1), 13);
	suffixes_free(suffixes);
}
END_TEST

START_TEST(compiled)
{
	static const struct {
		const char *name, *org;
	} rows[] = {
		{"mail.example.com", "example.com"},
		{"MAIL.EXAMPLE.COM", "EXAMPLE.COM"},
		{"a.me.dafsa.com", "me.dafsa.com"},
		{"dafsa.com", ""},
		{"a.www.ck", "www.ck"},
		{"a.b.foo.ck", "b.foo.ck"},
		{"foo.ck", ""},
		{"example.uk", ""},
	};
	struct log log = {.failures = true};
	struct suffixes *suffixes;

	unit_home();
	unit_file_bytes("control/public_suffix_list.dafsa", dafsa, sizeof(dafsa) - 1);
	for (int both = 0; both < 2; both++) { /* where both are there, it goes before the text */
		suffixes = load(&log);
		ck_assert_ptr_nonnull(suffixes);
		ck_assert_str_eq(err.text, "");
		for (int i = 0; i < LENGTH(rows); i++) {
			const char *text = rows[i].name;
			size_t len = strlen(text);

			ck_assert_str_eq(text + len - org_length(suffixes, text, len), rows[i].org);
		}
		suffixes_free(suffixes);
		unit_file("control/public_suffix_list.dat", list);
	}
}
END_TEST

/* And where it is broken, the text is there. */
START_TEST(compiled_broken)
{
	struct log log = {.failures = true};
	struct suffixes *suffixes;

	unit_home();
	unit_file("control/public_suffix_list.dafsa", "");
	unit_file("control/public_suffix_list.dat", list);
	suffixes = load(&log);
	ck_assert(is_ours(suffixes));
	ck_assert_uint_eq(log.warnings, 1);
	ck_assert_ptr_nonnull(strstr(err.text, "public_suffix_list.dafsa"));
	suffixes_free(suffixes);
}
END_TEST

/*
 * A list that is none: a warning that names it, and no list. By the system's, which may lack what the admin
 * has put into his, nobody is to be denied.
 */
static void assert_none(const char *file)
{
	struct log log = {.failures = true};

	ck_assert_ptr_null(load(&log));
	ck_assert_uint_eq(log.warnings, 1);
	ck_assert_uint_eq(unit_lines(err.text), 1);
	ck_assert_msg(strstr(err.text, strrchr(file, '/') + 1) != NULL, "%s: %s", file, err.text);
	ck_assert_ptr_nonnull(strstr(err.text, ", checks that need it are errors\n"));
}

static const char *const files[] = {"control/public_suffix_list.dat",
				    "control/public_suffix_list.dafsa"};

static const struct {
	const char *bytes;
	size_t len;
} nothings[] = {
	{BYTES("")},
	{BYTES("\n")},
	{BYTES("\n\n\n")},
	{BYTES("// nothing but a comment\n")},
	{BYTES("// nothing but a comment, and no end")},
	{BYTES(" \t\r\n")},
	{BYTES("\0")},
	{BYTES(".DAFSA@PSL_0   \n")},
};

START_TEST(no_list)
{
	for (int i = 0; i < LENGTH(files); i++) {
		unit_home();
		unit_file_bytes(files[i], nothings[_i].bytes, nothings[_i].len);
		assert_none(files[i]);
	}
}
END_TEST

START_TEST(no_file)
{
	for (int i = 0; i < LENGTH(files); i++) {
		unit_home();
		ck_assert_int_eq(mkdir(files[i], 0755), 0);
		assert_none(files[i]);
		unit_home();
		ck_assert_int_eq(mkfifo(files[i], 0644), 0);
		assert_none(files[i]);
	}
}
END_TEST

START_TEST(unreadable)
{
	for (int i = 0; i < LENGTH(files); i++) {
		unit_home();
		unit_file(files[i], list);
		ck_assert_int_eq(chmod(files[i], 0), 0);
		unit_become_nobody();
		assert_none(files[i]);
		unit_become_root();
	}
}
END_TEST

/* 16 MB at most, as every control file. */
START_TEST(too_long)
{
	for (int i = 0; i < LENGTH(files); i++) {
		unit_home();
		unit_file(files[i], list);
		ck_assert_int_eq(truncate(files[i], (off_t)CONTROL_FILE_MAX + 1), 0);
		assert_none(files[i]);
	}
}
END_TEST

/* Whatever stands in it, it loads, or there is none; nothing crashes, nothing hangs. */
START_TEST(noise)
{
	static char bytes[4096];
	unsigned random = 1;

	for (int run = 0; run < 60; run++) {
		struct log log = {.failures = true};
		struct suffixes *suffixes;
		const char *file = files[run % 2];
		size_t start = run % 3 == 0 ? 0 : 16;

		for (size_t i = 0; i < sizeof(bytes); i++) {
			random = random * 1103515245U + 12345U;
			bytes[i] = (char)(random >> 16);
			if (run % 4 == 0)
				bytes[i] = (char)((bytes[i] & 0x1f) | 0x60);
			if (run % 4 == 0 && random >> 28 == 0)
				bytes[i] = '\n';
		}
		if (start > 0)
			memcpy(bytes, ".DAFSA@PSL_0   \n", start);
		unit_home();
		unit_file_bytes(file, bytes, sizeof(bytes) - (size_t)run);
		suffixes = load(&log);
		ck_assert((suffixes == NULL) == (log.warnings > 0));
		for (int i = 0; suffixes != NULL && i < LENGTH(names); i++) {
			size_t len = strlen(names[i].name);

			ck_assert_uint_le(org_length(suffixes, names[i].name, len), len);
		}
		suffixes_free(suffixes);
	}
}
END_TEST

/* One warning without L too, but not a line. */
START_TEST(silent)
{
	struct log log = {0};

	unit_home();
	unit_file("control/public_suffix_list.dat", "");
	suffixes_free(load(&log));
	ck_assert_uint_eq(log.warnings, 1);
	ck_assert_str_eq(err.text, "");
}
END_TEST

START_TEST(free_nothing)
{
	suffixes_free(NULL);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, name, 0, LENGTH(names));
	tcase_add_test(tests, length_counts);
	tcase_add_test(tests, nul);
	tcase_add_loop_test(tests, length, 0, LENGTH(longs));
	tcase_add_test(tests, many_labels);
	tcase_add_loop_test(tests, pair, 0, LENGTH(pairs));
	tcase_add_test(tests, pair_lengths_count);
	tcase_add_loop_test(tests, systems, 0, LENGTH(known));
	tcase_add_test(tests, systems_in_any_case);
	tcase_add_test(tests, compiled);
	tcase_add_test(tests, compiled_broken);
	tcase_add_loop_test(tests, no_list, 0, LENGTH(nothings));
	tcase_add_test(tests, no_file);
	tcase_add_test(tests, unreadable);
	tcase_add_test(tests, too_long);
	tcase_add_test(tests, noise);
	tcase_add_test(tests, silent);
	tcase_add_test(tests, free_nothing);
}

int main(void)
{
	return unit_main("orgdomain", add);
}
