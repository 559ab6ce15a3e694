/* The ten HELO checks over sessions, policies and facts: BEHAVIOUR.md section 4. */
#include "checks/helochecks.h"

#include "tests/unit/unit.h"
#include "checks/verdict.h"

#define CLIENT "203.0.113.250" /* in hex: cb 00 71 fa */
#define CLIENT6 "2001:db8::a1:2:b3:4"

/* ---- sessions, policies, facts ---- */

static const char suffix_list[] = "com\nuk\nco.uk\nnet\nexample\nblogspot.com\n";

static struct suffixes *load_suffixes(void)
{
	static struct suffixes *volatile loaded; /* for all of the test, which is a process */
	struct log log = {0};

	unit_home();
	unit_file("control/public_suffix_list.dat", suffix_list);
	suffixes_free(loaded); /* of the time before */
	loaded = suffixes_load(&log);
	return loaded;
}

static struct session session_read_from(const struct unit_var *vars)
{
	struct env env = unit_env(vars);
	struct log log = {0};
	struct session s;
	struct capture *err = malloc(sizeof(*err));

	ck_assert_ptr_nonnull(err);
	capture_start(err, STDERR_FILENO);
	session_read(&s, &env, &log);
	capture_end(err);
	free(err);
	return s;
}

static struct session session_of(const char *helo, const char *client)
{
	const struct unit_var vars[] = {
		{"SMTPHELOHOST", helo}, {"TCPREMOTEIP", client}, {NULL, NULL}};

	return session_read_from(vars);
}

static struct policy policy_of(void)
{
	return (struct policy){
		.run = HELO_CHECKS,
		.helo = {.on = true,
			 .skip_private = true,
			 .skip_relaying = true,
			 .literal_mode = 2},
	};
}

/* The words of text, parted by blanks, to list. */
static void add_words(struct strlist *list, const char *text)
{
	char copy[512], *end;

	snprintf(copy, sizeof(copy), "%s", text != NULL ? text : "");
	for (char *word = strtok_r(copy, " ", &end); word != NULL; word = strtok_r(NULL, " ", &end))
		ck_assert(strlist_add(list, word));
}

/* The reverse names of text, parted by blanks; NULL: nobody knows of any. */
static void set_reverse(struct facts *f, struct strlist *names, const char *text)
{
	f->reverse_known = text != NULL;
	add_words(names, text);
	ck_assert_uint_le(names->count, DNS_NAMES_MAX);
	for (size_t i = 0; i < names->count; i++)
		f->reverse[f->reverse_count++] = names->at[i];
}

/* why: "" for any, NULL for none */
static void assert_result(struct result got, enum outcome is, const char *why, const char *row)
{
	ck_assert_msg(got.is == is, "[%s]: outcome %d (%s)", row, (int)got.is,
		      got.why != NULL ? got.why : "no reason");
	if (why == NULL)
		ck_assert_msg(got.why == NULL, "[%s]: (%s)", row, got.why);
	else if (*why != '\0')
		ck_assert_msg(got.why != NULL && strcmp(got.why, why) == 0, "[%s]: (%s), not (%s)",
			      row, got.why != NULL ? got.why : "", why);
	else
		ck_assert_msg(got.why != NULL, "[%s]: no reason", row);
	/* A reason can stand anywhere. */
	if (got.why != NULL)
		ck_assert_uint_eq(strspn(got.why, "abcdefghijklmnopqrstuvwxyz0123456789_"),
				  strlen(got.why));
}

/* ---- match_re ---- */

START_TEST(match_re)
{
	static const struct {
		enum found pattern;
		enum outcome is;
		const char *why;
	} rows[] = {{NO, PASS, NULL}, {YES, FAIL, NULL}, {UNKNOWN, ERROR, "limit"}};

	for (int i = 0; i < LENGTH(rows); i++) {
		struct session s = session_of("mail.example.com", CLIENT);
		struct facts f = {.pattern = rows[i].pattern};
		struct policy p = policy_of();

		assert_result(check_match_re(&s, &p, &f), rows[i].is, rows[i].why, "match_re");
	}
}
END_TEST

/* ---- bare_ip ---- */

static const struct {
	const char *helo;
	enum outcome is;
} bares[] = {
	{"192.0.2.1", FAIL},
	{"0.0.0.0", FAIL},
	{"255.255.255.255", FAIL},
	{"192.000.002.001", FAIL},
	{"2001:db8::1", FAIL},
	{"2001:DB8::1", FAIL},
	{"::1", FAIL},
	{"::ffff:192.0.2.1", FAIL},
	{"fe80::1%eth0", FAIL},
	{"IPv6:2001:db8::1", FAIL},
	{"ipv6:2001:db8::1", FAIL},
	{"IPV6:2001:db8::1", FAIL},
	{"IPv6:192.0.2.1", FAIL},
	{"192.0.2.1 \r", FAIL},
	{"[192.0.2.1]", PASS},
	{"[2001:db8::1]", PASS},
	{"[IPv6:2001:db8::1]", PASS},
	{"mail.example.com", PASS},
	{"localhost", PASS},
	{"192.0.2.1.example.com", PASS},
	{"192.0.2.256", PASS},
	{"192.0.2", PASS},
	{"192.0.2.1.", PASS},
	{"192.0.2.1.5", PASS},
	{"1", PASS},
	{"3221225985", PASS},
	{"0xc0000201", PASS},
	{"2001:db8:::1", PASS},
	{"IPv6:", PASS},
	{"IPv4:192.0.2.1", PASS},
	{"[192.0.2.1", PASS},
	{"192.0.2.1]", PASS},
	{"192.0.2.1:25", PASS},
	{" 192.0.2.1", PASS},
};

START_TEST(bare_ip)
{
	struct session s = session_of(bares[_i].helo, CLIENT);
	struct policy p = policy_of();
	struct facts f = {0};

	assert_result(check_bare_ip(&s, &p, &f), bares[_i].is, NULL, bares[_i].helo);
}
END_TEST

/* ---- dynamic ---- */

