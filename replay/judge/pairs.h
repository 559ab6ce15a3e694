/*
 * pairs: a table of all different HELOs and clients (a HELO counts without letter case), with what each
 * policy makes of them. Memory goes with the number of pairs, not with that of lines.
 */
#ifndef REPLAY_JUDGE_PAIRS_H
#define REPLAY_JUDGE_PAIRS_H

#include "checks/checks.h"
#include "replay/read/sample.h"

/* Policies that stand side by side; more do not fit on a page. */
#define POLICIES_MAX 8

/* What one policy makes of a pair. */
struct judged {
	unsigned char by; /* enum check_id of the check that denies; CHECK_COUNT: none does */
	bool for_now;	  /* the denial is a temporary one (450, 451) */
	uint32_t denied;  /* of seen[FROM_FACTS], how many: DNS may have changed in between */
};

struct pair {
	struct pair *next; /* of those with the same hash; the table's own */
	/* printable; reverse NULL: not told, "": it has none, several are parted by commas */
	const char *helo, *ip, *reverse;
	uint32_t seen[SOURCE_COUNT];	/* how often, by source */
	int64_t last;			/* when last, seconds since 1970; 0: not told */
	uint64_t facts_hash;		/* of the last facts line's facts */
	bool judged_yet;		/* else DNS is still to be asked, and the rest is 0 */
	unsigned char outcome[CHECK_COUNT]; /* enum outcome of every check, all of them run */
	unsigned char reason[CHECK_COUNT];  /* enum reason */
	struct judged judged[];		/* one for each policy */
};

struct pairs {
	size_t policies; /* how many judged a pair has */
	struct pair **at;
	size_t size, count;		  /* of at; of pairs */
	/* Of facts lines, which are judged one by one: by policy and check, and of these for now. */
	uint64_t facts_denied[POLICIES_MAX][CHECK_COUNT];
	uint64_t facts_for_now[POLICIES_MAX];
	/* And how many of them had a check that came out as an error with this reason. */
	uint64_t facts_unknown[REASON_COUNT];
	int64_t first, last; /* the time of all samples, seconds since 1970; 0: none told */
};

/* Makes an empty table; pairs_free gives all memory back. */
void pairs_init(struct pairs *pairs, size_t policies);
void pairs_free(struct pairs *pairs);

/*
 * The pair of helo and ip (printable texts, at not NULL), made if it is new, all 0 but its names; NULL
 * without memory. The reverse name is that of the first time.
 */
struct pair *pairs_find(struct pairs *pairs, struct slice helo, struct slice ip,
			struct slice reverse);

/* All pairs as an array, sorted by HELO and client; to be freed by the caller. NULL without memory. */
struct pair **pairs_sorted(const struct pairs *pairs);

#endif
