/*
 * Who is us: how facts_conclude asks moreipme, and what makes a client this server itself:
 * doc/behaviour.md section 3.
 */
#include "tests/unit/facts/conclude.h"

/* ---- how it is asked what is ours ---- */

#define GLOBAL "198.51.100.9"
#define SITE "10.0.0.9"

/* Split-horizon DNS can give any address to a name of ours, in or below one in control/me. */
static const struct {
	const char *helo, *client, *local, *addresses, *asked;
} questions[] = {
	{"mail.example", GLOBAL, "192.0.2.25", V4 " " V6, V4 " " V6 " local=192.0.2.25"},
	{"mail.example", GLOBAL, "", V4, V4 " no_local"},
	{"a.mx.example", GLOBAL, "192.0.2.25", "192.0.2.25", "192.0.2.25 local=192.0.2.25"},
	/* A name that leads to loopback is broken, not forged, unless it is ours. */
	{"mail.example", GLOBAL, "192.0.2.25", "127.0.0.1", "127.0.0.1 local=192.0.2.25"},
	{"mail.example", GLOBAL, "192.0.2.25", "::", ":: local=192.0.2.25"},
	{"MX.example.", GLOBAL, "192.0.2.25", "127.0.0.1", "127.0.0.1 this_host local=192.0.2.25"},
	{"a.mx.example", GLOBAL, "192.0.2.25", V4 " 0.0.0.0",
	 V4 " 0.0.0.0 this_host local=192.0.2.25"},
	{"a.mx.example", SITE, "192.0.2.25", "::1", "::1 this_host local=192.0.2.25"},
	{"amx.example", GLOBAL, "192.0.2.25", "127.0.0.1", "127.0.0.1 local=192.0.2.25"},
	/* An address always counts, also an IPv4 address inside an IPv6 one. */
	{"127.0.0.1", GLOBAL, "192.0.2.25", "", "127.0.0.1 this_host local=192.0.2.25"},
	{"[192.0.2.25]", GLOBAL, "192.0.2.25", "", "192.0.2.25 this_host local=192.0.2.25"},
	{"[IPv6:::192.0.2.25]", GLOBAL, "192.0.2.25", "",
	 "::192.0.2.25 192.0.2.25 this_host local=192.0.2.25"},
	{"[IPv6:64:ff9b::127.0.0.1]", GLOBAL, "192.0.2.25", "",
	 "64:ff9b::7f00:1 127.0.0.1 this_host local=192.0.2.25"},
	{"2002:c000:219::1", GLOBAL, "192.0.2.25", "",
	 "2002:c000:219::1 192.0.2.25 this_host local=192.0.2.25"},
	{"mail.example", GLOBAL, "192.0.2.25", "::192.0.2.25", "::192.0.2.25 local=192.0.2.25"},
	{"mail..example", GLOBAL, "192.0.2.25", "", "this_host local=192.0.2.25"},
	/* A private TCPLOCALIP is ours only to a client that is private itself, */
	{"[10.0.0.1]", GLOBAL, "10.0.0.1", "", "10.0.0.1 this_host no_local"},
	{"[10.0.0.1]", SITE, "10.0.0.1", "", "10.0.0.1 this_host local=10.0.0.1"},
	{"[10.0.0.1]", "100.64.0.1", "10.0.0.1", "", "10.0.0.1 this_host local=10.0.0.1"},
	{"[10.0.0.1]", "127.0.0.2", "10.0.0.1", "", "10.0.0.1 this_host local=10.0.0.1"},
	{"mail.example", GLOBAL, "10.0.0.1", "10.0.0.1", "10.0.0.1 no_local"},
	{"mail.example", SITE, "10.0.0.1", "10.0.0.1", "10.0.0.1 local=10.0.0.1"},
	{"mail.example", GLOBAL, "fd00::1", "fd00::1", "fd00::1 no_local"},
	/* or if the name is ours */
	{"mx.example", GLOBAL, "10.0.0.1", "10.0.0.1", "10.0.0.1 this_host local=10.0.0.1"},
	{"mx.example", GLOBAL, "10.0.0.1", "127.0.0.1", "127.0.0.1 this_host local=10.0.0.1"},
	{"mx.example", GLOBAL, "10.0.0.1", "10.0.0.2", "10.0.0.2 no_local"},
	/* TCPLOCALIP at loopback is like loopback */
	{"mail.example", GLOBAL, "127.0.0.1", "127.0.0.1", "127.0.0.1 no_local"},
	{"mail.example", "127.0.0.2", "127.0.0.1", "127.0.0.1", "127.0.0.1 no_local"},
	{"mx.example", GLOBAL, "127.0.0.1", "127.0.0.1", "127.0.0.1 this_host local=127.0.0.1"},
	{"127.0.0.1", GLOBAL, "127.0.0.1", "", "127.0.0.1 this_host local=127.0.0.1"},
};

START_TEST(question)
{
	const struct unit_var vars[] = {{"SMTPHELOHOST", questions[_i].helo},
					{"TCPREMOTEIP", questions[_i].client},
					{"TCPLOCALIP", questions[_i].local},
					{NULL, NULL}};
	const struct session s = given_session(vars);
	struct log log = {.quiet = true};
	struct facts f = {.resolves = NOT_ASKED};

	unit_home();
	unit_file("control/me", "mx.example\n");
	set_answer(&f.dns.a, questions[_i].addresses);
	ours_answer = NO;
	*asked = '\0';
	facts_conclude(&f, NEED_OURS, &s, &log);
	ck_assert_str_eq(asked, questions[_i].asked);
	facts_free(&f);
}
END_TEST

