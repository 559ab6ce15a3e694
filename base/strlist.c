/* strlist: see strlist.h. */
#include "base/strlist.h"

#include <stdlib.h>
#include <string.h>

static bool grow(struct strlist *list)
{
	size_t capacity = list->capacity == 0 ? 16 : list->capacity * 2;
	char **items = reallocarray(list->items, capacity, sizeof(*items));

	if (items == NULL)
		return false;
	list->items = items;
	list->capacity = capacity;
	return true;
}

bool strlist_add_bytes(struct strlist *list, const char *bytes, size_t len)
{
	char *copy;

	if (list->count == list->capacity && !grow(list))
		return false;
	copy = strndup(bytes, len);
	if (copy == NULL)
		return false;
	list->items[list->count++] = copy;
	return true;
}

bool strlist_add(struct strlist *list, const char *text)
{
	return strlist_add_bytes(list, text, strlen(text));
}

void strlist_free(struct strlist *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i]);
	free(list->items);
	*list = (struct strlist){0};
}
