/* checks: the table of all checks, and running those that a policy asks for. */
#ifndef CHECKS_CHECKS_H
#define CHECKS_CHECKS_H

#include "checks/check.h"

/* In the order of enum check_id, which is the order in which they decide. */
extern const struct check checks[CHECK_COUNT];

struct results {
	struct result check[CHECK_COUNT];
};

/*
 * Why the HELO checks are skipped for this client: REASON_RELAY, REASON_PRIVATE, or REASON_NONE if
 * they are not.
 */
enum reason checks_skipped(const struct policy *p, const struct session *s);

/* All facts that the checks which will run need: enum need, added up. */
unsigned checks_need(const struct policy *p, const struct session *s);

/* Runs the checks of p->run. Without a HELO argument there is nothing to check but that. */
void checks_run(struct results *r, const struct session *s, const struct policy *p,
		const struct facts *f);

#endif
