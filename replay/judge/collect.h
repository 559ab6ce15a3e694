/*
 * collect: samples to pairs. Facts lines are judged at once; everything else waits for DNS (ask.h).
 */
#ifndef REPLAY_JUDGE_COLLECT_H
#define REPLAY_JUDGE_COLLECT_H

#include "replay/judge/judge.h"

/*
 * Facts lines of one process, the same pair, this many seconds or, without times, lines apart: the
 * client said the same again, as after STARTTLS. As many processes are remembered.
 */
#define CONNECTION_SECONDS 300
#define CONNECTION_LINES 1000
#define CONNECTIONS_MAX 4096

struct connection {
	const struct pair *pair;
	uint64_t pid, line;
	int64_t time;
};

struct collector {
	struct judge *judge;
	struct pairs *pairs;
	struct connection connections[CONNECTIONS_MAX]; /* by pid */
	uint64_t lines;					/* samples so far */
	/* The pair of the last sample, if that was a failure, and its time. */
	const struct pair *failed;
	int64_t failed_at;
};

/*
 * Counts a sample for its pair. A HELO that fails in several ways is several lines but counts once.
 * So does a HELO that is said again in the same connection. HELOs of clients that the combined
 * patch lets relay, or that never said one, do not count. False: out of memory.
 */
bool collect(struct collector *c, const struct sample *s);

#endif
