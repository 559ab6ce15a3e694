/*
 * The ten HELO checks over sessions, policies and facts: doc/behaviour.md section 4. Most names are
 * in tests/cases/4-*.tsv and tests/haraka; here is what each comparison decides, and what a run of
 * the program cannot easily reach.
 */
#include "checks/helochecks.h"

#include "facts/orgdomain.h"
#include "tests/unit/given.h"

/* CLIENT is c6 12 07 09 in hex. */

static struct suffixes *load_suffixes(void)
{
	static struct suffixes *volatile loaded; /* until the next call */
	struct log log = {0};

	unit_home();
	unit_file("control/public_suffix_list.dat", "com\nuk\nco.uk\nnet\nblogspot.com\n");
	suffixes_free(loaded);
	loaded = suffixes_load(&log);
	return loaded;
}

/* What the facts and settings are, beside the HELO; texts are lists, separated by blanks. */
struct around {
	const char *client;  /* NULL: CLIENT */
	const char *reverse; /* NULL: not known */
	enum reason why_reverse;
	const char *addresses;
	enum answer resolves, match;
	enum reason why; /* why_resolves, why_match */
	const char *tlds;
	const char *bigco; /* HELO=names */
	enum answer pattern;
	enum dns_status mx;
	unsigned mode; /* of literal_mismatch; 0: 2 */
	bool no_suffixes, no_valid_hostname;
};

static void set_lists(struct policy *p, struct facts *f, struct strlist *names,
		      const struct around *a)
{
	struct strlist words = {0};
	size_t addresses;

	given_words(names, a->reverse != NULL ? a->reverse : "");
	for (size_t i = 0; i < names->count; i++)
		f->reverse[f->reverse_count++] = names->items[i];
	given_words(&words, a->addresses != NULL ? a->addresses : "");
	addresses = words.count;
	for (size_t i = 0; i < addresses; i++)
		ck_assert(addrs_add(&f->addresses, unit_ip(words.items[i])));
	given_words(&p->helo.tlds, a->tlds != NULL ? a->tlds : "");
	given_words(&words, a->bigco != NULL ? a->bigco : "");
	for (size_t i = addresses; i < words.count; i++) {
		const char *line = words.items[i];
		size_t helo = strcspn(line, "=");

		ck_assert(strlist_add_bytes(&p->helo.bigco_names, line, helo));
		ck_assert(strlist_add(&p->helo.bigco_reverses, line + helo + 1));
	}
	strlist_free(&words);
}

static const char *run(enum check_id id, const char *helo, const struct around *a)
{
	struct session s = given_helo(helo, a->client != NULL ? a->client : CLIENT);
	struct facts f = {
		.suffixes = a->no_suffixes ? NULL : load_suffixes(),
		.resolves = a->resolves,
		.match = a->match,
		.why_resolves = a->why,
		.why_match = a->why,
		.reverse_known = a->reverse != NULL,
		.why_reverse = a->why_reverse,
		.pattern = a->pattern,
		.dns.mx.status = a->mx,
	};
	struct policy p = {
		.run = HELO_CHECKS & ~(a->no_valid_hostname ? BIT(VALID_HOSTNAME) : 0),
		.helo.literal_mode = a->mode != 0 ? a->mode : 2,
	};
	struct strlist names = {0};
	const char *is;

	set_lists(&p, &f, &names, a);
	is = given_text(checks[id].run(&s, &p, &f));
	strlist_free(&names);
	addrs_free(&f.addresses);
	policy_free(&p);
	return is;
}

#define BIGCO .bigco = "a.com=x.com yahoo.com=yahoo.com,yahoo.co.jp"

