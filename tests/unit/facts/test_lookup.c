/*
 * The two rounds of DNS: doc/behaviour.md sections 3 and 4. What is asked, and how often, is in
 * tests/dns/asked.tsv and reverse.tsv.
 */
#include "facts/lookup.h"

#include "base/clock.h"
#include "base/textbuf.h"
#include "tests/unit/message.h"

#define NODATA "|example SOA ns.example"

/* The reverse zones of 192.0.2.0/24 and 2001:db8::/64. */
#define PTR4(last) last ".2.0.192.in-addr.arpa"
#define PTR6(last) last ".0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"

static const struct answer_row zone[] = {
	{"mail.example", "A", RESOLVER, "@12 A 192.0.2.1; @12 A 192.0.2.2"},
	{"mail.example", "AAAA", RESOLVER, "@12 AAAA 2001:db8::1"},
	{"v4.example", "A", RESOLVER, "@12 A 192.0.2.1"},
	{"v4.example", "AAAA", RESOLVER, NODATA},
	{"mapped.example", "A", RESOLVER, NODATA},
	{"mapped.example", "AAAA", RESOLVER, "@12 AAAA ::ffff:192.0.2.15"},
	/* exists, and has no address */
	{"mx.example", "A", RESOLVER, NODATA},
	{"mx.example", "AAAA", RESOLVER, NODATA},
	{"mx.example", "MX", RESOLVER, "@12 MX mail.example"},
	{"nullmx.example", "A", RESOLVER, NODATA},
	{"nullmx.example", "AAAA", RESOLVER, NODATA},
	{"nullmx.example", "MX", RESOLVER, "@12 MX ."},
	/* does not exist; one answer says that it does, and the other that it does not */
	{"gone.example", "A", RESOLVER | ns_r_nxdomain, NODATA},
	{"gone.example", "AAAA", RESOLVER | ns_r_nxdomain, NODATA},
	{"gone.example", "MX", RESOLVER, "@12 MX mail.example"},
	{"no4.example", "A", RESOLVER | ns_r_nxdomain, NODATA},
	{"no4.example", "AAAA", RESOLVER, NODATA},
	{"no4.example", "MX", RESOLVER, "@12 MX mail.example"},
	{"no6.example", "A", RESOLVER, NODATA},
	{"no6.example", "AAAA", RESOLVER | ns_r_nxdomain, NODATA},
	{"no6.example", "MX", RESOLVER | ns_r_servfail, ""},
	/* one family or both fail */
	{"fail4.example", "A", RESOLVER | ns_r_servfail, ""},
	{"fail4.example", "AAAA", RESOLVER, "@12 AAAA 2001:db8::3"},
	{"fail6.example", "A", RESOLVER, NODATA},
	{"fail6.example", "AAAA", RESOLVER | ns_r_refused, ""},
	{"fail6.example", "MX", RESOLVER, "@12 MX mail.example"},
	{"broken.example", "A", RESOLVER | ns_r_servfail, ""},
	{"broken.example", "AAAA", RESOLVER | ns_r_servfail, ""},
	/* reverse names; the last octet says whose they are */
	{PTR4("1"), "PTR", RESOLVER, "@12 PTR mail.example"},
	{PTR4("3"), "PTR", RESOLVER, "@12 PTR mail.example"}, /* whose are .1 and .2 */
	{PTR4("4"), "PTR", RESOLVER, NODATA},
	{PTR4("5"), "PTR", RESOLVER | ns_r_servfail, ""},
	{PTR4("7"), "PTR", RESOLVER, "@12 PTR broken.example"},
	{PTR4("9"), "PTR", RESOLVER,
	 "@12 PTR mail.example; @12 PTR nine.example; @12 PTR broken.example; @12 PTR "
	 "also9.example"},
	{"nine.example", "A", RESOLVER, "@12 A 192.0.2.1; @12 A 192.0.2.9"},
	{"nine.example", "AAAA", RESOLVER, NODATA},
	{"also9.example", "A", RESOLVER, "@12 A 192.0.2.9"},
	/* five: the fifth is not looked at, unless it is the HELO */
	{PTR4("10"), "PTR", RESOLVER,
	 "@12 PTR a.example; @12 PTR b.example; @12 PTR c.example; @12 PTR d.example; "
	 "@12 PTR ten.example"},
	{"a.example", "A", RESOLVER, NODATA},
	{"b.example", "A", RESOLVER, NODATA},
	{"c.example", "A", RESOLVER, NODATA},
	{"d.example", "A", RESOLVER, "@12 A 192.0.2.10"},
	{"ten.example", "A", RESOLVER, "@12 A 192.0.2.10"},
	{"ten.example", "AAAA", RESOLVER, NODATA},
	/* families: the other one does not matter; letter case; an address of the client as AAAA */
	{PTR4("12"), "PTR", RESOLVER, "@12 PTR fail4.example"},
	{PTR4("13"), "PTR", RESOLVER, "@12 PTR fail6.example"},
	{PTR4("14"), "PTR", RESOLVER, "@12 PTR FOURteen.example; @12 PTR fourteen.EXAMPLE"},
	{"fourteen.example", "A", RESOLVER, "@12 A 192.0.2.14"},
	{"fourteen.example", "AAAA", RESOLVER, NODATA},
	{PTR4("15"), "PTR", RESOLVER, "@12 PTR mapped.example"},
	{PTR4("16"), "PTR", RESOLVER, "@12 PTR 192.0.2.16"},
	{PTR6("1"), "PTR", RESOLVER, "@12 PTR mail.example"},
	{PTR6("2"), "PTR", RESOLVER, "@12 PTR mail.example"},
	{PTR6("3"), "PTR", RESOLVER, "@12 PTR fail6.example; @12 PTR fail4.example"},
	{NULL, NULL, 0, NULL},
};

