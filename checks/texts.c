/* texts: see texts.h. */
#include "checks/texts.h"

#include <string.h>

const char *texts_outcome(enum outcome outcome)
{
	static const char *const words[OUTCOME_COUNT] = {
		[NOT_RUN] = "not run", [PASS] = "pass",	  [FAIL] = "fail",
		[SKIP] = "skip",       [ERROR] = "error",
	};

	return words[outcome];
}

const struct check_text *texts_of(enum check_id id, enum reason reason)
{
	const struct check_text *t = checks[id].texts;

	while (t->reason != REASON_NONE && t->reason != reason)
		t++;
	return t;
}

void texts_fill(struct textbuf *b, const char *text, enum check_id id, enum reason reason,
		const char *helo, const char *ip)
{
	const char *why = reason_text(reason);
	const struct {
		const char *name, *value;
	} known[] = {
		{"{helo}", helo},
		{"{ip}", ip},
		{"{name}", check_names[id]},
		{"{reason}", why != NULL ? why : ""},
		{"{(}", why != NULL ? "(" : ""},
		{"{)}", why != NULL ? ")" : ""},
	};

	while (*text != '\0') {
		const size_t len = strcspn(text, "{");
		const char *rest = text + len;

		textbuf_add_bytes(b, text, len);
		for (size_t i = 0; rest == text + len && i < sizeof(known) / sizeof(known[0]);
		     i++) {
			if (strncmp(rest, known[i].name, strlen(known[i].name)) != 0)
				continue;
			textbuf_add(b, known[i].value);
			rest += strlen(known[i].name);
		}
		if (rest == text) /* a brace that is none of ours */
			textbuf_add_bytes(b, rest++, 1);
		text = rest;
	}
}

void texts_failure(struct textbuf *b, enum check_id id, enum reason reason, const struct session *s)
{
	const char *log = texts_of(id, reason)->log;

	texts_fill(b, log != NULL ? log : "HELO [{helo}] from [{ip}] fails {name}{(}{reason}{)}",
		   id, reason, s->shown, s->client_shown);
}

void texts_list(struct textbuf *b, const struct results *r, enum outcome outcome,
		const char *between)
{
	const size_t start = b->len;

	for (int id = 0; id < CHECK_COUNT; id++) {
		const struct result *result = &r->check[id];

		if (result->outcome != outcome)
			continue;
		textbuf_add(b, b->len > start ? between : "");
		textbuf_add(b, check_names[id]);
		if (result->reason == REASON_NONE)
			continue;
		textbuf_add(b, "(");
		textbuf_add(b, reason_text(result->reason));
		textbuf_add(b, ")");
	}
}
