/* From facts to a verdict, and what is loaded for it: doc/behaviour.md sections 3 to 5. */
#include "checks/judgement.h"

#include "base/clock.h"
#include "tests/unit/given.h"

/* Results first, of the checks that run; then a verdict, of those that deny. */
START_TEST(weigh)
{
	const struct facts f = {.resolves = NO, .match = NO};
	struct session s = given_helo("nowhere.example", CLIENT);
	struct policy p = {.run = BIT(RESOLVES) | BIT(IP_MATCH) | BIT(BARE_IP),
			   .deny = BIT(RESOLVES)};
	struct results r;
	struct verdict v;
	char text[100];
	struct textbuf b = textbuf_in(text, sizeof(text));

	memset(&r, 0xa5, sizeof(r));
	judgement_weigh(&r, &v, &s, &p, &f);
	for (enum outcome o = PASS; o < OUTCOME_COUNT; o++) {
		texts_list(&b, &r, o, " ");
		textbuf_add(&b, ";");
	}
	ck_assert_str_eq(text, "bare_ip;resolves;ip_match(no_address);;");
	ck_assert(v.action == DENY && v.by == CHECK_RESOLVES);
	/* The same facts by another policy, and of another client. */
	p.monitor = true;
	judgement_weigh(&r, &v, &s, &p, &f);
	ck_assert_int_eq(v.action, WOULD_DENY);
	s = given_helo("", CLIENT);
	p.run |= BIT(NO_HELO);
	judgement_weigh(&r, &v, &s, &p, &f);
	ck_assert_int_eq(r.check[CHECK_RESOLVES].outcome, NOT_RUN);
	ck_assert_int_eq(r.check[CHECK_NO_HELO].outcome, FAIL);
	ck_assert_int_eq(v.action, ACCEPT);
}
END_TEST

/* The suffix list is loaded for a check that needs it, once, and given to the facts. */
static const struct {
	checkset run;
	const char *client, *list; /* NULL: no such file */
	bool loaded;
	const char *valid_hostname;
	unsigned warnings;
} loads[] = {
	{BIT(VALID_HOSTNAME), CLIENT, "com\n", true, "fail", 0},
	{BIT(VALID_HOSTNAME), CLIENT, NULL, true, "fail", 0},
	{BIT(VALID_HOSTNAME), CLIENT, "", false, "error(suffix_list)", 1},
	{BIT(VALID_HOSTNAME), "10.0.0.1", "", false, "skip(private)", 0},
	{BIT(BARE_IP), CLIENT, "", false, "not run", 0},
	{0, CLIENT, "", false, "not run", 0},
};

START_TEST(load)
{
	const struct session s = given_helo("no..name", loads[_i].client);
	const struct policy p = {
		.run = loads[_i].run, .deny = ALL, .timeout_ms = 5000, .helo.skip_private = true};
	struct log log = {.quiet = true};
	struct judgement j;

	unit_home();
	if (loads[_i].list != NULL)
		unit_file("control/public_suffix_list.dat", loads[_i].list);
	memset(&j, 0xa5, sizeof(j));
	judgement_reach(&j, &s, &p, clock_ms() + 5000, &log);
	ck_assert((j.suffixes != NULL) == loads[_i].loaded);
	ck_assert_ptr_eq(j.facts.suffixes, j.suffixes);
	ck_assert_int_eq(j.facts.resolves, NO);
	ck_assert_str_eq(given_text(j.results.check[CHECK_VALID_HOSTNAME]),
			 loads[_i].valid_hostname);
	ck_assert((j.verdict.action == DENY) == (strcmp(loads[_i].valid_hostname, "fail") == 0));
	ck_assert_uint_eq(log.warnings, loads[_i].warnings);
	judgement_free(&j);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_test(tests, weigh);
	tcase_add_loop_test(tests, load, 0, LENGTH(loads));
}

int main(void)
{
	return unit_main("judgement", add);
}
