/* resolvconf: see resolvconf.h. */
#include "dns/resolvconf.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char blanks[] = " \t";

/* What follows word, if text begins with it; else NULL. */
static const char *after(const char *text, const char *word)
{
	size_t len = strlen(word);

	return strncmp(text, word, len) == 0 ? text + len : NULL;
}

/* What follows the keyword of a line; NULL if it has another keyword. */
static char *value_of(char *line, const char *keyword)
{
	const char *value = after(line, keyword);

	if (value == NULL || (*value != ' ' && *value != '\t'))
		return NULL;
	return line + strlen(keyword) + strspn(value, blanks);
}

static void add_server(struct resolvconf *conf, char *text)
{
	struct endpoint server = {.port = DNS_PORT};
	unsigned char octets[16];
	struct in_addr ipv4;
	char *zone;

	text[strcspn(text, blanks)] = '\0';
	if (conf->server_count == RESOLVCONF_SERVERS || *text == '\0')
		return;
	/* inet_aton accepts anything after these. */
	if (strpbrk(text, "\r\v\f") == NULL && inet_aton(text, &ipv4) != 0) {
		memcpy(octets, &ipv4, sizeof(ipv4));
		server.ip = ipaddr_from_wire(octets, FAMILY_IPV4);
		conf->servers[conf->server_count++] = server;
		return;
	}
	zone = strchr(text, '%');
	if (zone != NULL)
		*zone = '\0';
	if (inet_pton(AF_INET6, text, octets) != 1)
		return;
	if (zone != NULL)
		server.scope = endpoint_scope(octets, zone + 1);
	server.ip = ipaddr_from_wire(octets, FAMILY_IPV6);
	conf->servers[conf->server_count++] = server;
}

/* A number, clamped to 1 and max. */
static int number(const char *text, int max)
{
	long n = strtol(text, NULL, 10);

	return n < 1 ? 1 : n > max ? max : (int)n;
}

/* Words separated by blanks. As in glibc, how a word begins decides; unknown ones are ignored. */
static void parse_options(struct resolvconf *conf, const char *text)
{
	for (; *(text += strspn(text, blanks)) != '\0'; text += strcspn(text, blanks)) {
		const char *value;

		if ((value = after(text, "timeout:")) != NULL)
			conf->try_ms = number(value, RESOLVCONF_TIMEOUT_MAX) * INT64_C(1000);
		else if ((value = after(text, "attempts:")) != NULL)
			conf->attempts = (unsigned)number(value, RESOLVCONF_ATTEMPTS_MAX);
		else if (after(text, "rotate") != NULL)
			conf->rotate = true;
		else if (after(text, "use-vc") != NULL)
			conf->tcp_only = true;
		else if (after(text, "edns0") != NULL)
			conf->edns = true;
		else if (after(text, "no-aaaa") != NULL)
			conf->no_aaaa = true;
		else if (after(text, "single-request") != NULL) /* and single-request-reopen */
			conf->single_request = true;
	}
}

/*
 * Reads the file into text, size bytes with a NUL; a last line that does not fit is dropped.
 * Returns its length, or -1 if this process lacks what it takes to read it.
 */
static ssize_t read_file(char *text, size_t size, const char *path)
{
	/* O_NONBLOCK: opening a FIFO must not wait for its writer. */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	size_t len = 0;
	ssize_t got = 1;

	if (fd < 0)
		return errno == EMFILE || errno == ENFILE || errno == ENOMEM ? -1 : 0;
	while (got > 0 && len < size - 1) {
		got = read(fd, text + len, size - 1 - len);
		if (got > 0)
			len += (size_t)got;
		else if (got < 0 && errno == EINTR)
			got = 1;
	}
	close(fd);
	while (got > 0 && len > 0 && text[len - 1] != '\n')
		len--;
	return (ssize_t)len;
}

static void parse_line(struct resolvconf *conf, char *line)
{
	char *value;

	if ((value = value_of(line, "nameserver")) != NULL)
		add_server(conf, value);
	else if ((value = value_of(line, "options")) != NULL)
		parse_options(conf, value);
}

bool resolvconf_read(struct resolvconf *conf, const char *path, const char *options)
{
	char text[RESOLVCONF_MAX];
	ssize_t len = read_file(text, sizeof(text), path);

	if (len < 0)
		return false;
	*conf = (struct resolvconf){.try_ms = INT64_C(1000) * RES_TIMEOUT,
				    .attempts = RES_DFLRETRY};
	/* By length: a NUL ends its line, not the file. */
	for (char *line = text, *end = text + len; line < end;) {
		char *lf = memchr(line, '\n', (size_t)(end - line));
		char *stop = lf != NULL ? lf : end;

		*stop = '\0';
		parse_line(conf, line);
		line = stop + 1;
	}
	if (options != NULL)
		parse_options(conf, options);
	if (conf->server_count == 0)
		add_server(conf, (char[]){"127.0.0.1"});
	return true;
}
