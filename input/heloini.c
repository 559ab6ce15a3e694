/* heloini: see heloini.h. */
#include "input/heloini.h"

#include "base/answer.h"
#include "base/control.h"
#include "input/checkset.h"

#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Where reading stands: the file, and the line that inih has in hand. */
struct reading {
	struct control file;
	struct policy *policy;
	char *held; /* a line of file that was read too early, or NULL */
	size_t held_len;
	bool unread;	/* inih got this line and has not told us of any key in it */
	char line[512]; /* for warnings; inih takes less (INI_MAX_LINE) */
};

static void warn(struct reading *r, const char *problem)
{
	control_warn_line(&r->file, r->line, strlen(r->line), problem);
}

/* ---- values ---- */

/* YES or NO for the usual words, UNKNOWN for any other. */
static enum found boolean(const char *word)
{
	static const char *const yes[] = {"true", "yes", "on", "ok", "enabled", "1"};
	static const char *const no[] = {"false", "no", "off", "disabled", "0"};

	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		if (strcasecmp(word, yes[i]) == 0)
			return YES;
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		if (strcasecmp(word, no[i]) == 0)
			return NO;
	return UNKNOWN;
}

static bool is_true(struct reading *r, const char *word)
{
	enum found found = boolean(word);

	if (found == UNKNOWN)
		warn(r, "is neither true nor false, taken as false");
	return found == YES;
}

static void set(checkset *checks, enum check_id id, bool on)
{
	*checks = on ? *checks | CHECK_BIT(id) : *checks & ~CHECK_BIT(id);
}

/* ---- sections: each takes a key, or says that it is unknown ---- */

static bool take_literal_mode(struct reading *r, const char *value)
{
	struct policy *p = r->policy;
	bool number = strlen(value) == 1 && value[0] >= '1' && value[0] <= '3';

	if (!number && boolean(value) == UNKNOWN)
		warn(r, "is none of 1, 2, 3, taken as 2");
	p->helo.literal_mode = number ? (unsigned)(value[0] - '0') : 2;
	set(&p->run, CHECK_LITERAL_MISMATCH, number || boolean(value) != NO);
	return true;
}

/* The check that a key names; Haraka's older `mismatch` is host_mismatch. */
static int check_key(struct reading *r, const char *key)
{
	if (strcmp(key, "mismatch") != 0)
		return checklist_find(key);
	warn(r, "is the old name of host_mismatch, taken for it");
	return CHECK_HOST_MISMATCH;
}

static bool take_check(struct reading *r, const char *key, const char *value)
{
	int id = check_key(r, key);

	if (id == CHECK_LITERAL_MISMATCH)
		return take_literal_mode(r, value);
	if (id < 0 || (CHECK_BIT(id) & HELO_CHECKS) == 0)
		return false;
	set(&r->policy->run, (enum check_id)id, is_true(r, value));
	return true;
}

static bool take_reject(struct reading *r, const char *key, const char *value)
{
	int id = check_key(r, key);

	if (id < 0)
		return false;
	set(&r->policy->reject, (enum check_id)id, is_true(r, value));
	return true;
}

static bool take_skip(struct reading *r, const char *key, const char *value)
{
	struct helo_settings *helo = &r->policy->helo;

	if (strcmp(key, "private_ip") == 0)
		helo->skip_private = is_true(r, value);
	else if (strcmp(key, "relaying") == 0)
		helo->skip_relaying = is_true(r, value);
	else if (strcmp(key, "tlds[]") == 0 && !strlist_add(&helo->tlds, value))
		r->file.state = CONTROL_BROKEN;
	else if (strcmp(key, "tlds[]") != 0)
		return strcmp(key, "whitelist") == 0; /* Haraka's, and does nothing there */
	return true;
}

static bool take_bigco(struct reading *r, const char *key, const char *value)
{
	struct helo_settings *helo = &r->policy->helo;

	if (*value == '\0')
		warn(r, "names no reverse name, so none will do");
	if (!strlist_add(&helo->bigco_names, key) || !strlist_add(&helo->bigco_reverses, value))
		r->file.state = CONTROL_BROKEN;
	return true;
}

static bool take_general(struct reading *r, const char *key, const char *value)
{
	unsigned seconds;

	if (strcmp(key, "dns_timeout") != 0)
		return false;
	seconds = policy_number(value, strlen(value), POLICY_TIMEOUT_MAX);
	if (seconds == 0)
		warn(r, "is no number of seconds from 1 to 60, not used");
	else
		r->policy->timeout_ms = (int)seconds * 1000;
	return true;
}

