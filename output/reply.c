/* reply: see reply.h. */
#include "output/reply.h"

#include "base/clock.h"
#include "base/fdwait.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* That, an address once more, HELO_DENY_INFO, and what stands around them. */
#define DENIAL_SIZE (WORDS_SIZE + IPADDR_TEXT + POLICY_INFO_MAX + 100)

/* Adds one line, or, where it no longer fits, nothing. */
static void line(struct reply *reply, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void line(struct reply *reply, const char *format, ...)
{
	size_t room = sizeof(reply->text) - reply->len;
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(reply->text + reply->len, room, format, args);
	va_end(args);
	if (len < 0 || (size_t)len + 1 > room)
		return;
	reply->text[reply->len + (size_t)len] = '\n';
	reply->len += (size_t)len + 1;
}

static void headers(struct reply *reply, const struct session *s, const struct results *r)
{
	char text[WORDS_SIZE];

	for (int id = 0; id < CHECK_COUNT; id++) {
		if (r->of[id].is != FAIL)
			continue;
		line(reply, "HX-Helo-Check: %s",
		     words_logged(text, sizeof(text), (enum check_id)id, &r->of[id], s));
	}
}

/* One variable with the checks that came out so: names parted by blanks, reasons in brackets. */
static void list(struct reply *reply, const char *name, const struct results *r, enum outcome is)
{
	char text[RESULTS_SIZE];

	results_list(text, sizeof(text), r, is, " ");
	line(reply, "SHELO_CHECKS_%s=%s", name, text);
}

/* What the plugins after this one, and this one at the next HELO, want to know. */
static void variables(struct reply *reply, const struct session *s, const struct results *r)
{
	char text[PRINTABLE_SIZE];
	const char *first = s->first_helo != NULL ? s->first_helo : s->shown;
	const char *verb = s->first_verb != NULL ? s->first_verb : s->verb;

	list(reply, "PASS", r, PASS);
	list(reply, "FAIL", r, FAIL);
	list(reply, "SKIP", r, SKIP);
	list(reply, "ERROR", r, ERROR);
	line(reply, "SHELO_CHECKS_HOST=%s", printable(text, first, strlen(first)));
	if (verb != NULL)
		line(reply, "SHELO_CHECKS_CMD=%s", printable(text, verb, strlen(verb)));
}

/* The line for the client; returns the bytes that it has, uncut. */
static size_t denial(char to[DENIAL_SIZE], const char *helo, const struct session *s,
		     const struct policy *p, const struct verdict *v)
{
	const struct words_values values = {.helo = helo, .ip = s->client_shown, .name = ""};
	char text[WORDS_SIZE];
	int len;

	words_fill(text, sizeof(text), v->told, &values);
	len = snprintf(to, DENIAL_SIZE, "%s sorry, %s; you are [%s]%s%s (#%s)", v->code, text,
		       s->client_shown, p->info[0] != '\0' ? " " : "", p->info, v->enhanced);
	return len > 0 ? (size_t)len : 0;
}

static void deny(struct reply *reply, const struct session *s, const struct policy *p,
		 const struct verdict *v)
{
	static const char *const commands[] = {
		[DENY_DROP] = "R",  [DENY_ERROR] = "E", [DENY_MAIL] = "LM",
		[DENY_RCPT] = "LR", [DENY_DATA] = "LD",
	};
	char helo[PRINTABLE_SIZE], text[DENIAL_SIZE];
	size_t len;

	memcpy(helo, s->shown, sizeof(helo));
	len = denial(text, helo, s, p, v);
	if (len > REPLY_LINE_MAX) {
		/* It is the HELO that is too long: all the rest has less than 330 bytes. */
		helo[strlen(helo) - (len - REPLY_LINE_MAX)] = '\0';
		denial(text, helo, s, p, v);
	}
	/* qmail-spp adds up what waits for a later command: once in a connection is enough. */
	if (p->how != DENY_DROP && p->how != DENY_ERROR)
		line(reply, "SHELO_DENIED=1");
	line(reply, "%s%s", commands[p->how], text);
}

void reply_compose(struct reply *reply, const struct session *s, const struct policy *p,
		   const struct results *r, const struct verdict *v)
{
	reply->len = 0;
	if (p->headers)
		headers(reply, s, r);
	if (p->helo.on)
		variables(reply, s, r);
	if (v->is == DENY)
		deny(reply, s, p, v);
}

bool reply_write(const struct reply *reply, int64_t until)
{
	const int64_t now = clock_ms();
	ssize_t written;

	if (reply->len == 0)
		return true;
	if (!ready(STDOUT_FILENO, POLLOUT, until > now ? until : now + 1)) {
		errno = ETIMEDOUT;
		return false;
	}
	written = write(STDOUT_FILENO, reply->text, reply->len);
	if (written >= 0 && (size_t)written < reply->len)
		errno = EIO;
	return written == (ssize_t)reply->len;
}
