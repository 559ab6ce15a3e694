/* helochecks: see helochecks.h. */
#include "checks/helochecks.h"

#include "base/hostname.h"
#include "checks/dynamicname.h"

#include <string.h>
#include <strings.h>

static const struct result pass = {PASS, NULL};

static struct result fail(const char *why)
{
	return (struct result){FAIL, why};
}

static struct result skip(const char *why)
{
	return (struct result){SKIP, why};
}

static struct result error(const char *why)
{
	return (struct result){ERROR, why};
}

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

/* Does the HELO end in one of [skip] tlds[], written with its dot or without? */
static bool in_tlds(const struct session *s, const struct policy *p)
{
	size_t len;
	const char *own = tld(s, &len);

	for (size_t i = 0; i < p->helo.tlds.count; i++) {
		const char *listed = p->helo.tlds.at[i];

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
		return error("limit");
	return f->pattern == YES ? fail(NULL) : pass;
}

struct result check_bare_ip(const struct session *s, const struct policy *p, const struct facts *f)
{
	(void)p;
	(void)f;
	return s->kind == HELO_BARE_ADDRESS ? fail(NULL) : pass;
}

struct result check_dynamic(const struct session *s, const struct policy *p, const struct facts *f)
{
	size_t host = s->helo_len, label;
	const char *last;

	(void)p;
	if (!has_dot(s))
		return skip("no_dot");
	if (s->address.family != FAMILY_NONE)
		return skip("literal");
	if (s->client.family == FAMILY_NONE)
		return skip("no_ip");
	if (f->suffixes == NULL)
		return error("local");
	/* The host part: without the TLD, if it is one, and the label before it. */
	last = tld(s, &label);
	if (suffixes_hold(f->suffixes, last, label)) {
		host -= label + 1;
		last = memrchr(s->helo, '.', host);
		label = last != NULL ? host - (size_t)(last + 1 - s->helo) : host;
	}
	if (label > 0)
		host -= label < host ? label + 1 : label;
	return dynamicname_holds(s->helo, host, &s->client) ? fail(NULL) : pass;
}

/* Is the reverse name one of a [bigco] list (names parted by commas), or below one? */
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
		return skip("literal");
	while (i > 0 && (strlen(names->at[i - 1]) != s->helo_len ||
			 strncasecmp(names->at[i - 1], s->helo, s->helo_len) != 0))
		i--;
	if (i == 0)
		return pass;
	for (size_t k = 0; k < f->reverse_count; k++)
		if (in_list(f->reverse[k], p->helo.bigco_reverses.at[i - 1]))
			return pass;
	if (!f->reverse_known)
		return skip("no_ip");
	return f->why_reverse != NULL ? error(f->why_reverse) : fail(NULL);
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
		return skip("literal");
	if (!has_dot(s))
		return fail("no_dot");
	if (!is_ascii(s))
		return fail("not_ascii");
	if (in_tlds(s, p))
		return skip("tld");
	if (f->suffixes == NULL)
		return error("local");
	return orgdomain_length(f->suffixes, s->helo, s->helo_len) > 0 ? pass : fail(NULL);
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
		return fail("literal");
	if (!f->reverse_known)
		return skip("no_ip");
	for (size_t i = 0; i < f->reverse_count; i++)
		if (hostname_equal(s->helo, s->helo_len, f->reverse[i], strlen(f->reverse[i])))
			return pass;
	if (f->suffixes == NULL)
		return error("local");
	if (reverse_has_orgdomain(s, f))
		return pass;
	return f->why_reverse != NULL ? error(f->why_reverse) : fail(NULL);
}

/* After everything that is about the name alone. */
static struct result forward_match(const struct session *s, const struct facts *f)
{
	if (f->match == YES)
		return pass;
	/* That MX is not known does not matter here: it brings no address. */
	if (f->addresses.count == 0)
		return f->resolves == UNKNOWN && f->dns[ASK_MX].status != DNS_FAILED
			       ? error(f->why_resolves)
			       : fail("no_ips");
	if (f->match == UNASKED)
		return skip("no_ip");
	if (reverse_has_orgdomain(s, f))
		return pass;
	if (f->match == UNKNOWN)
		return error(f->why_match);
	return f->why_reverse != NULL ? error(f->why_reverse) : fail("no_match");
}

struct result check_forward_dns(const struct session *s, const struct policy *p,
				const struct facts *f)
{
	struct result valid = check_valid_hostname(s, p, f);

	if ((p->run & CHECK_BIT(CHECK_VALID_HOSTNAME)) == 0)
		return error("valid_hostname_off");
	switch (valid.is) {
	case SKIP:
	case ERROR:
		return valid;
	case FAIL:
		return fail("invalid_hostname");
	default:
		return forward_match(s, f);
	}
}

struct result check_host_mismatch(const struct session *s, const struct policy *p,
				  const struct facts *f)
{
	(void)p;
	(void)f;
	return s->first_helo == NULL || strcasecmp(s->first_helo, s->shown) == 0 ? pass
										 : fail(NULL);
}

struct result check_proto_mismatch(const struct session *s, const struct policy *p,
				   const struct facts *f)
{
	(void)p;
	(void)f;
	if (s->verb == NULL)
		return skip("no_cmd");
	if (s->first_verb == NULL)
		return skip("first");
	return strcasecmp(s->verb, s->first_verb) == 0 ? pass : fail(NULL);
}

struct result check_literal_mismatch(const struct session *s, const struct policy *p,
				     const struct facts *f)
{
	(void)f;
	if (!is_literal(s))
		return pass;
	if (s->client.family == FAMILY_NONE)
		return skip("no_ip");
	if (p->helo.literal_mode == 1)
		return ipaddr_equal(&s->address, &s->client) ? pass : fail(NULL);
	if (ipaddr_same_network(&s->address, &s->client))
		return pass;
	return p->helo.literal_mode == 3 && ipaddr_private(&s->address) ? pass : fail(NULL);
}
