/*
 * heloreplay: what each policy would have done with the HELOs of the past.
 *
 * Logs and messages to samples, samples to pairs of HELO and client, pairs to what each policy makes of
 * them (by the plugin's own modules), and that to a report.
 */
#include "replay/judge/ask.h"
#include "replay/judge/judge.h"
#include "replay/progress.h"
#include "replay/read/reader.h"
#include "replay/report/output.h"

#include "base/number.h"
#include "base/printable.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define JOBS_DEFAULT 32
/* Of --ham and --spam together. */
#define MAIL_MAX 64

static const char usage[] =
	"usage: heloreplay [-f FLAGS]... [-c FILE.ini] [-j JOBS] [-o REPORT.html] [--csv FILE]\n"
	"                  [--ham DIR]... [--spam DIR]... FILE|DIR|-...\n"
	"  -f FLAGS       a policy, as in HELO_DNS_CHECK; FLAGS+ is that and the HELO checks;\n"
	"                 without any: PLRIV, PLRIVB, LRIVB, GNLR\n"
	"  -c FILE.ini    for the HELO checks, instead of control/helo.checks.ini\n"
	"  -j JOBS        questions to DNS at a time, 1 to 512 (32)\n"
	"  -o FILE        the report as a page of HTML too\n"
	"  --csv FILE     a row for each HELO and client, with the result of each check\n"
	"  --ham, --spam  a Maildir, or a directory of messages, that are wanted or not\n"
	"  FILE|DIR|-     logs of qmail-smtpd, of any version of the plugin, or `HELO IP [NAME]`\n";

struct options {
	const char *flags[POLICIES_MAX];
	size_t flag_count;
	const char *ini, *html, *csv;
	unsigned jobs;
	struct {
		const char *path;
		enum sample_source source;
	} mail[MAIL_MAX];
	size_t mail_count;
	char **logs;
	int log_count;
};

/* ^C: the report is made of what there is. Asked again, the program ends. */
static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

static const char *from_environment(const struct env *env, const char *name)
{
	(void)env;
	return getenv(name);
}

static int refuse(const char *problem, const char *text)
{
	fprintf(stderr, "heloreplay: %s%s\n%s", problem, text, usage);
	return 2;
}

/* ---- options ---- */

static bool add_mail(struct options *o, const char *path, enum sample_source source)
{
	if (o->mail_count == MAIL_MAX)
		return false;
	o->mail[o->mail_count].path = path;
	o->mail[o->mail_count++].source = source;
	return true;
}

/* -1: go on; else the exit status. */
static int read_options(struct options *o, int argc, char **argv)
{
	static const struct option words[] = {
		{"csv", required_argument, NULL, 'C'},	{"ham", required_argument, NULL, 'H'},
		{"spam", required_argument, NULL, 'S'}, {"help", no_argument, NULL, 'h'},
		{"version", no_argument, NULL, 'V'},	{NULL, 0, NULL, 0},
	};
	int option;

	*o = (struct options){.jobs = JOBS_DEFAULT};
	while ((option = getopt_long(argc, argv, "f:c:j:o:hV", words, NULL)) != -1) {
		switch (option) {
		case 'f':
			if (o->flag_count == POLICIES_MAX)
				return refuse("more than 8 policies: ", optarg);
			o->flags[o->flag_count++] = optarg;
			break;
		case 'c':
			o->ini = optarg;
			break;
		case 'j':
			o->jobs = number_parse(optarg, strlen(optarg), JOBS_MAX);
			if (o->jobs == 0)
				return refuse("-j is no number from 1 to 512: ", optarg);
			break;
		case 'o':
			o->html = optarg;
			break;
		case 'C':
			o->csv = optarg;
			break;
		case 'H':
		case 'S':
			if (!add_mail(o, optarg, option == 'H' ? FROM_HAM : FROM_SPAM))
				return refuse("more than 64 of --ham and --spam: ", optarg);
			break;
		case 'h':
			return fputs(usage, stdout) == EOF;
		case 'V':
			return puts("heloreplay " VERSION) == EOF;
		default:
			fputs(usage, stderr);
			return 2;
		}
	}
	o->logs = argv + optind;
	o->log_count = argc - optind;
	if (o->log_count == 0 && o->mail_count == 0)
		return refuse("no log and no mail is named", "");
	return -1;
}

/* ---- policies ---- */

/* A file without a slash in its name stands here, not in control/. */
static const char *path_of(const char *ini, char *to, size_t size)
{
	if (ini == NULL || strchr(ini, '/') != NULL)
		return ini;
	snprintf(to, size, "./%s", ini);
	return to;
}

