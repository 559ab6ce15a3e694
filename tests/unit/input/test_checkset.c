/* Sets of checks, and lists of their names: doc/behaviour.md section 4, HELO_CHECKS. */
#include "input/checkset.h"

#include "tests/unit/given.h"

/* A letter for each check, in their order, so that a set is a word. */
static const char letters[] = "?XSNOImbdcvrfhpl";

#define TEN "mbdcvrfhpl"
#define FLAGS "XSNOI"

static checkset set_of(const char *text)
{
	checkset set = 0;

	for (int id = 0; id < CHECK_COUNT; id++)
		if (strchr(text, letters[id]) != NULL)
			set |= CHECK_BIT(id);
	return set;
}

static const char *letters_of(checkset set)
{
	static char text[CHECK_COUNT + 1];
	int n = 0;

	for (int id = 0; id < CHECK_COUNT; id++)
		if ((set & CHECK_BIT(id)) != 0)
			text[n++] = letters[id];
	text[n] = '\0';
	return text;
}

static struct capture err;

/* ---- names ---- */

START_TEST(names)
{
	static const char *const none[] = {
		"",    "dynami", "dynamicx", " dynamic", "dynamic ", "-dynamic",  "Dynamic",
		"all", "none",	 "mismatch", "no_helo",	 "dynamic,", "rdns-match"};

	ck_assert_uint_eq(sizeof(letters) - 1, CHECK_COUNT);
	ck_assert_uint_eq(HELO_CHECKS, set_of(TEN));
	ck_assert_uint_eq(FLAG_CHECKS, set_of(FLAGS));
	for (int id = CHECK_NO_HELO + 1; id < CHECK_COUNT; id++)
		ck_assert_int_eq(checkset_find(check_names[id], strlen(check_names[id])), id);
	for (int i = 0; i < LENGTH(none); i++)
		ck_assert_msg(checkset_find(none[i], strlen(none[i])) == -1, "[%s]", none[i]);
	ck_assert_int_eq(checkset_find("dynamics", 7), CHECK_DYNAMIC);
}
END_TEST

/* ---- lists ---- */

static checkset apply(checkset set, const char *allowed, unsigned *mode, const char *text)
{
	struct log log = {0};

	*mode = 2;
	capture_start(&err, STDERR_FILENO);
	checkset_apply(&set, set_of(allowed), mode, "HELO_REJECT", text, &log);
	capture_end(&err);
	ck_assert_uint_eq(unit_lines(err.text), err.pieces);
	ck_assert_uint_eq(log.warnings, err.pieces); /* about a variable: always shown */
	return set;
}

/* From the set before to the set after; the mode is 2 before. */
static const struct {
	const char *allowed, *text, *before, *after;
	unsigned mode;
} lists[] = {
	/* names replace what is there */
	{TEN, "dynamic", TEN, "d", 2},
	{TEN, "dynamic", "", "d", 2},
	{TEN, "dynamic,bare_ip,dynamic", "m", "bd", 2},
	{TEN, "all", "d", TEN, 2},
	{TEN, "none", TEN, "", 2},
	{TEN, "none,dynamic,all", "", TEN, 2},
	/* in such a list a name with - takes away from what was named */
	{TEN, "all,-dynamic,-rdns_match", "d", "mbcvfhpl", 2},
	{TEN, "bare_ip,+dynamic,-bare_ip", TEN, "d", 2},
	/* one that starts with a sign changes what is there */
	{TEN, "-dynamic", "bd", "b", 2},
	{TEN, "-dynamic", "", "", 2},
	{TEN, "+dynamic", "b", "bd", 2},
	{TEN, "-dynamic,bare_ip", "md", "mb", 2},
	{TEN, "+dynamic,-dynamic,+match_re", "b", "mb", 2},
	{TEN, "-all,+dynamic", TEN, "d", 2},
	{TEN, "+all,-dynamic", "", "mbcvrfhpl", 2},
	/* literal_mismatch=N */
	{TEN, "literal_mismatch=1", TEN, "l", 1},
	{TEN, "dynamic,literal_mismatch=3,all", "", TEN, 3},
	{TEN, "literal_mismatch=1,literal_mismatch", "", "l", 1},
	{TEN, "-literal_mismatch=1", "dl", "d", 1},
	/* blanks around names, empty places */
	{TEN, " dynamic\t,\tbare_ip ", TEN, "bd", 2},
	{TEN, " -dynamic , +match_re ", "bd", "mb", 2},
	{TEN, ", dynamic, ,literal_mismatch=3 ,,", TEN, "dl", 3},
	{TEN, "", "d", "", 2},
	/* checks that are not allowed are not touched; all and none are the ten */
	{TEN, "dynamic", FLAGS "mb", FLAGS "d", 2},
	{TEN, "none", FLAGS TEN, FLAGS, 2},
	{TEN FLAGS, "syntax,dynamic", "bN", "dX", 2},
	{TEN FLAGS, "+resolves,-not_me,own_name,ip_match", "bN", "bSOI", 2},
	{TEN FLAGS, "all", "X", TEN, 2},
	{TEN FLAGS, "+all", "X", TEN "X", 2},
	{TEN FLAGS, "none", "dX", "", 2},
};

