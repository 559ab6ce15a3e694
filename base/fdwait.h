/* ready: waiting for a descriptor, never longer than until a deadline. */
#ifndef BASE_FDWAIT_H
#define BASE_FDWAIT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Waits until fd is ready for events (POLLIN, POLLOUT), or broken, or until has come (clock_ms): false
 * then. No signal ends the waiting.
 */
bool ready(int fd, short events, int64_t until);

#endif
