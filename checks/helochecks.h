/*
 * helochecks: the ten HELO checks of Haraka (doc/behaviour.md, section 4), one function each for the
 * table in checks.c. Pure: session, policy and facts in, a result out.
 */
#ifndef CHECKS_HELOCHECKS_H
#define CHECKS_HELOCHECKS_H

#include "checks/checks.h"

struct result check_match_re(const struct session *s, const struct policy *p,
			     const struct facts *f);
struct result check_bare_ip(const struct session *s, const struct policy *p, const struct facts *f);
struct result check_dynamic(const struct session *s, const struct policy *p, const struct facts *f);
struct result check_big_company(const struct session *s, const struct policy *p,
				const struct facts *f);
struct result check_valid_hostname(const struct session *s, const struct policy *p,
				   const struct facts *f);
struct result check_rdns_match(const struct session *s, const struct policy *p,
			       const struct facts *f);
struct result check_forward_dns(const struct session *s, const struct policy *p,
				const struct facts *f);
struct result check_host_mismatch(const struct session *s, const struct policy *p,
				  const struct facts *f);
struct result check_proto_mismatch(const struct session *s, const struct policy *p,
				   const struct facts *f);
struct result check_literal_mismatch(const struct session *s, const struct policy *p,
				     const struct facts *f);

#endif
