/* What the process guards against: closed descriptors, signals, an end that comes too late. */
#include "base/process.h"

#include "tests/unit/unit.h"

#include "base/clock.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

static struct capture err;

/* Runs what in a process of its own; its status as wait has it. err gets what it said. */
static int run(void (*what)(void))
{
	int status = -1;
	pid_t pid;

	capture_start(&err, STDERR_FILENO);
	pid = fork();
	if (pid == 0) {
		alarm(10); /* the end of a test that fails */
		what();
		_exit(7);
	}
	waitpid(pid, &status, 0);
	capture_end(&err);
	return status;
}

static bool exited(int status, int with)
{
	return WIFEXITED(status) && WEXITSTATUS(status) == with;
}

static void spin_for_good(void)
{
	process_settle();
	process_end_by(clock_ms() + 100);
	for (;;)
		;
}

static void wait_for_good(void)
{
	process_settle();
	process_end_by(clock_ms() + 60000);
	process_end_by(clock_ms() + 100); /* the later word holds */
	for (;;)
		pause();
}

static void end_in_the_past(void)
{
	process_settle();
	process_end_by(clock_ms() - 5000);
	for (;;)
		pause();
}

static void end_soon_then_late(void)
{
	process_settle();
	process_end_by(clock_ms() + 100);
	process_end_by(clock_ms() + 60000);
	usleep(300000);
}

/* As a program whose parent blocks everything starts. */
static void end_all_blocked(void)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	signal(SIGALRM, SIG_IGN);
	process_end_by(clock_ms() + 100);
	for (;;)
		pause();
}

/* No signal that somebody sends ends it, nor does it before its time. */
static void every_signal(void)
{
	process_settle();
	process_end_by(clock_ms() + 60000);
	if (fork() == 0) {
		for (int number = 1; number < 32; number++)
			if (number != SIGKILL && number != SIGSTOP)
				kill(getppid(), number);
		_exit(0);
	}
	while (wait(NULL) < 0)
		;
}

#ifndef UNIT_ASAN /* which says more about a crash than we do */
static void abort_here(void)
{
	process_settle();
	abort();
}

static void read_nowhere(void)
{
	process_settle();
	(void)*(volatile int *)8;
}

static void divide_by_nothing(void)
{
	volatile int zero = 0;

	process_settle();
	_exit(7 / zero);
}

static unsigned overflow(unsigned depth)
{
	volatile char room[4096];

	room[depth % sizeof(room)] = 1;
	return depth == 0 ? 0 : overflow(depth - 1) + (unsigned)room[depth % sizeof(room)];
}

static void overflow_the_stack(void)
{
	process_settle();
	_exit(overflow(1U << 30) == 0);
}

static void (*const crashes[])(void) = {abort_here, read_nowhere, divide_by_nothing,
					overflow_the_stack};

START_TEST(crash)
{
	ck_assert(exited(run(crashes[_i]), 0));
	ck_assert_str_eq(err.text,
			 "helo-dns-check: crashed, the client is let in: please report it\n");
}
END_TEST
#endif

static void log_closed(void)
{
	close(STDERR_FILENO);
	spin_for_good();
}

static const struct {
	void (*what)(void);
	int status, lines;
} ends[] = {
	{spin_for_good, 0, 1},	 {wait_for_good, 0, 1}, {end_in_the_past, 0, 1},
	{end_soon_then_late, 7, 0}, {end_all_blocked, 0, 1}, {every_signal, 7, 0},
	{log_closed, 0, 0},
};

START_TEST(end)
{
	int64_t start = clock_ms();

	const int status = run(ends[_i].what);

	ck_assert_msg(exited(status, ends[_i].status), "status %x: %s", (unsigned)status, err.text);
	ck_assert_int_lt(clock_ms() - start, 5000);
	ck_assert_uint_eq(unit_lines(err.text), (size_t)ends[_i].lines);
	if (ends[_i].lines == 1)
		ck_assert_str_eq(err.text, "helo-dns-check: out of time, the client is let in\n");
}
END_TEST

static void look_at_descriptors(void)
{
	int fd;

	close(0);
	close(1);
	process_settle();
	fd = open("/dev/null", O_RDONLY);
	_exit(fd > STDERR_FILENO ? 7 : fd);
}

START_TEST(descriptors)
{
	ck_assert(exited(run(look_at_descriptors), 7));
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, end, 0, LENGTH(ends));
#ifndef UNIT_ASAN
	tcase_add_loop_test(tests, crash, 0, LENGTH(crashes));
#endif
	tcase_add_test(tests, descriptors);
}

int main(void)
{
	return unit_main("process", add);
}
