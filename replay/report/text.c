/* text: the report for a terminal or a log, see output.h. */
#include "replay/report/output.h"
#include "replay/report/wording.h"

#include <string.h>

/* Names of each list that stand here; the page has more. */
#define SHOWN 20
#define BAR 24
#define COLUMNS 78

struct out {
	FILE *to;
	const struct replayed *r;
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

/* Broken into lines at blanks; first stands before the first one. */
static void wrapped(const struct out *o, const char *first, const char *text)
{
	size_t indent = strlen(first), at = indent;

	fputs(first, o->to);
	while (*text != '\0') {
		size_t word = strcspn(text, " ");

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
	double share = whole > 0 ? 100.0 * (double)part / (double)whole : 0;
	int len = (int)(share * BAR / end + 0.5);

	if (part > 0 && len == 0)
		len = 1;
	fprintf(o->to, "  %.*s", len, "########################");
}

/* `   1,234   1.2 %`: the cell of a table, 17 wide. */
static void cell(const struct out *o, const char *colour, uint64_t part, uint64_t whole)
{
	char n[SAID_SIZE], share[SAID_SIZE];

	fprintf(o->to, "%s%9s %7s%s", colour, say_number(n, part), say_percent(share, part, whole),
		colour[0] != '\0' ? o->plain : "");
}

/* How a denial of a class looks: of wanted mail each one is bad, of spam good. */
static const char *colour_of(const struct out *o, int class, uint64_t n)
{
	if (class == CLASS_HAM)
		return n > 0 ? o->bad : o->good;
	return "";
}

static void opening(const struct out *o)
{
	const struct summary *s = o->r->summary;
	char n[SAID_SIZE], pairs[SAID_SIZE], when[SAID_SIZE];
	uint64_t helos = summary_helos(s);
	struct notes notes;

	if (helos == 0)
		fprintf(o->to, "%sheloreplay: no HELO was %s%s, so there is nothing to judge.\n",
			o->bold,
			s->pairs_waiting > 0 ? "looked up in DNS" : "found in what was read",
			o->plain);
	else
		fprintf(o->to,
			"%sheloreplay: %s HELO%s%s of %s different pair%s of HELO and "
			"client,\n%s\n",
			o->bold, say_number(n, helos), plural(helos), o->plain,
			say_number(pairs, s->pairs), plural(s->pairs), say_period(when, s));
	putc('\n', o->to);
	for (int source = 0; source < SOURCE_COUNT; source++)
		if (s->sources[source] > 0)
			fprintf(o->to, "  %9s  %s\n", say_number(n, s->sources[source]),
				source_meaning[source]);
	notes_make(&notes, o->r);
	if (notes.count > 0 && helos > 0)
		putc('\n', o->to);
	for (size_t i = 0; i < notes.count; i++)
		wrapped(o, "  * ", notes.at[i]);
	for (size_t i = 0; i < UNREADABLE_MAX && i < o->r->intake->unreadable; i++)
		fprintf(o->to, "      %s: %s\n", o->r->intake->first[i].where,
			o->r->intake->first[i].text);
}

/* All policies in a table, a column for each class that there is. */
static void overview(const struct out *o)
{
	static const char *const heads[CLASS_COUNT] = {"of the logs", "wanted mail lost",
						       "spam caught"};
	const struct summary *s = o->r->summary;

	title(o, "What each policy denies", "");
	fprintf(o->to, "%-24s", "");
	for (int class = 0; class < CLASS_COUNT; class ++)
		if (s->helos[class] > 0)
			fprintf(o->to, " %17s", heads[class]);
	putc('\n', o->to);
	for (size_t i = 0; i < o->r->pairs->policies; i++) {
		const char *label = o->r->labels[i];

		fprintf(o->to, "  %-22s", label);
		if (strlen(label) > 22)
			fprintf(o->to, "\n%24s", "");
		for (int class = 0; class < CLASS_COUNT; class ++) {
			uint64_t n = s->policies[i].denied[class];

			if (s->helos[class] == 0)
				continue;
			putc(' ', o->to);
			cell(o, colour_of(o, class, n), n, s->helos[class]);
		}
		putc('\n', o->to);
	}
}

static void changes(const struct out *o)
{
	char n[SAID_SIZE], pairs[SAID_SIZE];

	if (o->r->pairs->policies < 2)
		return;
	title(o, "What changes from policy to policy", "");
	for (size_t i = 1; i < o->r->pairs->policies; i++) {
		const struct policy_sum *sum = &o->r->summary->policies[i];

		fprintf(o->to, "  %s -> %s\n", o->r->labels[i - 1], o->r->labels[i]);
		if (sum->pairs_more == 0 && sum->pairs_fewer == 0)
			fputs("            no difference\n", o->to);
		if (sum->pairs_more > 0)
			fprintf(o->to, "  %9s HELO%s more are denied, of %s pair%s\n",
				say_number(n, sum->more), plural(sum->more),
				say_number(pairs, sum->pairs_more), plural(sum->pairs_more));
		if (sum->pairs_fewer > 0)
			fprintf(o->to, "  %9s HELO%s fewer, of %s pair%s\n",
				say_number(n, sum->fewer), plural(sum->fewer),
				say_number(pairs, sum->pairs_fewer), plural(sum->pairs_fewer));
	}
}

/* A line for each class: how many, of how many, what that means. */
static void totals(const struct out *o, const struct policy_sum *sum)
{
	static const char *const nouns[CLASS_COUNT] = {"HELO", "wanted message",
						       "unwanted message"};
	static const char *const tails[CLASS_COUNT] = {" in the logs", " lost", " caught"};
	const struct summary *s = o->r->summary;
	char n[SAID_SIZE];

	for (int class = 0; class < CLASS_COUNT; class ++) {
		uint64_t helos = s->helos[class];

		if (helos == 0)
			continue;
		cell(o, colour_of(o, class, sum->denied[class]), sum->denied[class], helos);
		fprintf(o->to, "  of %s %s%s%s", say_number(n, helos), nouns[class], plural(helos),
			tails[class]);
		if (sum->for_now[class] > 0)
			fprintf(o->to, ", %s of them for now (4xx)",
				say_number(n, sum->for_now[class]));
		putc('\n', o->to);
	}
	cell(o, "", sum->pairs_denied, s->pairs);
	fprintf(o->to, "  of %s different pair%s\n", say_number(n, s->pairs), plural(s->pairs));
}

/* Of one class, which checks decide. */
static void by_check(const struct out *o, const struct policy_sum *sum, enum sample_class class)
{
	static const char *const words[CLASS_COUNT] = {"Of the logs", "Wanted mail lost",
						       "Spam caught"};
	unsigned end = bar_end(o->r);
	uint64_t helos = o->r->summary->helos[class];

	if (sum->denied[class] == 0)
		return;
	fprintf(o->to, "\n  %s, by check (the bars end at %u %%):\n", words[class], end);
	for (int id = 0; id < CHECK_COUNT; id++) {
		if (sum->by[class][id] == 0)
			continue;
		fprintf(o->to, "    %-16s ", check_names[id]);
		cell(o, "", sum->by[class][id], helos);
		bar(o, sum->by[class][id], helos, end);
		putc('\n', o->to);
	}
}

/* Two lines a pair: a HELO may be as long as a name can be. */
static void list(const struct out *o, const struct top_list *top, size_t policy, const char *words)
{
	uint64_t rest = top->denied;
	char n[SAID_SIZE], when[SAID_SIZE];

	if (top->count == 0)
		return;
	fprintf(o->to, "\n  %s:\n", words);
	for (size_t i = 0; i < top->count && i < SHOWN; i++) {
		const struct pair *p = top->at[i].pair;
		const char *reverse = pair_reverse(p);

		rest -= top->at[i].denied;
		fprintf(o->to, "  %9s  %s%s%s\n", say_number(n, top->at[i].denied), o->bold,
			pair_helo(p), o->plain);
		fprintf(o->to, "             %s%s%s  %s", pair_client(p),
			reverse[0] != '\0' ? "  " : "", reverse, pair_check(p, policy));
		if (p->last != 0)
			fprintf(o->to, "  %s", say_day(when, p->last));
		putc('\n', o->to);
	}
	if (rest > 0)
		fprintf(o->to, "  %9s  of others\n", say_number(n, rest));
}

static void policy(const struct out *o, size_t i)
{
	const struct policy_sum *sum = &o->r->summary->policies[i];

	title(o, "Policy ", o->r->labels[i]);
	totals(o, sum);
	for (enum sample_class class = 0; class < CLASS_COUNT; class ++)
		by_check(o, sum, class);
	list(o, &sum->ham, i, "Wanted mail that would be lost (HELO; client, check, last seen)");
	list(o, &sum->most, i, "Denied most (HELO; client, check, last seen)");
}

static void unknown(const struct out *o)
{
	const struct summary *s = o->r->summary;
	bool any = false;

	for (enum reason i = 0; i < REASON_COUNT; i++)
		any |= s->unknown[i] > 0;
	if (!any)
		return;
	title(o, "Where DNS could not say", "");
	for (enum reason i = 0; i < REASON_COUNT; i++) {
		if (s->unknown[i] == 0)
			continue;
		cell(o, "", s->unknown[i], summary_helos(s));
		fprintf(o->to, "  %-10s %s\n", reason_text(i), reason_meaning(i));
	}
	wrapped(o, "  ", unknown_meaning);
}

bool output_text(FILE *to, const struct replayed *r, bool colour)
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
