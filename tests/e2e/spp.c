#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "spp.h"

#define CANNOT_EXECUTE 120 /* the forked child's word for a failed execv: a crash, to the host */

struct plugin {
	char section; /* the first letter in the bracket: all that counts */
	char *line;
};

static struct plugin *plugins;
static size_t plugin_count;
static bool spp_on;

static struct text headers; /* what H lines gave */
static const char late_letters[] = "MRD";
static struct text late[3]; /* what LM, LR, LD lines gave, ready to send */

static _Noreturn void die(void)
{
	_exit(111);
}

void text_add(struct text *t, const char *s)
{
	size_t n = strlen(s);
	char *bigger = realloc(t->s, t->len + n + 1);

	if (!bigger)
		die();
	memcpy(bigger + t->len, s, n + 1);
	t->s = bigger;
	t->len += n;
}

void text_clear(struct text *t)
{
	t->len = 0;
	if (t->s)
		t->s[0] = '\0';
}

const char *text_shown(const struct text *t)
{
	return t->s ? t->s : "";
}

void put_env(const char *name, const char *value)
{
	if (setenv(name, value, 1) == -1 && errno == ENOMEM)
		die();
}

void reply(const char *line)
{
	printf("%s\r\n", line);
}

_Noreturn void leave(int status)
{
	fflush(stdout);
	_exit(status);
}

bool next_control_line(FILE *f, char **line, size_t *size)
{
	ssize_t n;

	while ((n = getline(line, size, f)) > 0) {
		while (n > 0 && strchr(" \t\n", (*line)[n - 1]))
			n--;
		(*line)[n] = '\0';
		if (n > 0 && (*line)[0] != '#')
			return true;
	}
	return false;
}

bool spp_start(bool combined)
{
	const char *name = getenv("SPPCONFFILE");
	char *line = NULL, section = '\0';
	size_t size = 0;
	FILE *f;

	spp_on = combined ? getenv("ENABLE_SPP") != NULL : getenv("NOSPP") == NULL;
	if (!spp_on)
		return true;
	f = fopen(name && *name ? name : "control/smtpplugins", "r");
	if (!f)
		return false;
	while (next_control_line(f, &line, &size)) {
		struct plugin *more;

		if (line[0] == '[') {
			section = line[1];
			continue;
		}
		more = realloc(plugins, (plugin_count + 1) * sizeof(*more));
		if (!more)
			die();
		plugins = more;
		plugins[plugin_count].section = section;
		plugins[plugin_count].line = strdup(line);
		if (!plugins[plugin_count++].line)
			die();
	}
	free(line);
	fclose(f);
	return true;
}

/* The word of a plugin that failed, instead of a verdict letter. */
static char failure(const char *plugin, const char *why)
{
	printf("451 qmail-spp failure: %s: %s (#4.3.0)\r\n", plugin, why);
	return '!';
}

/* The child: standard input closed, standard output the pipe, all else as the host has it. */
static void become_plugin(char *line, const int fd[2])
{
	static char shell[] = "/bin/sh", option[] = "-c";
	char *plain[] = {line, NULL};
	char *by_shell[] = {shell, option, line + 1, NULL};
	char **args = line[0] == ':' ? by_shell : plain;

	close(0);
	close(fd[0]);
	dup2(fd[1], 1);
	close(fd[1]);
	execv(args[0], args);
	_exit(CANNOT_EXECUTE);
}

/* Does what one line of a plugin says. True when it is a verdict: then nothing more is read. */
static bool obey(char *line)
{
	char *value;
	const char *which;

	switch (line[0]) {
	case 'E':
	case 'R':
	case 'P':
		reply(line + 1);
		return line[0] != 'P';
	case 'A':
		spp_on = false;
		return true;
	case 'D':
	case 'N':
	case 'O':
		return true;
	case 'H':
		text_add(&headers, line + 1);
		text_add(&headers, "\n");
		break;
	case 'S':
		value = strchr(line, '=');
		if (value) {
			*value = '\0';
			put_env(line + 1, value + 1);
		}
		break;
	case 'U':
		unsetenv(line + 1);
		break;
	case 'L':
		which = line[1] ? strchr(late_letters, line[1]) : NULL;
		if (which) {
			text_add(&late[which - late_letters], line + 2);
			text_add(&late[which - late_letters], "\r\n");
		}
		break;
	}
	return false;
}

/* Runs one plugin and returns its verdict: a letter, 0 for none, '!' for a plugin that failed. */
static char run_plugin(char *line)
{
	char verdict = 0, *said = NULL;
	size_t size = 0;
	ssize_t n;
	int fd[2], status;
	pid_t pid;
	FILE *f;

	if (pipe(fd) == -1)
		return failure(line, "no pipe");
	pid = fork();
	if (pid == -1) {
		close(fd[0]);
		close(fd[1]);
		return failure(line, "no process");
	}
	if (pid == 0)
		become_plugin(line, fd);
	close(fd[1]);
	f = fdopen(fd[0], "r");
	if (!f)
		die();
	while (!verdict && (n = getline(&said, &size, f)) > 0) {
		said[n - 1] = '\0'; /* LF or not; what is empty then says nothing */
		if (obey(said))
			verdict = said[0];
	}
	free(said);
	fclose(f); /* at once: what the plugin writes after its verdict meets EPIPE */
	while (waitpid(pid, &status, 0) == -1)
		if (errno != EINTR)
			die();
	if (!WIFEXITED(status))
		return failure(line, "crashed");
	if (WEXITSTATUS(status) == CANNOT_EXECUTE)
		return failure(line, "cannot execute");
	return verdict;
}

enum go spp_run(char section, const char *name, const char *value)
{
	size_t i;

	if (!spp_on)
		return GO_ON;
	if (name)
		put_env(name, value);
	for (i = 0; i < plugin_count; i++) {
		if (plugins[i].section != section)
			continue;
		switch (run_plugin(plugins[i].line)) {
		case '!':
		case 'E':
			return REFUSED;
		case 'A':
		case 'N':
			return GO_ON;
		case 'O':
			return UNCHECKED;
		case 'D':
		case 'R':
			leave(0);
		}
	}
	return GO_ON;
}

bool spp_late(char letter)
{
	const struct text *t = &late[strchr(late_letters, letter) - late_letters];

	printf("%s", text_shown(t));
	return t->len > 0;
}

const char *spp_headers(void)
{
	return text_shown(&headers);
}

void spp_forget(void)
{
	size_t i;

	text_clear(&headers);
	for (i = 0; i < sizeof(late) / sizeof(late[0]); i++)
		text_clear(&late[i]);
}
