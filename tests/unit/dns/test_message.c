/*
 * Queries, and valid answers: doc/behaviour.md section 3, RFC 1034, 1035, 2308, 5452, 6891, 7505.
 * Invalid ones are in test_garbled.c.
 */
#include "tests/unit/dns/parse.h"
#include "tests/unit/memory.h"

#include <time.h>

START_TEST(words)
{
	static const char *const failures[] = {
		[DNS_TIMEOUT] = "timeout", [DNS_SERVFAIL] = "servfail", [DNS_REFUSED] = "refused",
		[DNS_GARBLED] = "garbled", [DNS_LOCAL] = "local",
	};
	static const char *const statuses[] = {
		[DNS_NOT_ASKED] = "not asked",
		[DNS_FOUND] = "found",
		[DNS_NODATA] = "no record",
		[DNS_NXDOMAIN] = "no such name",
	};

	for (int i = 0; i < LENGTH(failures); i++) {
		answer = (struct dns_answer){DNS_FAILED, (enum dns_failure)i, {0}, {0}};
		ck_assert_str_eq(dns_failure_name((enum dns_failure)i), failures[i]);
		ck_assert_str_eq(dns_status_name(&answer), failures[i]);
	}
	for (int i = 0; i < LENGTH(statuses); i++) {
		answer.status = (enum dns_status)i;
		ck_assert_str_eq(dns_status_name(&answer), statuses[i]);
	}
}
END_TEST

/* ---- queries ---- */

/* Against one made by hand: the header asks for recursion, the name is as it was given. */
START_TEST(query)
{
	static const char *const names[] = {
		"mail.example", "mail.example.", "MAIL.Example", "a", "_x-1.example",
		"a{63}.b{63}.c{63}.d{61}", "a{63}.b{63}.c{63}.d{61}.",
	};
	static const unsigned char header[] = {0xab, 0xcd, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0};
	static const unsigned char opt[] = {0, 0, 41, 1232 >> 8, 1232 & 255, 0, 0, 0, 0, 0, 0};
	char name[300];

	for (int i = 0; i < 4 * LENGTH(names); i++) {
		const bool edns = i % 2 == 1;
		const int type = i % 4 < 2 ? ns_t_ptr : ns_t_aaaa;

		unit_expand(name, sizeof(name), names[i / 4]);
		m.len = 0;
		message_octets(&m, header, sizeof(header));
		message_name(&m, name, strlen(name));
		message_16(&m, (unsigned)type);
		message_16(&m, ns_c_in);
		if (edns) {
			m.at[11] = 1;
			message_octets(&m, opt, sizeof(opt));
		}
		memset(&q, 0xff, sizeof(q));
		ck_assert(dns_query_build(&q, name, type, NULL));
		/* The last call counts. */
		dns_query_set(&q, (const unsigned char[]){1, 2}, !edns);
		dns_query_set(&q, (const unsigned char[]){0xab, 0xcd}, edns);
		ck_assert_int_eq(q.type, type);
		ck_assert_uint_eq(q.len, m.len);
		ck_assert_mem_eq(q.packet, m.at, m.len);
	}
}
END_TEST

START_TEST(no_query)
{
	static const char *const names[] = {"a..example", ".mail.example", "a{64}.example",
					    "a{63}.b{63}.c{63}.d{62}", "x{2000}"};
	char name[2001];

	for (int i = 0; i < LENGTH(names); i++) {
		unit_expand(name, sizeof(name), names[i]);
		ck_assert_msg(!dns_query_build(&q, name, ns_t_a, NULL), "%s", names[i]);
	}
}
END_TEST

/* ---- valid answers ---- */

