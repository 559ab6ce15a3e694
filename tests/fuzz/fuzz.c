/* fuzz: see fuzz.h. */
#include "fuzz.h"

#include "base/log.h"

#include <fcntl.h>
#include <sanitizer/common_interface_defs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the stage ---- */

static struct {
	bool ready, entered;
	char home[256];
	int inside, outside;	/* directories */
	int out, err;		/* where output is caught */
	int real_out, real_err; /* what was there before */
	char *out_text, *err_text;
} stage;

/* Exits if result says that what failed. */
static int must(int result, const char *what)
{
	if (result < 0) {
		perror(what);
		_exit(2);
	}
	return result;
}

/* At exit; if it is killed, tests/fuzz/run removes it with its TMPDIR. */
static void remove_home(void)
{
	char command[sizeof(stage.home) + 16];

	snprintf(command, sizeof(command), "rm -rf '%s'", stage.home);
	if (system(command) != 0)
		fprintf(stderr, "%s is left behind\n", stage.home);
}

static void stage_build(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(stage.home, sizeof(stage.home), "%s/helodnscheck-fuzz.XXXXXX",
		 tmp != NULL && *tmp == '/' ? tmp : "/tmp");
	if (mkdtemp(stage.home) == NULL)
		must(-1, stage.home);
	atexit(remove_home);
	stage.outside = must(open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), ".");
	stage.inside = must(open(stage.home, O_RDONLY | O_DIRECTORY | O_CLOEXEC), stage.home);
	must(mkdirat(stage.inside, "control", 0755), "control");
	stage.out = must(memfd_create("output", MFD_CLOEXEC), "memfd_create");
	stage.err = must(memfd_create("log", MFD_CLOEXEC), "memfd_create");
	stage.real_out = must(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 10), "dup");
	stage.real_err = must(fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10), "dup");
	/* Otherwise reports of AddressSanitizer would be caught too. */
	__sanitizer_set_report_fd((void *)(intptr_t)stage.real_err);
	stage.ready = true;
}

void stage_enter(void)
{
	if (!stage.ready)
		stage_build();
	must(ftruncate(stage.out, 0), "ftruncate");
	must(ftruncate(stage.err, 0), "ftruncate");
	lseek(stage.out, 0, SEEK_SET);
	lseek(stage.err, 0, SEEK_SET);
	must(fchdir(stage.inside), "fchdir");
	must(dup2(stage.out, STDOUT_FILENO), "dup2");
	must(dup2(stage.err, STDERR_FILENO), "dup2");
	stage.entered = true;
}

void stage_files(const struct records *r, const char *const *names)
{
	for (; *names != NULL; names++) {
		const struct record *record = records_find(r, *names);
		char path[64];
		int fd;

		snprintf(path, sizeof(path), "control/%s", *names);
		if (record == NULL) {
			unlinkat(stage.inside, path, 0);
			continue;
		}
		fd = must(
			openat(stage.inside, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644),
			path);
		if (write(fd, record->value, record->len) != (ssize_t)record->len)
			must(-1, path);
		close(fd);
	}
}

void stage_leave(void)
{
	if (!stage.entered)
		return;
	stage.entered = false;
	dup2(stage.real_out, STDOUT_FILENO);
	dup2(stage.real_err, STDERR_FILENO);
	must(fchdir(stage.outside), "fchdir");
}

/* A descriptor and its duplicates share one offset: the number of bytes written. */
static const char *caught(int fd, char **text, size_t *len)
{
	*len = (size_t)must((int)lseek(fd, 0, SEEK_CUR), "lseek");
	free(*text);
	*text = malloc(*len + 1);
	if (*text == NULL || pread(fd, *text, *len, 0) != (ssize_t)*len)
		must(-1, "pread");
	(*text)[*len] = '\0';
	return *text;
}

const char *stage_output(size_t *len)
{
	return caught(stage.out, &stage.out_text, len);
}

const char *stage_log(size_t *len)
{
	return caught(stage.err, &stage.err_text, len);
}

_Noreturn void fuzz_broken(const char *file, int line, const char *property)
{
	size_t len;

	stage_leave();
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, property);
	if (stage.ready) {
		fprintf(stderr, "output: %s\n", stage_output(&len));
		fprintf(stderr, "log: %s\n", stage_log(&len));
	}
	abort();
}

void log_is_well_formed(const char *text, size_t len)
{
	static const char prefix[] = "helo-dns-check: ";

	while (len > 0) {
		const char *lf = memchr(text, '\n', len);
		size_t line = lf != NULL ? (size_t)(lf - text) : 0;

		HOLDS(lf != NULL);
		HOLDS(line + 1 <= LOG_LINE);
		HOLDS(line > sizeof(prefix) - 1 && memcmp(text, prefix, sizeof(prefix) - 1) == 0);
		for (size_t i = 0; i < line; i++)
			HOLDS(text[i] >= ' ' && text[i] <= '~');
		text += line + 1;
		len -= line + 1;
	}
}

/* ---- records ---- */

static const char *known_name(const char *const *names, const char *text, size_t len)
{
	for (; *names != NULL; names++)
		if (strlen(*names) == len && memcmp(*names, text, len) == 0)
			return *names;
	return NULL;
}

static void add_record(struct records *r, const char *name, const char *value, size_t len)
{
	char *copy = malloc(len + 1);

	if (copy == NULL)
		must(-1, "malloc");
	memcpy(copy, value, len);
	copy[len] = '\0';
	r->at[r->count++] = (struct record){name, copy, len};
}

void records_read(struct records *r, const char *const *names, const uint8_t *data, size_t size)
{
	const char *at = (const char *)data, *end = at + size;

	r->count = 0;
	while (at < end && r->count < RECORDS_MAX) {
		const char *next = memmem(at, (size_t)(end - at), "\n=", 2);
		const char *stop = next != NULL ? next : end, *behind;
		const char *name;

		if (*at == '=') {
			at++;
			for (behind = at; behind < stop && *behind != ' ' && *behind != '\n';)
				behind++;
			name = known_name(names, at, (size_t)(behind - at));
			behind += behind < stop;
			if (name != NULL && records_find(r, name) == NULL)
				add_record(r, name, behind, (size_t)(stop - behind));
		}
		at = next != NULL ? next + 1 : end;
	}
}

const struct record *records_find(const struct records *r, const char *name)
{
	for (size_t i = 0; i < r->count; i++)
		if (strcmp(r->at[i].name, name) == 0)
			return &r->at[i];
	return NULL;
}

const char *records_text(const struct records *r, const char *name)
{
	const struct record *record = records_find(r, name);

	return record != NULL ? record->value : NULL;
}

void records_free(struct records *r)
{
	for (size_t i = 0; i < r->count; i++)
		free(r->at[i].value);
	r->count = 0;
}
