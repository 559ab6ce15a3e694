/*
 * session: what qmail-smtpd says about one connection, read once from the environment
 * (doc/behaviour.md, section 1). Its strings point into the environment and live as long as it
 * does.
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

/* What a HELO argument is. DNS is never asked about an address of any of the three kinds. */
enum helo_kind {
	HELO_NONE,    /* no argument, or an empty one */
	HELO_NAME,    /* a name that DNS can be asked for, right or wrong */
	HELO_LITERAL, /* an address literal of RFC 5321 section 4.1.3: [192.0.2.1], [IPv6:...] */
	HELO_LOOSE_LITERAL, /* an IPv6 address in brackets without the tag, or with a zone */
	HELO_BARE_ADDRESS,  /* an address without brackets, with or without `IPv6:` */
	HELO_IMPOSSIBLE	    /* none of these: not a DNS name, see hostname_askable */
};

struct session {
	/*
	 * The argument, not NUL-terminated: as it was said, without trailing blanks and CR
	 * (said_len), and for all that compare names (helo_len): a name without one trailing dot.
	 */
	const char *helo;
	size_t helo_len, said_len;
	enum helo_kind kind;
	char name[HOSTNAME_MAX + 1]; /* HELO_NAME: in lower case, no trailing dot; else "" */
	struct ipaddr address;	     /* of the three kinds that are one */
	struct ipaddr client, local; /* FAMILY_NONE: not known */
	const char *reverse;	     /* TCPREMOTEHOST. NULL: not set; "": the client has none */
	/* of the first HELO in this connection; NULL: this is it, or not known */
	const char *first_helo, *first_verb; /* HELO_CHECKS_HOST, HELO_CHECKS_CMD */
	const char *verb;		     /* SMTPHELOCMD; NULL: the host does not tell */
	bool relay;			     /* RELAYCLIENT is set */
	const char *sender, *recipient;	     /* SMTPMAILFROM, SMTPRCPTTO; NULL: not set */
	char shown[PRINTABLE_SIZE];	     /* the HELO for people, as it was said */
	char client_shown[IPADDR_TEXT];
};

/* What a HELO is, in a few words. Static text. */
const char *session_kind(enum helo_kind kind);

/*
 * Is the HELO localhost, a name below it, or localhost.localdomain? DNS has nothing to say about
 * these (RFC 6761 section 6.3).
 */
bool session_localhost(const struct session *s);

/* May the client relay (RELAYCLIENT)? The one place that knows the variable. */
bool session_relay(const struct env *env);

/* Reads all of it. An address that cannot be parsed is a warning, and FAMILY_NONE. Cannot fail. */
void session_read(struct session *s, const struct env *env, struct log *log);

#endif
