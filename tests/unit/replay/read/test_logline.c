/* Log lines: of the plugin and its predecessors, of others, and with what clients put into them. */
#include "replay/read/logline.h"

#include "tests/unit/unit.h"

#include <time.h>

#define THEN INT64_C(1795374001) /* 2026-11-22 19:00:01 UTC */
#define TAI "@400000006b033bbb075bca0c "

/* A facts line as it is written, without what stands before. */
#define FACTS                                                                                      \
	"helo-dns-check: facts pid=4711 helo=mail.example.com ip=192.0.2.10 "                      \
	"reverse=mail.example.com a=192.0.2.10 aaaa= resolves=yes match=yes ms=12 fail= skip= "    \
	"error= verdict=pass"

/*
 * A line, what it is, its source, HELO, address, reverse name (-: not given) and time. If it is not
 * a sample, the rest is "".
 */
struct row {
	const char *line;
	size_t len;
	enum line_kind is;
	enum sample_source source;
	const char *helo, *ip, *reverse;
	int64_t time;
};

#define OF(source, helo, ip, reverse, time) LINE_SAMPLE, source, helo, ip, reverse, time
#define ANOTHER LINE_OTHER, 0, "", "", "", 0
#define UNREADABLE LINE_UNREADABLE, 0, "", "", "", 0

#define FACTS_AT(time) OF(FROM_FACTS, "mail.example.com", "192.0.2.10", "mail.example.com", time)
#define FAILED(helo, ip) OF(FROM_FAILURES, helo, ip, "-", 0)

/* What the combined patch writes, up to the address and from there on. */
#define ENVELOPE(helo)                                                                             \
	"qlogenvelope: result=accepted code=250 reason=rcptto detail=chkuser helo=" helo           \
	" mailfrom=a@example.com rcptto=b@example.org relay=no rcpthosts=yes size= authuser= "     \
	"authtype= encrypted=tls sslverified=no localip=203.0.113.1 localport=25 remoteip="
#define BEHIND " remoteport=4711 remotehost=r.example.com qp= pid=815"