static const struct {
	const char *client, *helo;
	enum outcome is;
	const char *why;
} dynamics[] = {
	{CLIENT, "mail.example.com", PASS, NULL},
	{CLIENT, "250-113.dyn.example.com", FAIL, NULL},
	{CLIENT, "113.250.example.com", FAIL, NULL},
	{CLIENT, "host-203-0-113-250.dsl.example.com", FAIL, NULL},
	{CLIENT, "HOST-203-0-113-250.DSL.EXAMPLE.COM", FAIL, NULL},
	{CLIENT, "cb0071fa.dyn.example.com", FAIL, NULL},
	{CLIENT, "CB0071FA.dyn.example.com", FAIL, NULL},
	{CLIENT, "dyn.250.pool-113.example.com", FAIL, NULL},
	{CLIENT, "host-203-0-113-251.dsl.example.com", FAIL, NULL}, /* 203 and 0 */
	{CLIENT, "host-113-251.dsl.example.com", PASS, NULL},
	{CLIENT, "host-114-250.dsl.example.com", PASS, NULL},
	/* only the host part: without the TLD and the label before it */
	{CLIENT, "mail.250-113.com", PASS, NULL},
	{CLIENT, "250-113.com", PASS, NULL},
	{CLIENT, "250.113.com", PASS, NULL},
	{CLIENT, "mail.250.113.com", PASS, NULL},
	{CLIENT, "250.x113.mail.com", FAIL, NULL},
	/* of co.uk it is uk that is the TLD, and co the label */
	{CLIENT, "250-113.co.uk", FAIL, NULL},
	{CLIENT, "mail.250-113.co.uk", FAIL, NULL},
	{CLIENT, "mail.example.co.uk", PASS, NULL},
	/* a TLD that is none */
	{CLIENT, "250-113.mail.unknown", FAIL, NULL},
	{CLIENT, "mail.host.unknown", PASS, NULL},
	/* with a trailing dot */
	{CLIENT, "250-113.dyn.example.com.", FAIL, NULL},
	{CLIENT, "mail.example.com.", PASS, NULL},
	/* nothing but dots */
	{CLIENT, ".", PASS, NULL},
	{CLIENT, "...", PASS, NULL},
	{CLIENT, ".com", PASS, NULL},
	{CLIENT, "com.", PASS, NULL},
	{CLIENT, "..com", PASS, NULL},
	/* IPv6 */
	{CLIENT6, "00a1000200b30004.v6.example.com", FAIL, NULL},
	{CLIENT6, "2001-db8-0-0-a1-2-b3-4.v6.example.com", FAIL, NULL},
	{CLIENT6, "a1.2.b3.4.v6.example.com", FAIL, NULL},
	{CLIENT6, "A1-2-B3-4.V6.EXAMPLE.COM", FAIL, NULL},
	{CLIENT6, "a1-2-b3.v6.example.com", PASS, NULL},
	{CLIENT6, "a1-2-b3-4.com", PASS, NULL},
	{CLIENT6, "mail.example.com", PASS, NULL},
	/* skipped: no dot; an address, bracketed or not */
	{CLIENT, "localhost", SKIP, "no_dot"},
	{CLIENT, "250-113", SKIP, "no_dot"},
	{CLIENT, "203.0.113.250", SKIP, "literal"},
	{CLIENT, "[203.0.113.250]", SKIP, "literal"},
	{CLIENT, "::ffff:203.0.113.250", SKIP, "literal"},
	{CLIENT6, "[2001:db8::a1:2:b3:4]", SKIP, ""},
	{CLIENT6, "[IPv6:2001:db8::a1:2:b3:4]", SKIP, ""},
	{CLIENT6, "IPv6:2001:db8::a1:2:b3:4", SKIP, ""},
	/* what looks like an address and is none */
	{CLIENT, "203.0.113.256", FAIL, NULL},
	/* whose address is not known */
	{NULL, "250-113.dyn.example.com", SKIP, "no_ip"},
	{"rubbish", "250-113.dyn.example.com", SKIP, "no_ip"},
};

START_TEST(dynamic)
{
	struct facts f = {.suffixes = load_suffixes()};
	struct session s = session_of(dynamics[_i].helo, dynamics[_i].client);
	struct policy p = policy_of();

	assert_result(check_dynamic(&s, &p, &f), dynamics[_i].is, dynamics[_i].why,
		      dynamics[_i].helo);
	facts_free(&f);
}
END_TEST

/* ---- big_company ---- */

/* bigco: `HELO=list`, parted by blanks */
static const struct {
	const char *helo, *bigco, *reverse, *why_reverse;
	enum outcome is;
	const char *why;
} companies[] = {
	/* not listed, whatever the reverse name */
	{"mail.example.com", "", "", NULL, PASS, NULL},
	{"mail.example.com", "yahoo.com=yahoo.com", "", NULL, PASS, NULL},
	{"mail.yahoo.com", "yahoo.com=yahoo.com", "", NULL, PASS, NULL},
	{"xyahoo.com", "yahoo.com=yahoo.com", "", NULL, PASS, NULL},
	{"yahoo.co", "yahoo.com=yahoo.com", "", NULL, PASS, NULL},
	{"mail.example.com", "yahoo.com=yahoo.com", "", "timeout", PASS, NULL},
	{"mail.example.com", "yahoo.com=yahoo.com", NULL, NULL, PASS, NULL},
	/* a reverse name is a listed one, or below it */
	{"yahoo.com", "yahoo.com=yahoo.com", "yahoo.com", NULL, PASS, NULL},
	{"yahoo.com", "yahoo.com=yahoo.com", "mta.mail.yahoo.com", NULL, PASS, NULL},
	{"yahoo.com", "yahoo.com=yahoo.com,yahoo.co.jp", "mta.yahoo.co.jp", NULL, PASS, NULL},
	{"yahoo.com", "yahoo.com=yahoo.com,yahoo.co.jp", "yahoo.co.jp", NULL, PASS, NULL},
	{"gmail.com", "gmail.com=google.com", "mail-x1.google.com", NULL, PASS, NULL},
	{"b.com", "a.com=x.com b.com=y.com c.com=z.com", "y.com", NULL, PASS, NULL},
	/* in any letter case, on each side */
	{"YAHOO.COM", "yahoo.com=yahoo.com", "MTA.Yahoo.Com", NULL, PASS, NULL},
	{"yahoo.com", "Yahoo.Com=YAHOO.COM", "mta.yahoo.com", NULL, PASS, NULL},
	{"YAHOO.COM", "yahoo.com=yahoo.com", "example.com", NULL, FAIL, NULL},
	/* several reverse names: any of them */
	{"yahoo.com", "yahoo.com=yahoo.com", "example.com mta.yahoo.com", NULL, PASS, NULL},
	{"yahoo.com", "yahoo.com=yahoo.com", "mta.yahoo.com a.com b.com c.com", NULL, PASS, NULL},
	{"yahoo.com", "yahoo.com=yahoo.com", "a.com b.com c.com mta.yahoo.com", "timeout", PASS,
	 NULL},
	{"yahoo.com", "yahoo.com=yahoo.com", "a.com b.com c.com d.com", NULL, FAIL, NULL},
	/* none, or others */
	{"yahoo.com", "yahoo.com=yahoo.com", "", NULL, FAIL, NULL},
	{"yahoo.com", "yahoo.com=yahoo.com", "mail.example.com", NULL, FAIL, NULL},
	{"yahoo.com", "yahoo.com=yahoo.com", "xyahoo.com", NULL, FAIL, NULL},
	{"yahoo.com", "yahoo.com=yahoo.com", "yahoo.com.example", NULL, FAIL, NULL},
	{"yahoo.com", "yahoo.com=yahoo.com", "com", NULL, FAIL, NULL},
	{"yahoo.com", "yahoo.com=mail.yahoo.com", "yahoo.com", NULL, FAIL, NULL},
	{"yahoo.com", "yahoo.com=google.com", "mta.yahoo.com", NULL, FAIL, NULL},
	{"yahoo.com", "yahoo.com=yahoo.com,", "mail.example.com", NULL, FAIL, NULL},
	{"yahoo.com", "yahoo.com=,yahoo.com", "mail.example.com", NULL, FAIL, NULL},
	{"yahoo.com", "yahoo.com=,,yahoo.com", "mta.yahoo.com", NULL, PASS, NULL},
	{"b.com", "a.com=x.com b.com=y.com c.com=z.com", "x.com", NULL, FAIL, NULL},
	/* listed twice: the later line counts */
	{"a.com", "a.com=x.com a.com=y.com", "y.com", NULL, PASS, NULL},
	{"a.com", "a.com=x.com a.com=y.com", "x.com", NULL, FAIL, NULL},
	/* a reverse name that could not be had */
	{"yahoo.com", "yahoo.com=yahoo.com", "", "timeout", ERROR, "timeout"},
	{"yahoo.com", "yahoo.com=yahoo.com", "", "servfail", ERROR, "servfail"},
	{"yahoo.com", "yahoo.com=yahoo.com", "mail.example.com", "refused", ERROR, "refused"},
	/* nor asked for: the client's address is not known */
	{"yahoo.com", "yahoo.com=yahoo.com", NULL, NULL, SKIP, "no_ip"},
	/* literals; a bare address is none */
	{"[203.0.113.250]", "yahoo.com=yahoo.com", "", NULL, SKIP, "literal"},
	{"[IPv6:2001:db8::1]", "yahoo.com=yahoo.com", "", NULL, SKIP, "literal"},
	{"[2001:db8::1]", "yahoo.com=yahoo.com", "", NULL, SKIP, "literal"},
	{"[203.0.113.250]", "[203.0.113.250]=yahoo.com", "", NULL, SKIP, "literal"},
	{"203.0.113.250", "yahoo.com=yahoo.com", "", NULL, PASS, NULL},
	{"localhost", "localhost=example.com", "mail.example.net", NULL, FAIL, NULL},
};

