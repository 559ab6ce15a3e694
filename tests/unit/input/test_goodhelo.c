/* Who is welcome: doc/behaviour.md section 1; more in tests/cases/1-goodhelo.tsv. */
#include "input/goodhelo.h"

#include "tests/unit/given.h"

#define FILE_NAME "control/goodhelo"

static struct capture err;

static enum answer welcomes(const char *helo, const char *client)
{
	const struct session s = given_helo(helo, client);
	struct log log = {.failures = true};
	enum answer answer;

	capture_start(&err, STDERR_FILENO);
	answer = goodhelo_welcomes(&s, &log);
	capture_end(&err);
	ck_assert_uint_eq(log.warnings, err.pieces);
	return answer;
}

#define NEITHER "not a name, address or network; line skipped"

static const struct {
	const char *file, *helo, *client; /* file NULL: there is none */
	enum answer answer;
	const char *warning; /* line, quoted text, what is wrong; NULL: none */
} rows[] = {
	{NULL, "mail.example", "192.0.2.1", NO, NULL},
	{"", "mail.example", "192.0.2.1", NO, NULL},
	/* a HELO name */
	{"# x\n a.example # b\nMail.Example.\r\n", "mAIL.eXAMPLE \r", "", YES, NULL},
	{"mail.example\n", "nail.example", "192.0.2.1", NO, NULL},
	{"mail.example\n", "a.mail.example", "192.0.2.1", NO, NULL},
	{"m\xc3\xbcller\n", "m\xc3\xbcller", "192.0.2.1", YES, NULL},
	{"[198.51.100.7]\n", "[198.51.100.7]", "192.0.2.1", YES, NULL},
	/* .domain: every name below it */
	{".EXAMPLE\n", "a.b.example.", "192.0.2.1", YES, NULL},
	{".example\n", "example", "192.0.2.1", NO, NULL},
	{".example\n", "mailexample", "192.0.2.1", NO, NULL},
	/* and so does *.domain, as a resolver's zone would have it */
	{"*.EXAMPLE\n", "a.b.example.", "192.0.2.1", YES, NULL},
	{"*.example\n", "example", "192.0.2.1", NO, NULL},
	{"*.example\n", "mailexample", "192.0.2.1", NO, NULL},
	{"*.example\n", "*.example", "192.0.2.1", YES, NULL},
	{"*.a\n", "mail.a", "192.0.2.1", YES, NULL},
	/* a client's address or network */
	{"192.0.2.0/24\n", "mail.example", "::ffff:192.0.2.255", YES, NULL},
	{"192.0.2.77/255.255.255.0\n", "mail.example", "192.0.3.0", NO, NULL},
	{"2001:db8::/32\n", "mail.example", "2001:db8:1::1", YES, NULL},
	{"192.0.2.1\n", "mail.example", "", NO, NULL},
	{"192.0.2.1\n", "192.0.2.1", "192.0.2.2", NO, NULL},
	{"0.0.0.0/0\n", "mail.example", "192.0.2.1", YES, NULL},
	{"0.0.0.0/0\n", "mail.example", "2001:db8::1", NO, NULL},
	/* a network in the form of tcprules */
	{"192.0.2.\n", "mail.example", "192.0.2.255", YES, NULL},
	{"192.0.2.\n", "mail.example", "192.0.3.0", NO, NULL},
	{"192.0.\n", "mail.example", "192.0.255.255", YES, NULL},
	{"192.0.\n", "mail.example", "192.1.0.0", NO, NULL},
	{"192.\n", "mail.example", "192.255.255.255", YES, NULL},
	{"192.\n", "mail.example", "193.0.0.0", NO, NULL},
	{"192.000.002.\n", "mail.example", "192.0.2.1", YES, NULL},
	{"192.0.2.\n", "192.0.2", "198.51.100.1", NO, NULL},
	/* without a HELO */
	{"mail.example\n.example\n192.0.2.1\n", "", "192.0.2.1", YES, NULL},
	{"mail.example\n.example\n", "", "192.0.2.1", NO, NULL},
	/* A bad line welcomes nobody, and keeps nobody out. */
	{"\n192.0.2.0/33\n192.0.2.1\n", "mail.example", "192.0.2.1", YES,
	 "2: \"192.0.2.0/33\": " NEITHER},
	{"mail.example/24\n", "mail.example", "192.0.2.1", NO, "1: \"mail.example/24\": " NEITHER},
	{"192.0.2.0/255.0.255.0\n", "mail.example", "192.0.2.1", NO,
	 "1: \"192.0.2.0/255.0.255.0\": " NEITHER},
	{"192.0.2.0-9\n", "192.0.2.0-9", "192.0.2.1", NO, "1: \"192.0.2.0-9\": " NEITHER},
	{"192.0.2\n", "192.0.2", "192.0.2.1", NO, "1: \"192.0.2\": " NEITHER},
	{"192.0.2.1.\n", "192.0.2.1.", "192.0.2.1", NO, "1: \"192.0.2.1.\": " NEITHER},
	{"256.0.\n", "mail.example", "0.0.0.1", NO, "1: \"256.0.\": " NEITHER},
	{"1..\n", "mail.example", "1.0.0.0", NO, "1: \"1..\": " NEITHER},
	{"0000000000000.\n", "mail.example", "0.0.0.1", NO, "1: \"0000000000000.\": " NEITHER},
	{".\n", "mail.example", "192.0.2.1", NO, "1: \".\": " NEITHER},
	{"*.\n", "mail.example", "192.0.2.1", NO,
	 "1: \"*.\": \"*\" stands only in \"*.domain\"; line skipped"},
	{"*\n", "*", "192.0.2.1", NO, "1: \"*\": \"*\" stands only in \"*.domain\"; line skipped"},
	{"*.*.example\n", "a.*.example", "192.0.2.1", NO,
	 "1: \"*.*.example\": \"*\" stands only in \"*.domain\"; line skipped"},
	{"*example\n", "*example", "192.0.2.1", NO,
	 "1: \"*example\": \"*\" stands only in \"*.domain\"; line skipped"},
	{"x.example\nmail.*\n", "mail.*", "192.0.2.1", NO,
	 "2: \"mail.*\": \"*\" stands only in \"*.domain\"; line skipped"},
	{"@mail.example\n", "@mail.example", "192.0.2.1", NO,
	 "1: \"@mail.example\": a HELO has no \"@\"; line skipped"},
	{"me@mail.example\n", "mail.example", "192.0.2.1", NO,
	 "1: \"me@mail.example\": a HELO has no \"@\"; line skipped"},
	{"mail.example 192.0.2.1\n", "mail.example", "192.0.2.1", NO,
	 "1: \"mail.example 192.0.2.1\": one entry per line; line skipped"},
	{"192.0.2.1,192.0.2.2\n", "mail.example", "192.0.2.1", NO,
	 "1: \"192.0.2.1,192.0.2.2\": one entry per line; line skipped"},
	{"a@b\tc\n", "a@b\tc", "192.0.2.1", NO, "1: \"a@b?c\": one entry per line; line skipped"},
};

