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
	if (f->own_name == YES || f->own_name == UNKNOWN)
		len += say(said + len, sizeof(said) - (size_t)len, "own_name", f->own_name,
			   f->own_name == UNKNOWN ? f->why_own_name : REASON_NONE);
	len += snprintf(said + len, sizeof(said) - (size_t)len, " reverse=");
	for (size_t i = 0; i < f->reverse_count; i++) {
		const char *comma = strchr(f->reverse[i], ',');

		len += comma == NULL
			       ? snprintf(said + len, sizeof(said) - (size_t)len, "%s,",
					  f->reverse[i])
			       : snprintf(said + len, sizeof(said) - (size_t)len, "%.*s<,>%s,",
					  (int)(comma - f->reverse[i]), f->reverse[i], comma + 1);
	}
	len += snprintf(said + len, sizeof(said) - (size_t)len, "(%s)",
			f->why_reverse != REASON_NONE ? reason_text(f->why_reverse) : "");
	if (f->client_us != NOT_ASKED)
		len += say(said + len, sizeof(said) - (size_t)len, "client_us", f->client_us,
			   f->why_client_us);
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
	 "a name resolves=yes() match=no() ours=unknown(notipme) reverse=(not_asked) 192.0.2.2"},
	/* ours, as it was asked then; else as the files of today say */
	{"m.example", A("a=192.0.2.2 aaaa= ours=yes resolves=yes match=no ms=1"),
	 "a name resolves=yes() match=no() ours=yes() reverse=(not_asked) client_us=no() "
	 "192.0.2.2"},
	{"m.example", A("a=198.51.100.2 aaaa= ours=no resolves=yes match=no ms=1"),
	 "a name resolves=yes() match=no() ours=no() reverse=(not_asked) 198.51.100.2"},
	{"m.example", A("a=198.51.100.2 aaaa= resolves=yes match=no ms=1"),
	 "a name resolves=yes() match=no() ours=yes() reverse=(not_asked) client_us=no() "
	 "198.51.100.2"},
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
	{"m.example", "", "a name resolves=no() match=no() ours=no() reverse=(not_asked)"},
	/* why: as the checks said then */
	{"m.example", A("a= aaaa= resolves=unknown match=unknown ours=unknown ms=1 fail= skip= "
			"error=resolves(local),not_me(garbled),ip_match(refused) verdict=pass"),
	 "a name resolves=unknown(local) match=unknown(refused) ours=unknown(garbled) "
	 "reverse=(not_asked)"},
	{"m.example", A("a=192.0.2.2 aaaa=servfail ours=unknown resolves=yes match=no ms=1 fail= "
			"skip= error= verdict=pass"),
	 "a name resolves=yes() match=no() ours=unknown(servfail) reverse=(not_asked) 192.0.2.2"},
	{"localhost", A("resolves=unknown match=unknown ms=0 fail= skip= "
			"error=resolves(notipme),not_me(notipme),ip_match(notipme) verdict=pass"),
	 "a name resolves=unknown(notipme) match=unknown(notipme) ours=unasked() "
	 "reverse=(not_asked) client_us=unknown(notipme)"},
	{"localhost", A("resolves=yes match=yes ms=0 fail= skip= error= verdict=pass"),
	 "a name resolves=yes() match=yes() ours=unasked() reverse=(not_asked) client_us=yes()"},
	/* one reverse name failed, others did not; 11.0 left the reason out */
	{"m.example", A("reverse=timeout,a.ex,b.ex a= aaaa= resolves=no match=no ms=1"),
	 "a name resolves=no() match=no() ours=no() reverse=a.ex,b.ex,(timeout)"},
	{"m.example", A("reverse=a.ex a= aaaa= resolves=no match=no ms=1 fail= skip= "
			"error=big_company(servfail) verdict=pass"),
	 "a name resolves=no() match=no() ours=no() reverse=a.ex,(servfail)"},
	{"m.example", A("reverse=a.ex a=192.0.2.2 aaaa= resolves=yes match=no ms=1 fail= skip= "
			"error=forward_dns(servfail) verdict=pass"),
	 "a name resolves=yes() match=no() ours=no() reverse=a.ex,(servfail) 192.0.2.2"},
	{"m.example", A("reverse=a.ex a=timeout aaaa=timeout resolves=unknown match=unknown ms=1 "
			"fail= skip= error=resolves(timeout),forward_dns(timeout) verdict=pass"),
	 "a name resolves=unknown(timeout) match=unknown(timeout) ours=unknown(timeout) "
	 "reverse=a.ex,()"},
	{"m.example", A("reverse=a.ex a= aaaa= resolves=no match=no ms=1 fail= skip= "
			"error=rdns_match(suffix_list) verdict=pass"),
	 "a name resolves=no() match=no() ours=no() reverse=a.ex,()"},
	/* the client chooses these names */
	{"m.example", A("reverse=a%2Cb.ex,50%25.ex,%74imeout a= aaaa= resolves=no match=no ms=1"),
	 "a name resolves=no() match=no() ours=no() reverse=a<,>b.ex,50%.ex,timeout,()"},
	{"m.example", A("reverse=%,%0,%zz,%00,%4 a= aaaa= resolves=no match=no ms=1"),
	 "a name resolves=no() match=no() ours=no() reverse=%,%0,%zz,%00,%4,()"},
	/* a server's own address, and its client at it */
	{"m.example", A("local=203.0.113.1 a=203.0.113.1 aaaa= resolves=yes match=no ms=1"),
	 "a name resolves=yes() match=no() ours=yes() reverse=(not_asked) client_us=no() "
	 "203.0.113.1"},
	{"m.example", A("local=192.0.2.1 a=192.0.2.1 aaaa= resolves=yes match=no ms=1"),
	 "a name resolves=yes() match=no() ours=unasked() reverse=(not_asked) 192.0.2.1"},
	{"m.example", A("local=192.0.2.1 a=198.51.100.7 aaaa= resolves=yes match=no ms=1"),
	 "a name resolves=yes() match=no() ours=yes() reverse=(not_asked) client_us=yes() "
	 "198.51.100.7"},
	{"m.example", A("local=here a=203.0.113.1 aaaa= resolves=yes match=no ms=1"),
	 "a name resolves=yes() match=no() ours=no() reverse=(not_asked) 203.0.113.1"},
	{"m.example", A("a=203.0.113.1 aaaa= ours=yes resolves=yes match=no ms=1 fail=not_me "
			"skip= error= verdict=pass"),
	 "a name resolves=yes() match=no() ours=yes() reverse=(not_asked) client_us=no() "
	 "203.0.113.1"},
	{"m.example", A("a=203.0.113.1 aaaa= ours=yes resolves=yes match=no ms=1 fail= skip= "
			"error= verdict=pass"),
	 "a name resolves=yes() match=no() ours=yes() reverse=(not_asked) client_us=yes() "
	 "203.0.113.1"},
	{"m.example", A("a=203.0.113.1 aaaa= ours=yes resolves=yes match=no ms=1 fail= skip= "
			"error=not_me(notipme) verdict=pass"),
	 "a name resolves=yes() match=no() ours=yes() reverse=(not_asked) "
	 "client_us=unknown(notipme) 203.0.113.1"},
	/* names of ours: of the time, if a check said */
	{"m.example", A("a=203.0.113.1 aaaa= resolves=yes match=no ms=1 fail=own_name skip= "
			"error= verdict=pass"),
	 "a name resolves=yes() match=no() ours=no() own_name=yes() reverse=(not_asked) "
	 "client_us=no() 203.0.113.1"},
	{"m.example", A("a=203.0.113.1 aaaa= resolves=yes match=no ms=1 fail= skip= "
			"error=own_name(morercpthosts) verdict=pass"),
	 "a name resolves=yes() match=no() ours=no() own_name=unknown(morercpthosts) "
	 "reverse=(not_asked) 203.0.113.1"},
	{"m.example", A("a=203.0.113.1 aaaa= resolves=yes match=no ms=1 fail= skip= "
			"error=own_name(notipme) verdict=pass"),
	 "a name resolves=yes() match=no() ours=no() own_name=yes() reverse=(not_asked) "
	 "client_us=unknown(notipme) 203.0.113.1"},
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
