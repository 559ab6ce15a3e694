/*
 * control/helo.checks.ini, in Haraka's dialect: doc/behaviour.md section 4. What the settings do is in
 * tests/cases/4-ini.tsv; here is what a file makes of them, to the last byte.
 */
#include "input/heloini.h"

#include "base/control.h"
#include "base/textbuf.h"
#include "tests/unit/unit.h"

#define FILE_NAME "control/helo.checks.ini"
#define WARNING "helo-dns-check: " FILE_NAME

static struct capture err;

/* ---- memory, which can be made to run out ---- */

static int allocations = -1; /* how many more succeed; -1: all */

static bool out_of_memory(void)
{
	allocations -= allocations > 0;
	return allocations == 0;
}

/* These replace the C library's; strlist needs no others. */
char *strndup(const char *from, size_t len)
{
	char *copy = out_of_memory() ? NULL : malloc(strnlen(from, len) + 1);

	if (copy != NULL) {
		memcpy(copy, from, strnlen(from, len));
		copy[strnlen(from, len)] = '\0';
	}
	return copy;
}

void *reallocarray(void *old, size_t count, size_t size)
{
	return out_of_memory() ? NULL : realloc(old, count * size);
}

/* ---- reading ---- */

/* What differs from the defaults: checks that do not run (-name), that reject (!name), settings. */
static const char *describe(const struct helo_settings *h)
{
	static char text[16384];
	struct textbuf b = textbuf_in(text, sizeof(text));

	for (int id = 0; id < CHECK_COUNT; id++)
		if (((h->run ^ HELO_CHECKS) & CHECK_BIT(id)) != 0)
			textbuf_addf(&b, " -%s", check_names[id]);
	for (int id = 0; id < CHECK_COUNT; id++)
		if ((h->reject & CHECK_BIT(id)) != 0)
			textbuf_addf(&b, " !%s", check_names[id]);
	if (h->literal_mode != 2)
		textbuf_addf(&b, " mode=%u", h->literal_mode);
	textbuf_add(&b, h->skip_private ? "" : " private=no");
	textbuf_add(&b, h->skip_relaying ? "" : " relaying=no");
	if (h->timeout != 0)
		textbuf_addf(&b, " timeout=%u", h->timeout);
	for (size_t i = 0; i < h->tlds.count; i++)
		textbuf_addf(&b, " tld=%s", h->tlds.items[i]);
	ck_assert_uint_eq(h->bigco_names.count, h->bigco_reverses.count);
	for (size_t i = 0; i < h->bigco_names.count; i++)
		textbuf_addf(&b, " %s:%s", h->bigco_names.items[i], h->bigco_reverses.items[i]);
	ck_assert(!b.truncated);
	return b.len > 0 ? text + 1 : text;
}

static bool read_file(struct helo_settings *h, struct log *log)
{
	bool exists;

	*h = (struct helo_settings){
		.run = HELO_CHECKS, .skip_private = true, .skip_relaying = true, .literal_mode = 2};
	*log = (struct log){.failures = true};
	capture_start(&err, STDERR_FILENO);
	exists = heloini_read(h, NULL, log);
	capture_end(&err);
	ck_assert_uint_eq(unit_lines(err.text), err.pieces);
	return exists;
}

/*
 * Reads a file with this text (see unit_expand; \1 is a NUL), and frees what was read. warning: the one
 * that it gives, behind the file's name; NULL for none.
 */
static void assert_read(const char *text, const char *read, const char *warning)
{
	static char bytes[10000], want[10000], pattern[300];
	size_t len = unit_expand(bytes, sizeof(bytes), text);
	struct helo_settings h;
	struct log log;

	for (size_t i = 0; i < len; i++)
		bytes[i] = (char)(bytes[i] == '\1' ? '\0' : bytes[i]);
	unit_home();
	unit_file_bytes(FILE_NAME, bytes, len);
	ck_assert(read_file(&h, &log));
	unit_expand(want, sizeof(want), read);
	ck_assert_msg(strcmp(describe(&h), want) == 0, "%s: [%s], not [%s]: %s", text, describe(&h),
		      read, err.text);
	*pattern = '\0';
	if (warning != NULL)
		snprintf(pattern, sizeof(pattern), WARNING " %s\n", warning);
	unit_expand(want, sizeof(want), pattern);
	ck_assert_msg(strcmp(err.text, want) == 0, "%s: %s", text, err.text);
	ck_assert_uint_eq(log.warnings, warning != NULL);
	helo_settings_free(&h);
}

