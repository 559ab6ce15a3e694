/* What is asked for, and what the answers mean: BEHAVIOUR.md section 3. */
#include "facts/facts.h"

#include "base/clock.h"
#include "tests/unit/message.h"

#define NODATA "|example SOA ns.example"

/* The reverse zones of 192.0.2.0/24 and 2001:db8::/64. */
#define PTR4(last) last ".2.0.192.in-addr.arpa"
#define PTR6(last) last ".0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"

static const struct answer_row zone[] = {
	{"mail.example", "A", RESOLVER, "@12 A 192.0.2.1"},
	{"mail.example", "AAAA", RESOLVER, "@12 AAAA 2001:db8::1"},
	{"v4.example", "A", RESOLVER, "@12 A 192.0.2.1"},
	{"v4.example", "AAAA", RESOLVER, NODATA},
	{"v6.example", "A", RESOLVER, NODATA},
	{"v6.example", "AAAA", RESOLVER, "@12 AAAA 2001:db8::1"},
	{"mapped.example", "A", RESOLVER, NODATA},
	{"mapped.example", "AAAA", RESOLVER, "@12 AAAA ::ffff:192.0.2.1"},
	{"loop.example", "A", RESOLVER, "@12 A 127.0.0.1"},
	{"loop.example", "AAAA", RESOLVER, NODATA},
	/* exists, and has no address */
	{"mx.example", "A", RESOLVER, NODATA},
	{"mx.example", "AAAA", RESOLVER, NODATA},
	{"mx.example", "MX", RESOLVER, "@12 MX mail.example"},
	{"nullmx.example", "A", RESOLVER, NODATA},
	{"nullmx.example", "AAAA", RESOLVER, NODATA},
	{"nullmx.example", "MX", RESOLVER, "@12 MX ."},
	{"empty.example", "A", RESOLVER, NODATA},
	{"empty.example", "AAAA", RESOLVER, NODATA},
	{"empty.example", "MX", RESOLVER, NODATA},
	{"mxfail.example", "A", RESOLVER, NODATA},
	{"mxfail.example", "AAAA", RESOLVER, NODATA},
	{"mxfail.example", "MX", RESOLVER | ns_r_servfail, ""},
	/* does not exist; a server that says yes to MX is not asked for it */
	{"gone.example", "A", RESOLVER | ns_r_nxdomain, NODATA},
	{"gone.example", "AAAA", RESOLVER | ns_r_nxdomain, NODATA},
	{"gone.example", "MX", RESOLVER, "@12 MX mail.example"},
	/* it exists, says one answer, and the other, of a server that is wrong, says not */
	{"no4.example", "A", RESOLVER | ns_r_nxdomain, NODATA},
	{"no4.example", "AAAA", RESOLVER, NODATA},
	{"no4.example", "MX", RESOLVER, "@12 MX mail.example"},
	{"no6.example", "A", RESOLVER, NODATA},
	{"no6.example", "AAAA", RESOLVER | ns_r_nxdomain, NODATA},
	{"no6.example", "MX", RESOLVER, "@12 MX mail.example"},
	/* one family or both fail */
	{"fail4.example", "A", RESOLVER | ns_r_servfail, ""},
	{"fail4.example", "AAAA", RESOLVER, "@12 AAAA 2001:db8::1"},
	{"fail6.example", "A", RESOLVER, "@12 A 192.0.2.1"},
	{"fail6.example", "AAAA", RESOLVER | ns_r_servfail, ""},
	{"half.example", "A", RESOLVER, NODATA},
	{"half.example", "AAAA", RESOLVER | ns_r_refused, ""},
	{"half.example", "MX", RESOLVER, "@12 MX mail.example"},
	{"broken.example", "A", RESOLVER | ns_r_servfail, ""},
	{"broken.example", "AAAA", RESOLVER | ns_r_servfail, ""},
	/* reverse names; which row is whose says the last octet */
	{PTR4("1"), "PTR", RESOLVER, "@12 PTR mail.example"},
	{PTR4("2"), "PTR", RESOLVER, "@12 PTR mail.example"}, /* whose is .1 */
	{PTR4("3"), "PTR", RESOLVER | ns_r_nxdomain, NODATA},
	{PTR4("4"), "PTR", RESOLVER, NODATA},
	{PTR4("5"), "PTR", RESOLVER | ns_r_servfail, ""},
	{PTR4("6"), "PTR", RESOLVER | ns_r_refused, ""},
	{PTR4("7"), "PTR", RESOLVER, "@12 PTR broken.example"},
	{PTR4("8"), "PTR", RESOLVER, "@12 PTR broken.example; @12 PTR eight.example"},
	{"eight.example", "A", RESOLVER, "@12 A 192.0.2.8"},
	{PTR4("9"), "PTR", RESOLVER,
	 "@12 PTR mail.example; @12 PTR nine.example; @12 PTR broken.example; @12 PTR also9.example"},
	{"nine.example", "A", RESOLVER, "@12 A 192.0.2.1; @12 A 192.0.2.9"},
	{"nine.example", "AAAA", RESOLVER, NODATA},
	{"also9.example", "A", RESOLVER, "@12 A 192.0.2.9"},
	/* five: the fifth is not looked at */
	{PTR4("10"), "PTR", RESOLVER,
	 "@12 PTR a10.example; @12 PTR b10.example; @12 PTR c10.example; @12 PTR d10.example; "
	 "@12 PTR e10.example"},
	{"a10.example", "A", RESOLVER, "@12 A 192.0.2.10"},
	{"b10.example", "A", RESOLVER, "@12 A 192.0.2.10"},
	{"c10.example", "A", RESOLVER, "@12 A 192.0.2.10"},
	{"d10.example", "A", RESOLVER, "@12 A 192.0.2.10"},
	{"e10.example", "A", RESOLVER, "@12 A 192.0.2.10"},
	{PTR4("11"), "PTR", RESOLVER,
	 "@12 PTR mail.example; @12 PTR gone.example; @12 PTR v6.example; @12 PTR v4.example; "
	 "@12 PTR eleven.example"},
	{"eleven.example", "A", RESOLVER, "@12 A 192.0.2.11"},
	/* families: the other one does not matter */
	{PTR4("12"), "PTR", RESOLVER, "@12 PTR fail4.example"},
	{PTR4("13"), "PTR", RESOLVER, "@12 PTR fail6.example"},
	{PTR6("1"), "PTR", RESOLVER, "@12 PTR mail.example"},
	{PTR6("2"), "PTR", RESOLVER, "@12 PTR mail.example"},
	{PTR6("3"), "PTR", RESOLVER, "@12 PTR fail6.example"},
	/* in another letter case; twice */
	{PTR4("14"), "PTR", RESOLVER, "@12 PTR FOURteen.example; @12 PTR fourteen.EXAMPLE"},
	{"fourteen.example", "A", RESOLVER, "@12 A 192.0.2.14"},
	{"fourteen.example", "AAAA", RESOLVER, NODATA},
	/* the client, as AAAA tells it: not asked for an IPv4 client */
	{PTR4("15"), "PTR", RESOLVER, "@12 PTR mapped15.example"},
	{"mapped15.example", "A", RESOLVER, NODATA},
	{"mapped15.example", "AAAA", RESOLVER, "@12 AAAA ::ffff:192.0.2.15"},
	{NULL, NULL, 0, NULL},
};

