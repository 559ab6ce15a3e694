/*
 * lookup: the DNS of one HELO, in two rounds at most. The first asks A and AAAA of the HELO and,
 * if a check needs them, the client's reverse names; the second asks MX if the name has no
 * address, and the addresses of the reverse names, to confirm them.
 */
#ifndef FACTS_LOOKUP_H
#define FACTS_LOOKUP_H

#include "base/log.h"
#include "dns/message.h"
#include "facts/reason.h"
#include "input/policy.h"
#include "input/session.h"

#include <stddef.h>
#include <stdint.h>

/* The first few names that an address leads back to, and the HELO if it is among them. */
#define REVERSE_MAX (DNS_NAMES_MAX + 1)

struct lookup {
	struct dns_answer a, aaaa, mx; /* of the HELO */
	struct dns_answer ptr;	       /* of the client */
	/*
	 * Confirmed reverse names: their addresses contain the client's. Anyone can put any name
	 * into his reverse zone. They point into ptr. With why_reverse there may be others.
	 */
	const char *reverse[REVERSE_MAX];
	size_t reverse_count;
	enum reason why_reverse;
	bool no_aaaa; /* resolv.conf says not to ask for AAAA */
	int64_t ms;   /* how long both rounds took */
};

/*
 * Is the HELO a name that DNS is asked about? Not localhost, and not a name of one label: these
 * are the commonest HELO of spam, and no mail server is known to use a top-level domain. A client
 * in a private network may have one that its resolver knows.
 */
bool lookup_asks(const struct session *s);

/*
 * Asks all of it: about the HELO if lookup_asks, the client's reverse names if reverse is set (its
 * address must be known). ours: a check will ask whether the HELO's addresses are ours. What can no
 * longer change anything is not waited for, and then counts as not asked. The deadline (clock_ms)
 * holds for both rounds together. *l must be all zero; free it with lookup_free.
 */
void lookup_run(struct lookup *l, const struct session *s, const struct policy *p, bool reverse,
		bool ours, int64_t deadline, struct log *log);

/* The answer that can contain the client's address: A or AAAA. */
const struct dns_answer *lookup_own(const struct lookup *l, const struct session *s);

void lookup_free(struct lookup *l);

#endif
