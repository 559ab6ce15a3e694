/* checks: see checks.h. */
#include "checks/checks.h"

#include "base/hostname.h"
#include "checks/helochecks.h"

#include <string.h>

static const struct result pass = {PASS, NULL};
static const struct result fail = {FAIL, NULL};

/* A client that is honest, or whose address or honesty is not known, cannot pose as us. */
static struct result unless_honest(const struct facts *f, struct result posing)
{
	if (f->match == YES)
		return pass;
	if (f->match == UNASKED)
		return (struct result){SKIP, "no_ip"};
	if (f->match == UNKNOWN && posing.is == FAIL)
		return (struct result){ERROR, f->why_match};
	return posing;
}

/* Only run where there is none: see checks_run. */
static struct result no_helo(const struct session *s, const struct policy *p, const struct facts *f)
{
	(void)p;
	(void)s;
	(void)f;
	return fail;
}

static struct result syntax(const struct session *s, const struct policy *p, const struct facts *f)
{
	(void)p;
	(void)f;
	return s->kind == HELO_LITERAL || hostname_well_formed(s->helo, s->helo_len) ? pass : fail;
}

static struct result resolves(const struct session *s, const struct policy *p,
			      const struct facts *f)
{
	(void)p;
	(void)s;
	if (f->resolves == UNKNOWN)
		return (struct result){ERROR, f->why_resolves};
	return f->resolves == NO ? fail : pass;
}

static bool is_localhost(const struct session *s)
{
	return strcmp(s->name, "localhost") == 0 || strcmp(s->name, "localhost.localdomain") == 0;
}

static struct result not_me(const struct session *s, const struct policy *p, const struct facts *f)
{
	(void)p;
	if (is_localhost(s))
		return (struct result){FAIL, "localhost"};
	if (f->ours == UNKNOWN)
		return unless_honest(f, (struct result){ERROR, f->why_ours});
	return unless_honest(f, f->ours == YES ? fail : pass);
}

static struct result own_name(const struct session *s, const struct policy *p,
			      const struct facts *f)
{
	(void)p;
	(void)s;
	return unless_honest(f, f->own_name == YES ? fail : pass);
}

static struct result ip_match(const struct session *s, const struct policy *p,
			      const struct facts *f)
{
	(void)p;
	(void)s;
	if (f->match == UNASKED)
		return (struct result){SKIP, "no_ip"};
	if (f->match == UNKNOWN)
		return (struct result){ERROR, f->why_match};
	if (f->match == YES)
		return pass;
	/* A name that does not resolve is left to `resolves`, and one that only takes mail passed it. */
	return f->resolves == NO ? (struct result){SKIP, "no_address"} : fail;
}

static const struct words no_helo_words[] = {
	{NULL, "No HELO sent from [{ip}]", "no HELO/EHLO host name was given"},
};
static const struct words syntax_words[] = {
	{NULL, "malformed HELO/EHLO [{helo}] from [{ip}]", "HELO [{helo}] is malformed"},
};
static const struct words resolves_words[] = {
	{NULL, "HELO [{helo}] from [{ip}] doesn't solve", "HELO [{helo}] does not resolve"},
};
static const struct words not_me_words[] = {
	{"localhost", "invalid HELO/EHLO [{helo}] from [{ip}]",
	 "HELO [{helo}] is one of our hosts"},
	{NULL, "HELO [{helo}] is a local domain but IP [{ip}] is not a RELAYCLIENT",
	 "HELO [{helo}] is one of our hosts"},
};
static const struct words own_name_words[] = {
	{NULL, "HELO [{helo}] is a local name but IP [{ip}] is not a RELAYCLIENT",
	 "HELO [{helo}] is one of our names"},
};
static const struct words ip_match_words[] = {
	{NULL, "HELO [{helo}] doesn't match IP [{ip}]",
	 "HELO [{helo}] does not lead to your address"},
};

