/* Waits for a descriptor, never past the deadline: doc/behaviour.md section 6. */
#include "base/fdwait.h"

#include "base/clock.h"
#include "tests/unit/unit.h"

/* How late a wait may end, on a busy machine or under valgrind. */
#define SLACK 2000

/* Until the deadline, with and without signals, and no longer. */
START_TEST(silence)
{
	int64_t start, took;
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	unit_ticking(_i == 1);
	start = clock_ms();
	ck_assert(!fd_wait(fds[0], POLLIN, start + 200));
	took = clock_ms() - start;
	unit_ticking(false);
	ck_assert_int_ge(took, 200);
	ck_assert_int_lt(took, 200 + SLACK);
}
END_TEST

/* What is ready, at its end or broken is not waited for; after the deadline nothing is ready. */
START_TEST(at_once)
{
	int64_t start = clock_ms(), far = start + 30000;
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	ck_assert(fd_wait(fds[1], POLLOUT, far));
	ck_assert_int_eq(write(fds[1], "a", 1), 1);
	ck_assert(fd_wait(fds[0], POLLIN, far));
	ck_assert(!fd_wait(fds[0], POLLIN, start - 1));
	ck_assert(!fd_wait(fds[0], POLLIN, 0));
	close(fds[0]);
	ck_assert(fd_wait(fds[1], POLLIN, far)); /* POLLERR */
	close(fds[1]);
	ck_assert(fd_wait(fds[1], POLLIN, far)); /* POLLNVAL */
	ck_assert_int_lt(clock_ms() - start, SLACK);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, silence, 0, 2);
	tcase_add_test(tests, at_once);
}

int main(void)
{
	return unit_main("fdwait", add);
}
