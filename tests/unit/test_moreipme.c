/* Addresses of ours: BEHAVIOUR.md section 3. */
#include "moreipme.h"

#include "base/clock.h"
#include "tests/unit/unit.h"

static struct capture err;
static struct log last_log;

/* The addresses of text, parted by one blank each. */
static struct addrs read_list(const char *text)
{
	struct addrs list = {0};

	while (*text != '\0') {
		size_t len = strcspn(text, " ");
		struct ipaddr ip;

		ck_assert(ipaddr_parse(&ip, text, len));
		ck_assert(addrs_add(&list, ip));
		text += len + (text[len] == ' ');
	}
	return list;
}

static enum found any_ours(const char *addresses, const char *local)
{
	struct addrs list = read_list(addresses);
	struct ipaddr local_ip = unit_ip(local);
	enum found found;

	last_log = (struct log){.failures = true};
	capture_start(&err, STDERR_FILENO);
	found = moreipme_any_ours(&list, &local_ip, &last_log);
	capture_end(&err);
	addrs_free(&list);
	return found;
}

/* NULL: no such file. */
static void files(const char *moreipme, const char *notipme)
{
	unit_home();
	if (moreipme != NULL)
		unit_file("control/moreipme", moreipme);
	if (notipme != NULL)
		unit_file("control/notipme", notipme);
}

