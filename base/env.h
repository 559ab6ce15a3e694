/*
 * env: the environment as a function that the caller passes in, so that tests, fuzzers and
 * heloreplay can substitute their own for getenv.
 */
#ifndef BASE_ENV_H
#define BASE_ENV_H

#include <stddef.h>

struct env {
	/* The value of a variable, or NULL if it is unset; valid as long as the caller's run. */
	const char *(*get)(const struct env *env, const char *name);
	const void *data; /* for get alone */
};

static inline const char *env_get(const struct env *env, const char *name)
{
	return env->get(env, name);
}

/* The same, but an empty variable counts as unset: tcprules can empty a variable, not unset it. */
static inline const char *env_nonempty(const struct env *env, const char *name)
{
	const char *value = env->get(env, name);

	return value != NULL && *value != '\0' ? value : NULL;
}

#endif
