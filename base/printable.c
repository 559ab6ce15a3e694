/* printable: see printable.h. */
#include "base/printable.h"

const char *printable(char to[PRINTABLE_SIZE], const char *from, size_t len)
{
	size_t i;

	for (i = 0; i < len && i < PRINTABLE_SIZE - 1; i++)
		to[i] = (char)(from[i] > ' ' && from[i] <= '~' ? from[i] : '?');
	to[i] = '\0';
	return to;
}
