/* explain: one HELO, judged and explained to a person (helodnscheck -t). */
#ifndef CLI_EXPLAIN_H
#define CLI_EXPLAIN_H

#include "base/env.h"

/*
 * Runs the plugin's pipeline on helo from the client ip, whose reverse name is reverse (NULL: looked up
 * where a check needs it; "": it has none), under the settings of env and the control files, PLRIV where
 * HELO_DNS_CHECK is unset; and prints on standard output what the name is, what DNS said, each check, the
 * verdict and what qmail-smtpd would be told. Colour only on a terminal, and not with NO_COLOR set.
 * Returns 0 when it would be accepted, 1 when denied, 2 when ip is no address.
 */
int explain(const struct env *env, const char *helo, const char *ip, const char *reverse);

#endif