/* ---- inih ---- */

/* Haraka takes blanks inside the brackets too: [ bigco ]. */
static bool is_section(const char *written, size_t len, const char *name)
{
	while (len > 0 && (*written == ' ' || *written == '\t')) {
		written++;
		len--;
	}
	while (len > 0 && (written[len - 1] == ' ' || written[len - 1] == '\t'))
		len--;
	return strlen(name) == len && memcmp(written, name, len) == 0;
}

static const struct {
	const char *name;
	bool (*take)(struct reading *r, const char *key, const char *value);
} sections[] = {
	{"", take_general},    {"main", take_general} /* Haraka's name for it */,
	{"check", take_check}, {"reject", take_reject},
	{"skip", take_skip},   {"bigco", take_bigco},
};

/* An index into sections, or -1. */
static int find_section(const char *written, size_t len)
{
	for (int i = 0; i < (int)(sizeof(sections) / sizeof(sections[0])); i++)
		if (is_section(written, len, sections[i].name))
			return i;
	return -1;
}

static int take(void *user, const char *section, const char *key, const char *value)
{
	struct reading *r = user;
	int i = find_section(section, strlen(section));

	r->unread = false;
	/* Of an unknown section its first line was warned of: see give_line. */
	if (i >= 0 && !sections[i].take(r, key, value))
		warn(r, "has an unknown key, or stands in the wrong section; line skipped");
	return 1;
}

/* The line that was read already, or the next one. */
static char *next_line(struct reading *r, size_t *len)
{
	char *line = r->held;

	*len = r->held_len;
	r->held = NULL;
	return line != NULL ? line : control_next(&r->file, len);
}

/* The line that a backslash joins to the one before it: the next, unless something stands between. */
static char *continuation(struct reading *r, size_t *len)
{
	char *line = control_next(&r->file, len);

	if (line == NULL || !r->file.gap)
		return line;
	r->held = line;
	r->held_len = *len;
	return NULL;
}

/*
 * The next line, with those that a backslash at its end joins to it, to r->line; "" for one that is too
 * long. False at the end of the file.
 */
static bool read_joined(struct reading *r, size_t size)
{
	size_t used = 0, len;
	bool fits = true;
	char *line = next_line(r, &len);

	if (line == NULL)
		return false;
	while (line != NULL) {
		bool joins = line[len - 1] == '\\';
		size_t fitting, room = size - 1 - used;

		len -= joins;
		fitting = len < room ? len : room;
		fits = fits && fitting == len;
		memcpy(r->line + used, line, fitting);
		used += fitting;
		line = joins ? continuation(r, &len) : NULL;
	}
	r->line[used] = '\0';
	if (!fits) {
		if (r->line[0] != ';')
			warn(r, "is too long, line skipped");
		r->line[0] = '\0';
	}
	return true;
}

static void give_section(struct reading *r)
{
	const char *end = strchr(r->line, ']');

	if (end == NULL)
		r->unread = true; /* inih takes it for nothing, as we do */
	else if (find_section(r->line + 1, (size_t)(end - r->line) - 1) < 0)
		warn(r, "is an unknown section, all of it is skipped");
}

/* As fgets, for inih. Leading blanks are gone: an indented line is no continuation for Haraka. */
static char *give_line(char *to, int size, void *user)
{
	struct reading *r = user;
	size_t room = (size_t)size < sizeof(r->line) ? (size_t)size : sizeof(r->line);

	do {
		if (r->unread)
			warn(r, "is no `key = value`, line skipped");
		r->unread = false;
		if (!read_joined(r, room - 1))
			return NULL;
	} while (r->line[0] == '\0');
	if (r->line[0] == '[')
		give_section(r);
	else
		r->unread = r->line[0] != ';';
	snprintf(to, (size_t)size, "%s\n", r->line);
	return to;
}

bool heloini_read(struct policy *p, struct log *log)
{
	struct reading r = {.policy = p};

	control_open(&r.file, log, p->ini != NULL ? p->ini : "helo.checks.ini",
		     "nobody is rejected for what it says");
	if (r.file.state != CONTROL_MISSING && ini_parse_stream(give_line, &r, take, &r) == -2)
		r.file.state = CONTROL_BROKEN; /* no memory */
	control_close(&r.file);
	if (r.file.state == CONTROL_BROKEN)
		p->reject = 0;
	return r.file.state != CONTROL_MISSING;
}
