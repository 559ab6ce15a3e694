/*
 * collect: samples to pairs. Facts lines are judged at once; everything else waits for DNS (ask.h).
 */
#ifndef REPLAY_JUDGE_COLLECT_H
#define REPLAY_JUDGE_COLLECT_H

#include "replay/judge/judge.h"

struct collector {
	struct judge *judge;
	struct pairs *pairs;
	/* The pair of the last sample, if that was a failure, and its time. */
	const struct pair *failed;
	int64_t failed_at;
};

/*
 * Counts a sample for its pair. A HELO that fails in several ways is several lines but counts once.
 * HELOs of clients that the combined patch lets relay do not count. False: out of memory.
 */
bool collect(struct collector *c, const struct sample *s);

#endif