static struct capture err;

/* Without a server given, nothing that answers. */
static void gather(struct facts *f, unsigned needs, const char *helo, const char *client,
		   const char *reverse, const struct server *server)
{
	const struct unit_var vars[] = {{"SMTPHELOHOST", helo},
					{"TCPREMOTEIP", client},
					{"TCPREMOTEHOST", reverse},
					{"TCPLOCALIP", "192.0.2.25"},
					{NULL, NULL}};
	struct env env = unit_env(vars);
	struct log log = {.failures = true};
	struct policy p = {.server_count = 1};
	struct session s;

	if (server != NULL)
		p.servers[0] = server->at;
	else
		close(server_socket(&p.servers[0], SOCK_DGRAM));
	setenv("RES_OPTIONS", "attempts:1", 1);
	capture_start(&err, STDERR_FILENO);
	session_read(&s, &env, &log);
	facts_gather(f, needs, &s, &p, clock_ms() + 30000, &log);
	capture_end(&err);
}

/* ---- names ---- */

static const struct {
	const char *helo, *client;
	enum found resolves;
	enum found match;
	bool mx; /* asked for */
	const char *why_resolves, *why_match;
} names[] = {
	{"mail.example", "192.0.2.1", YES, YES, false, NULL, NULL},
	{"Mail.Example.", "192.0.2.1", YES, YES, false, NULL, NULL},
	{"mail.example", "::ffff:192.0.2.1", YES, YES, false, NULL, NULL},
	{"mail.example", "2001:db8::1", YES, YES, false, NULL, NULL},
	{"mail.example", "192.0.2.2", YES, NO, false, NULL, NULL},
	{"mail.example", "2001:db8::2", YES, NO, false, NULL, NULL},
	{"mail.example", "nonsense", YES, UNASKED, false, NULL, NULL},
	{"v4.example", "2001:db8::1", YES, NO, false, NULL, NULL},
	{"v6.example", "192.0.2.1", YES, NO, false, NULL, NULL},
	{"v6.example", "2001:db8::1", YES, YES, false, NULL, NULL},
	{"mapped.example", "192.0.2.1", YES, YES, false, NULL, NULL},
	/* MX in a second round: when the name exists and has no address */
	{"mx.example", "192.0.2.1", YES, NO, true, NULL, NULL},
	{"nullmx.example", "192.0.2.1", NO, NO, true, NULL, NULL},
	{"empty.example", "192.0.2.1", NO, NO, true, NULL, NULL},
	{"mxfail.example", "192.0.2.1", UNKNOWN, NO, true, "servfail", NULL},
	{"no4.example", "192.0.2.1", YES, NO, true, NULL, NULL},
	{"no6.example", "192.0.2.1", YES, NO, true, NULL, NULL},
	{"gone.example", "192.0.2.1", NO, NO, false, NULL, NULL},
	/* any address is yes; no needs a definite answer of the client's family */
	{"fail4.example", "192.0.2.1", YES, UNKNOWN, false, NULL, "servfail"},
	{"fail4.example", "2001:db8::1", YES, YES, false, NULL, NULL},
	{"fail4.example", "2001:db8::2", YES, NO, false, NULL, NULL},
	{"fail6.example", "192.0.2.1", YES, YES, false, NULL, NULL},
	{"fail6.example", "192.0.2.2", YES, NO, false, NULL, NULL},
	{"fail6.example", "2001:db8::1", YES, UNKNOWN, false, NULL, "servfail"},
	/* no needs one to each question */
	{"half.example", "192.0.2.1", UNKNOWN, NO, false, "refused", NULL},
	{"half.example", "2001:db8::1", UNKNOWN, UNKNOWN, false, "refused", "refused"},
	{"broken.example", "192.0.2.1", UNKNOWN, UNKNOWN, false, "servfail", "servfail"},
};

