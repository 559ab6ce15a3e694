/* collect: see collect.h. */
#include "replay/judge/collect.h"

#include "output/factsline.h"

#include <strings.h>

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

/*
 * What a qlogenvelope line says beside HELO and address. Of each key the last one is the patch's
 * own: what the client said stands before it, or is mailfrom or rcptto itself, the first.
 */
struct envelope {
	struct slice local, sender, recipient;
	bool relay;
};

static void keep_first(struct slice *to, struct slice value)
{
	if (to->bytes == NULL)
		*to = value;
}

static struct envelope envelope_of(const struct sample *s)
{
	struct envelope e = {.relay = false};
	struct slice rest = s->facts, field;

	while ((field = slice_next_field(&rest, ' ')).bytes != NULL) {
		if (slice_accept(&field, "relay="))
			e.relay = slice_is(field, "yes");
		else if (slice_accept(&field, "localip="))
			e.local = field;
		else if (slice_accept(&field, "mailfrom="))
			keep_first(&e.sender, field);
		else if (slice_accept(&field, "rcptto="))
			keep_first(&e.recipient, field);
	}
	return e;
}

/*
 * Before the client says HELO, helo= is its reverse name, or `unknown`. A bounce has a recipient.
 */
static bool is_silent(const struct sample *s, const struct envelope *e)
{
	if (slice_is(s->helo, "unknown"))
		return true;
	return s->reverse.len > 0 && s->helo.len == s->reverse.len &&
	       strncasecmp(s->helo.bytes, s->reverse.bytes, s->helo.len) == 0 &&
	       e->sender.len == 0 && e->recipient.len == 0;
}

/* Said again by the same process, as after STARTTLS? */
static bool is_said_again(struct collector *c, const struct pair *pair, const struct sample *s)
{
	struct slice rest = s->facts, field;
	struct connection *known, here = {.pair = pair, .line = ++c->lines, .time = s->time};
	bool again;

	if (s->source != FROM_FACTS)
		return false;
	field = slice_next_field(&rest, ' ');
	if (!slice_accept(&field, FACTSLINE_PID "=") || field.len == 0 || field.len > 18)
		return false;
	for (size_t i = 0; i < field.len; i++) {
		if (!is_digit(field.bytes[i]))
			return false;
		here.pid = 10 * here.pid + (uint64_t)(field.bytes[i] - '0');
	}
	known = &c->connections[here.pid % CONNECTIONS_MAX];
	again = known->pair == pair && known->pid == here.pid &&
		(here.time != 0 ? here.time - known->time <= CONNECTION_SECONDS &&
					  known->time - here.time <= CONNECTION_SECONDS
				: here.line - known->line <= CONNECTION_LINES);
	*known = here;
	return again;
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
	struct envelope envelope = {.relay = false};
	struct pair *pair;

	if (s->source == FROM_ENVELOPE) {
		envelope = envelope_of(s);
		c->pairs->relayed += envelope.relay;
		if (!envelope.relay && is_silent(s, &envelope))
			c->pairs->silent++;
		if (envelope.relay || is_silent(s, &envelope))
			return true;
	}
	pair = pairs_get(c->pairs, shown(helo, s->helo), address(ip, s->ip),
			 shown(reverse, s->reverse));
	if (pair == NULL)
		return false;
	note_time(c->pairs, pair, s->time);
	if (pair->local == 0)
		pair->local = pairs_local(c->pairs, envelope.local);
	if (is_same_helo(c, pair, s) || is_said_again(c, pair, s))
		return true;
	pair->count[s->source]++;
	if (s->source == FROM_FACTS)
		judge_facts(c->judge, pair, s);
	return true;
}
