/*
 * facts: what the checks need to know about one HELO, gathered before any of them runs: DNS, then
 * this server's own addresses and names. A check never waits.
 */
#ifndef FACTS_FACTS_H
#define FACTS_FACTS_H

#include "base/answer.h"
#include "base/log.h"
#include "facts/lookup.h"
#include "facts/orgdomain.h"
#include "facts/reason.h"
#include "input/policy.h"
#include "input/session.h"

#include <stdint.h>

/* What a check can need besides the addresses of the HELO, which are always looked up. */
enum need {
	NEED_OURS = 1,	   /* whether they are ours */
	NEED_OWN_NAME = 2, /* whether the HELO is a name of ours */
	NEED_REVERSE = 4,  /* the client's reverse names */
	NEED_SUFFIXES = 8, /* the public suffix list */
	NEED_PATTERNS = 16 /* whether a pattern matches the HELO */
};

struct facts {
	struct lookup dns;
	struct addrs addresses; /* all that the HELO leads to, of both families */
	enum answer resolves;	/* does the HELO lead to an address, or take mail? */
	/*
	 * Is the client among the addresses? NOT_ASKED: its address is not known, or see no_aaaa.
	 */
	enum answer match;
	/* NOT_ASKED if no check needs to know, or the client is honest: see facts_conclude */
	enum answer ours;     /* is one of the addresses ours? */
	enum answer own_name; /* is the HELO a name of ours? */
	/* Is the client this server itself? NOT_ASKED unless a denial is near. */
	enum answer client_us;
	enum answer pattern; /* does a pattern match? UNKNOWN: a limit was reached */
	/* of those that are UNKNOWN */
	enum reason why_resolves, why_match, why_ours, why_own_name, why_client_us;
	/* The reverse names that count; with why_reverse there may be others, not known now. */
	const char *reverse[REVERSE_MAX];
	size_t reverse_count;
	enum reason why_reverse;
	bool reverse_known; /* somebody asked; without names and why_reverse the client has none */
	const struct suffixes *suffixes; /* NULL: not needed, or not available */
};

/*
 * Gathers what is needed (enum need, added up) by asking the resolvers of p. deadline (clock_ms):
 * of all DNS. suffixes: the list, or NULL. What goes wrong becomes UNKNOWN. Free it with
 * facts_free.
 */
void facts_gather(struct facts *f, unsigned needs, const struct session *s, const struct policy *p,
		  const struct suffixes *suffixes, int64_t deadline, struct log *log);

/*
 * The second half of it: from what DNS said (f->dns) to addresses, resolves, match, own_name and,
 * unless it is known already, ours. heloreplay calls it with answers of the past.
 */
void facts_conclude(struct facts *f, unsigned needs, const struct session *s, struct log *log);

void facts_free(struct facts *f);

#endif
