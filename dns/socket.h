/*
 * dnssocket: a socket to one resolver, and waits on it that end at a deadline, whatever comes (or does
 * not) and however many signals. All until are by clock_ms.
 */
#ifndef DNS_SOCKET_H
#define DNS_SOCKET_H

#include "dnsquery.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a failure of one of these, with errno error, means for a question. */
enum dns_failure dnssocket_failure(int error);

/*
 * A non-blocking socket connected to server, so that the kernel drops what comes from any other
 * address; type: SOCK_DGRAM or SOCK_STREAM (which may still be connecting). -1 with errno.
 */
int dnssocket_open(const struct dns_peer *server, int type);

/* Writes all len octets to a stream, or says with errno why not: ETIMEDOUT when until has come. */
bool dnssocket_send(int fd, const unsigned char *from, size_t len, int64_t until);

/* Reads just len octets from a stream, or says with errno why not: ECONNRESET when it ended before. */
bool dnssocket_read(int fd, unsigned char *to, size_t len, int64_t until);

#endif