static const struct words match_re_words[] = {
	{NULL, NULL, "HELO [{helo}] is not allowed here"},
};
static const struct words bare_ip_words[] = {
	{NULL, NULL, "HELO [{helo}] is an address without brackets"},
};
static const struct words dynamic_words[] = {
	{NULL, NULL, "HELO [{helo}] holds your address, as dynamic names do"},
};
static const struct words big_company_words[] = {
	{NULL, NULL, "HELO [{helo}] is a name that your reverse name does not belong to"},
};
static const struct words valid_hostname_words[] = {
	{"no_dot", NULL, "HELO [{helo}] has no dot"},
	{"not_ascii", NULL, "HELO [{helo}] is not ASCII"},
	{NULL, NULL, "HELO [{helo}] is under no domain that anybody can register"},
};
static const struct words rdns_match_words[] = {
	{"literal", NULL, NULL},
	{NULL, NULL, "HELO [{helo}] does not match your reverse name"},
};
static const struct words forward_dns_words[] = {
	{"no_ips", NULL, NULL},
	{"invalid_hostname", NULL, "HELO [{helo}] is no valid host name"},
	{"timeout", NULL, "DNS timed out for HELO [{helo}]"},
	{NULL, NULL, "HELO [{helo}] does not lead back to your address"},
};
static const struct words host_mismatch_words[] = {
	{NULL, NULL, "HELO [{helo}] is not the name that you gave before"},
};
static const struct words proto_mismatch_words[] = {
	{NULL, NULL, "HELO [{helo}] came with another of HELO and EHLO than before"},
};
static const struct words literal_mismatch_words[] = {
	{NULL, NULL, "HELO [{helo}] is not the address that you come from"},
};

const struct check checks[CHECK_COUNT] = {
	[CHECK_NO_HELO] = {"no_helo", 0, no_helo, no_helo_words},
	[CHECK_SYNTAX] = {"syntax", 0, syntax, syntax_words},
	[CHECK_RESOLVES] = {"resolves", 0, resolves, resolves_words},
	[CHECK_NOT_ME] = {"not_me", NEED_OURS, not_me, not_me_words},
	[CHECK_OWN_NAME] = {"own_name", NEED_OWN_NAME, own_name, own_name_words},
	[CHECK_IP_MATCH] = {"ip_match", 0, ip_match, ip_match_words},
	[CHECK_MATCH_RE] = {"match_re", NEED_PATTERNS, check_match_re, match_re_words},
	[CHECK_BARE_IP] = {"bare_ip", 0, check_bare_ip, bare_ip_words},
	[CHECK_DYNAMIC] = {"dynamic", NEED_SUFFIXES, check_dynamic, dynamic_words},
	[CHECK_BIG_COMPANY] = {"big_company", NEED_REVERSE, check_big_company, big_company_words},
	[CHECK_VALID_HOSTNAME] = {"valid_hostname", NEED_SUFFIXES, check_valid_hostname,
				  valid_hostname_words},
	[CHECK_RDNS_MATCH] = {"rdns_match", NEED_REVERSE | NEED_SUFFIXES, check_rdns_match,
			      rdns_match_words},
	[CHECK_FORWARD_DNS] = {"forward_dns", NEED_REVERSE | NEED_SUFFIXES, check_forward_dns,
			       forward_dns_words},
	[CHECK_HOST_MISMATCH] = {"host_mismatch", 0, check_host_mismatch, host_mismatch_words},
	[CHECK_PROTO_MISMATCH] = {"proto_mismatch", 0, check_proto_mismatch, proto_mismatch_words},
	[CHECK_LITERAL_MISMATCH] = {"literal_mismatch", 0, check_literal_mismatch,
				    literal_mismatch_words},
};

const char *checks_skipped(const struct policy *p, const struct session *s)
{
	if (p->helo.skip_relaying && s->relay)
		return "relay";
	if (p->helo.skip_private && ipaddr_private(&s->client))
		return "private";
	return NULL;
}

