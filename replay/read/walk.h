/*
 * walk: all files in a directory and below it, in the order of their names (multilog's names are times).
 * Hidden files, FIFOs, devices and sockets in it are passed over; links are followed, but not in a circle.
 */
#ifndef REPLAY_READ_WALK_H
#define REPLAY_READ_WALK_H

#include <stdbool.h>
#include <sys/stat.h>

enum walk_for {
	WALK_LOGS,
	/* Of a Maildir only cur and new, and the Maildirs below it (`.Folder`, Maildir++), tmp never. */
	WALK_MESSAGES,
};

struct walk {
	/* Takes a file; false stops the walk. */
	bool (*file)(void *data, const char *path, const struct stat *st);
	/* Told of what cannot be read, and why. */
	void (*unreadable)(void *data, const char *path, const char *why);
	void *data;
};

/* Walks; path itself may be any kind of file. */
void walk(const struct walk *w, const char *path, enum walk_for what);

#endif