static const struct {
	const char *moreipme, *notipme, *local, *addresses;
	enum found found;
} rows[] = {
	/* without any file line: 127.0.0.0/8, 0.0.0.0, ::1, :: */
	{"", NULL, "", "", NO},
	{"", NULL, "", "127.0.0.1", YES},
	{"", NULL, "", "127.0.0.0", YES},
	{"", NULL, "", "127.255.255.255", YES},
	{"", NULL, "", "126.255.255.255", NO},
	{"", NULL, "", "128.0.0.0", NO},
	{"", NULL, "", "0.0.0.0", YES},
	{"", NULL, "", "0.0.0.1", NO},
	{"", NULL, "", "::1", YES},
	{"", NULL, "", "::", YES},
	{"", NULL, "", "::2", NO},
	{"", NULL, "", "::ffff:127.0.0.1", YES},
	{"", NULL, "", "::ffff:0.0.0.0", YES},
	{"", NULL, "", "::127.0.0.1", NO},
	{"", NULL, "", "192.0.2.1", NO},
	{"", NULL, "", "255.255.255.255", NO},
	/* TCPLOCALIP */
	{"", NULL, "192.0.2.25", "192.0.2.25", YES},
	{"", NULL, "192.0.2.25", "192.0.2.26", NO},
	{"", NULL, "::ffff:192.0.2.25", "192.0.2.25", YES},
	{"", NULL, "2001:db8::25", "2001:db8::25", YES},
	{"", NULL, "2001:db8::25", "2001:db8::26", NO},
	{"", NULL, "2001:db8::25", "192.0.2.25", NO},
	/* moreipme */
	{"192.0.2.1\n", NULL, "", "192.0.2.1", YES},
	{"192.0.2.1", NULL, "", "192.0.2.1", YES},
	{"192.0.2.1\r\n", NULL, "", "192.0.2.1", YES},
	{"  192.0.2.1 # the first one\n", NULL, "", "192.0.2.1", YES},
	{"# 192.0.2.1\n", NULL, "", "192.0.2.1", NO},
	{"192.0.2.1\n", NULL, "", "192.0.2.2", NO},
	{"192.0.2.1\n192.0.2.2\n", NULL, "", "192.0.2.2", YES},
	{"192.0.2.0/24\n", NULL, "", "192.0.2.255", YES},
	{"192.0.2.77/24\n", NULL, "", "192.0.2.255", YES},
	{"192.0.2.0/24\n", NULL, "", "192.0.3.0", NO},
	{"192.0.2.0/255.255.255.0\n", NULL, "", "192.0.2.255", YES},
	{"192.0.2.0/255.255.255.0\n", NULL, "", "192.0.3.0", NO},
	{"192.0.2.1/32\n", NULL, "", "192.0.2.1", YES},
	{"192.0.2.0/31\n", NULL, "", "192.0.2.1", YES},
	{"192.0.2.0/31\n", NULL, "", "192.0.2.2", NO},
	{"128.0.0.0/1\n", NULL, "", "192.0.2.1", YES},
	{"2001:db8::/32\n", NULL, "", "2001:db8:ffff::1", YES},
	{"2001:db8::/32\n", NULL, "", "2001:db9::1", NO},
	{"2001:0DB8:0:0::1\n", NULL, "", "2001:db8::1", YES},
	{"::ffff:192.0.2.1\n", NULL, "", "192.0.2.1", YES},
	{"::ffff:192.0.2.0/120\n", NULL, "", "192.0.2.77", YES},
	{"fe80::1%eth0\n", NULL, "", "fe80::1", YES},
	{"010.000.000.001\n", NULL, "", "10.0.0.1", YES},
	/* one address of many is enough */
	{"192.0.2.1\n", NULL, "", "198.51.100.1 192.0.2.1", YES},
	{"192.0.2.1\n", NULL, "", "192.0.2.1 198.51.100.1", YES},
	{"192.0.2.1\n", NULL, "", "198.51.100.1 2001:db8::1 198.51.100.2", NO},
	{"192.0.2.1\n", NULL, "", "198.51.100.1 ::1 198.51.100.2", YES},
	/* notipme: the longest prefix wins, and a tie goes to it */
	{"192.0.2.1\n", "192.0.2.1\n", "", "192.0.2.1", NO},
	{"192.0.2.1\n", "192.0.2.2\n", "", "192.0.2.1", YES},
	{"192.0.2.0/24\n", "192.0.2.1\n", "", "192.0.2.1", NO},
	{"192.0.2.0/24\n", "192.0.2.1\n", "", "192.0.2.2", YES},
	{"192.0.2.0/24\n", "192.0.2.0/24\n", "", "192.0.2.2", NO},
	{"192.0.2.0/24\n", "192.0.2.0/25\n", "", "192.0.2.127", NO},
	{"192.0.2.0/24\n", "192.0.2.0/25\n", "", "192.0.2.128", YES},
	{"192.0.2.0/25\n", "192.0.2.0/24\n", "", "192.0.2.1", YES},
	{"192.0.2.0/25\n", "192.0.2.0/24\n", "", "192.0.2.128", NO},
	{"192.0.2.1\n", "192.0.2.0/31\n", "", "192.0.2.1", YES},
	{"192.0.2.0/24\n192.0.2.1\n", "192.0.2.0/25\n", "", "192.0.2.1", YES},
	{"192.0.2.1\n192.0.2.0/24\n", "192.0.2.0/25\n", "", "192.0.2.1", YES},
	{"192.0.2.0/24\n", "192.0.2.0/25\n192.0.2.0/16\n", "", "192.0.2.1", NO},
	{"192.0.2.1/255.255.255.0\n", "192.0.2.0/24\n", "", "192.0.2.1", NO},
	{"::ffff:192.0.2.0/120\n", "192.0.2.0/24\n", "", "192.0.2.1", NO},
	{"2001:db8::/32\n", "2001:db8::/33\n", "", "2001:db8::1", NO},
	{"2001:db8::/32\n", "2001:db8::/31\n", "", "2001:db8::1", YES},
	{"2001:db8::1\n", "2001:db8::1\n", "", "2001:db8::1", NO},
	{"2001:db8::1\n", "2001:db8::/127\n", "", "2001:db8::1", YES},
	{"", "127.0.0.0/8\n", "", "127.0.0.1", NO},
	{"", "127.0.0.0/7\n", "", "127.0.0.1", YES},
	{"", "127.0.0.2\n", "", "127.0.0.2", NO},
	{"127.0.0.2\n", "127.0.0.0/8\n", "", "127.0.0.2", YES},
	{"127.0.0.0/9\n", "127.0.0.0/8\n", "", "127.0.0.2", YES},
	{"127.0.0.0/8\n", "127.0.0.0/9\n", "", "127.0.0.2", NO},
	{"", "0.0.0.0\n", "", "0.0.0.0", NO},
	{"", "::1\n", "", "::1", NO},
	{"", "::/127\n", "", "::1", YES},
	{"", "192.0.2.25\n", "192.0.2.25", "192.0.2.25", NO},
	{"", "192.0.2.0/24\n", "192.0.2.25", "192.0.2.25", YES},
	/* each address by itself: one that is ours and not excepted is enough */
	{"192.0.2.0/24\n", "192.0.2.1\n", "", "192.0.2.1 192.0.2.2", YES},
	{"192.0.2.0/24\n", "192.0.2.1\n192.0.2.2\n", "", "192.0.2.1 192.0.2.2", NO},
	/* what notipme cannot take away from nobody */
	{"", "192.0.2.0/24\n", "", "192.0.2.1", NO},
};

START_TEST(row)
{
	files(rows[_i].moreipme, rows[_i].notipme);
	ck_assert_int_eq(any_ours(rows[_i].addresses, rows[_i].local), rows[_i].found);
	ck_assert_str_eq(err.text, "");
}
END_TEST

/* ---- mistakes ---- */

