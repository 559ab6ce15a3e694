/* pastfacts: see pastfacts.h. */
#include "replay/judge/pastfacts.h"

#include "base/clock.h"
#include "facts/patterns.h"
#include "replay/judge/past.h"

#include <string.h>

/* A pattern gets no more time here than it would have had in the plugin. */
#define PATTERNS_MS 2500

/* The value of key in a facts line: at NULL where it is not there. */
static struct text value_of(struct text facts, const char *key)
{
	const size_t len = strlen(key);
	const char *at = facts.at, *end = facts.at + facts.len;

	while (at < end) {
		const char *blank = memchr(at, ' ', (size_t)(end - at));
		const char *stop = blank != NULL ? blank : end;

		if ((size_t)(stop - at) > len && at[len] == '=' && memcmp(at, key, len) == 0)
			return (struct text){at + len + 1, (size_t)(stop - at) - len - 1};
		at = stop + 1;
	}
	return (struct text){NULL, 0};
}

static bool is(struct text value, const char *word)
{
	return value.at != NULL && value.len == strlen(word) &&
	       memcmp(value.at, word, value.len) == 0;
}

/* The first word of a list parted by commas, which becomes the rest; at NULL when there is none left. */
static struct text next_word(struct text *list)
{
	struct text word = {list->len > 0 ? list->at : NULL, list->len};
	const char *comma = list->len > 0 ? memchr(list->at, ',', list->len) : NULL;

	if (comma != NULL)
		word.len = (size_t)(comma - list->at);
	list->at += word.len + (comma != NULL);
	list->len -= word.len + (comma != NULL);
	return word;
}

static bool holds(struct text list, const char *word)
{
	struct text each;

	if (list.at == NULL)
		return false;
	while ((each = next_word(&list)).at != NULL)
		if (is(each, word))
			return true;
	return false;
}

static bool is_failure(struct text word, enum dns_failure *why)
{
	for (int i = DNS_TIMEOUT; i <= DNS_LOCAL; i++) {
		*why = (enum dns_failure)i;
		if (is(word, dns_failure_name(*why)))
			return true;
	}
	return false;
}

/* One of the keys `a` and `aaaa`. True: the line was cut, there were more. */
static bool read_addresses(struct facts *f, enum question question, struct text list)
{
	struct dns_query *q = &f->dns[question];
	bool cut = false;
	struct text word;

	if (list.at == NULL)
		return false;
	q->status = DNS_NODATA;
	while ((word = next_word(&list)).at != NULL) {
		struct ipaddr ip;

		cut = cut || word.at[0] == '+';
		if (is_failure(word, &q->why)) {
			q->status = DNS_FAILED;
		} else if (ipaddr_parse(&ip, word.at, word.len) && addrs_add(&f->addresses, ip) &&
			   q->status == DNS_NODATA) {
			q->status = DNS_FOUND;
		}
	}
	return cut;
}

static void read_mx(struct facts *f, struct text value)
{
	struct dns_query *q = &f->dns[ASK_MX];

	if (value.at == NULL)
		return;
	q->takes_mail = is(value, "yes");
	q->status = q->takes_mail		 ? DNS_FOUND
		    : is_failure(value, &q->why) ? DNS_FAILED
						 : DNS_NODATA;
}

static void read_reverse(struct factsline *line, struct text value)
{
	struct facts *f = &line->facts;
	char *at = line->reverse;
	enum dns_failure why;

	f->reverse_known = value.at != NULL || line->session.client.family != FAMILY_NONE;
	if (value.at == NULL) {
		f->why_reverse = "not_asked";
		return;
	}
	if (is_failure(value, &why)) {
		f->why_reverse = dns_failure_name(why);
		return;
	}
	printable(line->reverse, value.at, value.len);
	while (*at != '\0' && f->reverse_count < DNS_NAMES_MAX + 1) {
		f->reverse[f->reverse_count++] = at;
		at += strcspn(at, ",");
		if (*at == ',')
			*at++ = '\0';
	}
}

