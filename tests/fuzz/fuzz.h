/*
 * fuzz: what the fuzz targets share: how a property fails, the records of an input, and a stage: a qmail
 * home of the target's own, with what is written to standard output and error caught.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Does it hold? If not, says so and ends the program, which libFuzzer then takes for a crash. */
#define HOLDS(property)                                                                            \
	do {                                                                                       \
		if (!(property))                                                                   \
			fuzz_broken(__FILE__, __LINE__, #property);                                \
	} while (0)

_Noreturn void fuzz_broken(const char *file, int line, const char *property);

/*
 * An input of records, each from a `=` at the beginning of a line to the next: the name, one blank or LF,
 * and the value. So it can be read, and what is cut out of one input makes sense in another:
 *
 *	=SMTPHELOHOST mail.example.com
 *	=moreipme
 *	192.0.2.0/24
 */
#define RECORDS_MAX 32

struct record {
	const char *name;
	char *value; /* a NUL stands behind it; memory of its own, so that a step beyond is seen */
	size_t len;
};

struct records {
	size_t count;
	struct record at[RECORDS_MAX];
};

/* Takes the records whose name is among names (ended by NULL); of two with one name the first. */
void records_read(struct records *r, const char *const *names, const uint8_t *data, size_t size);
const struct record *records_find(const struct records *r, const char *name);
/* NULL where there is none: the value as an environment has it, cut at its first NUL. */
const char *records_text(const struct records *r, const char *name);
void records_free(struct records *r);

/*
 * The working directory is the home from stage_enter to stage_leave, and descriptors 1 and 2 are caught.
 * stage_files writes control/NAME for each of names that has a record, and removes the others.
 */
void stage_enter(void);
void stage_files(const struct records *r, const char *const *names);
void stage_leave(void);

/* What was written since stage_enter, a NUL behind it; until the next call. *len without the NUL. */
const char *stage_output(size_t *len);
const char *stage_log(size_t *len);

/* Is text (len bytes) made of lines of the log: prefix, printable, LF, at most LOG_LINE bytes each? */
void log_is_well_formed(const char *text, size_t len);

#endif