static const struct {
	const char *type;
	unsigned flags;
	const char *records, *said;
} valid[] = {
	/* records of the type asked for */
	{"A", RESOLVER, NAME " A 192.0.2.1", "found 192.0.2.1"},
	{"A", AUTHORITY, NAME " A 192.0.2.1", "found 192.0.2.1"},
	{"A", RESOLVER, "@12 A 192.0.2.1", "found 192.0.2.1"},
	{"A", RESOLVER, "mail.@17 A 192.0.2.1", "found 192.0.2.1"},
	{"A", RESOLVER, "MAIL.eXaMpLe A 192.0.2.1", "found 192.0.2.1"},
	{"A", RESOLVER, "@12 A 192.0.2.1; @12 A 192.0.2.2; @12 A 192.0.2.1",
	 "found 192.0.2.1 192.0.2.2 192.0.2.1"},
	{"A", RESOLVER, "@12 A 0.0.0.0; @12 A 255.255.255.255", "found 0.0.0.0 255.255.255.255"},
	{"AAAA", RESOLVER, "@12 AAAA 2001:db8::1", "found 2001:db8::1"},
	{"AAAA", RESOLVER, "@12 AAAA ::ffff:192.0.2.1", "found 192.0.2.1"},
	{"AAAA", RESOLVER, "@12 AAAA ::; @12 AAAA ::1", "found :: ::1"},
	{"MX", RESOLVER, "@12 MX mx.example", "found"},
	{"MX", RESOLVER, "@12 MX @12", "found"},
	{"MX", RESOLVER, "@12 MX a.example; @12 MX b.example", "found"},
	/* a null MX (RFC 7505) is one, too */
	{"MX", RESOLVER, "@12 MX .", "found"},
	{"MX", RESOLVER, "@12 MX .; @12 MX mx.example", "found"},
	{"MX", RESOLVER, "@12 MX mx.example; @12 MX .", "found"},
	/* reverse names, in their order, four of them */
	{"PTR", RESOLVER, "@12 PTR mail.example", "found mail.example"},
	{"PTR", AUTHORITY, ZONE " PTR mail.example", "found mail.example"},
	{"PTR", RESOLVER, "@12 PTR example", "found example"},
	{"PTR", RESOLVER, "@12 PTR @12", "found " ZONE},
	{"PTR", RESOLVER, "@12 PTR mail.@22", "found mail.in-addr.arpa"},
	{"PTR", RESOLVER, "@12 PTR my_mail.example", "found my_mail.example"},
	{"PTR", RESOLVER, "@12 PTR b.ex; @12 PTR a.ex", "found b.ex a.ex"},
	{"PTR", RESOLVER, "@12 PTR a.ex; @12 PTR b.ex; @12 PTR c.ex; @12 PTR d.ex; @12 PTR e.ex",
	 "found a.ex b.ex c.ex d.ex"},
	/* with all that a resolver may add */
	{"A", RESOLVER, "@12 A 192.0.2.1|example NS ns.example|ns.example A 192.0.2.53",
	 "found 192.0.2.1"},
	{"A", RESOLVER, "@12 A 192.0.2.1||!00002904d0000000000000", "found 192.0.2.1"},
	{"A", RESOLVER, "@12 RRSIG #0001; @12 A 192.0.2.1; @12 TXT #03616263", "found 192.0.2.1"},
	/* only records of our name, class and type count */
	{"A", RESOLVER, "other.example A 192.0.2.9; @12 A 192.0.2.1; example A 192.0.2.8",
	 "found 192.0.2.1"},
	{"A", RESOLVER, "@12 CH A 192.0.2.9; @12 A 192.0.2.1", "found 192.0.2.1"},
	{"A", RESOLVER, "@12 A 192.0.2.1; @12 AAAA 2001:db8::1", "found 192.0.2.1"},
	{"A", RESOLVER, "@12 A 192.0.2.1|@12 A 192.0.2.8|@12 A 192.0.2.9", "found 192.0.2.1"},
	{"A", RESOLVER, "a.mail.example A 192.0.2.9; mail.example.net A 192.0.2.9; @12 A 192.0.2.1",
	 "found 192.0.2.1"},
	{"PTR", RESOLVER, "x.example PTR a.ex; @12 CH PTR b.ex; @12 TXT #0161; @12 PTR c.ex",
	 "found c.ex"},
	{"PTR", RESOLVER, "@12 A 192.0.2.1; @12 PTR a.ex; @12 MX b.ex", "found a.ex"},
	{"PTR", RESOLVER, "@12 PTR a.ex|@12 PTR b.ex|@12 PTR c.ex", "found a.ex"},
	/* of the name at the end of the CNAME chain, in any order */
	{"A", RESOLVER, "@12 CNAME a.example; a.example A 192.0.2.1", "found 192.0.2.1"},
	{"A", RESOLVER, "a.example A 192.0.2.1; @12 CNAME a.example", "found 192.0.2.1"},
	{"A", RESOLVER, "@12 CNAME A.Example; a.eXAMPLE A 192.0.2.1", "found 192.0.2.1"},
	{"A", RESOLVER,
	 "@12 CNAME a.example; a.example CNAME b.example; b.example CNAME c.example; "
	 "c.example A 192.0.2.1; c.example A 192.0.2.2",
	 "found 192.0.2.1 192.0.2.2"},
	{"A", RESOLVER,
	 "c.example A 192.0.2.1; b.example CNAME c.example; a.example CNAME b.example; "
	 "@12 CNAME a.example; c.example A 192.0.2.2",
	 "found 192.0.2.1 192.0.2.2"},
	{"A", RESOLVER,
	 "b.example CNAME c.example; @12 CNAME a.example; c.example A 192.0.2.1; "
	 "a.example CNAME b.example; b.example A 192.0.2.9; d.example A 192.0.2.9",
	 "found 192.0.2.1"},
	{"AAAA", RESOLVER, "@12 CNAME a.example; a.example AAAA 2001:db8::1", "found 2001:db8::1"},
	{"MX", RESOLVER, "@12 CNAME a.example; a.example MX mx.example", "found"},
	{"A", RESOLVER, "@12 CNAME net; net A 192.0.2.1", "found 192.0.2.1"},
	{"A", RESOLVER, "example DNAME net; @12 CNAME mail.net; mail.net A 192.0.2.1",
	 "found 192.0.2.1"},
	{"A", RESOLVER, "@12 CH CNAME a.example; a.example A 192.0.2.9; @12 A 192.0.2.1",
	 "found 192.0.2.1"},
	{"A", RESOLVER, "other.example CNAME a.example; a.example A 192.0.2.9; @12 A 192.0.2.1",
	 "found 192.0.2.1"},
	{"PTR", RESOLVER, "@12 CNAME 1.0-127.@14; 1.0-127.@14 PTR a.ex", "found a.ex"},
	{"PTR", RESOLVER, "1.0-127.@14 PTR a.ex; @12 CNAME 1.0-127.@14; @12 PTR b.ex",
	 "found a.ex"},
	/* no records: the name exists */
	{"A", RESOLVER, "", "no record"},
	{"A", RESOLVER, "|" SOA, "no record"},
	{"A", RESOLVER, "|example NS ns.example; " SOA, "no record"},
	{"A", RESOLVER, "|" SOA "; example NS ns.example", "no record"},
	{"AAAA", RESOLVER, "|" SOA "|!00002904d0000000000000", "no record"},
	{"MX", RESOLVER, "|" SOA, "no record"},
	{"PTR", RESOLVER, "|in-addr.arpa SOA ns.example", "no record"},
	{"A", AUTHORITY, "|" SOA, "no record"},
	{"A", RESOLVER, "@12 CNAME a.example|" SOA, "no record"},
	{"A", RESOLVER, "a.example CNAME b.example; @12 CNAME a.example|" SOA, "no record"},
	{"PTR", RESOLVER, "@12 CNAME 1.0-127.@14", "no record"},
	{"A", RESOLVER, "@12 AAAA 2001:db8::9", "no record"},
	{"A", RESOLVER, "@12 TXT #0a31302e302e302e392e2e", "no record"},
	{"A", RESOLVER, "|@12 A 192.0.2.9; " SOA, "no record"},
	{"A", RESOLVER, "|" SOA "|@12 A 192.0.2.9", "no record"},
	{"A", AUTHORITY, "|example NS ns.example; " SOA, "no record"},
	{"A", RESOLVER, "|example TXT #0161", "no record"},
	/* others' records beside one of ours, or behind a link of our chain, do not matter */
	{"A", RESOLVER, "@12 TXT #0161; other.example TXT #0161", "no record"},
	{"A", RESOLVER, "other.example TXT #0161; @12 AAAA 2001:db8::9", "no record"},
	{"A", RESOLVER, "@12 CNAME a.example; b.example TXT #0161", "no record"},
	{"A", RESOLVER, "@12 CNAME a.example; a.example CNAME b.example", "no record"},
	{"AAAA", RESOLVER, "@12 A 192.0.2.9", "no record"},
	/* no such name, unless it has addresses all the same */
	{"A", RESOLVER | ns_r_nxdomain, "", "no such name"},
	{"A", RESOLVER | ns_r_nxdomain, "|" SOA, "no such name"},
	{"AAAA", AUTHORITY | ns_r_nxdomain, "|" SOA, "no such name"},
	{"MX", RESOLVER | ns_r_nxdomain, "|" SOA, "no such name"},
	{"PTR", RESOLVER | ns_r_nxdomain, "|in-addr.arpa SOA ns.example", "no such name"},
	{"A", RESOLVER | ns_r_nxdomain, "@12 CNAME a.example|" SOA, "no such name"},
	{"A", RESOLVER | ns_r_nxdomain, NAME " A 192.0.2.1", "found 192.0.2.1"},
	{"A", RESOLVER | ns_r_nxdomain, "|example NS ns.example", "no such name"},
	{"A", RESOLVER | ns_r_nxdomain, "@12 CNAME a.example|example NS ns.example", "no such name"},
};

