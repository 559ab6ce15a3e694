/*
 * The two rounds of DNS acted out: what is asked, what is waited for, what the answers mean
 * together: doc/behaviour.md section 3. With a server: test_lookup.c.
 */
#include "tests/unit/facts/script.h"

/* ---- what is asked ---- */

static const struct {
	const char *helo, *client;
	bool asks;
} names[] = {
	{"mail.example", "192.0.2.1", true},
	{"MAIL.example.", "192.0.2.1", true},
	{"[192.0.2.1].", "192.0.2.1", true},
	{"my_mail.example", "", true},
	/* one label, unless the client is private */
	{"mail", "192.0.2.1", false},
	{"com.", "192.0.2.1", false},
	{"mail", "2001:db8::1", false},
	{"mail", "", false},
	{"mail", "10.0.0.1", true},
	{"mail.", "100.64.0.1", true},
	{"mail", "fe80::1", true},
	{"mail", "127.0.0.1", true},
	/* localhost, never */
	{"localhost", "10.0.0.1", false},
	{"mail.localhost.", "127.0.0.1", false},
	{"localhost.localdomain", "192.0.2.1", false},
	/* what is no name */
	{"", "10.0.0.1", false},
	{"192.0.2.1", "10.0.0.1", false},
	{"[IPv6:2001:db8::1]", "10.0.0.1", false},
	{"mail..example", "10.0.0.1", false},
};

START_TEST(asks)
{
	const struct session s = session_of(names[_i].helo, names[_i].client, NULL);

	ck_assert_msg(lookup_asks(&s) == names[_i].asks, "%s", names[_i].helo);
}
END_TEST

#define V4 "192.0.2.1"
#define OTHER4 "192.0.2.9"
#define V6 "2001:db8::1"
#define OTHER6 "2001:db8::9"
#define HELO "mail.example"

/* ---- the first round, and MX ---- */

/* What the other family is waited for: a check that asks whether its addresses are ours. */
enum ours { OFF, ON, ON_LOCAL, ON_MOREIPME, ON_NAME };

