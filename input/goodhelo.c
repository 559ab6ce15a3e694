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

/* A network: *name becomes NULL. A name: hostname_matches takes it. False: neither. */
static bool parse_entry(struct prefix *p, const char **name, size_t *len, struct control *file)
{
	const char *line = *name;
	const bool star = *len > 2 && line[0] == '*' && line[1] == '.';
	const char *problem;

	if (prefix_parse(p, line, *len) != PREFIX_BAD || is_dotted_start(p, line, *len)) {
		*name = NULL;
		return true;
	}
	*name += star;
	*len -= star;
	problem = impossible(*name, *len);
	if (problem != NULL)
		control_warn_line(file, line, *len + star, problem);
	return problem == NULL;
}

enum answer goodhelo_each(bool (*visit)(void *data, const struct prefix *p, const char *name,
					size_t len),
			  void *data, struct log *log)
{
	struct control file;
	bool more = true;
	const char *name;
	size_t len;

	control_open(&file, log, "goodhelo", "no client is denied");
	file.line_consequence = file.consequence; /* it may be the entry */
	while (more && (name = control_next(&file, &len)) != NULL) {
		struct prefix p;

		if (parse_entry(&p, &name, &len, &file))
			more = visit(data, name == NULL ? &p : NULL, name, len);
	}
	control_close(&file);
	return file.state == CONTROL_BAD_LINE || file.state == CONTROL_BROKEN ? UNKNOWN : NO;
}

struct guest {
	const struct session *session;
	bool welcome;
};

static bool greet(void *data, const struct prefix *p, const char *name, size_t len)
{
	struct guest *guest = data;
	const struct session *s = guest->session;

	guest->welcome = p != NULL ? prefix_contains(p, &s->client)
				   : hostname_matches(name, len, s->helo, s->helo_len);
	return !guest->welcome;
}

enum answer goodhelo_welcomes(const struct session *s, struct log *log)
{
	struct guest guest = {.session = s};
	const enum answer otherwise = goodhelo_each(greet, &guest, log);

	return guest.welcome ? YES : otherwise;
}

void goodhelo_lint(struct log *log)
{
	struct session nobody = {.helo = ""};

	goodhelo_welcomes(&nobody, log);
}
