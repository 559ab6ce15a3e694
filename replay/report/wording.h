/*
 * wording: numbers, dates and sentences that the text and the page have in common, in ASCII.
 */
#ifndef REPLAY_REPORT_WORDING_H
#define REPLAY_REPORT_WORDING_H

#include "replay/report/output.h"

/* Each writes into to and returns it; of a time that was not told "". */
#define SAID_SIZE 64
const char *say_number(char to[SAID_SIZE], uint64_t n); /* 1,234,567 */
/* 1.2 %; a share that is there is never 0 %, nor all of it what is not; of nothing `-`. */
const char *say_percent(char to[SAID_SIZE], uint64_t part, uint64_t whole);
const char *say_day(char to[SAID_SIZE], int64_t when);	/* 2026-05-31, in UTC */
const char *say_time(char to[SAID_SIZE], int64_t when); /* 2026-05-31T23:59:59Z */
const char *say_period(char to[SAID_SIZE], const struct summary *s);

/* "s" unless n is 1. */
const char *plural(uint64_t n);

/* What stands for a pair's names, also where it has none. */
const char *pair_helo(const struct pair *p);
const char *pair_client(const struct pair *p);
const char *pair_reverse(const struct pair *p);
/* The check that denied it the last time; "not any more" where DNS has changed since. */
const char *pair_check(const struct pair *p, size_t policy);

/* What a source is, and what a check that denies has found. */
extern const char *const source_meaning[SOURCE_COUNT];
/* What such a HELO met with. */
extern const char unknown_meaning[];

/*
 * Where bars end, in percent of the HELOs of their class: the least of 1, 2, 5, 10, 20, 50 and 100 that no
 * policy is above with any class. One for all, so that bars can be compared.
 */
unsigned bar_end(const struct replayed *r);

/* What a reader has to know before he believes the numbers. */
#define NOTES_MAX 8
struct notes {
	char at[NOTES_MAX][400];
	size_t count;
};
void notes_make(struct notes *notes, const struct replayed *r);

#endif
