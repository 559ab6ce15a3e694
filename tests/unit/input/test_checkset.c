/* Lists of check names: BEHAVIOUR.md section 4, HELO_CHECKS and HELO_REJECT. */
#include "input/checkset.h"

#include "tests/unit/unit.h"

/* Letters for checks, so that a set is a word: the ten in their order, then those of the flags. */
static const struct {
	char letter;
	enum check_id id;
	const char *name;
} known[] = {
	{'m', CHECK_MATCH_RE, "match_re"},
	{'b', CHECK_BARE_IP, "bare_ip"},
	{'d', CHECK_DYNAMIC, "dynamic"},
	{'c', CHECK_BIG_COMPANY, "big_company"},
	{'v', CHECK_VALID_HOSTNAME, "valid_hostname"},
	{'r', CHECK_RDNS_MATCH, "rdns_match"},
	{'f', CHECK_FORWARD_DNS, "forward_dns"},
	{'h', CHECK_HOST_MISMATCH, "host_mismatch"},
	{'p', CHECK_PROTO_MISMATCH, "proto_mismatch"},
	{'l', CHECK_LITERAL_MISMATCH, "literal_mismatch"},
	{'X', CHECK_SYNTAX, "syntax"},
	{'S', CHECK_RESOLVES, "resolves"},
	{'N', CHECK_NOT_ME, "not_me"},
	{'O', CHECK_OWN_NAME, "own_name"},
	{'I', CHECK_IP_MATCH, "ip_match"},
};

#define TEN "mbdcvrfhpl"
#define FLAGS "XSNOI"

static checkset set_of(const char *letters)
{
	checkset set = 0;

	for (int i = 0; i < LENGTH(known); i++)
		if (strchr(letters, known[i].letter) != NULL)
			set |= CHECK_BIT(known[i].id);
	return set;
}

static const char *letters_of(checkset set)
{
	static char text[LENGTH(known) + 2];
	int n = 0;

	for (int i = 0; i < LENGTH(known); i++)
		if ((set & CHECK_BIT(known[i].id)) != 0)
			text[n++] = known[i].letter;
	if ((set & CHECK_BIT(CHECK_NO_HELO)) != 0)
		text[n++] = '?';
	text[n] = '\0';
	return text;
}

static struct capture err;

static checkset apply(checkset set, const char *allowed, unsigned *mode, const char *variable,
		      const char *text, struct log *log)
{
	capture_start(&err, STDERR_FILENO);
	checklist_apply(&set, set_of(allowed), mode, variable, text, log);
	capture_end(&err);
	ck_assert_uint_eq(unit_lines(err.text), err.pieces);
	ck_assert_uint_eq(log->warnings, err.pieces); /* about a variable: always shown */
	return set;
}

/* ---- names ---- */

START_TEST(find)
{
	ck_assert_int_eq(LENGTH(known), CHECK_COUNT - 1); /* all but no HELO */
	for (int i = 0; i < LENGTH(known); i++)
		ck_assert_msg(checklist_find(known[i].name) == (int)known[i].id, "%s",
			      known[i].name);
}
END_TEST

START_TEST(find_none)
{
	static const char *const names[] = {
		"",	      "no_helo",   "dynami",
		"dynamicx",   " dynamic",  "dynamic ",
		"dynamic,",   "-dynamic",  "+dynamic",
		"all",	      "none",	   "mismatch",
		"dns_match",  "rdnsmatch", "rdns match",
		"rdns-match", "helo",	   "literal_mismatch=1",
		"a",	      "dynamic\n", "dynamic=true",
		"\xff",
	};

	for (int i = 0; i < LENGTH(names); i++)
		ck_assert_msg(checklist_find(names[i]) == -1, "[%s]", names[i]);
}
END_TEST

/* ---- lists ---- */

