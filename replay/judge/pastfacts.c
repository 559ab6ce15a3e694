/* pastfacts: see pastfacts.h. */
#include "replay/judge/pastfacts.h"

#include "base/clock.h"
#include "facts/patterns.h"
#include "output/factsline.h"
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

/* The key `a` or `aaaa`. True if the line does not list all addresses. */
static bool parse_addresses(struct dns_answer *answer, struct text list)
{
	bool cut = false;
	struct text word;

	if (list.at == NULL)
		return false;
	answer->status = DNS_NODATA;
	while ((word = next_word(&list)).at != NULL) {
		struct ipaddr ip;

		cut = cut || word.at[0] == '+';
		if (is_failure(word, &answer->failure))
			answer->status = DNS_FAILED;
		else if (ipaddr_parse(&ip, word.at, word.len) && addrs_add(&answer->addrs, ip) &&
			 answer->status == DNS_NODATA)
			answer->status = DNS_FOUND;
	}
	return cut;
}

static void parse_mx(struct dns_answer *mx, struct text value)
{
	if (value.at == NULL)
		return;
	mx->status = is(value, "yes")		       ? DNS_FOUND
		     : is_failure(value, &mx->failure) ? DNS_FAILED
						       : DNS_NODATA;
}

static void parse_reverse(struct pastfacts *past, struct text value)
{
	struct facts *f = &past->facts;
	char *at = past->reverse;
	enum dns_failure failure;

	f->reverse_known = value.at != NULL || past->session.client.family != FAMILY_NONE;
	if (value.at == NULL) {
		f->why_reverse = REASON_NOT_ASKED;
		return;
	}
	if (is_failure(value, &failure)) {
		f->why_reverse = reason_of_dns(failure);
		return;
	}
	printable(past->reverse, value.at, value.len);
	while (*at != '\0' && f->reverse_count < REVERSE_MAX) {
		f->reverse[f->reverse_count++] = at;
		at += strcspn(at, ",");
		if (*at == ',')
			*at++ = '\0';
	}
}

/* What the line says takes precedence over what its addresses say today. */
static void parse_answer(enum answer *answer, enum reason *why, struct text value)
{
	if (is(value, "yes"))
		*answer = YES;
	else if (is(value, "no"))
		*answer = NO;
	else if (value.at != NULL)
		*answer = UNKNOWN;
	if (*answer == UNKNOWN && *why == REASON_NONE)
		*why = REASON_LOCAL;
}

/* What qmail-smtpd said at the time. */
static void parse_session(struct pastfacts *line, const struct sample *s)
{
	const struct text failed = value_of(s->facts, FACTSLINE_FAIL);
	struct session *session = &line->session;
	struct past past = {
		.helo = printable(line->helo, s->helo.at, s->helo.len),
		.ip = printable(line->ip, s->ip.at, s->ip.len),
		.relay = is(value_of(s->facts, FACTSLINE_RELAY), "yes"),
		.other_helo = holds(failed, "host_mismatch"),
		.other_verb = holds(failed, "proto_mismatch"),
	};

	/* Of what was not ASCII nothing but this is left. */
	for (char *at = line->helo; holds(failed, "valid_hostname(not_ascii)") && *at != '\0'; at++)
		if (*at == '?')
			*at = '\x80';
	past_session(session, &past);
	/* DNS was not asked: it had a byte that no name has, and that is a `?` now. */
	if (session->kind == HELO_NAME && value_of(s->facts, FACTSLINE_A).at == NULL) {
		session->kind = HELO_IMPOSSIBLE;
		session->name[0] = '\0';
	}
}

void pastfacts_read(struct pastfacts *line, const struct sample *s, unsigned needs,
		    const struct suffixes *suffixes)
{
	const struct text ours = value_of(s->facts, FACTSLINE_OURS);
	struct log log = {.quiet = true}; /* not about today's files, once per line */
	struct facts *f = &line->facts;
	bool cut;

	parse_session(line, s);
	*f = (struct facts){.suffixes = suffixes};
	if (line->session.kind == HELO_NONE)
		return;
	cut = parse_addresses(&f->dns.a, value_of(s->facts, FACTSLINE_A));
	cut = parse_addresses(&f->dns.aaaa, value_of(s->facts, FACTSLINE_AAAA)) || cut;
	parse_mx(&f->dns.mx, value_of(s->facts, FACTSLINE_MX));
	parse_reverse(line, value_of(s->facts, FACTSLINE_REVERSE));
	if ((needs & NEED_PATTERNS) != 0)
		f->pattern = patterns_match(line->session.helo, line->session.helo_len,
					    clock_ms() + PATTERNS_MS, &log);
	facts_conclude(f, ours.at != NULL ? needs & ~(unsigned)NEED_OURS : needs, &line->session,
		       &log);
	parse_answer(&f->resolves, &f->why_resolves, value_of(s->facts, FACTSLINE_RESOLVES));
	parse_answer(&f->match, &f->why_match, value_of(s->facts, FACTSLINE_MATCH));
	parse_answer(&f->ours, &f->why_ours, ours);
	if (cut && ours.at == NULL && f->ours == NO) {
		f->ours = UNKNOWN; /* one that is not listed may be */
		f->why_ours = REASON_CUT;
	}
}

/* Does the key at this place say anything of the facts? */
static bool counts(struct text facts, size_t at)
{
	return at + 4 > facts.len ||
	       (memcmp(facts.at + at, "ms=", 3) != 0 && memcmp(facts.at + at, "pid=", 4) != 0);
}

/* The sum over all values, each with its key before it: so their order does not matter. */
uint64_t pastfacts_hash(struct text facts)
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
