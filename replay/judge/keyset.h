/*
 * keyset: sets that answer at once, however long the file was: of names, and of networks. What is
 * in one can only be freed as a whole. All zero is an empty set.
 */
#ifndef REPLAY_JUDGE_KEYSET_H
#define REPLAY_JUDGE_KEYSET_H

#include "base/ipaddr.h"
#include "replay/judge/siphash.h"

struct keyset {
	struct siphash_key hash_key;
	struct key **slots;
	size_t slot_count, count;
};

/* Of bytes. False: out of memory; the set is then unchanged. */
bool keyset_add(struct keyset *set, const void *bytes, size_t len);
bool keyset_contains(const struct keyset *set, const void *bytes, size_t len);
void keyset_free(struct keyset *set);

/* Host names and qmail's `.domain`: compared as hostname.h does. */
bool nameset_add(struct keyset *set, const char *entry, size_t len);
/* Is an entry hostname_equal to the name? */
bool nameset_equal(const struct keyset *set, const char *name, size_t len);
/* ... or a `.domain` that it is below (hostname_matches)? */
bool nameset_matches(const struct keyset *set, const char *name, size_t len);
/* ... or a name that it is below? */
bool nameset_covers(const struct keyset *set, const char *name, size_t len);

struct prefixset {
	struct keyset prefixes;
	/* Is there a prefix of so many bits? [0]: IPv4, [1]: IPv6. */
	bool bits[2][129];
	bool family[2];
};

bool prefixset_add(struct prefixset *set, const struct prefix *p);
/* 1 + the bits of the longest prefix that contains ip, or 0. single: only whole addresses count. */
unsigned prefixset_longest(const struct prefixset *set, const struct ipaddr *ip, bool single);
void prefixset_free(struct prefixset *set);

#endif
