/* goodhelo: see goodhelo.h. */
#include "input/goodhelo.h"

#include "base/control.h"

#include <stdio.h>
#include <string.h>

/* `192.0.2.` of tcprules, as a network: one to three octets, each followed by a dot. */
static bool is_dotted_start(struct prefix *p, const char *line, size_t len)
{
	char text[IPADDR_TEXT];
	unsigned octets = 0;

	for (size_t i = 0; i < len; i++)
		octets += line[i] == '.';
	if (len == 0 || line[len - 1] != '.' || octets > 3)
		return false;
	snprintf(text, sizeof(text), "%.*s%s/%u", (int)len, line,
		 octets == 1   ? "0.0.0"
		 : octets == 2 ? "0.0"
			       : "0",
		 octets * 8);
	return len < 16 && prefix_parse(p, text, strlen(text)) == PREFIX_OK;
}

/* Why a line can match neither a HELO nor a client; NULL if it can. */
static const char *impossible(const char *line, size_t len)
{
	if (memchr(line, ',', len) != NULL || memchr(line, ' ', len) != NULL ||
	    memchr(line, '\t', len) != NULL)
		return "one entry per line; line skipped";
	if (memchr(line, '@', len) != NULL)
		return "a HELO has no \"@\"; line skipped";
	if (memchr(line, '*', len) != NULL)
		return "\"*\" stands only in \"*.domain\"; line skipped";
	if (memchr(line, '/', len) != NULL || strspn(line, "0123456789.-") == len)
		return "not a name, address or network; line skipped";
	return NULL;
}

static bool matches(struct control *file, const char *line, size_t len, const struct session *s)
{
	const bool star = len > 2 && line[0] == '*' && line[1] == '.';
	const char *problem;
	struct prefix p;

	if (prefix_parse(&p, line, len) != PREFIX_BAD || is_dotted_start(&p, line, len))
		return prefix_contains(&p, &s->client);
	problem = impossible(line + star, len - star);
	if (problem == NULL)
		return hostname_matches(line + star, len - star, s->helo, s->helo_len);
	control_warn_line(file, line, len, problem);
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
