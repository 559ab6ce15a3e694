/* control/helo.checks.ini, and the two variables beside it: BEHAVIOUR.md section 4. */
#include "input/heloini.h"

#include "checks/checks.h"
#include "base/control.h"
#include "tests/unit/unit.h"

#include <stdarg.h>
#include <sys/un.h>

#define FILE_NAME "control/helo.checks.ini"

static struct capture err;

/* What holds where no file says otherwise. */
static struct policy defaults(void)
{
	return (struct policy){
		.run = HELO_CHECKS,
		.helo = {.skip_private = true, .skip_relaying = true, .literal_mode = 2},
		.timeout_ms = 5000,
	};
}

static void say(char *to, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void say(char *to, size_t size, const char *format, ...)
{
	size_t len = strlen(to);
	va_list args;

	if (len > 0 && len < size - 1)
		to[len++] = ' ';
	va_start(args, format);
	vsnprintf(to + len, size - len, format, args);
	va_end(args);
}

/*
 * In words, and only where it is not the default: checks that do not run (-name), checks that reject
 * (!name), and the settings.
 */
static const char *describe(const struct policy *p)
{
	static char text[16384];
	const size_t size = sizeof(text);

	text[0] = '\0';
	for (int id = 0; id < CHECK_COUNT; id++)
		if ((p->run & CHECK_BIT(id)) != (HELO_CHECKS & CHECK_BIT(id)))
			say(text, size, "%c%s", (p->run & CHECK_BIT(id)) != 0 ? '+' : '-',
			    checks[id].name);
	for (int id = 0; id < CHECK_COUNT; id++)
		if ((p->reject & CHECK_BIT(id)) != 0)
			say(text, size, "!%s", checks[id].name);
	if (p->helo.literal_mode != 2)
		say(text, size, "mode=%u", p->helo.literal_mode);
	if (!p->helo.skip_private)
		say(text, size, "private=no");
	if (!p->helo.skip_relaying)
		say(text, size, "relaying=no");
	if (p->timeout_ms != 5000)
		say(text, size, "ms=%d", p->timeout_ms);
	for (size_t i = 0; i < p->helo.tlds.count; i++)
		say(text, size, "tld=%s", p->helo.tlds.at[i]);
	ck_assert_uint_eq(p->helo.bigco_names.count, p->helo.bigco_reverses.count);
	for (size_t i = 0; i < p->helo.bigco_names.count; i++)
		say(text, size, "%s:%s", p->helo.bigco_names.at[i], p->helo.bigco_reverses.at[i]);
	ck_assert_uint_eq(p->deny, 0);
	return text;
}

static bool read_with(struct policy *p, struct log *log)
{
	bool there;

	*p = defaults();
	capture_start(&err, STDERR_FILENO);
	there = heloini_read(p, log);
	capture_end(&err);
	ck_assert_uint_eq(unit_lines(err.text), err.pieces);
	return there;
}

static struct log read_bytes(struct policy *p, const char *bytes, size_t len)
{
	struct log log = {.failures = true};

	unit_home();
	unit_file_bytes(FILE_NAME, bytes, len);
	ck_assert(read_with(p, &log));
	return log;
}

/* ---- files that are right ---- */

static const struct {
	const char *bytes;
	size_t len;
	const char *read;
} files[] = {
	/* nothing in it: all checks run, none rejects */
	{BYTES(""), ""},
	{BYTES("\n\n"), ""},
	{BYTES("; comment\n# comment\n ; comment\n\t# comment\n;\n#\n"), ""},
	{BYTES("[check]\n[reject]\n[skip]\n[bigco]\n"), ""},
	/* each key of [check] */
	{BYTES("[check]\nmatch_re=false\n"), "-match_re"},
	{BYTES("[check]\nbare_ip=false\n"), "-bare_ip"},
	{BYTES("[check]\ndynamic=false\n"), "-dynamic"},
	{BYTES("[check]\nbig_company=false\n"), "-big_company"},
	{BYTES("[check]\nvalid_hostname=false\n"), "-valid_hostname"},
	{BYTES("[check]\nrdns_match=false\n"), "-rdns_match"},
	{BYTES("[check]\nforward_dns=false\n"), "-forward_dns"},
	{BYTES("[check]\nhost_mismatch=false\n"), "-host_mismatch"},
	{BYTES("[check]\nproto_mismatch=false\n"), "-proto_mismatch"},
	{BYTES("[check]\nliteral_mismatch=false\n"), "-literal_mismatch"},
	{BYTES("[check]\nmatch_re=true\nbare_ip=true\ndynamic=true\nbig_company=true\n"
	       "valid_hostname=true\nrdns_match=true\nforward_dns=true\nhost_mismatch=true\n"
	       "proto_mismatch=true\nliteral_mismatch=true\n"),
	 ""},
	/* literal_mismatch has three modes; true is 2 */
	{BYTES("[check]\nliteral_mismatch=1\n"), "mode=1"},
	{BYTES("[check]\nliteral_mismatch=2\n"), ""},
	{BYTES("[check]\nliteral_mismatch=3\n"), "mode=3"},
	{BYTES("[check]\nliteral_mismatch=0\n"), "-literal_mismatch"},
	{BYTES("[check]\nliteral_mismatch=Yes\n"), ""},
	{BYTES("[check]\nliteral_mismatch=off\n"), "-literal_mismatch"},
	/* each key of [reject]: the ten, and those of the flags */
	{BYTES("[reject]\nmatch_re=true\n"), "!match_re"},
	{BYTES("[reject]\nbare_ip=true\n"), "!bare_ip"},
	{BYTES("[reject]\ndynamic=true\n"), "!dynamic"},
	{BYTES("[reject]\nbig_company=true\n"), "!big_company"},
	{BYTES("[reject]\nvalid_hostname=true\n"), "!valid_hostname"},
	{BYTES("[reject]\nrdns_match=true\n"), "!rdns_match"},
	{BYTES("[reject]\nforward_dns=true\n"), "!forward_dns"},
	{BYTES("[reject]\nhost_mismatch=true\n"), "!host_mismatch"},
	{BYTES("[reject]\nproto_mismatch=true\n"), "!proto_mismatch"},
	{BYTES("[reject]\nliteral_mismatch=true\n"), "!literal_mismatch"},
	{BYTES("[reject]\nsyntax=true\n"), "!syntax"},
	{BYTES("[reject]\nresolves=true\n"), "!resolves"},
	{BYTES("[reject]\nnot_me=true\n"), "!not_me"},
	{BYTES("[reject]\nown_name=true\n"), "!own_name"},
	{BYTES("[reject]\nip_match=true\n"), "!ip_match"},
	{BYTES("[reject]\nhost_mismatch=false\nliteral_mismatch=false\nproto_mismatch=false\n"
	       "rdns_match=false\ndynamic=false\nbare_ip=false\nvalid_hostname=false\n"
	       "forward_dns=false\nbig_company=false\n"),
	 ""},
	{BYTES("[check]\ndynamic=false\n[reject]\ndynamic=true\n"), "-dynamic !dynamic"},
	/* [skip] */
	{BYTES("[skip]\nprivate_ip=true\nrelaying=true\n"), ""},
	{BYTES("[skip]\nprivate_ip=false\n"), "private=no"},
	{BYTES("[skip]\nrelaying=false\n"), "relaying=no"},
	{BYTES("[skip]\ntlds[]=.local\n"), "tld=.local"},
	{BYTES("[skip]\ntlds[] = .local\ntlds[] = .lan\ntlds[]=corp\n"),
	 "tld=.local tld=.lan tld=corp"},
	/* [bigco] */
	{BYTES("[bigco]\nyahoo.com=yahoo.com,yahoo.co.jp\naol.com=aol.com\ngmail.com=google.com\n"),
	 "yahoo.com:yahoo.com,yahoo.co.jp aol.com:aol.com gmail.com:google.com"},
	{BYTES("[bigco]\nmsn.com = hotmail.com\n"), "msn.com:hotmail.com"},
	{BYTES("[bigco]\ndynamic=true\n"), "dynamic:true"},
	/* dns_timeout, before any section */
	{BYTES("dns_timeout=30\n"), "ms=30000"},
	{BYTES("dns_timeout = 1\n"), "ms=1000"},
	{BYTES("dns_timeout=60\n"), "ms=60000"},
	{BYTES("; c\n\ndns_timeout=007\n\n[check]\ndynamic=no\n"), "-dynamic ms=7000"},
	/* blanks: around all of it */
	{BYTES("[check]\ndynamic = false\n"), "-dynamic"},
	{BYTES("[check]\ndynamic\t=\tfalse\n"), "-dynamic"},
	{BYTES("[check]\ndynamic=false  \t\n"), "-dynamic"},
	{BYTES("[check]  \ndynamic=false\n"), "-dynamic"},
	{BYTES("\t[check]\ndynamic=false\n"), "-dynamic"},
	{BYTES("[ check ]\ndynamic=false\n"), "-dynamic"},
	/* an indented line is a line, no continuation of the one before */
	{BYTES("[check]\n dynamic=false\n"), "-dynamic"},
	{BYTES("[check]\n\tdynamic=false\n\tbare_ip=false\n"), "-bare_ip -dynamic"},
	{BYTES("[check]\nbare_ip=true\n  dynamic=false\n"), "-dynamic"},
	{BYTES("[bigco]\na.ex=b.ex\n  c.ex=d.ex\n"), "a.ex:b.ex c.ex:d.ex"},
	/* a line that ends in a backslash goes on in the next */
	{BYTES("[bigco]\na.ex=b.ex,\\\nc.ex\n"), "a.ex:b.ex,c.ex"},
	{BYTES("[bigco]\na.ex=b.ex,\\\nc.ex,\\\nd.ex\nx.ex=y.ex\n"),
	 "a.ex:b.ex,c.ex,d.ex x.ex:y.ex"},
	{BYTES("[bigco]\na.ex=\\\nb.ex\n"), "a.ex:b.ex"},
	{BYTES("[bigco]\na.ex\\\n=b.ex\n"), "a.ex:b.ex"},
	{BYTES("[check]\r\ndyn\\\r\namic=false\r\n"), "-dynamic"},
	{BYTES("[check]\ndynamic=false\\"), "-dynamic"},
	{BYTES("[check]\ndynamic=false\\\n"), "-dynamic"},
	/* unless that is empty, or a comment */
	{BYTES("[bigco]\na.ex=b.ex,\\\n\n[check]\ndynamic=false\n"), "-dynamic a.ex:b.ex,"},
	{BYTES("[bigco]\na.ex=b.ex,\\\n# c.ex\n[check]\ndynamic=false\n"), "-dynamic a.ex:b.ex,"},
	{BYTES("[bigco]\na.ex=b.ex,\\\n  \t\r\n[check]\ndynamic=false\n"), "-dynamic a.ex:b.ex,"},
	/* comments */
	{BYTES("[check]\n;dynamic=false\n#bare_ip=false\n"), ""},
	{BYTES("[check]\n  ;dynamic=false\n\t#bare_ip=false\n"), ""},
	{BYTES("[check] # comment\ndynamic=false # comment\n"), "-dynamic"},
	{BYTES("[check]#comment\ndynamic=false#comment\n"), "-dynamic"},
	{BYTES("[check]\ndynamic=false ; comment\n"), "-dynamic"},
	{BYTES("[check]\ndynamic=true ; comment\n"), ""},
	{BYTES("[bigco]\na.ex=b.ex,c.ex ; comment\n"), "a.ex:b.ex,c.ex"},
	/* Haraka's name for what stands before all sections */
	{BYTES("[main]\ndns_timeout=9\n"), "ms=9000"},
	{BYTES("[check]\ndynamic=false\n[main]\ndns_timeout=9\n"), "-dynamic ms=9000"},
	/* a key that comes again: the last one counts, but tlds[] adds up */
	{BYTES("[check]\ndynamic=false\ndynamic=true\n"), ""},
	{BYTES("[check]\ndynamic=true\ndynamic=false\n"), "-dynamic"},
	{BYTES("[reject]\ndynamic=true\ndynamic=false\n"), ""},
	{BYTES("[reject]\ndynamic=false\ndynamic=true\n"), "!dynamic"},
	{BYTES("[skip]\nrelaying=false\nrelaying=true\n"), ""},
	{BYTES("[check]\nliteral_mismatch=1\nliteral_mismatch=3\n"), "mode=3"},
	{BYTES("[check]\nliteral_mismatch=false\nliteral_mismatch=1\n"), "mode=1"},
	{BYTES("[check]\nliteral_mismatch=1\nliteral_mismatch=true\n"), ""},
	{BYTES("dns_timeout=3\ndns_timeout=4\n"), "ms=4000"},
	/* and so does a section that comes again, in any order */
	{BYTES("[check]\ndynamic=false\n[reject]\nbare_ip=true\n[check]\nbare_ip=false\n"),
	 "-bare_ip -dynamic !bare_ip"},
	{BYTES("[reject]\nbare_ip=true\n[check]\ndynamic=false\n"), "-dynamic !bare_ip"},
	/* CRLF, no LF at the end, a byte order mark */
	{BYTES("[check]\r\ndynamic=false\r\n\r\n[skip]\r\nrelaying=false\r\n"),
	 "-dynamic relaying=no"},
	{BYTES("[check]\ndynamic=false"), "-dynamic"},
	{BYTES("[check]\r\ndynamic=false\r"), "-dynamic"},
	{BYTES("dns_timeout=9"), "ms=9000"},
	{BYTES("[check]"), ""},
	{BYTES("\xef\xbb\xbf[check]\ndynamic=false\n"), "-dynamic"},
	{BYTES("\xef\xbb\xbf"
	       "dns_timeout=9\n"),
	 "ms=9000"},
	{BYTES("\xef\xbb\xbf; comment\n[check]\ndynamic=false\n"), "-dynamic"},
	{BYTES("\xef\xbb\xbf# comment\n[check]\ndynamic=false\n"), "-dynamic"},
	{BYTES("\xef\xbb\xbf\r\n[check]\r\ndynamic=false\r\n"), "-dynamic"},
	{BYTES("\xef\xbb\xbf"), ""},
};

START_TEST(right)
{
	struct policy p;
	struct log log = read_bytes(&p, files[_i].bytes, files[_i].len);

	ck_assert_msg(strcmp(describe(&p), files[_i].read) == 0, "%s: [%s], not [%s]",
		      files[_i].bytes, describe(&p), files[_i].read);
	ck_assert_msg(log.warnings == 0, "%s: %s", files[_i].bytes, err.text);
	policy_free(&p);
}
END_TEST

/* ---- true and false ---- */

static const struct {
	const char *word;
	bool is_true, unclear;
} words[] = {
	{"true", true, false},
	{"TRUE", true, false},
	{"True", true, false},
	{"tRuE", true, false},
	{"yes", true, false},
	{"Yes", true, false},
	{"YES", true, false},
	{"on", true, false},
	{"ON", true, false},
	{"ok", true, false},
	{"OK", true, false},
	{"enabled", true, false},
	{"Enabled", true, false},
	{"1", true, false},
	{"false", false, false},
	{"FALSE", false, false},
	{"no", false, false},
	{"No", false, false},
	{"off", false, false},
	{"OFF", false, false},
	{"disabled", false, false},
	{"Disabled", false, false},
	{"0", false, false},
	/* neither: false, with a warning */
	{"", false, true},
	{"maybe", false, true},
	{"tru", false, true},
	{"truee", false, true},
	{"yes!", false, true},
	{"2", false, true},
	{"01", false, true},
	{"-1", false, true},
	{"\"true\"", false, true},
	{"true false", false, true},
	{"y", false, true},
	{"t", false, true},
	{"\xff", false, true},
};

/* Wherever one of them stands. */
START_TEST(word)
{
	static const struct {
		const char *before;
		const char *when_true, *when_false;
	} places[] = {
		{"[check]\ndynamic=", "", "-dynamic"},
		{"[check]\nmatch_re = ", "", "-match_re"},
		{"[reject]\ndynamic=", "!dynamic", ""},
		{"[reject]\nresolves=", "!resolves", ""},
		{"[reject]\nliteral_mismatch=", "!literal_mismatch", ""},
		{"[skip]\nprivate_ip=", "", "private=no"},
		{"[skip]\nrelaying=", "", "relaying=no"},
	};

	for (int i = 0; i < LENGTH(places); i++) {
		char text[100];
		struct policy p;
		struct log log;

		snprintf(text, sizeof(text), "%s%s\n", places[i].before, words[_i].word);
		log = read_bytes(&p, text, strlen(text));
		ck_assert_msg(strcmp(describe(&p), words[_i].is_true ? places[i].when_true
								     : places[i].when_false) == 0,
			      "%s: [%s]", text, describe(&p));
		ck_assert_msg(log.warnings == (words[_i].unclear ? 1 : 0), "%s: %s", text,
			      err.text);
		ck_assert(!words[_i].unclear || strstr(err.text, FILE_NAME " line 2: [") != NULL);
		policy_free(&p);
	}
}
END_TEST

/* ---- lines that are wrong ---- */

/* Each is one warning with file and line; all other lines count. line: `N: [quoted]` */
static const struct {
	const char *bytes;
	size_t len;
	const char *read, *line;
} wrongs[] = {
	/* unknown keys, and known ones in another section */
	{BYTES("[check]\nbogus=true\ndynamic=false\n"), "-dynamic", "2: [bogus=true]"},
	{BYTES("[reject]\nbogus=true\n"), "", "2: [bogus=true]"},
	{BYTES("[skip]\nbogus=true\n"), "", "2: [bogus=true]"},
	{BYTES("bogus=true\n[check]\ndynamic=false\n"), "-dynamic", "1: [bogus=true]"},
	{BYTES("[check]\ndynamics=false\n"), "", "2: [dynamics=false]"},
	{BYTES("[check]\nresolves=false\n"), "", "2: [resolves=false]"},
	{BYTES("[check]\nno_helo=false\n"), "", "2: [no_helo=false]"},
	{BYTES("[reject]\nno_helo=true\n"), "", "2: [no_helo=true]"},
	{BYTES("dynamic=false\n"), "", "1: [dynamic=false]"},
	{BYTES("[check]\nprivate_ip=false\n"), "", "2: [private_ip=false]"},
	{BYTES("[check]\ndns_timeout=9\n"), "", "2: [dns_timeout=9]"},
	{BYTES("[skip]\ndynamic=false\n"), "", "2: [dynamic=false]"},
	{BYTES("[reject]\ntlds[]=.local\n"), "", "2: [tlds[]=.local]"},
	{BYTES("[checks]\ndynamic=false\n[check]\nbare_ip=false\n"), "-bare_ip", "1: [[checks]]"},
	{BYTES("\n\n; c\n# c\n[check]\n\nbogus=1\n"), "", "7: [bogus=1]"},
	{BYTES("[check]\r\nbogus=1\r\n"), "", "2: [bogus=1]"},
	{BYTES("[check]\n  bogus=1  # comment\n"), "", "2: [bogus=1]"},
	/* Haraka's older name */
	{BYTES("[check]\nmismatch=false\n"), "-host_mismatch", "2: [mismatch=false]"},
	{BYTES("[reject]\nmismatch=true\n"), "!host_mismatch", "2: [mismatch=true]"},
	/* modes that there are not: 2 */
	{BYTES("[check]\nliteral_mismatch=4\n"), "", "2: [literal_mismatch=4]"},
	{BYTES("[check]\nliteral_mismatch=12\n"), "", "2: [literal_mismatch=12]"},
	{BYTES("[check]\nliteral_mismatch=maybe\n"), "", "2: [literal_mismatch=maybe]"},
	{BYTES("[check]\nliteral_mismatch=1\nliteral_mismatch=4\n"), "", "3: [literal_mismatch=4]"},
	{BYTES("[check]\nliteral_mismatch=no\nliteral_mismatch=4\n"), "",
	 "3: [literal_mismatch=4]"},
	/* seconds that are none */
	{BYTES("dns_timeout=0\n"), "", "1: [dns_timeout=0]"},
	{BYTES("dns_timeout=61\n"), "", "1: [dns_timeout=61]"},
	{BYTES("dns_timeout=-5\n"), "", "1: [dns_timeout=-5]"},
	{BYTES("dns_timeout=5s\n"), "", "1: [dns_timeout=5s]"},
	{BYTES("dns_timeout=2.5\n"), "", "1: [dns_timeout=2.5]"},
	{BYTES("dns_timeout=\n"), "", "1: [dns_timeout=]"},
	{BYTES("dns_timeout=18446744073709551617\n"), "", "1: [dns_timeout=18446744073709551617]"},
	/* no key = value */
	{BYTES("[check]\ndynamic\nbare_ip=false\n"), "-bare_ip", "2: [dynamic]"},
	{BYTES("[check]\nx\n"), "", "2: [x]"},
	{BYTES("x\n[check]\nbare_ip=false\n"), "-bare_ip", "1: [x]"},
	{BYTES("[check]\nbare_ip=false\n\nx"), "-bare_ip", "4: [x]"},
	{BYTES("[check\ndynamic=false\n"), "", NULL},
	/* a company without reverse names: nobody has one of them */
	{BYTES("[bigco]\na.ex=\nb.ex=c.ex\n"), "a.ex: b.ex:c.ex", "2: [a.ex=]"},
	/* what comes from the file is made printable */
	{BYTES("[check]\nb\x1bg\x80s=1\n"), "", "2: [b?g?s=1]"},
};

START_TEST(wrong)
{
	char want[100];
	struct policy p;
	struct log log = read_bytes(&p, wrongs[_i].bytes, wrongs[_i].len);
	const char *quoted;

	ck_assert_msg(strcmp(describe(&p), wrongs[_i].read) == 0, "%s: [%s], not [%s]",
		      wrongs[_i].bytes, describe(&p), wrongs[_i].read);
	policy_free(&p);
	if (wrongs[_i].line == NULL) { /* the bracket, and the key that is in no section now */
		ck_assert_uint_ge(log.warnings, 1);
		ck_assert_ptr_nonnull(strstr(err.text, FILE_NAME " line 1: ["));
		return;
	}
	snprintf(want, sizeof(want), FILE_NAME " line %s", wrongs[_i].line);
	quoted = strstr(err.text, want);
	ck_assert_msg(quoted != NULL, "%s: not [%s]: %s", wrongs[_i].bytes, want, err.text);
	ck_assert_msg(log.warnings == 1, "%s: %s", wrongs[_i].bytes, err.text);
	/* It says what is wrong with it, too. */
	ck_assert_uint_gt(strlen(quoted), strlen(want) + 10);
}
END_TEST

/*
 * A line is taken whole, or not at all and with a warning: nothing is ever cut without a word. Those behind
 * it are what they were.
 */
static const struct {
	const char *before, *after;	      /* what stands around a value of any length */
	size_t around;			      /* bytes of its line */
	const char *read_before, *read_after; /* and around it in what was read */
	const char *refused;		      /* what is read without it, too */
} lengths[] = {
	{"[bigco]\na.ex=", "\n", 5, "-dynamic a.ex:", "", ""},
	{"[bigco]\n", "=b.ex\n", 5, "-dynamic ", ":b.ex", ""},
	{"[skip]\ntlds[]=", "\n", 7, "-dynamic tld=", "", ""},
	{"[bigco]\na.ex=b.ex,\\\n", "\n", 10, "-dynamic a.ex:b.ex,", "", "-dynamic a.ex:b.ex,"},
};

START_TEST(line_lengths)
{
	static char text[10000], value[9000], want[10000];
	int taken = 0, refused = 0;

	for (size_t len = 1; len <= 8500; len += len >= 150 && len < 250 ? 1 : 31) {
		struct policy p;
		struct log log;
		const char *read;

		memset(value, 'x', len);
		value[len] = '\0';
		snprintf(text, sizeof(text), "%s%s%s[check]\ndynamic=false\n", lengths[_i].before,
			 value, lengths[_i].after);
		snprintf(want, sizeof(want), "%s%s%s", lengths[_i].read_before, value,
			 lengths[_i].read_after);
		log = read_bytes(&p, text, strlen(text));
		read = describe(&p);
		ck_assert_msg((log.warnings == 0) == (lengths[_i].around + len <= 198), "%zu bytes",
			      len);
		if (log.warnings == 0) {
			ck_assert_msg(strcmp(read, want) == 0, "%zu bytes", len);
			taken++;
		} else {
			ck_assert_uint_eq(log.warnings, 1);
			ck_assert_ptr_nonnull(strstr(err.text, FILE_NAME " line "));
			ck_assert_msg(strcmp(read, "-dynamic") == 0 ||
					      strcmp(read, lengths[_i].refused) == 0,
				      "%zu bytes: %s", len, read);
			refused++;
		}
		policy_free(&p);
	}
	ck_assert_int_gt(taken, 30);
	ck_assert_int_gt(refused, 50);
}
END_TEST

/* More bad lines than anybody reads: a few, and that there are more; -n shows all. */
START_TEST(many_bad_lines)
{
	static char text[20000];
	struct log log = {.failures = true};
	struct policy p;

	snprintf(text, sizeof(text), "[check]\n");
	for (int i = 0; i < 500; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "bogus%d=1\n", i);
	snprintf(text + strlen(text), sizeof(text) - strlen(text), "dynamic=false\n");
	unit_home();
	unit_file(FILE_NAME, text);
	ck_assert(read_with(&p, &log));
	ck_assert_str_eq(describe(&p), "-dynamic");
	ck_assert_uint_le(unit_lines(err.text), CONTROL_WARNINGS + 1);
	policy_free(&p);
	log = (struct log){.failures = true, .all_warnings = true};
	ck_assert(read_with(&p, &log));
	ck_assert_uint_eq(unit_lines(err.text), 500);
	ck_assert_ptr_nonnull(strstr(err.text, FILE_NAME " line 501: [bogus499=1]"));
	policy_free(&p);
}
END_TEST

/* About a control file: with L or D alone. */
START_TEST(silent)
{
	struct log log = {0};
	struct policy p;

	unit_home();
	unit_file(FILE_NAME, "[check]\nbogus=1\n");
	ck_assert(read_with(&p, &log));
	ck_assert_str_eq(err.text, "");
	policy_free(&p);
	log = (struct log){.debug = true};
	ck_assert(read_with(&p, &log));
	ck_assert_ptr_nonnull(strstr(err.text, "[bogus=1]"));
	policy_free(&p);
}
END_TEST

/* ---- files that are none, or broken ---- */

START_TEST(missing)
{
	struct log log = {.failures = true};
	struct policy p;

	unit_home();
	ck_assert(!read_with(&p, &log));
	ck_assert_str_eq(describe(&p), "");
	ck_assert_str_eq(err.text, "");
	ck_assert_uint_eq(log.warnings, 0);
	policy_free(&p);
}
END_TEST

/* One clear warning, and nobody is rejected. */
static void assert_broken(void)
{
	struct log log = {.failures = true};
	struct policy p;

	read_with(&p, &log);
	ck_assert_uint_eq(p.reject, 0);
	ck_assert_uint_eq(log.warnings, 1);
	ck_assert_ptr_nonnull(strstr(err.text, FILE_NAME));
	policy_free(&p);
}

START_TEST(no_file)
{
	struct sockaddr_un un = {.sun_family = AF_UNIX, .sun_path = FILE_NAME};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

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
	ck_assert_int_eq(symlink("helo.checks.ini", FILE_NAME), 0);
	assert_broken();
	unit_home();
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&un, sizeof(un)), 0);
	assert_broken();
	close(fd);
}
END_TEST

