/* What the log hears of one HELO: BEHAVIOUR.md section 5. */
#include "output/report.h"

#include "tests/unit/unit.h"

#define BIT(name) CHECK_BIT(CHECK_##name)
#define HEAD "helo-dns-check: "

static struct capture err;

struct given {
	const char *helo, *client, *reverse, *sender, *recipient;
	struct log log;
	struct policy policy;
	checkset fails, errors, skips;
	const char *why; /* of the errors, where it is not the one below */
};

static const char *log_of(const struct given *g, const struct facts *f)
{
	const struct unit_var vars[] = {{"SMTPHELOHOST", g->helo},     {"TCPREMOTEIP", g->client},
					{"TCPREMOTEHOST", g->reverse}, {"SMTPMAILFROM", g->sender},
					{"SMTPRCPTTO", g->recipient},  {NULL, NULL}};
	struct env env = unit_env(vars);
	struct log log = g->log;
	struct results r = {0};
	struct verdict v;
	struct session s;

	capture_start(&err, STDERR_FILENO);
	session_read(&s, &env, &(struct log){0});
	capture_end(&err);
	for (int id = 0; id < CHECK_COUNT; id++) {
		checkset bit = CHECK_BIT(id);

		r.of[id].is = (g->fails & bit) != 0    ? FAIL
			      : (g->errors & bit) != 0 ? ERROR
			      : (g->skips & bit) != 0  ? SKIP
						       : PASS;
		if (r.of[id].is == ERROR)
			r.of[id].why = g->why != NULL		? g->why
				       : id == CHECK_IP_MATCH	? "servfail"
				       : id == CHECK_MATCH_RE	? "limit"
								: "timeout";
		if (r.of[id].is == SKIP)
			r.of[id].why = "no_ip";
	}
	v = verdict_reach(&r, &g->policy);
	capture_start(&err, STDERR_FILENO);
	report(&log, &s, &g->policy, f, &r, &v);
	capture_end(&err);
	ck_assert_uint_eq(err.pieces, unit_lines(err.text));
	return err.text;
}

/* ---- failures, unknowns, denials ---- */

#define DOESNT_SOLVE HEAD "HELO [mail.example] from [192.0.2.1] doesn't solve\n"
#define TIMED_OUT                                                                                  \
	HEAD "HELO [mail.example] from [192.0.2.1]: DNS failed for now (timeout), let it go\n"

