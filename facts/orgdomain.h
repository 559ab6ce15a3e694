/*
 * orgdomain: which part of a name somebody registered, by the Public Suffix List
 * (publicsuffix.org). The only file that knows libpsl.
 */
#ifndef FACTS_ORGDOMAIN_H
#define FACTS_ORGDOMAIN_H

#include "base/log.h"

#include <stdbool.h>
#include <stddef.h>

struct suffixes; /* the list, loaded */

/*
 * Loads control/public_suffix_list.dafsa or .dat if the admin has one, else the system's or the
 * one built into libpsl, whichever is newer. NULL, with a warning, without memory or any list,
 * and if the admin's cannot be used: another list would deny names that are in his. Free it with
 * suffixes_free.
 */
struct suffixes *suffixes_load(struct log *log);
void suffixes_free(struct suffixes *suffixes);

/* Is the name (any letter case, no trailing dot) itself a public suffix? Unknown TLDs are not. */
bool suffixes_contain(const struct suffixes *suffixes, const char *name, size_t len);

/*
 * The length of the organizational domain (RFC 7489 section 3.2) at the end of name: the longest
 * public suffix and the label before it. 0 if it has none: the TLD is unknown, the name is itself a
 * public suffix, has an empty label (a trailing dot makes one here), or is over 253 bytes long.
 */
size_t orgdomain_length(const struct suffixes *suffixes, const char *name, size_t len);

/* Do both have the same organizational domain? */
bool orgdomain_same(const struct suffixes *suffixes, const char *a, size_t a_len, const char *b,
		    size_t b_len);

#endif