START_TEST(valid_answer)
{
	enum dns_parse result = parse_records(valid[_i].type, valid[_i].flags, valid[_i].records);

	ck_assert_msg(result == DNS_PARSED, "%s: %d", valid[_i].records, (int)result);
	ck_assert_str_eq(said(), valid[_i].said);
}
END_TEST

/*
 * Cut anywhere, it is no answer, least of all a no. (ck_assert writes something each time; here it
 * would be a hundred thousand times.)
 */
START_TEST(cut_anywhere)
{
	ask(valid[_i].type);
	message_answer(&m, &q, valid[_i].flags, valid[_i].records);
	for (size_t len = 0; len < m.len; len++) {
		bool question = len >= NS_HFIXEDSZ + q.question_len;
		enum dns_parse result;

		ask(valid[_i].type);
		result = parse(m.at, len);
		if (result != (question ? DNS_RETRY : DNS_MISMATCH) || !is_untouched() ||
		    answer.failure != (question ? DNS_GARBLED : DNS_TIMEOUT))
			ck_abort_msg("%s: %zu octets: %d", valid[_i].records, len, (int)result);
	}
}
END_TEST

/* With any octet changed: nothing is read that is not there, and nothing half kept. */
START_TEST(any_octet_changed)
{
	static const unsigned char changes[] = {0x01, 0x02, 0x20, 0x40, 0x80, 0xc0, 0xff};

	ask(valid[_i].type);
	message_answer(&m, &q, valid[_i].flags, valid[_i].records);
	for (size_t at = 0; at < m.len; at++)
		for (int c = 0; c < LENGTH(changes); c++) {
			ask(valid[_i].type);
			m.at[at] ^= changes[c];
			if (parse(m.at, m.len) != DNS_PARSED && !is_untouched())
				ck_abort_msg("%s: octet %zu ^ 0x%02x", valid[_i].records, at,
					     changes[c]);
			m.at[at] ^= changes[c];
		}
}
END_TEST

