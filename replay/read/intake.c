/* intake: see intake.h. */
#include "replay/read/intake.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What a terminal may see of a file name or a line; cut to size. */
static const char *visible(char *to, size_t size, const char *from, size_t len)
{
	size_t i;

	for (i = 0; i < len && i < size - 1; i++)
		to[i] = (char)(from[i] >= ' ' && from[i] <= '~' ? from[i] : '?');
	to[i] = '\0';
	return to;
}

void intake_skip_file(struct intake *in, const char *path, const char *why)
{
	char name[512];

	in->skipped_files++;
	fprintf(stderr, "heloreplay: %s: %s; skipped\n",
		visible(name, sizeof(name), path, strlen(path)), why);
}

void intake_add_unreadable(struct intake *in, const char *path, uint64_t line, const char *text,
			   size_t len)
{
	const uint64_t n = in->unreadable++;
	const size_t path_len = strlen(path);
	/* The end of a long path says more, and the line number must fit. */
	const size_t skip = path_len > 200 ? path_len - 200 : 0;
	char name[208], number[32] = "";

	if (n >= UNREADABLE_MAX)
		return;
	visible(name, sizeof(name), path + skip, path_len - skip);
	if (line > 0)
		snprintf(number, sizeof(number), " line %" PRIu64, line);
	snprintf(in->first[n].where, sizeof(in->first[n].where), "%s%s", name, number);
	visible(in->first[n].text, sizeof(in->first[n].text), text, len);
}
