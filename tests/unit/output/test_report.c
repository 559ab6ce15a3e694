/* The log lines of one HELO: doc/behaviour.md section 5. */
#include "output/report.h"

#include "tests/unit/given.h"

#define HEAD "helo-dns-check: "

static struct capture err;

/* What is logged. L, D: logged with them; monitor: M. */
struct given {
	const char *helo, *client, *sender, *recipient;
	bool L, D, F, monitor;
	checkset deny;
	const char *results;
	enum answer client_us;
};

static const char *log_of(const struct given *g)
{
	const struct unit_var vars[] = {{"SMTPHELOHOST", g->helo},
					{"TCPREMOTEIP", g->client},
					{"SMTPMAILFROM", g->sender},
					{"SMTPRCPTTO", g->recipient},
					{NULL, NULL}};
	const struct session s = given_session(vars);
	const struct policy p = {.deny = g->deny, .monitor = g->monitor, .facts = g->F};
	struct judgement j = {.facts.client_us = g->client_us,
			      .results = given_results(g->results)};
	struct log log = {.failures = g->L, .debug = g->D};

	j.verdict = verdict_reach(&j.results, &p);
	capture_start(&err, STDERR_FILENO);
	report(&log, &s, &p, &j);
	capture_end(&err);
	ck_assert_uint_eq(err.pieces, unit_lines(err.text));
	return err.text;
}

#define MAIL .helo = "mail.example", .client = "192.0.2.1"
#define SOLVE HEAD "HELO [mail.example] from [192.0.2.1] doesn't solve\n"
#define UNKNOWN_DNS(why) HEAD "HELO [mail.example] from [192.0.2.1]: DNS lookup failed (" why ")\n"
#define UNKNOWN_OTHER(what) HEAD "HELO [mail.example] from [192.0.2.1]: " what "\n"
#define BLOCKED HEAD "blocked with: HELO [mail.example] "

