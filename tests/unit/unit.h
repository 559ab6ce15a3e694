/*
 * unit: what the programs in tests/unit share: main, text for tables, an environment, a scratch
 * directory for control files, and a way to catch what is written to a descriptor.
 *
 * Each test runs in its own process (Check's fork mode): what it does to descriptors, signals, the
 * working directory or the user ends with it.
 */
#ifndef UNIT_H
#define UNIT_H

#include "base/env.h"
#include "base/ipaddr.h"

#include <check.h>
#include <errno.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#define LENGTH(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* A string literal as two initializers, its bytes and their number: it may contain NULs. */
#define BYTES(literal) (literal), sizeof(literal) - 1

/* Seconds for one test; valgrind makes it fifty times slower. */
#define UNIT_TIMEOUT 120

#if defined(__SANITIZE_ADDRESS__)
#define UNIT_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNIT_ASAN 1
#endif
#endif
#ifndef UNIT_ASAN
#define UNIT_ASAN 0
#endif

/* ---- directories ---- */

static char unit_base[256]; /* one per program: the homes of its tests are in it */

static inline int unit_remove(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline void unit_base_make(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(unit_base, sizeof(unit_base), "%s/helodnscheck.XXXXXX",
		 tmp != NULL && *tmp == '/' ? tmp : "/tmp");
	/* Open to others: a test may drop root's rights. */
	if (mkdtemp(unit_base) == NULL || chmod(unit_base, 0755) < 0) {
		perror(unit_base);
		exit(1);
	}
}

static inline void unit_base_remove(void)
{
	if (chdir("/") == 0)
		nftw(unit_base, unit_remove, 8, FTW_DEPTH | FTW_PHYS);
}

/* Makes a qmail home with an empty control directory, and changes to it. */
static inline void unit_home(void)
{
	char home[sizeof(unit_base) + 16];

	snprintf(home, sizeof(home), "%s/home.XXXXXX", unit_base);
	ck_assert_ptr_nonnull(mkdtemp(home));
	ck_assert_int_eq(chmod(home, 0755), 0);
	ck_assert_int_eq(chdir(home), 0);
	ck_assert_int_eq(mkdir("control", 0755), 0);
}

/* Appends len bytes to a file. */
static inline void unit_file_bytes(const char *path, const char *bytes, size_t len)
{
	FILE *file = fopen(path, "a");

	ck_assert_msg(file != NULL, "%s: %s", path, strerror(errno));
	ck_assert_uint_eq(fwrite(bytes, 1, len, file), len);
	ck_assert_int_eq(fclose(file), 0);
}

static inline void unit_file(const char *path, const char *text)
{
	unit_file_bytes(path, text, strlen(text));
}

/* Drops root's rights, with which any file can be read. */
static inline void unit_become_nobody(void)
{
	if (getuid() == 0)
		ck_assert_int_eq(seteuid(65534), 0);
}

/* Takes them back: LeakSanitizer cannot inspect a process without them. */
static inline void unit_become_root(void)
{
	if (getuid() == 0)
		ck_assert_int_eq(seteuid(0), 0);
}

/* ---- text ---- */

/* Writes pattern to to, with each x{N} as N times x: `a{63}.example`. Returns the length. */
static inline size_t unit_expand(char *to, size_t size, const char *pattern)
{
	size_t len = 0;

	for (; *pattern != '\0'; pattern++) {
		char *after;
		unsigned long n;

		if (*pattern != '{') {
			ck_assert_uint_lt(len, size - 1);
			to[len++] = *pattern;
			continue;
		}
		n = strtoul(pattern + 1, &after, 10);
		ck_assert_uint_gt(len, 0);
		ck_assert_uint_le(len + n, size);
		memset(to + len, to[len - 1], n - 1);
		len += n - 1;
		pattern = after;
	}
	to[len] = '\0';
	return len;
}

/* The address that text spells; "" is none. */
static inline struct ipaddr unit_ip(const char *text)
{
	struct ipaddr ip;
	bool ok = ipaddr_parse(&ip, text, strlen(text));

	ck_assert_msg(ok || *text == '\0', "the test itself: not an address [%s]", text);
	return ip;
}

/* ---- an environment ---- */

struct unit_var {
	const char *name, *value;
};

/* Looks a variable up in an array that ends with a NULL name. */
static inline const char *unit_env_get(const struct env *env, const char *name)
{
	for (const struct unit_var *v = env->data; v->name != NULL; v++)
		if (strcmp(v->name, name) == 0)
			return v->value;
	return NULL;
}

static inline struct env unit_env(const struct unit_var *vars)
{
	return (struct env){.get = unit_env_get, .data = vars};
}

/* ---- catching output ---- */

struct capture {
	int fd, saved, from;
	unsigned pieces; /* the number of writes */
	char text[1 << 17];
};

/* Catches what is written to fd from now on. */
static inline void capture_start(struct capture *c, int fd)
{
	int pair[2], size = 1 << 20;

	fflush(stdout);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	setsockopt(pair[1], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	c->fd = fd;
	c->saved = dup(fd);
	c->from = pair[0];
	c->pieces = 0;
	ck_assert_int_ge(dup2(pair[1], fd), 0);
	close(pair[1]);
}

/* Stops. Returns c->text: all that was written. */
static inline const char *capture_end(struct capture *c)
{
	size_t len = 0;
	ssize_t got;

	fflush(stdout);
	dup2(c->saved, c->fd);
	close(c->saved);
	while ((got = recv(c->from, c->text + len, sizeof(c->text) - 1 - len, MSG_DONTWAIT)) > 0) {
		len += (size_t)got;
		c->pieces++;
	}
	close(c->from);
	c->text[len] = '\0';
	return c->text;
}

/* The number of lines in text. */
static inline unsigned unit_lines(const char *text)
{
	unsigned n = 0;

	for (; *text != '\0'; text++)
		n += *text == '\n';
	return n;
}

/* ---- signals ---- */

static inline void unit_tick(int number)
{
	(void)number;
}

/* Has a signal interrupt system calls every 20 ms, or stops it. */
static inline void unit_ticking(bool on)
{
	const struct sigaction act = {.sa_handler = unit_tick};
	const struct timeval period = {0, on ? 20000 : 0};

	sigaction(SIGALRM, &act, NULL);
	setitimer(ITIMER_REAL, &(struct itimerval){period, period}, NULL);
}

/* ---- main ---- */

/* Runs the tests that add adds. Returns the exit status. */
static inline int unit_main(const char *module, void (*add)(TCase *tests))
{
	Suite *suite = suite_create(module);
	TCase *tests = tcase_create(module);
	SRunner *runner;
	int failed;

	tcase_set_timeout(tests, UNIT_TIMEOUT);
	tcase_add_unchecked_fixture(tests, unit_base_make, unit_base_remove);
	add(tests);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}

#endif
