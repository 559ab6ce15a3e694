/* A socket to one resolver, and its deadlines: doc/behaviour.md section 6. */
#include "dns/socket.h"

#include "base/clock.h"
#include "base/fdwait.h"
#include "tests/unit/message.h"

#include <fcntl.h>

/* How late a wait may end, on a busy machine or under valgrind. */
#define SLACK 2000

/* Two connected non-blocking streams. */
static void pair(int fds[2])
{
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
}

/* Nothing arrives, or half of it: until the deadline, with and without signals, and no longer. */
START_TEST(silence)
{
	unsigned char octets[4];
	int64_t start, took;
	int fds[2];

	pair(fds);
	unit_ticking(_i == 1);
	for (int half = 0; half <= 1; half++) {
		if (half == 1)
			ck_assert_int_eq(write(fds[1], "ab", 2), 2);
		start = clock_ms();
		ck_assert(!dns_socket_read(fds[0], octets, sizeof(octets), start + 200));
		ck_assert_int_eq(errno, ETIMEDOUT);
		took = clock_ms() - start;
		ck_assert_int_ge(took, 200);
		ck_assert_int_lt(took, 200 + SLACK);
	}
	unit_ticking(false);
}
END_TEST

/* After the deadline nothing is read or sent. */
START_TEST(too_late)
{
	unsigned char octets[4] = {0};
	int fds[2];

	pair(fds);
	ck_assert_int_eq(write(fds[1], "abcd", 4), 4);
	ck_assert(!dns_socket_read(fds[0], octets, 4, clock_ms() - 1));
	ck_assert_int_eq(errno, ETIMEDOUT);
	ck_assert(!dns_socket_send(fds[0], octets, 4, clock_ms() - 1));
	ck_assert_int_eq(errno, ETIMEDOUT);
}
END_TEST

START_TEST(reads)
{
	unsigned char octets[8];
	int fds[2];

	pair(fds);
	ck_assert(dns_socket_read(fds[0], octets, 0, clock_ms() + 1000));
	ck_assert_int_eq(write(fds[1], "abcdefgh", 8), 8);
	/* exactly len octets; the rest stays */
	ck_assert(dns_socket_read(fds[0], octets, 3, clock_ms() + 1000));
	ck_assert_mem_eq(octets, "abc", 3);
	ck_assert(dns_socket_read(fds[0], octets, 5, clock_ms() + 1000));
	ck_assert_mem_eq(octets, "defgh", 5);
	/* the end, after half of them and after none */
	ck_assert_int_eq(write(fds[1], "ij", 2), 2);
	close(fds[1]);
	ck_assert(!dns_socket_read(fds[0], octets, 3, clock_ms() + 1000));
	ck_assert_int_eq(errno, ECONNRESET);
	ck_assert(!dns_socket_read(fds[0], octets, 1, clock_ms() + 1000));
	ck_assert_int_eq(errno, ECONNRESET);
}
END_TEST

/* An octet every 20 ms, with signals in between. */
START_TEST(in_pieces)
{
	unsigned char octets[10];
	pid_t child;
	int fds[2];

	pair(fds);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		for (int i = 0; i < 10; i++) {
			usleep(20000);
			if (write(fds[1], &"0123456789"[i], 1) != 1)
				_exit(1);
		}
		_exit(0);
	}
	unit_ticking(true);
	ck_assert(dns_socket_read(fds[0], octets, 10, clock_ms() + 30000));
	unit_ticking(false);
	ck_assert_mem_eq(octets, "0123456789", 10);
	waitpid(child, NULL, 0);
}
END_TEST

/* More than the buffers hold; the peer does not read, is gone (no signal), reads. */
START_TEST(sends)
{
	size_t len = 4U << 20;
	unsigned char *octets = calloc(1, len);
	int64_t start = clock_ms();
	int fds[2], status;
	pid_t child;

	ck_assert_ptr_nonnull(octets);
	pair(fds);
	ck_assert(dns_socket_send(fds[0], octets, 0, clock_ms() + 1000));
	ck_assert(!dns_socket_send(fds[0], octets, len, start + 200));
	ck_assert_int_eq(errno, ETIMEDOUT);
	ck_assert_int_ge(clock_ms() - start, 200);
	ck_assert_int_lt(clock_ms() - start, 200 + SLACK);
	close(fds[1]);
	ck_assert(!dns_socket_send(fds[0], octets, len, clock_ms() + 1000));
	ck_assert_int_eq(errno, EPIPE);
	pair(fds);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		while (len > 0 && dns_socket_read(fds[1], octets, 1024, clock_ms() + 30000))
			len -= 1024;
		free(octets);
		_exit(len > 0);
	}
	ck_assert(dns_socket_send(fds[0], octets, len, clock_ms() + 30000));
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	free(octets);
}
END_TEST

/* ---- opening ---- */

