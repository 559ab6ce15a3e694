/* helodnscheck -t: colour, which the cases cannot see; the rest is in tests/cases/t-explain.tsv. */
#include "cli/explain.h"

#include "tests/unit/unit.h"

#include <pty.h>
#include <sys/wait.h>

static char said[65536];

/* Catches in said what explain prints on a terminal. Returns its exit status. */
static int on_terminal(const struct unit_var *vars)
{
	struct env env = unit_env(vars);
	size_t len = 0;
	ssize_t got;
	int fd, status;
	pid_t pid = forkpty(&fd, NULL, NULL, NULL);

	if (pid == 0)
		exit(explain(&env, "a..b", "192.0.2.1", ""));
	while ((got = read(fd, said + len, sizeof(said) - 1 - len)) > 0)
		len += (size_t)got;
	said[len] = '\0';
	close(fd);
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

static const struct {
	struct unit_var var;
	bool coloured;
} rows[] = {
	{{"HELO_DNS_CHECK", "PLRI"}, true},
	{{"NO_COLOR", ""}, true}, /* set but empty counts as unset (no-color.org) */
	{{"NO_COLOR", "1"}, false},
	{{"NO_COLOR", "0"}, false},
};

START_TEST(colour)
{
	const struct unit_var vars[] = {rows[_i].var, {NULL, NULL}};

	unit_home();
	ck_assert_int_eq(on_terminal(vars), 1);
	ck_assert_ptr_nonnull(strstr(said, "denied"));
	ck_assert_ptr_nonnull(strstr(said, "  reverse   (none)"));
	ck_assert((strchr(said, '\033') != NULL) == rows[_i].coloured);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, colour, 0, LENGTH(rows));
}

int main(void)
{
	return unit_main("explain", add);
}
