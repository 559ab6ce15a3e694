/*
 * judge: the policies that stand side by side, and what each makes of a pair. The same modules as in the
 * plugin read settings and control files, gather facts, run checks and reach the verdict.
 */
#ifndef REPLAY_JUDGE_JUDGE_H
#define REPLAY_JUDGE_JUDGE_H

#include "base/env.h"
#include "facts/facts.h"
#include "input/policy.h"
#include "replay/judge/pairs.h"

#define LABEL_SIZE 96

struct replay_policy {
	char label[LABEL_SIZE]; /* `PLRIV`, `PLRIV + helo.checks.ini` */
	struct policy policy;
	bool off_for_relay; /* R: does nothing for clients that may relay */
};

struct judge {
	struct replay_policy policies[POLICIES_MAX];
	size_t count;
	/* Runs every check that a policy, or the table of all results, wants to know; denies nothing. */
	struct policy every;
	unsigned needs;		   /* enum need, of all of them together */
	struct suffixes *suffixes; /* of all of them */
	struct pairs *pairs;
};

/*
 * Reads the settings. env: the admin's own (HELO_DNS_TIMEOUT, DNSCACHEIP, HELO_CHECKS, ...). ini: the file
 * for the HELO checks, NULL for control/helo.checks.ini. all_checks: the HELO checks run also where no
 * policy asks for them, for the table of all results. Call before judge_add.
 */
void judge_init(struct judge *j, const struct env *env, const char *ini, bool all_checks,
		struct pairs *pairs, struct log *log);

/*
 * One more policy: flags as in HELO_DNS_CHECK; a `+` at the end: and the HELO checks, as env and ini say.
 * False when there are POLICIES_MAX already.
 */
bool judge_add(struct judge *j, const char *flags, const struct env *env, const char *ini,
	       struct log *log);

/* Loads what all of them share; after the last judge_add. */
void judge_ready(struct judge *j, struct log *log);

/*
 * Counts a facts line for its pair, and judges it where its facts are not those of the last one.
 */
void judge_facts(struct judge *j, struct pair *pair, const struct sample *s);

/* Asks DNS about a pair, now, and judges it. Several threads may, each with a pair of its own. */
void judge_now(struct judge *j, struct pair *pair);

void judge_free(struct judge *j);

#endif
