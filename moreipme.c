/* moreipme: see moreipme.h. */
#include "moreipme.h"

#include "base/control.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The longest prefix of a set that contains an address: 1 + its bits; 0 if none does. */
typedef unsigned char match;

/* What is done with each prefix of a file. */
struct matching {
	const struct addrs *list;
	match *best;	 /* for each address of list */
	bool single;	 /* only addresses by themselves count, not networks */
	bool wanted;	 /* a moreipme that is missing is worth a warning */
	bool ipv4, ipv6; /* is there a prefix of this family? */
	bool (*visit)(bool others, const struct prefix *p); /* see moreipme_keep */
	bool others, forgot;
};

/* What moreipme_keep was given, and what it found; [1]: notipme. */
static const struct moreipme_keeper *kept;
static struct {
	enum control_state state;
	bool ipv4, ipv6;
} kept_files[2];

static unsigned full(enum family family)
{
	return family == FAMILY_IPV4 ? 32 : 128;
}

static void match_prefix(struct matching *m, const struct prefix *p)
{
	const match len = (match)(p->bits + 1);

	m->ipv4 = m->ipv4 || p->net.family == FAMILY_IPV4;
	m->ipv6 = m->ipv6 || p->net.family == FAMILY_IPV6;
	if (m->visit != NULL && !m->visit(m->others, p))
		m->forgot = true;
	if (m->single && p->bits != full(p->net.family))
		return;
	for (size_t i = 0; i < m->list->count; i++)
		if (m->best[i] < len && prefix_contains(p, &m->list->items[i]))
			m->best[i] = len;
}

static void match_builtin(struct matching *m, bool this_host, const struct ipaddr *local)
{
	static const struct prefix host[] = {
		{{FAMILY_IPV4, {127}}, 8},
		{{FAMILY_IPV4, {0}}, 32},
		{{FAMILY_IPV6, {[15] = 1}}, 128},
		{{FAMILY_IPV6, {0}}, 128},
	};
	const struct prefix connected = {*local, full(local->family)};

	for (size_t i = 0; this_host && i < sizeof(host) / sizeof(host[0]); i++)
		match_prefix(m, &host[i]);
	match_prefix(m, &connected);
}

/* ---- the files ---- */

static const char separators[] = " \t,";
static const char no_more[] = "no more addresses from it count as ours";
static const char unknown[] = "what is ours is unknown";

static void match_entry(struct matching *m, struct control *file, const char *text, size_t len,
			bool whole_line)
{
	struct prefix p;

	switch (prefix_parse(&p, text, len)) {
	case PREFIX_OK:
		if (strncmp(text, "255.", 4) == 0 && !whole_line)
			control_bad_line(file, text, len, "not a netmask; entry skipped");
		else
			match_prefix(m, &p);
		break;
	case PREFIX_EVERYTHING:
		control_bad_line(file, text, len,
				 whole_line ? "matches every address; line skipped"
					    : "matches every address; entry skipped");
		break;
	case PREFIX_BAD:
		control_bad_line(file, text, len,
				 whole_line ? "not an address or network; line skipped"
					    : "not an address or network; entry skipped");
		break;
	}
}

/* Parses `ADDRESS NETMASK`, as the installer of the combined patch wrote it. */
static enum prefix_text parse_netmask(struct prefix *p, const char *address, const char *mask)
{
	const size_t len = strcspn(address, separators), mask_len = strcspn(mask, separators);
	char text[2 * IPADDR_TEXT + 2];

	if (len > IPADDR_TEXT || mask_len > IPADDR_TEXT ||
	    mask[mask_len + strspn(mask + mask_len, separators)] != '\0' ||
	    memchr(mask, '.', mask_len) == NULL)
		return PREFIX_BAD;
	snprintf(text, sizeof(text), "%.*s/%.*s", (int)len, address, (int)mask_len, mask);
	return prefix_parse(p, text, strlen(text));
}

static void match_line(struct matching *m, struct control *file, const char *line)
{
	const char *first = line + strspn(line, separators);
	const char *second = first + strcspn(first, separators);
	struct prefix p;

	second += strspn(second, separators);
	switch (*second != '\0' ? parse_netmask(&p, first, second) : PREFIX_BAD) {
	case PREFIX_OK:
		match_prefix(m, &p);
		return;
	case PREFIX_EVERYTHING:
		control_bad_line(file, line, strlen(line), "matches every address; line skipped");
		return;
	case PREFIX_BAD: /* then these are two entries */
		break;
	}
	for (const char *entry = first; *entry != '\0'; entry += strspn(entry, separators)) {
		const size_t len = strcspn(entry, separators);

		match_entry(m, file, entry, len, *second == '\0');
		entry += len;
	}
}