/* Only letter case may change in the question (RFC 4343). */
START_TEST(question)
{
	ask("A");
	message_answer(&m, &q, RESOLVER, NAME " A 192.0.2.1");
	for (size_t at = NS_HFIXEDSZ; at < NS_HFIXEDSZ + q.question_len; at++)
		for (unsigned change = 1; change < 256; change++) {
			bool same = change == 0x20 && isalpha(m.at[at]);

			ask("A");
			m.at[at] ^= (unsigned char)change;
			if (parse(m.at, m.len) != (same ? DNS_PARSED : DNS_MISMATCH))
				ck_abort_msg("octet %zu ^ 0x%02x", at, change);
			m.at[at] ^= (unsigned char)change;
		}
}
END_TEST

/* ---- reverse names ---- */

/* The wanted name is kept wherever it is, once, and takes nobody's place. */
static const struct {
	const char *name, *records, *said;
} wanted[] = {
	{"e.ex", "@12 PTR a.ex; @12 PTR b.ex; @12 PTR c.ex; @12 PTR d.ex; @12 PTR e.ex",
	 "found a.ex b.ex c.ex d.ex e.ex"},
	{"E.ex",
	 "@12 PTR a.ex; @12 PTR b.ex; @12 PTR c.ex; @12 PTR d.ex; @12 PTR x.ex; @12 PTR e.EX",
	 "found a.ex b.ex c.ex d.ex e.EX"},
	{"e.ex",
	 "@12 PTR e.ex; @12 PTR a.ex; @12 PTR b.ex; @12 PTR c.ex; @12 PTR d.ex; @12 PTR f.ex",
	 "found e.ex a.ex b.ex c.ex d.ex"},
	{"e.ex", "@12 PTR e.ex; @12 PTR e.ex; @12 PTR E.EX; @12 PTR a.ex", "found e.ex a.ex"},
	{"e.ex", "@12 PTR a.ex; @12 PTR b.ex; @12 PTR c.ex; @12 PTR d.ex; @12 PTR f.ex",
	 "found a.ex b.ex c.ex d.ex"},
	{"", "@12 PTR a.ex; @12 PTR .", "found a.ex"},
};

