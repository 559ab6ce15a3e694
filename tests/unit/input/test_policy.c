/* Everything that the admin has set: doc/behaviour.md sections 1, 2 and 4. */
#include "input/policy.h"

#include "base/textbuf.h"
#include "tests/unit/given.h"

#define ALWAYS (BIT(NO_HELO) | BIT(RESOLVES) | BIT(IP_MATCH))

static struct capture err;

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
	{"PLRIV", "0", NULL, NULL, NULL, true},
	/* R and RELAYCLIENT */
	{"PLRIV", NULL, "", NULL, NULL, true},
	{"XR", NULL, "1", NULL, NULL, true},
	{"PLIV", NULL, "", NULL, NULL, false},
	{"r", NULL, "", NULL, NULL, false},
	/* HELO_DENIED, if HELO_DENY waits for a later command */
	{"", NULL, NULL, "1", "mail", true},
	{"", NULL, NULL, "", "rcpt", true},
	{"", NULL, NULL, "1", "data", true},
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

	ck_assert(policy_off(&env) == offs[_i].off);
	ck_assert(policy_excused(&env) == (offs[_i].no_check != NULL));
}
END_TEST

/*
 * Names with a blank before them, as tcprules makes them of `:allow, X=""`. NOHELODNSCHECK counts
 * all the same, others are ignored; -n warns of both.
 */
static const struct {
	const char *name;
	bool off, warned, honoured;
} blanks[] = {
	{" NOHELODNSCHECK", true, true, true},
	{"NOHELODNSCHECK ", false, false, false},
	{"\tNOHELODNSCHECK", false, false, false},
	{" HELO_DNS_CHECK", false, true, false},
	{" HELO_DENY", false, true, false},
	{" HELO_DENY_INFO", false, true, false},
	{" HELO_DNS_TIMEOUT", false, true, false},
	{" DNSCACHEIP", false, true, false},
	{" HELO_CHECKS", false, true, false},
	{" HELO_REJECT", false, true, false},
	{" RELAYCLIENT", false, true, false},
	{"HELO_CHECKS", false, false, false},
	{" PATH", false, false, false},
};

START_TEST(blank)
{
	const struct unit_var vars[] = {
		{"HELO_DNS_CHECK", "R"}, {blanks[_i].name, ""}, {NULL, NULL}};
	const struct env env = unit_env(vars);
	struct log log = {0};
	char want[200] = "";

	ck_assert(policy_off(&env) == blanks[_i].off);
	ck_assert(policy_excused(&env) == blanks[_i].off);
	capture_start(&err, STDERR_FILENO);
	policy_lint_names(&env, &log);
	capture_end(&err);
	if (blanks[_i].warned)
		snprintf(want, sizeof(want),
			 "helo-dns-check: \"%s\": a variable whose name begins with a blank; %s\n",
			 blanks[_i].name,
			 blanks[_i].honoured ? "honoured, but remove the blank after the comma"
					     : "ignored (no blank after a comma in tcprules)");
	ck_assert_str_eq(err.text, want);
	ck_assert_uint_eq(log.warnings, blanks[_i].warned);
}
END_TEST

/* ---- one variable ---- */

