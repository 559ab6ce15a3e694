/*
 * ipaddr: addresses and prefixes of both families, as numbers.
 *
 * An IPv4-mapped IPv6 address (::ffff:a.b.c.d, RFC 4291 section 2.5.5.2) is IPv4 from here on,
 * and a zone (%eth0, RFC 4007 section 11) is dropped. Both happen as text or wire bytes come in,
 * so that later code need not think of them. Only addrs_add allocates; nothing keeps a pointer.
 */
#ifndef BASE_IPADDR_H
#define BASE_IPADDR_H

#include <stdbool.h>
#include <stddef.h>

/* The longest text of ipaddr_print with its NUL: eight groups of four digits, seven colons. */
#define IPADDR_TEXT 40

enum family { FAMILY_NONE = 0, FAMILY_IPV4 = 4, FAMILY_IPV6 = 6 };

struct ipaddr {
	enum family family;	  /* FAMILY_NONE: no address; equal to none, in no prefix */
	unsigned char octets[16]; /* network order; IPv4 uses the first 4, the rest are 0 */
};

struct prefix {
	struct ipaddr net;
	unsigned bits; /* 0 to 32, or 0 to 128 */
};

/* A growing list of addresses; all zero is an empty one. */
struct addrs {
	struct ipaddr *items;
	size_t count, capacity;
};

enum prefix_text { PREFIX_OK, PREFIX_BAD, PREFIX_EVERYTHING };

/*
 * Parses an address of either family from len bytes of text (no NUL needed). IPv4 is four decimal
 * numbers of one to three digits up to 255, leading zeros allowed (RFC 5321 section 4.1.3, Snum;
 * qmail reads them so too); IPv6 is any form of RFC 4291 section 2.2. False, with *ip set to
 * FAMILY_NONE, if it is neither.
 */
bool ipaddr_parse(struct ipaddr *ip, const char *text, size_t len);

/* The same for one family, and without a zone: what RFC 5321 allows in an address literal. */
bool ipaddr_parse_ipv4(struct ipaddr *ip, const char *text, size_t len);
bool ipaddr_parse_ipv6(struct ipaddr *ip, const char *text, size_t len);

/* An address from the wire: 4 octets (IPv4) or 16 (IPv6). */
struct ipaddr ipaddr_from_wire(const unsigned char *octets, enum family family);

/* Writes the canonical text (RFC 5952), or "unknown" for FAMILY_NONE; returns text. */
const char *ipaddr_print(char text[IPADDR_TEXT], const struct ipaddr *ip);

bool ipaddr_equal(const struct ipaddr *a, const struct ipaddr *b);

/*
 * Parses `address`, `address/bits` or `address/dotted.netmask` (IPv4 only, contiguous ones); host
 * bits are cleared. The bits of an IPv4-mapped prefix count over all 128, as written, so 96 or
 * fewer are not an IPv4 network. PREFIX_EVERYTHING is a well-formed prefix of length 0.
 */
enum prefix_text prefix_parse(struct prefix *p, const char *text, size_t len);

/*
 * Is it in a network that the internet does not route: RFC 1918, loopback, link-local, the IPv4
 * networks for documentation (RFC 5737), 0.0.0.0; ::, ::1, fe80::/10, fc00::/7 (RFC 4193)?
 */
bool ipaddr_private(const struct ipaddr *ip);

/*
 * Where an address is valid: SCOPE_THIS_HOST is loopback or unspecified (127.0.0.0/8, 0.0.0.0, ::1,
 * ::), SCOPE_SITE a private network (RFC 1918, RFC 6598, fc00::/7, link-local); all others, and
 * FAMILY_NONE, are SCOPE_GLOBAL.
 */
enum ip_scope { SCOPE_GLOBAL, SCOPE_SITE, SCOPE_THIS_HOST };
enum ip_scope ipaddr_scope(const struct ipaddr *ip);

/*
 * The IPv4 address inside an IPv6 one: IPv4-compatible (::/96, RFC 4291 section 2.5.5.1; not :: and
 * ::1), NAT64 (64:ff9b::/96, RFC 6052), 6to4 (2002::/16, RFC 3056). FAMILY_NONE if there is none.
 */
struct ipaddr ipaddr_embedded(const struct ipaddr *ip);

/* Are both in one /24 (IPv4) or one /64 (IPv6)? */
bool ipaddr_same_network(const struct ipaddr *a, const struct ipaddr *b);

/* Is ip, of the same family, inside p? */
bool prefix_contains(const struct prefix *p, const struct ipaddr *ip);

/* Appends ip. False if memory is out; the list is then unchanged. */
bool addrs_add(struct addrs *list, struct ipaddr ip);

/* Appends all of more; in the same way. */
bool addrs_add_all(struct addrs *list, const struct addrs *more);

/* Is ip in the list? Never for FAMILY_NONE. */
bool addrs_contain(const struct addrs *list, const struct ipaddr *ip);

/* Frees the memory; the list is then empty. */
void addrs_free(struct addrs *list);

#endif
