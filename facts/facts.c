/* facts: see facts.h. */
#include "facts/facts.h"

#include "facts/ournames.h"
#include "facts/patterns.h"
#include "moreipme.h"

#include <errno.h>
#include <string.h>

static void conclude_resolves(struct facts *f)
{
	const struct dns_answer *const answers[] = {&f->dns.a, &f->dns.aaaa, &f->dns.mx};

	if (f->addresses.count > 0 || f->dns.mx.takes_mail) {
		f->resolves = YES;
		return;
	}
	f->resolves = NO;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]) && f->resolves == NO; i++) {
		if (answers[i]->status == DNS_FAILED) {
			f->resolves = UNKNOWN;
			f->why_resolves = reason_of_dns(answers[i]->failure);
		}
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
	} else {
		f->match = NO;
	}
}

static void conclude_ours(struct facts *f, const struct session *s, struct log *log)
{
	const struct dns_answer *failed = f->dns.a.status == DNS_FAILED ? &f->dns.a : &f->dns.aaaa;

	f->ours = moreipme_any_ours(&f->addresses, &s->local, log);
	if (f->ours == UNKNOWN) {
		f->why_ours = errno == ENOMEM ? REASON_LOCAL : REASON_NOTIPME;
	} else if (f->ours == NO && failed->status == DNS_FAILED) {
		f->ours = UNKNOWN;
		f->why_ours = reason_of_dns(failed->failure);
	}
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
	if (!collect_addresses(f, s)) {
		f->resolves = f->match = f->ours = UNKNOWN;
		f->why_resolves = f->why_match = f->why_ours = REASON_LOCAL;
		return;
	}
	conclude_resolves(f);
	conclude_match(f, s);
	/* A client with its own address in the HELO does not pose as us; without one, who can tell? */
	if (f->match == YES || f->match == NOT_ASKED)
		return;
	if ((needs & NEED_OURS) != 0)
		conclude_ours(f, s, log);
	if ((needs & NEED_OWN_NAME) != 0)
		f->own_name = ournames_contain(s->helo, s->helo_len, log) ? YES : NO;
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
			patterns_match(s->helo, s->helo_len, deadline - p->timeout_ms / 2, log);
	if ((needs & NEED_REVERSE) != 0)
		reverse = needs_lookup(f, s);
	if (s->kind == HELO_NAME || reverse)
		lookup_run(&f->dns, s, p, reverse, deadline, log);
	if (reverse)
		use_lookup(f);
	facts_conclude(f, needs, s, log);
}

void facts_free(struct facts *f)
{
	addrs_free(&f->addresses);
	lookup_free(&f->dns);
}
