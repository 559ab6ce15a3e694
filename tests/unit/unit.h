/*
 * unit: what the programs of tests/unit share: a main, texts for tables, an environment, a directory of
 * its own for control files, and what is written to a descriptor, piece by piece.
 *
 * Each test runs in a process of its own (Check's fork mode), so whatever it does to descriptors, the
 * working directory or the user is gone afterwards.
 */
#ifndef UNIT_H
#define UNIT_H

#include "base/env.h"
#include "base/ipaddr.h"

#include <check.h>
#include <errno.h>
#include <ftw.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define LENGTH(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* A string literal as two initializers: its bytes and their number, so that NULs can be in it. */
#define BYTES(literal) (literal), sizeof(literal) - 1

/* Under valgrind a test takes fifty times as long as it should. */
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

static char unit_base[256]; /* of one program: all homes of its tests lie in it */

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
	/* For others too: a test may take away its own rights. */
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

/* Makes a qmail home with an empty control directory, and goes there. */
static inline void unit_home(void)
{
	char home[sizeof(unit_base) + 16];

	snprintf(home, sizeof(home), "%s/home.XXXXXX", unit_base);
	ck_assert_ptr_nonnull(mkdtemp(home));
	ck_assert_int_eq(chmod(home, 0755), 0);
	ck_assert_int_eq(chdir(home), 0);
	ck_assert_int_eq(mkdir("control", 0755), 0);
}

/* Writes len bytes to a new file, or to the end of an old one. */
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

/* Gives root's rights away for a while: root may read what it may not. */
static inline void unit_become_nobody(void)
{
	if (getuid() == 0)
		ck_assert_int_eq(seteuid(65534), 0);
}

/* And takes them back, for LeakSanitizer cannot look at a process that has none. */
static inline void unit_become_root(void)
{
	if (getuid() == 0)
		ck_assert_int_eq(seteuid(0), 0);
}

/* ---- texts ---- */

/*
 * Writes pattern to to, each x{N} in it as N x: `a{63}.example`. Returns the length.
 */
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

/* The address that text stands for; "" for none. */
static inline struct ipaddr unit_ip(const char *text)
{
	struct ipaddr ip;
	bool ok = ipaddr_parse(&ip, text, strlen(text));

	ck_assert_msg(ok || *text == '\0', "the test itself: no address [%s]", text);
	return ip;
}

/* ---- an environment ---- */

struct unit_var {
	const char *name, *value;
};

/* A variable of an array of struct unit_var that ends with one without a name. */
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

/* ---- what is written to a descriptor ---- */

struct capture {
	int fd, saved, from;
	unsigned pieces; /* how many writes it was */
	char text[1 << 17];
};

/* From here on what is written to fd is kept, each write by itself. */
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

/* Up to here. Returns c->text: all of it. */
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

/* How many lines are in text? */
static inline unsigned unit_lines(const char *text)
{
	unsigned n = 0;

	for (; *text != '\0'; text++)
		n += *text == '\n';
	return n;
}

/* ---- main ---- */

/* Runs the tests that add puts into the test case; the exit status. */
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
