/* The facts line: doc/behaviour.md section 5, F; more in tests/cases/5-facts.tsv. */
#include "output/factsline.h"

#include "tests/unit/given.h"

static struct capture err;

/* What is known of a HELO. Texts are lists, separated by blanks. */
struct given {
	const char *helo, *client, *relay, *told; /* told: TCPREMOTEHOST */
	const char *local;
	const char *results;
	checkset deny;
	bool monitor;
	const char *addresses; /* all that the HELO leads to */
	struct facts facts;
};

/* The line, behind its process id. */
static const char *line_of(const struct given *g)
{
	const struct unit_var vars[] = {
		{"SMTPHELOHOST", g->helo != NULL ? g->helo : "mail.example"},
		{"TCPREMOTEIP", g->client != NULL ? g->client : "192.0.2.1"},
		{"RELAYCLIENT", g->relay},
		{"TCPREMOTEHOST", g->told},
		{"TCPLOCALIP", g->local},
		{NULL, NULL}};
	const struct session s = given_session(vars);
	const struct policy p = {.deny = g->deny, .monitor = g->monitor};
	struct judgement j = {.facts = g->facts,
			      .results = given_results(g->results != NULL ? g->results : "")};
	struct strlist words = {0};
	struct log log = {0};
	char start[64];

	given_words(&words, g->addresses != NULL ? g->addresses : "");
	for (size_t i = 0; i < words.count; i++)
		ck_assert(addrs_add(&j.facts.addresses, unit_ip(words.items[i])));
	j.verdict = verdict_reach(&j.results, &p);
	capture_start(&err, STDERR_FILENO);
	factsline_log(&log, &s, &j);
	capture_end(&err);
	strlist_free(&words);
	addrs_free(&j.facts.addresses);
	ck_assert_uint_eq(err.pieces, 1);
	ck_assert_uint_eq(unit_lines(err.text), 1);
	snprintf(start, sizeof(start), "helo-dns-check: facts pid=%ld ", (long)getppid());
	ck_assert_int_eq(strncmp(err.text, start, strlen(start)), 0);
	return err.text + strlen(start);
}

#define START "helo=mail.example ip=192.0.2.1 "
#define NOTHING "fail= skip= error= verdict=pass\n"
#define ADDRESS "1111:2222:3333:4444:5555:6666:7777:8888"
#define FOUR(text) text " " text " " text " " text
#define SIXTEEN(text) FOUR(FOUR(text))
#define FOUR_COMMAS(text) text "," text "," text "," text
#define SIXTEEN_COMMAS(text) FOUR_COMMAS(FOUR_COMMAS(text))

