/*
 * received: the topmost Received header that a qmail-smtpd of ours wrote into a message, to a
 * sample:
 *
 *	Received: from NAME (HELO X) (INFO@IP) by ...
 *	Received: from X (INFO@IP) by ...		the HELO equals the name
 *	Received: from unknown (HELO X) (IP) by ...	without ident there is no INFO@
 *	Received: from NAME (HELO X) ([IP]) (envelope-sender <A>) by ...	qmail-ldap
 *	Received: from NAME (HELO X) (IP) de/crypted with ... by ...	SPAMCONTROL, s/qmail
 *	Received: (HELO X) (USER) by ...		the combined patch, relay clients
 *
 * A header counts only if the name after `by` is ours: anybody can write one, and what another
 * server wrote is about its own client. Headers of other programs and of later hops on this machine
 * (`(qmail 123 invoked by uid 89)`) are skipped. Of ours only the topmost counts: any below it may
 * be forged.
 *
 * NAME is TCPREMOTEHOST: empty if the client has no reverse name, `unknown` if qmail-smtpd was not
 * told one. `from unknown (IP)` means no HELO or the HELO `unknown`: unreadable. Older qmail writes
 * `?` for brackets, underscores and blanks: `?1.2.3.4?` is taken for a literal, a `?` at the end
 * for a blank; with any other `?` the HELO is unreadable.
 */
#ifndef REPLAY_READ_RECEIVED_H
#define REPLAY_READ_RECEIVED_H

#include "replay/read/sample.h"

#include <stdio.h>

enum received {
	RECEIVED_SAMPLE,
	RECEIVED_NONE,	     /* no such header: local mail, not ours, or not a message */
	RECEIVED_RELAY,	     /* it is about a client that may relay: authenticated, or left out */
	RECEIVED_UNREADABLE, /* there is one, but it does not tell what the HELO was */
};

struct received_buffer {
	/* One header field with its continuation lines, without line ends; longer ones are cut. */
	char bytes[4096];
	size_t len;
	/* RECEIVED_NONE: the name after `by` in the topmost header that is like ours, or "". */
	char stranger[64];
};

/*
 * Reads the header of a message (up to the empty line, at most 64 KB). is_ours: is this the name
 * of a server of ours? s points into buffer; its source is left to the caller. RECEIVED_UNREADABLE:
 * buffer holds the field in question.
 */
enum received received_read(struct sample *s, FILE *message, bool (*is_ours)(struct slice by),
			    struct received_buffer *buffer);

#endif
