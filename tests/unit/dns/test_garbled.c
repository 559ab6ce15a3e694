/* Messages that are no answer, or that say nothing: RFC 1035, 2308, 5452, 6891. */
#include "tests/unit/dns/parse.h"

/* ---- headers ---- */

/* Octets of the header, changed by exclusive or. */
static const struct {
	unsigned octet, change;
	enum dns_parse result;
	enum dns_failure failure;
} headers[] = {
	/* id, response bit, opcode, number of questions: not an answer to this question */
	{0, 0x01, DNS_MISMATCH, DNS_TIMEOUT},
	{1, 0x01, DNS_MISMATCH, DNS_TIMEOUT},
	{1, 0x20, DNS_MISMATCH, DNS_TIMEOUT},
	{2, 0x80, DNS_MISMATCH, DNS_TIMEOUT},
	{2, 0x08, DNS_MISMATCH, DNS_TIMEOUT},
	{2, 0x10, DNS_MISMATCH, DNS_TIMEOUT},
	{2, 0x20, DNS_MISMATCH, DNS_TIMEOUT},
	{2, 0x40, DNS_MISMATCH, DNS_TIMEOUT},
	{5, 1 ^ 0, DNS_MISMATCH, DNS_TIMEOUT},
	{5, 1 ^ 2, DNS_MISMATCH, DNS_TIMEOUT},
	{4, 0x01, DNS_MISMATCH, DNS_TIMEOUT},
	{4, 0xff, DNS_MISMATCH, DNS_TIMEOUT},
	/* truncated */
	{2, 0x02, DNS_TRUNCATED, DNS_TIMEOUT},
	/* error codes */
	{3, 1, DNS_NOT_UNDERSTOOD, DNS_REFUSED},
	{3, 2, DNS_RETRY, DNS_SERVFAIL},
	{3, 4, DNS_NOT_UNDERSTOOD, DNS_REFUSED},
	{3, 5, DNS_RETRY, DNS_REFUSED},
	{3, 6, DNS_RETRY, DNS_REFUSED},
	{3, 7, DNS_RETRY, DNS_REFUSED},
	{3, 8, DNS_RETRY, DNS_REFUSED},
	{3, 9, DNS_RETRY, DNS_REFUSED},
	{3, 10, DNS_RETRY, DNS_REFUSED},
	{3, 11, DNS_RETRY, DNS_REFUSED},
	{3, 12, DNS_RETRY, DNS_REFUSED},
	{3, 13, DNS_RETRY, DNS_REFUSED},
	{3, 14, DNS_RETRY, DNS_REFUSED},
	{3, 15, DNS_RETRY, DNS_REFUSED},
	/* counts that lie: of answers, authority, additional records */
	{7, 1 ^ 0, DNS_RETRY, DNS_GARBLED},
	{7, 1 ^ 2, DNS_RETRY, DNS_GARBLED},
	{6, 0xff, DNS_RETRY, DNS_GARBLED},
	{9, 1, DNS_RETRY, DNS_GARBLED},
	{11, 1, DNS_RETRY, DNS_GARBLED},
};

/* The same header before an address, an SOA, and nothing. */
START_TEST(header)
{
	static const char *const records[] = {NAME " A 192.0.2.1", ("|" SOA), ""};

	for (int i = 0; i < LENGTH(records); i++) {
		enum dns_parse result;

		ask("A");
		message_answer(&m, &q, RESOLVER, records[i]);
		m.at[headers[_i].octet] ^= (unsigned char)headers[_i].change;
		result = parse(m.at, m.len);
		ck_assert_msg(result == headers[_i].result, "%s: %d", records[i], (int)result);
		ck_assert_int_eq(answer.failure, headers[_i].failure);
		ck_assert(is_untouched());
	}
}
END_TEST

/* Without the question an answer can refuse (Unbound's access-control does), but not say no. */
static const struct {
	unsigned rcode, questions, id; /* id: added to ours */
	enum dns_parse result;
	enum dns_failure failure;
} bare[] = {
	{ns_r_refused, 0, 0, DNS_RETRY, DNS_REFUSED},
	{ns_r_servfail, 0, 0, DNS_RETRY, DNS_SERVFAIL},
	{ns_r_formerr, 0, 0, DNS_NOT_UNDERSTOOD, DNS_REFUSED},
	{ns_r_notimpl, 0, 0, DNS_NOT_UNDERSTOOD, DNS_REFUSED},
	{ns_r_noerror, 0, 0, DNS_MISMATCH, DNS_TIMEOUT},
	{ns_r_nxdomain, 0, 0, DNS_MISMATCH, DNS_TIMEOUT},
	{ns_r_refused, 1, 0, DNS_MISMATCH, DNS_TIMEOUT},
	{ns_r_refused, 0, 1, DNS_MISMATCH, DNS_TIMEOUT},
};

