/* text: the report for a terminal or a log, see report.h. */
#include "replay/report/report.h"
#include "replay/report/wording.h"

/* How many names each list shows; the page has more. */
#define SHOWN 20
#define BAR 24
#define COLUMNS 78

struct out {
	FILE *to;
	const struct replay *r;
	const char *bold, *bad, *good, *plain; /* escape sequences; "" without colour */
};

static void title(const struct out *o, const char *text, const char *of)
{
	size_t len = strlen(text) + strlen(of);

	fprintf(o->to, "\n%s%s%s%s\n", o->bold, text, of, o->plain);
	for (size_t i = 0; i < len && i < COLUMNS; i++)
		putc('-', o->to);
	putc('\n', o->to);
}

/* Breaks text into lines; first precedes it, and later lines are indented as much. */
static void wrapped(const struct out *o, const char *first, const char *text)
{
	const size_t indent = strlen(first);
	size_t at = indent;

	fputs(first, o->to);
	while (*text != '\0') {
		const size_t word = strcspn(text, " ");

		if (at > indent && at + 1 + word > COLUMNS) {
			fprintf(o->to, "\n%*s", (int)indent, "");
			at = indent;
		} else if (at > indent) {
			putc(' ', o->to);
			at++;
		}
		fwrite(text, 1, word, o->to);
		at += word;
		text += word;
		text += strspn(text, " ");
	}
	putc('\n', o->to);
}

static void bar(const struct out *o, uint64_t part, uint64_t whole, unsigned end)
{
	const double share = whole > 0 ? 100.0 * (double)part / (double)whole : 0;
	int len = (int)(share * BAR / end + 0.5);

	if (part > 0 && len == 0)
		len = 1;
	fprintf(o->to, "  %.*s", len, "########################");
}

/* `   1,234   1.2 %`: a table cell, 17 columns wide. */
static void cell(const struct out *o, const char *colour, uint64_t part, uint64_t whole)
{
	char n[FORMAT_SIZE], share[FORMAT_SIZE];

	fprintf(o->to, "%s%9s %7s%s", colour, format_number(n, part),
		format_percent(share, part, whole), colour[0] != '\0' ? o->plain : "");
}

/* Of wanted mail, every denial is bad. */
static const char *colour_of(const struct out *o, int group, uint64_t denied)
{
	if (group != GROUP_HAM)
		return "";
	return denied > 0 ? o->bad : o->good;
}

static void opening(const struct out *o)
{
	const struct summary *s = o->r->summary;
	const struct intake *in = o->r->intake;
	char n[FORMAT_SIZE], pairs[FORMAT_SIZE], when[FORMAT_SIZE];
	const uint64_t helos = summary_helos(s);
	struct notes notes;

	if (helos == 0)
		fprintf(o->to, "%sheloreplay: no HELO was %s%s, so there is nothing to judge.\n",
			o->bold, s->pairs_waiting > 0 ? "looked up in DNS" : "found", o->plain);
	else
		fprintf(o->to,
			"%sheloreplay: %s HELO%s%s of %s different pair%s of HELO and "
			"client,\n%s\n",
			o->bold, format_number(n, helos), plural(helos), o->plain,
			format_number(pairs, s->pairs), plural(s->pairs), format_period(when, s));
	putc('\n', o->to);
	for (enum sample_source source = 0; source < SOURCE_COUNT; source++)
		if (s->sources[source] > 0)
			fprintf(o->to, "  %9s  %s\n", format_number(n, s->sources[source]),
				source_meaning(source));
	notes_make(&notes, o->r);
	if (notes.count > 0 && helos > 0)
		putc('\n', o->to);
	for (size_t i = 0; i < notes.count; i++)
		wrapped(o, "  * ", notes.items[i]);
	for (size_t i = 0; i < UNREADABLE_MAX && i < in->unreadable; i++)
		fprintf(o->to, "      %s: %s\n", in->first[i].where, in->first[i].text);
}

static void overview(const struct out *o)
{
	static const char *const heads[GROUP_COUNT] = {"of the logs", "wanted mail lost",
						       "spam caught"};
	const struct summary *s = o->r->summary;

	title(o, "What each policy denies", "");
	fprintf(o->to, "%-24s", "");
	for (int group = 0; group < GROUP_COUNT; group++)
		if (s->helos[group] > 0)
			fprintf(o->to, " %17s", heads[group]);
	putc('\n', o->to);
	for (size_t i = 0; i < o->r->pairs->policies; i++) {
		const char *label = o->r->labels[i];

		fprintf(o->to, "  %-22s", label);
		if (strlen(label) > 22)
			fprintf(o->to, "\n%24s", "");
		for (int group = 0; group < GROUP_COUNT; group++) {
			const uint64_t denied = s->policies[i].denied[group];

			if (s->helos[group] == 0)
				continue;
			putc(' ', o->to);
			cell(o, colour_of(o, group, denied), denied, s->helos[group]);
		}
		putc('\n', o->to);
	}
}

static void change(const struct out *o, const char *word, uint64_t helos, size_t pairs)
{
	char n[FORMAT_SIZE], of[FORMAT_SIZE];

	if (pairs > 0)
		fprintf(o->to, "  %9s %s HELO%s denied (%s pair%s)\n", format_number(n, helos),
			word, plural(helos), format_number(of, pairs), plural(pairs));
}

