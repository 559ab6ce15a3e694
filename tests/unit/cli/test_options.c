/* The options for people: -n, -h, -V. (-t: test_explain.c, tests/cases/t-explain.tsv) */
#include "cli/options.h"

#include "tests/unit/unit.h"

static struct capture out, err;

/* words: the arguments, separated by `|` */
static int run(const char *words, const struct unit_var *vars)
{
	struct env env = unit_env(vars);
	char copy[100], *argv[10] = {copy};
	int argc = 1, status;

	snprintf(copy, sizeof(copy), "helodnscheck|%s", words);
	for (char *at = copy; (at = strchr(at, '|')) != NULL; argv[argc++] = at)
		*at++ = '\0';
	capture_start(&out, STDOUT_FILENO);
	capture_start(&err, STDERR_FILENO);
	status = options_run(argc, argv, &env);
	capture_end(&err);
	capture_end(&out);
	return status;
}

/* ---- -h, -V, and what is neither ---- */

static const struct {
	const char *words;
	int status;
	const char *out, *err; /* in it; "": nothing there */
} rows[] = {
	{"-h", 0, "  helodnscheck -t HELO IP [REVERSE-NAME]\n", ""},
	{"-V", 0, "helodnscheck " VERSION "\n", ""},
	{"", 2, "", "usage: "},
	{"-", 2, "", "usage: "},
	{"-N", 2, "", "usage: "},
	{"-nn", 2, "", "usage: "},
	{"--help", 2, "", "usage: "},
	{"mail.example", 2, "", "usage: "},
	{"-n|-n", 2, "", "usage: "},
	{"-h|", 2, "", "usage: "},
	{"-V|mail.example|192.0.2.1", 2, "", "usage: "},
	{"-t|mail.example", 2, "", "usage: "},
	{"-t|a..b|192.0.2.1|a|b", 2, "", "usage: "},
	{"-x|a..b|192.0.2.1", 2, "", "usage: "},
	{"-t|a..b|192.0.2", 2, "", "helodnscheck: 192.0.2: not an IP address\n"},
	{"-t|a..b|192.0.2.1 |", 2, "", "helodnscheck: \"192.0.2.1 \": not an IP address\n"},
	{"-t|a..b|192.0.2.1", 1, "Verdict\n  denied by resolves\n", ""},
	{"-t|a..b|192.0.2.1|x", 1, "  reverse   x\n", ""},
};

START_TEST(row)
{
	static const struct unit_var vars[] = {{"HELO_DNS_CHECK", "I"}, {NULL, NULL}};

	unit_home();
	ck_assert_int_eq(run(rows[_i].words, vars), rows[_i].status);
	ck_assert_ptr_nonnull(strstr(out.text, rows[_i].out));
	ck_assert_ptr_nonnull(strstr(err.text, rows[_i].err));
	ck_assert((out.text[0] == '\0') == (*rows[_i].out == '\0'));
	ck_assert((err.text[0] == '\0') == (*rows[_i].err == '\0'));
}
END_TEST

/* ---- -n ---- */