/* What differs from the policy of an empty HELO_DNS_CHECK, in words. */
static const char *describe(const struct policy *p, const struct log *log)
{
	static const char *const ats[] = {"drop", "error", "mail", "rcpt", "data"};
	static char text[1024];
	struct textbuf b = textbuf_in(text, sizeof(text));
	char ip[IPADDR_TEXT];

	if (p->run != ALWAYS || p->deny != (BIT(NO_HELO) | BIT(RESOLVES)))
		textbuf_addf(&b, " run=%x deny=%x", p->run & ~ALWAYS, p->deny & ~BIT(NO_HELO));
	textbuf_add(&b, p->temporary ? " T" : "");
	textbuf_add(&b, p->monitor ? " M" : "");
	textbuf_add(&b, p->headers ? " H" : "");
	textbuf_add(&b, p->facts ? " F" : "");
	textbuf_add(&b, p->debug ? " D" : "");
	textbuf_add(&b, log->failures ? " L" : "");
	textbuf_add(&b, p->silent ? " silent" : "");
	if (p->deny_at != DENY_DROP)
		textbuf_addf(&b, " %s", ats[p->deny_at]);
	if (p->info[0] != '\0')
		textbuf_addf(&b, " [%s]", p->info);
	if (p->timeout_ms != 5000)
		textbuf_addf(&b, " %d ms", p->timeout_ms);
	for (size_t i = 0; i < p->server_count; i++)
		textbuf_addf(&b, " %s#%u", ipaddr_print(ip, &p->servers[i].ip), p->servers[i].port);
	if (p->res_options != NULL)
		textbuf_addf(&b, " options=%s", p->res_options);
	ck_assert(!log->debug && !b.truncated); /* log.debug: see main */
	return b.len > 0 ? text + 1 : text;
}

#define KINDS "not one of drop, error, mail, rcpt, data; using drop"
#define NOT_A_NUMBER "not a number from 1 to 60; using 5"
#define SKIPPED "not an IP address; skipped"
#define NONE_USABLE "no usable address; using resolv.conf"
#define UNKNOWN_FLAG "no default action, the known flags apply"
#define EIGHT "1.0.0.1 2.0.0.1 3.0.0.1 4.0.0.1 5.0.0.1 6.0.0.1 7.0.0.1 8.0.0.1"
#define EIGHT_READ                                                                                 \
	"1.0.0.1#53 2.0.0.1#53 3.0.0.1#53 4.0.0.1#53 5.0.0.1#53 6.0.0.1#53 7.0.0.1#53 8.0.0.1#53"