static void changes(const struct out *o)
{
	if (o->r->pairs->policies < 2)
		return;
	title(o, "What changes from policy to policy", "");
	for (size_t i = 1; i < o->r->pairs->policies; i++) {
		const struct policy_sum *sum = &o->r->summary->policies[i];

		fprintf(o->to, "  %s -> %s\n", o->r->labels[i - 1], o->r->labels[i]);
		if (sum->pairs_more == 0 && sum->pairs_fewer == 0)
			fputs("            nothing\n", o->to);
		change(o, "more", sum->more, sum->pairs_more);
		change(o, "fewer", sum->fewer, sum->pairs_fewer);
	}
}

/* A line for each group: how many, of how many, and what that means. */
static void totals(const struct out *o, const struct policy_sum *sum)
{
	static const char *const nouns[GROUP_COUNT] = {"HELO", "wanted message",
						       "unwanted message"};
	static const char *const tails[GROUP_COUNT] = {" in the logs", " lost", " caught"};
	const struct summary *s = o->r->summary;
	char n[FORMAT_SIZE];

	for (int group = 0; group < GROUP_COUNT; group++) {
		const uint64_t helos = s->helos[group];

		if (helos == 0)
			continue;
		cell(o, colour_of(o, group, sum->denied[group]), sum->denied[group], helos);
		fprintf(o->to, "  of %s %s%s%s", format_number(n, helos), nouns[group],
			plural(helos), tails[group]);
		if (sum->temporary[group] > 0)
			fprintf(o->to, ", %s of them temporarily (4xx)",
				format_number(n, sum->temporary[group]));
		putc('\n', o->to);
	}
	cell(o, "", sum->pairs_denied, s->pairs);
	fprintf(o->to, "  of %s different pair%s\n", format_number(n, s->pairs), plural(s->pairs));
}

static void by_check(const struct out *o, const struct policy_sum *sum, int group)
{
	static const char *const words[GROUP_COUNT] = {"Of the logs", "Wanted mail lost",
						       "Spam caught"};
	const unsigned end = bar_end(o->r);
	const uint64_t helos = o->r->summary->helos[group];

	if (sum->denied[group] == 0)
		return;
	fprintf(o->to, "\n  %s, by check (bars end at %u %%):\n", words[group], end);
	for (int id = 0; id < CHECK_COUNT; id++) {
		if (sum->by[group][id] == 0)
			continue;
		fprintf(o->to, "    %-16s ", check_names[id]);
		cell(o, "", sum->by[group][id], helos);
		bar(o, sum->by[group][id], helos, end);
		putc('\n', o->to);
	}
}

/* Two lines for each pair: a HELO may be as long as a name can be. */
static void list(const struct out *o, const struct top_list *top, size_t policy, const char *words)
{
	uint64_t rest = top->denied;
	char n[FORMAT_SIZE], when[FORMAT_SIZE];

	if (top->count == 0)
		return;
	fprintf(o->to, "\n  %s (HELO; client, check, last seen):\n", words);
	for (size_t i = 0; i < top->count && i < SHOWN; i++) {
		const struct pair *p = top->items[i].pair;
		const char *reverse = pair_reverse(p);

		rest -= top->items[i].denied;
		fprintf(o->to, "  %9s  %s%s%s\n", format_number(n, top->items[i].denied), o->bold,
			pair_helo(p), o->plain);
		fprintf(o->to, "             %s%s%s  %s", p->ip, reverse[0] != '\0' ? "  " : "",
			reverse, pair_check(p, policy));
		if (p->last != 0)
			fprintf(o->to, "  %s", format_day(when, p->last));
		putc('\n', o->to);
	}
	if (rest > 0)
		fprintf(o->to, "  %9s  others\n", format_number(n, rest));
}

static void policy(const struct out *o, size_t i)
{
	const struct policy_sum *sum = &o->r->summary->policies[i];

	title(o, "Policy ", o->r->labels[i]);
	totals(o, sum);
	for (int group = 0; group < GROUP_COUNT; group++)
		by_check(o, sum, group);
	list(o, &sum->ham, i, "Wanted mail that would be lost");
	list(o, &sum->most, i, "Denied most");
}

static void unknown(const struct out *o)
{
	const struct summary *s = o->r->summary;
	bool any = false;

	for (enum reason i = 0; i < REASON_COUNT; i++) {
		if (s->unknown[i] == 0)
			continue;
		if (!any)
			title(o, "Unknown results", "");
		any = true;
		cell(o, "", s->unknown[i], summary_helos(s));
		fprintf(o->to, "  %-10s %s\n", reason_name(i), reason_meaning(i));
	}
	if (any)
		wrapped(o, "  ", unknown_meaning);
}

bool report_text(FILE *to, const struct replay *r, bool colour)
{
	const struct out o = {
		.to = to,
		.r = r,
		.bold = colour ? "\033[1m" : "",
		.bad = colour ? "\033[31m" : "",
		.good = colour ? "\033[32m" : "",
		.plain = colour ? "\033[0m" : "",
	};

	opening(&o);
	if (summary_helos(r->summary) > 0) {
		overview(&o);
		changes(&o);
		for (size_t i = 0; i < r->pairs->policies; i++)
			policy(&o, i);
		unknown(&o);
	}
	return fflush(to) == 0 && !ferror(to);
}
