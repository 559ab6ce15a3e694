/* html: the report as one page, see report.h. Says what text.c says, in the same order. */
#include "replay/report/htmlpart.h"
#include "replay/report/wording.h"

/* kind: its class in the style sheet. */
static const struct {
	const char *title, *column, *kind, *noun, *denied;
} groups[GROUP_COUNT] = {
	[GROUP_LOG] = {"Logs", "Logs", "log", "HELO", "denied"},
	[GROUP_HAM] = {"Wanted mail", "Wanted", "ham", "message", "lost"},
	[GROUP_SPAM] = {"Spam", "Spam", "spam", "message", "caught"},
};

/* Of wanted mail, every denial is bad. */
static const char *mood(int group, uint64_t denied)
{
	if (group != GROUP_HAM)
		return "";
	return denied > 0 ? " class=\"bad\"" : " class=\"good\"";
}

static void opening(FILE *to, const struct replay *r)
{
	const struct summary *s = r->summary;
	const uint64_t n = summary_helos(s);
	const size_t policies = r->pairs->policies;
	char title[4 * FORMAT_SIZE], helos[FORMAT_SIZE], pairs[FORMAT_SIZE], when[FORMAT_SIZE];

	snprintf(title, sizeof(title), "heloreplay: %s HELO%s, %zu polic%s",
		 format_number(helos, n), plural(n), policies, policies == 1 ? "y" : "ies");
	html_head(to, title);
	fputs("<body>\n<header>\n<h1>Before you block</h1>\n<p class=\"lead\">", to);
	if (n == 0)
		fputs("No HELO was found, so there is nothing to judge.", to);
	else
		fprintf(to,
			"What each policy would have done with <strong>%s HELO%s</strong> of %s "
			"different pair%s of HELO and client, %s.",
			helos, plural(n), format_number(pairs, s->pairs), plural(s->pairs),
			format_period(when, s));
	fputs("</p>\n", to);
	if (n > 0) {
		fputs("<nav aria-label=\"Policies\">", to);
		for (size_t i = 0; i < policies; i++) {
			fprintf(to, "<a href=\"#policy%zu\">", i + 1);
			html_text(to, r->labels[i]);
			fputs("</a> ", to);
		}
		fputs("<a href=\"#read\">What was read</a></nav>\n", to);
	}
	fputs("</header>\n<main>\n", to);
	if (r->intake->stopped)
		fputs("<section class=\"stopped\"><h2>Stopped by ^C</h2>\n"
		      "<p>These are the numbers until then; what is missing is below.</p>"
		      "</section>\n",
		      to);
}

/* A bar of the chart. */
static void chart_row(FILE *to, const struct replay *r, size_t policy, int group)
{
	const struct policy_sum *sum = &r->summary->policies[policy];
	const uint64_t helos = r->summary->helos[group], denied = sum->denied[group];
	const unsigned end = bar_end(r);
	char n[FORMAT_SIZE], of[FORMAT_SIZE];

	fprintf(to, "<div class=\"row\"><span>%s</span>", groups[group].title);
	if (group == GROUP_LOG)
		html_stack(to, sum->by[group], helos, end);
	else
		html_bar(to, groups[group].kind, denied, helos, end, false);
	fprintf(to, "<b%s>", mood(group, denied));
	html_share(to, denied, helos);
	fprintf(to, "</b><span class=\"quiet\">%s of %s %s%s %s</span></div>\n",
		format_number(n, denied), format_number(of, helos), groups[group].noun,
		plural(helos), groups[group].denied);
}

/* The colours of the checks that deny in the logs, and what a full bar is. */
static void legend(FILE *to, const struct replay *r)
{
	const struct summary *s = r->summary;

	fputs("<ul class=\"legend\">", to);
	for (int id = 0; id < CHECK_COUNT; id++) {
		bool any = false;

		for (size_t i = 0; i < r->pairs->policies; i++)
			any |= s->policies[i].by[GROUP_LOG][id] > 0;
		if (!any)
			continue;
		fputs("<li>", to);
		html_check(to, (enum check_id)id);
		fputs("</li>", to);
	}
	fprintf(to, "</ul>\n<p class=\"quiet\">A full bar is %u %%.</p>\n", bar_end(r));
}

