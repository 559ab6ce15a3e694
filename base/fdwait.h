/* fdwait: waits for a file descriptor, never past a deadline. */
#ifndef BASE_FDWAIT_H
#define BASE_FDWAIT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Waits until fd is ready for events (POLLIN, POLLOUT) or broken. False if the deadline (clock_ms)
 * comes first. Signals do not interrupt it.
 */
bool fd_wait(int fd, short events, int64_t deadline);

#endif
