/* pastfacts: see pastfacts.h. */
#include "replay/judge/pastfacts.h"

#include "base/clock.h"
#include "checks/checks.h"
#include "facts/patterns.h"
#include "output/factsline.h"
#include "replay/judge/past.h"
#include "replay/read/logline.h"

#include <stdio.h>

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

/* Is the check in the list of `fail`, `skip` or `error`? *reason: in brackets after it, or NONE. */
static bool find_check(enum reason *reason, struct slice list, const char *check)
{
	struct slice each;

	*reason = REASON_NONE;
	while ((each = slice_next_field(&list, ',')).bytes != NULL) {
		if (!slice_accept(&each, check) || (each.len > 0 && *each.bytes != '('))
			continue;
		for (int i = REASON_NONE + 1; i < REASON_COUNT; i++) {
			const char *text = reason_text((enum reason)i);

			if (each.len == strlen(text) + 2 &&
			    memcmp(each.bytes + 1, text, each.len - 2) == 0)
				*reason = (enum reason)i;
		}
		return true;
	}
	return false;
}

/* With the reason, if there is one: `host_mismatch`, `valid_hostname(not_ascii)`. */
static bool contains(struct slice list, const char *name)
{
	struct slice each;

	while ((each = slice_next_field(&list, ',')).bytes != NULL)
		if (slice_is(each, name))
			return true;
	return false;
}

/* Why the plugin said that a check was unknown; REASON_NONE: it did not. */
static enum reason why_unknown(const struct sample *s, enum check_id id)
{
	enum reason reason;

	find_check(&reason, value_of(s->facts, FACTSLINE_ERROR), check_names[id]);
	return reason;
}