/* name=value; values, and what follows them: see unit_expand. An empty variable is as unset. */
static const struct {
	const char *name, *value, *read;
	const char *warnings; /* each behind `helo-dns-check: `, with an LF */
} variables[] = {
	{"HELO_DNS_CHECK", "", "", ""},
	{"HELO_DNS_CHECK", "PTMLHF", "run=0 deny=0 T M H F L", ""},
	{"HELO_DNS_CHECK", "ID", "D L", ""},
	{"HELO_DNS_CHECK", "AP", "run=0 deny=0 silent", ""},
	{"HELO_DNS_CHECK", "BX", "run=0 deny=20",
	 "HELO_DNS_CHECK=BX: unknown flag X; " UNKNOWN_FLAG "\n"},
	{"HELO_DNS_CHECK", "PLRIVx z\x1b", "run=8 deny=c L",
	 "HELO_DNS_CHECK=\"PLRIVx z?\": unknown flags x?z; " UNKNOWN_FLAG "\n"},
	{"RELAYCLIENT", "", "", ""}, /* a matter of the session */
	{"RES_OPTIONS", "ndots:1", "options=ndots:1", ""},
	{"RES_OPTIONS", "", "options=", ""},

	{"HELO_DENY", "", "", ""},
	{"HELO_DENY", "drop", "", ""},
	{"HELO_DENY", "error", "error", ""},
	{"HELO_DENY", "mail", "mail", ""},
	{"HELO_DENY", "rcpt", "rcpt", ""},
	{"HELO_DENY", "data", "data", ""},
	{"HELO_DENY", "DROP", "", "HELO_DENY=DROP: " KINDS "\n"},
	{"HELO_DENY", "errors", "", "HELO_DENY=errors: " KINDS "\n"},
	{"HELO_DENY", " rcpt", "", "HELO_DENY=\" rcpt\": " KINDS "\n"},
	{"HELO_DENY", "\xff\r\nR", "", "HELO_DENY=\"???R\": " KINDS "\n"},

	{"HELO_DENY_INFO", "", "", ""},
	{"HELO_DENY_INFO", "call +49 123 456", "[call +49 123 456]", ""},
	{"HELO_DENY_INFO", "a\rb\nc\t\x80\xff\x7f\x1b ~%n", "[a?b?c????? ~%n]", ""},
	{"HELO_DENY_INFO", "a{200}", "[a{200}]", ""},
	{"HELO_DENY_INFO", "a{201}", "[a{200}]",
	 "HELO_DENY_INFO=a{201}: longer than 200 bytes; cut\n"},
	{"HELO_DENY_INFO", "a b{5000}", "[a b{198}]",
	 "HELO_DENY_INFO=\"a b{253}\": longer than 200 bytes; cut\n"},

	{"HELO_DNS_TIMEOUT", "", "", ""},
	{"HELO_DNS_TIMEOUT", "1", "1000 ms", ""},
	{"HELO_DNS_TIMEOUT", "60", "60000 ms", ""},
	{"HELO_DNS_TIMEOUT", "61", "", "HELO_DNS_TIMEOUT=61: " NOT_A_NUMBER "\n"},
	{"HELO_DNS_TIMEOUT", "0", "", "HELO_DNS_TIMEOUT=0: " NOT_A_NUMBER "\n"},
	{"HELO_DNS_TIMEOUT", "5s", "", "HELO_DNS_TIMEOUT=5s: " NOT_A_NUMBER "\n"},
	{"HELO_DNS_TIMEOUT", "1 ", "", "HELO_DNS_TIMEOUT=\"1 \": " NOT_A_NUMBER "\n"},

	{"DNSCACHEIP", "", "", ""},
	{"DNSCACHEIP", "192.0.2.53", "192.0.2.53#53", ""},
	{"DNSCACHEIP", "\t192.0.2.53:5353  [2001:db8::53]:54 ::1 ",
	 "192.0.2.53#5353 2001:db8::53#54 ::1#53", ""},
	{"DNSCACHEIP", "127.0.0.1 127.0.0.1", "127.0.0.1#53 127.0.0.1#53", ""},
	{"DNSCACHEIP", EIGHT, EIGHT_READ, ""},
	{"DNSCACHEIP", EIGHT " 192.0.2.9 x", EIGHT_READ,
	 "DNSCACHEIP=192.0.2.9: one address too many; skipped\nDNSCACHEIP=x: " SKIPPED "\n"},
	/* one good one is enough, the others are named */
	{"DNSCACHEIP", "1.2.3 192.0.2.53 a\x1b", "192.0.2.53#53",
	 "DNSCACHEIP=1.2.3: " SKIPPED "\nDNSCACHEIP=\"a?\": " SKIPPED "\n"},
	{"DNSCACHEIP", "192.0.2.53,::1 192.0.2.55", "192.0.2.55#53",
	 "DNSCACHEIP=\"192.0.2.53,::1\": separate addresses with blanks; skipped\n"},
	/* none: one warning, and resolv.conf's */
	{"DNSCACHEIP", " ", "", "DNSCACHEIP=\" \": " NONE_USABLE "\n"},
	{"DNSCACHEIP", "1.2.3", "", "DNSCACHEIP=1.2.3: " NONE_USABLE "\n"},
	{"DNSCACHEIP", "more nonsense", "", "DNSCACHEIP=\"more nonsense\": " NONE_USABLE "\n"},
	{"DNSCACHEIP", "192.0.2.53:0", "", "DNSCACHEIP=192.0.2.53:0: " NONE_USABLE "\n"},
	{"DNSCACHEIP", "192.0.2.1,192.0.2.2", "",
	 "DNSCACHEIP=\"192.0.2.1,192.0.2.2\": separate addresses with blanks; using "
	 "resolv.conf\n"},
	{"DNSCACHEIP", "x{100000}", "", "DNSCACHEIP=x{255}: " NONE_USABLE "\n"},
};

