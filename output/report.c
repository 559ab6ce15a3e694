/* report: see report.h. */
#include "output/report.h"

#include "checks/texts.h"
#include "output/factsline.h"

#include <string.h>

static void log_failures(struct log *log, const struct session *s, const struct results *r)
{
	char text[TEXTS_SIZE];

	for (enum check_id id = 0; id < CHECK_COUNT; id++) {
		struct textbuf b = textbuf_in(text, sizeof(text));

		if (r->check[id].outcome != FAIL)
			continue;
		texts_failure(&b, id, r->check[id].reason, s);
		log_line(log, "%s", text);
	}
}

/* Did a check before this one give the same reason? */
static bool logged_before(const struct results *r, enum check_id id)
{
	for (enum check_id i = 0; i < id; i++)
		if (r->check[i].outcome == ERROR && r->check[i].reason == r->check[id].reason)
			return true;
	return false;
}

static void log_unknowns(struct log *log, const struct session *s, const struct results *r)
{
	for (enum check_id id = 0; id < CHECK_COUNT; id++) {
		const enum reason reason = r->check[id].reason;

		if (r->check[id].outcome != ERROR || logged_before(r, id))
			continue;
		if (reason_is_dns(reason))
			log_line(log, "HELO [%s] from [%s]: DNS lookup failed (%s)", s->shown,
				 s->client_shown, reason_text(reason));
		else
			log_line(log, "HELO [%s] from [%s]: %s unknown (%s)", s->shown,
				 s->client_shown, check_names[id], reason_text(reason));
	}
}

static const char *printable_or_empty(char to[PRINTABLE_SIZE], const char *text)
{
	return printable(to, text != NULL ? text : "", text != NULL ? strlen(text) : 0);
}

static void log_denial(struct log *log, const struct session *s, const struct judgement *j)
{
	const struct verdict *v = &j->verdict;
	const char *blocked = v->action == DENY ? "blocked" : "would block";
	char text[TEXTS_SIZE], from[PRINTABLE_SIZE], to[PRINTABLE_SIZE];
	struct textbuf b = textbuf_in(text, sizeof(text));

	texts_fill(&b, v->text, v->by, REASON_NONE, s->shown, s->client_shown);
	if (s->sender == NULL && s->recipient == NULL)
		log_line(log, "%s with: %s [%s]", blocked, text, s->client_shown);
	else
		log_line(log, "%s with: %s from <%s> to <%s> [%s]", blocked, text,
			 printable_or_empty(from, s->sender), printable_or_empty(to, s->recipient),
			 s->client_shown);
}

static void debug_results(struct log *log, const struct results *r)
{
	for (enum check_id id = 0; log->debug && id < CHECK_COUNT; id++) {
		const struct result *result = &r->check[id];
		const char *reason = reason_text(result->reason);

		if (result->outcome != NOT_RUN)
			log_debug(log, "check %s: %s%s%s", check_names[id],
				  texts_outcome(result->outcome), reason != NULL ? " " : "",
				  reason != NULL ? reason : "");
	}
}

void report(struct log *log, const struct session *s, const struct policy *p,
	    const struct judgement *j)
{
	debug_results(log, &j->results);
	if (log->failures) {
		if (j->facts.client_us == YES)
			log_line(log, "HELO [%s] from [%s]: client is this server", s->shown,
				 s->client_shown);
		log_failures(log, s, &j->results);
		log_unknowns(log, s, &j->results);
	}
	if (j->verdict.action != ACCEPT)
		log_denial(log, s, j);
	if (p->facts)
		factsline_log(log, s, j);
}