/* What the line says itself goes before what can be told from its addresses today. */
static void read_found(enum found *found, const char **why, struct text value)
{
	if (is(value, "yes"))
		*found = YES;
	else if (is(value, "no"))
		*found = NO;
	else if (value.at != NULL)
		*found = UNKNOWN;
	if (*found == UNKNOWN && *why == NULL)
		*why = dns_failure_name(DNS_LOCAL);
}

/* What qmail-smtpd told at the time. */
static void read_session(struct factsline *line, const struct sample *s)
{
	const struct text failed = value_of(s->facts, "fail");
	struct session *session = &line->session;
	struct past past = {
		.helo = printable(line->helo, s->helo.at, s->helo.len),
		.ip = printable(line->ip, s->ip.at, s->ip.len),
		.relay = is(value_of(s->facts, "relay"), "yes"),
		.other_helo = holds(failed, "host_mismatch"),
		.other_verb = holds(failed, "proto_mismatch"),
	};

	/* Of what was not ASCII nothing but this is left. */
	for (char *at = line->helo; holds(failed, "valid_hostname(not_ascii)") && *at != '\0'; at++)
		if (*at == '?')
			*at = '\x80';
	past_session(session, &past);
	/* Nobody asked DNS: it had a byte that no name has, which is a `?` now. */
	if (session->kind == HELO_NAME && value_of(s->facts, "a").at == NULL) {
		session->kind = HELO_IMPOSSIBLE;
		session->name[0] = '\0';
	}
}

void factsline_read(struct factsline *line, const struct sample *s, unsigned needs,
		    const struct suffixes *suffixes)
{
	const struct text ours = value_of(s->facts, "ours");
	struct log log = {.stuck = true}; /* of today's files, once for each line */
	struct facts *f = &line->facts;
	bool cut;

	read_session(line, s);
	*f = (struct facts){.suffixes = suffixes};
	if (line->session.kind == HELO_NONE)
		return;
	cut = read_addresses(f, ASK_A, value_of(s->facts, "a"));
	cut = read_addresses(f, ASK_AAAA, value_of(s->facts, "aaaa")) || cut;
	read_mx(f, value_of(s->facts, "mx"));
	read_reverse(line, value_of(s->facts, "reverse"));
	if ((needs & NEED_PATTERNS) != 0)
		f->pattern = patterns_match(line->session.helo, line->session.helo_len,
					    clock_ms() + PATTERNS_MS, &log);
	facts_judge(f, ours.at != NULL ? needs & ~(unsigned)NEED_OURS : needs, &line->session,
		    &log);
	read_found(&f->resolves, &f->why_resolves, value_of(s->facts, "resolves"));
	read_found(&f->match, &f->why_match, value_of(s->facts, "match"));
	read_found(&f->ours, &f->why_ours, ours);
	if (cut && ours.at == NULL && f->ours == NO) {
		f->ours = UNKNOWN; /* one that is not shown may be */
		f->why_ours = "cut";
	}
}

/* Does the key at this place say anything of the facts? */
static bool counts(struct text facts, size_t at)
{
	return at + 4 > facts.len ||
	       (memcmp(facts.at + at, "ms=", 3) != 0 && memcmp(facts.at + at, "pid=", 4) != 0);
}

/* The sum over all values, each with its key before it: so their order does not matter. */
uint64_t factsline_hash(struct text facts)
{
	const uint64_t start = 0xcbf29ce484222325, prime = 0x100000001b3; /* FNV-1a */
	uint64_t sum = 0, key = start, word = start;
	bool in_key = true, counted = counts(facts, 0);

	for (size_t i = 0; i <= facts.len; i++) {
		const char c = (char)(i < facts.len ? facts.at[i] : ' ');

		if (c == ' ' || (c == ',' && !in_key)) {
			sum += counted ? word * (word | 1) : 0;
			word = key;
		}
		if (c == ' ') {
			in_key = true;
			key = word = start;
			counted = counts(facts, i + 1);
		} else if (c != ',') {
			word = (word ^ (unsigned char)c) * prime;
		}
		if (c == '=' && in_key) {
			in_key = false;
			key = word;
		}
	}
	return sum;
}
