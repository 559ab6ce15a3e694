/* A socket to one resolver: waits that end at a deadline, BEHAVIOUR.md section 6. */
#include "dns/socket.h"
#include "base/fdwait.h"

#include "base/clock.h"
#include "tests/unit/message.h"

#include <fcntl.h>
#include <sys/time.h>

/* More than a deadline is ever passed by: a loaded machine, valgrind. */
#define SLACK 2000

START_TEST(failures)
{
	static const struct {
		int error;
		enum dns_failure why;
	} rows[] = {
		{ECONNREFUSED, DNS_REFUSED}, {ETIMEDOUT, DNS_TIMEOUT}, {ECONNRESET, DNS_GARBLED},
		{EPIPE, DNS_GARBLED},	     {ENETUNREACH, DNS_LOCAL}, {EHOSTUNREACH, DNS_LOCAL},
		{EMFILE, DNS_LOCAL},	     {ENFILE, DNS_LOCAL},      {ENOMEM, DNS_LOCAL},
		{ENOBUFS, DNS_LOCAL},	     {EPERM, DNS_LOCAL},       {EACCES, DNS_LOCAL},
		{EAFNOSUPPORT, DNS_LOCAL},   {EBADF, DNS_LOCAL},
	};

	for (int i = 0; i < LENGTH(rows); i++)
		ck_assert_int_eq(dnssocket_failure(rows[i].error), rows[i].why);
}
END_TEST

/* A pair of connected streams that do not block. */
static void pair(int fds[2])
{
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
}

static void tick(int number)
{
	(void)number;
}

/* Ten signals that interrupt, one each 20 ms. */
static void start_ticking(void)
{
	const struct sigaction act = {.sa_handler = tick};
	const struct itimerval every = {{0, 20000}, {0, 20000}};

	sigaction(SIGALRM, &act, NULL);
	setitimer(ITIMER_REAL, &every, NULL);
}

static void stop_ticking(void)
{
	const struct itimerval never = {{0, 0}, {0, 0}};

	setitimer(ITIMER_REAL, &never, NULL);
}

/* Nothing comes, with signals and without: it ends at the deadline, no sooner and not much later. */
START_TEST(silence)
{
	unsigned char octets[4];
	int64_t start, took;
	int fds[2];

	pair(fds);
	if (_i == 1)
		start_ticking();
	start = clock_ms();
	ck_assert(!ready(fds[0], POLLIN, start + 200));
	took = clock_ms() - start;
	ck_assert_int_ge(took, 200);
	ck_assert_int_lt(took, 200 + SLACK);
	start = clock_ms();
	ck_assert(!dnssocket_read(fds[0], octets, sizeof(octets), start + 200));
	ck_assert_int_eq(errno, ETIMEDOUT);
	took = clock_ms() - start;
	ck_assert_int_ge(took, 200);
	ck_assert_int_lt(took, 200 + SLACK);
	/* half of what was asked for */
	ck_assert_int_eq(write(fds[1], "ab", 2), 2);
	start = clock_ms();
	ck_assert(!dnssocket_read(fds[0], octets, sizeof(octets), start + 200));
	ck_assert_int_eq(errno, ETIMEDOUT);
	ck_assert_int_ge(clock_ms() - start, 200);
	stop_ticking();
}
END_TEST

/* A deadline that has passed is not waited for. */
START_TEST(too_late)
{
	unsigned char octets[4] = {0};
	int fds[2];

	pair(fds);
	ck_assert_int_eq(write(fds[1], "abcd", 4), 4);
	ck_assert(!ready(fds[0], POLLIN, clock_ms() - 1));
	ck_assert(!ready(fds[0], POLLIN, 0));
	ck_assert(!dnssocket_read(fds[0], octets, 4, clock_ms() - 1));
	ck_assert_int_eq(errno, ETIMEDOUT);
	ck_assert(!dnssocket_send(fds[0], octets, 4, clock_ms() - 1));
	ck_assert_int_eq(errno, ETIMEDOUT);
}
END_TEST

START_TEST(reads)
{
	unsigned char octets[8];
	int fds[2];

	pair(fds);
	ck_assert(dnssocket_read(fds[0], octets, 0, clock_ms() + 1000));
	ck_assert_int_eq(write(fds[1], "abcdefgh", 8), 8);
	ck_assert(ready(fds[0], POLLIN, clock_ms() + 1000));
	/* just as many, the rest stays */
	ck_assert(dnssocket_read(fds[0], octets, 3, clock_ms() + 1000));
	ck_assert_mem_eq(octets, "abc", 3);
	ck_assert(dnssocket_read(fds[0], octets, 5, clock_ms() + 1000));
	ck_assert_mem_eq(octets, "defgh", 5);
	/* the end, with half of it before and with nothing */
	ck_assert_int_eq(write(fds[1], "ij", 2), 2);
	close(fds[1]);
	ck_assert(!dnssocket_read(fds[0], octets, 3, clock_ms() + 1000));
	ck_assert_int_eq(errno, ECONNRESET);
	ck_assert(!dnssocket_read(fds[0], octets, 1, clock_ms() + 1000));
	ck_assert_int_eq(errno, ECONNRESET);
}
END_TEST