static enum control_state match_file(struct matching *m, const char *name, const char *consequence,
				     struct log *log)
{
	struct control file;
	char *line;
	size_t len;

	control_open(&file, log, name, consequence);
	while ((line = control_next(&file, &len)) != NULL)
		match_line(m, &file, line);
	control_close(&file);
	if (file.state == CONTROL_MISSING && m->wanted)
		log_file(log, "%s: not found", file.path);
	return file.state;
}

static enum control_state match_kept(struct matching *m, bool others)
{
	m->ipv4 = kept_files[others].ipv4;
	m->ipv6 = kept_files[others].ipv6;
	for (size_t i = 0; i < m->list->count; i++) {
		const unsigned longest = kept->longest(others, &m->list->items[i], m->single);

		if (m->best[i] < longest)
			m->best[i] = (match)longest;
	}
	return kept_files[others].state;
}

static void match_moreipme(struct matching *m, struct log *log)
{
	if (kept != NULL)
		match_kept(m, false);
	else
		match_file(m, "moreipme", no_more, log);
}

/* False, with errno, if it cannot be relied on. */
static bool match_notipme(struct matching *m, struct log *log)
{
	enum control_state state =
		kept != NULL ? match_kept(m, true) : match_file(m, "notipme", unknown, log);

	errno = EINVAL;
	return state == CONTROL_WHOLE || state == CONTROL_MISSING;
}

/* ---- the answers ---- */

/* Is the longest match of any address one of ours? */
static bool any_ours(const struct matching *ours, const struct matching *others)
{
	for (size_t i = 0; i < ours->list->count; i++)
		if (ours->best[i] > others->best[i])
			return true;
	return false;
}

static enum answer decide(struct matching *ours, struct matching *others, bool this_host,
			  const struct ipaddr *local, struct log *log)
{
	bool read = false;

	match_builtin(ours, this_host, local);
	if (!any_ours(ours, others)) {
		match_moreipme(ours, log);
		read = true;
		if (!any_ours(ours, others))
			return NO;
	}
	if (!match_notipme(others, log))
		return UNKNOWN;
	if (!any_ours(ours, others) && !read)
		match_moreipme(ours, log); /* may be narrower than notipme */
	return any_ours(ours, others) ? YES : NO;
}

enum answer moreipme_any_ours(const struct addrs *list, bool this_host, const struct ipaddr *local,
			      struct log *log)
{
	struct matching ours = {.list = list, .wanted = true}, others = {.list = list};
	enum answer answer;
	int error;

	if (list->count == 0)
		return NO;
	ours.best = calloc(list->count, 2 * sizeof(*ours.best));
	if (ours.best == NULL)
		return UNKNOWN;
	others.best = ours.best + list->count;
	answer = decide(&ours, &others, this_host, local, log);
	error = errno;
	free(ours.best);
	errno = error;
	return answer;
}

enum answer moreipme_lists(const struct ipaddr *ip, struct log *log)
{
	struct ipaddr item = *ip;
	const struct addrs list = {.items = &item, .count = 1};
	match best[2] = {0};
	struct matching ours = {.list = &list, .best = &best[0], .single = true};
	struct matching others = {.list = &list, .best = &best[1]};

	match_moreipme(&ours, log);
	if (!any_ours(&ours, &others))
		return NO;
	if (!match_notipme(&others, log))
		return UNKNOWN;
	return any_ours(&ours, &others) ? YES : NO;
}

bool moreipme_has(enum family family, struct log *log)
{
	const struct addrs none = {0};
	struct matching m = {.list = &none};

	match_moreipme(&m, log);
	return family == FAMILY_IPV4 ? m.ipv4 : m.ipv6;
}

void moreipme_keep(const struct moreipme_keeper *keeper, struct log *log)
{
	static const char *const names[] = {"moreipme", "notipme"};
	static const char *const consequences[] = {no_more, unknown};
	const struct addrs none = {0};
	bool forgot = false;

	for (int i = 0; i < 2; i++) {
		struct matching m = {.list = &none, .visit = keeper->visit, .others = i == 1};

		kept_files[i].state = match_file(&m, names[i], consequences[i], log);
		kept_files[i].ipv4 = m.ipv4;
		kept_files[i].ipv6 = m.ipv6;
		forgot = forgot || m.forgot;
	}
	kept = forgot ? NULL : keeper;
}

void moreipme_lint(struct log *log)
{
	const struct addrs none = {0};
	struct matching ours = {.list = &none, .wanted = true}, others = {.list = &none};

	match_moreipme(&ours, log);
	match_notipme(&others, log);
}
