/* received: see received.h. */
#include "replay/read/received.h"

#include "base/ipaddr.h"
#include "replay/read/timestamp.h"

#include <string.h>
#include <strings.h>

/* A header is a few KB; what is longer than this is none, or meant to keep us busy. */
#define HEADER_MAX 65536

/* ---- header by header ---- */

struct header {
	FILE *message;
	size_t left; /* bytes that may still be read */
	bool cut;    /* it did not fit the buffer */
};

static int next_byte(struct header *h)
{
	if (h->left == 0)
		return EOF;
	h->left--;
	return getc_unlocked(h->message);
}

/* Reads a line without its end to the end of the buffer; false: there is none. */
static bool append_line(struct header *h, struct received_buffer *b)
{
	const size_t start = b->len;
	int c = next_byte(h);
	const bool any = c != EOF;

	for (; c != EOF && c != '\n'; c = next_byte(h)) {
		if (b->len < sizeof(b->at))
			b->at[b->len++] = (char)c;
		else
			h->cut = true;
	}
	if (b->len > start && b->at[b->len - 1] == '\r')
		b->len--;
	return any;
}

/* The next header with its continuation lines; false: an empty line, or the end. */
static bool next_header(struct header *h, struct received_buffer *b)
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
		if ((c != ' ' && c != '\t') || !append_line(h, b))
			return true;
	}
}

/* ---- the one that qmail wrote ---- */

struct reader {
	const char *at, *end;
};

static bool take(struct reader *r, const char *word)
{
	const size_t len = strlen(word);

	if ((size_t)(r->end - r->at) < len || memcmp(r->at, word, len) != 0)
		return false;
	r->at += len;
	return true;
}

static void skip_blanks(struct reader *r)
{
	while (r->at < r->end && (*r->at == ' ' || *r->at == '\t'))
		r->at++;
}

/* What qmail lets through; all else is a `?`. Some versions let brackets and underscores through too. */
static bool is_safe(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c != '\0' && strchr(".@%+/=:-?[]_", c) != NULL);
}

/* The safe bytes from here on; none may be there. */
static struct text safe_word(struct reader *r)
{
	struct text word = {r->at, 0};

	while (r->at < r->end && is_safe(*r->at))
		r->at++;
	word.len = (size_t)(r->at - word.at);
	return word;
}

struct parts {
	struct text name, helo, ip; /* helo at NULL: as name; ip without INFO@ */
	struct text by;		    /* from `with ` to the end */
};

/* Is it in qmail's form? Nobody else's has both brackets like this, and no blanks in the second. */
static bool read_parts(struct parts *p, struct text header)
{
	struct reader r = {header.at, header.at + header.len};
	const char *info;

	*p = (struct parts){.helo = {NULL, 0}};
	if (!take(&r, "Received: from "))
		return false;
	p->name = safe_word(&r);
	if (take(&r, " (HELO ")) {
		p->helo = safe_word(&r);
		if (!take(&r, ")"))
			return false;
	}
	if (!take(&r, " ("))
		return false;
	p->ip = safe_word(&r);
	info = memrchr(p->ip.at, '@', p->ip.len);
	if (info != NULL)
		p->ip = (struct text){info + 1, p->ip.len - (size_t)(info + 1 - p->ip.at)};
	if (!take(&r, ")"))
		return false;
	skip_blanks(&r);
	if (!take(&r, "by ") || safe_word(&r).len == 0 || !take(&r, " with "))
		return false;
	p->by = (struct text){r.at, (size_t)(r.end - r.at)};
	return memchr(r.at, ';', p->by.len) != NULL;
}

