/* summary: see summary.h. */
#include "replay/report/summary.h"

#include <string.h>

enum sample_class sample_class(enum sample_source source)
{
	switch (source) {
	case FROM_HAM:
		return CLASS_HAM;
	case FROM_SPAM:
		return CLASS_SPAM;
	default:
		return CLASS_LOG;
	}
}

uint64_t summary_helos(const struct summary *s)
{
	return s->helos[CLASS_LOG] + s->helos[CLASS_HAM] + s->helos[CLASS_SPAM];
}

/* How many HELOs of a source count. */
static uint64_t counted(const struct pair *p, enum sample_source source)
{
	const uint32_t failures = p->seen[FROM_FAILURES], envelopes = p->seen[FROM_ENVELOPE];

	if (source != FROM_FAILURES && source != FROM_ENVELOPE)
		return p->seen[source];
	/* Logs of one server tell of the same HELOs in several ways: by one of them is enough. */
	if (p->seen[FROM_FACTS] > 0 ||
	    p->seen[source] < (failures > envelopes ? failures : envelopes))
		return 0;
	return source == FROM_ENVELOPE && failures == envelopes ? 0 : p->seen[source];
}

/* And how many of these a policy denies. */
static uint64_t denied(const struct pair *p, enum sample_source source, size_t policy)
{
	if (source == FROM_FACTS)
		return p->judged[policy].denied;
	return p->judged[policy].by != CHECK_COUNT ? counted(p, source) : 0;
}

uint64_t summary_denied(const struct pair *p, size_t policy)
{
	uint64_t sum = 0;

	for (enum sample_source source = 0; source < SOURCE_COUNT; source++)
		sum += denied(p, source, policy);
	return sum;
}

static bool before(const struct top *a, const struct top *b)
{
	int order;

	if (a->denied != b->denied)
		return a->denied > b->denied;
	order = strcmp(a->pair->helo, b->pair->helo);
	return order != 0 ? order < 0 : strcmp(a->pair->ip, b->pair->ip) < 0;
}

/* Into its place; whoever is last in a full list falls out. */
static void insert(struct top_list *list, const struct pair *p, uint64_t n)
{
	const struct top new = {.pair = p, .denied = n};
	size_t i = list->count;

	if (n == 0)
		return;
	list->denied += n;
	if (i < TOP_MAX)
		list->count++;
	else if (!before(&new, &list->at[--i]))
		return;
	for (; i > 0 && before(&new, &list->at[i - 1]); i--)
		list->at[i] = list->at[i - 1];
	list->at[i] = new;
}

/* What a policy makes of a pair; of facts lines the sums are exact, and come from sum_facts. */
static void sum_policy(struct policy_sum *to, const struct pair *p, size_t policy)
{
	const struct judged *judged = &p->judged[policy];
	uint64_t all = summary_denied(p, policy), last;

	for (enum sample_source source = 0; source < SOURCE_COUNT; source++) {
		enum sample_class class = sample_class(source);
		uint64_t n = denied(p, source, policy);

		if (source == FROM_FACTS || n == 0)
			continue;
		to->denied[class] += n;
		to->by[class][judged->by] += n;
		if (judged->for_now)
			to->for_now[class] += n;
	}
	to->pairs_denied += all > 0;
	insert(&to->most, p, all);
	insert(&to->ham, p, denied(p, FROM_HAM, policy));
	if (policy == 0)
		return;
	last = summary_denied(p, policy - 1);
	if (all > last) {
		to->more += all - last;
		to->pairs_more++;
	} else if (all < last) {
		to->fewer += last - all;
		to->pairs_fewer++;
	}
}

/* A HELO counts once for each reason, however many checks gave it. */
static void sum_unknown(struct summary *s, const struct pair *p, uint64_t asked)
{
	bool given[REASON_COUNT] = {false}, any = false;

	for (int id = 0; id < CHECK_COUNT; id++) {
		if (p->outcome[id] != ERROR)
			continue;
		any = true;
		if (!given[p->reason[id]])
			s->unknown[p->reason[id]] += asked;
		given[p->reason[id]] = true;
	}
	s->unknown_pairs += any;
}

static void sum_pair(struct summary *s, const struct pair *p, size_t policies)
{
	uint64_t asked = 0;

	if (!p->judged_yet) {
		s->pairs_waiting++;
		return;
	}
	s->pairs++;
	s->pairs_asked += p->seen[FROM_FACTS] == 0;
	for (enum sample_source source = 0; source < SOURCE_COUNT; source++) {
		uint64_t n = counted(p, source);

		s->sources[source] += n;
		s->helos[sample_class(source)] += n;
		asked += source == FROM_FACTS ? 0 : n;
	}
	sum_unknown(s, p, asked);
	for (size_t i = 0; i < policies; i++)
		sum_policy(&s->policies[i], p, i);
}

static void sum_facts(struct summary *s, const struct pairs *pairs)
{
	for (size_t i = 0; i < pairs->policies; i++) {
		struct policy_sum *to = &s->policies[i];

		for (int id = 0; id < CHECK_COUNT; id++) {
			to->by[CLASS_LOG][id] += pairs->facts_denied[i][id];
			to->denied[CLASS_LOG] += pairs->facts_denied[i][id];
		}
		to->for_now[CLASS_LOG] += pairs->facts_for_now[i];
	}
	for (size_t i = 0; i < REASON_COUNT; i++)
		s->unknown[i] += pairs->facts_unknown[i];
}

void summary_make(struct summary *s, const struct pairs *pairs)
{
	*s = (struct summary){.first = pairs->first, .last = pairs->last};
	sum_facts(s, pairs);
	for (size_t i = 0; i < pairs->size; i++)
		for (const struct pair *p = pairs->at[i]; p != NULL; p = p->next)
			sum_pair(s, p, pairs->policies);
}