/* The HELO checks that run say so themselves; of skipped ones nothing is needed. */
static checkset really_run(const struct policy *p, const struct session *s)
{
	if (s->kind == HELO_NONE)
		return p->run & CHECK_BIT(CHECK_NO_HELO);
	return p->run & ~CHECK_BIT(CHECK_NO_HELO) &
	       ~(checks_skipped(p, s) != NULL ? HELO_CHECKS : 0);
}

void checks_run(struct results *r, const struct session *s, const struct policy *p,
		const struct facts *f)
{
	checkset run = really_run(p, s);

	*r = (struct results){0};
	for (int id = 0; id < CHECK_COUNT; id++) {
		if ((run & CHECK_BIT(id)) != 0)
			r->of[id] = checks[id].run(s, p, f);
		else if (s->kind != HELO_NONE && (p->run & HELO_CHECKS & CHECK_BIT(id)) != 0)
			r->of[id] = (struct result){SKIP, checks_skipped(p, s)};
	}
}

unsigned checks_need(const struct policy *p, const struct session *s)
{
	checkset run = really_run(p, s);
	unsigned needs = 0;

	for (int id = 0; id < CHECK_COUNT; id++)
		if ((run & CHECK_BIT(id)) != 0)
			needs |= checks[id].needs;
	return needs;
}

const struct words *check_words(enum check_id id, const struct result *r)
{
	const struct words *w = checks[id].words;

	while (w->why != NULL && (r->why == NULL || strcmp(w->why, r->why) != 0))
		w++;
	return w;
}

static size_t append(char *to, size_t size, size_t at, const char *from, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (at + i + 1 < size)
			to[at + i] = from[i];
	return at + len;
}

void results_list(char *to, size_t size, const struct results *r, enum outcome is,
		  const char *between)
{
	size_t at = 0;

	for (int id = 0; id < CHECK_COUNT; id++) {
		const char *why = r->of[id].why;

		if (r->of[id].is != is)
			continue;
		if (at > 0)
			at = append(to, size, at, between, strlen(between));
		at = append(to, size, at, checks[id].name, strlen(checks[id].name));
		if (why == NULL)
			continue;
		at = append(to, size, at, "(", 1);
		at = append(to, size, at, why, strlen(why));
		at = append(to, size, at, ")", 1);
	}
	to[at < size ? at : size - 1] = '\0';
}

/* What a placeholder stands for, and its length; NULL where text begins with none. */
static const char *placeholder(const char *text, const struct words_values *values, size_t *len)
{
	const struct {
		const char *name, *value;
	} known[] = {
		{"{helo}", values->helo},
		{"{ip}", values->ip},
		{"{name}", values->name},
		{"{reason}", values->reason != NULL ? values->reason : ""},
		{"{(}", values->reason != NULL ? "(" : ""},
		{"{)}", values->reason != NULL ? ")" : ""},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		*len = strlen(known[i].name);
		if (strncmp(text, known[i].name, *len) == 0)
			return known[i].value;
	}
	return NULL;
}

size_t words_fill(char *to, size_t size, const char *text, const struct words_values *values)
{
	size_t at = 0;

	while (*text != '\0') {
		size_t plain = strcspn(text, "{"), len;
		const char *value;

		at = append(to, size, at, text, plain);
		text += plain;
		if (*text == '\0')
			break;
		value = placeholder(text, values, &len);
		if (value == NULL) {
			len = 1;
			at = append(to, size, at, text, 1);
		} else {
			at = append(to, size, at, value, strlen(value));
		}
		text += len;
	}
	to[at < size ? at : size - 1] = '\0';
	return at;
}

const char *words_logged(char *to, size_t size, enum check_id id, const struct result *r,
			 const struct session *s)
{
	const struct words_values values = {s->shown, s->client_shown, checks[id].name, r->why};
	const char *logged = check_words(id, r)->logged;

	words_fill(to, size,
		   logged != NULL ? logged : "HELO [{helo}] from [{ip}] fails {name}{(}{reason}{)}",
		   &values);
	return to;
}