/* From the set before to the set after; mode is 2 before, and what it is after. */
static const struct {
	const char *text, *before, *after;
	unsigned mode;
} lists[] = {
	/* one name: replaces what is there */
	{"match_re", TEN, "m", 2},
	{"bare_ip", TEN, "b", 2},
	{"dynamic", TEN, "d", 2},
	{"big_company", TEN, "c", 2},
	{"valid_hostname", TEN, "v", 2},
	{"rdns_match", TEN, "r", 2},
	{"forward_dns", TEN, "f", 2},
	{"host_mismatch", TEN, "h", 2},
	{"proto_mismatch", TEN, "p", 2},
	{"literal_mismatch", TEN, "l", 2},
	{"dynamic", "", "d", 2},
	{"dynamic", "d", "d", 2},
	{"dynamic", "m", "d", 2},
	/* more of them, in any order, as often as one likes */
	{"bare_ip,dynamic", TEN, "bd", 2},
	{"dynamic,bare_ip", "", "bd", 2},
	{"dynamic,dynamic,dynamic", "m", "d", 2},
	{"literal_mismatch,proto_mismatch,host_mismatch,forward_dns,rdns_match,valid_hostname,"
	 "big_company,dynamic,bare_ip,match_re",
	 "", TEN, 2},
	/* all, none */
	{"all", "", TEN, 2},
	{"all", "d", TEN, 2},
	{"all", TEN, TEN, 2},
	{"none", TEN, "", 2},
	{"none", "", "", 2},
	{"all,dynamic", "", TEN, 2},
	{"dynamic,all", "", TEN, 2},
	{"none,dynamic", TEN, "d", 2},
	/* a list that replaces can take away from what it has named */
	{"all,-dynamic", "", "mbcvrfhpl", 2},
	{"all,-dynamic,-rdns_match", "d", "mbcvfhpl", 2},
	{"none,+dynamic", TEN, "d", 2},
	{"bare_ip,+dynamic", TEN, "bd", 2},
	{"bare_ip,dynamic,-bare_ip", TEN, "d", 2},
	/* one that starts with a sign changes what is there */
	{"-dynamic", TEN, "mbcvrfhpl", 2},
	{"-dynamic", "d", "", 2},
	{"-dynamic", "b", "b", 2},
	{"-dynamic", "", "", 2},
	{"+dynamic", "", "d", 2},
	{"+dynamic", "b", "bd", 2},
	{"+dynamic", "bd", "bd", 2},
	{"+dynamic", TEN, TEN, 2},
	{"-dynamic,-bare_ip", TEN, "mcvrfhpl", 2},
	{"+dynamic,+bare_ip", "m", "mbd", 2},
	{"-dynamic,+bare_ip", "md", "mb", 2},
	{"+bare_ip,-dynamic", "md", "mb", 2},
	/* one after the other */
	{"+dynamic,-dynamic", "m", "m", 2},
	{"-dynamic,+dynamic", "m", "md", 2},
	{"-dynamic,+dynamic,-dynamic", "md", "m", 2},
	{"-all", TEN, "", 2},
	{"-all,+dynamic", TEN, "d", 2},
	{"+all", "d", TEN, 2},
	{"+all,-dynamic", "", "mbcvrfhpl", 2},
	/* literal_mismatch=N */
	{"literal_mismatch=1", TEN, "l", 1},
	{"literal_mismatch=2", TEN, "l", 2},
	{"literal_mismatch=3", "", "l", 3},
	{"+literal_mismatch=3", "d", "dl", 3},
	{"dynamic,literal_mismatch=1,bare_ip", "", "bdl", 1},
	{"all,literal_mismatch=1", "", TEN, 1},
	{"literal_mismatch=1,all", "", TEN, 1},
	{"literal_mismatch=1,literal_mismatch=3", "", "l", 3},
	/* blanks around names, empty places, nothing at all */
	{" dynamic", TEN, "d", 2},
	{"dynamic ", TEN, "d", 2},
	{" dynamic , bare_ip ", TEN, "bd", 2},
	{"\tdynamic\t,\tbare_ip\t", TEN, "bd", 2},
	{" -dynamic", "bd", "b", 2},
	{" -dynamic , +match_re ", "bd", "mb", 2},
	{"\t+dynamic", "b", "bd", 2},
	{" all ", "", TEN, 2},
	{" none ", TEN, "", 2},
	{" literal_mismatch=3 ", "", "l", 3},
	{"dynamic,", TEN, "d", 2},
	{"dynamic,,bare_ip", TEN, "bd", 2},
	{"dynamic, ,bare_ip,,", TEN, "bd", 2},
};

