/* flagchecks: see flagchecks.h. */
#include "checks/flagchecks.h"

#include "base/hostname.h"

#include <string.h>

/*
 * An honest client does not pose as us. If it cannot be told whether it is honest, a failure is not
 * definite.
 */
static struct result unless_honest(const struct facts *f, struct result posing)
{
	if (f->match == YES)
		return pass();
	if (f->match == NOT_ASKED)
		return skip(REASON_NO_IP);
	if (f->match == UNKNOWN && posing.outcome == FAIL)
		return error(f->why_match);
	return posing;
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
	return f->resolves == NO ? fail(REASON_NONE) : pass();
}

static bool is_localhost(const struct session *s)
{
	return strcmp(s->name, "localhost") == 0 || strcmp(s->name, "localhost.localdomain") == 0;
}

struct result check_not_me(const struct session *s, const struct policy *p, const struct facts *f)
{
	(void)p;
	if (is_localhost(s))
		return fail(REASON_LOCALHOST);
	if (f->ours == UNKNOWN)
		return unless_honest(f, error(f->why_ours));
	return unless_honest(f, f->ours == YES ? fail(REASON_NONE) : pass());
}

struct result check_own_name(const struct session *s, const struct policy *p, const struct facts *f)
{
	(void)s;
	(void)p;
	return unless_honest(f, f->own_name == YES ? fail(REASON_NONE) : pass());
}

struct result check_ip_match(const struct session *s, const struct policy *p, const struct facts *f)
{
	(void)s;
	(void)p;
	if (f->match == NOT_ASKED)
		return skip(REASON_NO_IP);
	if (f->match == UNKNOWN)
		return error(f->why_match);
	if (f->match == YES)
		return pass();
	/* A name that does not resolve is left to `resolves`. */
	return f->resolves == NO ? skip(REASON_NO_ADDRESS) : fail(REASON_NONE);
}
