/* htmlpart: see htmlpart.h. */
#include "replay/report/htmlpart.h"

#include "replay/report/style.css.h" /* made of style.css */
#include "replay/report/wording.h"

/* Names that are not folded away. */
#define SHOWN 20
/*
 * The length of a full bar, in units of its own drawing. A bar never gets too short to be seen;
 * those in tables are small on a telephone.
 */
#define BAR 1000.0
#define BAR_MIN 5.0
#define BAR_MIN_SMALL 15.0

void html_text(FILE *to, const char *text)
{
	for (; *text != '\0'; text++) {
		switch (*text) {
		case '&':
			fputs("&amp;", to);
			break;
		case '<':
			fputs("&lt;", to);
			break;
		case '>':
			fputs("&gt;", to);
			break;
		case '"':
			fputs("&quot;", to);
			break;
		case '\'':
			fputs("&#39;", to);
			break;
		default:
			putc(*text >= ' ' && *text <= '~' ? *text : '?', to);
		}
	}
}

void html_share(FILE *to, uint64_t part, uint64_t whole)
{
	char share[FORMAT_SIZE];

	html_text(to, format_percent(share, part, whole)); /* `<0.1 %` */
}

/*
 * Turns of 157 degrees keep the hues of any number of checks apart, neighbours most. Lightness,
 * which depends on light or dark mode, is the style sheet's.
 */
static void check_colours(FILE *to)
{
	for (int id = 0; id < CHECK_COUNT; id++)
		fprintf(to, ".check%d { fill: hsl(%d, 60%%, var(--%s)) }\n", id,
			(236 + 157 * id) % 360, id % 2 == 0 ? "even" : "odd");
}

/* No script, and nothing from elsewhere: the security policy tells the browser, too. */
void html_head(FILE *to, const char *title)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	      "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>",
	      to);
	html_text(to, title);
	fprintf(to, "</title>\n<style>\n%s", style);
	check_colours(to);
	fputs("</style>\n</head>\n", to);
}

/* One piece of a bar; returns where the next one begins. */
static double piece(FILE *to, const char *kind, double at, double width)
{
	fprintf(to, "<rect class=\"%s\" x=\"%.1f\" width=\"%.1f\" height=\"10\"/>", kind, at,
		width);
	return at + width;
}

static double width_of(uint64_t part, uint64_t whole, unsigned end, double min)
{
	const double width = BAR * (double)part / (double)whole * 100.0 / end;

	return width < min ? min : width;
}

static const char bar_begin[] = "<svg class=\"bar\" viewBox=\"0 0 1000 10\" "
				"preserveAspectRatio=\"none\" aria-hidden=\"true\">";

void html_bar(FILE *to, const char *kind, uint64_t part, uint64_t whole, unsigned end, bool small)
{
	fputs(bar_begin, to);
	if (part > 0)
		piece(to, kind, 0, width_of(part, whole, end, small ? BAR_MIN_SMALL : BAR_MIN));
	fputs("</svg>", to);
}

void html_stack(FILE *to, const uint64_t by[CHECK_COUNT], uint64_t whole, unsigned end)
{
	char kind[FORMAT_SIZE];
	double at = 0;

	fputs(bar_begin, to);
	for (int id = 0; id < CHECK_COUNT; id++) {
		snprintf(kind, sizeof(kind), "check%d", id);
		if (by[id] > 0)
			at = piece(to, kind, at, width_of(by[id], whole, end, BAR_MIN));
	}
	fputs("</svg>", to);
}

void html_check(FILE *to, enum check_id id)
{
	fprintf(to,
		"<svg class=\"key\" viewBox=\"0 0 10 10\" aria-hidden=\"true\">"
		"<rect class=\"check%d\" width=\"10\" height=\"10\" rx=\"2\"/></svg>"
		"<code>%s</code>",
		(int)id, check_names[id]);
}

static void names_table(FILE *to, const struct top *top, size_t count, size_t policy,
			const char *caption)
{
	char text[FORMAT_SIZE];

	fputs("<table class=\"names\">\n<caption>", to);
	html_text(to, caption);
	fputs("</caption>\n<thead><tr><th scope=\"col\" class=\"n\">HELOs</th>"
	      "<th scope=\"col\">HELO</th><th scope=\"col\">Client</th>"
	      "<th scope=\"col\">Reverse name</th><th scope=\"col\">Check</th>"
	      "<th scope=\"col\">Last seen</th></tr></thead>\n<tbody>\n",
	      to);
	for (size_t i = 0; i < count; i++) {
		const struct pair *p = top[i].pair;

		fprintf(to, "<tr><td class=\"n\">%s</td><td class=\"helo\">",
			format_number(text, top[i].denied));
		html_text(to, pair_helo(p));
		fputs("</td><td class=\"ip\">", to);
		html_text(to, p->ip);
		fputs("</td><td class=\"reverse\">", to);
		html_text(to, pair_reverse(p));
		fprintf(to, "</td><td class=\"by\">%s</td><td class=\"last\">%s</td></tr>\n",
			pair_check(p, policy), format_day(text, p->last));
	}
	fputs("</tbody>\n</table>\n", to);
}

/* How many HELOs are not listed. */
static void others(FILE *to, const struct top_list *top)
{
	uint64_t left = top->denied;
	char n[FORMAT_SIZE];

	for (size_t i = 0; i < top->count; i++)
		left -= top->items[i].denied;
	if (left > 0)
		fprintf(to, "<p class=\"quiet\">And %s other HELO%s; --csv lists them all.</p>\n",
			format_number(n, left), plural(left));
}

void html_names(FILE *to, const struct top_list *top, size_t policy, const char *caption)
{
	const size_t shown = top->count < SHOWN ? top->count : SHOWN;

	if (top->count == 0)
		return;
	names_table(to, top->items, shown, policy, caption);
	if (shown == top->count)
		return;
	fprintf(to, "<details><summary>%zu more</summary>\n", top->count - shown);
	names_table(to, top->items + shown, top->count - shown, policy, "And then");
	others(to, top);
	fputs("</details>\n", to);
}