START_TEST(list)
{
	unsigned mode = 2;
	struct log log = {0};
	checkset set =
		apply(set_of(lists[_i].before), TEN, &mode, "HELO_CHECKS", lists[_i].text, &log);

	ck_assert_msg(set == set_of(lists[_i].after), "[%s] on [%s]: [%s]", lists[_i].text,
		      lists[_i].before, letters_of(set));
	ck_assert_msg(mode == lists[_i].mode, "[%s]: mode %u", lists[_i].text, mode);
	ck_assert_str_eq(err.text, "");
}
END_TEST

/* Checks that are not allowed are not touched, also by a list that replaces; nor by all and none. */
static const struct {
	const char *allowed, *text, *before, *after;
	unsigned warnings;
} allowances[] = {
	/* HELO_CHECKS: the ten */
	{TEN, "dynamic", FLAGS "mb", FLAGS "d", 0},
	{TEN, "all", FLAGS, FLAGS TEN, 0},
	{TEN, "none", FLAGS TEN, FLAGS, 0},
	{TEN, "-all", FLAGS TEN, FLAGS, 0},
	{TEN, "-dynamic", FLAGS "bd", FLAGS "b", 0},
	{TEN, "resolves", "S", "S", 1},
	{TEN, "dynamic,syntax", "", "d", 1},
	{TEN, "-syntax", "X", "X", 1},
	{TEN, "+not_me,+own_name,+ip_match", "b", "b", 3},
	/* HELO_REJECT: those of the flags, too; but all are the ten */
	{TEN FLAGS, "syntax", "d", "X", 0},
	{TEN FLAGS, "resolves", "d", "S", 0},
	{TEN FLAGS, "not_me", "d", "N", 0},
	{TEN FLAGS, "own_name", "d", "O", 0},
	{TEN FLAGS, "ip_match", "d", "I", 0},
	{TEN FLAGS, "dynamic,syntax", "", "dX", 0},
	{TEN FLAGS, "+syntax,-dynamic", "bdS", "bXS", 0},
	{TEN FLAGS, "all", "", TEN, 0},
	{TEN FLAGS, "all", "X", TEN, 0},
	{TEN FLAGS, "+all", "X", TEN "X", 0},
	{TEN FLAGS, "all,resolves", "", TEN "S", 0},
	{TEN FLAGS, "none", "dX", "", 0},
	/* no HELO at all is nothing that could be named */
	{TEN FLAGS, "no_helo", "", "", 1},
	{TEN FLAGS, "-no_helo", "d", "d", 1},
};

START_TEST(allowance)
{
	unsigned mode = 2;
	struct log log = {0};
	checkset set = apply(set_of(allowances[_i].before), allowances[_i].allowed, &mode,
			     "HELO_REJECT", allowances[_i].text, &log);

	ck_assert_msg(set == set_of(allowances[_i].after), "[%s] on [%s]: [%s]",
		      allowances[_i].text, allowances[_i].before, letters_of(set));
	ck_assert_uint_eq(log.warnings, allowances[_i].warnings);
}
END_TEST

/* What cannot be read is left out, with a warning that quotes it and names the variable. */
static const struct {
	const char *text, *quoted, *before, *after;
} bads[] = {
	{"dynamics", "dynamics", "b", ""},
	{"bogus", "bogus", TEN, ""},
	{"dynamic,bogus", "bogus", "b", "d"},
	{"bogus,dynamic", "bogus", "b", "d"},
	{"all,bogus", "bogus", "b", TEN},
	{"-bogus", "bogus", "bd", "bd"},
	{"+bogus", "bogus", "bd", "bd"},
	{"-bogus,-dynamic", "bogus", "bd", "b"},
	{"+bogus,+match_re", "bogus", "bd", "mbd"},
	{"mismatch", "mismatch", "b", ""},
	{"dynamic bare_ip", "dynamic bare_ip", "m", ""},
	{"dynamic;bare_ip", "dynamic;bare_ip", "m", ""},
	{"--dynamic", "--dynamic", "bd", "bd"},
	{"+-dynamic", "+-dynamic", "b", "b"},
	{"-", "-", "bd", "bd"},
	{"+", "+", "bd", "bd"},
	{"dynamic,-", "-", "b", "d"},
	{"dynamic=1", "dynamic=1", "b", ""},
	{"all=1", "all=1", "b", ""},
	{"dynamic\r", "dynamic?", "b", ""},
	{"dyn\namic", "dyn?amic", "b", ""},
	{"\x1b[31m", "?[31m", "b", ""},
	{"dyn\xc3\xa4mic", "dyn??mic", "b", ""},
	{"no_helo", "no_helo", "b", ""},
	/* literal_mismatch has three modes */
	{"literal_mismatch=4", "literal_mismatch=4", "b", ""},
	{"literal_mismatch=", "literal_mismatch=", "b", ""},
	{"literal_mismatch=x", "literal_mismatch=x", "b", ""},
	{"literal_mismatch=11", "literal_mismatch=11", "b", ""},
	{"literal_mismatch=-1", "literal_mismatch=-1", "b", ""},
	{"literal_mismatch = 1", "literal_mismatch?=?1", "b", ""},
	{"+literal_mismatch=9", "literal_mismatch=9", "b", "b"},
};

