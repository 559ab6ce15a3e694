/* input: see input.h. */
#include "replay/read/input.h"

#include "replay/read/logline.h"
#include "replay/read/received.h"
#include "replay/read/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* One read; a line that does not fit is none of ours, which are 4 KB at most. */
#define BUFFER 65536
/* By which a compressed file and an mbox are known. */
#define MAGIC 10

/* One call of input_logs or input_messages. */
struct run {
	struct input *in;
	enum sample_source source; /* of messages */
	uint64_t done, total;	   /* bytes */
	bool refused;		   /* take said so */
};

/* ---- what is told, and counted ---- */

/* The bytes of a file's name or of a line that a terminal may see; cut to fit. */
static const char *shown(char *to, size_t size, const char *from, size_t len)
{
	size_t i;

	for (i = 0; i < len && i < size - 1; i++)
		to[i] = (char)(from[i] >= ' ' && from[i] <= '~' ? from[i] : '?');
	to[i] = '\0';
	return to;
}

static void cannot_read(void *data, const char *path, const char *why)
{
	struct run *run = data;
	char name[512];

	run->in->intake->unreadable_files++;
	fprintf(stderr, "heloreplay: %s: %s, not read\n",
		shown(name, sizeof(name), path, strlen(path)), why);
}

/* Counts a line or, line 0, a message that should have held a HELO; the first few are kept. */
static void unreadable(const struct run *run, const char *path, uint64_t line, const char *text,
		       size_t len)
{
	struct intake *intake = run->in->intake;
	const uint64_t n = intake->unreadable++;
	const size_t path_len = strlen(path);
	/* Of a long path its end tells more, and the line must stay. */
	const size_t skip = path_len > 200 ? path_len - 200 : 0;
	char name[208];

	if (n >= UNREADABLE_MAX)
		return;
	shown(name, sizeof(name), path + skip, path_len - skip);
	if (line > 0)
		snprintf(intake->first[n].where, sizeof(intake->first[n].where), "%s line %llu",
			 name, (unsigned long long)line);
	else
		snprintf(intake->first[n].where, sizeof(intake->first[n].where), "%s", name);
	shown(intake->first[n].text, sizeof(intake->first[n].text), text, len);
}

static bool is_stopped(const struct run *run)
{
	if (run->in->stopped == NULL || *run->in->stopped == 0)
		return false;
	run->in->intake->stopped = true;
	return true;
}

static void advance(struct run *run, uint64_t bytes)
{
	run->done += bytes;
	if (run->in->progress != NULL)
		run->in->progress(run->in->data, run->done, run->total);
}

/* Is it compressed, or an mbox? What to do then; NULL: it is not. */
static const char *other_format(const char *start, size_t len)
{
	static const struct {
		const char *magic;
		size_t len;
		const char *what;
	} formats[] = {
		{"\x1f\x8b", 2, "compressed (zcat FILE | heloreplay -)"},
		{"\x1f\x9d", 2, "compressed (zcat FILE | heloreplay -)"},
		{"\xfd\x37zXZ\0", 6, "compressed (xzcat FILE | heloreplay -)"},
		{"BZh", 3, "compressed (bzcat FILE | heloreplay -)"},
		{"\x28\xb5\x2f\xfd", 4, "compressed (zstdcat FILE | heloreplay -)"},
		{"\x04\x22\x4d\x18", 4, "compressed (lz4cat FILE | heloreplay -)"},
	};

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (len >= formats[i].len && memcmp(start, formats[i].magic, formats[i].len) == 0 &&
		    /* a line may begin with these three letters: a digit and pi follow */
		    (*start != 'B' ||
		     (len >= 10 && memcmp(start + 4, "\x31\x41\x59\x26\x53\x59", 6) == 0)))
			return formats[i].what;
	return NULL;
}

/* ---- logs ---- */

struct log_reader {
	struct run *run;
	const char *name;
	int fd;
	uint64_t line;
	struct calendar calendar;
	char buffer[BUFFER];
	size_t at, end;
	bool over_long; /* in a line whose beginning was thrown away */
};

/* Hands one line on; false: take said so. */
static bool read_line(struct log_reader *r, const char *line, size_t len, bool whole)
{
	struct run *run = r->run;
	struct sample s;

	r->line++;
	run->in->intake->lines++;
	switch (logline_parse(&s, line, len, &r->calendar)) {
	case LINE_SAMPLE:
		if (whole) {
			run->refused = !run->in->take(run->in->data, &s);
			return !run->refused;
		}
		unreadable(run, r->name, r->line, line, len);
		break;
	case LINE_UNREADABLE:
		unreadable(run, r->name, r->line, line, len);
		break;
	case LINE_OTHER:
		break;
	}
	return true;
}

/* Hands on all lines that the buffer holds whole. False: no more of them. */
static bool read_lines(struct log_reader *r)
{
	while (r->at < r->end) {
		const char *start = r->buffer + r->at;
		const char *lf = memchr(start, '\n', r->end - r->at);

		if (is_stopped(r->run))
			return false;
		if (lf == NULL)
			break;
		r->at += (size_t)(lf - start) + 1;
		if (!r->over_long && !read_line(r, start, (size_t)(lf - start), true))
			return false;
		r->over_long = false;
	}
	if (r->at > 0) {
		memmove(r->buffer, r->buffer + r->at, r->end - r->at);
	} else if (r->end == BUFFER) {
		if (!r->over_long && !read_line(r, r->buffer, r->end, false))
			return false;
		r->over_long = true;
		r->at = r->end;
	}
	r->end -= r->at;
	r->at = 0;
	return true;
}

