/* facts: see facts.h. */
#include "facts/facts.h"

#include "facts/ournames.h"
#include "facts/patterns.h"
#include "moreipme.h"

#include <errno.h>
#include <string.h>

/* Why moreipme could not say (see moreipme_any_ours). */
static enum reason why_moreipme(void)
{
	return errno == ENOMEM ? REASON_LOCAL : REASON_NOTIPME;
}

static bool is_ipv6_unasked(const struct facts *f)
{
	return f->dns.no_aaaa && f->dns.a.status != DNS_NOT_ASKED &&
	       f->dns.a.status != DNS_NXDOMAIN;
}

static void conclude_resolves(struct facts *f)
{
	const struct dns_answer *const answers[] = {&f->dns.a, &f->dns.aaaa, &f->dns.mx};

	if (f->addresses.count > 0 || f->dns.mx.status == DNS_FOUND) {
		f->resolves = YES;
		return;
	}
	f->resolves = is_ipv6_unasked(f) ? NOT_ASKED : NO;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		if (answers[i]->status != DNS_FAILED || f->resolves == UNKNOWN)
			continue;
		f->resolves = UNKNOWN;
		f->why_resolves = reason_of_dns(answers[i]->failure);
	}
}

static void conclude_match(struct facts *f, const struct session *s)
{
	const struct dns_answer *own = lookup_own(&f->dns, s);

	if (s->client.family == FAMILY_NONE)
		return;
	if (addrs_contain(&f->addresses, &s->client)) {
		f->match = YES;
	} else if (own->status == DNS_FAILED) {
		f->match = UNKNOWN;
		f->why_match = reason_of_dns(own->failure);
	} else if (s->client.family == FAMILY_IPV6 && is_ipv6_unasked(f)) {
		f->match = NOT_ASKED;
	} else {
		f->match = NO;
	}
}

/* Would an address count as ours only because of where it is valid? */
static bool is_doubtful(const struct ipaddr *ip, const struct session *s)
{
	return ipaddr_scope(ip) == SCOPE_THIS_HOST ||
	       (ipaddr_equal(ip, &s->local) && ipaddr_scope(ip) == SCOPE_SITE);
}

/*
 * Being ours must prove a forgery. A name that leads to 127.0.0.1 is broken, not forged, and
 * somebody else's private network may have the address that we have in ours; but split-horizon
 * DNS leads our own name to such an address.
 */
static bool is_own_name(const struct facts *f, const struct session *s, struct log *log)
{
	for (size_t i = 0; s->kind == HELO_NAME && i < f->addresses.count; i++)
		if (is_doubtful(&f->addresses.items[i], s))
			return ournames_cover(s->helo, s->helo_len, log);
	return false;
}

static enum answer any_ours(const struct facts *f, const struct session *s, struct log *log)
{
	const bool own = is_own_name(f, s, log);
	const bool this_host = s->kind != HELO_NAME || own;
	const enum ip_scope local = ipaddr_scope(&s->local);
	const bool doubtful =
		(local == SCOPE_SITE && !own && ipaddr_scope(&s->client) == SCOPE_GLOBAL) ||
		(local == SCOPE_THIS_HOST && !this_host);
	const struct ipaddr none = {.family = FAMILY_NONE};
	const struct ipaddr embedded = ipaddr_embedded(&s->address);
	/* A client may name itself in this form, too. */
	struct ipaddr forms[] = {s->address, ipaddr_equal(&embedded, &s->client) ? none : embedded};
	const struct addrs address = {.items = forms, .count = 2};

	return moreipme_any_ours(s->kind == HELO_NAME ? &f->addresses : &address, this_host,
				 doubtful ? &none : &s->local, log);
}

static void conclude_ours(struct facts *f, const struct session *s, struct log *log)
{
	const struct dns_answer *failed = f->dns.a.status == DNS_FAILED ? &f->dns.a : &f->dns.aaaa;

	f->ours = any_ours(f, s, log);
	if (f->ours == UNKNOWN) {
		f->why_ours = why_moreipme();
	} else if (f->ours == NO && failed->status == DNS_FAILED) {
		f->ours = UNKNOWN;
		f->why_ours = reason_of_dns(failed->failure);
	}
}

