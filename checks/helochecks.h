/*
 * helochecks: the ten HELO checks of Haraka (doc/behaviour.md, section 4). One function each, for
 * the table in checks.c. Pure.
 */
#ifndef CHECKS_HELOCHECKS_H
#define CHECKS_HELOCHECKS_H

#include "checks/check.h"

#define HELOCHECKS_DECLARE(ID, name)                                                               \
	struct result check_##name(const struct session *s, const struct policy *p,                \
				   const struct facts *f);

HELO_CHECK_LIST(HELOCHECKS_DECLARE)

#endif