static const struct {
	struct given given;
	const char *logged;
} rows[] = {
	/* without L, and nothing denied: nothing */
	{{"mail.example", "192.0.2.1", .fails = 0}, ""},
	{{"mail.example", "192.0.2.1", .fails = BIT(RESOLVES)}, ""},
	{{"mail.example", "192.0.2.1", .errors = BIT(RESOLVES)}, ""},
	/* L: failures; what passes is not mentioned */
	{{"mail.example", "192.0.2.1", .log.failures = true}, ""},
	{{"mail.example", "192.0.2.1", .log.failures = true, .skips = BIT(IP_MATCH)}, ""},
	{{"mail.example", "192.0.2.1", .log.failures = true, .fails = BIT(RESOLVES)}, DOESNT_SOLVE},
	{{"mail.example", "192.0.2.1", .log.failures = true,
	  .fails = BIT(SYNTAX) | BIT(RESOLVES) | BIT(OWN_NAME)},
	 HEAD "malformed HELO/EHLO [mail.example] from [192.0.2.1]\n" DOESNT_SOLVE HEAD
	      "HELO [mail.example] is a local name but IP [192.0.2.1] is not a RELAYCLIENT\n"},
	{{"", "192.0.2.1", .log.failures = true, .fails = BIT(NO_HELO)},
	 HEAD "No HELO sent from [192.0.2.1]\n"},
	{{"mail.example", "nonsense", .log.failures = true, .fails = BIT(RESOLVES)},
	 HEAD "HELO [mail.example] from [unknown] doesn't solve\n"},
	{{"a\rb\x1b\xff", "2001:db8::1", .log.failures = true, .fails = BIT(RESOLVES)},
	 HEAD "HELO [a?b??] from [2001:db8::1] doesn't solve\n"},
	/* L: what is not known, each reason once */
	{{"mail.example", "192.0.2.1", .log.failures = true, .errors = BIT(RESOLVES)}, TIMED_OUT},
	{{"mail.example", "192.0.2.1", .log.failures = true,
	  .errors = BIT(RESOLVES) | BIT(NOT_ME) | BIT(OWN_NAME)},
	 TIMED_OUT},
	{{"mail.example", "192.0.2.1", .log.failures = true,
	  .errors = BIT(RESOLVES) | BIT(IP_MATCH)},
	 TIMED_OUT HEAD
	 "HELO [mail.example] from [192.0.2.1]: DNS failed for now (servfail), let it go\n"},
	/* L: what is no matter of DNS is said of its check */
	{{"mail.example", "192.0.2.1", .log.failures = true, .errors = BIT(MATCH_RE)},
	 HEAD "HELO [mail.example] from [192.0.2.1]: match_re not known (limit), let it go\n"},
	{{"mail.example", "192.0.2.1", .log.failures = true, .errors = BIT(FORWARD_DNS),
	  .why = "valid_hostname_off"},
	 HEAD "HELO [mail.example] from [192.0.2.1]: forward_dns not known (valid_hostname_off), "
	      "let it go\n"},
	{{"mail.example", "192.0.2.1", .log.failures = true,
	  .errors = BIT(RESOLVES) | BIT(MATCH_RE) | BIT(RDNS_MATCH)},
	 TIMED_OUT HEAD
	 "HELO [mail.example] from [192.0.2.1]: match_re not known (limit), let it go\n"},
	{{"mail.example", "192.0.2.1", .log.failures = true, .errors = BIT(RDNS_MATCH),
	  .why = "garbled"},
	 HEAD "HELO [mail.example] from [192.0.2.1]: DNS failed for now (garbled), let it go\n"},
	{{"mail.example", "192.0.2.1", .errors = BIT(MATCH_RE)}, ""},
	/* L: the failures of the HELO checks */
	{{"mail.example", "192.0.2.1", .log.failures = true, .fails = BIT(DYNAMIC) | BIT(BARE_IP)},
	 HEAD "HELO [mail.example] from [192.0.2.1] fails bare_ip\n" HEAD
	      "HELO [mail.example] from [192.0.2.1] fails dynamic\n"},
	{{"mail.example", "192.0.2.1", .policy.deny = BIT(DYNAMIC), .fails = BIT(DYNAMIC)},
	 HEAD "blocked with: HELO [mail.example] holds your address, as dynamic names do "
	      "[192.0.2.1]\n"},
	/* forward_dns out of time denies */
	{{"mail.example", "192.0.2.1", .policy.deny = BIT(FORWARD_DNS), .errors = BIT(FORWARD_DNS)},
	 HEAD "blocked with: DNS timed out for HELO [mail.example] [192.0.2.1]\n"},
	{{"mail.example", "192.0.2.1", .policy = {.deny = BIT(FORWARD_DNS), .monitor = true},
	  .errors = BIT(FORWARD_DNS)},
	 HEAD "would block with: DNS timed out for HELO [mail.example] [192.0.2.1]\n"},
	{{"mail.example", "192.0.2.1", .policy.deny = BIT(FORWARD_DNS), .errors = BIT(RDNS_MATCH)},
	 ""},
	/* a denial always */
	{{"mail.example", "192.0.2.1", .policy.deny = BIT(RESOLVES), .fails = BIT(RESOLVES)},
	 HEAD "blocked with: HELO [mail.example] does not resolve [192.0.2.1]\n"},
	{{"mail.example", "192.0.2.1", .log.failures = true, .policy.deny = BIT(RESOLVES),
	  .fails = BIT(RESOLVES)},
	 DOESNT_SOLVE HEAD "blocked with: HELO [mail.example] does not resolve [192.0.2.1]\n"},
	{{"mail.example", "192.0.2.1", .policy = {.deny = BIT(RESOLVES), .monitor = true},
	  .fails = BIT(RESOLVES)},
	 HEAD "would block with: HELO [mail.example] does not resolve [192.0.2.1]\n"},
	{{"mail.example", "192.0.2.1", .policy.deny = BIT(IP_MATCH),
	  .fails = BIT(RESOLVES) | BIT(IP_MATCH)},
	 HEAD "blocked with: HELO [mail.example] does not lead to your address [192.0.2.1]\n"},
	{{"", "192.0.2.1", .policy.deny = BIT(NO_HELO), .fails = BIT(NO_HELO)},
	 HEAD "blocked with: no HELO/EHLO host name was given [192.0.2.1]\n"},
	/* with sender and recipient where they are known */
	{{"mail.example", "192.0.2.1", .sender = "a@example.net", .recipient = "b@example.org",
	  .policy.deny = BIT(RESOLVES), .fails = BIT(RESOLVES)},
	 HEAD "blocked with: HELO [mail.example] does not resolve from <a@example.net> to "
	      "<b@example.org> [192.0.2.1]\n"},
	{{"mail.example", "192.0.2.1", .sender = "", .policy.deny = BIT(RESOLVES),
	  .fails = BIT(RESOLVES)},
	 HEAD "blocked with: HELO [mail.example] does not resolve from <> to <> [192.0.2.1]\n"},
	{{"mail.example", "192.0.2.1", .recipient = "b@example.org", .policy.deny = BIT(RESOLVES),
	  .fails = BIT(RESOLVES)},
	 HEAD "blocked with: HELO [mail.example] does not resolve from <> to <b@example.org> "
	      "[192.0.2.1]\n"},
	{{"mail.example", "192.0.2.1", .sender = "a b\r\n@\x1b", .recipient = "\xff",
	  .policy = {.deny = BIT(RESOLVES), .monitor = true}, .fails = BIT(RESOLVES)},
	 HEAD "would block with: HELO [mail.example] does not resolve from <a?b??@?> to <?> "
	      "[192.0.2.1]\n"},
	{{"mail.example", "192.0.2.1", .sender = "a@example.net", .fails = BIT(RESOLVES)}, ""},
};