START_TEST(variable)
{
	static char value[100001], text[1024];
	const struct unit_var vars[] = {
		{variables[_i].name, value}, {"HELO_DNS_CHECK", ""}, {NULL, NULL}};
	struct env env = unit_env(vars);
	struct log log = {0};
	struct policy p;

	unit_expand(value, sizeof(value), variables[_i].value);
	memset(&p, 0xa5, sizeof(p)); /* nothing may be left as it was */
	capture_start(&err, STDERR_FILENO);
	policy_read(&p, &env, &log);
	capture_end(&err);
	unit_expand(text, sizeof(text), variables[_i].read);
	ck_assert_str_eq(describe(&p, &log), text);
	ck_assert_uint_eq(err.pieces, unit_lines(variables[_i].warnings));
	ck_assert_uint_eq(log.warnings, err.pieces);
	unit_expand(text, sizeof(text), variables[_i].warnings);
	for (const char *want = text, *got = err.text; *want != '\0';) {
		size_t len = strcspn(want, "\n") + 1;

		got += strlen("helo-dns-check: ");
		ck_assert_msg(strncmp(got, want, len) == 0, "[%s], not [%s]", got, want);
		want += len;
		got += len;
	}
}
END_TEST

/* ---- the settings of the HELO checks ---- */

#define TEN HELO_CHECKS
#define OFF_WARNING                                                                                \
	"HELO_REJECT is set, but the HELO checks are off (no HELO_CHECKS, no "                     \
	"control/helo.checks.ini); ignored"

static const struct {
	const char *flags;
	const char *file; /* NULL: there is none */
	const char *checks, *reject, *timeout;
	bool on;
	checkset run, deny; /* beside those that always run or deny */
	unsigned mode;
	int ms;
	const char *warning; /* in it; NULL: none */
} settings[] = {
	/* off, and on */
	{"P", NULL, NULL, NULL, NULL, false, 0, 0, 2, 5000, NULL},
	{"P", NULL, "", "", NULL, false, 0, 0, 2, 5000, NULL},
	{"P", "", NULL, NULL, NULL, true, TEN, 0, 2, 5000, NULL},
	{"P", NULL, "all", NULL, NULL, true, TEN, 0, 2, 5000, NULL},
	{"P", NULL, "none", NULL, NULL, true, 0, 0, 2, 5000, NULL},
	{"P", NULL, "dynamic", NULL, NULL, true, BIT(DYNAMIC), 0, 2, 5000, NULL},
	{"P", NULL, NULL, "all", NULL, false, 0, 0, 2, 5000, OFF_WARNING},
	/* the variables change what the file says */
	{"P", "[check]\ndynamic=no\n", "-bare_ip", NULL, NULL, true,
	 TEN & ~BIT(DYNAMIC) & ~BIT(BARE_IP), 0, 2, 5000, NULL},
	{"P", "[check]\nliteral_mismatch=1\n", "all", NULL, NULL, true, TEN, 0, 1, 5000, NULL},
	{"P", "[check]\nliteral_mismatch=1\n", NULL, "literal_mismatch=3", NULL, true, TEN,
	 BIT(LITERAL_MISMATCH), 3, 5000, NULL},
	{"P", "[reject]\ndynamic=yes\n", NULL, "", NULL, true, TEN, BIT(DYNAMIC), 2, 5000, NULL},
	{"P", "[reject]\ndynamic=yes\n", NULL, "bare_ip", NULL, true, TEN, BIT(BARE_IP), 2, 5000,
	 NULL},
	{"P", "[reject]\ndynamic=yes\n", NULL, "-dynamic", NULL, true, TEN, 0, 2, 5000, NULL},
	{"P", "", "bogus", NULL, NULL, true, 0, 0, 2, 5000,
	 "HELO_CHECKS=bogus: not a check; skipped"},
	{"P", "", NULL, "bogus", NULL, true, TEN, 0, 2, 5000,
	 "HELO_REJECT=bogus: not a check; skipped"},
	/* to deny for a flag's check is to ask for it; the flags' own denials stay */
	{"P", NULL, "none", "not_me,syntax", NULL, true, BIT(NOT_ME) | BIT(SYNTAX),
	 BIT(NOT_ME) | BIT(SYNTAX), 2, 5000, NULL},
	{"PV", NULL, "none", "all", NULL, true, BIT(NOT_ME), BIT(NOT_ME) | TEN, 2, 5000, NULL},
	{"PV", NULL, "syntax", "none", NULL, true, BIT(NOT_ME), BIT(NOT_ME), 2, 5000,
	 "HELO_CHECKS=syntax: not a check; skipped"},
	/* P of the newer flags silences these, too */
	{"AP", NULL, "dynamic", "dynamic,own_name", NULL, true, BIT(DYNAMIC) | BIT(OWN_NAME), 0, 2,
	 5000, NULL},
	/* time for DNS: the variable takes precedence over the file, whatever it says */
	{"P", "dns_timeout=30\n", NULL, NULL, "", true, TEN, 0, 2, 30000, NULL},
	{"P", "dns_timeout=30\n", NULL, NULL, "7", true, TEN, 0, 2, 7000, NULL},
	{"P", "dns_timeout=30\n", NULL, NULL, "5", true, TEN, 0, 2, 5000, NULL},
	{"P", "dns_timeout=30\n", NULL, NULL, "0", true, TEN, 0, 2, 5000, "HELO_DNS_TIMEOUT=0: "},
};

