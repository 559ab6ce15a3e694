/* The letters of HELO_DNS_CHECK: BEHAVIOUR.md section 2, both generations. */
#include "flags.h"

#include "tests/unit/unit.h"

#define NO_HELO CHECK_BIT(CHECK_NO_HELO)
#define SYNTAX CHECK_BIT(CHECK_SYNTAX)
#define RESOLVES CHECK_BIT(CHECK_RESOLVES)
#define NOT_ME CHECK_BIT(CHECK_NOT_ME)
#define OWN_NAME CHECK_BIT(CHECK_OWN_NAME)
#define IP_MATCH CHECK_BIT(CHECK_IP_MATCH)

/*
 * no_helo is in neither column: it always runs and always denies. So do resolves and ip_match always
 * run; the second column is what runs besides.
 */
static const struct {
	const char *text;
	checkset deny, run;
	const char *unknown;
} rows[] = {
	/* without A, N, G: the default action unless P is given, and P silences B too */
	{"", RESOLVES, 0, ""},
	{"P", 0, 0, ""},
	{"I", RESOLVES, 0, ""},
	{"PI", RESOLVES, 0, ""},
	{"V", RESOLVES | NOT_ME, NOT_ME, ""},
	{"PV", NOT_ME, NOT_ME, ""},
	{"PIV", RESOLVES | NOT_ME, NOT_ME, ""},
	{"O", RESOLVES | OWN_NAME, OWN_NAME, ""},
	{"PO", OWN_NAME, OWN_NAME, ""},
	{"B", RESOLVES | IP_MATCH, 0, ""},
	{"PB", 0, 0, ""},
	{"PBI", RESOLVES, 0, ""},
	{"PBV", NOT_ME, NOT_ME, ""},
	{"BV", RESOLVES | IP_MATCH | NOT_ME, NOT_ME, ""},
	{"IVOB", RESOLVES | NOT_ME | OWN_NAME | IP_MATCH, NOT_ME | OWN_NAME, ""},
	{"PIVOB", RESOLVES | NOT_ME | OWN_NAME, NOT_ME | OWN_NAME, ""},
	{"PLRIV", RESOLVES | NOT_ME, NOT_ME, ""},
	{"VIRLP", RESOLVES | NOT_ME, NOT_ME, ""},
	{"PR", 0, 0, ""},
	{"L", RESOLVES, 0, ""},
	{"RTMLHDF", RESOLVES, 0, ""},
	{"PRTMLHDF", 0, 0, ""},
	/* with one of them: no default action, B does what the three do as well, P silences all */
	{"A", RESOLVES, 0, ""},
	{"N", NOT_ME, NOT_ME, ""},
	{"G", SYNTAX, SYNTAX, ""},
	{"AN", RESOLVES | NOT_ME, NOT_ME, ""},
	{"ANG", RESOLVES | NOT_ME | SYNTAX, NOT_ME | SYNTAX, ""},
	{"GNLR", SYNTAX | NOT_ME, SYNTAX | NOT_ME, ""},
	{"GI", SYNTAX | RESOLVES, SYNTAX, ""},
	{"GV", SYNTAX | NOT_ME, SYNTAX | NOT_ME, ""},
	{"NI", NOT_ME | RESOLVES, NOT_ME, ""},
	{"AV", RESOLVES | NOT_ME, NOT_ME, ""},
	{"AO", RESOLVES | OWN_NAME, OWN_NAME, ""},
	{"GO", SYNTAX | OWN_NAME, SYNTAX | OWN_NAME, ""},
	{"GB", SYNTAX | RESOLVES | NOT_ME | IP_MATCH, SYNTAX | NOT_ME, ""},
	{"NB", SYNTAX | RESOLVES | NOT_ME | IP_MATCH, SYNTAX | NOT_ME, ""},
	{"AB", SYNTAX | RESOLVES | NOT_ME | IP_MATCH, SYNTAX | NOT_ME, ""},
	{"ABO", SYNTAX | RESOLVES | NOT_ME | IP_MATCH | OWN_NAME, SYNTAX | NOT_ME | OWN_NAME, ""},
	{"AP", 0, 0, ""},
	{"NP", 0, NOT_ME, ""},
	{"GP", 0, SYNTAX, ""},
	{"GIP", 0, SYNTAX, ""},
	{"GVP", 0, SYNTAX | NOT_ME, ""},
	{"GOP", 0, SYNTAX | OWN_NAME, ""},
	{"PGB", 0, SYNTAX | NOT_ME, ""},
	{"ANGBIVOP", 0, SYNTAX | NOT_ME | OWN_NAME, ""},
	/* with an unknown letter: no default action, the known ones act */
	{"X", 0, 0, "X"},
	{"XP", 0, 0, "X"},
	{"XI", RESOLVES, 0, "X"},
	{"XV", NOT_ME, NOT_ME, "X"},
	{"XO", OWN_NAME, OWN_NAME, "X"},
	{"XB", IP_MATCH, 0, "X"},
	{"XBP", 0, 0, "X"},
	{"XIP", RESOLVES, 0, "X"},
	{"XG", SYNTAX, SYNTAX, "X"},
	{"XGB", SYNTAX | RESOLVES | NOT_ME | IP_MATCH, SYNTAX | NOT_ME, "X"},
	{"plriv", 0, 0, "plriv"},
	{"an", 0, 0, "an"},
	{"PLRIVx", RESOLVES | NOT_ME, NOT_ME, "x"},
	{"P L", 0, 0, "?"},
	{" ", 0, 0, "?"},
	{"1", 0, 0, "1"},
	{"PLRIV,X", RESOLVES | NOT_ME, NOT_ME, ",X"},
	{"XYXYXZ", 0, 0, "XYZ"},
	{"\"\"", 0, 0, "\""},
	{"\x80\xff\r", 0, 0, "?"},
};

