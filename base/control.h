/*
 * control: reads control files, line by line.
 *
 * A control file is `control/NAME` under the working directory; only if there is no ./control is
 * it looked for under the qmail home that was compiled in. It must be a regular file of at most
 * 16 MB; opening and reading it never waits. Whatever is wrong with it is one warning (log_file)
 * that names the file, the line and what happens instead; reading goes on.
 */
#ifndef BASE_CONTROL_H
#define BASE_CONTROL_H

#include "base/log.h"
#include "base/printable.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* No line of a control file needs more than a few hundred bytes; patterns are the longest. */
#define CONTROL_LINE 4096
#define CONTROL_FILE_MAX (16UL * 1024 * 1024)
/* Bad lines shown per file and HELO: a binary file must not flood the log. -n shows them all. */
#define CONTROL_WARNINGS 3

enum control_state {
	CONTROL_WHOLE,	  /* open, and good so far */
	CONTROL_MISSING,  /* there is no such file: not an error by itself, nothing was logged */
	CONTROL_BAD_LINE, /* read, but a line was bad; a warning was given */
	CONTROL_BROKEN	  /* not read, or not to its end; a warning was given */
};

struct control {
	struct log *log;
	const char *path;	 /* as opened, for messages; points into where */
	const char *consequence; /* for warnings: what happens if the file cannot be read */
	/* And if a line cannot; "line skipped" unless the caller changes it. */
	const char *line_consequence;
	enum control_state state;
	unsigned line; /* the number of the line that control_next returned last, from 1 */
	bool gap;      /* a comment or an empty line stood between that line and the one before */
	unsigned shown;
	int fd;
	bool over_long;			/* inside a line that does not fit */
	char long_line[PRINTABLE_SIZE]; /* how it begins */
	size_t taken;			/* bytes read from the file */
	size_t at, end;			/* the part of buffer that was not returned yet */
	char where[256];
	char buffer[CONTROL_LINE + 1];
};

/*
 * Opens the control file name (static text); a name with a slash is a path. consequence (static
 * text) says in a warning what happens without the file. The result is in c->state; control_next
 * may be called in any case, and control_close must be.
 */
void control_open(struct control *c, struct log *log, const char *name, const char *consequence);

/*
 * The next line that holds anything: without comment, CR and blanks at either end, with a NUL. *len
 * is its length, at least 1. It is valid until the next call. NULL at the end of the file; then see
 * c->state.
 */
char *control_next(struct control *c, size_t *len);

/*
 * Warns about the line that control_next returned: `control/NAME line N: "text": problem`. problem
 * is static text that ends with what happens instead. c->state is unchanged.
 */
void control_warn_line(struct control *c, const char *text, size_t len, const char *problem);

/* The same, and sets c->state to CONTROL_BAD_LINE. */
void control_bad_line(struct control *c, const char *text, size_t len, const char *problem);

/* Gives the file up: warns with why and the consequence, and sets c->state to CONTROL_BROKEN. */
void control_give_up(struct control *c, const char *why);

/*
 * For libraries that read files themselves: the file as a descriptor (-1 if there is none) to
 * close, or as a stream (NULL) to fclose. *missing: there is no such file. Anything else that is
 * wrong is a warning: not a regular file, or, for the stream, more than 16 MB.
 */
int control_descriptor(struct log *log, const char *name, const char *consequence, bool *missing);
FILE *control_stream(struct log *log, const char *name, const char *consequence, bool *missing);

/* Closes the file; c->state is unchanged. */
void control_close(struct control *c);

#endif
