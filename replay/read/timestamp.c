/* timestamp: see timestamp.h. */
#include "replay/read/timestamp.h"

#include <ctype.h>
#include <string.h>
#include <time.h>

#define MINUTE INT64_C(60)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* What the label of 1970 is: 2^62, and the 10 seconds that TAI was ahead then (libtai). */
#define TAI64_EPOCH (((uint64_t)1 << 62) + 10)
/* The year 9999 ends here, and with it four-digit years. */
#define LATEST INT64_C(253402300799)

struct date {
	int year, month, day; /* month: 1 to 12 */
	int hour, minute, second;
};

/* ---- a text, read from the left ---- */

struct reader {
	const char *at, *end;
};

/* The next byte if it is this one. */
static bool take(struct reader *r, char c)
{
	if (r->at == r->end || *r->at != c)
		return false;
	r->at++;
	return true;
}

/* A number of least to most digits; false, where there is none. */
static bool number(struct reader *r, int least, int most, int *value)
{
	int n = 0, digits = 0;

	while (digits < most && r->at < r->end && *r->at >= '0' && *r->at <= '9') {
		n = 10 * n + (*r->at++ - '0');
		digits++;
	}
	*value = n;
	return digits >= least;
}

static void skip_digits(struct reader *r)
{
	while (r->at < r->end && *r->at >= '0' && *r->at <= '9')
		r->at++;
}

static void skip_blanks(struct reader *r)
{
	while (r->at < r->end && (*r->at == ' ' || *r->at == '\t'))
		r->at++;
}

static bool at_end_of_word(const struct reader *r)
{
	return r->at == r->end || *r->at == ' ' || *r->at == '\t';
}

/* The English name of a month, its first three letters, to 1 to 12. */
static bool month_name(struct reader *r, int *month)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	if (r->end - r->at < 3)
		return false;
	for (int i = 0; i < 12; i++) {
		if (memcmp(r->at, names + (size_t)3 * (size_t)i, 3) == 0) {
			r->at += 3;
			*month = i + 1;
			return true;
		}
	}
	return false;
}

static bool clock_time(struct reader *r, struct date *d)
{
	return number(r, 2, 2, &d->hour) && take(r, ':') && number(r, 2, 2, &d->minute) &&
	       take(r, ':') && number(r, 2, 2, &d->second);
}

/* `+01:00`, `-0330`: seconds ahead of UTC. */
static bool zone_offset(struct reader *r, int64_t *offset)
{
	const bool west = r->at < r->end && *r->at == '-';
	int hours, minutes;

	if (!take(r, '+') && !take(r, '-'))
		return false;
	if (!number(r, 2, 2, &hours))
		return false;
	take(r, ':');
	if (!number(r, 2, 2, &minutes) || hours > 23 || minutes > 59)
		return false;
	*offset = (west ? -1 : 1) * (hours * HOUR + minutes * MINUTE);
	return true;
}

/* ---- the calendar ---- */

static bool is_leap(int year)
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

/* Seconds since 1970, as if the date were UTC. */
static int64_t as_utc(const struct date *d)
{
	static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
	const int64_t years = d->year - 1970, last = d->year - 1;
	const int64_t leaps = (last / 4 - last / 100 + last / 400) - 477; /* 477 up to 1969 */
	const int64_t days = years * 365 + leaps + before[d->month - 1] +
			     (d->month > 2 && is_leap(d->year)) + d->day - 1;

	return days * DAY + d->hour * HOUR + d->minute * MINUTE + d->second;
}