START_TEST(row)
{
	struct facts f = {.resolves = YES};

	ck_assert_str_eq(log_of(&rows[_i].given, &f), rows[_i].logged);
}
END_TEST

/* The longest of everything: whole, one line each. */
START_TEST(longest)
{
	char text[5001];
	struct given g = {.helo = text,
			  .client = "1111:2222:3333:4444:5555:6666:7777:8888",
			  .reverse = text,
			  .sender = text,
			  .recipient = text,
			  .log.failures = true,
			  .policy = {.deny = BIT(IP_MATCH), .facts = true},
			  .fails = (1U << CHECK_COUNT) - 1};
	struct facts f = {.resolves = YES};

	unit_expand(text, sizeof(text), "x{5000}");
	log_of(&g, &f);
	ck_assert_uint_eq(unit_lines(err.text), CHECK_COUNT + 2);
	ck_assert_ptr_nonnull(strstr(err.text, "xxx> [1111:2222:3333:4444:5555:6666:7777:8888]\n"));
	ck_assert_ptr_nonnull(strstr(err.text, " verdict=deny:ip_match\n"));
}
END_TEST

/* ---- D ---- */

START_TEST(debug)
{
	const struct given g = {.helo = "mail.example",
				.client = "192.0.2.1",
				.log = {.failures = true, .debug = true},
				.errors = BIT(NOT_ME)};
	struct facts f = {.resolves = YES};

	log_of(&g, &f);
	for (int id = 0; id < CHECK_COUNT; id++)
		ck_assert_ptr_nonnull(strstr(err.text, checks[id].name));
	ck_assert_int_eq(strncmp(err.text, HEAD "dbg: ", strlen(HEAD) + 5), 0);
}
END_TEST

/* ---- F ---- */

/* The value of key in a facts line; "-" where it is left out. */
static const char *value(const char *line, const char *key)
{
	static char text[LOG_LINE];
	size_t len = strlen(key);

	for (const char *at = line; (at = strchr(at, ' ')) != NULL;) {
		at++;
		if (strncmp(at, key, len) != 0 || at[len] != '=')
			continue;
		snprintf(text, sizeof(text), "%.*s", (int)strcspn(at + len + 1, " \n"),
			 at + len + 1);
		return text;
	}
	return "-";
}

/* Only keys of section 5, in its order, and no word that is none. */
static void assert_keys(const char *line)
{
	static const char *const keys[] = {"pid",  "helo", "ip",   "reverse",  "a",
					   "aaaa", "mx",   "ours", "resolves", "match",
					   "ms",   "fail", "skip", "error",    "verdict"};
	int next = 0;

	ck_assert_int_eq(strncmp(line, HEAD "facts ", strlen(HEAD "facts ")), 0);
	line += strlen(HEAD "facts ");
	while (*line != '\n') {
		size_t len = strcspn(line, "=");

		while (next < LENGTH(keys) &&
		       (strlen(keys[next]) != len || strncmp(keys[next], line, len) != 0))
			next++;
		ck_assert_msg(next < LENGTH(keys), "at %s", line);
		line += strcspn(line, " \n");
		line += *line == ' ';
	}
}

