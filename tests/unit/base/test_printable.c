/* Whatever comes from outside is made printable: BEHAVIOUR.md section 5. */
#include "base/printable.h"

#include "tests/unit/unit.h"

static const struct {
	const char *from;
	size_t len;
	const char *to;
} rows[] = {
	{BYTES(""), ""},
	{BYTES("mail.example"), "mail.example"},
	{BYTES("!~"), "!~"},
	{BYTES(" "), "?"},
	{BYTES("a b\tc"), "a?b?c"},
	{BYTES("\x7f\x80\xff"), "???"},
	{BYTES("a\r\nRbad"), "a??Rbad"},
	{BYTES("a\0b"), "a?b"},
	{BYTES("\0"), "?"},
	{BYTES("\x1b[31m"), "?[31m"},
	{BYTES("m\xc3\xbcller.example"), "m??ller.example"},
	{BYTES("%s%n%1000d"), "%s%n%1000d"},
	{BYTES("{helo}"), "{helo}"},
};

START_TEST(row)
{
	char to[PRINTABLE_SIZE];

	memset(to, 'x', sizeof(to));
	ck_assert_str_eq(printable(to, rows[_i].from, rows[_i].len), rows[_i].to);
	ck_assert_ptr_eq(printable(to, rows[_i].from, rows[_i].len), to);
}
END_TEST

START_TEST(every_byte)
{
	for (int b = 0; b < 256; b++) {
		char from = (char)b, to[PRINTABLE_SIZE];
		char want = (char)(b >= 0x21 && b <= 0x7e ? b : '?');

		printable(to, &from, 1);
		ck_assert_msg(to[0] == want && to[1] == '\0', "byte 0x%02x", b);
	}
}
END_TEST

/* Cut at 255 bytes, and nothing read behind them. */
START_TEST(length)
{
	static const size_t lengths[] = {0, 1, 253, 254, 255, 256, 257, 1000, 100000};

	for (int i = 0; i < LENGTH(lengths); i++) {
		size_t len = lengths[i];
		char *from = malloc(len + 1), to[PRINTABLE_SIZE];

		ck_assert_ptr_nonnull(from);
		memset(from, 'a', len);
		printable(to, from, len);
		ck_assert_uint_eq(strlen(to), len < 255 ? len : 255);
		ck_assert_uint_eq(strspn(to, "a"), strlen(to));
		free(from);
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
