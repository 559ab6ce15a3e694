/* Received headers: qmail's, which it wrote itself, others', and forged ones. */
#include "replay/read/received.h"

#include "tests/unit/unit.h"

#define THEN INT64_C(1795374001) /* 2026-11-22 19:00:01 UTC */
#define DATE "22 Nov 2026 19:00:01 -0000\n"
#define BY "\n  by mx.example.org with SMTP; " DATE

/* What stands above it when a message was delivered, and what is below. */
#define LOCAL                                                                                      \
	"Return-Path: <a@example.com>\nDelivered-To: b@example.org\n"                              \
	"Received: (qmail 4712 invoked by uid 89); 22 Nov 2026 19:00:03 -0000\n"
#define NETWORK "Received: (qmail 4711 invoked from network); 22 Nov 2026 19:00:02 -0000\n"
#define BODY "Subject: x\n\nbody\n"

#define POSTFIX                                                                                    \
	"Received: from mail.example.net (mail.example.net [198.51.100.7])\n"                      \
	"\tby relay.example.net (Postfix) with ESMTPS id 4F2\n"                                    \
	"\tfor <b@example.org>; Sun, 22 Nov 2026 19:59:00 +0100 (CET)\n"

/* reverse: `-` if it was not given. */
static const struct {
	const char *message;
	size_t len;
	enum received is;
	const char *helo, *ip, *reverse;
	int64_t time;
} messages[] = {
	/* qmail's own forms */
	{BYTES("Received: from r.example.com (HELO x.example) (192.0.2.1)" BY BODY),
	 RECEIVED_SAMPLE, "x.example", "192.0.2.1", "r.example.com", THEN},
	{BYTES(LOCAL NETWORK "Received: from r.example.com (HELO x.example) (7@192.0.2.1)" BY BODY),
	 RECEIVED_SAMPLE, "x.example", "192.0.2.1", "r.example.com", THEN},
	{BYTES("Received: from x.example (192.0.2.1)" BY BODY), RECEIVED_SAMPLE, "x.example",
	 "192.0.2.1", "x.example", THEN},
	{BYTES("Received: from x.example (a@b@192.0.2.1)" BY BODY), RECEIVED_SAMPLE, "x.example",
	 "192.0.2.1", "x.example", THEN},
	{BYTES("Received: from unknown (HELO x.example) (192.0.2.1)" BY BODY), RECEIVED_SAMPLE,
	 "x.example", "192.0.2.1", "-", THEN},
	{BYTES("Received: from  (HELO x.example) (192.0.2.1)" BY BODY), RECEIVED_SAMPLE,
	 "x.example", "192.0.2.1", "", THEN},
	{BYTES("Received: from r_1.example.com (HELO [192.0.2.7]) (2001:db8::1)" BY BODY),
	 RECEIVED_SAMPLE, "[192.0.2.7]", "2001:db8::1", "r_1.example.com", THEN},
	{BYTES("Received: from unknown (HELO ) (192.0.2.1)" BY BODY), RECEIVED_SAMPLE, "",
	 "192.0.2.1", "-", THEN},
	{BYTES("Received: from r.example.com (HELO x.example) (192.0.2.1)\n  by mx.example.org "
	       "with ESMTPS (TLS_AES_256_GCM_SHA384 encrypted); " DATE BODY),
	 RECEIVED_SAMPLE, "x.example", "192.0.2.1", "r.example.com", THEN},
	{BYTES("Received: from r.example.com (HELO x.example) (192.0.2.1)\n  by mx.example.org "
	       "with (AES128-SHA encrypted) SMTP; " DATE BODY),
	 RECEIVED_SAMPLE, "x.example", "192.0.2.1", "r.example.com", THEN},
	{BYTES("Received: from r.example.com (HELO x.example) (192.0.2.1)\r\n  by 0 with SMTP; "
	       "22 Nov 2026 19:00:01 -0000\r\n\r\nbody\r\n"),
	 RECEIVED_SAMPLE, "x.example", "192.0.2.1", "r.example.com", THEN},
	{BYTES("Received: from r.example.com (HELO x.example) (192.0.2.1) by 0 with SMTP; "
	       "22 Nov 2026 19:00:01 -0000"),
	 RECEIVED_SAMPLE, "x.example", "192.0.2.1", "r.example.com", THEN},
	/* the time of the line above, when its own cannot be read */
	{BYTES(NETWORK "Received: from r.example.com (HELO x.example) (192.0.2.1)\n  by 0 with "
		       "SMTP; soon\n" BODY),
	 RECEIVED_SAMPLE, "x.example", "192.0.2.1", "r.example.com", THEN + 1},
	{BYTES("Received: from r.example.com (HELO x.example) (192.0.2.1)\n  by 0 with SMTP;"),
	 RECEIVED_SAMPLE, "x.example", "192.0.2.1", "r.example.com", 0},
	/* older qmail's question marks */
	{BYTES("Received: from unknown (HELO ?192.0.2.7?) (192.0.2.1)" BY BODY), RECEIVED_SAMPLE,
	 "[192.0.2.7]", "192.0.2.1", "-", THEN},
	{BYTES("Received: from unknown (HELO ?IPv6:2001:db8::7?) (192.0.2.1)" BY BODY),
	 RECEIVED_SAMPLE, "[IPv6:2001:db8::7]", "192.0.2.1", "-", THEN},
	{BYTES("Received: from ?.example.com (HELO x.example) (192.0.2.1)" BY BODY),
	 RECEIVED_SAMPLE, "x.example", "192.0.2.1", "-", THEN},
	{BYTES("Received: from r.example.com (HELO my?pc) (192.0.2.1)" BY BODY),
	 RECEIVED_UNREADABLE, "", "", "", 0},
	{BYTES("Received: from r.example.com (HELO ?) (192.0.2.1)" BY BODY), RECEIVED_UNREADABLE,
	 "", "", "", 0},
	{BYTES("Received: from r.example.com (HELO ?\?) (192.0.2.1)" BY BODY), RECEIVED_UNREADABLE,
	 "", "", "", 0},
	{BYTES("Received: from r.example.com (HELO ?192.0.2?) (192.0.2.1)" BY BODY),
	 RECEIVED_UNREADABLE, "", "", "", 0},
	{BYTES("Received: from r.example.com (HELO ?192.0.2.7) (192.0.2.1)" BY BODY),
	 RECEIVED_UNREADABLE, "", "", "", 0},
	{BYTES("Received: from r.example.com (HELO 1192.0.2.7?) (192.0.2.1)" BY BODY),
	 RECEIVED_SAMPLE, "1192.0.2.7", "192.0.2.1", "r.example.com", THEN},
	{BYTES("Received: from r?1.example.com (192.0.2.1)" BY BODY), RECEIVED_UNREADABLE, "", "",
	 "", 0},
	/* no HELO, or this one? */
	{BYTES("Received: from unknown (192.0.2.1)" BY BODY), RECEIVED_UNREADABLE, "", "", "", 0},
	{BYTES("Received: from r.example.com (HELO x.example) (unknown)" BY BODY),
	 RECEIVED_UNREADABLE, "", "", "", 0},
	/* of the two only the upper one counts, though it cannot be read */
	{BYTES("Received: from r.example.com (HELO my?pc) (192.0.2.1)" BY
	       "Received: from good.example (HELO good.example) (192.0.2.2)" BY BODY),
	 RECEIVED_UNREADABLE, "", "", "", 0},
	{BYTES(LOCAL NETWORK "Received: from unknown (HELO x.example) (192.0.2.1)" BY
			     "Received: from good.example (192.0.2.2)" BY BODY),
	 RECEIVED_SAMPLE, "x.example", "192.0.2.1", "-", THEN},
	/* other programs' are passed over */
	{BYTES(POSTFIX "Received: from unknown (HELO x.example) (192.0.2.1)" BY BODY),
	 RECEIVED_SAMPLE, "x.example", "192.0.2.1", "-", THEN},
	{BYTES("Received: by simscan 1.4.0 ppid: 4711, pid: 4712, t: 1.2s\n" LOCAL
	       "Received: from 192.0.2.9 by mx (envelope-from <a@b>, uid 89) with "
	       "qmail-scanner-2.08 \n (spam: 0);" DATE NETWORK
	       "Received: from unknown (HELO x.example) (192.0.2.1)" BY BODY),
	 RECEIVED_SAMPLE, "x.example", "192.0.2.1", "-", THEN},
	{BYTES("Received: from x ([192.0.2.9] helo=y)\n by z with esmtp (Exim 4.96);" DATE BODY),
	 RECEIVED_NONE, "", "", "", 0},
	{BYTES("Received: from host (HELO x.example) (192.0.2.9)\n  by mx (qpsmtpd/0.94) with "
	       "ESMTP; " DATE BODY),
	 RECEIVED_NONE, "", "", "", 0},
	{BYTES("Received: from x (a comment) by y with z; " DATE BODY), RECEIVED_NONE, "", "", "",
	 0},
	{BYTES("Received: from x (comment) by y with z; " DATE
	       "Received: from unknown (HELO x.example) (192.0.2.1)" BY BODY),
	 RECEIVED_SAMPLE, "x.example", "192.0.2.1", "-", THEN},
	{BYTES("X-Received: from r.example.com (HELO x.example) (192.0.2.1)" BY BODY),
	 RECEIVED_NONE, "", "", "", 0},
	{BYTES("Subject: x\n Received: from r.example.com (HELO x.example) (192.0.2.1)" BY BODY),
	 RECEIVED_NONE, "", "", "", 0},
	/* of clients that may relay */
	{BYTES("Received: from r.example.com (HELO x.example) (192.0.2.1)\n  by mx.example.org "
	       "with ESMTPSA (AES256 encrypted, authenticated); " DATE BODY),
	 RECEIVED_RELAY, "", "", "", 0},
	{BYTES("Received: from unknown (HELO laptop) (me@example.org)\n  by mx.example.org with "
	       "ESMTPA; " DATE "Received: from good.example (192.0.2.2)" BY BODY),
	 RECEIVED_RELAY, "", "", "", 0},
	{BYTES("Received: from unknown (HELO laptop) ()" BY
	       "Received: from good.example (192.0.2.2)" BY BODY),
	 RECEIVED_RELAY, "", "", "", 0},
	{BYTES("Received: from r.example.com ()" BY "Received: from good.example (192.0.2.2)" BY
		       BODY),
	 RECEIVED_RELAY, "", "", "", 0},
	{BYTES("Received: (HELO laptop) (me@example.org)" BY
	       "Received: from good.example (192.0.2.2)" BY BODY),
	 RECEIVED_RELAY, "", "", "", 0},
	/* by somebody else: whatever they say, it is about their clients */
	{BYTES("Received: from r.example (HELO x.example) (192.0.2.1)\n  by mx.example.net with "
	       "SMTP; " DATE BODY),
	 RECEIVED_NONE, "mx.example.net", "", "", 0},
	{BYTES("Received: from r.example (HELO x.example) (192.0.2.1)\n  by mx.example.org.net with "
	       "SMTP; " DATE "Received: from x.example (192.0.2.1)\n  by other.example with SMTP; "
	       DATE BODY),
	 RECEIVED_NONE, "mx.example.org.net", "", "", 0},
	{BYTES("Received: from r.example (HELO a?b) (192.0.2.3)\n  by mx.example.net with SMTP; "
	       DATE "Received: from unknown (HELO laptop) (me@example.net)\n  by mx.example.net "
	       "with ESMTPA; " DATE "Received: from x.example (192.0.2.1)" BY BODY),
	 RECEIVED_SAMPLE, "x.example", "192.0.2.1", "x.example", THEN},
	{BYTES("Received: from r.example (HELO x.example) (192.0.2.1)\n  by  with SMTP; " DATE BODY),
	 RECEIVED_NONE, "", "", "", 0},
	/* other writers of the family */
	{BYTES("Received: from r.example (HELO x.example) ([192.0.2.1]) (envelope-sender "
	       "<a@b.example>)\n          by mx.example.org (qmail-ldap-1.03) with SMTP\n"
	       "          for <b@example.org>; " DATE BODY),
	 RECEIVED_SAMPLE, "x.example", "192.0.2.1", "r.example", THEN},
	{BYTES("Received: from unknown (HELO x.example) (7@[2001:db8::1]) (envelope-sender "
	       "<a)by@evil with x@b>)\n          by mx.example.org (qmail-ldap-1.03) with "
	       "(AES256-SHA encrypted) ESMTPS\n          for <b@example.org>; " DATE BODY),
	 RECEIVED_SAMPLE, "x.example", "2001:db8::1", "-", THEN},
	{BYTES("Received: from x.example ([192.0.2.1])\n          by mx.example.org "
	       "(qmail-ldap-1.03) with SMTP; " DATE BODY),
	 RECEIVED_SAMPLE, "x.example", "192.0.2.1", "x.example", THEN},
	{BYTES("Received: from r.example (HELO x.example) (192.0.2.1)\n  de/crypted with TLSv1.3: "
	       "TLS_AES_256_GCM_SHA384 [256/256] DN=none\n  by mx.example.org with ESMTPS; " DATE
	       BODY),
	 RECEIVED_SAMPLE, "x.example", "192.0.2.1", "r.example", THEN},
	{BYTES("Received: from r.example (HELO x.example) (7@192.0.2.1)\n  de/crypted with "
	       "TLSv1/SSLv3: AES256-SHA [256/256] DN=/C=DE/CN=a b\n  by mx.example.org with "
	       "ESMTPSA; " DATE BODY),
	 RECEIVED_RELAY, "", "", "", 0},
	{BYTES("Received: from r.example (HELO x.example) (192.0.2.1) (envelope-from <a@b>)\n  by "
	       "mx.example.org with SMTP; " DATE BODY),
	 RECEIVED_SAMPLE, "x.example", "192.0.2.1", "r.example", THEN},
	{BYTES("Received: (indimail 4711 invoked from network); 22 Nov 2026 19:00:02 -0000\n"
	       "Received: from r.example (HELO x.example) (192.0.2.1)\n  by mx.example.org "
	       "(indimail 3) with SMTP; soon\n" BODY),
	 RECEIVED_SAMPLE, "x.example", "192.0.2.1", "r.example", THEN + 1},
	{BYTES("Received: from r.example (HELO x.example) (192.0.2.1) (never closed\n  by "
	       "mx.example.org with SMTP; " DATE BODY),
	 RECEIVED_NONE, "", "", "", 0},
	/* older qmail made a question mark of a blank at the end, too */
	{BYTES("Received: from r.example (HELO x.example?) (192.0.2.1)" BY BODY), RECEIVED_SAMPLE,
	 "x.example", "192.0.2.1", "r.example", THEN},
	{BYTES("Received: from r.example (HELO x.example?\?) (192.0.2.1)" BY BODY), RECEIVED_SAMPLE,
	 "x.example", "192.0.2.1", "r.example", THEN},
	{BYTES("Received: from r.example (HELO ?192.0.2.7?\?) (192.0.2.1)" BY BODY),
	 RECEIVED_SAMPLE, "[192.0.2.7]", "192.0.2.1", "r.example", THEN},
	{BYTES("Received: from r.example (HELO my?pc?) (192.0.2.1)" BY BODY), RECEIVED_UNREADABLE,
	 "", "", "", 0},
	/* only in the header */
	{BYTES(LOCAL "\nReceived: from r.example.com (HELO x.example) (192.0.2.1)" BY BODY),
	 RECEIVED_NONE, "", "", "", 0},
	{BYTES(LOCAL "\r\nReceived: from r.example.com (HELO x.example) (192.0.2.1)" BY BODY),
	 RECEIVED_NONE, "", "", "", 0},
	{BYTES("\nReceived: from r.example.com (192.0.2.1)" BY BODY), RECEIVED_NONE, "", "", "", 0},
	{BYTES(LOCAL BODY), RECEIVED_NONE, "", "", "", 0},
	{BYTES(""), RECEIVED_NONE, "", "", "", 0},
	{BYTES("\n"), RECEIVED_NONE, "", "", "", 0},
	/* hostile bytes: qmail would have made them question marks, so it did not write this */
	{BYTES("Received: from r (HELO a\0b) (192.0.2.1)" BY BODY), RECEIVED_NONE, "", "", "", 0},
	{BYTES("Received: from r (HELO a\x1b[31m) (192.0.2.1)" BY BODY), RECEIVED_NONE, "", "", "",
	 0},
	{BYTES("Received: from r (HELO a\xff) (192.0.2.1)" BY BODY), RECEIVED_NONE, "", "", "", 0},
	{BYTES("\xff\xfe\0\0\x01"), RECEIVED_NONE, "", "", "", 0},
};

