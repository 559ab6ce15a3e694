/* control: see control.h. */
#include "base/control.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void control_give_up(struct control *c, const char *why)
{
	log_file(c->log, "%s: %s; %s", c->path, why, c->consequence);
	control_close(c);
	c->at = c->end = 0;
	c->over_long = false;
	c->state = CONTROL_BROKEN;
}

static int open_file(const char *path)
{
	/* O_NONBLOCK: opening a FIFO must not wait for its writer. */
	return open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

void control_open(struct control *c, struct log *log, const char *name, const char *consequence)
{
	struct stat st;

	c->log = log;
	c->consequence = consequence;
	c->line_consequence = "line skipped";
	c->state = CONTROL_WHOLE;
	c->line = c->shown = 0;
	c->over_long = false;
	c->taken = c->at = c->end = 0;
	snprintf(c->where, sizeof(c->where), QMAIL_HOME "/control/%s", name);
	c->path = strchr(name, '/') != NULL ? name : c->where + strlen(QMAIL_HOME "/");
	c->fd = open_file(c->path);
	if (c->fd < 0 && errno == ENOENT && c->path != name && stat("control", &st) < 0 &&
	    errno == ENOENT) {
		c->path = c->where;
		c->fd = open_file(c->path);
	}
	if (c->fd < 0 && errno == ENOENT)
		c->state = CONTROL_MISSING;
	else if (c->fd < 0 || fstat(c->fd, &st) < 0)
		control_give_up(c, strerror(errno));
	else if (!S_ISREG(st.st_mode))
		control_give_up(c, "not a regular file");
}

int control_descriptor(struct log *log, const char *name, const char *consequence, bool *missing)
{
	struct control c;

	control_open(&c, log, name, consequence);
	*missing = c.state == CONTROL_MISSING;
	return c.fd;
}

FILE *control_stream(struct log *log, const char *name, const char *consequence, bool *missing)
{
	struct control c;
	struct stat st;
	FILE *stream = NULL;

	control_open(&c, log, name, consequence);
	*missing = c.state == CONTROL_MISSING;
	if (c.fd < 0)
		return NULL;
	if (fstat(c.fd, &st) < 0 || st.st_size > (off_t)CONTROL_FILE_MAX)
		control_give_up(&c, "longer than 16 MB");
	else if ((stream = fdopen(c.fd, "r")) == NULL)
		control_give_up(&c, strerror(errno));
	return stream;
}

/* Reads more into the buffer. False at the end of the file, or if it cannot be read further. */
static bool fill(struct control *c)
{
	ssize_t got;

	memmove(c->buffer, c->buffer + c->at, c->end - c->at);
	c->end -= c->at;
	c->at = 0;
	do
		got = read(c->fd, c->buffer + c->end, CONTROL_LINE - c->end);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		control_give_up(c, strerror(errno));
	if (got <= 0)
		return false;
	c->end += (size_t)got;
	c->taken += (size_t)got;
	if (c->taken > CONTROL_FILE_MAX)
		control_give_up(c, "longer than 16 MB, the rest is ignored");
	return c->taken <= CONTROL_FILE_MAX;
}

static void unreadable_line(struct control *c, const char *text, size_t len, const char *problem)
{
	char whole[128];

	snprintf(whole, sizeof(whole), "%s; %s", problem, c->line_consequence);
	control_bad_line(c, text, len, whole);
	c->gap = true;
}

/* The next line as it is in the file, without its LF; NULL at the end. */
static char *raw_line(struct control *c, size_t *len)
{
	for (;;) {
		char *start = c->buffer + c->at;
		char *lf = memchr(start, '\n', c->end - c->at);
		bool last = false;

		if (lf == NULL && c->end - c->at == CONTROL_LINE) {
			if (!c->over_long)
				memcpy(c->long_line, start, PRINTABLE_SIZE);
			c->over_long = true;
			c->at = c->end;
		}
		if (lf == NULL && fill(c))
			continue;
		start = c->buffer + c->at;
		if (lf == NULL) {
			if (c->at == c->end && !c->over_long)
				return NULL;
			lf = c->buffer + c->end;
			last = true;
		}
		*len = (size_t)(lf - start);
		c->at += *len + (last ? 0 : 1);
		c->line++;
		if (!c->over_long)
			return start;
		c->over_long = false;
		unreadable_line(c, c->long_line, PRINTABLE_SIZE, "too long");
	}
}

static bool is_blank(char b)
{
	return b == ' ' || b == '\t' || b == '\r';
}

/* The byte order mark that some editors put before UTF-8 text, and nobody sees. */
static const char bom[] = "\xef\xbb\xbf";

char *control_next(struct control *c, size_t *len)
{
	char *line;

	c->gap = false;
	if (c->fd < 0)
		return NULL;
	while ((line = raw_line(c, len)) != NULL) {
		const char *comment;

		if (c->line == 1 && *len >= sizeof(bom) - 1 &&
		    memcmp(line, bom, sizeof(bom) - 1) == 0) {
			line += sizeof(bom) - 1;
			*len -= sizeof(bom) - 1;
		}
		comment = memchr(line, '#', *len);

		if (comment != NULL)
			*len = (size_t)(comment - line);
		while (*len > 0 && is_blank(line[*len - 1]))
			--*len;
		for (; *len > 0 && is_blank(*line); line++)
			--*len;
		if (*len == 0) {
			c->gap = true;
			continue;
		}
		if (memchr(line, '\0', *len) == NULL) {
			line[*len] = '\0';
			return line;
		}
		unreadable_line(c, line, *len, "contains a NUL byte");
	}
	return NULL;
}

void control_warn_line(struct control *c, const char *text, size_t len, const char *problem)
{
	char shown[QUOTED_SIZE];

	c->shown++;
	if (c->shown <= CONTROL_WARNINGS || c->log->all_warnings)
		log_file(c->log, "%s line %u: %s: %s", c->path, c->line,
			 printable_quoted(shown, text, len), problem);
	else if (c->shown == CONTROL_WARNINGS + 1)
		log_file(c->log, "%s: more bad lines; helodnscheck -n lists them all", c->path);
}

void control_bad_line(struct control *c, const char *text, size_t len, const char *problem)
{
	if (c->state == CONTROL_WHOLE)
		c->state = CONTROL_BAD_LINE;
	control_warn_line(c, text, len, problem);
}

void control_close(struct control *c)
{
	if (c->fd < 0)
		return;
	close(c->fd);
	c->fd = -1;
	log_debug(c->log, "%s: %u lines read", c->path, c->line);
}
