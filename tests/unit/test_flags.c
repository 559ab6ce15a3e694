/* The letters of HELO_DNS_CHECK: doc/behaviour.md section 2, both generations. */
#include "flags.h"

#include "tests/unit/unit.h"

/* A letter for each check that flags stand for, so that a set is a word. */
static const struct {
	char letter;
	checkset bit;
} letters[] = {
	{'S', CHECK_BIT(CHECK_SYNTAX)},	  {'R', CHECK_BIT(CHECK_RESOLVES)},
	{'M', CHECK_BIT(CHECK_NOT_ME)},	  {'O', CHECK_BIT(CHECK_OWN_NAME)},
	{'I', CHECK_BIT(CHECK_IP_MATCH)},
};

static checkset set_of(const char *text)
{
	checkset set = CHECK_BIT(CHECK_NO_HELO); /* always runs, always denies */

	for (int i = 0; i < LENGTH(letters); i++)
		if (strchr(text, letters[i].letter) != NULL)
			set |= letters[i].bit;
	return set;
}

static const struct {
	const char *text, *deny;
	const char *run; /* besides resolves and ip_match, which always do */
	const char *unknown;
} rows[] = {
	/* without A, N, G: the default action unless P is given, and P silences B too */
	{"", "R", "", ""},
	{"P", "", "", ""},
	{"I", "R", "", ""},
	{"PI", "R", "", ""},
	{"V", "RM", "M", ""},
	{"PV", "M", "M", ""},
	{"O", "RO", "O", ""},
	{"PO", "O", "O", ""},
	{"B", "RI", "", ""},
	{"PB", "", "", ""},
	{"PIVOB", "RMO", "MO", ""},
	{"IVOB", "RMOI", "MO", ""},
	{"PLRIV", "RM", "M", ""},
	{"RTMLHDF", "R", "", ""},
	/* with one of them: no default action, B does what the three do too, P silences all */
	{"A", "R", "", ""},
	{"N", "M", "M", ""},
	{"G", "S", "S", ""},
	{"GI", "SR", "S", ""},
	{"AV", "RM", "M", ""},
	{"NI", "RM", "M", ""},
	{"AO", "RO", "O", ""},
	{"GNLR", "SM", "SM", ""},
	{"AB", "SRMI", "SM", ""},
	{"NB", "SRMI", "SM", ""},
	{"GB", "SRMI", "SM", ""},
	{"AP", "", "", ""},
	{"GOIP", "", "SO", ""},
	{"PAB", "", "SM", ""},
	{"ANGBIVOP", "", "SMO", ""},
	/* with an unknown letter: no default action, the known ones act */
	{"X", "", "", "X"},
	{"XI", "R", "", "X"},
	{"XB", "I", "", "X"},
	{"XGB", "SRMI", "SM", "X"},
	{"plriv", "", "", "plriv"},
	{"P L1", "", "", "?1"},
	{"XYXYXZ,", "", "", "XYZ,"},
	{"~\x80\x7f\xff\r!", "", "", "~?!"},
};

START_TEST(row)
{
	struct flags f = flags_parse(rows[_i].text);
	checkset run = set_of(rows[_i].run) | set_of("RI");

	ck_assert_msg(f.deny == set_of(rows[_i].deny), "[%s] denies 0x%x", rows[_i].text, f.deny);
	ck_assert_msg(f.run == run, "[%s] runs 0x%x", rows[_i].text, f.run);
	ck_assert_str_eq(f.unknown, rows[_i].unknown);
}
END_TEST

/* Of all sets of letters: what the others mean, and that neither order nor number matters. */
START_TEST(every_set)
{
	static const char all[] = "IAVNOBGPRTMLHDF";

	for (unsigned set = 0; set < 1U << (sizeof(all) - 1); set++) {
		char text[16] = "", twice[31];
		size_t n = 0;
		struct flags f, other;

		for (size_t i = 0; i < sizeof(all) - 1; i++)
			if ((set >> i & 1) != 0)
				text[n++] = all[i];
		for (size_t i = 0; i < n; i++)
			twice[i] = twice[2 * n - 1 - i] = text[n - 1 - i];
		twice[2 * n] = '\0';
		f = flags_parse(text);
		other = flags_parse(twice);
		ck_assert_msg(f.deny == other.deny && f.run == other.run, "[%s] [%s]", text, twice);
		ck_assert(f.skip_relay == (strchr(text, 'R') != NULL));
		ck_assert(f.temporary == (strchr(text, 'T') != NULL));
		ck_assert(f.monitor == (strchr(text, 'M') != NULL));
		ck_assert(f.log == (strpbrk(text, "LD") != NULL));
		ck_assert(f.headers == (strchr(text, 'H') != NULL));
		ck_assert(f.debug == (strchr(text, 'D') != NULL));
		ck_assert(f.facts == (strchr(text, 'F') != NULL));
		ck_assert(f.silent == (strchr(text, 'P') != NULL && strpbrk(text, "ANG") != NULL));
		ck_assert_str_eq(f.unknown, "");
	}
}
END_TEST

/* More unknown letters than there is room for: some are named, each once; known ones behind act. */
START_TEST(many_unknown)
{
	char text[300];
	struct flags f;

	for (size_t i = 0; i < sizeof(text) - 1; i++)
		text[i] = (char)('a' + i % 26);
	text[sizeof(text) - 1] = '\0';
	text[298] = 'I';
	f = flags_parse(text);
	ck_assert_str_eq(f.unknown, "abcdefghijklmno");
	ck_assert_uint_eq(f.deny, set_of("R"));
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_test(tests, every_set);
	tcase_add_test(tests, many_unknown);
}

int main(void)
{
	return unit_main("flags", add);
}
