/* endpoint: see endpoint.h. */
#include "dns/endpoint.h"

#include "base/number.h"

#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

static bool is_link_local(const struct ipaddr *ip)
{
	struct in6_addr address;

	memcpy(&address, ip->octets, sizeof(address));
	return ip->family == FAMILY_IPV6 && IN6_IS_ADDR_LINKLOCAL(&address);
}

static bool parse_ip(struct endpoint *e, const char *text, size_t len)
{
	const char *percent = memchr(text, '%', len);
	const size_t before = percent != NULL ? (size_t)(percent - text) : len;
	char zone[IF_NAMESIZE] = "";

	if (percent == NULL)
		return ipaddr_parse(&e->ip, text, len) && !is_link_local(&e->ip);
	if (!ipaddr_parse_ipv6(&e->ip, text, before) || e->ip.family != FAMILY_IPV6 ||
	    len - before - 1 >= sizeof(zone))
		return false;
	memcpy(zone, percent + 1, len - before - 1);
	e->scope = endpoint_scope(e->ip.octets, zone);
	return e->scope != 0;
}

bool endpoint_parse(struct endpoint *e, const char *text, size_t len)
{
	const char *colon = memrchr(text, ':', len);
	size_t host = colon != NULL ? (size_t)(colon - text) : 0;

	*e = (struct endpoint){.port = DNS_PORT};
	if (parse_ip(e, text, len))
		return true;
	if (colon == NULL)
		return false;
	e->port = (uint16_t)number_parse(colon + 1, len - host - 1, UINT16_MAX);
	if (e->port == 0)
		return false;
	if (host > 2 && text[0] == '[' && text[host - 1] == ']')
		return memchr(text + 1, ':', host - 2) != NULL && parse_ip(e, text + 1, host - 2);
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
