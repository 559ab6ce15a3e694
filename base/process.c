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

/* Says why and ends, by what a signal handler may do; what was composed for qmail-smtpd is not sent. */
static void let_in(const char *line, size_t len)
{
	struct pollfd log = {.fd = STDERR_FILENO, .events = POLLOUT};

	if (poll(&log, 1, 0) > 0)
		(void)!write(STDERR_FILENO, line, len);
	_exit(0);
}

static void out_of_time(int signal, siginfo_t *info, void *context)
{
	static const char line[] = "helo-dns-check: out of time, the client is let in\n";

	(void)signal;
	(void)context;
	if (info->si_code > 0) /* else it is not from our timer: somebody sent it */
		let_in(line, sizeof(line) - 1);
}

#ifndef SANITIZED
static void crashed(int signal, siginfo_t *info, void *context)
{
	static const char line[] =
		"helo-dns-check: crashed, the client is let in: please report it\n";

	(void)signal;
	(void)context;
	if (info->si_code > 0 || info->si_pid == getpid()) /* else somebody else sent it */
		let_in(line, sizeof(line) - 1);
}

/*
 * A crash is a mistake, ours or a library's (libpsl aborts in some places where memory ends); but it must
 * not make qmail-smtpd defer every client.
 */
static void survive_crashes(void)
{
	static const int signals[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGSYS};
	struct sigaction action = {.sa_sigaction = crashed, .sa_flags = SA_SIGINFO | SA_ONSTACK};

	static char stack[16384]; /* for the handler, where the program's own has overflowed */
	const stack_t other = {.ss_sp = stack, .ss_size = sizeof(stack)};
	sigset_t set;

	sigaltstack(&other, NULL);
	sigfillset(&action.sa_mask); /* one at a time: the stack has room for few */
	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		sigaction(signals[i], &action, NULL);
		sigaddset(&set, signals[i]);
	}
	sigprocmask(SIG_UNBLOCK, &set, NULL); /* a crash whose signal is blocked ends the program */
}
#endif

void process_settle(void)
{
	sigset_t all;
	int fd;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
#ifndef SANITIZED /* the sanitizers tell more */
	survive_crashes();
#endif
	do {
		/* Not for writing: what is written where nobody reads is to be known as lost. */
		fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			fd = open("/", O_PATH | O_CLOEXEC); /* takes its place, and takes nothing */
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

void process_end_by(int64_t until)
{
	const struct sigaction action = {.sa_sigaction = out_of_time,
					 .sa_flags = SA_SIGINFO | SA_RESTART};
	int64_t left = until - clock_ms();
	struct itimerval timer = {0};
	sigset_t alarm;

	if (left < 1)
		left = 1; /* 0 would switch it off */
	timer.it_value.tv_sec = left / 1000;
	timer.it_value.tv_usec = left % 1000 * 1000;
	signal(SIGALRM, SIG_IGN); /* one that somebody sent before is forgotten */
	sigaction(SIGALRM, &action, NULL);
	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &alarm, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
}
