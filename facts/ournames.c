/* ournames: see ournames.h. */
#include "facts/ournames.h"

#include "base/control.h"
#include "base/hostname.h"

#include <cdb.h>
#include <ctype.h>
#include <string.h>
#include <unistd.h>

/* Does an entry of a file match a name? */
typedef bool matcher(const char *entry, size_t entry_len, const char *name, size_t len);

/* The same name, or above it. */
static bool covers(const char *entry, size_t entry_len, const char *name, size_t len)
{
	entry_len = hostname_undotted(entry, entry_len);
	len = hostname_undotted(name, len);
	if (entry_len > 0 && entry[0] != '.' && entry_len < len &&
	    name[len - entry_len - 1] == '.') {
		name += len - entry_len;
		len = entry_len;
	}
	return hostname_matches(entry, entry_len, name, len);
}

static const struct ournames_keeper *kept; /* see ournames_keep */

static const char *const file_names[] = {
	[OURNAMES_ME] = "me", [OURNAMES_LOCALS] = "locals", [OURNAMES_RCPTHOSTS] = "rcpthosts"};

static const char consequence[] = "no more names from it count as ours";

static bool file_contains(enum ournames_file which, matcher *matches, const char *name, size_t len,
			  struct log *log)
{
	struct control file;
	bool found = false;
	char *line;
	size_t line_len;

	if (kept != NULL)
		return kept->finds(which, name, len, matches == covers);
	control_open(&file, log, file_names[which], consequence);
	while (!found && (line = control_next(&file, &line_len)) != NULL)
		found = matches(line, line_len, name, len);
	control_close(&file);
	return found;
}

void ournames_keep(const struct ournames_keeper *keeper, struct log *log)
{
	bool remembers = true;

	for (enum ournames_file which = OURNAMES_ME; which <= OURNAMES_RCPTHOSTS; which++) {
		struct control file;
		char *line;
		size_t len;

		control_open(&file, log, file_names[which], consequence);
		while ((line = control_next(&file, &len)) != NULL)
			remembers = keeper->visit(which, line, len) && remembers;
		control_close(&file);
	}
	kept = remembers ? keeper : NULL;
}

/* The name itself, then each parent with the dot before it: the keys that qmail-smtpd looks up. */
static int seek_names(int fd, const char *name, size_t len)
{
	char lower[HOSTNAME_MAX];
	unsigned data_len;
	int found = 0;

	len = hostname_undotted(name, len);
	if (len > sizeof(lower))
		return 0;
	for (size_t i = 0; i < len; i++)
		lower[i] = (char)tolower((unsigned char)name[i]);
	for (size_t i = 0; i < len && found == 0; i++)
		if (i == 0 || lower[i] == '.')
			found = cdb_seek(fd, lower + i, (unsigned)(len - i), &data_len);
	return found;
}

static enum answer cdb_contains(const char *name, size_t len, struct log *log)
{
	static const char file[] = "morercpthosts.cdb";
	bool missing;
	int fd = control_descriptor(log, file, "what is ours is unknown", &missing);
	int found;

	if (fd < 0)
		return missing ? NO : UNKNOWN;
	/*
	 * cdb_seek, unlike cdb_init, needs no mmap: softlimit, and a file that is cut under our
	 * feet.
	 */
	found = seek_names(fd, name, len);
	close(fd);
	if (found < 0)
		log_file(log, "control/%s: not a cdb file, or damaged; what is ours is unknown",
			 file);
	return found > 0 ? YES : found < 0 ? UNKNOWN : NO;
}

enum answer ournames_contain(const char *name, size_t len, struct log *log)
{
	if (file_contains(OURNAMES_ME, hostname_equal, name, len, log) ||
	    file_contains(OURNAMES_LOCALS, hostname_equal, name, len, log) ||
	    file_contains(OURNAMES_RCPTHOSTS, hostname_matches, name, len, log))
		return YES;
	return cdb_contains(name, len, log);
}

bool ournames_cover(const char *name, size_t len, struct log *log)
{
	return file_contains(OURNAMES_ME, covers, name, len, log) ||
	       file_contains(OURNAMES_LOCALS, covers, name, len, log) ||
	       file_contains(OURNAMES_RCPTHOSTS, covers, name, len, log);
}

void ournames_lint(struct log *log)
{
	/* Matches no entry, so all files are read to the end. */
	file_contains(OURNAMES_ME, hostname_equal, "", 0, log);
	file_contains(OURNAMES_LOCALS, hostname_equal, "", 0, log);
	file_contains(OURNAMES_RCPTHOSTS, hostname_equal, "", 0, log);
	cdb_contains("localhost.invalid", sizeof("localhost.invalid") - 1, log);
}
