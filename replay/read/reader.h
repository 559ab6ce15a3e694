/* reader: files, directories and pipes to samples, line by line or message by message. */
#ifndef REPLAY_READ_READER_H
#define REPLAY_READ_READER_H

#include "replay/read/intake.h"
#include "replay/read/sample.h"

#include <signal.h>

struct reader {
	/* Called with each sample, which lives until it returns. False stops reading. */
	bool (*add)(void *data, const struct sample *s);
	/* NULL, or called after each 64 KB or file: bytes read of this path; total 0: unknown. */
	void (*progress)(void *data, uint64_t done, uint64_t total);
	void *data; /* for both */
	/* Did a server of ours write a Received header with this name after `by`? */
	bool (*is_ours)(struct slice by);
	struct intake *intake; /* counts what was read */
	/* Set by ^C (install its handler without SA_RESTART): reading ends at the next line. */
	const volatile sig_atomic_t *stopped;
};

/*
 * Reads a log: a file, `-` (standard input), or all files in and below a directory (walk.h). A file
 * that cannot be read is counted, named on standard error, and skipped; so is a compressed one
 * (gzip, xz, bzip2, zstd, lz4, compress), with the command that decompresses it. A line of more
 * than 64 KB is never a sample. False: add returned false.
 */
bool read_logs(const struct reader *r, const char *path);

/*
 * Reads mail: a message, a directory of messages, or a Maildir (cur and new; its folders, such as
 * .Spam, are not part of it). An mbox is skipped. source: FROM_HAM or FROM_SPAM.
 */
bool read_mail(const struct reader *r, const char *path, enum sample_source source);

#endif
