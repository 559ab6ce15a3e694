/* reader: see reader.h. */
#include "replay/read/reader.h"

#include "replay/read/folded.h"
#include "replay/read/logline.h"
#include "replay/read/received.h"
#include "replay/read/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* A line that does not fit is not ours: the plugin's are at most 4 KB long. */
#define BUFFER_SIZE 65536
/* So many bytes tell a compressed file, or an mbox. */
#define MAGIC_SIZE 10

/* One call of read_logs or read_mail. */
struct run {
	const struct reader *r;
	enum sample_source source; /* of mail */
	uint64_t done, total;	   /* bytes */
	bool refused;		   /* add returned false */
};

static bool is_stopped(const struct run *run)
{
	if (*run->r->stopped)
		run->r->intake->stopped = true;
	return run->r->intake->stopped;
}

static bool add(struct run *run, const struct sample *s)
{
	run->refused = !run->r->add(run->r->data, s);
	return !run->refused;
}

static void advance(struct run *run, uint64_t bytes)
{
	run->done += bytes;
	if (run->r->progress != NULL)
		run->r->progress(run->r->data, run->done, run->total);
}

static void skip_file(void *data, const char *path, const char *why)
{
	intake_skip_file(((struct run *)data)->r->intake, path, why);
}

/* How a file that begins like this is compressed, and what to do about it; NULL: it is not. */
static const char *compression(const char *start, size_t len)
{
	static const struct {
		const char *magic;
		size_t len;
		const char *advice;
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
		    /* A line may begin with BZh; in a file, a digit and pi follow. */
		    (*start != 'B' ||
		     (len >= 10 && memcmp(start + 4, "\x31\x41\x59\x26\x53\x59", 6) == 0)))
			return formats[i].advice;
	return NULL;
}

/* ---- logs ---- */

struct log_reader {
	struct run *run;
	const char *name;
	int fd;
	uint64_t line;
	struct calendar calendar;
	char buffer[BUFFER_SIZE];
	size_t start, end; /* of what is not parsed yet */
	bool over_long;	   /* the beginning of this line was dropped */
	struct folded folded;
};

/* whole: it ends within the buffer. False: add returned false. */
static bool parse_line(struct log_reader *l, struct slice line, uint64_t number, bool whole)
{
	struct sample s;
	const enum line_kind kind = logline_parse(&s, line.bytes, line.len, &l->calendar);

	if (kind == LINE_SAMPLE && whole)
		return add(l->run, &s);
	if (kind != LINE_OTHER)
		intake_add_unreadable(l->run->r->intake, l->name, number, line.bytes, line.len);
	return true;
}

/* The line that splogger folded, if there is one. */
static bool parse_folded(struct log_reader *l)
{
	struct folded *f = &l->folded;
	const bool more = f->len == 0 || parse_line(l, (struct slice){f->text, f->len}, f->line,
						    f->len < FOLDED_MAX);

	folded_end(f);
	return more;
}

static bool read_line(struct log_reader *l, const char *text, size_t len, bool whole)
{
	const struct slice line = {text, len};

	l->line++;
	l->run->r->intake->lines++;
	for (;;) {
		switch (folded_add(&l->folded, line, l->line)) {
		case FOLD_OTHER:
			return parse_line(l, line, l->line, whole);
		case FOLD_TAKEN:
			return true;
		case FOLD_WHOLE:
			return parse_folded(l);
		case FOLD_BEFORE:
			if (!parse_folded(l))
				return false;
			break;
		}
	}
}

/* Reads all whole lines in the buffer. False: no more of them. */
static bool read_lines(struct log_reader *l)
{
	while (l->start < l->end) {
		const char *line = l->buffer + l->start;
		const char *lf = memchr(line, '\n', l->end - l->start);

		if (is_stopped(l->run))
			return false;
		if (lf == NULL)
			break;
		l->start += (size_t)(lf - line) + 1;
		if (!l->over_long && !read_line(l, line, (size_t)(lf - line), true))
			return false;
		l->over_long = false;
	}
	if (l->start > 0) {
		memmove(l->buffer, l->buffer + l->start, l->end - l->start);
	} else if (l->end == BUFFER_SIZE) {
		if (!l->over_long && !read_line(l, l->buffer, l->end, false))
			return false;
		l->over_long = true;
		l->start = l->end;
	}
	l->end -= l->start;
	l->start = 0;
	return true;
}

/* 0: the end of the file; -1: stopped, or a read error. */
static ssize_t fill(struct log_reader *l)
{
	ssize_t got;

	do {
		if (is_stopped(l->run))
			return -1;
		got = read(l->fd, l->buffer + l->end, BUFFER_SIZE - l->end);
	} while (got < 0 && errno == EINTR);
	if (got < 0) {
		skip_file(l->run, l->name, strerror(errno));
		return -1;
	}
	l->end += (size_t)got;
	advance(l->run, (uint64_t)got);
	return got;
}

