/* process: see process.h. */
#include "base/process.h"

#include "base/clock.h"
#include "base/fdwrite.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif

/* How long the last line waits for a reader of the log. */
#define LAST_LINE_MS 10
/*
 * A timer that has gone off does so again: fdwrite, which borrows SIGALRM, may have caught the
 * first.
 */
#define AGAIN_MS 10

/* Logs a line and exits, async-signal-safe. A reply that was composed is not sent. */
static void accept_client(const char *line, size_t len)
{
	fd_write(STDERR_FILENO, line, len, clock_ms() + LAST_LINE_MS);
	_exit(0);
}

static void out_of_time(int signal, siginfo_t *info, void *context)
{
	static const char line[] = "helo-dns-check: out of time; client accepted\n";

	(void)signal;
	(void)context;
	if (info->si_code > 0) /* from our timer, not sent by a process */
		accept_client(line, sizeof(line) - 1);
}

#ifndef SANITIZED
static void crashed(int signal, siginfo_t *info, void *context)
{
	static const char line[] =
		"helo-dns-check: crashed; client accepted (please report this)\n";

	(void)signal;
	(void)context;
	if (info->si_code > 0 || info->si_pid == getpid()) /* not sent by another process */
		accept_client(line, sizeof(line) - 1);
}

/*
 * A crash is a bug, ours or a library's (libpsl aborts in places if memory is out), but it must not
 * make qmail-smtpd defer every client.
 */
static void survive_crashes(sigset_t *unblock)
{
	static const int signals[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGSYS};
	static char stack[16384]; /* for the handler, in case the stack has overflowed */
	struct sigaction action = {.sa_sigaction = crashed, .sa_flags = SA_SIGINFO | SA_ONSTACK};
	const stack_t other = {.ss_sp = stack, .ss_size = sizeof(stack)};

	sigaltstack(&other, NULL);
	sigfillset(&action.sa_mask); /* one at a time: the stack has room for few */
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		sigaction(signals[i], &action, NULL);
		sigaddset(unblock, signals[i]); /* the kernel kills a process that blocks them */
	}
}
#endif

static void set_signals(void)
{
	const struct sigaction action = {.sa_sigaction = out_of_time,
					 .sa_flags = SA_SIGINFO | SA_RESTART};
	sigset_t unblock;

	sigemptyset(&unblock);
	sigaddset(&unblock, SIGALRM);
	signal(SIGALRM, SIG_IGN); /* discards one that is pending */
	sigaction(SIGALRM, &action, NULL);
#ifndef SANITIZED /* the sanitizers report more */
	survive_crashes(&unblock);
#endif
	sigprocmask(SIG_UNBLOCK, &unblock, NULL);
}

static void open_descriptors(void)
{
	int fd;

	do {
		/* Read-only, so that writing a reply to it fails instead of vanishing. */
		fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			fd = open("/", O_PATH | O_CLOEXEC); /* occupies the slot */
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

void process_settle(int64_t deadline)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	process_end_by(deadline); /* first, so that no inherited alarm goes off */
	set_signals();
	open_descriptors();
}

void process_end_by(int64_t deadline)
{
	struct itimerval timer = {.it_interval.tv_usec = AGAIN_MS * 1000L};
	int64_t left = deadline - clock_ms();

	if (left < 1)
		left = 1; /* 0 would disarm it */
	timer.it_value.tv_sec = left / 1000;
	timer.it_value.tv_usec = left % 1000 * 1000;
	setitimer(ITIMER_REAL, &timer, NULL);
}
