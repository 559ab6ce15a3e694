/* The options for people: -n, -h, -V. */
#include "cli/options.h"

#include "tests/unit/unit.h"

static struct capture out, err;

static int run(const char *const *arguments, const struct unit_var *vars)
{
	static const struct unit_var nothing[] = {{NULL, NULL}};
	struct env env = unit_env(vars != NULL ? vars : nothing);
	char words[8][16], *argv[9] = {NULL};
	int argc = 0, status;

	for (; arguments[argc] != NULL; argc++) {
		snprintf(words[argc], sizeof(words[argc]), "%s", arguments[argc]);
		argv[argc] = words[argc];
	}
	capture_start(&out, STDOUT_FILENO);
	capture_start(&err, STDERR_FILENO);
	status = options_run(argc, argv, &env);
	capture_end(&err);
	capture_end(&out);
	return status;
}

/* ---- -h, -V, and what is none ---- */

static const struct {
	const char *arguments[5];
	int status;
	const char *out, *err; /* in it; "": nothing there */
} rows[] = {
	{{"helodnscheck", "-h"}, 0, "-n", ""},
	{{"helodnscheck", "-h"}, 0, "-V", ""},
	{{"helodnscheck", "-V"}, 0, VERSION, ""},
	{{"helodnscheck", "-x"}, 2, "", "usage: "},
	{{"helodnscheck", ""}, 2, "", "usage: "},
	{{"helodnscheck", "-"}, 2, "", "usage: "},
	{{"helodnscheck", "--"}, 2, "", "usage: "},
	{{"helodnscheck", "-N"}, 2, "", "usage: "},
	{{"helodnscheck", "-nn"}, 2, "", "usage: "},
	{{"helodnscheck", "-hV"}, 2, "", "usage: "},
	{{"helodnscheck", "-n "}, 2, "", "usage: "},
	{{"helodnscheck", "--help"}, 2, "", "usage: "},
	{{"helodnscheck", "--version"}, 2, "", "usage: "},
	{{"helodnscheck", "mail.example"}, 2, "", "usage: "},
	{{"helodnscheck", "-n", "-n"}, 2, "", "usage: "},
	{{"helodnscheck", "-h", "-V"}, 2, "", "usage: "},
	{{"helodnscheck", "-n", ""}, 2, "", "usage: "},
	{{"helodnscheck", "-V", "mail.example", "x"}, 2, "", "usage: "},
};

START_TEST(row)
{
	unit_home();
	ck_assert_int_eq(run(rows[_i].arguments, NULL), rows[_i].status);
	ck_assert_ptr_nonnull(strstr(out.text, rows[_i].out));
	ck_assert_ptr_nonnull(strstr(err.text, rows[_i].err));
	ck_assert((out.text[0] == '\0') == (*rows[_i].out == '\0'));
	ck_assert((err.text[0] == '\0') == (*rows[_i].err == '\0'));
}
END_TEST

/* ---- -n ---- */

static int look(const struct unit_var *vars)
{
	static const char *const arguments[] = {"helodnscheck", "-n", NULL};

	return run(arguments, vars);
}

/* One mistake each: one warning, whatever L and D say. */
static const struct {
	struct unit_var var;
	const char *file, *text;
	const char *warning; /* NULL: there is none */
} mistakes[] = {
	{{"HELO_DNS_CHECK", ""}, "me", "", NULL},
	{{"HELO_DNS_CHECK", "PLRIV"}, "me", "mx.example\n", NULL},
	{{"HELO_DNS_CHECK", "PLRIVDF"}, "locals", "mx.example\n", NULL},
	{{"NOHELODNSCHECK", ""}, "rcpthosts", ".example\n", NULL},
	{{"HELO_DENY", "rcpt"}, "notipme", "192.0.2.7\n", NULL},
	{{"HELO_DENY_INFO", "https://example.net/"}, "goodhelo", ".example\n192.0.2.0/24\n", NULL},
	{{"HELO_DNS_TIMEOUT", "60"}, "moreipme", "192.0.2.0/24 # us\n", NULL},
	{{"DNSCACHEIP", "127.0.0.1 [::1]:53"}, "moreipme", "\n", NULL},
	{{"HELO_DNS_CHECK", "PLRIVX"}, "me", "", "HELO_DNS_CHECK [PLRIVX]"},
	{{"HELO_DENY", "reject"}, "me", "", "HELO_DENY [reject]"},
	{{"HELO_DNS_TIMEOUT", "0"}, "me", "", "HELO_DNS_TIMEOUT [0]"},
	{{"DNSCACHEIP", "localhost"}, "me", "", "DNSCACHEIP [localhost]"},
	{{"HELO_DNS_CHECK", ""}, "moreipme", "mail.example\n", "control/moreipme line 1: [mail."},
	{{"HELO_DNS_CHECK", "P"}, "moreipme", "::/0\n", "control/moreipme line 1: [::/0]"},
	{{"HELO_DNS_CHECK", "M"}, "notipme", "nobody\n", "control/notipme line 1: [nobody]"},
	{{"HELO_DNS_CHECK", "A"}, "goodhelo", "a b\n", "control/goodhelo line 1: [a?b]"},
	{{"HELO_DNS_CHECK", "DX"}, "me", "", "HELO_DNS_CHECK [DX]"},
	{{"TCPREMOTEIP", "192.0.2.1"}, "me", "", NULL},
	{{"TCPREMOTEIP", "192.0.2"}, "me", "", "TCPREMOTEIP [192.0.2]"},
	{{"TCPREMOTEIP", ""}, "me", "", "TCPREMOTEIP not set"},
};

