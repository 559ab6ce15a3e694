/* lookup: see lookup.h. */
#include "facts/lookup.h"

#include "base/clock.h"
#include "dnsquery.h"

#include <arpa/nameser.h>
#include <stdio.h>
#include <string.h>

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

static void ask(struct run *run, const struct round *round)
{
	int64_t start = clock_ms(), took;

	if (round->count == 0)
		return;
	dns_ask(&run->resolver, round->questions, round->count);
	took = clock_ms() - start;
	run->lookup->ms += took;
	for (size_t i = 0; i < round->count; i++) {
		const struct dns_question *q = &round->questions[i];

		log_debug(run->log, "%s of %s: %s", type_name(q->type), q->name,
			  dns_status_name(q->answer));
	}
	log_debug(run->log, "DNS took %lld ms", (long long)took);
}

static void debug_addresses(const struct dns_answer *answer, struct log *log)
{
	char text[IPADDR_TEXT];

	for (size_t i = 0; log->debug && i < answer->addrs.count; i++)
		log_debug(log, "address %s", ipaddr_print(text, &answer->addrs.items[i]));
}

/* The name exists but has no address: it may still take mail. */
static bool mx_decides(const struct lookup *l)
{
	return l->a.addrs.count + l->aaaa.addrs.count == 0 && l->a.status != DNS_FAILED &&
	       l->aaaa.status != DNS_FAILED &&
	       (l->a.status == DNS_NODATA || l->aaaa.status == DNS_NODATA);
}

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

const struct dns_answer *lookup_own(const struct lookup *l, const struct session *s)
{
	return s->client.family == FAMILY_IPV4 ? &l->a : &l->aaaa;
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

void lookup_run(struct lookup *l, const struct session *s, const struct policy *p, bool reverse,
		int64_t deadline, struct log *log)
{
	struct run run = {.lookup = l, .session = s, .log = log};
	struct round first = {.count = 0}, second = {.count = 0};
	struct dns_answer answers[REVERSE_MAX] = {0};
	char zone[HOSTNAME_MAX + 1];

	resolver_init(&run.resolver, p->servers, p->server_count, p->res_options, deadline);
	if (s->kind == HELO_NAME) {
		add(&first, s->name, ns_t_a, &l->a);
		add(&first, s->name, ns_t_aaaa, &l->aaaa);
	}
	if (reverse) {
		reverse_zone(zone, &s->client);
		add(&first, zone, ns_t_ptr, &l->ptr);
		first.questions[first.count - 1].wanted = s->name;
	}
	ask(&run, &first);
	debug_addresses(&l->a, log);
	debug_addresses(&l->aaaa, log);
	if (s->kind == HELO_NAME && mx_decides(l))
		add(&second, s->name, ns_t_mx, &l->mx);
	confirm(&run, &second, answers);
	ask(&run, &second);
	if (reverse)
		keep_confirmed(l, s, answers);
	for (size_t i = 0; i < REVERSE_MAX; i++)
		dns_answer_free(&answers[i]);
}

void lookup_free(struct lookup *l)
{
	dns_answer_free(&l->a);
	dns_answer_free(&l->aaaa);
	dns_answer_free(&l->mx);
	dns_answer_free(&l->ptr);
}
