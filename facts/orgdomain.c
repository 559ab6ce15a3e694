/* orgdomain: see orgdomain.h. */
#include "facts/orgdomain.h"

#include "base/control.h"
#include "base/hostname.h"

#include <ctype.h>
#include <errno.h>
#include <libpsl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define CONSEQUENCE "checks that need it are unknown"

/*
 * Memory that libpsl (0.21.2) takes per byte of a list: 11 for the public one as text; and spare.
 */
#define MEMORY_PER_BYTE 12
#define MEMORY_MORE (256 * 1024UL)

/* struct suffixes is libpsl's list under another name. */
static const psl_ctx_t *psl(const struct suffixes *suffixes)
{
	return (const psl_ctx_t *)suffixes;
}

/*
 * Is there memory to load it? libpsl overwrites its heap in places if memory is out, so it must not
 * come to that.
 */
static bool memory_for(FILE *file)
{
	struct stat st;
	void *room = NULL;

	if (fstat(fileno(file), &st) == 0)
		room = malloc((size_t)st.st_size * MEMORY_PER_BYTE + MEMORY_MORE);
	free(room);
	return room != NULL;
}

/* Loads the file. NULL, with a warning, if it is not a list, or memory is out. */
static psl_ctx_t *load_file(FILE *file, const char *name, struct log *log)
{
	bool memory = memory_for(file);
	psl_ctx_t *list;

	errno = 0;
	list = memory ? psl_load_fp(file) : NULL;
	/* If memory is out, libpsl keeps the half that it has, and does not say so. */
	memory = memory && errno != ENOMEM;
	/* And it accepts any text as a list; but every list has com. */
	if (memory && list != NULL && suffixes_contain((const struct suffixes *)list, "com", 3))
		return list;
	psl_free(list);
	log_file(log, "control/%s: %s; " CONSEQUENCE, name,
		 memory ? "not a public suffix list (\"com\" is not in it)" : "out of memory");
	return NULL;
}

/* Loads the admin's own. NULL if there is none (*exists), or it cannot be used. */
static psl_ctx_t *load_own(bool *exists, struct log *log)
{
	static const char *const names[] = {"public_suffix_list.dafsa", "public_suffix_list.dat"};
	psl_ctx_t *list = NULL;

	*exists = false;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && list == NULL; i++) {
		bool missing;
		FILE *file = control_stream(log, names[i], CONSEQUENCE, &missing);

		*exists = *exists || !missing;
		if (file == NULL)
			continue;
		list = load_file(file, names[i], log);
		fclose(file);
	}
	return list;
}

struct suffixes *suffixes_load(struct log *log)
{
	bool exists;
	psl_ctx_t *list = load_own(&exists, log);

	/*
	 * No substitute for an admin's list: he keeps one because names are missing in the
	 * system's.
	 */
	if (list != NULL || exists)
		return (struct suffixes *)list;
	list = psl_latest(NULL);
	if (list == NULL)
		log_file(log, "no public suffix list found; " CONSEQUENCE);
	return (struct suffixes *)list;
}

void suffixes_free(struct suffixes *suffixes)
{
	psl_free((psl_ctx_t *)suffixes);
}

/* A copy in lower case, as libpsl needs it. False if it is too long for a name. */
static bool lower(char to[HOSTNAME_MAX + 1], const char *name, size_t len)
{
	if (len > HOSTNAME_MAX || memchr(name, '\0', len) != NULL)
		return false;
	for (size_t i = 0; i < len; i++)
		to[i] = (char)tolower((unsigned char)name[i]);
	to[len] = '\0';
	return true;
}

static bool is_suffix(const struct suffixes *suffixes, const char *name)
{
	return psl_is_public_suffix2(psl(suffixes), name, PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) !=
	       0;
}

bool suffixes_contain(const struct suffixes *suffixes, const char *name, size_t len)
{
	char copy[HOSTNAME_MAX + 1];

	return len > 0 && lower(copy, name, len) && is_suffix(suffixes, copy);
}

size_t orgdomain_length(const struct suffixes *suffixes, const char *name, size_t len)
{
	char copy[HOSTNAME_MAX + 1];
	bool below_suffix = false; /* is what follows this label a public suffix? */
	size_t found = 0, end = len, start;

	if (!lower(copy, name, len))
		return 0;
	do {
		const char *dot = memrchr(copy, '.', end);

		start = dot != NULL ? (size_t)(dot - copy) + 1 : 0;
		if (start == end)
			return 0;
		if (below_suffix)
			found = len - start;
		below_suffix = is_suffix(suffixes, copy + start);
		if (below_suffix)
			found = 0; /* all public, unless a label comes before it */
		end = start - 1;
	} while (start > 0);
	return found;
}

bool orgdomain_same(const struct suffixes *suffixes, const char *a, size_t a_len, const char *b,
		    size_t b_len)
{
	size_t a_org = orgdomain_length(suffixes, a, a_len);
	size_t b_org = orgdomain_length(suffixes, b, b_len);

	return a_org > 0 && b_org > 0 &&
	       hostname_equal(a + a_len - a_org, a_org, b + b_len - b_org, b_org);
}
