/* reply: see reply.h. */
#include "output/reply.h"

#include "base/fdwrite.h"
#include "base/textbuf.h"
#include "checks/texts.h"

#include <string.h>
#include <unistd.h>

/* A text, the address once more, HELO_DENY_INFO, and the words around them. */
#define DENIAL_SIZE (TEXTS_SIZE + IPADDR_TEXT + POLICY_INFO_MAX + 100)

/* Adds a line, or nothing if it does not fit. */
static void add_line(struct textbuf *b, const char *head, const char *text)
{
	const size_t len = b->len;

	textbuf_addf(b, "%s%s\n", head, text);
	if (b->truncated)
		textbuf_cut(b, len);
}

static void add_headers(struct textbuf *b, const struct session *s, const struct results *r)
{
	char text[TEXTS_SIZE];

	for (enum check_id id = 0; id < CHECK_COUNT; id++) {
		struct textbuf t = textbuf_in(text, sizeof(text));

		if (r->check[id].outcome != FAIL)
			continue;
		texts_failure(&t, id, r->check[id].reason, s);
		add_line(b, "HX-Helo-Check: ", text);
	}
}

/* A variable with the names of the checks that have this outcome. */
static void add_list(struct textbuf *b, const char *head, const struct results *r,
		     enum outcome outcome)
{
	char text[TEXTS_LIST_SIZE];
	struct textbuf t = textbuf_in(text, sizeof(text));

	texts_list(&t, r, outcome, " ");
	add_line(b, head, text);
}

/* What later plugins, and this one at the next HELO, need to know. */
static void add_variables(struct textbuf *b, const struct session *s, const struct results *r)
{
	const char *first = s->first_helo != NULL ? s->first_helo : s->shown;
	const char *verb = s->first_verb != NULL ? s->first_verb : s->verb;
	char text[PRINTABLE_SIZE];

	add_list(b, "SHELO_CHECKS_PASS=", r, PASS);
	add_list(b, "SHELO_CHECKS_FAIL=", r, FAIL);
	add_list(b, "SHELO_CHECKS_SKIP=", r, SKIP);
	add_list(b, "SHELO_CHECKS_ERROR=", r, ERROR);
	add_line(b, "SHELO_CHECKS_HOST=", printable(text, first, strlen(first)));
	if (verb != NULL)
		add_line(b, "SHELO_CHECKS_CMD=", printable(text, verb, strlen(verb)));
}

/* Writes the line for the client; returns its length. */
static size_t fill_denial(char to[DENIAL_SIZE], const char *helo, const struct session *s,
			  const struct policy *p, const struct verdict *v)
{
	struct textbuf b = textbuf_in(to, DENIAL_SIZE);

	textbuf_addf(&b, "%s sorry, ", v->code);
	texts_fill(&b, v->text, v->by, REASON_NONE, helo, s->client_shown);
	textbuf_addf(&b, "; you are [%s]%s%s (#%s)", s->client_shown, p->info[0] != '\0' ? " " : "",
		     p->info, v->enhanced);
	return b.len;
}

static void add_denial(struct textbuf *b, const struct session *s, const struct policy *p,
		       const struct verdict *v)
{
	static const char *const commands[] = {
		[DENY_DROP] = "R",  [DENY_ERROR] = "E", [DENY_MAIL] = "LM",
		[DENY_RCPT] = "LR", [DENY_DATA] = "LD",
	};
	char helo[PRINTABLE_SIZE], text[DENIAL_SIZE];
	size_t len;

	memcpy(helo, s->shown, sizeof(helo));
	len = fill_denial(text, helo, s, p, v);
	if (len > REPLY_LINE_MAX) {
		/* It is the HELO that is too long: everything else is under 330 bytes. */
		helo[strlen(helo) - (len - REPLY_LINE_MAX)] = '\0';
		fill_denial(text, helo, s, p, v);
	}
	/* qmail-spp adds up what waits for a later command: once per connection is enough. */
	if (p->deny_at != DENY_DROP && p->deny_at != DENY_ERROR)
		add_line(b, "SHELO_DENIED=1", "");
	add_line(b, commands[p->deny_at], text);
}

void reply_compose(struct reply *reply, const struct session *s, const struct policy *p,
		   const struct judgement *j)
{
	struct textbuf b = textbuf_in(reply->text, sizeof(reply->text));

	if (p->headers)
		add_headers(&b, s, &j->results);
	if (p->helo.on)
		add_variables(&b, s, &j->results);
	if (j->verdict.action == DENY)
		add_denial(&b, s, p, &j->verdict);
	reply->len = b.len;
}

bool reply_write(const struct reply *reply, int64_t deadline)
{
	return fd_write(STDOUT_FILENO, reply->text, reply->len, deadline);
}