/* Packets from any other address than the server's are dropped. */
START_TEST(udp)
{
	struct endpoint at, other_at;
	int server = server_socket(&at, SOCK_DGRAM), other = server_socket(&other_at, SOCK_DGRAM);
	struct sockaddr_in me;
	socklen_t len = sizeof(me);
	char octet;
	int fd = dns_socket_open(&at, SOCK_DGRAM);

	ck_assert_int_gt(fd, STDERR_FILENO);
	ck_assert_int_ne(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
	ck_assert_int_ne(fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&me, &len), 0);
	ck_assert_int_eq(sendto(other, "x", 1, 0, (struct sockaddr *)&me, len), 1);
	ck_assert_int_eq(sendto(server, "y", 1, 0, (struct sockaddr *)&me, len), 1);
	ck_assert(fd_wait(fd, POLLIN, clock_ms() + 5000));
	ck_assert_int_eq(recv(fd, &octet, 1, 0), 1);
	ck_assert_int_eq(octet, 'y');
	ck_assert_int_lt(recv(fd, &octet, 1, 0), 0);
	close(fd);
}
END_TEST

START_TEST(tcp)
{
	struct endpoint at;
	int server = server_socket(&at, SOCK_STREAM), fd;
	unsigned char octet = 0;

	/* Nobody listens: connect says so, or the first octet. */
	fd = dns_socket_open(&at, SOCK_STREAM);
	if (fd >= 0)
		ck_assert(!dns_socket_send(fd, &octet, 1, clock_ms() + 5000));
	ck_assert_int_eq(errno, ECONNREFUSED);
	ck_assert_int_eq(listen(server, 1), 0);
	fd = dns_socket_open(&at, SOCK_STREAM);
	ck_assert_int_gt(fd, STDERR_FILENO);
	ck_assert(dns_socket_send(fd, &octet, 1, clock_ms() + 5000));
	close(fd);
}
END_TEST

/* A connection that the server resets: known at once. */
START_TEST(reset)
{
	const struct linger none = {1, 0};
	struct endpoint at;
	int server = server_socket(&at, SOCK_STREAM), fd, peer;
	int64_t start = clock_ms();
	unsigned char octet;

	ck_assert_int_eq(listen(server, 1), 0);
	fd = dns_socket_open(&at, SOCK_STREAM);
	peer = accept(server, NULL, NULL);
	ck_assert_int_ge(peer, 0);
	ck_assert_int_eq(setsockopt(peer, SOL_SOCKET, SO_LINGER, &none, sizeof(none)), 0);
	close(peer);
	ck_assert(!dns_socket_read(fd, &octet, 1, start + 30000));
	ck_assert_int_eq(errno, ECONNRESET);
	ck_assert_int_lt(clock_ms() - start, 10000);
	close(fd);
}
END_TEST

/* Address, port and scope reach the kernel. */
START_TEST(addresses)
{
	static const struct {
		const char *ip;
		uint32_t scope;
	} rows[] = {{"127.0.0.3", 0}, {"::1", 0}, {"fe80::1", 1}};

	for (int i = 0; i < LENGTH(rows); i++) {
		const struct endpoint at = {unit_ip(rows[i].ip), rows[i].scope, 5300};
		struct sockaddr_in6 peer = {0};
		struct sockaddr_in in;
		socklen_t len = sizeof(peer);
		int fd = dns_socket_open(&at, SOCK_DGRAM);

		if (fd < 0 && at.ip.family == FAMILY_IPV6)
			continue; /* a machine without IPv6, or without a link-local address */
		ck_assert_int_eq(getpeername(fd, (struct sockaddr *)&peer, &len), 0);
		close(fd);
		if (at.ip.family == FAMILY_IPV6) {
			ck_assert_uint_eq(peer.sin6_family, AF_INET6);
			ck_assert_mem_eq(&peer.sin6_addr, at.ip.octets, 16);
			ck_assert_uint_eq(peer.sin6_scope_id, at.scope);
			ck_assert_uint_eq(ntohs(peer.sin6_port), 5300);
			continue;
		}
		memcpy(&in, &peer, sizeof(in));
		ck_assert_uint_eq(in.sin_family, AF_INET);
		ck_assert_mem_eq(&in.sin_addr, at.ip.octets, 4);
		ck_assert_uint_eq(ntohs(in.sin_port), 5300);
	}
}
END_TEST

/* A descriptor that cannot be connected is closed again, and errno says why. */
START_TEST(no_way)
{
	const struct endpoint broadcast = {unit_ip("255.255.255.255"), 0, 53};
	int next = dup(STDERR_FILENO);

	close(next);
	ck_assert_int_lt(dns_socket_open(&broadcast, SOCK_DGRAM), 0);
	ck_assert(errno == EACCES || errno == ENETUNREACH);
	ck_assert_int_eq(dup(STDERR_FILENO), next);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, silence, 0, 2);
	tcase_add_test(tests, too_late);
	tcase_add_test(tests, reads);
	tcase_add_test(tests, in_pieces);
	tcase_add_test(tests, sends);
	tcase_add_test(tests, udp);
	tcase_add_test(tests, tcp);
	tcase_add_test(tests, reset);
	tcase_add_test(tests, addresses);
	tcase_add_test(tests, no_way);
}

int main(void)
{
	return unit_main("socket", add);
}
