/* Everything that the admin has set: BEHAVIOUR.md sections 1, 2 and 5. */
#include "input/policy.h"

#include "tests/unit/unit.h"

static struct capture err;

static struct policy read_policy(const struct unit_var *vars, struct log *log)
{
	struct env env = unit_env(vars);
	struct policy p;

	memset(&p, 0xa5, sizeof(p)); /* nothing may be left as it was */
	capture_start(&err, STDERR_FILENO);
	policy_read(&p, &env, log);
	capture_end(&err);
	return p;
}

/* One variable beside HELO_DNS_CHECK; value NULL: not set. */
static struct policy read_one(const char *name, const char *value, struct log *log)
{
	const struct unit_var vars[] = {{"HELO_DNS_CHECK", ""}, {name, value}, {NULL, NULL}};

	return read_policy(vars, log);
}

/* ---- nothing to do at all ---- */

static const struct {
	const char *check, *no_check, *relay, *denied, *deny;
	bool off;
} offs[] = {
	{NULL, NULL, NULL, NULL, NULL, true},
	{"", NULL, NULL, NULL, NULL, false},
	{"PLRIV", NULL, NULL, NULL, NULL, false},
	/* NOHELODNSCHECK, set to anything or nothing */
	{"", "", NULL, NULL, NULL, true},
	{"PLRIV", "1", NULL, NULL, NULL, true},
	{"PLRIV", "0", NULL, NULL, NULL, true},
	{NULL, "1", NULL, NULL, NULL, true},
	/* R and RELAYCLIENT */
	{"R", NULL, "", NULL, NULL, true},
	{"PLRIV", NULL, "", NULL, NULL, true},
	{"GNLR", NULL, "1", NULL, NULL, true},
	{"PLIV", NULL, "", NULL, NULL, false},
	{"r", NULL, "", NULL, NULL, false},
	{"XR", NULL, "", NULL, NULL, true},
	/* HELO_DENIED, where HELO_DENY waits for a later command */
	{"", NULL, NULL, "1", "mail", true},
	{"", NULL, NULL, "1", "rcpt", true},
	{"", NULL, NULL, "1", "data", true},
	{"", NULL, NULL, "", "rcpt", true},
	{"", NULL, NULL, "1", "drop", false},
	{"", NULL, NULL, "1", "error", false},
	{"", NULL, NULL, "1", "later", false},
	{"", NULL, NULL, "1", "", false},
	{"", NULL, NULL, "1", NULL, false},
	{"", NULL, NULL, NULL, "rcpt", false},
};

START_TEST(off)
{
	const struct unit_var vars[] = {
		{"HELO_DNS_CHECK", offs[_i].check}, {"NOHELODNSCHECK", offs[_i].no_check},
		{"RELAYCLIENT", offs[_i].relay},    {"HELO_DENIED", offs[_i].denied},
		{"HELO_DENY", offs[_i].deny},	    {NULL, NULL}};
	struct env env = unit_env(vars);

	capture_start(&err, STDERR_FILENO);
	ck_assert(policy_off(&env) == offs[_i].off);
	ck_assert_str_eq(capture_end(&err), "");
}
END_TEST

/* ---- flags ---- */

START_TEST(defaults)
{
	static const struct unit_var vars[] = {{"HELO_DNS_CHECK", ""}, {NULL, NULL}};
	struct log log = {0};
	struct policy p = read_policy(vars, &log);

	ck_assert_uint_eq(p.deny, CHECK_BIT(CHECK_NO_HELO) | CHECK_BIT(CHECK_RESOLVES));
	ck_assert_int_eq(p.how, DENY_DROP);
	ck_assert(!p.temporary && !p.monitor && !p.headers && !p.facts);
	ck_assert(!log.failures && !log.debug);
	ck_assert_str_eq(p.info, "");
	ck_assert_int_eq(p.timeout_ms, 5000);
	ck_assert_uint_eq(p.server_count, 0);
	ck_assert_str_eq(err.text, "");
	ck_assert_uint_eq(log.warnings, 0);
}
END_TEST

START_TEST(letters)
{
	static const struct unit_var vars[] = {{"HELO_DNS_CHECK", "PTMLHF"}, {NULL, NULL}};
	struct log log = {0};
	struct policy p = read_policy(vars, &log);

	ck_assert(p.temporary && p.monitor && p.headers && p.facts);
	ck_assert(log.failures && !log.debug);
	ck_assert_uint_eq(p.deny, CHECK_BIT(CHECK_NO_HELO));
}
END_TEST

