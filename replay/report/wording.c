/* wording: see wording.h. */
#include "replay/report/wording.h"

#include <inttypes.h>
#include <stdarg.h>
#include <time.h>

const char *format_number(char to[FORMAT_SIZE], uint64_t n)
{
	char digits[FORMAT_SIZE];
	int len = snprintf(digits, sizeof(digits), "%" PRIu64, n), at = 0;

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			to[at++] = ',';
		to[at++] = digits[i];
	}
	to[at] = '\0';
	return to;
}

const char *format_percent(char to[FORMAT_SIZE], uint64_t part, uint64_t whole)
{
	double share = whole > 0 ? 100.0 * (double)part / (double)whole : 0;

	if (whole == 0)
		snprintf(to, FORMAT_SIZE, "-");
	else if (part == 0 || part == whole)
		snprintf(to, FORMAT_SIZE, "%d %%", part == 0 ? 0 : 100);
	else if (share < 0.05)
		snprintf(to, FORMAT_SIZE, "<0.1 %%");
	else if (share >= 99.95)
		snprintf(to, FORMAT_SIZE, ">99.9 %%");
	else
		snprintf(to, FORMAT_SIZE, "%.1f %%", share);
	return to;
}

static const char *format_when(char to[FORMAT_SIZE], const char *format, int64_t when)
{
	const time_t clock = (time_t)when;
	struct tm tm;

	if (when == 0 || gmtime_r(&clock, &tm) == NULL ||
	    strftime(to, FORMAT_SIZE, format, &tm) == 0)
		to[0] = '\0';
	return to;
}

const char *format_day(char to[FORMAT_SIZE], int64_t when)
{
	return format_when(to, "%Y-%m-%d", when);
}

const char *format_time(char to[FORMAT_SIZE], int64_t when)
{
	return format_when(to, "%Y-%m-%dT%H:%M:%SZ", when);
}

