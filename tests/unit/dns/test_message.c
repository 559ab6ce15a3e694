/* Answers from outside, right and wrong: BEHAVIOUR.md section 3, RFC 1034, 1035, 2308, 5452, 6891, 7505. */
#include "dns/message.h"

#include "tests/unit/message.h"

#define NAME "mail.example"
#define SOA "example SOA ns.example"
/* The octet at which the records start: the question has 12 octets of header, 14 of name, 4. */
#define AFTER_QUESTION 30

static const char before[] = "203.0.113.7"; /* in the list of addresses before any answer */

/* A query for NAME, with a list of addresses that has one in it. */
static void ask(struct dns_query *q, struct addrs *list, int type)
{
	*list = (struct addrs){0};
	ck_assert(addrs_add(list, unit_ip(before)));
	message_ask(q, NAME, type, type == ns_t_mx ? NULL : list);
}

/* Reads len octets, with nothing behind them. */
static enum dns_verdict read_octets(struct dns_query *q, const unsigned char *octets, size_t len)
{
	unsigned char *copy = malloc(len > 0 ? len : 1);
	enum dns_verdict verdict;

	if (copy == NULL)
		ck_abort_msg("no memory");
	memcpy(copy, octets, len);
	verdict = dns_read_answer(q, copy, len);
	free(copy);
	return verdict;
}

static bool untouched(const struct dns_query *q, const struct addrs *list)
{
	struct ipaddr ip;

	ipaddr_parse(&ip, before, strlen(before));
	return q->status == DNS_FAILED && list->count == 1 && ipaddr_equal(&list->at[0], &ip);
}

/* The addresses of list but for the first, parted by blanks. */
static const char *added(const struct addrs *list)
{
	static char text[1000];
	char one[IPADDR_TEXT];
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 1; i < list->count && len < sizeof(text); i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s", i > 1 ? " " : "",
					ipaddr_print(one, &list->at[i]));
	return text;
}

/* ---- answers that are right ---- */