/* fmemopen takes no empty buffer. */
static FILE *open_bytes(const char *bytes, size_t len)
{
	FILE *file = tmpfile();

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes, 1, len, file), len);
	rewind(file);
	return file;
}

static bool is_ours(struct slice by)
{
	return slice_is(by, "mx.example.org") || slice_is(by, "0");
}

static enum received read_bytes(struct sample *s, struct received_buffer *b, const char *bytes,
				size_t len)
{
	FILE *file = open_bytes(bytes, len);
	enum received is = received_read(s, file, is_ours, b);

	fclose(file);
	return is;
}

static bool is(struct slice t, const char *wanted)
{
	return t.bytes != NULL && t.len == strlen(wanted) && memcmp(t.bytes, wanted, t.len) == 0;
}

START_TEST(message)
{
	struct received_buffer buffer;
	struct sample s;

	ck_assert_int_eq(read_bytes(&s, &buffer, messages[_i].message, messages[_i].len),
			 messages[_i].is);
	if (messages[_i].is == RECEIVED_UNREADABLE)
		ck_assert(buffer.len > 15 && memcmp(buffer.bytes, "Received: from ", 15) == 0);
	/* A header of somebody else, if there is one, is kept. */
	if (messages[_i].is == RECEIVED_NONE)
		ck_assert_str_eq(buffer.stranger, messages[_i].helo);
	if (messages[_i].is != RECEIVED_SAMPLE)
		return;
	ck_assert_msg(is(s.helo, messages[_i].helo), "HELO is [%.*s]", (int)s.helo.len, s.helo.bytes);
	ck_assert_msg(is(s.ip, messages[_i].ip), "address is [%.*s]", (int)s.ip.len, s.ip.bytes);
	if (strcmp(messages[_i].reverse, "-") == 0)
		ck_assert(s.reverse.bytes == NULL);
	else
		ck_assert(is(s.reverse, messages[_i].reverse));
	ck_assert_int_eq(s.time, messages[_i].time);
	ck_assert(s.helo.bytes >= buffer.bytes && s.helo.bytes <= buffer.bytes + sizeof(buffer.bytes));
}
END_TEST

