/* verdict: from results and policy to one verdict. Pure. */
#ifndef CHECKS_VERDICT_H
#define CHECKS_VERDICT_H

#include "checks/checks.h"

struct verdict {
	enum { ACCEPT, DENY, WOULD_DENY /* M */ } action;
	/* unless ACCEPT: */
	enum check_id by;
	const char *text;     /* its reply, to be filled in */
	bool temporary;	      /* a 4xx code */
	const char *code;     /* of the denial (RFC 5321 section 4.2.3) */
	const char *enhanced; /* and its enhanced one (RFC 3463) */
};

/*
 * Of the checks that failed and deny, the first in the table decides. A failure without a reply
 * never does. One error denies, temporarily: where forward_dns denies, that DNS timed out.
 */
struct verdict verdict_reach(const struct results *r, const struct policy *p);

#endif
