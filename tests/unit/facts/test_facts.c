/* What the answers of DNS mean, and what is read besides: doc/behaviour.md sections 3 and 4. */
#include "facts/facts.h"

#include "base/clock.h"
#include "tests/unit/facts/conclude.h"
#include "tests/unit/memory.h"
#include "tests/unit/message.h"

/* ---- from answers to facts ---- */

static struct session session_of(const char *helo, const char *client, const char *reverse)
{
	const struct unit_var vars[] = {{"SMTPHELOHOST", helo},
					{"TCPREMOTEIP", client},
					{"TCPREMOTEHOST", reverse},
					{"TCPLOCALIP", "192.0.2.25"},
					{NULL, NULL}};

	return given_session(vars);
}

static const struct {
	const char *helo, *client, *a, *aaaa, *mx;
	enum answer ours;
	const char *facts;
	size_t addresses;
	bool no_aaaa;
} conclusions[] = {
	/* any address is yes; the client is one of them, or not */
	{"mail.example", V4, "192.0.2.9 " V4, V6, "", NO, "yes yes - - -", 3, false},
	{"mail.example", V6, V4, "::1 " V6, "", NO, "yes yes - - -", 3, false},
	{"mail.example", V4, "none", "::ffff:" V4, "", NO, "yes yes - - -", 1, false},
	{"mail.example", "192.0.2.2", V4, V6, "", NO, "yes no no no -", 2, false},
	{"mail.example", V6, V4, "none", "", NO, "yes no no no -", 1, false},
	/* not waited for */
	{"mail.example", "192.0.2.2", V4, "", "", NO, "yes no no no -", 1, false},
	{"mail.example", V4, "gone", "", "", NO, "no no no no -", 0, false},
	{"mail.example", V4, "gone", V6, "", NO, "yes no no no -", 1, false},
	/* not looked up */
	{"intranet", V4, "", "", "", NO, "no no no no -", 0, false},
	/* without a client nobody can tell who poses as us */
	{"mail.example", "nonsense", V4, V6, "", YES, "yes - - - -", 2, false},
	/* a name with an MX is in use; no needs a definite answer to each question */
	{"mail.example", V4, "none", "none", "mail", NO, "yes no no no -", 0, false},
	{"mail.example", V4, "none", "!timeout", "mail", NO, "yes no unknown(timeout) no -", 0,
	 false},
	{"mail.example", V4, "none", "none", "none", NO, "no no no no -", 0, false},
	{"mail.example", V4, "none", "none", "gone", NO, "no no no no -", 0, false},
	{"mail.example", V4, "gone", "gone", "", NO, "no no no no -", 0, false},
	{"mail.example", V4, "none", "none", "!servfail", NO, "unknown(servfail) no no no -", 0,
	 false},
	/* and no match one of the client's family */
	{"mail.example", V4, "!servfail", V6, "", NO,
	 "yes unknown(servfail) unknown(servfail) no -", 1, false},
	{"mail.example", V6, "!servfail", V6, "", NO, "yes yes - - -", 1, false},
	{"mail.example", "2001:db8::2", "!timeout", V6, "", NO, "yes no unknown(timeout) no -", 1,
	 false},
	{"mail.example", V4, V4, "!servfail", "", NO, "yes yes - - -", 1, false},
	{"mail.example", "192.0.2.2", V4, "!refused", "", NO, "yes no unknown(refused) no -", 1,
	 false},
	{"mail.example", V6, V4, "!refused", "", NO, "yes unknown(refused) unknown(refused) no -",
	 1, false},
	{"mail.example", V4, "none", "!garbled", "", NO,
	 "unknown(garbled) no unknown(garbled) no -", 0, false},
	{"mail.example", V4, "!local", "!timeout", "", NO,
	 "unknown(local) unknown(local) unknown(local) no -", 0, false},
	{"mail.example", V6, "!local", "!timeout", "", NO,
	 "unknown(local) unknown(timeout) unknown(local) no -", 0, false},
	/* an address of ours is one, whatever else is unknown */
	{"mail.example", "192.0.2.2", V4, "!refused", "", YES, "yes no yes no no", 1, false},
	/* no-aaaa: what was not asked never denies, but NXDOMAIN to A is definite */
	{"mail.example", V4, "none", "", "none", NO, "- no no no -", 0, true},
	{"mail.example", V4, "none", "", "mail", NO, "yes no no no -", 0, true},
	{"mail.example", V4, "none", "", "!timeout", NO, "unknown(timeout) no no no -", 0, true},
	{"mail.example", V4, "!servfail", "", "", NO,
	 "unknown(servfail) unknown(servfail) unknown(servfail) no -", 0, true},
	{"mail.example", V4, "gone", "", "", NO, "no no no no -", 0, true},
	{"mail.example", "192.0.2.2", V4, "", "", NO, "yes no no no -", 1, true},
	{"mail.example", V6, V4, "", "", YES, "yes - - - -", 1, true},
	{"mail.example", V6, "none", "", "none", NO, "- - - - -", 0, true},
	{"mail.example", V6, "gone", "", "", NO, "no no no no -", 0, true},
	{"mail.example", V6, "!timeout", "", "", NO, "unknown(timeout) - - - -", 0, true},
	{"[" V4 "]", V6, "", "", "", NO, "yes no no no -", 1, true},
	{"mail..example", V4, "", "", "", NO, "no no no no -", 0, true},
	/* addresses are not looked up, and what DNS cannot be asked for does not resolve */
	{"[" V4 "]", V4, "", "", "", NO, "yes yes - - -", 1, false},
	{"[IPv6:" V6 "]", V4, "", "", "", NO, "yes no no no -", 1, false},
	{"::ffff:" V4, V4, "", "", "", NO, "yes yes - - -", 1, false},
	{V4, "nonsense", "", "", "", NO, "yes - - - -", 1, false},
	{"mail..example", V4, "", "", "", NO, "no no no no -", 0, false},
	/* names of ours */
	{"MX.example.", V4, "gone", "gone", "", NO, "no no no yes no", 0, false},
	{"mx.example", V4, V4, "none", "", YES, "yes yes - - -", 1, false},
};

