/*
 * smtpd: a stand-in for qmail-smtpd with the qmail-spp 0.42 patch. For tests only.
 *
 * It speaks SMTP on descriptors 0 and 1 (tcpserver gives it the connection); spp.c runs plugins for
 * it. Of SMTP it does what a plugin can notice, and no more: mail is not delivered but appended to
 * the file named by SMTPD_MAILBOX: a "MAIL sender" line, "RCPT recipient" lines, the message, a
 * lone dot.
 *
 * With -c it takes the combined patch's way to be switched on (ENABLE_SPP) instead of 0.42's way
 * to be switched off (NOSPP). With SMTPD_TELLS_VERB set it has the two lines of doc/helo-checks.md that tell
 * plugins the verb (SMTPHELOCMD), which stock qmail-spp does not. It trusts neither the client nor
 * the plugins: lines may have any length and hold any byte.
 */
#define _POSIX_C_SOURCE 200809L

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "spp.h"

static bool seen_mail;
static struct text sender, recipients; /* as the mailbox shows them */

/* The next line from the client, without CR LF; all replies have gone out by then. As in qmail the
 * text ends at a NUL, and a last line that was never ended is not a line. */
static char *client_line(void)
{
	static char *line;
	static size_t size;
	ssize_t n;

	fflush(stdout);
	n = getline(&line, &size, stdin);
	if (n <= 0 || line[n - 1] != '\n')
		leave(1);
	line[--n] = '\0';
	if (n > 0 && line[n - 1] == '\r')
		line[n - 1] = '\0';
	return line;
}

/* The address in "FROM:<a@b> SIZE=1", in place; NULL when there is none. */
static char *address(char *arg)
{
	char *start = strchr(arg, '<'), *end;

	if (start) {
		start++;
		end = strchr(start, '>');
	} else {
		start = strchr(arg, ':');
		if (!start)
			return NULL;
		start += 1 + strspn(start + 1, " ");
		end = start + strcspn(start, " ");
	}
	if (end)
		*end = '\0';
	return end ? start : NULL;
}

/* qmail's own check, the one that O skips: no control/rcpthosts means any domain will do. */
static bool relayed(const char *recipient)
{
	const char *at = strrchr(recipient, '@');
	FILE *f = fopen("control/rcpthosts", "r");
	char *line = NULL;
	size_t size = 0;
	bool ok = !f || !at || getenv("RELAYCLIENT");

	while (!ok && next_control_line(f, &line, &size)) {
		size_t all = strlen(at + 1), tail = strlen(line);

		ok = strcasecmp(at + 1, line) == 0 ||
		     (line[0] == '.' && all > tail && strcasecmp(at + 1 + all - tail, line) == 0);
	}
	free(line);
	if (f)
		fclose(f);
	return ok;
}

static void greet(const char *verb, const char *arg, const char *answer)
{
	if (getenv("SMTPD_TELLS_VERB"))
		put_env("SMTPHELOCMD", verb);
	if (spp_run('h', "SMTPHELOHOST", arg) == REFUSED)
		return;
	seen_mail = false;
	reply(answer);
}

static void do_helo(char *arg)
{
	greet("HELO", arg, "250 stand-in");
}

static void do_ehlo(char *arg)
{
	greet("EHLO", arg,
	      "250-stand-in\r\n250-PIPELINING\r\n250-STARTTLS\r\n250-AUTH LOGIN PLAIN\r\n"
	      "250 8BITMIME");
}

static void do_mail(char *arg)
{
	const char *from = address(arg);

	if (!from) {
		reply("555 syntax error (#5.5.4)");
		return;
	}
	if (spp_late('M') || spp_run('m', "SMTPMAILFROM", from) == REFUSED)
		return;
	seen_mail = true;
	text_clear(&recipients);
	text_clear(&sender);
	text_add(&sender, from);
	reply("250 ok");
}

