/* Who is welcome whatever he says: BEHAVIOUR.md section 1, control/goodhelo. */
#include "input/goodhelo.h"

#include "tests/unit/unit.h"

static struct capture err;
static struct log last_log;

static enum found welcomes(const char *helo, const char *client)
{
	const struct unit_var vars[] = {
		{"SMTPHELOHOST", helo}, {"TCPREMOTEIP", client}, {NULL, NULL}};
	struct env env = unit_env(vars);
	struct session s;
	enum found found;

	last_log = (struct log){.failures = true};
	capture_start(&err, STDERR_FILENO);
	session_read(&s, &env, &last_log);
	capture_end(&err);
	last_log = (struct log){.failures = true};
	capture_start(&err, STDERR_FILENO);
	found = goodhelo_welcomes(&s, &last_log);
	capture_end(&err);
	return found;
}

static const struct {
	const char *file, *helo, *client; /* file NULL: there is none */
	enum found found;
} rows[] = {
	{NULL, "mail.example", "192.0.2.1", NO},
	{"", "mail.example", "192.0.2.1", NO},
	{"# mail.example\n", "mail.example", "192.0.2.1", NO},
	/* a HELO name */
	{"mail.example\n", "mail.example", "192.0.2.1", YES},
	{"mail.example", "mail.example", "192.0.2.1", YES},
	{"mail.example\r\n", "mail.example", "192.0.2.1", YES},
	{" mail.example # our friend\n", "mail.example", "192.0.2.1", YES},
	{"Mail.Example\n", "mAIL.eXAMPLE", "192.0.2.1", YES},
	{"mail.example.\n", "mail.example", "192.0.2.1", YES},
	{"mail.example\n", "mail.example.", "192.0.2.1", YES},
	{"mail.example\n", "mail.example \r", "192.0.2.1", YES},
	{"mail.example\n", "mail.example..", "192.0.2.1", NO},
	{"mail.example\n", "nail.example", "192.0.2.1", NO},
	{"mail.example\n", "a.mail.example", "192.0.2.1", NO},
	{"mail.example\n", "example", "192.0.2.1", NO},
	{"a.example\nb.example\nmail.example\n", "mail.example", "192.0.2.1", YES},
	{"localhost\n", "localhost", "192.0.2.1", YES},
	{"FRIEND\n", "friend", "192.0.2.1", YES},
	{"my_mail.example\n", "my_mail.example", "192.0.2.1", YES},
	{"m\xc3\xbcller.example\n", "m\xc3\xbcller.example", "192.0.2.1", YES},
	{"[198.51.100.7]\n", "[198.51.100.7]", "192.0.2.1", YES},
	{"mail.example\n", "mail.example", "", YES},
	/* .domain: every name below it */
	{".example\n", "mail.example", "192.0.2.1", YES},
	{".example\n", "a.b.c.example", "192.0.2.1", YES},
	{".EXAMPLE\n", "mail.example.", "192.0.2.1", YES},
	{".example\n", "example", "192.0.2.1", NO},
	{".example\n", "mailexample", "192.0.2.1", NO},
	{".example\n", "mail.example.net", "192.0.2.1", NO},
	{".\n", "mail.example", "192.0.2.1", NO},
	{"*\n", "mail.example", "192.0.2.1", NO},
	{"*.example\n", "mail.example", "192.0.2.1", NO},
	/* a client address or prefix */
	{"192.0.2.1\n", "mail.example", "192.0.2.1", YES},
	{"192.0.2.1\n", "mail.example", "192.0.2.2", NO},
	{"192.0.2.1\n", "mail.example", "::ffff:192.0.2.1", YES},
	{"::ffff:192.0.2.1\n", "mail.example", "192.0.2.1", YES},
	{"192.0.2.0/24\n", "mail.example", "192.0.2.255", YES},
	{"192.0.2.0/24\n", "mail.example", "192.0.3.0", NO},
	{"192.0.2.77/255.255.255.0\n", "mail.example", "192.0.2.1", YES},
	{"2001:db8::1\n", "mail.example", "2001:db8::1", YES},
	{"2001:db8::/32\n", "mail.example", "2001:db8:1::1", YES},
	{"2001:db8::/32\n", "mail.example", "2001:db9::1", NO},
	{"2001:db8::/32\n", "mail.example", "192.0.2.1", NO},
	{"192.0.2.1\n", "mail.example", "", NO},
	{"0.0.0.0/0\n", "mail.example", "192.0.2.1", YES},
	{"0.0.0.0/0\n", "mail.example", "2001:db8::1", NO},
	{"0.0.0.0/0\n", "mail.example", "", NO},
	{"::/0\n", "mail.example", "2001:db8::1", YES},
	{"::/0\n", "mail.example", "192.0.2.1", NO},
	/* without a HELO */
	{"192.0.2.1\n", "", "192.0.2.1", YES},
	{"mail.example\n.example\n.\n", "", "192.0.2.1", NO},
};