/* Only without RELAYCLIENT are not_me and own_name looked at, and their files read. */
static const struct {
	const char *flags, *relay;
	checkset run;
} relays[] = {
	{"VO", NULL, CHECK_BIT(CHECK_NOT_ME) | CHECK_BIT(CHECK_OWN_NAME)},
	{"VO", "", 0},
	{"VO", "1", 0},
	{"NGO", "", CHECK_BIT(CHECK_SYNTAX)},
	{"GB", "", CHECK_BIT(CHECK_SYNTAX)},
	{"GB", NULL, CHECK_BIT(CHECK_SYNTAX) | CHECK_BIT(CHECK_NOT_ME)},
};

START_TEST(relay)
{
	const struct unit_var vars[] = {{"HELO_DNS_CHECK", relays[_i].flags},
					{"RELAYCLIENT", relays[_i].relay},
					{NULL, NULL}};
	const checkset always =
		CHECK_BIT(CHECK_NO_HELO) | CHECK_BIT(CHECK_RESOLVES) | CHECK_BIT(CHECK_IP_MATCH);
	struct log log = {0};
	struct policy p = read_policy(vars, &log);

	ck_assert_msg(p.run == (relays[_i].run | always), "runs 0x%x", p.run);
}
END_TEST

START_TEST(unknown_flag)
{
	static const struct unit_var vars[] = {{"HELO_DNS_CHECK", "BX\x1b"}, {NULL, NULL}};
	struct log log = {0};
	struct policy p = read_policy(vars, &log);

	ck_assert_uint_eq(p.deny, CHECK_BIT(CHECK_NO_HELO) | CHECK_BIT(CHECK_IP_MATCH));
	ck_assert_uint_eq(err.pieces, 1);
	ck_assert_uint_eq(log.warnings, 1);
	ck_assert_ptr_nonnull(strstr(err.text, "helo-dns-check: HELO_DNS_CHECK [BX?]"));
	ck_assert_ptr_nonnull(strstr(err.text, "no default action"));
}
END_TEST

/* ---- HELO_DENY, HELO_DENY_INFO ---- */

static const struct {
	const char *value;
	enum deny_how how;
	bool warned;
} denies[] = {
	{NULL, DENY_DROP, false},	{"", DENY_DROP, false},	    {"drop", DENY_DROP, false},
	{"error", DENY_ERROR, false},	{"mail", DENY_MAIL, false}, {"rcpt", DENY_RCPT, false},
	{"data", DENY_DATA, false},	{"DROP", DENY_DROP, true},  {"Error", DENY_DROP, true},
	{"errors", DENY_DROP, true},	{"err", DENY_DROP, true},   {" error", DENY_DROP, true},
	{"mail rcpt", DENY_DROP, true}, {"E", DENY_DROP, true},	    {"1", DENY_DROP, true},
	{"\xff\r\nR", DENY_DROP, true},
};

START_TEST(deny)
{
	struct log log = {0};
	struct policy p = read_one("HELO_DENY", denies[_i].value, &log);

	ck_assert_int_eq(p.how, denies[_i].how);
	ck_assert_uint_eq(err.pieces, denies[_i].warned);
	ck_assert_uint_eq(unit_lines(err.text), denies[_i].warned);
	ck_assert_uint_eq(log.warnings, denies[_i].warned);
	if (denies[_i].warned) {
		ck_assert_ptr_nonnull(strstr(err.text, "HELO_DENY ["));
		ck_assert_ptr_nonnull(strstr(err.text, "drop is used"));
	}
}
END_TEST

static const struct {
	const char *value, *info; /* see unit_expand */
	bool warned;
} infos[] = {
	{NULL, "", false},
	{"", "", false},
	{"https://example.net/helo", "https://example.net/helo", false},
	{"a{199}", "a{199}", false},
	{"a{200}", "a{200}", false},
	{"a{201}", "a{200}", true},
	{"a{5000}", "a{200}", true},
	{"a\rb\nc\x80\xff\x7f\x1b", "a?b?c????", false},
	{"%s%n", "%s%n", false},
	/* A telephone number has blanks: nothing that can start a line of its own. */
	{"call +49 123 456", "call +49 123 456", false},
	{"a\tb", "a?b", false},
};