START_TEST(bad)
{
	unsigned mode = 2;
	struct log log = {0};
	checkset set = apply(set_of(bads[_i].before), TEN FLAGS, &mode, "HELO_CHECKS",
			     bads[_i].text, &log);
	char quoted[64];

	/* As everywhere, a blank does not come through printable. */
	snprintf(quoted, sizeof(quoted), "%s", bads[_i].quoted);
	for (char *at = quoted; *at != '\0'; at++)
		if (*at == ' ')
			*at = '?';
	ck_assert_msg(set == set_of(bads[_i].after), "[%s]: [%s]", bads[_i].text, letters_of(set));
	ck_assert_uint_eq(mode, 2);
	ck_assert_uint_eq(unit_lines(err.text), 1);
	ck_assert_msg(strstr(err.text, "HELO_CHECKS") != NULL, "%s", err.text);
	ck_assert_msg(strstr(err.text, quoted) != NULL, "[%s]: %s", bads[_i].text, err.text);
	for (const char *at = err.text; at[1] != '\0'; at++)
		ck_assert_msg(*at >= ' ' && *at <= '~', "%s", err.text);
}
END_TEST

START_TEST(names_the_variable)
{
	static const char *const variables[] = {"HELO_CHECKS", "HELO_REJECT"};

	for (int i = 0; i < LENGTH(variables); i++) {
		unsigned mode = 2;
		struct log log = {0};

		apply(0, TEN, &mode, variables[i], "bogus", &log);
		ck_assert_ptr_nonnull(strstr(err.text, variables[i]));
		ck_assert_ptr_null(strstr(err.text, variables[1 - i]));
	}
}
END_TEST

/* A warning for each; and what is very long is cut there, and takes nothing with it. */
START_TEST(many_bads)
{
	static char text[70000];
	unsigned mode = 2;
	struct log log = {0};
	checkset set = apply(set_of("b"), TEN, &mode, "HELO_CHECKS", "+x,+y,+dynamic,+z", &log);

	ck_assert_uint_eq(set, set_of("bd"));
	ck_assert_uint_eq(log.warnings, 3);
	unit_expand(text, sizeof(text), "dynamic,x{60000},bare_ip");
	log = (struct log){0};
	set = apply(set_of("m"), TEN, &mode, "HELO_CHECKS", text, &log);
	ck_assert_uint_eq(set, set_of("bd"));
	ck_assert_uint_eq(log.warnings, 1);
	ck_assert_uint_le(strlen(err.text), LOG_LINE);
	unit_expand(text, sizeof(text), "dynamic,{60000}bare_ip");
	log = (struct log){0};
	set = apply(set_of("m"), TEN, &mode, "HELO_CHECKS", text, &log);
	ck_assert_uint_eq(set, set_of("bd"));
	ck_assert_uint_eq(log.warnings, 0);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_test(tests, find);
	tcase_add_test(tests, find_none);
	tcase_add_loop_test(tests, list, 0, LENGTH(lists));
	tcase_add_loop_test(tests, allowance, 0, LENGTH(allowances));
	tcase_add_loop_test(tests, bad, 0, LENGTH(bads));
	tcase_add_test(tests, names_the_variable);
	tcase_add_test(tests, many_bads);
}

int main(void)
{
	return unit_main("checklist", add);
}
