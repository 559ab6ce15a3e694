/* timestamp: see timestamp.h. */
#include "replay/read/timestamp.h"

#include "replay/read/slice.h"

#include <ctype.h>
#include <time.h>

#define MINUTE INT64_C(60)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* The TAI64 label of 1970: 2^62, and the 10 seconds that TAI was ahead of UTC then (libtai). */
#define TAI64_EPOCH (((uint64_t)1 << 62) + 10)
/* The end of the year 9999, the last one with four digits. */
#define LATEST INT64_C(253402300799)

struct date {
	int64_t year, month, day; /* month: 1 to 12 */
	int64_t hour, minute, second;
};

/* ---- a cursor ---- */

/* The next byte; 0 at the end. */
static char peek(const struct slice *s)
{
	return (char)(s->len > 0 ? *s->bytes : '\0');
}

static bool accept(struct slice *s, char c)
{
	if (s->len == 0 || *s->bytes != c)
		return false;
	*s = slice_from(*s, 1);
	return true;
}

/* The longest run of at most max digits as a number; false, if there are fewer than min. */
static bool parse_number(struct slice *s, int min, int max, int64_t *value)
{
	int digits = 0;

	for (*value = 0; digits < max && is_digit(peek(s)); digits++) {
		*value = 10 * *value + (*s->bytes - '0');
		*s = slice_from(*s, 1);
	}
	return digits >= min;
}

static void skip_digits(struct slice *s)
{
	while (is_digit(peek(s)))
		*s = slice_from(*s, 1);
}

