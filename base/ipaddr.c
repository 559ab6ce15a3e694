/* ipaddr: see ipaddr.h. */
#include "base/ipaddr.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static unsigned family_bits(enum family family)
{
	return family == FAMILY_IPV4 ? 32 : 128;
}

/* A decimal number of 1 to 3 digits, at most max. Returns its length, or 0. */
static size_t small_number(unsigned *number, unsigned max, const char *text, size_t len)
{
	size_t i;

	*number = 0;
	for (i = 0; i < len && isdigit((unsigned char)text[i]); i++) {
		if (i == 3)
			return 0;
		*number = *number * 10 + (unsigned)(text[i] - '0');
	}
	return *number <= max ? i : 0;
}

bool ipaddr_parse_ipv4(struct ipaddr *ip, const char *text, size_t len)
{
	struct ipaddr got = {.family = FAMILY_IPV4};
	size_t at = 0;

	*ip = (struct ipaddr){.family = FAMILY_NONE};
	for (unsigned i = 0; i < 4; i++) {
		unsigned number;
		size_t took;

		if (i > 0 && (at == len || text[at++] != '.'))
			return false;
		took = small_number(&number, 255, text + at, len - at);
		if (took == 0)
			return false;
		at += took;
		got.octets[i] = (unsigned char)number;
	}
	if (at != len)
		return false;
	*ip = got;
	return true;
}

bool ipaddr_parse_ipv6(struct ipaddr *ip, const char *text, size_t len)
{
	char copy[INET6_ADDRSTRLEN];
	unsigned char octets[16];

	*ip = (struct ipaddr){.family = FAMILY_NONE};
	if (len >= sizeof(copy) || memchr(text, '\0', len) != NULL)
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	if (inet_pton(AF_INET6, copy, octets) != 1)
		return false;
	*ip = ipaddr_from_wire(octets, FAMILY_IPV6);
	return true;
}

bool ipaddr_parse(struct ipaddr *ip, const char *text, size_t len)
{
	const char *zone = memchr(text, '%', len);

	*ip = (struct ipaddr){.family = FAMILY_NONE};
	if (zone != NULL && zone + 1 == text + len)
		return false;
	if (zone != NULL)
		len = (size_t)(zone - text);
	return ipaddr_parse_ipv4(ip, text, len) || ipaddr_parse_ipv6(ip, text, len);
}

struct ipaddr ipaddr_from_wire(const unsigned char *octets, enum family family)
{
	struct ipaddr ip = {.family = family};

	if (family == FAMILY_IPV6 && memcmp(octets, mapped, sizeof(mapped)) == 0) {
		ip.family = FAMILY_IPV4;
		octets += sizeof(mapped);
	}
	memcpy(ip.octets, octets, family_bits(ip.family) / 8);
	return ip;
}

const char *ipaddr_print(char text[IPADDR_TEXT], const struct ipaddr *ip)
{
	int af = ip->family == FAMILY_IPV4 ? AF_INET : AF_INET6;

	if (ip->family == FAMILY_NONE || inet_ntop(af, ip->octets, text, IPADDR_TEXT) == NULL)
		snprintf(text, IPADDR_TEXT, "unknown");
	return text;
}

bool ipaddr_equal(const struct ipaddr *a, const struct ipaddr *b)
{
	return a->family != FAMILY_NONE && a->family == b->family &&
	       memcmp(a->octets, b->octets, sizeof(a->octets)) == 0;
}

/* The length of a netmask whose ones are contiguous, from the left; false for any other. */
static bool netmask_bits(unsigned *bits, const struct ipaddr *mask)
{
	unsigned n = 0;

	while (n < 32 && (mask->octets[n / 8] & (0x80U >> n % 8)) != 0)
		n++;
	*bits = n;
	for (; n < 32; n++)
		if ((mask->octets[n / 8] & (0x80U >> n % 8)) != 0)
			return false;
	return true;
}

/* The bits of an octet that are inside a prefix: all, none, or some from the left. */
static unsigned char octet_mask(unsigned bits, unsigned octet)
{
	if (bits >= octet * 8 + 8)
		return 0xff;
	if (bits <= octet * 8)
		return 0;
	return (unsigned char)(0xffU << (8 - bits % 8));
}

/*
 * What follows the slash, as a number of bits. colon: the address was written as IPv6, so its bits
 * count from the left of all 128, even if it is an IPv4-mapped one.
 */
static bool prefix_bits(unsigned *bits, enum family family, bool colon, const char *text,
			size_t len)
{
	struct ipaddr mask;

	if (family == FAMILY_IPV4 && ipaddr_parse_ipv4(&mask, text, len))
		return netmask_bits(bits, &mask);
	if (len == 0 || small_number(bits, colon ? 128 : 32, text, len) != len)
		return false;
	if (family == FAMILY_IPV6 || !colon)
		return true;
	*bits -= 96;
	return *bits <= 32;
}

static void mask_host_bits(struct prefix *p)
{
	for (unsigned i = 0; i < sizeof(p->net.octets); i++)
		p->net.octets[i] &= octet_mask(p->bits, i);
}

enum prefix_text prefix_parse(struct prefix *p, const char *text, size_t len)
{
	const char *slash = memchr(text, '/', len);
	size_t addr_len = slash != NULL ? (size_t)(slash - text) : len;
	bool colon = memchr(text, ':', addr_len) != NULL;

