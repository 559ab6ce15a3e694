/* resolvconf: see resolvconf.h. */
#include "dns/resolvconf.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char blanks[] = " \t";

/* Does text begin with word, and what follows it? NULL if not. */
static const char *behind(const char *text, const char *word)
{
	size_t len = strlen(word);

	return strncmp(text, word, len) == 0 ? text + len : NULL;
}

/* What follows a line's keyword; NULL for a line of another one. */
static char *value_of(char *line, const char *keyword)
{
	const char *value = behind(line, keyword);

	if (value == NULL || (*value != ' ' && *value != '\t'))
		return NULL;
	return line + strlen(keyword) + strspn(value, blanks);
}

/* An interface where the address has a meaning on it alone, else its number (RFC 4007 section 11). */
static uint32_t scope_id(const struct in6_addr *ip, const char *zone)
{
	unsigned interface = 0;
	unsigned long n;
	char *end;

	if (IN6_IS_ADDR_LINKLOCAL(ip) || IN6_IS_ADDR_MC_LINKLOCAL(ip))
		interface = if_nametoindex(zone);
	n = strtoul(zone, &end, 10);
	return interface != 0 ? interface : *end == '\0' && n <= UINT32_MAX ? (uint32_t)n : 0;
}

static void add_server(struct dns *d, char *text)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(DNS_PORT)};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons(DNS_PORT)};
	struct dns_peer *server = &d->servers[d->count];
	char *zone;

	text[strcspn(text, blanks)] = '\0';
	if (d->count == RESOLVCONF_SERVERS || *text == '\0')
		return;
	/* inet_aton lets anything stand behind these. */
	if (strpbrk(text, "\r\v\f") == NULL && inet_aton(text, &in.sin_addr) != 0) {
		memcpy(&server->address, &in, sizeof(in));
		server->len = sizeof(in);
		d->count++;
		return;
	}
	zone = strchr(text, '%');
	if (zone != NULL)
		*zone = '\0';
	if (inet_pton(AF_INET6, text, &in6.sin6_addr) != 1)
		return;
	if (zone != NULL)
		in6.sin6_scope_id = scope_id(&in6.sin6_addr, zone + 1);
	memcpy(&server->address, &in6, sizeof(in6));
	server->len = sizeof(in6);
	d->count++;
}

/* A number from 1 to max; other ones are the next to it. */
static int number(const char *text, int max)
{
	long n = strtol(text, NULL, 10);

	return n < 1 ? 1 : n > max ? max : (int)n;
}

/* Words parted by blanks; a word counts by how it begins, and unknown ones do not. */
static void take_options(struct dns *d, const char *text)
{
	for (; *(text += strspn(text, blanks)) != '\0'; text += strcspn(text, blanks)) {
		const char *value;

		if ((value = behind(text, "timeout:")) != NULL)
			d->try_ms = number(value, RESOLVCONF_TIMEOUT_MAX) * INT64_C(1000);
		else if ((value = behind(text, "attempts:")) != NULL)
			d->tries = (unsigned)number(value, RESOLVCONF_ATTEMPTS_MAX);
		else if (behind(text, "rotate") != NULL)
			d->rotate = true;
		else if (behind(text, "use-vc") != NULL)
			d->tcp_only = true;
		else if (behind(text, "edns0") != NULL)
			d->edns = true;
		else if (behind(text, "single-request") != NULL) /* and single-request-reopen */
			d->one_by_one = true;
	}
}

/*
 * The file to text, of size bytes with a NUL at the end, and no half of a line where it does not fit: its
 * length, or -1 when it is this process that cannot read it.
 */
static ssize_t read_file(char *text, size_t size, const char *path)
{
	/* O_NONBLOCK: a FIFO must not wait for its writer. */
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

static void take_line(struct dns *d, char *line, bool given)
{
	char *value;

	if (!given && (value = value_of(line, "nameserver")) != NULL)
		add_server(d, value);
	else if ((value = value_of(line, "options")) != NULL)
		take_options(d, value);
}

bool resolvconf_read(struct dns *d, const char *path, const char *options)
{
	const bool given = d->count > 0;
	char text[RESOLVCONF_MAX];
	ssize_t len = read_file(text, sizeof(text), path);

	if (len < 0)
		return false;
	d->try_ms = INT64_C(1000) * RES_TIMEOUT;
	d->tries = RES_DFLRETRY;
	/* By length: a NUL ends its line, and no more. */
	for (char *line = text, *end = text + len; line < end;) {
		char *lf = memchr(line, '\n', (size_t)(end - line));
		char *stop = lf != NULL ? lf : end;

		*stop = '\0';
		take_line(d, line, given);
		line = stop + 1;
	}
	if (options != NULL)
		take_options(d, options);
	if (d->count == 0)
		add_server(d, (char[]){"127.0.0.1"});
	return true;
}
