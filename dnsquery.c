/* dnsquery: see dnsquery.h. */
#include "dnsquery.h"

#include "base/clock.h"
#include "base/fdwait.h"
#include "dns/socket.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

/* A UDP answer that does not fit is asked for again over TCP. RFC 6891 section 6.2.5 names 4096. */
#define UDP_ANSWER_MAX 4096
#define TCP_ANSWER_MAX 65535

/* One question on its way. */
struct pending {
	struct dns_query query;
	struct dns_answer *answer;
	enum { WAITING, TRUNCATED, GIVEN_UP, DONE } state;
};

/* Questions that are asked together. */
struct burst {
	struct resolver *resolver;
	struct pending *pending;
	size_t count;
	const struct dns_patience *patience;
	int64_t end;	  /* the deadline that the caller set */
	int64_t deadline; /* and the end of patience, which may come earlier */
};

static enum dns_failure failure_of(int error)
{
	switch (error) {
	case ECONNREFUSED:
		return DNS_REFUSED;
	case ETIMEDOUT:
		return DNS_TIMEOUT;
	case ECONNRESET:
	case EPIPE:
		return DNS_GARBLED;
	default:
		return DNS_LOCAL; /* no route, no descriptor, no memory, a firewall */
	}
}

static bool random_octets(void *to, size_t n)
{
	return getrandom(to, n, GRND_NONBLOCK) == (ssize_t)n;
}

void resolver_init(struct resolver *r, const struct endpoint *servers, size_t count,
		   const char *res_options, int64_t deadline)
{
	unsigned char random = 0;

	*r = (struct resolver){.deadline = deadline};
	if (!resolvconf_read(&r->conf, _PATH_RESCONF, res_options))
		return;
	if (count == 0) {
		servers = r->conf.servers;
		count = r->conf.server_count;
	}
	if (count > DNS_SERVERS_MAX)
		count = DNS_SERVERS_MAX;
	memcpy(r->servers, servers, count * sizeof(*servers));
	r->server_count = count;
	if (r->conf.rotate && random_octets(&random, 1))
		r->first = random % count;
}

/* ---- states ---- */

static bool any(const struct burst *b, int state)
{
	for (size_t i = 0; i < b->count; i++)
		if ((int)b->pending[i].state == state)
			return true;
	return false;
}

