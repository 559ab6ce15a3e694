/*
 * control: one line reader for all control files; nothing else opens files.
 *
 * A control file is `control/NAME` under the working directory; only where there is no ./control it
 * is looked for under the qmail home that was compiled in. It must be a regular file, is read without
 * waiting, 16 MB at most, line by line from one fixed buffer. Whatever is wrong with it is one warning
 * (log_file) that names the file, the line and what is done instead; the reader goes on.
 */
#ifndef BASE_CONTROL_H
#define BASE_CONTROL_H

#include "base/log.h"
#include "base/printable.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* No line of a control file means anything past a few hundred bytes; patterns are the longest. */
#define CONTROL_LINE 4096
#define CONTROL_FILE_MAX (16UL * 1024 * 1024)
/* Bad lines shown for each file and HELO: a binary file must not flood the log. -n shows all. */
#define CONTROL_WARNINGS 3

enum control_state {
	CONTROL_WHOLE,	  /* open, and all right so far */
	CONTROL_MISSING,  /* no such file: not a fault by itself, nothing was logged */
	CONTROL_BAD_LINE, /* read, but for a line that was no good; a warning was given */
	CONTROL_BROKEN	  /* cannot be read, or not whole; a warning was given */
};

struct control {
	struct log *log;
	const char *path;    /* as it was opened, for messages; inside where */
	const char *instead; /* what is done where the file cannot be read, for the warning */
	/* And for a line; "line skipped" unless the caller changes it. */
	const char *instead_of_line;
	enum control_state state;
	unsigned line; /* number of the line that control_next gave last; 1 is the first */
	bool gap; /* was anything between that line and the one before it: a comment, an empty line? */
	unsigned shown;
	int fd;
	bool over_long;			/* inside a line that does not fit */
	char long_line[PRINTABLE_SIZE]; /* how it begins */
	size_t taken;			/* bytes read from the file */
	size_t at, end;			/* the part of buffer that was not given out yet */
	char where[256];
	char buffer[CONTROL_LINE + 1];
};

/*
 * Opens control file name (static text); one with a slash in it is a path, and taken as it is. instead
 * (static text) says in a warning what happens without it. What came of it stands in c->state; control_next can be called in any case,
 * and control_close must be.
 */
void control_open(struct control *c, struct log *log, const char *name, const char *instead);

/*
 * The next line that says anything: comment, CR and blanks at both ends are gone, a NUL is at its
 * end, *len is its length, at least 1. It lives until the next call. NULL at the end of the file; look
 * at c->state then.
 */
char *control_next(struct control *c, size_t *len);

/*
 * Warns of the line that control_next gave: `control/NAME line N: [text] problem`, problem being
 * static text that ends with what is done instead. c->state stays as it is.
 */
void control_warn_line(struct control *c, const char *text, size_t len, const char *problem);

/* The same, and c->state is CONTROL_BAD_LINE from then on. */
void control_bad_line(struct control *c, const char *text, size_t len, const char *problem);

/*
 * For a library that reads a whole file by itself: the file as a stream, to be closed by fclose. NULL where
 * there is none (*missing), or it is no regular file of 16 MB at most (then with a warning).
 */
FILE *control_stream(struct log *log, const char *name, const char *instead, bool *missing);

/* Gives the descriptor back; c->state stays. */
void control_close(struct control *c);

#endif
