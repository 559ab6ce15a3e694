/*
 * logline: one line of a mail server's log to a sample, whatever wrote it. The kinds are told apart by
 * the line itself, so logs may be mixed:
 *
 *	facts lines of this plugin	helo-dns-check: facts pid=... helo=... ip=... ...
 *	failures of versions 7 to 11	helo-dns-check: HELO [x] from [ip] doesn't solve, and so on
 *	the combined qmail patch	qlogenvelope: ... helo=x ... remoteip=ip ...
 *	plain				HELO IP [NAME]
 *
 * Before each of the first three, TAI64N labels (@4000...), multilog's, syslog's or a date may stand.
 */
#ifndef REPLAY_LOGLINE_H
#define REPLAY_LOGLINE_H

#include "sample.h"

enum logline {
	LINE_SAMPLE, /* s holds it */
	LINE_ANOTHER, /* of somebody else, or of ours without a HELO (blocked with, dbg): passed over */
	LINE_UNREADABLE, /* should be a sample, and is none: counted, shown */
};

/* Reads a line of len bytes, without its LF. year: of dates that have none (syslog), e.g. 2026. */
enum logline logline_read(struct sample *s, const char *line, size_t len, int year);

#endif
