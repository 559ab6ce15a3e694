/* csv: see report.h. */
#include "replay/report/report.h"
#include "replay/report/wording.h"

#include "checks/texts.h"

#include <errno.h>
#include <stdlib.h>

/* The columns that count, by source. */
static const char *const source_names[] = {
	[FROM_FACTS] = "facts", [FROM_FAILURES] = "failures", [FROM_ENVELOPE] = "envelope",
	[FROM_PAIRS] = "plain", [FROM_HAM] = "ham",	      [FROM_SPAM] = "spam",
};
_Static_assert(sizeof(source_names) / sizeof(source_names[0]) == SOURCE_COUNT, "one for each");

/*
 * Where a cell may begin in some reader's dialect: at the start, or after one of these. (Blanks
 * stand in labels alone, which the admin wrote.)
 */
static const char separators[] = ",;:|\t\"'";

/*
 * Quoted if necessary (RFC 4180 section 2), and never a formula, whatever the reader takes for a
 * separator: `x;=1+1` is two cells to many.
 */
static void text_cell(FILE *to, const char *text)
{
	const bool quoted = strpbrk(text, ",;|\t\"\r\n") != NULL;
	char last = separators[0];

	if (quoted)
		putc('"', to);
	for (; *text != '\0'; last = *text++) {
		if (strchr("=+-@", *text) != NULL && strchr(separators, last) != NULL)
			putc('\'', to);
		if (*text == '"')
			putc('"', to);
		putc(*text, to);
	}
	if (quoted)
		putc('"', to);
}

static void outcome_cell(FILE *to, const struct pair *p, int id)
{
	const enum outcome outcome = p->outcome[id];
	const char *reason = reason_text(p->reason[id]);

	if (outcome != NOT_RUN)
		fputs(texts_outcome(outcome), to);
	if (reason != NULL)
		fprintf(to, "(%s)", reason);
}

static void verdict_cell(FILE *to, const struct pair_verdict *verdict)
{
	if (verdict->by == CHECK_COUNT)
		fputs("pass", to);
	else
		fprintf(to, "deny%s:%s", verdict->temporary ? "-temporary" : "",
			check_names[verdict->by]);
}

static void header(FILE *to, const struct replay *r)
{
	fputs("helo,ip,reverse", to);
	for (enum sample_source source = 0; source < SOURCE_COUNT; source++)
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

/* Which DNS the outcomes come from. */
static const char *dns_of(const struct pair *p)
{
	if (!p->judged)
		return "not asked";
	if (p->unclear)
		return "unclear";
	return p->count[FROM_FACTS] > 0 ? "facts" : "today";
}

static void row(FILE *to, const struct pair *p, size_t policies)
{
	char when[FORMAT_SIZE];

	text_cell(to, p->helo);
	putc(',', to);
	text_cell(to, p->ip);
	putc(',', to);
	text_cell(to, pair_reverse(p));
	for (enum sample_source source = 0; source < SOURCE_COUNT; source++)
		fprintf(to, ",%u", (unsigned)p->count[source]);
	fprintf(to, ",%s,%s", format_time(when, p->last), dns_of(p));
	for (int id = 0; id < CHECK_COUNT; id++) {
		putc(',', to);
		if (p->judged)
			outcome_cell(to, p, id);
	}
	for (size_t i = 0; i < policies; i++) {
		putc(',', to);
		if (p->judged)
			verdict_cell(to, &p->verdicts[i]);
	}
	for (size_t i = 0; i < policies; i++) {
		putc(',', to);
		if (p->judged)
			fprintf(to, "%llu", (unsigned long long)summary_denied(p, i));
	}
	fputs("\r\n", to);
}

bool report_csv(FILE *to, const struct replay *r)
{
	struct pair **sorted = pairs_sorted(r->pairs);

	if (sorted == NULL) {
		errno = ENOMEM;
		return false;
	}
	header(to, r);
	for (size_t i = 0; i < r->pairs->count; i++)
		row(to, sorted[i], r->pairs->policies);
	free(sorted);
	return fflush(to) == 0 && !ferror(to);
}
