/* logline: see logline.h. */
#include "replay/read/logline.h"

#include "base/ipaddr.h"
#include "output/factsline.h"

#include <string.h>

/* What precedes `helo-dns-check: ` is short: a file name, a time, a host, a program. */
#define PREFIX_MAX 300

/* An address; `unknown`, or nothing, if the writer did not know it. */
static bool parse_ip(struct slice *ip, struct slice from)
{
	struct ipaddr parsed;

	if (from.len == 0 || slice_is(from, "unknown")) {
		*ip = slice_text("unknown");
		return true;
	}
	*ip = from;
	return ipaddr_parse(&parsed, from.bytes, from.len);
}

/* ---- prefixes ---- */

/* The first time in a prefix: at its start, after a blank or, as grep prints it, after `file:`. */
static int64_t prefix_time(struct slice prefix, struct calendar *c)
{
	int64_t time;

	for (size_t i = 0; i < prefix.len; i++)
		if ((i == 0 || is_blank(prefix.bytes[i - 1]) || prefix.bytes[i - 1] == ':') &&
		    timestamp_parse(&time, prefix.bytes + i, prefix.len - i, c) > 0)
			return time;
	return 0;
}

static bool is_number(struct slice word)
{
	for (size_t i = 0; i < word.len; i++)
		if (!is_digit(word.bytes[i]) && word.bytes[i] != '.')
			return false;
	return word.len > 0;
}

/* Consumes blanks and a timestamp, which may have several words. */
static bool next_time(int64_t *time, struct slice *rest, struct calendar *c)
{
	size_t len;

	slice_skip_blanks(rest);
	len = timestamp_parse(time, rest->bytes, rest->len, c);
	*rest = slice_from(*rest, len);
	return len > 0;
}

/*
 * Is this what logs put before a line? After a program's `name:` only another log's timestamp and
 * splogger's number may follow; anything else makes it that program's own line. The time is the
 * last of those, which was written first, or the first.
 */
static bool parse_prefix(int64_t *time, struct slice prefix, struct calendar *c)
{
	struct slice rest = prefix, word;
	bool program = false;
	int64_t inner;

	*time = 0;
	while (slice_skip_blanks(&rest), rest.len > 0) {
		if (program && next_time(&inner, &rest, c)) {
			*time = inner;
			continue;
		}
		word = slice_next_word(&rest);
		if (program && !is_number(word))
			return false;
		program = program || word.bytes[word.len - 1] == ':';
	}
	if (*time == 0)
		*time = prefix_time(prefix, c);
	return true;
}

/* Finds mark behind a valid prefix; rest becomes what follows the mark. */
static bool find_mark(struct sample *s, struct slice *rest, struct slice line, const char *mark,
		      struct calendar *c)
{
	const size_t max = line.len < PREFIX_MAX ? line.len : PREFIX_MAX;
	const char *at = memmem(line.bytes, max, mark, strlen(mark));

	if (at == NULL || (at > line.bytes && !is_blank(at[-1]) && at[-1] != ':') ||
	    !parse_prefix(&s->time, slice_of(line.bytes, at), c))
		return false;
	*rest = slice_of(at + strlen(mark), line.bytes + line.len);
	return true;
}

/* ---- key=value ---- */

/* Consumes a `key=value`; a word without `=` has an empty key. False: none is left. */
static bool next_pair(struct slice *t, struct slice *key, struct slice *value)
{
	struct slice word = slice_next_field(t, ' ');
	const char *equals;

	if (word.bytes == NULL)
		return false;
	equals = memchr(word.bytes, '=', word.len);
	*key = slice_of(word.bytes, equals != NULL ? equals : word.bytes);
	*value = equals != NULL ? slice_from(word, key->len + 1) : word;
	return true;
}

bool logline_failure(enum dns_failure *failure, struct slice value)
{
	for (int i = DNS_TIMEOUT; i <= DNS_LOCAL; i++) {
		*failure = (enum dns_failure)i;
		if (slice_is(value, dns_failure_name(*failure)))
			return true;
	}
	return false;
}

/* The list of names without the reason before it; bytes NULL: that is all there is. */
static struct slice reverse_names(struct slice list)
{
	struct slice rest = list;
	enum dns_failure failure;

	if (!logline_failure(&failure, slice_next_field(&rest, ',')))
		return list;
	return rest.len > 0 ? rest : (struct slice){NULL, 0};
}

