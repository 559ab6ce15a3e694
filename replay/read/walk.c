/* walk: see walk.h. */
#include "replay/read/walk.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Nobody nests directories this deep, except to make trouble. */
#define DEPTH_MAX 32

enum kind {
	LOGS,
	MESSAGES, /* a directory of messages, with more of them below */
	MAILDIR,
	CUR_OR_NEW, /* of a Maildir: messages, nothing below */
	NOTHING
};

struct level {
	enum kind kind;
	struct dirent **names;
	int count, next;
	size_t path_len;
	dev_t dev;
	ino_t ino;
};

struct tree {
	const struct walk *w;
	char path[PATH_MAX];
	struct level levels[DEPTH_MAX];
	int depth;
};

static bool is_directory(const char *path, const char *name)
{
	char whole[PATH_MAX];
	struct stat st;

	if (snprintf(whole, sizeof(whole), "%s/%s", path, name) >= (int)sizeof(whole))
		return false;
	/* One without permission is entered too, which fails and is reported. */
	return stat(whole, &st) == 0 ? S_ISDIR(st.st_mode) : errno == EACCES;
}

static bool is_maildir(const char *path)
{
	return is_directory(path, "cur") || is_directory(path, "new");
}

/* What kind a directory with this name and path is, inside one of kind in. */
static enum kind kind_of(enum kind in, const char *name, const char *path)
{
	const bool hidden = *name == '.';

	switch (in) {
	case LOGS:
		return hidden ? NOTHING : LOGS;
	case MESSAGES:
		return hidden ? NOTHING : is_maildir(path) ? MAILDIR : MESSAGES;
	case MAILDIR:
		if (strcmp(name, "cur") == 0 || strcmp(name, "new") == 0)
			return CUR_OR_NEW;
		/* Not .Folder (Maildir++): .Spam is not part of somebody's ham. */
		return !hidden && strcmp(name, "tmp") != 0 && is_maildir(path) ? MAILDIR : NOTHING;
	default:
		return NOTHING;
	}
}

static void enter(struct tree *t, enum kind kind, const struct stat *st)
{
	struct level *l = &t->levels[t->depth];

	for (int i = 0; i < t->depth; i++) {
		if (t->levels[i].dev == st->st_dev && t->levels[i].ino == st->st_ino) {
			t->w->unreadable(t->w->data, t->path, "a link to a directory above it");
			return;
		}
	}
	if (t->depth == DEPTH_MAX) {
		t->w->unreadable(t->w->data, t->path, "nested too deeply");
		return;
	}
	*l = (struct level){
		.kind = kind, .path_len = strlen(t->path), .dev = st->st_dev, .ino = st->st_ino};
	l->count = scandir(t->path, &l->names, NULL, alphasort);
	if (l->count < 0)
		t->w->unreadable(t->w->data, t->path, strerror(errno));
	else
		t->depth++;
}

/* t->path is a file to hand on, or a directory to enter. False stops the walk. */
static bool visit(struct tree *t, enum kind in, const char *name)
{
	struct stat st;
	enum kind kind;

	if (stat(t->path, &st) < 0) {
		const int why = errno;

		/* Gone meanwhile (a message moves from new to cur, a log away): not an error. */
		if (lstat(t->path, &st) == 0 || errno != ENOENT)
			t->w->unreadable(t->w->data, t->path, strerror(why));
		return true;
	}
	if (S_ISREG(st.st_mode) && in != MAILDIR && *name != '.')
		return t->w->file(t->w->data, t->path, &st);
	if (S_ISDIR(st.st_mode) && (kind = kind_of(in, name, t->path)) != NOTHING)
		enter(t, kind, &st);
	return true;
}

/* Visits the next name of the deepest directory, or leaves it. False stops the walk. */
static bool step(struct tree *t)
{
	struct level *l = &t->levels[t->depth - 1];
	const char *name;
	size_t len;

	if (l->next == l->count) {
		for (int i = 0; i < l->count; i++)
			free(l->names[i]);
		free((void *)l->names);
		t->depth--;
		return true;
	}
	name = l->names[l->next++]->d_name;
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return true;
	len = (size_t)snprintf(t->path + l->path_len, sizeof(t->path) - l->path_len, "/%s", name);
	if (len < sizeof(t->path) - l->path_len)
		return visit(t, l->kind, name);
	t->w->unreadable(t->w->data, t->path, strerror(ENAMETOOLONG));
	return true;
}

void walk(const struct walk *w, const char *path, enum walk_for what)
{
	struct tree *t = malloc(sizeof(*t));
	struct stat st;
	bool more = true;

	if (t != NULL && strlen(path) >= sizeof(t->path))
		errno = ENAMETOOLONG;
	if (t == NULL || strlen(path) >= sizeof(t->path) || stat(path, &st) < 0) {
		w->unreadable(w->data, path, strerror(errno));
		free(t);
		return;
	}
	t->w = w;
	t->depth = 0;
	memcpy(t->path, path, strlen(path) + 1);
	if (!S_ISDIR(st.st_mode))
		w->file(w->data, path, &st);
	else
		enter(t, what == WALK_LOGS ? LOGS : is_maildir(path) ? MAILDIR : MESSAGES, &st);
	while (t->depth > 0) {
		/* Stopped: the levels that are left are only freed. */
		if (!more)
			t->levels[t->depth - 1].next = t->levels[t->depth - 1].count;
		more = step(t) && more;
	}
	free(t);
}
