/*
 * received: the topmost Received header that qmail-smtpd wrote into a message, to a sample:
 *
 *	Received: from NAME (HELO X) (INFO@IP) by ...
 *	Received: from X (INFO@IP) by ...		the HELO equals the name
 *	Received: from unknown (HELO X) (IP) by ...	INFO@ is absent without ident
 *
 * Headers of other programs, and those of later hops inside this machine (`(qmail 123 invoked by uid 89)`),
 * are passed over; of qmail's own only the topmost counts, for any further down may be forged.
 *
 * NAME is what TCPREMOTEHOST was: empty, the client has no reverse name; `unknown`, qmail-smtpd was not
 * told one. `from unknown (IP)` came without a HELO, or with this one: unreadable. Older qmail writes `?` for
 * brackets and underscores: `?1.2.3.4?` is read as a literal, any other `?` makes the HELO unreadable.
 */
#ifndef REPLAY_READ_RECEIVED_H
#define REPLAY_READ_RECEIVED_H

#include "replay/read/sample.h"

#include <stdio.h>

enum received {
	RECEIVED_SAMPLE,
	/* No such header (local, or not a message), or of a client that may relay: it had authenticated, or
	 * the combined patch left its address out. */
	RECEIVED_NONE,
	RECEIVED_UNREADABLE, /* there is one, but what the HELO was cannot be told */
};

/* One header with its continuation lines, without their ends; of a longer one this much is kept. */
struct received_buffer {
	char at[4096];
	size_t len;
};

/*
 * Reads the header of a message (up to its empty line, 64 KB at most); s points into buffer, and lacks
 * its source. RECEIVED_UNREADABLE: buffer holds the header.
 */
enum received received_read(struct sample *s, FILE *message, struct received_buffer *buffer);

#endif