static enum line_kind parse_facts(struct sample *s, struct slice facts)
{
	struct slice rest = facts, key, value;
	static const char verdict[] = " " FACTSLINE_VERDICT "=";
	bool ip = false;

	s->source = FROM_FACTS;
	s->facts = facts;
	while (next_pair(&rest, &key, &value)) {
		if (slice_is(key, FACTSLINE_HELO) && s->helo.bytes == NULL)
			s->helo = value;
		else if (slice_is(key, FACTSLINE_IP) && !ip && !(ip = parse_ip(&s->ip, value)))
			return LINE_UNREADABLE;
		else if (slice_is(key, FACTSLINE_REVERSE))
			s->reverse = reverse_names(value);
		else if (slice_is(key, FACTSLINE_FAIL))
			break; /* only checks and the verdict follow */
	}
	/* A line without its verdict was cut; facts may be missing. */
	if (facts.len == 0 || memmem(facts.bytes, facts.len, verdict, strlen(verdict)) == NULL)
		return LINE_UNREADABLE;
	return s->helo.bytes != NULL && ip ? LINE_SAMPLE : LINE_UNREADABLE;
}

/* The patch writes `_` for each byte that is not printable. One at the end was a blank. */
static struct slice without_blanks(struct slice helo)
{
	while (helo.len > 0 && helo.bytes[helo.len - 1] == '_')
		helo.len--;
	return helo;
}

/*
 * The patch writes one line for each recipient, accepted or not: result code reason detail helo
 * mailfrom rcptto relay ... remoteip remoteport remotehost qp pid. What the client said stands
 * before remoteip and may hold blanks (SMTPUTF8): the first helo= and the last remoteip= are the
 * patch's own. Before the client says HELO, helo= is its reverse name.
 */
static enum line_kind parse_envelope(struct sample *s, struct slice line)
{
	struct slice rest = line, key, value;
	bool ip = false;

	s->source = FROM_ENVELOPE;
	s->facts = line;
	while (next_pair(&rest, &key, &value)) {
		if (slice_is(key, "helo") && s->helo.bytes == NULL)
			s->helo = without_blanks(value);
		else if (slice_is(key, "remoteip"))
			ip = parse_ip(&s->ip, value);
		else if (slice_is(key, "remotehost") && value.len > 0)
			s->reverse = value;
		else if (slice_is(key, "reason") && slice_is(value, "pregreet"))
			return LINE_OTHER;
	}
	return s->helo.bytes != NULL && ip ? LINE_SAMPLE : LINE_UNREADABLE;
}

/* ---- failures ---- */

/*
 * What stands before the HELO, between HELO and address, and behind the address. A tail that ends
 * with `*` matches anything from there on. No tail has a bracket, so the last pair of brackets in a
 * line holds the address, whatever the HELO looks like.
 */
struct failure {
	const char *before, *between, *tail;
};

static const struct failure failures[] = {
	{"HELO [", "] from [", " doesn't solve"},
	{"HELO [", "] from [", " fails *"}, /* NAME(reason) */
	{"HELO [", "] from [", ": *"}, /* DNS lookup failed (timeout), not_me unknown (local) */
	{"HELO [", "] is a local domain but IP [", " is not a RELAYCLIENT"},
	{"HELO [", "] is a local name but IP [", " is not a RELAYCLIENT"},
	{"HELO [", "] doesn't match IP [", ""},
	/* versions 8 to 10 */
	{"HELO [", "] DNS CHECK for IP [", " temporary failed, but let it go"},
	{"malformed HELO/EHLO [", "] from [", ""},
	{"invalid HELO/EHLO [", "] from [", ""},
};

static bool matches_tail(struct slice rest, const char *tail)
{
	const size_t fixed = strcspn(tail, "*");

	return rest.len >= fixed && memcmp(rest.bytes, tail, fixed) == 0 &&
	       (tail[fixed] == '*' || rest.len == fixed);
}

/* Finds the HELO in a line of the form f; open and close are its last brackets. */
static bool parse_failure_form(struct slice *helo, struct slice line, const struct failure *f,
			       const char *open, const char *close)
{
	const size_t before = strlen(f->before), between = strlen(f->between);
	const char *address = open + 1;

	if ((size_t)(address - line.bytes) < before + between ||
	    memcmp(address - between, f->between, between) != 0)
		return false;
	*helo = slice_of(line.bytes + before, address - between);
	return matches_tail(slice_of(close + 1, line.bytes + line.len), f->tail);
}