/* Ends this try for all that still wait. */
static void give_up(struct burst *b, enum dns_failure failure)
{
	for (size_t i = 0; i < b->count; i++) {
		if (b->pending[i].state == WAITING) {
			b->pending[i].state = GIVEN_UP;
			b->pending[i].answer->failure = failure;
		}
	}
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Is what is still missing, if anything is, worth waiting for? */
static void set_deadline(struct burst *b)
{
	int64_t left = DNS_PATIENCE_MAX;

	if (b->patience != NULL && (any(b, WAITING) || any(b, TRUNCATED) || any(b, GIVEN_UP)))
		left = b->patience->left(b->patience->data);
	b->deadline = left == DNS_PATIENCE_MAX ? b->end : earlier(b->end, clock_ms() + left);
}

/* Is there time left? When patience is over it is asked whether more is worth it. */
static bool has_time(struct burst *b)
{
	if (b->deadline < b->end && clock_ms() >= b->deadline)
		set_deadline(b);
	return clock_ms() < b->deadline;
}

/* Gives a message to the query that it answers, if any. */
static void deliver(struct burst *b, const unsigned char *message, size_t len, bool tcp)
{
	for (size_t i = 0; i < b->count; i++) {
		struct pending *p = &b->pending[i];

		if (p->state != WAITING)
			continue;
		switch (dns_answer_parse(p->answer, &p->query, message, len)) {
		case DNS_MISMATCH:
			continue;
		case DNS_PARSED:
			p->state = DONE;
			set_deadline(b);
			return;
		case DNS_TRUNCATED:
			p->state = tcp ? GIVEN_UP : TRUNCATED;
			p->answer->failure = DNS_GARBLED;
			return;
		case DNS_NOT_UNDERSTOOD:
			b->resolver->conf.edns = false;
			p->state = GIVEN_UP;
			return;
		case DNS_RETRY:
			p->state = GIVEN_UP;
			return;
		}
	}
}

/* Gives each waiting query a new id. Without randomness answers could be forged: the try fails. */
static void refresh(struct burst *b)
{
	unsigned char ids[DNS_QUESTIONS_MAX][2];

	if (!random_octets(ids, 2 * b->count)) {
		give_up(b, DNS_LOCAL);
		return;
	}
	for (size_t i = 0; i < b->count; i++)
		if (b->pending[i].state == WAITING)
			dns_query_set(&b->pending[i].query, ids[i], b->resolver->conf.edns);
}

/* ---- the network ---- */

/*
 * Waits until fd is ready for events. False if nothing is missing, or what is is not worth the
 * wait.
 */
static bool wait_for(struct burst *b, int fd, short events, int64_t deadline)
{
	while (any(b, WAITING)) {
		if (fd_wait(fd, events, earlier(deadline, b->deadline)))
			return true;
		if (clock_ms() >= deadline || !has_time(b))
			return false;
	}
	return false;
}

static void send_udp(struct burst *b, int fd)
{
	refresh(b);
	for (size_t i = 0; i < b->count; i++) {
		struct dns_query *q = &b->pending[i].query;

		if (b->pending[i].state == WAITING && send(fd, q->packet, q->len, MSG_NOSIGNAL) < 0)
			give_up(b, failure_of(errno));
	}
}

static void ask_udp(struct burst *b, const struct endpoint *server, int64_t deadline)
{
	unsigned char message[UDP_ANSWER_MAX];
	bool halved = false;
	int fd = dns_socket_open(server, SOCK_DGRAM);

	if (fd < 0) {
		give_up(b, failure_of(errno));
		return;
	}
	send_udp(b, fd);
	while (wait_for(b, fd, POLLIN, deadline)) {
		ssize_t len = recv(fd, message, sizeof(message), MSG_TRUNC);

		if (len < 0 && errno != EAGAIN && errno != EINTR)
			give_up(b, failure_of(errno));
		if (len < 0)
			continue;
		if ((size_t)len > sizeof(message)) {
			message[2] |= 0x02; /* too long for us: truncated */
			len = sizeof(message);
		}
		deliver(b, message, (size_t)len, false);
		/* From now on half the time is TCP's, even if the others are still silent. */
		if (!halved && any(b, TRUNCATED)) {
			deadline -= (deadline - clock_ms()) / 2;
			halved = true;
		}
	}
	close(fd);
}

static bool send_tcp(struct burst *b, int fd, int64_t deadline)
{
	refresh(b);
	for (size_t i = 0; i < b->count; i++) {
		const struct dns_query *q = &b->pending[i].query;
		unsigned char out[2 + DNS_QUERY_SIZE];

		if (b->pending[i].state != WAITING)
			continue;
		out[0] = (unsigned char)(q->len >> 8);
		out[1] = (unsigned char)(q->len & 0xff);
		memcpy(out + 2, q->packet, q->len);
		if (!dns_socket_send(fd, out, 2 + q->len, deadline))
			return false;
	}
	return true;
}

/*
 * One connection for all questions that wait (RFC 7766 section 6.2.1.1). message: TCP_ANSWER_MAX.
 */
static bool talk_tcp(struct burst *b, int fd, unsigned char *message, int64_t deadline)
{
	if (!wait_for(b, fd, POLLOUT, deadline)) {
		errno = ETIMEDOUT;
		return false;
	}
	if (!send_tcp(b, fd, deadline))
		return false;
	while (wait_for(b, fd, POLLIN, deadline)) {
		size_t len;

		if (!dns_socket_read(fd, message, 2, deadline))
			return false;
		len = (size_t)message[0] << 8 | message[1];
		if (!dns_socket_read(fd, message, len, deadline))
			return false;
		deliver(b, message, len, true);
	}
	errno = ETIMEDOUT;
	return !any(b, WAITING);
}

static void ask_tcp(struct burst *b, const struct endpoint *server, int64_t deadline)
{
	unsigned char *message = malloc(TCP_ANSWER_MAX);
	int fd = message != NULL ? dns_socket_open(server, SOCK_STREAM) : -1;

	if (fd < 0 || !talk_tcp(b, fd, message, deadline))
		give_up(b, failure_of(errno));
	if (fd >= 0)
		close(fd);
	free(message);
}

/* One try with one server. */
static void ask_server(struct burst *b, const struct endpoint *server, int64_t deadline)
{
	for (size_t i = 0; i < b->count; i++)
		if (b->pending[i].state != DONE)
			b->pending[i].state = WAITING;
	if (!b->resolver->conf.tcp_only) {
		ask_udp(b, server, deadline);
		give_up(b, DNS_TIMEOUT);
		for (size_t i = 0; i < b->count; i++)
			if (b->pending[i].state == TRUNCATED)
				b->pending[i].state = WAITING;
	}
	if (any(b, WAITING) && has_time(b))
		ask_tcp(b, server, deadline);
}

/*
 * All servers in turn, as often as resolv.conf says; each try gets a fair share of the time left. A
 * repeat without EDNS, for a server that does not understand it, is not a try of its own.
 */
static void ask_servers(struct burst *b)
{
	const struct resolver *r = b->resolver;
	size_t tries = r->conf.attempts * r->server_count;

	for (size_t i = 0; i < tries;) {
		const bool edns = r->conf.edns;
		int64_t now = clock_ms();
		int64_t share = (b->end - now) / (int64_t)(tries - i);

		if ((!any(b, WAITING) && !any(b, GIVEN_UP)) || !has_time(b))
			return;
		ask_server(b, &r->servers[(r->first + i) % r->server_count],
			   now + earlier(share, r->conf.try_ms));
		if (r->conf.edns == edns)
			i++;
	}
}

static void prepare(struct pending *p, const struct dns_question *question, bool servers)
{
	p->answer = question->answer;
	p->answer->failure = servers ? DNS_TIMEOUT : DNS_LOCAL;
	p->state = WAITING;
	if (!dns_query_build(&p->query, question->name, question->type, question->wanted)) {
		p->answer->failure = DNS_LOCAL;
		p->state = DONE;
	}
}

/* `single-request`: one after the other, as long as the next one is worth it. */
static void ask_singly(struct burst *all)
{
	for (size_t i = 0; i < all->count; i++) {
		int64_t now = clock_ms();
		struct burst one = *all;

		one.pending = &all->pending[i];
		one.count = 1;
		one.end = now + (all->end - now) / (int64_t)(all->count - i);
		one.deadline = earlier(one.end, all->deadline);
		ask_servers(&one);
		set_deadline(all);
	}
}

void dns_ask(struct resolver *r, const struct dns_question *questions, size_t n,
	     const struct dns_patience *patience)
{
	struct pending pending[DNS_QUESTIONS_MAX];
	struct burst all = {.resolver = r,
			    .pending = pending,
			    .count = n,
			    .patience = patience,
			    .end = r->deadline,
			    .deadline = r->deadline};

	for (size_t i = 0; i < n; i++)
		prepare(&pending[i], &questions[i], r->server_count > 0);
	if (r->conf.single_request)
		ask_singly(&all);
	else
		ask_servers(&all);
	for (size_t i = 0; i < n; i++)
		if (pending[i].answer->status == DNS_NOT_ASKED)
			pending[i].answer->status = DNS_FAILED;
}