START_TEST(mistake)
{
	const struct unit_var vars[] = {mistakes[_i].var, {NULL, NULL}};
	const char *warning = mistakes[_i].warning;
	char path[64];

	unit_home();
	unit_file("control/moreipme", "");
	snprintf(path, sizeof(path), "control/%s", mistakes[_i].file);
	unit_file(path, mistakes[_i].text);
	ck_assert_msg(look(vars) == (warning != NULL), "%s", err.text);
	if (warning == NULL) {
		ck_assert_str_eq(err.text, "");
		return;
	}
	ck_assert_uint_eq(unit_lines(err.text), 1);
	ck_assert_ptr_nonnull(strstr(err.text, warning));
}
END_TEST

/* All of them at once; and of a file with many bad lines, each. */
START_TEST(every_warning)
{
	static const struct unit_var vars[] = {{"HELO_DNS_CHECK", "X"},
					       {"HELO_DENY", "x"},
					       {"HELO_DNS_TIMEOUT", "x"},
					       {"DNSCACHEIP", "x"},
					       {NULL, NULL}};

	unit_home();
	unit_file("control/moreipme", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n");
	unit_file("control/notipme", "a\n");
	unit_file("control/goodhelo", "a b\n");
	ck_assert_int_eq(mkdir("control/me", 0755), 0);
	ck_assert_int_eq(mkfifo("control/locals", 0644), 0);
	unit_file_bytes("control/rcpthosts", "\0\n", 2);
	ck_assert_int_eq(look(vars), 1);
	ck_assert_uint_eq(unit_lines(err.text), 4 + 10 + 1 + 1 + 1 + 1 + 1);
	ck_assert_uint_eq(err.pieces, unit_lines(err.text));
	ck_assert_ptr_nonnull(strstr(err.text, "control/moreipme line 10: [10]"));
}
END_TEST

/* What only the host sets, where a person sets it too. */
START_TEST(host)
{
	static const struct unit_var vars[] = {{"TCPREMOTEIP", "192.0.2.1"},
					       {"TCPLOCALIP", "198.51.100"},
					       {"SMTPHELOCMD", "LHLO"},
					       {NULL, NULL}};

	unit_home();
	unit_file("control/moreipme", "");
	ck_assert_int_eq(look(vars), 1);
	ck_assert_uint_eq(unit_lines(err.text), 2);
	ck_assert_ptr_nonnull(strstr(err.text, "TCPLOCALIP [198.51.100]"));
	ck_assert_ptr_nonnull(strstr(err.text, "SMTPHELOCMD [LHLO]"));
}
END_TEST

/* The first mistake of many that an admin makes. */
START_TEST(no_moreipme)
{
	static const struct unit_var vars[] = {{"HELO_DNS_CHECK", "PLRIV"}, {NULL, NULL}};

	unit_home();
	ck_assert_int_eq(look(vars), 1);
	ck_assert_uint_eq(unit_lines(err.text), 1);
	ck_assert_ptr_nonnull(strstr(err.text, "control/moreipme"));
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_loop_test(tests, mistake, 0, LENGTH(mistakes));
	tcase_add_test(tests, every_warning);
	tcase_add_test(tests, host);
	tcase_add_test(tests, no_moreipme);
}

int main(void)
{
	return unit_main("options", add);
}
