/*
 * message: DNS messages. Builds a query, parses the answer to it. Pure: no network, no clock, no
 * randomness. The parser trusts no length and no pointer of a message.
 *
 * An answer belongs to a query if it has its id, its question and the response bit (RFC 5452
 * section 9.1). Of its records those count that the CNAME chain from our name leads to (RFC 1034
 * section 3.6.2).
 */
#ifndef DNS_MESSAGE_H
#define DNS_MESSAGE_H

#include "base/ipaddr.h"
#include "base/strlist.h"

#include <stdbool.h>
#include <stddef.h>

enum dns_status {
	DNS_NOT_ASKED = 0,
	DNS_FOUND,    /* there are records of the type asked for */
	DNS_NODATA,   /* the name exists but has none (RFC 2308 section 2.2) */
	DNS_NXDOMAIN, /* the name, or the end of its CNAME chain, does not exist */
	DNS_FAILED    /* not known; see failure */
};

enum dns_failure { DNS_TIMEOUT, DNS_SERVFAIL, DNS_REFUSED, DNS_GARBLED, DNS_LOCAL };

/* Names that an address leads back to; an address with more of them has no name worth the name. */
#define DNS_NAMES_MAX 4

struct dns_answer {
	enum dns_status status;
	enum dns_failure failure; /* of DNS_FAILED */
	struct addrs addrs;	  /* A, AAAA */
	/* PTR: the first DNS_NAMES_MAX, and the wanted one wherever it was; no trailing dot */
	struct strlist names;
};

/* Room for a query: header, the longest name, type and class (RFC 1035), and an EDNS record. */
#define DNS_QUERY_SIZE 288

struct dns_query {
	int type;	    /* ns_t_a, ns_t_aaaa, ns_t_mx or ns_t_ptr */
	const char *wanted; /* PTR: a name to keep wherever in the answer it is, or NULL */
	unsigned char packet[DNS_QUERY_SIZE];
	size_t len, question_len; /* octets; the question follows the header */
};

/*
 * Builds a query for a recursive resolver (RFC 1035 section 4.1), without an id: call dns_query_set
 * before sending it. False if name (see hostname_askable; no trailing dot needed) is not a name.
 */
bool dns_query_build(struct dns_query *q, const char *name, int type, const char *wanted);

/* Sets the id (2 octets), and adds an EDNS record (RFC 6891) or removes it. Once per sending. */
void dns_query_set(struct dns_query *q, const unsigned char id[2], bool edns);

enum dns_parse {
	DNS_PARSED,	    /* answer->status is set, and what goes with it */
	DNS_MISMATCH,	    /* not an answer to this query: ignore it */
	DNS_TRUNCATED,	    /* ask again over TCP */
	DNS_NOT_UNDERSTOOD, /* FORMERR or NOTIMP, perhaps because of EDNS; see answer->failure */
	DNS_RETRY	    /* answer->failure says why: another server or try may do better */
};

/*
 * Parses message (len octets, 65535 at most) as the answer to q. *answer must be empty (all zero)
 * or hold the failure of an earlier try; unless the result is DNS_PARSED it keeps no records.
 */
enum dns_parse dns_answer_parse(struct dns_answer *answer, const struct dns_query *q,
				const unsigned char *message, size_t len);

/* Frees the lists. */
void dns_answer_free(struct dns_answer *answer);

/* Words for people, static text: `timeout`, `found`, `no record`. */
const char *dns_failure_name(enum dns_failure failure);
const char *dns_status_name(const struct dns_answer *answer);

#endif