static const struct answer {
	const char *type;
	unsigned flags;
	const char *records;
	enum dns_status status;
	const char *addresses;
	bool takes_mail;
} answers[] = {
	/* records of the type asked for */
	{"A", RESOLVER, NAME " A 192.0.2.1", DNS_FOUND, "192.0.2.1", false},
	{"A", AUTHORITY, NAME " A 192.0.2.1", DNS_FOUND, "192.0.2.1", false},
	{"A", RESOLVER, "@12 A 192.0.2.1", DNS_FOUND, "192.0.2.1", false},
	{"A", RESOLVER, "mail.@17 A 192.0.2.1", DNS_FOUND, "192.0.2.1", false},
	{"A", RESOLVER, "MAIL.eXaMpLe A 192.0.2.1", DNS_FOUND, "192.0.2.1", false},
	{"A", RESOLVER, "@12 A 192.0.2.1; @12 A 192.0.2.2; @12 A 192.0.2.1", DNS_FOUND,
	 "192.0.2.1 192.0.2.2 192.0.2.1", false},
	{"AAAA", RESOLVER, "@12 AAAA 2001:db8::1", DNS_FOUND, "2001:db8::1", false},
	{"AAAA", RESOLVER, "@12 AAAA ::ffff:192.0.2.1", DNS_FOUND, "192.0.2.1", false},
	{"AAAA", RESOLVER, "@12 AAAA ::; @12 AAAA ::1", DNS_FOUND, ":: ::1", false},
	{"A", RESOLVER, "@12 A 0.0.0.0; @12 A 255.255.255.255", DNS_FOUND,
	 "0.0.0.0 255.255.255.255", false},
	{"MX", RESOLVER, "@12 MX mx.example", DNS_FOUND, "", true},
	{"MX", RESOLVER, "@12 MX @12", DNS_FOUND, "", true},
	{"MX", RESOLVER, "@12 MX a.example; @12 MX b.example", DNS_FOUND, "", true},
	/* a null MX takes no mail, a real one beside it does */
	{"MX", RESOLVER, "@12 MX .", DNS_FOUND, "", false},
	{"MX", RESOLVER, "@12 MX .; @12 MX mx.example", DNS_FOUND, "", true},
	{"MX", RESOLVER, "@12 MX mx.example; @12 MX .", DNS_FOUND, "", true},
	/* with all that a resolver may put beside them */
	{"A", RESOLVER, "@12 A 192.0.2.1|example NS ns.example|ns.example A 192.0.2.53", DNS_FOUND,
	 "192.0.2.1", false},
	{"A", RESOLVER, "@12 A 192.0.2.1||!00002904d0000000000000", DNS_FOUND, "192.0.2.1", false},
	{"A", RESOLVER, "@12 RRSIG #0001; @12 A 192.0.2.1; @12 TXT #03616263", DNS_FOUND,
	 "192.0.2.1", false},
	{"A", RESOLVER, "@12 A 192.0.2.1; @12 AAAA 2001:db8::1", DNS_FOUND, "192.0.2.1", false},
	/* only records of our name and class count */
	{"A", RESOLVER, "other.example A 192.0.2.9; @12 A 192.0.2.1; example A 192.0.2.8",
	 DNS_FOUND, "192.0.2.1", false},
	{"A", RESOLVER, "@12 CH A 192.0.2.9; @12 A 192.0.2.1", DNS_FOUND, "192.0.2.1", false},
	{"A", RESOLVER, "@12 A 192.0.2.1|@12 A 192.0.2.8|@12 A 192.0.2.9", DNS_FOUND, "192.0.2.1",
	 false},
	{"A", RESOLVER, "a.mail.example A 192.0.2.9; mail.example.net A 192.0.2.9; @12 A 192.0.2.1",
	 DNS_FOUND, "192.0.2.1", false},
	/* or those that the CNAME chain leads to, in whatever order */
	{"A", RESOLVER, "@12 CNAME a.example; a.example A 192.0.2.1", DNS_FOUND, "192.0.2.1",
	 false},
	{"A", RESOLVER, "a.example A 192.0.2.1; @12 CNAME a.example", DNS_FOUND, "192.0.2.1",
	 false},
	{"A", RESOLVER, "@12 CNAME A.Example; a.eXAMPLE A 192.0.2.1", DNS_FOUND, "192.0.2.1",
	 false},
	{"A", RESOLVER,
	 "@12 CNAME a.example; a.example CNAME b.example; b.example CNAME c.example; "
	 "c.example A 192.0.2.1; c.example A 192.0.2.2",
	 DNS_FOUND, "192.0.2.1 192.0.2.2", false},
	{"A", RESOLVER,
	 "c.example A 192.0.2.1; b.example CNAME c.example; a.example CNAME b.example; "
	 "@12 CNAME a.example; c.example A 192.0.2.2",
	 DNS_FOUND, "192.0.2.1 192.0.2.2", false},
	{"A", RESOLVER,
	 "b.example CNAME c.example; @12 CNAME a.example; c.example A 192.0.2.1; "
	 "a.example CNAME b.example; b.example A 192.0.2.9; d.example A 192.0.2.9",
	 DNS_FOUND, "192.0.2.1", false},
	{"AAAA", RESOLVER, "@12 CNAME a.example; a.example AAAA 2001:db8::1", DNS_FOUND,
	 "2001:db8::1", false},
	{"MX", RESOLVER, "@12 CNAME a.example; a.example MX mx.example", DNS_FOUND, "", true},
	{"A", RESOLVER, "@12 CNAME net; net A 192.0.2.1", DNS_FOUND, "192.0.2.1", false},
	{"A", RESOLVER, "example DNAME net; @12 CNAME mail.net; mail.net A 192.0.2.1", DNS_FOUND,
	 "192.0.2.1", false},
	{"A", RESOLVER, "@12 CH CNAME a.example; a.example A 192.0.2.9; @12 A 192.0.2.1", DNS_FOUND,
	 "192.0.2.1", false},
	{"A", RESOLVER, "other.example CNAME a.example; a.example A 192.0.2.9; @12 A 192.0.2.1",
	 DNS_FOUND, "192.0.2.1", false},
	/* no records: the name exists */
	{"A", RESOLVER, "", DNS_NODATA, "", false},
	{"A", RESOLVER, "|" SOA, DNS_NODATA, "", false},
	{"A", RESOLVER, "|example NS ns.example; " SOA, DNS_NODATA, "", false},
	{"A", RESOLVER, "|" SOA "; example NS ns.example", DNS_NODATA, "", false},
	{"AAAA", RESOLVER, "|" SOA "|!00002904d0000000000000", DNS_NODATA, "", false},
	{"MX", RESOLVER, "|" SOA, DNS_NODATA, "", false},
	{"A", AUTHORITY, "|" SOA, DNS_NODATA, "", false},
	/* the AA bit speaks for the name asked: nobody is pointed to (RFC 1035 section 4.1.1) */
	{"A", AUTHORITY, "|example NS ns.example", DNS_NODATA, "", false},
	{"A", RESOLVER, "@12 CNAME a.example|" SOA, DNS_NODATA, "", false},
	{"A", RESOLVER, "a.example CNAME b.example; @12 CNAME a.example|" SOA, DNS_NODATA, "",
	 false},
	/* no such name */
	{"A", RESOLVER | ns_r_nxdomain, "", DNS_NXDOMAIN, "", false},
	{"A", RESOLVER | ns_r_nxdomain, "|" SOA, DNS_NXDOMAIN, "", false},
	{"AAAA", AUTHORITY | ns_r_nxdomain, "|" SOA, DNS_NXDOMAIN, "", false},
	{"MX", RESOLVER | ns_r_nxdomain, "|" SOA, DNS_NXDOMAIN, "", false},
	{"A", RESOLVER | ns_r_nxdomain, "@12 CNAME a.example|" SOA, DNS_NXDOMAIN, "", false},
};

static void build(struct message *m, struct dns_query *q, struct addrs *list,
		  const struct answer *a)
{
	ask(q, list, (int)message_type(a->type));
	message_answer(m, q, a->flags, a->records);
}

START_TEST(answer)
{
	static struct message m;
	const struct answer *a = &answers[_i];
	struct dns_query q;
	struct addrs list;

	build(&m, &q, &list, a);
	ck_assert_msg(read_octets(&q, m.at, m.len) == DNS_ANSWERED, "%s", a->records);
	ck_assert_int_eq(q.status, a->status);
	ck_assert_str_eq(added(&list), a->addresses);
	ck_assert(q.takes_mail == a->takes_mail);
	addrs_free(&list);
}
END_TEST

/* Cut anywhere it is no answer at all, least of all a no. */
START_TEST(cut_anywhere)
{
	static struct message m;
	const struct answer *a = &answers[_i];
	struct dns_query q;
	struct addrs list;

	build(&m, &q, &list, a);
	for (size_t len = 0; len < m.len; len++) {
		enum dns_verdict verdict = read_octets(&q, m.at, len);

		ck_assert_msg(verdict == (len < AFTER_QUESTION ? DNS_NOT_OURS : DNS_USELESS),
			      "%s: %zu octets: %d", a->records, len, (int)verdict);
		ck_assert_msg(verdict == DNS_NOT_OURS || q.why == DNS_GARBLED, "%zu octets", len);
		ck_assert_msg(untouched(&q, &list), "%s: %zu octets", a->records, len);
		ck_assert(!q.takes_mail);
	}
	addrs_free(&list);
}
END_TEST

/*
 * Reads m as it was but for one octet; q and list are as before each time. (What was right is not said
 * by ck_assert here: it writes something each time, and there are a hundred thousand.)
 */
