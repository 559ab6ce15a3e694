/*
 * report: what the log hears of one HELO (doc/behaviour.md, section 5): what failed and what is not
 * known (L), the denial (always), the facts line (F).
 */
#ifndef OUTPUT_REPORT_H
#define OUTPUT_REPORT_H

#include "base/log.h"
#include "checks/checks.h"
#include "checks/verdict.h"
#include "facts/facts.h"
#include "input/policy.h"
#include "input/session.h"

void report(struct log *log, const struct session *s, const struct policy *p, const struct facts *f,
	    const struct results *r, const struct verdict *v);

#endif