START_TEST(conclusion)
{
	const struct session s = session_of(conclusions[_i].helo, conclusions[_i].client, NULL);
	struct log log = {.quiet = true};

	unit_home();
	unit_file("control/me", "mx.example\n");
	ours_answer = conclusions[_i].ours;
	lists_answer = NO;
	/* What no check needs is not asked, and changes nothing else. */
	for (unsigned needs = 0; needs <= BOTH; needs++) {
		struct facts f = {.dns.no_aaaa = conclusions[_i].no_aaaa};
		const bool poses = strstr(conclusions[_i].facts, " - - -") == NULL;
		const bool ours = poses && (needs & NEED_OURS) != 0;

		set_answer(&f.dns.a, conclusions[_i].a);
		set_answer(&f.dns.aaaa, conclusions[_i].aaaa);
		set_answer(&f.dns.mx, conclusions[_i].mx);
		*asked = '\0';
		facts_conclude(&f, needs, &s, &log);
		ck_assert((f.ours != NOT_ASKED) == ours);
		ck_assert((f.own_name != NOT_ASKED) == (poses && (needs & NEED_OWN_NAME) != 0));
		ck_assert((strstr(asked, "local=192.0.2.25") != NULL) == ours);
		if (needs == BOTH)
			ck_assert_str_eq(describe(&f), conclusions[_i].facts);
		ck_assert_uint_eq(f.addresses.count, conclusions[_i].addresses);
		facts_free(&f);
		ck_assert_uint_eq(f.addresses.count, 0);
	}
}
END_TEST

/* What is ours is unknown: notipme is broken, or there is no memory; DNS does not matter then. */
START_TEST(ours_unknown)
{
	static const int errors[] = {EINVAL, ENOMEM};
	static const enum reason reasons[] = {REASON_NOTIPME, REASON_LOCAL};
	const struct session s = session_of("mail.example", "192.0.2.2", NULL);
	struct log log = {.quiet = true};

	for (int i = 0; i < LENGTH(errors); i++) {
		struct facts f = {.resolves = NOT_ASKED};

		set_answer(&f.dns.a, V4);
		set_answer(&f.dns.aaaa, "!timeout");
		ours_answer = UNKNOWN;
		moreipme_errno = errors[i];
		facts_conclude(&f, NEED_OURS, &s, &log);
		ck_assert_int_eq(f.ours, UNKNOWN);
		ck_assert_int_eq(f.why_ours, reasons[i]);
		facts_free(&f);
	}
}
END_TEST

