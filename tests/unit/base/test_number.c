/* Decimal numbers in settings. */
#include "base/number.h"

#include "tests/unit/unit.h"

static const struct {
	const char *text;
	size_t len;
	unsigned max, number;
} rows[] = {
	{BYTES("1"), 60, 1},
	{BYTES("9"), 60, 9},
	{BYTES("60"), 60, 60},
	{BYTES("61"), 60, 0},
	{BYTES("600"), 60, 0},
	{BYTES("1"), 1, 1},
	{BYTES("2"), 1, 0},
	{BYTES("65535"), 65535, 65535},
	{BYTES("65536"), 65535, 0},
	{BYTES("0"), 60, 0},
	{BYTES("00"), 60, 0},
	{BYTES("0000000005"), 60, 5},
	{BYTES("4294967297"), 60, 0},
	{BYTES("18446744073709551617"), 60, 0},
	{BYTES(""), 60, 0},
	{BYTES("-1"), 60, 0},
	{BYTES("+1"), 60, 0},
	{BYTES(" 1"), 60, 0},
	{BYTES("1 "), 60, 0},
	{BYTES("1\n"), 60, 0},
	{BYTES("1\0"), 60, 0},
	{BYTES("5s"), 60, 0},
	{BYTES("1.5"), 60, 0},
	{BYTES("0x5"), 60, 0},
	{BYTES("1/"), 60, 0}, /* the bytes before and after the digits */
	{BYTES("1:"), 60, 0},
	{BYTES("\xb1"), 60, 0},
};

START_TEST(row)
{
	char copy[32];

	/* A digit after the end does not count. */
	memcpy(copy, rows[_i].text, rows[_i].len);
	copy[rows[_i].len] = '1';
	ck_assert_uint_eq(number_parse(copy, rows[_i].len, rows[_i].max), rows[_i].number);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
}

int main(void)
{
	return unit_main("number", add);
}
