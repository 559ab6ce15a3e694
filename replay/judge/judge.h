/*
 * judge: several policies side by side, and what each makes of a pair. Settings and control files
 * are read, facts gathered, checks run and verdicts reached by the plugin's own code.
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
	/* Runs each check that a policy or the table of results needs; denies nothing. */
	struct policy every;
	unsigned needs;		   /* enum need, of all of them together */
	struct suffixes *suffixes; /* of all of them */
	struct pairs *pairs;
};

/*
 * Reads the settings. env: the admin's own (HELO_DNS_TIMEOUT, DNSCACHEIP, HELO_CHECKS, ...). ini:
 * settings of the HELO checks, NULL: control/helo.checks.ini. all_checks: run the HELO checks even
 * if no policy needs them, for the table of results. Call it before judge_add.
 */
void judge_init(struct judge *j, const struct env *env, const char *ini, bool all_checks,
		struct pairs *pairs, struct log *log);

/*
 * Adds a policy: flags as in HELO_DNS_CHECK; a trailing `+` adds the HELO checks as set by env and
 * ini. False: there are POLICIES_MAX already.
 */
bool judge_add(struct judge *j, const char *flags, const struct env *env, const char *ini,
	       struct log *log);

/* Loads what all policies share, control files too. Call it once, after the last judge_add. */
void judge_load(struct judge *j, struct log *log);

/* Counts a facts line for its pair; judges the pair anew if the facts have changed. */
void judge_facts(struct judge *j, struct pair *pair, const struct sample *s);

/* Asks DNS about a pair and judges it. Threads may call it, each with a pair of its own. */
void judge_now(struct judge *j, struct pair *pair);

void judge_free(struct judge *j);

#endif