/* The date is one of this machine's clock. */
static int64_t as_local(const struct date *d, struct calendar *c)
{
	const int64_t utc = as_utc(d);

	if (!c->known || c->hour != utc / HOUR) {
		struct tm tm = {.tm_year = d->year - 1900,
				.tm_mon = d->month - 1,
				.tm_mday = d->day,
				.tm_hour = d->hour,
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

/* ---- each kind of time stamp ---- */

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* 16 digits are the seconds, and the 8 of the nanoseconds may follow. */
static bool tai64(struct reader *r, int64_t *time)
{
	uint64_t label = 0;
	int digits = 0;

	if (!take(r, '@'))
		return false;
	for (; digits < 24 && r->at < r->end && hex(*r->at) >= 0; r->at++, digits++)
		if (digits < 16)
			label = label << 4 | (uint64_t)hex(*r->at);
	if (digits != 16 && digits != 24)
		return false;
	*time = label > TAI64_EPOCH && label - TAI64_EPOCH <= LATEST
			? (int64_t)(label - TAI64_EPOCH)
			: 0;
	return true;
}

static bool iso(struct reader *r, int64_t *time, struct calendar *c)
{
	struct date d;
	int64_t offset;
	bool utc = false;

	if (!number(r, 4, 4, &d.year) || !take(r, '-') || !number(r, 2, 2, &d.month) ||
	    !take(r, '-') || !number(r, 2, 2, &d.day) ||
	    (!take(r, ' ') && !take(r, 'T') && !(utc = take(r, '_'))) || !clock_time(r, &d) ||
	    !is_date(&d))
		return false;
	if (take(r, '.') || take(r, ','))
		skip_digits(r);
	if (utc || take(r, 'Z')) {
		*time = as_utc(&d);
		return true;
	}
	if (r->at == r->end || (*r->at != '+' && *r->at != '-')) {
		*time = as_local(&d, c);
		return true;
	}
	if (!zone_offset(r, &offset))
		return false;
	*time = as_utc(&d) - offset;
	return true;
}

/* The year is the last in which there was this date: 29 February may be up to eight years ago. */
static bool syslog_date(struct reader *r, int64_t *time, struct calendar *c)
{
	struct date d;
	struct tm tm;
	time_t latest;

	if (!month_name(r, &d.month) || !take(r, ' '))
		return false;
	take(r, ' ');
	if (!number(r, 1, 2, &d.day) || !take(r, ' ') || !clock_time(r, &d))
		return false;
	latest = c->latest + DAY;
	if (gmtime_r(&latest, &tm) == NULL)
		return false;
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

static bool epoch(struct reader *r, int64_t *time)
{
	int64_t seconds = 0;
	int digits = 0;

	for (; digits < 12 && r->at < r->end && *r->at >= '0' && *r->at <= '9'; digits++)
		seconds = 10 * seconds + (*r->at++ - '0');
	if (digits < 9 || !take(r, '.') || seconds > LATEST)
		return false;
	skip_digits(r);
	*time = seconds;
	return true;
}

size_t timestamp_read(int64_t *time, const char *text, size_t len, struct calendar *c)
{
	struct reader r = {text, text + len};
	bool ok = false;

	if (len == 0)
		return 0;
	if (*text == '@') {
		ok = tai64(&r, time);
	} else if (*text >= '0' && *text <= '9') {
		ok = iso(&r, time, c);
		if (!ok) {
			r.at = text;
			ok = epoch(&r, time);
		}
	} else if (*text >= 'A' && *text <= 'S') {
		ok = syslog_date(&r, time, c);
	}
	return ok && at_end_of_word(&r) ? (size_t)(r.at - text) : 0;
}

bool timestamp_read_mail(int64_t *time, const char *text, size_t len)
{
	struct reader r = {text, text + len};
	struct date d = {.second = 0};
	int64_t offset = 0;

	skip_blanks(&r);
	if (r.end - r.at > 4 && isalpha((unsigned char)*r.at) && r.at[3] == ',')
		r.at += 4;
	skip_blanks(&r);
	if (!number(&r, 1, 2, &d.day) || !take(&r, ' ') || !month_name(&r, &d.month) ||
	    !take(&r, ' ') || !number(&r, 4, 4, &d.year) || !take(&r, ' ') || !clock_time(&r, &d) ||
	    !is_date(&d))
		return false;
	skip_blanks(&r);
	zone_offset(&r, &offset);
	*time = as_utc(&d) - offset;
	return true;
}