/* Is the file there that was named? A policy without it would deny nobody. */
static bool is_readable(const char *ini)
{
	struct stat st;

	errno = 0;
	if (ini == NULL || (access(ini, R_OK) == 0 && stat(ini, &st) == 0 && S_ISREG(st.st_mode)))
		return true;
	fprintf(stderr, "heloreplay: -c %s: %s\n", ini,
		errno != 0 ? strerror(errno) : "not a regular file");
	return false;
}

static bool has_plus(const struct options *o)
{
	for (size_t i = 0; i < o->flag_count; i++) {
		const size_t len = strlen(o->flags[i]);

		if (len > 0 && o->flags[i][len - 1] == '+')
			return true;
	}
	return false;
}

/* Is there a file for the HELO checks, or a variable that turns them on? */
static bool has_helo_checks(const struct options *o, const struct env *env)
{
	const char *set = env_get(env, "HELO_CHECKS");

	return o->ini != NULL || (set != NULL && *set != '\0') ||
	       access("control/helo.checks.ini", F_OK) == 0;
}

static void make_policies(struct judge *j, const struct options *o, const struct env *env,
			  struct pairs *pairs, struct log *log)
{
	/* P silences B: what B costs is to be seen without it. */
	static const char *const usual[] = {"PLRIV", "PLRIVB", "LRIVB", "GNLR"};
	static char path[4096]; /* lives as long as the policies */
	const char *ini = path_of(o->ini, path, sizeof(path));
	const bool helo_checks = has_helo_checks(o, env);

	judge_init(j, env, ini, helo_checks || has_plus(o) || o->csv != NULL, pairs, log);
	for (size_t i = 0; i < o->flag_count; i++)
		judge_add(j, o->flags[i], env, ini, log);
	for (size_t i = 0; o->flag_count == 0 && i < sizeof(usual) / sizeof(usual[0]); i++)
		judge_add(j, usual[i], env, ini, log);
	/* The HELO checks that nobody named: by themselves. */
	if (helo_checks && !has_plus(o) && !judge_add(j, "PR+", env, ini, log))
		fputs("heloreplay: with eight policies there is no place for PR+, the HELO "
		      "checks\n",
		      stderr);
	if (access("control/moreipme", F_OK) < 0)
		fputs("heloreplay: there is no control/moreipme here: who posed as this server by "
		      "its "
		      "address cannot be told from facts lines without `ours=`\n",
		      stderr);
	judge_ready(j, log);
}

/* ---- reading ---- */

struct reading {
	struct judge *judge;
	struct pairs *pairs;
	struct progress progress;
	const struct pair *failed; /* of the failure line before, or NULL */
	int64_t failed_at;
};

static void note_time(struct pairs *pairs, struct pair *pair, int64_t time)
{
	if (time == 0)
		return;
	if (pairs->first == 0 || time < pairs->first)
		pairs->first = time;
	if (time > pairs->last)
		pairs->last = time;
	if (time > pair->last)
		pair->last = time;
}

static struct slice shown(char to[PRINTABLE_SIZE], struct slice text)
{
	if (text.bytes == NULL)
		return text;
	printable(to, text.bytes, text.len);
	return (struct slice){to, strlen(to)};
}

/* An address as it is written by everybody, so that it is the same client in all logs. */
static struct slice client(char to[PRINTABLE_SIZE], struct slice text)
{
	struct ipaddr ip;

	if (text.bytes == NULL || !ipaddr_parse(&ip, text.bytes, text.len))
		return (struct slice){"unknown", 7};
	ipaddr_print(to, &ip);
	return (struct slice){to, strlen(to)};
}

/* What the patch says behind the client's own words: it may relay, and most policies leave it alone. */
static bool may_relay(const struct sample *s)
{
	static const char key[] = " relay=";
	const size_t len = sizeof(key) - 1;

	if (s->source != FROM_ENVELOPE)
		return false;
	for (size_t at = s->facts.len; at >= len + 3; at--)
		if (memcmp(s->facts.bytes + at - len - 3, key, len) == 0)
			return memcmp(s->facts.bytes + at - 3, "yes", 3) == 0;
	return false;
}

/* One HELO that fails in several ways is several lines, one after the other. */
static bool is_again(struct reading *r, const struct pair *pair, const struct sample *s)
{
	const bool again = s->source == FROM_FAILURES && r->failed == pair &&
			   s->time - r->failed_at <= 1 && s->time >= r->failed_at;

	r->failed = s->source == FROM_FAILURES ? pair : NULL;
	r->failed_at = s->time;
	return again;
}

