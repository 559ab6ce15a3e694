/*
 * folded: joins what splogger folded. It writes a long line to syslog in pieces of 799 bytes, each
 * with `program: seconds.microseconds` before it, and then a `+` instead of a blank in all but the
 * first. Lines of other programs may stand between the pieces.
 */
#ifndef REPLAY_READ_FOLDED_H
#define REPLAY_READ_FOLDED_H

#include "replay/read/slice.h"

#include <stdint.h>

/* Twice the longest line of the plugin; a longer one is not ours, and is cut. */
#define FOLDED_MAX 8192
/* After so many other lines no piece is expected any more. */
#define FOLDED_LINES 1000

/* All zero at first. One line at a time: a second one that begins ends the first. */
struct folded {
	char text[FOLDED_MAX];
	size_t len;	  /* 0: no line is open */
	uint64_t line;	  /* of its first piece */
	char program[64]; /* `qmail:` */
	size_t program_len;
};

enum fold {
	FOLD_OTHER,  /* a line by itself */
	FOLD_TAKEN,  /* a piece, kept until the line is whole */
	FOLD_WHOLE,  /* the last piece: the line in f is whole; folded_end after it was used */
	FOLD_BEFORE, /* the line in f was whole already: use it, folded_end, and call again */
};

/* Looks at a line and its number. */
enum fold folded_add(struct folded *f, struct slice line, uint64_t number);

/* Forgets the open line. */
void folded_end(struct folded *f);

#endif