/* One octet each 20 ms, and signals between them: all of them come. */
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
	start_ticking();
	ck_assert(dnssocket_read(fds[0], octets, 10, clock_ms() + 30000));
	stop_ticking();
	ck_assert_mem_eq(octets, "0123456789", 10);
	waitpid(child, NULL, 0);
}
END_TEST

/* More than fits, to one who does not read, who reads, and who is gone: no signal. */
START_TEST(sends)
{
	size_t len = 4U << 20;
	unsigned char *octets = calloc(1, len);
	int64_t start = clock_ms();
	pid_t child;
	int fds[2];

	ck_assert_ptr_nonnull(octets);
	pair(fds);
	ck_assert(dnssocket_send(fds[0], octets, 0, clock_ms() + 1000));
	ck_assert(!dnssocket_send(fds[0], octets, len, start + 200));
	ck_assert_int_eq(errno, ETIMEDOUT);
	ck_assert_int_ge(clock_ms() - start, 200);
	ck_assert_int_lt(clock_ms() - start, 200 + SLACK);
	close(fds[1]);
	ck_assert(!dnssocket_send(fds[0], octets, len, clock_ms() + 1000));
	ck_assert_int_eq(errno, EPIPE);
	pair(fds);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		while (len > 0 && dnssocket_read(fds[1], octets, 1024, clock_ms() + 30000))
			len -= 1024;
		free(octets);
		_exit(len > 0);
	}
	ck_assert(dnssocket_send(fds[0], octets, len, clock_ms() + 30000));
	ck_assert_int_eq(waitpid(child, (int *)octets, 0), child);
	ck_assert_int_eq(octets[1], 0);
	free(octets);
}
END_TEST

/* ---- opening ---- */

static struct dns_peer peer(const struct dns_server *at)
{
	struct dns_peer p = {.len = sizeof(struct sockaddr_in)};
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(at->port)};

	memcpy(&in.sin_addr, at->ip.octets, 4);
	memcpy(&p.address, &in, sizeof(in));
	return p;
}

/* What comes from another address than the server's is not there. */
START_TEST(udp)
{
	struct dns_server at, other_at;
	int server = server_socket(&at, SOCK_DGRAM), other = server_socket(&other_at, SOCK_DGRAM);
	struct dns_peer p = peer(&at);
	struct sockaddr_in me;
	socklen_t len = sizeof(me);
	char octet;
	int fd = dnssocket_open(&p, SOCK_DGRAM);

	ck_assert_int_gt(fd, STDERR_FILENO);
	ck_assert_int_ne(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
	ck_assert_int_ne(fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&me, &len), 0);
	ck_assert_int_eq(sendto(other, "x", 1, 0, (struct sockaddr *)&me, len), 1);
	ck_assert_int_eq(sendto(server, "y", 1, 0, (struct sockaddr *)&me, len), 1);
	ck_assert(ready(fd, POLLIN, clock_ms() + 5000));
	ck_assert_int_eq(recv(fd, &octet, 1, 0), 1);
	ck_assert_int_eq(octet, 'y');
	ck_assert_int_lt(recv(fd, &octet, 1, 0), 0);
	close(fd);
}
END_TEST

START_TEST(tcp)
{
	struct dns_server at;
	int server = server_socket(&at, SOCK_STREAM), fd;
	struct dns_peer p = peer(&at);
	unsigned char octet = 0;

	/* Nobody listens: that is known at once, or with the first octet. */
	fd = dnssocket_open(&p, SOCK_STREAM);
	if (fd >= 0)
		ck_assert(!dnssocket_send(fd, &octet, 1, clock_ms() + 5000));
	ck_assert_int_eq(errno, ECONNREFUSED);
	ck_assert_int_eq(listen(server, 1), 0);
	fd = dnssocket_open(&p, SOCK_STREAM);
	ck_assert_int_gt(fd, STDERR_FILENO);
	ck_assert(dnssocket_send(fd, &octet, 1, clock_ms() + 5000));
	close(fd);
}
END_TEST

START_TEST(no_server)
{
	struct dns_peer p = {.len = sizeof(struct sockaddr_in)};

	p.address.ss_family = AF_MAX;
	ck_assert_int_lt(dnssocket_open(&p, SOCK_DGRAM), 0);
	ck_assert_int_eq(dnssocket_failure(errno), DNS_LOCAL);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_test(tests, failures);
	tcase_add_loop_test(tests, silence, 0, 2);
	tcase_add_test(tests, too_late);
	tcase_add_test(tests, reads);
	tcase_add_test(tests, in_pieces);
	tcase_add_test(tests, sends);
	tcase_add_test(tests, udp);
	tcase_add_test(tests, tcp);
	tcase_add_test(tests, no_server);
}

int main(void)
{
	return unit_main("dnssocket", add);
}
