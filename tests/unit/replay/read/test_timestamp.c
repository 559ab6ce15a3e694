/* Time stamps of logs and mails. Seconds since 1970 in the tables are date(1)'s: date -u -d @N. */
#include "replay/read/timestamp.h"

#include "tests/unit/unit.h"

#include <time.h>

/* 2026-11-22 19:00:01 UTC, and when the log was written last: an hour later. */
#define THEN INT64_C(1795374001)
#define LATEST (THEN + 3600)
/* A zone that is not UTC and has no summer time: one hour ahead. */
#define ZONE "TST-1"

static void in_zone(const char *zone)
{
	setenv("TZ", zone, 1);
	tzset();
}

static const struct {
	const char *text;
	size_t len, used; /* used 0: no time stamp */
	int64_t time;
} stamps[] = {
	/* multilog's t, tai64n: 2^62 + 10 + seconds, then nanoseconds */
	{BYTES("@400000006b033bbb075bca0c helo-dns-check: x"), 25, THEN},
	{BYTES("@400000006b033bbb075bca0c"), 25, THEN},
	{BYTES("@400000006b033bbb x"), 17, THEN},
	{BYTES("@400000006b033bb b075bca0c x"), 0, 0},
	{BYTES("@400000006b033bbb075bca0 x"), 0, 0},
	{BYTES("@400000006b033bbb075bca0c0 x"), 0, 0},
	{BYTES("@400000006b033bbb075bca0c: x"), 0, 0},
	{BYTES("@400000006B033BBB075BCA0C x"), 0, 0},
	{BYTES("@ffffffffffffffffffffffff x"), 25, 0},
	{BYTES("@000000000000000000000000 x"), 25, 0},
	{BYTES("@400000000000000a00000000 x"), 25, 0},
	{BYTES("@400000000000000b00000000 x"), 25, 1},
	{BYTES("@"), 0, 0},
	/* tai64nlocal and whoever else writes dates; without a zone they are local */
	{BYTES("2026-11-22 19:00:01.123456789 x"), 29, THEN - 3600},
	{BYTES("2026-11-22 19:00:01 x"), 19, THEN - 3600},
	{BYTES("2026-11-22T19:00:01 x"), 19, THEN - 3600},
	{BYTES("2026-11-22T19:00:01Z x"), 20, THEN},
	{BYTES("2026-11-22T19:00:01.123456Z"), 27, THEN},
	{BYTES("2026-11-22T20:00:01+01:00 x"), 25, THEN},
	{BYTES("2026-11-22T20:00:01.1+0100 x"), 26, THEN},
	{BYTES("2026-11-22T13:30:01,5-05:30 x"), 27, THEN},
	{BYTES("2026-11-22_19:00:01.12345 x"), 25, THEN},
	{BYTES("2028-02-29 00:00:00Z x"), 20, 1835395200},
	{BYTES("2000-02-29 23:59:59Z"), 20, 951868799},
	{BYTES("2000-03-01 00:00:00Z"), 20, 951868800},
	{BYTES("1970-01-01 00:00:00Z"), 20, 0},
	{BYTES("2016-12-31 23:59:60Z"), 20, 1483228800},
	{BYTES("9999-12-31 23:59:59Z"), 20, 253402300799},
	{BYTES("2026-02-29 00:00:00Z"), 0, 0},
	{BYTES("2100-02-29 00:00:00Z"), 0, 0},
	{BYTES("2026-13-01 00:00:00Z"), 0, 0},
	{BYTES("2026-00-01 00:00:00Z"), 0, 0},
	{BYTES("2026-11-31 00:00:00Z"), 0, 0},
	{BYTES("2026-11-00 00:00:00Z"), 0, 0},
	{BYTES("2026-11-22 24:00:00Z"), 0, 0},
	{BYTES("2026-11-22 19:60:00Z"), 0, 0},
	{BYTES("2026-11-22 19:00:61Z"), 0, 0},
	{BYTES("1969-12-31 23:59:59Z"), 0, 0},
	{BYTES("2026-11-22 19:00:0"), 0, 0},
	{BYTES("2026-11-22 19:00"), 0, 0},
	{BYTES("2026-11-22"), 0, 0},
	{BYTES("2026-11-22x19:00:01 x"), 0, 0},
	{BYTES("2026-11-22T19:00:01+25:00 x"), 0, 0},
	{BYTES("2026-11-22T19:00:01+1 x"), 0, 0},
	{BYTES("2026-11-22T19:00:01+ x"), 0, 0},
	{BYTES("2026-11-22T19:00:01foo"), 0, 0},
	{BYTES("02026-11-22 19:00:01"), 0, 0},
	/* syslog has no year: the last such day before the log ended */
	{BYTES("Nov 22 19:00:01 mx qmail: x"), 15, THEN - 3600},
	{BYTES("Nov  2 19:00:01 mx qmail: x"), 15, THEN - 3600 - 20 * 86400},
	{BYTES("Jan  1 01:00:00 mx"), 15, 1767225600},
	{BYTES("Dec 24 12:00:00 mx"), 15, 1766574000},
	{BYTES("Nov 23 12:00:00 mx"), 15, 1795431600}, /* a clock may be a little ahead */
	{BYTES("Feb 29 12:00:00 mx"), 15, 1709204400}, /* of 2024 */
	{BYTES("Feb 30 12:00:00 mx"), 0, 0},
	{BYTES("Nov 32 12:00:00 mx"), 0, 0},
	{BYTES("Nox 22 19:00:01 mx"), 0, 0},
	{BYTES("Nov 22 19:00 mx"), 0, 0},
	{BYTES("No"), 0, 0},
	/* splogger */
	{BYTES("1795374001.123456 x"), 17, THEN},
	{BYTES("1795374001.123456"), 17, THEN},
	{BYTES("1795374001 x"), 0, 0},
	{BYTES("12345678.123456 x"), 0, 0},
	{BYTES("9999999999999999999999.1 x"), 0, 0},
	/* neither */
	{BYTES("192.0.2.1 x"), 0, 0},
	{BYTES("mail.example.com 192.0.2.1"), 0, 0},
	{BYTES(" 2026-11-22 19:00:01"), 0, 0},
	{BYTES("2026-11-22\0 19:00:01"), 0, 0},
	{BYTES("\xff\xfe"), 0, 0},
	{BYTES("\0"), 0, 0},
	{BYTES(""), 0, 0},
};

