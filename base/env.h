/*
 * env: the environment as a function that is handed in, so that tests, fuzzers and heloreplay can
 * hand in another one than getenv.
 */
#ifndef BASE_ENV_H
#define BASE_ENV_H

struct env {
	/* The value of a variable, or NULL when it is unset; lives as long as the caller's run. */
	const char *(*get)(const struct env *env, const char *name);
	const void *data; /* for get alone */
};

static inline const char *env_get(const struct env *env, const char *name)
{
	return env->get(env, name);
}

#endif
