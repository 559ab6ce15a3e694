/* intake: how much was read, and what could not be. */
#ifndef REPLAY_READ_INTAKE_H
#define REPLAY_READ_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How many unreadable lines a report quotes. */
#define UNREADABLE_MAX 5

/* Names of other servers that are counted; of more, only the commonest are kept. */
#define STRANGERS_MAX 16

/* All zero at first. */
struct intake {
	uint64_t lines, messages;
	uint64_t unreadable; /* lines and messages whose HELO cannot be told */
	struct {
		char where[256]; /* file and line */
		char text[128];	 /* how it begins, printable */
	} first[UNREADABLE_MAX];
	/* Messages without a Received header of ours, and who wrote those that they have. */
	uint64_t no_header;
	struct {
		char name[64]; /* printable */
		uint64_t count;
	} strangers[STRANGERS_MAX];
	uint64_t relayed;	/* HELOs and messages of clients that may relay: left out */
	uint64_t skipped_files; /* standard error has a line for each */
	bool stopped;		/* by ^C */
};

/* Counts a file that cannot be read, and says so on standard error: `PATH: WHY; skipped`. */
void intake_skip_file(struct intake *in, const char *path, const char *why);

/* Counts a message without a header of ours. stranger: who wrote one that is like ours, or "". */
void intake_add_no_header(struct intake *in, const char *stranger);

/* The commonest stranger; NULL: there is none. */
const char *intake_stranger(const struct intake *in);

/* Counts a line of a file (line 0: a message) that cannot be parsed, and keeps the first few. */
void intake_add_unreadable(struct intake *in, const char *path, uint64_t line, const char *text,
			   size_t len);

#endif
