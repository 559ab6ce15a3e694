/* moreipme: see moreipme.h. */
#include "moreipme.h"

#include "base/control.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* How well a set of prefixes holds an address: 1 + bits of the longest one, 0 for none. */
typedef unsigned char match;

static void match_prefix(match *best, const struct addrs *list, const struct prefix *p)
{
	match this = (match)(p->bits + 1);

	for (size_t i = 0; i < list->count; i++)
		if (best[i] < this && prefix_contains(p, &list->at[i]))
			best[i] = this;
}

static void match_builtin(match *best, const struct addrs *list, const struct ipaddr *local)
{
	static const struct prefix builtin[] = {
		{{FAMILY_IPV4, {127}}, 8},
		{{FAMILY_IPV4, {0}}, 32},
		{{FAMILY_IPV6, {[15] = 1}}, 128},
		{{FAMILY_IPV6, {0}}, 128},
	};
	struct prefix connected = {*local, local->family == FAMILY_IPV4 ? 32 : 128};

	for (size_t i = 0; i < sizeof(builtin) / sizeof(builtin[0]); i++)
		match_prefix(best, list, &builtin[i]);
	match_prefix(best, list, &connected);
}

/* Matches the prefixes of a file; what came of the reading. */
static enum control_state match_file(match *best, const struct addrs *list, const char *name,
				     const char *instead, struct log *log)
{
	struct control file;
	struct prefix p;
	char *line;
	size_t len;

	control_open(&file, log, name, instead);
	while ((line = control_next(&file, &len)) != NULL) {
		switch (prefix_parse(&p, line, len)) {
		case PREFIX_OK:
			match_prefix(best, list, &p);
			break;
		case PREFIX_EVERYTHING:
			control_bad_line(&file, line, len,
					 "would be every address there is, line skipped");
			break;
		case PREFIX_BAD:
			control_bad_line(&file, line, len,
					 "is neither an address nor a prefix, line skipped");
			break;
		}
	}
	control_close(&file);
	if (file.state == CONTROL_MISSING && strcmp(name, "moreipme") == 0)
		log_file(log, "file %s not found", file.path);
	return file.state;
}

static enum control_state match_moreipme(match *best, const struct addrs *list, struct log *log)
{
	return match_file(best, list, "moreipme", "no (further) address of it counts as ours", log);
}

static enum control_state match_notipme(match *best, const struct addrs *list, struct log *log)
{
	return match_file(best, list, "notipme", "what is ours is not known", log);
}

/* Is any address held better by ours than by not? */
static bool any_better(const match *ours, const match * not, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ours[i] > not [i])
			return true;
	return false;
}

/* ours, not: one match for each address, all 0. */
static enum found decide(match *ours, match * not, const struct addrs *list,
			 const struct ipaddr *local, struct log *log)
{
	enum control_state excepted;
	bool read = false;

	match_builtin(ours, list, local);
	if (!any_better(ours, not, list->count)) {
		match_moreipme(ours, list, log);
		read = true;
		if (!any_better(ours, not, list->count))
			return NO;
	}
	excepted = match_notipme(not, list, log);
	if (excepted == CONTROL_BAD_LINE || excepted == CONTROL_BROKEN)
		return UNKNOWN;
	if (!any_better(ours, not, list->count) && !read)
		match_moreipme(ours, list, log); /* may name it more narrowly than notipme */
	return any_better(ours, not, list->count) ? YES : NO;
}

enum found moreipme_any_ours(const struct addrs *list, const struct ipaddr *local, struct log *log)
{
	enum found found;
	match *ours;

	if (list->count == 0)
		return NO;
	ours = calloc(list->count, 2 * sizeof(*ours));
	if (ours == NULL)
		return UNKNOWN;
	found = decide(ours, ours + list->count, list, local, log);
	free(ours);
	return found;
}

void moreipme_lint(struct log *log)
{
	struct addrs none = {0};

	match_moreipme(NULL, &none, log);
	match_notipme(NULL, &none, log);
}
