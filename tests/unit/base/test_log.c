/* Log lines: BEHAVIOUR.md section 5, and of section 6 that nobody ever waits for a log. */
#include "base/log.h"

#include "base/clock.h"
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <signal.h>

#define HEAD "helo-dns-check: "

static struct capture err;

/* ---- what is shown when ---- */

static const struct {
	bool failures, debug;
	const char *line, *setting, *file, *step;
} shown[] = {
	{false, false, HEAD "a b\n", HEAD "a b\n", "", ""},
	{true, false, HEAD "a b\n", HEAD "a b\n", HEAD "a b\n", ""},
	{false, true, HEAD "a b\n", HEAD "a b\n", HEAD "a b\n", HEAD "dbg: a b\n"},
	{true, true, HEAD "a b\n", HEAD "a b\n", HEAD "a b\n", HEAD "dbg: a b\n"},
};

START_TEST(kinds)
{
	static void (*const functions[])(struct log *, const char *, ...) = {log_line, log_setting,
									     log_file, log_debug};
	const char *const want[] = {shown[_i].line, shown[_i].setting, shown[_i].file,
				    shown[_i].step};

	for (int f = 0; f < LENGTH(functions); f++) {
		struct log log = {.failures = shown[_i].failures, .debug = shown[_i].debug};

		capture_start(&err, STDERR_FILENO);
		functions[f](&log, "a %s", "b");
		ck_assert_str_eq(capture_end(&err), want[f]);
		ck_assert_uint_eq(err.pieces, *want[f] != '\0');
		/* Warnings count, shown or not: -n tells how many. */
		ck_assert_uint_eq(log.warnings,
				  functions[f] == log_setting || functions[f] == log_file);
	}
}
END_TEST

START_TEST(one_write_a_line)
{
	struct log log = {.failures = true, .debug = true};

	capture_start(&err, STDERR_FILENO);
	log_line(&log, "%s", "");
	log_line(&log, "%d %s", 1, "one");
	log_setting(&log, "two");
	log_file(&log, "three");
	log_debug(&log, "four");
	capture_end(&err);
	ck_assert_uint_eq(err.pieces, 5);
	ck_assert_str_eq(err.text,
			 HEAD "\n" HEAD "1 one\n" HEAD "two\n" HEAD "three\n" HEAD "dbg: four\n");
	ck_assert_uint_eq(log.warnings, 2);
}
END_TEST

/* A line is LOG_LINE bytes at most, with its head and its LF; longer ones are cut, not broken. */
START_TEST(length)
{
	static const size_t lengths[] = {1,
					 LOG_LINE - sizeof(HEAD) - 1,
					 LOG_LINE - sizeof(HEAD),
					 LOG_LINE - sizeof(HEAD) + 1,
					 LOG_LINE - 1,
					 LOG_LINE,
					 LOG_LINE + 1,
					 100000};
	struct log log = {0};

	for (int i = 0; i < LENGTH(lengths); i++) {
		size_t whole = sizeof(HEAD) - 1 + lengths[i] + 1;
		char *text = malloc(lengths[i] + 1);

		ck_assert_ptr_nonnull(text);
		memset(text, 'a', lengths[i]);
		text[lengths[i]] = '\0';
		capture_start(&err, STDERR_FILENO);
		log_line(&log, "%s", text);
		capture_end(&err);
		free(text);
		ck_assert_uint_eq(err.pieces, 1);
		ck_assert_uint_eq(strlen(err.text), whole < LOG_LINE ? whole : LOG_LINE);
		ck_assert_uint_eq(unit_lines(err.text), 1);
		ck_assert_int_eq(err.text[strlen(err.text) - 1], '\n');
	}
}
END_TEST

/* ---- a log that takes nothing ---- */

/* Makes standard error a pipe, full to the brim, and returns its other end. */
static int full_pipe(void)
{
	int ends[2];
	char byte = 'x';

	ck_assert_int_eq(pipe(ends), 0);
	fcntl(ends[1], F_SETPIPE_SZ, 4096);
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
	while (write(ends[1], &byte, 1) == 1)
		;
	fcntl(ends[1], F_SETFL, 0); /* as the host has it */
	ck_assert_int_ge(dup2(ends[1], STDERR_FILENO), 0);
	close(ends[1]);
	return ends[0];
}

/* It is waited for once, and then given up: ten lines take no longer than one. */
START_TEST(full)
{
	struct log log = {.failures = true, .debug = true};
	int saved = dup(STDERR_FILENO), other;
	int64_t start, took;

	other = full_pipe();
	start = clock_ms();
	for (int i = 0; i < 10; i++)
		log_line(&log, "line %d", i);
	took = clock_ms() - start;
	dup2(saved, STDERR_FILENO);
	close(other);
	ck_assert(log.stuck);
	ck_assert_int_ge(took, LOG_PATIENCE_MS - 10);
	ck_assert_int_lt(took, 5L * LOG_PATIENCE_MS);
}
END_TEST

/* Room for a part of a line is no room: a line that a reader gets is a whole one. */
START_TEST(nearly_full)
{
	struct log log = {.failures = true};
	int saved = dup(STDERR_FILENO), other;
	char some[100], got[8192];
	ssize_t n;

	other = full_pipe();
	ck_assert_int_eq(read(other, some, sizeof(some)), (ssize_t)sizeof(some));
	log_line(&log, "%1000d", 1);
	log_line(&log, "%1000d", 2);
	dup2(saved, STDERR_FILENO);
	fcntl(other, F_SETFL, O_NONBLOCK);
	n = read(other, got, sizeof(got));
	ck_assert_int_eq(n, 4096 - (ssize_t)sizeof(some));
	ck_assert_ptr_null(memchr(got, 'h', (size_t)n));
	close(other);
}
END_TEST

/* Nobody there, nothing there, no room on the device: no line, no signal, no wait. */
START_TEST(nobody)
{
	struct log log = {.failures = true};
	int saved = dup(STDERR_FILENO), ends[2], fd;
	int64_t start = clock_ms();

	signal(SIGPIPE, SIG_IGN); /* as it arrives from the host */
	ck_assert_int_eq(pipe(ends), 0);
	dup2(ends[1], STDERR_FILENO);
	close(ends[1]);
	close(ends[0]);
	log_line(&log, "to a closed pipe");
	close(STDERR_FILENO);
	log_line(&log, "to no descriptor");
	fd = open("/dev/full", O_WRONLY);
	ck_assert_int_eq(dup2(fd, STDERR_FILENO), STDERR_FILENO);
	log_line(&log, "to a full device");
	dup2(saved, STDERR_FILENO);
	ck_assert_int_lt(clock_ms() - start, 5000);
	ck_assert(!log.stuck);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, kinds, 0, LENGTH(shown));
	tcase_add_test(tests, one_write_a_line);
	tcase_add_test(tests, length);
	tcase_add_test(tests, full);
	tcase_add_test(tests, nearly_full);
	tcase_add_test(tests, nobody);
}

int main(void)
{
	return unit_main("log", add);
}
