/* What is asked for, and what the answers mean: BEHAVIOUR.md section 3. */
#include "facts.h"

#include "clock.h"
#include "message.h"

#define NODATA "|example SOA ns.example"

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
	gather(&f, NEED_OURS | NEED_OWN_NAME, posers[_i].helo, posers[_i].client,
	       NULL, &server);
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

static void add(TCase *tests)
{
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
