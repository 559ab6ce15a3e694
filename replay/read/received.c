/* received: see received.h. */
#include "replay/read/received.h"

#include "base/ipaddr.h"
#include "replay/read/timestamp.h"

#include <strings.h>

/* A header has a few KB; a longer one is no header, or meant to keep us busy. */
#define HEADER_MAX 65536

/* ---- header fields ---- */

struct header {
	FILE *message;
	size_t left; /* bytes that may still be read */
	bool cut;    /* the field did not fit into the buffer */
};

static int next_byte(struct header *h)
{
	if (h->left == 0)
		return EOF;
	h->left--;
	return getc_unlocked(h->message);
}

/* Appends a line, without its end, to the buffer; false: there is none. */
static bool append_line(struct header *h, struct received_buffer *b)
{
	const size_t start = b->len;
	int c = next_byte(h);
	const bool any = c != EOF;

	for (; c != EOF && c != '\n'; c = next_byte(h)) {
		if (b->len < sizeof(b->bytes))
			b->bytes[b->len++] = (char)c;
		else
			h->cut = true;
	}
	if (b->len > start && b->bytes[b->len - 1] == '\r')
		b->len--;
	return any;
}

/* Reads the next field and its continuation lines; false: an empty line, or the end. */
static bool next_field(struct header *h, struct received_buffer *b)
{
	b->len = 0;
	h->cut = false;
	if (!append_line(h, b) || b->len == 0)
		return false;
	for (;;) {
		const int c = next_byte(h);

		if (c == EOF)
			return true;
		ungetc(c, h->message);
		h->left++;
		if (!is_blank((char)c) || !append_line(h, b))
			return true;
	}
}

/* ---- qmail's own ---- */

/* What qmail lets through, in some versions brackets and underscores too; the rest becomes `?`. */
static bool is_safe(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c != '\0' && strchr(".@%+/=:-?[]_", c) != NULL);
}

/* Consumes all safe bytes that come next; there may be none. */
static struct slice next_safe(struct slice *s)
{
	const char *start = s->bytes;

	while (s->len > 0 && is_safe(*s->bytes))
		*s = slice_from(*s, 1);
	return slice_of(start, s->bytes);
}

struct parts {
	struct slice name, helo, ip; /* helo.bytes NULL: the HELO is the name; ip without INFO@ */
	struct slice by;	     /* who wrote it */
	struct slice with;	     /* from `with ` to the end */
	bool relay;		     /* without `from`: the combined patch hides who it was */
};

/* Consumes a comment in brackets; an envelope sender in it may have brackets of its own. */
static bool skip_comment(struct slice *s)
{
	const char *start = s->bytes, *end;

	if (slice_starts(*s, "(envelope-"))
		end = memmem(start, s->len, ">)", 2);
	else
		end = memchr(start, ')', s->len);
	if (end == NULL)
		return false;
	*s = slice_of(end + (*end == '>' ? 2 : 1), start + s->len);
	return true;
}

/*
 * What stands between the address and `by`: nothing, an envelope sender (qmail-ldap), or a line
 * about TLS (SPAMCONTROL, s/qmail).
 */
static bool skip_to_by(struct slice *s)
{
	for (;;) {
		slice_skip_blanks(s);
		if (slice_accept(s, "by "))
			return true;
		if (s->len > 0 && *s->bytes == '(' ? !skip_comment(s) : slice_next_word(s).len == 0)
			return false;
	}
}

/* `NAME with PROTOCOL; date`. qmail-ldap and indimail name themselves in between. */
static bool parse_by(struct parts *p, struct slice field)
{
	p->by = next_safe(&field);
	if (p->by.len == 0)
		return false;
	slice_skip_blanks(&field);
	if ((slice_starts(field, "(qmail") || slice_starts(field, "(indimail")) &&
	    !skip_comment(&field))
		return false;
	slice_skip_blanks(&field);
	if (!slice_accept(&field, "with "))
		return false;
	p->with = field;
	return memchr(field.bytes, ';', field.len) != NULL;
}

/* The address in `INFO@IP`, `IP` and qmail-ldap's `[IP]`. */
static struct slice address_of(struct slice s)
{
	const char *info = memrchr(s.bytes, '@', s.len);

	if (info != NULL)
		s = slice_of(info + 1, s.bytes + s.len);
	if (s.len > 2 && *s.bytes == '[' && s.bytes[s.len - 1] == ']')
		s = (struct slice){s.bytes + 1, s.len - 2};
	return s;
}

/*
 * Is it in a form of the qmail family? No other program writes both brackets like this, the second
 * without blanks.
 */
static bool parse_parts(struct parts *p, struct slice field)
{
	*p = (struct parts){.helo = {NULL, 0}};
	if (!slice_accept(&field, "Received: "))
		return false;
	if (slice_accept(&field, "from "))
		p->name = next_safe(&field);
	else
		p->relay = slice_starts(field, "(HELO ");
	slice_accept(&field, " ");
	if (slice_accept(&field, "(HELO ")) {
		p->helo = next_safe(&field);
		if (!slice_accept(&field, ") "))
			return false;
	}
	if ((p->name.bytes == NULL && !p->relay) || !slice_accept(&field, "("))
		return false;
	p->ip = address_of(next_safe(&field));
	return slice_accept(&field, ")") && skip_to_by(&field) && parse_by(p, field);
}

