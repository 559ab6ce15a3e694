/* Addresses of ours: doc/behaviour.md section 3; more in tests/cases/3-moreipme.tsv. */
#include "moreipme.h"

#include "base/clock.h"
#include "tests/unit/given.h"

static struct capture err;

/* addresses: separated by blanks. Loopback and unspecified addresses count. */
static enum answer any_ours_if(const char *addresses, bool this_host, const char *local)
{
	const struct ipaddr local_ip = unit_ip(local);
	struct log log = {.failures = true};
	struct strlist words = {0};
	struct addrs list = {0};
	enum answer answer;

	given_words(&words, addresses);
	for (size_t i = 0; i < words.count; i++)
		ck_assert(addrs_add(&list, unit_ip(words.items[i])));
	capture_start(&err, STDERR_FILENO);
	errno = 0;
	answer = moreipme_any_ours(&list, this_host, &local_ip, &log);
	ck_assert(answer != UNKNOWN || errno == EINVAL);
	capture_end(&err);
	ck_assert_uint_eq(log.warnings, err.pieces);
	addrs_free(&list);
	strlist_free(&words);
	return answer;
}

static enum answer any_ours(const char *addresses, const char *local)
{
	return any_ours_if(addresses, true, local);
}

static enum answer lists(const char *address)
{
	const struct ipaddr ip = unit_ip(address);
	struct log log = {.failures = true};
	enum answer answer;