static const struct row rows[] = {
	/* facts lines, and all that may stand before one */
	{BYTES(FACTS), FACTS_AT(0)},
	{BYTES(FACTS "\r"), FACTS_AT(0)},
	{BYTES(TAI FACTS), FACTS_AT(THEN)},
	{BYTES("2026-11-22 19:00:01.123456789 " FACTS), FACTS_AT(THEN)},
	{BYTES("2026-11-22T20:00:01+01:00 " FACTS), FACTS_AT(THEN)},
	{BYTES("Nov 22 19:00:01 mx qmail: " FACTS), FACTS_AT(THEN)},
	{BYTES("Nov 22 19:00:01 mx qmail: 1732301.123 " FACTS), FACTS_AT(THEN)},
	{BYTES("Nov 21 09:00:00 mx qmail: 1795374001.123456 " FACTS), FACTS_AT(THEN)},
	{BYTES("Nov 22 19:00:01 mx qmail-smtpd[4711]: " FACTS), FACTS_AT(THEN)},
	{BYTES("Nov 22 19:00:01.123456 mx qmail-smtpd[4711]: " FACTS), FACTS_AT(THEN)},
	/* one log's prefix after another's: the inner time was written first */
	{BYTES("Nov 23 09:00:00 mx smtpd: " TAI FACTS), FACTS_AT(THEN)},
	{BYTES("Nov 23 09:00:00.1 mx smtpd[1]: 2026-11-22 19:00:01.123456789 " FACTS),
	 FACTS_AT(THEN)},
	{BYTES("2026-11-23T09:00:00Z mx smtpd: Nov 22 19:00:01 " FACTS), FACTS_AT(THEN)},
	{BYTES("Nov 23 09:00:00 mx smtpd: 2026-11-23 09:00:00Z " TAI FACTS), FACTS_AT(THEN)},
	{BYTES("Nov 22 19:00:01 mx smtpd: 2026-11-22 mx " FACTS), ANOTHER},
	{BYTES("Nov 22 19:00:01 mx smtpd: " TAI "other: " FACTS), ANOTHER},
	{BYTES("2026-11-22T19:00:01.5Z mx qmail-smtpd[4711]: " FACTS), FACTS_AT(THEN)},
	{BYTES("<22>1 2026-11-22T19:00:01Z mx qmail-smtpd 4711 - - " FACTS), FACTS_AT(THEN)},
	{BYTES("qmail-1  | 2026-11-22T19:00:01Z " FACTS), FACTS_AT(THEN)},
	{BYTES("2026-11-22T19:00:01Z stderr F " FACTS), FACTS_AT(THEN)},
	{BYTES("smtpd/current:" TAI FACTS), FACTS_AT(THEN)},
	{BYTES("smtpd/current:" FACTS), FACTS_AT(0)},
	{BYTES("  \t" FACTS), FACTS_AT(0)},
	/* their keys: the order does not matter, and there may be more */
	{BYTES("helo-dns-check: facts pid=1 helo=x.example ip=192.0.2.10 relay=yes reverse=a,b verdict=pass"),
	 OF(FROM_FACTS, "x.example", "192.0.2.10", "a,b", 0)},
	{BYTES("helo-dns-check: facts reverse=a ip=2001:db8::1 new=1 helo=x.example verdict=pass"),
	 OF(FROM_FACTS, "x.example", "2001:db8::1", "a", 0)},
	{BYTES("helo-dns-check: facts pid=1 helo= ip=192.0.2.10 verdict=deny:no_helo"),
	 OF(FROM_FACTS, "", "192.0.2.10", "-", 0)},
	{BYTES("helo-dns-check: facts pid=1 helo=x.example ip=192.0.2.10 reverse= a= verdict=pass"),
	 OF(FROM_FACTS, "x.example", "192.0.2.10", "", 0)},
	{BYTES("helo-dns-check: facts pid=1 helo=x.example ip=192.0.2.10 reverse=timeout a= verdict=pass"),
	 OF(FROM_FACTS, "x.example", "192.0.2.10", "-", 0)},
	{BYTES("helo-dns-check: facts pid=1 helo=x.example ip=unknown fail= verdict=pass"),
	 OF(FROM_FACTS, "x.example", "unknown", "-", 0)},
	{BYTES("helo-dns-check: facts pid=1 helo=ip=1.2.3.4 ip=192.0.2.10 verdict=pass"),
	 OF(FROM_FACTS, "ip=1.2.3.4", "192.0.2.10", "-", 0)},
	{BYTES("helo-dns-check: facts pid=1 helo=a=b=c,d ip=192.0.2.10 verdict=pass"),
	 OF(FROM_FACTS, "a=b=c,d", "192.0.2.10", "-", 0)},
	{BYTES("helo-dns-check: facts pid=1 helo=a\0b ip=192.0.2.10 verdict=pass"),
	 OF(FROM_FACTS, "a\0b", "192.0.2.10", "-", 0)},
	{BYTES("helo-dns-check: facts pid=1 helo=x.example"), UNREADABLE},
	{BYTES("helo-dns-check: facts pid=1 ip=192.0.2.10"), UNREADABLE},
	{BYTES("helo-dns-check: facts pid=1 helo=x.example ip=192.0.2"), UNREADABLE},
	{BYTES("helo-dns-check: facts pid=1 xhelo=x.example xip=192.0.2.1"), UNREADABLE},
	{BYTES("helo-dns-check: facts "), UNREADABLE},
	{BYTES("helo-dns-check: facts \xff\0\x80"), UNREADABLE},
	/* cut off: what was known may be in the part that is missing */
	{BYTES("helo-dns-check: facts pid=1 helo=x.example ip=192.0.2.10 a=192.0.2.10 resolves=yes"), UNREADABLE},
	{BYTES("helo-dns-check: facts"), ANOTHER},
	/* failures: each text of this version and of 7 to 10 */
	{BYTES("2022-02-01 10:19:53.142643500 helo-dns-check: HELO [yq3H9cDKgS] from "
	       "[109.237.103.41] doesn't solve"),
	 OF(FROM_FAILURES, "yq3H9cDKgS", "109.237.103.41", "-", 1643710793)},
	{BYTES("2022-02-01 09:53:05.772497500 helo-dns-check: HELO [sagredo.eu] is a local domain "
	       "but IP [183.240.55.119] is not a RELAYCLIENT"),
	 OF(FROM_FAILURES, "sagredo.eu", "183.240.55.119", "-", 1643709185)},
	{BYTES("helo-dns-check: HELO [x] is a local name but IP [192.0.2.1] is not a RELAYCLIENT"),
	 FAILED("x", "192.0.2.1")},
	{BYTES("helo-dns-check: HELO [x] doesn't match IP [192.0.2.1]"), FAILED("x", "192.0.2.1")},
	{BYTES("helo-dns-check: malformed HELO/EHLO [x] from [192.0.2.1]"),
	 FAILED("x", "192.0.2.1")},
	{BYTES("helo-dns-check: invalid HELO/EHLO [localhost] from [192.0.2.1]"),
	 FAILED("localhost", "192.0.2.1")},
	{BYTES("helo-dns-check: HELO [x] from [192.0.2.1] fails valid_hostname(no_dot)"),
	 FAILED("x", "192.0.2.1")},
	{BYTES("helo-dns-check: HELO [x] from [192.0.2.1] fails dynamic"),
	 FAILED("x", "192.0.2.1")},
	{BYTES("helo-dns-check: HELO [x] from [192.0.2.1]: DNS lookup failed (timeout)"),
	 FAILED("x", "192.0.2.1")},
	{BYTES("helo-dns-check: HELO [x] from [192.0.2.1]: match_re unknown (limit)"),
	 FAILED("x", "192.0.2.1")},
	{BYTES("helo-dns-check: HELO [x] from [192.0.2.1]: DNS failed for now (timeout), let it "
	       "go"),
	 FAILED("x", "192.0.2.1")},
	{BYTES("helo-dns-check: HELO [x] from [2001:db8::1]: not_me not known (local), let it go"),
	 FAILED("x", "2001:db8::1")},
	{BYTES("helo-dns-check: No HELO sent from [192.0.2.1]"), FAILED("", "192.0.2.1")},
	{BYTES("helo-dns-check: No HELO sent from [unknown]"), FAILED("", "unknown")},
	{BYTES("helo-dns-check: HELO [x] DNS CHECK for IP [192.0.2.1] temporary failed, but let "
	       "it go"),
	 FAILED("x", "192.0.2.1")},
	{BYTES("helo-dns-check: HELO [x] from [] doesn't solve"), FAILED("x", "unknown")},
	{BYTES("helo-dns-check: HELO [] from [192.0.2.1] doesn't solve"), FAILED("", "192.0.2.1")},
	{BYTES("helo-dns-check: HELO [[192.0.2.7]] from [192.0.2.1] doesn't solve"),
	 FAILED("[192.0.2.7]", "192.0.2.1")},
	{BYTES("helo-dns-check: HELO [x ] from [192.0.2.1] doesn't solve"),
	 FAILED("x", "192.0.2.1")},
	{BYTES("helo-dns-check: HELO [x\r] from [192.0.2.1] doesn't solve\r"),
	 FAILED("x", "192.0.2.1")},
	{BYTES("helo-dns-check: HELO [a b\xff\0c] from [192.0.2.1] doesn't solve"),
	 FAILED("a b\xff\0c", "192.0.2.1")},
	{BYTES("Nov 22 19:00:01 mx qmail: 1732301.123 helo-dns-check: HELO [x] doesn't match IP "
	       "[192.0.2.1]"),
	 OF(FROM_FAILURES, "x", "192.0.2.1", "-", THEN)},
	/* version 8 wrote this one without its name */
	{BYTES(TAI "HELO [x] DNS CHECK for IP [192.0.2.1] temporary failed, but let it go"),
	 OF(FROM_FAILURES, "x", "192.0.2.1", "-", THEN)},
	{BYTES("HELO [x] from [192.0.2.1] doesn't solve"), FAILED("x", "192.0.2.1")},
	{BYTES("HELO [helo-dns-check:] DNS CHECK for IP [x] temporary failed, but let it go"),
	 UNREADABLE},
	{BYTES("HELO DNS CHECK temporary failed, but let it go."), ANOTHER},
	/* a HELO may look like the rest of the line: its end counts */
	{BYTES("helo-dns-check: HELO [a] from [1.2.3.4] doesn't solve] from [192.0.2.1] doesn't "
	       "solve"),
	 FAILED("a] from [1.2.3.4] doesn't solve", "192.0.2.1")},
	{BYTES("helo-dns-check: HELO [a] from [1.2.3.4] fails x] doesn't match IP [192.0.2.1]"),
	 FAILED("a] from [1.2.3.4] fails x", "192.0.2.1")},
	{BYTES("helo-dns-check: HELO [a] from [1.2.3.4]: x] doesn't match IP [192.0.2.1]"),
	 FAILED("a] from [1.2.3.4]: x", "192.0.2.1")},
	{BYTES("helo-dns-check: HELO [a] doesn't match IP [1.2.3.4]] from [192.0.2.1] fails "
	       "dynamic"),
	 FAILED("a] doesn't match IP [1.2.3.4]", "192.0.2.1")},
	{BYTES("helo-dns-check: malformed HELO/EHLO [a] from [1.2.3.4]] from [192.0.2.1]"),
	 FAILED("a] from [1.2.3.4]", "192.0.2.1")},
	{BYTES("helo-dns-check: HELO [] from [] from [192.0.2.1] doesn't solve"),
	 FAILED("] from [", "192.0.2.1")},
	{BYTES("helo-dns-check: HELO [a]] from [192.0.2.1] doesn't solve"),
	 FAILED("a]", "192.0.2.1")},
	{BYTES("helo-dns-check: HELO [[] from [192.0.2.1] doesn't solve"),
	 FAILED("[", "192.0.2.1")},
	/* begins like one, and is none */
	{BYTES("helo-dns-check: invalid HELO/EHLO [localhost]"), UNREADABLE}, /* version 7 */
	{BYTES("helo-dns-check: HELO [x] from [192.0.2] doesn't solve"), UNREADABLE},
	{BYTES("helo-dns-check: HELO [x] from [192.0.2.1] doesn't sol"), UNREADABLE},
	{BYTES("helo-dns-check: HELO [x] from [192.0.2.1"), UNREADABLE},
	{BYTES("helo-dns-check: HELO [x] from ["), UNREADABLE},
	{BYTES("helo-dns-check: HELO ["), UNREADABLE},
	{BYTES("helo-dns-check: HELO [] from [192.0.2.1] doesn't solve, does it"), UNREADABLE},
	{BYTES("helo-dns-check: No HELO sent from [1.2.3"), UNREADABLE},
	{BYTES("helo-dns-check: No HELO sent from ["), UNREADABLE},
	/* ours without a HELO to be read */
	{BYTES("helo-dns-check: blocked with: HELO [x] does not resolve [192.0.2.1]"), ANOTHER},
	{BYTES("helo-dns-check: would block with: HELO [x] is malformed [192.0.2.1]"), ANOTHER},
	{BYTES("helo-dns-check: blocked with: invalid host name in HELO/EHLO command. [1.2.3.4]"),
	 ANOTHER},
	{BYTES("helo-dns-check: dbg: check resolves: pass"), ANOTHER},
	{BYTES("helo-dns-check: debug: helo_domain is x"), ANOTHER},
	{BYTES("helo-dns-check: HELO_DNS_CHECK=Z: unknown flag Z; no default action"), ANOTHER},
	{BYTES("helo-dns-check: HELO_DNS_CHECK: [Z] is no flag"), ANOTHER},
	{BYTES("helo-dns-check: TCPREMOTEIP not set, let it go."), ANOTHER},
	{BYTES("helo-dns-check: "), ANOTHER},
	{BYTES("helo-dns-check:"), ANOTHER},
	/* the combined patch */
	{BYTES(TAI ENVELOPE("mail.example.com") "192.0.2.1" BEHIND),
	 OF(FROM_ENVELOPE, "mail.example.com", "192.0.2.1", "r.example.com", THEN)},
	{BYTES(ENVELOPE("") "192.0.2.1" BEHIND),
	 OF(FROM_ENVELOPE, "", "192.0.2.1", "r.example.com", 0)},
	{BYTES("qlogenvelope: remoteip=2001:db8::1 remotehost= helo=x relay=yes"),
	 OF(FROM_ENVELOPE, "x", "2001:db8::1", "-", 0)},
	{BYTES(ENVELOPE("x remoteip=1.2.3.4") "192.0.2.1" BEHIND),
	 OF(FROM_ENVELOPE, "x", "192.0.2.1", "r.example.com", 0)},
	{BYTES(ENVELOPE("x helo=y") "192.0.2.1" BEHIND),
	 OF(FROM_ENVELOPE, "x", "192.0.2.1", "r.example.com", 0)},
	{BYTES("qlogenvelope: helo=x remoteip="), OF(FROM_ENVELOPE, "x", "unknown", "-", 0)},
	{BYTES("qlogenvelope: result=rejected code=554 reason=pregreet detail= helo=r.example.com "
	       "remoteip=192.0.2.1"),
	 ANOTHER},
	{BYTES("qlogenvelope: result=accepted helo=x"), UNREADABLE},
	{BYTES("qlogenvelope: result=accepted remoteip=192.0.2.1"), UNREADABLE},
	{BYTES("qlogenvelope: helo=x remoteip=192.0.2.1000"), UNREADABLE},
	{BYTES("qlogenvelope: "), UNREADABLE},
	{BYTES("qlogreceived: result=accepted helo=x remoteip=192.0.2.1"), ANOTHER},
	/* plain lines */
	{BYTES("mail.example.com 192.0.2.1"),
	 OF(FROM_PAIRS, "mail.example.com", "192.0.2.1", "-", 0)},
	{BYTES("  mail.example.com\t2001:db8::1  r.example.com \r"),
	 OF(FROM_PAIRS, "mail.example.com", "2001:db8::1", "r.example.com", 0)},
	{BYTES("localhost 192.0.2.1 unknown"), OF(FROM_PAIRS, "localhost", "192.0.2.1", "-", 0)},
	{BYTES("[192.0.2.1] 192.0.2.1"), OF(FROM_PAIRS, "[192.0.2.1]", "192.0.2.1", "-", 0)},
	{BYTES("192.0.2.1 192.0.2.1"), OF(FROM_PAIRS, "192.0.2.1", "192.0.2.1", "-", 0)},
	{BYTES("\xff\x80 192.0.2.1"), OF(FROM_PAIRS, "\xff\x80", "192.0.2.1", "-", 0)},
	{BYTES("192.0.2.1 mail.example.com"), UNREADABLE},
	{BYTES("mail.example.com 192.0.2.300"), UNREADABLE},
	{BYTES("mail.example.com mail.example.org r.example.com"), UNREADABLE},
	{BYTES("mail.example.com"), ANOTHER},
	{BYTES("mail.example.com 192.0.2.1 r.example.com more"), ANOTHER},
	{BYTES("# mail.example.com 192.0.2.1"), ANOTHER},
	{BYTES("#mail.example.com 192.0.2.1"), ANOTHER},
	{BYTES(""), ANOTHER},
	{BYTES("\r"), ANOTHER},
	{BYTES("   "), ANOTHER},
	{BYTES("\0\0\0"), ANOTHER},
	/* others' */
	{BYTES(TAI "tcpserver: status: 1/20"), ANOTHER},
	{BYTES(TAI "tcpserver: ok 4711 mx.example.org:203.0.113.1:25 :192.0.2.1::4712"), ANOTHER},
	{BYTES("tcpserver: pid 4711 from 192.0.2.1"), ANOTHER},
	{BYTES("tcpserver: 192.0.2.1"), ANOTHER},
	{BYTES("tcpserver: end 4711"), ANOTHER},
	{BYTES("end msg 4711"), ANOTHER},
	{BYTES("new msg 4711"), ANOTHER},
	{BYTES("status: local 0/10 remote 0/20"), ANOTHER},
	{BYTES(TAI "192.0.2.1"), ANOTHER},
	{BYTES("rblsmtpd: 192.0.2.1 pid 4711: 451 http://example.org"), ANOTHER},
	{BYTES("pid=1 192.0.2.1"), ANOTHER},
	/* what a client had somebody else write, ours it is not */
	{BYTES("qmail-smtpd: read failed: a@b from 192.0.2.1 to c helo " FACTS), ANOTHER},
	{BYTES(TAI "qmail-smtpd[1]: badhelo: <" FACTS "> at 192.0.2.1"), ANOTHER},
	{BYTES(TAI "CHKUSER accepted sender: from <a> remote " FACTS), ANOTHER},
	{BYTES("qmail-smtpd: x " ENVELOPE("x") "192.0.2.1" BEHIND), ANOTHER},
	{BYTES("x" FACTS), ANOTHER},
};