/* Without memory for the addresses nothing is known. */
START_TEST(no_memory)
{
	static const char *const helos[] = {"mail.example", "[" V4 "]", "mail.example"};
	const struct session s = session_of(helos[_i], "192.0.2.2", NULL);
	struct log log = {.quiet = true};
	struct facts f = {.resolves = NOT_ASKED};

	set_answer(&f.dns.a, _i == 0 ? V4 : "");
	set_answer(&f.dns.aaaa, _i == 2 ? V6 : "");
	*asked = '\0';
	memory_is_out = true;
	facts_conclude(&f, NEED_OURS, &s, &log);
	memory_is_out = false;
	ck_assert_str_eq(describe(&f), "unknown(local) unknown(local) unknown(local) - -");
	ck_assert_str_eq(asked, "");
	facts_free(&f);
}
END_TEST

/* morercpthosts.cdb is broken: whether the name is ours is unknown, unless another file has it. */
START_TEST(own_name_unknown)
{
	static const char *const helos[] = {"mail.example", "mx.example"};
	static const char *const facts[] = {"no no - unknown(morercpthosts) -", "no no - yes no"};
	struct log log = {.quiet = true};

	unit_home();
	unit_file("control/me", "mx.example\n");
	unit_file("control/morercpthosts.cdb", "broken");
	lists_answer = NO;
	for (int i = 0; i < LENGTH(helos); i++) {
		const struct session s = session_of(helos[i], V4, NULL);
		struct facts f = {.dns.a.status = DNS_NXDOMAIN};

		facts_conclude(&f, NEED_OWN_NAME, &s, &log);
		ck_assert_str_eq(describe(&f), facts[i]);
		facts_free(&f);
	}
}
END_TEST

/* ---- what is gathered ---- */

#define ALL_NEEDS (NEED_OURS | NEED_OWN_NAME | NEED_REVERSE | NEED_SUFFIXES | NEED_PATTERNS)

/* Only what is needed, and nothing of it without a HELO. None of these asks DNS. */
static const struct {
	const char *helo, *client, *told;
	unsigned needs;
	const char *facts;
	enum answer pattern;
	bool reverse_known;
	const char *reverse; /* NULL: none */
} gathered[] = {
	{"", V4, "a.example", ALL_NEEDS, "- - - - -", NOT_ASKED, false, NULL},
	{"mail..example", V4, "a.example", 0, "no no - - -", NOT_ASKED, false, NULL},
	{"mail..example", V4, "a.example", NEED_PATTERNS, "no no - - -", YES, false, NULL},
	{"other..example", V4, "a.example", NEED_PATTERNS, "no no - - -", NO, false, NULL},
	{"mail..example", V4, NULL, NEED_OWN_NAME, "no no - yes no", NOT_ASKED, false, NULL},
	{"mail..example", V4, NULL, NEED_OURS | NEED_SUFFIXES, "no no no - -", NOT_ASKED, false,
	 NULL},
	/* patterns see the HELO as it was said */
	{"mail.", V4, "", NEED_PATTERNS, "no no - - -", NO, false, NULL},
	{"host.", V4, "", NEED_PATTERNS, "no no - - -", YES, false, NULL},
	{"host", V4, "", NEED_PATTERNS, "no no - - -", NO, false, NULL},
	/* the reverse name that the host told is used as it is; "" is none */
	{"[" V4 "]", V4, "a b.example", NEED_REVERSE, "yes yes - - -", NOT_ASKED, true,
	 "a b.example"},
	{"[" V4 "]", "nonsense", "a", ALL_NEEDS, "yes - - - -", NO, true, "a"},
	{"[" V4 "]", V4, "", NEED_REVERSE, "yes yes - - -", NOT_ASKED, true, NULL},
	/* not told, and nobody to ask about */
	{"[" V4 "]", "nonsense", NULL, NEED_REVERSE, "yes - - - -", NOT_ASKED, false, NULL},
};