START_TEST(unreadable)
{
	unit_home();
	unit_file(FILE_NAME, "[reject]\ndynamic=true\n");
	ck_assert_int_eq(chmod(FILE_NAME, 0), 0);
	unit_become_nobody();
	assert_broken();
	unit_become_root();
}
END_TEST

/* A line that cannot be read is left out alone, with one warning. */
static const struct {
	const char *bytes;
	size_t len;
	const char *read;
} nuls[] = {
	{BYTES("[reject]\ndynamic=true\n[check]\nbare_\0ip=false\nrdns_match=false\n"),
	 "-rdns_match !dynamic"},
	{BYTES("[check]\n\0\n[reject]\ndynamic=true\n"), "!dynamic"},
	{BYTES("[reject]\ndynamic=true\nbare_ip=true\0"), "!dynamic"},
	{BYTES("\0\n[reject]\ndynamic=true\n"), "!dynamic"},
};

START_TEST(nul)
{
	struct policy p;
	struct log log = read_bytes(&p, nuls[_i].bytes, nuls[_i].len);

	ck_assert_str_eq(describe(&p), nuls[_i].read);
	ck_assert_msg(log.warnings == 1, "%s", err.text);
	ck_assert_ptr_nonnull(strstr(err.text, FILE_NAME " line "));
	policy_free(&p);
}
END_TEST

