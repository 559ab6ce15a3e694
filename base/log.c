/* log: see log.h. */
#include "base/log.h"

#include "base/clock.h"
#include "base/fdwrite.h"
#include "base/printable.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static void vlog(struct log *log, const char *prefix, const char *format, va_list args)
{
	char line[LOG_LINE];
	int head, tail;
	size_t len;

	if (log->quiet || log->stuck)
		return;
	head = snprintf(line, sizeof(line), "helo-dns-check: %s", prefix);
	tail = vsnprintf(line + head, sizeof(line) - (size_t)head, format, args);
	len = (size_t)head + (size_t)(tail < 0 ? 0 : tail);
	if (len > sizeof(line) - 1)
		len = sizeof(line) - 1;
	line[len++] = '\n';
	if (!fd_write(STDERR_FILENO, line, len, clock_ms() + LOG_PATIENCE_MS))
		log->stuck = errno == ETIMEDOUT; /* nothing else can be reported anywhere */
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

void log_value(struct log *log, const char *name, const char *value, size_t len, const char *format,
	       ...)
{
	char shown[QUOTED_SIZE], prefix[QUOTED_SIZE + 64];
	va_list args;

	log->warnings++;
	snprintf(prefix, sizeof(prefix), "%.60s=%s: ", name, printable_value(shown, value, len));
	va_start(args, format);
	vlog(log, prefix, format, args);
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