static bool failed(const struct sample *s, enum check_id id)
{
	enum reason reason;

	return find_check(&reason, value_of(s->facts, FACTSLINE_FAIL), check_names[id]);
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

static const char hex_digits[] = "0123456789ABCDEF"; /* as the writer makes them */

/* The byte that `%XX` at the start of text stands for; 0 if it is not that. */
static unsigned char decoded(struct slice text)
{
	const char *high, *low;

	if (text.len < 3 || text.bytes[0] != '%' || text.bytes[1] == '\0' || text.bytes[2] == '\0')
		return 0;
	high = strchr(hex_digits, text.bytes[1]);
	low = strchr(hex_digits, text.bytes[2]);
	if (high == NULL || low == NULL || high == hex_digits)
		return 0;
	return (unsigned char)((unsigned)(high - hex_digits) << 4 | (unsigned)(low - hex_digits));
}

/* Decodes what factsline.h encodes. A `%` of an older line, without two digits, is one. */
static void decode(char to[PRINTABLE_SIZE], struct slice name)
{
	char *end = to;

	while (name.len > 0 && end < to + PRINTABLE_SIZE - 1) {
		const unsigned char byte = decoded(name);

		*end = *name.bytes;
		if (byte != 0)
			*end = (char)byte;
		end++;
		name = slice_from(name, byte != 0 ? 3 : 1);
	}
	printable(to, to, (size_t)(end - to));
}

/*
 * Lines of 11.0 do not say why another name may be missing beside those that are there; a check
 * that did not pass for it does.
 */
static enum reason why_no_other(const struct sample *s)
{
	static const enum check_id asking[] = {CHECK_RDNS_MATCH, CHECK_BIG_COMPANY,
					       CHECK_FORWARD_DNS};

	for (size_t i = 0; i < sizeof(asking) / sizeof(asking[0]); i++) {
		const enum reason why = why_unknown(s, asking[i]);

		if (!reason_is_dns(why))
			continue;
		/* That of forward_dns may be about the HELO. */
		if (asking[i] != CHECK_FORWARD_DNS ||
		    slice_is(value_of(s->facts, FACTSLINE_MATCH), "no"))
			return why;
	}
	return REASON_NONE;
}

static void parse_reverse(struct pastfacts *line, const struct sample *s)
{
	struct slice list = value_of(s->facts, FACTSLINE_REVERSE), name;
	struct facts *f = &line->facts;
	enum dns_failure failure;

	f->reverse_known = list.bytes != NULL || line->session.client.family != FAMILY_NONE;
	if (list.bytes == NULL) {
		f->why_reverse = REASON_NOT_ASKED;
		return;
	}
	for (bool first = true; (name = slice_next_field(&list, ',')).bytes != NULL;
	     first = false) {
		if (first && logline_failure(&failure, name)) {
			f->why_reverse = reason_of_dns(failure);
		} else if (name.len > 0 && f->reverse_count < REVERSE_MAX) {
			decode(line->reverse[f->reverse_count], name);
			f->reverse[f->reverse_count] = line->reverse[f->reverse_count];
			f->reverse_count++;
		}
	}
	if (f->reverse_count > 0 && f->why_reverse == REASON_NONE)
		f->why_reverse = why_no_other(s);
}

/*
 * What the line says takes precedence over what its addresses say today. told: why the check that
 * asked could not tell.
 */
static void parse_answer(enum answer *answer, enum reason *why, struct slice value,
			 enum reason told)
{
	if (slice_is(value, "yes"))
		*answer = YES;
	else if (slice_is(value, "no"))
		*answer = NO;
	else if (value.bytes != NULL)
		*answer = UNKNOWN;
	if (*answer == UNKNOWN && value.bytes != NULL && told != REASON_NONE)
		*why = told;
	if (*answer == UNKNOWN && *why == REASON_NONE)
		*why = REASON_LOCAL;
}

/* ---- what is ours ---- */

/* If no check was unknown for it: DNS, or else control/notipme. */
static enum reason why_ours(const struct facts *f, const struct sample *s)
{
	const enum reason told = why_unknown(s, CHECK_NOT_ME);

	if (told != REASON_NONE)
		return told;
	if (f->dns.a.status == DNS_FAILED)
		return reason_of_dns(f->dns.a.failure);
	return f->dns.aaaa.status == DNS_FAILED ? reason_of_dns(f->dns.aaaa.failure)
						: REASON_NOTIPME;
}

/* A name of ours at the time, whatever the files say today; only if a check told. */
static void parse_own_name(struct facts *f, const struct sample *s)
{
	const enum reason why = why_unknown(s, CHECK_OWN_NAME);

	if (why == REASON_MORERCPTHOSTS) {
		f->own_name = UNKNOWN;
		f->why_own_name = why;
	} else if (why != REASON_NONE || failed(s, CHECK_OWN_NAME)) {
		f->own_name = YES; /* unknown: whether the client is honest */
	}
}

/*
 * Was the client this server itself? It follows from what became of the checks that pass for it.
 * TCPLOCALIP and the control files of today have answered where none of them ran.
 */
static void parse_client_us(struct pastfacts *line, const struct sample *s)
{
	struct facts *f = &line->facts;
	const bool posed = slice_is(value_of(s->facts, FACTSLINE_OURS), "yes");
	const enum check_id id = posed ? CHECK_NOT_ME : CHECK_OWN_NAME;
	const enum reason why = why_unknown(s, id);
	enum reason skipped;

	if (session_localhost(&line->session)) {
		if (value_of(s->facts, FACTSLINE_MATCH).bytes == NULL)
			return;
		f->client_us = f->match;
		f->why_client_us = f->why_match;
	} else if (failed(s, CHECK_NOT_ME) || failed(s, CHECK_OWN_NAME)) {
		f->client_us = NO;
	} else if (f->match == NO && why != REASON_NONE && why != REASON_MORERCPTHOSTS) {
		f->client_us = UNKNOWN;
		f->why_client_us = why;
	} else if (f->match == NO && posed && value_of(s->facts, FACTSLINE_FAIL).bytes != NULL &&
		   !find_check(&skipped, value_of(s->facts, FACTSLINE_SKIP),
			       check_names[CHECK_NOT_ME])) {
		f->client_us = YES; /* not_me passed all the same */
	}
}

/* ---- the whole line ---- */

/* Does a check in the list have this reason? */
static bool mentions(struct slice list, enum reason reason)
{
	char text[32];
	const int len = snprintf(text, sizeof(text), "(%s)", reason_text(reason));

	return list.len > 0 && memmem(list.bytes, list.len, text, (size_t)len) != NULL;
}

/* The patterns of today. A HELO that reached a limit then may be shorter now: it was cut. */
static void match_patterns(struct pastfacts *line, const struct sample *s, struct log *log)
{
	const struct session *session = &line->session;
	struct facts *f = &line->facts;

	f->pattern =
		patterns_match(session->helo, session->said_len, clock_ms() + PATTERNS_MS, log);
	if (f->pattern != YES && why_unknown(s, CHECK_MATCH_RE) == REASON_LIMIT)
		f->pattern = UNKNOWN;
}

/* What qmail-smtpd said at the time. */
static void parse_session(struct pastfacts *line, const struct sample *s)
{
	const struct slice fails = value_of(s->facts, FACTSLINE_FAIL);
	const struct slice local = value_of(s->facts, FACTSLINE_LOCAL);
	struct session *session = &line->session;
	struct past past = {
		.helo = printable(line->helo, s->helo.bytes, s->helo.len),
		.ip = printable(line->ip, s->ip.bytes, s->ip.len),
		.local =
			local.bytes != NULL ? printable(line->local, local.bytes, local.len) : NULL,
		.relay = slice_is(value_of(s->facts, FACTSLINE_RELAY), "yes"),
		.other_helo = contains(fails, "host_mismatch"),
		.verb_known = contains(value_of(s->facts, FACTSLINE_SKIP), "proto_mismatch(first)"),
		.other_verb = contains(fails, "proto_mismatch"),
	};

	/* Of what was not ASCII nothing but this is left. */
	for (char *at = line->helo; contains(fails, "valid_hostname(not_ascii)") && *at != '\0';
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
	const struct slice errors = value_of(s->facts, FACTSLINE_ERROR);
	struct log log = {.quiet = true}; /* not about today's files, once per line */
	struct facts *f = &line->facts;
	bool cut;

	parse_session(line, s);
	*f = (struct facts){.suffixes = suffixes};
	if (line->session.kind == HELO_NONE)
		return;
	if (mentions(errors, REASON_SUFFIX_LIST))
		f->suffixes = NULL; /* nor was there one then */
	cut = parse_addresses(&f->dns.a, value_of(s->facts, FACTSLINE_A));
	cut = parse_addresses(&f->dns.aaaa, value_of(s->facts, FACTSLINE_AAAA)) || cut;
	parse_mx(&f->dns.mx, value_of(s->facts, FACTSLINE_MX));
	parse_reverse(line, s);
	if ((needs & NEED_PATTERNS) != 0)
		match_patterns(line, s, &log);
	f->dns.no_aaaa = mentions(value_of(s->facts, FACTSLINE_SKIP), REASON_NO_AAAA);
	parse_answer(&f->ours, &f->why_ours, ours, why_ours(f, s));
	facts_conclude(f, needs, &line->session, &log);
	parse_answer(&f->resolves, &f->why_resolves, value_of(s->facts, FACTSLINE_RESOLVES),
		     why_unknown(s, CHECK_RESOLVES));
	parse_answer(&f->match, &f->why_match, value_of(s->facts, FACTSLINE_MATCH),
		     why_unknown(s, CHECK_IP_MATCH));
	parse_own_name(f, s);
	parse_client_us(line, s);
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
