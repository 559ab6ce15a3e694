/* printable: see printable.h. */
#include "base/printable.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

const char *printable(char to[PRINTABLE_SIZE], const char *from, size_t len)
{
	size_t i;

	for (i = 0; i < len && i < PRINTABLE_SIZE - 1; i++)
		to[i] = (char)(from[i] > ' ' && from[i] <= '~' ? from[i] : '?');
	to[i] = '\0';
	return to;
}

const char *printable_quoted(char to[QUOTED_SIZE], const char *from, size_t len)
{
	size_t i;

	for (i = 0; i < len && i < PRINTABLE_SIZE - 1; i++)
		to[i + 1] = (char)(from[i] >= ' ' && from[i] <= '~' ? from[i] : '?');
	to[0] = to[i + 1] = '"';
	to[i + 2] = '\0';
	return to;
}

static bool is_plain(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)text[i]) && strchr("._:/+-", text[i]) == NULL)
			return false;
	return len > 0 && memchr(text, '\0', len) == NULL;
}

const char *printable_value(char to[QUOTED_SIZE], const char *from, size_t len)
{
	return is_plain(from, len) ? printable(to, from, len) : printable_quoted(to, from, len);
}
