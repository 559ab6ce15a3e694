/* wording: the numbers, dates and sentences that text and page share, in ASCII. */
#ifndef REPLAY_REPORT_WORDING_H
#define REPLAY_REPORT_WORDING_H

#include "replay/report/report.h"

#define FORMAT_SIZE 64

/* Each writes to to and returns it; a time that was not given becomes "". */
const char *format_number(char to[FORMAT_SIZE], uint64_t n); /* 1,234,567 */
/* 1.2 %; `-` of nothing. Only none is 0 %, only all is 100 %. */
const char *format_percent(char to[FORMAT_SIZE], uint64_t part, uint64_t whole);
const char *format_day(char to[FORMAT_SIZE], int64_t when);  /* 2026-05-31, UTC */
const char *format_time(char to[FORMAT_SIZE], int64_t when); /* 2026-05-31T23:59:59Z */
const char *format_period(char to[FORMAT_SIZE], const struct summary *s);

/* "s" unless n is 1. */
const char *plural(uint64_t n);

/* What to print for a pair's names if it has none. */
const char *pair_helo(const struct pair *p);
const char *pair_reverse(const struct pair *p);
/* The check that denies it; "passes now" if DNS changed after it was denied. */
const char *pair_check(const struct pair *p, size_t policy);

const char *source_meaning(enum sample_source source);

/* Why a check is unknown, and what that means for a HELO. */
const char *reason_name(enum reason reason);
extern const char unknown_meaning[];

/*
 * Where all bars end, so that they can be compared: the lowest of 1, 2, 5, 10, 20, 50 and 100
 * percent that no policy exceeds in any group.
 */
unsigned bar_end(const struct replay *r);

/* What the reader should know before he trusts the numbers. */
#define NOTES_MAX 12
struct notes {
	char items[NOTES_MAX][400];
	size_t count;
};
void notes_make(struct notes *notes, const struct replay *r);

#endif