static const struct {
	enum check_id id;
	const char *helo;
	struct around around;
	const char *is;
} rows[] = {
	{CHECK_MATCH_RE, "mail.example.com", {.pattern = NO}, "pass"},
	{CHECK_MATCH_RE, "mail.example.com", {.pattern = YES}, "fail"},
	{CHECK_MATCH_RE, "mail.example.com", {.pattern = UNKNOWN}, "error(limit)"},

	{CHECK_BARE_IP, "192.0.2.1", {0}, "fail"},
	{CHECK_BARE_IP, "IPv6:2001:db8::1", {0}, "fail"},
	{CHECK_BARE_IP, "[192.0.2.1]", {0}, "pass"},
	{CHECK_BARE_IP, "mail.example.com", {0}, "pass"},
	{CHECK_BARE_IP, "mail..example.com", {0}, "pass"},

	/* only in the host part: without the TLD, if it is one, and the label before it */
	{CHECK_DYNAMIC, "7-9.dyn.example.com", {0}, "fail"},
	{CHECK_DYNAMIC, "7-9.dyn.example.com.", {0}, "fail"},
	{CHECK_DYNAMIC, "mail.example.com", {0}, "pass"},
	{CHECK_DYNAMIC, "mail.7-9.com", {0}, "pass"},
	{CHECK_DYNAMIC, "7-9.com", {0}, "pass"},
	{CHECK_DYNAMIC, "mail.7.9.com", {0}, "pass"},
	{CHECK_DYNAMIC, "9.x7.mail.com", {0}, "fail"},
	{CHECK_DYNAMIC, "7-9.co.uk", {0}, "fail"}, /* uk is the TLD, co the label */
	{CHECK_DYNAMIC, "7-9.mail.unknown", {0}, "fail"},
	{CHECK_DYNAMIC, "mail.host.unknown", {0}, "pass"},
	{CHECK_DYNAMIC, ".", {0}, "pass"},
	{CHECK_DYNAMIC, "...", {0}, "pass"},
	{CHECK_DYNAMIC, ".com", {0}, "pass"},
	{CHECK_DYNAMIC, "..com", {0}, "pass"},
	{CHECK_DYNAMIC, "com.", {0}, "skip(no_dot)"},
	{CHECK_DYNAMIC, ".com..", {0}, "pass"},
	{CHECK_DYNAMIC, "0-0-1-9.v6.example.com", {.client = "2a00:0:0:1:0:0:1:9"}, "fail"},
	{CHECK_DYNAMIC, "0-0-1-9.com", {.client = "2a00:0:0:1:0:0:1:9"}, "pass"},
	{CHECK_DYNAMIC, "7-9", {0}, "skip(no_dot)"},
	{CHECK_DYNAMIC, "198.18.7.9", {0}, "skip(literal)"},
	{CHECK_DYNAMIC, "[198.18.7.9]", {0}, "skip(literal)"},
	{CHECK_DYNAMIC, "7-9.dyn.example.com", {.client = "rubbish"}, "skip(no_ip)"},

	{CHECK_BIG_COMPANY, "mail.yahoo.com", {BIGCO, .reverse = ""}, "pass"},
	{CHECK_BIG_COMPANY, "yahoo.co", {BIGCO, .reverse = ""}, "pass"},
	{CHECK_BIG_COMPANY, "gmail.com", {BIGCO}, "pass"},
	{CHECK_BIG_COMPANY, "gmail.com", {BIGCO, .why_reverse = REASON_TIMEOUT}, "pass"},
	{CHECK_BIG_COMPANY, "YAHOO.com", {BIGCO, .reverse = "Yahoo.Com"}, "pass"},
	{CHECK_BIG_COMPANY, "yahoo.com", {BIGCO, .reverse = "mta.YAHOO.co.jp"}, "pass"},
	{CHECK_BIG_COMPANY, "yahoo.com", {BIGCO, .reverse = "a.net mta.yahoo.com b.net"}, "pass"},
	{CHECK_BIG_COMPANY, "yahoo.com",
	 {BIGCO, .reverse = "mta.yahoo.com", .why_reverse = REASON_TIMEOUT}, "pass"},
	{CHECK_BIG_COMPANY, "yahoo.com", {BIGCO, .reverse = ""}, "fail"},
	{CHECK_BIG_COMPANY, "yahoo.com", {BIGCO, .reverse = "xyahoo.com"}, "fail"},
	{CHECK_BIG_COMPANY, "yahoo.com", {BIGCO, .reverse = "com"}, "fail"},
	{CHECK_BIG_COMPANY, "yahoo.com", {BIGCO, .reverse = "yahoo.com.net x.com"}, "fail"},
	{CHECK_BIG_COMPANY, "yahoo.com", {.bigco = "yahoo.com=,,b.com,", .reverse = "a.b.com"},
	 "pass"},
	{CHECK_BIG_COMPANY, "yahoo.com", {.bigco = "yahoo.com=,b.com,", .reverse = "a.com."},
	 "fail"},
	{CHECK_BIG_COMPANY, "a.com", {.bigco = "a.com=x.com a.com=y.com", .reverse = "y.com"},
	 "pass"}, /* the later line counts */
	{CHECK_BIG_COMPANY, "a.com", {.bigco = "a.com=x.com a.com=y.com", .reverse = "x.com"},
	 "fail"},
	{CHECK_BIG_COMPANY, "yahoo.com", {BIGCO, .reverse = "a.net", .why_reverse = REASON_REFUSED},
	 "error(refused)"},
	{CHECK_BIG_COMPANY, "yahoo.com", {BIGCO}, "skip(no_ip)"},
	{CHECK_BIG_COMPANY, "[2001:db8::1]", {.bigco = "[2001:db8::1]=a.com"}, "skip(literal)"},
	{CHECK_BIG_COMPANY, "[192.0.2.1]", {BIGCO, .reverse = ""}, "skip(literal)"},
	{CHECK_BIG_COMPANY, "192.0.2.1", {BIGCO, .reverse = ""}, "pass"},
	{CHECK_BIG_COMPANY, "Yahoo.com.", {BIGCO, .reverse = ""}, "fail"},
	{CHECK_BIG_COMPANY, "yahoo.com..", {BIGCO, .reverse = ""}, "pass"},

	{CHECK_VALID_HOSTNAME, "mail.example.com", {0}, "pass"},
	{CHECK_VALID_HOSTNAME, "me.blogspot.com", {0}, "pass"},
	{CHECK_VALID_HOSTNAME, "localhost", {.tlds = "localhost"}, "fail(no_dot)"},
	{CHECK_VALID_HOSTNAME, "m\xc3\xbcller", {0}, "fail(no_dot)"},
	{CHECK_VALID_HOSTNAME, "m\xc3\xbcller.com", {.tlds = "com"}, "fail(not_ascii)"},
	{CHECK_VALID_HOSTNAME, "mail.example.com\x7f", {0}, "fail(not_ascii)"},
	{CHECK_VALID_HOSTNAME, "a\x1f.example.com", {0}, "fail(not_ascii)"},
	{CHECK_VALID_HOSTNAME, "a b~.example.com", {0}, "pass"},
	{CHECK_VALID_HOSTNAME, "mail.unknown", {0}, "fail"},
	{CHECK_VALID_HOSTNAME, "co.uk", {0}, "fail(suffix)"},
	{CHECK_VALID_HOSTNAME, "blogspot.COM.", {0}, "fail(suffix)"},
	{CHECK_VALID_HOSTNAME, "net.", {0}, "fail(no_dot)"},
	{CHECK_VALID_HOSTNAME, "mail..example.com", {0}, "fail"},
	{CHECK_VALID_HOSTNAME, "example.com.", {0}, "pass"},
	{CHECK_VALID_HOSTNAME, "example.com..", {0}, "fail"},
	{CHECK_VALID_HOSTNAME, ".com", {0}, "fail"},
	{CHECK_VALID_HOSTNAME, "[192.0.2.1]", {0}, "skip(literal)"},
	{CHECK_VALID_HOSTNAME, "[2001:db8::1]", {0}, "skip(literal)"},
	{CHECK_VALID_HOSTNAME, "192.0.2.1", {0}, "fail"},
	{CHECK_VALID_HOSTNAME, "mail.LOCAL", {.tlds = ".lan .local corp"}, "skip(tld)"},
	{CHECK_VALID_HOSTNAME, "mail.corp", {.tlds = ".lan .local CORP"}, "skip(tld)"},
	{CHECK_VALID_HOSTNAME, "mail.xcorp", {.tlds = "corp"}, "fail"},
	{CHECK_VALID_HOSTNAME, "mail.cor", {.tlds = "corp"}, "fail"},
	{CHECK_VALID_HOSTNAME, "mail.corp.", {.tlds = "corp"}, "skip(tld)"},

	{CHECK_RDNS_MATCH, "MAIL.unknown", {.reverse = "a.net mail.UNKNOWN"}, "pass"},
	{CHECK_RDNS_MATCH, "mail.unknown.", {.reverse = "mail.unknown"}, "pass"},
	{CHECK_RDNS_MATCH, "mail.unknown", {.reverse = "mail.unknown."}, "pass"},
	{CHECK_RDNS_MATCH, "mail.EXAMPLE.com", {.reverse = "a.net a.b.example.COM"}, "pass"},
	{CHECK_RDNS_MATCH, "mail.example.com.", {.reverse = "mx.example.com"}, "pass"},
	{CHECK_RDNS_MATCH, "mail.example.com",
	 {.reverse = "mx.example.com", .why_reverse = REASON_TIMEOUT}, "pass"},
	{CHECK_RDNS_MATCH, "mail.example.com", {.reverse = "a.net xexample.com"}, "fail"},
	{CHECK_RDNS_MATCH, "a.example.co.uk", {.reverse = "a.other.co.uk"}, "fail"},
	{CHECK_RDNS_MATCH, "mail.example.com", {.reverse = ""}, "fail"},
	{CHECK_RDNS_MATCH, "[192.0.2.1]", {.reverse = "[192.0.2.1]"}, "fail(literal)"},
	{CHECK_RDNS_MATCH, "[2001:db8::1]", {.why_reverse = REASON_TIMEOUT}, "fail(literal)"},
	{CHECK_RDNS_MATCH, "192.0.2.1", {.reverse = "mail.example.com"}, "fail"},
	{CHECK_RDNS_MATCH, "mail.example.com", {.reverse = "a.net", .why_reverse = REASON_GARBLED},
	 "error(garbled)"},
	{CHECK_RDNS_MATCH, "mail.example.com", {.reverse = NULL}, "skip(no_ip)"},

	{CHECK_FORWARD_DNS, "mail.example.com",
	 {.addresses = CLIENT, .resolves = YES, .match = YES}, "pass"},
	{CHECK_FORWARD_DNS, "mail.example.com",
	 {.addresses = CLIENT, .resolves = YES, .match = YES, .reverse = "a.net",
	  .why_reverse = REASON_TIMEOUT}, "pass"},
	/* or the same organizational domain, and it resolves */
	{CHECK_FORWARD_DNS, "mail.example.com",
	 {.addresses = "192.0.2.1", .resolves = YES, .match = NO,
	  .reverse = "a.net MX.Example.Com"}, "pass"},
	{CHECK_FORWARD_DNS, "mail.example.com",
	 {.addresses = "2001:db8::1", .resolves = YES, .match = UNKNOWN, .why = REASON_TIMEOUT,
	  .reverse = "mx.example.com", .why_reverse = REASON_SERVFAIL}, "pass"},
	{CHECK_FORWARD_DNS, "mail.example.com",
	 {.addresses = "192.0.2.1", .resolves = YES, .match = NO, .reverse = "mx.example.net"},
	 "fail(no_match)"},
	{CHECK_FORWARD_DNS, "mail.example.com",
	 {.resolves = NO, .match = NO, .reverse = "mx.example.com"}, "fail(no_ips)"},
	{CHECK_FORWARD_DNS, "mail.example.com",
	 {.resolves = NO, .match = NO, .reverse = "", .why_reverse = REASON_TIMEOUT},
	 "fail(no_ips)"},
	{CHECK_FORWARD_DNS, "mail.example.com",
	 {.resolves = UNKNOWN, .match = UNKNOWN, .why = REASON_REFUSED,
	  .reverse = "mx.example.com"}, "error(refused)"},
	/* An unknown MX adds no address. */
	{CHECK_FORWARD_DNS, "mail.example.com",
	 {.resolves = UNKNOWN, .match = NO, .why = REASON_TIMEOUT, .mx = DNS_FAILED, .reverse = ""},
	 "fail(no_ips)"},
	{CHECK_FORWARD_DNS, "mail.example.com",
	 {.addresses = "2001:db8::1", .resolves = YES, .match = UNKNOWN, .why = REASON_TIMEOUT,
	  .reverse = "mx.example.net"}, "error(timeout)"},
	{CHECK_FORWARD_DNS, "mail.example.com",
	 {.addresses = "192.0.2.1", .resolves = YES, .match = NO, .reverse = "a.net",
	  .why_reverse = REASON_SERVFAIL}, "error(servfail)"},
	{CHECK_FORWARD_DNS, "mail.example.com",
	 {.client = "rubbish", .addresses = "192.0.2.1", .resolves = YES, .match = NOT_ASKED},
	 "skip(no_ip)"},
	/* AAAA is not asked for (no-aaaa) */
	{CHECK_FORWARD_DNS, "mail.example.com",
	 {.client = CLIENT6, .addresses = "192.0.2.1", .resolves = YES, .match = NOT_ASKED},
	 "skip(no_aaaa)"},
	{CHECK_FORWARD_DNS, "mail.example.com", {.resolves = NOT_ASKED, .match = NO},
	 "skip(no_aaaa)"},
	{CHECK_FORWARD_DNS, "mail.example.com",
	 {.client = CLIENT6, .resolves = NOT_ASKED, .match = NOT_ASKED}, "skip(no_aaaa)"},
	/* known by MX, and without an address */
	{CHECK_FORWARD_DNS, "mail.example.com",
	 {.resolves = YES, .match = NO, .mx = DNS_FOUND, .reverse = "mx.example.com"},
	 "fail(no_ips)"},
	{CHECK_FORWARD_DNS, "[2001:db8::1]",
	 {.addresses = "2001:db8::1", .resolves = YES, .match = NO}, "skip(literal)"},
	{CHECK_FORWARD_DNS, "mail.local",
	 {.tlds = "local", .resolves = UNKNOWN, .match = UNKNOWN, .why = REASON_TIMEOUT},
	 "skip(tld)"},
	{CHECK_FORWARD_DNS, "mail.unknown",
	 {.addresses = CLIENT, .resolves = YES, .match = YES}, "fail(invalid_hostname)"},
	{CHECK_FORWARD_DNS, "mail.unknown",
	 {.resolves = UNKNOWN, .match = UNKNOWN, .why = REASON_TIMEOUT}, "fail(invalid_hostname)"},
	{CHECK_FORWARD_DNS, "mail.example.com",
	 {.addresses = CLIENT, .resolves = YES, .match = YES, .no_valid_hostname = true},
	 "error(valid_hostname_off)"},
	{CHECK_FORWARD_DNS, "mail.unknown", {.resolves = NO, .no_valid_hostname = true},
	 "error(valid_hostname_off)"},

	/* without a suffix list nobody is denied for what it would say */
	{CHECK_DYNAMIC, "7-9.dyn.example.com", {.no_suffixes = true}, "error(suffix_list)"},
	{CHECK_DYNAMIC, "localhost", {.no_suffixes = true}, "skip(no_dot)"},
	{CHECK_VALID_HOSTNAME, "mail.example.com", {.no_suffixes = true}, "error(suffix_list)"},
	{CHECK_VALID_HOSTNAME, "localhost", {.no_suffixes = true}, "fail(no_dot)"},
	{CHECK_RDNS_MATCH, "mail.example.com", {.no_suffixes = true, .reverse = "a.net"},
	 "error(suffix_list)"},
	{CHECK_RDNS_MATCH, "a.net", {.no_suffixes = true, .reverse = "a.net"}, "pass"},
	{CHECK_FORWARD_DNS, "mail.example.com",
	 {.no_suffixes = true, .addresses = "192.0.2.1", .resolves = YES, .match = NO,
	  .reverse = "a.net"}, "error(suffix_list)"},
};