static const struct {
	const char *moreipme, *notipme, *addresses;
	enum found found;
	unsigned warnings;
	const char *warning;
} mistakes[] = {
	/* A bad line of moreipme is skipped, and so is everything there is */
	{"nonsense\n192.0.2.1\n", NULL, "192.0.2.1", YES, 1, "control/moreipme line 1: [nonsense]"},
	{"192.0.2.1\nnonsense\n", NULL, "192.0.2.1", YES, 1, "control/moreipme line 2: [nonsense]"},
	{"nonsense\n", NULL, "192.0.2.1", NO, 1, "control/moreipme line 1: [nonsense]"},
	{"192.0.2.1/33\n", NULL, "192.0.2.1", NO, 1, "control/moreipme line 1: [192.0.2.1/33]"},
	{"192.0.2.1 192.0.2.2\n", NULL, "192.0.2.1", NO, 1, "[192.0.2.1?192.0.2.2]"},
	{"192.0.2.1/255.0.255.0\n", NULL, "192.0.2.1", NO, 1, "[192.0.2.1/255.0.255.0]"},
	{"2001:db8::1/129\n", NULL, "2001:db8::1", NO, 1, "[2001:db8::1/129]"},
	{"192.0.2.0/24\x1b\n", NULL, "192.0.2.1", NO, 1, "[192.0.2.0/24?]"},
	{"0.0.0.0/0\n", NULL, "192.0.2.1", NO, 1, "control/moreipme line 1: [0.0.0.0/0]"},
	{"192.0.2.1/0\n", NULL, "192.0.2.1", NO, 1, "control/moreipme line 1: [192.0.2.1/0]"},
	{"0.0.0.0/0.0.0.0\n", NULL, "192.0.2.1", NO, 1, "[0.0.0.0/0.0.0.0]"},
	{"::/0\n", NULL, "2001:db8::1", NO, 1, "control/moreipme line 1: [::/0]"},
	{"::/0\n", NULL, "192.0.2.1", NO, 1, "control/moreipme line 1: [::/0]"},
	{"0.0.0.0/0\n192.0.2.1\n", NULL, "192.0.2.1", YES, 1, "line 1: [0.0.0.0/0]"},
	/* which nobody reads where the address is ours without it */
	{"nonsense\n", NULL, "127.0.0.1", YES, 0, ""},
	{NULL, NULL, "127.0.0.1", YES, 0, ""},
	{"nonsense\n", "127.0.0.1\n", "127.0.0.1", NO, 1, "control/moreipme line 1: [nonsense]"},
	/* A missing moreipme is logged; a missing notipme is not */
	{NULL, NULL, "192.0.2.1", NO, 1, "control/moreipme"},
	{NULL, "127.0.0.1\n", "127.0.0.1", NO, 1, "control/moreipme"},
	/* A bad line of notipme: not known, whatever the others say */
	{"192.0.2.1\n", "nonsense\n", "192.0.2.1", UNKNOWN, 1,
	 "control/notipme line 1: [nonsense]"},
	{"192.0.2.1\n", "192.0.2.1\nnonsense\n", "192.0.2.1", UNKNOWN, 1, "control/notipme line 2"},
	{"192.0.2.1\n", "nonsense\n192.0.2.9\n", "192.0.2.1", UNKNOWN, 1, "control/notipme line 1"},
	{"192.0.2.1\n", "192.0.2.1/33\n", "192.0.2.1", UNKNOWN, 1, "control/notipme line 1"},
	{"", "nonsense\n", "127.0.0.1", UNKNOWN, 1, "control/notipme line 1: [nonsense]"},
	{"192.0.2.1\n", "0.0.0.0/0\n", "192.0.2.1", UNKNOWN, 1, "control/notipme line 1"},
	{"192.0.2.1\n", "::/0\n", "192.0.2.1", UNKNOWN, 1, "control/notipme line 1: [::/0]"},
	/* which nobody reads where nothing would be ours anyway */
	{"192.0.2.1\n", "nonsense\n", "192.0.2.2", NO, 0, ""},
	{"nonsense\n", "nonsense\n", "192.0.2.1", NO, 1, "control/moreipme line 1: [nonsense]"},
	/* without an address there is nothing to look for */
	{"nonsense\n", "nonsense\n", "", NO, 0, ""},
};

START_TEST(mistake)
{
	files(mistakes[_i].moreipme, mistakes[_i].notipme);
	ck_assert_int_eq(any_ours(mistakes[_i].addresses, ""), mistakes[_i].found);
	ck_assert_msg(err.pieces == mistakes[_i].warnings, "%s", err.text);
	ck_assert_ptr_nonnull(strstr(err.text, mistakes[_i].warning));
}
END_TEST

