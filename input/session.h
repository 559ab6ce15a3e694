/*
 * session: what qmail-smtpd told us of one connection, read once from the environment
 * (doc/behaviour.md, section 1). The texts point into the environment and live as long as it does.
 */
#ifndef INPUT_SESSION_H
#define INPUT_SESSION_H

#include "base/env.h"
#include "base/hostname.h"
#include "base/ipaddr.h"
#include "base/log.h"
#include "base/printable.h"

#include <stdbool.h>
#include <stddef.h>

/* What a HELO argument is. An address of any of the three kinds is never asked for in DNS. */
enum helo_kind {
	HELO_NONE,    /* no argument, or an empty one */
	HELO_NAME,    /* a name that DNS can be asked for, right or wrong */
	HELO_LITERAL, /* an address literal of RFC 5321 section 4.1.3: [192.0.2.1], [IPv6:...] */
	HELO_LOOSE_LITERAL, /* an IPv6 address in brackets without the tag, or with a zone */
	HELO_BARE_ADDRESS,  /* an address without brackets, `IPv6:` before it or not */
	HELO_IMPOSSIBLE	    /* none of these: no DNS name, see hostname_askable */
};

struct session {
	const char *helo; /* the argument, trailing blanks and CR dropped; not ended by a NUL */
	size_t helo_len;
	enum helo_kind kind;
	char name[HOSTNAME_MAX + 1]; /* HELO_NAME: in lower case, no trailing dot; else "" */
	struct ipaddr address;	     /* of the three kinds that are one */
	struct ipaddr client, local; /* FAMILY_NONE: not known */
	const char *reverse;	     /* TCPREMOTEHOST; NULL: not set, "": there is none */
	const char
		*first_helo; /* HELO_CHECKS_HOST: the first of this connection; NULL: this is it */
	const char *first_verb;		/* HELO_CHECKS_CMD: its verb; NULL: not known */
	const char *verb;		/* SMTPHELOCMD: this one's; NULL: the host does not tell */
	bool relay;			/* RELAYCLIENT is set */
	const char *sender, *recipient; /* SMTPMAILFROM, SMTPRCPTTO; NULL: not set */
	char shown[PRINTABLE_SIZE];	/* the HELO for people */
	char client_shown[IPADDR_TEXT];
};

/* A word or two for what a HELO is. Static text. */
const char *session_kind(enum helo_kind kind);

/*
 * Reads all of it. An address that cannot be read is a warning in the log, and FAMILY_NONE. Nothing
 * can fail.
 */
void session_read(struct session *s, const struct env *env, struct log *log);

#endif