START_TEST(row)
{
	const char *is = run(rows[_i].id, rows[_i].helo, &rows[_i].around);

	ck_assert_msg(strcmp(is, rows[_i].is) == 0, "%s of %s: %s, not %s",
		      check_names[rows[_i].id], rows[_i].helo, is, rows[_i].is);
}
END_TEST

/* ---- the same again? ---- */

static const struct {
	const char *helo, *first, *verb, *first_verb; /* helo, first: see unit_expand */
	const char *host, *proto;		      /* host_mismatch, proto_mismatch */
} again[] = {
	{"mail.example.com", NULL, "EHLO", NULL, "pass", "skip(first)"},
	{"mail.example.com", "", "HELO", "", "pass", "skip(first)"},
	{"MAIL.example.com \r", "mail.EXAMPLE.com", "ehlo", "EHLO", "pass", "pass"},
	{"mail.example.com", "mail.example.co", "helo", "EHLO", "fail", "fail"},
	{"mail.example.com", "mail.example.comx", "EHLO", "helo", "fail", "fail"},
	{"192.0.2.1", "[192.0.2.1]", NULL, "EHLO", "fail", "skip(no_cmd)"},
	{"mail.example.com.", "mail.example.com", NULL, NULL, "pass", "skip(no_cmd)"},
	{"mail.example.com", "mail.example.com.", NULL, NULL, "pass", "skip(no_cmd)"},
	{"mail.example.com..", "mail.example.com", NULL, NULL, "fail", "skip(no_cmd)"},
	/* the first one came back in its printable form, cut at 255 bytes */
	{"m\xc3\xbcller b.example.com", "m??ller?b.example.com", NULL, NULL, "pass",
	 "skip(no_cmd)"},
	{"a{254}", "a{255}", "", "EHLO", "fail", "skip(no_cmd)"},
	{"A{1500}", "a{255}", "LHLO", "EHLO", "pass", "skip(no_cmd)"},
	{"a{254}b{700}", "a{255}", "EHLO", "LHLO", "fail", "skip(first)"},
};

