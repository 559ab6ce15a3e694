/* checks: see checks.h. */
#include "checks.h"

#include "hostname.h"

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
static struct result no_helo(const struct session *s, const struct facts *f)
{
	(void)s;
	(void)f;
	return fail;
}

static struct result syntax(const struct session *s, const struct facts *f)
{
	(void)f;
	return s->kind == HELO_LITERAL || hostname_well_formed(s->helo, s->helo_len) ? pass : fail;
}

static struct result resolves(const struct session *s, const struct facts *f)
{
	(void)s;
	if (f->resolves == UNKNOWN)
		return (struct result){ERROR, f->why_resolves};
	return f->resolves == NO ? fail : pass;
}

static bool is_localhost(const struct session *s)
{
	return strcmp(s->name, "localhost") == 0 || strcmp(s->name, "localhost.localdomain") == 0;
}

static struct result not_me(const struct session *s, const struct facts *f)
{
	if (is_localhost(s))
		return (struct result){FAIL, "localhost"};
	if (f->ours == UNKNOWN)
		return unless_honest(f, (struct result){ERROR, f->why_ours});
	return unless_honest(f, f->ours == YES ? fail : pass);
}

static struct result own_name(const struct session *s, const struct facts *f)
{
	(void)s;
	return unless_honest(f, f->own_name == YES ? fail : pass);
}

static struct result ip_match(const struct session *s, const struct facts *f)
{
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

const struct check checks[CHECK_COUNT] = {
	[CHECK_NO_HELO] = {"no_helo", 0, no_helo, no_helo_words},
	[CHECK_SYNTAX] = {"syntax", 0, syntax, syntax_words},
	[CHECK_RESOLVES] = {"resolves", NEED_ADDRESSES, resolves, resolves_words},
	[CHECK_NOT_ME] = {"not_me", NEED_ADDRESSES | NEED_OURS, not_me, not_me_words},
	[CHECK_OWN_NAME] = {"own_name", NEED_ADDRESSES | NEED_OWN_NAME, own_name, own_name_words},
	[CHECK_IP_MATCH] = {"ip_match", NEED_ADDRESSES, ip_match, ip_match_words},
};

void checks_run(struct results *r, checkset run, const struct session *s, const struct facts *f)
{
	*r = (struct results){0};
	if (s->kind == HELO_NONE)
		run &= CHECK_BIT(CHECK_NO_HELO);
	else
		run &= ~CHECK_BIT(CHECK_NO_HELO);
	for (int id = 0; id < CHECK_COUNT; id++)
		if ((run & CHECK_BIT(id)) != 0)
			r->of[id] = checks[id].run(s, f);
}

unsigned checks_need(checkset run)
{
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

size_t words_fill(char *to, size_t size, const char *text, const char *helo, const char *ip)
{
	size_t at = 0;

	while (*text != '\0') {
		size_t plain = strcspn(text, "{");

		at = append(to, size, at, text, plain);
		text += plain;
		if (strncmp(text, "{helo}", 6) == 0) {
			at = append(to, size, at, helo, strlen(helo));
			text += 6;
		} else if (strncmp(text, "{ip}", 4) == 0) {
			at = append(to, size, at, ip, strlen(ip));
			text += 4;
		} else if (*text != '\0') {
			at = append(to, size, at, text++, 1);
		}
	}
	to[at < size ? at : size - 1] = '\0';
	return at;
}