/* What a warning says. */
#define UNKNOWN_KEY "unknown key, or in the wrong section; line skipped"
#define NO_EQUALS "not \"key = value\"; line skipped"
#define COLON "not \"key = value\" (write \"=\" for \":\"); line skipped"
#define MODE "not 1, 2 or 3; using 2"
#define SECONDS "not a number from 1 to 60; ignored"
#define UNCLEAR "neither true nor false; taken as false"
#define OLD_NAME "old name of host_mismatch"
#define TOO_LONG "too long; line skipped"
#define NUL "contains a NUL byte; line skipped"

/* ---- files that are right ---- */

static const struct {
	const char *text, *read;
} files[] = {
	{"", ""},
	{"\xef\xbb\xbf", ""},
	{"\n; comment\n# comment\n ; comment\n\t# comment\n;\n#\n;[check]\n", ""},
	{"[check]\n[reject]\n[skip]\n[bigco]", ""},
	/* literal_mismatch has three modes; true is 2 */
	{"[check]\nliteral_mismatch=1\n", "mode=1"},
	{"[check]\nliteral_mismatch=3\n", "mode=3"},
	{"[check]\nliteral_mismatch=0\n", "-literal_mismatch"},
	{"[check]\nliteral_mismatch=off\nliteral_mismatch=2\n", ""},
	{"[check]\nliteral_mismatch=1\nliteral_mismatch=Yes\n", ""},
	{"[reject]\nliteral_mismatch=1\n", "!literal_mismatch"},
	/* the other sections */
	{"[check]\ndynamic=false\n[reject]\ndynamic=true\n", "-dynamic !dynamic"},
	{"[skip]\ntlds[] = ;x\n", "tld="},
	{"[skip]\ntlds[] = .local\ntlds[]=corp\nwhitelist=1\n", "tld=.local tld=corp"},
	{"[bigco]\na.ex=b.ex,c.ex\nd.ex = e.ex , f.ex\ndynamic=true\n",
	 "a.ex:b.ex,c.ex d.ex:e.ex , f.ex dynamic:true"},
	{"dns_timeout=007\n", "timeout=7"},
	{"dns_timeout = 60\n[check]\ndynamic=no", "-dynamic timeout=60"},
	{"[check]\ndynamic=no\n[main]\ndns_timeout=1\n", "-dynamic timeout=1"},
	/* a key that comes again: the last one counts, but lists add up; so does a section */
	{"[check]\ndynamic=true\ndynamic=false\n[reject]\ndynamic=true\ndynamic=false\n",
	 "-dynamic"},
	{"[skip]\nrelaying=no\nrelaying=yes\nprivate_ip=yes\nprivate_ip=no\n", "private=no"},
	{"[check]\ndynamic=no\n[reject]\nbare_ip=yes\n[check]\nbare_ip=no\n",
	 "-bare_ip -dynamic !bare_ip"},
	/* only the first = splits, and only = does */
	{"[bigco]\na.ex=b.ex=c.ex\n", "a.ex:b.ex=c.ex"},
	{"[bigco]\na:b = c:d\n", "a:b:c:d"},
	{"[bigco]\n\"a b\" = ' c '\n", "\"a b\":' c '"},
	/* blanks: around all of it; an indented line continues nothing */
	{"\t[check]  \n dynamic\t = \tfalse \t\n", "-dynamic"},
	{"[ check\t]\n\tdynamic=false\n  bare_ip=false\n", "-bare_ip -dynamic"},
	{"[check]\r\ndynamic=false\r\n\r\n[skip]\r\nrelaying=false\r", "-dynamic relaying=no"},
	{"\xef\xbb\xbf[check]\ndynamic=false\n", "-dynamic"},
	/* comments; ; begins one after a blank only */
	{"[check] # comment\ndynamic=false#comment\n", "-dynamic"},
	{"[check]\ndynamic=false ; comment\nbare_ip=no\t;\n", "-bare_ip -dynamic"},
	{"[bigco]\na.ex=b;c ;d ;e\nf.ex=;g\n", "a.ex:b;c f.ex:;g"},
	/* what follows a section's bracket is nothing */
	{"[check]dynamic=no]\nbare_ip=no\n", "-bare_ip"},
	/* a line that ends in a backslash goes on in the next */
	{"[bigco]\na.ex=b.ex,\\\nc.ex,\\\n  d.ex\nx.ex=y.ex\n", "a.ex:b.ex,c.ex,d.ex x.ex:y.ex"},
	{"[bigco]\n\\\na.ex=b.ex\n", "a.ex:b.ex"},
	{"[bigco]\na.ex=b.ex\\\\\nc.ex=d.ex\n", "a.ex:b.ex\\c.ex=d.ex"},
	{"[che\\\nck]\r\ndyn\\\r\namic=false\r\n", "-dynamic"},
	{"[check]\ndynamic=false\\", "-dynamic"},
	{"[check]\n; dynamic=no \\\nbare_ip=no\nrdns_match=no\n", "-rdns_match"},
	{"[bigco]\na.ex=b.ex \\\n;c.ex\n", "a.ex:b.ex"},
	{"[bigco]\na.ex=b.ex\\\n[check]\ndynamic=x\n", "a.ex:b.ex[check] dynamic:x"},
	/* unless that is empty, or a comment */
	{"[bigco]\na.ex=b.ex,\\\n\n[check]\ndynamic=false\n", "-dynamic a.ex:b.ex,"},
	{"[bigco]\na.ex=b.ex,\\\n# c.ex\n[check]\ndynamic=false\n", "-dynamic a.ex:b.ex,"},
	{"[bigco]\na.ex=b.ex,\\\n  \t\r\nc.ex=\\\nd.ex\n", "a.ex:b.ex, c.ex:d.ex"},
	{"[bigco]\n\\\n\na.ex=b.ex\\\n\n\nc.ex=d.ex", "a.ex:b.ex c.ex:d.ex"},
	/* 4 KB: a line, and all that is joined to it */
	{"[bigco]\na.ex=x{4090}\nb.ex=c.ex\n", "a.ex:x{4090} b.ex:c.ex"},
	{"[bigco]\na.ex=b.ex,\\\nx{4086}\nb.ex=c.ex\n", "a.ex:b.ex,x{4086} b.ex:c.ex"},
	{"[bigco]\na=x{2000}\\\nx{2000}\\\ny{94}\\\n\nb.ex=c\n", "a:x{4000}y{94} b.ex:c"},
	{"; x{3000}\\\nx{3000}\n[check]\ndynamic=no\n", "-dynamic"},
};

