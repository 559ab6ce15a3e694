/* pastfacts: see pastfacts.h. */
#include "replay/judge/pastfacts.h"

#include "base/clock.h"
#include "facts/patterns.h"
#include "output/factsline.h"
#include "replay/judge/past.h"
#include "replay/read/logline.h"

/* A pattern gets no more time here than it would have had in the plugin. */
#define PATTERNS_MS 2500

/* The value of key in a facts line; bytes NULL: it is not there. */
static struct slice value_of(struct slice facts, const char *key)
{
	struct slice field;

	while ((field = slice_next_field(&facts, ' ')).bytes != NULL)
		if (slice_accept(&field, key) && slice_accept(&field, "="))
			return field;
	return (struct slice){NULL, 0};
}

static bool contains(struct slice list, const char *name)
{
	struct slice each;

	while ((each = slice_next_field(&list, ',')).bytes != NULL)
		if (slice_is(each, name))
			return true;
	return false;
}

/* The key `a` or `aaaa`. True if the line does not list all addresses. */
static bool parse_addresses(struct dns_answer *answer, struct slice list)
{
	bool cut = false;
	struct slice word;

	if (list.bytes == NULL)
		return false;
	answer->status = DNS_NODATA;
	while ((word = slice_next_field(&list, ',')).bytes != NULL) {
		struct ipaddr ip;

		cut = cut || slice_starts(word, "+");
		if (logline_failure(&answer->failure, word))
			answer->status = DNS_FAILED;
		else if (ipaddr_parse(&ip, word.bytes, word.len) && addrs_add(&answer->addrs, ip) &&
			 answer->status == DNS_NODATA)
			answer->status = DNS_FOUND;
	}
	return cut;
}

static void parse_mx(struct dns_answer *mx, struct slice value)
{
	if (value.bytes == NULL)
		return;
	mx->status = slice_is(value, "yes")		    ? DNS_FOUND
		     : logline_failure(&mx->failure, value) ? DNS_FAILED
							    : DNS_NODATA;
}

static void parse_reverse(struct pastfacts *past, struct slice value)
{
	struct facts *f = &past->facts;
	char *at = past->reverse;
	enum dns_failure failure;

	f->reverse_known = value.bytes != NULL || past->session.client.family != FAMILY_NONE;
	if (value.bytes == NULL) {
		f->why_reverse = REASON_NOT_ASKED;
		return;
	}
	if (logline_failure(&failure, value)) {
		f->why_reverse = reason_of_dns(failure);
		return;
	}
	printable(past->reverse, value.bytes, value.len);
	while (*at != '\0' && f->reverse_count < REVERSE_MAX) {
		f->reverse[f->reverse_count++] = at;
		at += strcspn(at, ",");
		if (*at == ',')
			*at++ = '\0';
	}
}

/* What the line says takes precedence over what its addresses say today. */
static void parse_answer(enum answer *answer, enum reason *why, struct slice value)
{
	if (slice_is(value, "yes"))
		*answer = YES;
	else if (slice_is(value, "no"))
		*answer = NO;
	else if (value.bytes != NULL)
		*answer = UNKNOWN;
	if (*answer == UNKNOWN && *why == REASON_NONE)
		*why = REASON_LOCAL;
}

/* Was a check skipped because AAAA was not to be asked for? */
static bool says_no_aaaa(struct slice skipped)
{
	static const char reason[] = "(no_aaaa)";

	return skipped.len > 0 &&
	       memmem(skipped.bytes, skipped.len, reason, strlen(reason)) != NULL;
}

/* What qmail-smtpd said at the time. */
static void parse_session(struct pastfacts *line, const struct sample *s)
{
	const struct slice failed = value_of(s->facts, FACTSLINE_FAIL);
	struct session *session = &line->session;
	struct past past = {
		.helo = printable(line->helo, s->helo.bytes, s->helo.len),
		.ip = printable(line->ip, s->ip.bytes, s->ip.len),
		.relay = slice_is(value_of(s->facts, FACTSLINE_RELAY), "yes"),
		.other_helo = contains(failed, "host_mismatch"),
		.other_verb = contains(failed, "proto_mismatch"),
	};

	/* Of what was not ASCII nothing but this is left. */
	for (char *at = line->helo; contains(failed, "valid_hostname(not_ascii)") && *at != '\0';
	     at++)
		if (*at == '?')
			*at = '\x80';
	past_session(session, &past);
	/* It had a byte that no name has, and that is a `?` now, so DNS was not asked. */
	if (session->kind == HELO_NAME && strchr(line->helo, '?') != NULL &&
	    value_of(s->facts, FACTSLINE_A).bytes == NULL) {
		session->kind = HELO_IMPOSSIBLE;
		session->name[0] = '\0';
	}
}

void pastfacts_read(struct pastfacts *line, const struct sample *s, unsigned needs,
		    const struct suffixes *suffixes)
{
	const struct slice ours = value_of(s->facts, FACTSLINE_OURS);
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
	f->dns.no_aaaa = says_no_aaaa(value_of(s->facts, FACTSLINE_SKIP));
	parse_answer(&f->ours, &f->why_ours, ours);
	facts_conclude(f, needs, &line->session, &log);
	parse_answer(&f->resolves, &f->why_resolves, value_of(s->facts, FACTSLINE_RESOLVES));
	parse_answer(&f->match, &f->why_match, value_of(s->facts, FACTSLINE_MATCH));
	if (cut && ours.bytes == NULL && f->ours == NO) {
		f->ours = UNKNOWN; /* one that is not listed may be */
		f->why_ours = REASON_CUT;
	}
}

/* Does the key at this place say anything of the facts? */
static bool counts(struct slice facts, size_t at)
{
	return at + 4 > facts.len || (memcmp(facts.bytes + at, "ms=", 3) != 0 &&
				      memcmp(facts.bytes + at, "pid=", 4) != 0);
}

/* The sum over all values, each with its key before it: so their order does not matter. */
uint64_t pastfacts_hash(struct slice facts)
{
	const uint64_t start = 0xcbf29ce484222325, prime = 0x100000001b3; /* FNV-1a */
	uint64_t sum = 0, key = start, word = start;
	bool in_key = true, counted = counts(facts, 0);

	for (size_t i = 0; i <= facts.len; i++) {
		const char c = (char)(i < facts.len ? facts.bytes[i] : ' ');

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
