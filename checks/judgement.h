/*
 * judgement: from one session to facts, results and a verdict. The one place where the steps stand;
 * the plugin, `helodnscheck -t` and the fuzzer of the pipeline call it.
 */
#ifndef CHECKS_JUDGEMENT_H
#define CHECKS_JUDGEMENT_H

#include "checks/checks.h"
#include "checks/verdict.h"
#include "facts/facts.h"

#include <stdint.h>

struct judgement {
	struct suffixes *suffixes; /* NULL unless a check needed it, and it could be loaded */
	struct facts facts;
	struct results results;
	struct verdict verdict;
};

/*
 * Judges the session by the policy. deadline (clock_ms): of all DNS. Cannot fail: what goes wrong
 * is a warning, and unknown. Free it with judgement_free.
 */
void judgement_reach(struct judgement *j, const struct session *s, const struct policy *p,
		     int64_t deadline, struct log *log);

/* The part after the facts. heloreplay judges the same facts by several policies. */
void judgement_weigh(struct results *r, struct verdict *v, const struct session *s,
		     const struct policy *p, const struct facts *f);

void judgement_free(struct judgement *j);

#endif
