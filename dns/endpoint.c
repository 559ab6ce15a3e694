/* endpoint: see endpoint.h. */
#include "dns/endpoint.h"

#include "base/number.h"

#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

bool endpoint_parse(struct endpoint *e, const char *text, size_t len)
{
	const char *colon = memrchr(text, ':', len);
	size_t host = colon != NULL ? (size_t)(colon - text) : 0;

	*e = (struct endpoint){.port = DNS_PORT};
	if (ipaddr_parse(&e->ip, text, len))
		return true;
	if (colon == NULL)
		return false;
	e->port = (uint16_t)number_parse(colon + 1, len - host - 1, UINT16_MAX);
	if (e->port == 0)
		return false;
	if (host > 2 && text[0] == '[' && text[host - 1] == ']')
		return memchr(text + 1, ':', host - 2) != NULL &&
		       ipaddr_parse(&e->ip, text + 1, host - 2);
	return ipaddr_parse_ipv4(&e->ip, text, host);
}

uint32_t endpoint_scope(const unsigned char *ip, const char *zone)
{
	struct in6_addr address;
	unsigned interface = 0;
	unsigned long n;
	char *end;

	memcpy(&address, ip, sizeof(address));
	if (IN6_IS_ADDR_LINKLOCAL(&address) || IN6_IS_ADDR_MC_LINKLOCAL(&address))
		interface = if_nametoindex(zone);
	if (interface != 0)
		return interface;
	n = strtoul(zone, &end, 10);
	return *end == '\0' && n <= UINT32_MAX ? (uint32_t)n : 0;
}
