/* facts: see facts.h. */
#include "facts.h"

#include "clock.h"
#include "moreipme.h"
#include "ournames.h"

#include <arpa/nameser.h>
#include <stdio.h>
#include <string.h>

/* ---- DNS ---- */

static void debug_answer(const struct dns_query *q, const char *type, struct log *log)
{
	static const char *const words[] = {
		[DNS_UNASKED] = "not asked",
		[DNS_FOUND] = "found",
		[DNS_NODATA] = "no record",
		[DNS_NXDOMAIN] = "no such name",
	};

	log_debug(log, "%s of %s: %s", type, q->name,
		  q->status == DNS_FAILED ? dns_failure_name(q->why) : words[q->status]);
}

/* One round: n questions from first on, all at once. */
static void ask(struct facts *f, struct dns *dns, enum question first, size_t n, struct log *log)
{
	static const char *const types[] = {"A", "AAAA", "MX"};
	int64_t start = clock_ms(), took;

	dns_ask(dns, &f->dns[first], n);
	took = clock_ms() - start;
	f->dns_ms += took;
	for (size_t i = first; i < first + n; i++)
		debug_answer(&f->dns[i], types[i], log);
	log_debug(log, "DNS took %lld ms", (long long)took);
}

static void debug_addresses(const struct facts *f, struct log *log)
{
	char text[IPADDR_TEXT];

	for (size_t i = 0; log->debug && i < f->addresses.count; i++)
		log_debug(log, "address %s", ipaddr_print(text, &f->addresses.at[i]));
}

static void ask_dns(struct facts *f, const struct session *s, const struct policy *p, int64_t until,
		    struct log *log)
{
	enum dns_status a, aaaa;
	struct dns dns;

	f->dns[ASK_A] = (struct dns_query){.name = s->name, .type = ns_t_a, .addrs = &f->addresses};
	f->dns[ASK_AAAA] =
		(struct dns_query){.name = s->name, .type = ns_t_aaaa, .addrs = &f->addresses};
	dns_init(&dns, p->servers, p->server_count, until);
	ask(f, &dns, ASK_A, 2, log);
	debug_addresses(f, log);
	a = f->dns[ASK_A].status;
	aaaa = f->dns[ASK_AAAA].status;
	if (f->addresses.count > 0 || a == DNS_FAILED || aaaa == DNS_FAILED)
		return;
	/* The name exists and has no address: a domain may still take mail. */
	if (a == DNS_NODATA || aaaa == DNS_NODATA) {
		f->dns[ASK_MX] = (struct dns_query){.name = s->name, .type = ns_t_mx};
		ask(f, &dns, ASK_MX, 1, log);
	}
}

/* ---- what it means ---- */

static void judge_resolves(struct facts *f)
{
	if (f->addresses.count > 0 || f->dns[ASK_MX].takes_mail) {
		f->resolves = YES;
		return;
	}
	f->resolves = NO;
	for (size_t i = 0; i < ASK_COUNT && f->resolves == NO; i++) {
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

void facts_gather(struct facts *f, unsigned needs, const struct session *s, const struct policy *p,
		  int64_t until, struct log *log)
{
	static const char *const kinds[] = {
		[HELO_NONE] = "missing",
		[HELO_NAME] = "a name",
		[HELO_LITERAL] = "an address literal",
		[HELO_LOOSE_LITERAL] = "a loose address literal",
		[HELO_BARE_ADDRESS] = "a bare address",
		[HELO_IMPOSSIBLE] = "no name that DNS can be asked for",
	};

	*f = (struct facts){0};
	log_debug(log, "HELO [%s] is %s, client [%s]", s->shown, kinds[s->kind], s->client_shown);
	if (s->kind == HELO_NONE || (needs & NEED_ADDRESSES) == 0)
		return;
	if (s->kind == HELO_NAME) {
		ask_dns(f, s, p, until, log);
	} else if (s->address.family != FAMILY_NONE && !addrs_add(&f->addresses, s->address)) {
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