START_TEST(endless_line)
{
	static char text[CONTROL_LINE * 3];
	struct log log = {.failures = true};
	struct policy p;

	unit_home();
	unit_file(FILE_NAME, "[reject]\ndynamic=true\n");
	memset(text, 'x', sizeof(text));
	unit_file_bytes(FILE_NAME, text, sizeof(text));
	ck_assert(read_with(&p, &log));
	ck_assert_str_eq(describe(&p), "!dynamic");
	ck_assert_uint_eq(unit_lines(err.text), 1);
	ck_assert_ptr_nonnull(strstr(err.text, FILE_NAME " line 3: "));
	policy_free(&p);
}
END_TEST

START_TEST(too_long)
{
	static char text[1 << 16];
	struct log log = {.failures = true};
	struct policy p;

	unit_home();
	unit_file(FILE_NAME, "[reject]\ndynamic=true\n");
	memset(text, '\n', sizeof(text));
	for (size_t n = 0; n <= CONTROL_FILE_MAX; n += sizeof(text))
		unit_file_bytes(FILE_NAME, text, sizeof(text));
	ck_assert(read_with(&p, &log));
	ck_assert_uint_eq(p.reject, 0);
	ck_assert_uint_eq(log.warnings, 1);
	policy_free(&p);
}
END_TEST

