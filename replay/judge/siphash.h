/*
 * siphash: SipHash-2-4, a hash with a key, so that nobody who chooses what is hashed can make it
 * collide (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012).
 */
#ifndef REPLAY_JUDGE_SIPHASH_H
#define REPLAY_JUDGE_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

struct siphash_key {
	uint64_t k[2];
};

/* A key that nobody outside knows; of the clock, if the kernel has no random bytes. */
struct siphash_key siphash_random(void);

uint64_t siphash(const struct siphash_key *key, const void *bytes, size_t len);

#endif