static struct session session_of(const char *helo, const char *client)
{
	const struct unit_var vars[] = {
		{"SMTPHELOHOST", helo}, {"TCPREMOTEIP", client}, {NULL, NULL}};
	struct env env = unit_env(vars);
	struct log log = {.quiet = true};
	struct session s;

	session_read(&s, &env, &log);
	return s;
}

static void add_answer(struct textbuf *b, const char *type, const struct dns_answer *answer)
{
	char ip[IPADDR_TEXT];

	if (answer->status == DNS_NOT_ASKED)
		return;
	textbuf_addf(b, "%s%s=%s", b->len > 0 ? " " : "", type, dns_status_name(answer));
	for (size_t i = 0; i < answer->addrs.count; i++)
		textbuf_addf(b, ",%s", ipaddr_print(ip, &answer->addrs.items[i]));
}

/* What is known after both rounds: each answer, the confirmed reverse names, and why not all. */
static const char *look_up(const char *helo, const char *client, bool reverse,
			   const struct server *server)
{
	const struct policy p = {
		.server_count = 1, .servers = {server->at}, .res_options = "attempts:1"};
	const struct session s = session_of(helo, client);
	static char text[2000];
	struct textbuf b = textbuf_in(text, sizeof(text));
	struct log log = {.quiet = true};
	struct lookup l = {.ms = 0};

	lookup_run(&l, &s, &p, reverse, true, clock_ms() + 30000, &log);
	add_answer(&b, "a", &l.a);
	add_answer(&b, "aaaa", &l.aaaa);
	add_answer(&b, "mx", &l.mx);
	add_answer(&b, "ptr", &l.ptr);
	for (size_t i = 0; i < l.reverse_count; i++)
		textbuf_addf(&b, " %s", l.reverse[i]);
	if (l.why_reverse != REASON_NONE)
		textbuf_addf(&b, " (%s)", reason_text(l.why_reverse));
	ck_assert_ptr_eq(lookup_own(&l, &s), s.client.family == FAMILY_IPV4 ? &l.a : &l.aaaa);
	lookup_free(&l);
	return text;
}

/* ---- the HELO ---- */

static const struct {
	const char *helo, *found;
} names[] = {
	{"Mail.Example.", "a=found,192.0.2.1,192.0.2.2 aaaa=found,2001:db8::1"},
	{"v4.example", "a=found,192.0.2.1 aaaa=no record"},
	{"mapped.example", "a=no record aaaa=found,192.0.2.15"},
	/* MX in a second round: if the name exists and has no address */
	{"mx.example", "a=no record aaaa=no record mx=found"},
	{"nullmx.example", "a=no record aaaa=no record mx=found"},
	/* NXDOMAIN to A says it all; to AAAA alone it is as no record, for an IPv4 client */
	{"gone.example", "a=no such name"},
	{"no4.example", "a=no such name"},
	{"no6.example", "a=no record aaaa=no record mx=servfail"},
	/* not if an address may be in the answer that failed */
	{"fail4.example", "a=servfail aaaa=found,2001:db8::3"},
	{"fail6.example", "a=no record aaaa=refused"},
	{"broken.example", "a=servfail aaaa=servfail"},
	/* nothing is asked about what is no name */
	{"[192.0.2.1]", ""},
	{"192.0.2.1", ""},
	{"mail..example", ""},
	/* nor about names that DNS has nothing to say about */
	{"localhost", ""},
	{"mail.localhost.", ""},
	{"onelabel", ""},
};

START_TEST(name)
{
	struct server server = server_start(zone);
	const char *found = look_up(names[_i].helo, "192.0.2.77", false, &server);

	server_stop(&server);
	ck_assert_str_eq(found, names[_i].found);
}
END_TEST

/* ---- reverse names ---- */

