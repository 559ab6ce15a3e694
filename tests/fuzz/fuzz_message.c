/*
 * message: hostile messages as answers to each type of question.
 *
 * Octet 0 of the input: which type, which name, and whether header and question are put right, so
 * that the parser is reached. 1 to 5: the flags, and how many records in the three sections. Then
 * the rest of the message, in which offset 12 is the question's name, as in real ones.
 */
#include "fuzz.h"

#include "dns/message.h"
#include "reference.h"

#include <arpa/nameser.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define HEADER 12
#define HEAD 6 /* octets of the input before the message */

enum { TYPES = 0x03, NAMES = 0x0c, UPPER = 0x10, WANTED = 0x20, RAW = 0x80 };

/* The last is as long as names can be. */
static const char *const questions[] = {
	"mail.example.com",
	"a",
	"AZaz.-_.[^`{|}.@",
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	".bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
	".ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
	".ddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd",
};

static const int types[] = {ns_t_a, ns_t_aaaa, ns_t_mx, ns_t_ptr};

static void ask(struct dns_query *q, unsigned char how)
{
	const char *wanted = (how & WANTED) != 0 ? "Mail.Example.COM" : NULL;

	HOLDS(dns_query_build(q, questions[(how & NAMES) >> 2], types[how & TYPES], wanted));
	dns_query_set(q, (const unsigned char[]){0x12, 0x34}, false);
}

/* The message, in memory of exactly its length, so that reading past the end is seen. */
static unsigned char *message(const struct dns_query *q, const uint8_t *data, size_t size,
			      size_t *len)
{
	size_t head = (data[0] & RAW) != 0 ? 0 : HEADER + q->question_len;
	unsigned char *m = malloc(head + size - HEAD + 1);

	*len = head + size - HEAD;
	if (m == NULL)
		return NULL;
	if (head > 0) {
		memcpy(m, q->packet, head);
		m[2] = data[1] | 0x80;
		m[3] = data[2];
		m[7] = data[3];
		m[9] = data[4];
		m[11] = data[5];
		for (size_t i = HEADER; (data[0] & UPPER) != 0 && i < head - 4; i++)
			if (m[i] >= 'a' && m[i] <= 'z')
				m[i] = (unsigned char)(m[i] - 'a' + 'A');
	}
	memcpy(m + head, data + HEAD, size - HEAD);
	return realloc(m, *len > 0 ? *len : 1);
}

/* ---- an independent reader: what the answer says of the name itself, without CNAMEs ---- */

struct reading {
	bool whole;	   /* all records of all sections are there */
	bool doubtful;	   /* there are names or aliases that need a full parser */
	unsigned of_type;  /* answers of the type asked for, of any name and class */
	unsigned ours;	   /* answers that are, or may be, of the question's name, in class IN */
	unsigned answers;
	bool ns, soa;	   /* in the authority section */
	unsigned direct;   /* those of the question's name, in class IN */
	unsigned extended; /* the upper bits of the error code */
};

/* The end of the name at `at`, without following a pointer; len + 1 if the message ends first. */
static size_t skip_name(const unsigned char *m, size_t len, size_t at)
{
	while (at < len && m[at] != 0 && m[at] < 0x40)
		at += m[at] + 1U;
	if (at >= len || (m[at] >= 0x40 && m[at] < 0xc0))
		return len + 1;
	return at + (m[at] == 0 ? 1 : 2);
}