/* A machine that mails itself, or by its second address, does not pose as us. */
static void conclude_client_us(struct facts *f, const struct session *s, struct log *log)
{
	struct log quiet = {.quiet = true};

	if (s->client.family == FAMILY_NONE)
		return;
	if (ipaddr_scope(&s->client) == SCOPE_THIS_HOST || ipaddr_equal(&s->client, &s->local)) {
		f->client_us = YES;
		return;
	}
	/* What is wrong with the file was logged when it was asked whether the HELO is ours. */
	f->client_us = moreipme_lists(&s->client, f->ours != NOT_ASKED ? &quiet : log);
	if (f->client_us == UNKNOWN)
		f->why_client_us = why_moreipme();
}

/*
 * localhost: no DNS. It leads to us if the client is us, else nowhere; a client that may relay is
 * believed.
 */
static void conclude_localhost(struct facts *f, const struct session *s, struct log *log)
{
	conclude_client_us(f, s, log);
	f->resolves = s->relay ? YES : f->client_us == NOT_ASKED ? NO : f->client_us;
	f->why_resolves = f->why_client_us;
	if (s->client.family != FAMILY_NONE)
		f->match = f->client_us;
	f->why_match = f->why_client_us;
}

static void conclude_own_name(struct facts *f, const struct session *s, struct log *log)
{
	f->own_name = ournames_contain(s->helo, s->helo_len, log);
	f->why_own_name = REASON_MORERCPTHOSTS;
}

/* All addresses in one list. False if memory is out. */
static bool collect_addresses(struct facts *f, const struct session *s)
{
	return addrs_add_all(&f->addresses, &f->dns.a.addrs) &&
	       addrs_add_all(&f->addresses, &f->dns.aaaa.addrs) &&
	       (s->address.family == FAMILY_NONE || addrs_add(&f->addresses, s->address));
}

void facts_conclude(struct facts *f, unsigned needs, const struct session *s, struct log *log)
{
	const bool localhost = session_localhost(s);

	if (!collect_addresses(f, s)) {
		f->resolves = f->match = f->ours = UNKNOWN;
		f->why_resolves = f->why_match = f->why_ours = REASON_LOCAL;
		return;
	}
	if (localhost) {
		conclude_localhost(f, s, log);
	} else {
		conclude_resolves(f);
		conclude_match(f, s);
	}
	/*
	 * A client with its own address in the HELO does not pose as us; without one, who can
	 * tell?
	 */
	if (f->match == YES || f->match == NOT_ASKED)
		return;
	if ((needs & NEED_OURS) != 0 && f->ours == NOT_ASKED && !localhost)
		conclude_ours(f, s, log);
	if ((needs & NEED_OWN_NAME) != 0)
		conclude_own_name(f, s, log);
	if (f->client_us == NOT_ASKED && (f->ours == YES || f->own_name == YES))
		conclude_client_us(f, s, log);
}

/* Uses the reverse name that the host told. True if it must be looked up instead. */
static bool needs_lookup(struct facts *f, const struct session *s)
{
	f->reverse_known = s->reverse != NULL || s->client.family != FAMILY_NONE;
	if (s->reverse == NULL)
		return f->reverse_known;
	if (*s->reverse != '\0')
		f->reverse[f->reverse_count++] = s->reverse;
	return false;
}

static void use_lookup(struct facts *f)
{
	memcpy(f->reverse, f->dns.reverse, sizeof(f->reverse));
	f->reverse_count = f->dns.reverse_count;
	f->why_reverse = f->dns.why_reverse;
}

void facts_gather(struct facts *f, unsigned needs, const struct session *s, const struct policy *p,
		  const struct suffixes *suffixes, int64_t deadline, struct log *log)
{
	bool reverse = false;

	*f = (struct facts){.suffixes = suffixes};
	log_debug(log, "HELO [%s] is %s, client [%s]", s->shown, session_kind(s->kind),
		  s->client_shown);
	if (s->kind == HELO_NONE)
		return;
	/* Before DNS, which may use up all the time; patterns get half of it at most. */
	if ((needs & NEED_PATTERNS) != 0)
		f->pattern =
			patterns_match(s->helo, s->said_len, deadline - p->timeout_ms / 2, log);
	if ((needs & NEED_REVERSE) != 0)
		reverse = needs_lookup(f, s);
	if (lookup_asks(s) || reverse)
		lookup_run(&f->dns, s, p, reverse, (needs & NEED_OURS) != 0, deadline, log);
	if (reverse)
		use_lookup(f);
	facts_conclude(f, needs, s, log);
}

void facts_free(struct facts *f)
{
	addrs_free(&f->addresses);
	lookup_free(&f->dns);
}
