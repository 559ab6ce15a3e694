/*
 * check: what a check is. It looks at session, policy and facts, and returns a result. It asks
 * nobody, never waits, and knows nothing of the other checks or of what denies.
 */
#ifndef CHECKS_CHECK_H
#define CHECKS_CHECK_H

#include "facts/facts.h"
#include "facts/reason.h"
#include "input/checkset.h"
#include "input/policy.h"
#include "input/session.h"

enum outcome {
	NOT_RUN = 0,
	PASS,
	FAIL,  /* a definite no: may deny */
	SKIP,  /* does not apply to this HELO or client */
	ERROR, /* not known */
	OUTCOME_COUNT
};

struct result {
	enum outcome outcome;
	enum reason reason; /* REASON_NONE if there is nothing to add */
};

/*
 * What is said about a failure. {helo}, {ip}, {name} and {reason} stand for the HELO, the client,
 * the check and the reason; {(} and {)} for brackets if there is a reason.
 */
struct check_text {
	enum reason reason; /* of which failures; REASON_NONE: all others, the last row */
	const char *log;    /* log line and X-Helo-Check header; NULL: see texts.h */
	/* text of the denial, also of the temporary one for an error (see verdict.h) */
	const char *reply; /* NULL: this failure never denies */
};

struct check {
	unsigned needs; /* enum need, added up: the facts that run looks at */
	struct result (*run)(const struct session *s, const struct policy *p,
			     const struct facts *f);
	const struct check_text *texts;
	const char *meaning; /* what it has found when it denies, for reports */
};

static inline struct result pass(void)
{
	return (struct result){PASS, REASON_NONE};
}

static inline struct result fail(enum reason reason)
{
	return (struct result){FAIL, reason};
}

static inline struct result skip(enum reason reason)
{
	return (struct result){SKIP, reason};
}

static inline struct result error(enum reason reason)
{
	return (struct result){ERROR, reason};
}

#endif
