/* verdict: results and policy to one verdict. Pure. */
#ifndef CHECKS_VERDICT_H
#define CHECKS_VERDICT_H

#include "checks/checks.h"
#include "input/policy.h"

struct verdict {
	enum { ACCEPT, DENY, WOULD_DENY /* M */ } is;
	enum check_id by;     /* unless ACCEPT: the check that decided */
	const char *told;     /* unless ACCEPT: its words, to be filled in */
	const char *code;     /* the SMTP code of the denial (RFC 5321 section 4.2.3) */
	const char *enhanced; /* and its enhanced one (RFC 3463) */
};

/*
 * Of the checks that failed and deny, the first in the table decides. A failure without words for the
 * client never does; an error does in one case, for now: where forward_dns denies, DNS ran out of time.
 */
struct verdict verdict_reach(const struct results *r, const struct policy *p);

#endif