START_TEST(big_company)
{
	struct session s = session_of(companies[_i].helo, CLIENT);
	struct facts f = {.why_reverse = companies[_i].why_reverse};
	struct strlist names = {0}, lines = {0};
	struct policy p = policy_of();

	add_words(&lines, companies[_i].bigco);
	for (size_t i = 0; i < lines.count; i++) {
		char *equals = strchr(lines.at[i], '=');

		*equals = '\0';
		ck_assert(strlist_add(&p.helo.bigco_names, lines.at[i]));
		ck_assert(strlist_add(&p.helo.bigco_reverses, equals + 1));
	}
	set_reverse(&f, &names, companies[_i].reverse);
	assert_result(check_big_company(&s, &p, &f), companies[_i].is, companies[_i].why,
		      companies[_i].helo);
	strlist_free(&names);
	strlist_free(&lines);
	policy_free(&p);
}
END_TEST

/* ---- valid_hostname ---- */

static const struct {
	const char *helo, *tlds;
	enum outcome is;
	const char *why;
} hostnames[] = {
	{"mail.example.com", "", PASS, NULL},
	{"example.com", "", PASS, NULL},
	{"MAIL.EXAMPLE.COM", "", PASS, NULL},
	{"mail.example.co.uk", "", PASS, NULL},
	{"example.co.uk", "", PASS, NULL},
	{"me.blogspot.com", "", PASS, NULL},
	{"my_mail.example.com", "", PASS, NULL},
	/* no dot */
	{"localhost", "", FAIL, "no_dot"},
	{"com", "", FAIL, "no_dot"},
	{"x", "", FAIL, "no_dot"},
	{"2001:db8::1", "", FAIL, "no_dot"},
	{"m\xc3\xbcller", "", FAIL, "no_dot"},
	/* not ASCII */
	{"m\xc3\xbcller.example.com", "", FAIL, "not_ascii"},
	{"mail.example.com\xff", "", FAIL, "not_ascii"},
	{"\x80.com", "", FAIL, "not_ascii"},
	{"m\xfcller.unknown", "", FAIL, "not_ascii"},
	/* unknown TLD, itself a public suffix, an empty label */
	{"mail.example.unknown", "", FAIL, NULL},
	{"mail.local", "", FAIL, NULL},
	{"192.0.2.1", "", FAIL, NULL},
	{"mail.1", "", FAIL, NULL},
	{"co.uk", "", FAIL, NULL},
	{"CO.UK", "", FAIL, NULL},
	{"blogspot.com", "", FAIL, NULL},
	{"mail..example.com", "", FAIL, NULL},
	{".example.com", "", FAIL, NULL},
	{"example.com.", "", FAIL, NULL},
	{"mail.example.com..", "", FAIL, NULL},
	{".", "", FAIL, NULL},
	/* literals are skipped; what is none is not */
	{"[192.0.2.1]", "", SKIP, "literal"},
	{"[IPv6:2001:db8::1]", "", SKIP, "literal"},
	{"[ipv6:2001:db8::1]", "", SKIP, "literal"},
	{"[2001:db8::1]", "", SKIP, "literal"},
	{"[192.0.2.256]", "", FAIL, NULL},
	{"[192.0.2.1", "", FAIL, NULL},
	{"[mail.example.com]", "", FAIL, NULL},
	/* its TLD is in tlds[], with its dot or without, in any letter case */
	{"mail.local", "local", SKIP, "tld"},
	{"mail.local", ".local", SKIP, "tld"},
	{"mail.local", ".lan .local .corp", SKIP, "tld"},
	{"MAIL.LOCAL", "local", SKIP, "tld"},
	{"mail.local", "LOCAL", SKIP, "tld"},
	{"a.b.c.local", ".local", SKIP, "tld"},
	{"mail.xlocal", "local", FAIL, NULL},
	{"mail.loca", "local", FAIL, NULL},
	{"mail.local.unknown", "local", FAIL, NULL},
	{"mail.local.", "local", FAIL, NULL},
	{"mail.unknown", "local", FAIL, NULL},
	{"mail.example.com", "com", SKIP, "tld"},
	{"co.uk", "uk", SKIP, "tld"},
	{"mail.example.com", "local", PASS, NULL},
	{"mail.example.com", "example", PASS, NULL},
	{"localhost", "lan", FAIL, "no_dot"},
};

static struct result valid_hostname_of(int i)
{
	struct facts f = {.suffixes = load_suffixes()};
	struct session s = session_of(hostnames[i].helo, CLIENT);
	struct policy p = policy_of();
	struct result r;

	add_words(&p.helo.tlds, hostnames[i].tlds);
	r = check_valid_hostname(&s, &p, &f);
	policy_free(&p);
	facts_free(&f);
	return r;
}

START_TEST(valid_hostname)
{
	assert_result(valid_hostname_of(_i), hostnames[_i].is, hostnames[_i].why,
		      hostnames[_i].helo);
}
END_TEST

/* ---- rdns_match ---- */

