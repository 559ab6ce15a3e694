/* socket: see socket.h. */
#include "dns/socket.h"

#include "base/fdwait.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

enum dns_failure dnssocket_failure(int error)
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

int dnssocket_open(const struct dns_peer *server, int type)
{
	int fd = socket(server->address.ss_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	if (connect(fd, (const struct sockaddr *)&server->address, server->len) == 0 ||
	    errno == EINPROGRESS)
		return fd;
	int error = errno;
	close(fd);
	errno = error;
	return -1;
}

bool dnssocket_send(int fd, const unsigned char *from, size_t len, int64_t until)
{
	while (len > 0) {
		ssize_t sent;

		if (!ready(fd, POLLOUT, until)) {
			errno = ETIMEDOUT;
			return false;
		}
		sent = send(fd, from, len, MSG_NOSIGNAL);
		if (sent < 0 && errno != EAGAIN && errno != EINTR)
			return false;
		if (sent > 0) {
			from += sent;
			len -= (size_t)sent;
		}
	}
	return true;
}

bool dnssocket_read(int fd, unsigned char *to, size_t len, int64_t until)
{
	while (len > 0) {
		ssize_t got;

		if (!ready(fd, POLLIN, until)) {
			errno = ETIMEDOUT;
			return false;
		}
		got = recv(fd, to, len, 0);
		if (got < 0 && errno != EAGAIN && errno != EINTR)
			return false;
		if (got == 0) {
			errno = ECONNRESET;
			return false;
		}
		if (got > 0) {
			to += got;
			len -= (size_t)got;
		}
	}
	return true;
}
