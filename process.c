/* process: see process.h. */
#include "process.h"

#include "clock.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

void process_settle(void)
{
	sigset_t all;
	int fd;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	do {
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
		if (fd < 0)
			fd = open("/", O_PATH | O_CLOEXEC); /* takes its place, and takes nothing */
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

/* Only what a signal handler may do; whatever was composed for qmail-smtpd is not sent. */
static void out_of_time(int signal, siginfo_t *info, void *context)
{
	static const char line[] = "helo-dns-check: out of time, the client is let in\n";
	struct pollfd log = {.fd = STDERR_FILENO, .events = POLLOUT};

	(void)signal;
	(void)context;
	if (info->si_code <= 0)
		return; /* not from our timer: somebody sent it */
	if (poll(&log, 1, 0) > 0)
		(void)!write(STDERR_FILENO, line, sizeof(line) - 1);
	_exit(0);
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
	sigaction(SIGALRM, &action, NULL);
	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &alarm, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
}