static const struct {
	const char *helo, *reverse, *why_reverse;
	enum outcome is;
	const char *why;
} reverses[] = {
	/* the same name */
	{"mail.example.com", "mail.example.com", NULL, PASS, NULL},
	{"MAIL.example.com", "mail.EXAMPLE.com", NULL, PASS, NULL},
	{"mail.unknown", "mail.unknown", NULL, PASS, NULL},
	{"localhost", "localhost", NULL, PASS, NULL},
	{"co.uk", "co.uk", NULL, PASS, NULL},
	/* the same organizational domain */
	{"mail.example.com", "mx.example.com", NULL, PASS, NULL},
	{"example.com", "a.b.example.com", NULL, PASS, NULL},
	{"mail.EXAMPLE.com", "mx.example.COM", NULL, PASS, NULL},
	{"mail.example.co.uk", "mx.example.co.uk", NULL, PASS, NULL},
	/* of several, any */
	{"mail.example.com", "a.net mail.example.com", NULL, PASS, NULL},
	{"mail.example.com", "a.net b.net c.net mx.example.com", NULL, PASS, NULL},
	{"mail.example.com", "mx.example.com a.net b.net c.net", NULL, PASS, NULL},
	{"mail.example.com", "a.net mx.example.com", "timeout", PASS, NULL},
	/* others, or none */
	{"mail.example.com", "mail.example.net", NULL, FAIL, NULL},
	{"mail.example.com", "example.com.net", NULL, FAIL, NULL},
	{"mail.example.com", "xexample.com", NULL, FAIL, NULL},
	{"mail.example.com", "a.net b.net c.net d.net", NULL, FAIL, NULL},
	{"a.example.co.uk", "a.other.co.uk", NULL, FAIL, NULL},
	{"me.blogspot.com", "you.blogspot.com", NULL, FAIL, NULL},
	{"mail.example.unknown", "mx.example.unknown", NULL, FAIL, NULL},
	{"mail.example.com", "com", NULL, FAIL, NULL},
	{"mail.example.com", "", NULL, FAIL, NULL},
	{"localhost", "mail.example.com", NULL, FAIL, NULL},
	{"203.0.113.250", "mail.example.com", NULL, FAIL, NULL},
	/* literals, whatever the reverse name */
	{"[203.0.113.250]", "mail.example.com", NULL, FAIL, "literal"},
	{"[203.0.113.250]", "", NULL, FAIL, "literal"},
	{"[203.0.113.250]", "", "timeout", FAIL, "literal"},
	{"[IPv6:2001:db8::1]", "mail.example.com", NULL, FAIL, "literal"},
	{"[2001:db8::1]", "mail.example.com", NULL, FAIL, "literal"},
	/* a reverse name that could not be had */
	{"mail.example.com", "", "timeout", ERROR, "timeout"},
	{"mail.example.com", "", "servfail", ERROR, "servfail"},
	{"mail.example.com", "", "local", ERROR, "local"},
	{"mail.example.com", "a.net", "garbled", ERROR, "garbled"},
	/* nor asked for: the client's address is not known */
	{"mail.example.com", NULL, NULL, SKIP, "no_ip"},
};

START_TEST(rdns_match)
{
	struct facts f = {.suffixes = load_suffixes(), .why_reverse = reverses[_i].why_reverse};
	struct session s = session_of(reverses[_i].helo, CLIENT);
	struct strlist names = {0};
	struct policy p = policy_of();

	set_reverse(&f, &names, reverses[_i].reverse);
	assert_result(check_rdns_match(&s, &p, &f), reverses[_i].is, reverses[_i].why,
		      reverses[_i].helo);
	strlist_free(&names);
	facts_free(&f);
}
END_TEST

/* ---- forward_dns ---- */

/* match is what facts say where addresses hold CLIENT or not */
static const struct {
	const char *helo, *tlds, *addresses;
	enum found resolves, match;
	const char *why_match; /* and why_resolves */
	const char *reverse, *why_reverse;
	enum outcome is;
	const char *why;
} forwards[] = {
	/* the client's address is among the HELO's */
	{"mail.example.com", "", CLIENT, YES, YES, NULL, "", NULL, PASS, NULL},
	{"mail.example.com", "", "192.0.2.1 " CLIENT, YES, YES, NULL, "a.net", NULL, PASS, NULL},
	{"mail.example.com", "", CLIENT, YES, YES, NULL, "", "timeout", PASS, NULL},
	{"mail.example.com", "", CLIENT, YES, YES, NULL, NULL, NULL, PASS, NULL},
	/* or HELO and reverse name have the same organizational domain, and the HELO resolves */
	{"mail.example.com", "", "192.0.2.1", YES, NO, NULL, "mx.example.com", NULL, PASS, NULL},
	{"mail.example.com", "", "192.0.2.1", YES, NO, NULL, "mail.example.com", NULL, PASS, NULL},
	{"mail.example.com", "", "192.0.2.1", YES, NO, NULL, "a.net MX.Example.Com", NULL, PASS,
	 NULL},
	{"mail.example.com", "", "192.0.2.1", YES, NO, NULL, "mx.example.com", "timeout", PASS,
	 NULL},
	{"mail.example.com", "", "2001:db8::1", YES, NO, NULL, "mx.example.com", NULL, PASS, NULL},
	{"mail.example.com", "", "2001:db8::1", YES, UNKNOWN, "timeout", "mx.example.com", NULL,
	 PASS, NULL},
	/* no match */
	{"mail.example.com", "", "192.0.2.1", YES, NO, NULL, "mx.example.net", NULL, FAIL,
	 "no_match"},
	{"mail.example.com", "", "192.0.2.1", YES, NO, NULL, "", NULL, FAIL, "no_match"},
	{"a.example.co.uk", "", "192.0.2.1", YES, NO, NULL, "a.other.co.uk", NULL, FAIL,
	 "no_match"},
	{"mail.example.com", "", "2001:db8::1", YES, NO, NULL, "", NULL, FAIL, "no_match"},
	/* no address: the same organizational domain is not enough */
	{"mail.example.com", "", "", NO, NO, NULL, "", NULL, FAIL, "no_ips"},
	{"mail.example.com", "", "", NO, NO, NULL, "mx.example.com", NULL, FAIL, "no_ips"},
	{"mail.example.com", "", "", NO, NO, NULL, "", "timeout", FAIL, "no_ips"},
	/* DNS is not known */
	{"mail.example.com", "", "", UNKNOWN, UNKNOWN, "timeout", "", NULL, ERROR, "timeout"},
	{"mail.example.com", "", "", UNKNOWN, UNKNOWN, "servfail", "", NULL, ERROR, "servfail"},
	{"mail.example.com", "", "", UNKNOWN, UNKNOWN, "refused", "mx.example.com", NULL, ERROR,
	 "refused"},
	{"mail.example.com", "", "", UNKNOWN, NO, "garbled", "", NULL, ERROR, "garbled"},
	{"mail.example.com", "", "2001:db8::1", YES, UNKNOWN, "timeout", "mx.example.net", NULL,
	 ERROR, "timeout"},
	/* nor is the reverse name that could have the same organizational domain */
	{"mail.example.com", "", "192.0.2.1", YES, NO, NULL, "", "timeout", ERROR, "timeout"},
	{"mail.example.com", "", "192.0.2.1", YES, NO, NULL, "a.net", "servfail", ERROR,
	 "servfail"},
	/* the client's address is not known */
	{"mail.example.com", "", "192.0.2.1", YES, UNASKED, NULL, NULL, NULL, SKIP, "no_ip"},
	/* literals; TLDs in tlds[] */
	{"[203.0.113.250]", "", CLIENT, YES, YES, NULL, "", NULL, SKIP, "literal"},
	{"[IPv6:2001:db8::1]", "", "2001:db8::1", YES, NO, NULL, "", NULL, SKIP, "literal"},
	{"[2001:db8::1]", "", "2001:db8::1", YES, NO, NULL, "", NULL, SKIP, "literal"},
	{"mail.local", "local", "", NO, NO, NULL, "", NULL, SKIP, "tld"},
	{"mail.local", ".LOCAL", "192.0.2.1", YES, NO, NULL, "", NULL, SKIP, "tld"},
	{"mail.local", "local", "", UNKNOWN, UNKNOWN, "timeout", "", NULL, SKIP, "tld"},
	{"mail.example.com", "com", "192.0.2.1", YES, NO, NULL, "", NULL, SKIP, "tld"},
	/* what fails valid_hostname, whatever it leads to */
	{"localhost", "", CLIENT, YES, YES, NULL, "", NULL, FAIL, "invalid_hostname"},
	{"mail.unknown", "", CLIENT, YES, YES, NULL, "", NULL, FAIL, "invalid_hostname"},
	{"co.uk", "", CLIENT, YES, YES, NULL, "", NULL, FAIL, "invalid_hostname"},
	{"m\xc3\xbcller.com", "", "", NO, NO, NULL, "", NULL, FAIL, "invalid_hostname"},
	{"mail.example.com.", "", CLIENT, YES, YES, NULL, "", NULL, FAIL, "invalid_hostname"},
	{"203.0.113.250", "", CLIENT, YES, YES, NULL, "", NULL, FAIL, "invalid_hostname"},
	{"mail.unknown", "", "", UNKNOWN, UNKNOWN, "timeout", "", NULL, FAIL, "invalid_hostname"},
};

