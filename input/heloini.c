/* heloini: see heloini.h. */
#include "input/heloini.h"

#include "base/answer.h"
#include "base/control.h"
#include "base/number.h"

#include <string.h>
#include <strings.h>

struct text {
	const char *at;
	size_t len;
};

struct reader {
	struct control file;
	struct helo_settings *helo;
	struct text line;	  /* the one in hand, with all that a backslash joined to it */
	struct text lookahead;	  /* a line that was read too early; at is NULL if there is none */
	const struct section *in; /* NULL: an unknown one */
	char joined[CONTROL_LINE];
};

static void warn(struct reader *r, const char *problem)
{
	control_warn_line(&r->file, r->line.at, r->line.len, problem);
}

static struct text trim(struct text t)
{
	while (t.len > 0 && (*t.at == ' ' || *t.at == '\t')) {
		t.at++;
		t.len--;
	}
	while (t.len > 0 && (t.at[t.len - 1] == ' ' || t.at[t.len - 1] == '\t'))
		t.len--;
	return t;
}

static bool is(struct text t, const char *word)
{
	return strlen(word) == t.len && memcmp(t.at, word, t.len) == 0;
}

/* ---- values ---- */

/* YES or NO for the usual words, UNKNOWN for any other. */
static enum answer boolean(struct text value)
{
	static const char *const yes[] = {"true", "yes", "on", "ok", "enabled", "1"};
	static const char *const no[] = {"false", "no", "off", "disabled", "0"};

	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		if (strlen(yes[i]) == value.len && strncasecmp(value.at, yes[i], value.len) == 0)
			return YES;
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		if (strlen(no[i]) == value.len && strncasecmp(value.at, no[i], value.len) == 0)
			return NO;
	return UNKNOWN;
}

static bool is_true(struct reader *r, struct text value)
{
	enum answer answer = boolean(value);

	if (answer == UNKNOWN)
		warn(r, "neither true nor false; taken as false");
	return answer == YES;
}

static void set(checkset *checks, int id, bool on)
{
	*checks = on ? *checks | CHECK_BIT(id) : *checks & ~CHECK_BIT(id);
}

/* False if memory is out; then the rest of the file is not read. */
static bool add(struct reader *r, struct strlist *list, struct text value)
{
	if (strlist_add_bytes(list, value.at, value.len))
		return true;
	control_give_up(&r->file, "out of memory");
	r->lookahead.at = NULL;
	return false;
}

/* ---- sections: each sets a key, or returns false if it has no such key ---- */

static void set_literal_mode(struct reader *r, struct text value)
{
	bool number = value.len == 1 && *value.at >= '1' && *value.at <= '3';

	if (!number && boolean(value) == UNKNOWN)
		warn(r, "not 1, 2 or 3; using 2");
	r->helo->literal_mode = number ? (unsigned)(*value.at - '0') : 2;
	set(&r->helo->run, CHECK_LITERAL_MISMATCH, number || boolean(value) != NO);
}

/* The check that a key names, or -1. */
static int check_key(struct reader *r, struct text key)
{
	if (!is(key, "mismatch"))
		return checkset_find(key.at, key.len);
	warn(r, "old name of host_mismatch");
	return CHECK_HOST_MISMATCH;
}

static bool set_check(struct reader *r, struct text key, struct text value)
{
	int id = check_key(r, key);

	if (id < 0 || (CHECK_BIT(id) & HELO_CHECKS) == 0)
		return false;
	if (id == CHECK_LITERAL_MISMATCH)
		set_literal_mode(r, value);
	else
		set(&r->helo->run, id, is_true(r, value));
	return true;
}

static bool set_reject(struct reader *r, struct text key, struct text value)
{
	int id = check_key(r, key);

	if (id < 0)
		return false;
	set(&r->helo->reject, id, is_true(r, value));
	return true;
}

static bool set_skip(struct reader *r, struct text key, struct text value)
{
	if (is(key, "private_ip"))
		r->helo->skip_private = is_true(r, value);
	else if (is(key, "relaying"))
		r->helo->skip_relaying = is_true(r, value);
	else if (is(key, "tlds[]"))
		add(r, &r->helo->tlds, value);
	else
		return is(key, "whitelist"); /* Haraka's; it has no effect there either */
	return true;
}

static bool set_bigco(struct reader *r, struct text key, struct text value)
{
	if (value.len == 0)
		warn(r, "no reverse name given, so none matches");
	/* This list first: a name without its reverse names would be one too many. */
	if (add(r, &r->helo->bigco_reverses, value))
		add(r, &r->helo->bigco_names, key);
	return true;
}

