/*
 * output: a replay as text for a person, as one HTML page, as CSV. What came from outside is printable
 * already (printable.h); the page escapes it once more.
 */
#ifndef REPLAY_REPORT_OUTPUT_H
#define REPLAY_REPORT_OUTPUT_H

#include "replay/read/intake.h"
#include "replay/report/summary.h"

#include <stdio.h>

struct replayed {
	const char *const *labels; /* of the policies: `PLRIV`, `PLRIV + helo.checks.ini` */
	const struct pairs *pairs;
	const struct summary *summary;
	const struct intake *intake;
};

/* False, with errno, when it could not be written whole. colour: with escape sequences (ISO 6429). */
bool output_text(FILE *to, const struct replayed *r, bool colour);
bool output_html(FILE *to, const struct replayed *r);

/*
 * RFC 4180, one row a pair, by HELO and client. A cell that a spreadsheet would take for a formula (it
 * begins with = + - or @) gets a ' before it.
 */
bool output_csv(FILE *to, const struct replayed *r);

#endif
