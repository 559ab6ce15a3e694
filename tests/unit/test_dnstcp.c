/*
 * Questions over TCP: because resolv.conf says so, or because answers over UDP are truncated
 * (doc/behaviour.md section 3). What servers can do wrong there is in tests/dns.
 */
#include "dnsquery.h"

#include "base/clock.h"
#include "tests/unit/message.h"

#include <poll.h>

#define MS 30000

static struct dns_answer answers[DNS_QUESTIONS_MAX];

/* Answers one question: with one address, or over UDP truncated. Silent about AAAA over UDP. */
static void answer_one(int fd, bool tcp, const unsigned char *packet, size_t len,
		       const struct sockaddr_storage *from, socklen_t from_len)
{
	static struct message m;
	struct dns_query q = {.type = 0};
	unsigned char size[2];
	char name[256];

	ck_assert_uint_le(len, sizeof(q.packet));
	memcpy(q.packet, packet, len);
	q.len = len;
	if (!server_question(&q, name) || (!tcp && q.type == ns_t_aaaa))
		return;
	if (!tcp) {
		/* An empty datagram is the answer to nothing. */
		sendto(fd, "", 0, 0, (const struct sockaddr *)from, from_len);
		message_answer(&m, &q, RESOLVER | 0x200U, "");
		sendto(fd, m.at, m.len, 0, (const struct sockaddr *)from, from_len);
		return;
	}
	message_answer(&m, &q, RESOLVER,
		       q.type == ns_t_a ? "@12 A 192.0.2.1" : "@12 AAAA 2001:db8::1");
	size[0] = (unsigned char)(m.len >> 8);
	size[1] = (unsigned char)m.len;
	send(fd, size, 2, MSG_NOSIGNAL);
	send(fd, m.at, m.len, MSG_NOSIGNAL);
}

/* One connection, which may have many questions. */
static void serve_stream(int fd)
{
	unsigned char size[2], packet[DNS_QUERY_SIZE];

	while (recv(fd, size, 2, MSG_WAITALL) == 2) {
		const size_t len = (size_t)size[0] << 8 | size[1];

		if (len > sizeof(packet) || recv(fd, packet, len, MSG_WAITALL) != (ssize_t)len)
			break;
		answer_one(fd, true, packet, len, NULL, 0);
	}
	close(fd);
}

static void serve(int udp, int tcp)
{
	struct pollfd both[] = {{.fd = udp, .events = POLLIN}, {.fd = tcp, .events = POLLIN}};

	for (;;) {
		unsigned char packet[DNS_QUERY_SIZE];
		struct sockaddr_storage from;
		socklen_t from_len = sizeof(from);
		ssize_t len;

		poll(both, 2, -1);
		if ((both[1].revents & POLLIN) != 0)
			serve_stream(accept(tcp, NULL, NULL));
		if ((both[0].revents & POLLIN) == 0)
			continue;
		len = recvfrom(udp, packet, sizeof(packet), 0, (struct sockaddr *)&from, &from_len);
		if (len >= NS_HFIXEDSZ)
			answer_one(udp, false, packet, (size_t)len, &from, from_len);
	}
}

/* False if somebody else has the TCP port. */
static bool start(struct server *server)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	const int udp = server_socket(&server->at, SOCK_DGRAM);
	const int tcp = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool bound;

	in.sin_port = htons(server->at.port);
	bound = bind(tcp, (struct sockaddr *)&in, sizeof(in)) == 0 && listen(tcp, 5) == 0;
	server->pid = bound ? fork() : -1;
	if (server->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		serve(udp, tcp);
	}
	close(udp);
	close(tcp);
	return bound;
}

/* Asks n questions, A and AAAA in turn. */
static void ask(const struct server *server, size_t n, const char *options, int ms)
{
	struct dns_question questions[DNS_QUESTIONS_MAX];
	struct resolver r;

	memset(answers, 0, sizeof(answers));
	for (size_t i = 0; i < n; i++)
		questions[i] = (struct dns_question){.name = "mail.example",
						     .type = i % 2 == 0 ? ns_t_a : ns_t_aaaa,
						     .answer = &answers[i]};
	resolver_init(&r, &server->at, 1, options, clock_ms() + ms);
	dns_ask(&r, questions, n, NULL);
}

/* As many as there can be, on one connection; 0 is a descriptor like any other. */
START_TEST(stream)
{
	const int saved = dup(STDIN_FILENO);
	struct server server;

	if (!start(&server))
		return;
	if (_i == 1)
		close(STDIN_FILENO);
	ask(&server, DNS_QUESTIONS_MAX, "use-vc attempts:1", MS);
	dup2(saved, STDIN_FILENO);
	close(saved);
	server_stop(&server);
	for (int i = 0; i < DNS_QUESTIONS_MAX; i++) {
		ck_assert_str_eq(dns_status_name(&answers[i]), "found");
		ck_assert_uint_eq(answers[i].addrs.count, 1);
		ck_assert_int_eq(answers[i].addrs.items[0].family,
				 i % 2 == 0 ? FAMILY_IPV4 : FAMILY_IPV6);
		dns_answer_free(&answers[i]);
	}
}
END_TEST

/* A is truncated, and AAAA silent: half of the only try is TCP's, for A alone. */
START_TEST(truncated)
{
	struct server server;

	if (!start(&server))
		return;
	ask(&server, 2, "attempts:1", 2000);
	server_stop(&server);
	ck_assert_str_eq(dns_status_name(&answers[0]), "found");
	ck_assert_str_eq(dns_status_name(&answers[1]), "timeout");
	dns_answer_free(&answers[0]);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, stream, 0, 2);
	tcase_add_test(tests, truncated);
}

int main(void)
{
	return unit_main("dnstcp", add);
}