static bool set_general(struct reader *r, struct text key, struct text value)
{
	unsigned seconds = number_parse(value.at, value.len, HELO_DNS_TIMEOUT_MAX);

	if (!is(key, "dns_timeout"))
		return false;
	if (seconds == 0)
		warn(r, "not a number from 1 to 60; ignored");
	else
		r->helo->timeout = seconds;
	return true;
}

static const struct section {
	const char *name;
	bool (*set)(struct reader *r, struct text key, struct text value);
} sections[] = {
	{"", set_general}, /* before any section; [main] is Haraka's name for it */
	{"main", set_general}, {"check", set_check}, {"reject", set_reject},
	{"skip", set_skip},    {"bigco", set_bigco},
};

/* ---- lines ---- */

static void enter_section(struct reader *r)
{
	const char *end = memchr(r->line.at, ']', r->line.len);
	struct text name;

	if (end == NULL) {
		warn(r, "missing \"]\"; line skipped");
		return;
	}
	name = trim((struct text){r->line.at + 1, (size_t)(end - r->line.at) - 1});
	r->in = NULL;
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		if (is(name, sections[i].name))
			r->in = &sections[i];
	if (r->in == NULL)
		warn(r, "unknown section; skipped");
}

/* Where a comment after a blank begins, or the end of text. */
static size_t comment_start(struct text t)
{
	for (size_t i = 1; i < t.len; i++)
		if (t.at[i] == ';' && (t.at[i - 1] == ' ' || t.at[i - 1] == '\t'))
			return i;
	return t.len;
}

static void parse_line(struct reader *r)
{
	const size_t len = comment_start(r->line);
	const char *equals = memchr(r->line.at, '=', len);
	struct text key, value;

	if (equals == NULL) {
		warn(r, memchr(r->line.at, ':', len) != NULL
				? "not \"key = value\" (write \"=\" for \":\"); line skipped"
				: "not \"key = value\"; line skipped");
		return;
	}
	key.at = r->line.at;
	key.len = (size_t)(equals - r->line.at);
	value.at = equals + 1;
	value.len = len - key.len - 1;
	if (!r->in->set(r, trim(key), trim(value)))
		warn(r, "unknown key, or in the wrong section; line skipped");
}

static struct text next_line(struct reader *r)
{
	struct text line = r->lookahead;

	r->lookahead.at = NULL;
	if (line.at == NULL)
		line.at = control_next(&r->file, &line.len);
	return line;
}

/* The line that a backslash joins to the one before: the next one, unless something is between. */
static struct text continuation(struct reader *r)
{
	struct text line;

	line.at = control_next(&r->file, &line.len);
	if (line.at == NULL || !r->file.gap)
		return line;
	r->lookahead = line;
	return (struct text){NULL, 0};
}

/* Joins first, which ends in a backslash, with what follows. False if it does not fit. */
static bool join(struct reader *r, struct text first)
{
	bool fits = true;
	size_t used = 0;

	for (struct text next = first; next.at != NULL;) {
		const bool more = next.at[next.len - 1] == '\\';
		const size_t len = next.len - more, room = sizeof(r->joined) - used;

		fits = fits && len <= room;
		memcpy(r->joined + used, next.at, len <= room ? len : room);
		used += len <= room ? len : room;
		next = more ? continuation(r) : (struct text){NULL, 0};
	}
	r->line = (struct text){r->joined, used};
	return fits;
}

/* Reads one line, and what is joined to it. False at the end of the file. */
static bool read_line(struct reader *r)
{
	bool fits = true;

	r->line = next_line(r);
	if (r->line.at == NULL)
		return false;
	if (r->line.at[r->line.len - 1] == '\\')
		fits = join(r, r->line);
	if (r->line.len == 0 || *r->line.at == ';')
		return true;
	if (!fits)
		warn(r, "too long; line skipped");
	else if (*r->line.at == '[')
		enter_section(r);
	else if (r->in != NULL)
		parse_line(r);
	return true;
}

bool heloini_read(struct helo_settings *h, const char *path, struct log *log)
{
	struct reader r;

	r.helo = h;
	r.lookahead.at = NULL;
	r.in = &sections[0];
	control_open(&r.file, log, path != NULL ? path : "helo.checks.ini",
		     "nobody is rejected for what it says");
	while (read_line(&r))
		;
	control_close(&r.file);
	if (r.file.state == CONTROL_BROKEN)
		h->reject = 0;
	return r.file.state != CONTROL_MISSING;
}

void helo_settings_free(struct helo_settings *h)
{
	strlist_free(&h->tlds);
	strlist_free(&h->bigco_names);
	strlist_free(&h->bigco_reverses);
}