static void run_forward_dns(int i, bool valid_hostname_on)
{
	struct facts f = {.suffixes = load_suffixes(),
			  .resolves = forwards[i].resolves,
			  .match = forwards[i].match,
			  .why_resolves = forwards[i].why_match,
			  .why_match = forwards[i].why_match,
			  .why_reverse = forwards[i].why_reverse};
	struct session s = session_of(forwards[i].helo, CLIENT);
	struct strlist addresses = {0}, names = {0};
	struct policy p = policy_of();

	add_words(&p.helo.tlds, forwards[i].tlds);
	add_words(&addresses, forwards[i].addresses);
	for (size_t k = 0; k < addresses.count; k++)
		ck_assert(addrs_add(&f.addresses, unit_ip(addresses.at[k])));
	set_reverse(&f, &names, forwards[i].reverse);
	if (valid_hostname_on) {
		assert_result(check_forward_dns(&s, &p, &f), forwards[i].is, forwards[i].why,
			      forwards[i].helo);
	} else {
		p.run &= ~CHECK_BIT(CHECK_VALID_HOSTNAME);
		assert_result(check_forward_dns(&s, &p, &f), ERROR, "valid_hostname_off",
			      forwards[i].helo);
	}
	strlist_free(&names);
	strlist_free(&addresses);
	policy_free(&p);
	facts_free(&f);
}

START_TEST(forward_dns)
{
	run_forward_dns(_i, true);
}
END_TEST

/* While valid_hostname is switched off it is an error, for each name that is not skipped anyhow. */
START_TEST(forward_dns_without)
{
	for (int i = 0; i < LENGTH(forwards); i++)
		if (forwards[i].is != SKIP)
			run_forward_dns(i, false);
}
END_TEST

/* ---- host_mismatch, proto_mismatch ---- */

static struct result run_again(struct result (*check)(const struct session *, const struct policy *,
						      const struct facts *),
			       const char *helo, const char *first, const char *verb,
			       const char *first_verb)
{
	const struct unit_var vars[] = {{"SMTPHELOHOST", helo},		 {"TCPREMOTEIP", CLIENT},
					{"HELO_CHECKS_HOST", first},	 {"SMTPHELOCMD", verb},
					{"HELO_CHECKS_CMD", first_verb}, {NULL, NULL}};
	struct session s = session_read_from(vars);
	struct policy p = policy_of();
	struct facts f = {0};

	return check(&s, &p, &f);
}

static const struct {
	const char *helo, *first;
	enum outcome is;
} hosts[] = {
	{"mail.example.com", NULL, PASS}, /* this is the first */
	{"mail.example.com", "", PASS},
	{"mail.example.com", "mail.example.com", PASS},
	{"MAIL.example.com", "mail.EXAMPLE.com", PASS},
	{"mail.example.com \r", "mail.example.com", PASS},
	{"mail.example.com", "mx.example.com", FAIL},
	{"mail.example.com", "mail.example.co", FAIL},
	{"mail.example.com", "mail.example.comx", FAIL},
	{"[203.0.113.250]", "[203.0.113.250]", PASS},
	{"[203.0.113.250]", "mail.example.com", FAIL},
	{"mail.example.com", "[203.0.113.250]", FAIL},
	{"203.0.113.250", "[203.0.113.250]", FAIL},
	/* the first one comes back in its printable form */
	{"mail\x1b.example.com", "mail?.example.com", PASS},
	{"m\xc3\xbcller.example.com", "m??ller.example.com", PASS},
	{"a b.example.com", "a?b.example.com", PASS},
	{"mail\x1b.example.com", "mail.example.com", FAIL},
};

START_TEST(host_mismatch)
{
	assert_result(run_again(check_host_mismatch, hosts[_i].helo, hosts[_i].first, NULL, NULL),
		      hosts[_i].is, NULL, hosts[_i].helo);
}
END_TEST

/* And that is cut: two long names that are the same so far are the same. */
START_TEST(host_mismatch_long)
{
	static char helo[2000], first[2000];

	unit_expand(first, sizeof(first), "a{255}");
	for (unsigned long len = 250; len < 260; len++) {
		char pattern[20];

		snprintf(pattern, sizeof(pattern), "a{%lu}", len);
		unit_expand(helo, sizeof(helo), pattern);
		assert_result(run_again(check_host_mismatch, helo, first, NULL, NULL),
			      len >= 255 ? PASS : FAIL, NULL, pattern);
	}
	unit_expand(helo, sizeof(helo), "a{254}b{700}");
	assert_result(run_again(check_host_mismatch, helo, first, NULL, NULL), FAIL, NULL, helo);
	unit_expand(helo, sizeof(helo), "A{1500}");
	assert_result(run_again(check_host_mismatch, helo, first, NULL, NULL), PASS, NULL, helo);
}
END_TEST

static const struct {
	const char *verb, *first_verb, *first;
	enum outcome is;
	const char *why;
} verbs[] = {
	{"EHLO", "EHLO", "a", PASS, NULL},
	{"HELO", "HELO", "a", PASS, NULL},
	{"HELO", "EHLO", "a", FAIL, NULL},
	{"EHLO", "HELO", "a", FAIL, NULL},
	{"ehlo", "EHLO", "a", PASS, NULL},
	{"EHLO", "ehlo", "a", PASS, NULL},
	{"helo", "EHLO", "a", FAIL, NULL},
	/* the first HELO */
	{"EHLO", NULL, NULL, SKIP, "first"},
	{"HELO", NULL, NULL, SKIP, "first"},
	{"EHLO", "", NULL, SKIP, "first"},
	/* the host does not tell */
	{NULL, NULL, NULL, SKIP, "no_cmd"},
	{NULL, NULL, "a", SKIP, "no_cmd"},
	{"", "EHLO", "a", SKIP, "no_cmd"},
	{NULL, "EHLO", "a", SKIP, "no_cmd"},
};

START_TEST(proto_mismatch)
{
	assert_result(run_again(check_proto_mismatch, "mail.example.com", verbs[_i].first,
				verbs[_i].verb, verbs[_i].first_verb),
		      verbs[_i].is, verbs[_i].why, verbs[_i].verb != NULL ? verbs[_i].verb : "");
}
END_TEST

/* ---- literal_mismatch ---- */

