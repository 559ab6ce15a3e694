/* judge: see judge.h. */
#include "replay/judge/judge.h"

#include "base/clock.h"
#include "checks/judgement.h"
#include "replay/judge/known.h"
#include "replay/judge/past.h"
#include "replay/judge/pastfacts.h"

#include <stdio.h>
#include <string.h>

/* The admin's environment, except for what a policy sets. */
struct setting {
	const struct env *env;
	const char *flags;
	bool every; /* all HELO checks, whatever HELO_CHECKS says */
};

static const char *get_setting(const struct env *env, const char *name)
{
	const struct setting *set = env->data;

	if (strcmp(name, "HELO_DNS_CHECK") == 0)
		return set->flags;
	if (strcmp(name, "RELAYCLIENT") == 0 || strcmp(name, "NOHELODNSCHECK") == 0 ||
	    strcmp(name, "HELO_DENIED") == 0)
		return NULL; /* about a client of today */
	if (set->every && strcmp(name, "HELO_CHECKS") == 0)
		return "all";
	if (set->every && strcmp(name, "HELO_REJECT") == 0)
		return NULL;
	return env_get(set->env, name);
}

static void read_policy(struct policy *p, const struct setting *set, bool helo_checks,
			const char *ini, struct log *log)
{
	const struct env env = {.get = get_setting, .data = set};

	policy_read(p, &env, log);
	p->ini = ini;
	if (helo_checks)
		policy_read_helo_checks(p, &env, log);
}

void judge_init(struct judge *j, const struct env *env, const char *ini, bool all_checks,
		struct pairs *pairs, struct log *log)
{
	/* V, O and G run their checks; P keeps the others from denying. */
	const struct setting set = {.env = env, .flags = "PVOG", .every = true};

	*j = (struct judge){.pairs = pairs};
	read_policy(&j->every, &set, all_checks, ini, log);
	j->every.deny = 0;
}

bool judge_add(struct judge *j, const char *flags, const struct env *env, const char *ini,
	       struct log *log)
{
	const size_t len = strlen(flags);
	const bool helo_checks = len > 0 && flags[len - 1] == '+';
	const char *name = ini != NULL && strrchr(ini, '/') != NULL ? strrchr(ini, '/') + 1 : ini;
	struct replay_policy *p = &j->policies[j->count];
	char letters[LABEL_SIZE / 2];
	struct setting set = {.env = env, .flags = letters};

	if (j->count == POLICIES_MAX)
		return false;
	snprintf(letters, sizeof(letters), "%.*s", (int)(len - helo_checks), flags);
	snprintf(p->label, sizeof(p->label), "%s%s%.40s", letters[0] != '\0' ? letters : "\"\"",
		 helo_checks ? " + " : "",
		 !helo_checks	? ""
		 : name != NULL ? name
				: "HELO checks");
	read_policy(&p->policy, &set, helo_checks, ini, log);
	p->off_for_relay = strchr(letters, 'R') != NULL;
	/* All policies share one lookup, with the longest of their timeouts. */
	if (p->policy.timeout_ms > j->every.timeout_ms)
		j->every.timeout_ms = p->policy.timeout_ms;
	j->every.run |= p->policy.run;
	j->every.helo.on = j->every.helo.on || p->policy.helo.on;
	j->count++;
	return true;
}

void judge_load(struct judge *j, struct log *log)
{
	for (int id = 0; id < CHECK_COUNT; id++)
		if ((j->every.run & CHECK_BIT(id)) != 0)
			j->needs |= checks[id].needs;
	if ((j->needs & NEED_SUFFIXES) != 0)
		j->suffixes = suffixes_load(log);
	known_load((j->needs & NEED_PATTERNS) != 0, log);
}

void judge_free(struct judge *j)
{
	for (size_t i = 0; i < j->count; i++)
		policy_free(&j->policies[i].policy);
	policy_free(&j->every);
	suffixes_free(j->suffixes);
}

static void keep_results(struct pair *pair, const struct results *r)
{
	for (int id = 0; id < CHECK_COUNT; id++) {
		pair->outcome[id] = (unsigned char)r->check[id].outcome;
		pair->reason[id] = (unsigned char)r->check[id].reason;
	}
}