static void overview(FILE *to, const struct replay *r)
{
	fputs("<section>\n<h2>What each policy denies</h2>\n", to);
	for (size_t i = 0; i < r->pairs->policies; i++) {
		fputs("<div class=\"policy\"><h3><code>", to);
		html_text(to, r->labels[i]);
		fputs("</code></h3>\n", to);
		for (int group = 0; group < GROUP_COUNT; group++)
			if (r->summary->helos[group] > 0)
				chart_row(to, r, i, group);
		fputs("</div>\n", to);
	}
	legend(to, r);
	fputs("</section>\n", to);
}

static void change_cell(FILE *to, uint64_t helos, size_t pairs)
{
	char n[FORMAT_SIZE], of[FORMAT_SIZE];

	if (pairs == 0)
		fputs("<td class=\"n\">0</td>", to);
	else
		fprintf(to, "<td class=\"n\">%s<br><span class=\"quiet\">%s pair%s</span></td>",
			format_number(n, helos), format_number(of, pairs), plural(pairs));
}

static void changes(FILE *to, const struct replay *r)
{
	if (r->pairs->policies < 2)
		return;
	fputs("<section>\n<table>\n"
	      "<caption><h2>What changes from policy to policy</h2></caption>\n"
	      "<thead><tr><th scope=\"col\">From, to</th>"
	      "<th scope=\"col\" class=\"n\">More denied</th>"
	      "<th scope=\"col\" class=\"n\">Fewer</th></tr></thead>\n<tbody>\n",
	      to);
	for (size_t i = 1; i < r->pairs->policies; i++) {
		const struct policy_sum *sum = &r->summary->policies[i];

		fputs("<tr><th scope=\"row\"><code>", to);
		html_text(to, r->labels[i - 1]);
		fputs("</code> &rarr; <code>", to);
		html_text(to, r->labels[i]);
		fputs("</code></th>", to);
		change_cell(to, sum->more, sum->pairs_more);
		change_cell(to, sum->fewer, sum->pairs_fewer);
		fputs("</tr>\n", to);
	}
	fputs("</tbody>\n</table>\n</section>\n", to);
}

/* A number for each group; with bars if id is a check, below CHECK_COUNT. */
static void group_cells(FILE *to, const struct replay *r, const uint64_t part[GROUP_COUNT], int id)
{
	char n[FORMAT_SIZE], colour[FORMAT_SIZE];

	snprintf(colour, sizeof(colour), "check%d", id);
	for (int group = 0; group < GROUP_COUNT; group++) {
		const uint64_t helos = r->summary->helos[group];

		if (helos == 0)
			continue;
		fprintf(to, "<td class=\"n\"><span%s>%s</span><span class=\"quiet\">",
			part[group] > 0 ? mood(group, part[group]) : "",
			format_number(n, part[group]));
		html_share(to, part[group], helos);
		fputs("</span>", to);
		if (id < CHECK_COUNT)
			html_bar(to, group == GROUP_LOG ? colour : groups[group].kind, part[group],
				 helos, bar_end(r), true);
		fputs("</td>", to);
	}
}

static void checks_table(FILE *to, const struct replay *r, const struct policy_sum *sum)
{
	fputs("<table class=\"checks\">\n<caption>By which check</caption>\n"
	      "<thead><tr><th scope=\"col\">Check</th>",
	      to);
	for (int group = 0; group < GROUP_COUNT; group++)
		if (r->summary->helos[group] > 0)
			fprintf(to, "<th scope=\"col\" class=\"n\">%s</th>", groups[group].column);
	fputs("</tr></thead>\n<tbody>\n", to);
	for (int id = 0; id < CHECK_COUNT; id++) {
		uint64_t by[GROUP_COUNT], all = 0;

		for (int group = 0; group < GROUP_COUNT; group++)
			all += by[group] = sum->by[group][id];
		if (all == 0)
			continue;
		fputs("<tr><th scope=\"row\">", to);
		html_check(to, (enum check_id)id);
		fprintf(to, "<span class=\"quiet\">%s</span></th>", checks[id].meaning);
		group_cells(to, r, by, id);
		fputs("</tr>\n", to);
	}
	fputs("<tr class=\"sum\"><th scope=\"row\">All</th>", to);
	group_cells(to, r, sum->denied, CHECK_COUNT);
	fputs("</tr>\n</tbody>\n</table>\n", to);
}

