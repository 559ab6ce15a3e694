/*
 * addresses: any text as an address, a prefix, a HELO; compared with the reference, with inet_pton,
 * and with itself, printed and parsed again. The first line is the text, the others are addresses
 * for the prefix.
 */
#include "fuzz.h"

#include "base/hostname.h"
#include "base/ipaddr.h"
#include "input/session.h"
#include "reference.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* As inet_ntop prints it; parsed again it is the same, also with a zone or as IPv4-mapped. */
static void same_when_printed(const struct ipaddr *ip)
{
	char text[IPADDR_TEXT], other[IPADDR_TEXT], longer[IPADDR_TEXT + 16];
	struct ipaddr again;

	ipaddr_print(text, ip);
	HOLDS(inet_ntop(ip->family == FAMILY_IPV4 ? AF_INET : AF_INET6, ip->octets, other,
			sizeof(other)) != NULL);
	HOLDS(strcmp(text, other) == 0);
	HOLDS(ipaddr_parse(&again, text, strlen(text)) && ipaddr_equal(&again, ip));
	if (ip->family == FAMILY_IPV4)
		snprintf(longer, sizeof(longer), "::ffff:%s", text);
	else
		snprintf(longer, sizeof(longer), "%s%%eth0", text);
	HOLDS(ipaddr_parse(&again, longer, strlen(longer)) && ipaddr_equal(&again, ip));
}

static void as_address(const char *text, size_t len)
{
	unsigned char octets[16];
	struct ref_address ref;
	struct ipaddr ip, wire;
	bool standard;

	HOLDS(ipaddr_parse_ipv4(&ip, text, len) == ref_ipv4(&ref, text, len));
	HOLDS(ref_is(&ref, &ip) || ip.family == FAMILY_NONE);
	HOLDS(ipaddr_parse_ipv6(&ip, text, len) == ref_ipv6(&ref, text, len));
	HOLDS(ref_is(&ref, &ip) || ip.family == FAMILY_NONE);
	/* inet_pton stops at the first NUL */
	standard = strlen(text) == len && inet_pton(AF_INET6, text, octets) == 1;
	HOLDS(standard == (ip.family != FAMILY_NONE));
	if (standard) {
		wire = ipaddr_from_wire(octets, FAMILY_IPV6);
		HOLDS(ipaddr_equal(&wire, &ip));
	}
	if (strlen(text) == len && inet_pton(AF_INET, text, octets) == 1) {
		wire = ipaddr_from_wire(octets, FAMILY_IPV4);
		HOLDS(ipaddr_parse_ipv4(&ip, text, len) && ipaddr_equal(&wire, &ip));
	}
	HOLDS(ipaddr_parse(&ip, text, len) == ref_address(&ref, text, len));
	HOLDS(ref_is(&ref, &ip) || ip.family == FAMILY_NONE);
	HOLDS(ipaddr_equal(&ip, &ip) == (ip.family != FAMILY_NONE));
	if (ip.family != FAMILY_NONE)
		same_when_printed(&ip);
}

static void as_prefix(const char *text, size_t len, const char *more, size_t more_len)
{
	char printed[IPADDR_TEXT], whole[IPADDR_TEXT + 8];
	struct prefix p, again;
	struct ref_prefix ref;
	enum prefix_text said = prefix_parse(&p, text, len);

	HOLDS(said == ref_prefix(&ref, text, len));
	if (said == PREFIX_BAD)
		return;
	HOLDS(p.bits == ref.bits && prefix_contains(&p, &p.net));
	snprintf(whole, sizeof(whole), "%s/%u", ipaddr_print(printed, &p.net), p.bits);
	HOLDS(prefix_parse(&again, whole, strlen(whole)) == said);
	HOLDS(again.bits == p.bits && ipaddr_equal(&again.net, &p.net));
	while (more_len > 0) {
		const char *lf = memchr(more, '\n', more_len);
		size_t line = lf != NULL ? (size_t)(lf - more) : more_len;
		struct ref_address a;
		struct ipaddr ip;

		ref_address(&a, more, line);
		if (ipaddr_parse(&ip, more, line)) {
			const struct ref_prefix near = {a, a.bits == 32 ? 24 : 64};
			const struct ipaddr net = ipaddr_from_wire(
				ref.net.octets, ref.net.bits == 32 ? FAMILY_IPV4 : FAMILY_IPV6);

			HOLDS(prefix_contains(&p, &ip) == ref_inside(&ref, &a));
			HOLDS(ipaddr_same_network(&ip, &net) == ref_inside(&near, &ref.net));
		}
		line += line < more_len;
		more += line;
		more_len -= line;
	}
}

static const char *only_helo(const struct env *env, const char *name)
{
	return strcmp(name, "SMTPHELOHOST") == 0 ? env->data : NULL;
}

static void as_helo(const char *text)
{
	const struct env env = {.get = only_helo, .data = text};
	struct log log = {.quiet = true};
	size_t len = ref_helo_length(text);
	struct ref_address ref;
	struct session s;
	enum helo_kind kind = ref_helo_kind(&ref, text, len);

	session_read(&s, &env, &log);
	HOLDS(s.said_len == len && s.helo == text);
	HOLDS(s.helo_len == len - (kind == HELO_NAME && text[len - 1] == '.'));
	HOLDS(s.kind == kind);
	HOLDS(ref_is(&ref, &s.address));
	HOLDS(ref_askable(text, len) == hostname_askable(text, len));
	HOLDS(ref_well_formed(text, len) == hostname_well_formed(text, len));
	HOLDS(kind == HELO_NAME ? ref_same_name(s.name, strlen(s.name), text, len)
				: s.name[0] == '\0');
	for (const char *c = s.name; *c != '\0'; c++)
		HOLDS(*c < 'A' || *c > 'Z');
	HOLDS(kind != HELO_NAME || s.name[strlen(s.name) - 1] != '.');
	HOLDS(strlen(s.shown) == (len < 255 ? len : 255));
	for (size_t i = 0; s.shown[i] != '\0'; i++)
		HOLDS(text[i] > ' ' && text[i] <= '~' ? s.shown[i] == text[i] : s.shown[i] == '?');
	HOLDS(strcmp(s.client_shown, "unknown") == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *lf = memchr(data, '\n', size);
	size_t len = lf != NULL ? (size_t)(lf - data) : size;
	size_t used = lf != NULL ? len + 1 : size;
	char *text = malloc(len + 1);

	if (text == NULL)
		return 0;
	memcpy(text, data, len);
	text[len] = '\0';
	as_address(text, len);
	as_prefix(text, len, (const char *)data + used, size - used);
	as_helo(text);
	free(text);
	return 0;
}
