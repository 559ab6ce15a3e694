/* html: the report as one page, see output.h. The same as text.c says, in the same order. */
#include "replay/report/htmlpart.h"
#include "replay/report/wording.h"

#include <string.h>

/* What a class is called, what it is made of, and what a denial means to it. */
static const struct {
	const char *title, *kind, *noun, *denied;
} classes[CLASS_COUNT] = {
	[CLASS_LOG] = {"Logs", "log", "HELO", "denied"},
	[CLASS_HAM] = {"Wanted mail", "ham", "message", "lost"},
	[CLASS_SPAM] = {"Spam", "spam", "message", "caught"},
};

/* Of wanted mail each denial is bad. */
static const char *mood(int class, uint64_t denied)
{
	if (class != CLASS_HAM)
		return "";
	return denied > 0 ? " class=\"bad\"" : " class=\"good\"";
}

static void opening(FILE *to, const struct replayed *r)
{
	const struct summary *s = r->summary;
	char title[4 * SAID_SIZE], helos[SAID_SIZE], pairs[SAID_SIZE], when[SAID_SIZE];
	uint64_t n = summary_helos(s);
	size_t policies = r->pairs->policies;

	snprintf(title, sizeof(title), "heloreplay: %s HELO%s, %zu polic%s", say_number(helos, n),
		 plural(n), policies, policies == 1 ? "y" : "ies");
	html_head(to, title);
	fputs("<body>\n<header>\n<h1>Before you block</h1>\n<p class=\"lead\">", to);
	if (n == 0)
		fputs("No HELO was found in what was read, so there is nothing to judge.", to);
	else
		fprintf(to,
			"What each policy would have done with <strong>%s HELO%s</strong> of %s "
			"different pair%s of HELO and client, %s.",
			helos, plural(n), say_number(pairs, s->pairs), plural(s->pairs),
			say_period(when, s));
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
		fputs("<section class=\"stopped\"><h2>Stopped before the end</h2>\n<p>The numbers "
		      "are "
		      "those until ^C; see below what is missing.</p></section>\n",
		      to);
}

/* A line of the chart: of one policy and class. */
static void chart_row(FILE *to, const struct replayed *r, size_t policy, int class)
{
	const struct policy_sum *sum = &r->summary->policies[policy];
	uint64_t helos = r->summary->helos[class], denied = sum->denied[class];
	unsigned end = bar_end(r);
	char n[SAID_SIZE], of[SAID_SIZE];

	fprintf(to, "<div class=\"row\"><span>%s</span>", classes[class].title);
	if (class == CLASS_LOG)
		html_stack(to, sum->by[class], helos, end);
	else
		html_bar(to, classes[class].kind, denied, helos, end, false);
	fprintf(to, "<b%s>", mood(class, denied));
	html_share(to, denied, helos);
	fprintf(to, "</b><span class=\"quiet\">%s of %s %s%s %s</span></div>\n",
		say_number(n, denied), say_number(of, helos), classes[class].noun, plural(helos),
		classes[class].denied);
}

/* The colours of the checks that deny anything of the logs, and what a full bar is. */
static void legend(FILE *to, const struct replayed *r)
{
	const struct summary *s = r->summary;

	fputs("<ul class=\"legend\">", to);
	for (int id = 0; id < CHECK_COUNT; id++) {
		bool any = false;

		for (size_t i = 0; i < r->pairs->policies; i++)
			any |= s->policies[i].by[CLASS_LOG][id] > 0;
		if (!any)
			continue;
		fputs("<li>", to);
		html_check(to, (enum check_id)id);
		fputs("</li>", to);
	}
	fprintf(to, "</ul>\n<p class=\"quiet\">A full bar is %u %%.</p>\n", bar_end(r));
}