static void check_text(const struct row *row, const char *what, struct slice is, const char *wanted)
{
	size_t len = strlen(wanted);

	/* Texts of the table hold a NUL here and there; then they are one byte of `a\0b` longer. */
	if (is.len > len && is.bytes[len] == '\0')
		len = is.len;
	ck_assert_msg(is.bytes != NULL, "%s: no %s", row->line, what);
	ck_assert_msg(is.len == len && memcmp(is.bytes, wanted, len) == 0, "%s: %s is [%.*s]",
		      row->line, what, (int)is.len, is.bytes);
}

/* Reads it in a place of its own, that a sanitizer may see a byte too much being read. */
static enum line_kind read_copy(struct sample *s, char **copy, const char *line, size_t len)
{
	struct calendar c;

	calendar_init(&c, THEN + 3600);
	*copy = malloc(len > 0 ? len : 1);
	memcpy(*copy, line, len);
	return logline_parse(s, *copy, len, &c);
}

START_TEST(row_by_row)
{
	const struct row *row = &rows[_i];
	struct sample s;
	char *copy;
	enum line_kind is;

	setenv("TZ", "UTC0", 1);
	tzset();
	is = read_copy(&s, &copy, row->line, row->len);
	ck_assert_msg(is == row->is, "%s: is %d, not %d", row->line, is, row->is);
	if (is == LINE_SAMPLE) {
		ck_assert_int_eq(s.source, row->source);
		check_text(row, "HELO", s.helo, row->helo);
		check_text(row, "address", s.ip, row->ip);
		if (strcmp(row->reverse, "-") == 0)
			ck_assert_msg(s.reverse.bytes == NULL, "%s: reverse", row->line);
		else
			check_text(row, "reverse name", s.reverse, row->reverse);
		ck_assert_int_eq(s.time, row->time);
	}
	free(copy);
}
END_TEST