/* Without trailing blanks: qmail-smtpd does not strip them, and old versions logged them. */
static struct slice trimmed(struct slice helo)
{
	while (helo.len > 0 &&
	       (is_blank(helo.bytes[helo.len - 1]) || helo.bytes[helo.len - 1] == '\r'))
		helo.len--;
	return helo;
}

/* rest: `ip]`. */
static enum line_kind parse_no_helo(struct sample *s, struct slice rest)
{
	s->helo = slice_text("");
	if (rest.len == 0 || rest.bytes[rest.len - 1] != ']')
		return LINE_UNREADABLE;
	rest.len--;
	return parse_ip(&s->ip, rest) ? LINE_SAMPLE : LINE_UNREADABLE;
}

static enum line_kind parse_failure(struct sample *s, struct slice line)
{
	const char *close = line.len > 0 ? memrchr(line.bytes, ']', line.len) : NULL;
	const char *open =
		close != NULL ? memrchr(line.bytes, '[', (size_t)(close - line.bytes)) : NULL;
	enum line_kind kind = LINE_OTHER;

	s->source = FROM_FAILURES;
	if (slice_accept(&line, "No HELO sent from ["))
		return parse_no_helo(s, line);
	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		struct slice helo;

		if (!slice_starts(line, failures[i].before))
			continue;
		kind = LINE_UNREADABLE;
		if (open == NULL || !parse_failure_form(&helo, line, &failures[i], open, close) ||
		    !parse_ip(&s->ip, slice_of(open + 1, close)))
			continue;
		s->helo = trimmed(helo);
		return LINE_SAMPLE;
	}
	return kind;
}

/* Some lines of version 8 lack `helo-dns-check: `; only a time may stand before those. */
static enum line_kind parse_unmarked(struct sample *s, struct slice line, struct calendar *c)
{
	const size_t stamp = timestamp_parse(&s->time, line.bytes, line.len, c);

	line = slice_from(line, stamp);
	if (stamp > 0 && line.len > 0)
		line = slice_from(line, 1);
	return parse_failure(s, line);
}

/* ---- plain lines ---- */

/* May be a name or an address; not `status:` or `key=value`. */
static bool is_plain_word(struct slice word)
{
	return memchr(word.bytes, '=', word.len) == NULL && word.bytes[word.len - 1] != ':';
}

static bool looks_like_name(struct slice word)
{
	return *word.bytes == '[' || memchr(word.bytes, '.', word.len) != NULL ||
	       memchr(word.bytes, ':', word.len) != NULL;
}

/*
 * Two or three words, the second an address. If it is not, but all of them look like names, the
 * line was meant as one: the columns are swapped, or the address is misspelt.
 */
static enum line_kind parse_plain(struct sample *s, struct slice line)
{
	struct slice helo = slice_next_word(&line), ip = slice_next_word(&line);
	struct slice name = slice_next_word(&line);
	struct ipaddr parsed;

	if (ip.len == 0 || slice_next_word(&line).len > 0 || *helo.bytes == '#' ||
	    *helo.bytes == '@')
		return LINE_OTHER;
	s->source = FROM_PAIRS;
	s->helo = helo;
	s->ip = ip;
	if (name.len > 0 && !slice_is(name, "unknown"))
		s->reverse = name;
	if (!is_plain_word(helo) || (name.len > 0 && !is_plain_word(name)))
		return LINE_OTHER;
	if (ipaddr_parse(&parsed, ip.bytes, ip.len))
		return LINE_SAMPLE;
	return is_plain_word(ip) && looks_like_name(helo) && looks_like_name(ip) ? LINE_UNREADABLE
										 : LINE_OTHER;
}

/* ---- any line ---- */

enum line_kind logline_parse(struct sample *s, const char *line, size_t len, struct calendar *c)
{
	struct slice whole = {line, len}, rest;
	enum line_kind kind;

	*s = (struct sample){.time = 0};
	if (whole.len > 0 && line[whole.len - 1] == '\r')
		whole.len--;
	if (find_mark(s, &rest, whole, "helo-dns-check: ", c))
		return slice_accept(&rest, FACTSLINE_START) ? parse_facts(s, rest)
							    : parse_failure(s, rest);
	if (find_mark(s, &rest, whole, "qlogenvelope: ", c))
		return parse_envelope(s, rest);
	kind = parse_unmarked(s, whole, c);
	return kind != LINE_OTHER ? kind : parse_plain(s, whole);
}
