/* ask: DNS about many pairs, several at a time. */
#ifndef REPLAY_JUDGE_ASK_H
#define REPLAY_JUDGE_ASK_H

#include "replay/judge/judge.h"

#include <signal.h>

/* More at a time than a resolver takes from one client (Unbound: 1024 questions a thread). */
#define JOBS_MAX 512

/*
 * Asks about each of n pairs that is not judged yet, jobs at a time, and judges it. Ends early where
 * *stopped is set; tells progress(data, pairs done, n) now and then. False, with errno, when no thread
 * could be started; with fewer than jobs it goes on.
 */
bool ask_all(struct judge *j, struct pair **pairs, size_t n, unsigned jobs,
	     const volatile sig_atomic_t *stopped,
	     void (*progress)(void *data, uint64_t done, uint64_t total), void *data);

#endif