static const struct {
	const char *client;
	enum ours ours;
	const char *script, *waits, *said;
} firsts[] = {
	/* Without that check one address of the client's family is enough. */
	{V4, OFF, "A=" V4, "0", "A=" V4},
	{V4, OFF, "A=" OTHER4, "0", "A=" OTHER4},
	{V6, OFF, "AAAA=" OTHER6, "0", "AAAA=" OTHER6},
	{V4, OFF, "AAAA=" V6 " A=" OTHER4, "max", "A=" OTHER4 " AAAA=" V6},
	{V4, OFF, "AAAA=" V6 " +", "max max", "A=timeout AAAA=" V6},
	{V6, OFF, "A=" V4 " AAAA=" OTHER6, "max", "A=" V4 " AAAA=" OTHER6},
	{V4, OFF, "A=none AAAA=" V6, "max", "A=none AAAA=" V6},
	/* With it, the client's own address is: it does not pose as us. */
	{V4, ON_NAME, "A=" OTHER4 "," V4, "0", "A=" OTHER4 "," V4},
	{V6, ON_NAME, "AAAA=" V6, "0", "AAAA=" V6},
	/* Others are not: whether the rest can be ours is looked up after a moment. */
	{V4, ON, "A=" OTHER4 " +", "10 0", "A=" OTHER4},
	{V4, ON, "A=" OTHER4 " AAAA=" V6, "10", "A=" OTHER4 " AAAA=" V6},
	{V6, ON, "AAAA=" OTHER6 " +", "10 0", "AAAA=" OTHER6},
	{V4, ON_LOCAL, "A=" OTHER4 " +", "10 1000", "A=" OTHER4 " AAAA=timeout"},
	{V4, ON_LOCAL, "A=" OTHER4 " + +", "10 1000 0", "A=" OTHER4 " AAAA=timeout"},
	{V4, ON_LOCAL, "A=" OTHER4 " + AAAA=" V6, "10 1000", "A=" OTHER4 " AAAA=" V6},
	{V4, ON_MOREIPME, "A=" OTHER4 " + +", "10 1000 0", "A=" OTHER4 " AAAA=timeout"},
	{V4, ON_NAME, "A=" OTHER4 " + +", "10 1000 0", "A=" OTHER4 " AAAA=timeout"},
	{V6, ON_LOCAL, "AAAA=" OTHER6 " + +", "10 1000 0", "A=timeout AAAA=" OTHER6},
	{V6, ON_MOREIPME, "AAAA=" OTHER6 " + +", "10 1000 0", "A=timeout AAAA=" OTHER6},
	/* As long as the client's family is missing, or has none, all are. */
	{V4, ON, "AAAA=" V6 " A=" OTHER4, "max", "A=" OTHER4 " AAAA=" V6},
	{V4, ON, "AAAA=none +", "max max", "A=timeout AAAA=none"},
	{V4, ON, "A=none + +", "max max max", "A=none AAAA=timeout"},
	{V6, ON, "A=" OTHER4 " + +", "max max max", "A=" OTHER4 " AAAA=timeout"},
	/* An unknown client: does it resolve? */
	{"", ON_NAME, "A=" V4, "0", "A=" V4},
	{"", ON_NAME, "AAAA=" V6, "0", "AAAA=" V6},
	{"", OFF, "A=none +", "max max", "A=none AAAA=timeout"},
	{"", OFF, "A=none AAAA=" V6, "max", "A=none AAAA=" V6},
	/* NXDOMAIN to A ends it (RFC 8020); AAAA in hand counts. */
	{V4, ON_NAME, "A=gone", "0", "A=gone"},
	{V6, ON_NAME, "A=gone", "0", "A=gone"},
	{"", ON, "A=gone", "0", "A=gone"},
	{V4, ON, "AAAA=" V6 " A=gone", "max", "A=gone AAAA=" V6},
	{V4, ON, "AAAA=gone A=gone", "max", "A=gone AAAA=gone"},
	{V6, ON, "AAAA=gone A=gone", "max", "A=gone AAAA=gone"},
	/* NXDOMAIN to AAAA alone says nothing (RFC 4074). */
	{V4, ON, "AAAA=gone A=" V4, "max", "A=" V4 " AAAA=none"},
	{V4, ON, "AAAA=gone A=none/MX=none", "max", "A=none AAAA=none MX=none"},
	{V4, ON, "AAAA=gone A=!servfail", "max", "A=servfail AAAA=none"},
	{V6, ON, "AAAA=gone A=" V4, "max", "A=" V4 " AAAA=garbled"},
	{V6, ON, "AAAA=gone A=none", "max", "A=none AAAA=garbled"},
	{V6, ON, "AAAA=gone +", "max max", "A=timeout AAAA=garbled"},
	{"", ON, "AAAA=gone A=none/MX=mail", "max", "A=none AAAA=none MX=found"},
	/* A failure that nobody needs is none; others are. */
	{V4, ON, "AAAA=!servfail A=" V4, "0", "A=" V4},
	{V4, OFF, "AAAA=!servfail A=" OTHER4, "0", "A=" OTHER4},
	{V4, ON, "AAAA=!servfail A=" OTHER4, "10", "A=" OTHER4},
	{V4, ON_LOCAL, "AAAA=!servfail A=" OTHER4, "10", "A=" OTHER4 " AAAA=servfail"},
	{V4, ON_NAME, "AAAA=!servfail A=" OTHER4 " +", "10 1000", "A=" OTHER4 " AAAA=servfail"},
	{V6, ON, "A=!refused AAAA=" OTHER6, "10", "AAAA=" OTHER6},
	{V6, ON_LOCAL, "A=!refused AAAA=" OTHER6, "10", "A=refused AAAA=" OTHER6},
	{V4, ON, "AAAA=!servfail A=none", "max", "A=none AAAA=servfail"},
	{V4, ON, "AAAA=!servfail A=gone", "0", "A=gone"},
	{V4, ON, "A=!servfail AAAA=" V6, "max", "A=servfail AAAA=" V6},
	{V6, ON, "AAAA=!servfail A=" V4, "max", "A=" V4 " AAAA=servfail"},
	{"", ON, "A=!servfail AAAA=" V6, "0", "AAAA=" V6},
	{"", ON, "A=!servfail AAAA=none", "max", "A=servfail AAAA=none"},
	{V4, ON, "A=!servfail AAAA=!timeout", "", "A=servfail AAAA=timeout"},
	/* MX: no address, and the name exists */
	{V4, ON, "A=none AAAA=none/MX=mail", "max", "A=none AAAA=none MX=found"},
	{V6, ON, "A=none AAAA=none/MX=gone", "max", "A=none AAAA=none MX=gone"},
	{V4, ON, "A=none AAAA=none/MX=!timeout", "max", "A=none AAAA=none MX=timeout"},
};

