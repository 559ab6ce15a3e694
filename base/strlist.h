/* strlist: a growing list of texts, each a copy of its own. All zero is an empty list. */
#ifndef BASE_STRLIST_H
#define BASE_STRLIST_H

#include <stdbool.h>
#include <stddef.h>

struct strlist {
	char **at; /* each ends with a NUL */
	size_t count, room;
};

/* Puts a copy of text at the end; false without memory, and then the list is as it was. */
bool strlist_add(struct strlist *list, const char *text);

/* Gives all memory back; the list is empty then. */
void strlist_free(struct strlist *list);

#endif
