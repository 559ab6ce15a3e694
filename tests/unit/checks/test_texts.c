/* What is said about results: the table of doc/behaviour.md section 5. */
#include "checks/texts.h"

#include "tests/unit/given.h"

/* Adds to a buffer of size bytes, and returns what became of it. */
#define BUILD(size, call)                                                                          \
	do {                                                                                       \
		char *built = malloc(size);                                                        \
		struct textbuf b;                                                                  \
                                                                                                   \
		ck_assert_ptr_nonnull(built);                                                      \
		b = textbuf_in(built, size);                                                       \
		call;                                                                              \
		ck_assert_uint_eq(strlen(built),                                                   \
				  (size)-1 < strlen(want) ? (size)-1 : strlen(want));              \
		ck_assert_int_eq(strncmp(built, want, strlen(built)), 0);                          \
		ck_assert(b.truncated == ((size) <= strlen(want)));                                \
		free(built);                                                                       \
	} while (0)

#define FAILS "HELO [x] from [192.0.2.1] fails "

/* In the order in which the checks decide; then those with a reason. */
static const struct {
	const char *result, *log, *reply; /* reply NULL: it never denies */
} words[] = {
	{"no_helo=fail", "No HELO sent from [192.0.2.1]", "no HELO/EHLO host name was given"},
	{"syntax=fail", "malformed HELO/EHLO [x] from [192.0.2.1]", "HELO [x] is malformed"},
	{"resolves=fail", "HELO [x] from [192.0.2.1] doesn't solve", "HELO [x] does not resolve"},
	{"not_me=fail", "HELO [x] is a local domain but IP [192.0.2.1] is not a RELAYCLIENT",
	 "HELO [x] is one of our hosts"},
	{"own_name=fail", "HELO [x] is a local name but IP [192.0.2.1] is not a RELAYCLIENT",
	 "HELO [x] is one of our names"},
	{"ip_match=fail", "HELO [x] doesn't match IP [192.0.2.1]",
	 "HELO [x] does not resolve to your address"},
	{"match_re=fail", FAILS "match_re", "HELO [x] is not allowed here"},
	{"bare_ip=fail", FAILS "bare_ip", "HELO [x] is an address without brackets"},
	{"dynamic=fail", FAILS "dynamic",
	 "HELO [x] contains your address, like a dynamic host name"},
	{"big_company=fail", FAILS "big_company", "HELO [x] does not go with your reverse name"},
	{"valid_hostname=fail", FAILS "valid_hostname",
	 "HELO [x] is not under a registrable domain"},
	{"rdns_match=fail", FAILS "rdns_match", "HELO [x] does not match your reverse name"},
	{"forward_dns=fail", FAILS "forward_dns", "HELO [x] does not resolve to your address"},
	{"host_mismatch=fail", FAILS "host_mismatch",
	 "HELO [x] differs from the name you gave before"},
	{"proto_mismatch=fail", FAILS "proto_mismatch",
	 "HELO [x]: you switched between HELO and EHLO"},
	{"literal_mismatch=fail", FAILS "literal_mismatch", "HELO [x] is not your address"},
	{"not_me=fail(localhost)", "invalid HELO/EHLO [x] from [192.0.2.1]",
	 "HELO [x] is one of our hosts"},
	{"valid_hostname=fail(no_dot)", FAILS "valid_hostname(no_dot)", "HELO [x] has no dot"},
	{"valid_hostname=fail(not_ascii)", FAILS "valid_hostname(not_ascii)",
	 "HELO [x] is not ASCII"},
	{"rdns_match=fail(literal)", FAILS "rdns_match(literal)", NULL},
	{"forward_dns=fail(no_ips)", FAILS "forward_dns(no_ips)", NULL},
	{"forward_dns=fail(invalid_hostname)", FAILS "forward_dns(invalid_hostname)",
	 "HELO [x] is not a valid host name"},
	{"forward_dns=fail(no_match)", FAILS "forward_dns(no_match)",
	 "HELO [x] does not resolve to your address"},
	{"forward_dns=error(timeout)", NULL, "DNS timed out for HELO [x]"},
};

START_TEST(word)
{
	const struct results r = given_results(words[_i].result);
	const struct session s = given_helo("x", "192.0.2.1");
	const char *want = words[_i].log, *reply;
	enum check_id id = 0;

	while (r.check[id].outcome == NOT_RUN)
		id++;
	ck_assert(_i >= CHECK_COUNT || (int)id == _i);
	if (want != NULL)
		BUILD(200, texts_failure(&b, id, r.check[id].reason, &s));
	want = words[_i].reply;
	reply = texts_of(id, r.check[id].reason)->reply;
	ck_assert((reply == NULL) == (want == NULL));
	if (want != NULL)
		BUILD(200, texts_fill(&b, reply, id, REASON_NONE, s.shown, s.client_shown));
}
END_TEST