START_TEST(wanted_name)
{
	ask("PTR");
	q.wanted = wanted[_i].name;
	/* One that a malformed answer had is forgotten with it. */
	message_answer(&m, &q, RESOLVER, "@12 PTR e.ex; @12 PTR @@");
	ck_assert_int_eq(parse(m.at, m.len), DNS_RETRY);
	message_answer(&m, &q, RESOLVER, wanted[_i].records);
	ck_assert_int_eq(parse(m.at, m.len), DNS_PARSED);
	ck_assert_str_eq(said(), wanted[_i].said);
}
END_TEST

/*
 * Anyone can put any name into his reverse zone. One that cannot be asked for is left out and takes
 * nobody's place; no octet in a label makes it look like another name.
 */
START_TEST(odd_reverse)
{
	static const char *const odd[] = {
		"#00",				 /* the root */
		"#0c6d61696c2e6578616d706c6500", /* one label, mail.example */
		"#046d61006c076578616d706c6500", /* a NUL in it, */
		"#046d610a6c076578616d706c6500", /* a LF, */
		"#046d61206c076578616d706c6500", /* a blank, */
		"#046d615c6c076578616d706c6500", /* a backslash, */
		"#046d612e6c076578616d706c6500", /* a dot, */
		"#046d61ff6c076578616d706c6500", /* an 8-bit byte, */
		"#046d617f6c076578616d706c6500", /* DEL */
	};
	char records[300];

	for (int i = 0; i < LENGTH(odd); i++) {
		snprintf(records, sizeof(records), "@12 PTR %s", odd[i]);
		ck_assert_int_eq(parse_records("PTR", RESOLVER, records), DNS_PARSED);
		ck_assert_str_eq(said(), "found");
		snprintf(records, sizeof(records),
			 "@12 PTR %s; @12 PTR a.ex; @12 PTR %s; @12 PTR b.ex; "
			 "@12 PTR c.ex; @12 PTR d.ex",
			 odd[i], odd[i]);
		ck_assert_int_eq(parse_records("PTR", RESOLVER, records), DNS_PARSED);
		ck_assert_str_eq(said(), "found a.ex b.ex c.ex d.ex");
	}
}
END_TEST

