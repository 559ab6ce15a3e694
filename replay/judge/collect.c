/* collect: see collect.h. */
#include "replay/judge/collect.h"

/* Failures of one HELO follow each other within this many seconds. */
#define SAME_HELO 1

static void note_time(struct pairs *pairs, struct pair *pair, int64_t time)
{
	if (time == 0)
		return;
	if (pairs->first == 0 || time < pairs->first)
		pairs->first = time;
	if (time > pairs->last)
		pairs->last = time;
	if (time > pair->last)
		pair->last = time;
}

static struct slice shown(char to[PRINTABLE_SIZE], struct slice s)
{
	return s.bytes == NULL ? s : slice_text(printable(to, s.bytes, s.len));
}

/* In its canonical form, so that the client is the same one in all logs. */
static struct slice address(char to[IPADDR_TEXT], struct slice s)
{
	struct ipaddr ip = {.family = FAMILY_NONE};

	if (s.bytes != NULL)
		ipaddr_parse(&ip, s.bytes, s.len);
	return slice_text(ipaddr_print(to, &ip));
}

/* The patch's own relay= is the last one: what the client said stands before it. */
static bool may_relay(const struct sample *s)
{
	struct slice rest = s->facts, field;
	bool relay = false;

	if (s->source != FROM_ENVELOPE)
		return false;
	while ((field = slice_next_field(&rest, ' ')).bytes != NULL)
		if (slice_starts(field, "relay="))
			relay = slice_is(field, "relay=yes");
	return relay;
}

static bool is_same_helo(struct collector *c, const struct pair *pair, const struct sample *s)
{
	const bool same = s->source == FROM_FAILURES && c->failed == pair &&
			  s->time >= c->failed_at && s->time - c->failed_at <= SAME_HELO;

	c->failed = s->source == FROM_FAILURES ? pair : NULL;
	c->failed_at = s->time;
	return same;
}

bool collect(struct collector *c, const struct sample *s)
{
	char helo[PRINTABLE_SIZE], ip[IPADDR_TEXT], reverse[PRINTABLE_SIZE];
	struct pair *pair;

	if (may_relay(s))
		return true;
	pair = pairs_get(c->pairs, shown(helo, s->helo), address(ip, s->ip),
			 shown(reverse, s->reverse));
	if (pair == NULL)
		return false;
	if (!is_same_helo(c, pair, s))
		pair->count[s->source]++;
	note_time(c->pairs, pair, s->time);
	if (s->source == FROM_FACTS)
		judge_facts(c->judge, pair, s);
	return true;
}
