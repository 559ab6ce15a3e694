/* ask: many pairs judged by DNS, several at the same time. */
#ifndef REPLAY_JUDGE_ASK_H
#define REPLAY_JUDGE_ASK_H

#include "replay/judge/judge.h"

#include <signal.h>

/* A resolver takes no more from one client (Unbound: 1024 questions per thread). */
#define JOBS_MAX 512

/*
 * Asks DNS about those of n pairs that are not judged, jobs at the same time, and judges them. Ends
 * early if *stopped is set. progress(data, pairs done, n) is called about ten times a second. If
 * fewer than jobs threads can be started, those do the work; false, with errno: none could.
 */
bool ask_all(struct judge *j, struct pair **pairs, size_t n, unsigned jobs,
	     const volatile sig_atomic_t *stopped,
	     void (*progress)(void *data, uint64_t done, uint64_t total), void *data);

#endif