/* ---- sizes ---- */

/* Adds link i of a chain: mail.example, c0.example, c1.example, ... */
static void add_link(unsigned i)
{
	char text[100];

	if (i == 0)
		snprintf(text, sizeof(text), "@12 CNAME c0.example");
	else
		snprintf(text, sizeof(text), "c%u.example CNAME c%u.example", i - 1, i);
	message_records(&m, text);
}

/*
 * CNAME chains: at most 16 links, in any order, the records before or behind them. Longer ones are
 * garbled, never a no. Resolvers follow a dozen.
 */
START_TEST(chains)
{
	static const unsigned steps[] = {1, 3, 5, 7}; /* none divides 16, 17 or 18, 1 aside */
	char text[100];

	for (unsigned n = 1; n <= 18; n++)
		for (unsigned way = 0; way < 4 * LENGTH(steps); way++) {
			const unsigned step = steps[way / 4];
			enum dns_parse result;

			if (step > 1 && n % step == 0)
				continue;
			snprintf(text, sizeof(text), "c%u.example A 192.0.2.1", n - 1);
			ask("A");
			message_answer(&m, &q, RESOLVER, way % 2 == 0 ? text : "");
			for (unsigned i = 0; i < n; i++)
				add_link(way & 2 ? n - 1 - i * step % n : i * step % n);
			if (way % 2 == 1)
				message_records(&m, text);
			result = parse(m.at, m.len);
			ck_assert_msg(result == (n <= 16 ? DNS_PARSED : DNS_RETRY),
				      "%u links, way %u", n, way);
			ck_assert_str_eq(said(), n <= 16 ? "found 192.0.2.1" : "not asked");
		}
}
END_TEST

/* The same without an address at the end; and foreign links, which count all the same. */
START_TEST(chains_to_nothing)
{
	for (unsigned n = 15; n <= 17; n++)
		for (unsigned foreign = 0; foreign < 2; foreign++) {
			enum dns_parse result;

			ask("A");
			message_answer(&m, &q, RESOLVER, foreign ? "x.example CNAME y.ex" : "");
			for (unsigned i = 0; i < n; i++)
				add_link(i);
			result = parse(m.at, m.len);
			ck_assert_msg(result == (n + foreign <= 16 ? DNS_PARSED : DNS_RETRY),
				      "%u and %u links", n, foreign);
		}
}
END_TEST

/* Processor time for an answer of 64 KB whose chain is in reverse order. */
START_TEST(chain_in_large_answer)
{
	clock_t start;

	ask("A");
	message_answer(&m, &q, RESOLVER, "");
	while (m.len + 16 * 60 < sizeof(m.at))
		message_records(&m, "@12 TXT #0161; other.example A 192.0.2.9");
	for (unsigned i = 16; i-- > 0;)
		add_link(i);
	start = clock();
	for (int i = 0; i < 10; i++)
		ck_assert_int_eq(parse(m.at, m.len), DNS_RETRY); /* the A is of another name */
	ck_assert_int_lt((clock() - start) / (CLOCKS_PER_SEC / 1000), 10 * 100);
}
END_TEST

