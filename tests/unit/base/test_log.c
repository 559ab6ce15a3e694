/* Log lines: doc/behaviour.md section 5, and section 6: no client waits for a log. */
#include "base/log.h"

#include "base/clock.h"
#include "tests/unit/unit.h"

#include <fcntl.h>

#define HEAD "helo-dns-check: "

static struct capture err;

/* ---- what is shown when ---- */

/* One of each, in order: l, s, v, f, d. */
static void log_all(struct log *log)
{
	log_line(log, "l %s", "1");
	log_setting(log, "s %s", "2");
	log_value(log, "NAME", "a b", 3, "v %s", "3");
	log_file(log, "f %s", "4");
	log_debug(log, "d %s", "5");
}

#define ALWAYS HEAD "l 1\n" HEAD "s 2\n" HEAD "NAME=\"a b\": v 3\n"

static const struct {
	struct log log;
	const char *shown;
} shown[] = {
	{{.failures = false}, ALWAYS},
	{{.failures = true}, ALWAYS HEAD "f 4\n"},
	{{.debug = true}, ALWAYS HEAD "f 4\n" HEAD "dbg: d 5\n"},
	{{.failures = true, .debug = true}, ALWAYS HEAD "f 4\n" HEAD "dbg: d 5\n"},
	{{.failures = true, .debug = true, .quiet = true}, ""},
	{{.failures = true, .debug = true, .stuck = true}, ""},
};

START_TEST(kinds)
{
	struct log log = shown[_i].log;

	capture_start(&err, STDERR_FILENO);
	log_all(&log);
	ck_assert_str_eq(capture_end(&err), shown[_i].shown);
	ck_assert_uint_eq(err.pieces, unit_lines(err.text)); /* one write a line */
	/* Warnings count, shown or not: -n says how many there are. */
	ck_assert_uint_eq(log.warnings, 3);
	ck_assert(log.quiet == shown[_i].log.quiet && log.stuck == shown[_i].log.stuck);
}
END_TEST

/* log_value shows the part of a value that it is given, quoted if need be, and cuts it. */
START_TEST(values)
{
	static const struct {
		const char *value, *shown;
		size_t len;
	} rows[] = {
		{"5s", HEAD "NAME=5s: bad\n", 2},
		{"one two", HEAD "NAME=one: bad\n", 3},
		{"", HEAD "NAME=\"\": bad\n", 0},
		{"a\nb", HEAD "NAME=\"a?b\": bad\n", 3},
	};
	struct log log = {0};
	char name[101], value[1001];

	for (int i = 0; i < LENGTH(rows); i++) {
		capture_start(&err, STDERR_FILENO);
		log_value(&log, "NAME", rows[i].value, rows[i].len, "bad");
		ck_assert_str_eq(capture_end(&err), rows[i].shown);
	}
	unit_expand(name, sizeof(name), "N{100}");
	unit_expand(value, sizeof(value), ",{1000}");
	capture_start(&err, STDERR_FILENO);
	log_value(&log, name, value, 1000, "bad");
	capture_end(&err);
	ck_assert_uint_eq(strspn(err.text + strlen(HEAD), "N"), 60);
	ck_assert_uint_eq(strspn(strchr(err.text, ','), ","), 255);
	ck_assert_str_eq(strrchr(err.text, ','), ",\": bad\n");
}
END_TEST

/* A line has at most LOG_LINE bytes, with its head and its LF. A longer one is cut. */
START_TEST(length)
{
	static const size_t lengths[] = {0,
					 1,
					 LOG_LINE - sizeof(HEAD) - 1,
					 LOG_LINE - sizeof(HEAD),
					 LOG_LINE - sizeof(HEAD) + 1,
					 LOG_LINE,
					 LOG_LINE + 1,
					 100000};
	struct log log = {0};

	for (int i = 0; i < LENGTH(lengths); i++) {
		size_t whole = sizeof(HEAD) - 1 + lengths[i] + 1;

		capture_start(&err, STDERR_FILENO);
		log_line(&log, "%*s", (int)lengths[i], "");
		capture_end(&err);
		ck_assert_uint_eq(err.pieces, 1);
		ck_assert_uint_eq(strlen(err.text), whole < LOG_LINE ? whole : LOG_LINE);
		ck_assert_ptr_eq(strchr(err.text, '\n'), err.text + strlen(err.text) - 1);
	}
}
END_TEST

/* ---- a log that accepts nothing ---- */

/* Makes standard error a full pipe; returns its other end. */
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

/* It is waited for once: ten lines take no longer than one. */
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

/* A pipe with room for a part of a line gets none of it. */
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

/* No reader, no descriptor, no space on the device: no signal, and no wait. */
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
	tcase_add_test(tests, values);
	tcase_add_test(tests, length);
	tcase_add_test(tests, full);
	tcase_add_test(tests, nearly_full);
	tcase_add_test(tests, nobody);
}

int main(void)
{
	return unit_main("log", add);
}
