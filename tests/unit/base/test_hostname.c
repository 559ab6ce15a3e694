/*
 * Host names before any lookup: RFC 1035 section 2.3, RFC 5321 section 4.1.2. More names, as HELOs:
 * tests/cases/3-syntax.tsv, tests/dns/asked.tsv.
 */
#include "base/hostname.h"

#include "tests/unit/unit.h"

/* With 61 more bytes, a name of 253: three labels of 63. */
#define LABELS "a{63}.b{63}.c{63}."

enum kind { NEITHER, ASKABLE, WELL_FORMED };

static const struct {
	enum kind kind;
	const char *names[16]; /* see unit_expand */
} kinds[] = {
	{WELL_FORMED,
	 {"mail.example", "mail.example.", "a.b", "mail1.2example", "1.2.example", "mail.1e2",
	  "mail.1-2", "mail.1_", "_mail.example", "mail_.example", "ma-il.exa--mple"}},
	/* one label; the last label all digits; a hyphen at an end of a label */
	{ASKABLE,
	 {"localhost", "localhost.", "a", "1", "mail.1", "mail.123.", "1.2", "-mail.example",
	  "mail-.example", "mail.-example", "mail.example-", "mail.example-.", "mail.-", "-.ex"}},
	/* an empty label */
	{NEITHER,
	 {"", ".", "..", "...", ".mail.example", "mail..example", "mail.example..", "a.."}},
	/* labels of 63, names of 253 */
	{WELL_FORMED,
	 {"a{62}.example", "a{63}.example", "mail.a{63}", "mail.a{63}.", LABELS "d{60}",
	  LABELS "d{61}", LABELS "d{61}.", LABELS "d{59}.e", LABELS "d{59}.e."}},
	{ASKABLE, {"a{63}"}},
	{NEITHER,
	 {"a{64}", "a{64}.example", "mail.a{64}", "mail.a{64}.", "mail.a{64}.example",
	  LABELS "d{62}", LABELS "d{60}.e", LABELS "d{61}..", "a{1000}", ".{1000}"}},
};

START_TEST(kind)
{
	for (int i = 0; i < LENGTH(kinds); i++)
		for (const char *const *name = kinds[i].names; *name != NULL; name++) {
			char text[1024], *copy;
			size_t len = unit_expand(text, sizeof(text), *name);

			copy = malloc(len > 0 ? len : 1); /* no NUL after it */
			ck_assert_ptr_nonnull(copy);
			memcpy(copy, text, len);
			ck_assert_msg(hostname_askable(copy, len) == (kinds[i].kind != NEITHER),
				      "askable: %s", text);
			ck_assert_msg(hostname_well_formed(copy, len) ==
					      (kinds[i].kind == WELL_FORMED),
				      "well formed: %s", text);
			free(copy);
		}
}
END_TEST

/* Each byte in a label, and a NUL at the end. */
START_TEST(every_byte)
{
	for (int b = 0; b < 256; b++) {
		const char text[] = {'m', (char)b, 'l', '.', 'e', 'x'};
		bool askable = b > 0x20 && b < 0x7f && b != '\\';
		bool host = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') ||
			    (b >= '0' && b <= '9') || b == '-' || b == '_' || b == '.';

		ck_assert_msg(hostname_askable(text, sizeof(text)) == askable, "byte 0x%02x", b);
		ck_assert_msg(hostname_well_formed(text, sizeof(text)) == host, "byte 0x%02x", b);
	}
	ck_assert(!hostname_askable("mail.example", sizeof("mail.example")));
	ck_assert(!hostname_well_formed("mail.example", sizeof("mail.example")));
}
END_TEST

/* ---- the same name ---- */

START_TEST(undotted)
{
	static const struct {
		const char *name;
		size_t len;
	} rows[] = {{"", 0}, {".", 0}, {"a", 1}, {"a.", 1}, {"a..", 2}, {".a", 2}, {"a.b.", 3}};

	for (int i = 0; i < LENGTH(rows); i++)
		ck_assert_uint_eq(hostname_undotted(rows[i].name, strlen(rows[i].name)),
				  rows[i].len);
}
END_TEST

static const struct {
	const char *entry, *name;
	bool equal, matches;
} pairs[] = {
	{"mail.example", "mail.example", true, true},
	{"mail.example", "MAIL.eXaMpLe", true, true},
	{"mail.example", "mail.example.", true, true},
	{"mail.example.", "mail.example.", true, true},
	{"mail.example", "mail.example..", false, false},
	{"mail.example", "mail.exampl", false, false},
	{"mail.example", "nail.example", false, false},
	{"mail.example", "a.mail.example", false, false},
	{"mail.example", "", false, false},
	{"mail-example", "mail.example", false, false},
	/* only letters have a case: these are 0x20 apart */
	{"mail[.example", "mail{.example", false, false},
	{"mail@.example", "mail`.example", false, false},
	{"mail_.example", "mail\x7f.example", false, false},
	/* .domain: everything below it */
	{".example", "mail.example", false, true},
	{".example", "a.b.c.example", false, true},
	{".EXAMPLE", "mail.example", false, true},
	{".example", "MAIL.EXAMPLE.", false, true},
	{".example.", "mail.example", false, true},
	{".example", "example", false, false},
	{".example", "example.", false, false},
	{".example", "mailexample", false, false},
	{".example", "mail.example.net", false, false},
	{".mail.example", "example", false, false},
	{".mail.example", "mail.example", false, false},
	{".mail.example", "amail.example", false, false},
	{".mail.example", "a.mail.example", false, true},
	{".example", "", false, false},
	{".", "mail.example", false, false},
	{"", "mail.example", false, false},
	{"", "", false, false},
	{".", ".", false, false},
};

START_TEST(pair)
{
	const char *entry = pairs[_i].entry, *text = pairs[_i].name;

	ck_assert_msg(hostname_equal(entry, strlen(entry), text, strlen(text)) == pairs[_i].equal,
		      "[%s] equals [%s]", entry, text);
	ck_assert_msg(hostname_equal(text, strlen(text), entry, strlen(entry)) == pairs[_i].equal,
		      "[%s] equals [%s]", text, entry);
	ck_assert_msg(hostname_matches(entry, strlen(entry), text, strlen(text)) ==
			      pairs[_i].matches,
		      "[%s] matches [%s]", entry, text);
}
END_TEST

/* Only len bytes count. */
START_TEST(lengths_count)
{
	ck_assert(hostname_equal("mail.example", 4, "mail.net", 4));
	ck_assert(!hostname_equal("mail", 4, "mail", 3));
	ck_assert(hostname_matches(".example.net", 8, "mail.example", 12));
	ck_assert(!hostname_matches(".example", 8, "mail.example", 11));
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_test(tests, kind);
	tcase_add_test(tests, every_byte);
	tcase_add_test(tests, undotted);
	tcase_add_loop_test(tests, pair, 0, LENGTH(pairs));
	tcase_add_test(tests, lengths_count);
}

int main(void)
{
	return unit_main("hostname", add);
}
