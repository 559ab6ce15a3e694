/*
 * walk: all files in and below a directory, by name (multilog's names are times). Hidden files,
 * FIFOs, devices and sockets in it are skipped; links are followed, but not in circles.
 */
#ifndef REPLAY_READ_WALK_H
#define REPLAY_READ_WALK_H

#include <stdbool.h>
#include <sys/stat.h>

enum walk_for {
	WALK_LOGS,
	WALK_MAIL, /* of a Maildir only cur, new, and Maildirs below it; not its .Folders or tmp */
};

struct walk {
	/* Is given each file; false stops the walk. */
	bool (*file)(void *data, const char *path, const struct stat *st);
	/* Is told what cannot be read, and why. */
	void (*unreadable)(void *data, const char *path, const char *why);
	void *data;
};

/* path itself may be any kind of file. */
void walk(const struct walk *w, const char *path, enum walk_for what);

#endif
