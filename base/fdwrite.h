/* fdwrite: writes to a file descriptor, never past a deadline. */
#ifndef BASE_FDWRITE_H
#define BASE_FDWRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Writes all of it: by one write if fd takes it at once, else as fd takes it, until the deadline
 * (clock_ms; a past one is a millisecond ahead). False, with errno, if not all was written;
 * ETIMEDOUT if it was the deadline. fd may be of any kind, and shared: its flags stay as they are.
 *
 * Async-signal-safe. While it waits, the process has SIGALRM and the real-time timer on loan from
 * whoever uses them. SIGPIPE must be blocked or ignored.
 */
bool fd_write(int fd, const void *bytes, size_t len, int64_t deadline);

#endif
