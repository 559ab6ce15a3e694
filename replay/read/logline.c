/* logline: see logline.h. */
#include "replay/read/logline.h"

#include "base/ipaddr.h"
#include "dnsquery.h"

#include <string.h>

/* Before `helo-dns-check: ` stand a file name, a time, a host, a program: it is not looked for any further. */
#define PREFIX_MAX 300

/* ---- texts ---- */

static bool is(struct text t, const char *word)
{
	return t.len == strlen(word) && memcmp(t.at, word, t.len) == 0;
}

static bool starts(struct text t, const char *with)
{
	return t.len >= strlen(with) && memcmp(t.at, with, strlen(with)) == 0;
}

static struct text behind(struct text t, size_t n)
{
	return (struct text){t.at + n, t.len - n};
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The next word of those parted by blanks, taken off; len 0: there is none left. */
static struct text next_word(struct text *t)
{
	struct text word;

	while (t->len > 0 && is_blank(*t->at))
		*t = behind(*t, 1);
	word = (struct text){t->at, 0};
	while (word.len < t->len && !is_blank(t->at[word.len]))
		word.len++;
	*t = behind(*t, word.len);
	return word;
}

/* An address; `unknown`, or nothing, where none was known. */
static bool read_ip(struct text *ip, struct text from)
{
	struct ipaddr parsed;

	if (from.len == 0 || is(from, "unknown")) {
		*ip = (struct text){"unknown", strlen("unknown")};
		return true;
	}
	*ip = from;
	return ipaddr_parse(&parsed, from.at, from.len);
}

/* ---- what stands before ---- */

/* The first time in a prefix, at its start, behind a blank or, as grep has it, behind `file:`. */
static int64_t prefix_time(struct text prefix, struct calendar *c)
{
	int64_t time;

	for (size_t i = 0; i < prefix.len; i++)
		if ((i == 0 || is_blank(prefix.at[i - 1]) || prefix.at[i - 1] == ':') &&
		    timestamp_read(&time, prefix.at + i, prefix.len - i, c) > 0)
			return time;
	return 0;
}

static bool is_number(struct text word)
{
	for (size_t i = 0; i < word.len; i++)
		if ((word.at[i] < '0' || word.at[i] > '9') && word.at[i] != '.')
			return false;
	return word.len > 0;
}

/*
 * Is it what a log puts before a line? Behind a program's `name:` nothing may stand but splogger's number,
 * else it is that program's own line. The time: splogger's, which is exact, or the first.
 */
static bool read_prefix(int64_t *time, struct text prefix, struct calendar *c)
{
	struct text rest = prefix, word;
	bool program = false;

	*time = 0;
	while ((word = next_word(&rest)).len > 0) {
		if (program && !is_number(word))
			return false;
		if (program && timestamp_read(time, word.at, word.len, c) == 0)
			*time = 0;
		program = program || word.at[word.len - 1] == ':';
	}
	if (*time == 0)
		*time = prefix_time(prefix, c);
	return true;
}

/* Finds mark and what is before it; the rest of the line is behind it. */
static bool find_mark(struct sample *s, struct text *rest, struct text line, const char *mark,
		      struct calendar *c)
{
	const size_t most = line.len < PREFIX_MAX ? line.len : PREFIX_MAX;
	const char *at = memmem(line.at, most, mark, strlen(mark));

	if (at == NULL || (at > line.at && !is_blank(at[-1]) && at[-1] != ':') ||
	    !read_prefix(&s->time, (struct text){line.at, (size_t)(at - line.at)}, c))
		return false;
	*rest = behind(line, (size_t)(at - line.at) + strlen(mark));
	return true;
}

/* ---- key=value ---- */

/* The next `key=value`, taken off; a word without `=` has no key. False: there is none left. */
static bool next_pair(struct text *t, struct text *key, struct text *value)
{
	struct text word;
	const char *equals, *blank;

	while (t->len > 0 && *t->at == ' ')
		*t = behind(*t, 1);
	blank = memchr(t->at, ' ', t->len);
	word = (struct text){t->at, blank != NULL ? (size_t)(blank - t->at) : t->len};
	*t = behind(*t, word.len);
	equals = word.len > 0 ? memchr(word.at, '=', word.len) : NULL;
	*key = (struct text){word.at, equals != NULL ? (size_t)(equals - word.at) : 0};
	*value = equals != NULL ? behind(word, key->len + 1) : word;
	return word.len > 0;
}

/* `reverse=timeout` tells why it is not known. */
static bool is_failure(struct text word)
{
	for (int why = DNS_TIMEOUT; why <= DNS_LOCAL; why++)
		if (is(word, dns_failure_name((enum dns_failure)why)))
			return true;
	return false;
}

static enum logline read_facts(struct sample *s, struct text facts)
{
	struct text rest = facts, key, value;
	bool ip = false;