START_TEST(name)
{
	struct server server = server_start(zone);
	struct facts f;

	unit_home();
	gather(&f, 0, names[_i].helo, names[_i].client, NULL, &server);
	server_stop(&server);
	ck_assert_int_eq(f.resolves, names[_i].resolves);
	ck_assert_int_eq(f.match, names[_i].match);
	ck_assert((f.dns[ASK_MX].status != DNS_UNASKED) == names[_i].mx);
	if (f.resolves == UNKNOWN)
		ck_assert_str_eq(f.why_resolves, names[_i].why_resolves);
	if (f.match == UNKNOWN)
		ck_assert_str_eq(f.why_match, names[_i].why_match);
	ck_assert_int_eq(f.ours, UNASKED);
	/* Where the HELO leads to is always asked; all else only when a check wants to know. */
	ck_assert_int_eq(f.own_name, UNASKED);
	ck_assert_int_eq(f.pattern, UNASKED);
	ck_assert(!f.reverse_known);
	ck_assert_ptr_null(f.suffixes);
	ck_assert_int_eq(f.dns[ASK_PTR].status, DNS_UNASKED);
	for (int i = ASK_REVERSE; i < ASK_COUNT; i++)
		ck_assert_int_eq(f.dns[i].status, DNS_UNASKED);
	facts_free(&f);
	ck_assert_uint_eq(f.addresses.count, 0);
}
END_TEST

/* ---- what is not asked for in DNS ---- */