/* ---- this server itself ---- */

/*
 * A client at loopback, at TCPLOCALIP, or at a single address of moreipme. It is asked only if a
 * denial is near, and logged only once what is wrong with moreipme.
 */
static const struct {
	const char *helo, *client, *relay, *a;
	unsigned needs;
	enum answer ours, lists;
	const char *facts, *asked; /* asked: a part of it */
} selves[] = {
	{"mail.example", "127.0.0.1", NULL, V4, NEED_OURS, YES, NO, "yes no yes - yes", "local="},
	{"mail.example", "::1", NULL, V4, NEED_OURS, YES, NO, "yes no yes - yes", "local="},
	{"mail.example", "192.0.2.25", NULL, V4, NEED_OURS, YES, NO, "yes no yes - yes", "local="},
	{"mail.example", GLOBAL, NULL, V4, NEED_OURS, YES, YES, "yes no yes - yes",
	 "lists_quietly " GLOBAL},
	{"mail.example", GLOBAL, NULL, V4, NEED_OURS, YES, NO, "yes no yes - no",
	 "lists_quietly " GLOBAL},
	{"mail.example", GLOBAL, NULL, V4, NEED_OURS, YES, UNKNOWN, "yes no yes - unknown(notipme)",
	 "lists_quietly " GLOBAL},
	{"mx.example", GLOBAL, NULL, V4, NEED_OWN_NAME, NO, YES, "yes no - yes yes",
	 "lists " GLOBAL},
	{"mx.example", "127.0.0.1", NULL, V4, NEED_OWN_NAME, NO, NO, "yes no - yes yes", ""},
	{"mx.example", GLOBAL, NULL, V4, BOTH, UNKNOWN, NO, "yes no unknown(notipme) yes no",
	 "lists_quietly " GLOBAL},
	/* No denial is near. */
	{"mail.example", "127.0.0.1", NULL, V4, BOTH, NO, YES, "yes no no no -", "local="},
	{"mail.example", GLOBAL, NULL, V4, BOTH, UNKNOWN, YES, "yes no unknown(notipme) no -",
	 "local="},
	{"mx.example", GLOBAL, NULL, GLOBAL, BOTH, YES, YES, "yes yes - - -", ""},
	/* localhost leads to this server if the client is it, else nowhere. */
	{"localhost", "127.0.0.1", NULL, "", BOTH, YES, NO, "yes yes - - yes", ""},
	{"localhost", "192.0.2.25", NULL, "", BOTH, YES, NO, "yes yes - - yes", ""},
	{"a.localhost", GLOBAL, NULL, "", BOTH, YES, YES, "yes yes - - yes", "lists " GLOBAL},
	{"localhost", GLOBAL, NULL, "", 0, YES, NO, "no no - - no", "lists " GLOBAL},
	{"localhost", GLOBAL, NULL, "", BOTH, YES, NO, "no no - no no", "lists " GLOBAL},
	{"localhost", GLOBAL, NULL, "", NEED_OURS, YES, UNKNOWN,
	 "unknown(notipme) unknown(notipme) - - unknown(notipme)", "lists " GLOBAL},
	{"localhost", "nonsense", NULL, "", BOTH, YES, YES, "no - - - -", ""},
	/* a client that may relay is believed */
	{"localhost", GLOBAL, "", "", BOTH, YES, NO, "yes no - no no", "lists " GLOBAL},
	{"localhost", GLOBAL, "", "", NEED_OURS, YES, UNKNOWN,
	 "yes unknown(notipme) - - unknown(notipme)", "lists " GLOBAL},
	{"localhost", "nonsense", "", "", BOTH, YES, YES, "yes - - - -", ""},
};

START_TEST(self)
{
	const struct unit_var vars[] = {{"SMTPHELOHOST", selves[_i].helo},
					{"TCPREMOTEIP", selves[_i].client},
					{"TCPLOCALIP", "192.0.2.25"},
					{"RELAYCLIENT", selves[_i].relay},
					{NULL, NULL}};
	const struct session s = given_session(vars);
	struct log log = {.failures = true};
	struct facts f = {.resolves = NOT_ASKED};

	unit_home();
	unit_file("control/me", "mx.example\n");
	set_answer(&f.dns.a, selves[_i].a);
	ours_answer = selves[_i].ours;
	lists_answer = selves[_i].lists;
	moreipme_errno = EINVAL;
	*asked = '\0';
	facts_conclude(&f, selves[_i].needs, &s, &log);
	ck_assert_str_eq(describe(&f), selves[_i].facts);
	ck_assert_msg(strstr(asked, selves[_i].asked) != NULL, "asked [%s]", asked);
	/* At most once; and nothing where nothing is expected. */
	if (strstr(selves[_i].asked, "lists") == NULL)
		ck_assert_ptr_null(strstr(asked, "lists"));
	if (*selves[_i].asked == '\0')
		ck_assert_str_eq(asked, "");
	facts_free(&f);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, question, 0, LENGTH(questions));
	tcase_add_loop_test(tests, self, 0, LENGTH(selves));
}

int main(void)
{
	return unit_main("ours", add);
}