/* In a place of its own, that a sanitizer may see a byte too much being read. */
START_TEST(stamp)
{
	char *text = malloc(stamps[_i].len + (stamps[_i].len == 0));
	struct calendar c;
	int64_t time = -1;

	in_zone(ZONE);
	memcpy(text, stamps[_i].text, stamps[_i].len);
	calendar_init(&c, LATEST);
	ck_assert_uint_eq(timestamp_parse(&time, text, stamps[_i].len, &c), stamps[_i].used);
	if (stamps[_i].used > 0)
		ck_assert_int_eq(time, stamps[_i].time);
	free(text);
}
END_TEST

/* mktime is asked once an hour only; summer time begins and ends at hours. */
START_TEST(local_time_through_a_year)
{
	struct calendar c;

	in_zone("CET-1CEST,M3.5.0,M10.5.0/3");
	calendar_init(&c, LATEST);
	for (time_t t = 1767225600; t < 1767225600 + 366 * 86400; t += 1799) {
		char text[32];
		struct tm tm;
		int64_t time;

		localtime_r(&t, &tm);
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm);
		ck_assert_uint_eq(timestamp_parse(&time, text, strlen(text), &c), 19);
		/* The hour that comes twice has two times. */
		if (tm.tm_mon == 9 && tm.tm_mday == 25 && tm.tm_hour == 2)
			ck_assert(time == t || time == t - 3600 || time == t + 3600);
		else
			ck_assert_int_eq(time, t);
	}
}
END_TEST

static const struct {
	const char *text;
	size_t len;
	bool ok;
	int64_t time;
} mail[] = {
	{BYTES("22 Nov 2026 19:00:01 -0000"), true, THEN},
	{BYTES(" 22 Nov 2026 19:00:01 -0000"), true, THEN},
	{BYTES("Sun, 22 Nov 2026 19:00:01 -0000"), true, THEN},
	{BYTES(" Sun, 22 Nov 2026 20:00:01 +0100 (CET)"), true, THEN},
	{BYTES("22 Nov 2026 13:30:01 -0530"), true, THEN},
	{BYTES("2 Nov 2026 19:00:01 -0000"), true, THEN - 20 * 86400},
	{BYTES("22 Nov 2026 19:00:01"), true, THEN},
	{BYTES("22 Nov 2026 19:00:01 GMT"), true, THEN},
	{BYTES("31 Nov 2026 19:00:01 -0000"), false, 0},
	{BYTES("22 Nov 26 19:00:01 -0000"), false, 0},
	{BYTES("22 Now 2026 19:00:01 -0000"), false, 0},
	{BYTES("22 Nov 2026"), false, 0},
	{BYTES("Sun,"), false, 0},
	{BYTES("Sun, "), false, 0},
	{BYTES("\xff\xff\xff,"), false, 0},
	{BYTES(""), false, 0},
};

START_TEST(mail_date)
{
	char *text = malloc(mail[_i].len + (mail[_i].len == 0));
	int64_t time = -1;

	in_zone(ZONE);
	memcpy(text, mail[_i].text, mail[_i].len);
	ck_assert_int_eq(timestamp_parse_mail(&time, text, mail[_i].len), mail[_i].ok);
	if (mail[_i].ok)
		ck_assert_int_eq(time, mail[_i].time);
	free(text);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, stamp, 0, LENGTH(stamps));
	tcase_add_test(tests, local_time_through_a_year);
	tcase_add_loop_test(tests, mail_date, 0, LENGTH(mail));
}

int main(void)
{
	return unit_main("timestamp", add);
}
