/*
 * lookup: the DNS of one HELO, in two rounds at most. The first asks A and AAAA of the HELO and, if a
 * check needs them, the client's reverse names; the second asks MX if the name has no address, and
 * the addresses of the reverse names, to confirm them.
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
	 * Confirmed reverse names: their addresses contain the client's. Anyone can put any name into
	 * his reverse zone. They point into ptr. With why_reverse there may be others.
	 */
	const char *reverse[REVERSE_MAX];
	size_t reverse_count;
	enum reason why_reverse;
	int64_t ms; /* how long both rounds took */
};

/*
 * Asks all of it: the HELO if it is a name, the client's reverse names if reverse is set (its address
 * must be known). The deadline (clock_ms) holds for both rounds together. *l must be all zero; free
 * it with lookup_free.
 */
void lookup_run(struct lookup *l, const struct session *s, const struct policy *p, bool reverse,
		int64_t deadline, struct log *log);

/* The answer that can contain the client's address: A or AAAA. */
const struct dns_answer *lookup_own(const struct lookup *l, const struct session *s);

void lookup_free(struct lookup *l);

#endif
