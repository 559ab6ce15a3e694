/* parse: a question, a message, and what was parsed; shared by the tests of dns/message.h. */
#ifndef UNIT_PARSE_H
#define UNIT_PARSE_H

#include "tests/unit/message.h"

#define NAME "mail.example"
#define ZONE "1.2.0.192.in-addr.arpa"
#define SOA "example SOA ns.example"
static struct message m;
static struct dns_query q;
static struct dns_answer answer;

/* Makes q a question of this type, for ZONE if it is PTR, else for NAME; answer has none yet. */
static inline void ask(const char *type)
{
	dns_answer_free(&answer);
	answer = (struct dns_answer){.failure = DNS_TIMEOUT};
	message_ask(&q, strcmp(type, "PTR") == 0 ? ZONE : NAME, (int)message_type(type));
}

/* Parses len octets, with nothing after them. */
static inline enum dns_parse parse(const unsigned char *octets, size_t len)
{
	unsigned char *copy = malloc(len > 0 ? len : 1);
	enum dns_parse result;

	if (copy == NULL)
		ck_abort_msg("no memory");
	memcpy(copy, octets, len);
	result = dns_answer_parse(&answer, &q, copy, len);
	free(copy);
	return result;
}

/* Asks for type and parses an answer with these flags and records. */
static inline enum dns_parse parse_records(const char *type, unsigned flags, const char *records)
{
	ask(type);
	message_answer(&m, &q, flags, records);
	return parse(m.at, m.len);
}

/* There is nothing in the answer. */
static inline bool is_untouched(void)
{
	return answer.status == DNS_NOT_ASKED && answer.addrs.count == 0 && answer.names.count == 0;
}

/* What the answer says: `STATUS [ADDRESS|NAME]...`. */
static inline const char *said(void)
{
	static char text[8192];
	char ip[IPADDR_TEXT];
	size_t len = (size_t)snprintf(text, sizeof(text), "%s", dns_status_name(&answer));

	for (size_t i = 0; i < answer.addrs.count && len < sizeof(text); i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, " %s",
					ipaddr_print(ip, &answer.addrs.items[i]));
	for (size_t i = 0; i < answer.names.count && len < sizeof(text); i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, " %s",
					answer.names.items[i]);
	return text;
}

#endif