static const struct {
	const char *helo, *client;
	enum outcome is[3]; /* in modes 1, 2, 3 */
} literals[] = {
	/* not a literal */
	{"mail.example.com", CLIENT, {PASS, PASS, PASS}},
	{"localhost", CLIENT, {PASS, PASS, PASS}},
	{"192.0.2.1", CLIENT, {PASS, PASS, PASS}},
	{"[192.0.2.256]", CLIENT, {PASS, PASS, PASS}},
	{"[mail.example.com]", CLIENT, {PASS, PASS, PASS}},
	{"[192.0.2.1", CLIENT, {PASS, PASS, PASS}},
	{"[]", CLIENT, {PASS, PASS, PASS}},
	/* the client's address; its /24; another */
	{"[198.18.7.9]", "198.18.7.9", {PASS, PASS, PASS}},
	{"[198.018.007.009]", "198.18.7.9", {PASS, PASS, PASS}},
	{"[198.18.7.0]", "198.18.7.9", {FAIL, PASS, PASS}},
	{"[198.18.7.255]", "198.18.7.9", {FAIL, PASS, PASS}},
	{"[198.18.6.255]", "198.18.7.9", {FAIL, FAIL, FAIL}},
	{"[198.18.8.0]", "198.18.7.9", {FAIL, FAIL, FAIL}},
	{"[198.19.7.9]", "198.18.7.9", {FAIL, FAIL, FAIL}},
	{"[9.7.18.198]", "198.18.7.9", {FAIL, FAIL, FAIL}},
	/* a private one, as behind NAT */
	{"[10.1.2.3]", "198.18.7.9", {FAIL, FAIL, PASS}},
	{"[192.168.0.1]", "198.18.7.9", {FAIL, FAIL, PASS}},
	{"[172.16.0.1]", "198.18.7.9", {FAIL, FAIL, PASS}},
	{"[172.32.0.1]", "198.18.7.9", {FAIL, FAIL, FAIL}},
	{"[127.0.0.1]", "198.18.7.9", {FAIL, FAIL, PASS}},
	{"[0.0.0.0]", "198.18.7.9", {FAIL, FAIL, PASS}},
	{"[IPv6:::1]", "198.18.7.9", {FAIL, FAIL, PASS}},
	{"[IPv6:fd00::1]", "198.18.7.9", {FAIL, FAIL, PASS}},
	{"[IPv6:fe80::1]", "2a00:0:0:1::9", {FAIL, FAIL, PASS}},
	{"[10.1.2.3]", "2a00:0:0:1::9", {FAIL, FAIL, PASS}},
	/* IPv6: its /64, with the tag in any letter case, or without */
	{"[IPv6:2a00:0:0:1::9]", "2a00:0:0:1::9", {PASS, PASS, PASS}},
	{"[ipv6:2A00::1:0:0:0:9]", "2a00:0:0:1::9", {PASS, PASS, PASS}},
	{"[2a00:0:0:1::9]", "2a00:0:0:1::9", {PASS, PASS, PASS}},
	{"[IPv6:2a00:0:0:1::8]", "2a00:0:0:1::9", {FAIL, PASS, PASS}},
	{"[2a00:0:0:1:ffff:ffff:ffff:ffff]", "2a00:0:0:1::9", {FAIL, PASS, PASS}},
	{"[IPv6:2a00:0:0:2::9]", "2a00:0:0:1::9", {FAIL, FAIL, FAIL}},
	{"[2a00::9]", "2a00:0:0:1::9", {FAIL, FAIL, FAIL}},
	/* two families are never the same, but a mapped address is IPv4 */
	{"[198.18.7.9]", "2a00:0:0:1::9", {FAIL, FAIL, FAIL}},
	{"[IPv6:2a00:0:0:1::9]", "198.18.7.9", {FAIL, FAIL, FAIL}},
	{"[198.18.7.9]", "::ffff:198.18.7.9", {PASS, PASS, PASS}},
	{"[IPv6:::ffff:198.18.7.9]", "198.18.7.9", {PASS, PASS, PASS}},
	{"[IPv6:::ffff:198.18.7.1]", "198.18.7.9", {FAIL, PASS, PASS}},
	/* the client's address is not known */
	{"[198.18.7.9]", NULL, {SKIP, SKIP, SKIP}},
	{"[198.18.7.9]", "rubbish", {SKIP, SKIP, SKIP}},
	{"mail.example.com", NULL, {PASS, PASS, PASS}},
};

START_TEST(literal_mismatch)
{
	struct session s = session_of(literals[_i].helo, literals[_i].client);
	struct facts f = {0};

	for (unsigned mode = 1; mode <= 3; mode++) {
		struct policy p = policy_of();
		enum outcome is = literals[_i].is[mode - 1];

		p.helo.literal_mode = mode;
		assert_result(check_literal_mismatch(&s, &p, &f), is, is == SKIP ? "no_ip" : NULL,
			      literals[_i].helo);
	}
}
END_TEST

/* ---- without the suffix list, or memory ---- */

/* An error at most: nobody is denied for what is missing here. */
START_TEST(without_suffixes)
{
	static const struct {
		struct result (*check)(const struct session *, const struct policy *,
				       const struct facts *);
		const char *helo;
		enum outcome is;
	} rows[] = {
		{check_dynamic, "250-113.dyn.example.com", ERROR},
		{check_dynamic, "localhost", SKIP},
		{check_dynamic, "[203.0.113.250]", SKIP},
		{check_valid_hostname, "mail.example.com", ERROR},
		{check_valid_hostname, "localhost", FAIL},
		{check_valid_hostname, "[203.0.113.250]", SKIP},
		{check_rdns_match, "mail.example.com", ERROR},
		{check_rdns_match, "mail.example.net", PASS}, /* the reverse name itself */
		{check_rdns_match, "[203.0.113.250]", FAIL},
		{check_forward_dns, "mail.example.com", ERROR},
		{check_forward_dns, "[203.0.113.250]", SKIP},
	};

	for (int i = 0; i < LENGTH(rows); i++) {
		struct session s = session_of(rows[i].helo, CLIENT);
		struct facts f = {.resolves = YES, .match = NO};
		struct strlist names = {0};
		struct policy p = policy_of();
		struct result r;

		set_reverse(&f, &names, "mail.example.net");
		ck_assert(addrs_add(&f.addresses, unit_ip("192.0.2.1")));
		r = rows[i].check(&s, &p, &f);
		ck_assert_msg(r.is == rows[i].is, "row %d: %s: outcome %d", i, rows[i].helo,
			      (int)r.is);
		ck_assert(r.is != ERROR || r.why != NULL);
		strlist_free(&names);
		facts_free(&f);
	}
}
END_TEST

/* ---- who is skipped ---- */

static const struct {
	const char *client, *relay;
	bool skip_private, skip_relaying;
	const char *why;
} skips[] = {
	{"198.18.7.9", NULL, true, true, NULL},
	{"10.1.2.3", NULL, true, true, "private"},
	{"10.1.2.3", NULL, false, true, NULL},
	{"::1", NULL, true, true, "private"},
	{"::ffff:192.168.1.1", NULL, true, true, "private"},
	{"2a00::1", NULL, true, true, NULL},
	{"198.18.7.9", "", true, true, "relay"},
	{"198.18.7.9", "@example.com", true, true, "relay"},
	{"198.18.7.9", "", true, false, NULL},
	{"10.1.2.3", "", false, true, "relay"},
	{"10.1.2.3", "", true, false, "private"},
	{"10.1.2.3", "", false, false, NULL},
	{"10.1.2.3", "", true, true, "relay"},
	{NULL, NULL, true, true, NULL},
	{NULL, "", true, true, "relay"},
};

