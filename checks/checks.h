/*
 * checks: the table of all checks. A check looks at session and facts and says what it thinks; it asks
 * nobody, never waits, and does not know of the other checks or of who denies on it.
 */
#ifndef CHECKS_CHECKS_H
#define CHECKS_CHECKS_H

#include "facts/facts.h"
#include "input/policy.h"
#include "input/session.h"

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
 * What is said of a failure. {helo}, {ip}, {name} and {reason} stand for the HELO, the client, the check
 * and, in brackets, the reason. logged: the log line and the X-Helo-Check header; told: the text of the
 * denial, also of the temporary one for an error (see verdict.h).
 */
struct words {
	const char *
		why; /* for failures with this reason; NULL: for all others, the last of its array */
	const char *logged; /* NULL: `HELO [x] from [ip] fails NAME(reason)` */
	const char *told;   /* NULL: this failure never denies */
};

struct check {
	const char *name;
	unsigned needs; /* enum need, added up: the facts that run looks at */
	struct result (*run)(const struct session *s, const struct policy *p,
			     const struct facts *f);
	const struct words *words;
};

/* In the order of enum check_id, which is the order in which they decide. */
extern const struct check checks[CHECK_COUNT];

struct results {
	struct result of[CHECK_COUNT];
};

/*
 * Why the HELO checks are skipped for this client: "relay", "private", or NULL where they are not. Static
 * text.
 */
const char *checks_skipped(const struct policy *p, const struct session *s);

/* Runs what p->run says; without a HELO argument there is nothing to look at but that. */
void checks_run(struct results *r, const struct session *s, const struct policy *p,
		const struct facts *f);

/* All facts that the checks which will run need together: enum need, added up. */
unsigned checks_need(const struct policy *p, const struct session *s);

/* Room for what results_list writes: all checks with the longest reason each. */
#define RESULTS_SIZE (CHECK_COUNT * 40)
/* And for words filled in: the longest of them, a whole HELO and an address. */
#define WORDS_SIZE (PRINTABLE_SIZE + IPADDR_TEXT + 100)

/*
 * Writes the names of the checks that came out as is, parted by between, with their reasons in
 * brackets: `dynamic valid_hostname(no_dot)`; cut to size with its NUL.
 */
void results_list(char *to, size_t size, const struct results *r, enum outcome is,
		  const char *between);

/* The words for a check that failed, or that denies for now. */
const struct words *check_words(enum check_id id, const struct result *r);

/* What the placeholders of words stand for. */
struct words_values {
	const char *helo, *ip;
	const char *name;   /* of the check */
	const char *reason; /* NULL for none */
};

/*
 * Writes text (of struct words) filled in to to, cut to size with its NUL; returns the length that it
 * has uncut.
 */
size_t words_fill(char *to, size_t size, const char *text, const struct words_values *values);

/* The log line of a failure (or its header), filled in; returns to. */
const char *words_logged(char *to, size_t size, enum check_id id, const struct result *r,
			 const struct session *s);

#endif
