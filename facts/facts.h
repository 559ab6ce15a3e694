/*
 * facts: what the checks that are on need to know, asked for before any of them runs: DNS in two
 * rounds at most, then this server's own addresses and names. A check never waits.
 */
#ifndef FACTS_FACTS_H
#define FACTS_FACTS_H

#include "base/answer.h"
#include "base/log.h"
#include "dnsquery.h"
#include "facts/orgdomain.h"
#include "input/policy.h"
#include "input/session.h"

#include <stdint.h>

/*
 * The questions of one HELO, in the order in which the two rounds ask them: of each round a part without
 * gaps is asked.
 */
enum question {
	ASK_PTR, /* first round */
	ASK_A,
	ASK_AAAA,
	ASK_MX,	     /* second round */
	ASK_REVERSE, /* is the client among the addresses of each reverse name? */
	ASK_COUNT = ASK_REVERSE + DNS_NAMES_MAX /* the HELO, if it is one, was asked for already */
};

/* What a check can need to know beside where the HELO leads to, which is always asked. */
enum need {
	NEED_OURS = 1,	   /* whether that is us */
	NEED_OWN_NAME = 2, /* whether the HELO is a name of ours */
	NEED_REVERSE = 4,  /* the client's reverse names */
	NEED_SUFFIXES = 8, /* the public suffix list: see policy_load_suffixes */
	NEED_PATTERNS = 16 /* whether a pattern matches the HELO */
};

struct facts {
	struct dns_query dns[ASK_COUNT]; /* DNS_UNASKED where nothing was asked */
	struct addrs addresses;		 /* all that the HELO leads to, of both families */
	enum found resolves;		 /* does the HELO lead to an address, or take mail? */
	enum found match; /* is the client among the addresses? UNASKED: client unknown */
	/* UNASKED where no check wants to know, or the answer could not count (see match) */
	enum found ours;     /* is one of the addresses ours? */
	enum found own_name; /* is the HELO a name of ours? */
	/* why resolves, match, ours are UNKNOWN: a word of dns_failure_name */
	const char *why_resolves, *why_match, *why_ours;
	/* The reverse names that count; with why_reverse there may be others, not known for now. */
	const char *reverse[DNS_NAMES_MAX + 1];
	size_t reverse_count;
	const char *why_reverse;
	bool reverse_known;	/* somebody asked: without names and why_reverse there is none */
	struct dns_names names; /* what PTR said; reverse may point into it */
	const struct suffixes *suffixes; /* the policy's */
	enum found pattern;		 /* does a pattern match? UNKNOWN: a limit was reached */
	int64_t dns_ms;			 /* how long all DNS took */
};

/*
 * Gathers what is needed (enum need, added up), asking the resolvers of p. until: the deadline of all
 * DNS, by clock_ms. Everything that goes wrong becomes UNKNOWN. facts_free gives the memory back.
 */
void facts_gather(struct facts *f, unsigned needs, const struct session *s, const struct policy *p,
		  int64_t until, struct log *log);

/*
 * The second half of it: what DNS said, as it stands in f (dns, addresses, reverse), to resolves, match,
 * ours and own_name. For who has these answers from elsewhere (heloreplay).
 */
void facts_judge(struct facts *f, unsigned needs, const struct session *s, struct log *log);

void facts_free(struct facts *f);

#endif