/* Any bytes: warnings, and no more of them than anybody reads. */
START_TEST(binary)
{
	static char bytes[8192];
	unsigned random = 7;

	for (int run = 0; run < 100; run++) {
		struct log log = {.failures = true};
		struct policy p;

		for (size_t i = 0; i < sizeof(bytes); i++) {
			random = random * 1103515245U + 12345U;
			bytes[i] = run % 2 == 0
					   ? (char)(random >> 16)
					   : "[]=;\\ \t\r\n\n#ax\xef\xbb\xbf"[random >> 16 & 15];
		}
		unit_home();
		unit_file_bytes(FILE_NAME, bytes, sizeof(bytes) - (size_t)run);
		ck_assert(read_with(&p, &log));
		ck_assert_uint_ge(log.warnings, 1);
		ck_assert_uint_le(unit_lines(err.text), CONTROL_WARNINGS + 1);
		describe(&p);
		policy_free(&p);
	}
}
END_TEST

/* ---- the variables beside it ---- */

static const struct {
	const char *file; /* NULL: there is none */
	const char *checks, *reject, *timeout;
	const char *read;
	bool on;
	unsigned warnings;
} settings[] = {
	/* off, and on */
	{NULL, NULL, NULL, NULL, "", false, 0},
	{NULL, "", NULL, NULL, "", false, 0},
	{"", NULL, NULL, NULL, "", true, 0},
	{"", "", NULL, NULL, "", true, 0},
	{NULL, "all", NULL, NULL, "", true, 0},
	{NULL, "none", NULL, NULL,
	 "-match_re -bare_ip -dynamic -big_company -valid_hostname -rdns_match "
	 "-forward_dns -host_mismatch -proto_mismatch -literal_mismatch",
	 true, 0},
	{NULL, "dynamic", NULL, NULL,
	 "-match_re -bare_ip -big_company -valid_hostname -rdns_match "
	 "-forward_dns -host_mismatch -proto_mismatch -literal_mismatch",
	 true, 0},
	{NULL, "-dynamic", NULL, NULL, "-dynamic", true, 0},
	/* they change what the file says */
	{"[check]\ndynamic=no\n", "-bare_ip", NULL, NULL, "-bare_ip -dynamic", true, 0},
	{"[check]\ndynamic=no\n", "+dynamic", NULL, NULL, "", true, 0},
	{"[check]\ndynamic=no\n", "all", NULL, NULL, "", true, 0},
	{"[check]\nliteral_mismatch=1\n", "all", NULL, NULL, "mode=1", true, 0},
	{"[check]\nliteral_mismatch=1\n", "+literal_mismatch=3", NULL, NULL, "mode=3", true, 0},
	{"[reject]\ndynamic=yes\n", NULL, NULL, NULL, "!dynamic", true, 0},
	{"[reject]\ndynamic=yes\n", NULL, "", NULL, "!dynamic", true, 0},
	{"[reject]\ndynamic=yes\n", NULL, "none", NULL, "", true, 0},
	{"[reject]\ndynamic=yes\n", NULL, "bare_ip", NULL, "!bare_ip", true, 0},
	{"[reject]\ndynamic=yes\n", NULL, "+bare_ip", NULL, "!bare_ip !dynamic", true, 0},
	{"[reject]\ndynamic=yes\n", NULL, "-dynamic", NULL, "", true, 0},
	{"", NULL, "resolves", NULL, "!resolves", true, 0},
	{"", "bogus", NULL, NULL,
	 "-match_re -bare_ip -dynamic -big_company -valid_hostname -rdns_match "
	 "-forward_dns -host_mismatch -proto_mismatch -literal_mismatch",
	 true, 1},
	{"", NULL, "bogus", NULL, "", true, 1},
	/* the time for DNS: the variable goes before the file */
	{"dns_timeout=30\n", NULL, NULL, NULL, "ms=30000", true, 0},
	{"dns_timeout=30\n", NULL, NULL, "", "ms=30000", true, 0},
	{"dns_timeout=30\n", NULL, NULL, "7", "ms=7000", true, 0},
	{"dns_timeout=30\n", NULL, NULL, "5", "", true, 0},
};

