/*
 * reference: a second implementation of what doc/behaviour.md says about addresses, prefixes, names
 * and control files: slow, bit by bit, and without a line of the program, to compare the two.
 */
#ifndef REFERENCE_H
#define REFERENCE_H

#include "base/answer.h"
#include "base/ipaddr.h"
#include "input/session.h"

#include <stdbool.h>
#include <stddef.h>

struct ref_address {
	unsigned bits; /* 32 or 128; 0: none */
	unsigned char octets[16];
};

/* Is all of text an address of that family? An IPv4-mapped one becomes IPv4. */
bool ref_ipv4(struct ref_address *a, const char *text, size_t len);
bool ref_ipv6(struct ref_address *a, const char *text, size_t len);
/* Of either family, with or without a zone. */
bool ref_address(struct ref_address *a, const char *text, size_t len);

bool ref_same(const struct ref_address *a, const struct ref_address *b);
/* Is the program's address this one? */
bool ref_is(const struct ref_address *a, const struct ipaddr *ip);

struct ref_prefix {
	struct ref_address net;
	unsigned bits;
};

enum prefix_text ref_prefix(struct ref_prefix *p, const char *text, size_t len);
bool ref_inside(const struct ref_prefix *p, const struct ref_address *a);

bool ref_askable(const char *name, size_t len);
bool ref_well_formed(const char *name, size_t len);
bool ref_same_name(const char *a, size_t a_len, const char *b, size_t b_len);

/* The length of a HELO without trailing blanks and CR. */
size_t ref_helo_length(const char *helo);
enum helo_kind ref_helo_kind(struct ref_address *a, const char *helo, size_t len);

/* A control file in memory; text NULL: there is no such file. */
struct ref_file {
	const char *text;
	size_t len;
	size_t at, lines; /* zero at first */
};

enum ref_line { REF_END, REF_LINE, REF_BAD_LINE /* too long, or contains a NUL */ };

enum ref_line ref_next_line(struct ref_file *f, const char **line, size_t *len);

/*
 * Section 3, "Addresses of ours": is one of n addresses ours? Is an address by itself in moreipme?
 */
enum answer ref_ours(const struct ref_address *list, size_t n, bool this_host,
		     const struct ref_address *local, struct ref_file moreipme,
		     struct ref_file notipme);
enum answer ref_lists(const struct ref_address *a, struct ref_file moreipme,
		      struct ref_file notipme);

/* Loopback or unspecified; a private network; the IPv4 address inside an IPv6 one, or none. */
bool ref_this_host(const struct ref_address *a);
bool ref_site(const struct ref_address *a);
struct ref_address ref_embedded(const struct ref_address *a);

#endif
