/* explain: one HELO, judged and explained to a person (helodnscheck -t). */
#ifndef CLI_EXPLAIN_H
#define CLI_EXPLAIN_H

#include "base/env.h"

/*
 * Judges helo from the client ip with reverse name reverse (NULL: looked up if a check needs it;
 * "": it has none), by the settings of env and the control files; without HELO_DNS_CHECK, by
 * PLRIV. Prints on standard output what the HELO is, what DNS said, each check, the verdict and
 * the reply to qmail-smtpd. In color only on a terminal, and not if NO_COLOR is set. Returns 0 if
 * it would be accepted, 1 if denied, 2 if ip is not an address.
 */
int explain(const struct env *env, const char *helo, const char *ip, const char *reverse);

#endif