START_TEST(row)
{
	const char *text = rows[_i].text;
	struct flags f = flags_read(text);
	checkset run = rows[_i].run | NO_HELO | RESOLVES | IP_MATCH;

	ck_assert_msg(f.deny == (rows[_i].deny | NO_HELO), "[%s] denies 0x%x", text, f.deny);
	ck_assert_msg(f.run == run, "[%s] runs 0x%x", text, f.run);
	ck_assert_str_eq(f.unknown, rows[_i].unknown);
}
END_TEST

static const struct {
	const char *text;
	bool skip_relay, temporary, monitor, log, headers, debug, facts;
} options[] = {
	{"", false, false, false, false, false, false, false},
	{"P", false, false, false, false, false, false, false},
	{"R", true, false, false, false, false, false, false},
	{"T", false, true, false, false, false, false, false},
	{"M", false, false, true, false, false, false, false},
	{"L", false, false, false, true, false, false, false},
	{"H", false, false, false, false, true, false, false},
	{"D", false, false, false, true, false, true, false},
	{"F", false, false, false, false, false, false, true},
	{"IVOBANGP", false, false, false, false, false, false, false},
	{"RTMLHDF", true, true, true, true, true, true, true},
	{"PRTMLHDFG", true, true, true, true, true, true, true},
	{"XRTMLHDF", true, true, true, true, true, true, true},
	{"rtmlhdf", false, false, false, false, false, false, false},
};

START_TEST(option)
{
	struct flags f = flags_read(options[_i].text);

	ck_assert(f.skip_relay == options[_i].skip_relay);
	ck_assert(f.temporary == options[_i].temporary);
	ck_assert(f.monitor == options[_i].monitor);
	ck_assert(f.log == options[_i].log);
	ck_assert(f.headers == options[_i].headers);
	ck_assert(f.debug == options[_i].debug);
	ck_assert(f.facts == options[_i].facts);
}
END_TEST

static void assert_same(const char *one, const char *other)
{
	struct flags a = flags_read(one), b = flags_read(other);

	ck_assert_msg(a.deny == b.deny && a.run == b.run && a.skip_relay == b.skip_relay &&
			      a.temporary == b.temporary && a.monitor == b.monitor &&
			      a.log == b.log && a.headers == b.headers && a.debug == b.debug &&
			      a.facts == b.facts,
		      "[%s] and [%s] differ", one, other);
}

/* Of all sets of letters there are: order does not matter, nor how often one stands there. */
START_TEST(order)
{
	static const char letters[] = "IAVNOBGPRTMLHDF";

	for (unsigned set = 0; set < 1U << (sizeof(letters) - 1); set++) {
		char text[64], backwards[64], twice[64];
		size_t n = 0;

		for (size_t i = 0; i < sizeof(letters) - 1; i++)
			if ((set >> i & 1) != 0)
				text[n++] = letters[i];
		text[n] = '\0';
		for (size_t i = 0; i < n; i++)
			backwards[i] = text[n - 1 - i];
		backwards[n] = '\0';
		snprintf(twice, sizeof(twice), "%.30s%.30s", backwards, text);
		assert_same(text, backwards);
		assert_same(text, twice);
		ck_assert_str_eq(flags_read(text).unknown, "");
	}
}
END_TEST

/* More unknown letters than there is room for: some are named, each once. */
START_TEST(many_unknown)
{
	char text[300];
	struct flags f;

	for (size_t i = 0; i < sizeof(text) - 1; i++)
		text[i] = (char)('a' + i % 26);
	text[sizeof(text) - 1] = '\0';
	f = flags_read(text);
	ck_assert_uint_lt(strlen(f.unknown), sizeof(f.unknown));
	ck_assert_uint_gt(strlen(f.unknown), 0);
	ck_assert_int_eq(strncmp(f.unknown, text, strlen(f.unknown)), 0);
	ck_assert_uint_eq(f.deny, NO_HELO);
	/* Known ones behind them still act. */
	text[298] = 'I';
	ck_assert_uint_eq(flags_read(text).deny, NO_HELO | RESOLVES);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_loop_test(tests, option, 0, LENGTH(options));
	tcase_add_test(tests, order);
	tcase_add_test(tests, many_unknown);
}

int main(void)
{
	return unit_main("flags", add);
}
