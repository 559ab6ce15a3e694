/* csv: see output.h. */
#include "replay/report/output.h"
#include "replay/report/wording.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The names of the columns that count, by source. */
static const char *const source_names[SOURCE_COUNT] = {
	[FROM_FACTS] = "facts", [FROM_FAILURES] = "failures", [FROM_ENVELOPE] = "envelope",
	[FROM_PAIRS] = "plain", [FROM_HAM] = "ham",	      [FROM_SPAM] = "spam",
};

/*
 * Quoted where it has to be (RFC 4180 section 2), and never a formula: =, + and @ at the beginning make
 * one of a cell, - too.
 */
static void text_cell(FILE *to, const char *text)
{
	bool quoted = strpbrk(text, ",\"\r\n") != NULL;

	if (quoted)
		putc('"', to);
	if (text[0] != '\0' && strchr("=+-@", text[0]) != NULL)
		putc('\'', to);
	for (; *text != '\0'; text++) {
		if (*text == '"')
			putc('"', to);
		putc(*text, to);
	}
	if (quoted)
		putc('"', to);
}

static void outcome_cell(FILE *to, const struct pair *p, int id)
{
	static const char *const outcomes[] = {[NOT_RUN] = "",
					       [PASS] = "pass",
					       [FAIL] = "fail",
					       [SKIP] = "skip",
					       [ERROR] = "error"};
	const char *reason = reason_text((enum reason)p->reason[id]);

	fputs(outcomes[p->outcome[id]], to);
	if (reason != NULL)
		fprintf(to, "(%s)", reason);
}

static void verdict_cell(FILE *to, const struct judged *judged)
{
	if (judged->by == CHECK_COUNT)
		fputs("pass", to);
	else
		fprintf(to, "deny%s:%s", judged->for_now ? "-for-now" : "",
			check_names[judged->by]);
}

static void header(FILE *to, const struct replayed *r)
{
	fputs("helo,ip,reverse", to);
	for (int source = 0; source < SOURCE_COUNT; source++)
		fprintf(to, ",%s", source_names[source]);
	fputs(",last_seen,dns", to);
	for (int id = 0; id < CHECK_COUNT; id++)
		fprintf(to, ",%s", check_names[id]);
	for (size_t i = 0; i < r->pairs->policies; i++) {
		putc(',', to);
		text_cell(to, r->labels[i]);
	}
	for (size_t i = 0; i < r->pairs->policies; i++) {
		char label[128];

		snprintf(label, sizeof(label), "%s denied", r->labels[i]);
		putc(',', to);
		text_cell(to, label);
	}
	fputs("\r\n", to);
}

/* Where the outcomes come from. */
static const char *dns_of(const struct pair *p)
{
	if (!p->judged_yet)
		return "not asked";
	return p->seen[FROM_FACTS] > 0 ? "facts" : "today";
}

static void row(FILE *to, const struct replayed *r, const struct pair *p)
{
	char when[SAID_SIZE];

	text_cell(to, p->helo);
	putc(',', to);
	text_cell(to, p->ip);
	putc(',', to);
	text_cell(to, pair_reverse(p));
	for (int source = 0; source < SOURCE_COUNT; source++)
		fprintf(to, ",%u", (unsigned)p->seen[source]);
	fprintf(to, ",%s,%s", say_time(when, p->last), dns_of(p));
	for (int id = 0; id < CHECK_COUNT; id++) {
		putc(',', to);
		if (p->judged_yet)
			outcome_cell(to, p, id);
	}
	for (size_t i = 0; i < r->pairs->policies; i++) {
		putc(',', to);
		if (p->judged_yet)
			verdict_cell(to, &p->judged[i]);
	}
	for (size_t i = 0; i < r->pairs->policies; i++) {
		putc(',', to);
		if (p->judged_yet)
			fprintf(to, "%llu", (unsigned long long)summary_denied(p, i));
	}
	fputs("\r\n", to);
}

bool output_csv(FILE *to, const struct replayed *r)
{
	struct pair **sorted = pairs_sorted(r->pairs);

	if (sorted == NULL) {
		errno = ENOMEM;
		return false;
	}
	header(to, r);
	for (size_t i = 0; i < r->pairs->count; i++)
		row(to, r, sorted[i]);
	free(sorted);
	return fflush(to) == 0 && !ferror(to);
}
