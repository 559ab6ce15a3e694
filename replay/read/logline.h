/*
 * logline: one line of a mail server's log to a sample, no matter which program wrote it. Each line
 * is recognized by itself, so logs may be mixed:
 *
 *	facts lines of this plugin	helo-dns-check: facts pid=... helo=... ip=... ...
 *	failures of versions 7 to 11	helo-dns-check: HELO [x] from [ip] doesn't solve, and so on
 *	the combined qmail patch	qlogenvelope: ... helo=x ... remoteip=ip ...
 *	plain lines			HELO IP [NAME]
 *
 * The first three may have a prefix: a TAI64N label (@4000...), a date as in timestamp.h, what
 * multilog, syslog and splogger add, a file name as grep prints it; also several of these, as where
 * syslog gets what multilog wrote. A prefix is times, names and at most one `program:`, with only
 * times after it, so that nothing a client makes another program log is taken for ours.
 */
#ifndef REPLAY_READ_LOGLINE_H
#define REPLAY_READ_LOGLINE_H

#include "dns/message.h"
#include "replay/read/sample.h"
#include "replay/read/timestamp.h"

enum line_kind {
	LINE_SAMPLE, /* s holds it */
	LINE_OTHER,  /* of another program, or ours without a HELO (blocked with, dbg): skipped */
	LINE_UNREADABLE, /* should be a sample but cannot be parsed: counted and shown */
};

/*
 * Parses a line of len bytes, without its LF; a CR at the end is ignored. ip becomes `unknown`, or
 * a text that ipaddr_parse accepts. Of FROM_ENVELOPE, facts holds what follows `qlogenvelope: `;
 * its `relay=yes` marks a client that may relay.
 */
enum line_kind logline_parse(struct sample *s, const char *line, size_t len, struct calendar *c);

/* Does the value of a facts line's key tell why it is unknown (`reverse=timeout`)? */
bool logline_failure(enum dns_failure *failure, struct slice value);

#endif