START_TEST(row)
{
	char want[200] = "";

	unit_home();
	if (rows[_i].file != NULL)
		unit_file(FILE_NAME, rows[_i].file);
	ck_assert_int_eq(welcomes(rows[_i].helo, rows[_i].client), rows[_i].answer);
	if (rows[_i].warning != NULL)
		snprintf(want, sizeof(want), "helo-dns-check: " FILE_NAME " line %s\n",
			 rows[_i].warning);
	ck_assert_str_eq(err.text, want);
}
END_TEST

/* A file, or a line, that cannot be read may be the very entry: nobody is denied then. */
static const struct {
	const char *bytes;
	size_t len;
	const char *warning; /* in it */
} unreadables[] = {
	{BYTES("mail.example\n\0\n"),
	 FILE_NAME " line 2: \"?\": contains a NUL byte; no client is denied"},
	{NULL, 0, FILE_NAME ": not a regular file; no client is denied"},
};

START_TEST(unreadable)
{
	unit_home();
	if (unreadables[_i].bytes != NULL)
		unit_file_bytes(FILE_NAME, unreadables[_i].bytes, unreadables[_i].len);
	else
		ck_assert_int_eq(mkfifo(FILE_NAME, 0644), 0);
	ck_assert_int_eq(welcomes("other.example", "192.0.2.1"), UNKNOWN);
	ck_assert_uint_eq(err.pieces, 1);
	ck_assert_ptr_nonnull(strstr(err.text, unreadables[_i].warning));
	if (unreadables[_i].bytes != NULL)
		ck_assert_int_eq(welcomes("mail.example", "192.0.2.1"), YES);
}
END_TEST

/* -n: all of it is read, whatever its lines say. */
START_TEST(lint)
{
	struct log log = {.quiet = true, .all_warnings = true};

	unit_home();
	unit_file(FILE_NAME,
		  "mail.example\n0.0.0.0/0\n192.0.2.1/33\na b\n::/0\n.\n*.x\n192.0.\nc d\n");
	goodhelo_lint(&log);
	ck_assert_uint_eq(log.warnings, 4);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_loop_test(tests, unreadable, 0, LENGTH(unreadables));
	tcase_add_test(tests, lint);
}

int main(void)
{
	return unit_main("goodhelo", add);
}