static bool take(void *data, const struct sample *s)
{
	struct reading *r = data;
	char helo[PRINTABLE_SIZE], ip[PRINTABLE_SIZE], reverse[PRINTABLE_SIZE];
	struct pair *pair;
	bool again;

	if (may_relay(s))
		return true;
	pair = pairs_find(r->pairs, shown(helo, s->helo), client(ip, s->ip),
			  shown(reverse, s->reverse));

	if (pair == NULL)
		return false;
	again = is_again(r, pair, s);
	if (!again)
		pair->seen[s->source]++;
	note_time(r->pairs, pair, s->time);
	if (s->source == FROM_FACTS)
		judge_facts(r->judge, pair, s);
	return true;
}

static void reading_at(void *data, uint64_t done, uint64_t total)
{
	progress_at(&((struct reading *)data)->progress, done, total);
}

static bool read_all(struct reading *r, const struct options *o, struct intake *intake)
{
	struct reader in = {.add = take,
			   .data = r,
			   .intake = intake,
			   .stopped = &stopped,
			   .progress = isatty(STDERR_FILENO) == 1 ? reading_at : NULL};
	bool memory = true;

	for (int i = 0; memory && !stopped && i < o->log_count; i++) {
		progress_start(&r->progress, o->logs[i], "MB", 1000000);
		memory = read_logs(&in, o->logs[i]);
		progress_end(&r->progress);
	}
	for (size_t i = 0; memory && !stopped && i < o->mail_count; i++) {
		progress_start(&r->progress, o->mail[i].path, "MB", 1000000);
		memory = read_mail(&in, o->mail[i].path, o->mail[i].source);
		progress_end(&r->progress);
	}
	return memory;
}

static void asking_at(void *data, uint64_t done, uint64_t total)
{
	progress_at(data, done, total);
}

/* What was read and not judged yet, by DNS as it is today. */
static bool ask_rest(struct judge *j, struct pairs *pairs, unsigned jobs)
{
	struct pair **sorted = pairs_sorted(pairs);
	struct progress progress;
	size_t n = 0;
	bool asked;

	if (sorted == NULL)
		return false;
	for (size_t i = 0; i < pairs->count; i++)
		if (!sorted[i]->judged_yet)
			sorted[n++] = sorted[i];
	progress_start(&progress, "asking DNS", "HELOs", 1);
	asked = ask_all(j, sorted, n, jobs, &stopped, asking_at, &progress);
	progress_end(&progress);
	free(sorted);
	return asked;
}

/* ---- the report ---- */

static bool write_file(const char *path, const char *what,
		       bool (*output)(FILE *, const struct replayed *), const struct replayed *r)
{
	FILE *to = fopen(path, "w");
	bool written = to != NULL && output(to, r);

	if (to != NULL && fclose(to) != 0)
		written = false;
	if (!written)
		fprintf(stderr, "heloreplay: %s: %s, there is no %s\n", path, strerror(errno),
			what);
	return written;
}

static int write_report(const struct options *o, const struct judge *j, const struct pairs *pairs,
			const struct intake *intake)
{
	static struct summary summary;
	const char *labels[POLICIES_MAX];
	const char *no_colour = getenv("NO_COLOR");
	const bool colour = isatty(STDOUT_FILENO) == 1 && (no_colour == NULL || *no_colour == '\0');
	const struct replayed replayed = {labels, pairs, &summary, intake};
	bool written = true;

	for (size_t i = 0; i < j->count; i++)
		labels[i] = j->policies[i].label;
	summary_make(&summary, pairs);
	if (!output_text(stdout, &replayed, colour) || fflush(stdout) != 0) {
		fprintf(stderr, "heloreplay: standard output: %s\n", strerror(errno));
		written = false;
	}
	if (o->html != NULL)
		written = write_file(o->html, "page", output_html, &replayed) && written;
	if (o->csv != NULL)
		written = write_file(o->csv, "table", output_csv, &replayed) && written;
	return written && intake->skipped_files == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
	static struct judge judge;
	static struct intake intake;
	const struct sigaction action = {.sa_handler = stop, .sa_flags = (int)SA_RESETHAND};
	const struct env env = {.get = from_environment};
	struct log log = {.failures = true};
	struct pairs pairs;
	struct options o;
	struct reading reading = {.judge = &judge, .pairs = &pairs};
	int status = read_options(&o, argc, argv);

	if (status >= 0)
		return status;
	if (!is_readable(o.ini))
		return 2;
	make_policies(&judge, &o, &env, &pairs, &log);
	pairs_init(&pairs, judge.count);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	if (!read_all(&reading, &o, &intake)) {
		fputs("heloreplay: out of memory, the report is of what was read\n", stderr);
		intake.skipped_files++;
	}
	if (!stopped && !ask_rest(&judge, &pairs, o.jobs))
		fprintf(stderr, "heloreplay: DNS is not asked: %s\n", strerror(errno));
	intake.stopped = stopped != 0;
	status = write_report(&o, &judge, &pairs, &intake);
	judge_free(&judge);
	pairs_free(&pairs);
	return status;
}
