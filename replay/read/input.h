/*
 * input: files, directories and pipes, line by line or message by message, to samples.
 */
#ifndef REPLAY_READ_INPUT_H
#define REPLAY_READ_INPUT_H

#include "replay/read/sample.h"
#include "replay/report/summary.h"

#include <signal.h>

struct input {
	/* Takes a sample; it lives until the function returns. False stops the reading (no memory). */
	bool (*take)(void *data, const struct sample *s);
	void *data;
	struct intake *intake; /* counted into; zero at first */
	/* ^C, its handler set without SA_RESTART: reading ends at the next line; NULL: never. */
	volatile sig_atomic_t *stopped;
	/* Told now and then (each 64 KB or file) how far this path is: bytes read and, or 0, all there are.
	 * NULL: nobody wants to know. */
	void (*progress)(void *data, uint64_t done, uint64_t total);
};

/*
 * Reads a log: a file, `-` (standard input), or all files in a directory and below it (walk.h). Compressed
 * files (gzip, xz, bzip2, zstd, lz4, compress: told by their first bytes) are named on standard error as
 * such, with what to do (zcat FILE | heloreplay -). What cannot be read is one line on standard error,
 * counted, and passed over. A line of more than 64 KB is nobody's that we know. False: take said so.
 */
bool input_logs(struct input *in, const char *path);

/*
 * Reads messages: a message, a Maildir (its cur and new; not its folders, .Spam and the like, which are named by themselves), or a directory of
 * messages; an mbox is named on standard error, and not read. source: FROM_HAM or FROM_SPAM.
 */
bool input_messages(struct input *in, const char *path, enum sample_source source);

#endif