static unsigned two(const unsigned char *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

static struct reading read_message(const struct dns_query *q, const unsigned char *m, size_t len)
{
	struct reading r = {.whole = false};
	const unsigned sections[] = {two(m + 6), two(m + 8), two(m + 10)};
	size_t at = HEADER + q->question_len, name_len = q->question_len - 4;

	for (unsigned s = 0; s < 3; s++) {
		for (unsigned i = 0; i < sections[s]; i++) {
			size_t name = at, data;
			bool own;

			at = skip_name(m, len, at);
			if (at + 10 > len || at + 10 + two(m + at + 8) > len)
				return r;
			data = two(m + at + 8);
			/* the name once more, or a pointer to the question */
			own = (at - name == 2 && m[name] == 0xc0 && m[name + 1] == HEADER) ||
			      (at - name == name_len &&
			       strncasecmp((const char *)m + name, (const char *)q->packet + HEADER,
					   name_len) == 0);
			if (s == 0 && two(m + at) == (unsigned)q->type) {
				r.of_type++;
				r.direct += own && two(m + at + 2) == 1;
			}
			r.answers += s == 0;
			/* a pointer elsewhere may lead to the name, too */
			r.ours += s == 0 && (own || m[at - 1] != 0 || m[at - 2] >= 0xc0) &&
				  two(m + at + 2) == 1;
			r.ns = r.ns || (s == 1 && two(m + at) == ns_t_ns);
			r.soa = r.soa || (s == 1 && two(m + at) == ns_t_soa);
			if (s == 0 && (!own || two(m + at) == ns_t_cname))
				r.doubtful = true;
			if (s == 2 && two(m + at) == ns_t_opt)
				r.extended = m[at + 4];
			at += 10 + data;
		}
	}
	r.whole = true;
	return r;
}

/* ---- properties ---- */

static void says_what_is_there(const struct dns_answer *a, const struct dns_query *q,
			       const unsigned char *m, size_t len)
{
	const bool addresses = q->type == ns_t_a || q->type == ns_t_aaaa;
	const size_t added = a->addrs.count;
	const struct reading r = read_message(q, m, len);

	HOLDS(a->status == DNS_FOUND || a->status == DNS_NODATA || a->status == DNS_NXDOMAIN);
	/* Only a whole, valid message that answers our question can say anything. */
	HOLDS(len >= HEADER + q->question_len);
	HOLDS(memcmp(m, q->packet, 2) == 0 && two(m + 4) == 1);
	HOLDS((m[2] & 0x80) != 0 && (m[2] & 0x78) == 0 && (m[2] & 0x02) == 0);
	HOLDS(strncasecmp((const char *)m + HEADER, (const char *)q->packet + HEADER,
			  strlen((const char *)q->packet + HEADER)) == 0);
	HOLDS((m[3] & 0x0f) == 0 || (m[3] & 0x0f) == 3);
	HOLDS(r.whole && r.extended == 0);
	/* Only its code can say no. */
	HOLDS(a->status != DNS_NXDOMAIN || (m[3] & 0x0f) == 3);
	HOLDS(a->status != DNS_NODATA || (m[3] & 0x0f) == 0);
	HOLDS(a->status == DNS_FOUND || (added == 0 && r.of_type == 0));
	HOLDS(!addresses || (a->status == DNS_FOUND) == (added > 0));
	/* A referral is no answer; neither is one about other names. */
	HOLDS(a->status != DNS_NODATA || !r.ns || r.soa);
	HOLDS(a->status == DNS_FOUND || r.answers == 0 || r.ours > 0);
	if (!r.doubtful) {
		HOLDS((a->status == DNS_FOUND) == (r.direct > 0));
		HOLDS(!addresses || added == r.direct);
	}
}

static void names_are_names(const struct strlist *names, const char *wanted)
{
	size_t others = 0;

	for (size_t i = 0; i < names->count; i++) {
		const char *name = names->items[i];

		HOLDS(ref_askable(name, strlen(name)) && name[strlen(name) - 1] != '.');
		others += wanted == NULL || strcasecmp(name, wanted) != 0;
	}
	HOLDS(others <= DNS_NAMES_MAX && names->count - others <= 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dns_answer a = {.failure = DNS_TIMEOUT};
	struct dns_query q;
	enum dns_parse result;
	unsigned char *m;
	size_t len;

	if (size < HEAD || size - HEAD > 65535 - 300)
		return 0;
	ask(&q, data[0]);
	m = message(&q, data, size, &len);
	if (m == NULL)
		abort();
	result = dns_answer_parse(&a, &q, m, len);
	names_are_names(&a.names, q.wanted);
	for (size_t i = 0; i < a.addrs.count; i++)
		HOLDS(a.addrs.items[i].family == FAMILY_IPV4 ||
		      (a.addrs.items[i].family == FAMILY_IPV6 && q.type == ns_t_aaaa));
	HOLDS(a.addrs.count == 0 || q.type == ns_t_a || q.type == ns_t_aaaa);
	HOLDS(a.names.count == 0 || q.type == ns_t_ptr);
	if (result == DNS_PARSED) {
		says_what_is_there(&a, &q, m, len);
		HOLDS(a.names.count == 0 || a.status == DNS_FOUND);
	} else {
		HOLDS(result == DNS_MISMATCH || result == DNS_TRUNCATED ||
		      result == DNS_NOT_UNDERSTOOD || result == DNS_RETRY);
		HOLDS(result != DNS_MISMATCH || a.failure == DNS_TIMEOUT);
		HOLDS(a.status == DNS_NOT_ASKED && a.addrs.count == 0 && a.names.count == 0);
	}
	free(m);
	dns_answer_free(&a);
	return 0;
}