static void do_rcpt(char *arg)
{
	const char *to = address(arg);
	enum go go;

	if (!seen_mail) {
		reply("503 MAIL first (#5.5.1)");
		return;
	}
	if (!to) {
		reply("555 syntax error (#5.5.4)");
		return;
	}
	if (spp_late('R'))
		return;
	go = spp_run('r', "SMTPRCPTTO", to);
	if (go == REFUSED)
		return;
	if (go == GO_ON && !relayed(to)) {
		reply("553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)");
		return;
	}
	text_add(&recipients, "RCPT ");
	text_add(&recipients, to);
	text_add(&recipients, "\n");
	reply("250 ok");
}

static void deliver(const struct text *body)
{
	const char *name = getenv("SMTPD_MAILBOX");
	FILE *f = fopen(name ? name : "/dev/null", "a");

	if (!f) {
		reply("451 mail server cannot write its mailbox (#4.3.0)");
		return;
	}
	fprintf(f, "MAIL %s\n%s%s%s.\n", text_shown(&sender), text_shown(&recipients),
		spp_headers(), text_shown(body));
	fclose(f);
	reply("250 ok, stored");
}

static void do_data(char *arg)
{
	struct text body = {NULL, 0};

	(void)arg;
	if (!seen_mail || !recipients.len) {
		reply(seen_mail ? "503 RCPT first (#5.5.1)" : "503 MAIL first (#5.5.1)");
		return;
	}
	if (spp_late('D') || spp_run('d', NULL, NULL) == REFUSED)
		return;
	seen_mail = false;
	reply("354 go ahead");
	for (;;) {
		const char *line = client_line();

		if (strcmp(line, ".") == 0)
			break;
		text_add(&body, line[0] == '.' ? line + 1 : line);
		text_add(&body, "\n");
	}
	deliver(&body);
	free(body.s);
	spp_forget();
}

static void do_rset(char *arg)
{
	(void)arg;
	spp_forget();
	seen_mail = false;
	reply("250 flushed");
}

static void do_noop(char *arg)
{
	(void)arg;
	reply("250 ok, nothing done");
}

/* In name only: what matters here is that the client says EHLO again. */
static void do_starttls(char *arg)
{
	(void)arg;
	reply("220 ready, but in clear text");
}

/* Believes everyone. Sets RELAYCLIENT, as the combined patch does. */
static void do_auth(char *arg)
{
	int prompts = strncasecmp(arg, "login", 5) == 0 ? 2 : 1;

	if (strchr(arg, ' ')) /* an initial response came with the command */
		prompts--;
	while (prompts-- > 0) {
		reply("334 ");
		client_line();
	}
	if (spp_run('a', NULL, NULL) == REFUSED)
		return;
	put_env("RELAYCLIENT", "");
	reply("235 ok, go ahead (#2.0.0)");
}

static void do_quit(char *arg)
{
	(void)arg;
	reply("221 goodbye");
	leave(0);
}

static const struct command {
	const char *verb;
	void (*run)(char *arg); /* arg: without the blanks before it, with those after it */
	/* clang-format off */
} commands[] = {
	{"HELO", do_helo},
	{"EHLO", do_ehlo},
	{"MAIL", do_mail},
	{"RCPT", do_rcpt},
	{"DATA", do_data},
	{"RSET", do_rset},
	{"NOOP", do_noop},
	{"QUIT", do_quit},
	{"STARTTLS", do_starttls},
	{"AUTH", do_auth},
};
/* clang-format on */

static void obey_client(char *line)
{
	size_t i, verb = strcspn(line, " ");
	char *arg = line + verb + strspn(line + verb, " ");

	line[verb] = '\0';
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcasecmp(line, commands[i].verb) == 0) {
			commands[i].run(arg);
			return;
		}
	reply("502 unimplemented (#5.5.1)");
}

int main(int argc, char **argv)
{
	bool combined = argc > 1 && strcmp(argv[1], "-c") == 0;

	signal(SIGPIPE, SIG_IGN); /* and so it comes to the plugins */
	if (!spp_start(combined)) {
		reply("421 unable to read controls (#4.3.0)");
		leave(1);
	}
	if (spp_run('c', NULL, NULL) != REFUSED)
		reply("220 stand-in ESMTP");
	for (;;)
		obey_client(client_line());
}
