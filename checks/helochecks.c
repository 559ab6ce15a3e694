/* helochecks: see helochecks.h. */
#include "checks/helochecks.h"

#include "base/hostname.h"
#include "checks/dynamicname.h"

#include <string.h>
#include <strings.h>

static bool is_literal(const struct session *s)
{
	return s->kind == HELO_LITERAL || s->kind == HELO_LOOSE_LITERAL;
}

static bool has_dot(const struct session *s)
{
	return memchr(s->helo, '.', s->helo_len) != NULL;
}

/* The last label of the HELO. */
static const char *tld(const struct session *s, size_t *len)
{
	const char *dot = memrchr(s->helo, '.', s->helo_len);
	const char *start = dot != NULL ? dot + 1 : s->helo;

	*len = s->helo_len - (size_t)(start - s->helo);
	return start;
}

/* Does the HELO end in one of [skip] tlds[], written with or without a dot? */
static bool in_tlds(const struct session *s, const struct policy *p)
{
	size_t len;
	const char *own = tld(s, &len);

	for (size_t i = 0; i < p->helo.tlds.count; i++) {
		const char *listed = p->helo.tlds.items[i];

		listed += *listed == '.';
		if (strlen(listed) == len && strncasecmp(listed, own, len) == 0)
			return true;
	}
	return false;
}

struct result check_match_re(const struct session *s, const struct policy *p, const struct facts *f)
{
	(void)s;
	(void)p;
	if (f->pattern == UNKNOWN)
		return error(REASON_LIMIT);
	return f->pattern == YES ? fail(REASON_NONE) : pass();
}

struct result check_bare_ip(const struct session *s, const struct policy *p, const struct facts *f)
{
	(void)p;
	(void)f;
	return s->kind == HELO_BARE_ADDRESS ? fail(REASON_NONE) : pass();
}

struct result check_dynamic(const struct session *s, const struct policy *p, const struct facts *f)
{
	size_t host = s->helo_len, label;
	const char *last;

	(void)p;
	if (!has_dot(s))
		return skip(REASON_NO_DOT);
	if (s->address.family != FAMILY_NONE)
		return skip(REASON_LITERAL);
	if (s->client.family == FAMILY_NONE)
		return skip(REASON_NO_IP);
	if (f->suffixes == NULL)
		return error(REASON_SUFFIX_LIST);
	/* The host part: without the TLD, if it is one, and without the label before it. */
	last = tld(s, &label);
	if (suffixes_contain(f->suffixes, last, label)) {
		host -= label + 1;
		last = memrchr(s->helo, '.', host);
		label = last != NULL ? host - (size_t)(last + 1 - s->helo) : host;
	}
	if (label > 0)
		host -= label < host ? label + 1 : label;
	return dynamicname_contains(s->helo, host, &s->client) ? fail(REASON_NONE) : pass();
}

/* Is the reverse name in a [bigco] list (names separated by commas), or below one of them? */
static bool in_list(const char *reverse, const char *list)
{
	size_t len = strlen(reverse);

	for (; *list != '\0'; list += *list == ',') {
		size_t name = strcspn(list += strspn(list, " \t"), ", \t");

		if (name > 0 && name <= len && strncasecmp(reverse + len - name, list, name) == 0 &&
		    (name == len || reverse[len - name - 1] == '.'))
			return true;
		list += strcspn(list, ",");
	}
	return false;
}

struct result check_big_company(const struct session *s, const struct policy *p,
				const struct facts *f)
{
	const struct strlist *names = &p->helo.bigco_names;
	size_t i = names->count;

	if (is_literal(s))
		return skip(REASON_LITERAL);
	while (i > 0 && (strlen(names->items[i - 1]) != s->helo_len ||
			 strncasecmp(names->items[i - 1], s->helo, s->helo_len) != 0))
		i--;
	if (i == 0)
		return pass();
	for (size_t k = 0; k < f->reverse_count; k++)
		if (in_list(f->reverse[k], p->helo.bigco_reverses.items[i - 1]))
			return pass();
	if (!f->reverse_known)
		return skip(REASON_NO_IP);
	return f->why_reverse != REASON_NONE ? error(f->why_reverse) : fail(REASON_NONE);
}

static bool is_ascii(const struct session *s)
{
	for (size_t i = 0; i < s->helo_len; i++)
		if (s->helo[i] < ' ' || s->helo[i] > '~')
			return false;
	return true;
}

