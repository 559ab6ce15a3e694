/* ask: see ask.h. */
#include "ask.h"

#include <errno.h>
#include <stdatomic.h>
#include <time.h>

/* What a worker needs: five control files, facts, an answer of 4 KB over UDP; 64 KB ones are allocated. */
#define STACK_SIZE (256UL * 1024)
#define PROGRESS_MS 100

struct work {
	struct judge *judge;
	struct pair **pairs;
	size_t count;
	const volatile sig_atomic_t *stopped;
	atomic_size_t next, done; /* the next one to take; how many are over */
	atomic_uint running;
};

static void *worker(void *data)
{
	struct work *w = data;
	size_t i;

	while (!*w->stopped && (i = atomic_fetch_add(&w->next, 1)) < w->count) {
		if (!w->pairs[i]->judged_yet)
			judge_now(w->judge, w->pairs[i]);
		atomic_fetch_add(&w->done, 1);
	}
	atomic_fetch_sub(&w->running, 1);
	return NULL;
}

/* How many were started. */
static unsigned start(struct work *w, pthread_t *threads, unsigned jobs)
{
	pthread_attr_t attr;
	unsigned n = 0;
	int error = 0;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_SIZE);
	while (n < jobs && error == 0) {
		atomic_fetch_add(&w->running, 1);
		error = pthread_create(&threads[n], &attr, worker, w);
		if (error == 0)
			n++;
		else
			atomic_fetch_sub(&w->running, 1);
	}
	pthread_attr_destroy(&attr);
	errno = error;
	return n;
}

bool ask_all(struct judge *j, struct pair **pairs, size_t n, unsigned jobs,
	     const volatile sig_atomic_t *stopped,
	     void (*progress)(void *data, uint64_t done, uint64_t total), void *data)
{
	const struct timespec pause = {.tv_nsec = PROGRESS_MS * 1000000L};
	struct work w = {.judge = j, .pairs = pairs, .count = n, .stopped = stopped};
	pthread_t threads[JOBS_MAX];
	unsigned started;

	if (jobs > JOBS_MAX)
		jobs = JOBS_MAX;
	if (jobs > n)
		jobs = (unsigned)n;
	started = start(&w, threads, jobs);
	if (started == 0 && jobs > 0)
		return false;
	while (atomic_load(&w.running) > 0) {
		progress(data, atomic_load(&w.done), n);
		nanosleep(&pause, NULL);
	}
	for (unsigned i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	progress(data, atomic_load(&w.done), n);
	return true;
}
