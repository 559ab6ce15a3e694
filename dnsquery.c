/* dnsquery: see dnsquery.h. */
#include "dnsquery.h"

#include "base/clock.h"
#include "base/fdwait.h"
#include "dns/message.h"
#include "dns/resolvconf.h"
#include "dns/socket.h"

#include <arpa/nameser.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

/* A UDP answer that does not fit is asked for again over TCP. RFC 6891 section 6.2.5 names 4096. */
#define UDP_ANSWER_MAX 4096
/* What we say with edns0 that we take: what crosses the internet unfragmented (DNS flag day 2020). */
#define EDNS_UDP_SIZE 1232
#define EDNS_SIZE 11
#define TCP_ANSWER_MAX 65535

const char *dns_failure_name(enum dns_failure why)
{
	static const char *const names[] = {
		[DNS_TIMEOUT] = "timeout", [DNS_SERVFAIL] = "servfail", [DNS_REFUSED] = "refused",
		[DNS_GARBLED] = "garbled", [DNS_LOCAL] = "local",
	};

	return names[why];
}

const char *dns_status_name(const struct dns_query *q)
{
	static const char *const names[] = {
		[DNS_UNASKED] = "not asked",
		[DNS_FOUND] = "found",
		[DNS_NODATA] = "no record",
		[DNS_NXDOMAIN] = "no such name",
	};

	return q->status == DNS_FAILED ? dns_failure_name(q->why) : names[q->status];
}

/* ---- servers and options ---- */

static void add_given(struct dns *d, const struct dns_server *server)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(server->port)};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons(server->port)};
	struct dns_peer *to = &d->servers[d->count++];

	memcpy(&in.sin_addr, server->ip.octets, sizeof(in.sin_addr));
	memcpy(&in6.sin6_addr, server->ip.octets, sizeof(in6.sin6_addr));
	if (server->ip.family == FAMILY_IPV4) {
		memcpy(&to->address, &in, sizeof(in));
		to->len = sizeof(in);
	} else {
		memcpy(&to->address, &in6, sizeof(in6));
		to->len = sizeof(in6);
	}
}

static bool random_octets(void *to, size_t n)
{
	return getrandom(to, n, GRND_NONBLOCK) == (ssize_t)n;
}

void dns_init(struct dns *d, const struct dns_server *servers, size_t count, int64_t until)
{
	unsigned char random = 0;

	*d = (struct dns){.until = until};
	for (size_t i = 0; i < count && i < DNS_SERVERS_MAX; i++)
		add_given(d, &servers[i]);
	if (!resolvconf_read(d, _PATH_RESCONF, getenv("RES_OPTIONS")))
		d->count = 0;
	if (d->rotate && d->count > 0 && random_octets(&random, 1))
		d->first = random % d->count;
}

/* ---- queries ---- */

/*
 * The query that a resolver is asked to recurse for (RFC 1035 section 4.1). Not by res_nmkquery: where
 * memory is out, that one waits for a lock that glibc never gives back.
 */
static bool build(struct dns_query *q)
{
	static const unsigned char header[NS_HFIXEDSZ] = {[2] = 1 /* RD */, [5] = 1 /* QDCOUNT */};
	unsigned char *name = q->packet + NS_HFIXEDSZ, *end = name;

	memcpy(q->packet, header, sizeof(header));
	if (!random_octets(q->packet, 2) || ns_name_pton(q->name, name, NS_MAXCDNAME) < 0)
		return false;
	while (*end != 0)
		end += 1 + *end;
	end++;
	ns_put16((unsigned)q->type, end);
	ns_put16(ns_c_in, end + 2);
	q->question_len = (size_t)(end - name) + 4;
	return true;
}

/* Makes q's packet ready for one sending: a new id, and an EDNS record (RFC 6891) or none. */
static void refresh(struct dns_query *q, bool edns)
{
	static const unsigned char opt[EDNS_SIZE] = {
		0, 0, ns_t_opt, EDNS_UDP_SIZE >> 8, EDNS_UDP_SIZE & 0xff, 0, 0, 0, 0, 0, 0};
	unsigned char id[2];

	if (random_octets(id, sizeof(id))) /* else the one of build stays */
		memcpy(q->packet, id, sizeof(id));
	q->packet_len = NS_HFIXEDSZ + q->question_len;
	q->packet[11] = edns; /* ARCOUNT */
	if (edns) {
		memcpy(q->packet + q->packet_len, opt, sizeof(opt));
		q->packet_len += sizeof(opt);
	}
}

static bool any(const struct dns_query *q, size_t n, int state)
{
	for (size_t i = 0; i < n; i++)
		if ((int)q[i].state == state)
			return true;
	return false;
}

/* This try is over for all that still wait in it. */
static void give_up(struct dns_query *q, size_t n, enum dns_failure why)
{
	for (size_t i = 0; i < n; i++) {
		if (q[i].state == DNS_WAITING) {
			q[i].state = DNS_GIVEN_UP;
			q[i].why = why;
		}
	}
}

/* Hands a message that came in to the query that it answers, if any. */
static void deliver(struct dns *d, struct dns_query *q, size_t n, const unsigned char *message,
		    size_t len, bool tcp)
{
	for (size_t i = 0; i < n; i++) {
		if (q[i].state != DNS_WAITING)
			continue;
		switch (dns_read_answer(&q[i], message, len)) {
		case DNS_NOT_OURS:
			continue;
		case DNS_ANSWERED:
			q[i].state = DNS_DONE;
			return;
		case DNS_CUT:
			q[i].state = tcp ? DNS_GIVEN_UP : DNS_TRUNCATED;
			q[i].why = DNS_GARBLED;
			return;
		case DNS_NOT_UNDERSTOOD:
			d->edns = false;
			q[i].state = DNS_GIVEN_UP;
			return;
		case DNS_USELESS:
			q[i].state = DNS_GIVEN_UP;
			return;
		}
	}
}

