/*
 * sample: one HELO of the past, as a line of a log or a message tells it. Its slices point into
 * what was read and live until the function that is given the sample returns.
 */
#ifndef REPLAY_READ_SAMPLE_H
#define REPLAY_READ_SAMPLE_H

#include "replay/read/slice.h"

#include <stdint.h>

/* Where a sample comes from. All but the first need DNS as it is today. */
enum sample_source {
	FROM_FACTS,    /* a facts line of the plugin (flag F): DNS as it was at the time */
	FROM_FAILURES, /* a line of versions 7 to 10, or of the flag L: failures only */
	FROM_ENVELOPE, /* a qlogenvelope line of the combined qmail patch */
	FROM_PAIRS,    /* a plain line: HELO IP [NAME] */
	FROM_HAM,      /* the Received header of a wanted message */
	FROM_SPAM,     /* the Received header of an unwanted message */
	SOURCE_COUNT
};

struct sample {
	enum sample_source source;
	struct slice helo; /* empty: no HELO was given */
	struct slice ip;
	struct slice reverse; /* bytes NULL: not given; empty: the client has no reverse name */
	int64_t time;	      /* seconds since 1970 (UTC); 0: not given */
	struct slice facts;   /* FROM_FACTS: all that follows `facts ` in the line */
};

#endif
