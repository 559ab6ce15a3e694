/*
 * received: the topmost Received header that qmail-smtpd wrote into a message, to a sample:
 *
 *	Received: from NAME (HELO X) (INFO@IP) by ...
 *	Received: from X (INFO@IP) by ...		the HELO equals the name
 *	Received: from unknown (HELO X) (IP) by ...	INFO@ is absent without ident
 *
 * NAME `unknown`: the client has no reverse name. Older qmail writes `?` for brackets and underscores:
 * `?1.2.3.4?` is read as a literal, any other `?` makes the HELO unreadable.
 */
#ifndef REPLAY_RECEIVED_H
#define REPLAY_RECEIVED_H

#include "sample.h"

#include <stdio.h>

enum received {
	RECEIVED_SAMPLE,
	RECEIVED_NONE,	     /* no such header: not from qmail-smtpd (local, or not a message) */
	RECEIVED_UNREADABLE, /* there is one, but what the HELO was cannot be told */
};

/* Room for what a sample points into: header lines are folded and may be long. */
struct received_buffer {
	char at[4096];
};

/* Reads the header of a message (up to its empty line, 64 KB at most); s points into buffer. */
enum received received_read(struct sample *s, FILE *message, struct received_buffer *buffer);

#endif
