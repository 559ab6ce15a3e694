/*
 * pairs: a table of all different pairs of HELO and client (letter case does not count), and what
 * each policy makes of them. Memory grows with the number of pairs, not of lines.
 */
#ifndef REPLAY_JUDGE_PAIRS_H
#define REPLAY_JUDGE_PAIRS_H

#include "checks/checks.h"
#include "replay/judge/siphash.h"
#include "replay/read/sample.h"

#include <limits.h>

/* Policies side by side: as many as fit on a page. */
#define POLICIES_MAX 8

/* Addresses of one server; the clients of any more are judged without TCPLOCALIP. */
#define LOCALS_MAX 64

/* A pair holds these as bytes. */
_Static_assert(CHECK_COUNT <= UCHAR_MAX && OUTCOME_COUNT <= UCHAR_MAX && REASON_COUNT <= UCHAR_MAX,
	       "a byte is too small");

/* What one policy makes of a pair. */
struct pair_verdict {
	unsigned char by; /* enum check_id of the check that denies; CHECK_COUNT: none */
	bool temporary;	  /* denied with 450 or 451 */
	uint32_t denied;  /* how many of count[FROM_FACTS]: DNS may have changed in between */
};

struct pair {
	struct pair *next; /* in the same bucket */
	uint64_t hash;
	const char *helo, *ip; /* printable; ip may be `unknown` */
	const char *reverse;   /* separated by commas; NULL: not given, "": there is none */
	uint32_t count[SOURCE_COUNT];
	int64_t last;	     /* time of the last one, seconds since 1970; 0: not given */
	uint64_t facts_hash; /* of the last facts line */
	unsigned char local; /* what pairs_local gave; 0: not known */
	bool unclear;	     /* how it is judged depends on what a `_` of the combined patch was */
	bool judged;	     /* otherwise DNS has yet to be asked, and all below is 0 */
	unsigned char outcome[CHECK_COUNT]; /* enum outcome of each check, all of them run */
	unsigned char reason[CHECK_COUNT];  /* enum reason */
	struct pair_verdict verdicts[];	    /* one for each policy */
};

struct pairs {
	size_t policies;
	struct siphash_key key; /* clients choose what is hashed */
	struct pair **buckets;
	size_t bucket_count, count; /* count: of pairs */
	/* How many facts lines, each judged by itself, are denied by policy and check, ... */
	uint64_t facts_denied[POLICIES_MAX][CHECK_COUNT];
	uint64_t facts_temporary[POLICIES_MAX]; /* ... temporarily, or ... */
	uint64_t facts_unknown[REASON_COUNT];	/* ... have an unknown check for this reason */
	/* The server's own addresses that clients connected to, in qlogenvelope lines. */
	struct ipaddr locals[LOCALS_MAX];
	size_t local_count;
	/* qlogenvelope lines that do not count: of clients that may relay, or never said HELO */
	uint64_t relayed, silent;
	int64_t first, last; /* times of all samples, seconds since 1970; 0: none was given */
};

/* An empty table; pairs_free frees all of it. */
void pairs_init(struct pairs *pairs, size_t policies);
void pairs_free(struct pairs *pairs);

/*
 * Finds the pair of helo and ip (printable, bytes not NULL), or adds it, all 0 but for its names.
 * It keeps the reverse name it was added with. NULL: out of memory.
 */
struct pair *pairs_get(struct pairs *pairs, struct slice helo, struct slice ip,
		       struct slice reverse);

/*
 * Is there a pair with facts lines that is the same HELO, as the combined patch writes it? It makes
 * a `_` of each byte that the plugin makes a `?` of.
 */
bool pairs_has_facts(const struct pairs *pairs, const struct pair *pair);

/* The number of an address of the server, for pair->local. 0: no address, or too many. */
unsigned char pairs_local(struct pairs *pairs, struct slice text);

/*
 * Adds n to counts[reason] once for each reason for which a check of the pair is unknown, however
 * many checks give it.
 */
void pair_count_unknown(const struct pair *pair, uint64_t counts[REASON_COUNT], uint64_t n);

/* All pairs, by HELO and client, in an array that the caller frees. NULL: out of memory. */
struct pair **pairs_sorted(const struct pairs *pairs);

#endif