/* Reads more; 0: the end, -1: stopped, or it cannot be read. */
static ssize_t fill(struct log_reader *r)
{
	ssize_t got;

	do {
		if (is_stopped(r->run))
			return -1;
		got = read(r->fd, r->buffer + r->end, BUFFER - r->end);
	} while (got < 0 && errno == EINTR);
	if (got < 0) {
		cannot_read(r->run, r->name, strerror(errno));
		return -1;
	}
	r->end += (size_t)got;
	advance(r->run, (uint64_t)got);
	return got;
}

static void read_log(struct run *run, int fd, const char *name)
{
	struct log_reader r = {.run = run, .name = name, .fd = fd};
	const char *other;
	struct stat st;
	ssize_t got;

	/* Dates without a year are of the time before the last line was written. */
	calendar_init(&r.calendar,
		      fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? st.st_mtime : time(NULL));
	do
		got = fill(&r);
	while (got > 0 && r.end < MAGIC);
	other = other_format(r.buffer, r.end);
	if (other != NULL) {
		cannot_read(run, name, other);
		return;
	}
	while (got > 0 && read_lines(&r))
		got = fill(&r);
	if (got != 0 || r.end == 0)
		return;
	if (read_lines(&r) && r.end > 0 && !r.over_long)
		read_line(&r, r.buffer, r.end, true); /* the last line may lack its LF */
}

/* O_NONBLOCK: a file in a directory may have become a FIFO; one that was named is waited for. */
static int open_file(struct run *run, const char *path, const struct stat *st)
{
	const int flags = O_RDONLY | O_NOCTTY | O_CLOEXEC | (S_ISREG(st->st_mode) ? O_NONBLOCK : 0);
	int fd;

	do
		fd = is_stopped(run) ? -2 : open(path, flags);
	while (fd == -1 && errno == EINTR);
	if (fd == -1)
		cannot_read(run, path, strerror(errno));
	return fd;
}

static bool one_log(void *data, const char *path, const struct stat *st)
{
	struct run *run = data;
	const int fd = open_file(run, path, st);

	if (fd >= 0) {
		read_log(run, fd, path);
		close(fd);
	}
	return !run->refused && !is_stopped(run);
}

/* ---- messages ---- */

static void read_message(struct run *run, FILE *message, const char *path)
{
	struct received_buffer buffer;
	struct sample s;

	run->in->intake->messages++;
	switch (received_read(&s, message, &buffer)) {
	case RECEIVED_SAMPLE:
		s.source = run->source;
		run->refused = !run->in->take(run->in->data, &s);
		break;
	case RECEIVED_UNREADABLE:
		unreadable(run, path, 0, buffer.bytes, buffer.len);
		break;
	case RECEIVED_NONE:
		break;
	}
}

/* Why a file is no message that can be read; NULL: it may be one. */
static const char *no_message(int fd)
{
	char start[MAGIC];
	const ssize_t got = pread(fd, start, sizeof(start), 0);

	if (got < 0)
		return errno == ESPIPE ? NULL : strerror(errno);
	if (got >= 5 && memcmp(start, "From ", 5) == 0)
		return "an mbox, to be split into a Maildir first";
	return other_format(start, (size_t)got) != NULL ? "compressed" : NULL;
}

static bool one_message(void *data, const char *path, const struct stat *st)
{
	struct run *run = data;
	const int fd = open_file(run, path, st);
	const char *why = fd >= 0 ? no_message(fd) : NULL;
	FILE *message = fd >= 0 && why == NULL ? fdopen(fd, "r") : NULL;

	if (message != NULL) {
		read_message(run, message, path);
		fclose(message);
	} else if (fd >= 0) {
		cannot_read(run, path, why != NULL ? why : strerror(errno));
		close(fd);
	}
	advance(run, S_ISREG(st->st_mode) ? (uint64_t)st->st_size : 0);
	return !run->refused && !is_stopped(run);
}

/* ---- both ---- */

static bool add_size(void *data, const char *path, const struct stat *st)
{
	struct run *run = data;

	(void)path;
	if (S_ISREG(st->st_mode))
		run->total += (uint64_t)st->st_size;
	return !is_stopped(run);
}

/* What cannot be read is told when its turn comes. */
static void say_nothing(void *data, const char *path, const char *why)
{
	(void)data;
	(void)path;
	(void)why;
}

static bool read_all(struct run *run, const char *path, enum walk_for what)
{
	const struct walk sizes = {.file = add_size, .unreadable = say_nothing, .data = run};
	const struct walk all = {.file = what == WALK_LOGS ? one_log : one_message,
				 .unreadable = cannot_read,
				 .data = run};

	if (run->in->progress != NULL)
		walk(&sizes, path, what);
	if (!is_stopped(run))
		walk(&all, path, what);
	return !run->refused;
}

bool input_logs(struct input *in, const char *path)
{
	struct run run = {.in = in};
	struct stat st;

	if (strcmp(path, "-") != 0)
		return read_all(&run, path, WALK_LOGS);
	if (fstat(STDIN_FILENO, &st) == 0)
		add_size(&run, path, &st);
	if (!is_stopped(&run))
		read_log(&run, STDIN_FILENO, "standard input");
	return !run.refused;
}

bool input_messages(struct input *in, const char *path, enum sample_source source)
{
	struct run run = {.in = in, .source = source};

	return read_all(&run, path, WALK_MESSAGES);
}
