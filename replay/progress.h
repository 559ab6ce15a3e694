/* progress: a line on a terminal that says how far a long job is; in a pipe, nothing. */
#ifndef REPLAY_PROGRESS_H
#define REPLAY_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	const char *what;     /* `reading`, `asking DNS` */
	const char *unit;     /* `MB`, `HELOs`: what per is for */
	uint64_t per;	      /* how many make one unit */
	int64_t start, shown; /* by clock_ms */
	bool on;	      /* standard error is a terminal */
	bool drawn;
};

void progress_start(struct progress *p, const char *what, const char *unit, uint64_t per);

/* How far it is; total 0: not known. Draws ten times a second at most. */
void progress_at(struct progress *p, uint64_t done, uint64_t total);

/* Takes the line away. */
void progress_end(struct progress *p);

#endif