	if (!ipaddr_parse(&p->net, text, addr_len))
		return PREFIX_BAD;
	p->bits = family_bits(p->net.family);
	if (slash != NULL &&
	    !prefix_bits(&p->bits, p->net.family, colon, slash + 1, len - addr_len - 1))
		return PREFIX_BAD;
	mask_host_bits(p);
	return p->bits == 0 ? PREFIX_EVERYTHING : PREFIX_OK;
}

bool prefix_contains(const struct prefix *p, const struct ipaddr *ip)
{
	if (p->net.family == FAMILY_NONE || p->net.family != ip->family)
		return false;
	for (unsigned i = 0; i < sizeof(ip->octets); i++)
		if ((ip->octets[i] & octet_mask(p->bits, i)) != p->net.octets[i])
			return false;
	return true;
}

static bool in_any(const struct ipaddr *ip, const struct prefix *nets, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (prefix_contains(&nets[i], ip))
			return true;
	return false;
}

bool ipaddr_private(const struct ipaddr *ip)
{
	static const struct prefix nets[] = {
		{{FAMILY_IPV4, {10}}, 8},
		{{FAMILY_IPV4, {172, 16}}, 12},
		{{FAMILY_IPV4, {192, 168}}, 16},
		{{FAMILY_IPV4, {127}}, 8},
		{{FAMILY_IPV4, {169, 254}}, 16},
		{{FAMILY_IPV4, {192, 0, 2}}, 24},
		{{FAMILY_IPV4, {198, 51, 100}}, 24},
		{{FAMILY_IPV4, {203, 0, 113}}, 24},
		{{FAMILY_IPV4, {0}}, 32},
		{{FAMILY_IPV6, {0}}, 128},
		{{FAMILY_IPV6, {[15] = 1}}, 128},
		{{FAMILY_IPV6, {0xfe, 0x80}}, 10},
		{{FAMILY_IPV6, {0xfc}}, 7},
	};

	return in_any(ip, nets, sizeof(nets) / sizeof(nets[0]));
}

enum ip_scope ipaddr_scope(const struct ipaddr *ip)
{
	static const struct prefix host[] = {
		{{FAMILY_IPV4, {127}}, 8},
		{{FAMILY_IPV4, {0}}, 32},
		{{FAMILY_IPV6, {[15] = 1}}, 128},
		{{FAMILY_IPV6, {0}}, 128},
	};
	static const struct prefix site[] = {
		{{FAMILY_IPV4, {10}}, 8},	   {{FAMILY_IPV4, {172, 16}}, 12},
		{{FAMILY_IPV4, {192, 168}}, 16},   {{FAMILY_IPV4, {169, 254}}, 16},
		{{FAMILY_IPV4, {100, 64}}, 10},	   {{FAMILY_IPV6, {0xfc}}, 7},
		{{FAMILY_IPV6, {0xfe, 0x80}}, 10},
	};

	if (in_any(ip, host, sizeof(host) / sizeof(host[0])))
		return SCOPE_THIS_HOST;
	return in_any(ip, site, sizeof(site) / sizeof(site[0])) ? SCOPE_SITE : SCOPE_GLOBAL;
}

struct ipaddr ipaddr_embedded(const struct ipaddr *ip)
{
	static const struct {
		struct prefix prefix;
		size_t at; /* where the four octets are */
	} forms[] = {
		{{{FAMILY_IPV6, {0}}, 96}, 12},
		{{{FAMILY_IPV6, {0, 0x64, 0xff, 0x9b}}, 96}, 12},
		{{{FAMILY_IPV6, {0x20, 0x02}}, 16}, 2},
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (prefix_contains(&forms[i].prefix, ip) && ipaddr_scope(ip) != SCOPE_THIS_HOST)
			return ipaddr_from_wire(ip->octets + forms[i].at, FAMILY_IPV4);
	return (struct ipaddr){.family = FAMILY_NONE};
}

bool ipaddr_same_network(const struct ipaddr *a, const struct ipaddr *b)
{
	struct prefix net = {*a, a->family == FAMILY_IPV4 ? 24 : 64};

	mask_host_bits(&net);
	return prefix_contains(&net, b);
}

static bool reserve(struct addrs *list, size_t count)
{
	size_t capacity = list->capacity == 0 ? 8 : list->capacity;
	struct ipaddr *items;

	if (count <= list->capacity)
		return true;
	while (capacity < count)
		capacity *= 2;
	items = reallocarray(list->items, capacity, sizeof(*items));
	if (items == NULL)
		return false;
	list->items = items;
	list->capacity = capacity;
	return true;
}

bool addrs_add(struct addrs *list, struct ipaddr ip)
{
	if (!reserve(list, list->count + 1))
		return false;
	list->items[list->count++] = ip;
	return true;
}

bool addrs_add_all(struct addrs *list, const struct addrs *more)
{
	if (more->count == 0)
		return true;
	if (!reserve(list, list->count + more->count))
		return false;
	memcpy(list->items + list->count, more->items, more->count * sizeof(*more->items));
	list->count += more->count;
	return true;
}

bool addrs_contain(const struct addrs *list, const struct ipaddr *ip)
{
	for (size_t i = 0; i < list->count; i++)
		if (ipaddr_equal(&list->items[i], ip))
			return true;
	return false;
}

void addrs_free(struct addrs *list)
{
	free(list->items);
	*list = (struct addrs){0};
}
