/* checks: see checks.h. */
#include "checks/checks.h"

#include "checks/flagchecks.h"
#include "checks/helochecks.h"

/* The texts of one check, as an array. */
#define TEXTS(...) ((const struct check_text[]){__VA_ARGS__})

/*
 * The reply is what the client is told after `sorry, `. The log lines of versions 7 to 10 keep
 * their words; NULL is `HELO [{helo}] from [{ip}] fails {name}({reason})`.
 */
const struct check checks[CHECK_COUNT] = {
	[CHECK_NO_HELO] =
		{
			.run = check_no_helo,
			.texts = TEXTS({REASON_NONE, "No HELO sent from [{ip}]",
					"no HELO/EHLO host name was given"}),
			.meaning = "no HELO name was given",
		},
	[CHECK_SYNTAX] =
		{
			.run = check_syntax,
			.texts = TEXTS({REASON_NONE, "malformed HELO/EHLO [{helo}] from [{ip}]",
					"HELO [{helo}] is malformed"}),
			.meaning = "neither a well-formed host name nor an address literal",
		},
	[CHECK_RESOLVES] =
		{
			.run = check_resolves,
			.texts = TEXTS({REASON_NONE, "HELO [{helo}] from [{ip}] doesn't solve",
					"HELO [{helo}] does not resolve"}),
			.meaning = "the HELO is a name that DNS does not know",
		},
	[CHECK_NOT_ME] =
		{
			.needs = NEED_OURS,
			.run = check_not_me,
			.texts = TEXTS({REASON_LOCALHOST, "invalid HELO/EHLO [{helo}] from [{ip}]",
					"HELO [{helo}] is one of our hosts"},
				       {REASON_NONE,
					"HELO [{helo}] is a local domain but IP [{ip}] is not a "
					"RELAYCLIENT",
					"HELO [{helo}] is one of our hosts"}),
			.meaning = "the HELO resolves to this server, or is localhost",
		},
	[CHECK_OWN_NAME] =
		{
			.needs = NEED_OWN_NAME,
			.run = check_own_name,
			.texts = TEXTS(
				{REASON_NONE,
				 "HELO [{helo}] is a local name but IP [{ip}] is not a RELAYCLIENT",
				 "HELO [{helo}] is one of our names"}),
			.meaning = "the HELO is a name of this server",
		},
	[CHECK_IP_MATCH] =
		{
			.run = check_ip_match,
			.texts = TEXTS({REASON_NONE, "HELO [{helo}] doesn't match IP [{ip}]",
					"HELO [{helo}] does not resolve to your address"}),
			.meaning = "the HELO does not resolve to the client's address",
		},
	[CHECK_MATCH_RE] =
		{
			.needs = NEED_PATTERNS,
			.run = check_match_re,
			.texts = TEXTS({REASON_NONE, NULL, "HELO [{helo}] is not allowed here"}),
			.meaning = "a pattern of helo.checks.regexps matches the HELO",
		},
	[CHECK_BARE_IP] =
		{
			.run = check_bare_ip,
			.texts = TEXTS({REASON_NONE, NULL,
					"HELO [{helo}] is an address without brackets"}),
			.meaning = "the HELO is an address without brackets",
		},
	[CHECK_DYNAMIC] =
		{
			.needs = NEED_SUFFIXES,
			.run = check_dynamic,
			.texts = TEXTS(
				{REASON_NONE, NULL,
				 "HELO [{helo}] contains your address, like a dynamic host name"}),
			.meaning =
				"the HELO contains the client's address, like a dynamic host name",
		},
	[CHECK_BIG_COMPANY] =
		{
			.needs = NEED_REVERSE,
			.run = check_big_company,
			.texts = TEXTS({REASON_NONE, NULL,
					"HELO [{helo}] does not go with your reverse name"}),
			.meaning = "the HELO belongs to a big provider, the reverse name does not",
		},
	[CHECK_VALID_HOSTNAME] =
		{
			.needs = NEED_SUFFIXES,
			.run = check_valid_hostname,
			.texts = TEXTS({REASON_NO_DOT, NULL, "HELO [{helo}] has no dot"},
				       {REASON_NOT_ASCII, NULL, "HELO [{helo}] is not ASCII"},
				       {REASON_SUFFIX, NULL,
					"HELO [{helo}] is a public suffix, not a name under one"},
				       {REASON_NONE, NULL,
					"HELO [{helo}] is not under a registrable domain"}),
			.meaning = "no dot, not ASCII, or not under a registrable domain",
		},
	[CHECK_RDNS_MATCH] =
		{
			.needs = NEED_REVERSE | NEED_SUFFIXES,
			.run = check_rdns_match,
			.texts = TEXTS({REASON_LITERAL, NULL, NULL},
				       {REASON_NONE, NULL,
					"HELO [{helo}] does not match your reverse name"}),
			.meaning = "the HELO and the reverse name have different domains",
		},
	[CHECK_FORWARD_DNS] =
		{
			.needs = NEED_REVERSE | NEED_SUFFIXES,
			.run = check_forward_dns,
			.texts = TEXTS({REASON_NO_IPS, NULL, NULL},
				       {REASON_INVALID_HOSTNAME, NULL,
					"HELO [{helo}] is not a valid host name"},
				       {REASON_TIMEOUT, NULL, "DNS timed out for HELO [{helo}]"},
				       {REASON_NONE, NULL,
					"HELO [{helo}] does not resolve to your address"}),
			.meaning = "the HELO does not resolve to the client's address",
		},
	[CHECK_HOST_MISMATCH] =
		{
			.run = check_host_mismatch,
			.texts = TEXTS({REASON_NONE, NULL,
					"HELO [{helo}] differs from the name you gave before"}),
			.meaning = "a different HELO than before in the same connection",
		},
	[CHECK_PROTO_MISMATCH] =
		{
			.run = check_proto_mismatch,
			.texts = TEXTS({REASON_NONE, NULL,
					"HELO [{helo}]: you switched between HELO and EHLO"}),
			.meaning = "switched between HELO and EHLO",
		},
	[CHECK_LITERAL_MISMATCH] =
		{
			.run = check_literal_mismatch,
			.texts = TEXTS({REASON_NONE, NULL, "HELO [{helo}] is not your address"}),
			.meaning = "the HELO is somebody else's address",
		},
};

