/*
 * summary: the numbers of a replay, added up from the pairs; what the report is made of.
 */
#ifndef REPLAY_REPORT_SUMMARY_H
#define REPLAY_REPORT_SUMMARY_H

#include "replay/judge/pairs.h"

/* Names that are kept for each list of a policy. */
#define TOP_MAX 100

/* Where a HELO was met: of HAM a denial is a false positive, of SPAM a catch. */
enum sample_class { CLASS_LOG, CLASS_HAM, CLASS_SPAM, CLASS_COUNT };

enum sample_class sample_class(enum sample_source source);

struct top {
	const struct pair *pair;
	uint64_t denied; /* HELOs */
};

/* Most denied first; of the same number by HELO and client, so that a report can be compared. */
struct top_list {
	struct top at[TOP_MAX];
	size_t count;
	uint64_t denied; /* of all, also of those that found no place */
};

struct policy_sum {
	uint64_t denied[CLASS_COUNT];
	uint64_t for_now[CLASS_COUNT]; /* of these, by a temporary denial */
	uint64_t by[CLASS_COUNT][CHECK_COUNT];
	size_t pairs_denied;
	struct top_list most; /* of all classes together */
	struct top_list ham;  /* of HAM alone: whose mail would be lost */
	/*
	 * Against the policy before this one (0 for the first): HELOs and pairs more, and fewer. Pair by pair: of
	 * one that is denied as often by both, for different lines, nothing changes.
	 */
	uint64_t more, fewer;
	size_t pairs_more, pairs_fewer;
};

struct summary {
	/*
	 * HELOs that were judged, by class and by source. Facts lines, failures and envelopes of a pair tell
	 * of the same HELOs: only facts count where there are any, else the more of the other two.
	 */
	uint64_t helos[CLASS_COUNT], sources[SOURCE_COUNT];
	size_t pairs, pairs_asked; /* judged; of these by today's DNS */
	size_t pairs_waiting;	   /* stopped before DNS was asked: not in any other number */
	int64_t first, last;	   /* as in struct pairs */
	/* HELOs with a check that could not say, by reason. */
	uint64_t unknown[REASON_COUNT];
	size_t unknown_pairs; /* pairs with one at the last time */
	struct policy_sum policies[POLICIES_MAX];
};

/* Adds all of it up, in one pass; s points into pairs. */
void summary_make(struct summary *s, const struct pairs *pairs);

/* How many HELOs of a pair a policy denies, of all classes. */
uint64_t summary_denied(const struct pair *p, size_t policy);

/* HELOs of all classes together. */
uint64_t summary_helos(const struct summary *s);

#endif
