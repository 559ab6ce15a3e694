/* endpoint: where a resolver listens. */
#ifndef DNS_ENDPOINT_H
#define DNS_ENDPOINT_H

#include "base/ipaddr.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DNS_PORT 53

struct endpoint {
	struct ipaddr ip;
	uint32_t scope; /* the interface of a link-local address (RFC 4007); 0: none */
	uint16_t port;	/* host order */
};

/*
 * Parses `IPv4`, `IPv4:port`, `IPv6` or `[IPv6]:port` from len bytes of text; without a port it is
 * DNS_PORT. An IPv6 address may have a zone (`fe80::53%eth0`), and a link-local one must. False if
 * it is none of them, or the zone is no interface of this machine.
 */
bool endpoint_parse(struct endpoint *e, const char *text, size_t len);

/*
 * The interface index that zone names: an interface of this machine if ip is link-local, else a
 * number (RFC 4007 section 11); 0 for anything else. ip is 16 octets.
 */
uint32_t endpoint_scope(const unsigned char *ip, const char *zone);

#endif
