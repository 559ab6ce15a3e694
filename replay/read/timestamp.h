/*
 * timestamp: the times that stand before log lines and in mail headers, to seconds since 1970 (UTC).
 * Fractions of seconds are dropped.
 */
#ifndef REPLAY_READ_TIMESTAMP_H
#define REPLAY_READ_TIMESTAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What dates leave out. Those without a zone are of this machine's; what mktime said of the last hour is
 * kept, for it takes longer than all else there is to read in a line.
 */
struct calendar {
	int64_t latest; /* a date without a year is the last such before this (a day more is let pass) */
	int64_t hour;	/* the hour that mktime was asked for last, as if it were UTC; with known */
	int64_t offset; /* and how many seconds it was ahead of UTC */
	bool known;
};

/* latest: when the log was written last. */
void calendar_init(struct calendar *c, int64_t latest);

/*
 * Reads the time stamp that text begins with, if there is one and a blank or the end is behind it:
 *
 *	@400000006920a5ab0d3f7a4c		TAI64N (multilog's t), and TAI64
 *	2026-11-22 19:00:01.123456789		tai64nlocal, or with T; a zone may follow: Z, +01:00, +0100
 *	2026-11-22_19:00:01.12345		svlogd, in UTC
 *	Nov 22 19:00:01				syslog
 *	1795374001.123456			splogger: seconds since 1970, nine digits at least
 *
 * Returns its length; 0: there is none.
 */
size_t timestamp_read(int64_t *time, const char *text, size_t len, struct calendar *c);

/* Reads a date of RFC 5322 section 3.3, as qmail writes it: 22 Nov 2026 19:00:00 -0000. False: it is none. */
bool timestamp_read_mail(int64_t *time, const char *text, size_t len);

#endif
