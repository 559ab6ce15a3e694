/*
 * report: what the log hears of one HELO (doc/behaviour.md, section 5): what failed and what is not
 * known (L), the denial (always), the facts line (F).
 */
#ifndef REPORT_H
#define REPORT_H

#include "checks.h"
#include "facts.h"
#include "log.h"
#include "policy.h"
#include "session.h"
#include "verdict.h"

void report(struct log *log, const struct session *s, const struct policy *p, const struct facts *f,
	    const struct results *r, const struct verdict *v);

#endif