static const struct {
	const char *helo, *client;
	enum found resolves, match;
	const char *address;
} others[] = {
	{"[192.0.2.1]", "192.0.2.1", YES, YES, "192.0.2.1"},
	{"[192.0.2.1]", "192.0.2.2", YES, NO, "192.0.2.1"},
	{"[192.0.2.1]", "2001:db8::1", YES, NO, "192.0.2.1"},
	{"[192.0.2.1]", "::ffff:192.0.2.1", YES, YES, "192.0.2.1"},
	{"[192.0.2.1]", "nonsense", YES, UNASKED, "192.0.2.1"},
	{"[IPv6:2001:db8::1]", "2001:db8::1", YES, YES, "2001:db8::1"},
	{"[ipv6:2001:DB8:0::1]", "2001:db8::1", YES, YES, "2001:db8::1"},
	{"[IPv6:::ffff:192.0.2.1]", "192.0.2.1", YES, YES, "192.0.2.1"},
	{"[2001:db8::1]", "2001:db8::1", YES, YES, "2001:db8::1"},
	{"192.0.2.1", "192.0.2.1", YES, YES, "192.0.2.1"},
	{"2001:db8::1", "2001:db8::2", YES, NO, "2001:db8::1"},
	{"::ffff:192.0.2.1", "192.0.2.1", YES, YES, "192.0.2.1"},
	{".", "192.0.2.1", NO, NO, ""},
	{"mail..example", "192.0.2.1", NO, NO, ""},
	{"mail example", "192.0.2.1", NO, NO, ""},
	{"mail\\example", "192.0.2.1", NO, NO, ""},
	{"m\xc3\xbcller.example", "2001:db8::1", NO, NO, ""},
	{"mail\rexample", "192.0.2.1", NO, NO, ""},
};

START_TEST(other)
{
	struct ipaddr ip = unit_ip(others[_i].address);
	struct facts f;

	unit_home();
	gather(&f, 0, others[_i].helo, others[_i].client, NULL, NULL);
	for (int i = 0; i < ASK_COUNT; i++)
		ck_assert_int_eq(f.dns[i].status, DNS_UNASKED);
	ck_assert_int_eq(f.resolves, others[_i].resolves);
	ck_assert_int_eq(f.match, others[_i].match);
	ck_assert_uint_eq(f.addresses.count, ip.family != FAMILY_NONE);
	if (ip.family != FAMILY_NONE)
		ck_assert(ipaddr_equal(&f.addresses.at[0], &ip));
	facts_free(&f);
}
END_TEST

#define ALL_NEEDS (NEED_OURS | NEED_OWN_NAME | NEED_REVERSE | NEED_SUFFIXES | NEED_PATTERNS)

/* No HELO: nothing, whoever wants to know. */
START_TEST(nothing)
{
	static const unsigned needs[] = {0, ALL_NEEDS};

	unit_home();
	for (int i = 0; i < LENGTH(needs); i++) {
		struct facts f;

		gather(&f, needs[i], "", "192.0.2.1", NULL, NULL);
		for (int k = 0; k < ASK_COUNT; k++)
			ck_assert_int_eq(f.dns[k].status, DNS_UNASKED);
		ck_assert_int_eq(f.resolves, UNASKED);
		ck_assert_int_eq(f.match, UNASKED);
		ck_assert_int_eq(f.ours, UNASKED);
		ck_assert_int_eq(f.own_name, UNASKED);
		ck_assert_int_eq(f.pattern, UNASKED);
		ck_assert(!f.reverse_known);
		ck_assert_ptr_null(f.suffixes);
		ck_assert_str_eq(err.text, "");
		facts_free(&f);
	}
}
END_TEST

/* ---- ours ---- */

static const struct {
	const char *helo, *client;
	enum found ours, own_name;
	unsigned warnings; /* of bad files that are read at all */
} posers[] = {
	{"[127.0.0.1]", "198.51.100.1", YES, NO, 1},
	{"[192.0.2.25]", "198.51.100.1", YES, NO, 1},
	{"[IPv6:::1]", "198.51.100.1", YES, NO, 1},
	{"[203.0.113.9]", "198.51.100.1", NO, NO, 3},
	{"loop.example", "198.51.100.1", YES, NO, 1},
	{"mail.example", "198.51.100.1", NO, NO, 3},
	{"gone.example", "198.51.100.1", NO, NO, 1},
	/* DNS failed for one family: an address of ours may be in it */
	{"fail4.example", "198.51.100.1", UNKNOWN, NO, 3},
	{"broken.example", "198.51.100.1", UNKNOWN, NO, 1},
	/* an honest client poses as nobody, and nothing is read for him */
	{"loop.example", "127.0.0.1", UNASKED, UNASKED, 0},
	{"mail.example", "192.0.2.1", UNASKED, UNASKED, 0},
};