/* All ten, each with the reason, and what they need is not asked for; the flags' checks run. */
START_TEST(skipped)
{
	const unsigned needs_of_all = NEED_REVERSE | NEED_SUFFIXES | NEED_PATTERNS;
	const struct unit_var vars[] = {{"SMTPHELOHOST", "mail.example.com"},
					{"TCPREMOTEIP", skips[_i].client},
					{"RELAYCLIENT", skips[_i].relay},
					{NULL, NULL}};
	struct session s = session_read_from(vars);
	struct facts f = {.suffixes = load_suffixes(), .resolves = NO, .match = NO};
	struct policy p = policy_of();
	const char *why = skips[_i].why;
	struct results r;

	p.run |= CHECK_BIT(CHECK_RESOLVES) | CHECK_BIT(CHECK_NO_HELO);
	p.helo.skip_private = skips[_i].skip_private;
	p.helo.skip_relaying = skips[_i].skip_relaying;
	if (why == NULL)
		ck_assert_ptr_null(checks_skipped(&p, &s));
	else
		ck_assert_str_eq(checks_skipped(&p, &s), why);
	ck_assert_uint_eq(checks_need(&p, &s) & needs_of_all, why != NULL ? 0 : needs_of_all);
	checks_run(&r, &s, &p, &f);
	ck_assert_int_eq(r.of[CHECK_RESOLVES].is, FAIL);
	ck_assert_int_eq(r.of[CHECK_NO_HELO].is, NOT_RUN);
	for (int id = CHECK_MATCH_RE; id < CHECK_COUNT; id++)
		if (why != NULL)
			assert_result(r.of[id], SKIP, why, checks[id].name);
		else
			ck_assert_msg(r.of[id].is != NOT_RUN &&
					      (r.of[id].why == NULL ||
					       (strcmp(r.of[id].why, "private") != 0 &&
						strcmp(r.of[id].why, "relay") != 0)),
				      "%s", checks[id].name);
	facts_free(&f);
}
END_TEST

/* Those that do not run are in no list, whoever the client is. */
START_TEST(not_run)
{
	static const char *const clients[] = {"198.18.7.9", "10.1.2.3"};

	for (int i = 0; i < LENGTH(clients); i++)
		for (int id = CHECK_MATCH_RE; id < CHECK_COUNT; id++) {
			struct session s = session_of("mail.example.com", clients[i]);
			struct facts f = {.resolves = YES, .match = NO};
			struct policy p = policy_of();
			struct results r;

			p.run = CHECK_BIT(id);
			checks_run(&r, &s, &p, &f);
			for (int other = 0; other < CHECK_COUNT; other++)
				ck_assert_msg((r.of[other].is == NOT_RUN) == (other != id),
					      "%s: %s", checks[id].name, checks[other].name);
		}
}
END_TEST

/* Without a HELO argument none of the ten runs, nor is skipped. */
START_TEST(no_helo)
{
	static const char *const helos[] = {NULL, "", " \r"};

	for (int i = 0; i < LENGTH(helos); i++) {
		struct session s = session_of(helos[i], "10.1.2.3");
		struct facts f = {0};
		struct policy p = policy_of();
		struct results r;

		p.run |= CHECK_BIT(CHECK_NO_HELO) | CHECK_BIT(CHECK_RESOLVES);
		ck_assert_uint_eq(checks_need(&p, &s), 0);
		checks_run(&r, &s, &p, &f);
		ck_assert_int_eq(r.of[CHECK_NO_HELO].is, FAIL);
		for (int id = CHECK_NO_HELO + 1; id < CHECK_COUNT; id++)
			ck_assert_msg(r.of[id].is == NOT_RUN, "%s", checks[id].name);
	}
}
END_TEST

/* Each asks for what it looks at, and no check for another's: a file that nobody needs is not read. */
START_TEST(needs)
{
	static const struct {
		enum check_id id;
		unsigned needs;
	} rows[] = {
		{CHECK_MATCH_RE, NEED_PATTERNS},
		{CHECK_BARE_IP, 0},
		{CHECK_DYNAMIC, NEED_SUFFIXES},
		{CHECK_BIG_COMPANY, NEED_REVERSE},
		{CHECK_VALID_HOSTNAME, NEED_SUFFIXES},
		{CHECK_RDNS_MATCH, NEED_REVERSE | NEED_SUFFIXES},
		{CHECK_FORWARD_DNS, NEED_REVERSE | NEED_SUFFIXES},
		{CHECK_HOST_MISMATCH, 0},
		{CHECK_PROTO_MISMATCH, 0},
		{CHECK_LITERAL_MISMATCH, 0},
	};
	struct session s = session_of("mail.example.com", "198.18.7.9");

	for (int i = 0; i < LENGTH(rows); i++) {
		struct policy p = policy_of();

		p.run = CHECK_BIT(rows[i].id);
		ck_assert_msg(checks_need(&p, &s) == rows[i].needs, "%s", checks[rows[i].id].name);
	}
}
END_TEST

/* ---- lists ---- */

/* In the order of the tables of sections 5 and 4, parted by one blank, reasons in brackets. */
START_TEST(lists)
{
	static const struct {
		struct results r;
		enum outcome is;
		const char *list;
	} rows[] = {
		{{{{NOT_RUN, NULL}}}, PASS, ""},
		{{{[CHECK_BARE_IP] = {PASS, NULL}}}, PASS, "bare_ip"},
		{{{[CHECK_BARE_IP] = {PASS, NULL}}}, FAIL, ""},
		{{{[CHECK_VALID_HOSTNAME] = {FAIL, "no_dot"}}}, FAIL, "valid_hostname(no_dot)"},
		{{{[CHECK_LITERAL_MISMATCH] = {FAIL, NULL},
		   [CHECK_RESOLVES] = {FAIL, NULL},
		   [CHECK_FORWARD_DNS] = {FAIL, "no_ips"},
		   [CHECK_RDNS_MATCH] = {ERROR, "timeout"},
		   [CHECK_MATCH_RE] = {FAIL, NULL}}},
		 FAIL,
		 "resolves match_re forward_dns(no_ips) literal_mismatch"},
		{{{[CHECK_RDNS_MATCH] = {ERROR, "timeout"}, [CHECK_DYNAMIC] = {SKIP, "no_dot"}}},
		 ERROR,
		 "rdns_match(timeout)"},
	};

	for (int i = 0; i < LENGTH(rows); i++) {
		char text[200];

		results_list(text, sizeof(text), &rows[i].r, rows[i].is, " ");
		ck_assert_str_eq(text, rows[i].list);
	}
}
END_TEST

START_TEST(whole_list)
{
	static const char *const between[] = {" ", ","};
	char want[600], text[600];
	struct results r;

	for (int id = 0; id < CHECK_COUNT; id++)
		r.of[id] = (struct result){SKIP, NULL};
	for (int i = 0; i < LENGTH(between); i++) {
		snprintf(want, sizeof(want),
			 "no_helo%1$ssyntax%1$sresolves%1$snot_me%1$sown_name%1$sip_match%1$s"
			 "match_re%1$sbare_ip%1$sdynamic%1$sbig_company%1$svalid_hostname%1$s"
			 "rdns_match%1$sforward_dns%1$shost_mismatch%1$sproto_mismatch%1$s"
			 "literal_mismatch",
			 between[i]);
		results_list(text, sizeof(text), &r, SKIP, between[i]);
		ck_assert_str_eq(text, want);
		/* Cut to any size, with its NUL and nothing behind it. */
		for (size_t size = 1; size <= strlen(want) + 1; size++) {
			char *cut = malloc(size);

			ck_assert_ptr_nonnull(cut);
			results_list(cut, size, &r, SKIP, between[i]);
			ck_assert_uint_eq(strlen(cut), size - 1);
			ck_assert_int_eq(strncmp(cut, want, size - 1), 0);
			free(cut);
		}
	}
}
END_TEST

