/*
 * made: a replay made of lines, as the readers and judges would have made it. A line is a pair:
 *
 *	HELO IP REVERSE SEEN LAST OUTCOMES VERDICTS
 *
 * HELO	`<>` for none
 * REVERSE	`<>` for none, `~` when it was not told
 * SEEN		facts=10,failures=2,envelope=1,plain=1,ham=1,spam=1: how often
 * LAST		seconds since 1970
 * OUTCOMES	of checks: resolves=fail,valid_hostname=fail(no_dot); `.` for none (all others NOT_RUN)
 * VERDICTS	of each policy: `pass` or the check that denies, with `~` for now; of the facts lines
 *		all, or `*3` of them: resolves*3,pass; `pass*3/resolves`: not any more, but 3 before. `waiting`
 *		alone: not judged yet
 *
 * Or what was met with on the way:
 *
 *	!stopped
 *	!file
 *	!unreadable WHERE TEXT
 */
#ifndef MADE_H
#define MADE_H

#include "replay/report/output.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static inline unsigned made_check(const char *name, size_t len)
{
	for (unsigned id = 0; id < CHECK_COUNT; id++)
		if (strlen(checks[id].name) == len && strncmp(checks[id].name, name, len) == 0)
			return id;
	made_wrong("no check", name);
}

static inline struct slice made_text(const char *word)
{
	return strcmp(word, "<>") == 0 ? (struct slice){"", 0} : (struct slice){word, strlen(word)};
}

static inline void made_seen(struct pair *p, char *text)
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
		p->seen[i] = (uint32_t)strtoul(word + len + 1, NULL, 10);
	}
}

/* Reasons are static texts to pairs: the lines they are in have to live as long. */
static inline void made_outcomes(struct pairs *pairs, struct pair *p, char *text)
{
	static const char *const names[] = {"not_run", "pass", "fail", "skip", "error"};
	bool given[REASONS_MAX] = {false};
	char *rest, *word;

	if (strcmp(text, ".") == 0)
		return;
	for (word = strtok_r(text, ",", &rest); word != NULL; word = strtok_r(NULL, ",", &rest)) {
		size_t name = strcspn(word, "="), len;
		unsigned id = made_check(word, name);
		char *why;

		word += name + 1;
		len = strcspn(word, "(");
		why = word[len] == '(' ? word + len + 1 : NULL;
		for (unsigned char is = PASS; is <= ERROR; is++)
			if (strlen(names[is]) == len && strncmp(names[is], word, len) == 0)
				p->is[id] = is;
		if (p->is[id] == NOT_RUN)
			made_wrong("no outcome", word);
		if (why == NULL)
			continue;
		why[strcspn(why, ")")] = '\0';
		p->why[id] = pairs_reason(pairs, why);
		if (p->is[id] == ERROR && !given[p->why[id]])
			pairs->facts_unknown[p->why[id]] += p->seen[FROM_FACTS];
		given[p->why[id]] = true;
	}
}

static inline void made_verdicts(struct pairs *pairs, struct pair *p, char *text)
{
	char *rest, *word = strtok_r(text, ",", &rest);

	p->judged_yet = strcmp(text, "waiting") != 0;
	for (size_t i = 0; p->judged_yet && i < pairs->policies; i++) {
		struct judged *judged = &p->judged[i];
		size_t len;
		unsigned by = CHECK_COUNT;

		if (word == NULL)
			made_wrong("too few verdicts", p->helo);
		len = strcspn(word, "*~/");
		judged->for_now = strchr(word, '~') != NULL;
		if (strncmp(word, "pass", len) != 0) {
			by = made_check(word, len);
			judged->denied = p->seen[FROM_FACTS];
		}
		judged->by = (unsigned char)by;
		if (strchr(word, '*') != NULL)
			judged->denied = (uint32_t)strtoul(strchr(word, '*') + 1, NULL, 10);
		if (strchr(word, '/') != NULL)
			by = made_check(strchr(word, '/') + 1, strlen(strchr(word, '/') + 1));
		if (judged->denied > 0) {
			pairs->facts_denied[i][by] += judged->denied;
			pairs->facts_for_now[i] += judged->for_now ? judged->denied : 0;
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
	} else if (strcmp(word, "!unreadable") == 0) {
		if (intake->unreadable < UNREADABLE_MAX) {
			size_t i = intake->unreadable;

			snprintf(intake->first[i].where, sizeof(intake->first[i].where), "%s",
				 strtok_r(NULL, " ", &rest));
			snprintf(intake->first[i].text, sizeof(intake->first[i].text), "%s", rest);
		}
		intake->unreadable++;
	} else {
		made_wrong("no such line", word);
	}
}

/* Takes line apart, and keeps what it says as long as the pairs live. */
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
	p = pairs_find(&m->pairs, made_text(words[0]), made_text(words[1]),
		       strcmp(words[2], "~") == 0 ? (struct slice){NULL, 0} : made_text(words[2]));
	if (p == NULL)
		made_wrong("no memory", line);
	made_seen(p, words[3]);
	p->last = strtoll(words[4], NULL, 10);
	if (p->last > m->pairs.last)
		m->pairs.last = p->last;
	if (p->last > 0 && (m->pairs.first == 0 || p->last < m->pairs.first))
		m->pairs.first = p->last;
	made_outcomes(&m->pairs, p, words[5]);
	made_verdicts(&m->pairs, p, words[6]);
}

#endif
