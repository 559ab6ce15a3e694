/*
 * hostname: what a name is before any lookup: its syntax, and whether two are the same. Names are
 * compared without letter case and without one trailing dot (RFC 1035 section 2.3.3, RFC 4343). Names
 * are given as bytes and a length, and need no NUL; nothing here allocates.
 */
#ifndef BASE_HOSTNAME_H
#define BASE_HOSTNAME_H

#include <stdbool.h>
#include <stddef.h>

/* RFC 1035 section 2.3.4: 255 octets on the wire are 253 in text, without the trailing dot. */
#define HOSTNAME_MAX 253
#define HOSTNAME_LABEL_MAX 63

/*
 * Can DNS be asked for it at all? No: a label over 63 bytes, the name over 253, an empty label but
 * for one trailing dot, `.` alone, a blank, a backslash, a control or an 8-bit byte.
 */
bool hostname_askable(const char *name, size_t len);

/*
 * Is it a host name as RFC 5321 section 4.1.2 (Domain) wants one of a client: two labels or more of
 * letters, digits, `-` (at neither end) and `_` (not in the RFC, but in use), the last label not all
 * digits, one trailing dot allowed?
 */
bool hostname_well_formed(const char *name, size_t len);

/* The length without one trailing dot. */
size_t hostname_undotted(const char *name, size_t len);

/* The same name? No name is the same as an empty one. */
bool hostname_equal(const char *a, size_t a_len, const char *b, size_t b_len);

/* Is name the entry, or, where the entry starts with a dot, below it? (As in qmail's rcpthosts.) */
bool hostname_matches(const char *entry, size_t entry_len, const char *name, size_t len);

#endif
