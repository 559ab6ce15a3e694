/* SipHash-2-4 against the vectors of its authors; and that keys differ. */
#include "replay/judge/siphash.h"

#include "tests/unit/unit.h"

/* Of the key 00 01 ... 0f and the first len of the bytes 00 01 02 ... */
static const struct {
	size_t len;
	uint64_t hash;
} vectors[] = {
	{0, 0x726fdb47dd0e0e31}, {1, 0x74f839c593dc67fd},  {7, 0xab0200f58b01d137},
	{8, 0x93f5f5799a932462}, {15, 0xa129ca6149be45e5},
};

START_TEST(vector)
{
	const struct siphash_key key = {{0x0706050403020100, 0x0f0e0d0c0b0a0908}};
	unsigned char bytes[16];

	for (unsigned char i = 0; i < sizeof(bytes); i++)
		bytes[i] = i;
	ck_assert_uint_eq(siphash(&key, bytes, vectors[_i].len), vectors[_i].hash);
}
END_TEST

START_TEST(keys)
{
	const struct siphash_key a = siphash_random(), b = siphash_random();

	ck_assert_uint_ne(siphash(&a, "x", 1), siphash(&b, "x", 1));
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, vector, 0, LENGTH(vectors));
	tcase_add_test(tests, keys);
}

int main(void)
{
	return unit_main("siphash", add);
}
