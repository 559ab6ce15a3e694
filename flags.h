/*
 * flags: the letters of HELO_DNS_CHECK, of both generations (doc/behaviour.md, section 2): which
 * checks run, which deny, and how. Pure: no environment, no log.
 */
#ifndef FLAGS_H
#define FLAGS_H

#include "input/checkset.h"

#include <stdbool.h>

struct flags {
	checkset run;	 /* the checks that run */
	checkset deny;	 /* the checks that deny */
	bool skip_relay; /* R */
	bool temporary;	 /* T */
	bool monitor;	 /* M */
	bool log;	 /* L, or D which implies it */
	bool headers;	 /* H */
	bool debug;	 /* D */
	bool silent;	 /* P of the newer generation: nothing denies, no matter what asks for it */
	bool facts;	 /* F */
	char unknown[16]; /* unknown letters, each once, as many as fit, printable; "" if none */
};

/* Parses the letters of text, in any order and number. Cannot fail: see unknown. */
struct flags flags_parse(const char *text);

#endif
