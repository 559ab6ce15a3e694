/*
 * checks: the table of all checks. A check looks at session and facts and says what it thinks; it asks
 * nobody, never waits, and does not know of the other checks or of who denies on it.
 */
#ifndef CHECKS_H
#define CHECKS_H

#include "facts.h"
#include "policy.h"
#include "session.h"

#include <stddef.h>

enum outcome {
	NOT_RUN = 0,
	PASS,
	FAIL,  /* a definite no: this may deny */
	SKIP,  /* does not apply to this HELO or client */
	ERROR, /* not known */
};

struct result {
	enum outcome is;
	const char *why; /* static text of a-z0-9_, or NULL where there is nothing to add */
};

/*
 * What is said of a failure. {helo} and {ip} stand for the HELO and the client. logged: the log line
 * and the X-Helo-Check header; told: the text of the denial.
 */
struct words {
	const char *
		why; /* for failures with this reason; NULL: for all others, the last of its array */
	const char *logged, *told;
};

struct check {
	const char *name;
	unsigned needs; /* enum need, added up: the facts that run looks at */
	struct result (*run)(const struct session *s, const struct facts *f);
	const struct words *words;
};

/* In the order of enum check_id, which is the order in which they decide. */
extern const struct check checks[CHECK_COUNT];

struct results {
	struct result of[CHECK_COUNT];
};

/* Runs the checks of run; without a HELO argument there is nothing to look at but that. */
void checks_run(struct results *r, checkset run, const struct session *s, const struct facts *f);

/* All facts that the checks of run need together: enum need, added up. */
unsigned checks_need(checkset run);

/* The words for a failed check. */
const struct words *check_words(enum check_id id, const struct result *r);

/*
 * Writes text (of struct words) with helo and ip filled in to to, cut to size with its NUL; returns
 * the length that it has uncut.
 */
size_t words_fill(char *to, size_t size, const char *text, const char *helo, const char *ip);

#endif