	s->source = FROM_FACTS;
	s->facts = facts;
	while (next_pair(&rest, &key, &value)) {
		if (is(key, "helo") && s->helo.at == NULL)
			s->helo = value;
		else if (is(key, "ip") && !ip && !(ip = read_ip(&s->ip, value)))
			return LINE_UNREADABLE;
		else if (is(key, "reverse") && !is_failure(value))
			s->reverse = value;
		else if (is(key, "fail"))
			break; /* only checks are behind it, and the verdict */
	}
	/* Without the verdict it was cut, and may have lost what was known. */
	if (facts.len == 0 || memmem(facts.at, facts.len, " verdict=", 9) == NULL)
		return LINE_UNREADABLE;
	return s->helo.at != NULL && ip ? LINE_SAMPLE : LINE_UNREADABLE;
}

/*
 * The patch writes one line for each recipient, accepted or not: result code reason detail helo mailfrom
 * rcptto relay ... remoteip remoteport remotehost qp pid. What the client said stands before remoteip and
 * may hold blanks (with SMTPUTF8): the first helo= and the last remoteip= are the patch's own. Before a
 * HELO was given, helo= is the reverse name.
 */
static enum logline read_envelope(struct sample *s, struct text line)
{
	struct text rest = line, key, value;
	bool ip = false;

	s->source = FROM_ENVELOPE;
	s->facts = line;
	while (next_pair(&rest, &key, &value)) {
		if (is(key, "helo") && s->helo.at == NULL)
			s->helo = value;
		else if (is(key, "remoteip"))
			ip = read_ip(&s->ip, value);
		else if (is(key, "remotehost") && value.len > 0)
			s->reverse = value;
		else if (is(key, "reason") && is(value, "pregreet"))
			return LINE_ANOTHER;
	}
	return s->helo.at != NULL && ip ? LINE_SAMPLE : LINE_UNREADABLE;
}

/* ---- failures ---- */

/*
 * What stands before the HELO, between it and the address, and behind that. A tail that ends with `*` goes
 * on in any way. No tail has a bracket: the last pair of them in a line holds the address, whatever the
 * HELO looks like.
 */
struct failure {
	const char *before, *between, *tail;
};

static const struct failure failures[] = {
	{"HELO [", "] from [", " doesn't solve"},
	{"HELO [", "] from [", " fails *"}, /* NAME(reason) */
	{"HELO [", "] from [", ": *"},	    /* DNS failed for now (why), let it go */
	{"HELO [", "] is a local domain but IP [", " is not a RELAYCLIENT"},
	{"HELO [", "] is a local name but IP [", " is not a RELAYCLIENT"},
	{"HELO [", "] doesn't match IP [", ""},
	/* versions 8 to 10 */
	{"HELO [", "] DNS CHECK for IP [", " temporary failed, but let it go"},
	{"malformed HELO/EHLO [", "] from [", ""},
	{"invalid HELO/EHLO [", "] from [", ""},
};

static bool is_tail(struct text rest, const char *tail)
{
	const char *any = strchr(tail, '*');
	const size_t len = any != NULL ? (size_t)(any - tail) : strlen(tail);

	return any != NULL ? rest.len >= len && memcmp(rest.at, tail, len) == 0 : is(rest, tail);
}

/* Takes the HELO out, where line is in the form of f; open and close are its last brackets. */
static bool is_failure_line(struct text *helo, struct text line, const struct failure *f,
			    const char *open, const char *close)
{
	const size_t before = strlen(f->before), between = strlen(f->between);

	*helo = behind(line, before);
	if ((size_t)(open + 1 - line.at) < before + between ||
	    memcmp(open + 1 - between, f->between, between) != 0)
		return false;
	helo->len = (size_t)(open + 1 - between - helo->at);
	return is_tail(behind(line, (size_t)(close + 1 - line.at)), f->tail);
}

/* qmail-smtpd leaves trailing blanks on, and old versions logged them; they do not count. */
static struct text trimmed(struct text helo)
{
	while (helo.len > 0 && (is_blank(helo.at[helo.len - 1]) || helo.at[helo.len - 1] == '\r'))
		helo.len--;
	return helo;
}

/* `[ip]` to the end of the line. */
static enum logline read_no_helo(struct sample *s, struct text line)
{
	s->helo = (struct text){"", 0};
	return line.len > 0 && line.at[line.len - 1] == ']' &&
			       read_ip(&s->ip, (struct text){line.at, line.len - 1})
		       ? LINE_SAMPLE
		       : LINE_UNREADABLE;
}

static enum logline read_failure(struct sample *s, struct text line)
{
	static const char no_helo[] = "No HELO sent from [";
	const char *close = line.len > 0 ? memrchr(line.at, ']', line.len) : NULL;
	const char *open = close != NULL ? memrchr(line.at, '[', (size_t)(close - line.at)) : NULL;
	enum logline is_one = LINE_ANOTHER;

