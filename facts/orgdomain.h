/*
 * orgdomain: which part of a name somebody registered, by the Public Suffix List (publicsuffix.org).
 * Nothing else knows libpsl.
 */
#ifndef FACTS_ORGDOMAIN_H
#define FACTS_ORGDOMAIN_H

#include "base/log.h"

#include <stdbool.h>
#include <stddef.h>

struct suffixes; /* the list, loaded */

/*
 * Loads control/public_suffix_list.dafsa or .dat where the admin keeps one, else the system's or the
 * one built into libpsl, whichever is newer. NULL, with a warning, without memory or any list, and where
 * the admin's cannot be used: to judge by another would deny what is in his. To be given to suffixes_free.
 */
struct suffixes *suffixes_load(struct log *log);
void suffixes_free(struct suffixes *suffixes);

/* Is the name (any letter case, no trailing dot) itself a public suffix? Unknown TLDs are none. */
bool suffixes_hold(const struct suffixes *suffixes, const char *name, size_t len);

/*
 * The length of the organizational domain (RFC 7489 section 3.2) that name ends with: the longest
 * public suffix and the label before it. 0 when it has none: an unknown TLD, itself a public suffix,
 * an empty label (a trailing dot makes one here), over 253 bytes.
 */
size_t orgdomain_length(const struct suffixes *suffixes, const char *name, size_t len);

/* Do both have the same organizational domain? */
bool orgdomain_same(const struct suffixes *suffixes, const char *a, size_t a_len, const char *b,
		    size_t b_len);

#endif
