/*
 * printable: what comes from outside, made fit for a log, a header, an SMTP reply or a variable.
 * Bytes outside 0x21 to 0x7E become `?`, so that no client can start a line of its own, and what is
 * longer than 255 bytes is cut there.
 */
#ifndef BASE_PRINTABLE_H
#define BASE_PRINTABLE_H

#include <stddef.h>

/* 255 bytes: a DNS name as long as names can be (RFC 1035 section 2.3.4), and the NUL. */
#define PRINTABLE_SIZE 256

/* Makes len bytes at from printable; returns to, which ends with a NUL. */
const char *printable(char to[PRINTABLE_SIZE], const char *from, size_t len);

#endif