START_TEST(bare_header)
{
	unsigned char octets[NS_HFIXEDSZ] = {0};

	ask("A");
	memcpy(octets, q.packet, 2);
	octets[1] = (unsigned char)(octets[1] + bare[_i].id);
	octets[2] = 0x81;
	octets[3] = (unsigned char)(0x80 | bare[_i].rcode);
	octets[5] = (unsigned char)bare[_i].questions;
	ck_assert_int_eq(parse(octets, sizeof(octets)), bare[_i].result);
	ck_assert_int_eq(answer.failure, bare[_i].failure);
	ck_assert(is_untouched());
}
END_TEST

/* Referrals look like answers without records, but say nothing about the name (RFC 2308 2.2). */
START_TEST(referral)
{
	static const struct {
		unsigned flags;
		const char *records;
	} rows[] = {
		{0x8000U, "|example NS ns.example"},
		{0x8080U, "|example NS a.ex; example NS b.ex|a.ex A 192.0.2.53"},
		{RESOLVER, "|. NS a.root-servers.net"},
		/* whatever the AA bit says, of this name or of that at the end of a chain */
		{AUTHORITY, "|example NS ns.example"},
		{AUTHORITY | 0x80U, "|example TXT #0161; example NS ns.example|" SOA},
		{RESOLVER, "@12 TXT #0161|example NS ns.example"},
		{0x8000U, "@12 CNAME a.example.net|example.net NS ns.example.net"},
		{AUTHORITY, "@12 CNAME a.example.net|example.net NS ns.example.net"},
	};

	for (int i = 0; i < LENGTH(rows); i++) {
		enum dns_parse result = parse_records("A", rows[i].flags, rows[i].records);

		ck_assert_msg(result == DNS_RETRY, "%s: %d", rows[i].records, (int)result);
		ck_assert_int_eq(answer.failure, DNS_REFUSED);
		ck_assert(is_untouched());
	}
}
END_TEST

/* Error codes that continue in the EDNS record: BADVERS (RFC 6891 section 6.1.3). */
START_TEST(extended_rcode)
{
	static const char *const records[] = {"||!00002904d0010000000000",
					      "@12 A 192.0.2.1||!00002904d0010000000000"};

	for (unsigned rcode = ns_r_noerror; rcode <= ns_r_nxdomain; rcode += ns_r_nxdomain)
		for (int i = 0; i < LENGTH(records); i++) {
			ck_assert_int_eq(parse_records("A", RESOLVER | rcode, records[i]),
					 DNS_NOT_UNDERSTOOD);
			ck_assert_int_eq(answer.failure, DNS_REFUSED);
			ck_assert(is_untouched());
		}
}
END_TEST

/* ---- garbled answers ---- */

