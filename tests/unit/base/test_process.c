/* What the process guards against: doc/behaviour.md section 6. */
#include "base/process.h"

#include "base/clock.h"
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <sys/wait.h>

static struct capture err;

/* Runs what in a child process; returns its wait status. err gets what it wrote. */
static int run(void (*what)(void))
{
	int status = -1;
	pid_t pid;

	capture_start(&err, STDERR_FILENO);
	pid = fork();
	if (pid == 0) {
		alarm(10); /* ends it if the test fails */
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

/* ---- the end ---- */

static void spin(void)
{
	process_settle(clock_ms() + 100);
	for (;;)
		;
}

static void late_then_soon(void)
{
	process_settle(clock_ms() + 60000);
	process_end_by(clock_ms() + 100);
	for (;;)
		pause();
}

static void soon_then_late(void)
{
	process_settle(clock_ms() + 100);
	process_end_by(clock_ms() + 60000);
	usleep(300000);
}

static void in_the_past(void)
{
	process_settle(clock_ms() - 5000);
	for (;;)
		pause();
}

/* Like a program whose parent blocks or ignores all signals. */
static void all_blocked(void)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	signal(SIGALRM, SIG_IGN);
	process_settle(clock_ms() + 100);
	for (;;)
		pause();
}

/* No signal from another process ends it, or makes it end early. */
static void every_signal(void)
{
	process_settle(clock_ms() + 60000);
	if (fork() == 0) {
		for (int number = 1; number < 32; number++)
			if (number != SIGKILL && number != SIGSTOP)
				kill(getppid(), number);
		_exit(0);
	}
	while (wait(NULL) < 0)
		;
}

static void log_closed(void)
{
	close(STDERR_FILENO);
	spin();
}

/* A log that accepts nothing is not waited for. */
static void log_full(void)
{
	int ends[2];

	if (pipe(ends) < 0 || fcntl(ends[1], F_SETFL, O_NONBLOCK) < 0)
		_exit(1);
	while (write(ends[1], "x", 1) == 1)
		;
	fcntl(ends[1], F_SETFL, 0);
	dup2(ends[1], STDERR_FILENO);
	spin();
}

static const struct {
	void (*what)(void);
	int status;
	const char *log;
} ends[] = {
	{spin, 0, "helo-dns-check: out of time; client accepted\n"},
	{late_then_soon, 0, "helo-dns-check: out of time; client accepted\n"},
	{in_the_past, 0, "helo-dns-check: out of time; client accepted\n"},
	{all_blocked, 0, "helo-dns-check: out of time; client accepted\n"},
	{log_closed, 0, ""},
	{log_full, 0, ""},
	{soon_then_late, 7, ""},
	{every_signal, 7, ""},
};

START_TEST(end)
{
	int64_t start = clock_ms();
	int status = run(ends[_i].what);

	ck_assert_msg(exited(status, ends[_i].status), "status %x: %s", (unsigned)status, err.text);
	ck_assert_int_lt(clock_ms() - start, 5000);
	ck_assert_str_eq(err.text, ends[_i].log);
}
END_TEST

/* ---- crashes; the sanitizers have handlers of their own ---- */

#if !UNIT_ASAN
static void abort_here(void)
{
	process_settle(clock_ms() + 60000);
	abort();
}

static void read_nowhere(void)
{
	volatile int *volatile nowhere = NULL;

	process_settle(clock_ms() + 60000);
	_exit(*nowhere);
}

static void divide_by_zero(void)
{
	volatile int zero = 0;

	process_settle(clock_ms() + 60000);
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
	process_settle(clock_ms() + 60000);
	_exit(overflow(1U << 30) == 0);
}

static void (*const crashes[])(void) = {abort_here, read_nowhere, divide_by_zero,
					overflow_the_stack};

START_TEST(crash)
{
	int status = run(crashes[_i]);

	ck_assert_msg(exited(status, 0), "status %x: %s", (unsigned)status, err.text);
	ck_assert_str_eq(err.text,
			 "helo-dns-check: crashed; client accepted (please report this)\n");
}
END_TEST
#endif

/* ---- descriptors ---- */

/* 0, 1 and 2 are open, and nothing can be written to them. */
static void closed_descriptors(void)
{
	int fd;

	close(0);
	close(1);
	close(2);
	process_settle(clock_ms() + 60000);
	fd = open("/dev/null", O_RDONLY);
	_exit(fd > STDERR_FILENO && write(1, "a", 1) < 0 && write(2, "a", 1) < 0 ? 7 : 1);
}

START_TEST(descriptors)
{
	ck_assert(exited(run(closed_descriptors), 7));
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, end, 0, LENGTH(ends));
#if !UNIT_ASAN
	tcase_add_loop_test(tests, crash, 0, LENGTH(crashes));
#endif
	tcase_add_test(tests, descriptors);
}

int main(void)
{
	return unit_main("process", add);
}