START_TEST(info)
{
	char given[6000], want[POLICY_INFO_MAX + 1];
	struct log log = {0};
	struct policy p;

	if (infos[_i].value != NULL)
		unit_expand(given, sizeof(given), infos[_i].value);
	p = read_one("HELO_DENY_INFO", infos[_i].value != NULL ? given : NULL, &log);
	unit_expand(want, sizeof(want), infos[_i].info);
	ck_assert_str_eq(p.info, want);
	ck_assert_uint_eq(err.pieces, infos[_i].warned);
	if (infos[_i].warned)
		ck_assert_ptr_nonnull(strstr(err.text, "HELO_DENY_INFO ["));
}
END_TEST

/* ---- HELO_DNS_TIMEOUT ---- */

static const struct {
	const char *value;
	int ms;
	bool warned;
} timeouts[] = {
	{NULL, 5000, false},
	{"", 5000, false},
	{"1", 1000, false},
	{"5", 5000, false},
	{"59", 59000, false},
	{"60", 60000, false},
	{"61", 5000, true},
	{"0", 5000, true},
	{"00", 5000, true},
	{"-1", 5000, true},
	{"+1", 5000, true},
	{"1.5", 5000, true},
	{"1s", 5000, true},
	{" 1", 5000, true},
	{"1 ", 5000, true},
	{"0x5", 5000, true},
	{"five", 5000, true},
	{"100", 5000, true},
	{"4294967297", 5000, true},
	{"18446744073709551617", 5000, true},
	{"99999999999999999999999999999999999999999999999999999", 5000, true},
	{"\xb2", 5000, true},
};

START_TEST(timeout)
{
	struct log log = {0};
	struct policy p = read_one("HELO_DNS_TIMEOUT", timeouts[_i].value, &log);

	ck_assert_int_eq(p.timeout_ms, timeouts[_i].ms);
	ck_assert_uint_eq(err.pieces, timeouts[_i].warned);
	if (timeouts[_i].warned) {
		ck_assert_ptr_nonnull(strstr(err.text, "HELO_DNS_TIMEOUT ["));
		ck_assert_ptr_nonnull(strstr(err.text, "5 is used"));
	}
}
END_TEST

/* ---- DNSCACHEIP ---- */

static const struct {
	const char *value;
	const char *servers; /* `address#port` each, parted by one blank */
	unsigned warnings;
} resolvers[] = {
	{NULL, "", 0},
	{"", "", 0},
	{"192.0.2.53", "192.0.2.53#53", 0},
	{"192.0.2.53:5353", "192.0.2.53#5353", 0},
	{"192.0.2.53:1", "192.0.2.53#1", 0},
	{"192.0.2.53:65535", "192.0.2.53#65535", 0},
	{"2001:db8::53", "2001:db8::53#53", 0},
	{"[2001:db8::53]:5353", "2001:db8::53#5353", 0},
	{"::1", "::1#53", 0},
	{"2001:db8::1:53", "2001:db8::1:53#53", 0},
	{"::ffff:192.0.2.53", "192.0.2.53#53", 0},
	{"[::ffff:192.0.2.53]:54", "192.0.2.53#54", 0},
	{"192.0.2.53 2001:db8::53", "192.0.2.53#53 2001:db8::53#53", 0},
	{"  192.0.2.53\t [::1]:54  ", "192.0.2.53#53 ::1#54", 0},
	{"192.0.2.53 192.0.2.53", "192.0.2.53#53 192.0.2.53#53", 0},
	{"1.0.0.1 2.0.0.1 3.0.0.1 4.0.0.1 5.0.0.1 6.0.0.1 7.0.0.1 8.0.0.1",
	 "1.0.0.1#53 2.0.0.1#53 3.0.0.1#53 4.0.0.1#53 5.0.0.1#53 6.0.0.1#53 7.0.0.1#53 8.0.0.1#53",
	 0},
	{"1.0.0.1 2.0.0.1 3.0.0.1 4.0.0.1 5.0.0.1 6.0.0.1 7.0.0.1 8.0.0.1 9.0.0.1",
	 "1.0.0.1#53 2.0.0.1#53 3.0.0.1#53 4.0.0.1#53 5.0.0.1#53 6.0.0.1#53 7.0.0.1#53 8.0.0.1#53",
	 1},
	/* one good one is enough, the others are named */
	{"192.0.2.53 nonsense", "192.0.2.53#53", 1},
	{"nonsense 192.0.2.53 192.0.2.256", "192.0.2.53#53", 2},
	{"192.0.2.53,192.0.2.54 192.0.2.55", "192.0.2.55#53", 1},
	/* none: one warning, and resolv.conf's */
	{" ", "", 1},
	{"nonsense", "", 1},
	{"resolver.example", "", 1},
	{"more nonsense", "", 1},
	{"192.0.2.256", "", 1},
	{"192.0.2.53:", "", 1},
	{"192.0.2.53:0", "", 1},
	{"192.0.2.53:65536", "", 1},
	{"192.0.2.53:4294967349", "", 1},
	{"192.0.2.53:-1", "", 1},
	{"192.0.2.53:53x", "", 1},
	{"192.0.2.53:domain", "", 1},
	{":53", "", 1},
	{"192.0.2:53", "", 1},
	{"[192.0.2.53]:53", "", 1},
	{"[2001:db8::53]", "", 1},
	{"[2001:db8::53]:", "", 1},
	{"[2001:db8::53]:0", "", 1},
	{"[2001:db8::53]:65536", "", 1},
	{"[2001:db8::53:53", "", 1},
	{"2001:db8::53]:53", "", 1},
	{"[2001:db8::53]53", "", 1},
	{"[]:53", "", 1},
	{"[:53", "", 1},
	{"[2001:db8::g]:53", "", 1},
	{"192.0.2.53/24", "", 1},
	{"\x1b[2J", "", 1},
};

