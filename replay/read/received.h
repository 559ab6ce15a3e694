/*
 * received: the topmost Received header that qmail-smtpd wrote into a message, to a sample:
 *
 *	Received: from NAME (HELO X) (INFO@IP) by ...
 *	Received: from X (INFO@IP) by ...		the HELO equals the name
 *	Received: from unknown (HELO X) (IP) by ...	without ident there is no INFO@
 *
 * Headers of other programs and of later hops on this machine (`(qmail 123 invoked by uid 89)`) are
 * skipped. Of qmail's own only the topmost counts: any below it may be forged.
 *
 * NAME is TCPREMOTEHOST: empty if the client has no reverse name, `unknown` if qmail-smtpd was not
 * told one. `from unknown (IP)` means no HELO or the HELO `unknown`: unreadable. Older qmail writes
 * `?` for brackets and underscores: `?1.2.3.4?` is taken for a literal; with any other `?` the HELO
 * is unreadable.
 */
#ifndef REPLAY_READ_RECEIVED_H
#define REPLAY_READ_RECEIVED_H

#include "replay/read/sample.h"

#include <stdio.h>

enum received {
	RECEIVED_SAMPLE,
	/*
	 * No such header (local mail, or not a message), or the client may relay: it had
	 * authenticated, or the combined patch left its address out.
	 */
	RECEIVED_NONE,
	RECEIVED_UNREADABLE, /* there is one, but it does not tell what the HELO was */
};

/* One header field with its continuation lines, without line ends; longer ones are cut. */
struct received_buffer {
	char bytes[4096];
	size_t len;
};

/*
 * Reads the header of a message (up to the empty line, at most 64 KB). s points into buffer; its
 * source is left to the caller. RECEIVED_UNREADABLE: buffer holds the field in question.
 */
enum received received_read(struct sample *s, FILE *message, struct received_buffer *buffer);

#endif
