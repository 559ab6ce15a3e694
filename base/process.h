/*
 * process: guards the process against closed descriptors, signals, and running too long. Signals
 * and the timer belong to the whole process, so there is no state to hold.
 */
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include <stdint.h>

/*
 * Blocks all signals that can be blocked (SIGPIPE among them), and opens descriptors 0, 1 and 2 if
 * they are closed, so that no socket or control file can become standard error. From now on the
 * program ends at the deadline (see below), and after a crash, with status 0 and a line in the log.
 */
void process_settle(int64_t deadline);

/*
 * Sets the deadline anew (clock_ms). No matter what it is doing then, the program logs a line and
 * ends with status 0. DNS has an earlier deadline of its own.
 */
void process_end_by(int64_t deadline);

#endif
