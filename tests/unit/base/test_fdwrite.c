/* Writes that never block, to anything: doc/behaviour.md section 6. */
#include "base/fdwrite.h"

#include "base/clock.h"
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>

/* How late a write may end, on a busy machine or under valgrind. */
#define SLACK 2000

/* ---- two ends of something ---- */

enum kind { PIPE, FIFO, STREAM, PACKETS, TERMINAL };

static const int every_kind[] = {PIPE, FIFO, STREAM, PACKETS, TERMINAL};

/* A terminal that changes nothing in what is written to it; false if there is none here. */
static bool make_terminal(int ends[2])
{
	struct termios raw;
	int number, unlock = 0;
	char path[32];

	ends[0] = open("/dev/ptmx", O_RDWR | O_NOCTTY);
	if (ends[0] < 0 || ioctl(ends[0], TIOCSPTLCK, &unlock) < 0 ||
	    ioctl(ends[0], TIOCGPTN, &number) < 0)
		return false;
	snprintf(path, sizeof(path), "/dev/pts/%d", number);
	ends[1] = open(path, O_RDWR | O_NOCTTY);
	if (ends[1] < 0 || tcgetattr(ends[1], &raw) < 0)
		return false;
	cfmakeraw(&raw);
	return tcsetattr(ends[1], TCSANOW, &raw) == 0;
}

static bool make(enum kind kind, int ends[2])
{
	switch (kind) {
	case PIPE:
		return pipe(ends) == 0;
	case FIFO:
		unit_home();
		ck_assert_int_eq(mkfifo("fifo", 0600), 0);
		ends[0] = open("fifo", O_RDONLY | O_NONBLOCK);
		ends[1] = open("fifo", O_WRONLY);
		return ends[0] >= 0 && ends[1] >= 0 && fcntl(ends[0], F_SETFL, 0) == 0;
	case STREAM:
		return socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0;
	case PACKETS:
		return socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0;
	case TERMINAL:
		return make_terminal(ends);
	}
	return false;
}

/* Fills it to the last byte. What a terminal has taken moves on by and by. */
static void fill(int fd)
{
	static const char bytes[4096];
	const int flags = fcntl(fd, F_GETFL);
	bool more = true;

	fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	while (more) {
		more = false;
		for (size_t size = sizeof(bytes); size > 0; size /= sizeof(bytes))
			while (write(fd, bytes, size) > 0)
				more = true;
		usleep(isatty(fd) ? 50000 : 0);
	}
	fcntl(fd, F_SETFL, flags);
}

/* ---- what is written ---- */

static const char line[] = "helo-dns-check: a line\n";

/* At once, also after the deadline; the flags stay as they are. */
START_TEST(at_once)
{
	const int64_t start = clock_ms();
	char got[100];
	int ends[2], flags;

	if (!make((enum kind)every_kind[_i], ends))
		return;
	flags = fcntl(ends[1], F_GETFL);
	ck_assert(fd_write(ends[1], line, strlen(line), start + 30000));
	ck_assert_int_eq(read(ends[0], got, sizeof(got)), (ssize_t)strlen(line));
	ck_assert_mem_eq(got, line, strlen(line));
	ck_assert(fd_write(ends[1], line, 5, start - 30000));
	ck_assert_int_eq(read(ends[0], got, sizeof(got)), 5);
	ck_assert(fd_write(ends[1], line, 0, start - 30000));
	ck_assert_int_eq(fcntl(ends[1], F_GETFL), flags);
	ck_assert_int_lt(clock_ms() - start, SLACK);
}
END_TEST

/* A file, from where it is. */
START_TEST(file)
{
	char got[100];
	int fd;

	unit_home();
	fd = open("log", O_RDWR | O_CREAT | O_APPEND, 0600);
	ck_assert(fd_write(fd, line, 10, clock_ms() + 30000));
	ck_assert(fd_write(fd, line + 10, strlen(line) - 10, clock_ms() + 30000));
	ck_assert_int_eq(pread(fd, got, sizeof(got), 0), (ssize_t)strlen(line));
	ck_assert_mem_eq(got, line, strlen(line));
	ck_assert(fd_write(open("/dev/null", O_WRONLY), line, strlen(line), clock_ms() + 30000));
}
END_TEST

START_TEST(errors)
{
	const int64_t start = clock_ms(), deadline = start + 30000;
	int ends[2];

	signal(SIGPIPE, SIG_IGN);
	ck_assert_int_eq(pipe(ends), 0);
	close(ends[0]);
	ck_assert(!fd_write(ends[1], line, 5, deadline));
	ck_assert_int_eq(errno, EPIPE);
	close(ends[1]);
	ck_assert(!fd_write(ends[1], line, 5, deadline));
	ck_assert_int_eq(errno, EBADF);
	ck_assert(!fd_write(open("/", O_RDONLY), line, 5, deadline));
	ck_assert_int_eq(errno, EBADF);
	ck_assert(!fd_write(open("/dev/full", O_WRONLY), line, 5, deadline));
	ck_assert_int_eq(errno, ENOSPC);
	ck_assert_int_lt(clock_ms() - start, SLACK);
}
END_TEST

/* ---- what is full ---- */

