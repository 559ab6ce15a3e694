/* Names before any lookup: BEHAVIOUR.md sections 1, 2 (G) and 3; RFC 1035 section 2.3. */
#include "base/hostname.h"

#include "tests/unit/unit.h"

/* A name of 253 bytes, and its neighbours: three labels of 63 and one of 61. */
#define LABELS "a{63}.b{63}.c{63}."

/* ---- askable, well formed ---- */

static const struct {
	const char *name; /* see unit_expand */
	bool askable, well_formed;
} names[] = {
	{"mail.example", true, true},
	{"mail.example.", true, true},
	{"MAIL.Example", true, true},
	{"a.b.c.d.e.f.g.h.example", true, true},
	{"a.b", true, true},
	{"mail1.2example", true, true},
	{"1.2.example", true, true},
	{"xn--mller-kva.example", true, true},
	{"_mail.example", true, true},
	{"my_mail.example", true, true},
	{"mail_.example", true, true},
	{"mail.exam_ple", true, true},
	{"mail.1e2", true, true},
	{"mail.1-2", true, true},
	{"mail.1_", true, true},
	/* one label */
	{"localhost", true, false},
	{"localhost.", true, false},
	{"a", true, false},
	{"1", true, false},
	/* the last label, all digits */
	{"mail.1", true, false},
	{"mail.123.", true, false},
	{"192.0.2.1", true, false},
	{"1.2", true, false},
	/* a hyphen at an end */
	{"-mail.example", true, false},
	{"mail-.example", true, false},
	{"mail.-example", true, false},
	{"mail.example-", true, false},
	{"mail.example-.", true, false},
	{"mail.-", true, false},
	{"-.example", true, false},
	{"ma-il.exa--mple", true, true},
	/* empty labels */
	{"", false, false},
	{".", false, false},
	{"..", false, false},
	{"...", false, false},
	{".mail.example", false, false},
	{"mail..example", false, false},
	{"mail.example..", false, false},
	{"a..", false, false},
	/* other characters */
	{"mail!.example", true, false},
	{"mail$.example", true, false},
	{"mail/.example", true, false},
	{"mail,example", true, false},
	{"mail:25.example", true, false},
	{"a@mail.example", true, false},
	{"*.example", true, false},
	{"[192.0.2.1]", true, false},
	{"[mail.example]", true, false},
	{"mail.example]", true, false},
	{"<mail.example>", true, false},
	{"\"mail\".example", true, false},
	{"~.example", true, false},
	{"mail example", false, false},
	{" mail.example", false, false},
	{"mail.example ", false, false},
	{"mail.example. ", false, false},
	{"mail\t.example", false, false},
	{"mail.example\r", false, false},
	{"mail\n.example", false, false},
	{"mail\\.example", false, false},
	{"mail\\046example", false, false},
	{"\\", false, false},
	{"mail\x1b[31m.example", false, false},
	{"mail\x01.example", false, false},
	{"mail\x7f.example", false, false},
	{"m\xc3\xbcller.example", false, false},
	{"mail\x80.example", false, false},
	{"mail\xff.example", false, false},
	/* labels: 63 */
	{"a{62}.example", true, true},
	{"a{63}.example", true, true},
	{"a{64}.example", false, false},
	{"mail.a{63}", true, true},
	{"mail.a{63}.", true, true},
	{"mail.a{64}", false, false},
	{"mail.a{64}.", false, false},
	{"mail.a{64}.example", false, false},
	{"a{63}", true, false},
	{"a{64}", false, false},
	/* names: 253, and a dot */
	{LABELS "d{60}", true, true},
	{LABELS "d{61}", true, true},
	{LABELS "d{61}.", true, true},
	{LABELS "d{62}", false, false},
	{LABELS "d{60}.e", false, false},
	{LABELS "d{59}.e", true, true},
	{LABELS "d{59}.e.", true, true},
	{LABELS "d{61}..", false, false},
	{"a{1000}", false, false},
	{".{1000}", false, false},
};

START_TEST(name)
{
	char text[1024];
	size_t len = unit_expand(text, sizeof(text), names[_i].name);
	char *copy = malloc(len > 0 ? len : 1); /* no NUL behind it */

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, text, len);
	ck_assert_msg(hostname_askable(copy, len) == names[_i].askable, "askable: %s", text);
	ck_assert_msg(hostname_well_formed(copy, len) == names[_i].well_formed, "well formed: %s",
		      text);
	free(copy);
}
END_TEST

START_TEST(nul_inside)
{
	static const struct {
		const char *name;
		size_t len;
	} rows[] = {{BYTES("mail\0.example")}, {BYTES("\0")}, {BYTES("mail.example\0")}};

	for (int i = 0; i < LENGTH(rows); i++) {
		ck_assert(!hostname_askable(rows[i].name, rows[i].len));
		ck_assert(!hostname_well_formed(rows[i].name, rows[i].len));
	}
}
END_TEST

/* Each byte inside a label: what may be asked for, and what a host name may hold. */
START_TEST(every_byte)
{
	for (int b = 0; b < 256; b++) {
		char text[] = {'m', (char)b, 'l', '.', 'e', 'x'};
		bool askable = b > 0x20 && b < 0x7f && b != '\\';
		bool host = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') ||
			    (b >= '0' && b <= '9') || b == '-' || b == '_' || b == '.';

		ck_assert_msg(hostname_askable(text, sizeof(text)) == askable, "byte 0x%02x", b);
		ck_assert_msg(hostname_well_formed(text, sizeof(text)) == host, "byte 0x%02x", b);
	}
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
	{"MAIL.EXAMPLE", "mail.example", true, true},
	{"mail.example", "mail.example.", true, true},
	{"mail.example.", "mail.example", true, true},
	{"mail.example.", "mail.example.", true, true},
	{"mail.example", "mail.example..", false, false},
	{"mail.example", "mail.exampl", false, false},
	{"mail.exampl", "mail.example", false, false},
	{"mail.example", "nail.example", false, false},
	{"mail.example", "a.mail.example", false, false},
	{"a.mail.example", "mail.example", false, false},
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

/* Only len bytes count, whatever stands behind them. */
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
	tcase_add_loop_test(tests, name, 0, LENGTH(names));
	tcase_add_test(tests, nul_inside);
	tcase_add_test(tests, every_byte);
	tcase_add_test(tests, undotted);
	tcase_add_loop_test(tests, pair, 0, LENGTH(pairs));
	tcase_add_test(tests, lengths_count);
}

int main(void)
{
	return unit_main("hostname", add);
}
