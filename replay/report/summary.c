/* summary: see summary.h. */
#include "replay/report/summary.h"

enum group group_of(enum sample_source source)
{
	switch (source) {
	case FROM_HAM:
		return GROUP_HAM;
	case FROM_SPAM:
		return GROUP_SPAM;
	default:
		return GROUP_LOG;
	}
}

uint64_t summary_helos(const struct summary *s)
{
	return s->helos[GROUP_LOG] + s->helos[GROUP_HAM] + s->helos[GROUP_SPAM];
}

/* How many HELOs of a source count: see struct summary. */
static uint64_t counted(const struct pair *p, enum sample_source source)
{
	const uint32_t failures = p->count[FROM_FAILURES], envelopes = p->count[FROM_ENVELOPE];
	const bool facts = p->count[FROM_FACTS] > 0;

	if (source == FROM_FAILURES && (facts || failures < envelopes))
		return 0;
	if (source == FROM_ENVELOPE && (facts || envelopes <= failures))
		return 0;
	return p->count[source];
}

/* How many of these a policy denies. */
static uint64_t denied(const struct pair *p, enum sample_source source, size_t policy)
{
	if (source == FROM_FACTS)
		return p->verdicts[policy].denied;
	return p->verdicts[policy].by != CHECK_COUNT ? counted(p, source) : 0;
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

/* Keeps the list in order; the last one drops out of a full list. */
static void insert(struct top_list *list, const struct pair *p, uint64_t n)
{
	const struct top new = {.pair = p, .denied = n};
	size_t i = list->count;

	if (n == 0)
		return;
	list->denied += n;
	if (i < TOP_MAX)
		list->count++;
	else if (!before(&new, &list->items[--i]))
		return;
	for (; i > 0 && before(&new, &list->items[i - 1]); i--)
		list->items[i] = list->items[i - 1];
	list->items[i] = new;
}

/* Facts lines are summed up one by one, in sum_facts. */
static void sum_policy(struct policy_sum *to, const struct pair *p, size_t policy)
{
	const struct pair_verdict *verdict = &p->verdicts[policy];
	uint64_t all = summary_denied(p, policy), last;

	for (enum sample_source source = 0; source < SOURCE_COUNT; source++) {
		enum group group = group_of(source);
		uint64_t n = denied(p, source, policy);

		if (source == FROM_FACTS || n == 0)
			continue;
		to->denied[group] += n;
		to->by[group][verdict->by] += n;
		if (verdict->temporary)
			to->temporary[group] += n;
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

static bool is_only_envelope(const struct pair *p)
{
	for (enum sample_source source = 0; source < SOURCE_COUNT; source++)
		if (source != FROM_ENVELOPE && p->count[source] > 0)
			return false;
	return true;
}

static void sum_pair(struct summary *s, const struct pair *p, const struct pairs *pairs)
{
	const size_t policies = pairs->policies;
	uint64_t asked = 0;

	if (is_only_envelope(p) && pairs_has_facts(pairs, p))
		return; /* counted there */
	if (!p->judged) {
		s->pairs_waiting++;
		return;
	}
	if (p->unclear) {
		s->unclear += p->count[FROM_ENVELOPE];
		return;
	}
	s->pairs++;
	s->pairs_asked += p->count[FROM_FACTS] == 0;
	for (enum sample_source source = 0; source < SOURCE_COUNT; source++) {
		uint64_t n = counted(p, source);

		s->sources[source] += n;
		s->helos[group_of(source)] += n;
		asked += source == FROM_FACTS ? 0 : n;
	}
	pair_count_unknown(p, s->unknown, asked);
	for (size_t i = 0; i < policies; i++)
		sum_policy(&s->policies[i], p, i);
}

static void sum_facts(struct summary *s, const struct pairs *pairs)
{
	for (size_t i = 0; i < pairs->policies; i++) {
		struct policy_sum *to = &s->policies[i];

		for (int id = 0; id < CHECK_COUNT; id++) {
			to->by[GROUP_LOG][id] += pairs->facts_denied[i][id];
			to->denied[GROUP_LOG] += pairs->facts_denied[i][id];
		}
		to->temporary[GROUP_LOG] += pairs->facts_temporary[i];
	}
	for (size_t i = 0; i < REASON_COUNT; i++)
		s->unknown[i] += pairs->facts_unknown[i];
}

void summary_make(struct summary *s, const struct pairs *pairs)
{
	*s = (struct summary){.first = pairs->first, .last = pairs->last};
	sum_facts(s, pairs);
	for (size_t i = 0; i < pairs->bucket_count; i++)
		for (const struct pair *p = pairs->buckets[i]; p != NULL; p = p->next)
			sum_pair(s, p, pairs);
}
