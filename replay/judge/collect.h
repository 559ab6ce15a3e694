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
 * Counts a sample for its pair. A HELO that fails in several ways is several lines, and counts once; one
 * of a client that the combined patch knows may relay does not count. False: out of memory.
 */
bool collect(struct collector *c, const struct sample *s);

#endif
