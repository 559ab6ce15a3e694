/* process: see process.h. */
#include "base/process.h"

#include "base/clock.h"

#include <fcntl.h>
#include <poll.h>
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

/* Logs a line and exits, async-signal-safe. A reply that was composed is not sent. */
static void accept_client(const char *line, size_t len)
{
	struct pollfd log = {.fd = STDERR_FILENO, .events = POLLOUT};

	if (poll(&log, 1, 0) > 0)
		(void)!write(STDERR_FILENO, line, len);
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
static void survive_crashes(void)
{
	static const int signals[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGSYS};
	static char stack[16384]; /* for the handler, in case the stack has overflowed */
	struct sigaction action = {.sa_sigaction = crashed, .sa_flags = SA_SIGINFO | SA_ONSTACK};
	const stack_t other = {.ss_sp = stack, .ss_size = sizeof(stack)};
	sigset_t set;

	sigaltstack(&other, NULL);
	sigfillset(&action.sa_mask); /* one at a time: the stack has room for few */
	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		sigaction(signals[i], &action, NULL);
		sigaddset(&set, signals[i]);
	}
	sigprocmask(SIG_UNBLOCK, &set, NULL); /* the kernel kills a process that blocks them */
}
#endif

void process_settle(void)
{
	sigset_t all;
	int fd;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
#ifndef SANITIZED /* the sanitizers report more */
	survive_crashes();
#endif
	do {
		/* Read-only, so that writing a reply to it fails instead of vanishing. */
		fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			fd = open("/", O_PATH | O_CLOEXEC); /* occupies the slot */
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

void process_end_by(int64_t deadline)
{
	const struct sigaction action = {.sa_sigaction = out_of_time,
					 .sa_flags = SA_SIGINFO | SA_RESTART};
	int64_t left = deadline - clock_ms();
	struct itimerval timer = {0};
	sigset_t alarm;

	if (left < 1)
		left = 1; /* 0 would disarm it */
	timer.it_value.tv_sec = left / 1000;
	timer.it_value.tv_usec = left % 1000 * 1000;
	signal(SIGALRM, SIG_IGN); /* discards one that is pending */
	sigaction(SIGALRM, &action, NULL);
	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &alarm, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
}