/* A client that may relay may be us. */
static const checkset not_for_relays = CHECK_BIT(CHECK_NOT_ME) | CHECK_BIT(CHECK_OWN_NAME);

enum reason checks_skipped(const struct policy *p, const struct session *s)
{
	if (p->helo.skip_relaying && s->relay)
		return REASON_RELAY;
	if (p->helo.skip_private && ipaddr_private(&s->client))
		return REASON_PRIVATE;
	return REASON_NONE;
}

/* The checks whose function is called; skipped HELO checks are not among them. */
static checkset to_run(const struct policy *p, const struct session *s)
{
	if (s->kind == HELO_NONE)
		return p->run & CHECK_BIT(CHECK_NO_HELO);
	return p->run & ~CHECK_BIT(CHECK_NO_HELO) & ~(s->relay ? not_for_relays : 0) &
	       ~(checks_skipped(p, s) != REASON_NONE ? HELO_CHECKS : 0);
}

void checks_run(struct results *r, const struct session *s, const struct policy *p,
		const struct facts *f)
{
	checkset run = to_run(p, s);

	*r = (struct results){0};
	for (int id = 0; id < CHECK_COUNT; id++) {
		if ((run & CHECK_BIT(id)) != 0)
			r->check[id] = checks[id].run(s, p, f);
		else if (s->kind != HELO_NONE && (p->run & HELO_CHECKS & CHECK_BIT(id)) != 0)
			r->check[id] = skip(checks_skipped(p, s));
	}
}

unsigned checks_need(const struct policy *p, const struct session *s)
{
	checkset run = to_run(p, s);
	unsigned needs = 0;

	for (int id = 0; id < CHECK_COUNT; id++)
		if ((run & CHECK_BIT(id)) != 0)
			needs |= checks[id].needs;
	return needs;
}