static const struct {
	const char *type, *records;
} garbled[] = {
	/* lengths that lie */
	{"A", "@12 A #c00002"},
	{"A", "@12 A #c000020101"},
	{"A", "@12 A #"},
	{"A", "@12 A #20010db8000000000000000000000001"},
	{"AAAA", "@12 AAAA #c0000201"},
	{"A", "@12 A 192.0.2.1 =5"},
	{"A", "@12 A 192.0.2.1 =3"},
	{"A", "@12 A 192.0.2.1 =65535"},
	{"A", "@12 A 192.0.2.1; @12 A #c000"},
	{"A", "@12 A 192.0.2.1|" SOA " =65535"},
	{"A", "@12 CNAME #"},
	{"PTR", "@12 PTR a.ex =3"},
	{"PTR", "@12 PTR a.ex =7"},
	{"PTR", "@12 PTR a.ex =65535"},
	/* names that are none */
	{"A", "@@ A 192.0.2.1"},
	{"A", "a.@@ A 192.0.2.1"},
	{"A", "@16383 A 192.0.2.1"},
	{"A", "@12 CNAME @@"},
	{"A", "@12 CNAME a.@@"},
	{"A", "@12 CNAME @16383"},
	{"A", "@12 CNAME #4061"},
	{"A", "@12 CNAME #8061"},
	{"A", "@12 A 192.0.2.1; @@ A 192.0.2.2"},
	{"A", "!4061000001000100000000000004c0000201"},
	{"A", "!3f6d61696c0000010001000000000004c0000201"},
	{"A", "|@@ NS ns.example"},
	{"A", "||@@ A 192.0.2.1"},
	/* CNAMEs in a circle */
	{"A", "@12 CNAME @12"},
	{"A", "@12 CNAME @12; @12 A 192.0.2.1"},
	{"A", "@12 CNAME a.example; a.example CNAME @12"},
	{"A", "a.example CNAME B.example; b.Example CNAME MAIL.example; @12 CNAME A.example"},
	{"PTR", "@12 CNAME @12; @12 PTR a.ex"},
	/* all records, whatever their type, are of another name or class: nothing about ours */
	{"A", "other.example A 192.0.2.9"},
	{"A", "example A 192.0.2.9"},
	{"A", "a.mail.example A 192.0.2.9"},
	{"A", "@12 CH A 192.0.2.9"},
	{"A", "a.example CNAME @12; a.example A 192.0.2.9"},
	{"A", "@12 CNAME a.example; b.example A 192.0.2.9"},
	{"A", "other.example TXT #0161"},
	{"A", "other.example CNAME mail.example"},
	{"A", "other.example DNAME mail.example"},
	{"A", "example DNAME net"},
	{"A", "other.example RRSIG #0001; example NS ns.example; . SOA ns.example|" SOA},
	{"A", "@12 CH CNAME a.example"},
	{"AAAA", "other.example A 192.0.2.9"},
	{"MX", "other.example MX mx.example"},
	{"MX", "example TXT #0161"},
	{"PTR", "x.example PTR a.ex"},
	/* or all of the type are */
	{"A", "@12 TXT #0161; other.example A 192.0.2.9"},
	{"A", "other.example A 192.0.2.9; @12 AAAA 2001:db8::9"},
	{"A", "@12 CNAME a.example; a.example TXT #0161; @12 A 192.0.2.9"},
	{"MX", "@12 A 192.0.2.9; other.example MX mx.example"},
	/* MX */
	{"MX", "@12 MX #"},
	{"MX", "@12 MX #00"},
	{"MX", "@12 MX #000a"},
	{"MX", "@12 MX mx.example; @12 MX #00"},
	{"MX", "@12 MX mx.example; @12 MX @12 =65535"},
	/* PTR */
	{"PTR", "@12 PTR #"},
	{"PTR", "@12 PTR #04"},
	{"PTR", "@12 PTR #046d61"},
	{"PTR", "@12 PTR #046d61696c"},
	{"PTR", "@12 PTR #c0"},
	{"PTR", "@12 PTR #c0ff"},
	{"PTR", "@12 PTR #ffff"},
	{"PTR", "@12 PTR #400161"},
	{"PTR", "@12 PTR #80"},
	{"PTR", "@12 PTR @@"},
	{"PTR", "@12 PTR mail.@@"},
	{"PTR", "@12 PTR a.ex; @12 PTR @@"},
	{"PTR", "@12 PTR a.ex; @12 PTR b.ex; @12 PTR #04"},
	{"PTR", "@12 PTR a.ex; @12 CNAME @@"},
};

/* Garbled, no matter which answer it is; the next message is not affected. */
START_TEST(garbled_answer)
{
	for (unsigned rcode = ns_r_noerror; rcode <= ns_r_nxdomain; rcode += ns_r_nxdomain) {
		enum dns_parse result =
			parse_records(garbled[_i].type, RESOLVER | rcode, garbled[_i].records);

		ck_assert_msg(result == DNS_RETRY, "%s: %d", garbled[_i].records, (int)result);
		ck_assert_int_eq(answer.failure, DNS_GARBLED);
		ck_assert_msg(is_untouched(), "%s: %s", garbled[_i].records, said());
	}
	message_answer(&m, &q, RESOLVER, "");
	ck_assert_int_eq(parse(m.at, m.len), DNS_PARSED);
	ck_assert_str_eq(said(), "no record");
}
END_TEST

/* Noise after a valid header and question. */
START_TEST(noise)
{
	static const char *const types[] = {"A", "MX", "PTR"};
	unsigned random = 1;

	for (int run = 0; run < 2000; run++) {
		ask(types[run % 3]);
		message_answer(&m, &q, RESOLVER | (run % 7 == 0 ? ns_r_nxdomain : 0U), "");
		m.at[7] = (unsigned char)(run % 5);
		m.at[9] = (unsigned char)(run % 2);
		for (int i = 0; i < run % 200; i++) {
			unsigned char octet;

			random = random * 1103515245U + 12345U;
			octet = (unsigned char)(random >> 16 & (run % 4 == 0 ? 0xffU : 0x03U));
			message_octets(&m, &octet, 1);
		}
		if (parse(m.at, m.len) != DNS_PARSED)
			ck_assert(is_untouched());
	}
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, header, 0, LENGTH(headers));
	tcase_add_loop_test(tests, bare_header, 0, LENGTH(bare));
	tcase_add_test(tests, referral);
	tcase_add_test(tests, extended_rcode);
	tcase_add_loop_test(tests, garbled_answer, 0, LENGTH(garbled));
	tcase_add_test(tests, noise);
}

int main(void)
{
	return unit_main("garbled", add);
}
