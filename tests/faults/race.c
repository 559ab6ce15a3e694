/*
 * LD_PRELOAD for tests/faults/run: a descriptor fills up at the worst moment, as if another process had
 * been faster. FAULT is `poll:FD`, after it was found ready, or `write:FD`, before pwritev2.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static int chosen(int fd, const char *moment)
{
	const char *fault = getenv("FAULT");
	const size_t len = strlen(moment);

	return fault != NULL && strncmp(fault, moment, len) == 0 && atoi(fault + len) == fd;
}

/* By a file of our own, so that the program's flags stay as they are. */
static void fill(int fd)
{
	char path[32], bytes[4096];
	int other, error = errno;

	memset(bytes, 'x', sizeof(bytes));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	other = open(path, O_WRONLY | O_NONBLOCK);
	for (size_t size = sizeof(bytes); size > 0; size = size == sizeof(bytes) ? 1 : 0)
		while (write(other, bytes, size) > 0)
			;
	close(other);
	errno = error;
}

int poll(struct pollfd *fds, nfds_t n, int timeout)
{
	const struct timespec t = {timeout / 1000, timeout % 1000 * 1000000L};
	int ready = ppoll(fds, n, timeout < 0 ? NULL : &t, NULL);

	if (ready > 0 && chosen(fds[0].fd, "poll:"))
		fill(fds[0].fd);
	return ready;
}

ssize_t pwritev2(int fd, const struct iovec *bytes, int n, off_t offset, int flags)
{
	ssize_t (*next)(int, const struct iovec *, int, off_t, int);

	*(void **)&next = dlsym(RTLD_NEXT, "pwritev2");
	if (chosen(fd, "write:"))
		fill(fd);
	return next(fd, bytes, n, offset, flags);
}