/* A reverse name counts if its addresses contain the client's. */
static const struct {
	const char *helo, *client;
	const char *found; /* behind what is said of the HELO */
} reverses[] = {
	{"v4.example", "192.0.2.1", "ptr=found mail.example"},
	{"v4.example", "2001:db8::1", "ptr=found mail.example"},
	{"v4.example", "192.0.2.3", "ptr=found"},
	{"v4.example", "2001:db8::2", "ptr=found"},
	{"v4.example", "192.0.2.4", "ptr=no record"},
	{"v4.example", "192.0.2.15", "ptr=found"}, /* an IPv4 client: AAAA is not asked */
	/* some are unknown: then there may be others */
	{"v4.example", "192.0.2.5", "ptr=servfail (servfail)"},
	{"v4.example", "192.0.2.7", "ptr=found (servfail)"},
	{"v4.example", "192.0.2.12", "ptr=found (servfail)"},
	{"v4.example", "192.0.2.13", "ptr=found"},
	{"v4.example", "2001:db8::3", "ptr=found fail4.example (refused)"},
	{"v4.example", "192.0.2.9", "ptr=found nine.example also9.example (servfail)"},
	/* four at most */
	{"v4.example", "192.0.2.10", "ptr=found d.example"},
	{"v4.example", "192.0.2.14", "ptr=found FOURteen.example fourteen.EXAMPLE"},
	/* the HELO itself, wherever it is in the answer: its addresses are known already */
	{"mail.example", "192.0.2.1", "ptr=found mail.example"},
	{"MAIL.example.", "2001:db8::1", "ptr=found mail.example"},
	{"mail.example", "192.0.2.3", "ptr=found"},
	{"ten.example", "192.0.2.10", "ptr=found d.example ten.example"},
	{"fourteen.example", "192.0.2.14", "ptr=found FOURteen.example"},
	{"mapped.example", "192.0.2.15", "ptr=found mapped.example"},
	{"broken.example", "192.0.2.7", "ptr=found (servfail)"},
	{"fail6.example", "192.0.2.13", "ptr=found"},
	{"nine.example", "192.0.2.9", "ptr=found nine.example also9.example (servfail)"},
	/* with MX in the second round */
	{"mx.example", "192.0.2.1", "mx=found ptr=found mail.example"},
	/* a HELO that is not asked for, and one that is such a name itself */
	{"[192.0.2.1]", "192.0.2.1", "ptr=found mail.example"},
	{"192.0.2.16", "192.0.2.16", "ptr=found 192.0.2.16"},
	{"192.0.2.16", "192.0.2.1", "ptr=found mail.example"},
};

START_TEST(reverse)
{
	struct server server = server_start(zone);
	const char *found = look_up(reverses[_i].helo, reverses[_i].client, true, &server);
	const char *from =
		strstr(found, strncmp(reverses[_i].found, "mx", 2) == 0 ? "mx=" : "ptr=");

	server_stop(&server);
	ck_assert_ptr_nonnull(from);
	ck_assert_str_eq(from, reverses[_i].found);
}
END_TEST

/* Nobody answers, and the time is up: no later than it may be, for both rounds together. */
START_TEST(silence)
{
	static const struct answer_row nothing[] = {{NULL, NULL, 0, NULL}};
	const struct session s = session_of("mail.example", "192.0.2.1");
	struct server server = server_start(nothing);
	const struct policy p = {.server_count = 1, .servers = {server.at}};
	const int64_t start = clock_ms();
	struct log log = {.quiet = true};
	struct lookup l = {.ms = 0};

	lookup_run(&l, &s, &p, true, true, start + 300, &log);
	server_stop(&server);
	ck_assert_int_lt(clock_ms() - start, 1300); /* valgrind is slow */
	ck_assert_int_eq(l.why_reverse, REASON_TIMEOUT);
	ck_assert_int_eq(l.a.failure, DNS_TIMEOUT);
	ck_assert_int_ge(l.ms, 250);
	ck_assert_int_lt(l.ms, 1300);
	lookup_free(&l);
}
END_TEST

/* D: each question, each address, and the time of each round. */
START_TEST(debug)
{
	static struct capture err;
	const struct session s = session_of("mx.example", "192.0.2.1");
	struct server server = server_start(zone);
	const struct policy p = {.server_count = 1, .servers = {server.at}};
	const char *const lines[] = {"A of mx.example: no record\n",
				     "AAAA of mx.example: no record\n",
				     "PTR of " PTR4("1") ": found\n",
				     "DNS took ",
				     "MX of mx.example: found\n",
				     "A of mail.example: found\n",
				     "address 192.0.2.1\n",
				     "address 192.0.2.2\n",
				     "DNS took "};
	struct log log = {.debug = true};
	struct lookup l = {.ms = 0};
	const char *at;

	capture_start(&err, STDERR_FILENO);
	lookup_run(&l, &s, &p, true, true, clock_ms() + 30000, &log);
	at = capture_end(&err);
	server_stop(&server);
	lookup_free(&l);
	ck_assert_uint_eq(err.pieces, LENGTH(lines));
	for (int i = 0; i < LENGTH(lines); i++, at = strchr(at, '\n') + 1)
		ck_assert_msg(strncmp(at + strlen("helo-dns-check: dbg: "), lines[i],
				      strlen(lines[i])) == 0,
			      "[%s]: %s", lines[i], at);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, name, 0, LENGTH(names));
	tcase_add_loop_test(tests, reverse, 0, LENGTH(reverses));
	tcase_add_test(tests, silence);
	tcase_add_test(tests, debug);
}

int main(void)
{
	return unit_main("lookup", add);
}