START_TEST(right)
{
	assert_read(files[_i].text, files[_i].read, NULL);
}
END_TEST

/* ---- true and false ---- */

static const struct {
	const char *words; /* separated by | */
	bool is_true, unclear;
} words[] = {
	{"true|TRUE|tRuE|yes|Yes|on|ON|ok|OK|enabled|Enabled|1", true, false},
	{"false|FALSE|no|No|off|OFF|disabled|Disabled|0", false, false},
	{"maybe|tru|truee|yes!|2|01|-1|\"true\"|true false|y|t|n|fals|00", false, true},
};

START_TEST(word)
{
	static const struct {
		const char *section, *key, *when_true, *when_false;
	} places[] = {
		{"check", "dynamic=", "", "-dynamic"},
		{"reject", "resolves = ", "!resolves", ""},
		{"reject", "literal_mismatch=", "!literal_mismatch", ""},
		{"skip", "private_ip=", "", "private=no"},
		{"skip", "relaying=", "", "relaying=no"},
	};

	for (int i = 0; i < LENGTH(places); i++)
		for (const char *at = words[_i].words; *(at += *at == '|') != '\0';) {
			const int len = (int)strcspn(at, "|");
			char text[100], warning[100];

			snprintf(text, sizeof(text), "[%s]\n%s%.*s", places[i].section,
				 places[i].key, len, at);
			snprintf(warning, sizeof(warning), "line 2: \"%s%.*s\": " UNCLEAR,
				 places[i].key, len, at);
			assert_read(text,
				    words[_i].is_true ? places[i].when_true : places[i].when_false,
				    words[_i].unclear ? warning : NULL);
			at += len;
		}
}
END_TEST

/* ---- lines that are wrong ---- */

