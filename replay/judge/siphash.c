/* siphash: see siphash.h. */
#include "replay/judge/siphash.h"

#include <sys/random.h>
#include <time.h>

struct siphash_key siphash_random(void)
{
	struct siphash_key key;

	if (getrandom(&key, sizeof(key), GRND_NONBLOCK) != (ssize_t)sizeof(key)) {
		struct timespec now;

		clock_gettime(CLOCK_REALTIME, &now);
		key.k[0] = (uint64_t)now.tv_nsec;
		key.k[1] = (uint64_t)now.tv_sec;
	}
	return key;
}

static uint64_t rotate(uint64_t x, unsigned bits)
{
	return x << bits | x >> (64 - bits);
}

static void rounds(uint64_t v[4], int n)
{
	for (int i = 0; i < n; i++) {
		v[0] += v[1];
		v[1] = rotate(v[1], 13) ^ v[0];
		v[0] = rotate(v[0], 32);
		v[2] += v[3];
		v[3] = rotate(v[3], 16) ^ v[2];
		v[0] += v[3];
		v[3] = rotate(v[3], 21) ^ v[0];
		v[2] += v[1];
		v[1] = rotate(v[1], 17) ^ v[2];
		v[2] = rotate(v[2], 32);
	}
}

uint64_t siphash(const struct siphash_key *key, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;
	const size_t words = len / 8;
	uint64_t v[4] = {key->k[0] ^ 0x736f6d6570736575, key->k[1] ^ 0x646f72616e646f6d,
			 key->k[0] ^ 0x6c7967656e657261, key->k[1] ^ 0x7465646279746573};

	/* The last word may be empty but for the length. */
	for (size_t k = 0; k <= words; k++) {
		const size_t n = k < words ? 8 : len % 8;
		uint64_t word = k < words ? 0 : (uint64_t)len << 56;

		for (size_t i = 0; i < n; i++)
			word |= (uint64_t)*at++ << 8 * i;
		v[3] ^= word;
		rounds(v, 2);
		v[0] ^= word;
	}
	v[2] ^= 0xff;
	rounds(v, 4);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}