static const struct {
	const char *text, *helo, *ip;
	enum reason reason;
	const char *filled;
} fills[] = {
	{"", "h", "i", REASON_TLD, ""},
	{"plain", "h", "i", REASON_TLD, "plain"},
	{"{helo}", "h", "i", REASON_TLD, "h"},
	{"{ip}{helo}{ip}", "h", "i", REASON_TLD, "ihi"},
	{"a{", "h", "i", REASON_TLD, "a{"},
	{"{helo", "h", "i", REASON_TLD, "{helo"},
	{"{HELO} {x} }", "h", "i", REASON_TLD, "{HELO} {x} }"},
	{"{{helo}}", "h", "i", REASON_TLD, "{h}"},
	/* the check, and in brackets the reason, or nothing */
	{"{name}{(}{reason}{)}.", "h", "i", REASON_TLD, "dynamic(tld)."},
	{"{name}{(}{reason}{)}.", "h", "i", REASON_NONE, "dynamic."},
	/* what is filled in is not looked at again */
	{"[{helo}] [{ip}]", "{ip}", "{helo}", REASON_TLD, "[{ip}] [{helo}]"},
	{"[{helo}]", "%s%n", "i", REASON_TLD, "[%s%n]"},
	{"[{helo}] [{ip}]", "", "", REASON_TLD, "[] []"},
};

START_TEST(fill)
{
	const char *want = fills[_i].filled;

	for (size_t size = 1; size < strlen(want) + 3; size++)
		BUILD(size, texts_fill(&b, fills[_i].text, CHECK_DYNAMIC, fills[_i].reason,
				       fills[_i].helo, fills[_i].ip));
}
END_TEST

static const struct {
	const char *results;
	enum outcome outcome;
	const char *between, *list;
} lists[] = {
	{"", PASS, " ", ""},
	{"syntax=pass", FAIL, " ", ""},
	{"literal_mismatch=pass no_helo=pass syntax=fail resolves=pass", PASS, " ",
	 "no_helo resolves literal_mismatch"},
	{"valid_hostname=fail(no_dot) dynamic=fail syntax=fail rdns_match=skip(no_ip)", FAIL, ",",
	 "syntax,dynamic,valid_hostname(no_dot)"},
	{"own_name=skip(no_ip) big_company=skip(literal) match_re=error(limit)", SKIP, ", ",
	 "own_name(no_ip), big_company(literal)"},
	{"not_me=error(timeout) match_re=error(limit)", ERROR, "",
	 "not_me(timeout)match_re(limit)"},
	{"*=skip(relay)", SKIP, " ",
	 "no_helo(relay) syntax(relay) resolves(relay) not_me(relay) own_name(relay) "
	 "ip_match(relay) match_re(relay) bare_ip(relay) dynamic(relay) big_company(relay) "
	 "valid_hostname(relay) rdns_match(relay) forward_dns(relay) host_mismatch(relay) "
	 "proto_mismatch(relay) literal_mismatch(relay)"},
};

START_TEST(list)
{
	const struct results r = given_results(lists[_i].results);
	const char *want = lists[_i].list;

	for (size_t size = 1; size < strlen(want) + 3; size++)
		BUILD(size, texts_list(&b, &r, lists[_i].outcome, lists[_i].between));
}
END_TEST

/* Behind other text, and at its longest: TEXTS_LIST_SIZE and TEXTS_SIZE are room for it. */
START_TEST(room)
{
	static const char outcomes[] = "not run pass fail skip error ";
	char text[TEXTS_LIST_SIZE], helo[300], words_of_all[64] = "";
	struct textbuf b = textbuf_in(text, sizeof(text));
	struct results r = given_results("syntax=fail dynamic=fail");
	struct session s;

	textbuf_add(&b, "fail=");
	texts_list(&b, &r, FAIL, ",");
	ck_assert_str_eq(text, "fail=syntax,dynamic");
	unit_expand(helo, sizeof(helo), "x{299}");
	s = given_helo(helo, "1111:2222:3333:4444:5555:6666:7777:8888");
	for (enum reason reason = REASON_NONE; reason < REASON_COUNT; reason++) {
		for (enum check_id id = 0; id < CHECK_COUNT; id++) {
			char one[TEXTS_SIZE];
			struct textbuf t = textbuf_in(one, sizeof(one));

			r.check[id] = fail(reason);
			texts_failure(&t, id, reason, &s);
			ck_assert(!t.truncated);
		}
		b = textbuf_in(text, sizeof(text));
		texts_list(&b, &r, FAIL, ", ");
		ck_assert(!b.truncated);
	}
	b = textbuf_in(words_of_all, sizeof(words_of_all));
	for (enum outcome o = NOT_RUN; o < OUTCOME_COUNT; o++)
		textbuf_addf(&b, "%s ", texts_outcome(o));
	ck_assert_str_eq(words_of_all, outcomes);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, word, 0, LENGTH(words));
	tcase_add_loop_test(tests, fill, 0, LENGTH(fills));
	tcase_add_loop_test(tests, list, 0, LENGTH(lists));
	tcase_add_test(tests, room);
}

int main(void)
{
	return unit_main("texts", add);
}