/* One mistake, or none: one warning, whatever L and D say. */
static const struct {
	struct unit_var var;
	const char *file, *text;
	const char *warning; /* NULL: there is none */
} mistakes[] = {
	{{"HELO_DNS_CHECK", "PLRIVDF"}, "locals", "mx.example\n", NULL},
	{{"NOHELODNSCHECK", ""}, "goodhelo", ".example\n192.0.2.0/24\n", NULL},
	{{"DNSCACHEIP", "127.0.0.1 [::1]:53"}, "moreipme", "192.0.2.0/24 # us\n", NULL},
	{{"HELO_DNS_CHECK", "DX"}, "me", "", "HELO_DNS_CHECK=DX: "},
	{{"HELO_DENY", "reject"}, "me", "", "HELO_DENY=reject: "},
	{{"HELO_CHECKS", "x"}, "me", "", "HELO_CHECKS=x: "},
	{{"HELO_DNS_CHECK", ""}, "moreipme", "x\n", "control/moreipme line 1: \"x\""},
	{{"HELO_DNS_CHECK", "M"}, "notipme", "x\n", "control/notipme line 1: \"x\""},
	{{"HELO_DNS_CHECK", "A"}, "goodhelo", "a b\n", "control/goodhelo line 1: \"a b\""},
	{{"HELO_DNS_CHECK", "A"}, "helo.checks.ini", "x\n", "control/helo.checks.ini line 1: "},
	{{"HELO_DNS_CHECK", "A"},
	 "helo.checks.regexps",
	 "(",
	 "control/helo.checks.regexps line 1: "},
	{{"HELO_DNS_CHECK", "A"}, "public_suffix_list.dat", "", "control/public_suffix_list.dat: "},
	/* what only the host sets counts if a person sets it */
	{{"TCPREMOTEIP", "192.0.2.1"}, "me", "", NULL},
	{{"TCPREMOTEIP", "192.0.2"}, "me", "", "TCPREMOTEIP=192.0.2: "},
	{{"TCPREMOTEIP", ""}, "me", "", "TCPREMOTEIP not set; "},
	{{"TCPLOCALIP", "192.0.2"}, "me", "", NULL},
};

START_TEST(mistake)
{
	const struct unit_var vars[] = {mistakes[_i].var, {NULL, NULL}};
	const bool on = strcmp(vars[0].name, "HELO_DNS_CHECK") == 0;
	const char *warning = mistakes[_i].warning;
	char path[64], want[100];

	unit_home();
	unit_file("control/moreipme", "");
	snprintf(path, sizeof(path), "control/%s", mistakes[_i].file);
	unit_file(path, mistakes[_i].text);
	ck_assert_int_eq(run("-n", vars), warning != NULL);
	snprintf(want, sizeof(want), "%s%s",
		 on ? "" : "HELO_DNS_CHECK is not set here; without it the plugin does nothing\n",
		 warning != NULL ? "1 warning\n" : "0 warnings\n");
	ck_assert_str_eq(out.text, want);
	ck_assert_uint_eq(unit_lines(err.text), warning != NULL);
	ck_assert_msg(strstr(err.text, warning != NULL ? warning : "") != NULL, "%s", err.text);
}
END_TEST

/* All of them at once; and of a file with many bad lines, each. */
START_TEST(every_warning)
{
	static const struct unit_var vars[] = {
		{"HELO_DENY", "x"},	      {"HELO_DNS_TIMEOUT", "x"},
		{"DNSCACHEIP", "x"},	      {"TCPREMOTEIP", "192.0.2.1"},
		{"TCPLOCALIP", "198.51.100"}, {"SMTPHELOCMD", "LHLO"},
		{"HELO_DNS_CHECK", "X"},      {NULL, NULL}};

	unit_home();
	unit_file("control/moreipme", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n");
	ck_assert_int_eq(mkdir("control/me", 0755), 0);
	ck_assert_int_eq(mkfifo("control/locals", 0644), 0);
	unit_file_bytes("control/rcpthosts", BYTES("\0\n"));
	ck_assert_int_eq(run("-n", vars), 1);
	ck_assert_str_eq(out.text, "19 warnings\n");
	ck_assert_uint_eq(unit_lines(err.text), 19);
	ck_assert_uint_eq(err.pieces, 19);
	ck_assert_ptr_nonnull(strstr(err.text, "control/moreipme line 10: \"10\""));
}
END_TEST

/* The first mistake of many admins. */
START_TEST(no_moreipme)
{
	static const struct unit_var vars[] = {{"HELO_DNS_CHECK", "PLRIV"}, {NULL, NULL}};

	unit_home();
	ck_assert_int_eq(run("-n", vars), 1);
	ck_assert_str_eq(err.text, "helo-dns-check: control/moreipme: not found\n");
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_loop_test(tests, mistake, 0, LENGTH(mistakes));
	tcase_add_test(tests, every_warning);
	tcase_add_test(tests, no_moreipme);
}

int main(void)
{
	return unit_main("options", add);
}