START_TEST(first)
{
	static const char *const locals[] = {"", V6, V4}; /* by the client's family */
	const char *client = firsts[_i].client;
	const bool ipv4 = strcmp(client, V4) == 0;
	const enum ours ours = firsts[_i].ours;
	const struct session s =
		session_of(HELO, client, locals[ours != ON_LOCAL ? 0 : ipv4 ? 1 : 2]);
	const bool mx = strchr(firsts[_i].script, '/') != NULL;
	char questions[200];
	struct lookup l;
	const char *said;

	unit_home();
	unit_file("control/me", ours == ON_NAME ? "example\n" : "other.example\n");
	moreipme_family = ours != ON_MOREIPME ? FAMILY_NONE : ipv4 ? FAMILY_IPV6 : FAMILY_IPV4;
	said = run(&l, &s, false, ours != OFF, firsts[_i].script);
	ck_assert_str_eq(said, firsts[_i].said);
	ck_assert_str_eq(waits, firsts[_i].waits);
	snprintf(questions, sizeof(questions), "%s%s",
		 strcmp(client, V6) == 0 ? "AAAA " HELO " A " HELO : "A " HELO " AAAA " HELO,
		 mx ? " / MX " HELO : "");
	ck_assert_str_eq(asked, questions);
	lookup_free(&l);
}
END_TEST

/* resolv.conf's no-aaaa: AAAA is not asked for, and A alone decides about MX. */
START_TEST(a_alone)
{
	static const struct {
		const char *client, *script, *said, *asked;
	} rows[] = {
		{V4, "A=" V4, "A=" V4, "A " HELO},
		{V6, "A=" V4, "A=" V4, "A " HELO},
		{V4, "A=gone", "A=gone", "A " HELO},
		{V6, "A=none/MX=mail", "A=none MX=found", "A " HELO " / MX " HELO},
		{V4, "A=!servfail", "A=servfail", "A " HELO},
		{"", "A=none/MX=none", "A=none MX=none", "A " HELO " / MX " HELO},
	};

	no_aaaa = true;
	unit_home();
	for (int i = 0; i < LENGTH(rows); i++) {
		const struct session s = session_of(HELO, rows[i].client, NULL);
		struct lookup l;

		ck_assert_str_eq(run(&l, &s, false, true, rows[i].script), rows[i].said);
		ck_assert_str_eq(asked, rows[i].asked);
		ck_assert_str_eq(waits, "");
		ck_assert(l.no_aaaa);
		lookup_free(&l);
	}
	no_aaaa = false;
}
END_TEST

/* ---- reverse names ---- */

#define ZONE "1.2.0.192.in-addr.arpa"
#define ZONE6 "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"
/* The other family is asked last. */
#define ASKED "A " HELO " PTR " ZONE " keep " HELO " AAAA " HELO

