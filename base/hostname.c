/* hostname: see hostname.h. */
#include "base/hostname.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool is_host_char(char c)
{
	return isdigit((unsigned char)c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '-' || c == '_';
}

/* The length of the label that name begins with. */
static size_t label_length(const char *name, size_t len)
{
	const char *dot = memchr(name, '.', len);

	return dot != NULL ? (size_t)(dot - name) : len;
}

size_t hostname_undotted(const char *name, size_t len)
{
	return len > 0 && name[len - 1] == '.' ? len - 1 : len;
}

bool hostname_askable(const char *name, size_t len)
{
	len = hostname_undotted(name, len);
	if (len == 0 || len > HOSTNAME_MAX)
		return false;
	for (size_t i = 0; i < len; i++)
		if (name[i] <= ' ' || name[i] > '~' || name[i] == '\\')
			return false;
	for (size_t at = 0; at <= len;) {
		size_t label = label_length(name + at, len - at);

		if (label == 0 || label > HOSTNAME_LABEL_MAX)
			return false;
		at += label + 1;
	}
	return true;
}

bool hostname_well_formed(const char *name, size_t len)
{
	size_t labels = 0;
	bool all_digits = false;

	if (!hostname_askable(name, len))
		return false;
	len = hostname_undotted(name, len);
	for (size_t at = 0; at <= len; labels++) {
		size_t label = label_length(name + at, len - at);

		if (name[at] == '-' || name[at + label - 1] == '-')
			return false;
		all_digits = true;
		for (size_t i = at; i < at + label; i++) {
			if (!is_host_char(name[i]))
				return false;
			all_digits = all_digits && isdigit((unsigned char)name[i]);
		}
		at += label + 1;
	}
	return labels >= 2 && !all_digits;
}

static bool same(const char *a, const char *b, size_t len)
{
	return len > 0 && strncasecmp(a, b, len) == 0;
}

bool hostname_equal(const char *a, size_t a_len, const char *b, size_t b_len)
{
	a_len = hostname_undotted(a, a_len);
	b_len = hostname_undotted(b, b_len);
	return a_len == b_len && same(a, b, a_len);
}

bool hostname_matches(const char *entry, size_t entry_len, const char *name, size_t len)
{
	entry_len = hostname_undotted(entry, entry_len);
	len = hostname_undotted(name, len);
	if (entry_len > 0 && entry[0] == '.' && len > entry_len)
		return same(entry, name + len - entry_len, entry_len);
	return len == entry_len && same(entry, name, len);
}