static void add_ip(struct facts *f, const char *text)
{
	ck_assert(addrs_add(&f->addresses, unit_ip(text)));
}

START_TEST(facts_of_a_name)
{
	struct given g = {.helo = "mail.example",
			  .client = "192.0.2.1",
			  .reverse = "host.example",
			  .policy = {.deny = BIT(IP_MATCH), .facts = true},
			  .fails = BIT(IP_MATCH) | BIT(SYNTAX),
			  .errors = BIT(NOT_ME),
			  .skips = BIT(OWN_NAME)};
	struct facts f = {.dns[ASK_A].status = DNS_FOUND,
			  .dns[ASK_AAAA].status = DNS_FOUND,
			  .resolves = YES,
			  .match = NO,
			  .ours = NO,
			  .dns_ms = 12};
	const char *line;
	char pid[32];

	add_ip(&f, "192.0.2.7");
	add_ip(&f, "192.0.2.8");
	add_ip(&f, "2001:db8::1");
	line = strchr(log_of(&g, &f), '\n') + 1; /* the denial stands before it */
	assert_keys(line);
	snprintf(pid, sizeof(pid), "%ld", (long)getppid());
	ck_assert_str_eq(value(line, "pid"), pid);
	ck_assert_str_eq(value(line, "helo"), "mail.example");
	ck_assert_str_eq(value(line, "ip"), "192.0.2.1");
	ck_assert_str_eq(value(line, "reverse"), "host.example");
	ck_assert_str_eq(value(line, "a"), "192.0.2.7,192.0.2.8");
	ck_assert_str_eq(value(line, "aaaa"), "2001:db8::1");
	ck_assert_str_eq(value(line, "mx"), "-");
	ck_assert_str_eq(value(line, "ours"), "no");
	ck_assert_str_eq(value(line, "resolves"), "yes");
	ck_assert_str_eq(value(line, "match"), "no");
	ck_assert_str_eq(value(line, "ms"), "12");
	ck_assert_str_eq(value(line, "fail"), "syntax,ip_match");
	ck_assert_str_eq(value(line, "skip"), "own_name(no_ip)");
	ck_assert_str_eq(value(line, "error"), "not_me(timeout)");
	ck_assert_str_eq(value(line, "verdict"), "deny:ip_match");
	addrs_free(&f.addresses);
}
END_TEST

START_TEST(facts_not_asked)
{
	static const struct given g = {
		.helo = "", .client = "nonsense", .policy.facts = true, .fails = BIT(NO_HELO)};
	static const char *const keys[] = {"reverse", "a",     "aaaa",	  "mx",
					   "ours",    "match", "resolves"};
	struct facts f = {.resolves = UNASKED};
	const char *line = log_of(&g, &f);

	assert_keys(line);
	ck_assert_str_eq(value(line, "helo"), "");
	ck_assert_str_eq(value(line, "ip"), "unknown");
	for (int i = 0; i < LENGTH(keys); i++)
		ck_assert_msg(strcmp(value(line, keys[i]), "-") == 0, "%s", keys[i]);
	ck_assert_str_eq(value(line, "verdict"), "pass");
}
END_TEST

static const struct {
	struct dns_query mx;
	const char *value;
} mails[] = {
	{{.status = DNS_UNASKED}, "-"},
	{{.status = DNS_FOUND, .takes_mail = true}, "yes"},
	{{.status = DNS_FOUND}, "no"}, /* a null MX */
	{{.status = DNS_NODATA}, "no"},
	{{.status = DNS_NXDOMAIN}, "no"},
	{{.status = DNS_FAILED, .why = DNS_SERVFAIL}, "servfail"},
};

START_TEST(facts_of_mx)
{
	static const struct given g = {
		.helo = "mail.example", .client = "192.0.2.1", .policy.facts = true};
	struct facts f = {.dns = {[ASK_A].status = DNS_NODATA,
				  [ASK_AAAA].status = DNS_NODATA,
				  [ASK_MX] = mails[_i].mx},
			  .resolves = UNKNOWN,
			  .match = UNKNOWN,
			  .ours = UNKNOWN};
	const char *line = log_of(&g, &f);

	assert_keys(line);
	ck_assert_str_eq(value(line, "mx"), mails[_i].value);
	ck_assert_str_eq(value(line, "a"), "");
	ck_assert_str_eq(value(line, "aaaa"), "");
	ck_assert_str_eq(value(line, "resolves"), "unknown");
	ck_assert_str_eq(value(line, "match"), "unknown");
	ck_assert_str_eq(value(line, "ours"), "unknown");
}
END_TEST

