/* socket: see socket.h. */
#include "dns/socket.h"

#include "base/fdwait.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int connect_to(int fd, const struct endpoint *server)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(server->port)};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6,
				   .sin6_port = htons(server->port),
				   .sin6_scope_id = server->scope};

	if (server->ip.family == FAMILY_IPV4) {
		memcpy(&in.sin_addr, server->ip.octets, sizeof(in.sin_addr));
		return connect(fd, (const struct sockaddr *)&in, sizeof(in));
	}
	memcpy(&in6.sin6_addr, server->ip.octets, sizeof(in6.sin6_addr));
	return connect(fd, (const struct sockaddr *)&in6, sizeof(in6));
}

int dns_socket_open(const struct endpoint *server, int type)
{
	const int domain = server->ip.family == FAMILY_IPV4 ? AF_INET : AF_INET6;
	int fd = socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int error;

	if (fd < 0 || connect_to(fd, server) == 0 || errno == EINPROGRESS)
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

/* Waits for events on fd; false, with ETIMEDOUT, at the deadline. */
static bool wait_for(int fd, short events, int64_t deadline)
{
	if (fd_wait(fd, events, deadline))
		return true;
	errno = ETIMEDOUT;
	return false;
}

bool dns_socket_send(int fd, const unsigned char *from, size_t len, int64_t deadline)
{
	while (len > 0) {
		ssize_t sent;

		if (!wait_for(fd, POLLOUT, deadline))
			return false;
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

bool dns_socket_read(int fd, unsigned char *to, size_t len, int64_t deadline)
{
	while (len > 0) {
		ssize_t got;

		if (!wait_for(fd, POLLIN, deadline))
			return false;
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
