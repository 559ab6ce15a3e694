/*
 * flags: the letters of HELO_DNS_CHECK (doc/behaviour.md, section 2), both generations of them, to
 * what runs and what denies. Pure: no environment, no log.
 */
#ifndef FLAGS_H
#define FLAGS_H

#include <stdbool.h>

/* The checks, in the order in which they decide; checks.c has a row for each. */
enum check_id {
	CHECK_NO_HELO,
	CHECK_SYNTAX,
	CHECK_RESOLVES,
	CHECK_NOT_ME,
	CHECK_OWN_NAME,
	CHECK_IP_MATCH,
	/* the HELO checks, off unless control/helo.checks.ini or HELO_CHECKS turns them on */
	CHECK_MATCH_RE,
	CHECK_BARE_IP,
	CHECK_DYNAMIC,
	CHECK_BIG_COMPANY,
	CHECK_VALID_HOSTNAME,
	CHECK_RDNS_MATCH,
	CHECK_FORWARD_DNS,
	CHECK_HOST_MISMATCH,
	CHECK_PROTO_MISMATCH,
	CHECK_LITERAL_MISMATCH,
	CHECK_COUNT
};

/* A set of checks: bit 1 << id. */
typedef unsigned checkset;
#define CHECK_BIT(id) (1U << (id))
/* All ten HELO checks. */
#define HELO_CHECKS (CHECK_BIT(CHECK_COUNT) - CHECK_BIT(CHECK_MATCH_RE))

struct flags {
	checkset run;	  /* what runs (with RELAYCLIENT unset) */
	checkset deny;	  /* what denies */
	bool skip_relay;  /* R */
	bool temporary;	  /* T */
	bool monitor;	  /* M */
	bool log;	  /* L, or D which implies it */
	bool headers;	  /* H */
	bool debug;	  /* D */
	bool silent;	  /* P of the newer generation: nothing denies, whatever asks for it */
	bool facts;	  /* F */
	char unknown[16]; /* unknown letters, each once, as many as fit, printable; "" for none */
};

/* Reads the letters of text, in any order and any number. Cannot fail: see unknown. */
struct flags flags_read(const char *text);

#endif