/* RFC 3848: ESMTPA, ESMTPSA; and UTF8SMTPA, UTF8SMTPSA (RFC 6531). */
static bool is_authenticated(struct text by)
{
	const char *end = memchr(by.at, ';', by.len);
	const char *at = by.at;

	while (at < end) {
		const char *blank = memchr(at, ' ', (size_t)(end - at));
		const char *stop = blank != NULL ? blank : end;

		if (stop - at >= 6 && stop[-1] == 'A' &&
		    (memcmp(at, "ESMTP", 5) == 0 || memcmp(at, "UTF8S", 5) == 0))
			return true;
		at = stop + 1;
	}
	return false;
}

/* The date behind the last `; `. */
static void read_date(int64_t *time, struct text header)
{
	const char *semicolon = memrchr(header.at, ';', header.len);
	int64_t read;

	if (semicolon != NULL &&
	    timestamp_read_mail(&read, semicolon + 1,
				header.len - (size_t)(semicolon + 1 - header.at)))
		*time = read;
}

/* Makes `?1.2.3.4?`, in the buffer, a literal again. False: there is a `?` in it, and what it was nobody knows. */
static bool restore_literal(struct received_buffer *b, const struct text *helo)
{
	char *at = b->at + (helo->at - b->at);
	const char *tag = "IPv6:";
	size_t inside = 1;
	struct ipaddr ip;

	if (memchr(helo->at, '?', helo->len) == NULL)
		return true;
	if (helo->len < 3 || at[0] != '?' || at[helo->len - 1] != '?')
		return false;
	if (helo->len > strlen(tag) + 2 && strncasecmp(at + 1, tag, strlen(tag)) == 0)
		inside += strlen(tag);
	if (!ipaddr_parse(&ip, at + inside, helo->len - inside - 1))
		return false;
	at[0] = '[';
	at[helo->len - 1] = ']';
	return true;
}

static bool is(struct text t, const char *word)
{
	return t.len == strlen(word) && memcmp(t.at, word, t.len) == 0;
}

static enum received read_sample(struct sample *s, struct received_buffer *b, const struct parts *p)
{
	s->helo = p->helo.at != NULL ? p->helo : p->name;
	s->ip = p->ip;
	/* A name with a `?` is not the one it was. */
	if (!is(p->name, "unknown") && memchr(p->name.at, '?', p->name.len) == NULL)
		s->reverse = p->name;
	if (p->helo.at == NULL && (p->name.len == 0 || is(p->name, "unknown")))
		return RECEIVED_UNREADABLE;
	return restore_literal(b, &s->helo) ? RECEIVED_SAMPLE : RECEIVED_UNREADABLE;
}

/* One that is too long to be seen whole, but begins as qmail's do: what is below it may be forged. */
static bool is_cut_short(const struct header *h, struct text header)
{
	struct reader r = {header.at, header.at + header.len};

	if (!h->cut || !take(&r, "Received: from "))
		return false;
	safe_word(&r);
	return take(&r, " (HELO ");
}

enum received received_read(struct sample *s, FILE *message, struct received_buffer *buffer)
{
	struct header h = {.message = message, .left = HEADER_MAX};
	static const char local[] = "Received: (qmail ";

	*s = (struct sample){.time = 0};
	while (next_header(&h, buffer)) {
		const struct text header = {buffer->at, buffer->len};
		struct parts p;
		struct ipaddr ip;

		if (header.len > strlen(local) && memcmp(header.at, local, strlen(local)) == 0)
			read_date(&s->time, header);
		if (is_cut_short(&h, header))
			return RECEIVED_UNREADABLE;
		if (!read_parts(&p, header))
			continue;
		if (is_authenticated(p.by))
			return RECEIVED_NONE;
		if (!ipaddr_parse(&ip, p.ip.at, p.ip.len)) {
			if (is(p.ip, "unknown"))
				return RECEIVED_UNREADABLE;
			if (p.helo.at != NULL || p.ip.len == 0)
				return RECEIVED_NONE;
			continue; /* a comment, of somebody else's */
		}
		read_date(&s->time, header);
		return read_sample(s, buffer, &p);
	}
	return RECEIVED_NONE;
}