static void check_facts(const char *line, const char *wanted)
{
	struct sample s;
	char *copy;

	ck_assert_int_eq(read_copy(&s, &copy, line, strlen(line)), LINE_SAMPLE);
	ck_assert_uint_eq(s.facts.len, strlen(wanted));
	ck_assert_int_eq(memcmp(s.facts.bytes, wanted, s.facts.len), 0);
	free(copy);
}

START_TEST(facts)
{
	check_facts(TAI "helo-dns-check: facts pid=1 helo=x ip=192.0.2.1 verdict=pass\r",
		    "pid=1 helo=x ip=192.0.2.1 verdict=pass");
	check_facts("qlogenvelope: result=accepted helo=x relay=yes remoteip=192.0.2.1",
		    "result=accepted helo=x relay=yes remoteip=192.0.2.1");
}
END_TEST

/* Every line of the table, cut at every byte: nothing is read that is not there. */
START_TEST(cut)
{
	const struct row *row = &rows[_i];

	for (size_t len = 0; len < row->len; len++) {
		struct sample s;
		char *copy;

		if (read_copy(&s, &copy, row->line, len) == LINE_SAMPLE) {
			ck_assert(s.helo.bytes != NULL && s.ip.bytes != NULL && s.ip.len > 0);
			ck_assert_uint_le(s.helo.len, len);
		}
		free(copy);
	}
}
END_TEST

