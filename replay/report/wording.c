/* wording: see wording.h. */
#include "replay/report/wording.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>

const char *say_number(char to[SAID_SIZE], uint64_t n)
{
	char digits[SAID_SIZE];
	int len = snprintf(digits, sizeof(digits), "%" PRIu64, n), at = 0;

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			to[at++] = ',';
		to[at++] = digits[i];
	}
	to[at] = '\0';
	return to;
}

const char *say_percent(char to[SAID_SIZE], uint64_t part, uint64_t whole)
{
	double share = whole > 0 ? 100.0 * (double)part / (double)whole : 0;

	if (whole == 0)
		snprintf(to, SAID_SIZE, "-");
	else if (part == 0 || part == whole)
		snprintf(to, SAID_SIZE, "%d %%", part == 0 ? 0 : 100);
	else if (share < 0.05)
		snprintf(to, SAID_SIZE, "<0.1 %%");
	else if (share >= 99.95)
		snprintf(to, SAID_SIZE, ">99.9 %%");
	else
		snprintf(to, SAID_SIZE, "%.1f %%", share);
	return to;
}

static const char *say_when(char to[SAID_SIZE], const char *format, int64_t when)
{
	const time_t clock = (time_t)when;
	struct tm tm;

	if (when == 0 || gmtime_r(&clock, &tm) == NULL || strftime(to, SAID_SIZE, format, &tm) == 0)
		to[0] = '\0';
	return to;
}

const char *say_day(char to[SAID_SIZE], int64_t when)
{
	return say_when(to, "%Y-%m-%d", when);
}

const char *say_time(char to[SAID_SIZE], int64_t when)
{
	return say_when(to, "%Y-%m-%dT%H:%M:%SZ", when);
}

const char *say_period(char to[SAID_SIZE], const struct summary *s)
{
	char first[SAID_SIZE], last[SAID_SIZE];

	if (s->first == 0)
		snprintf(to, SAID_SIZE, "at times that were not told");
	else
		snprintf(to, SAID_SIZE, "from %.20s to %.20s (UTC)", say_day(first, s->first),
			 say_day(last, s->last));
	return to;
}

const char *plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

const char *pair_helo(const struct pair *p)
{
	return p->helo[0] != '\0' ? p->helo : "(none given)";
}

const char *pair_client(const struct pair *p)
{
	return p->ip[0] != '\0' ? p->ip : "unknown";
}

const char *pair_reverse(const struct pair *p)
{
	if (p->reverse == NULL)
		return "";
	return p->reverse[0] != '\0' ? p->reverse : "(none)";
}

const char *pair_check(const struct pair *p, size_t policy)
{
	unsigned by = p->judged[policy].by;

	return by < CHECK_COUNT ? check_names[by] : "not any more";
}

const char *const source_meaning[SOURCE_COUNT] = {
	[FROM_FACTS] = "facts lines of the plugin: DNS as it was at the time",
	[FROM_FAILURES] = "failures in logs of the plugin: no HELO that passed",
	[FROM_ENVELOPE] = "qlogenvelope lines of the combined qmail patch, one a recipient",
	[FROM_PAIRS] = "plain lines: HELO, client, reverse name",
	[FROM_HAM] = "wanted messages (--ham)",
	[FROM_SPAM] = "unwanted messages (--spam)",
};

const char unknown_meaning[] =
	"A check that is not sure denies nobody. Only where forward_dns rejects, a timeout is a "
	"denial for now. A HELO stands below each reason that one of its checks had.";

unsigned bar_end(const struct replayed *r)
{
	static const unsigned ends[] = {1, 2, 5, 10, 20, 50, 100};
	size_t end = 0;

	for (size_t i = 0; i < r->pairs->policies; i++)
		for (int class = 0; class < CLASS_COUNT; class ++)
			while (ends[end] < 100 && 100 * r->summary->policies[i].denied[class] >
							  ends[end] * r->summary->helos[class])
				end++;
	return ends[end];
}

static void note(struct notes *notes, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void note(struct notes *notes, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	vsnprintf(notes->at[notes->count++], sizeof(notes->at[0]), format, values);
	va_end(values);
}

void notes_make(struct notes *notes, const struct replayed *r)
{
	const struct summary *s = r->summary;
	char n[SAID_SIZE], of[SAID_SIZE];

	notes->count = 0;
	if (r->intake->stopped)
		note(notes, "Stopped by ^C: this is what was read until then.");
	if (s->pairs_waiting > 0)
		note(notes,
		     "%s pair%s of HELO and client had not been looked up in DNS yet, and stand%s "
		     "in no "
		     "number here.",
		     say_number(n, s->pairs_waiting), plural(s->pairs_waiting),
		     s->pairs_waiting == 1 ? "s" : "");
	if (s->pairs_asked > 0)
		note(notes,
		     "%s of %s pairs were looked up in DNS now. It may say something else today "
		     "than it "
		     "did when the mail came: old spammers' names are gone, and a sender may have "
		     "moved.",
		     say_number(n, s->pairs_asked), say_number(of, s->pairs));
	if (s->sources[FROM_FAILURES] > 0)
		note(notes,
		     "%s HELO%s come%s from failures in the plugin's logs, which do not name the "
		     "HELOs that "
		     "passed: percentages with these in them say nothing about all mail. A log "
		     "written "
		     "with the flag F does.",
		     say_number(n, s->sources[FROM_FAILURES]), plural(s->sources[FROM_FAILURES]),
		     s->sources[FROM_FAILURES] == 1 ? "s" : "");
	if (r->intake->skipped_files > 0)
		note(notes,
		     "%s file%s could not be read, as was said on standard error: what is in there "
		     "is not "
		     "counted.",
		     say_number(n, r->intake->skipped_files),
		     plural(r->intake->skipped_files));
	if (r->intake->unreadable > 0)
		note(notes, "%s line%s or message%s could not be read, and %s not counted.",
		     say_number(n, r->intake->unreadable), plural(r->intake->unreadable),
		     plural(r->intake->unreadable), r->intake->unreadable == 1 ? "is" : "are");
}
