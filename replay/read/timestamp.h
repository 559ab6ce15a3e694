/*
 * timestamp: the times in log lines and mail headers, to seconds since 1970 (UTC). Fractions of a
 * second are dropped.
 */
#ifndef REPLAY_READ_TIMESTAMP_H
#define REPLAY_READ_TIMESTAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What dates leave out. A date without a zone is local time; the last answer of mktime is kept for
 * the hour it was about, because mktime takes longer than everything else that is done with a line.
 */
struct calendar {
	int64_t latest; /* a date without a year is the last such date before this, plus a day */
	int64_t hour;	/* the hour that mktime was asked about, as if it were UTC; if known */
	int64_t offset; /* how many seconds it is ahead of UTC */
	bool known;
};

/* latest: when the log was last written. */
void calendar_init(struct calendar *c, int64_t latest);

/*
 * Parses the timestamp that text begins with. A blank or the end must follow it.
 *
 *	@400000006920a5ab0d3f7a4c		TAI64N (multilog's t), and TAI64
 *	2026-11-22 19:00:01.123456789		tai64nlocal; also with T, Z, +01:00, +0100
 *	2026-11-22_19:00:01.12345		svlogd, in UTC
 *	Nov 22 19:00:01				syslog; also with .123456 (journalctl)
 *	1795374001.123456			splogger: seconds since 1970, at least nine digits
 *
 * Returns its length; 0: there is none.
 */
size_t timestamp_parse(int64_t *time, const char *text, size_t len, struct calendar *c);

/* Parses a date of RFC 5322 section 3.3 as qmail writes it: 22 Nov 2026 19:00:00 -0000. */
bool timestamp_parse_mail(int64_t *time, const char *text, size_t len);

#endif