/* As many addresses as a message can hold. */
START_TEST(many_addresses)
{
	struct ipaddr last = {.family = FAMILY_IPV4, .octets = {10}};
	unsigned n = 0;

	ask("A");
	message_answer(&m, &q, RESOLVER, "");
	for (char text[64]; m.len + 16 <= sizeof(m.at); n++) {
		snprintf(text, sizeof(text), "@12 A 10.0.%u.%u", n >> 8, n & 255);
		message_records(&m, text);
	}
	ck_assert_uint_gt(n, 4000);
	ck_assert_int_eq(parse(m.at, m.len), DNS_PARSED);
	ck_assert_uint_eq(answer.addrs.count, n);
	last.octets[2] = (unsigned char)((n - 1) >> 8);
	last.octets[3] = (unsigned char)(n - 1);
	ck_assert(ipaddr_equal(&answer.addrs.items[n - 1], &last));
	dns_answer_free(&answer);
	ck_assert_uint_eq(answer.addrs.count, 0);
}
END_TEST

/* The longest name, as question and as reverse name: 253 bytes of text, 255 octets. */
START_TEST(longest_name)
{
	char name[300], records[310];

	unit_expand(name, sizeof(name), "a{63}.b{63}.c{63}.d{61}");
	message_ask(&q, name, ns_t_a);
	message_answer(&m, &q, RESOLVER, "@12 CNAME a.example; a.example A 192.0.2.1");
	ck_assert_int_eq(parse(m.at, m.len), DNS_PARSED);
	snprintf(records, sizeof(records), "@12 PTR %s", name);
	ck_assert_int_eq(parse_records("PTR", RESOLVER, records), DNS_PARSED);
	ck_assert_str_eq(said() + strlen("found "), name);
	/* A label more is no name. */
	ask("A");
	message_answer(&m, &q, RESOLVER, "");
	for (int i = 0; i < 4; i++) {
		message_octets(&m, "\77", 1);
		memset(m.at + m.len, 'x', 63);
		m.len += 63;
	}
	message_octets(&m, "\0\0\1\0\1\0\0\0\0\0\4\300\0\2\1", 15);
	m.at[7] = 1;
	ck_assert_int_eq(parse(m.at, m.len), DNS_RETRY);
	ck_assert(is_untouched());
}
END_TEST

/* Without memory it is no answer, and not the server's fault. */
START_TEST(without_memory)
{
	static const struct {
		const char *type, *records;
	} rows[] = {{"A", "@12 A 192.0.2.1"},
		    {"AAAA", "@12 AAAA 2001:db8::1"},
		    {"PTR", "@12 PTR a.ex"}};

	for (int i = 0; i < LENGTH(rows); i++) {
		memory_is_out = true;
		ck_assert_int_eq(parse_records(rows[i].type, RESOLVER, rows[i].records), DNS_RETRY);
		ck_assert_int_eq(answer.failure, DNS_LOCAL);
		ck_assert(is_untouched());
		memory_is_out = false;
		ck_assert_int_eq(parse(m.at, m.len), DNS_PARSED);
	}
	dns_answer_free(&answer);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_test(tests, words);
	tcase_add_test(tests, query);
	tcase_add_test(tests, no_query);
	tcase_add_loop_test(tests, valid_answer, 0, LENGTH(valid));
	tcase_add_loop_test(tests, cut_anywhere, 0, LENGTH(valid));
	tcase_add_loop_test(tests, any_octet_changed, 0, LENGTH(valid));
	tcase_add_test(tests, question);
	tcase_add_loop_test(tests, wanted_name, 0, LENGTH(wanted));
	tcase_add_test(tests, odd_reverse);
	tcase_add_test(tests, chains);
	tcase_add_test(tests, chains_to_nothing);
	tcase_add_test(tests, chain_in_large_answer);
	tcase_add_test(tests, many_addresses);
	tcase_add_test(tests, longest_name);
	tcase_add_test(tests, without_memory);
}

int main(void)
{
	return unit_main("message", add);
}