/* Cut at every byte: whatever it is then, nothing is read that is not there. */
START_TEST(cut)
{
	for (size_t len = 0; len < messages[_i].len; len++) {
		struct received_buffer buffer;
		struct sample s;

		if (read_bytes(&s, &buffer, messages[_i].message, len) == RECEIVED_SAMPLE)
			ck_assert(s.helo.bytes != NULL && s.ip.len > 0);
	}
}
END_TEST

/* A message whose first part is a pattern (unit_expand), and then a header of qmail's. */
static const struct {
	const char *pattern;
	enum received is;
} longs[] = {
	{"Received: from r (HELO a{3000}) (192.0.2.1)\n by 0 with SMTP; x\n", RECEIVED_SAMPLE},
	/* Too long to be seen whole: one below it does not count instead. */
	{"Received: from r (HELO a{5000}) (192.0.2.1)\n by 0 with SMTP; x\n", RECEIVED_UNREADABLE},
	{"Received: from r (HELO a{60000}) (192.0.2.1)\n by 0 with SMTP; x\n", RECEIVED_UNREADABLE},
	{"Subject: a{5000}\n", RECEIVED_SAMPLE},
	{"Received: from r (a{5000}) (192.0.2.1)\n by 0 with SMTP; x\n", RECEIVED_SAMPLE},
	{"Subject: a\n {5000}b\n", RECEIVED_SAMPLE},
	/* What is further down than 64 KB is not looked at. */
	{"Subject: a{65000}\n", RECEIVED_SAMPLE},
	{"Subject: a{65600}\n", RECEIVED_NONE},
	{"Subject: a{120000}\n", RECEIVED_NONE},
};

START_TEST(long_header)
{
	static char text[1 << 17];
	size_t len = unit_expand(text, sizeof(text) - 100, longs[_i].pattern);
	struct received_buffer buffer;
	struct sample s;

	len += (size_t)snprintf(text + len, sizeof(text) - len, "%s",
				"Received: from x.example (192.0.2.1)\n  by 0 with SMTP; x\n\n");
	ck_assert_int_eq(read_bytes(&s, &buffer, text, len), longs[_i].is);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, message, 0, LENGTH(messages));
	tcase_add_loop_test(tests, cut, 0, LENGTH(messages));
	tcase_add_loop_test(tests, long_header, 0, LENGTH(longs));
}

int main(void)
{
	return unit_main("received", add);
}