/* A failed family says why; an IPv4-mapped address that came as AAAA does not run into it. */
START_TEST(facts_of_a_failure)
{
	static const struct given g = {
		.helo = "mail.example", .client = "192.0.2.1", .policy.facts = true};
	struct facts f = {.dns = {[ASK_A] = {.status = DNS_FAILED, .why = DNS_TIMEOUT},
				  [ASK_AAAA].status = DNS_FOUND},
			  .resolves = YES};
	const char *line;

	add_ip(&f, "2001:db8::1");
	line = log_of(&g, &f);
	ck_assert_str_eq(value(line, "a"), "timeout");
	ck_assert_str_eq(value(line, "aaaa"), "2001:db8::1");
	add_ip(&f, "::ffff:192.0.2.7");
	line = log_of(&g, &f);
	ck_assert_msg(strstr(line, "timeout1") == NULL, "%s", line);
	addrs_free(&f.addresses);
}
END_TEST

/* Nothing from outside makes a second word or a second line. */
START_TEST(facts_are_printable)
{
	static const struct given g = {
		.helo = "a b=c\r\xff",
		.client = "192.0.2.1",
		.reverse = "host example verdict=pass\n\x1b",
		.policy = {.facts = true, .monitor = true, .deny = BIT(RESOLVES)},
		.fails = BIT(RESOLVES)};
	struct facts f = {.resolves = NO};
	const char *line = strchr(log_of(&g, &f), '\n') + 1;

	assert_keys(line);
	ck_assert_uint_eq(unit_lines(line), 1);
	ck_assert_str_eq(value(line, "helo"), "a?b=c??");
	ck_assert_str_eq(value(line, "reverse"), "host?example?verdict=pass??");
	ck_assert_str_eq(value(line, "verdict"), "would-deny:resolves");
}
END_TEST

START_TEST(facts_with_an_empty_reverse_name)
{
	static const struct given g = {
		.helo = "mail.example", .client = "192.0.2.1", .reverse = "", .policy.facts = true};
	struct facts f = {.resolves = YES};
	const char *line = log_of(&g, &f);

	assert_keys(line);
	ck_assert_str_eq(value(line, "reverse"), "");
	ck_assert_str_eq(value(line, "verdict"), "pass");
}
END_TEST

/* Looked up by ourselves: those that count, parted by commas; without any, why none is known. */
static const struct {
	const char *given;
	struct facts facts;
	const char *value;
} reverses[] = {
	{NULL, {.reverse_known = false}, "-"},
	{NULL, {.reverse_known = true}, ""},
	{NULL, {.reverse_known = true, .reverse = {"a.example"}, .reverse_count = 1}, "a.example"},
	{NULL,
	 {.reverse_known = true,
	  .reverse = {"a.example", "b.example", "c.example", "d.example"},
	  .reverse_count = 4},
	 "a.example,b.example,c.example,d.example"},
	{NULL, {.reverse_known = true, .why_reverse = "servfail"}, "servfail"},
	{NULL,
	 {.reverse_known = true,
	  .reverse = {"a.example"},
	  .reverse_count = 1,
	  .why_reverse = "servfail"},
	 "a.example"},
	{NULL, {.reverse_known = true, .reverse = {"a b\n\xff"}, .reverse_count = 1}, "a?b??"},
	/* the host's goes before */
	{"told.example",
	 {.reverse_known = true, .reverse = {"told.example"}, .reverse_count = 1},
	 "told.example"},
	{"", {.reverse_known = true}, ""},
	{"told.example", {.reverse_known = false}, "told.example"},
};

START_TEST(facts_of_reverse_names)
{
	const struct given g = {.helo = "mail.example",
				.client = "192.0.2.1",
				.reverse = reverses[_i].given,
				.policy.facts = true};
	const char *line = log_of(&g, &reverses[_i].facts);

	assert_keys(line);
	ck_assert_uint_eq(unit_lines(line), 1);
	ck_assert_str_eq(value(line, "reverse"), reverses[_i].value);
	ck_assert_str_eq(value(line, "verdict"), "pass");
}
END_TEST