static const struct {
	struct given given;
	const char *logged;
} rows[] = {
	/* without L, and nothing denied: nothing */
	{{MAIL, .results = "*=pass"}, ""},
	{{MAIL, .results = "resolves=fail not_me=error(timeout) match_re=error(limit)"}, ""},
	/* L: failures; what passes or is skipped is not mentioned */
	{{MAIL, .L = true, .results = "*=pass ip_match=skip(no_ip)"}, ""},
	{{MAIL, .L = true, .results = "own_name=fail resolves=fail syntax=fail"},
	 HEAD "malformed HELO/EHLO [mail.example] from [192.0.2.1]\n" SOLVE HEAD
	      "HELO [mail.example] is a local name but IP [192.0.2.1] is not a RELAYCLIENT\n"},
	{{"", "192.0.2.1", .L = true, .results = "no_helo=fail"},
	 HEAD "No HELO sent from [192.0.2.1]\n"},
	{{"a\rb\x1b\xff", "nonsense", .L = true, .results = "dynamic=fail bare_ip=fail(tld)"},
	 HEAD "HELO [a?b??] from [unknown] fails bare_ip(tld)\n" HEAD
	      "HELO [a?b??] from [unknown] fails dynamic\n"},
	/* L: what is unknown, once for each reason; what is not DNS, of its check */
	{{MAIL, .L = true, .results = "resolves=error(timeout) not_me=error(timeout)"},
	 UNKNOWN_DNS("timeout")},
	{{MAIL, .L = true, .results = "resolves=error(timeout) not_me=error(notipme)"},
	 UNKNOWN_DNS("timeout") UNKNOWN_OTHER("not_me unknown (notipme)")},
	{{MAIL, .L = true,
	  .results = "match_re=error(limit) forward_dns=error(valid_hostname_off)"},
	 UNKNOWN_OTHER("match_re unknown (limit)")
		 UNKNOWN_OTHER("forward_dns unknown (valid_hostname_off)")},
	{{MAIL, .L = true,
	  .results = "ip_match=error(servfail) dynamic=error(suffix_list) "
		     "valid_hostname=error(suffix_list) rdns_match=error(servfail)"},
	 UNKNOWN_DNS("servfail") UNKNOWN_OTHER("dynamic unknown (suffix_list)")},
	{{MAIL, .L = true,
	  .results = "resolves=error(local) ip_match=error(refused) big_company=error(garbled)"},
	 UNKNOWN_DNS("local") UNKNOWN_DNS("refused") UNKNOWN_DNS("garbled")},
	{{MAIL, .L = true, .results = "own_name=error(morercpthosts) not_me=error(notipme)"},
	 UNKNOWN_OTHER("not_me unknown (notipme)")
		 UNKNOWN_OTHER("own_name unknown (morercpthosts)")},
	/* this server itself, before everything else */
	{{MAIL, .L = true, .client_us = YES, .results = "not_me=pass resolves=fail"},
	 UNKNOWN_OTHER("client is this server") SOLVE},
	{{MAIL, .L = true, .client_us = NO, .results = "*=pass"}, ""},
	{{MAIL, .L = true, .client_us = UNKNOWN, .results = "*=pass"}, ""},
	{{MAIL, .client_us = YES, .results = "*=pass"}, ""},
	/* A failure or a skip with the reason is not the one before. */
	{{MAIL, .L = true, .results = "resolves=skip(timeout) ip_match=error(timeout)"},
	 UNKNOWN_DNS("timeout")},
	/* a denial always, after the failures */
	{{MAIL, .deny = BIT(IP_MATCH), .results = "resolves=fail ip_match=fail"},
	 BLOCKED "does not resolve to your address [192.0.2.1]\n"},
	{{MAIL, .L = true, .deny = BIT(RESOLVES), .results = "resolves=fail ip_match=error(local)"},
	 SOLVE UNKNOWN_DNS("local") BLOCKED "does not resolve [192.0.2.1]\n"},
	{{MAIL, .L = true, .monitor = true, .deny = BIT(RESOLVES), .results = "resolves=fail"},
	 SOLVE HEAD "would block with: HELO [mail.example] does not resolve [192.0.2.1]\n"},
	{{"", "192.0.2.1", .deny = BIT(NO_HELO), .results = "no_helo=fail"},
	 HEAD "blocked with: no HELO/EHLO host name was given [192.0.2.1]\n"},
	{{MAIL, .deny = BIT(FORWARD_DNS), .results = "forward_dns=error(timeout)"},
	 HEAD "blocked with: DNS timed out for HELO [mail.example] [192.0.2.1]\n"},
	/* with sender and recipient if they are known */
	{{MAIL, .sender = "a@example.net", .recipient = "b@example.org", .deny = ALL,
	  .results = "resolves=fail"},
	 BLOCKED "does not resolve from <a@example.net> to <b@example.org> [192.0.2.1]\n"},
	{{MAIL, .sender = "", .deny = ALL, .results = "resolves=fail"},
	 BLOCKED "does not resolve from <> to <> [192.0.2.1]\n"},
	{{MAIL, .recipient = "b c\r\xff", .deny = ALL, .results = "resolves=fail"},
	 BLOCKED "does not resolve from <> to <b?c?\?> [192.0.2.1]\n"},
	{{MAIL, .sender = "a@example.net", .results = "resolves=fail"}, ""},
	/* D: each result, first of all */
	{{MAIL, .D = true, .deny = BIT(VALID_HOSTNAME),
	  .results = "syntax=pass valid_hostname=fail(no_dot) not_me=skip(no_ip)"},
	 HEAD "dbg: check syntax: pass\n" HEAD "dbg: check not_me: skip no_ip\n" HEAD
	      "dbg: check valid_hostname: fail no_dot\n" BLOCKED "has no dot [192.0.2.1]\n"},
};

START_TEST(row)
{
	ck_assert_str_eq(log_of(&rows[_i].given), rows[_i].logged);
}
END_TEST

/* The longest of everything: whole, one line each; and F, as the last. */
START_TEST(longest)
{
	char text[5001];
	const struct given g = {.helo = text,
				.client = "1111:2222:3333:4444:5555:6666:7777:8888",
				.sender = text,
				.recipient = text,
				.L = true,
				.F = true,
				.deny = ALL & ~BIT(NO_HELO),
				.results = "*=fail(valid_hostname_off)"};
	const char *last;

	unit_expand(text, sizeof(text), "x{5000}");
	log_of(&g);
	ck_assert_uint_eq(unit_lines(err.text), CHECK_COUNT + 2);
	ck_assert_ptr_nonnull(strstr(err.text, "xxx> [1111:2222:3333:4444:5555:6666:7777:8888]\n"));
	last = strstr(err.text, HEAD "facts ");
	ck_assert(last != NULL && unit_lines(last) == 1);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_test(tests, longest);
}

int main(void)
{
	return unit_main("report", add);
}