/* Lines without end, of what the parser looks for: they must not take long. */
START_TEST(endless)
{
	static const char *const bits[] = {
		"] from [", "] from [1.2.3.4]", " helo=", "] doesn't match IP [", "a ",	 ":",
		"]",	    "helo-dns-check: ", " ",	  "Nov 22 19:00:01 ",	 "@4000", ",",
	};
	const char *const starts[] = {"", "helo-dns-check: HELO [", "helo-dns-check: facts ",
				      "qlogenvelope: "};
	const size_t size = 65536;
	char *line = malloc(size);

	for (int i = 0; i < LENGTH(bits) * LENGTH(starts); i++) {
		const char *start = starts[i / LENGTH(bits)], *bit = bits[i % LENGTH(bits)];
		size_t len = strlen(start);
		struct sample s;
		char *copy;

		memcpy(line, start, len);
		for (; len + strlen(bit) < size; len += strlen(bit))
			memcpy(line + len, bit, strlen(bit));
		ck_assert_int_ne(read_copy(&s, &copy, line, len), LINE_SAMPLE);
		free(copy);
	}
	free(line);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row_by_row, 0, LENGTH(rows));
	tcase_add_test(tests, facts);
	tcase_add_loop_test(tests, cut, 0, LENGTH(rows));
	tcase_add_test(tests, endless);
}

int main(void)
{
	return unit_main("logline", add);
}