/* Names count if their addresses, in the client's family, contain the client's. */
static const struct {
	const char *helo, *client, *script, *waits, *asked;
	const char *reverse; /* the names, or `!reason` after them */
} reverses[] = {
	/* one of the two is missing: the wait goes on */
	{HELO, V4, "A=" V4 " PTR=a.ex/a.ex=" V4, "max 0", ASKED " / A a.ex", "a.ex"},
	{HELO, V4, "PTR=a.ex A=" V4 "/a.ex=" OTHER4, "max 0", ASKED " / A a.ex", ""},
	{HELO, V4, "A=gone PTR=none", "max 0", ASKED, ""},
	{HELO, V4, "PTR=gone A=none AAAA=none/MX=mail", "max max", ASKED " / MX " HELO, ""},
	{HELO, V4, "A=gone PTR=!timeout", "max", ASKED, "!timeout"},
	{HELO, V4, "A=gone +", "max max", ASKED, "!timeout"},
	/* the HELO itself is known already, in any letter case */
	{HELO, V4, "A=" V4 " PTR=Mail.EXAMPLE", "max 0", ASKED, "Mail.EXAMPLE"},
	{HELO, V4, "A=" OTHER4 " PTR=" HELO, "max 10", ASKED, ""},
	{HELO, V4, "A=!servfail AAAA=none PTR=" HELO, "max max", ASKED, "!servfail"},
	{HELO, V4, "A=none AAAA=::ffff:" V4 " PTR=" HELO, "max max", ASKED, HELO},
	{HELO, V4, "A=" V4 " PTR=a.ex," HELO ",b.ex/a.ex=" OTHER4 " b.ex=" V4, "max 0",
	 ASKED " / A a.ex A b.ex", HELO " b.ex"},
	/* several; what is unknown is told beside what is known */
	{HELO, V4, "A=gone PTR=a.ex,b.ex,c.ex/a.ex=" OTHER4 "," V4 " b.ex=!refused c.ex=gone",
	 "max 0", ASKED " / A a.ex A b.ex A c.ex", "a.ex !refused"},
	{HELO, V4, "A=none AAAA=none PTR=a.ex/MX=none a.ex=" V4, "max max",
	 ASKED " / MX " HELO " A a.ex", "a.ex"},
	/* an address as HELO: reverse names alone */
	{"[" V4 "]", V4, "PTR=a.ex/a.ex=" V4, "", "PTR " ZONE " keep  / A a.ex", "a.ex"},
	{"[" V4 "]", V4, "+ PTR=a.ex/a.ex=" V4, "max", "PTR " ZONE " keep  / A a.ex", "a.ex"},
	{"[" V4 "]", V4, "PTR=[" V4 "]", "", "PTR " ZONE " keep ", "[" V4 "]"},
	{"[" OTHER4 "]", V4, "PTR=[" OTHER4 "]", "", "PTR " ZONE " keep ", ""},
	{"intranet", V4, "PTR=a.ex/a.ex=none", "", "PTR " ZONE " keep intranet / A a.ex", ""},
	/* IPv6 */
	{"intranet", V6, "PTR=a.ex/a.ex=" V6, "", "PTR " ZONE6 " keep intranet / AAAA a.ex", "a.ex"},
	{"intranet", V6, "PTR=a.ex,b.ex/a.ex=!garbled b.ex=" OTHER6, "",
	 "PTR " ZONE6 " keep intranet / AAAA a.ex AAAA b.ex", "!garbled"},
};

START_TEST(reverse)
{
	const struct session s = session_of(reverses[_i].helo, reverses[_i].client, NULL);
	char names_of[300] = "";
	struct lookup l;

	unit_home();
	run(&l, &s, true, true, reverses[_i].script);
	ck_assert_str_eq(asked, reverses[_i].asked);
	ck_assert_str_eq(waits, reverses[_i].waits);
	for (size_t i = 0; i < l.reverse_count; i++)
		add_word(names_of, sizeof(names_of), l.reverse[i]);
	if (l.why_reverse != REASON_NONE) {
		add_word(names_of, sizeof(names_of), "!");
		strcat(names_of, reason_text(l.why_reverse));
	}
	ck_assert_str_eq(names_of, reverses[_i].reverse);
	lookup_free(&l);
}
END_TEST

/* ---- the steps that D logs ---- */

START_TEST(debug)
{
	static const struct policy p = {
		.server_count = 1, .servers = {{.port = 5300}}, .res_options = "rotate"};
	const struct session s = session_of(HELO, V4, NULL);
	struct log log = {.failures = true, .debug = true};
	struct lookup l = {.ms = 0};
	static struct capture err;

	script = "AAAA=!servfail A=" V4 "," OTHER4;
	*asked = *waits = '\0';
	rounds = 0;
	capture_start(&err, STDERR_FILENO);
	lookup_run(&l, &s, &p, false, true, 77, &log);
	capture_end(&err);
	ck_assert_ptr_nonnull(strstr(err.text, "A of " HELO ": found\n"));
	ck_assert_ptr_nonnull(strstr(err.text, "address " V4 "\n"));
	ck_assert_ptr_nonnull(strstr(err.text, "address " OTHER4 "\n"));
	ck_assert_ptr_nonnull(strstr(err.text, "AAAA of " HELO ": not waited for\n"));
	ck_assert_uint_eq(unit_lines(err.text), 5);
	lookup_free(&l);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, asks, 0, LENGTH(names));
	tcase_add_loop_test(tests, first, 0, LENGTH(firsts));
	tcase_add_test(tests, a_alone);
	tcase_add_loop_test(tests, reverse, 0, LENGTH(reverses));
	tcase_add_test(tests, debug);
}

int main(void)
{
	return unit_main("patience", add);
}