/* Each is one warning; all other lines count. */
static const struct {
	const char *text, *read, *line, *quoted, *problem;
} wrongs[] = {
	{"[check]\nbogus=true\ndynamic=no\n", "-dynamic", "2", "bogus=true", UNKNOWN_KEY},
	{"[reject]\n bogus = 1 # x\n", "", "2", "bogus = 1", UNKNOWN_KEY},
	{"[skip]\ntlds=.local\n", "", "2", "tlds=.local", UNKNOWN_KEY},
	{"dynamic=no\n", "", "1", "dynamic=no", UNKNOWN_KEY},
	{"[check]\nDynamic=no\n", "", "2", "Dynamic=no", UNKNOWN_KEY},
	{"[check]\nresolves=no\n", "", "2", "resolves=no", UNKNOWN_KEY},
	{"[reject]\nno_helo=yes\n", "", "2", "no_helo=yes", UNKNOWN_KEY},
	{"[check]\n=no\n", "", "2", "=no", UNKNOWN_KEY},
	{"[check]\ndyn\\\namics=no\n", "", "3", "dynamics=no", UNKNOWN_KEY},
	/* of an unknown section nothing is read, and nothing more is said */
	{"[checks]\ndynamic=no\nx\ny: z\n[check]\nbare_ip=no\n", "-bare_ip", "1", "[checks]",
	 "unknown section; skipped"},
	{"[Check] ; x\ndynamic=no\n", "", "1", "[Check] ; x", "unknown section; skipped"},
	{"[check\ndns_timeout=9\n", "timeout=9", "1", "[check", "missing \"]\"; line skipped"},
	/* not key = value */
	{"[check]\n\nx\nbare_ip=no\n", "-bare_ip", "3", "x", NO_EQUALS},
	{"[check]\ndynamic ; = no\n", "", "2", "dynamic ; = no", NO_EQUALS},
	{"[reject]\nbare_ip: true\ndynamic=true\n", "!dynamic", "2", "bare_ip: true", COLON},
	{"[reject]\nbare_ip:dynamic=true\n", "", "2", "bare_ip:dynamic=true", UNKNOWN_KEY},
	{"[reject]\nbare_ip ;:\n", "", "2", "bare_ip ;:", NO_EQUALS},
	/* values */
	{"[check]\nliteral_mismatch=no\nliteral_mismatch=4\n", "", "3", "literal_mismatch=4", MODE},
	{"[check]\nliteral_mismatch=1\nliteral_mismatch=\n", "", "3", "literal_mismatch=", MODE},
	{"[check]\ndynamic=\n", "-dynamic", "2", "dynamic=", UNCLEAR},
	{"dns_timeout=9\ndns_timeout=0\n", "timeout=9", "2", "dns_timeout=0", SECONDS},
	{"dns_timeout=61\n", "", "1", "dns_timeout=61", SECONDS},
	{"[check]\nmismatch=no\n", "-host_mismatch", "2", "mismatch=no", OLD_NAME},
	{"[reject]\nmismatch=yes\n", "!host_mismatch", "2", "mismatch=yes", OLD_NAME},
	{"[bigco]\na.ex=\nb.ex=c.ex\n", "a.ex: b.ex:c.ex", "2",
	 "a.ex=", "no reverse name given, so none matches"},
	/* bytes that nobody can read */
	{"[check]\nb\x1bg\x80 s=1\n", "", "2", "b?g? s=1", UNKNOWN_KEY},
	{"[reject]\ndynamic=true\nbare_\1ip=true\nsyntax=true\n", "!syntax !dynamic", "3",
	 "bare_?ip=true", NUL},
	{"[bigco]\na.ex=b.ex,\\\nc\1\nd.ex=e.ex\n", "a.ex:b.ex, d.ex:e.ex", "3", "c?", NUL},
	/* too long: read whole, or not at all */
	{"[bigco]\na.ex=x{4091}\nb.ex=c.ex\n", "b.ex:c.ex", "2", "a.ex=x{250}", TOO_LONG},
	{"[bigco]\na.ex=b.ex,\\\nx{4087}\nb.ex=c.ex\n", "b.ex:c.ex", "3", "a.ex=b.ex,x{245}",
	 TOO_LONG},
	{"[bigco]\na=x{2000}\\\nx{2000}\\\ny{94}\\\nz\\\nz=z\nb.ex=c.ex\n", "b.ex:c.ex", "6",
	 "a=x{253}", TOO_LONG},
	{"[x{4000}\\\nx{4000}]\ndns_timeout=1\n", "timeout=1", "2", "[x{254}", TOO_LONG},
	/* a line that is too long by itself is joined to nothing */
	{"[bigco]\na.ex=b.ex,\\\nx{4096}\nc.ex=d.ex\n", "a.ex:b.ex, c.ex:d.ex", "3", "x{255}",
	 TOO_LONG},
};

