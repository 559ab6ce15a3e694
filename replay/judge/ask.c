/* ask: see ask.h. */
#include "replay/judge/ask.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <time.h>

/* Enough for five control files, the facts and a DNS answer over UDP; longer ones use the heap. */
#define STACK_SIZE (256UL * 1024)
#define PROGRESS_MS 100

struct work {
	struct judge *judge;
	struct pair **pairs;
	size_t count;
	const volatile sig_atomic_t *stopped;
	atomic_size_t next, done; /* the next pair to judge; how many are judged */
	sem_t ended;		  /* posted by each worker that ends */
};

static void *worker(void *data)
{
	struct work *w = data;
	size_t i;

	while (!*w->stopped && (i = atomic_fetch_add(&w->next, 1)) < w->count) {
		if (!w->pairs[i]->judged)
			judge_now(w->judge, w->pairs[i]);
		atomic_fetch_add(&w->done, 1);
	}
	sem_post(&w->ended);
	return NULL;
}

/* Returns how many were started; errno tells why not all. */
static unsigned start(struct work *w, pthread_t *threads, unsigned jobs)
{
	pthread_attr_t attr;
	unsigned n = 0;
	int failure = 0;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_SIZE);
	while (n < jobs && (failure = pthread_create(&threads[n], &attr, worker, w)) == 0)
		n++;
	pthread_attr_destroy(&attr);
	errno = failure;
	return n;
}

/* Has another worker ended? Waits until it is time to report progress. */
static unsigned ended_soon(struct work *w)
{
	struct timespec deadline;

	clock_gettime(CLOCK_REALTIME, &deadline);
	deadline.tv_nsec += PROGRESS_MS * 1000000L;
	deadline.tv_sec += deadline.tv_nsec / 1000000000L;
	deadline.tv_nsec %= 1000000000L;
	return sem_timedwait(&w->ended, &deadline) == 0;
}

bool ask_all(struct judge *j, struct pair **pairs, size_t n, unsigned jobs,
	     const volatile sig_atomic_t *stopped,
	     void (*progress)(void *data, uint64_t done, uint64_t total), void *data)
{
	struct work w = {.judge = j, .pairs = pairs, .count = n, .stopped = stopped};
	pthread_t threads[JOBS_MAX];
	unsigned started;

	if (jobs > JOBS_MAX)
		jobs = JOBS_MAX;
	if (jobs > n)
		jobs = (unsigned)n;
	sem_init(&w.ended, 0, 0);
	started = start(&w, threads, jobs);
	if (started == 0 && jobs > 0)
		return false;
	for (unsigned ended = 0; ended < started;) {
		ended += ended_soon(&w);
		progress(data, atomic_load(&w.done), n);
	}
	for (unsigned i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	sem_destroy(&w.ended);
	progress(data, atomic_load(&w.done), n);
	return true;
}
