/*
 * process: what this process guards against from outside: descriptors that are closed, signals, and its
 * own end coming too late. A signal and a timer belong to the whole process, so there is nothing to hold.
 */
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include <stdint.h>

/*
 * Makes sure that descriptors 0, 1 and 2 are taken, so that no socket and no control file can become
 * standard error; and that no signal ends the program: what can be held back is (SIGPIPE among it), and
 * after a crash it says so in the log and ends with status 0.
 */
void process_settle(void);

/*
 * Ends the program with status 0 and a line in the log when until (clock_ms) comes, though it were still
 * reading huge files, or waiting where nobody should. Said again, the later word holds. DNS has a
 * deadline of its own, before this one.
 */
void process_end_by(int64_t until);

#endif
