/* What qmail-smtpd says: doc/behaviour.md section 1, and of section 3 what a HELO can be. */
#include "input/session.h"

#include "tests/unit/unit.h"

static struct capture err;

/* Reads the session of vars; err.text is what was logged. */
static struct log read_session(struct session *s, const struct unit_var *vars)
{
	struct env env = unit_env(vars);
	struct log log = {0};

	capture_start(&err, STDERR_FILENO);
	session_read(s, &env, &log);
	capture_end(&err);
	return log;
}

/* ---- the HELO ---- */

#define LABELS "a{63}.b{63}.c{63}."

/* Of each kind; more of what is an address and a name: base/test_ipaddr.c, base/test_hostname.c. */
static const struct {
	const char *helo; /* see unit_expand */
	enum helo_kind kind;
	const char *address, *name, *shown; /* name, shown: NULL: as the HELO is */
} helos[] = {
	{"", HELO_NONE, "", "", ""},
	{" \t \r\r ", HELO_NONE, "", "", ""},
	{"mail.example \t\r \r", HELO_NAME, "", "mail.example", "mail.example"},
	{"MAIL.Example.", HELO_NAME, "", "mail.example", NULL},
	{"my_mail", HELO_NAME, "", NULL, NULL},
	{"256.0.2.1", HELO_NAME, "", NULL, NULL},
	{"192.0.2.1.", HELO_NAME, "", "192.0.2.1", NULL},
	{LABELS "d{61}. ", HELO_NAME, "", LABELS "d{61}", LABELS "d{61}."},
	{"a.", HELO_NAME, "", "a", NULL},
	/* not a name that DNS can be asked for */
	{"..", HELO_IMPOSSIBLE, "", "", NULL},
	{"mail.example..", HELO_IMPOSSIBLE, "", "", NULL},
	{LABELS "d{62}.", HELO_IMPOSSIBLE, "", "", NULL},
	{".", HELO_IMPOSSIBLE, "", "", NULL},
	{"mail..example", HELO_IMPOSSIBLE, "", "", NULL},
	{LABELS "d{62}", HELO_IMPOSSIBLE, "", "", NULL},
	{"a{1500}", HELO_IMPOSSIBLE, "", "", "a{255}"},
	{" mail\r.example", HELO_IMPOSSIBLE, "", "", "?mail?.example"},
	{"\x1b[2Jm\xc3\xbcller.example", HELO_IMPOSSIBLE, "", "", "?[2Jm??ller.example"},
	/* address literals (RFC 5321 section 4.1.3) */
	{"[192.0.2.1] \r", HELO_LITERAL, "192.0.2.1", "", "[192.0.2.1]"},
	{"[192.000.002.001]", HELO_LITERAL, "192.0.2.1", "", NULL},
	{"[IPv6:2001:db8::1]", HELO_LITERAL, "2001:db8::1", "", NULL},
	{"[ipV6:::]", HELO_LITERAL, "::", "", NULL},
	{"[IPv6:::ffff:192.0.2.1]", HELO_LITERAL, "192.0.2.1", "", NULL},
	{"[2001:db8::1]", HELO_LOOSE_LITERAL, "2001:db8::1", "", NULL},
	{"[::ffff:192.0.2.1]", HELO_LOOSE_LITERAL, "192.0.2.1", "", NULL},
	{"[fe80::1%eth0]", HELO_LOOSE_LITERAL, "fe80::1", "", NULL},
	{"[IPv6:fe80::1%eth0]", HELO_LOOSE_LITERAL, "fe80::1", "", NULL},
	/* what only looks like one is a name like any other */
	{"[]", HELO_NAME, "", NULL, NULL},
	{"[192.0.2.1", HELO_NAME, "", NULL, NULL},
	{"192.0.2.1]", HELO_NAME, "", NULL, NULL},
	{"[192.0.2.1].", HELO_NAME, "", "[192.0.2.1]", NULL},
	{"[[192.0.2.1]]", HELO_NAME, "", NULL, NULL},
	{"[192.0.2.256]", HELO_NAME, "", NULL, NULL},
	{"[2001:db8::1].", HELO_NAME, "", "[2001:db8::1]", NULL},
	{"2001:db8::1.", HELO_NAME, "", "2001:db8::1", NULL},
	{"[IPv6:]", HELO_NAME, "", "[ipv6:]", NULL},
	{"[IPv6:192.0.2.1]", HELO_NAME, "", "[ipv6:192.0.2.1]", NULL},
	{"[IPv4:192.0.2.1]", HELO_NAME, "", "[ipv4:192.0.2.1]", NULL},
	{"[IPv6:2001:db8::g]", HELO_NAME, "", "[ipv6:2001:db8::g]", NULL},
	{"[ 192.0.2.1]", HELO_IMPOSSIBLE, "", "", "[?192.0.2.1]"},
	/* bare addresses */
	{"192.0.2.1 ", HELO_BARE_ADDRESS, "192.0.2.1", "", "192.0.2.1"},
	{"::1", HELO_BARE_ADDRESS, "::1", "", NULL},
	{"::ffff:192.0.2.1", HELO_BARE_ADDRESS, "192.0.2.1", "", NULL},
	{"fe80::1%eth0", HELO_BARE_ADDRESS, "fe80::1", "", NULL},
	{"ipv6:2001:db8::1", HELO_BARE_ADDRESS, "2001:db8::1", "", NULL},
	{"IPv6:192.0.2.1", HELO_BARE_ADDRESS, "192.0.2.1", "", NULL},
	{"IPv6:", HELO_NAME, "", "ipv6:", NULL},
	{"IPv6:mail.example", HELO_NAME, "", "ipv6:mail.example", NULL},
};

