/* lookup: see lookup.h. */
#include "facts/lookup.h"

#include "base/clock.h"
#include "dnsquery.h"
#include "facts/ournames.h"
#include "moreipme.h"

#include <arpa/nameser.h>
#include <stdio.h>
#include <string.h>

/*
 * Once the client's own family has answered: how long the other one is waited for at most, and
 * before it is even looked up whether that makes sense.
 */
#define OTHER_FAMILY_MS 1000
#define GRACE_MS 10

/* The questions of one round. */
struct round {
	struct dns_question questions[DNS_QUESTIONS_MAX];
	size_t count;
};

/* What both rounds have in common. */
struct run {
	struct lookup *lookup;
	const struct session *session;
	struct resolver resolver;
	bool reverse, ours; /* see lookup_run */
	unsigned waits;	    /* how often the other family was waited for */
	enum answer other;  /* can its addresses be ours? */
	struct log *log;
};

static void add(struct round *round, const char *name, int type, struct dns_answer *answer)
{
	round->questions[round->count++] =
		(struct dns_question){.name = name, .type = type, .answer = answer};
}

static const char *type_name(int type)
{
	switch (type) {
	case ns_t_a:
		return "A";
	case ns_t_aaaa:
		return "AAAA";
	case ns_t_mx:
		return "MX";
	default:
		return "PTR";
	}
}

bool lookup_asks(const struct session *s)
{
	return s->kind == HELO_NAME && !session_localhost(s) &&
	       (strchr(s->name, '.') != NULL || ipaddr_scope(&s->client) != SCOPE_GLOBAL);
}

const struct dns_answer *lookup_own(const struct lookup *l, const struct session *s)
{
	return s->client.family == FAMILY_IPV4 ? &l->a : &l->aaaa;
}

/* ---- what is worth waiting for ---- */

/* Can an address of the other family than the client's still be ours? (See facts.c.) */
static bool other_can_be_ours(const struct run *run)
{
	const struct session *s = run->session;
	const enum family other = s->client.family == FAMILY_IPV4 ? FAMILY_IPV6 : FAMILY_IPV4;
	struct log quiet = {
		.quiet = true}; /* what is wrong with the files is logged when it counts */

	return run->ours && (s->local.family == other || moreipme_has(other, &quiet) ||
			     ournames_cover(s->helo, s->helo_len, &quiet));
}

static bool other_matters(struct run *run)
{
	if (run->other == NOT_ASKED)
		run->other = other_can_be_ours(run) ? YES : NO;
	return run->other == YES;
}

/* Has the client's own family said all there is to say about the client? */
static bool own_settles(const struct run *run)
{
	const struct ipaddr *client = &run->session->client;
	const struct dns_answer *own = lookup_own(run->lookup, run->session);

	if (client->family == FAMILY_NONE) /* then all that counts is whether it resolves */
		return run->lookup->a.addrs.count + run->lookup->aaaa.addrs.count > 0;
	return own->addrs.count > 0 && (!run->ours || addrs_contain(&own->addrs, client));
}

/* How long what is still missing of the first round can change anything. */
static int64_t first_round_left(void *data)
{
	struct run *run = data;
	const struct lookup *l = run->lookup;

	if (run->reverse && l->ptr.status == DNS_NOT_ASKED)
		return DNS_PATIENCE_MAX;
	/* What does not exist has no addresses of the other family either (RFC 8020). */
	if (!lookup_asks(run->session) || l->a.status == DNS_NXDOMAIN || own_settles(run))
		return 0;
	if (run->session->client.family == FAMILY_NONE ||
	    lookup_own(l, run->session)->addrs.count == 0)
		return DNS_PATIENCE_MAX;
	switch (run->waits++) {
	case 0:
		return GRACE_MS;
	case 1:
		return other_matters(run) ? OTHER_FAMILY_MS : 0;
	default:
		return 0;
	}
}

/* Is an answer that failed one that nobody needs? */
static bool is_idle(struct run *run, const struct dns_answer *answer)
{
	const struct lookup *l = run->lookup;
	const struct dns_answer *own = lookup_own(l, run->session);

	if (answer->status != DNS_FAILED)
		return false;
	return l->a.status == DNS_NXDOMAIN || own_settles(run) ||
	       (run->session->client.family != FAMILY_NONE && own->addrs.count > 0 &&
		!other_matters(run));
}

/* What the two answers about the HELO mean together. */
static void compare_families(struct run *run)
{
	struct lookup *l = run->lookup;

	if (is_idle(run, &l->a))
		l->a.status = DNS_NOT_ASKED;
	if (is_idle(run, &l->aaaa))
		l->aaaa.status = DNS_NOT_ASKED;
	/*
	 * NXDOMAIN to AAAA alone is a server's fault, and says nothing about the name (RFC 4074).
	 */
	if (l->aaaa.status != DNS_NXDOMAIN || l->a.status == DNS_NXDOMAIN)
		return;
	l->aaaa.status = DNS_NODATA;
	if (run->session->client.family == FAMILY_IPV6) {
		l->aaaa.status = DNS_FAILED;
		l->aaaa.failure = DNS_GARBLED;
	}
}

/* ---- asking ---- */

static void debug_answer(const struct dns_question *q, struct log *log)
{
	const struct dns_answer *answer = q->answer;
	char text[IPADDR_TEXT];

	log_debug(log, "%s of %s: %s", type_name(q->type), q->name,
		  answer->status == DNS_NOT_ASKED ? "not waited for" : dns_status_name(answer));
	for (size_t i = 0; i < answer->addrs.count; i++)
		log_debug(log, "address %s", ipaddr_print(text, &answer->addrs.items[i]));
}

