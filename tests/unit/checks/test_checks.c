/* The table of all checks, and which of them run: doc/behaviour.md sections 2, 4 and 5. */
#include "checks/checks.h"

#include "tests/unit/given.h"

/* Every placeholder of text is one that texts_fill knows, and one of allowed. */
static void assert_placeholders(const char *text, const char *allowed)
{
	for (const char *at = text; (at = strchr(at, '{')) != NULL; at++) {
		char name[16];
		size_t len = strcspn(at, "}") + 1;

		ck_assert_uint_lt(len, sizeof(name));
		memcpy(name, at, len);
		name[len] = '\0';
		ck_assert_msg(strstr(allowed, name) != NULL, "%s in %s", name, text);
	}
}

/* A row holds everything about its check. */
START_TEST(row)
{
	const struct check *c = &checks[_i];
	int n = 0;

	ck_assert_ptr_nonnull(c->run);
	ck_assert(c->meaning != NULL && *c->meaning != '\0');
	ck_assert_int_eq(checkset_find(check_names[_i], strlen(check_names[_i])),
			 _i == CHECK_NO_HELO ? -1 : _i);
	ck_assert_uint_eq(strspn(check_names[_i], "abcdefghijklmnopqrstuvwxyz_"),
			  strlen(check_names[_i]));
	/* The last text is for every other reason, and tells the client something. */
	while (c->texts[n].reason != REASON_NONE)
		ck_assert_int_lt(++n, 8);
	ck_assert_ptr_nonnull(c->texts[n].reply);
	for (int i = 0; i <= n; i++) {
		if (c->texts[i].log != NULL)
			assert_placeholders(c->texts[i].log, "{helo} {ip}");
		if (c->texts[i].reply != NULL) {
			assert_placeholders(c->texts[i].reply, "{helo}");
			ck_assert_uint_lt(strlen(c->texts[i].reply) + PRINTABLE_SIZE, TEXTS_SIZE);
		}
		for (int k = 0; k < i; k++)
			ck_assert_int_ne(c->texts[k].reason, c->texts[i].reason);
	}
}
END_TEST

/* What each looks at: a file that no check needs is not read. */
static const unsigned needs[CHECK_COUNT] = {
	[CHECK_NOT_ME] = NEED_OURS,
	[CHECK_OWN_NAME] = NEED_OWN_NAME,
	[CHECK_MATCH_RE] = NEED_PATTERNS,
	[CHECK_DYNAMIC] = NEED_SUFFIXES,
	[CHECK_BIG_COMPANY] = NEED_REVERSE,
	[CHECK_VALID_HOSTNAME] = NEED_SUFFIXES,
	[CHECK_RDNS_MATCH] = NEED_REVERSE | NEED_SUFFIXES,
	[CHECK_FORWARD_DNS] = NEED_REVERSE | NEED_SUFFIXES,
};

/* Who the client is, and why the HELO checks are skipped for it. */
static const struct {
	const char *helo, *client, *relay;
	bool skip_private, skip_relaying;
	enum reason why;
} clients[] = {
	{"mail.example", CLIENT, NULL, true, true, REASON_NONE},
	{"mail.example", CLIENT6, NULL, true, true, REASON_NONE},
	{"mail.example", "10.1.2.3", NULL, true, true, REASON_PRIVATE},
	{"mail.example", "fd00::1", NULL, true, true, REASON_PRIVATE},
	{"mail.example", "::ffff:192.168.1.1", NULL, true, true, REASON_PRIVATE},
	{"mail.example", "10.1.2.3", NULL, false, true, REASON_NONE},
	{"mail.example", CLIENT, "", true, true, REASON_RELAY},
	{"mail.example", CLIENT, "@example.com", true, false, REASON_NONE},
	{"mail.example", "10.1.2.3", "", true, true, REASON_RELAY},
	{"mail.example", "10.1.2.3", "", true, false, REASON_PRIVATE},
	{"mail.example", "10.1.2.3", "", false, false, REASON_NONE},
	{"mail.example", "nonsense", NULL, true, true, REASON_NONE},
	{"mail.example", NULL, "", true, true, REASON_RELAY},
	/* without a HELO nothing else is looked at, not even to be skipped */
	{"", CLIENT, NULL, true, true, REASON_NONE},
	{" \r", "10.1.2.3", NULL, true, true, REASON_PRIVATE},
	{NULL, CLIENT, "", true, true, REASON_RELAY},
};

/* One check, all but one, and all, for each of them: what runs, what is skipped, what is needed. */
START_TEST(client)
{
	const struct unit_var vars[] = {{"SMTPHELOHOST", clients[_i].helo},
					{"TCPREMOTEIP", clients[_i].client},
					{"RELAYCLIENT", clients[_i].relay},
					{NULL, NULL}};
	const struct facts f = {.resolves = NO, .match = NO, .ours = NO, .own_name = NO};
	const struct session s = given_session(vars);
	const bool no_helo = s.kind == HELO_NONE, relay = clients[_i].relay != NULL;

	for (int n = 0; n <= 2 * CHECK_COUNT; n++) {
		const checkset set =
			n < CHECK_COUNT ? CHECK_BIT(n) : ALL & ~CHECK_BIT(n - CHECK_COUNT);
		const struct policy p = {.run = set,
					 .helo = {.skip_private = clients[_i].skip_private,
						  .skip_relaying = clients[_i].skip_relaying}};
		unsigned needed = 0;
		struct results r;

		memset(&r, 0xa5, sizeof(r));
		checks_run(&r, &s, &p, &f);
		ck_assert_int_eq(checks_skipped(&p, &s), clients[_i].why);
		for (int id = 0; id < CHECK_COUNT; id++) {
			const struct result is = r.check[id];
			const bool ten = (HELO_CHECKS & CHECK_BIT(id)) != 0;
			/* A client that may relay may be us. */
			const bool off = (set & CHECK_BIT(id)) == 0 ||
					 no_helo != (id == CHECK_NO_HELO) ||
					 (relay && (id == CHECK_NOT_ME || id == CHECK_OWN_NAME));

			ck_assert_msg((is.outcome == NOT_RUN) == off, "0x%x: %s is %s", set,
				      check_names[id], given_text(is));
			if (!off && ten && clients[_i].why != REASON_NONE) {
				ck_assert_int_eq(is.outcome, SKIP);
				ck_assert_int_eq(is.reason, clients[_i].why);
				continue;
			}
			ck_assert(is.reason != REASON_RELAY && is.reason != REASON_PRIVATE);
			needed |= off ? 0 : needs[id];
		}
		ck_assert_msg(checks_need(&p, &s) == needed, "0x%x", set);
	}
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, CHECK_COUNT);
	tcase_add_loop_test(tests, client, 0, LENGTH(clients));
}

int main(void)
{
	return unit_main("checks", add);
}