START_TEST(setting)
{
	const struct unit_var vars[] = {{"HELO_DNS_CHECK", "P"},
					{"HELO_CHECKS", settings[_i].checks},
					{"HELO_REJECT", settings[_i].reject},
					{"HELO_DNS_TIMEOUT", settings[_i].timeout},
					{NULL, NULL}};
	const checkset always =
		CHECK_BIT(CHECK_NO_HELO) | CHECK_BIT(CHECK_RESOLVES) | CHECK_BIT(CHECK_IP_MATCH);
	struct env env = unit_env(vars);
	struct log log = {0};
	struct policy p;

	unit_home();
	if (settings[_i].file != NULL)
		unit_file(FILE_NAME, settings[_i].file);
	capture_start(&err, STDERR_FILENO);
	policy_read(&p, &env, &log);
	ck_assert_uint_eq(p.run, always);
	ck_assert_uint_eq(p.deny, CHECK_BIT(CHECK_NO_HELO));
	policy_read_helo_checks(&p, &env, &log);
	capture_end(&err);
	ck_assert(p.helo.on == settings[_i].on);
	ck_assert_msg(log.warnings == settings[_i].warnings, "%s", err.text);
	if (!p.helo.on) {
		ck_assert_uint_eq(p.run, always);
		ck_assert_uint_eq(p.deny, CHECK_BIT(CHECK_NO_HELO));
	} else {
		ck_assert_uint_eq(p.run & always, always);
		ck_assert_uint_eq(p.deny, p.reject | CHECK_BIT(CHECK_NO_HELO));
		p.run &= HELO_CHECKS;
		p.deny = 0;
		ck_assert_str_eq(describe(&p), settings[_i].read);
	}
	policy_free(&p);
}
END_TEST

