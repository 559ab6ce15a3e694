/*
 * dnsanswer: hostile messages as answers to each type of question.
 *
 * Octets of the input: 0: which type, which name, and how much of the header is put right, so that the
 * parser is reached; 1 to 5: the flags, and how many records in the three sections; behind: the rest of
 * the message, whose offset 12 is the question's name, as in real ones.
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

/* Each with the length octets of its labels; the last is as long as names can be. */
static const char *const questions[] = {
	"\4mail\7example\3com",
	"\1a",
	"\4\x41\x5a\x61\x7a\2-_\6[^`{|}\1@",
	"\77aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	"\77bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
	"\77ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
	"\75ddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd",
};

static const int types[] = {ns_t_a, ns_t_aaaa, ns_t_mx, ns_t_ptr};

static void ask(struct dns_query *q, unsigned char how)
{
	const char *name = questions[(how & NAMES) >> 2];
	size_t len = strlen(name) + 1;
	unsigned char *at = q->packet + HEADER;

	q->type = types[how & TYPES];
	memcpy(q->packet, "\x12\x34\1\0\0\1", 6);
	memcpy(at, name, len);
	memcpy(at + len, (unsigned char[]){0, (unsigned char)q->type, 0, 1}, 4);
	q->question_len = len + 4;
	q->packet_len = HEADER + q->question_len;
	/* as dns_ask has it before an answer came */
	q->status = DNS_FAILED;
	q->why = DNS_TIMEOUT;
}

/* In memory of just its length, so that a step beyond is seen. */
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

/* ---- a reader of its own: what the answer section says of the name itself, without CNAMEs ---- */

struct reading {
	bool whole;	   /* all records of all sections are there */
	bool doubtful;	   /* names and aliases that only a full parser can judge */
	unsigned of_type;  /* answers of the type asked for, of whatever name and class */
	unsigned direct;   /* records IN of the type asked for that belong to the question's name */
	unsigned extended; /* the upper bits of the error code */
};

/* Behind the name at `at`, without following a pointer; len + 1 when it goes beyond the end. */
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

static void answered(const struct dns_query *q, const unsigned char *m, size_t len, size_t added)
{
	const bool addresses = q->type == ns_t_a || q->type == ns_t_aaaa;
	const struct reading r = read_message(q, m, len);

	HOLDS(q->status == DNS_FOUND || q->status == DNS_NODATA || q->status == DNS_NXDOMAIN);
	/* Only a message that is ours, in order and not cut can say anything at all. */
	HOLDS(len >= HEADER + q->question_len);
	HOLDS(memcmp(m, q->packet, 2) == 0 && two(m + 4) == 1);
	HOLDS((m[2] & 0x80) != 0 && (m[2] & 0x78) == 0 && (m[2] & 0x02) == 0);
	HOLDS(strncasecmp((const char *)m + HEADER, (const char *)q->packet + HEADER,
			  strlen((const char *)q->packet + HEADER)) == 0);
	HOLDS((m[3] & 0x0f) == 0 || (m[3] & 0x0f) == 3);
	HOLDS(r.whole && r.extended == 0);
	/* Only this much can say no. */
	HOLDS(q->status != DNS_NXDOMAIN || (m[3] & 0x0f) == 3);
	HOLDS(q->status != DNS_NODATA || (m[3] & 0x0f) == 0);
	HOLDS(q->status == DNS_FOUND || (added == 0 && !q->takes_mail && r.of_type == 0));
	HOLDS(!addresses || (q->status == DNS_FOUND) == (added > 0));
	HOLDS(!q->takes_mail || q->type == ns_t_mx);
	if (!r.doubtful) {
		HOLDS((q->status == DNS_FOUND) == (r.direct > 0));
		HOLDS(!addresses || added == r.direct);
	}
}

static void names_are_names(const struct dns_names *names)
{
	size_t others = 0;

	HOLDS(names->count <= DNS_NAMES_MAX + 1);
	for (size_t i = 0; i < names->count; i++) {
		size_t len = strnlen(names->at[i], sizeof(names->at[i]));

		HOLDS(len < sizeof(names->at[i]));
		HOLDS(ref_askable(names->at[i], len) && names->at[i][len - 1] != '.');
		others += names->wanted == NULL || strcasecmp(names->at[i], names->wanted) != 0;
	}
	HOLDS(others <= DNS_NAMES_MAX && names->count - others <= 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* One address is in the list already, as another question may have put it there. */
	const struct ipaddr before = {FAMILY_IPV4, {192, 0, 2, 255}};
	struct addrs addrs = {0};
	struct dns_names names = {0};
	struct dns_query q = {.name = "not looked at"};
	enum dns_verdict verdict;
	unsigned char *m;
	size_t len;

	if (size < HEAD || size - HEAD > 65535 - 300)
		return 0;
	ask(&q, data[0]);
	if ((data[0] & WANTED) != 0)
		names.wanted = "Mail.Example.COM";
	m = message(&q, data, size, &len);
	if (m == NULL || !addrs_add(&addrs, before))
		abort();
	if (q.type == ns_t_a || q.type == ns_t_aaaa)
		q.addrs = &addrs;
	if (q.type == ns_t_ptr)
		q.names = &names;
	verdict = dns_read_answer(&q, m, len);
	HOLDS(addrs.count >= 1 && ipaddr_equal(&addrs.at[0], &before));
	names_are_names(&names);
	for (size_t i = 1; i < addrs.count; i++)
		HOLDS(addrs.at[i].family == FAMILY_IPV4 ||
		      (addrs.at[i].family == FAMILY_IPV6 && q.type == ns_t_aaaa));
	switch (verdict) {
	case DNS_ANSWERED:
		answered(&q, m, len, addrs.count - 1);
		HOLDS(names.count == 0 || q.status == DNS_FOUND);
		break;
	case DNS_NOT_OURS:
		HOLDS(q.why == DNS_TIMEOUT);
		/* fall through */
	case DNS_CUT:
	case DNS_NOT_UNDERSTOOD:
	case DNS_USELESS:
		HOLDS(q.status == DNS_FAILED && addrs.count == 1 && names.count == 0 &&
		      !q.takes_mail);
		break;
	default:
		HOLDS(verdict == DNS_ANSWERED);
	}
	free(m);
	addrs_free(&addrs);
	return 0;
}
