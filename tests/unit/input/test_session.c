/* What qmail-smtpd told us: BEHAVIOUR.md section 1, and of section 3 what a HELO can be. */
#include "input/session.h"

#include "tests/unit/unit.h"

#define LABELS "a{63}.b{63}.c{63}."

static struct capture err;

/* Reads the session of vars; what was logged stands in err.text. */
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

static const struct {
	const char *helo; /* see unit_expand */
	enum helo_kind kind;
	const char *address, *name, *shown; /* NULL: as the HELO is */
} helos[] = {
	{"", HELO_NONE, "", "", ""},
	{" ", HELO_NONE, "", "", ""},
	{"\r", HELO_NONE, "", "", ""},
	{" \t \r\r ", HELO_NONE, "", "", ""},
	{"mail.example", HELO_NAME, "", NULL, NULL},
	{"mail.example ", HELO_NAME, "", "mail.example", "mail.example"},
	{"mail.example\r", HELO_NAME, "", "mail.example", "mail.example"},
	{"mail.example \t\r \r", HELO_NAME, "", "mail.example", "mail.example"},
	{"mail.example.", HELO_NAME, "", "mail.example", "mail.example."},
	{"MAIL.Example.", HELO_NAME, "", "mail.example", "MAIL.Example."},
	{"localhost", HELO_NAME, "", NULL, NULL},
	{"my_mail.example", HELO_NAME, "", NULL, NULL},
	{"*.example", HELO_NAME, "", NULL, NULL},
	{"12345", HELO_NAME, "", NULL, NULL},
	{"1.2.3", HELO_NAME, "", NULL, NULL},
	{"1.2.3.4.5", HELO_NAME, "", NULL, NULL},
	{"256.0.2.1", HELO_NAME, "", NULL, NULL},
	{"192.0.2.1.", HELO_NAME, "", "192.0.2.1", "192.0.2.1."},
	{"a{63}.example", HELO_NAME, "", NULL, NULL},
	{LABELS "d{61}", HELO_NAME, "", NULL, NULL},
	{LABELS "d{61}. ", HELO_NAME, "", LABELS "d{61}", LABELS "d{61}."},
	/* no name that DNS can be asked for */
	{".", HELO_IMPOSSIBLE, "", "", NULL},
	{"..", HELO_IMPOSSIBLE, "", "", NULL},
	{".example", HELO_IMPOSSIBLE, "", "", NULL},
	{"mail..example", HELO_IMPOSSIBLE, "", "", NULL},
	{"mail.example..", HELO_IMPOSSIBLE, "", "", NULL},
	{"a{64}.example", HELO_IMPOSSIBLE, "", "", NULL},
	{LABELS "d{62}", HELO_IMPOSSIBLE, "", "", NULL},
	{"a{255}", HELO_IMPOSSIBLE, "", "", NULL},
	{"a{256}", HELO_IMPOSSIBLE, "", "", "a{255}"},
	{"a{1500}", HELO_IMPOSSIBLE, "", "", "a{255}"},
	{" mail.example", HELO_IMPOSSIBLE, "", "", "?mail.example"},
	{"mail example", HELO_IMPOSSIBLE, "", "", "mail?example"},
	{"mail\r.example", HELO_IMPOSSIBLE, "", "", "mail?.example"},
	{"mail\\example", HELO_IMPOSSIBLE, "", "", NULL},
	{"\x1b[2Jmail.example", HELO_IMPOSSIBLE, "", "", "?[2Jmail.example"},
	{"m\xc3\xbcller.example", HELO_IMPOSSIBLE, "", "", "m??ller.example"},
	{"mail.example\x7f", HELO_IMPOSSIBLE, "", "", "mail.example?"},
	/* address literals (RFC 5321 section 4.1.3) */
	{"[192.0.2.1]", HELO_LITERAL, "192.0.2.1", "", NULL},
	{"[192.0.2.1] \r", HELO_LITERAL, "192.0.2.1", "", "[192.0.2.1]"},
	{"[192.000.002.001]", HELO_LITERAL, "192.0.2.1", "", NULL},
	{"[255.255.255.255]", HELO_LITERAL, "255.255.255.255", "", NULL},
	{"[IPv6:2001:db8::1]", HELO_LITERAL, "2001:db8::1", "", NULL},
	{"[ipv6:2001:db8::1]", HELO_LITERAL, "2001:db8::1", "", NULL},
	{"[IPV6:2001:DB8::1]", HELO_LITERAL, "2001:db8::1", "", NULL},
	{"[IPv6:::1]", HELO_LITERAL, "::1", "", NULL},
	{"[IPv6:::]", HELO_LITERAL, "::", "", NULL},
	{"[IPv6:::ffff:192.0.2.1]", HELO_LITERAL, "192.0.2.1", "", NULL},
	{"[2001:db8::1]", HELO_LOOSE_LITERAL, "2001:db8::1", "", NULL},
	{"[::ffff:192.0.2.1]", HELO_LOOSE_LITERAL, "192.0.2.1", "", NULL},
	{"[fe80::1%eth0]", HELO_LOOSE_LITERAL, "fe80::1", "", NULL},
	{"[IPv6:fe80::1%eth0]", HELO_LOOSE_LITERAL, "fe80::1", "", NULL},
	/* looks like one, and is none: a name that nobody has */
	{"[]", HELO_NAME, "", NULL, NULL},
	{"[", HELO_NAME, "", NULL, NULL},
	{"]", HELO_NAME, "", NULL, NULL},
	{"[192.0.2.1", HELO_NAME, "", NULL, NULL},
	{"192.0.2.1]", HELO_NAME, "", NULL, NULL},
	{"[[192.0.2.1]]", HELO_NAME, "", NULL, NULL},
	{"[192.0.2.256]", HELO_NAME, "", NULL, NULL},
	{"[192.0.2]", HELO_NAME, "", NULL, NULL},
	{"[IPv6:]", HELO_NAME, "", "[ipv6:]", NULL},
	{"[IPv6:192.0.2.1]", HELO_NAME, "", "[ipv6:192.0.2.1]", NULL},
	{"[IPv4:192.0.2.1]", HELO_NAME, "", "[ipv4:192.0.2.1]", NULL},
	{"[IPv6:2001:db8::g]", HELO_NAME, "", "[ipv6:2001:db8::g]", NULL},
	{"[IPv6:2001:db8::1%]", HELO_NAME, "", "[ipv6:2001:db8::1%]", NULL},
	{"[mail.example]", HELO_NAME, "", NULL, NULL},
	{"[ 192.0.2.1]", HELO_IMPOSSIBLE, "", "", "[?192.0.2.1]"},
	{"[192.0.2.1 ]", HELO_IMPOSSIBLE, "", "", "[192.0.2.1?]"},
	{"[192.0.2.1].", HELO_NAME, "", "[192.0.2.1]", "[192.0.2.1]."},
	/* bare addresses */
	{"192.0.2.1", HELO_BARE_ADDRESS, "192.0.2.1", "", NULL},
	{"192.0.2.1 ", HELO_BARE_ADDRESS, "192.0.2.1", "", "192.0.2.1"},
	{"2001:db8::1", HELO_BARE_ADDRESS, "2001:db8::1", "", NULL},
	{"::1", HELO_BARE_ADDRESS, "::1", "", NULL},
	{"::ffff:192.0.2.1", HELO_BARE_ADDRESS, "192.0.2.1", "", NULL},
	{"fe80::1%eth0", HELO_BARE_ADDRESS, "fe80::1", "", NULL},
	{"IPv6:2001:db8::1", HELO_BARE_ADDRESS, "2001:db8::1", "", NULL},
	{"ipv6:2001:db8::1", HELO_BARE_ADDRESS, "2001:db8::1", "", NULL},
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
	/* Of the argument itself nothing is gone but blanks and CR at its end. */
	ck_assert_uint_le(s.helo_len, len);
	ck_assert_mem_eq(s.helo, given, s.helo_len);
	ck_assert_uint_eq(strspn(given + s.helo_len, " \t\r"), len - s.helo_len);
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

static const struct {
	const char *value, *ip; /* "": no address */
	const char *quoted;	/* in the warning; NULL: there is none */
} addresses[] = {
	{"192.0.2.1", "192.0.2.1", NULL},
	{"::ffff:192.0.2.1", "192.0.2.1", NULL},
	{"2001:DB8:0::1", "2001:db8::1", NULL},
	{"fe80::1%eth0", "fe80::1", NULL},
	{"localhost", "", "[localhost]"},
	{"192.0.2.256", "", "[192.0.2.256]"},
	{"192.0.2.1 ", "", "[192.0.2.1?]"},
	{"[192.0.2.1]", "", "[[192.0.2.1]]"},
	{"192.0.2.1\x1b[2J\r", "", "[192.0.2.1?[2J?]"},
	{"", "", ""},
	{NULL, "", ""},
};

START_TEST(client)
{
	const struct unit_var vars[] = {{"SMTPHELOHOST", "mail.example"},
					{"TCPREMOTEIP", addresses[_i].value},
					{NULL, NULL}};
	const char *ip = addresses[_i].ip;
	struct session s;
	struct log log = read_session(&s, vars);

	ck_assert_str_eq(s.client_shown, *ip != '\0' ? ip : "unknown");
	ck_assert((s.client.family == FAMILY_NONE) == (*ip == '\0'));
	if (addresses[_i].quoted == NULL) {
		ck_assert_str_eq(err.text, "");
		return;
	}
	/* A warning about a variable is always shown: it names it, and says what is done instead. */
	ck_assert_uint_eq(err.pieces, 1);
	ck_assert_uint_eq(log.warnings, 1);
	ck_assert_ptr_nonnull(strstr(err.text, "TCPREMOTEIP"));
	ck_assert_ptr_nonnull(strstr(err.text, addresses[_i].quoted));
	ck_assert_ptr_nonnull(strstr(err.text, "skipped"));
}
END_TEST

START_TEST(local)
{
	const struct unit_var vars[] = {
		{"TCPREMOTEIP", "192.0.2.9"}, {"TCPLOCALIP", addresses[_i].value}, {NULL, NULL}};
	struct ipaddr ip = unit_ip(addresses[_i].ip);
	struct session s;

	read_session(&s, vars);
	ck_assert_int_eq(s.local.family, ip.family);
	if (ip.family != FAMILY_NONE)
		ck_assert(ipaddr_equal(&s.local, &ip));
	/* Unset is no mistake of anybody: a plugin may be run by hand. */
	if (addresses[_i].value == NULL || addresses[_i].quoted == NULL)
		ck_assert_str_eq(err.text, "");
	else
		ck_assert_ptr_nonnull(strstr(err.text, "TCPLOCALIP"));
}
END_TEST

START_TEST(long_bad_address)
{
	char value[5001];
	const struct unit_var vars[] = {{"TCPREMOTEIP", value}, {NULL, NULL}};
	struct session s;

	unit_expand(value, sizeof(value), "9{5000}");
	read_session(&s, vars);
	ck_assert_int_eq(s.client.family, FAMILY_NONE);
	ck_assert_uint_eq(err.pieces, 1);
	ck_assert_uint_lt(strlen(err.text), 400);
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
	const struct unit_var vars[] = {{"TCPREMOTEIP", "192.0.2.9"}, {"RELAYCLIENT", value},
					{"TCPREMOTEHOST", value},     {"SMTPMAILFROM", value},
					{"SMTPRCPTTO", value},	      {NULL, NULL}};
	struct session s;

	read_session(&s, vars);
	ck_assert(s.relay == settings[_i].set);
	ck_assert_ptr_eq(s.reverse, value);
	ck_assert_ptr_eq(s.sender, value);
	ck_assert_ptr_eq(s.recipient, value);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, helo, 0, LENGTH(helos));
	tcase_add_test(tests, helo_unset);
	tcase_add_loop_test(tests, client, 0, LENGTH(addresses));
	tcase_add_loop_test(tests, local, 0, LENGTH(addresses));
	tcase_add_test(tests, long_bad_address);
	tcase_add_loop_test(tests, rest, 0, LENGTH(settings));
}

int main(void)
{
	return unit_main("session", add);
}