static void overview(FILE *to, const struct replayed *r)
{
	fputs("<section>\n<h2>What each policy denies</h2>\n", to);
	for (size_t i = 0; i < r->pairs->policies; i++) {
		fputs("<div class=\"policy\"><h3><code>", to);
		html_text(to, r->labels[i]);
		fputs("</code></h3>\n", to);
		for (int class = 0; class < CLASS_COUNT; class ++)
			if (r->summary->helos[class] > 0)
				chart_row(to, r, i, class);
		fputs("</div>\n", to);
	}
	legend(to, r);
	fputs("</section>\n", to);
}

static void change_cell(FILE *to, uint64_t helos, size_t pairs)
{
	char n[SAID_SIZE], of[SAID_SIZE];

	if (pairs == 0)
		fputs("<td class=\"n\">0</td>", to);
	else
		fprintf(to, "<td class=\"n\">%s<br><span class=\"quiet\">%s pair%s</span></td>",
			say_number(n, helos), say_number(of, pairs), plural(pairs));
}

static void changes(FILE *to, const struct replayed *r)
{
	if (r->pairs->policies < 2)
		return;
	fputs("<section>\n<table>\n<caption><h2>What changes from policy to "
	      "policy</h2></caption>\n<thead><tr>"
	      "<th scope=\"col\">From, to</th><th scope=\"col\" class=\"n\">More denied</th>"
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

/* Numbers of all classes that there are; bars only of a check (id below CHECK_COUNT). */
static void class_cells(FILE *to, const struct replayed *r, const uint64_t part[CLASS_COUNT],
			int id)
{
	for (int class = 0; class < CLASS_COUNT; class ++) {
		uint64_t helos = r->summary->helos[class];
		char n[SAID_SIZE], colour[SAID_SIZE];

		if (helos == 0)
			continue;
		fprintf(to, "<td class=\"n\"><span%s>%s</span><span class=\"quiet\">",
			part[class] > 0 ? mood(class, part[class]) : "",
			say_number(n, part[class]));
		html_share(to, part[class], helos);
		fputs("</span>", to);
		snprintf(colour, sizeof(colour), "check%d", id);
		if (id < CHECK_COUNT)
			html_bar(to, class == CLASS_LOG ? colour : classes[class].kind, part[class],
				 helos, bar_end(r), true);
		fputs("</td>", to);
	}
}

static void checks_table(FILE *to, const struct replayed *r, const struct policy_sum *sum)
{
	fputs("<table class=\"checks\">\n<caption>By which check</caption>\n<thead><tr>"
	      "<th scope=\"col\">Check</th>",
	      to);
	for (int class = 0; class < CLASS_COUNT; class ++)
		if (r->summary->helos[class] > 0)
			fprintf(to, "<th scope=\"col\" class=\"n\">%s</th>",
				class == CLASS_HAM ? "Wanted" : classes[class].title);
	fputs("</tr></thead>\n<tbody>\n", to);
	for (int id = 0; id < CHECK_COUNT; id++) {
		uint64_t by[CLASS_COUNT], all = 0;

		for (int class = 0; class < CLASS_COUNT; class ++)
			all += by[class] = sum->by[class][id];
		if (all == 0)
			continue;
		fputs("<tr><th scope=\"row\">", to);
		html_check(to, (enum check_id)id);
		fprintf(to, "<span class=\"quiet\">%s</span></th>", checks[id].meaning);
		class_cells(to, r, by, id);
		fputs("</tr>\n", to);
	}
	fputs("<tr class=\"sum\"><th scope=\"row\">All</th>", to);
	class_cells(to, r, sum->denied, CHECK_COUNT);
	fputs("</tr>\n</tbody>\n</table>\n", to);
}

static void policy(FILE *to, const struct replayed *r, size_t i)
{
	const struct policy_sum *sum = &r->summary->policies[i];
	uint64_t for_now = 0;
	char n[SAID_SIZE], of[SAID_SIZE];

	for (int class = 0; class < CLASS_COUNT; class ++)
		for_now += sum->for_now[class];
	fprintf(to, "<section id=\"policy%zu\">\n<h2>Policy <code>", i + 1);
	html_text(to, r->labels[i]);
	fputs("</code></h2>\n", to);
	if (sum->pairs_denied == 0) {
		fputs("<p>It denies nobody here.</p>\n</section>\n", to);
		return;
	}
	fprintf(to, "<p>It denies %s of %s different pair%s.", say_number(n, sum->pairs_denied),
		say_number(of, r->summary->pairs), plural(r->summary->pairs));
	if (for_now > 0)
		fprintf(to, " %s of the denials %s for now (4xx): the client tries again.",
			say_number(n, for_now), for_now == 1 ? "is" : "are");
	fputs("</p>\n", to);
	checks_table(to, r, sum);
	html_names(to, &sum->ham, i, "Wanted mail that would be lost");
	html_names(to, &sum->most, i, "Denied most");
	fputs("</section>\n", to);
}

static void unknown(FILE *to, const struct replayed *r)
{
	const struct summary *s = r->summary;
	char n[SAID_SIZE];
	bool any = false;

	for (enum reason i = 0; i < REASON_COUNT; i++) {
		if (s->unknown[i] == 0)
			continue;
		if (!any)
			fputs("<section>\n<table>\n<caption><h2>Where DNS could not "
			      "say</h2></caption>\n"
			      "<thead><tr>"
			      "<th scope=\"col\">Reason</th><th scope=\"col\" "
			      "class=\"n\">HELOs</th>"
			      "<th scope=\"col\" class=\"n\">Share</th></tr></thead>\n<tbody>\n",
			      to);
		any = true;
		fprintf(to,
			"<tr><th scope=\"row\"><code>%s</code> <span class=\"quiet\">%s</span></th>"
			"<td class=\"n\">%s</td><td class=\"n\">",
			reason_text(i), reason_meaning(i), say_number(n, s->unknown[i]));
		html_share(to, s->unknown[i], summary_helos(s));
		fputs("</td></tr>\n", to);
	}
	if (any)
		fprintf(to, "</tbody>\n</table>\n<p class=\"quiet\">%s</p>\n</section>\n",
			unknown_meaning);
}

static void what_was_read(FILE *to, const struct replayed *r)
{
	struct notes notes;
	char n[SAID_SIZE];

	fputs("<section id=\"read\">\n<h2>What was read</h2>\n", to);
	if (summary_helos(r->summary) > 0) {
		fputs("<table>\n<caption>Where the HELOs come from</caption>\n<thead><tr>"
		      "<th scope=\"col\">Source</th><th scope=\"col\" class=\"n\">HELOs</th></tr>"
		      "</thead>\n<tbody>\n",
		      to);
		for (int source = 0; source < SOURCE_COUNT; source++)
			if (r->summary->sources[source] > 0)
				fprintf(to,
					"<tr><th scope=\"row\">%s</th><td "
					"class=\"n\">%s</td></tr>\n",
					source_meaning[source],
					say_number(n, r->summary->sources[source]));
		fputs("</tbody>\n</table>\n", to);
	}
	notes_make(&notes, r);
	if (notes.count > 0)
		fputs("<h3>To know before you believe the numbers</h3>\n<ul>\n", to);
	for (size_t i = 0; i < notes.count; i++) {
		fputs("<li>", to);
		html_text(to, notes.at[i]);
		fputs("</li>\n", to);
	}
	if (notes.count > 0)
		fputs("</ul>\n", to);
	for (size_t i = 0; i < UNREADABLE_MAX && i < r->intake->unreadable; i++) {
		fputs("<pre>", to);
		html_text(to, r->intake->first[i].where);
		fputs(": ", to);
		html_text(to, r->intake->first[i].text);
		fputs("</pre>\n", to);
	}
	fputs("</section>\n", to);
}

bool output_html(FILE *to, const struct replayed *r)
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
