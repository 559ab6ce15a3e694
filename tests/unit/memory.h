/*
 * memory: a reallocarray that fails on demand, the function by which addrs and strlist grow. It
 * replaces the C library's in the whole test program, so only the program's own file includes it.
 */
#ifndef UNIT_MEMORY_H
#define UNIT_MEMORY_H

#include <stdbool.h>
#include <stdlib.h>

static bool memory_is_out;

void *reallocarray(void *old, size_t count, size_t size)
{
	return memory_is_out ? NULL : realloc(old, count * size);
}

#endif
