/*
 * given: what the tests of the upper layers start from, made of short text: sessions, lists,
 * results.
 */
#ifndef GIVEN_H
#define GIVEN_H

#include "checks/checks.h"
#include "checks/texts.h"
#include "tests/unit/unit.h"

#undef fail /* Check's old name for ck_abort; a result here */

#define BIT(ID) CHECK_BIT(CHECK_##ID)
#define ALL (CHECK_BIT(CHECK_COUNT) - 1)

/* A client of the documentation nets is private; this one is not. */
#define CLIENT "198.18.7.9"
#define CLIENT6 "2a00:0:0:1::9"

/* The session of vars; what it warns of goes nowhere. */
static inline struct session given_session(const struct unit_var *vars)
{
	struct env env = unit_env(vars);
	struct log log = {.quiet = true};
	struct session s;

	session_read(&s, &env, &log);
	return s;
}

static inline struct session given_helo(const char *helo, const char *client)
{
	const struct unit_var vars[] = {
		{"SMTPHELOHOST", helo}, {"TCPREMOTEIP", client}, {NULL, NULL}};

	return given_session(vars);
}

/* Appends the words of text, separated by blanks, to list. */
static inline void given_words(struct strlist *list, const char *text)
{
	for (size_t len; *(text += strspn(text, " ")) != '\0'; text += len) {
		len = strcspn(text, " ");
		ck_assert(strlist_add_bytes(list, text, len));
	}
}

/* The reason with this text (len bytes); REASON_NONE for "". */
static inline enum reason given_reason(const char *text, size_t len)
{
	for (enum reason r = REASON_NONE + 1; len > 0 && r < REASON_COUNT; r++)
		if (strlen(reason_text(r)) == len && memcmp(reason_text(r), text, len) == 0)
			return r;
	ck_assert_msg(len == 0, "the test itself: no reason %s", text);
	return REASON_NONE;
}

/*
 * The results of text, blanks between them: `resolves=pass valid_hostname=fail(no_dot)`. All other
 * checks are NOT_RUN; `*=skip(relay)` stands for all checks that no other word names.
 */
static inline struct results given_results(const char *text)
{
	struct results r = {0};

	for (size_t len; *(text += strspn(text, " ")) != '\0'; text += len) {
		size_t name = strcspn(text, "="), word;
		int id = strncmp(text, "no_helo=", 8) == 0 ? CHECK_NO_HELO
							   : checkset_find(text, name);
		struct result result = {0};

		len = strcspn(text, " ");
		word = strcspn(text + name, "( ") - 1;
		for (enum outcome o = PASS; o < OUTCOME_COUNT; o++)
			if (strncmp(texts_outcome(o), text + name + 1, word) == 0)
				result.outcome = o;
		ck_assert_msg(result.outcome != NOT_RUN && (id >= 0 || *text == '*'),
			      "the test itself: no result %s", text);
		if (name + 1 + word < len)
			result.reason = given_reason(text + name + 2 + word, len - name - word - 3);
		for (int i = 0; i < CHECK_COUNT; i++)
			if (i == id || (id < 0 && r.check[i].outcome == NOT_RUN))
				r.check[i] = result;
	}
	return r;
}

/* A result as text: `fail(no_dot)`. Valid until the next call. */
static inline const char *given_text(struct result r)
{
	static char text[64];

	if (r.reason == REASON_NONE)
		return texts_outcome(r.outcome);
	snprintf(text, sizeof(text), "%s(%s)", texts_outcome(r.outcome), reason_text(r.reason));
	return text;
}

#endif
