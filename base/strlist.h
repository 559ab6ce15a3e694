/* strlist: a growing list of strings, each a copy. All zero is an empty list. */
#ifndef BASE_STRLIST_H
#define BASE_STRLIST_H

#include <stdbool.h>
#include <stddef.h>

struct strlist {
	char **items; /* each ends with a NUL */
	size_t count, capacity;
};

/* Appends a copy of text. False if memory is out; the list is then unchanged. */
bool strlist_add(struct strlist *list, const char *text);
/* The same for len bytes, which hold no NUL. */
bool strlist_add_bytes(struct strlist *list, const char *bytes, size_t len);

/* Frees all memory; the list is then empty. */
void strlist_free(struct strlist *list);

#endif
