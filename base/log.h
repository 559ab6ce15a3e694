/*
 * log: lines on standard error, which is the mail server's log and shared with it.
 *
 * Each line starts with `helo-dns-check: `, ends with LF, is at most LOG_LINE bytes (longer ones are
 * cut), and is written by one write, so that multilog never mixes it with another process's. A log
 * that takes nothing (a full pipe) is waited for once, LOG_PATIENCE_MS, and then given up: no client
 * waits for a log. No function here fails.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

/* POSIX writes up to PIPE_BUF (4096 on Linux) bytes to a pipe in one piece. */
#define LOG_LINE 4096
#define LOG_PATIENCE_MS 100

struct log {
	bool failures;	   /* L: log what fails, and warnings about control files */
	bool debug;	   /* D: log every step */
	bool all_warnings; /* -n: of a file with many bad lines, show each */
	bool stuck;	   /* gave up waiting for the log */
	unsigned warnings; /* how many there were, shown or not */
};

/* Writes one line. No text from outside may be in it but what printable has been over. */
void log_line(struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A warning about a variable: always shown. */
void log_setting(struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A warning about a control file: shown with L or D. */
void log_file(struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A step, for D: `dbg: ` before it. */
void log_debug(struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
