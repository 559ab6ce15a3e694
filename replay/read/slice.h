/*
 * slice: a part of somebody else's text, without a NUL. Functions that take a pointer use the slice
 * as a cursor: they consume its beginning.
 */
#ifndef REPLAY_READ_SLICE_H
#define REPLAY_READ_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct slice {
	const char *bytes; /* NULL: not given */
	size_t len;
};

static inline bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline struct slice slice_text(const char *text)
{
	return (struct slice){text, strlen(text)};
}

/* From start up to, but without, end. */
static inline struct slice slice_of(const char *start, const char *end)
{
	return (struct slice){start, (size_t)(end - start)};
}

/* All but the first n bytes, of which there must be as many. */
static inline struct slice slice_from(struct slice s, size_t n)
{
	return (struct slice){s.bytes + n, s.len - n};
}

static inline bool slice_is(struct slice s, const char *text)
{
	return s.bytes != NULL && s.len == strlen(text) && memcmp(s.bytes, text, s.len) == 0;
}

static inline bool slice_starts(struct slice s, const char *prefix)
{
	return s.len >= strlen(prefix) && memcmp(s.bytes, prefix, strlen(prefix)) == 0;
}

/* Consumes text; false if it does not come next. */
static inline bool slice_accept(struct slice *s, const char *text)
{
	if (!slice_starts(*s, text))
		return false;
	*s = slice_from(*s, strlen(text));
	return true;
}

static inline void slice_skip_blanks(struct slice *s)
{
	while (s->len > 0 && is_blank(*s->bytes))
		*s = slice_from(*s, 1);
}

/* Consumes blanks and the word that follows; an empty one means that there is none left. */
static inline struct slice slice_next_word(struct slice *s)
{
	size_t len = 0;
	struct slice word;

	slice_skip_blanks(s);
	while (len < s->len && !is_blank(s->bytes[len]))
		len++;
	word = (struct slice){s->bytes, len};
	*s = slice_from(*s, len);
	return word;
}

/* Consumes a field and the separator behind it; bytes NULL: none is left. */
static inline struct slice slice_next_field(struct slice *s, char separator)
{
	struct slice field = *s;
	const char *end;

	if (s->len == 0)
		return (struct slice){NULL, 0};
	end = memchr(s->bytes, separator, s->len);
	if (end != NULL)
		field.len = (size_t)(end - s->bytes);
	*s = slice_from(*s, field.len + (end != NULL));
	return field;
}

#endif