/* Stores in the pair what all policies make of a session and its facts. */
static void judge_pair(struct judge *j, struct pair *pair, const struct session *s,
		       const struct facts *f)
{
	const bool welcome = known_welcomes(s) != NO;
	struct results r;

	checks_run(&r, s, &j->every, f);
	keep_results(pair, &r);
	for (size_t i = 0; i < j->count; i++) {
		const struct replay_policy *each = &j->policies[i];
		struct pair_verdict *verdict = &pair->verdicts[i];
		struct verdict v;

		verdict->by = CHECK_COUNT;
		verdict->temporary = false;
		if (welcome || (s->relay && each->off_for_relay))
			continue;
		judgement_weigh(&r, &v, s, &each->policy, f);
		/* With M, show what it would deny. */
		if (v.action == ACCEPT)
			continue;
		verdict->by = (unsigned char)v.by;
		verdict->temporary = v.temporary;
	}
	pair->judged = true;
}

void judge_facts(struct judge *j, struct pair *pair, const struct sample *s)
{
	const uint64_t hash = pastfacts_hash(s->facts);

	if (!pair->judged || pair->facts_hash != hash) {
		struct pastfacts line;

		pastfacts_read(&line, s, j->needs, j->suffixes);
		judge_pair(j, pair, &line.session, &line.facts);
		facts_free(&line.facts);
		pair->facts_hash = hash;
	}
	pair_count_unknown(pair, j->pairs->facts_unknown, 1);
	for (size_t i = 0; i < j->count; i++) {
		struct pair_verdict *verdict = &pair->verdicts[i];

		if (verdict->by == CHECK_COUNT)
			continue;
		verdict->denied++;
		j->pairs->facts_denied[i][verdict->by]++;
		j->pairs->facts_temporary[i] += verdict->temporary;
	}
}

/* A bit for each policy that denies the pair. */
static unsigned denied_by(const struct judge *j, const struct pair *pair)
{
	unsigned bits = 0;

	for (size_t i = 0; i < j->count; i++)
		bits |= (unsigned)(pair->verdicts[i].by != CHECK_COUNT) << i;
	return bits;
}

/* Is it from the patch's log alone, which makes a `_` of all that is not printable? */
static bool may_have_lost_bytes(const struct pair *pair)
{
	for (enum sample_source source = 0; source < SOURCE_COUNT; source++)
		if (source != FROM_ENVELOPE && pair->count[source] > 0)
			return false;
	return strchr(pair->helo, '_') != NULL;
}

static void ask(struct judge *j, struct pair *pair, const struct past *past)
{
	struct log nobody = {.quiet = true};
	struct session s;
	struct facts f;

	past_session(&s, past);
	facts_gather(&f, j->needs, &s, &j->every, j->suffixes, clock_ms() + j->every.timeout_ms,
		     &nobody);
	judge_pair(j, pair, &s, &f);
	facts_free(&f);
}

/* With blanks for all `_`; then *denied has a bit for each policy that denies it. */
static void judge_with_blanks(struct judge *j, struct pair *pair, struct past past,
			      unsigned *denied)
{
	char helo[PRINTABLE_SIZE];

	snprintf(helo, sizeof(helo), "%s", pair->helo);
	for (char *at = helo; (at = strchr(at, '_')) != NULL;)
		*at = ' ';
	past.helo = helo;
	ask(j, pair, &past);
	*denied = denied_by(j, pair);
}

void judge_now(struct judge *j, struct pair *pair)
{
	const bool both = may_have_lost_bytes(pair);
	char local[IPADDR_TEXT];
	unsigned denied = 0;
	const struct past past = {
		.helo = pair->helo,
		.ip = pair->ip,
		.reverse = pair->reverse,
		.local = pair->local > 0 ? ipaddr_print(local, &j->pairs->locals[pair->local - 1])
					 : NULL};

	if (both)
		judge_with_blanks(j, pair, past, &denied);
	ask(j, pair, &past);
	pair->unclear = both && denied != denied_by(j, pair);
}
