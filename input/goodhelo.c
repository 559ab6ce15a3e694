/* goodhelo: see goodhelo.h. */
#include "input/goodhelo.h"

#include "base/control.h"

#include <string.h>

/* A line that is not a network may be a name, or an address literal as a HELO. */
static bool is_name(const char *line, size_t len)
{
	return memchr(line, '/', len) == NULL && memchr(line, ' ', len) == NULL &&
	       memchr(line, '\t', len) == NULL;
}

static bool matches(struct control *file, const char *line, size_t len, const struct session *s)
{
	struct prefix p;

	if (prefix_parse(&p, line, len) != PREFIX_BAD)
		return prefix_contains(&p, &s->client);
	if (is_name(line, len))
		return hostname_matches(line, len, s->helo, s->helo_len);
	control_warn_line(file, line, len, "not a name, address or network; line skipped");
	return false;
}

enum answer goodhelo_welcomes(const struct session *s, struct log *log)
{
	struct control file;
	bool welcome = false;
	char *line;
	size_t len;

	control_open(&file, log, "goodhelo", "no client is denied");
	file.line_consequence = file.consequence; /* it may be the entry */
	while (!welcome && (line = control_next(&file, &len)) != NULL)
		welcome = matches(&file, line, len, s);
	control_close(&file);
	if (welcome)
		return YES;
	return file.state == CONTROL_BAD_LINE || file.state == CONTROL_BROKEN ? UNKNOWN : NO;
}

void goodhelo_lint(struct log *log)
{
	struct session nobody = {.helo = ""};

	goodhelo_welcomes(&nobody, log);
}
