/*
 * log: lines on standard error, which is the mail server's log, shared with other processes.
 *
 * Each line starts with `helo-dns-check: `, ends with LF, is at most LOG_LINE bytes long (the
 * rest is cut), and is written by one write, so that multilog never mixes it with another
 * process's. A log that accepts nothing (a full pipe) is waited for once, LOG_PATIENCE_MS, and
 * then given up: no client waits for a log. None of these functions fails or blocks.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>

/* POSIX writes up to PIPE_BUF (4096 on Linux) bytes to a pipe in one piece. */
#define LOG_LINE 4096
#define LOG_PATIENCE_MS 100

struct log {
	bool failures;	   /* L: log failures, and warnings about control files */
	bool debug;	   /* D: log every step */
	bool all_warnings; /* -n: of a file with many bad lines, show each */
	bool quiet;	   /* log nothing at all */
	bool stuck;	   /* gave up waiting for a reader */
	unsigned warnings; /* how many there were, shown or not */
};

/* Writes one line. Text from outside must have gone through printable.h. */
void log_line(struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * A warning about a variable, always shown. log_value starts it with `NAME=value: `; value (len
 * bytes) may be a part of what the variable holds.
 */
void log_setting(struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));
void log_value(struct log *log, const char *name, const char *value, size_t len, const char *format,
	       ...) __attribute__((format(printf, 5, 6)));

/* A warning about a control file, shown with L or D. */
void log_file(struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A step, for D, after `dbg: `. */
void log_debug(struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