/* ---- the network ---- */

static void ask_udp(struct dns *d, struct dns_query *q, size_t n, const struct dns_peer *server,
		    int64_t until)
{
	unsigned char message[UDP_ANSWER_MAX];
	const int64_t whole = until;
	int fd = dnssocket_open(server, SOCK_DGRAM);

	if (fd < 0) {
		give_up(q, n, dnssocket_failure(errno));
		return;
	}
	for (size_t i = 0; i < n; i++) {
		if (q[i].state != DNS_WAITING)
			continue;
		refresh(&q[i], d->edns);
		if (send(fd, q[i].packet, q[i].packet_len, MSG_NOSIGNAL) < 0)
			give_up(q, n, dnssocket_failure(errno));
	}
	while (any(q, n, DNS_WAITING) && ready(fd, POLLIN, until)) {
		ssize_t len = recv(fd, message, sizeof(message), MSG_TRUNC);

		if (len < 0 && errno != EAGAIN && errno != EINTR)
			give_up(q, n, dnssocket_failure(errno));
		if (len < 0)
			continue;
		if ((size_t)len > sizeof(message)) {
			message[2] |= 0x02; /* too long for us: truncated */
			len = sizeof(message);
		}
		deliver(d, q, n, message, (size_t)len, false);
		/* From now on half of the time belongs to TCP, though others may still be silent. */
		if (until == whole && any(q, n, DNS_TRUNCATED))
			until -= (until - clock_ms()) / 2;
	}
	close(fd);
}

/* One connection for all questions that wait (RFC 7766 section 6.2.1.1); message: TCP_ANSWER_MAX. */
static bool talk_tcp(struct dns *d, struct dns_query *q, size_t n, int fd, unsigned char *message,
		     int64_t until)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char out[2 + DNS_QUERY_SIZE];

		if (q[i].state != DNS_WAITING)
			continue;
		refresh(&q[i], d->edns);
		out[0] = (unsigned char)(q[i].packet_len >> 8);
		out[1] = (unsigned char)(q[i].packet_len & 0xff);
		memcpy(out + 2, q[i].packet, q[i].packet_len);
		if (!dnssocket_send(fd, out, 2 + q[i].packet_len, until))
			return false;
	}
	while (any(q, n, DNS_WAITING)) {
		size_t len;

		if (!dnssocket_read(fd, message, 2, until))
			return false;
		len = (size_t)message[0] << 8 | message[1];
		if (!dnssocket_read(fd, message, len, until))
			return false;
		deliver(d, q, n, message, len, true);
	}
	return true;
}

static void ask_tcp(struct dns *d, struct dns_query *q, size_t n, const struct dns_peer *server,
		    int64_t until)
{
	unsigned char *message = malloc(TCP_ANSWER_MAX);
	int fd = message != NULL ? dnssocket_open(server, SOCK_STREAM) : -1;

	if (fd < 0 || !talk_tcp(d, q, n, fd, message, until))
		give_up(q, n, dnssocket_failure(errno));
	if (fd >= 0)
		close(fd);
	free(message);
}

/* One try with one server. */
static void ask_server(struct dns *d, struct dns_query *q, size_t n, const struct dns_peer *server,
		       int64_t until)
{
	for (size_t i = 0; i < n; i++)
		if (q[i].state != DNS_DONE)
			q[i].state = DNS_WAITING;
	if (!d->tcp_only) {
		ask_udp(d, q, n, server, until);
		give_up(q, n, DNS_TIMEOUT);
		for (size_t i = 0; i < n; i++)
			if (q[i].state == DNS_TRUNCATED)
				q[i].state = DNS_WAITING;
	}
	if (any(q, n, DNS_WAITING))
		ask_tcp(d, q, n, server, until);
}

/* All servers in turn, as often as resolv.conf says; each try gets a fair share of what time is left. */
static void ask_all_servers(struct dns *d, struct dns_query *q, size_t n, int64_t until)
{
	size_t tries = d->tries * d->count;

	for (size_t i = 0; i < tries; i++) {
		int64_t now = clock_ms();
		int64_t share = (until - now) / (int64_t)(tries - i);

		if (now >= until || (!any(q, n, DNS_WAITING) && !any(q, n, DNS_GIVEN_UP)))
			return;
		if (share > d->try_ms)
			share = d->try_ms;
		ask_server(d, q, n, &d->servers[(d->first + i) % d->count], now + share);
	}
}

void dns_ask(struct dns *d, struct dns_query *queries, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		queries[i].status = DNS_FAILED;
		queries[i].why = d->count > 0 ? DNS_TIMEOUT : DNS_LOCAL;
		queries[i].state = DNS_WAITING;
		if (!build(&queries[i])) {
			queries[i].why = DNS_LOCAL;
			queries[i].state = DNS_DONE;
		}
	}
	if (!d->one_by_one) {
		ask_all_servers(d, queries, n, d->until);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		int64_t now = clock_ms();

		ask_all_servers(d, &queries[i], 1, now + (d->until - now) / (int64_t)(n - i));
	}
}
