/*
 * bench: what a HELO costs, beside what starting an empty program costs.
 *
 *	bench RUNS EMPTY <rows
 *
 * Starts programs as qmail-spp starts a plugin: vfork and exec, standard input closed, standard output
 * a pipe that is read to its end, SIGPIPE ignored, in the qmail home; standard error goes nowhere. A row is a line, its fields parted
 * by tabs: its name, the program, the home, and what is in the environment. Of each row EMPTY and the
 * program are run by turns, row after row and RUNS times all over, so that whatever else the machine
 * does shifts all of them alike.
 *
 * For each row a line: the name; the medians of EMPTY, then of the program, each CPU time and wall time
 * in microseconds and page faults; then the quarter points of the program's CPU time over that of the
 * EMPTY beside it; then the program's peak memory in KB. CPU time is user and system together, of the child alone, by
 * wait4.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ROWS_MAX 64
#define VARIABLES_MAX 32

enum side { EMPTY, PROGRAM, SIDES };
enum figure { CPU, WALL, FAULTS, FIGURES };

struct row {
	const char *name, *program, *home;
	char *environment[VARIABLES_MAX + 1];
	double *of[SIDES][FIGURES]; /* one a run */
	double *ratio;		    /* of CPU, one a run */
};

static void die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

static void die(const char *format, ...)
{
	va_list args;

	fputs("bench: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

static int nowhere; /* /dev/null */

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double microseconds(struct timeval t)
{
	return (double)t.tv_sec * 1e6 + (double)t.tv_usec;
}

/* Only what a child of vfork may do. */
static void become(const char *program, char *const environment[], int out)
{
	char *arguments[] = {(char *)(uintptr_t)program, NULL};

	close(STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(nowhere, STDERR_FILENO);
	execve(program, arguments, environment);
	_exit(111);
}

/* Starts it once, and what it took goes to figures. */
static void measure(const char *program, const struct row *row, double figures[FIGURES])
{
	struct rusage used;
	int out[2], status;
	char text[65536];
	double start;
	ssize_t got;
	pid_t pid;

	if (chdir(row->home) < 0 || pipe2(out, O_CLOEXEC) < 0)
		die("%s: %s", row->home, strerror(errno));
	start = now();
	pid = vfork();
	if (pid == 0)
		become(program, row->environment, out[1]);
	if (pid < 0)
		die("vfork: %s", strerror(errno));
	close(out[1]);
	do
		got = read(out[0], text, sizeof(text));
	while (got > 0);
	if (wait4(pid, &status, 0, &used) != pid)
		die("wait4: %s", strerror(errno));
	figures[WALL] = now() - start;
	figures[CPU] = microseconds(used.ru_utime) + microseconds(used.ru_stime);
	figures[FAULTS] = (double)used.ru_minflt;
	close(out[0]);
	if (status != 0)
		die("%s: %s ended with status %d", row->name, program, status);
}

/* What line of /proc/PID/status KEY stands in, in KB. */
static long status_line(pid_t pid, const char *key)
{
	char path[64], line[256];
	long kb = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%ld/status", (long)pid);
	file = fopen(path, "r");
	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, key, strlen(key)) == 0)
			kb = strtol(line + strlen(key), NULL, 10);
	if (file != NULL)
		fclose(file);
	return kb;
}

/*
 * Peak memory, read when the program is about to end: ru_maxrss would not do, for it begins with what
 * the parent had when it forked.
 */
static long peak_memory(const char *program, const struct row *row)
{
	long kb = -1;
	int out[2], status;
	pid_t pid;

	/* nothing a plugin says fills a pipe */
	if (chdir(row->home) < 0 || pipe2(out, O_CLOEXEC) < 0)
		die("%s: %s", row->home, strerror(errno));
	pid = fork();
	if (pid == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		become(program, row->environment, out[1]);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
		die("cannot trace %s", program);
	if (ptrace(PTRACE_SETOPTIONS, pid, NULL, PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL) < 0)
		die("ptrace: %s", strerror(errno));
	for (;;) {
		int signal = WSTOPSIG(status);

		if (status >> 8 == (SIGTRAP | (PTRACE_EVENT_EXIT << 8)))
			kb = status_line(pid, "VmHWM:");
		ptrace(PTRACE_CONT, pid, NULL, signal == SIGTRAP ? 0L : (long)signal);
		if (waitpid(pid, &status, 0) != pid)
			die("waitpid: %s", strerror(errno));
		if (!WIFSTOPPED(status))
			break;
	}
	close(out[0]);
	close(out[1]);
	return kb;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The value that a part of all are below. */
static double quantile(double *values, size_t n, double part)
{
	qsort(values, n, sizeof(*values), compare);
	return values[(size_t)((double)(n - 1) * part + 0.5)];
}

static double *room(size_t n)
{
	double *values = calloc(n, sizeof(*values));

	if (values == NULL)
		die("no memory");
	return values;
}

static size_t read_rows(struct row rows[ROWS_MAX], size_t runs)
{
	size_t n = 0, size = 0;
	char *line = NULL;

	for (; getline(&line, &size, stdin) > 0; line = NULL, size = 0, n++) {
		char *rest = line;
		size_t variables = 0;

		line[strcspn(line, "\n")] = '\0';
		if (n == ROWS_MAX)
			die("more than %d rows", ROWS_MAX);
		rows[n].name = strsep(&rest, "\t");
		rows[n].program = strsep(&rest, "\t");
		rows[n].home = strsep(&rest, "\t");
		while (rest != NULL && variables < VARIABLES_MAX)
			rows[n].environment[variables++] = strsep(&rest, "\t");
		if (rows[n].home == NULL || rest != NULL)
			die("a row is a name, a program, a home and %d variables at most",
			    VARIABLES_MAX);
		for (int side = 0; side < SIDES; side++)
			for (int figure = 0; figure < FIGURES; figure++)
				rows[n].of[side][figure] = room(runs);
		rows[n].ratio = room(runs);
	}
	free(line);
	return n;
}

static void print_row(struct row *row, size_t runs)
{
	printf("%s", row->name);
	for (int side = 0; side < SIDES; side++)
		for (int figure = 0; figure < FIGURES; figure++)
			printf("\t%.1f", quantile(row->of[side][figure], runs, 0.5));
	printf("\t%.3f\t%.3f", quantile(row->ratio, runs, 0.25), quantile(row->ratio, runs, 0.75));
	printf("\t%ld\n", peak_memory(row->program, row));
}

int main(int argc, char **argv)
{
	static struct row rows[ROWS_MAX];
	const char *empty;
	size_t n, runs;

	runs = argc == 3 ? strtoul(argv[1], NULL, 10) : 0;
	if (runs == 0)
		die("usage: bench RUNS EMPTY <rows");
	empty = argv[2];
	signal(SIGPIPE, SIG_IGN);
	nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	n = read_rows(rows, runs);
	for (size_t run = 0; run < runs; run++) {
		for (size_t i = 0; i < n; i++) {
			double got[SIDES][FIGURES];
			/* each goes first every other time */
			int first = (run + i) % 2 == 0 ? EMPTY : PROGRAM;

			measure(first == EMPTY ? empty : rows[i].program, &rows[i], got[first]);
			measure(first != EMPTY ? empty : rows[i].program, &rows[i], got[!first]);
			for (int side = 0; side < SIDES; side++)
				for (int figure = 0; figure < FIGURES; figure++)
					rows[i].of[side][figure][run] = got[side][figure];
			rows[i].ratio[run] = got[PROGRAM][CPU] / got[EMPTY][CPU];
		}
	}
	for (size_t i = 0; i < n; i++)
		print_row(&rows[i], runs);
	return 0;
}
