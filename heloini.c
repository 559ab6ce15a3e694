/* heloini: see heloini.h. */
#include "heloini.h"

#include "checklist.h"
#include "control.h"
#include "found.h"

#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Where reading stands: the file, and the line that inih has in hand. */
struct reading {
	struct control file;
	struct policy *policy;
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
	static const char *const no[] = {"false", "no", "off", "disabled", "0", ""};

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

	if (strlen(value) == 1 && value[0] >= '1' && value[0] <= '3') {
		p->helo.literal_mode = (unsigned)(value[0] - '0');
		set(&p->run, CHECK_LITERAL_MISMATCH, true);
	} else if (boolean(value) == UNKNOWN) {
		warn(r, "is none of 1, 2, 3, taken as 2");
	} else {
		set(&p->run, CHECK_LITERAL_MISMATCH, boolean(value) == YES);
	}
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
static bool is_section(const char *written, const char *name)
{
	size_t len;

	written += strspn(written, " \t");
	len = strlen(written);
	while (len > 0 && (written[len - 1] == ' ' || written[len - 1] == '\t'))
		len--;
	return strlen(name) == len && memcmp(written, name, len) == 0;
}

static int take(void *user, const char *section, const char *key, const char *value)
{
	static const struct {
		const char *section;
		bool (*take)(struct reading *r, const char *key, const char *value);
	} sections[] = {
		{"", take_general},  {"check", take_check}, {"reject", take_reject},
		{"skip", take_skip}, {"bigco", take_bigco},
	};
	struct reading *r = user;

	r->unread = false;
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		if (is_section(section, sections[i].section) && sections[i].take(r, key, value))
			return 1;
	warn(r, "has an unknown key, or stands in the wrong section; line skipped");
	return 1;
}

/*
 * The next line, with those that a backslash at its end joins to it, to r->line; "" for one that is too
 * long. False at the end of the file.
 */
static bool read_joined(struct reading *r, size_t size)
{
	size_t used = 0, len;
	bool joins = true, fits = true, any = false;
	char *line;

	while (joins && (line = control_next(&r->file, &len)) != NULL) {
		any = true;
		joins = line[len - 1] == '\\';
		len -= joins;
		fits = fits && used + len < size;
		if (fits) {
			memcpy(r->line + used, line, len);
			used += len;
		}
	}
	r->line[used] = '\0';
	if (!fits) {
		warn(r, "is too long, line skipped");
		r->line[0] = '\0';
	}
	return any;
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
		r->unread = strchr(r->line, ']') == NULL;
	else
		r->unread = r->line[0] != ';';
	snprintf(to, (size_t)size, "%s\n", r->line);
	return to;
}

bool heloini_read(struct policy *p, struct log *log)
{
	struct reading r = {.policy = p};

	control_open(&r.file, log, "helo.checks.ini", "nobody is rejected for what it says");
	if (r.file.state != CONTROL_MISSING && ini_parse_stream(give_line, &r, take, &r) == -2)
		r.file.state = CONTROL_BROKEN; /* no memory */
	control_close(&r.file);
	if (r.file.state == CONTROL_BROKEN)
		p->reject = 0;
	return r.file.state != CONTROL_MISSING;
}
