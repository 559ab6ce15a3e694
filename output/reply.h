/*
 * reply: what qmail-smtpd is told, in qmail-spp's lines (doc/qmail-spp.md): headers and variables
 * first, the verdict last, each line ended by LF, all of it written by one write.
 */
#ifndef OUTPUT_REPLY_H
#define OUTPUT_REPLY_H

#include "checks/judgement.h"
#include "input/policy.h"
#include "input/session.h"

#include <stddef.h>
#include <stdint.h>

/* A header for each check (printable HELO, words around it), the variables, and the verdict. */
#define REPLY_SIZE (CHECK_COUNT * 400 + 4096)

struct reply {
	size_t len; /* 0: nothing to say */
	char text[REPLY_SIZE];
};

/* RFC 5321 section 4.5.3.1.5: 512 octets with CRLF; ours stay below. */
#define REPLY_LINE_MAX 509

/* Composes the lines. Cannot fail: the HELO is cut so that the line of the denial fits. */
void reply_compose(struct reply *reply, const struct session *s, const struct policy *p,
		   const struct judgement *j);

/*
 * Writes them to standard output, by one write if there is room; waits for a reader until the
 * deadline (clock_ms). False, with errno, if they could not be written whole.
 */
bool reply_write(const struct reply *reply, int64_t deadline);

#endif