	s->source = FROM_FAILURES;
	if (starts(line, no_helo))
		return read_no_helo(s, behind(line, strlen(no_helo)));
	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		struct text helo;

		if (!starts(line, failures[i].before))
			continue;
		is_one = LINE_UNREADABLE;
		if (open == NULL || !is_failure_line(&helo, line, &failures[i], open, close) ||
		    !read_ip(&s->ip, (struct text){open + 1, (size_t)(close - open) - 1}))
			continue;
		s->helo = trimmed(helo);
		return LINE_SAMPLE;
	}
	return is_one;
}

/* Some lines of version 8 lack `helo-dns-check: `; then a time alone may stand before. */
static enum logline read_unmarked(struct sample *s, struct text line, struct calendar *c)
{
	const size_t stamp = timestamp_read(&s->time, line.at, line.len, c);

	line = behind(line, stamp);
	if (stamp > 0 && line.len > 0)
		line = behind(line, 1);
	return read_failure(s, line);
}

/* ---- plain lines ---- */

/* Like a name or an address, and nothing like `status:` or `key=value`. */
static bool is_plain_word(struct text word)
{
	return memchr(word.at, '=', word.len) == NULL && word.at[word.len - 1] != ':';
}

static bool is_name_like(struct text word)
{
	return *word.at == '[' || memchr(word.at, '.', word.len) != NULL ||
	       memchr(word.at, ':', word.len) != NULL;
}

/*
 * Two or three words, the second of them an address. When it is none, but all look like names, it was
 * meant as one: the columns are the wrong way round, or the address is miswritten.
 */
static enum logline read_plain(struct sample *s, struct text line)
{
	struct text helo = next_word(&line), ip = next_word(&line), name = next_word(&line);
	struct ipaddr parsed;

	if (ip.len == 0 || next_word(&line).len > 0 || *helo.at == '#' || *helo.at == '@')
		return LINE_ANOTHER;
	s->source = FROM_PAIRS;
	s->helo = helo;
	s->ip = ip;
	if (name.len > 0 && !is(name, "unknown"))
		s->reverse = name;
	if (!is_plain_word(helo) || (name.len > 0 && !is_plain_word(name)))
		return LINE_ANOTHER;
	if (ipaddr_parse(&parsed, ip.at, ip.len))
		return LINE_SAMPLE;
	return is_plain_word(ip) && is_name_like(helo) && is_name_like(ip) ? LINE_UNREADABLE
									   : LINE_ANOTHER;
}

/* ---- and all of them ---- */

enum logline logline_read(struct sample *s, const char *line, size_t len, struct calendar *c)
{
	struct text whole = {line, len}, rest;
	enum logline is_one;

	*s = (struct sample){.time = 0};
	if (whole.len > 0 && line[whole.len - 1] == '\r')
		whole.len--;
	if (find_mark(s, &rest, whole, "helo-dns-check: ", c))
		return starts(rest, "facts ") ? read_facts(s, behind(rest, strlen("facts ")))
					      : read_failure(s, rest);
	if (find_mark(s, &rest, whole, "qlogenvelope: ", c))
		return read_envelope(s, rest);
	is_one = read_unmarked(s, whole, c);
	return is_one != LINE_ANOTHER ? is_one : read_plain(s, whole);
}