static enum dns_verdict read_changed(struct dns_query *q, struct addrs *list,
				     const struct dns_query *asked, struct message *m, size_t at,
				     unsigned change)
{
	enum dns_verdict verdict;

	*q = *asked;
	list->count = 1;
	m->at[at] ^= (unsigned char)change;
	verdict = read_octets(q, m->at, m->len);
	m->at[at] ^= (unsigned char)change;
	return verdict;
}

/* Any octet changed: whatever is made of it, nothing is read that is not there, or half taken. */
START_TEST(any_octet_changed)
{
	static const unsigned char changes[] = {0x01, 0x02, 0x20, 0x40, 0x80, 0xc0, 0xff};
	static struct message m;
	const struct answer *a = &answers[_i];
	struct dns_query asked, q;
	struct addrs list;

	build(&m, &asked, &list, a);
	for (size_t at = 0; at < m.len; at++)
		for (int c = 0; c < LENGTH(changes); c++)
			if (read_changed(&q, &list, &asked, &m, at, changes[c]) != DNS_ANSWERED &&
			    (!untouched(&q, &list) || q.takes_mail))
				ck_abort_msg("%s: octet %zu ^ 0x%02x", a->records, at, changes[c]);
	addrs_free(&list);
}
END_TEST

/* Letter case may come back as it likes (RFC 4343); no other octet of the question may. */
START_TEST(question)
{
	static struct message m;
	struct dns_query asked, q;
	struct addrs list;

	build(&m, &asked, &list, &answers[0]);
	for (size_t at = NS_HFIXEDSZ; at < AFTER_QUESTION; at++)
		for (unsigned change = 1; change < 256; change++) {
			bool letter_case = change == 0x20 && isalpha(m.at[at]);

			if (read_changed(&q, &list, &asked, &m, at, change) !=
			    (letter_case ? DNS_ANSWERED : DNS_NOT_OURS))
				ck_abort_msg("octet %zu ^ 0x%02x", at, change);
		}
	addrs_free(&list);
}
END_TEST

/* ---- answers that are wrong ---- */