	capture_start(&err, STDERR_FILENO);
	errno = 0;
	answer = moreipme_lists(&ip, &log);
	ck_assert(answer != UNKNOWN || errno == EINVAL);
	capture_end(&err);
	ck_assert_uint_eq(log.warnings, err.pieces);
	return answer;
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

/* ---- what heloreplay keeps ---- */

static struct prefix kept[2][20]; /* of moreipme, of notipme */
static size_t kept_count[2];
static bool forgets; /* it has no memory */

static bool visit(bool others, const struct prefix *p)
{
	if (forgets)
		return false;
	ck_assert_uint_lt(kept_count[others], 20);
	kept[others][kept_count[others]++] = *p;
	return true;
}

static unsigned longest(bool others, const struct ipaddr *ip, bool single)
{
	unsigned best = 0;

	for (size_t i = 0; i < kept_count[others]; i++) {
		const struct prefix *p = &kept[others][i];
		const unsigned all = p->net.family == FAMILY_IPV4 ? 32 : 128;

		if (prefix_contains(p, ip) && p->bits + 1 > best && (!single || p->bits == all))
			best = p->bits + 1;
	}
	return best;
}

/* Hands the files over, or with forget takes that back. */
static void keep(bool forget)
{
	static const struct moreipme_keeper keeper = {visit, longest};
	struct log log = {.quiet = true};

	if (forget)
		files("192.0.2.1\n", NULL);
	forgets = forget;
	kept_count[0] = kept_count[1] = 0;
	moreipme_keep(&keeper, &log);
}

/* ---- the answers ---- */

static const struct {
	const char *moreipme, *notipme, *local, *addresses;
	enum answer answer;
} rows[] = {
	/* without any line: 127.0.0.0/8, 0.0.0.0, ::1, ::, and TCPLOCALIP */
	{"", NULL, "", "", NO},
	{"", NULL, "", "127.0.0.0", YES},
	{"", NULL, "", "127.255.255.255", YES},
	{"", NULL, "", "126.255.255.255 128.0.0.0 0.0.0.1 ::2 ::127.0.0.1", NO},
	{"", NULL, "", "0.0.0.0", YES},
	{"", NULL, "", "::1", YES},
	{"", NULL, "", "::", YES},
	{"", NULL, "", "::ffff:127.0.0.1", YES},
	{"", NULL, "::ffff:192.0.2.25", "192.0.2.25", YES},
	{"", NULL, "192.0.2.25", "192.0.2.26", NO},
	{"", NULL, "2001:db8::25", "2001:db8::25", YES},
	{"", NULL, "2001:db8::25", "2001:db8::26 192.0.2.25", NO},
	/* moreipme: one address of many is enough */
	{"192.0.2.2\r\n 192.0.2.1 # x", NULL, "", "198.51.100.1 192.0.2.1 ::2", YES},
	{"# 192.0.2.1\n192.0.2.2\n", NULL, "", "192.0.2.1 192.0.2.3", NO},
	{"192.0.2.77/255.255.255.0\n", NULL, "", "192.0.2.255", YES},
	{"192.0.2.0/31\n", NULL, "", "192.0.2.2", NO},
	{"2001:db8::/32\n", NULL, "", "2001:db8:ffff::1", YES},
	/* several entries on a line, separated by blanks or commas */
	{"192.0.2.1 192.0.2.2\n", NULL, "", "192.0.2.1", YES},
	{"192.0.2.1 192.0.2.2\n", NULL, "", "192.0.2.2", YES},
	{"192.0.2.1,2001:db8::/32\t192.0.2.3\n", NULL, "", "2001:db8:1::", YES},
	{"192.0.2.1,2001:db8::/32\t192.0.2.3\n", NULL, "", "192.0.2.3", YES},
	{" ,\t192.0.2.1 ,, 192.0.2.2,, \n", NULL, "", "192.0.2.2", YES},
	{",,\n , \n192.0.2.1,\n", NULL, "", "192.0.2.1", YES},
	{"192.0.2.1 192.0.2.2\n", NULL, "", "192.0.2.0 192.0.2.3 192.0.2.12", NO},
	/* an address and its netmask, alone on a line, is a network */
	{"192.0.2.77 255.255.255.0\n", NULL, "", "192.0.2.255", YES},
	{"192.0.2.77 255.255.255.0\n", NULL, "", "192.0.3.0", NO},
	{"192.0.2.77 255.255.255.0\n", NULL, "", "255.255.255.0", NO},
	{"192.0.2.77,\t255.255.255.254 , \n", NULL, "", "192.0.2.76", YES},
	{"192.0.2.77 255.255.255.255\n", NULL, "", "192.0.2.78", NO},
	{"192.0.2.77 255.255.255.255\n", NULL, "", "192.0.2.77", YES},
	{"192.0.2.77 128.0.0.0\n", NULL, "", "255.255.255.255", YES},
	{"0000:0000:0000:0000:0000:ffff:192.0.2.77 255.255.255.0\n", NULL, "", "192.0.2.1", YES},
	/* bits are not a netmask, and 192.0.2.2 is an address */
	{"192.0.2.1 192.0.0.0\n", NULL, "", "192.1.2.3", YES},
	{"192.0.2.1 192.0.2.2\n", NULL, "", "192.0.2.2", YES},
	{"255.0.0.0\n", NULL, "", "255.0.0.0", YES},
	/* notipme: the longest prefix wins, and a tie goes to it */
	{"192.0.2.1\n", "192.0.2.1\n", "", "192.0.2.1", NO},
	{"192.0.2.1\n", "192.0.2.2\n", "", "192.0.2.1", YES},
	{"192.0.2.0/24\n", "192.0.2.0/25\n", "", "192.0.2.127", NO},
	{"192.0.2.0/24\n", "192.0.2.0/25\n", "", "192.0.2.128", YES},
	{"192.0.2.0/25\n", "192.0.2.0/24\n", "", "192.0.2.127", YES},
	{"192.0.2.0/25\n", "192.0.2.0/24\n", "", "192.0.2.128", NO},
	{"192.0.2.0/24\n192.0.2.1\n", "192.0.2.0/25\n", "", "192.0.2.1", YES},
	{"192.0.2.1\n192.0.2.0/24\n", "192.0.2.0/25\n", "", "192.0.2.1", YES},
	{"192.0.2.0/24\n", "192.0.2.0/25\n192.0.2.0/16\n", "", "192.0.2.1", NO},
	{"2001:db8::/32\n", "2001:db8::/33\n", "", "2001:db8::1", NO},
	{"", "127.0.0.0/8\n", "", "127.0.0.1", NO},
	{"", "127.0.0.0/7\n", "", "127.0.0.1", YES},
	{"127.0.0.0/9\n", "127.0.0.0/8\n", "", "127.0.0.2", YES},
	{"127.0.0.0/8\n", "127.0.0.0/9\n", "", "127.0.0.2", NO},
	{"", "::1\n", "", "::1", NO},
	{"", "::/127\n", "", "::1", YES},
	{"", "192.0.2.25\n", "192.0.2.25", "192.0.2.25", NO},
	{"", "192.0.2.0/24\n", "192.0.2.25", "192.0.2.25", YES},
	{"192.0.2.0/24\n", "192.0.2.1 192.0.2.2\n", "", "192.0.2.1 192.0.2.2", NO},
	{"192.0.2.0/24\n", "192.0.2.0 255.255.255.128\n", "", "192.0.2.127", NO},
	{"192.0.2.0/24\n", "192.0.2.0 255.255.255.128\n", "", "192.0.2.128", YES},
	/* each address by itself */
	{"192.0.2.0/24\n", "192.0.2.1\n", "", "192.0.2.1 192.0.2.2", YES},
	{"192.0.2.0/24\n", "192.0.2.1\n192.0.2.2\n", "", "192.0.2.1 192.0.2.2", NO},
};

/* Where this host's addresses do not count by themselves, moreipme can still list them. */
static const struct {
	const char *moreipme, *local, *addresses;
	enum answer answer;
} others[] = {
	{"", "", "127.0.0.1 0.0.0.0 ::1 ::", NO}, {"127.0.0.1\n", "", "127.0.0.1", YES},
	{"127.0.0.1\n", "", "127.0.0.2", NO},	  {"127.0.0.0/8\n", "", "127.0.0.2", YES},
	{"::1,0.0.0.0\n", "", "::1", YES},	  {"::1,0.0.0.0\n", "", "0.0.0.0", YES},
	{"", "127.0.0.1", "127.0.0.1", YES},	  {"", "127.0.0.1", "127.0.0.2", NO},
};

START_TEST(not_this_host)
{
	files(others[_i].moreipme, NULL);
	ck_assert_int_eq(any_ours_if(others[_i].addresses, false, others[_i].local),
			 others[_i].answer);
	ck_assert_str_eq(err.text, "");
}
END_TEST

START_TEST(row)
{
	files(rows[_i].moreipme, rows[_i].notipme);
	ck_assert_int_eq(any_ours(rows[_i].addresses, rows[_i].local), rows[_i].answer);
	ck_assert_str_eq(err.text, "");
	/* The same from memory, without the files. */
	keep(false);
	files("198.51.100.0/24 192.0.2.0/24 ::/1\n", "198.51.100.1\n");
	ck_assert_int_eq(any_ours(rows[_i].addresses, rows[_i].local), rows[_i].answer);
	keep(true);
}
END_TEST

/* ---- mistakes ---- */

#define NEITHER "not an address or network; line skipped"
#define EVERY "matches every address; line skipped"
#define NEITHER_ENTRY "not an address or network; entry skipped"
#define EVERY_ENTRY "matches every address; entry skipped"
#define NO_MASK "not a netmask; entry skipped"
#define MORE "control/moreipme line 1: "
#define NOT "control/notipme line 1: "

static const struct {
	const char *moreipme, *notipme, *addresses;
	enum answer answer;
	const char *warning; /* NULL: none */
} mistakes[] = {
	/* A bad line of moreipme is skipped, and so is one that matches every address. */
	{"1.2.3\n192.0.2.1\n", NULL, "192.0.2.1", YES, MORE "\"1.2.3\": " NEITHER},
	/* A bad entry is skipped, and the rest of the line counts. */
	{"one 192.0.2.1\n", NULL, "192.0.2.1", YES, MORE "\"one\": " NEITHER_ENTRY},
	{"192.0.2.1,one,192.0.2.2\n", NULL, "192.0.2.2", YES, MORE "\"one\": " NEITHER_ENTRY},
	{"192.0.2.1,192.0.2.2/33\n", NULL, "192.0.2.2", NO,
	 MORE "\"192.0.2.2/33\": " NEITHER_ENTRY},
	{"192.0.2.1 ::/0 192.0.2.2\n", NULL, "192.0.2.2", YES, MORE "\"::/0\": " EVERY_ENTRY},
	{"one,\n", NULL, "192.0.2.1", NO, MORE "\"one\": " NEITHER},
	/* What looks like a netmask among several entries, and is none, or has no address. */
	{"192.0.2.1 255.0.255.0\n", NULL, "192.0.2.1", YES, MORE "\"255.0.255.0\": " NO_MASK},
	{"192.0.2.1 255.255.255.0 192.0.2.2\n", NULL, "192.0.2.2", YES,
	 MORE "\"255.255.255.0\": " NO_MASK},
	{"192.0.2.1/24 255.255.255.0\n", NULL, "192.0.2.9", YES,
	 MORE "\"255.255.255.0\": " NO_MASK},
	{"2001:db8::1 255.255.255.0\n", NULL, "2001:db8::1", YES,
	 MORE "\"255.255.255.0\": " NO_MASK},
	/* longer than any address that somebody would write so: two entries */
	{"0000:0000:0000:0000:0000:ffff:192.0.2.177 255.255.255.0\n", NULL, "192.0.2.9", NO,
	 MORE "\"255.255.255.0\": " NO_MASK},
	{"192.0.2.1 24\n", NULL, "192.0.2.9", NO, MORE "\"24\": " NEITHER_ENTRY},
	{"192.0.2.1 0.0.0.0\n", NULL, "192.0.2.1", NO, MORE "\"192.0.2.1 0.0.0.0\": " EVERY},
	{"0.0.0.0/0 192.0.2.1/255.0.255.0\n", NULL, "192.0.2.1", NO,
	 MORE "\"0.0.0.0/0\": " EVERY_ENTRY "\nhelo-dns-check: " MORE
	      "\"192.0.2.1/255.0.255.0\": " NEITHER_ENTRY},
	{"192.0.2.0/24\x1b\n", NULL, "192.0.2.1", NO, MORE "\"192.0.2.0/24?\": " NEITHER},
	{"2001:db8::1/129\n", NULL, "2001:db8::1", NO, MORE "\"2001:db8::1/129\": " NEITHER},
	{"0.0.0.0/0\n192.0.2.1\n", NULL, "192.0.2.1", YES, MORE "\"0.0.0.0/0\": " EVERY},
	{"192.0.2.1/0.0.0.0\n", NULL, "192.0.2.1", NO, MORE "\"192.0.2.1/0.0.0.0\": " EVERY},
	{"::/0\n", NULL, "2001:db8::1", NO, MORE "\"::/0\": " EVERY},
	/* Nobody reads it if the address is ours without it. */
	{"nonsense\n", NULL, "127.0.0.1", YES, NULL},
	{NULL, NULL, "127.0.0.1", YES, NULL},
	{"nonsense\n", "127.0.0.1\n", "127.0.0.1", NO, MORE "\"nonsense\": " NEITHER},
	/* A missing moreipme is logged, once; a missing notipme is not. */
	{NULL, NULL, "192.0.2.1", NO, "control/moreipme: not found"},
	{NULL, "127.0.0.1\n", "127.0.0.1", NO, "control/moreipme: not found"},
	/* A bad line of notipme: unknown, whatever the others say. */
	{"192.0.2.1\n", "nonsense\n192.0.2.1\n", "192.0.2.1", UNKNOWN,
	 NOT "\"nonsense\": " NEITHER},
	{"192.0.2.1\n", "::/0\n", "192.0.2.1", UNKNOWN, NOT "\"::/0\": " EVERY},
	{"", "192.0.2.1/33\n", "127.0.0.1", UNKNOWN, NOT "\"192.0.2.1/33\": " NEITHER},
	{"192.0.2.1\n", "one 198.51.100.1\n", "192.0.2.1", UNKNOWN, NOT "\"one\": " NEITHER_ENTRY},
	{"192.0.2.1\n", "198.51.100.1 ::/0\n", "192.0.2.1", UNKNOWN, NOT "\"::/0\": " EVERY_ENTRY},
	{"192.0.2.1\n", "198.51.100.1 0.0.0.0\n", "192.0.2.1", UNKNOWN,
	 NOT "\"198.51.100.1 0.0.0.0\": " EVERY},
	{"192.0.2.1\n", "198.51.100.1 255.0.255.0\n", "192.0.2.1", UNKNOWN,
	 NOT "\"255.0.255.0\": " NO_MASK},
	/* Nobody reads it if nothing would be ours anyway; nor anything if there is no address. */
	{"192.0.2.1\n", "nonsense\n", "192.0.2.2", NO, NULL},
	{"nonsense\n", "nonsense\n", "", NO, NULL},
};

START_TEST(mistake)
{
	char want[200] = "";

	files(mistakes[_i].moreipme, mistakes[_i].notipme);
	ck_assert_int_eq(any_ours(mistakes[_i].addresses, ""), mistakes[_i].answer);
	if (mistakes[_i].warning != NULL)
		snprintf(want, sizeof(want), "helo-dns-check: %s\n", mistakes[_i].warning);
	ck_assert_str_eq(err.text, want);
}
END_TEST

/* What cannot be read of moreipme is not ours; if it is of notipme, all is unknown. */
static const struct {
	const char *name, *address;
	enum answer answer;
	const char *consequence; /* of a file that is none; NULL: it is not read */
} unreadables[] = {
	{"moreipme", "192.0.2.1", NO, "no more addresses from it count as ours"},
	{"moreipme", "127.0.0.1", YES, NULL},
	{"notipme", "127.0.0.1", UNKNOWN, "what is ours is unknown"},
	{"notipme", "192.0.2.9", NO, NULL},
};

START_TEST(unreadable)
{
	const bool more = strcmp(unreadables[_i].name, "moreipme") == 0;
	char path[32], want[200] = "";

	files(more ? NULL : "192.0.2.1\n", NULL);
	snprintf(path, sizeof(path), "control/%s", unreadables[_i].name);
	ck_assert_int_eq(mkdir(path, 0755), 0);
	ck_assert_int_eq(any_ours(unreadables[_i].address, ""), unreadables[_i].answer);
	if (unreadables[_i].consequence != NULL)
		snprintf(want, sizeof(want), "helo-dns-check: %s: not a regular file; %s\n", path,
			 unreadables[_i].consequence);
	ck_assert_str_eq(err.text, want);
	/* A line that is too long, or has a NUL. */
	ck_assert_int_eq(rmdir(path), 0);
	unit_file_bytes(path, BYTES("192.0.2.8\n\0\n"));
	ck_assert_int_eq(any_ours(unreadables[_i].address, ""), unreadables[_i].answer);
	ck_assert_int_eq(err.pieces, unreadables[_i].consequence != NULL);
	if (more)
		ck_assert_int_eq(any_ours("192.0.2.8", ""), YES); /* what was read counts */
}
END_TEST

/* ---- single addresses, and families ---- */

/* An entry by itself, not inside a network, and not taken out by notipme. */
static const struct {
	const char *moreipme, *notipme, *address;
	enum answer answer;
	const char *warning; /* NULL: none */
} singles[] = {
	{NULL, NULL, "192.0.2.1", NO, NULL}, /* who asks whether the HELO is ours hears of it */
	{"", NULL, "127.0.0.1", NO, NULL},
	{"192.0.2.1\n", NULL, "192.0.2.1", YES, NULL},
	{"192.0.2.1\n", NULL, "", NO, NULL},
	{"192.0.2.2 192.0.2.1\n", NULL, "192.0.2.1", YES, NULL},
	{"192.0.2.1/32\n", NULL, "192.0.2.1", YES, NULL},
	{"192.0.2.1 255.255.255.255\n", NULL, "192.0.2.1", YES, NULL},
	{"2001:db8::1\n", NULL, "2001:db8::1", YES, NULL},
	{"2001:db8::1/128\n", NULL, "2001:db8::1", YES, NULL},
	{"::ffff:192.0.2.1/128\n", NULL, "192.0.2.1", YES, NULL},
	/* not its neighbours, and not a network */
	{"192.0.2.1\n", NULL, "192.0.2.2", NO, NULL},
	{"192.0.2.0/31\n", NULL, "192.0.2.1", NO, NULL},
	{"2001:db8::/127\n", NULL, "2001:db8::1", NO, NULL},
	{"2001:db8::/32\n", NULL, "2001:db8::", NO, NULL},
	{"192.0.2.0/24\n192.0.2.1\n", NULL, "192.0.2.1", YES, NULL},
	/* notipme: a network there is less than an address here */
	{"192.0.2.1\n", "192.0.2.1\n", "192.0.2.1", NO, NULL},
	{"192.0.2.1\n", "192.0.2.0/31\n", "192.0.2.1", YES, NULL},
	{"192.0.2.1\n", "192.0.2.2\n", "192.0.2.1", YES, NULL},
	{"2001:db8::1\n", "2001:db8::1\n", "2001:db8::1", NO, NULL},
	/* which is read only if it matters */
	{"192.0.2.1\n", "one\n", "192.0.2.1", UNKNOWN, NOT "\"one\": " NEITHER},
	{"192.0.2.1\n", "one\n", "192.0.2.2", NO, NULL},
	{"192.0.2.0/24\n", "one\n", "192.0.2.2", NO, NULL},
	{"one\n192.0.2.1\n", NULL, "192.0.2.1", YES, MORE "\"one\": " NEITHER},
};

START_TEST(single)
{
	char want[200] = "";

	files(singles[_i].moreipme, singles[_i].notipme);
	keep(false);
	ck_assert_int_eq(lists(singles[_i].address), singles[_i].answer);
	ck_assert_str_eq(err.text, ""); /* keeping it warned */
	keep(true);
	files(singles[_i].moreipme, singles[_i].notipme);
	ck_assert_int_eq(lists(singles[_i].address), singles[_i].answer);
	if (singles[_i].warning != NULL)
		snprintf(want, sizeof(want), "helo-dns-check: %s\n", singles[_i].warning);
	ck_assert_str_eq(err.text, want);
}
END_TEST

START_TEST(has)
{
	static const struct {
		const char *moreipme;
		bool ipv4, ipv6;
	} families[] = {
		{NULL, false, false},
		{"# 192.0.2.1\none\n::/0 0.0.0.0/0\n", false, false},
		{"192.0.2.1\n", true, false},
		{"2001:db8::/32\n", false, true},
		{"192.0.2.0 255.255.255.0\n", true, false},
		{"::ffff:192.0.2.1\n", true, false},
		{"192.0.2.1 2001:db8::1\n", true, true},
		{"2001:db8::1\n192.0.2.0/24\n", true, true},
	};
	struct log log = {.quiet = true};

	for (int i = 0; i < LENGTH(families); i++) {
		files(families[i].moreipme, "192.0.2.1\n2001:db8::1\n");
		ck_assert_msg(moreipme_has(FAMILY_IPV4, &log) == families[i].ipv4, "row %d", i);
		ck_assert_msg(moreipme_has(FAMILY_IPV6, &log) == families[i].ipv6, "row %d", i);
		keep(false);
		files("192.0.2.1 ::2\n", NULL);
		ck_assert_msg(moreipme_has(FAMILY_IPV4, &log) == families[i].ipv4, "row %d", i);
		ck_assert_msg(moreipme_has(FAMILY_IPV6, &log) == families[i].ipv6, "row %d", i);
		keep(true);
	}
}
END_TEST

/* Without memory what is ours is unknown; errno tells it from a broken notipme. */
START_TEST(no_memory)
{
	const struct addrs endless = {.count = SIZE_MAX};
	const struct ipaddr none = {.family = FAMILY_NONE};
	struct log log = {0};

	if (UNIT_ASAN) /* which ends a program that asks for so much */
		return;
	errno = 0;
	ck_assert_int_eq(moreipme_any_ours(&endless, true, &none, &log), UNKNOWN);
	ck_assert_int_eq(errno, ENOMEM);
}
END_TEST

/* 2,000 addresses against 2,000 lines: the last one is found, and nobody waits for it. */
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
	ck_assert_int_eq(moreipme_any_ours(&list, true, &none, &log), NO);
	unit_file("control/moreipme", "198.51.7.207/32\n");
	ck_assert_int_eq(moreipme_any_ours(&list, true, &none, &log), YES);
	unit_file("control/notipme", "198.51.7.207\n");
	ck_assert_int_eq(moreipme_any_ours(&list, true, &none, &log), NO);
	addrs_free(&list);
	ck_assert_int_lt(clock_ms() - start, 20000);
}
END_TEST

/* -n: every warning of both files, whatever is in them. */
START_TEST(lint)
{
	struct log log = {.quiet = true, .all_warnings = true};

	files("192.0.2.1\none\n::/0\ntwo, three\nfour 192.0.2.2\nfive\n", "six\n");
	moreipme_lint(&log);
	ck_assert_uint_eq(log.warnings, 7);
	files(NULL, NULL);
	log.warnings = 0;
	moreipme_lint(&log);
	ck_assert_uint_eq(log.warnings, 1); /* no moreipme */
	files("192.0.2.0/24\n", "192.0.2.9\n");
	log.warnings = 0;
	moreipme_lint(&log);
	ck_assert_uint_eq(log.warnings, 0);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_loop_test(tests, not_this_host, 0, LENGTH(others));
	tcase_add_loop_test(tests, mistake, 0, LENGTH(mistakes));
	tcase_add_loop_test(tests, unreadable, 0, LENGTH(unreadables));
	tcase_add_loop_test(tests, single, 0, LENGTH(singles));
	tcase_add_test(tests, has);
	tcase_add_test(tests, no_memory);
	tcase_add_test(tests, many);
	tcase_add_test(tests, lint);
}

int main(void)
{
	return unit_main("moreipme", add);
}