START_TEST(helo)
{
	char given[2048], want[2048];
	const struct unit_var vars[] = {
		{"SMTPHELOHOST", given}, {"TCPREMOTEIP", "192.0.2.9"}, {NULL, NULL}};
	struct ipaddr address = unit_ip(helos[_i].address);
	size_t len = unit_expand(given, sizeof(given), helos[_i].helo);
	struct session s;

	read_session(&s, vars);
	ck_assert_str_eq(err.text, "");
	ck_assert_msg(s.kind == helos[_i].kind, "[%s] is of kind %d", given, (int)s.kind);
	unit_expand(want, sizeof(want), helos[_i].name != NULL ? helos[_i].name : helos[_i].helo);
	ck_assert_str_eq(s.name, want);
	unit_expand(want, sizeof(want), helos[_i].shown != NULL ? helos[_i].shown : helos[_i].helo);
	ck_assert_str_eq(s.shown, want);
	ck_assert_int_eq(s.address.family, address.family);
	if (address.family != FAMILY_NONE)
		ck_assert(ipaddr_equal(&s.address, &address));
	/* The argument itself loses nothing but blanks and CR at its end, a name one dot, too. */
	ck_assert_ptr_eq(s.helo, given);
	ck_assert_uint_le(s.said_len, len);
	ck_assert_uint_eq(strspn(given + s.said_len, " \t\r"), len - s.said_len);
	ck_assert(s.said_len == 0 || strchr(" \t\r", given[s.said_len - 1]) == NULL);
	ck_assert_uint_eq(s.helo_len, s.kind == HELO_NAME ? strlen(s.name) : s.said_len);
	ck_assert(s.helo_len == s.said_len ||
		  (s.helo_len + 1 == s.said_len && given[s.helo_len] == '.'));
}
END_TEST

/* localhost, names below it, localhost.localdomain: RFC 6761 section 6.3. */
static const struct {
	const char *helo;
	bool localhost;
} localhosts[] = {
	{"localhost", true},
	{"LocalHost. ", true},
	{"mail.localhost", true},
	{"a.b.LOCALHOST.", true},
	{"localhost.localdomain", true},
	{"LOCALHOST.LocalDomain.", true},
	{"", false},
	{"localhos", false},
	{"localhostx", false},
	{"xlocalhost", false},
	{"mail-localhost", false},
	{"localhost.example", false},
	{"localhost.localdomainx", false},
	{"localdomain", false},
	{"mail.localdomain", false},
	{"mail.localhost.localdomain", false},
	/* which are not names */
	{"localhost..", false},
	{".localhost", false},
	{"[localhost]", false},
	{"127.0.0.1", false},
	{"[127.0.0.1]", false},
};

START_TEST(localhost)
{
	const struct unit_var vars[] = {
		{"SMTPHELOHOST", localhosts[_i].helo}, {"TCPREMOTEIP", "192.0.2.9"}, {NULL, NULL}};
	struct session s;

	read_session(&s, vars);
	ck_assert_msg(session_localhost(&s) == localhosts[_i].localhost, "%s", localhosts[_i].helo);
}
END_TEST

START_TEST(helo_unset)
{
	static const struct unit_var vars[] = {{"TCPREMOTEIP", "192.0.2.9"}, {NULL, NULL}};
	struct session s;

	read_session(&s, vars);
	ck_assert_int_eq(s.kind, HELO_NONE);
	ck_assert_uint_eq(s.helo_len, 0);
	ck_assert_ptr_nonnull(s.helo);
	ck_assert_str_eq(s.shown, "");
	ck_assert_str_eq(s.name, "");
	ck_assert_str_eq(err.text, "");
}
END_TEST

/* ---- the addresses ---- */

/* The client's address and ours: a warning names the variable, and says what happens instead. */
static const struct {
	const char *value, *ip; /* ip "": none */
	const char *quoted;	/* in the warning; NULL: there is none */
} addresses[] = {
	{"192.0.2.1", "192.0.2.1", NULL},
	{"::ffff:192.0.2.1", "192.0.2.1", NULL},
	{"2001:DB8:0::1", "2001:db8::1", NULL},
	{"fe80::1%eth0", "fe80::1", NULL},
	{"localhost", "", "=localhost: not an IP address"},
	{"192.0.2.1 ", "", "=\"192.0.2.1 \": not an IP address"},
	{"[192.0.2.1]\x1b", "", "=\"[192.0.2.1]?\": not an IP address"},
	{"9{5000}", "", "=9{255}: not an IP address"},
	{"", "", " not set"},
	{NULL, "", " not set"},
};

