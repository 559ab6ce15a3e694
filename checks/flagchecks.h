/*
 * flagchecks: the checks that letters of HELO_DNS_CHECK stand for (doc/behaviour.md, section 3),
 * and the one for no HELO at all. One function each, for the table in checks.c. Pure.
 */
#ifndef CHECKS_FLAGCHECKS_H
#define CHECKS_FLAGCHECKS_H

#include "checks/check.h"

#define FLAGCHECKS_DECLARE(ID, name)                                                               \
	struct result check_##name(const struct session *s, const struct policy *p,                \
				   const struct facts *f);

FLAGCHECKS_DECLARE(NO_HELO, no_helo)
FLAG_CHECK_LIST(FLAGCHECKS_DECLARE)

#endif
