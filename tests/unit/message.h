/*
 * message: DNS messages for tests, valid or not, made from a line of text; and a server that sends
 * them.
 *
 * `;` separates records, `|` the sections answer, authority and additional:
 *
 *	OWNER [CH] TYPE RDATA [=N]
 *
 * A name ends with `@N` for a compression pointer to octet N, with `@@` for a pointer to itself.
 * RDATA is an address, a name, or `#` and hexadecimal octets; =N sets RDLENGTH, true or not. `!`
 * and hexadecimal octets, instead of a record, stand for just these octets.
 */
#ifndef MESSAGE_H
#define MESSAGE_H

#include "dns/endpoint.h"
#include "dns/message.h"
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <ctype.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/wait.h>

struct message {
	size_t len;
	unsigned char at[65535];
};

/* The flags of a resolver's answer, and of an authoritative server's; add the rcode. */
#define RESOLVER 0x8180U
#define AUTHORITY 0x8400U

static inline void message_octets(struct message *m, const void *octets, size_t n)
{
	if (m->len + n > sizeof(m->at))
		ck_abort_msg("the test itself: the message is full");
	memcpy(m->at + m->len, octets, n);
	m->len += n;
}

static inline void message_16(struct message *m, unsigned n)
{
	const unsigned char octets[] = {(unsigned char)(n >> 8), (unsigned char)n};

	message_octets(m, octets, 2);
}

static inline void message_hex(struct message *m, const char *text, size_t len)
{
	for (size_t i = 0; i + 1 < len; i += 2) {
		const char digits[] = {text[i], text[i + 1], '\0'};
		unsigned char octet = (unsigned char)strtoul(digits, NULL, 16);

		message_octets(m, &octet, 1);
	}
}

static inline void message_name(struct message *m, const char *text, size_t len)
{
	size_t self = m->len;

	for (size_t at = 0; at < len;) {
		const char *dot = memchr(text + at, '.', len - at);
		size_t label = dot != NULL ? (size_t)(dot - text) - at : len - at;

		if (text[at] == '@') {
			size_t to = text[at + 1] == '@' ? self : strtoul(text + at + 1, NULL, 10);

			message_16(m, 0xc000 | (unsigned)to);
			return;
		}
		if (label > 0) {
			message_octets(m, &(unsigned char){(unsigned char)label}, 1);
			message_octets(m, text + at, label);
		}
		at += label + 1;
	}
	message_octets(m, "", 1);
}

static inline unsigned message_type(const char *name)
{
	static const struct {
		const char *name;
		unsigned type;
	} types[] = {{"A", ns_t_a},	    {"AAAA", ns_t_aaaa}, {"MX", ns_t_mx},
		     {"CNAME", ns_t_cname}, {"NS", ns_t_ns},	 {"SOA", ns_t_soa},
		     {"TXT", ns_t_txt},	    {"OPT", ns_t_opt},	 {"ANY", 255},
		     {"DNAME", ns_t_dname}, {"RRSIG", 46},	 {"PTR", ns_t_ptr}};

	for (int i = 0; i < LENGTH(types); i++)
		if (strcmp(types[i].name, name) == 0)
			return types[i].type;
	ck_abort_msg("the test itself: no type %s", name);
}

static inline void message_rdata(struct message *m, unsigned type, const char *text)
{
	unsigned char address[16];

	if (*text == '#') {
		message_hex(m, text + 1, strlen(text) - 1);
		return;
	}
	switch (type) {
	case ns_t_a:
	case ns_t_aaaa:
		ck_assert_int_eq(inet_pton(type == ns_t_a ? AF_INET : AF_INET6, text, address), 1);
		message_octets(m, address, type == ns_t_a ? 4 : 16);
		break;
	case ns_t_soa:
		message_name(m, text, strlen(text));
		message_octets(m, "\0\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\0\5", 21);
		break;
	case ns_t_mx:
		message_16(m, 10);
		message_name(m, text, strlen(text));
		break;
	default:
		message_name(m, text, strlen(text));
	}
}

static inline void message_record(struct message *m, const char *text, size_t len)
{
	char copy[512], *words[6] = {NULL}, *end;
	unsigned char *rdlength;
	unsigned type, dns_class = ns_c_in;
	int n = 0, i = 1;
	size_t start;

	if (*text == '!') {
		message_hex(m, text + 1, len - 1);
		return;
	}
	ck_assert_uint_lt(len, sizeof(copy));
	memcpy(copy, text, len);
	copy[len] = '\0';
	for (char *word = strtok_r(copy, " ", &end); word != NULL && n < LENGTH(words);
	     word = strtok_r(NULL, " ", &end))
		words[n++] = word;
	ck_assert_int_ge(n, 3);
	ck_assert_int_le(n, LENGTH(words));
	message_name(m, words[0], strlen(words[0]));
	if (strcmp(words[1], "CH") == 0) {
		dns_class = ns_c_chaos;
		i++;
	}
	type = message_type(words[i]);
	message_16(m, type);
	message_16(m, dns_class);
	message_octets(m, "\0\0\0\74", 4); /* the TTL */
	rdlength = m->at + m->len;
	message_16(m, 0);
	start = m->len;
	message_rdata(m, type, words[i + 1]);
	len = words[n - 1][0] == '=' ? strtoul(words[n - 1] + 1, NULL, 10) : m->len - start;
	rdlength[0] = (unsigned char)(len >> 8);
	rdlength[1] = (unsigned char)len;
}