/* Nobody reads: until the deadline. Also if somebody else has set O_NONBLOCK. */
START_TEST(full)
{
	const enum kind kind = (enum kind)every_kind[_i / 2];
	int64_t start, took;
	int ends[2], flags;

	if (!make(kind, ends))
		return;
	fill(ends[1]);
	if (_i % 2 == 1)
		fcntl(ends[1], F_SETFL, fcntl(ends[1], F_GETFL) | O_NONBLOCK);
	flags = fcntl(ends[1], F_GETFL);
	start = clock_ms();
	ck_assert(!fd_write(ends[1], line, strlen(line), start + 100));
	ck_assert_int_eq(errno, ETIMEDOUT);
	took = clock_ms() - start;
	ck_assert_int_ge(took, 100);
	ck_assert_int_lt(took, 100 + SLACK);
	ck_assert_int_eq(fcntl(ends[1], F_GETFL), flags);
}
END_TEST

/* There is room, but not for all of it: a plain write would block. */
START_TEST(half_full)
{
	static char bytes[1 << 22];
	int64_t start, took;
	int ends[2];

	if (every_kind[_i] == PACKETS || !make((enum kind)every_kind[_i], ends))
		return;
	start = clock_ms();
	ck_assert(!fd_write(ends[1], bytes, sizeof(bytes), start + 100));
	ck_assert_int_eq(errno, ETIMEDOUT);
	took = clock_ms() - start;
	ck_assert_int_ge(took, 100);
	ck_assert_int_lt(took, 100 + SLACK);
}
END_TEST

/* Reads until the end, a little at a time, from a while after the start on. 0: all of it came. */
static int slow_reader(int fd, const char *all, size_t len)
{
	char got[10000];
	size_t at = 0;
	ssize_t n;

	usleep(50000);
	while (at < len && (n = read(fd, got, sizeof(got))) > 0) {
		if ((size_t)n > len - at || memcmp(got, all + at, (size_t)n) != 0)
			return 1;
		at += (size_t)n;
		usleep(1000);
	}
	return at < len;
}

/* What is read late and in pieces comes whole and in order. */
START_TEST(read_late)
{
	static char bytes[300000];
	int ends[2], status = -1;
	pid_t reader;

	if (every_kind[_i] == PACKETS || !make((enum kind)every_kind[_i], ends))
		return;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 7919 >> 8);
	reader = fork();
	if (reader == 0)
		_exit(slow_reader(ends[0], bytes, sizeof(bytes)));
	ck_assert(fd_write(ends[1], bytes, sizeof(bytes), clock_ms() + 30000));
	waitpid(reader, &status, 0);
	ck_assert_int_eq(status, 0);
}
END_TEST

/* ---- the timer that it borrows ---- */

static volatile sig_atomic_t rang;

static void ring(int number)
{
	(void)number;
	rang = 1;
}

static void set_timer(int ms)
{
	const struct itimerval timer = {{0, 70000}, {0, ms * 1000}};

	signal(SIGALRM, ring);
	setitimer(ITIMER_REAL, &timer, NULL);
}

/* Waits for 100 ms where only a signal can end the write. */
static void wait_in_write(int ends[2])
{
	static char bytes[1 << 18];

	ck_assert(make(FIFO, ends));
	ck_assert(!fd_write(ends[1], bytes, sizeof(bytes), clock_ms() + 100));
	ck_assert_int_eq(errno, ETIMEDOUT);
}

/* Its owner's handler runs when it is due, or right after. */
START_TEST(timer)
{
	const int64_t start = clock_ms();
	struct itimerval left;
	int ends[2];

	set_timer(_i == 0 ? 5 : 900);
	wait_in_write(ends);
	getitimer(ITIMER_REAL, &left);
	ck_assert_int_eq(left.it_interval.tv_usec, 70000);
	if (_i == 1 && clock_ms() - start < 800) {
		ck_assert(!rang);
		ck_assert_int_le(left.it_value.tv_usec, 800000);
	}
	while (!rang && clock_ms() - start < 900 + SLACK)
		usleep(1000);
	ck_assert(rang);
	ck_assert_int_ge(clock_ms() - start, _i == 0 ? 5 : 850);
}
END_TEST

/* A timer that was off stays off, a blocked signal blocked, its action what it was. */
START_TEST(no_timer)
{
	struct sigaction action;
	struct itimerval left;
	sigset_t mask, before, pending;
	int ends[2];

	sigemptyset(&mask);
	sigaddset(&mask, SIGALRM);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	signal(SIGALRM, _i == 0 ? SIG_DFL : SIG_IGN);
	wait_in_write(ends);
	usleep(50000);
	sigprocmask(SIG_BLOCK, NULL, &before);
	ck_assert(sigismember(&before, SIGALRM));
	sigpending(&pending);
	ck_assert(!sigismember(&pending, SIGALRM));
	sigaction(SIGALRM, NULL, &action);
	ck_assert(action.sa_handler == (_i == 0 ? SIG_DFL : SIG_IGN));
	getitimer(ITIMER_REAL, &left);
	ck_assert_int_eq(left.it_value.tv_sec, 0);
	ck_assert_int_eq(left.it_value.tv_usec, 0);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, at_once, 0, LENGTH(every_kind));
	tcase_add_test(tests, file);
	tcase_add_test(tests, errors);
	tcase_add_loop_test(tests, full, 0, 2 * LENGTH(every_kind));
	tcase_add_loop_test(tests, half_full, 0, LENGTH(every_kind));
	tcase_add_loop_test(tests, read_late, 0, LENGTH(every_kind));
	tcase_add_loop_test(tests, timer, 0, 2);
	tcase_add_loop_test(tests, no_timer, 0, 2);
}

int main(void)
{
	return unit_main("fdwrite", add);
}
