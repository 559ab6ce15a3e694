/*
 * report: the log lines of one HELO (doc/behaviour.md, section 5): what failed and what is unknown
 * (L), the denial (always), the facts line (F).
 */
#ifndef OUTPUT_REPORT_H
#define OUTPUT_REPORT_H

#include "base/log.h"
#include "checks/judgement.h"
#include "input/policy.h"
#include "input/session.h"

void report(struct log *log, const struct session *s, const struct policy *p,
	    const struct judgement *j);

#endif
