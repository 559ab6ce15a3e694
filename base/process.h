/*
 * process: guards the process against closed descriptors, signals, and running too long. Signals
 * and the timer belong to the whole process, so there is no state to hold.
 */
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include <stdint.h>

/*
 * Opens descriptors 0, 1 and 2 if they are closed, so that no socket or control file can become
 * standard error. Blocks all signals that can be blocked (SIGPIPE among them). After a crash the
 * program logs a line and exits with status 0.
 */
void process_settle(void);

/*
 * Ends the program at the deadline (clock_ms), with status 0 and a line in the log, no matter
 * what it is doing. A later call replaces the deadline. DNS has an earlier deadline of its own.
 */
void process_end_by(int64_t deadline);

#endif
