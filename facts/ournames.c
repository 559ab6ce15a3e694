/* ournames: see ournames.h. */
#include "facts/ournames.h"

#include "base/control.h"
#include "base/hostname.h"

static bool file_contains(const char *file_name, bool below, const char *name, size_t len,
			  struct log *log)
{
	struct control file;
	bool found = false;
	char *line;
	size_t line_len;

	control_open(&file, log, file_name, "no more names from it count as ours");
	while (!found && (line = control_next(&file, &line_len)) != NULL)
		found = below ? hostname_matches(line, line_len, name, len)
			      : hostname_equal(line, line_len, name, len);
	control_close(&file);
	return found;
}

bool ournames_contain(const char *name, size_t len, struct log *log)
{
	return file_contains("me", false, name, len, log) ||
	       file_contains("locals", false, name, len, log) ||
	       file_contains("rcpthosts", true, name, len, log);
}

void ournames_lint(struct log *log)
{
	ournames_contain("", 0, log); /* matches no line, so all three are read to the end */
}
