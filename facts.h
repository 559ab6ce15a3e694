/*
 * facts: what the checks that are on need to know, asked for before any of them runs: DNS in two
 * rounds at most, then this server's own addresses and names. A check never waits.
 */
#ifndef FACTS_H
#define FACTS_H

#include "dnsquery.h"
#include "found.h"
#include "log.h"
#include "policy.h"
#include "session.h"

#include <stdint.h>

/* The questions of one HELO: A and AAAA in the first round, MX in the second. */
enum question { ASK_A, ASK_AAAA, ASK_MX, ASK_COUNT };

/* What a check can need to know. */
enum need {
	NEED_ADDRESSES = 1, /* where the HELO leads to */
	NEED_OURS = 2,	    /* and whether that is us */
	NEED_OWN_NAME = 4   /* whether the HELO is a name of ours */
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
	int64_t dns_ms; /* how long all DNS took */
};

/*
 * Gathers what is needed (enum need, added up), asking the resolvers of p. until: the deadline of all
 * DNS, by clock_ms. Everything that goes wrong becomes UNKNOWN. facts_free gives the memory back.
 */
void facts_gather(struct facts *f, unsigned needs, const struct session *s, const struct policy *p,
		  int64_t until, struct log *log);

void facts_free(struct facts *f);

#endif