/* Keys that nobody asked for are left out; a question without an answer says why. */
static const struct {
	struct given given;
	const char *line;
} rows[] = {
	{{.helo = ""}, "helo= ip=192.0.2.1 " NOTHING},
	{{.helo = "a b=c\r\xff", .client = "nonsense"}, "helo=a?b=c?? ip=unknown " NOTHING},
	{{.relay = ""}, START "relay=yes " NOTHING},
	/* everything, in its order */
	{{.relay = "1",
	  .told = "host.example",
	  .addresses = "192.0.2.7 2001:db8::1 192.0.2.8 ::ffff:192.0.2.9",
	  .facts = {.dns = {.a.status = DNS_FOUND,
			    .aaaa.status = DNS_FOUND,
			    .mx.status = DNS_NODATA,
			    .ms = 12},
		    .resolves = YES,
		    .match = NO,
		    .ours = NO,
		    .reverse_known = true},
	  .deny = BIT(IP_MATCH),
	  .results = "syntax=fail ip_match=fail own_name=skip(no_ip) not_me=error(timeout) "
		     "match_re=pass dynamic=skip(no_dot) forward_dns=error(servfail)"},
	 START "relay=yes reverse=host.example a=192.0.2.7,192.0.2.8,192.0.2.9 aaaa=2001:db8::1 "
	       "mx=no ours=no resolves=yes match=no ms=12 fail=syntax,ip_match "
	       "skip=own_name(no_ip),dynamic(no_dot) error=not_me(timeout),forward_dns(servfail) "
	       "verdict=deny:ip_match\n"},
	{{.monitor = true, .deny = ALL, .results = "forward_dns=error(timeout)"},
	 START "fail= skip= error=forward_dns(timeout) verdict=would-deny:forward_dns\n"},
	/* DNS */
	{{.facts = {.dns = {.a.status = DNS_NODATA,
			    .aaaa.status = DNS_NXDOMAIN,
			    .mx.status = DNS_FOUND}}},
	 START "a= aaaa= mx=yes ms=0 " NOTHING},
	{{.facts.dns.mx.status = DNS_NXDOMAIN}, START "mx=no " NOTHING},
	{{.facts.dns.mx = {.status = DNS_FAILED, .failure = DNS_SERVFAIL}},
	 START "mx=servfail " NOTHING},
	/* A failed family says why; an IPv4-mapped address from AAAA does not run into it. */
	{{.addresses = "2001:db8::1 ::ffff:192.0.2.7",
	  .facts.dns = {.a = {.status = DNS_FAILED, .failure = DNS_TIMEOUT},
			.aaaa.status = DNS_FOUND}},
	 START "a=timeout,192.0.2.7 aaaa=2001:db8::1 ms=0 " NOTHING},
	{{.facts = {.resolves = UNKNOWN, .match = UNKNOWN, .ours = UNKNOWN}},
	 START "ours=unknown resolves=unknown match=unknown ms=0 " NOTHING},
	{{.facts = {.resolves = NO, .match = YES, .ours = YES, .own_name = YES, .pattern = YES}},
	 START "ours=yes resolves=no match=yes ms=0 " NOTHING},
	/* AAAA was not asked for, or not waited for; what does not resolve was looked up, or not */
	{{.addresses = "192.0.2.7",
	  .facts = {.dns = {.a.status = DNS_FOUND, .ms = 3}, .resolves = YES}},
	 START "a=192.0.2.7 resolves=yes ms=3 " NOTHING},
	{{.facts = {.dns = {.a.status = DNS_NODATA, .mx.status = DNS_NODATA, .ms = 3},
		    .match = NO}},
	 START "a= mx=no match=no ms=3 " NOTHING},
	{{.facts = {.dns = {.aaaa.status = DNS_NODATA}}}, START "aaaa= " NOTHING},
	{{.facts = {.resolves = NO}}, START "resolves=no ms=0 " NOTHING},
	/* sixteen addresses of each family, then how many more */
	{{.addresses = SIXTEEN("192.0.2.7"), .facts.dns.a.status = DNS_FOUND},
	 START "a=" SIXTEEN_COMMAS("192.0.2.7") " ms=0 " NOTHING},
	{{.addresses = SIXTEEN("192.0.2.7 " ADDRESS) " ::1 192.0.2.8 192.0.2.9",
	  .facts.dns = {.a.status = DNS_FOUND, .aaaa.status = DNS_FOUND}},
	 START
	 "a=" SIXTEEN_COMMAS("192.0.2.7") ",+2 aaaa=" SIXTEEN_COMMAS(ADDRESS) ",+1 ms=0 " NOTHING},
	/* reverse names: the host's, as it is; else those that count, or why none is known */
	{{.told = ""}, START "reverse= " NOTHING},
	{{.told = "a b verdict=pass\n\x1b"}, START "reverse=a?b?verdict=pass?? " NOTHING},
	{{.told = "a.example",
	  .facts = {.reverse_known = true, .reverse = {"b"}, .reverse_count = 1}},
	 START "reverse=a.example " NOTHING},
	{{.facts = {.reverse_known = true}}, START "reverse= " NOTHING},
	{{.facts = {.reverse_known = true,
		    .reverse = {"a.example", "b\n\xff"},
		    .reverse_count = 2,
		    .why_reverse = REASON_SERVFAIL}},
	 START "reverse=servfail,a.example,b?? " NOTHING},
	/* of what the client chooses, nothing reads like two names or a reason */
	{{.facts = {.reverse_known = true,
		    .reverse = {"a,b", "50%", "timeout"},
		    .reverse_count = 3}},
	 START "reverse=a%2Cb,50%25,%74imeout " NOTHING},
	{{.told = "a,local"}, START "reverse=a%2Clocal " NOTHING},
	{{.told = "local"}, START "reverse=%6Cocal " NOTHING},
	/* where the client connected to */
	{{.local = "::ffff:192.0.2.25", .relay = "", .told = ""},
	 START "relay=yes local=192.0.2.25 reverse= " NOTHING},
	{{.local = "nowhere"}, START NOTHING},
	{{.facts = {.reverse_known = true, .why_reverse = REASON_SERVFAIL}},
	 START "reverse=servfail " NOTHING},
};

START_TEST(row)
{
	ck_assert_str_eq(line_of(&rows[_i].given), rows[_i].line);
}
END_TEST

/* The longest line that there can be ends with its verdict. */
START_TEST(longest)
{
	static char name[HOSTNAME_MAX + 1], helo[301];
	const struct given g = {
		.helo = helo,
		.client = ADDRESS,
		.relay = "",
		.results = "*=error(valid_hostname_off) forward_dns=error(timeout)",
		.deny = ALL,
		.monitor = true,
		.addresses = SIXTEEN("203.100.113.100 " ADDRESS) " 203.100.113.100 " ADDRESS,
		.facts = {.dns = {.a = {.status = DNS_FAILED, .failure = DNS_SERVFAIL},
				  .aaaa = {.status = DNS_FAILED, .failure = DNS_SERVFAIL},
				  .mx = {.status = DNS_FAILED, .failure = DNS_SERVFAIL},
				  .ms = 60000},
			  .ours = UNKNOWN,
			  .resolves = UNKNOWN,
			  .match = UNKNOWN,
			  .reverse = {name, name, name, name, name},
			  .reverse_count = REVERSE_MAX,
			  .reverse_known = true}};
	const char *line;

	unit_expand(name, sizeof(name), "a{63}.a{63}.a{63}.a{61}");
	unit_expand(helo, sizeof(helo), "h{300}");
	line = line_of(&g);
	ck_assert_ptr_nonnull(strstr(line, ",literal_mismatch(valid_hostname_off) "
					   "verdict=would-deny:forward_dns\n"));
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_test(tests, longest);
}

int main(void)
{
	return unit_main("factsline", add);
}
