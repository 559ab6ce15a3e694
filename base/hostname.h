/*
 * hostname: a host name before any lookup: its syntax, and whether two are the same. Names
 * compare without regard to letter case and to one trailing dot (RFC 1035 section 2.3.3, RFC
 * 4343). Names are bytes and a length, and need no NUL. Nothing here allocates.
 */
#ifndef BASE_HOSTNAME_H
#define BASE_HOSTNAME_H

#include <stdbool.h>
#include <stddef.h>

/* RFC 1035 section 2.3.4: 255 octets on the wire are 253 in text, without the trailing dot. */
#define HOSTNAME_MAX 253
#define HOSTNAME_LABEL_MAX 63

/*
 * Can DNS be asked for it? Not if it has a label over 63 bytes, more than 253 bytes, an empty label
 * (one trailing dot is allowed), a blank, a backslash, a control or an 8-bit byte, or is just `.`.
 */
bool hostname_askable(const char *name, size_t len);

/*
 * Is it a host name as RFC 5321 section 4.1.2 (Domain) requires of a client: two or more labels
 * of letters, digits, `-` (at neither end) and `_` (not in the RFC, but in use), the last label
 * not all digits, one trailing dot allowed?
 */
bool hostname_well_formed(const char *name, size_t len);

/* The length without one trailing dot. */
size_t hostname_undotted(const char *name, size_t len);

/* Are they the same name? An empty name equals none. */
bool hostname_equal(const char *a, size_t a_len, const char *b, size_t b_len);

/* Is name the entry or, if the entry starts with a dot, below it? (As in qmail's rcpthosts.) */
bool hostname_matches(const char *entry, size_t entry_len, const char *name, size_t len);

#endif
