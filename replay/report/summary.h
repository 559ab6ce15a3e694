/* summary: the sums of a replay, which the reports show. */
#ifndef REPLAY_REPORT_SUMMARY_H
#define REPLAY_REPORT_SUMMARY_H

#include "replay/judge/pairs.h"

/* How many pairs each list of a policy names. */
#define TOP_MAX 100

/* Where HELOs come from: of HAM, a denial is a false positive; of SPAM, a catch. */
enum group { GROUP_LOG, GROUP_HAM, GROUP_SPAM, GROUP_COUNT };

enum group group_of(enum sample_source source);

struct top {
	const struct pair *pair;
	uint64_t denied; /* HELOs */
};

/* Most denied first; the same number by HELO and client, so that reports can be compared. */
struct top_list {
	struct top items[TOP_MAX];
	size_t count;
	uint64_t denied; /* in all, also of pairs that are not listed */
};

struct policy_sum {
	uint64_t denied[GROUP_COUNT];
	uint64_t temporary[GROUP_COUNT]; /* of denied, those with 450 or 451 */
	uint64_t by[GROUP_COUNT][CHECK_COUNT];
	size_t pairs_denied;
	struct top_list most; /* of all groups */
	struct top_list ham;  /* of HAM alone: whose mail would be lost */
	/*
	 * Compared with the previous policy: more and fewer HELOs denied, and of how many pairs.
	 * Only the number counts: if both deny as many HELOs of a pair, nothing has changed.
	 */
	uint64_t more, fewer;
	size_t pairs_more, pairs_fewer;
};

struct summary {
	/*
	 * HELOs that were judged. Facts lines, failures and envelopes of a pair are about the same
	 * HELOs: facts lines count if there are any, otherwise the more numerous of the other two.
	 */
	uint64_t helos[GROUP_COUNT], sources[SOURCE_COUNT];
	size_t pairs, pairs_asked;	/* judged; and of these by DNS as it is today */
	size_t pairs_waiting;		/* not judged, because of ^C; in no other number */
	uint64_t unclear;		/* HELOs of pair->unclear; in no other number */
	int64_t first, last;		/* as in struct pairs */
	uint64_t unknown[REASON_COUNT]; /* HELOs with a check that is unknown, by reason */
	struct policy_sum policies[POLICIES_MAX];
};

/* Sums up pairs, which must outlive s. */
void summary_make(struct summary *s, const struct pairs *pairs);

/* How many HELOs of a pair a policy denies, in all groups. */
uint64_t summary_denied(const struct pair *p, size_t policy);

/* HELOs of all groups. */
uint64_t summary_helos(const struct summary *s);

#endif
