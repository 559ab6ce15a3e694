/* past: see past.h. */
#include "replay/judge/past.h"

#include <string.h>

static const char *get(const struct env *env, const char *name)
{
	const struct past *past = env->data;
	const struct {
		const char *name, *value;
	} known[] = {
		{"SMTPHELOHOST", past->helo},
		{"TCPREMOTEIP", past->ip},
		{"TCPLOCALIP", past->local},
		{"TCPREMOTEHOST", past->reverse},
		{"RELAYCLIENT", past->relay ? "" : NULL},
		{"HELO_CHECKS_HOST", past->other_helo ? "another HELO" : NULL},
		{"HELO_CHECKS_CMD", past->other_verb ? "EHLO" : NULL},
		{"SMTPHELOCMD", past->other_verb || past->verb_known ? "HELO" : NULL},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(known[i].name, name) == 0)
			return known[i].value;
	return NULL;
}

void past_session(struct session *s, const struct past *past)
{
	const struct env env = {.get = get, .data = past};
	struct log nobody = {.quiet = true};

	session_read(s, &env, &nobody);
}
