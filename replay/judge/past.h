/*
 * past: an environment for session_read, made of what is known of a client of the past. What is not
 * known is unset, as the host leaves it.
 */
#ifndef REPLAY_JUDGE_PAST_H
#define REPLAY_JUDGE_PAST_H

#include "input/session.h"

struct past {
	const char *helo, *ip; /* "": none */
	const char *local;     /* TCPLOCALIP; NULL: not known */
	const char *reverse;   /* NULL: not known; looked up if needed */
	bool relay;	       /* RELAYCLIENT was set */
	bool other_helo;       /* it had given another HELO before in its connection */
	bool verb_known;       /* the host told HELO from EHLO */
	bool other_verb;       /* it had used the other of HELO and EHLO before */
};

/* Reads the session from it; the session points into past's texts. Says nothing in any log. */
void past_session(struct session *s, const struct past *past);

#endif
