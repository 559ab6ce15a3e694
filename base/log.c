/* log: see log.h. */
#include "base/log.h"

#include "base/clock.h"
#include "base/fdwait.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void vlog(struct log *log, const char *kind, const char *format, va_list args)
{
	char line[LOG_LINE];
	int head = snprintf(line, sizeof(line), "helo-dns-check: %s", kind);
	int tail = vsnprintf(line + head, sizeof(line) - (size_t)head, format, args);
	size_t len = (size_t)head + (size_t)(tail < 0 ? 0 : tail);

	if (len > sizeof(line) - 1)
		len = sizeof(line) - 1;
	line[len++] = '\n';
	if (log->stuck)
		return;
	if (!ready(STDERR_FILENO, POLLOUT, clock_ms() + LOG_PATIENCE_MS))
		log->stuck = true;
	else if (write(STDERR_FILENO, line, len) < 0)
		return; /* nobody is left to be told */
}

void log_line(struct log *log, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vlog(log, "", format, args);
	va_end(args);
}

void log_setting(struct log *log, const char *format, ...)
{
	va_list args;

	log->warnings++;
	va_start(args, format);
	vlog(log, "", format, args);
	va_end(args);
}

void log_file(struct log *log, const char *format, ...)
{
	va_list args;

	log->warnings++;
	if (!log->failures && !log->debug)
		return;
	va_start(args, format);
	vlog(log, "", format, args);
	va_end(args);
}

void log_debug(struct log *log, const char *format, ...)
{
	va_list args;

	if (!log->debug)
		return;
	va_start(args, format);
	vlog(log, "dbg: ", format, args);
	va_end(args);
}
