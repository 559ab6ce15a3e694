/* progress: a line on a terminal that shows how far a long job is. Draws nothing in a pipe. */
#ifndef REPLAY_PROGRESS_H
#define REPLAY_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	const char *what;     /* a file name, `asking DNS` */
	const char *unit;     /* `MB`, `HELOs` */
	uint64_t per;	      /* how many make one unit */
	int64_t start, drawn; /* when, by clock_ms; drawn: the last time */
	bool on;	      /* standard error is a terminal */
	bool visible;
};

void progress_start(struct progress *p, const char *what, const char *unit, uint64_t per);

/* Shows how far it is; total 0: nobody knows the end. Draws at most ten times a second. */
void progress_at(struct progress *p, uint64_t done, uint64_t total);

/* Erases the line. */
void progress_end(struct progress *p);

#endif
