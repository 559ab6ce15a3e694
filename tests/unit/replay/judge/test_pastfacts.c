/* Facts lines back to facts. tests/agree has the plugin's own lines; these are the odd ones. */
#include "replay/judge/pastfacts.h"

#include "tests/unit/unit.h"

static struct pastfacts line;

/* `yes()`, `unknown(timeout)` */
static int say(char *to, size_t size, const char *key, enum answer answer, enum reason why)
{
	return snprintf(to, size, " %s=%s(%s)", key,
			answer == YES       ? "yes"
			: answer == NO      ? "no"
			: answer == UNKNOWN ? "unknown"
					    : "unasked",
			why != REASON_NONE ? reason_text(why) : "");
}

/* What came of a line, in a few words. */
static const char *read_line(const char *helo, const char *ip, const char *facts)
{
	static char said[2048];
	const struct sample s = {.source = FROM_FACTS,
				 .helo = slice_text(helo),
				 .ip = slice_text(ip),
				 .facts = slice_text(facts)};
	const struct facts *f = &line.facts;
	char text[IPADDR_TEXT];
	int len;

	pastfacts_read(&line, &s, NEED_OURS | NEED_OWN_NAME | NEED_REVERSE, NULL);
	len = snprintf(said, sizeof(said), "%s", session_kind(line.session.kind));
	len += say(said + len, sizeof(said) - (size_t)len, "resolves", f->resolves, f->why_resolves);
	len += say(said + len, sizeof(said) - (size_t)len, "match", f->match, f->why_match);
	len += say(said + len, sizeof(said) - (size_t)len, "ours", f->ours, f->why_ours);
	len += snprintf(said + len, sizeof(said) - (size_t)len, " reverse=");
	for (size_t i = 0; i < f->reverse_count; i++)
		len += snprintf(said + len, sizeof(said) - (size_t)len, "%s,", f->reverse[i]);
	len += snprintf(said + len, sizeof(said) - (size_t)len, "(%s)",
			f->why_reverse != REASON_NONE ? reason_text(f->why_reverse) : "");
	for (size_t i = 0; i < f->addresses.count; i++)
		len += snprintf(said + len, sizeof(said) - (size_t)len, " %s",
				ipaddr_print(text, &f->addresses.items[i]));
	facts_free(&line.facts);
	return said;
}

#define A(rest) "pid=1 helo=m.example ip=192.0.2.1 " rest

/* control/moreipme has 198.51.100.0/24. */
static const struct {
	const char *helo, *facts, *said;
} rows[] = {
	{"m.example", A("a=192.0.2.1 aaaa= resolves=yes match=yes ms=1 fail= skip= error= verdict=pass"),
	 "a name resolves=yes() match=yes() ours=unasked() reverse=(not_asked) 192.0.2.1"},
	{"m.example", A("reverse=a.ex,b.ex a=192.0.2.2 aaaa=2001:db8::2 resolves=yes match=no ms=1"),
	 "a name resolves=yes() match=no() ours=no() reverse=a.ex,b.ex,() 192.0.2.2 2001:db8::2"},
	{"m.example", A("reverse= a= aaaa= resolves=no match=no ms=1"),
	 "a name resolves=no() match=no() ours=no() reverse=()"},
	{"m.example", A("reverse=servfail a= aaaa= mx=yes resolves=yes match=no ms=1"),
	 "a name resolves=yes() match=no() ours=no() reverse=(servfail)"},
	/* not known */
	{"m.example", A("a=timeout aaaa=servfail resolves=unknown match=unknown ms=1"),
	 "a name resolves=unknown(timeout) match=unknown(timeout) ours=unknown(timeout) "
	 "reverse=(not_asked)"},
	{"m.example", A("a= aaaa= mx=refused resolves=unknown match=no ms=1"),
	 "a name resolves=unknown(refused) match=no() ours=no() reverse=(not_asked)"},
	{"m.example", A("a=192.0.2.2 aaaa= ours=unknown resolves=yes match=no ms=1"),
	 "a name resolves=yes() match=no() ours=unknown(local) reverse=(not_asked) 192.0.2.2"},
	/* ours, as it was asked then; else as the files of today say */
	{"m.example", A("a=192.0.2.2 aaaa= ours=yes resolves=yes match=no ms=1"),
	 "a name resolves=yes() match=no() ours=yes() reverse=(not_asked) 192.0.2.2"},
	{"m.example", A("a=198.51.100.2 aaaa= ours=no resolves=yes match=no ms=1"),
	 "a name resolves=yes() match=no() ours=no() reverse=(not_asked) 198.51.100.2"},
	{"m.example", A("a=198.51.100.2 aaaa= resolves=yes match=no ms=1"),
	 "a name resolves=yes() match=no() ours=yes() reverse=(not_asked) 198.51.100.2"},
	{"m.example", A("a=192.0.2.2,+1984 aaaa= resolves=yes match=no ms=1"),
	 "a name resolves=yes() match=no() ours=unknown(cut) reverse=(not_asked) 192.0.2.2"},
	/* nothing was asked: a byte that no name has is a `?` now */
	{"m?.example", "pid=1 helo=m?.example ip=192.0.2.1 resolves=no match=no ms=0",
	 "not a name that DNS can be asked for resolves=no() match=no() ours=no() reverse=(not_asked)"},
	{"m?.example", "pid=1 helo=m?.example ip=192.0.2.1 a= aaaa= resolves=no match=no ms=0",
	 "a name resolves=no() match=no() ours=no() reverse=(not_asked)"},
	{"[192.0.2.1]", "pid=1 helo=[192.0.2.1] ip=192.0.2.1 resolves=yes match=yes ms=0",
	 "an address literal resolves=yes() match=yes() ours=unasked() reverse=(not_asked) "
	 "192.0.2.1"},
	{"", "pid=1 helo= ip=192.0.2.1 fail=no_helo skip= error= verdict=deny:no_helo",
	 "missing resolves=unasked() match=unasked() ours=unasked() reverse=()"},
	/* what makes no sense is as not there; nothing is believed of keys inside of values */
	{"m.example", A("a=rubbish,192.0.2 aaaa==,, resolves=perhaps match= ms=x"),
	 "a name resolves=unknown(local) match=unknown(local) ours=no() reverse=(not_asked)"},
	{"m.example", A("xa=192.0.2.1 a= aaaa= resolves=no match=no"),
	 "a name resolves=no() match=no() ours=no() reverse=(not_asked)"},
	{"a=192.0.2.1", "pid=1 helo=a=192.0.2.1 ip=192.0.2.1 a= aaaa= resolves=no match=no",
	 "a name resolves=no() match=no() ours=no() reverse=(not_asked)"},
	{"m.example", "", "not a name that DNS can be asked for resolves=no() match=no() ours=no() "
			  "reverse=(not_asked)"},
};

