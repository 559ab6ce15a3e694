/* Text from outside is made safe before it is shown: doc/behaviour.md section 5. */
#include "base/printable.h"

#include "tests/unit/unit.h"

static const struct {
	const char *from;
	size_t len;
	const char *plain, *quoted, *value;
} rows[] = {
	{BYTES(""), "", "\"\"", "\"\""},
	{BYTES("mail.example"), "mail.example", "\"mail.example\"", "mail.example"},
	{BYTES("2001:db8::1/32"), "2001:db8::1/32", "\"2001:db8::1/32\"", "2001:db8::1/32"},
	{BYTES("._:/+-"), "._:/+-", "\"._:/+-\"", "._:/+-"},
	{BYTES("a b"), "a?b", "\"a b\"", "\"a b\""},
	{BYTES(" "), "?", "\" \"", "\" \""},
	{BYTES("a,b"), "a,b", "\"a,b\"", "\"a,b\""},
	{BYTES("a\tb"), "a?b", "\"a?b\"", "\"a?b\""},
	{BYTES("a\r\nRbad"), "a??Rbad", "\"a??Rbad\"", "\"a??Rbad\""},
	{BYTES("a\0b"), "a?b", "\"a?b\"", "\"a?b\""},
	{BYTES("\0"), "?", "\"?\"", "\"?\""},
	{BYTES("a\0"), "a?", "\"a?\"", "\"a?\""},
	{BYTES("\x1b[31m"), "?[31m", "\"?[31m\"", "\"?[31m\""},
	{BYTES("m\xc3\xbcller"), "m??ller", "\"m??ller\"", "\"m??ller\""},
	{BYTES("%s%n%1000d"), "%s%n%1000d", "\"%s%n%1000d\"", "\"%s%n%1000d\""},
	{BYTES("a\"b"), "a\"b", "\"a\"b\"", "\"a\"b\""},
};

START_TEST(row)
{
	const char *from = rows[_i].from;
	char to[QUOTED_SIZE];

	memset(to, 'x', sizeof(to));
	ck_assert_ptr_eq(printable(to, from, rows[_i].len), to);
	ck_assert_str_eq(to, rows[_i].plain);
	ck_assert_ptr_eq(printable_quoted(to, from, rows[_i].len), to);
	ck_assert_str_eq(to, rows[_i].quoted);
	ck_assert_ptr_eq(printable_value(to, from, rows[_i].len), to);
	ck_assert_str_eq(to, rows[_i].value);
}
END_TEST

START_TEST(every_byte)
{
	static const char plain[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:/+-";

	for (int b = 0; b < 256; b++) {
		const char from = (char)b, shown = (char)(b >= 0x21 && b <= 0x7e ? b : '?');
		const bool bare = b != 0 && strchr(plain, b) != NULL;
		char to[QUOTED_SIZE];

		printable(to, &from, 1);
		ck_assert_msg(to[0] == shown && to[1] == '\0', "byte 0x%02x", b);
		printable_quoted(to, &from, 1);
		ck_assert_msg(to[1] == (b == ' ' ? ' ' : shown), "byte 0x%02x, quoted", b);
		ck_assert(to[0] == '"' && to[2] == '"' && to[3] == '\0');
		printable_value(to, &from, 1);
		ck_assert_msg(to[0] == (bare ? shown : '"'), "byte 0x%02x, as a value", b);
	}
}
END_TEST

/* Cut at 255 bytes, not counting the quotes. Nothing is read or written past the end. */
START_TEST(length)
{
	static const size_t lengths[] = {0, 1, 253, 254, 255, 256, 257, 1000, 100000};

	for (int i = 0; i < LENGTH(lengths); i++) {
		const size_t len = lengths[i], kept = len < 255 ? len : 255;
		char *from = malloc(len > 0 ? len : 1), *to = malloc(QUOTED_SIZE);

		ck_assert(from != NULL && to != NULL);
		memset(from, 'a', len);
		printable(to, from, len);
		ck_assert_uint_eq(strlen(to), kept);
		ck_assert_uint_eq(strspn(to, "a"), kept);
		printable_quoted(to, from, len);
		ck_assert_uint_eq(strlen(to), kept + 2);
		ck_assert_uint_eq(strspn(to + 1, "a"), kept);
		ck_assert_int_eq(to[kept + 1], '"');
		printable_value(to, from, len);
		ck_assert_uint_eq(strlen(to), len > 0 ? kept : 2);
		free(from);
		free(to);
	}
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_test(tests, every_byte);
	tcase_add_test(tests, length);
}

int main(void)
{
	return unit_main("printable", add);
}
