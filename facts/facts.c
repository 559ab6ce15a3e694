/* facts: see facts.h. */
#include "facts/facts.h"

#include "base/clock.h"
#include "facts/ournames.h"
#include "facts/patterns.h"
#include "moreipme.h"

#include <arpa/nameser.h>
#include <stdio.h>
#include <string.h>

/* ---- DNS ---- */

/* The question whose answer can hold the client's address. */
static enum question own_question(const struct session *s)
{
	return s->client.family == FAMILY_IPV4 ? ASK_A : ASK_AAAA;
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

static void debug_answer(const struct dns_query *q, struct log *log)
{
	log_debug(log, "%s of %s: %s", type_name(q->type), q->name, dns_status_name(q));
}

/* One round: the questions from first to before, all at once. */
static void ask(struct facts *f, struct dns *dns, enum question first, size_t before,
		struct log *log)
{
	int64_t start = clock_ms(), took;

	if (first >= before)
		return;
	dns_ask(dns, &f->dns[first], before - first);
	took = clock_ms() - start;
	f->dns_ms += took;
	for (size_t i = first; i < before; i++)
		debug_answer(&f->dns[i], log);
	log_debug(log, "DNS took %lld ms", (long long)took);
}

static void debug_addresses(const struct facts *f, struct log *log)
{
	char text[IPADDR_TEXT];

	for (size_t i = 0; log->debug && i < f->addresses.count; i++)
		log_debug(log, "address %s", ipaddr_print(text, &f->addresses.at[i]));
}

/* The name exists and has no address: a domain may still take mail. */
static bool mx_decides(const struct facts *f)
{
	enum dns_status a = f->dns[ASK_A].status, aaaa = f->dns[ASK_AAAA].status;

	return f->addresses.count == 0 && a != DNS_FAILED && aaaa != DNS_FAILED &&
	       (a == DNS_NODATA || aaaa == DNS_NODATA);
}

/* The name under which an address's PTR records stand (RFC 1035 section 3.5, RFC 3596 section 2.5). */
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

/* The HELO itself: what it leads to is known already. */
static bool is_helo(const char *name, const struct session *s)
{
	return hostname_equal(name, strlen(name), s->helo, s->helo_len);
}

/*
 * Puts the questions that confirm a reverse name, one a name, from ASK_REVERSE on; returns behind the
 * last. Anyone can write any name into his reverse zone: it counts when its addresses hold the client's.
 */
static size_t prepare_reverse(struct facts *f, const struct session *s, struct addrs *addresses)
{
	size_t next = ASK_REVERSE;

	for (size_t i = 0; i < f->names.count; i++) {
		const char *name = f->names.at[i];

		if (is_helo(name, s))
			continue;
		f->dns[next++] = (struct dns_query){
			.name = name,
			.type = s->client.family == FAMILY_IPV4 ? ns_t_a : ns_t_aaaa,
			.addrs = &addresses[i],
		};
	}
	return next;
}

/* Takes the names that are confirmed into f->reverse. */
static void take_reverse(struct facts *f, const struct session *s, const struct addrs *addresses)
{
	size_t next = ASK_REVERSE;

	if (f->dns[ASK_PTR].status == DNS_FAILED)
		f->why_reverse = dns_failure_name(f->dns[ASK_PTR].why);
	for (size_t i = 0; i < f->names.count; i++) {
		bool helo = is_helo(f->names.at[i], s);
		const struct addrs *found = helo ? &f->addresses : &addresses[i];
		const struct dns_query *q = &f->dns[helo ? own_question(s) : next++];

		if (addrs_hold(found, &s->client) ||
		    (helo && ipaddr_equal(&s->address, &s->client)))
			f->reverse[f->reverse_count++] = f->names.at[i];
		else if (q->status == DNS_FAILED)
			f->why_reverse = dns_failure_name(q->why);
	}
}

/* Both rounds; with reverse also the client's reverse names. */
static void ask_dns(struct facts *f, const struct session *s, const struct policy *p, int64_t until,
		    bool reverse, struct log *log)
{
	const bool name = s->kind == HELO_NAME;
	struct addrs addresses[DNS_NAMES_MAX + 1] = {0};
	char zone[HOSTNAME_MAX + 1];
	struct dns dns;
	size_t before = ASK_REVERSE;

	if (name) {
		f->dns[ASK_A] =
			(struct dns_query){.name = s->name, .type = ns_t_a, .addrs = &f->addresses};
		f->dns[ASK_AAAA] = (struct dns_query){
			.name = s->name, .type = ns_t_aaaa, .addrs = &f->addresses};
	}
	if (reverse) {
		reverse_zone(zone, &s->client);
		f->names.wanted = s->name;
		f->dns[ASK_PTR] =
			(struct dns_query){.name = zone, .type = ns_t_ptr, .names = &f->names};
	}
	dns_init(&dns, p->servers, p->server_count, until);
	ask(f, &dns, reverse ? ASK_PTR : ASK_A, name ? ASK_MX : ASK_A, log);
	debug_addresses(f, log);
	if (name && mx_decides(f))
		f->dns[ASK_MX] = (struct dns_query){.name = s->name, .type = ns_t_mx};
	before = prepare_reverse(f, s, addresses);
	ask(f, &dns, f->dns[ASK_MX].name != NULL ? ASK_MX : ASK_REVERSE, before, log);
	if (reverse)
		take_reverse(f, s, addresses);
	for (size_t i = 0; i < f->names.count; i++)
		addrs_free(&addresses[i]);
	f->dns[ASK_PTR].name = NULL; /* zone ends here */
}

/* ---- what it means ---- */

static void judge_resolves(struct facts *f)
{
	if (f->addresses.count > 0 || f->dns[ASK_MX].takes_mail) {
		f->resolves = YES;
		return;
	}
	f->resolves = NO;
	for (size_t i = ASK_A; i <= ASK_MX && f->resolves == NO; i++) {
		if (f->dns[i].status == DNS_FAILED) {
			f->resolves = UNKNOWN;
			f->why_resolves = dns_failure_name(f->dns[i].why);
		}
	}
}

static void judge_match(struct facts *f, const struct session *s)
{
	const struct dns_query *own = &f->dns[s->client.family == FAMILY_IPV4 ? ASK_A : ASK_AAAA];

	if (s->client.family == FAMILY_NONE)
		return;
	if (addrs_hold(&f->addresses, &s->client)) {
		f->match = YES;
	} else if (own->status == DNS_FAILED) {
		f->match = UNKNOWN;
		f->why_match = dns_failure_name(own->why);
	} else {
		f->match = NO;
	}
}

static void judge_ours(struct facts *f, const struct session *s, struct log *log)
{
	enum question failed = f->dns[ASK_A].status == DNS_FAILED ? ASK_A : ASK_AAAA;

	f->ours = moreipme_any_ours(&f->addresses, &s->local, log);
	if (f->ours == UNKNOWN) {
		f->why_ours = dns_failure_name(DNS_LOCAL);
	} else if (f->ours == NO && f->dns[failed].status == DNS_FAILED) {
		f->ours = UNKNOWN;
		f->why_ours = dns_failure_name(f->dns[failed].why);
	}
}

/*
 * Takes the reverse name that the host tells, if it does; else says that it is to be asked for, where
 * the client's address is known.
 */
static bool given_reverse(struct facts *f, const struct session *s)
{
	f->reverse_known = s->reverse != NULL || s->client.family != FAMILY_NONE;
	if (s->reverse == NULL)
		return f->reverse_known;
	if (*s->reverse != '\0')
		f->reverse[f->reverse_count++] = s->reverse;
	return false;
}

void facts_gather(struct facts *f, unsigned needs, const struct session *s, const struct policy *p,
		  int64_t until, struct log *log)
{
	bool reverse = false;

	*f = (struct facts){.suffixes = p->suffixes};
	log_debug(log, "HELO [%s] is %s, client [%s]", s->shown, session_kind(s->kind),
		  s->client_shown);
	if (s->kind == HELO_NONE)
		return;
	/* Before DNS, which may use up all the time that there is, and half of it at most. */
	if ((needs & NEED_PATTERNS) != 0)
		f->pattern = patterns_match(s->helo, s->helo_len, until - p->timeout_ms / 2, log);
	if ((needs & NEED_REVERSE) != 0)
		reverse = given_reverse(f, s);
	if (s->kind == HELO_NAME || reverse)
		ask_dns(f, s, p, until, reverse, log);
	facts_judge(f, needs, s, log);
}

void facts_judge(struct facts *f, unsigned needs, const struct session *s, struct log *log)
{
	if (s->address.family != FAMILY_NONE && !addrs_add(&f->addresses, s->address)) {
		f->resolves = f->match = f->ours = UNKNOWN;
		f->why_resolves = f->why_match = f->why_ours = dns_failure_name(DNS_LOCAL);
		return;
	}
	judge_resolves(f);
	judge_match(f, s);
	/* Who shows his own address poses as nobody; and who shows none cannot be told from that. */
	if (f->match == YES || f->match == UNASKED)
		return;
	if ((needs & NEED_OURS) != 0)
		judge_ours(f, s, log);
	if ((needs & NEED_OWN_NAME) != 0)
		f->own_name = ournames_hold(s->helo, s->helo_len, log) ? YES : NO;
}

void facts_free(struct facts *f)
{
	addrs_free(&f->addresses);
}