START_TEST(poser)
{
	struct server server = server_start(zone);
	struct facts f;

	unit_home();
	ck_assert_int_eq(mkdir("control/rcpthosts", 0755), 0);
	unit_file("control/moreipme", "nonsense\n::/0\n");
	gather(&f, NEED_OURS | NEED_OWN_NAME, posers[_i].helo, posers[_i].client, NULL, &server);
	server_stop(&server);
	ck_assert_int_eq(f.ours, posers[_i].ours);
	ck_assert_int_eq(f.own_name, posers[_i].own_name);
	ck_assert_msg(err.pieces == posers[_i].warnings, "%s", err.text);
	facts_free(&f);
}
END_TEST

START_TEST(own_name)
{
	struct server server = server_start(zone);
	struct facts f;

	unit_home();
	unit_file("control/me", "mail.example\n");
	gather(&f, NEED_OWN_NAME, "MAIL.example.", "198.51.100.1", NULL, &server);
	ck_assert_int_eq(f.own_name, YES);
	ck_assert_int_eq(f.ours, UNASKED);
	facts_free(&f);
	gather(&f, NEED_OURS, "mail.example", "198.51.100.1", NULL, &server);
	ck_assert_int_eq(f.own_name, UNASKED);
	ck_assert_int_eq(f.ours, NO);
	facts_free(&f);
	server_stop(&server);
}
END_TEST

/* notipme is broken: local, whatever DNS said. */
START_TEST(ours_unknown)
{
	struct facts f;

	unit_home();
	unit_file("control/notipme", "nonsense\n");
	gather(&f, NEED_OURS, "[127.0.0.1]", "198.51.100.1", NULL, NULL);
	ck_assert_int_eq(f.ours, UNKNOWN);
	ck_assert_str_eq(f.why_ours, "local");
	facts_free(&f);
}
END_TEST

/* ---- reverse names ---- */