START_TEST(list)
{
	unsigned mode;
	checkset set = apply(set_of(lists[_i].before), lists[_i].allowed, &mode, lists[_i].text);

	ck_assert_msg(set == set_of(lists[_i].after), "[%s]: %s", lists[_i].text, letters_of(set));
	ck_assert_uint_eq(mode, lists[_i].mode);
	ck_assert_str_eq(err.text, "");
}
END_TEST

/* ---- what cannot be read ---- */

#define NOT_A_CHECK "not a check; skipped"
#define MEAN(name) "not a check (did you mean " name "?); skipped"

/* The set is `bd` before. Each is a warning, `HELO_REJECT=QUOTED: PROBLEM`; other words count. */
static const struct {
	const char *allowed, *text, *after, *quoted, *problem;
} bads[] = {
	{TEN, "dynamic,bogus", "d", "bogus", NOT_A_CHECK},
	{TEN, "-bogus,-dynamic", "b", "bogus", NOT_A_CHECK},
	{TEN, "bogus", "", "bogus", NOT_A_CHECK},
	{TEN, "+syntax", "bd", "syntax", NOT_A_CHECK},
	{TEN FLAGS, "+no_helo", "bd", "no_helo", NOT_A_CHECK},
	{TEN, "+", "bd", "\"\"", NOT_A_CHECK},
	{TEN, "--dynamic", "bd", "-dynamic", MEAN("dynamic")},
	{TEN, "all=1", "", "\"all=1\"", NOT_A_CHECK},
	{TEN, "dynamic;bare_ip", "", "\"dynamic;bare_ip\"", NOT_A_CHECK},
	{TEN, "dynamic bare_ip", "", "\"dynamic bare_ip\"",
	 "not a check (separate names with commas); skipped"},
	{TEN, "\x1b[31m\xc3", "", "\"?[31m?\"", NOT_A_CHECK},
	/* literal_mismatch has three modes */
	{TEN, "literal_mismatch=4", "", "\"literal_mismatch=4\"", NOT_A_CHECK},
	{TEN, "literal_mismatch=0", "", "\"literal_mismatch=0\"", NOT_A_CHECK},
	{TEN, "literal_mismatch=11", "", "\"literal_mismatch=11\"", NOT_A_CHECK},
	{TEN, "literal_mismatch=", "", "\"literal_mismatch=\"", MEAN("literal_mismatch")},
	/* what was meant: a letter too many, too few, or another; another letter case */
	{TEN, "dynamics", "", "dynamics", MEAN("dynamic")},
	{TEN, "dyynamic", "", "dyynamic", MEAN("dynamic")},
	{TEN, "xdynamic", "", "xdynamic", MEAN("dynamic")},
	{TEN, "ynamic", "", "ynamic", MEAN("dynamic")},
	{TEN, "dynamc", "", "dynamc", MEAN("dynamic")},
	{TEN, "dynami", "", "dynami", MEAN("dynamic")},
	{TEN, "dynamik", "", "dynamik", MEAN("dynamic")},
	{TEN, "bynamic", "", "bynamic", MEAN("dynamic")},
	{TEN, "rdns-match", "", "rdns-match", MEAN("rdns_match")},
	{TEN, "rdns match", "", "\"rdns match\"", MEAN("rdns_match")},
	{TEN, "DYNAMIC", "", "DYNAMIC", MEAN("dynamic")},
	{TEN, "dynamic\r", "", "\"dynamic?\"", MEAN("dynamic")},
	{TEN FLAGS, "notme", "", "notme", MEAN("not_me")},
	/* two letters are another word; what is not allowed is not proposed */
	{TEN, "dynamicss", "", "dynamicss", NOT_A_CHECK},
	{TEN, "dynam", "", "dynam", NOT_A_CHECK},
	{TEN, "dynmaic", "", "dynmaic", NOT_A_CHECK},
	{TEN, "dinamik", "", "dinamik", NOT_A_CHECK},
	{TEN, "DYNAMICS", "", "DYNAMICS", NOT_A_CHECK},
	{TEN, "notme", "", "notme", NOT_A_CHECK},
	{TEN FLAGS, "nohelo", "", "nohelo", NOT_A_CHECK},
};

START_TEST(bad)
{
	char want[200];
	unsigned mode;
	checkset set = apply(set_of("bd"), bads[_i].allowed, &mode, bads[_i].text);

	ck_assert_msg(set == set_of(bads[_i].after), "[%s]: %s", bads[_i].text, letters_of(set));
	ck_assert_uint_eq(mode, 2);
	snprintf(want, sizeof(want), "helo-dns-check: HELO_REJECT=%s: %s\n", bads[_i].quoted,
		 bads[_i].problem);
	ck_assert_str_eq(err.text, want);
}
END_TEST

/* A very long word is one warning, cut, and takes nothing with it. */
START_TEST(long_word)
{
	static char text[70000];
	unsigned mode;

	unit_expand(text, sizeof(text), "dynamic,x{60000},y,{100}bare_ip");
	ck_assert_uint_eq(apply(0, TEN, &mode, text), set_of("bd"));
	ck_assert_uint_eq(err.pieces, 2);
	ck_assert_uint_lt(strlen(err.text), 500);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_test(tests, names);
	tcase_add_loop_test(tests, list, 0, LENGTH(lists));
	tcase_add_loop_test(tests, bad, 0, LENGTH(bads));
	tcase_add_test(tests, long_word);
}

int main(void)
{
	return unit_main("checkset", add);
}
