/*
 * dnsquery: a handful of questions to the resolvers, in one burst, within one deadline.
 *
 * libresolv takes the answers apart; what resolv.conf and RES_OPTIONS say comes from resolvconf.h. The
 * waiting is done here, because res_nsend asks one thing after the other and has no deadline over TCP.
 * An answer counts only when it comes from the address asked, with our id, our question and the
 * response bit (RFC 5452 section 9.1); of its records those count that the CNAME chain from our name
 * leads to (RFC 1034 section 3.6.2). Silence, refusal, SERVFAIL and garbage go to the next server or
 * another try. Truncation goes to TCP.
 *
 * Nothing here ever waits past the deadline, is ended by a signal, or says "no" without an answer.
 */
#ifndef DNSQUERY_H
#define DNSQUERY_H

#include "base/hostname.h"
#include "base/ipaddr.h"

#include <netinet/in.h>
#include <resolv.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* resolv.conf gives three at most (MAXNS); more than a few more would share the deadline too thinly. */
#define DNS_SERVERS_MAX 8
#define DNS_PORT 53

enum dns_status {
	DNS_UNASKED = 0,
	DNS_FOUND,    /* there are records of the type asked for */
	DNS_NODATA,   /* the name exists and has none (RFC 2308 section 2.2) */
	DNS_NXDOMAIN, /* the name, or the one its CNAME chain leads to, does not exist */
	DNS_FAILED    /* not known; see why */
};

enum dns_failure { DNS_TIMEOUT, DNS_SERVFAIL, DNS_REFUSED, DNS_GARBLED, DNS_LOCAL };

struct dns_server {
	struct ipaddr ip;
	uint16_t port; /* host order */
};

/* Room for a query: header, the longest name, type and class (RFC 1035), and an EDNS record. */
#define DNS_QUERY_SIZE 288

/* Names that an address leads back to; more than a few are no reverse name but a phone book. */
#define DNS_NAMES_MAX 4

struct dns_names {
	const char *wanted; /* in: a name to keep wherever in the answer it stands, or NULL */
	size_t count;
	/* the first of the others, and the wanted one where it is among them; no trailing dot */
	char at[DNS_NAMES_MAX + 1][HOSTNAME_MAX + 1];
};

struct dns_query {
	/* in, set by the caller; all else zero */
	const char *name; /* see hostname_askable; no trailing dot needed */
	int type;	  /* ns_t_a, ns_t_aaaa, ns_t_mx or ns_t_ptr */
	struct addrs
		*addrs; /* A and AAAA: where the addresses are put; shared by as many as like */

	struct dns_names *names; /* PTR: where the names are put */

	/* out */
	enum dns_status status;
	enum dns_failure why; /* of DNS_FAILED */
	bool takes_mail;      /* MX: one at least that is no null MX (RFC 7505) */

	/* between the tries, dnsquery's own */
	enum { DNS_WAITING, DNS_TRUNCATED, DNS_GIVEN_UP, DNS_DONE } state;
	unsigned char packet[DNS_QUERY_SIZE];
	size_t packet_len, question_len; /* octets; the question starts behind the header */
};

struct dns {
	struct dns_peer {
		struct sockaddr_storage address;
		socklen_t len;
	} servers[DNS_SERVERS_MAX];
	size_t count;	 /* of servers; 0: resolv.conf could not be read, all questions fail */
	size_t first;	 /* the server to ask first */
	bool rotate;	 /* `rotate`: any of them */
	unsigned tries;	 /* attempts a server */
	int64_t try_ms;	 /* how long one lasts at most */
	int64_t until;	 /* the deadline, by clock_ms */
	bool tcp_only;	 /* `use-vc` */
	bool one_by_one; /* `single-request` */
	bool edns;	 /* `edns0`, until a server does not understand it */
};

/*
 * Makes ready. servers, count: whom to ask; with count 0 resolv.conf's. until: the deadline, by
 * clock_ms, for everything asked through d. d holds no descriptor and no memory.
 */
void dns_init(struct dns *d, const struct dns_server *servers, size_t count, int64_t until);

/*
 * Asks all n questions at once and returns when each has its status, or at the deadline. Addresses of
 * failed questions are not in the lists. Without memory a question fails (DNS_LOCAL).
 */
void dns_ask(struct dns *d, struct dns_query *queries, size_t n);

/* The word for a failure: timeout, servfail, refused, garbled, local. Static text. */
const char *dns_failure_name(enum dns_failure why);

/* What came of a question, in a word or two: found, no record, timeout, ... Static text. */
const char *dns_status_name(const struct dns_query *q);

#endif