static void policy(FILE *to, const struct replay *r, size_t i)
{
	const struct policy_sum *sum = &r->summary->policies[i];
	uint64_t temporary = 0;
	char n[FORMAT_SIZE], of[FORMAT_SIZE];

	for (int group = 0; group < GROUP_COUNT; group++)
		temporary += sum->temporary[group];
	fprintf(to, "<section id=\"policy%zu\">\n<h2>Policy <code>", i + 1);
	html_text(to, r->labels[i]);
	fputs("</code></h2>\n", to);
	if (sum->pairs_denied == 0) {
		fputs("<p>It denies nobody here.</p>\n</section>\n", to);
		return;
	}
	fprintf(to, "<p>It denies %s of %s different pair%s.", format_number(n, sum->pairs_denied),
		format_number(of, r->summary->pairs), plural(r->summary->pairs));
	if (temporary > 0)
		fprintf(to, " %s of the denials %s temporary (4xx): the client tries again.",
			format_number(n, temporary), temporary == 1 ? "is" : "are");
	fputs("</p>\n", to);
	checks_table(to, r, sum);
	html_names(to, &sum->ham, i, "Wanted mail that would be lost");
	html_names(to, &sum->most, i, "Denied most");
	fputs("</section>\n", to);
}

static void unknown(FILE *to, const struct replay *r)
{
	const struct summary *s = r->summary;
	char n[FORMAT_SIZE];
	bool any = false;

	for (enum reason i = 0; i < REASON_COUNT; i++) {
		if (s->unknown[i] == 0)
			continue;
		if (!any)
			fputs("<section>\n<table>\n<caption><h2>Unknown results</h2></caption>\n"
			      "<thead><tr><th scope=\"col\">Reason</th>"
			      "<th scope=\"col\" class=\"n\">HELOs</th>"
			      "<th scope=\"col\" class=\"n\">Share</th></tr></thead>\n<tbody>\n",
			      to);
		any = true;
		fprintf(to,
			"<tr><th scope=\"row\"><code>%s</code> <span class=\"quiet\">%s</span></th>"
			"<td class=\"n\">%s</td><td class=\"n\">",
			reason_name(i), reason_meaning(i), format_number(n, s->unknown[i]));
		html_share(to, s->unknown[i], summary_helos(s));
		fputs("</td></tr>\n", to);
	}
	if (any)
		fprintf(to, "</tbody>\n</table>\n<p class=\"quiet\">%s</p>\n</section>\n",
			unknown_meaning);
}

static void sources(FILE *to, const struct summary *s)
{
	char n[FORMAT_SIZE];

	fputs("<table>\n<caption>Where the HELOs come from</caption>\n"
	      "<thead><tr><th scope=\"col\">Source</th>"
	      "<th scope=\"col\" class=\"n\">HELOs</th></tr></thead>\n<tbody>\n",
	      to);
	for (enum sample_source source = 0; source < SOURCE_COUNT; source++)
		if (s->sources[source] > 0)
			fprintf(to, "<tr><th scope=\"row\">%s</th><td class=\"n\">%s</td></tr>\n",
				source_meaning(source), format_number(n, s->sources[source]));
	fputs("</tbody>\n</table>\n", to);
}

static void what_was_read(FILE *to, const struct replay *r)
{
	const struct intake *in = r->intake;
	struct notes notes;

	fputs("<section id=\"read\">\n<h2>What was read</h2>\n", to);
	if (summary_helos(r->summary) > 0)
		sources(to, r->summary);
	notes_make(&notes, r);
	if (notes.count > 0)
		fputs("<h3>Before you trust the numbers</h3>\n<ul>\n", to);
	for (size_t i = 0; i < notes.count; i++) {
		fputs("<li>", to);
		html_text(to, notes.items[i]);
		fputs("</li>\n", to);
	}
	if (notes.count > 0)
		fputs("</ul>\n", to);
	for (size_t i = 0; i < UNREADABLE_MAX && i < in->unreadable; i++) {
		fputs("<pre>", to);
		html_text(to, in->first[i].where);
		fputs(": ", to);
		html_text(to, in->first[i].text);
		fputs("</pre>\n", to);
	}
	fputs("</section>\n", to);
}

bool report_html(FILE *to, const struct replay *r)
{
	opening(to, r);
	if (summary_helos(r->summary) > 0) {
		overview(to, r);
		changes(to, r);
		for (size_t i = 0; i < r->pairs->policies; i++)
			policy(to, r, i);
		unknown(to, r);
	}
	what_was_read(to, r);
	fputs("</main>\n<footer>Made by heloreplay " VERSION ", part of helodnscheck.</footer>\n"
	      "</body>\n</html>\n",
	      to);
	return fflush(to) == 0 && !ferror(to);
}