static void ask(struct run *run, const struct round *round, const struct dns_patience *patience)
{
	int64_t start = clock_ms(), took;

	if (round->count == 0)
		return;
	dns_ask(&run->resolver, round->questions, round->count, patience);
	took = clock_ms() - start;
	run->lookup->ms += took;
	if (patience != NULL)
		compare_families(run);
	for (size_t i = 0; run->log->debug && i < round->count; i++)
		debug_answer(&round->questions[i], run->log);
	log_debug(run->log, "DNS took %lld ms", (long long)took);
}

/* The name exists but has no address: it may still be in use for mail. */
static bool mx_decides(const struct lookup *l)
{
	return l->a.status == DNS_NODATA && l->aaaa.addrs.count == 0 &&
	       l->aaaa.status != DNS_FAILED;
}

/* ---- reverse names ---- */

/* The name of an address's PTR records (RFC 1035 section 3.5, RFC 3596 section 2.5). */
static void reverse_zone(char name[HOSTNAME_MAX + 1], const struct ipaddr *ip)
{
	const unsigned char *o = ip->octets;
	size_t at = 0;

	if (ip->family == FAMILY_IPV4) {
		snprintf(name, HOSTNAME_MAX + 1, "%u.%u.%u.%u.in-addr.arpa", o[3], o[2], o[1],
			 o[0]);
		return;
	}
	for (int i = 15; i >= 0; i--, at += 4)
		snprintf(name + at, 5, "%x.%x.", o[i] & 0xfU, o[i] >> 4U);
	snprintf(name + at, HOSTNAME_MAX + 1 - at, "ip6.arpa");
}

static bool is_helo(const char *name, const struct session *s)
{
	return hostname_equal(name, strlen(name), s->helo, s->helo_len);
}

/* Adds a question for each reverse name to confirm. The HELO's addresses are known already. */
static void confirm(const struct run *run, struct round *round, struct dns_answer *answers)
{
	const struct strlist *names = &run->lookup->ptr.names;
	const int type = run->session->client.family == FAMILY_IPV4 ? ns_t_a : ns_t_aaaa;

	for (size_t i = 0; i < names->count; i++)
		if (!is_helo(names->items[i], run->session))
			add(round, names->items[i], type, &answers[i]);
}

/* Is one reverse name the HELO, and the HELO's address the client's? */
static bool helo_confirmed(const struct lookup *l, const struct session *s)
{
	return addrs_contain(&l->a.addrs, &s->client) ||
	       addrs_contain(&l->aaaa.addrs, &s->client) || ipaddr_equal(&s->address, &s->client);
}

static void keep_confirmed(struct lookup *l, const struct session *s,
			   const struct dns_answer *answers)
{
	if (l->ptr.status == DNS_FAILED)
		l->why_reverse = reason_of_dns(l->ptr.failure);
	for (size_t i = 0; i < l->ptr.names.count; i++) {
		const char *name = l->ptr.names.items[i];
		const bool helo = is_helo(name, s);
		const struct dns_answer *answer = helo ? lookup_own(l, s) : &answers[i];

		if (helo ? helo_confirmed(l, s) : addrs_contain(&answer->addrs, &s->client))
			l->reverse[l->reverse_count++] = name;
		else if (answer->status == DNS_FAILED)
			l->why_reverse = reason_of_dns(answer->failure);
	}
}

/* Adds a question for the HELO's addresses of one family, if it is asked at all. */
static void add_address(const struct run *run, struct round *round, int type)
{
	struct lookup *l = run->lookup;

	if (lookup_asks(run->session) && (type == ns_t_a || !l->no_aaaa))
		add(round, run->session->name, type, type == ns_t_a ? &l->a : &l->aaaa);
}

static void first_round(struct run *run)
{
	const struct dns_patience patience = {.left = first_round_left, .data = run};
	const struct session *s = run->session;
	const bool ipv6 = s->client.family == FAMILY_IPV6;
	struct lookup *l = run->lookup;
	struct round round = {.count = 0};
	char zone[HOSTNAME_MAX + 1];

	/* The client's own family first, the other last: asked singly, it may not be needed. */
	add_address(run, &round, ipv6 ? ns_t_aaaa : ns_t_a);
	if (run->reverse) {
		reverse_zone(zone, &s->client);
		add(&round, zone, ns_t_ptr, &l->ptr);
		round.questions[round.count - 1].wanted = s->name;
	}
	add_address(run, &round, ipv6 ? ns_t_a : ns_t_aaaa);
	ask(run, &round, &patience);
}

static void second_round(struct run *run)
{
	struct dns_answer answers[REVERSE_MAX] = {0};
	struct round round = {.count = 0};

	if (lookup_asks(run->session) && mx_decides(run->lookup))
		add(&round, run->session->name, ns_t_mx, &run->lookup->mx);
	confirm(run, &round, answers);
	ask(run, &round, NULL);
	if (run->reverse)
		keep_confirmed(run->lookup, run->session, answers);
	for (size_t i = 0; i < REVERSE_MAX; i++)
		dns_answer_free(&answers[i]);
}

void lookup_run(struct lookup *l, const struct session *s, const struct policy *p, bool reverse,
		bool ours, int64_t deadline, struct log *log)
{
	struct run run = {.lookup = l, .session = s, .reverse = reverse, .ours = ours, .log = log};

	resolver_init(&run.resolver, p->servers, p->server_count, p->res_options, deadline);
	l->no_aaaa = run.resolver.conf.no_aaaa;
	first_round(&run);
	second_round(&run);
}

void lookup_free(struct lookup *l)
{
	dns_answer_free(&l->a);
	dns_answer_free(&l->aaaa);
	dns_answer_free(&l->mx);
	dns_answer_free(&l->ptr);
}
