/* flagchecks: see flagchecks.h. */
#include "checks/flagchecks.h"

#include "base/hostname.h"

/* Why it was not asked whether the client is among the HELO's addresses. */
static struct result not_asked(const struct session *s)
{
	return skip(s->client.family == FAMILY_NONE ? REASON_NO_IP : REASON_NO_AAAA);
}

/*
 * An honest client does not pose as us, nor do we ourselves. If it cannot be told whether it is
 * one of these, a failure is not definite.
 */
static struct result unless_honest(const struct session *s, const struct facts *f,
				   struct result posing)
{
	if (f->match == YES || f->client_us == YES)
		return pass();
	if (f->match == NOT_ASKED)
		return not_asked(s);
	if (posing.outcome != FAIL)
		return posing;
	if (f->match == UNKNOWN)
		return error(f->why_match);
	return f->client_us == UNKNOWN ? error(f->why_client_us) : posing;
}

/* Runs only if there is none: see checks_run. */
struct result check_no_helo(const struct session *s, const struct policy *p, const struct facts *f)
{
	(void)s;
	(void)p;
	(void)f;
	return fail(REASON_NONE);
}

struct result check_syntax(const struct session *s, const struct policy *p, const struct facts *f)
{
	(void)p;
	(void)f;
	return s->kind == HELO_LITERAL || hostname_well_formed(s->helo, s->helo_len)
		       ? pass()
		       : fail(REASON_NONE);
}

struct result check_resolves(const struct session *s, const struct policy *p, const struct facts *f)
{
	(void)s;
	(void)p;
	if (f->resolves == UNKNOWN)
		return error(f->why_resolves);
	if (f->resolves == NOT_ASKED)
		return skip(REASON_NO_AAAA);
	return f->resolves == NO ? fail(REASON_NONE) : pass();
}

struct result check_not_me(const struct session *s, const struct policy *p, const struct facts *f)
{
	(void)p;
	if (session_localhost(s) && f->client_us == UNKNOWN)
		return error(f->why_client_us);
	if (session_localhost(s))
		return f->client_us == YES ? pass() : fail(REASON_LOCALHOST);
	if (f->ours == UNKNOWN)
		return unless_honest(s, f, error(f->why_ours));
	return unless_honest(s, f, f->ours == YES ? fail(REASON_NONE) : pass());
}

struct result check_own_name(const struct session *s, const struct policy *p, const struct facts *f)
{
	(void)p;
	if (f->own_name == UNKNOWN)
		return unless_honest(s, f, error(f->why_own_name));
	return unless_honest(s, f, f->own_name == YES ? fail(REASON_NONE) : pass());
}

struct result check_ip_match(const struct session *s, const struct policy *p, const struct facts *f)
{
	(void)p;
	if (f->match == NOT_ASKED)
		return not_asked(s);
	if (f->match == UNKNOWN)
		return error(f->why_match);
	if (f->match == YES)
		return pass();
	/* A name that does not resolve is left to `resolves`. */
	return f->resolves == NO ? skip(REASON_NO_ADDRESS) : fail(REASON_NONE);
}
