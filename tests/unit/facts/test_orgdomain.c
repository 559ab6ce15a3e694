/* Organizational domains: doc/behaviour.md section 4, RFC 7489 section 3.2. */
#include "facts/orgdomain.h"

#include "base/control.h"
#include "tests/unit/unit.h"

/* A list of our own: what it says is known, whatever becomes of the world's. */
static const char list[] = "// ===BEGIN ICANN DOMAINS===\n"
			   "com\nuk\nco.uk\nexample\n"
			   "// wildcards, and an exception\n"
			   "*.ck\n!www.ck\njp\n*.kawasaki.jp\n!city.kawasaki.jp\n"
			   "// in UTF-8, as the list has them\n"
			   "\xd1\x80\xd1\x84\n\xe5\x85\xac\xe5\x8f\xb8.example\n"
			   "// ===END ICANN DOMAINS===\n"
			   "// ===BEGIN PRIVATE DOMAINS===\n"
			   "blogspot.com\ndeep.gap.com\n*.compute.gap.com\n"
			   "// ===END PRIVATE DOMAINS===\n";

/* Another as psl-make-dafsa makes it: com, example, *.ck, !www.ck and, private, dafsa.com. */
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

	*log = (struct log){.failures = true};
	capture_start(&err, STDERR_FILENO);
	suffixes = suffixes_load(log);
	capture_end(&err);
	ck_assert_uint_eq(log->warnings, err.pieces);
	return suffixes;
}

/* Ours, and nothing to warn of. */
static struct suffixes *load_ours(void)
{
	struct suffixes *suffixes;
	struct log log;

	unit_home();
	unit_file("control/public_suffix_list.dat", list);
	suffixes = load(&log);
	ck_assert_ptr_nonnull(suffixes);
	ck_assert_str_eq(err.text, "");
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
	ck_assert_uint_le(org, len);
	return org;
}

/* ---- names ---- */

/* A name, and its organizational domain; "": it has none. See unit_expand. */
static const struct {
	const char *name, *org;
} names[] = {
	{"example.com", "example.com"},
	{"a.b.c.d.example.com", "example.com"},
	{"com.com.com", "com.com"},
	{"com", ""},
	{"localhost", ""},
	{"x.xcom", ""},
	{"", ""},
	/* the longest suffix counts */
	{"mail.example.uk", "example.uk"},
	{"mail.example.co.uk", "example.co.uk"},
	{"co.uk", ""},
	{"a.xco.uk", "xco.uk"},
	/* an unknown TLD has none: the star rule is off */
	{"mail.com.unknown", ""},
	{"192.0.2.1", ""},
	/* the private section counts; a suffix need not be one all the way up */
	{"a.me.blogspot.com", "me.blogspot.com"},
	{"blogspot.com", ""},
	{"mail.gap.com", "gap.com"},
	{"deep.gap.com", ""},
	{"a.me.deep.gap.com", "me.deep.gap.com"},
	/* *.ck: each name below ck is a suffix, and ck itself; !www.ck: but for that one */
	{"ck", ""},
	{"foo.ck", ""},
	{"a.bar.foo.ck", "bar.foo.ck"},
	{"a.b.www.ck", "www.ck"},
	{"www.ck", "www.ck"},
	{"xwww.ck", ""},
	/* the same one label further down */
	{"example.jp", "example.jp"},
	{"foo.kawasaki.jp", ""},
	{"a.bar.foo.kawasaki.jp", "bar.foo.kawasaki.jp"},
	{"mail.city.kawasaki.jp", "city.kawasaki.jp"},
	{"x.compute.gap.com", ""},
	/* letter case */
	{"Mail.Example.Co.Uk", "Example.Co.Uk"},
	{"A.ME.BlogSpot.Com", "ME.BlogSpot.Com"},
	{"mail.WWW.ck", "WWW.ck"},
	{"CO.uK", ""},
	/* an empty label, wherever it is */
	{".", ""},
	{"example.com.", ""},
	{"example.com..", ""},
	{".example.com", ""},
	{"mail..example.com", ""},
	{"mail.example..com", ""},
	/* punycode, in any letter case: the list is in UTF-8 */
	{"MAIL.example.XN--P1AI", "example.XN--P1AI"},
	{"xn--55qx5d.example", ""},
	{"mail.xn--nothing", ""},
	/* labels that no host has are labels all the same */
	{"_dmarc.a b.com", "a b.com"},
	{"*.com", "*.com"},
	{"*.ck", ""},
	{"[192.0.2.1]", ""},
	{"mail.m\xc3\xbcller.com", "m\xc3\xbcller.com"},
	{"mail.\xff\xfe\x7f\n.com", "\xff\xfe\x7f\n.com"},
	{"mail.example.\xff", ""},
	/* 253 bytes are a name, more are none */
	{"a{63}.b{63}.c{63}.d{57}.com", "d{57}.com"},
	{"a{63}.b{63}.c{63}.d{58}.com", ""},
	{"a{249}.com", "a{249}.com"},
	{"a{250}.com", ""},
	{"a{70000}.example.com", ""},
	{"com{251}", ""},
	{".{253}", ""},
};