/* ---- words and verdicts ---- */

static const struct {
	enum check_id id;
	struct result result;
	const char *code; /* when it rejects; NULL: it never does */
	const char *logged;
} verdicts[] = {
	{CHECK_MATCH_RE, {FAIL, NULL}, "553", "fails match_re"},
	{CHECK_BARE_IP, {FAIL, NULL}, "553", "fails bare_ip"},
	{CHECK_DYNAMIC, {FAIL, NULL}, "553", "fails dynamic"},
	{CHECK_BIG_COMPANY, {FAIL, NULL}, "553", "fails big_company"},
	{CHECK_VALID_HOSTNAME, {FAIL, NULL}, "553", "fails valid_hostname"},
	{CHECK_VALID_HOSTNAME, {FAIL, "no_dot"}, "553", "fails valid_hostname(no_dot)"},
	{CHECK_VALID_HOSTNAME, {FAIL, "not_ascii"}, "553", "fails valid_hostname(not_ascii)"},
	{CHECK_RDNS_MATCH, {FAIL, NULL}, "553", "fails rdns_match"},
	{CHECK_RDNS_MATCH, {FAIL, "literal"}, NULL, "fails rdns_match(literal)"},
	{CHECK_FORWARD_DNS,
	 {FAIL, "invalid_hostname"},
	 "553",
	 "fails forward_dns(invalid_hostname)"},
	{CHECK_FORWARD_DNS, {FAIL, "no_match"}, "553", "fails forward_dns(no_match)"},
	{CHECK_FORWARD_DNS, {FAIL, "no_ips"}, NULL, "fails forward_dns(no_ips)"},
	{CHECK_HOST_MISMATCH, {FAIL, NULL}, "553", "fails host_mismatch"},
	{CHECK_PROTO_MISMATCH, {FAIL, NULL}, "553", "fails proto_mismatch"},
	{CHECK_LITERAL_MISMATCH, {FAIL, NULL}, "553", "fails literal_mismatch"},
	/* errors, skips and passes deny nothing; but for a timeout of forward_dns */
	{CHECK_MATCH_RE, {ERROR, "limit"}, NULL, NULL},
	{CHECK_BIG_COMPANY, {ERROR, "timeout"}, NULL, NULL},
	{CHECK_RDNS_MATCH, {ERROR, "timeout"}, NULL, NULL},
	{CHECK_VALID_HOSTNAME, {ERROR, "local"}, NULL, NULL},
	{CHECK_FORWARD_DNS, {ERROR, "timeout"}, "451", NULL},
	{CHECK_FORWARD_DNS, {ERROR, "servfail"}, NULL, NULL},
	{CHECK_FORWARD_DNS, {ERROR, "refused"}, NULL, NULL},
	{CHECK_FORWARD_DNS, {ERROR, "garbled"}, NULL, NULL},
	{CHECK_FORWARD_DNS, {ERROR, "local"}, NULL, NULL},
	{CHECK_FORWARD_DNS, {ERROR, "valid_hostname_off"}, NULL, NULL},
	{CHECK_FORWARD_DNS, {SKIP, "literal"}, NULL, NULL},
	{CHECK_FORWARD_DNS, {PASS, NULL}, NULL, NULL},
	{CHECK_BARE_IP, {PASS, NULL}, NULL, NULL},
	{CHECK_DYNAMIC, {SKIP, "no_dot"}, NULL, NULL},
};

START_TEST(verdict)
{
	struct session s = session_of("mail.example.com", "198.18.7.9");
	enum check_id id = verdicts[_i].id;
	const char *code = verdicts[_i].code;
	struct policy p = {.deny = CHECK_BIT(id)}, none = {.deny = ~CHECK_BIT(id)};
	struct results r = {0};
	char text[512], want[512];
	struct verdict v;

	r.of[id] = verdicts[_i].result;
	v = verdict_reach(&r, &p);
	ck_assert_msg((v.is == DENY) == (code != NULL), "%s", checks[id].name);
	if (code != NULL) {
		ck_assert_int_eq(v.by, id);
		ck_assert_str_eq(v.code, code);
		ck_assert_str_eq(v.enhanced, *code == '5' ? "5.7.1" : "4.4.3");
		ck_assert_ptr_nonnull(v.told);
		/* One sentence that names what was found: the HELO. */
		ck_assert_ptr_nonnull(strstr(v.told, "[{helo}]"));
	}
	/* For now (T), monitored (M), and where another check is to reject. */
	p.temporary = true;
	v = verdict_reach(&r, &p);
	ck_assert(code == NULL || v.code[0] == '4');
	p.monitor = true;
	ck_assert_int_eq(verdict_reach(&r, &p).is, code != NULL ? WOULD_DENY : ACCEPT);
	ck_assert_int_eq(verdict_reach(&r, &none).is, ACCEPT);
	if (verdicts[_i].logged == NULL)
		return;
	snprintf(want, sizeof(want), "HELO [mail.example.com] from [198.18.7.9] %s",
		 verdicts[_i].logged);
	ck_assert_str_eq(words_logged(text, sizeof(text), id, &r.of[id], &s), want);
}
END_TEST

/* Of those that deny the first in the table decides; one that never denies stands in nobody's way. */
START_TEST(first_decides)
{
	const struct policy p = {.deny = ~0U};
	struct results r = {0};

	r.of[CHECK_RDNS_MATCH] = (struct result){FAIL, "literal"};
	r.of[CHECK_FORWARD_DNS] = (struct result){FAIL, "no_ips"};
	ck_assert_int_eq(verdict_reach(&r, &p).is, ACCEPT);
	for (int id = CHECK_COUNT - 1; id >= CHECK_SYNTAX; id--) {
		if (id == CHECK_RDNS_MATCH || id == CHECK_FORWARD_DNS)
			continue;
		r.of[id] = (struct result){FAIL, NULL};
		ck_assert_int_eq(verdict_reach(&r, &p).is, DENY);
		ck_assert_int_eq(verdict_reach(&r, &p).by, id);
	}
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_test(tests, match_re);
	tcase_add_loop_test(tests, bare_ip, 0, LENGTH(bares));
	tcase_add_loop_test(tests, dynamic, 0, LENGTH(dynamics));
	tcase_add_loop_test(tests, big_company, 0, LENGTH(companies));
	tcase_add_loop_test(tests, valid_hostname, 0, LENGTH(hostnames));
	tcase_add_loop_test(tests, rdns_match, 0, LENGTH(reverses));
	tcase_add_loop_test(tests, forward_dns, 0, LENGTH(forwards));
	tcase_add_test(tests, forward_dns_without);
	tcase_add_loop_test(tests, host_mismatch, 0, LENGTH(hosts));
	tcase_add_test(tests, host_mismatch_long);
	tcase_add_loop_test(tests, proto_mismatch, 0, LENGTH(verbs));
	tcase_add_loop_test(tests, literal_mismatch, 0, LENGTH(literals));
	tcase_add_test(tests, without_suffixes);
	tcase_add_loop_test(tests, skipped, 0, LENGTH(skips));
	tcase_add_test(tests, not_run);
	tcase_add_test(tests, no_helo);
	tcase_add_test(tests, needs);
	tcase_add_test(tests, lists);
	tcase_add_test(tests, whole_list);
	tcase_add_loop_test(tests, verdict, 0, LENGTH(verdicts));
	tcase_add_test(tests, first_decides);
}

int main(void)
{
	return unit_main("helochecks", add);
}
