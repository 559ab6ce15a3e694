/*
 * dnsquery: asks the resolvers a handful of questions, in one burst, within one deadline.
 *
 * libresolv builds and parses the messages (dns/message.h). The waiting is done here, because
 * res_nsend asks one question after the other and has no deadline over TCP. Silence, refusal,
 * SERVFAIL and garbage go to the next server or another try; truncation goes to TCP.
 *
 * Nothing here waits past the deadline, is interrupted by a signal, or says "no" without an answer.
 */
#ifndef DNSQUERY_H
#define DNSQUERY_H

#include "dns/endpoint.h"
#include "dns/message.h"
#include "dns/resolvconf.h"

#include <stddef.h>
#include <stdint.h>

/* More than a few would share the deadline too thinly; resolv.conf allows three (MAXNS). */
#define DNS_SERVERS_MAX 8
/* Questions of one call. */
#define DNS_QUESTIONS_MAX 8

struct dns_question {
	const char *name;	   /* see hostname_askable; no trailing dot needed */
	int type;		   /* ns_t_a, ns_t_aaaa, ns_t_mx or ns_t_ptr */
	const char *wanted;	   /* PTR: a name to keep in any case, or NULL */
	struct dns_answer *answer; /* out; must be all zero */
};

/*
 * How much longer the questions of a call that have no answer yet are worth waiting for, in ms;
 * 0: not at all, DNS_PATIENCE_MAX: until the deadline. Asked after each answer, and again when
 * that time is over.
 */
struct dns_patience {
	int64_t (*left)(void *data);
	void *data; /* for left alone */
};
#define DNS_PATIENCE_MAX INT64_MAX

/* Holds no descriptor and no memory. */
struct resolver {
	struct endpoint servers[DNS_SERVERS_MAX];
	size_t server_count;	/* 0: resolv.conf could not be read; all questions fail */
	size_t first;		/* the server to ask first */
	struct resolvconf conf; /* its options; not its servers */
	int64_t deadline;	/* of everything asked through it, by clock_ms */
};

/*
 * Initializes r. servers, count: whom to ask; with count 0, resolv.conf's. res_options: the value
 * of RES_OPTIONS, or NULL.
 */
void resolver_init(struct resolver *r, const struct endpoint *servers, size_t count,
		   const char *res_options, int64_t deadline);

/*
 * Asks all n questions (DNS_QUESTIONS_MAX at most) at once. Returns when each has its answer, when
 * patience (NULL: endless) is over, or at the deadline; each answer then has its status. Without
 * memory a question fails (DNS_LOCAL). The caller frees the answers (dns_answer_free).
 */
void dns_ask(struct resolver *r, const struct dns_question *questions, size_t n,
	     const struct dns_patience *patience);

#endif
