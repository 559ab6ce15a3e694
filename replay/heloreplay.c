/*
 * heloreplay: what each policy would have done with the HELOs of the past.
 *
 * Logs and mail become samples, samples become pairs of HELO and client. Each policy judges the
 * pairs, with the plugin's own code, and a report compares what they deny.
 */
#include "replay/judge/ask.h"
#include "replay/judge/collect.h"
#include "replay/judge/known.h"
#include "replay/options.h"
#include "replay/progress.h"
#include "replay/read/reader.h"
#include "replay/report/report.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

/* ^C ends the reading and the asking, and the report shows what there is. A second one kills. */
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

/* ---- policies ---- */

/* A name without a slash means this directory; the core would look in control/. */
static const char *path_of(const char *ini, char *to, size_t size)
{
	if (ini == NULL || strchr(ini, '/') != NULL)
		return ini;
	snprintf(to, size, "./%s", ini);
	return to;
}

/* Does a file or a variable turn on the HELO checks? */
static bool has_helo_checks(const struct replay_options *o, const struct env *env)
{
	const char *list = env_get(env, "HELO_CHECKS");

	return o->ini != NULL || (list != NULL && *list != '\0') ||
	       access("control/helo.checks.ini", F_OK) == 0;
}

static void make_policies(struct judge *j, const struct replay_options *o, const struct env *env,
			  struct pairs *pairs)
{
	/* P silences B; LRIVB shows what B costs without it. */
	static const char *const usual[] = {"PLRIV", "PLRIVB", "LRIVB", "GNLR"};
	static char path[PATH_MAX]; /* lives as long as the policies */
	const char *ini = path_of(o->ini, path, sizeof(path));
	const bool helo_checks = has_helo_checks(o, env);
	struct log log = {.failures = true};

	judge_init(j, env, ini, helo_checks || o->plus || o->csv != NULL, pairs, &log);
	for (size_t i = 0; i < o->flag_count; i++)
		judge_add(j, o->flags[i], env, ini, &log);
	for (size_t i = 0; o->flag_count == 0 && i < sizeof(usual) / sizeof(usual[0]); i++)
		judge_add(j, usual[i], env, ini, &log);
	/* Nobody asked for the HELO checks, but they are on: show what they alone would do. */
	if (helo_checks && !o->plus && !judge_add(j, "PR+", env, ini, &log))
		fputs("heloreplay: no room for PR+, the HELO checks alone, beside eight "
		      "policies\n",
		      stderr);
	if (access("control/moreipme", F_OK) < 0)
		fputs("heloreplay: control/moreipme: not found; not_me cannot tell which "
		      "addresses are ours\n",
		      stderr);
	judge_load(j, &log);
	for (size_t i = 0; i < o->name_count; i++)
		known_add_name(o->names[i]);
}

/* ---- reading and asking ---- */

struct reading {
	struct collector collector;
	struct progress progress;
};

static bool add(void *data, const struct sample *s)
{
	return collect(&((struct reading *)data)->collector, s);
}

static void reading_at(void *data, uint64_t done, uint64_t total)
{
	progress_at(&((struct reading *)data)->progress, done, total);
}

/* False: out of memory. */
static bool read_all(struct judge *j, struct pairs *pairs, const struct replay_options *o,
		     struct intake *intake)
{
	struct reading reading = {.collector = {.judge = j, .pairs = pairs}};
	const struct reader r = {.add = add,
				 .progress = isatty(STDERR_FILENO) == 1 ? reading_at : NULL,
				 .data = &reading,
				 .is_ours = known_is_ours,
				 .intake = intake,
				 .stopped = &stopped};
	bool memory = true;

	for (int i = 0; memory && !stopped && i < o->log_count; i++) {
		progress_start(&reading.progress, o->logs[i], "MB", 1000000);
		memory = read_logs(&r, o->logs[i]);
		progress_end(&reading.progress);
	}
	for (size_t i = 0; memory && !stopped && i < o->mail_count; i++) {
		progress_start(&reading.progress, o->mail[i].path, "MB", 1000000);
		memory = read_mail(&r, o->mail[i].path, o->mail[i].source);
		progress_end(&reading.progress);
	}
	return memory;
}

static void asking_at(void *data, uint64_t done, uint64_t total)
{
	progress_at(data, done, total);
}

/* Judges what facts lines have not judged, by DNS as it is today. */
static bool ask_rest(struct judge *j, struct pairs *pairs, unsigned jobs)
{
	struct pair **sorted = pairs_sorted(pairs);
	struct progress progress;
	size_t n = 0;
	bool asked;

	if (sorted == NULL)
		return false;
	for (size_t i = 0; i < pairs->count; i++)
		if (!sorted[i]->judged)
			sorted[n++] = sorted[i];
	progress_start(&progress, "asking DNS", "HELOs", 1);
	asked = ask_all(j, sorted, n, jobs, &stopped, asking_at, &progress);
	progress_end(&progress);
	free(sorted);
	return asked;
}

/* ---- the report ---- */

static bool write_file(const char *path, bool (*report)(FILE *, const struct replay *),
		       const struct replay *r)
{
	FILE *to = fopen(path, "w");
	bool written = to != NULL && report(to, r);

	if (to != NULL && fclose(to) != 0)
		written = false;
	if (!written)
		fprintf(stderr, "heloreplay: %s: %s; not written\n", path, strerror(errno));
	return written;
}

/* False: something could not be written. */
static bool write_reports(const struct replay_options *o, const struct judge *j,
			  const struct pairs *pairs, const struct intake *intake)
{
	static struct summary summary;
	const char *labels[POLICIES_MAX];
	const char *no_colour = getenv("NO_COLOR");
	const bool colour = isatty(STDOUT_FILENO) == 1 && (no_colour == NULL || *no_colour == '\0');
	const struct replay replay = {labels, pairs, &summary, intake};
	bool written = true;

	for (size_t i = 0; i < j->count; i++)
		labels[i] = j->policies[i].label;
	summary_make(&summary, pairs);
	if (!report_text(stdout, &replay, colour)) {
		fprintf(stderr, "heloreplay: standard output: %s\n", strerror(errno));
		written = false;
	}
	if (o->html != NULL)
		written = write_file(o->html, report_html, &replay) && written;
	if (o->csv != NULL)
		written = write_file(o->csv, report_csv, &replay) && written;
	return written;
}

int main(int argc, char **argv)
{
	static struct judge judge;
	static struct intake intake;
	const struct sigaction action = {.sa_handler = stop, .sa_flags = (int)SA_RESETHAND};
	const struct env env = {.get = from_environment};
	struct pairs pairs;
	struct replay_options o;
	const int status = replay_options_parse(&o, argc, argv);
	bool written;

	if (status >= 0)
		return status;
	make_policies(&judge, &o, &env, &pairs);
	pairs_init(&pairs, judge.count);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	if (!read_all(&judge, &pairs, &o, &intake)) {
		fputs("heloreplay: out of memory; the report shows what was read so far\n", stderr);
		intake.skipped_files++;
	}
	if (!stopped && !ask_rest(&judge, &pairs, o.jobs))
		fprintf(stderr, "heloreplay: cannot ask DNS: %s\n", strerror(errno));
	intake.stopped = stopped != 0;
	written = write_reports(&o, &judge, &pairs, &intake);
	judge_free(&judge);
	pairs_free(&pairs);
	return written && intake.skipped_files == 0 ? 0 : 1;
}
