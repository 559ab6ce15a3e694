/* moreipme: see moreipme.h. */
#include "moreipme.h"

#include "base/control.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The longest prefix of a set that contains an address: 1 + its bits; 0 if none does. */
typedef unsigned char match;

static void match_prefix(match *best, const struct addrs *list, const struct prefix *p)
{
	match len = (match)(p->bits + 1);

	for (size_t i = 0; i < list->count; i++)
		if (best[i] < len && prefix_contains(p, &list->items[i]))
			best[i] = len;
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

/* Matches the prefixes of a file. */
static enum control_state match_file(match *best, const struct addrs *list, const char *name,
				     const char *consequence, struct log *log)
{
	struct control file;
	struct prefix p;
	char *line;
	size_t len;

	control_open(&file, log, name, consequence);
	while ((line = control_next(&file, &len)) != NULL) {
		switch (prefix_parse(&p, line, len)) {
		case PREFIX_OK:
			match_prefix(best, list, &p);
			break;
		case PREFIX_EVERYTHING:
			control_bad_line(&file, line, len, "matches every address; line skipped");
			break;
		case PREFIX_BAD:
			control_bad_line(&file, line, len,
					 "not an address or network; line skipped");
			break;
		}
	}
	control_close(&file);
	if (file.state == CONTROL_MISSING && strcmp(name, "moreipme") == 0)
		log_file(log, "%s: not found", file.path);
	return file.state;
}

static enum control_state match_moreipme(match *best, const struct addrs *list, struct log *log)
{
	return match_file(best, list, "moreipme", "no more addresses from it count as ours", log);
}

static enum control_state match_notipme(match *best, const struct addrs *list, struct log *log)
{
	return match_file(best, list, "notipme", "what is ours is unknown", log);
}

/* Is the longest match of any address one of ours? */
static bool any_better(const match *ours, const match *others, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ours[i] > others[i])
			return true;
	return false;
}

/* ours, others: one match for each address, all 0. */
static enum answer decide(match *ours, match *others, const struct addrs *list,
			 const struct ipaddr *local, struct log *log)
{
	enum control_state excepted;
	bool read = false;

	match_builtin(ours, list, local);
	if (!any_better(ours, others, list->count)) {
		match_moreipme(ours, list, log);
		read = true;
		if (!any_better(ours, others, list->count))
			return NO;
	}
	excepted = match_notipme(others, list, log);
	if (excepted == CONTROL_BAD_LINE || excepted == CONTROL_BROKEN) {
		errno = EINVAL;
		return UNKNOWN;
	}
	if (!any_better(ours, others, list->count) && !read)
		match_moreipme(ours, list, log); /* may be narrower than notipme */
	return any_better(ours, others, list->count) ? YES : NO;
}

enum answer moreipme_any_ours(const struct addrs *list, const struct ipaddr *local, struct log *log)
{
	enum answer answer;
	int error;
	match *ours;

	if (list->count == 0)
		return NO;
	ours = calloc(list->count, 2 * sizeof(*ours));
	if (ours == NULL)
		return UNKNOWN;
	answer = decide(ours, ours + list->count, list, local, log);
	error = errno;
	free(ours);
	errno = error;
	return answer;
}

void moreipme_lint(struct log *log)
{
	struct addrs none = {0};

	match_moreipme(NULL, &none, log);
	match_notipme(NULL, &none, log);
}
