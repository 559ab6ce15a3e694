/* number: see number.h. */
#include "base/number.h"

unsigned number_parse(const char *text, size_t len, unsigned max)
{
	unsigned n = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return 0;
		n = n * 10 + (unsigned)(text[i] - '0');
		if (n > max)
			return 0;
	}
	return n;
}