/* To deny for a flag's check is to ask for it; a check that is listed and does not run denies nothing. */
START_TEST(rejected_run)
{
	static const struct {
		const char *flags, *relay, *reject;
		checkset run;
	} rows[] = {
		{"P", NULL, "not_me", CHECK_BIT(CHECK_NOT_ME)},
		{"P", NULL, "own_name", CHECK_BIT(CHECK_OWN_NAME)},
		{"P", NULL, "syntax", CHECK_BIT(CHECK_SYNTAX)},
		{"P", "", "syntax", CHECK_BIT(CHECK_SYNTAX)},
		/* a client that may relay may be us */
		{"P", "", "not_me", 0},
		{"P", "", "own_name", 0},
		{"PV", NULL, "syntax", CHECK_BIT(CHECK_NOT_ME) | CHECK_BIT(CHECK_SYNTAX)},
		{"P", NULL, "none", 0},
		{"P", NULL, "all", 0},
	};
	const checkset asked =
		CHECK_BIT(CHECK_NOT_ME) | CHECK_BIT(CHECK_OWN_NAME) | CHECK_BIT(CHECK_SYNTAX);

	for (int i = 0; i < LENGTH(rows); i++) {
		const struct unit_var vars[] = {{"HELO_DNS_CHECK", rows[i].flags},
						{"RELAYCLIENT", rows[i].relay},
						{"HELO_CHECKS", "none"},
						{"HELO_REJECT", rows[i].reject},
						{NULL, NULL}};
		struct env env = unit_env(vars);
		struct log log = {0};
		struct policy p;

		unit_home();
		policy_read(&p, &env, &log);
		policy_read_helo_checks(&p, &env, &log);
		ck_assert_msg((p.run & asked) == rows[i].run, "row %d: 0x%x", i, p.run);
		ck_assert_msg((p.run & HELO_CHECKS) == 0, "row %d: 0x%x", i, p.run);
		policy_free(&p);
	}
}
END_TEST