static const struct {
	unsigned flags;
	const char *records;
	struct {
		unsigned at;
		unsigned char change;
	} changes[2]; /* octets of the header, by exclusive or */
	enum dns_verdict verdict;
	enum dns_failure why; /* of USELESS */
} wrongs[] = {
	/* not to this question */
	{RESOLVER, NAME " A 192.0.2.1", {{0, 1}}, DNS_NOT_OURS, 0},
	{RESOLVER, NAME " A 192.0.2.1", {{1, 1}}, DNS_NOT_OURS, 0},
	{RESOLVER, NAME " A 192.0.2.1", {{1, 0x20}}, DNS_NOT_OURS, 0},
	{RESOLVER & ~0x8000U, NAME " A 192.0.2.1", {{0, 0}}, DNS_NOT_OURS, 0},
	{RESOLVER | 0x0800U, NAME " A 192.0.2.1", {{0, 0}}, DNS_NOT_OURS, 0},
	{RESOLVER | 0x1000U, NAME " A 192.0.2.1", {{0, 0}}, DNS_NOT_OURS, 0},
	{RESOLVER | 0x2000U, NAME " A 192.0.2.1", {{0, 0}}, DNS_NOT_OURS, 0},
	{RESOLVER | 0x7800U, NAME " A 192.0.2.1", {{0, 0}}, DNS_NOT_OURS, 0},
	{RESOLVER, NAME " A 192.0.2.1", {{5, 1}}, DNS_NOT_OURS, 0},    /* no question */
	{RESOLVER, NAME " A 192.0.2.1", {{5, 3}}, DNS_NOT_OURS, 0},    /* two */
	{RESOLVER, NAME " A 192.0.2.1", {{4, 1}}, DNS_NOT_OURS, 0},    /* 257 */
	{RESOLVER, NAME " A 192.0.2.1", {{4, 0xff}}, DNS_NOT_OURS, 0}, /* 65281 */
	/* truncated, whatever is in it */
	{RESOLVER | 0x0200U, "", {{0, 0}}, DNS_CUT, 0},
	{RESOLVER | 0x0200U, NAME " A 192.0.2.1", {{0, 0}}, DNS_CUT, 0},
	{RESOLVER | 0x0200U, NAME " A 192.0.2.1", {{7, 0xff}}, DNS_CUT, 0},
	{RESOLVER | 0x0200U, "|" SOA, {{0, 0}}, DNS_CUT, 0},
	/* rcodes */
	{RESOLVER | ns_r_servfail, "", {{0, 0}}, DNS_USELESS, DNS_SERVFAIL},
	{RESOLVER | ns_r_servfail, NAME " A 192.0.2.1", {{0, 0}}, DNS_USELESS, DNS_SERVFAIL},
	{RESOLVER | ns_r_refused, "", {{0, 0}}, DNS_USELESS, DNS_REFUSED},
	{RESOLVER | ns_r_refused, "|" SOA, {{0, 0}}, DNS_USELESS, DNS_REFUSED},
	{RESOLVER | ns_r_formerr, "", {{0, 0}}, DNS_NOT_UNDERSTOOD, 0},
	{RESOLVER | ns_r_notimpl, "", {{0, 0}}, DNS_NOT_UNDERSTOOD, 0},
	/* points to others: no answer, though it looks like one without records (RFC 2308 2.2) */
	{0x8000U, "|example NS ns.example", {{0, 0}}, DNS_USELESS, DNS_REFUSED},
	{0x8080U,
	 "|example NS a.example; example NS b.example|a.example A 192.0.2.53",
	 {{0, 0}},
	 DNS_USELESS,
	 DNS_REFUSED},
	{RESOLVER, "|. NS a.root-servers.net", {{0, 0}}, DNS_USELESS, DNS_REFUSED},
	/* also behind a CNAME (RFC 2308 section 2.1, the referral there) */
	{0x8000U,
	 "@12 CNAME a.example.net|example.net NS ns.example.net",
	 {{0, 0}},
	 DNS_USELESS,
	 DNS_REFUSED},
	/* counts that lie */
	{RESOLVER, NAME " A 192.0.2.1", {{7, 3}}, DNS_USELESS, DNS_GARBLED},	/* 2 of 1 */
	{RESOLVER, NAME " A 192.0.2.1", {{6, 0xff}}, DNS_USELESS, DNS_GARBLED}, /* 65281 */
	{RESOLVER, "", {{7, 1}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER, "", {{9, 1}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER, "", {{11, 1}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER, NAME " A 192.0.2.1", {{9, 1}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER, NAME " A 192.0.2.1", {{11, 1}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER | ns_r_nxdomain, "|" SOA, {{9, 3}}, DNS_USELESS, DNS_GARBLED},
	/* lengths that lie */
	{RESOLVER, "@12 A #c00002", {{0, 0}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER, "@12 A #c000020101", {{0, 0}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER, "@12 A #", {{0, 0}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER, "@12 A #20010db8000000000000000000000001", {{0, 0}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER, "@12 A 192.0.2.1 =5", {{0, 0}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER, "@12 A 192.0.2.1 =3", {{0, 0}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER, "@12 A 192.0.2.1 =65535", {{0, 0}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER, "@12 A 192.0.2.1; @12 A #c000", {{0, 0}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER, "@12 A 192.0.2.1|" SOA " =65535", {{0, 0}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER, "@12 CNAME #", {{0, 0}}, DNS_USELESS, DNS_GARBLED},
	/* names that are none */
	{RESOLVER, "@@ A 192.0.2.1", {{0, 0}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER, "a.@@ A 192.0.2.1", {{0, 0}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER, "@16383 A 192.0.2.1", {{0, 0}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER, "@12 CNAME @@", {{0, 0}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER, "@12 CNAME a.@@", {{0, 0}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER, "@12 CNAME @16383", {{0, 0}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER, "@12 CNAME #4061", {{0, 0}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER, "@12 CNAME #8061", {{0, 0}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER, "@12 A 192.0.2.1; @@ A 192.0.2.2", {{0, 0}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER, "!4061000001000100000000000004c0000201", {{0, 0}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER, "!3f6d61696c0000010001000000000004c0000201", {{0, 0}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER, "|@@ NS ns.example", {{0, 0}}, DNS_USELESS, DNS_GARBLED},
	/* CNAMEs without an end */
	{RESOLVER, "@12 CNAME @12", {{0, 0}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER, "@12 CNAME @12; @12 A 192.0.2.1", {{0, 0}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER, "@12 CNAME a.example; a.example CNAME @12", {{0, 0}}, DNS_USELESS, DNS_GARBLED},
	{RESOLVER,
	 "a.example CNAME B.example; b.Example CNAME MAIL.example; @12 CNAME A.example",
	 {{0, 0}},
	 DNS_USELESS,
	 DNS_GARBLED},
	{RESOLVER | ns_r_nxdomain, "@12 CNAME @12", {{0, 0}}, DNS_USELESS, DNS_GARBLED},
};

START_TEST(wrong)
{
	static struct message m;
	struct dns_query q;
	struct addrs list;
	enum dns_verdict verdict;

	ask(&q, &list, ns_t_a);
	message_answer(&m, &q, wrongs[_i].flags, wrongs[_i].records);
	for (int i = 0; i < 2; i++)
		m.at[wrongs[_i].changes[i].at] ^= wrongs[_i].changes[i].change;
	verdict = read_octets(&q, m.at, m.len);
	ck_assert_msg(verdict == wrongs[_i].verdict, "%s: verdict %d, status %d",
		      wrongs[_i].records, (int)verdict, (int)q.status);
	if (verdict == DNS_USELESS)
		ck_assert_int_eq(q.why, wrongs[_i].why);
	ck_assert_msg(untouched(&q, &list), "%s", wrongs[_i].records);
	addrs_free(&list);
}
END_TEST

/* No other rcode is an answer, with records or without. */
START_TEST(other_rcodes)
{
	static const char *const records[] = {"", NAME " A 192.0.2.1", ("|" SOA)};
	static struct message m;

	for (unsigned rcode = ns_r_refused + 1; rcode < 16; rcode++)
		for (int i = 0; i < LENGTH(records); i++) {
			struct dns_query q;
			struct addrs list;

			ask(&q, &list, ns_t_a);
			message_answer(&m, &q, RESOLVER | rcode, records[i]);
			ck_assert_msg(read_octets(&q, m.at, m.len) == DNS_USELESS, "rcode %u",
				      rcode);
			ck_assert(untouched(&q, &list));
			addrs_free(&list);
		}
}
END_TEST

/*
 * Not an answer that could deny, whatever else it is made of: an rcode that goes on in the EDNS record
 * (BADVERS, RFC 6891 section 6.1.3), a record behind the counts, a name that does not exist and has
 * addresses.
 */
static const struct {
	unsigned flags;
	const char *records;
	unsigned char uncounted; /* records of the answer that its count leaves out */
} doubtful[] = {
	{RESOLVER, "||!00002904d0010000000000", 0},
	{RESOLVER | ns_r_nxdomain, "||!00002904d0010000000000", 0},
	{RESOLVER, NAME " A 192.0.2.1", 1},
	{RESOLVER | ns_r_nxdomain, NAME " A 192.0.2.1", 1},
	{RESOLVER | ns_r_nxdomain, NAME " A 192.0.2.1", 0},
};

START_TEST(doubt)
{
	static struct message m;
	struct dns_query q;
	struct addrs list;

	ask(&q, &list, ns_t_a);
	message_answer(&m, &q, doubtful[_i].flags, doubtful[_i].records);
	m.at[7] = (unsigned char)(m.at[7] - doubtful[_i].uncounted);
	if (read_octets(&q, m.at, m.len) == DNS_ANSWERED)
		ck_assert_msg(q.status == DNS_FOUND, "%s: status %d", doubtful[_i].records,
			      (int)q.status);
	else
		ck_assert(untouched(&q, &list));
	addrs_free(&list);
}
END_TEST

/*
 * Records that have nothing to do with the question are no addresses of ours; and where there are none but
 * those of the type that was asked for, the answer says nothing about our name.
 */
static const struct {
	const char *records;
	enum dns_verdict verdict;
} foreigns[] = {
	{"other.example A 192.0.2.9", DNS_USELESS},
	{"example A 192.0.2.9", DNS_USELESS},
	{"a.mail.example A 192.0.2.9", DNS_USELESS},
	{"@12 CH A 192.0.2.9", DNS_USELESS},
	{"a.example CNAME @12; a.example A 192.0.2.9", DNS_USELESS},
	{"@12 CNAME a.example; b.example A 192.0.2.9", DNS_USELESS},
	{"@12 AAAA 2001:db8::9", DNS_ANSWERED},
	{"@12 TXT #0a31302e302e302e392e2e", DNS_ANSWERED},
	{"@12 RRSIG #0001", DNS_ANSWERED},
	{("|@12 A 192.0.2.9; " SOA), DNS_ANSWERED},
	{("|" SOA "|@12 A 192.0.2.9"), DNS_ANSWERED},
};

START_TEST(foreign)
{
	static struct message m;

	for (int i = 0; i < LENGTH(foreigns); i++) {
		struct dns_query q;
		struct addrs list;

		ask(&q, &list, ns_t_a);
		message_answer(&m, &q, RESOLVER, foreigns[i].records);
		ck_assert_msg(read_octets(&q, m.at, m.len) == foreigns[i].verdict, "%s",
			      foreigns[i].records);
		if (foreigns[i].verdict == DNS_USELESS)
			ck_assert_int_eq(q.why, DNS_GARBLED);
		ck_assert_msg(q.status != DNS_FOUND && list.count == 1, "%s", foreigns[i].records);
		addrs_free(&list);
	}
}
END_TEST

/*
 * An answer of a header alone, without the question: what refuses (Unbound's access-control) says so for our
 * question; what looks like a no is none.
 */
static const struct {
	unsigned rcode, questions, id; /* id: added to ours */
	enum dns_verdict verdict;
	enum dns_failure why;
} headers[] = {
	{ns_r_refused, 0, 0, DNS_USELESS, DNS_REFUSED},
	{ns_r_servfail, 0, 0, DNS_USELESS, DNS_SERVFAIL},
	{ns_r_formerr, 0, 0, DNS_NOT_UNDERSTOOD, DNS_REFUSED},
	{ns_r_notimpl, 0, 0, DNS_NOT_UNDERSTOOD, DNS_REFUSED},
	{ns_r_noerror, 0, 0, DNS_NOT_OURS, DNS_TIMEOUT},
	{ns_r_nxdomain, 0, 0, DNS_NOT_OURS, DNS_TIMEOUT},
	{ns_r_refused, 1, 0, DNS_NOT_OURS, DNS_TIMEOUT},
	{ns_r_refused, 0, 1, DNS_NOT_OURS, DNS_TIMEOUT},
};

START_TEST(header_alone)
{
	struct dns_query q;
	struct addrs list;
	unsigned char header[NS_HFIXEDSZ] = {0};

	ask(&q, &list, ns_t_a);
	memcpy(header, q.packet, 2);
	header[1] = (unsigned char)(header[1] + headers[_i].id);
	header[2] = 0x81;
	header[3] = (unsigned char)(0x80 | headers[_i].rcode);
	header[5] = (unsigned char)headers[_i].questions;
	q.why = DNS_TIMEOUT;
	ck_assert_int_eq(read_octets(&q, header, sizeof(header)), headers[_i].verdict);
	ck_assert_int_eq(q.why, headers[_i].why);
	ck_assert(untouched(&q, &list));
	addrs_free(&list);
}
END_TEST

/* MX records that are none: they say nothing, and take no mail. */
START_TEST(bad_mx)
{
	static const char *const records[] = {
		"@12 MX #",
		"@12 MX #00",
		"@12 MX #000a",
		"@12 MX #000ac0ff",
		"@12 MX #000a4061",
		"@12 MX @@",
		"@12 MX mx.@@",
		"@12 MX #000a3f",
		"@12 MX mx.example; @12 MX #00",
		"@12 MX mx.example; @12 MX @@",
	};
	static struct message m;

	for (int i = 0; i < LENGTH(records); i++) {
		struct dns_query q;
		struct addrs list;

		ask(&q, &list, ns_t_mx);
		message_answer(&m, &q, RESOLVER, records[i]);
		ck_assert_msg(read_octets(&q, m.at, m.len) == DNS_USELESS, "%s", records[i]);
		ck_assert_int_eq(q.why, DNS_GARBLED);
		ck_assert_msg(untouched(&q, &list) && !q.takes_mail, "%s", records[i]);
		addrs_free(&list);
	}
}
END_TEST

/* ---- reverse names ---- */

#define ZONE "1.2.0.192.in-addr.arpa"

static void ask_ptr(struct dns_query *q, struct dns_names *names)
{
	message_ask(q, ZONE, ns_t_ptr, NULL);
	*names = (struct dns_names){0};
	q->names = names;
}

/* The names, parted by blanks. */
static const char *named(const struct dns_names *names)
{
	static char text[(DNS_NAMES_MAX + 1) * (HOSTNAME_MAX + 1) + 1];
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < names->count; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s", i > 0 ? " " : "",
					names->at[i]);
	return text;
}

static const struct {
	unsigned flags;
	const char *records;
	enum dns_status status;
	const char *names;
} reverses[] = {
	{RESOLVER, "@12 PTR mail.example", DNS_FOUND, "mail.example"},
	{AUTHORITY, "@12 PTR mail.example", DNS_FOUND, "mail.example"},
	{RESOLVER, ZONE " PTR mail.example", DNS_FOUND, "mail.example"},
	{RESOLVER, "@12 PTR example", DNS_FOUND, "example"},
	{RESOLVER, "@12 PTR @12", DNS_FOUND, ZONE},
	{RESOLVER, "@12 PTR mail.@22", DNS_FOUND, "mail.in-addr.arpa"},
	{RESOLVER, "@12 PTR my_mail.example", DNS_FOUND, "my_mail.example"},
	/* several: in their order, the first four */
	{RESOLVER, "@12 PTR b.example; @12 PTR a.example", DNS_FOUND, "b.example a.example"},
	{RESOLVER, "@12 PTR a.ex; @12 PTR b.ex; @12 PTR c.ex; @12 PTR d.ex", DNS_FOUND,
	 "a.ex b.ex c.ex d.ex"},
	{RESOLVER, "@12 PTR a.ex; @12 PTR b.ex; @12 PTR c.ex; @12 PTR d.ex; @12 PTR e.ex",
	 DNS_FOUND, "a.ex b.ex c.ex d.ex"},
	/* only records of our name, class and type count */
	{RESOLVER, "other.example PTR a.ex; @12 CH PTR b.ex; @12 TXT #0161; @12 PTR c.ex",
	 DNS_FOUND, "c.ex"},
	{RESOLVER, "@12 A 192.0.2.1; @12 PTR a.ex; @12 MX b.ex", DNS_FOUND, "a.ex"},
	{RESOLVER, "@12 PTR a.ex|@12 PTR b.ex|@12 PTR c.ex", DNS_FOUND, "a.ex"},
	/* or those that the CNAME chain leads to: a network smaller than its zone (RFC 2317) */
	{RESOLVER, "@12 CNAME 1.0-127.@14; 1.0-127.@14 PTR a.ex", DNS_FOUND, "a.ex"},
	{RESOLVER, "1.0-127.@14 PTR a.ex; @12 CNAME 1.0-127.@14; @12 PTR b.ex", DNS_FOUND, "a.ex"},
	/* none */
	{RESOLVER, "", DNS_NODATA, ""},
	{RESOLVER, "|in-addr.arpa SOA ns.example", DNS_NODATA, ""},
	{RESOLVER | ns_r_nxdomain, "|in-addr.arpa SOA ns.example", DNS_NXDOMAIN, ""},
	{RESOLVER, "@12 CNAME 1.0-127.@14", DNS_NODATA, ""},
};

START_TEST(reverse)
{
	static struct message m;
	struct dns_names names;
	struct dns_query q;

	ask_ptr(&q, &names);
	message_answer(&m, &q, reverses[_i].flags, reverses[_i].records);
	ck_assert_msg(read_octets(&q, m.at, m.len) == DNS_ANSWERED, "%s", reverses[_i].records);
	ck_assert_int_eq(q.status, reverses[_i].status);
	ck_assert_str_eq(named(&names), reverses[_i].names);
	/* Cut anywhere it is no answer, and leaves no name. */
	for (size_t len = 0; len < m.len; len++) {
		ask_ptr(&q, &names);
		ck_assert_msg(read_octets(&q, m.at, len) != DNS_ANSWERED, "%s: %zu octets",
			      reverses[_i].records, len);
		ck_assert_int_eq(q.status, DNS_FAILED);
		ck_assert_uint_eq(names.count, 0);
	}
}
END_TEST

/* The wanted name is kept wherever it stands, once, and takes no place from the others. */
static const struct {
	const char *wanted, *records, *names;
} wanteds[] = {
	{"e.ex", "@12 PTR a.ex; @12 PTR b.ex; @12 PTR c.ex; @12 PTR d.ex; @12 PTR e.ex",
	 "a.ex b.ex c.ex d.ex e.ex"},
	{"E.ex", "@12 PTR a.ex; @12 PTR b.ex; @12 PTR c.ex; @12 PTR d.ex; @12 PTR x.ex; @12 PTR e.EX",
	 "a.ex b.ex c.ex d.ex e.EX"},
	{"e.ex", "@12 PTR e.ex; @12 PTR a.ex; @12 PTR b.ex; @12 PTR c.ex; @12 PTR d.ex; @12 PTR f.ex",
	 "e.ex a.ex b.ex c.ex d.ex"},
	{"e.ex", "@12 PTR e.ex; @12 PTR e.ex; @12 PTR E.EX; @12 PTR a.ex", "e.ex a.ex"},
	{"e.ex", "@12 PTR a.ex; @12 PTR b.ex; @12 PTR c.ex; @12 PTR d.ex; @12 PTR f.ex",
	 "a.ex b.ex c.ex d.ex"},
	{"", "@12 PTR a.ex; @12 PTR .", "a.ex"},
};

START_TEST(wanted)
{
	static struct message m;
	struct dns_names names;
	struct dns_query q;

	ask_ptr(&q, &names);
	names.wanted = wanteds[_i].wanted;
	message_answer(&m, &q, RESOLVER, wanteds[_i].records);
	ck_assert_int_eq(read_octets(&q, m.at, m.len), DNS_ANSWERED);
	ck_assert_str_eq(named(&names), wanteds[_i].names);
}
END_TEST

/* An answer that breaks off leaves no name behind: in the next one the wanted name is found all the same. */
START_TEST(wanted_again)
{
	static struct message m;
	struct dns_names names;
	struct dns_query q;

	ask_ptr(&q, &names);
	names.wanted = "e.ex";
	message_answer(&m, &q, RESOLVER, "@12 PTR e.ex; @12 PTR @@");
	ck_assert_int_eq(read_octets(&q, m.at, m.len), DNS_USELESS);
	message_answer(&m, &q, RESOLVER, "@12 PTR e.ex");
	ck_assert_int_eq(read_octets(&q, m.at, m.len), DNS_ANSWERED);
	ck_assert_str_eq(named(&names), "e.ex");
}
END_TEST

/*
 * Anyone can write any name into his reverse zone. One that is none to ask for is left out, and no bytes
 * in a label make it look like another.
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
	static struct message m;
	char records[200];
	struct dns_names names;
	struct dns_query q;

	for (int i = 0; i < LENGTH(odd); i++) {
		ask_ptr(&q, &names);
		snprintf(records, sizeof(records), "@12 PTR %s", odd[i]);
		message_answer(&m, &q, RESOLVER, records);
		ck_assert_int_eq(read_octets(&q, m.at, m.len), DNS_ANSWERED);
		ck_assert_msg(names.count == 0, "%s: [%s]", odd[i], named(&names));
		/* It takes no place from the others. */
		ask_ptr(&q, &names);
		snprintf(records, sizeof(records),
			 "@12 PTR %s; @12 PTR a.ex; @12 PTR %s; @12 PTR b.ex; "
			 "@12 PTR c.ex; @12 PTR d.ex",
			 odd[i], odd[i]);
		message_answer(&m, &q, RESOLVER, records);
		ck_assert_int_eq(read_octets(&q, m.at, m.len), DNS_ANSWERED);
		ck_assert_str_eq(named(&names), "a.ex b.ex c.ex d.ex");
	}
}
END_TEST

/* Records that are malformed: the answer says nothing, and leaves no name. */
START_TEST(bad_reverse)
{
	static const char *const records[] = {
		"@12 PTR #",
		"@12 PTR #04",
		"@12 PTR #046d61",
		"@12 PTR #046d61696c",
		"@12 PTR #c0",
		"@12 PTR a.ex =3",
		"@12 PTR a.ex =7",
		"@12 PTR a.ex =65535",
		"@12 PTR #c0ff",
		"@12 PTR #ffff",
		"@12 PTR #400161",
		"@12 PTR #80",
		"@12 PTR @@",
		"@12 PTR mail.@@",
		"@12 PTR a.ex; @12 PTR @@",
		"@12 PTR a.ex; @12 PTR b.ex; @12 PTR #04",
		"@12 PTR a.ex; @12 CNAME @@",
		"@12 CNAME @12; @12 PTR a.ex",
	};
	static struct message m;

	for (int i = 0; i < LENGTH(records); i++) {
		struct dns_names names;
		struct dns_query q;

		ask_ptr(&q, &names);
		message_answer(&m, &q, RESOLVER, records[i]);
		ck_assert_msg(read_octets(&q, m.at, m.len) == DNS_USELESS, "%s", records[i]);
		ck_assert_int_eq(q.why, DNS_GARBLED);
		ck_assert_int_eq(q.status, DNS_FAILED);
		ck_assert_msg(names.count == 0, "%s", records[i]);
	}
}
END_TEST

/* The longest name fits, with its NUL. */
START_TEST(longest_reverse)
{
	static struct message m;
	char name[300], records[400];
	struct dns_names names;
	struct dns_query q;

	unit_expand(name, sizeof(name), "a{63}.b{63}.c{63}.d{61}");
	ck_assert_uint_eq(strlen(name), HOSTNAME_MAX);
	for (int i = 0; i < DNS_NAMES_MAX; i++) {
		ask_ptr(&q, &names);
		message_answer(&m, &q, RESOLVER, "");
		for (int k = 0; k <= i; k++) {
			snprintf(records, sizeof(records), "@12 PTR %s", name);
			message_records(&m, records);
		}
		ck_assert_int_eq(read_octets(&q, m.at, m.len), DNS_ANSWERED);
		ck_assert_uint_eq(names.count, (size_t)i + 1);
		ck_assert_str_eq(names.at[i], name);
	}
}
END_TEST

/* ---- sizes ---- */

/* A chain of n CNAMEs with an address at its end, in order or against it. */
static enum dns_verdict read_chain(unsigned n, bool backwards, enum dns_status *status)
{
	static struct message m;
	char text[100];
	struct dns_query q;
	struct addrs list;
	enum dns_verdict verdict;

	ask(&q, &list, ns_t_a);
	message_answer(&m, &q, RESOLVER, "");
	for (unsigned i = 0; i < n; i++) {
		unsigned link = backwards ? n - 1 - i : i;

		if (link == 0)
			snprintf(text, sizeof(text), "@12 CNAME c1.example");
		else
			snprintf(text, sizeof(text), "c%u.example CNAME c%u.example", link,
				 link + 1);
		message_records(&m, text);
	}
	snprintf(text, sizeof(text), "c%u.example A 192.0.2.1", n);
	message_records(&m, text);
	verdict = read_octets(&q, m.at, m.len);
	*status = q.status;
	ck_assert_uint_eq(list.count, verdict == DNS_ANSWERED ? 2 : 1);
	addrs_free(&list);
	return verdict;
}

START_TEST(chains)
{
	enum dns_status status;

	for (unsigned n = 1; n <= 400; n += n < 40 ? 1 : 37)
		for (int backwards = 0; backwards < 2; backwards++) {
			enum dns_verdict verdict = read_chain(n, backwards != 0, &status);

			/* As long as resolvers follow them; and never a no. */
			if (n <= 20 || verdict == DNS_ANSWERED)
				ck_assert_msg(verdict == DNS_ANSWERED && status == DNS_FOUND,
					      "%u links", n);
			else
				ck_assert_msg(verdict == DNS_USELESS, "%u links", n);
		}
}
END_TEST

/* As many addresses as a message can hold. */
START_TEST(many_addresses)
{
	static struct message m;
	struct ipaddr last;
	struct dns_query q;
	struct addrs list;
	unsigned n = 0;

	ask(&q, &list, ns_t_a);
	message_answer(&m, &q, RESOLVER, "");
	while (m.len + 16 <= sizeof(m.at)) {
		char text[64];

		snprintf(text, sizeof(text), "@12 A 10.0.%u.%u", n >> 8, n & 255);
		message_records(&m, text);
		n++;
	}
	ck_assert_uint_gt(n, 4000);
	ck_assert_int_eq(read_octets(&q, m.at, m.len), DNS_ANSWERED);
	ck_assert_int_eq(q.status, DNS_FOUND);
	ck_assert_uint_eq(list.count, n + 1);
	last = (struct ipaddr){FAMILY_IPV4,
			       {10, 0, (unsigned char)((n - 1) >> 8), (unsigned char)(n - 1)}};
	ck_assert(addrs_hold(&list, &last));
	addrs_free(&list);
}
END_TEST

/* The longest name, in any form: 253 bytes of text, 255 octets. */
START_TEST(longest_name)
{
	static struct message m;
	struct addrs list = {0};
	char name[300];
	struct dns_query q;

	unit_expand(name, sizeof(name), "a{63}.b{63}.c{63}.d{61}");
	message_ask(&q, name, ns_t_a, &list);
	message_answer(&m, &q, RESOLVER, "@12 CNAME a.example; a.example A 192.0.2.1");
	ck_assert_int_eq(read_octets(&q, m.at, m.len), DNS_ANSWERED);
	ck_assert_uint_eq(list.count, 1);
	/* One label more is no name. */
	message_ask(&q, NAME, ns_t_a, &list);
	message_answer(&m, &q, RESOLVER, "");
	message_octets(&m, "\77", 1);
	for (int i = 0; i < 4; i++) {
		char label[64];

		memset(label, 'x', sizeof(label));
		label[63] = i < 3 ? '\77' : '\0';
		message_octets(&m, label, sizeof(label));
	}
	message_octets(&m, "\0\1\0\1\0\0\0\0\0\4\300\0\2\1", 14);
	m.at[7] = 1;
	ck_assert_int_eq(read_octets(&q, m.at, m.len), DNS_USELESS);
	ck_assert_uint_eq(list.count, 1);
	addrs_free(&list);
}
END_TEST

/* A right header and question, and noise. */
START_TEST(noise)
{
	static struct message m;
	unsigned random = 1;

	for (int run = 0; run < 2000; run++) {
		struct dns_query q;
		struct addrs list;

		ask(&q, &list, run % 2 == 0 ? ns_t_a : ns_t_mx);
		message_answer(&m, &q, RESOLVER | (run % 3 == 0 ? ns_r_nxdomain : 0U), "");
		m.at[7] = (unsigned char)(run % 5);
		m.at[9] = (unsigned char)(run % 2);
		for (int i = 0; i < run % 200; i++) {
			unsigned char octet;

			random = random * 1103515245U + 12345U;
			octet = (unsigned char)(random >> 16 & (run % 4 == 0 ? 0xffU : 0x03U));
			message_octets(&m, &octet, 1);
		}
		if (read_octets(&q, m.at, m.len) != DNS_ANSWERED)
			ck_assert(untouched(&q, &list) && !q.takes_mail);
		addrs_free(&list);
	}
}
END_TEST

/* Without memory for the addresses it is not an answer, and not the server's fault. */
START_TEST(without_memory)
{
	static struct message m;
	size_t full = SIZE_MAX / sizeof(struct ipaddr);
	struct addrs list = {.count = full, .room = full};
	struct dns_query q;

	message_ask(&q, NAME, ns_t_a, &list);
	message_answer(&m, &q, RESOLVER, "@12 A 192.0.2.1");
	ck_assert_int_eq(read_octets(&q, m.at, m.len), DNS_USELESS);
	ck_assert_int_eq(q.why, DNS_LOCAL);
	ck_assert_int_eq(q.status, DNS_FAILED);
	ck_assert(list.at == NULL && list.count == full);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, answer, 0, LENGTH(answers));
	tcase_add_loop_test(tests, cut_anywhere, 0, LENGTH(answers));
	tcase_add_loop_test(tests, any_octet_changed, 0, LENGTH(answers));
	tcase_add_test(tests, question);
	tcase_add_loop_test(tests, wrong, 0, LENGTH(wrongs));
	tcase_add_test(tests, other_rcodes);
	tcase_add_loop_test(tests, doubt, 0, LENGTH(doubtful));
	tcase_add_test(tests, foreign);
	tcase_add_loop_test(tests, header_alone, 0, LENGTH(headers));
	tcase_add_test(tests, bad_mx);
	tcase_add_loop_test(tests, reverse, 0, LENGTH(reverses));
	tcase_add_loop_test(tests, wanted, 0, LENGTH(wanteds));
	tcase_add_test(tests, wanted_again);
	tcase_add_test(tests, odd_reverse);
	tcase_add_test(tests, bad_reverse);
	tcase_add_test(tests, longest_reverse);
	tcase_add_test(tests, chains);
	tcase_add_test(tests, many_addresses);
	tcase_add_test(tests, longest_name);
	tcase_add_test(tests, noise);
	if (!UNIT_ASAN) /* which ends the program there */
		tcase_add_test(tests, without_memory);
}

int main(void)
{
	return unit_main("dnsanswer", add);
}
