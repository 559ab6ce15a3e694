/*
 * checkset: the checks by name, sets of them, and lists of their names as in HELO_CHECKS.
 *
 * The two lists below are the only place that names all checks: the table (checks/checks.c), the
 * sets and the tests are made from them. Their order is the order in which the checks decide.
 */
#ifndef INPUT_CHECKSET_H
#define INPUT_CHECKSET_H

#include "base/log.h"

#include <stdbool.h>
#include <stddef.h>

/* The checks that letters of HELO_DNS_CHECK stand for. */
#define FLAG_CHECK_LIST(X)                                                                         \
	X(SYNTAX, syntax)                                                                          \
	X(RESOLVES, resolves)                                                                      \
	X(NOT_ME, not_me)                                                                          \
	X(OWN_NAME, own_name)                                                                      \
	X(IP_MATCH, ip_match)

/* The HELO checks: off unless control/helo.checks.ini or HELO_CHECKS turns them on. */
#define HELO_CHECK_LIST(X)                                                                         \
	X(MATCH_RE, match_re)                                                                      \
	X(BARE_IP, bare_ip)                                                                        \
	X(DYNAMIC, dynamic)                                                                        \
	X(BIG_COMPANY, big_company)                                                                \
	X(VALID_HOSTNAME, valid_hostname)                                                          \
	X(RDNS_MATCH, rdns_match)                                                                  \
	X(FORWARD_DNS, forward_dns)                                                                \
	X(HOST_MISMATCH, host_mismatch)                                                            \
	X(PROTO_MISMATCH, proto_mismatch)                                                          \
	X(LITERAL_MISMATCH, literal_mismatch)

/* No HELO at all is not a check that anybody can name in a list. */
#define CHECK_LIST(X) X(NO_HELO, no_helo) FLAG_CHECK_LIST(X) HELO_CHECK_LIST(X)

#define CHECKSET_ID(ID, name) CHECK_##ID,
#define CHECKSET_BIT(ID, name) | CHECK_BIT(CHECK_##ID)

enum check_id { CHECK_LIST(CHECKSET_ID) CHECK_COUNT };

/* A set of checks: bit 1 << id. */
typedef unsigned checkset;
#define CHECK_BIT(id) (1U << (id))
#define FLAG_CHECKS (0U FLAG_CHECK_LIST(CHECKSET_BIT))
#define HELO_CHECKS (0U HELO_CHECK_LIST(CHECKSET_BIT))
/* All that have a name to be listed by. */
#define NAMED_CHECKS (CHECK_BIT(CHECK_COUNT) - 1 - CHECK_BIT(CHECK_NO_HELO))
_Static_assert(CHECK_COUNT <= 32, "a checkset has a bit for each check");

extern const char *const check_names[CHECK_COUNT];

/* The check with this name (len bytes), or -1. CHECK_NO_HELO is never found. */
int checkset_find(const char *name, size_t len);

/*
 * Changes *set as the list in text says: names separated by commas, `all` (the HELO checks),
 * `none`. A list that starts with `-name` or `+name` changes what is there, any other replaces
 * it. Only checks of allowed can be named. `literal_mismatch=N` (1 to 3) also sets *literal_mode.
 * What cannot be read is a warning that names variable, and is skipped.
 */
void checkset_apply(checkset *set, checkset allowed, unsigned *literal_mode, const char *variable,
		    const char *text, struct log *log);

#endif
