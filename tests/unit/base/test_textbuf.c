/* Text in an array of fixed size: what fits is there, what does not is cut. */
#include "base/textbuf.h"

#include "tests/unit/unit.h"

/* Adds text in one of the three ways. */
static void add_by(int way, struct textbuf *b, const char *text)
{
	if (way == 0)
		textbuf_add(b, text);
	else if (way == 1)
		textbuf_add_bytes(b, text, strlen(text));
	else
		textbuf_addf(b, "%s", text);
}

static const struct {
	const char *one, *two;
	size_t size; /* of the array */
	const char *text;
	bool truncated;
} rows[] = {
	{"", "", 1, "", false},
	{"", "", 8, "", false},
	{"one", "", 8, "one", false},
	{"one", "two", 8, "onetwo", false},
	{"one", "two", 7, "onetwo", false},
	{"one", "two", 6, "onetw", true},
	{"one", "two", 5, "onet", true},
	{"one", "two", 4, "one", true},
	{"one", "two", 3, "on", true},
	{"one", "two", 1, "", true},
	{"one", "", 4, "one", false},
	{"one", "", 3, "on", true},
	{"", "two", 4, "two", false},
	{"%s%n", "%", 8, "%s%n%", false},
	/* text that did not fit stays unfinished: later text does not fill the gap */
	{"longer", "", 4, "lon", true},
};

START_TEST(row)
{
	for (int way = 0; way < 9; way++) {
		char array[16];
		struct textbuf b;

		memset(array, 'x', sizeof(array));
		b = textbuf_in(array, rows[_i].size);
		ck_assert_str_eq(b.text, "");
		add_by(way / 3, &b, rows[_i].one);
		add_by(way % 3, &b, rows[_i].two);
		ck_assert_ptr_eq(b.text, array);
		ck_assert_str_eq(b.text, rows[_i].text);
		ck_assert_uint_eq(b.len, strlen(rows[_i].text));
		ck_assert_uint_eq(b.capacity, rows[_i].size);
		ck_assert(b.truncated == rows[_i].truncated);
		for (size_t i = rows[_i].size; i < sizeof(array); i++)
			ck_assert_msg(array[i] == 'x', "way %d: wrote past the end", way);
	}
}
END_TEST

START_TEST(formats)
{
	char array[16];
	struct textbuf b = textbuf_in(array, sizeof(array));

	textbuf_addf(&b, "%d-%s", 12, "three");
	textbuf_addf(&b, "%c", '.');
	ck_assert_str_eq(b.text, "12-three.");
	textbuf_addf(&b, "%*s", 100, "");
	ck_assert_str_eq(b.text, "12-three.      ");
	ck_assert(b.truncated);
}
END_TEST

/* Bytes may hold a NUL; len counts it. */
START_TEST(bytes)
{
	char array[8];
	struct textbuf b = textbuf_in(array, sizeof(array));

	textbuf_add_bytes(&b, BYTES("a\0b"));
	textbuf_add_bytes(&b, "cd", 1);
	ck_assert_uint_eq(b.len, 4);
	ck_assert_mem_eq(array, "a\0bc", 5);
}
END_TEST

/* Cut back to what was there before, it takes text again, and its mark is gone. */
START_TEST(cut)
{
	char array[8];
	struct textbuf b = textbuf_in(array, sizeof(array));

	textbuf_add(&b, "one");
	textbuf_add(&b, "too long");
	ck_assert_str_eq(b.text, "onetoo ");
	ck_assert(b.truncated);
	textbuf_cut(&b, 3);
	ck_assert_str_eq(b.text, "one");
	ck_assert_uint_eq(b.len, 3);
	ck_assert(!b.truncated);
	textbuf_add(&b, "two");
	ck_assert_str_eq(b.text, "onetwo");
	ck_assert(!b.truncated);
	textbuf_cut(&b, 6);
	ck_assert_str_eq(b.text, "onetwo");
	textbuf_cut(&b, 0);
	ck_assert_str_eq(b.text, "");
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_test(tests, formats);
	tcase_add_test(tests, bytes);
	tcase_add_test(tests, cut);
}

int main(void)
{
	return unit_main("textbuf", add);
}
