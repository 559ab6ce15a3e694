/*
 * logline: one line of a mail server's log to a sample, whatever wrote it. The kinds are told apart by
 * the line itself, so logs may be mixed:
 *
 *	facts lines of this plugin	helo-dns-check: facts pid=... helo=... ip=... ...
 *	failures of versions 7 to 11	helo-dns-check: HELO [x] from [ip] doesn't solve, and so on
 *	the combined qmail patch	qlogenvelope: ... helo=x ... remoteip=ip ...
 *	plain				HELO IP [NAME]
 *
 * Before each of the first three, TAI64N labels (@4000...), multilog's, syslog's, splogger's or a date may
 * stand (timestamp.h), and the name of a file, as grep puts it there. What a client made another program
 * write into the log does not count as ours: a prefix is times, names and at most one `program:`.
 */
#ifndef REPLAY_READ_LOGLINE_H
#define REPLAY_READ_LOGLINE_H

#include "replay/read/sample.h"
#include "replay/read/timestamp.h"

enum logline {
	LINE_SAMPLE, /* s holds it */
	LINE_ANOTHER, /* of somebody else, or of ours without a HELO (blocked with, dbg): passed over */
	LINE_UNREADABLE, /* should be a sample, and is none: counted, shown */
};

/*
 * Reads a line of len bytes, without its LF; a CR before that does not count. An address that was not
 * known is the text `unknown`; any other is one that ipaddr_parse reads. Of FROM_ENVELOPE, facts is the
 * line from behind `qlogenvelope: `: its `relay=yes` tells of a client that may relay.
 */
enum logline logline_read(struct sample *s, const char *line, size_t len, struct calendar *c);

#endif
