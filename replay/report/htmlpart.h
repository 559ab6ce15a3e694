/*
 * htmlpart: what the page is put together from. Nothing that comes from outside reaches the page but
 * through html_text.
 */
#ifndef REPLAY_REPORT_HTMLPART_H
#define REPLAY_REPORT_HTMLPART_H

#include "replay/report/output.h"

/*
 * Writes text escaped, fit for content and for attributes in double quotes. Bytes outside 0x20 to 0x7E
 * become `?`.
 */
void html_text(FILE *to, const char *text);

/* The share of part in whole, in percent: `<0.1 %` needs escaping too. */
void html_share(FILE *to, uint64_t part, uint64_t whole);

/* The head of the page up to <body>, with its title and its style sheet. */
void html_head(FILE *to, const char *title);

/*
 * A bar of a chart, end (in percent of whole) being its full length. It is hidden from who cannot see
 * it: the numbers always stand beside it. kind: a class of the style sheet; small: in the cell of a table.
 */
void html_bar(FILE *to, const char *kind, uint64_t part, uint64_t whole, unsigned end, bool small);
/* One of all checks that deny, each in its colour. */
void html_stack(FILE *to, const uint64_t by[CHECK_COUNT], uint64_t whole, unsigned end);

/* A check's colour and name. */
void html_check(FILE *to, enum check_id id);

/* A list of names as a table, the ones behind the first few folded away. */
void html_names(FILE *to, const struct top_list *top, size_t policy, const char *caption);

#endif
