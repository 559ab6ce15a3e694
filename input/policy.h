/*
 * policy: everything that the admin has set, in one struct: what runs, what denies, and how
 * (doc/behaviour.md, sections 1 and 2).
 */
#ifndef INPUT_POLICY_H
#define INPUT_POLICY_H

#include "base/env.h"
#include "base/log.h"
#include "base/strlist.h"
#include "dnsquery.h"
#include "facts/orgdomain.h"
#include "flags.h"

#include <stdbool.h>

/* HELO_DENY_INFO: an URL or a telephone number; longer ones would push the reply past 512 bytes. */
#define POLICY_INFO_MAX 200
#define POLICY_TIMEOUT_MAX 60 /* seconds */

enum deny_how { DENY_DROP, DENY_ERROR, DENY_MAIL, DENY_RCPT, DENY_DATA };

/* What control/helo.checks.ini sets beside its checks. */
struct helo_settings {
	bool on;			  /* are the HELO checks on at all? */
	bool skip_private, skip_relaying; /* [skip] */
	unsigned literal_mode;		  /* of literal_mismatch: 1 to 3 */
	struct strlist tlds;		  /* [skip] tlds[] */
	struct strlist bigco_names;	  /* [bigco]: a HELO */
	struct strlist bigco_reverses;	  /* and its reverse names, parted by commas */
};

struct policy {
	checkset run, deny;
	checkset reject; /* [reject] and HELO_REJECT; part of deny once all is read */
	bool silent;	 /* P of the newer flags: nothing denies */
	struct helo_settings helo;
	enum deny_how how;
	bool temporary;			/* T: 450 instead of 553 */
	bool monitor;			/* M: deny nothing, say what would have been denied */
	bool headers;			/* H */
	bool facts;			/* F */
	bool debug;			/* D */
	char info[POLICY_INFO_MAX + 1]; /* printable, blanks kept; "" for none */
	int timeout_ms;			/* for all DNS of one run */
	struct dns_server servers[DNS_SERVERS_MAX];
	size_t server_count;	   /* 0: resolv.conf's */
	struct suffixes *suffixes; /* see policy_load_suffixes */
	const char *
		ini; /* in, for policy_read_helo_checks: another helo.checks.ini; NULL: control's */
};

/*
 * Is there nothing to do at all: HELO_DNS_CHECK unset, NOHELODNSCHECK set, R and RELAYCLIENT, or denied
 * already in this connection (HELO_DENIED, where HELO_DENY keeps that state)? Says nothing.
 */
bool policy_off(const struct env *env);

/*
 * Reads all settings, and into log whether it is to show failures (L, D). What cannot be read is a warning, and
 * its default holds. Nothing can fail.
 */
void policy_read(struct policy *p, const struct env *env, struct log *log);

/*
 * Reads what concerns the HELO checks, after policy_read: control/helo.checks.ini, HELO_CHECKS and
 * HELO_REJECT. In the same manner.
 */
void policy_read_helo_checks(struct policy *p, const struct env *env, struct log *log);

/*
 * Loads the public suffix list into p->suffixes, for checks that need it (NEED_SUFFIXES); NULL, and a
 * warning, where it is not to be had.
 */
void policy_load_suffixes(struct policy *p, struct log *log);

/* Gives back what the two took. */
void policy_free(struct policy *p);

/* A decimal number from 1 to max, with nothing else around it; 0 for any other text. */
unsigned policy_number(const char *text, size_t len, unsigned max);

#endif