START_TEST(row)
{
	unit_home();
	if (rows[_i].file != NULL)
		unit_file("control/goodhelo", rows[_i].file);
	ck_assert_int_eq(welcomes(rows[_i].helo, rows[_i].client), rows[_i].found);
	ck_assert_str_eq(err.text, "");
	ck_assert_uint_eq(last_log.warnings, 0);
}
END_TEST

/* A bad line is a warning: it welcomes nobody, and keeps nobody out. */
static const struct {
	const char *file, *helo, *client;
	enum found found;
	const char *warning;
} mistakes[] = {
	{"192.0.2.0/33\n", "mail.example", "192.0.2.1", NO, "line 1: [192.0.2.0/33]"},
	{"192.0.2.0/33\n192.0.2.1\n", "mail.example", "192.0.2.1", YES, "line 1: [192.0.2.0/33]"},
	{"mail example\n", "mail.example", "192.0.2.1", NO, "line 1: [mail?example]"},
	{"mail.example 192.0.2.1\n", "mail.example", "192.0.2.1", NO, "line 1: [mail.example?192"},
	{"192.0.2.0/255.0.255.0\n", "mail.example", "192.0.2.1", NO, "line 1: ["},
	{"\nmail.example/24\n", "mail.example", "192.0.2.1", NO, "line 2: [mail.example/24]"},
};

START_TEST(mistake)
{
	unit_home();
	unit_file("control/goodhelo", mistakes[_i].file);
	ck_assert_int_eq(welcomes(mistakes[_i].helo, mistakes[_i].client), mistakes[_i].found);
	ck_assert_uint_eq(err.pieces, 1);
	ck_assert_ptr_nonnull(strstr(err.text, "helo-dns-check: control/goodhelo line "));
	ck_assert_ptr_nonnull(strstr(err.text, mistakes[_i].warning));
	ck_assert_ptr_nonnull(strstr(err.text, "line skipped"));
}
END_TEST

/* A file that cannot be read may hold the very entry: nobody is denied then. */
START_TEST(unreadable)
{
	unit_home();
	ck_assert_int_eq(mkfifo("control/goodhelo", 0644), 0);
	ck_assert_int_eq(welcomes("mail.example", "192.0.2.1"), UNKNOWN);
	ck_assert_uint_eq(err.pieces, 1);
	ck_assert_ptr_nonnull(strstr(err.text, "control/goodhelo: "));
	unit_home();
	unit_file("control/goodhelo", "mail.example\n");
	ck_assert_int_eq(truncate("control/goodhelo", 1 << 30), 0);
	ck_assert_int_eq(welcomes("other.example", "192.0.2.1"), UNKNOWN);
	ck_assert_int_eq(welcomes("mail.example", "192.0.2.1"), YES);
	unit_home();
	unit_file("control/goodhelo", "mail.example\n");
	ck_assert_int_eq(chmod("control/goodhelo", 0), 0);
	unit_become_nobody();
	ck_assert_int_eq(welcomes("mail.example", "192.0.2.1"), UNKNOWN);
	unit_become_root();
	ck_assert_ptr_nonnull(strstr(err.text, "Permission denied"));
}
END_TEST

START_TEST(lint)
{
	struct log log = {.failures = true, .all_warnings = true};

	unit_home();
	unit_file("control/goodhelo", ".\nmail.example\n0.0.0.0/0\n192.0.2.1/33\na b\n::/0\nc d\n");
	capture_start(&err, STDERR_FILENO);
	goodhelo_lint(&log);
	capture_end(&err);
	ck_assert_uint_eq(log.warnings, 3);
	ck_assert_uint_eq(err.pieces, 3);
	ck_assert_ptr_nonnull(strstr(err.text, "control/goodhelo line 7: [c?d]"));
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_loop_test(tests, mistake, 0, LENGTH(mistakes));
	tcase_add_test(tests, unreadable);
	tcase_add_test(tests, lint);
}

int main(void)
{
	return unit_main("goodhelo", add);
}
