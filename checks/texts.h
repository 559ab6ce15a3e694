/*
 * texts: what is said about results, the same in the log, the headers, the reply and the reports.
 */
#ifndef CHECKS_TEXTS_H
#define CHECKS_TEXTS_H

#include "base/textbuf.h"
#include "checks/checks.h"

#include <stddef.h>

/* Room for what texts_list writes: all checks, with the longest reason each. */
#define TEXTS_LIST_SIZE (CHECK_COUNT * 40)
/* Room for one text, filled in: the longest of them, a whole HELO and an address. */
#define TEXTS_SIZE (PRINTABLE_SIZE + IPADDR_TEXT + 100)

/* `PASS`, `FAIL`, ... in lower case; "not run" for NOT_RUN. Static text. */
const char *texts_outcome(enum outcome outcome);

/* The texts of a check that failed, or that denies temporarily. */
const struct check_text *texts_of(enum check_id id, enum reason reason);

/* Adds text (of struct check_text), filled in. helo and ip are printable. */
void texts_fill(struct textbuf *b, const char *text, enum check_id id, enum reason reason,
		const char *helo, const char *ip);

/* Adds the log line of a failure, which is its header too. */
void texts_failure(struct textbuf *b, enum check_id id, enum reason reason,
		   const struct session *s);

/*
 * Adds the names of the checks with this outcome, separated by between, with their reasons in
 * brackets: `dynamic valid_hostname(no_dot)`.
 */
void texts_list(struct textbuf *b, const struct results *r, enum outcome outcome,
		const char *between);

#endif
