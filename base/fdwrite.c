/* fdwrite: see fdwrite.h. */
#include "base/fdwrite.h"

#include "base/clock.h"
#include "base/fdwait.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

/* A write that blocks is interrupted this often, to look at the clock. */
#define TICK_MS 10L

static void tick(int signal)
{
	(void)signal;
}

/* What is left of a timer that was stopped for some milliseconds; a stopped one stays stopped. */
static struct itimerval timer_left(struct itimerval timer, int64_t ms)
{
	const int64_t us = (int64_t)timer.it_value.tv_sec * 1000000 + timer.it_value.tv_usec;
	int64_t left = us - ms * 1000;

	if (us == 0)
		return timer;
	if (left < 1)
		left = 1;
	timer.it_value.tv_sec = left / 1000000;
	timer.it_value.tv_usec = left % 1000000;
	return timer;
}

/*
 * A plain write, interrupted by a signal if it blocks: EINTR, or less than all of it. One signal
 * could come too early, before write is in the kernel; so there is one after the other.
 */
static ssize_t write_ticking(int fd, const void *bytes, size_t len)
{
	static const struct itimerval ticks = {{0, TICK_MS * 1000}, {0, TICK_MS * 1000}};
	const struct sigaction interrupt = {.sa_handler = tick}; /* without SA_RESTART */
	struct sigaction action;
	struct itimerval timer;
	sigset_t alarm, mask;
	int64_t start;
	ssize_t written;
	int error;

	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	sigaction(SIGALRM, &interrupt, &action);
	sigprocmask(SIG_UNBLOCK, &alarm, &mask);
	setitimer(ITIMER_REAL, &ticks, &timer);
	start = clock_ms();
	written = write(fd, bytes, len);
	error = errno;
	/* Rather a millisecond too early than one too late. */
	timer = timer_left(timer, clock_ms() - start + 1);
	setitimer(ITIMER_REAL, &timer, NULL);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	sigaction(SIGALRM, &action, NULL);
	errno = error;
	return written;
}

bool fd_write(int fd, const void *bytes, size_t len, int64_t deadline)
{
	const int64_t now = clock_ms();
	const char *rest = bytes;

	if (deadline <= now)
		deadline = now + 1;
	while (len > 0) {
		const struct iovec all = {.iov_base = (void *)rest, .iov_len = len};
		/* The kernel is told not to block, for this one write. */
		ssize_t written = pwritev2(fd, &all, 1, -1, RWF_NOWAIT);

		if (written < 0) {
			/*
			 * fd is full, or the kernel cannot do that with such a file (a FIFO, a
			 * terminal, with older kernels a pipe), or something is wrong, and a plain
			 * write tells what. It blocks if somebody else fills fd after it was ready.
			 */
			if (!fd_wait(fd, POLLOUT, deadline)) {
				errno = ETIMEDOUT;
				return false;
			}
			written = write_ticking(fd, rest, len);
		}
		if (written == 0)
			errno = EIO;
		if (written == 0 || (written < 0 && errno != EINTR && errno != EAGAIN))
			return false;
		if (written > 0) {
			rest += written;
			len -= (size_t)written;
		}
	}
	return true;
}