START_TEST(gather)
{
	const struct session s =
		session_of(gathered[_i].helo, gathered[_i].client, gathered[_i].told);
	const struct suffixes *const suffixes = (const struct suffixes *)&s; /* is only handed on */
	const struct policy p = {.timeout_ms = 5000};
	struct log log = {.failures = true};
	static struct capture err;
	struct facts f;

	unit_home();
	unit_file("control/helo.checks.regexps", "mail..+\nhost\\.\n");
	unit_file("control/me", "mail..example\n");
	ours_answer = lists_answer = NO;
	memset(&f, 0xa5, sizeof(f));
	capture_start(&err, STDERR_FILENO);
	facts_gather(&f, gathered[_i].needs, &s, &p, suffixes, clock_ms() + 5000, &log);
	ck_assert_str_eq(capture_end(&err), "");
	ck_assert_str_eq(describe(&f), gathered[_i].facts);
	ck_assert_int_eq(f.pattern, gathered[_i].pattern);
	ck_assert(f.reverse_known == gathered[_i].reverse_known);
	ck_assert_uint_eq(f.reverse_count, gathered[_i].reverse != NULL);
	if (f.reverse_count > 0)
		ck_assert_str_eq(f.reverse[0], gathered[_i].reverse);
	ck_assert_int_eq(f.why_reverse, REASON_NONE);
	ck_assert_ptr_eq(f.suffixes, suffixes);
	ck_assert_int_eq(f.dns.a.status, DNS_NOT_ASKED);
	ck_assert_int_eq(f.dns.ptr.status, DNS_NOT_ASKED);
	facts_free(&f);
}
END_TEST

/* Patterns get half of the time: at its end they are unknown, and DNS still has the other half. */
START_TEST(half_of_the_time)
{
	const struct session s = session_of("mail..example", V4, NULL);
	const struct policy p = {.timeout_ms = 5000};
	struct log log = {.quiet = true};

	unit_home();
	unit_file("control/helo.checks.regexps", "mail.*\n");
	for (int late = 0; late < 2; late++) {
		const int64_t left = late ? 2400 : 2600;
		struct facts f;

		facts_gather(&f, NEED_PATTERNS, &s, &p, NULL, clock_ms() + left, &log);
		ck_assert_int_eq(f.pattern, late ? UNKNOWN : YES);
		facts_free(&f);
	}
}
END_TEST

/* What was looked up is taken over: here that nobody answers, and why. */
START_TEST(looked_up)
{
	const struct session s = session_of("[" V4 "]", V4, NULL);
	const struct policy p = {.server_count = 1,
				 .servers = {{.ip = unit_ip("127.0.0.1"), .port = 1}},
				 .res_options = "attempts:1",
				 .timeout_ms = 5000};
	struct log log = {.quiet = true};
	struct facts f;

	facts_gather(&f, NEED_REVERSE, &s, &p, NULL, clock_ms() + 5000, &log);
	ck_assert(f.reverse_known && f.reverse_count == 0);
	ck_assert_int_eq(f.why_reverse, REASON_REFUSED);
	ck_assert_str_eq(describe(&f), "yes yes - - -");
	facts_free(&f);
}
END_TEST

/* Whether the rest of the addresses is waited for depends on who needs to know whose they are. */
START_TEST(waited_for)
{
	static const struct answer_row zone[] = {{"mail.example", "A", RESOLVER, "@12 A " V4},
						 {NULL, NULL, 0, NULL}};
	const struct session s = session_of("mail.example", "192.0.2.2", NULL);
	struct server server = server_start(zone);
	const struct policy p = {.server_count = 1, .servers = {server.at}, .timeout_ms = 5000};
	struct log log = {.quiet = true};

	has_answer = true;
	ours_answer = NO;
	for (unsigned needs = 0; needs <= NEED_OURS; needs += NEED_OURS) {
		struct facts f;

		facts_gather(&f, needs, &s, &p, NULL, clock_ms() + 5000, &log);
		ck_assert_int_eq(f.dns.aaaa.status, needs == 0 ? DNS_NOT_ASKED : DNS_FAILED);
		facts_free(&f);
	}
	server_stop(&server);
	has_answer = false;
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, conclusion, 0, LENGTH(conclusions));
	tcase_add_test(tests, ours_unknown);
	tcase_add_loop_test(tests, no_memory, 0, 3);
	tcase_add_test(tests, own_name_unknown);
	tcase_add_loop_test(tests, gather, 0, LENGTH(gathered));
	tcase_add_test(tests, half_of_the_time);
	tcase_add_test(tests, looked_up);
	tcase_add_test(tests, waited_for);
}

int main(void)
{
	return unit_main("facts", add);
}
