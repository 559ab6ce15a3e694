/* strlist: see strlist.h. */
#include "base/strlist.h"

#include <stdlib.h>
#include <string.h>

bool strlist_add(struct strlist *list, const char *text)
{
	char *copy = strdup(text);

	if (copy != NULL && list->count == list->room) {
		size_t room = list->room == 0 ? 16 : list->room * 2;
		char **more = reallocarray(list->at, room, sizeof(*more));

		if (more == NULL) {
			free(copy);
			return false;
		}
		list->at = more;
		list->room = room;
	}
	if (copy == NULL)
		return false;
	list->at[list->count++] = copy;
	return true;
}

void strlist_free(struct strlist *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->at[i]);
	free(list->at);
	*list = (struct strlist){0};
}
