/*
 * textbuf: builds text in an array of fixed size. Text that does not fit is cut, never written past
 * the end; `truncated` remembers it. The text always ends with a NUL. Depends on nothing.
 */
#ifndef BASE_TEXTBUF_H
#define BASE_TEXTBUF_H

#include <stdbool.h>
#include <stddef.h>

struct textbuf {
	char *text;	 /* the caller's array */
	size_t capacity; /* its size, with room for the NUL; at least 1 */
	size_t len;	 /* bytes in it, without the NUL */
	bool truncated;	 /* some text did not fit */
};

/* An empty text in the array to of size bytes. */
struct textbuf textbuf_in(char *to, size_t size);

void textbuf_add(struct textbuf *b, const char *text);
void textbuf_add_bytes(struct textbuf *b, const char *bytes, size_t len);
void textbuf_addf(struct textbuf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Drops what was added after the text had len bytes, and forgets that it did not fit. */
void textbuf_cut(struct textbuf *b, size_t len);

#endif