/* A file that cannot be read: of moreipme nothing counts as ours, of notipme all is unknown. */
static const struct {
	const char *name;
	const char *address;
	enum found found;
} unreadables[] = {
	{"moreipme", "192.0.2.1", NO},
	{"moreipme", "127.0.0.1", YES},
	{"notipme", "127.0.0.1", UNKNOWN},
	{"notipme", "192.0.2.9", NO},
};

START_TEST(unreadable)
{
	char path[64];

	files(strcmp(unreadables[_i].name, "moreipme") == 0 ? NULL : "192.0.2.1\n", NULL);
	snprintf(path, sizeof(path), "control/%s", unreadables[_i].name);
	ck_assert_int_eq(mkdir(path, 0755), 0);
	ck_assert_int_eq(any_ours(unreadables[_i].address, ""), unreadables[_i].found);
	ck_assert_int_eq(rmdir(path), 0);
	unit_file(path, "192.0.2.1\n192.0.2.9\n");
	ck_assert_int_eq(chmod(path, 0), 0);
	unit_become_nobody();
	ck_assert_int_eq(any_ours(unreadables[_i].address, ""), unreadables[_i].found);
	unit_become_root();
}
END_TEST

/* A notipme with a line that does not fit, or longer than 16 MB, was not read whole. */
START_TEST(not_whole)
{
	char *line = malloc(5001);

	ck_assert_ptr_nonnull(line);
	unit_expand(line, 5001, "9{5000}");
	files("192.0.2.1\n", line);
	ck_assert_int_eq(any_ours("192.0.2.1", ""), UNKNOWN);
	files("192.0.2.1\n", "");
	unit_file_bytes("control/notipme", "\0\n", 2);
	ck_assert_int_eq(any_ours("192.0.2.1", ""), UNKNOWN);
	files("192.0.2.1\n", "192.0.2.2\n");
	ck_assert_int_eq(truncate("control/notipme", 1 << 30), 0);
	ck_assert_int_eq(any_ours("192.0.2.1", ""), UNKNOWN);
	/* A moreipme as bad: what was read of it counts. */
	files(line, NULL);
	unit_file("control/moreipme", "\n192.0.2.1\n");
	ck_assert_int_eq(any_ours("192.0.2.1", ""), YES);
	free(line);
}
END_TEST

/* 2,000 addresses against 2,000 prefixes: the last one is found, and nobody waits for it. */
START_TEST(many)
{
	const struct ipaddr none = {.family = FAMILY_NONE};
	int64_t start = clock_ms();
	struct addrs list = {0};
	struct log log = {0};
	FILE *f;

	files("", NULL);
	f = fopen("control/moreipme", "w");
	ck_assert_ptr_nonnull(f);
	for (unsigned i = 0; i < 2000; i++) {
		struct ipaddr ip = {FAMILY_IPV4,
				    {198, 51, (unsigned char)(i >> 8), (unsigned char)i}};

		ck_assert(addrs_add(&list, ip));
		fprintf(f, "203.0.%u.%u\n", i >> 8, i & 255);
	}
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_int_eq(moreipme_any_ours(&list, &none, &log), NO);
	unit_file("control/moreipme", "198.51.7.207/32\n");
	ck_assert_int_eq(moreipme_any_ours(&list, &none, &log), YES);
	unit_file("control/notipme", "198.51.7.207\n");
	ck_assert_int_eq(moreipme_any_ours(&list, &none, &log), NO);
	addrs_free(&list);
	ck_assert_int_lt(clock_ms() - start, 20000);
}
END_TEST

/* -n: every warning of both files, whatever is in them. */
START_TEST(lint)
{
	struct log log = {.failures = true, .all_warnings = true};

	files("192.0.2.1\none\n::/0\ntwo\nthree\nfour\nfive\n", "six\n");
	capture_start(&err, STDERR_FILENO);
	moreipme_lint(&log);
	capture_end(&err);
	ck_assert_uint_eq(err.pieces, 7);
	ck_assert_uint_eq(log.warnings, 7);
	ck_assert_ptr_nonnull(strstr(err.text, "control/moreipme line 7: [five]"));
	ck_assert_ptr_nonnull(strstr(err.text, "control/notipme line 1: [six]"));
	files("192.0.2.0/24\n", "192.0.2.9\n");
	log = (struct log){.failures = true};
	capture_start(&err, STDERR_FILENO);
	moreipme_lint(&log);
	ck_assert_str_eq(capture_end(&err), "");
	ck_assert_uint_eq(log.warnings, 0);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_loop_test(tests, mistake, 0, LENGTH(mistakes));
	tcase_add_loop_test(tests, unreadable, 0, LENGTH(unreadables));
	tcase_add_test(tests, not_whole);
	tcase_add_test(tests, many);
	tcase_add_test(tests, lint);
}

int main(void)
{
	return unit_main("moreipme", add);
}
