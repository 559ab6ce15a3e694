/*
 * fuzz: what the fuzz targets share: assertions, inputs made of records, and a stage: a qmail home
 * of their own, where standard output and error are caught.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An assertion: if it does not hold, prints it and aborts, which libFuzzer reports as a crash. */
#define HOLDS(property)                                                                            \
	do {                                                                                       \
		if (!(property))                                                                   \
			fuzz_broken(__FILE__, __LINE__, #property);                                \
	} while (0)

_Noreturn void fuzz_broken(const char *file, int line, const char *property);

/*
 * An input made of records. Each starts with a `=` at the start of a line: a name, one blank or LF,
 * and the value. So people can read it, and pieces of one input make sense in another:
 *
 *	=SMTPHELOHOST mail.example.com
 *	=moreipme
 *	192.0.2.0/24
 */
#define RECORDS_MAX 32

struct record {
	const char *name;
	char *value; /* ends with a NUL; has its own memory, so that reading past it is seen */
	size_t len;
};

struct records {
	size_t count;
	struct record at[RECORDS_MAX];
};

/* Reads the records whose names are in names (which ends with NULL); the first of each. */
void records_read(struct records *r, const char *const *names, const uint8_t *data, size_t size);
const struct record *records_find(const struct records *r, const char *name);
/* As the environment would have it, cut at its first NUL; NULL if there is none. */
const char *records_text(const struct records *r, const char *name);
void records_free(struct records *r);

/*
 * From stage_enter to stage_leave the home is the working directory, and descriptors 1 and 2 are
 * caught. stage_files writes control/NAME for each of names that has a record, and removes the
 * others.
 */
void stage_enter(void);
void stage_files(const struct records *r, const char *const *names);
void stage_leave(void);

/* What was written since stage_enter, with a NUL, until the next call. *len does not count it. */
const char *stage_output(size_t *len);
const char *stage_log(size_t *len);

/* HOLDS that text is log lines: prefix, printable text, LF, at most LOG_LINE bytes each. */
void log_is_well_formed(const char *text, size_t len);

#endif
