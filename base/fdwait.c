/* fdwait: see fdwait.h. */
#include "base/fdwait.h"

#include "base/clock.h"

#include <errno.h>
#include <poll.h>

bool fd_wait(int fd, short events, int64_t deadline)
{
	struct pollfd p = {.fd = fd, .events = events};
	int64_t left;

	while ((left = deadline - clock_ms()) > 0) {
		int n = poll(&p, 1, (int)left);

		if (n > 0)
			return true;
		if (n < 0 && errno != EINTR)
			return true; /* the next call on fd reports the error */
	}
	return false;
}