START_TEST(row)
{
	unit_home();
	unit_file("control/moreipme", "198.51.100.0/24\n");
	ck_assert_str_eq(read_line(rows[_i].helo, "192.0.2.1", rows[_i].facts), rows[_i].said);
}
END_TEST

/* What the connection was like follows from what failed. */
START_TEST(session)
{
	unit_home();
	read_line("m.example", "192.0.2.1", A("a= aaaa= fail=x,host_mismatch skip=proto_mismatch"));
	ck_assert_str_ne(line.session.first_helo, "m.example");
	ck_assert_ptr_null(line.session.verb);
	read_line("m.example", "192.0.2.1", A("a= aaaa= fail=proto_mismatch,y skip="));
	ck_assert_ptr_null(line.session.first_helo);
	ck_assert_str_ne(line.session.verb, line.session.first_verb);
	ck_assert(!line.session.relay);
	read_line("m.example", "192.0.2.1", "pid=1 helo=m.example ip=192.0.2.1 relay=yes a= aaaa=");
	ck_assert(line.session.relay);
	read_line("m?.example", "192.0.2.1", "fail=valid_hostname(not_ascii) skip=");
	ck_assert_int_eq(line.session.helo[1], (char)0x80);
	read_line("m.example", "unknown", A("a= aaaa="));
	ck_assert_int_eq(line.session.client.family, FAMILY_NONE);
}
END_TEST

static const struct {
	const char *a, *b;
	bool same;
} hashes[] = {
	{A("a=1,2 ms=1 fail="), A("a=1,2 ms=1 fail="), true},
	{A("a=1,2 ms=1 fail="), A("a=2,1 ms=17 fail="), true},
	{"pid=1 helo=x a=1", "pid=22222 helo=x a=1", true},
	{A("a=1,2 ms=1 fail="), A("a=1,3 ms=1 fail="), false},
	{A("a=1,2 aaaa= ms=1 fail="), A("a=1 aaaa=2 ms=1 fail="), false},
	{A("a=1 fail=b"), A("a=1 fail=c"), false},
	{A("a=1"), A("a=1,1"), false},
	{A("a=1 skip=b fail="), A("a=1 skip= fail=b"), false},
	{A("a=12"), A("a=1,2"), false},
	{A("resolves=no match=yes"), A("resolves=yes match=no"), false},
	{"", "a=1", false},
};

START_TEST(hash)
{
	const uint64_t a = pastfacts_hash(slice_text(hashes[_i].a));
	const uint64_t b = pastfacts_hash(slice_text(hashes[_i].b));

	ck_assert((a == b) == hashes[_i].same);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_test(tests, session);
	tcase_add_loop_test(tests, hash, 0, LENGTH(hashes));
}

int main(void)
{
	return unit_main("pastfacts", add);
}