/* Adds the records in text, and counts them in the header. */
static inline void message_records(struct message *m, const char *text)
{
	for (size_t section = 0;; section++) {
		unsigned char *count = m->at + 6 + 2 * section;
		size_t len = strcspn(text, "|");

		for (const char *end = text + len; text < end;) {
			size_t one = strcspn(text, ";|");

			if (strspn(text, " ") < one) {
				size_t blanks = strspn(text, " ");

				message_record(m, text + blanks, one - blanks);
				count[0] = (unsigned char)(count[0] + (count[1] == 0xff));
				count[1]++;
			}
			text += one + (text[one] == ';');
		}
		if (*text++ == '\0')
			return;
	}
}

/* Makes q a question with id 0x1234, as dnsquery would send it without EDNS. */
static inline void message_ask(struct dns_query *q, const char *name, int type)
{
	ck_assert_msg(dns_query_build(q, name, type, NULL), "the test itself: no name %s", name);
	dns_query_set(q, (const unsigned char[]){0x12, 0x34}, false);
}

/* Makes m an answer to q, with these flags and records. */
static inline void message_answer(struct message *m, const struct dns_query *q, unsigned flags,
				  const char *records)
{
	m->len = 0;
	message_octets(m, q->packet, NS_HFIXEDSZ + q->question_len);
	m->at[2] = (unsigned char)(flags >> 8);
	m->at[3] = (unsigned char)flags;
	memset(m->at + 6, 0, 6);
	message_records(m, records);
}

/* ---- a server ---- */

/* An answer. flags 0: none, as for a question without a row. */
struct answer_row {
	const char *name, *type;
	unsigned flags;
	const char *records;
};

struct server {
	pid_t pid;
	struct endpoint at;
};

/* A socket on a free port of 127.0.0.1, which is stored in *at. */
static inline int server_socket(struct endpoint *at, int type)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(in);
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&in, &len), 0);
	*at = (struct endpoint){.ip = unit_ip("127.0.0.1"), .port = ntohs(in.sin_port)};
	return fd;
}

/* Finds name and type of the question in a packet. False if it is malformed. */
static inline bool server_question(struct dns_query *q, char name[256])
{
	size_t at = NS_HFIXEDSZ, len = 0;

	while (at < q->len && q->packet[at] != 0) {
		size_t label = q->packet[at];

		if (at + 1 + label >= q->len || len + label + 1 > 255)
			return false;
		if (len > 0)
			name[len++] = '.';
		memcpy(name + len, q->packet + at + 1, label);
		len += label;
		at += 1 + label;
	}
	name[len] = '\0';
	if (at + 5 > q->len)
		return false;
	q->type = q->packet[at + 1] << 8 | q->packet[at + 2];
	q->question_len = at + 5 - NS_HFIXEDSZ;
	return true;
}

static inline void server_serve(int fd, const struct answer_row *rows)
{
	static struct message answer;
	struct message *m = &answer;

	for (;;) {
		struct dns_query q = {.type = 0};
		struct sockaddr_storage from;
		socklen_t from_len = sizeof(from);
		char name[256];
		ssize_t got = recvfrom(fd, q.packet, sizeof(q.packet), 0, (struct sockaddr *)&from,
				       &from_len);

		if (got < NS_HFIXEDSZ)
			continue;
		q.len = (size_t)got;
		if (!server_question(&q, name))
			continue;
		for (const struct answer_row *r = rows; r->name != NULL; r++) {
			if (strcasecmp(r->name, name) != 0 || r->flags == 0 ||
			    (int)message_type(r->type) != q.type)
				continue;
			message_answer(m, &q, r->flags, r->records);
			sendto(fd, m->at, m->len, 0, (struct sockaddr *)&from, from_len);
		}
	}
}

/* Starts one; rows ends with a NULL name. It does not outlive the test. */
static inline struct server server_start(const struct answer_row *rows)
{
	struct server s;
	int fd = server_socket(&s.at, SOCK_DGRAM);

	s.pid = fork();
	ck_assert_int_ge(s.pid, 0);
	if (s.pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		server_serve(fd, rows);
	}
	close(fd);
	return s;
}

static inline void server_stop(const struct server *s)
{
	kill(s->pid, SIGKILL);
	waitpid(s->pid, NULL, 0);
}

#endif