START_TEST(address)
{
	const char *const names[] = {"TCPREMOTEIP", "TCPLOCALIP"};
	const char *const instead[] = {"checks of the client's address are skipped",
				       "not counted as ours"};
	struct ipaddr ip = unit_ip(addresses[_i].ip);
	char value[5001], pattern[400], want[400];

	unit_expand(value, sizeof(value), addresses[_i].value != NULL ? addresses[_i].value : "");
	for (int local = 0; local < 2; local++) {
		const struct unit_var vars[] = {
			{names[local], addresses[_i].value != NULL ? value : NULL},
			{"TCPREMOTEIP", "192.0.2.9"},
			{NULL, NULL}};
		const struct unit_var remote[] = {vars[0], {NULL, NULL}};
		struct session s;
		struct log log = read_session(&s, local ? vars : remote);

		ck_assert_mem_eq(local ? &s.local : &s.client, &ip, sizeof(ip));
		if (!local)
			ck_assert_str_eq(s.client_shown,
					 *addresses[_i].ip != '\0' ? addresses[_i].ip : "unknown");
		/* TCPLOCALIP may be unset: the plugin may be run by hand. */
		if (addresses[_i].quoted == NULL || (local && addresses[_i].value == NULL)) {
			ck_assert_str_eq(err.text, "");
			continue;
		}
		snprintf(pattern, sizeof(pattern), "helo-dns-check: %s%s; %s\n", names[local],
			 addresses[_i].quoted, instead[local]);
		unit_expand(want, sizeof(want), pattern);
		ck_assert_str_eq(err.text, want);
		ck_assert_uint_eq(log.warnings, 1);
	}
}
END_TEST

/* ---- the rest ---- */

static const struct {
	const char *value;
	bool set;
} settings[] = {{NULL, false}, {"", true}, {"1", true}, {"bounce@example.net", true}};

START_TEST(rest)
{
	const char *value = settings[_i].value;
	const struct unit_var vars[] = {{"TCPREMOTEIP", "192.0.2.9"},
					{"RELAYCLIENT", value},
					{"TCPREMOTEHOST", value},
					{"SMTPMAILFROM", value},
					{"SMTPRCPTTO", value},
					{"HELO_CHECKS_HOST", value},
					{NULL, NULL}};
	struct env env = unit_env(vars);
	struct session s;

	read_session(&s, vars);
	ck_assert(s.relay == settings[_i].set);
	ck_assert(session_relay(&env) == settings[_i].set);
	ck_assert_ptr_eq(s.reverse, value);
	ck_assert_ptr_eq(s.sender, value);
	ck_assert_ptr_eq(s.recipient, value);
	ck_assert_ptr_eq(s.first_helo, value != NULL && *value == '\0' ? NULL : value);
}
END_TEST

/* Verbs in any letter case; anything else was not told. */
static const struct {
	const char *value;
	bool verb;
	const char *quoted; /* in the warning about SMTPHELOCMD */
} verbs[] = {
	{"HELO", true, NULL},	   {"EHLO", true, NULL},
	{"ehlo", true, NULL},	   {"", false, NULL},
	{NULL, false, NULL},	   {"LHLO", false, "LHLO"},
	{"HELOO", false, "HELOO"}, {"EHLO\r", false, "\"EHLO?\""},
};

START_TEST(verb)
{
	const struct unit_var vars[] = {{"TCPREMOTEIP", "192.0.2.9"},
					{"SMTPHELOCMD", verbs[_i].value},
					{"HELO_CHECKS_CMD", verbs[_i].value},
					{NULL, NULL}};
	const char *value = verbs[_i].verb ? verbs[_i].value : NULL;
	char want[200] = "";
	struct session s;

	read_session(&s, vars);
	ck_assert_ptr_eq(s.verb, value);
	ck_assert_ptr_eq(s.first_verb, value);
	if (verbs[_i].quoted != NULL)
		snprintf(want, sizeof(want),
			 "helo-dns-check: SMTPHELOCMD=%s: not HELO or EHLO; proto_mismatch is "
			 "skipped\n",
			 verbs[_i].quoted);
	ck_assert_str_eq(err.text, want);
}
END_TEST

START_TEST(kinds)
{
	for (enum helo_kind kind = HELO_NONE; kind <= HELO_IMPOSSIBLE; kind++) {
		ck_assert_uint_gt(strlen(session_kind(kind)), 5);
		for (enum helo_kind other = HELO_NONE; other < kind; other++)
			ck_assert_str_ne(session_kind(kind), session_kind(other));
	}
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, helo, 0, LENGTH(helos));
	tcase_add_loop_test(tests, localhost, 0, LENGTH(localhosts));
	tcase_add_test(tests, helo_unset);
	tcase_add_loop_test(tests, address, 0, LENGTH(addresses));
	tcase_add_loop_test(tests, rest, 0, LENGTH(settings));
	tcase_add_loop_test(tests, verb, 0, LENGTH(verbs));
	tcase_add_test(tests, kinds);
}

int main(void)
{
	return unit_main("session", add);
}