START_TEST(name)
{
	static char text[80000], org[300];
	struct suffixes *suffixes = load_ours();
	size_t len = unit_expand(text, sizeof(text), names[_i].name);
	size_t org_len = unit_expand(org, sizeof(org), names[_i].org);
	size_t got = org_length(suffixes, text, len);

	ck_assert_msg(got == org_len && strcmp(text + len - got, org) == 0, "[%s]: [%s]",
		      names[_i].name, text + len - got);
	suffixes_free(suffixes);
}
END_TEST

/* Which of these words are themselves suffixes. */
START_TEST(suffix)
{
	static const char *const yes[] = {"com",      "COM",	      "co.uk",
					  "ck",	      "foo.ck",	      "blogspot.com",
					  "xn--p1ai", "deep.gap.com", "x.compute.gap.com"};
	static const char *const no[] = {"",	   "example.com", "localhost",	      "xcom",
					 "www.ck", "gap.com",	  "city.kawasaki.jp", "unknown"};
	struct suffixes *suffixes = load_ours();

	for (int i = 0; i < LENGTH(yes); i++)
		ck_assert_msg(suffixes_contain(suffixes, yes[i], strlen(yes[i])), "%s", yes[i]);
	for (int i = 0; i < LENGTH(no); i++)
		ck_assert_msg(!suffixes_contain(suffixes, no[i], strlen(no[i])), "%s", no[i]);
	/* Only len bytes count, and a NUL ends nothing. */
	ck_assert(suffixes_contain(suffixes, "community", 3));
	ck_assert(!suffixes_contain(suffixes, "com", 2));
	ck_assert(!suffixes_contain(suffixes, "com\0x", 5));
	ck_assert_uint_eq(orgdomain_length(suffixes, "example.comx", 11), 11);
	ck_assert_uint_eq(orgdomain_length(suffixes, "example.com", 10), 0);
	ck_assert_uint_eq(org_length(suffixes, "example.com\0", 12), 0);
	ck_assert_uint_eq(org_length(suffixes, "example.com\0.x", 14), 0);
	suffixes_free(suffixes);
}
END_TEST

/* As many labels as a name can have. */
START_TEST(many_labels)
{
	struct suffixes *suffixes = load_ours();
	char text[256];

	for (size_t i = 0; i < 250; i++)
		text[i] = i % 2 == 0 ? 'a' : '.';
	memcpy(text + 250, "com", 4);
	ck_assert_uint_eq(org_length(suffixes, text, 253), 5);
	suffixes_free(suffixes);
}
END_TEST

/* ---- the same organizational domain ---- */

static const struct {
	const char *a, *b;
	bool same;
} pairs[] = {
	{"mail.example.com", "A.B.Example.Com", true},
	{"example.com", "example.com", true},
	{"a.example.co.uk", "a.other.co.uk", false},
	{"example.com", "xexample.com", false},
	{"example.com", "example.uk", false},
	{"me.blogspot.com", "you.blogspot.com", false},
	{"mail.gap.com", "me.deep.gap.com", false},
	{"a.www.ck", "b.www.ck", true},
	{"mail.xn--p1ai", "MAIL.XN--P1AI", true},
	/* none has none in common, not even with itself */
	{"com", "com", false},
	{"mail.example.unknown", "mail.example.unknown", false},
	{"", "", false},
	{"example.com.", "example.com", false},
	{"com", "example.com", false},
};

START_TEST(pair)
{
	const char *a = pairs[_i].a, *b = pairs[_i].b;
	struct suffixes *suffixes = load_ours();

	ck_assert(orgdomain_same(suffixes, a, strlen(a), b, strlen(b)) == pairs[_i].same);
	ck_assert(orgdomain_same(suffixes, b, strlen(b), a, strlen(a)) == pairs[_i].same);
	/* Only the lengths count. */
	ck_assert(orgdomain_same(suffixes, "a.example.com.x", 13, "b.example.community", 13));
	ck_assert(!orgdomain_same(suffixes, "a.example.com", 12, "b.example.com", 13));
	suffixes_free(suffixes);
}
END_TEST

/* ---- which list ---- */

static const char *const files[] = {"control/public_suffix_list.dat",
				    "control/public_suffix_list.dafsa"};

static bool is_ours(const struct suffixes *suffixes)
{
	return suffixes_contain(suffixes, "deep.gap.com", 12);
}

/* Without one of ours: the system's. What is here has been in it for long, and will stay. */
START_TEST(systems)
{
	static const char *const known[] = {"com",	"co.uk",	"com.br",   "b.kawasaki.jp",
					    "xn--p1ai", "blogspot.com", "github.io"};
	struct suffixes *suffixes;
	struct log log;

	unit_home();
	suffixes = load(&log);
	ck_assert_ptr_nonnull(suffixes);
	ck_assert_str_eq(err.text, "");
	for (int i = 0; i < LENGTH(known); i++)
		ck_assert_msg(suffixes_contain(suffixes, known[i], strlen(known[i])), "%s",
			      known[i]);
	ck_assert(!is_ours(suffixes) && !suffixes_contain(suffixes, "local", 5));
	ck_assert_uint_eq(org_length(suffixes, "MAIL.Example.CO.Uk", 18), 13);
	suffixes_free(suffixes);
}
END_TEST

