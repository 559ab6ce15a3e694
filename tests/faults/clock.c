/*
 * LD_PRELOAD for tests/faults/run: sets the wall clock, by FAULT seconds, once 0.2 s have passed
 * since the program started; the monotonic clock goes on, as it does when somebody runs date(1). A
 * static program cannot be told so, and the machine's own clock is not ours to set.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static struct timespec now(clockid_t clock)
{
	struct timespec t = {0, 0};

	syscall(SYS_clock_gettime, clock, &t);
	return t;
}

static struct timespec started;

__attribute__((constructor)) static void start(void)
{
	started = now(CLOCK_MONOTONIC);
}

static time_t step(void)
{
	struct timespec t = now(CLOCK_MONOTONIC);
	double gone = (double)(t.tv_sec - started.tv_sec) + 1e-9 * (double)(t.tv_nsec - started.tv_nsec);
	const char *seconds = getenv("FAULT");

	return gone > 0.2 && seconds != NULL ? (time_t)atol(seconds) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *t)
{
	int result = (int)syscall(SYS_clock_gettime, clock, t);

	if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
		t->tv_sec += step();
	return result;
}

int gettimeofday(struct timeval *t, void *zone)
{
	struct timespec wall = now(CLOCK_REALTIME);

	(void)zone;
	t->tv_sec = wall.tv_sec + step();
	t->tv_usec = wall.tv_nsec / 1000;
	return 0;
}

time_t time(time_t *to)
{
	time_t t = now(CLOCK_REALTIME).tv_sec + step();

	if (to != NULL)
		*to = t;
	return t;
}
