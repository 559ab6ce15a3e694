/*
 * sample: what one client said in the past, as one line of a log or one message tells it. Its texts
 * point into what was read, need no NUL, and live as long as the call that hands the sample on.
 */
#ifndef REPLAY_READ_SAMPLE_H
#define REPLAY_READ_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where it comes from. Of all but the first, DNS has to be asked today. */
enum sample_source {
	FROM_FACTS,    /* a facts line of the plugin (flag F): DNS as it was at the time */
	FROM_FAILURES, /* a line of versions 7 to 10, or of L: these hold failures only */
	FROM_ENVELOPE, /* a qlogenvelope line of the combined qmail patch */
	FROM_PAIRS,    /* a plain line: HELO IP [NAME] */
	FROM_HAM,      /* the Received header of a message that is wanted */
	FROM_SPAM,     /* of one that is not */
	SOURCE_COUNT
};

struct text {
	const char *at; /* NULL: not told */
	size_t len;
};

struct sample {
	enum sample_source source;
	struct text helo; /* len 0: none was given */
	struct text ip;
	struct text reverse; /* at NULL: not told; len 0: the client has none */
	int64_t time;	     /* seconds since 1970 (UTC); 0: not told */
	struct text facts;   /* FROM_FACTS: the line from behind `facts ` to its end */
};

#endif
