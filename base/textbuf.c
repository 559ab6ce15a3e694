/* textbuf: see textbuf.h. */
#include "base/textbuf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct textbuf textbuf_in(char *to, size_t size)
{
	to[0] = '\0';
	return (struct textbuf){.text = to, .capacity = size};
}

void textbuf_add_bytes(struct textbuf *b, const char *bytes, size_t len)
{
	size_t room = b->capacity - 1 - b->len;

	if (len > room) {
		b->truncated = true;
		len = room;
	}
	memcpy(b->text + b->len, bytes, len);
	b->len += len;
	b->text[b->len] = '\0';
}

void textbuf_add(struct textbuf *b, const char *text)
{
	textbuf_add_bytes(b, text, strlen(text));
}

void textbuf_addf(struct textbuf *b, const char *format, ...)
{
	size_t room = b->capacity - b->len;
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(b->text + b->len, room, format, args);
	va_end(args);
	if (len < 0 || (size_t)len >= room)
		b->truncated = true;
	b->len += len < 0 ? 0 : (size_t)len < room ? (size_t)len : room - 1;
	b->text[b->len] = '\0';
}

void textbuf_cut(struct textbuf *b, size_t len)
{
	b->len = len;
	b->text[len] = '\0';
	b->truncated = false;
}