/* ESMTPA, ESMTPSA (RFC 3848), UTF8SMTPA, UTF8SMTPSA (RFC 6531). */
static bool is_authenticated(struct slice with)
{
	struct slice protocols = slice_next_field(&with, ';'), word;

	while ((word = slice_next_field(&protocols, ' ')).bytes != NULL)
		if (word.len >= 6 && word.bytes[word.len - 1] == 'A' &&
		    (slice_starts(word, "ESMTP") || slice_starts(word, "UTF8S")))
			return true;
	return false;
}

/* The date after the last `;`; without one, *time stays as it is. */
static void parse_date(int64_t *time, struct slice field)
{
	const char *semicolon = memrchr(field.bytes, ';', field.len);
	struct slice date;
	int64_t parsed;

	if (semicolon == NULL)
		return;
	date = slice_of(semicolon + 1, field.bytes + field.len);
	if (timestamp_parse_mail(&parsed, date.bytes, date.len))
		*time = parsed;
}

/* Turns `?1.2.3.4?`, in the buffer, back into a literal. False: there is another `?`. */
static bool restore_literal(struct received_buffer *b, const struct slice *helo)
{
	char *bytes = b->bytes + (helo->bytes - b->bytes);
	const char *tag = "IPv6:";
	size_t inside = 1;
	struct ipaddr ip;

	if (memchr(bytes, '?', helo->len) == NULL)
		return true;
	if (helo->len < 3 || bytes[0] != '?' || bytes[helo->len - 1] != '?')
		return false;
	if (helo->len > strlen(tag) + 2 && strncasecmp(bytes + 1, tag, strlen(tag)) == 0)
		inside += strlen(tag);
	if (!ipaddr_parse(&ip, bytes + inside, helo->len - inside - 1))
		return false;
	bytes[0] = '[';
	bytes[helo->len - 1] = ']';
	return true;
}

/* Older qmail made a `?` of a trailing blank, too, which is no part of the name. */
static bool restore_helo(struct received_buffer *b, struct slice *helo)
{
	for (;;) {
		if (restore_literal(b, helo))
			return true;
		if (helo->len < 2 || helo->bytes[helo->len - 1] != '?')
			return false;
		helo->len--;
	}
}

static enum received make_sample(struct sample *s, struct received_buffer *b, const struct parts *p)
{
	const bool unknown = slice_is(p->name, "unknown");

	if (p->helo.bytes == NULL && (p->name.len == 0 || unknown))
		return RECEIVED_UNREADABLE;
	s->helo = p->helo.bytes != NULL ? p->helo : p->name;
	s->ip = p->ip;
	/* A `?` stands for a byte that is lost. */
	if (!unknown && memchr(p->name.bytes, '?', p->name.len) == NULL)
		s->reverse = p->name;
	return restore_helo(b, &s->helo) ? RECEIVED_SAMPLE : RECEIVED_UNREADABLE;
}

/* Too long for the buffer, but begins like qmail's: what is below it may be forged. */
static bool is_cut_short(const struct header *h, struct slice field)
{
	if (!h->cut || !slice_accept(&field, "Received: from "))
		return false;
	next_safe(&field);
	return slice_starts(field, " (HELO ");
}

static void keep_stranger(struct received_buffer *b, const struct parts *p)
{
	const size_t len = p->by.len < sizeof(b->stranger) ? p->by.len : sizeof(b->stranger) - 1;

	if (b->stranger[0] != '\0')
		return;
	memcpy(b->stranger, p->by.bytes, len);
	b->stranger[len] = '\0';
}

enum received received_read(struct sample *s, FILE *message, bool (*is_ours)(struct slice by),
			    struct received_buffer *buffer)
{
	struct header h = {.message = message, .left = HEADER_MAX};

	*s = (struct sample){.time = 0};
	buffer->stranger[0] = '\0';
	while (next_field(&h, buffer)) {
		const struct slice field = {buffer->bytes, buffer->len};
		struct parts p;
		struct ipaddr ip;
		bool known;

		if (slice_starts(field, "Received: (qmail ") ||
		    slice_starts(field, "Received: (indimail "))
			parse_date(&s->time, field);
		if (is_cut_short(&h, field))
			return RECEIVED_UNREADABLE;
		if (!parse_parts(&p, field))
			continue;
		known = ipaddr_parse(&ip, p.ip.bytes, p.ip.len) || slice_is(p.ip, "unknown");
		if (!known && p.helo.bytes == NULL && p.ip.len > 0)
			continue; /* another program's comment */
		if (!is_ours(p.by)) {
			keep_stranger(buffer, &p);
			continue;
		}
		if (!known || p.relay || is_authenticated(p.with))
			return RECEIVED_RELAY;
		if (ip.family == FAMILY_NONE)
			return RECEIVED_UNREADABLE;
		parse_date(&s->time, field);
		return make_sample(s, buffer, &p);
	}
	return RECEIVED_NONE;
}