START_TEST(facts_of_the_helo_checks)
{
	static const struct given g = {.helo = "mail.example",
				       .client = "192.0.2.1",
				       .policy = {.facts = true, .deny = BIT(FORWARD_DNS)},
				       .fails = BIT(DYNAMIC) | BIT(RDNS_MATCH),
				       .errors = BIT(FORWARD_DNS) | BIT(MATCH_RE),
				       .skips = BIT(BIG_COMPANY) | BIT(LITERAL_MISMATCH)};
	struct facts f = {.resolves = YES};
	const char *line = strchr(log_of(&g, &f), '\n') + 1;

	assert_keys(line);
	ck_assert_str_eq(value(line, "fail"), "dynamic,rdns_match");
	ck_assert_str_eq(value(line, "skip"), "big_company(no_ip),literal_mismatch(no_ip)");
	ck_assert_str_eq(value(line, "error"), "match_re(limit),forward_dns(timeout)");
	ck_assert_str_eq(value(line, "verdict"), "deny:forward_dns");
}
END_TEST

/*
 * The longest line that there can be: four reverse names, all addresses that are shown, and all checks
 * with a reason. It ends with its verdict.
 */
START_TEST(facts_at_their_longest)
{
	static const struct given g = {.helo = "mail.example",
				       .client = "1111:2222:3333:4444:5555:6666:7777:8888",
				       .policy = {.facts = true, .deny = BIT(FORWARD_DNS)},
				       .errors = BIT(LITERAL_MISMATCH) * 2 - 1,
				       .why = "timeout"};
	static char name[HOSTNAME_MAX + 1], helo[301];
	struct given whole = g;
	struct facts f = {.dns[ASK_A].status = DNS_FOUND,
			  .dns[ASK_AAAA].status = DNS_FOUND,
			  .dns[ASK_MX].status = DNS_FOUND,
			  .ours = UNKNOWN,
			  .resolves = UNKNOWN,
			  .match = UNKNOWN,
			  .dns_ms = 60000,
			  .reverse = {name, name, name, name},
			  .reverse_count = DNS_NAMES_MAX,
			  .reverse_known = true};
	const char *line;

	unit_expand(name, sizeof(name), "a{63}.a{63}.a{63}.a{61}");
	unit_expand(helo, sizeof(helo), "h{300}");
	whole.helo = helo;
	for (int i = 0; i < 30; i++) {
		add_ip(&f, "203.100.113.100");
		add_ip(&f, "1111:2222:3333:4444:5555:6666:7777:8888");
	}
	line = strchr(log_of(&whole, &f), '\n') + 1;
	assert_keys(line);
	ck_assert_str_eq(value(line, "verdict"), "deny:forward_dns");
	ck_assert_ptr_nonnull(strstr(line, "literal_mismatch(timeout) "));
	ck_assert_int_eq(line[strlen(line) - 1], '\n');
	addrs_free(&f.addresses);
}
END_TEST

/* 2,000 addresses of each family: the line still ends with its verdict. */
START_TEST(facts_of_many)
{
	static const struct given g = {
		.helo = "mail.example", .client = "192.0.2.1", .policy.facts = true};
	struct facts f = {.dns[ASK_A].status = DNS_FOUND,
			  .dns[ASK_AAAA].status = DNS_FOUND,
			  .resolves = YES,
			  .match = YES};
	const char *line;

	for (int i = 0; i < 2000; i++) {
		add_ip(&f, "203.100.113.100");
		add_ip(&f, "1111:2222:3333:4444:5555:6666:7777:8888");
	}
	line = log_of(&g, &f);
	assert_keys(line);
	ck_assert_str_eq(value(line, "verdict"), "pass");
	ck_assert_str_eq(value(line, "match"), "yes");
	ck_assert_int_eq(strncmp(value(line, "a"), "203.100.113.100,203.100.113.100,", 32), 0);
	addrs_free(&f.addresses);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_test(tests, longest);
	tcase_add_test(tests, debug);
	tcase_add_test(tests, facts_of_a_name);
	tcase_add_test(tests, facts_not_asked);
	tcase_add_loop_test(tests, facts_of_mx, 0, LENGTH(mails));
	tcase_add_test(tests, facts_of_a_failure);
	tcase_add_test(tests, facts_are_printable);
	tcase_add_test(tests, facts_with_an_empty_reverse_name);
	tcase_add_test(tests, facts_of_many);
	tcase_add_loop_test(tests, facts_of_reverse_names, 0, LENGTH(reverses));
	tcase_add_test(tests, facts_of_the_helo_checks);
	tcase_add_test(tests, facts_at_their_longest);
}

int main(void)
{
	return unit_main("report", add);
}
