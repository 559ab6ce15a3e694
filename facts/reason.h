/*
 * reason: why something is unknown, or why a check came out as it did. One code each; text only at
 * the edge (log, variables, facts line, reports).
 */
#ifndef FACTS_REASON_H
#define FACTS_REASON_H

#include "dns/message.h"

#include <stddef.h>

/*
 * X(ID, text, meaning): text is made of a-z0-9_ and stands in logs; meaning explains to a person
 * why a check is unknown ("" for reasons that only other outcomes have).
 */
#define REASON_LIST(X)                                                                             \
	X(TIMEOUT, "timeout", "no answer in time")                                                 \
	X(SERVFAIL, "servfail", "the resolver could not find out (SERVFAIL)")                      \
	X(REFUSED, "refused", "the resolver refused to answer")                                    \
	X(GARBLED, "garbled", "the answer could not be read")                                      \
	X(LOCAL, "local", "this machine could not ask, or a file was missing")                     \
	X(NOTIPME, "notipme", "control/notipme could not be read")                                 \
	X(MORERCPTHOSTS, "morercpthosts", "control/morercpthosts.cdb could not be read")           \
	X(SUFFIX_LIST, "suffix_list", "no public suffix list could be loaded")                     \
	X(LIMIT, "limit", "a pattern took too long")                                               \
	X(VALID_HOSTNAME_OFF, "valid_hostname_off", "forward_dns needs valid_hostname")            \
	/* of heloreplay: what a facts line does not say */                                        \
	X(NOT_ASKED, "not_asked", "not in the facts line (log with HELO_CHECKS=all)")              \
	X(CUT, "cut", "the facts line does not list all addresses")                                \
	/* of failures and skips */                                                                \
	X(LOCALHOST, "localhost", "")                                                              \
	X(NO_IP, "no_ip", "")                                                                      \
	X(NO_AAAA, "no_aaaa", "")                                                                  \
	X(NO_ADDRESS, "no_address", "")                                                            \
	X(NO_DOT, "no_dot", "")                                                                    \
	X(NOT_ASCII, "not_ascii", "")                                                              \
	X(LITERAL, "literal", "")                                                                  \
	X(SUFFIX, "suffix", "")                                                                    \
	X(TLD, "tld", "")                                                                          \
	X(INVALID_HOSTNAME, "invalid_hostname", "")                                                \
	X(NO_IPS, "no_ips", "")                                                                    \
	X(NO_MATCH, "no_match", "")                                                                \
	X(FIRST, "first", "")                                                                      \
	X(NO_CMD, "no_cmd", "")                                                                    \
	X(RELAY, "relay", "")                                                                      \
	X(PRIVATE, "private", "")

#define REASON_ID(ID, text, meaning) REASON_##ID,

enum reason { REASON_NONE = 0, REASON_LIST(REASON_ID) REASON_COUNT };

/* Why DNS did not answer. */
enum reason reason_of_dns(enum dns_failure failure);
bool reason_is_dns(enum reason reason);

/* The text, or NULL for REASON_NONE; the meaning, or "". Static text. */
const char *reason_text(enum reason reason);
const char *reason_meaning(enum reason reason);

#endif
