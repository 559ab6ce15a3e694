/*
 * socket: a socket to one resolver. Waiting on it ends at a deadline (clock_ms), whatever arrives
 * or does not, and no matter how many signals. Errors are in errno.
 */
#ifndef DNS_SOCKET_H
#define DNS_SOCKET_H

#include "dns/endpoint.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A non-blocking socket connected to server, so that the kernel drops packets from any other
 * address. type is SOCK_DGRAM or SOCK_STREAM (which may still be connecting). -1 on error.
 */
int dns_socket_open(const struct endpoint *server, int type);

/* Sends all len octets to a stream. False on error; ETIMEDOUT at the deadline. */
bool dns_socket_send(int fd, const unsigned char *from, size_t len, int64_t deadline);

/* Reads exactly len octets from a stream. False on error; ECONNRESET if it ends early. */
bool dns_socket_read(int fd, unsigned char *to, size_t len, int64_t deadline);

#endif