START_TEST(wrong)
{
	char warning[200];

	snprintf(warning, sizeof(warning), "line %s: \"%s\": %s", wrongs[_i].line,
		 wrongs[_i].quoted, wrongs[_i].problem);
	assert_read(wrongs[_i].text, wrongs[_i].read, warning);
}
END_TEST

/* ---- files that are none, or broken ---- */

START_TEST(missing)
{
	struct helo_settings h;
	struct log log;

	unit_home();
	ck_assert(!read_file(&h, &log));
	ck_assert_str_eq(describe(&h), "");
	ck_assert_str_eq(err.text, "");
	ck_assert_uint_eq(log.warnings, 0);
}
END_TEST

/* The file exists and cannot be read to its end: one warning, and nobody is rejected for what it says. */
static void assert_broken(const char *problem, const char *read)
{
	struct helo_settings h;
	char want[200];
	struct log log;

	ck_assert(read_file(&h, &log));
	ck_assert_str_eq(describe(&h), read);
	ck_assert_uint_eq(log.warnings, 1);
	snprintf(want, sizeof(want), WARNING ": %s; nobody is rejected for what it says\n",
		 problem);
	ck_assert_str_eq(err.text, want);
	helo_settings_free(&h);
}

START_TEST(broken)
{
	static char lines[1 << 16];

	unit_home();
	ck_assert_int_eq(mkdir(FILE_NAME, 0755), 0);
	assert_broken("not a regular file", "");
	unit_home();
	unit_file(FILE_NAME, "[reject]\ndynamic=true\n");
	ck_assert_int_eq(chmod(FILE_NAME, 0), 0);
	unit_become_nobody();
	assert_broken("Permission denied", "");
	unit_become_root();
	unit_home();
	unit_file(FILE_NAME, "[check]\nbare_ip=no\n[reject]\ndynamic=true\n");
	memset(lines, '\n', sizeof(lines));
	for (size_t n = 0; n <= CONTROL_FILE_MAX; n += sizeof(lines))
		unit_file_bytes(FILE_NAME, lines, sizeof(lines));
	assert_broken("longer than 16 MB, the rest is ignored", "-bare_ip");
}
END_TEST

/* Memory runs out at one place, or for good: the same one warning, and lists that still fit together. */
START_TEST(no_memory)
{
	static const char text[] = "[reject]\ndynamic=true\n[skip]\ntlds[]=a\\\n\ntlds[]=b\n"
				   "[bigco]\na.ex=b.ex\\\n\nc.ex=d.ex\n";
	int failed = 0;

	unit_home();
	unit_file(FILE_NAME, text);
	for (int n = 1; n < 20; n++) {
		struct helo_settings h;
		struct log log;

		allocations = n;
		ck_assert(read_file(&h, &log));
		if (allocations != 0) { /* it was enough */
			allocations = -1;
			ck_assert_uint_eq(h.reject, CHECK_BIT(CHECK_DYNAMIC));
			helo_settings_free(&h);
			break;
		}
		allocations = -1;
		failed++;
		ck_assert_msg(log.warnings == 1, "allocation %d: %s", n, err.text);
		ck_assert_str_eq(err.text,
				 WARNING ": out of memory; nobody is rejected for what it "
					 "says\n");
		ck_assert_uint_eq(h.reject, 0);
		ck_assert_uint_le(h.bigco_names.count, h.bigco_reverses.count);
		helo_settings_free(&h);
	}
	ck_assert_int_eq(failed, 9);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, right, 0, LENGTH(files));
	tcase_add_loop_test(tests, word, 0, LENGTH(words));
	tcase_add_loop_test(tests, wrong, 0, LENGTH(wrongs));
	tcase_add_test(tests, missing);
	tcase_add_test(tests, broken);
	tcase_add_test(tests, no_memory);
}

int main(void)
{
	return unit_main("heloini", add);
}