/* A file laid out as Haraka's is: every key at its default, or commented out. */
START_TEST(laid_out_as_harakas)
{
	struct log log = {.failures = true};
	struct policy p;

	unit_home();
	unit_file(FILE_NAME,
		  "\n"
		  "; all tests are on where nothing else is said\n"
		  "\n"
		  "dns_timeout=30\n"
		  "\n"
		  "[check]\n"
		  "match_re=true\n"
		  "bare_ip=true\n"
		  "; dynamic=true\n"
		  "; literal_mismatch:  1 = the address, 2 = its /24, 3 = that or RFC 1918\n"
		  "literal_mismatch=2\n"
		  "; proto_mismatch: EHLO, then HELO\n"
		  "proto_mismatch=true\n"
		  "\n"
		  "[reject]\n"
		  ";host_mismatch=true\n"
		  "valid_hostname=false\n"
		  "\n"
		  "[skip]\n"
		  "private_ip=true\n"
		  "; whitelist=true  ; to do\n"
		  "\n"
		  "; tlds[] = local\n"
		  "tlds[] = lan\n"
		  "\n"
		  "[bigco]\n"
		  "msn.com=msn.com\n"
		  "yahoo.com=yahoo.com,yahoo.co.jp\n");
	ck_assert(read_with(&p, &log));
	ck_assert_str_eq(err.text, "");
	ck_assert_str_eq(describe(&p),
			 "ms=30000 tld=lan msn.com:msn.com yahoo.com:yahoo.com,yahoo.co.jp");
	policy_free(&p);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, right, 0, LENGTH(files));
	tcase_add_loop_test(tests, word, 0, LENGTH(words));
	tcase_add_loop_test(tests, wrong, 0, LENGTH(wrongs));
	tcase_add_loop_test(tests, line_lengths, 0, LENGTH(lengths));
	tcase_add_test(tests, many_bad_lines);
	tcase_add_test(tests, silent);
	tcase_add_test(tests, missing);
	tcase_add_test(tests, no_file);
	tcase_add_test(tests, unreadable);
	tcase_add_loop_test(tests, nul, 0, LENGTH(nuls));
	tcase_add_test(tests, endless_line);
	tcase_add_test(tests, too_long);
	tcase_add_test(tests, binary);
	tcase_add_loop_test(tests, setting, 0, LENGTH(settings));
	tcase_add_test(tests, rejected_run);
	tcase_add_test(tests, laid_out_as_harakas);
}

int main(void)
{
	return unit_main("heloini", add);
}