/* The first three letters of a month's English name; 1 to 12. */
static bool parse_month(struct slice *s, int64_t *month)
{
	static const char names[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					"Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

	for (*month = 1; *month <= 12; ++*month)
		if (slice_accept(s, names[*month - 1]))
			return true;
	return false;
}

static bool parse_clock(struct slice *s, struct date *d)
{
	return parse_number(s, 2, 2, &d->hour) && accept(s, ':') &&
	       parse_number(s, 2, 2, &d->minute) && accept(s, ':') &&
	       parse_number(s, 2, 2, &d->second);
}

/* `+01:00`, `-0330`: seconds ahead of UTC. */
static bool parse_zone(struct slice *s, int64_t *offset)
{
	const bool west = peek(s) == '-';
	int64_t hours, minutes;

	if ((!accept(s, '+') && !accept(s, '-')) || !parse_number(s, 2, 2, &hours))
		return false;
	accept(s, ':');
	if (!parse_number(s, 2, 2, &minutes) || hours > 23 || minutes > 59)
		return false;
	*offset = (west ? -1 : 1) * (hours * HOUR + minutes * MINUTE);
	return true;
}

/* ---- the calendar ---- */

static bool is_leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static bool is_date(const struct date *d)
{
	static const char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	if (d->year < 1970 || d->month < 1 || d->month > 12 || d->day < 1)
		return false;
	if (d->day > days[d->month - 1] + (d->month == 2 && is_leap(d->year)))
		return false;
	return d->hour < 24 && d->minute < 60 && d->second <= 60; /* 60: a leap second */
}

/* Seconds since 1970, if the date is UTC. */
static int64_t as_utc(const struct date *d)
{
	static const int64_t before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
	const int64_t years = d->year - 1970, last = d->year - 1;
	const int64_t leaps = (last / 4 - last / 100 + last / 400) - 477; /* until 1969: 477 */
	const int64_t days = years * 365 + leaps + before[d->month - 1] +
			     (d->month > 2 && is_leap(d->year)) + d->day - 1;

	return days * DAY + d->hour * HOUR + d->minute * MINUTE + d->second;
}

/* The same, if the date is local time. */
static int64_t as_local(const struct date *d, struct calendar *c)
{
	const int64_t utc = as_utc(d);

	if (!c->known || c->hour != utc / HOUR) {
		struct tm tm = {.tm_year = (int)d->year - 1900,
				.tm_mon = (int)d->month - 1,
				.tm_mday = (int)d->day,
				.tm_hour = (int)d->hour,
				.tm_isdst = -1};
		const int64_t local = mktime(&tm);

		c->hour = utc / HOUR;
		c->offset = utc - utc % HOUR - local;
		c->known = true;
		if (local == -1)
			c->offset = 0;
	}
	return utc - c->offset;
}

void calendar_init(struct calendar *c, int64_t latest)
{
	*c = (struct calendar){.latest = latest};
}

/* ---- each kind of timestamp ---- */

/* The value of a hexadecimal digit, lower case; -1 for anything else. */
static int hex(char c)
{
	if (is_digit(c))
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* 16 digits of seconds, and perhaps 8 of nanoseconds. */
static bool parse_tai64(struct slice *s, int64_t *time)
{
	uint64_t label = 0;
	int digits = 0;

	if (!accept(s, '@'))
		return false;
	for (; digits < 24 && hex(peek(s)) >= 0; digits++) {
		if (digits < 16)
			label = label << 4 | (uint64_t)hex(*s->bytes);
		*s = slice_from(*s, 1);
	}
	if (digits != 16 && digits != 24)
		return false;
	*time = label > TAI64_EPOCH && label - TAI64_EPOCH <= LATEST
			? (int64_t)(label - TAI64_EPOCH)
			: 0;
	return true;
}

static bool parse_iso(struct slice *s, int64_t *time, struct calendar *c)
{
	struct date d;
	int64_t offset = 0;
	bool utc = false;

	if (!parse_number(s, 4, 4, &d.year) || !accept(s, '-') ||
	    !parse_number(s, 2, 2, &d.month) || !accept(s, '-') || !parse_number(s, 2, 2, &d.day) ||
	    (!accept(s, ' ') && !accept(s, 'T') && !(utc = accept(s, '_'))) ||
	    !parse_clock(s, &d) || !is_date(&d))
		return false;
	if (accept(s, '.') || accept(s, ','))
		skip_digits(s);
	if (!utc && peek(s) != 'Z' && peek(s) != '+' && peek(s) != '-') {
		*time = as_local(&d, c);
		return true;
	}
	if (!utc && !accept(s, 'Z') && !parse_zone(s, &offset))
		return false;
	*time = as_utc(&d) - offset;
	return true;
}

/* Its year is the last one that had this date; for 29 February, that may be eight years back. */
static bool parse_syslog(struct slice *s, int64_t *time, struct calendar *c)
{
	const time_t latest = c->latest + DAY;
	struct date d;
	struct tm tm;

	if (!parse_month(s, &d.month) || !accept(s, ' '))
		return false;
	accept(s, ' ');
	if (!parse_number(s, 1, 2, &d.day) || !accept(s, ' ') || !parse_clock(s, &d) ||
	    gmtime_r(&latest, &tm) == NULL)
		return false;
	if (accept(s, '.'))
		skip_digits(s);
	for (int ago = 0; ago <= 8; ago++) {
		d.year = tm.tm_year + 1900 - ago;
		if (!is_date(&d))
			continue;
		*time = as_local(&d, c);
		if (*time <= latest)
			return true;
	}
	return false;
}

static bool parse_epoch(struct slice *s, int64_t *time)
{
	int64_t seconds;

	if (!parse_number(s, 9, 12, &seconds) || !accept(s, '.') || seconds > LATEST)
		return false;
	skip_digits(s);
	*time = seconds;
	return true;
}

size_t timestamp_parse(int64_t *time, const char *text, size_t len, struct calendar *c)
{
	const struct slice whole = {text, len};
	struct slice s = whole;
	const char first = peek(&s);
	bool ok = false;

	if (first == '@') {
		ok = parse_tai64(&s, time);
	} else if (is_digit(first)) {
		ok = parse_iso(&s, time, c);
		if (!ok) {
			s = whole;
			ok = parse_epoch(&s, time);
		}
	} else if (first >= 'A' && first <= 'S') {
		ok = parse_syslog(&s, time, c);
	}
	return ok && (s.len == 0 || is_blank(peek(&s))) ? len - s.len : 0;
}

bool timestamp_parse_mail(int64_t *time, const char *text, size_t len)
{
	struct slice s = {text, len};
	struct date d;
	int64_t offset = 0;

	slice_skip_blanks(&s);
	if (s.len > 4 && isalpha((unsigned char)*s.bytes) && s.bytes[3] == ',')
		s = slice_from(s, 4);
	slice_skip_blanks(&s);
	if (!parse_number(&s, 1, 2, &d.day) || !accept(&s, ' ') || !parse_month(&s, &d.month) ||
	    !accept(&s, ' ') || !parse_number(&s, 4, 4, &d.year) || !accept(&s, ' ') ||
	    !parse_clock(&s, &d) || !is_date(&d))
		return false;
	slice_skip_blanks(&s);
	parse_zone(&s, &offset);
	*time = as_utc(&d) - offset;
	return true;
}
