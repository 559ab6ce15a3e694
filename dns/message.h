/*
 * dnsanswer: one DNS message from outside, taken apart. Pure: bytes in, a query's result out; no
 * network, no clock. It trusts no length and no pointer of the message.
 */
#ifndef DNS_MESSAGE_H
#define DNS_MESSAGE_H

#include "dnsquery.h"

enum dns_verdict {
	DNS_NOT_OURS,	    /* not an answer to this query: as if it had not come */
	DNS_ANSWERED,	    /* q->status is set */
	DNS_CUT,	    /* truncated: ask over TCP */
	DNS_NOT_UNDERSTOOD, /* FORMERR or NOTIMP, perhaps for the EDNS record; q->why is set */
	DNS_USELESS	    /* q->why says why: another server or another try may do better */
};

/*
 * Reads message (len octets, 65535 at most) as an answer to q. On DNS_ANSWERED q->status,
 * q->takes_mail and q->addrs have what it said; in all other cases q->addrs is as it was.
 */
enum dns_verdict dns_read_answer(struct dns_query *q, const unsigned char *message, size_t len);

#endif