const char *format_period(char to[FORMAT_SIZE], const struct summary *s)
{
	char first[FORMAT_SIZE], last[FORMAT_SIZE];

	if (s->first == 0)
		snprintf(to, FORMAT_SIZE, "at unknown times");
	else
		snprintf(to, FORMAT_SIZE, "from %.20s to %.20s (UTC)", format_day(first, s->first),
			 format_day(last, s->last));
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

const char *pair_reverse(const struct pair *p)
{
	if (p->reverse == NULL)
		return "";
	return p->reverse[0] != '\0' ? p->reverse : "(none)";
}

const char *pair_check(const struct pair *p, size_t policy)
{
	unsigned by = p->verdicts[policy].by;

	return by < CHECK_COUNT ? check_names[by] : "passes now";
}

const char *source_meaning(enum sample_source source)
{
	static const char *const meanings[] = {
		[FROM_FACTS] = "facts lines of the plugin: DNS as it was at the time",
		[FROM_FAILURES] = "failures in logs of the plugin: HELOs that passed are missing",
		[FROM_ENVELOPE] =
			"qlogenvelope lines of the combined qmail patch: one per recipient",
		[FROM_PAIRS] = "plain lines: HELO, client, reverse name",
		[FROM_HAM] = "wanted messages (--ham)",
		[FROM_SPAM] = "unwanted messages (--spam)",
	};

	_Static_assert(sizeof(meanings) / sizeof(meanings[0]) == SOURCE_COUNT, "one for each");
	return meanings[source];
}

const char *reason_name(enum reason reason)
{
	return reason != REASON_NONE ? reason_text(reason) : "other";
}

const char unknown_meaning[] =
	"Unknown results deny nobody; only forward_dns, if it rejects, turns a timeout into a "
	"temporary denial. A HELO counts once for each reason that its checks gave.";

unsigned bar_end(const struct replay *r)
{
	static const unsigned ends[] = {1, 2, 5, 10, 20, 50, 100};
	size_t end = 0;

	for (size_t i = 0; i < r->pairs->policies; i++)
		for (int group = 0; group < GROUP_COUNT; group++)
			while (ends[end] < 100 && 100 * r->summary->policies[i].denied[group] >
							  ends[end] * r->summary->helos[group])
				end++;
	return ends[end];
}

static void note(struct notes *notes, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void note(struct notes *notes, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	vsnprintf(notes->items[notes->count++], sizeof(notes->items[0]), format, values);
	va_end(values);
}

static void note_no_header(struct notes *notes, const struct intake *in)
{
	const char *stranger = intake_stranger(in);
	char n[FORMAT_SIZE], of[FORMAT_SIZE];

	note(notes, "%s of %s message%s ha%s no Received header of this server and %s not counted.",
	     format_number(n, in->no_header), format_number(of, in->messages), plural(in->messages),
	     in->no_header == 1 ? "s" : "ve", in->no_header == 1 ? "is" : "are");
	if (stranger != NULL)
		note(notes,
		     "Headers of qmail that neither control/me nor control/locals accounts for are "
		     "most often \"by %s\": if that is this server, add --me %s.",
		     stranger, stranger);
}

/* What was read, and is not counted. */
static void note_left_out(struct notes *notes, const struct replay *r)
{
	const struct intake *in = r->intake;
	const struct summary *s = r->summary;
	const uint64_t relayed = in->relayed + r->pairs->relayed;
	char n[FORMAT_SIZE];

	if (in->no_header > 0)
		note_no_header(notes, in);
	if (relayed > 0)
		note(notes, "%s HELO%s of clients that may relay %s not counted.",
		     format_number(n, relayed), plural(relayed), relayed == 1 ? "is" : "are");
	if (r->pairs->silent > 0)
		note(notes,
		     "%s qlogenvelope line%s %s of clients that had not said HELO, and %s not "
		     "counted.",
		     format_number(n, r->pairs->silent), plural(r->pairs->silent),
		     r->pairs->silent == 1 ? "is" : "are", r->pairs->silent == 1 ? "is" : "are");
	if (s->unclear > 0)
		note(notes,
		     "%s HELO%s of qlogenvelope lines cannot be read and %s not counted: \"_\" may "
		     "stand for another byte there, and the policies differ about it.",
		     format_number(n, s->unclear), plural(s->unclear),
		     s->unclear == 1 ? "is" : "are");
}

void notes_make(struct notes *notes, const struct replay *r)
{
	const struct summary *s = r->summary;
	const struct intake *in = r->intake;
	const uint64_t failures = s->sources[FROM_FAILURES];
	char n[FORMAT_SIZE], of[FORMAT_SIZE];

	notes->count = 0;
	if (in->stopped)
		note(notes, "Stopped by ^C: this is what was read until then.");
	if (s->pairs_waiting > 0)
		note(notes,
		     "%s pair%s of HELO and client had not been looked up in DNS yet and %s not "
		     "counted.",
		     format_number(n, s->pairs_waiting), plural(s->pairs_waiting),
		     s->pairs_waiting == 1 ? "is" : "are");
	if (s->pairs_asked > 0)
		note(notes,
		     "%s of %s pair%s looked up in DNS now; the answers may have been different "
		     "when the mail came (spammers' names disappear, senders move).",
		     format_number(n, s->pairs_asked), format_number(of, s->pairs),
		     plural(s->pairs));
	if (failures > 0)
		note(notes,
		     "%s HELO%s come%s from failures in the plugin's logs. HELOs that passed are "
		     "missing there, so percentages that include them say nothing about all mail. "
		     "The flag F logs every HELO.",
		     format_number(n, failures), plural(failures), failures == 1 ? "s" : "");
	if (in->skipped_files > 0)
		note(notes, "%s file%s could not be read (see standard error) and %s not counted.",
		     format_number(n, in->skipped_files), plural(in->skipped_files),
		     in->skipped_files == 1 ? "is" : "are");
	note_left_out(notes, r);
	if (in->unreadable > 0)
		note(notes, "%s line%s or message%s could not be parsed and %s not counted.",
		     format_number(n, in->unreadable), plural(in->unreadable),
		     plural(in->unreadable), in->unreadable == 1 ? "is" : "are");
}