START_TEST(resolver)
{
	char got[512] = "", text[IPADDR_TEXT];
	struct log log = {0};
	struct policy p = read_one("DNSCACHEIP", resolvers[_i].value, &log);

	for (size_t i = 0; i < p.server_count; i++) {
		size_t len = strlen(got);

		snprintf(got + len, sizeof(got) - len, "%s%s#%u", i > 0 ? " " : "",
			 ipaddr_print(text, &p.servers[i].ip), (unsigned)p.servers[i].port);
	}
	ck_assert_str_eq(got, resolvers[_i].servers);
	ck_assert_msg(err.pieces == resolvers[_i].warnings, "%s", err.text);
	ck_assert_uint_eq(log.warnings, resolvers[_i].warnings);
	if (resolvers[_i].warnings > 0)
		ck_assert_int_eq(strncmp(err.text, "helo-dns-check: DNSCACHEIP", 26), 0);
	if (resolvers[_i].warnings > 0 && p.server_count == 0)
		ck_assert_ptr_nonnull(strstr(err.text, "resolv.conf"));
}
END_TEST

START_TEST(long_values)
{
	static const char *const names[] = {"HELO_DNS_CHECK", "HELO_DENY", "HELO_DENY_INFO",
					    "HELO_DNS_TIMEOUT", "DNSCACHEIP"};
	char *value = malloc(100001);

	ck_assert_ptr_nonnull(value);
	unit_expand(value, 100001, "x{100000}");
	for (int i = 0; i < LENGTH(names); i++) {
		const struct unit_var vars[] = {{names[i], value}, {NULL, NULL}};
		struct log log = {0};

		read_policy(vars, &log);
		ck_assert_msg(err.pieces == 1, "%s: %u warnings", names[i], err.pieces);
		ck_assert_ptr_nonnull(strstr(err.text, names[i]));
		ck_assert_uint_lt(strlen(err.text), 500);
	}
	free(value);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, off, 0, LENGTH(offs));
	tcase_add_test(tests, defaults);
	tcase_add_test(tests, letters);
	tcase_add_loop_test(tests, relay, 0, LENGTH(relays));
	tcase_add_test(tests, unknown_flag);
	tcase_add_loop_test(tests, deny, 0, LENGTH(denies));
	tcase_add_loop_test(tests, info, 0, LENGTH(infos));
	tcase_add_loop_test(tests, timeout, 0, LENGTH(timeouts));
	tcase_add_loop_test(tests, resolver, 0, LENGTH(resolvers));
	tcase_add_test(tests, long_values);
}

int main(void)
{
	return unit_main("policy", add);
}