static const struct {
	const char *helo, *client, *given, *reverse, *why;
	bool known, ptr; /* asked for */
	int names;	 /* asked for in the second round */
	bool mx;	 /* and this with them */
} reverses[] = {
	/* the host tells: taken as it is, nothing asked */
	{"mail.example", "192.0.2.1", "told.example", "told.example", NULL, true, false, 0, false},
	{"mail.example", "192.0.2.5", "told.example", "told.example", NULL, true, false, 0, false},
	{"mail.example", "nonsense", "told.example", "told.example", NULL, true, false, 0, false},
	{"mail.example", "192.0.2.1", "a b", "a b", NULL, true, false, 0, false},
	{"mail.example", "192.0.2.1", "", "", NULL, true, false, 0, false},
	{"mail.example", "nonsense", "", "", NULL, true, false, 0, false},
	{"[192.0.2.1]", "192.0.2.1", "told.example", "told.example", NULL, true, false, 0, false},
	{"mail.example", "nonsense", NULL, "", NULL, false, false, 0, false},
	{"[192.0.2.1]", "nonsense", NULL, "", NULL, false, false, 0, false},
	/* asked, and confirmed or not */
	{"v4.example", "192.0.2.1", NULL, "mail.example", NULL, true, true, 1, false},
	{"v4.example", "::ffff:192.0.2.1", NULL, "mail.example", NULL, true, true, 1, false},
	{"v4.example", "2001:db8::1", NULL, "mail.example", NULL, true, true, 1, false},
	{"v4.example", "192.0.2.2", NULL, "", NULL, true, true, 1, false},
	{"v4.example", "2001:db8::2", NULL, "", NULL, true, true, 1, false},
	{"v4.example", "192.0.2.3", NULL, "", NULL, true, true, 0, false},
	{"v4.example", "192.0.2.4", NULL, "", NULL, true, true, 0, false},
	{"v4.example", "192.0.2.15", NULL, "", NULL, true, true, 1, false},
	/* not known */
	{"v4.example", "192.0.2.5", NULL, "", "servfail", true, true, 0, false},
	{"v4.example", "192.0.2.6", NULL, "", "refused", true, true, 0, false},
	{"v4.example", "192.0.2.7", NULL, "", "servfail", true, true, 1, false},
	{"v4.example", "192.0.2.8", NULL, "eight.example", "servfail", true, true, 2, false},
	{"v4.example", "192.0.2.12", NULL, "", "servfail", true, true, 1, false},
	{"v4.example", "192.0.2.13", NULL, "", NULL, true, true, 1, false},
	{"v4.example", "2001:db8::3", NULL, "", "servfail", true, true, 1, false},
	/* many */
	{"v4.example", "192.0.2.9", NULL, "nine.example also9.example", "servfail", true, true, 4,
	 false},
	{"v4.example", "192.0.2.10", NULL, "a10.example b10.example c10.example d10.example", NULL,
	 true, true, 4, false},
	{"fourteen.example", "192.0.2.11", NULL, "", NULL, true, true, 4, false},
	/* the HELO counts wherever it stands: its addresses are known */
	{"eleven.example", "192.0.2.11", NULL, "eleven.example", NULL, true, true, 4, false},
	{"v4.example", "192.0.2.14", NULL, "FOURteen.example fourteen.EXAMPLE", NULL, true, true, 2,
	 false},
	/* the HELO itself: what it leads to is known already, whatever that is */
	{"mail.example", "192.0.2.1", NULL, "mail.example", NULL, true, true, 0, false},
	{"MAIL.example.", "192.0.2.1", NULL, "mail.example", NULL, true, true, 0, false},
	{"mail.example", "2001:db8::1", NULL, "mail.example", NULL, true, true, 0, false},
	{"mail.example", "192.0.2.2", NULL, "", NULL, true, true, 0, false},
	{"fourteen.example", "192.0.2.14", NULL, "FOURteen.example", NULL, true, true, 0, false},
	{"broken.example", "192.0.2.7", NULL, "", "servfail", true, true, 0, false},
	{"fail4.example", "192.0.2.12", NULL, "", "servfail", true, true, 0, false},
	{"fail6.example", "192.0.2.13", NULL, "", NULL, true, true, 0, false},
	{"fail6.example", "2001:db8::3", NULL, "", "servfail", true, true, 0, false},
	{"mail.example", "192.0.2.9", NULL, "nine.example also9.example", "servfail", true, true, 3,
	 false},
	{"nine.example", "192.0.2.9", NULL, "nine.example also9.example", "servfail", true, true, 3,
	 false},
	{"broken.example", "192.0.2.9", NULL, "nine.example also9.example", "servfail", true, true,
	 3, false},
	/* with MX in the second round, or without any question in it */
	{"mx.example", "192.0.2.1", NULL, "mail.example", NULL, true, true, 1, true},
	{"mx.example", "192.0.2.3", NULL, "", NULL, true, true, 0, true},
	{"gone.example", "192.0.2.9", NULL, "nine.example also9.example", "servfail", true, true, 4,
	 false},
	/* a HELO that is not asked for */
	{"[192.0.2.1]", "192.0.2.1", NULL, "mail.example", NULL, true, true, 1, false},
	{"[IPv6:2001:db8::1]", "2001:db8::1", NULL, "mail.example", NULL, true, true, 1, false},
	{"192.0.2.1", "192.0.2.2", NULL, "", NULL, true, true, 1, false},
	{"m\xc3\xbcller.example", "192.0.2.9", NULL, "nine.example also9.example", "servfail", true,
	 true, 4, false},
	{".", "192.0.2.5", NULL, "", "servfail", true, true, 0, false},
};

/* The reverse names, parted by blanks. */
static const char *named(const struct facts *f)
{
	static char text[DNS_NAMES_MAX * (HOSTNAME_MAX + 1) + 1];
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < f->reverse_count; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s", i > 0 ? " " : "",
					f->reverse[i]);
	return text;
}