/* The compiled one takes precedence over the text; if it is broken, the text is there. */
START_TEST(compiled)
{
	static const struct {
		const char *name;
		size_t org;
	} rows[] = {{"mail.EXAMPLE.com", 11}, {"a.me.dafsa.com", 12}, {"dafsa.com", 0},
		    {"a.www.ck", 6},	      {"a.b.foo.ck", 8},      {"example.uk", 0}};
	struct suffixes *suffixes;
	struct log log;

	unit_home();
	unit_file_bytes(files[1], dafsa, sizeof(dafsa) - 1);
	for (int both = 0; both < 2; both++) {
		suffixes = load(&log);
		ck_assert_ptr_nonnull(suffixes);
		ck_assert_str_eq(err.text, "");
		for (int i = 0; i < LENGTH(rows); i++)
			ck_assert_uint_eq(org_length(suffixes, rows[i].name, strlen(rows[i].name)),
					  rows[i].org);
		suffixes_free(suffixes);
		unit_file(files[0], list);
	}
	ck_assert_int_eq(truncate(files[1], 0), 0);
	suffixes = load(&log);
	ck_assert(is_ours(suffixes));
	ck_assert_uint_eq(log.warnings, 1);
	suffixes_free(suffixes);
}
END_TEST

/*
 * A list that cannot be used: a warning that names it, and no list. The system's may lack what the
 * admin has put into his, so nobody is denied by it.
 */
static void assert_none(const char *file, const char *problem)
{
	char want[200];
	struct log log;

	ck_assert_ptr_null(load(&log));
	snprintf(want, sizeof(want), "helo-dns-check: %s: %s; checks that need it are unknown\n",
		 file, problem);
	ck_assert_str_eq(err.text, want);
	suffixes_free(NULL);
}

static const struct {
	const char *bytes;
	size_t len;
} nothings[] = {
	{BYTES("")},   {BYTES("\n\n\n")}, {BYTES("// nothing but a comment, and no end")},
	{BYTES("\0")}, {BYTES("uk\n")},	  {BYTES(".DAFSA@PSL_0   \n")},
};

START_TEST(not_a_list)
{
	for (int i = 0; i < LENGTH(files); i++) {
		unit_home();
		unit_file_bytes(files[i], nothings[_i].bytes, nothings[_i].len);
		assert_none(files[i], "not a public suffix list (\"com\" is not in it)");
	}
}
END_TEST

START_TEST(unreadable)
{
	const char *const file = files[_i];

	unit_home();
	ck_assert_int_eq(mkfifo(file, 0644), 0);
	assert_none(file, "not a regular file");
	unit_home();
	unit_file(file, list);
	ck_assert_int_eq(chmod(file, 0), 0);
	unit_become_nobody();
	assert_none(file, "Permission denied");
	unit_become_root();
	ck_assert_int_eq(chmod(file, 0644), 0);
	ck_assert_int_eq(truncate(file, (off_t)CONTROL_FILE_MAX + 1), 0);
	assert_none(file, "longer than 16 MB");
}
END_TEST

/* Whatever is in it, it loads, or there is none; nothing crashes, nothing hangs. */
START_TEST(noise)
{
	static char bytes[4096];
	unsigned random = 1;

	for (int run = 0; run < 60; run++) {
		struct suffixes *suffixes;
		struct log log;

		for (size_t i = 0; i < sizeof(bytes); i++) {
			random = random * 1103515245U + 12345U;
			bytes[i] = (char)(random >> 16);
			if (run % 4 == 0)
				bytes[i] = random >> 28 == 0 ? '\n' : (char)((bytes[i] & 31) | 96);
		}
		if (run % 3 != 0)
			memcpy(bytes, ".DAFSA@PSL_0   \n", 16);
		unit_home();
		unit_file_bytes(files[run % 2], bytes, sizeof(bytes) - (size_t)run);
		suffixes = load(&log);
		ck_assert((suffixes == NULL) == (log.warnings > 0));
		for (int i = 0; suffixes != NULL && i < LENGTH(pairs); i++)
			org_length(suffixes, pairs[i].a, strlen(pairs[i].a));
		suffixes_free(suffixes);
	}
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, name, 0, LENGTH(names));
	tcase_add_test(tests, suffix);
	tcase_add_test(tests, many_labels);
	tcase_add_loop_test(tests, pair, 0, LENGTH(pairs));
	tcase_add_test(tests, systems);
	tcase_add_test(tests, compiled);
	tcase_add_loop_test(tests, not_a_list, 0, LENGTH(nothings));
	tcase_add_loop_test(tests, unreadable, 0, LENGTH(files));
	tcase_add_test(tests, noise);
}

int main(void)
{
	return unit_main("orgdomain", add);
}
