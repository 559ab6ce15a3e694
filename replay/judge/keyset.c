/* keyset: see keyset.h. */
#include "replay/judge/keyset.h"

#include "base/hostname.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS_FIRST 64 /* a power of two; doubles before it is half full */
/* The longest name that a control file can hold, and that a HELO can be. */
#define NAME_MAX_LEN 4096

struct key {
	size_t len;
	unsigned char bytes[];
};

/* Where the key is, or would be. */
static struct key **find(const struct keyset *set, const void *bytes, size_t len)
{
	size_t at = siphash(&set->hash_key, bytes, len) & (set->slot_count - 1);

	while (set->slots[at] != NULL &&
	       (set->slots[at]->len != len || memcmp(set->slots[at]->bytes, bytes, len) != 0))
		at = (at + 1) & (set->slot_count - 1);
	return &set->slots[at];
}

static bool grow(struct keyset *set)
{
	struct keyset more = *set;

	more.slot_count = set->slot_count == 0 ? SLOTS_FIRST : 2 * set->slot_count;
	if (set->slot_count == 0)
		more.hash_key = siphash_random();
	more.slots = calloc(more.slot_count, sizeof(struct key *));
	if (more.slots == NULL)
		return false;
	for (size_t i = 0; i < set->slot_count; i++)
		if (set->slots[i] != NULL)
			*find(&more, set->slots[i]->bytes, set->slots[i]->len) = set->slots[i];
	free((void *)set->slots);
	*set = more;
	return true;
}

bool keyset_add(struct keyset *set, const void *bytes, size_t len)
{
	struct key **slot, *key;

	if (2 * set->count >= set->slot_count && !grow(set))
		return false;
	slot = find(set, bytes, len);
	if (*slot != NULL)
		return true;
	key = malloc(sizeof(*key) + len);
	if (key == NULL)
		return false;
	key->len = len;
	memcpy(key->bytes, bytes, len);
	*slot = key;
	set->count++;
	return true;
}

bool keyset_contains(const struct keyset *set, const void *bytes, size_t len)
{
	return set->count > 0 && *find(set, bytes, len) != NULL;
}

void keyset_free(struct keyset *set)
{
	for (size_t i = 0; i < set->slot_count; i++)
		free(set->slots[i]);
	free((void *)set->slots);
	*set = (struct keyset){.count = 0};
}

/* ---- names ---- */

/* In lower case, without one trailing dot; returns its length, 0 for none or one too long. */
static size_t fold(char to[NAME_MAX_LEN], const char *name, size_t len)
{
	len = hostname_undotted(name, len);
	if (len > NAME_MAX_LEN)
		return 0;
	for (size_t i = 0; i < len; i++)
		to[i] = (char)tolower((unsigned char)name[i]);
	return len;
}

bool nameset_add(struct keyset *set, const char *entry, size_t len)
{
	char key[NAME_MAX_LEN];

	len = fold(key, entry, len);
	return len == 0 || keyset_add(set, key, len);
}

/* The name itself, each `.domain` above it if below is set, and each name above it if above is. */
static bool contains(const struct keyset *set, const char *name, size_t len, bool below, bool above)
{
	char key[NAME_MAX_LEN];

	if (set->count == 0)
		return false;
	len = fold(key, name, len);
	if (len > 0 && keyset_contains(set, key, len))
		return true;
	for (size_t i = 1; below && i < len; i++) {
		if (key[i] == '.' && keyset_contains(set, key + i, len - i))
			return true;
		if (above && key[i - 1] == '.' && key[i] != '.' &&
		    keyset_contains(set, key + i, len - i))
			return true;
	}
	return false;
}

bool nameset_equal(const struct keyset *set, const char *name, size_t len)
{
	return contains(set, name, len, false, false);
}

bool nameset_matches(const struct keyset *set, const char *name, size_t len)
{
	return contains(set, name, len, true, false);
}

bool nameset_covers(const struct keyset *set, const char *name, size_t len)
{
	return contains(set, name, len, true, true);
}

/* ---- networks ---- */

/* The family, how many bits, and these. */
struct prefix_key {
	unsigned char bytes[2 + 16];
};

static struct prefix_key key_of(const struct ipaddr *ip, unsigned bits)
{
	struct prefix_key key = {{(unsigned char)ip->family, (unsigned char)bits}};
	unsigned char *octets = key.bytes + 2;

	memcpy(octets, ip->octets, bits / 8);
	if (bits % 8 != 0)
		octets[bits / 8] = (unsigned char)(ip->octets[bits / 8] & (0xff00U >> bits % 8));
	return key;
}

bool prefixset_add(struct prefixset *set, const struct prefix *p)
{
	const struct prefix_key key = key_of(&p->net, p->bits);
	const bool ipv6 = p->net.family == FAMILY_IPV6;

	if (!keyset_add(&set->prefixes, &key, sizeof(key)))
		return false;
	set->bits[ipv6][p->bits] = set->family[ipv6] = true;
	return true;
}

unsigned prefixset_longest(const struct prefixset *set, const struct ipaddr *ip, bool single)
{
	const bool ipv6 = ip->family == FAMILY_IPV6;
	const unsigned full = ipv6 ? 128 : 32;

	if (ip->family == FAMILY_NONE || !set->family[ipv6])
		return 0;
	for (unsigned n = full + 1; n > (single ? full : 0); n--) {
		struct prefix_key key;

		if (!set->bits[ipv6][n - 1])
			continue;
		key = key_of(ip, n - 1);
		if (keyset_contains(&set->prefixes, &key, sizeof(key)))
			return n;
	}
	return 0;
}

void prefixset_free(struct prefixset *set)
{
	keyset_free(&set->prefixes);
	*set = (struct prefixset){.family = {false}};
}
