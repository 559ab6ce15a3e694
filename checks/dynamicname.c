/* dynamicname: see dynamicname.h. */
#include "checks/dynamicname.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOST_MAX 1024

/* Removes n bytes of a text, at at. */
static void cut(char *at, size_t n)
{
	memmove(at, at + n, strlen(at + n) + 1);
}

/* The last occurrence of what in text. */
static char *find_last(char *text, const char *what)
{
	char *found = NULL;

	for (char *at = strstr(text, what); at != NULL; at = strstr(at + 1, what))
		found = at;
	return found;
}

/* Two neighbouring octets in decimal: the longer one is searched for first, and removed. */
static bool contains_octets(const char *host, unsigned first, unsigned second)
{
	char copy[HOST_MAX + 1], a[4], b[4];
	bool second_longer;
	char *at;

	snprintf(copy, sizeof(copy), "%s", host);
	snprintf(a, sizeof(a), "%u", first & 0xff);
	snprintf(b, sizeof(b), "%u", second & 0xff);
	second_longer = strlen(b) >= strlen(a);
	at = second_longer ? find_last(copy, b) : strstr(copy, a);
	if (at == NULL)
		return false;
	cut(at, strlen(second_longer ? b : a));
	return strstr(copy, second_longer ? a : b) != NULL;
}

/* All four octets as pairs of hex digits, each removed in turn. */
static bool contains_hex_pairs(const char *host, const unsigned char *octets)
{
	char copy[HOST_MAX + 1];

	snprintf(copy, sizeof(copy), "%s", host);
	for (unsigned i = 0; i < 4; i++) {
		char pair[3];
		char *at;

		snprintf(pair, sizeof(pair), "%02x", octets[i]);
		at = strstr(copy, pair);
		if (at == NULL)
			return false;
		cut(at, 2);
	}
	return true;
}

/* The length of the group at the start of text, with or without leading zeros; else 0. */
static size_t group_length(const char *text, unsigned group)
{
	size_t digits = strspn(text, "0123456789abcdef");

	if (digits == 0 || digits > 4 || strtoul(text, NULL, 16) != group)
		return 0;
	return digits;
}

/* Does text start with the four groups, separated by one byte each? */
static bool starts_with_groups(const char *text, const unsigned *groups)
{
	for (unsigned i = 0; i < 4; i++) {
		size_t len;

		if (i > 0 && (*text == '\0' || isalnum((unsigned char)*text++)))
			return false;
		len = group_length(text, groups[i]);
		if (len == 0)
			return false;
		text += len;
	}
	return true;
}

static bool contains_interface(const char *host, const unsigned char *last_64)
{
	char digits[17];
	unsigned groups[4];

	for (size_t i = 0; i < 4; i++) {
		groups[i] = (unsigned)last_64[2 * i] << 8 | last_64[2 * i + 1];
		snprintf(digits + 4 * i, 5, "%04x", groups[i] & 0xffff);
	}
	if (strstr(host, digits) != NULL)
		return true;
	for (const char *at = host; *at != '\0'; at++)
		if ((at == host || !isxdigit((unsigned char)at[-1])) &&
		    starts_with_groups(at, groups))
			return true;
	return false;
}

bool dynamicname_contains(const char *host, size_t len, const struct ipaddr *ip)
{
	char lower[HOST_MAX + 1];
	const unsigned char *o = ip->octets;

	if (len > HOST_MAX)
		len = HOST_MAX;
	for (size_t i = 0; i < len; i++)
		lower[i] = (char)tolower((unsigned char)host[i]);
	lower[len] = '\0';
	if (ip->family == FAMILY_IPV4)
		return contains_octets(lower, o[2], o[3]) || contains_octets(lower, o[0], o[1]) ||
		       contains_hex_pairs(lower, o);
	return ip->family == FAMILY_IPV6 && contains_interface(lower, o + 8);
}
