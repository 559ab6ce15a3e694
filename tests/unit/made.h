/*
 * made: a replay made of lines, as the readers and judges would have made it. A line is a pair:
 *
 *	HELO IP REVERSE COUNT LAST OUTCOMES VERDICTS
 *
 * HELO		`<>` for none
 * REVERSE	`<>` for none, `~` for not given
 * COUNT	facts=10,failures=2,envelope=1,plain=1,ham=1,spam=1
 * LAST		seconds since 1970
 * OUTCOMES	of checks: resolves=fail,valid_hostname=fail(no_dot); all others, and `.`: NOT_RUN
 * VERDICTS	of each policy: `pass` or the check that denies, with `~` for temporarily. It denies
 *		all facts lines, or with `*3` three of them; `pass*3/resolves`: it passes now, but
 *		resolves denied three. `waiting` alone: not judged yet
 *
 * Or what happened on the way:
 *
 *	!stopped
 *	!file
 *	!unreadable WHERE TEXT
 *	!noheader NAME		a message with a header by NAME, not us; `<>`: with none
 *	!relayed
 */
#ifndef MADE_H
#define MADE_H

#include "checks/texts.h"
#include "replay/report/report.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

struct made {
	struct pairs pairs;
	struct intake intake;
};

#define MADE_WORDS 7

static inline _Noreturn void made_wrong(const char *what, const char *text)
{
	fprintf(stderr, "made: %s: [%s]\n", what, text);
	exit(2);
}

static inline unsigned char made_check(const char *name, size_t len)
{
	for (unsigned char id = 0; id < CHECK_COUNT; id++)
		if (slice_is((struct slice){name, len}, check_names[id]))
			return id;
	made_wrong("no check", name);
}

static inline struct slice made_text(const char *word)
{
	return slice_text(strcmp(word, "<>") == 0 ? "" : word);
}

static inline void made_count(struct pair *p, char *text)
{
	static const char *const names[SOURCE_COUNT] = {"facts", "failures", "envelope",
							"plain", "ham",	     "spam"};
	char *rest, *word;

	for (word = strtok_r(text, ",", &rest); word != NULL; word = strtok_r(NULL, ",", &rest)) {
		size_t len = strcspn(word, "="), i = 0;

		while (i < SOURCE_COUNT && strncmp(names[i], word, len) != 0)
			i++;
		if (i == SOURCE_COUNT || word[len] == '\0')
			made_wrong("no source", word);
		p->count[i] = (uint32_t)strtoul(word + len + 1, NULL, 10);
	}
}

/* `fail`, or `error(timeout)`. */
static inline void made_outcome(struct pair *p, unsigned id, const char *word)
{
	const struct slice outcome = {word, strcspn(word, "(")};
	const char *reason = word + outcome.len;

	for (unsigned char i = PASS; i <= ERROR; i++)
		if (slice_is(outcome, texts_outcome((enum outcome)i)))
			p->outcome[id] = i;
	if (p->outcome[id] == NOT_RUN)
		made_wrong("no outcome", word);
	if (*reason == '\0')
		return;
	reason++;
	for (unsigned char i = REASON_NONE + 1; i < REASON_COUNT; i++)
		if (slice_is((struct slice){reason, strcspn(reason, ")")},
			     reason_text((enum reason)i)))
			p->reason[id] = i;
	if (p->reason[id] == REASON_NONE)
		made_wrong("no reason", word);
}

static inline void made_outcomes(struct pairs *pairs, struct pair *p, char *text)
{
	char *rest, *word;

	if (strcmp(text, ".") == 0)
		return;
	for (word = strtok_r(text, ",", &rest); word != NULL; word = strtok_r(NULL, ",", &rest)) {
		const size_t name = strcspn(word, "=");

		made_outcome(p, made_check(word, name), word + name + 1);
	}
	pair_count_unknown(p, pairs->facts_unknown, p->count[FROM_FACTS]);
}

static inline void made_verdicts(struct pairs *pairs, struct pair *p, char *text)
{
	char *rest, *word = strtok_r(text, ",", &rest);

	p->judged = strcmp(text, "waiting") != 0;
	for (size_t i = 0; p->judged && i < pairs->policies; i++) {
		struct pair_verdict *verdict = &p->verdicts[i];
		unsigned char by = CHECK_COUNT;
		size_t len;

		if (word == NULL)
			made_wrong("too few verdicts", p->helo);
		len = strcspn(word, "*~/");
		verdict->temporary = strchr(word, '~') != NULL;
		if (strncmp(word, "pass", len) != 0) {
			by = made_check(word, len);
			verdict->denied = p->count[FROM_FACTS];
		}
		verdict->by = by;
		if (strchr(word, '*') != NULL)
			verdict->denied = (uint32_t)strtoul(strchr(word, '*') + 1, NULL, 10);
		if (strchr(word, '/') != NULL)
			by = made_check(strchr(word, '/') + 1, strlen(strchr(word, '/') + 1));
		if (verdict->denied > 0) {
			pairs->facts_denied[i][by] += verdict->denied;
			pairs->facts_temporary[i] += verdict->temporary ? verdict->denied : 0;
		}
		word = strtok_r(NULL, ",", &rest);
	}
}

static inline void made_intake(struct intake *intake, char *line)
{
	char *rest, *word = strtok_r(line, " ", &rest);

	if (strcmp(word, "!stopped") == 0) {
		intake->stopped = true;
	} else if (strcmp(word, "!file") == 0) {
		intake->skipped_files++;
	} else if (strcmp(word, "!noheader") == 0) {
		intake->messages++;
		intake_add_no_header(intake, made_text(rest).bytes);
	} else if (strcmp(word, "!relayed") == 0) {
		intake->relayed++;
	} else if (strcmp(word, "!unreadable") == 0) {
		word = strtok_r(NULL, " ", &rest);
		intake_add_unreadable(intake, word, 0, rest, strlen(rest));
	} else {
		made_wrong("no such line", word);
	}
}

/* Takes line apart. */
static inline void made_line(struct made *m, char *line)
{
	char *words[MADE_WORDS], *rest, *word;
	struct pair *p;
	int n = 0;

	if (*line == '!') {
		made_intake(&m->intake, line);
		return;
	}
	for (word = strtok_r(line, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
		if (n == MADE_WORDS)
			made_wrong("too many words", word);
		words[n++] = word;
	}
	if (n != MADE_WORDS)
		made_wrong("too few words", line);
	p = pairs_get(&m->pairs, made_text(words[0]), made_text(words[1]),
		      strcmp(words[2], "~") == 0 ? (struct slice){NULL, 0} : made_text(words[2]));
	if (p == NULL)
		made_wrong("no memory", line);
	made_count(p, words[3]);
	p->last = strtoll(words[4], NULL, 10);
	if (p->last > m->pairs.last)
		m->pairs.last = p->last;
	if (p->last > 0 && (m->pairs.first == 0 || p->last < m->pairs.first))
		m->pairs.first = p->last;
	made_outcomes(&m->pairs, p, words[5]);
	made_verdicts(&m->pairs, p, words[6]);
}

#endif
