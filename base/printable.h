/*
 * printable: makes text from outside safe for a log line, a header, an SMTP reply or a variable.
 * Text is cut at 255 bytes.
 */
#ifndef BASE_PRINTABLE_H
#define BASE_PRINTABLE_H

#include <stddef.h>

/* 255 bytes, the length of the longest DNS name (RFC 1035 section 2.3.4), and the NUL. */
#define PRINTABLE_SIZE 256
#define QUOTED_SIZE (PRINTABLE_SIZE + 2)

/*
 * What a client said: bytes outside 0x21 to 0x7E become `?`, so it cannot start a line of its own
 * or pass for two words. Writes len bytes of from to to, with a NUL; returns to.
 */
const char *printable(char to[PRINTABLE_SIZE], const char *from, size_t len);

/* What an admin wrote, for a warning: in double quotes; only unprintable bytes become `?`. */
const char *printable_quoted(char to[QUOTED_SIZE], const char *from, size_t len);

/* The same, without the quotes if a shell would need none: letters, digits and `._:/+-` only. */
const char *printable_value(char to[QUOTED_SIZE], const char *from, size_t len);

#endif