START_TEST(mismatch)
{
	char helo[2000], first[300];
	const struct unit_var vars[] = {
		{"SMTPHELOHOST", helo},
		{"TCPREMOTEIP", CLIENT},
		{"HELO_CHECKS_HOST", again[_i].first != NULL ? first : NULL},
		{"SMTPHELOCMD", again[_i].verb},
		{"HELO_CHECKS_CMD", again[_i].first_verb},
		{NULL, NULL}};
	const struct policy p = {.run = 0};
	const struct facts f = {.resolves = NO};
	struct session s;

	unit_expand(helo, sizeof(helo), again[_i].helo);
	unit_expand(first, sizeof(first), again[_i].first != NULL ? again[_i].first : "");
	s = given_session(vars);
	ck_assert_str_eq(given_text(check_host_mismatch(&s, &p, &f)), again[_i].host);
	ck_assert_str_eq(given_text(check_proto_mismatch(&s, &p, &f)), again[_i].proto);
}
END_TEST

static const struct {
	const char *helo, *client;
	const char *is[3]; /* in modes 1, 2, 3 */
} literals[] = {
	{"mail.example.com", CLIENT, {"pass", "pass", "pass"}},
	{"192.0.2.1", CLIENT, {"pass", "pass", "pass"}},
	{"[192.0.2.256]", CLIENT, {"pass", "pass", "pass"}},
	/* the client's address; its network; a private one, as behind NAT */
	{"[198.18.7.9]", CLIENT, {"pass", "pass", "pass"}},
	{"[198.18.7.255]", CLIENT, {"fail", "pass", "pass"}},
	{"[198.18.8.0]", CLIENT, {"fail", "fail", "fail"}},
	{"[10.1.2.3]", CLIENT, {"fail", "fail", "pass"}},
	{"[IPv6:fd00::1]", CLIENT, {"fail", "fail", "pass"}},
	{"[IPv6:2a00:0:0:1::9]", CLIENT6, {"pass", "pass", "pass"}},
	{"[2a00:0:0:1:ffff::]", CLIENT6, {"fail", "pass", "pass"}},
	{"[2a00:0:0:2::9]", CLIENT6, {"fail", "fail", "fail"}},
	/* two families are never the same, but a mapped address is IPv4 */
	{"[198.18.7.9]", CLIENT6, {"fail", "fail", "fail"}},
	{"[IPv6:::ffff:198.18.7.1]", CLIENT, {"fail", "pass", "pass"}},
	{"[198.18.7.9]", "rubbish", {"skip(no_ip)", "skip(no_ip)", "skip(no_ip)"}},
	{"mail.example.com", "rubbish", {"pass", "pass", "pass"}},
};

START_TEST(literal)
{
	for (unsigned mode = 1; mode <= 3; mode++) {
		const struct around a = {
			.client = literals[_i].client, .mode = mode, .no_suffixes = true};

		ck_assert_str_eq(run(CHECK_LITERAL_MISMATCH, literals[_i].helo, &a),
				 literals[_i].is[mode - 1]);
	}
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_loop_test(tests, mismatch, 0, LENGTH(again));
	tcase_add_loop_test(tests, literal, 0, LENGTH(literals));
}

int main(void)
{
	return unit_main("helochecks", add);
}
