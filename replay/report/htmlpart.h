/* htmlpart: the parts of the page. Text from outside reaches it only through html_text. */
#ifndef REPLAY_REPORT_HTMLPART_H
#define REPLAY_REPORT_HTMLPART_H

#include "replay/report/report.h"

/* Escapes text, for content and quoted attributes. Bytes outside 0x20 to 0x7E become `?`. */
void html_text(FILE *to, const char *text);

/* Writes the share of part in whole, in percent. */
void html_share(FILE *to, uint64_t part, uint64_t whole);

/* The page up to <body>, with its title and its style sheet. */
void html_head(FILE *to, const char *title);

/*
 * A bar, whose full length is end (in percent of whole). Screen readers skip it: the numbers are
 * always beside it. kind: a class of the style sheet. small: in a table cell.
 */
void html_bar(FILE *to, const char *kind, uint64_t part, uint64_t whole, unsigned end, bool small);
/* A bar of all checks that deny, each in its colour. */
void html_stack(FILE *to, const uint64_t by[CHECK_COUNT], uint64_t whole, unsigned end);

/* The colour and the name of a check. */
void html_check(FILE *to, enum check_id id);

/* A table of names; all but the first few are folded away. */
void html_names(FILE *to, const struct top_list *top, size_t policy, const char *caption);

#endif
