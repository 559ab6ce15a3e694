/*
 * report: a replay as text for a person, as an HTML page, as CSV. What clients wrote is printable
 * already (printable.h); the page also escapes it.
 */
#ifndef REPLAY_REPORT_REPORT_H
#define REPLAY_REPORT_REPORT_H

#include "replay/read/intake.h"
#include "replay/report/summary.h"

#include <stdio.h>

struct replay {
	const char *const *labels; /* of the policies: `PLRIV`, `PLRIV + helo.checks.ini` */
	const struct pairs *pairs;
	const struct summary *summary;
	const struct intake *intake;
};

/*
 * False, with errno: it could not be written completely. colour: with escape sequences (ISO 6429).
 */
bool report_text(FILE *to, const struct replay *r, bool colour);
bool report_html(FILE *to, const struct replay *r);

/*
 * RFC 4180, a row for each pair, by HELO and client. What a spreadsheet would take for a formula
 * (it begins with = + - or @, at the start of a cell or after what some reader takes for a
 * separator) is prefixed with a '.
 */
bool report_csv(FILE *to, const struct replay *r);

#endif
