/* judgement: see judgement.h. */
#include "checks/judgement.h"

void judgement_weigh(struct results *r, struct verdict *v, const struct session *s,
		     const struct policy *p, const struct facts *f)
{
	checks_run(r, s, p, f);
	*v = verdict_reach(r, p);
}

void judgement_reach(struct judgement *j, const struct session *s, const struct policy *p,
		     int64_t deadline, struct log *log)
{
	const unsigned needs = checks_need(p, s);

	j->suffixes = (needs & NEED_SUFFIXES) != 0 ? suffixes_load(log) : NULL;
	facts_gather(&j->facts, needs, s, p, j->suffixes, deadline, log);
	judgement_weigh(&j->results, &j->verdict, s, p, &j->facts);
}

void judgement_free(struct judgement *j)
{
	facts_free(&j->facts);
	suffixes_free(j->suffixes);
}
