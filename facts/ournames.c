/* ournames: see ournames.h. */
#include "facts/ournames.h"

#include "base/control.h"
#include "base/hostname.h"

static bool file_holds(const char *file_name, bool below, const char *name, size_t len,
		       struct log *log)
{
	struct control file;
	bool held = false;
	char *line;
	size_t line_len;

	control_open(&file, log, file_name, "no (further) name of it counts as ours");
	while (!held && (line = control_next(&file, &line_len)) != NULL)
		held = below ? hostname_matches(line, line_len, name, len)
			     : hostname_equal(line, line_len, name, len);
	control_close(&file);
	return held;
}

bool ournames_hold(const char *name, size_t len, struct log *log)
{
	return file_holds("me", false, name, len, log) ||
	       file_holds("locals", false, name, len, log) ||
	       file_holds("rcpthosts", true, name, len, log);
}

void ournames_lint(struct log *log)
{
	ournames_hold("", 0, log); /* matches no line, so all of all three is read */
}
