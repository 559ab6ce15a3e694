/*
 * policy: everything that the admin has set, in one struct: which checks run, which deny, and how
 * (doc/behaviour.md, sections 1 and 2).
 */
#ifndef INPUT_POLICY_H
#define INPUT_POLICY_H

#include "base/env.h"
#include "base/log.h"
#include "dns/endpoint.h"
#include "input/checkset.h"
#include "input/heloini.h"

#include <stdbool.h>
#include <stddef.h>

/* HELO_DENY_INFO: a URL or a telephone number; longer ones would push the reply past 512 bytes. */
#define POLICY_INFO_MAX 200
/* DNSCACHEIP: more would share the deadline too thinly. */
#define POLICY_SERVERS_MAX 8

enum deny_at { DENY_DROP, DENY_ERROR, DENY_MAIL, DENY_RCPT, DENY_DATA };

struct policy {
	checkset run, deny;
	bool silent;		   /* P of the newer flags: nothing denies */
	struct helo_settings helo; /* merged into run and deny once all is read */
	enum deny_at deny_at;
	bool temporary;			/* T: 450 instead of 553 */
	bool monitor;			/* M: deny nothing, log what would have been denied */
	bool headers;			/* H */
	bool facts;			/* F */
	bool debug;			/* D */
	char info[POLICY_INFO_MAX + 1]; /* printable, blanks kept; "" if none */
	int timeout_ms;			/* for all DNS of one run */
	struct endpoint servers[POLICY_SERVERS_MAX];
	size_t server_count;	 /* 0: resolv.conf's */
	const char *res_options; /* RES_OPTIONS, or NULL; points into the environment */
	const char *ini;	 /* in, for policy_read_helo_checks: a path; NULL: control's */
};

/* Is NOHELODNSCHECK set? */
bool policy_excused(const struct env *env);

/*
 * Is there nothing to do at all: HELO_DNS_CHECK unset, NOHELODNSCHECK set, R and RELAYCLIENT, or
 * denied earlier in this connection (HELO_DENIED, if HELO_DENY keeps that state)? Logs nothing.
 */
bool policy_off(const struct env *env);

/*
 * Reads all settings, and sets whether log shows failures (L, D). What cannot be read is a warning,
 * and its default applies. Cannot fail.
 */
void policy_read(struct policy *p, const struct env *env, struct log *log);

/*
 * Reads the settings of the HELO checks, after policy_read: control/helo.checks.ini, HELO_CHECKS
 * and HELO_REJECT. Same conventions as policy_read. policy_free frees what it allocates.
 */
void policy_read_helo_checks(struct policy *p, const struct env *env, struct log *log);

/*
 * Warns of variables of ours whose name begins with a blank, as `allow, X=""` in tcprules makes
 * them.
 */
void policy_lint_names(const struct env *env, struct log *log);

void policy_free(struct policy *p);

#endif