START_TEST(setting)
{
	const struct unit_var vars[] = {{"HELO_DNS_CHECK", settings[_i].flags},
					{"HELO_CHECKS", settings[_i].checks},
					{"HELO_REJECT", settings[_i].reject},
					{"HELO_DNS_TIMEOUT", settings[_i].timeout},
					{NULL, NULL}};
	const char *warning = settings[_i].warning;
	struct env env = unit_env(vars);
	struct log log = {0};
	struct policy p;

	unit_home();
	if (settings[_i].file != NULL)
		unit_file("control/helo.checks.ini", settings[_i].file);
	capture_start(&err, STDERR_FILENO);
	policy_read(&p, &env, &log);
	policy_read_helo_checks(&p, &env, &log);
	capture_end(&err);
	ck_assert(p.helo.on == settings[_i].on);
	ck_assert_uint_eq(p.run, settings[_i].run | ALWAYS);
	ck_assert_uint_eq(p.deny, settings[_i].deny | BIT(NO_HELO));
	ck_assert_uint_eq(p.helo.literal_mode, settings[_i].mode);
	ck_assert(p.helo.skip_private && p.helo.skip_relaying);
	ck_assert_int_eq(p.timeout_ms, settings[_i].ms);
	ck_assert_uint_eq(log.warnings, warning != NULL);
	ck_assert_msg(strstr(err.text, warning != NULL ? warning : "") != NULL, "%s", err.text);
	policy_free(&p);
}
END_TEST

/* Another file than control's, for heloreplay. */
START_TEST(another_file)
{
	static const struct unit_var vars[] = {{"HELO_DNS_CHECK", "P"}, {NULL, NULL}};
	struct env env = unit_env(vars);
	struct log log = {0};
	struct policy p;

	unit_home();
	unit_file("control/helo.checks.ini", "[reject]\ndynamic=yes\n");
	unit_file("./other", "[reject]\nbare_ip=yes\n");
	policy_read(&p, &env, &log);
	p.ini = "./other";
	policy_read_helo_checks(&p, &env, &log);
	ck_assert_uint_eq(p.helo.reject, BIT(BARE_IP));
	policy_free(&p);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, off, 0, LENGTH(offs));
	tcase_add_loop_test(tests, blank, 0, LENGTH(blanks));
	tcase_add_loop_test(tests, variable, 0, LENGTH(variables));
	tcase_add_loop_test(tests, setting, 0, LENGTH(settings));
	tcase_add_test(tests, another_file);
}

int main(void)
{
	return unit_main("policy", add);
}