struct result check_valid_hostname(const struct session *s, const struct policy *p,
				   const struct facts *f)
{
	if (is_literal(s))
		return skip(REASON_LITERAL);
	if (!has_dot(s))
		return fail(REASON_NO_DOT);
	if (!is_ascii(s))
		return fail(REASON_NOT_ASCII);
	if (in_tlds(s, p))
		return skip(REASON_TLD);
	if (f->suffixes == NULL)
		return error(REASON_SUFFIX_LIST);
	if (orgdomain_length(f->suffixes, s->helo, s->helo_len) > 0)
		return pass();
	return fail(s->kind == HELO_NAME && suffixes_contain(f->suffixes, s->helo, s->helo_len)
			    ? REASON_SUFFIX
			    : REASON_NONE);
}

static bool reverse_has_orgdomain(const struct session *s, const struct facts *f)
{
	for (size_t i = 0; i < f->reverse_count; i++)
		if (orgdomain_same(f->suffixes, s->helo, s->helo_len, f->reverse[i],
				   strlen(f->reverse[i])))
			return true;
	return false;
}

struct result check_rdns_match(const struct session *s, const struct policy *p,
			       const struct facts *f)
{
	(void)p;
	if (is_literal(s))
		return fail(REASON_LITERAL);
	if (!f->reverse_known)
		return skip(REASON_NO_IP);
	for (size_t i = 0; i < f->reverse_count; i++)
		if (hostname_equal(s->helo, s->helo_len, f->reverse[i], strlen(f->reverse[i])))
			return pass();
	if (f->suffixes == NULL)
		return error(REASON_SUFFIX_LIST);
	if (reverse_has_orgdomain(s, f))
		return pass();
	return f->why_reverse != REASON_NONE ? error(f->why_reverse) : fail(REASON_NONE);
}

/* The part that is not about the name alone. */
static struct result forward_match(const struct session *s, const struct facts *f)
{
	if (f->match == YES)
		return pass();
	if (f->resolves == NOT_ASKED)
		return skip(REASON_NO_AAAA);
	/* An unknown MX does not matter: it adds no address. */
	if (f->addresses.count == 0)
		return f->resolves == UNKNOWN && f->dns.mx.status != DNS_FAILED
			       ? error(f->why_resolves)
			       : fail(REASON_NO_IPS);
	if (f->match == NOT_ASKED)
		return skip(s->client.family == FAMILY_NONE ? REASON_NO_IP : REASON_NO_AAAA);
	if (reverse_has_orgdomain(s, f))
		return pass();
	if (f->match == UNKNOWN)
		return error(f->why_match);
	return f->why_reverse != REASON_NONE ? error(f->why_reverse) : fail(REASON_NO_MATCH);
}

struct result check_forward_dns(const struct session *s, const struct policy *p,
				const struct facts *f)
{
	struct result valid = check_valid_hostname(s, p, f);

	if ((p->run & CHECK_BIT(CHECK_VALID_HOSTNAME)) == 0)
		return error(REASON_VALID_HOSTNAME_OFF);
	switch (valid.outcome) {
	case SKIP:
	case ERROR:
		return valid;
	case FAIL:
		return fail(REASON_INVALID_HOSTNAME);
	default:
		return forward_match(s, f);
	}
}

struct result check_host_mismatch(const struct session *s, const struct policy *p,
				  const struct facts *f)
{
	(void)p;
	(void)f;
	return s->first_helo == NULL || hostname_equal(s->first_helo, strlen(s->first_helo),
						       s->shown, strlen(s->shown))
		       ? pass()
		       : fail(REASON_NONE);
}

struct result check_proto_mismatch(const struct session *s, const struct policy *p,
				   const struct facts *f)
{
	(void)p;
	(void)f;
	if (s->verb == NULL)
		return skip(REASON_NO_CMD);
	if (s->first_verb == NULL)
		return skip(REASON_FIRST);
	return strcasecmp(s->verb, s->first_verb) == 0 ? pass() : fail(REASON_NONE);
}

struct result check_literal_mismatch(const struct session *s, const struct policy *p,
				     const struct facts *f)
{
	(void)f;
	if (!is_literal(s))
		return pass();
	if (s->client.family == FAMILY_NONE)
		return skip(REASON_NO_IP);
	if (p->helo.literal_mode == 1)
		return ipaddr_equal(&s->address, &s->client) ? pass() : fail(REASON_NONE);
	if (ipaddr_same_network(&s->address, &s->client))
		return pass();
	return p->helo.literal_mode == 3 && ipaddr_private(&s->address) ? pass()
									: fail(REASON_NONE);
}
