/*
 * known answers from memory what the plugin's code answers from the files. Each row is a set of
 * files; every question is asked twice, before and after they are kept.
 */
#include "replay/judge/known.h"

#include "facts/ournames.h"
#include "facts/patterns.h"
#include "input/goodhelo.h"
#include "moreipme.h"

#include "tests/unit/given.h"

#include <limits.h>

static const struct {
	const char *me, *locals, *rcpthosts, *moreipme, *notipme, *goodhelo, *patterns;
} rows[] = {
	{NULL, NULL, NULL, NULL, NULL, NULL, NULL},
	{"mx.example.net\n", "example.net\nA.Example.NET.\n", "example.org\n.example.com\n",
	 "198.51.100.0/24\n198.51.100.7\n2001:db8::/32\n", "198.51.100.8/29\n",
	 "good.example.com\n.example.org\n*.star.example\n192.0.2.0/24\n203.0.113.\n2001:db8::7\n",
	 "bad.*\n.*\\.example\\.org\n"},
	{".\n", "..\n.net\n", ".\n.com.\n..org\nnet\n", "0.0.0.0/0\n10.0.0.0/8 10.1.2.3, 192.0.2.1\n",
	 "rubbish\n", "@x\n.\n0.0.0.0/0\n", "(\n/x/ REJECT\n;x\n(a+)+b\n"},
	{"\n", "# nobody\n", "EXAMPLE.COM\n", "192.0.2.0 255.255.255.0\n192.0.2.1\n", "192.0.2.1\n",
	 "a,b\n", ""},
	{"net\n", NULL, ".net\n", "::ffff:192.0.2.1\n2001:db8::1\n", "192.0.2.0/24\n2001:db8::/64\n",
	 "::/0\n", "good\\.example\\.com\n"},
};

static const char *const names[] = {
	"",		"net",		 ".net",	    "example.net",	"EXAMPLE.net.",
	"mx.example.net", "a.mx.example.net", "example.com",	    "a.example.com",	".example.com",
	"xexample.com", "example.org",	 "a.b.example.org", "good.example.com", "a.star.example",
	"star.example", "a.example.net", "a.example.net.",  "com",		"bad",
	"a..",		"..org",	 "a..org",	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac"};

static const char *const addresses[] = {"192.0.2.1",	"192.0.2.2",	"198.51.100.7",
					"198.51.100.8", "198.51.100.9", "203.0.113.200",
					"10.1.2.3",	"10.1.2.4",	"2001:db8::1",
					"2001:db8::7",	"2001:db9::1",	"127.0.0.1"};

static void put(const char *path, const char *text)
{
	if (text != NULL)
		unit_file(path, text);
}

/* Every answer about every name and address, one letter each. */
static void ask(char *to, bool kept)
{
	static const char letters[] = {[YES] = 'y', [NO] = 'n', [UNKNOWN] = 'u'};
	struct log log = {.quiet = true};
	const struct ipaddr none = {.family = FAMILY_NONE}, local = unit_ip("198.51.100.9");

	for (int i = 0; i < LENGTH(names); i++) {
		const size_t len = strlen(names[i]);

		*to++ = letters[ournames_contain(names[i], len, &log)];
		/* It is asked about names that DNS can be asked for, and no others. */
		if (hostname_askable(names[i], len))
			*to++ = ournames_cover(names[i], len, &log) ? 'y' : 'n';
		*to++ = letters[patterns_match(names[i], len, INT64_MAX, &log)];
		*to++ = letters[patterns_match(names[i], len, 0, &log)];
	}
	for (int i = 0; i < LENGTH(addresses); i++) {
		struct addrs list = {.count = 0};

		ck_assert(addrs_add(&list, unit_ip(addresses[i])));
		*to++ = letters[moreipme_any_ours(&list, true, &local, &log)];
		*to++ = letters[moreipme_any_ours(&list, false, &none, &log)];
		ck_assert(addrs_add(&list, unit_ip("192.0.2.1")));
		*to++ = letters[moreipme_any_ours(&list, false, &none, &log)];
		*to++ = letters[moreipme_lists(&list.items[0], &log)];
		addrs_free(&list);
	}
	*to++ = moreipme_has(FAMILY_IPV4, &log) ? 'y' : 'n';
	*to++ = moreipme_has(FAMILY_IPV6, &log) ? 'y' : 'n';
	for (int i = 0; i < LENGTH(names); i++) {
		for (int k = 0; k < LENGTH(addresses); k++) {
			const struct session s = given_helo(names[i], addresses[k]);

			*to++ = letters[kept ? known_welcomes(&s) : goodhelo_welcomes(&s, &log)];
		}
	}
	*to = '\0';
}

START_TEST(row)
{
	char files[1024], memory[1024];
	struct log log = {.quiet = true};

	unit_home();
	put("control/me", rows[_i].me);
	put("control/locals", rows[_i].locals);
	put("control/rcpthosts", rows[_i].rcpthosts);
	put("control/moreipme", rows[_i].moreipme);
	put("control/notipme", rows[_i].notipme);
	put("control/goodhelo", rows[_i].goodhelo);
	put("control/helo.checks.regexps", rows[_i].patterns);
	ask(files, false);
	known_load(true, &log);
	/* From memory: what the files say now does not count. */
	unit_file("control/rcpthosts", "other.example\n");
	unit_file("control/moreipme", "203.0.113.0/24\n");
	unit_file("control/notipme", "\n");
	unit_file("control/goodhelo", "other.example\n");
	unit_file("control/helo.checks.regexps", ".*\n");
	ask(memory, true);
	ck_assert_str_eq(memory, files);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
}

int main(void)
{
	return unit_main("known", add);
}