static void read_log(struct run *run, int fd, const char *name)
{
	struct log_reader l = {.run = run, .name = name, .fd = fd};
	const char *compressed;
	struct stat st;
	ssize_t got;

	/* Dates without a year are from before the last line was written. */
	calendar_init(&l.calendar,
		      fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? st.st_mtime : time(NULL));
	do
		got = fill(&l);
	while (got > 0 && l.end < MAGIC_SIZE);
	compressed = compression(l.buffer, l.end);
	if (compressed != NULL) {
		skip_file(run, name, compressed);
		return;
	}
	while (got > 0 && read_lines(&l))
		got = fill(&l);
	if (got != 0)
		return;
	if (!read_lines(&l))
		return;
	/* The last line may lack its LF. */
	if (l.end == 0 || l.over_long || read_line(&l, l.buffer, l.end, true))
		parse_folded(&l);
}

/*
 * O_NONBLOCK: a file found in a directory may have turned into a FIFO; a FIFO that was named is
 * waited for. -1: stopped, or it cannot be opened.
 */
static int open_file(struct run *run, const char *path, const struct stat *st)
{
	const int flags = O_RDONLY | O_NOCTTY | O_CLOEXEC | (S_ISREG(st->st_mode) ? O_NONBLOCK : 0);
	int fd;

	do {
		if (is_stopped(run))
			return -1;
		fd = open(path, flags);
	} while (fd == -1 && errno == EINTR);
	if (fd == -1)
		skip_file(run, path, strerror(errno));
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

/* ---- mail ---- */

static void read_message(struct run *run, FILE *message, const char *path)
{
	struct received_buffer buffer;
	struct sample s;

	run->r->intake->messages++;
	switch (received_read(&s, message, run->r->is_ours, &buffer)) {
	case RECEIVED_SAMPLE:
		s.source = run->source;
		add(run, &s);
		break;
	case RECEIVED_UNREADABLE:
		intake_add_unreadable(run->r->intake, path, 0, buffer.bytes, buffer.len);
		break;
	case RECEIVED_RELAY:
		run->r->intake->relayed++;
		break;
	case RECEIVED_NONE:
		intake_add_no_header(run->r->intake, buffer.stranger);
		break;
	}
}

/* Why a file cannot be a message; NULL: it may be one. */
static const char *not_a_message(int fd)
{
	char start[MAGIC_SIZE];
	const ssize_t got = pread(fd, start, sizeof(start), 0);

	if (got < 0)
		return errno == ESPIPE ? NULL : strerror(errno);
	if (got >= 5 && memcmp(start, "From ", 5) == 0)
		return "an mbox (split it into a Maildir)";
	return compression(start, (size_t)got) != NULL ? "compressed" : NULL;
}

static bool one_message(void *data, const char *path, const struct stat *st)
{
	struct run *run = data;
	const int fd = open_file(run, path, st);
	const char *why = fd >= 0 ? not_a_message(fd) : NULL;
	FILE *message = fd >= 0 && why == NULL ? fdopen(fd, "r") : NULL;

	if (message != NULL) {
		read_message(run, message, path);
		fclose(message);
	} else if (fd >= 0) {
		skip_file(run, path, why != NULL ? why : strerror(errno));
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

/* The second walk complains. */
static void ignore(void *data, const char *path, const char *why)
{
	(void)data;
	(void)path;
	(void)why;
}

static bool read_path(struct run *run, const char *path, enum walk_for what)
{
	const struct walk sizes = {.file = add_size, .unreadable = ignore, .data = run};
	const struct walk files = {.file = what == WALK_LOGS ? one_log : one_message,
				   .unreadable = skip_file,
				   .data = run};

	if (run->r->progress != NULL)
		walk(&sizes, path, what);
	if (!is_stopped(run))
		walk(&files, path, what);
	return !run->refused;
}

bool read_logs(const struct reader *r, const char *path)
{
	struct run run = {.r = r};
	struct stat st;

	if (strcmp(path, "-") != 0)
		return read_path(&run, path, WALK_LOGS);
	if (fstat(STDIN_FILENO, &st) == 0)
		add_size(&run, path, &st);
	if (!is_stopped(&run))
		read_log(&run, STDIN_FILENO, "standard input");
	return !run.refused;
}

bool read_mail(const struct reader *r, const char *path, enum sample_source source)
{
	struct run run = {.r = r, .source = source};

	return read_path(&run, path, WALK_MAIL);
}