START_TEST(reverse)
{
	struct server server = server_start(zone);
	struct facts f, without;
	int asked = 0;

	unit_home();
	gather(&f, NEED_REVERSE, reverses[_i].helo, reverses[_i].client, reverses[_i].given,
	       &server);
	/* What else there is to know does not change by it. */
	gather(&without, 0, reverses[_i].helo, reverses[_i].client, reverses[_i].given, &server);
	server_stop(&server);
	ck_assert_str_eq(named(&f), reverses[_i].reverse);
	ck_assert((f.reverse_count > 0) == (reverses[_i].reverse[0] != '\0')); /* "" is no name */
	if (reverses[_i].why == NULL)
		ck_assert_msg(f.why_reverse == NULL, "why: %s", f.why_reverse);
	else
		ck_assert_str_eq(f.why_reverse, reverses[_i].why);
	ck_assert(f.reverse_known == reverses[_i].known);
	ck_assert((f.dns[ASK_PTR].status != DNS_UNASKED) == reverses[_i].ptr);
	ck_assert((f.dns[ASK_MX].status != DNS_UNASKED) == reverses[_i].mx);
	for (int i = ASK_REVERSE; i < ASK_COUNT; i++)
		asked += f.dns[i].status != DNS_UNASKED;
	ck_assert_int_eq(asked, reverses[_i].names);
	ck_assert_int_eq(f.resolves, without.resolves);
	ck_assert_int_eq(f.match, without.match);
	ck_assert_uint_eq(f.addresses.count, without.addresses.count);
	for (int i = ASK_A; i <= ASK_MX; i++)
		ck_assert_int_eq(f.dns[i].status, without.dns[i].status);
	ck_assert(!without.reverse_known);
	ck_assert_uint_eq(without.reverse_count, 0);
	ck_assert_int_eq(without.dns[ASK_PTR].status, DNS_UNASKED);
	facts_free(&f);
	facts_free(&without);
}
END_TEST

/* Nobody answers, and the time is up: timeout, and no later than it may be. */
START_TEST(reverse_timeout)
{
	static const struct answer_row silence[] = {{NULL, NULL, 0, NULL}};
	static const struct unit_var vars[] = {
		{"SMTPHELOHOST", "mail.example"}, {"TCPREMOTEIP", "192.0.2.1"}, {NULL, NULL}};
	struct env env = unit_env(vars);
	struct server server = server_start(silence);
	struct policy p = {.server_count = 1, .servers[0] = server.at, .timeout_ms = 300};
	struct log log = {0};
	struct session s;
	struct facts f;
	int64_t start;

	unit_home();
	session_read(&s, &env, &log);
	start = clock_ms();
	facts_gather(&f, NEED_REVERSE, &s, &p, start + p.timeout_ms, &log);
	ck_assert_int_lt(clock_ms() - start, 1300); /* valgrind is slow */
	server_stop(&server);
	ck_assert_uint_eq(f.reverse_count, 0);
	ck_assert(f.reverse_known);
	ck_assert_str_eq(f.why_reverse, "timeout");
	ck_assert_str_eq(f.why_match, "timeout");
	ck_assert_int_eq(f.resolves, UNKNOWN);
	ck_assert_int_ge(f.dns_ms, 250);
	facts_free(&f);
}
END_TEST

/* ---- patterns ---- */

/* Only for who needs it. */
START_TEST(patterns)
{
	static const struct {
		unsigned needs;
		const char *helo;
		enum found pattern;
	} rows[] = {
		{0, "mail.example", UNASKED},
		{NEED_PATTERNS, "mail.example", YES},
		{NEED_PATTERNS, "other.example", NO},
		{NEED_PATTERNS, "[192.0.2.1]", NO},
		{ALL_NEEDS, "MAIL.example", YES},
	};
	struct server server = server_start(zone);

	unit_home();
	unit_file("control/helo.checks.regexps", "mail\\..*\n");
	for (int i = 0; i < LENGTH(rows); i++) {
		struct facts f;

		gather(&f, rows[i].needs, rows[i].helo, "192.0.2.1", NULL, &server);
		ck_assert_int_eq(f.pattern, rows[i].pattern);
		facts_free(&f);
	}
	server_stop(&server);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, reverse, 0, LENGTH(reverses));
	tcase_add_test(tests, reverse_timeout);
	tcase_add_test(tests, patterns);
	tcase_add_loop_test(tests, name, 0, LENGTH(names));
	tcase_add_loop_test(tests, other, 0, LENGTH(others));
	tcase_add_test(tests, nothing);
	tcase_add_loop_test(tests, poser, 0, LENGTH(posers));
	tcase_add_test(tests, own_name);
	tcase_add_test(tests, ours_unknown);
}

int main(void)
{
	return unit_main("facts", add);
}
