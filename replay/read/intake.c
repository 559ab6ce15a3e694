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

/*
 * Counts the names that are commonest without keeping all of them (Misra and Gries): a name that no
 * place is free for takes one from each of the others.
 */
void intake_add_no_header(struct intake *in, const char *stranger)
{
	char name[sizeof(in->strangers[0].name)];
	size_t place = STRANGERS_MAX;

	in->no_header++;
	if (*stranger == '\0')
		return;
	visible(name, sizeof(name), stranger, strlen(stranger));
	for (size_t i = 0; i < STRANGERS_MAX; i++) {
		if (in->strangers[i].count > 0 && strcmp(in->strangers[i].name, name) == 0) {
			in->strangers[i].count++;
			return;
		}
		if (in->strangers[i].count == 0)
			place = i;
	}
	for (size_t i = 0; place == STRANGERS_MAX && i < STRANGERS_MAX; i++)
		in->strangers[i].count--;
	if (place == STRANGERS_MAX)
		return;
	memcpy(in->strangers[place].name, name, sizeof(name));
	in->strangers[place].count = 1;
}

const char *intake_stranger(const struct intake *in)
{
	size_t most = 0;

	for (size_t i = 1; i < STRANGERS_MAX; i++)
		if (in->strangers[i].count > in->strangers[most].count)
			most = i;
	return in->strangers[most].count > 0 ? in->strangers[most].name : NULL;
}
