/*
 * helodnscheck: a qmail-spp plugin that judges the HELO/EHLO name of an SMTP client.
 *
 * Data walks straight through: environment and control files to policy and session, DNS to facts, facts
 * to results, results to one verdict, the verdict to the log and to qmail-smtpd. Whatever goes wrong on
 * the way, the client is let in, the log says why, and the exit status is 0: a plugin that dies makes
 * the host defer every client.
 */
#include "base/clock.h"
#include "base/log.h"
#include "base/process.h"
#include "checks/checks.h"
#include "checks/verdict.h"
#include "cli/options.h"
#include "facts/facts.h"
#include "input/goodhelo.h"
#include "input/policy.h"
#include "input/session.h"
#include "output/reply.h"
#include "output/report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What is left for the rest of the work after the last answer of DNS could have come. */
#define REPLY_PATIENCE_MS 100
/* And for all of it, then the program ends; valgrind and the sanitizers are given more. */
#ifndef LAST_PATIENCE_MS
#define LAST_PATIENCE_MS 200
#endif

static const char *from_environment(const struct env *env, const char *name)
{
	(void)env;
	return getenv(name);
}

static void judge(const struct env *env, int64_t start)
{
	struct log log = {0};
	struct policy policy;
	struct session session;
	struct facts facts;
	struct results results;
	struct verdict verdict;
	struct reply reply;
	unsigned needs;
	int64_t until;

	policy_read(&policy, env, &log);
	process_end_by(start + policy.timeout_ms + LAST_PATIENCE_MS);
	session_read(&session, env, &log);
	if (goodhelo_welcomes(&session, &log) != NO)
		return;
	/* Not before: for who is welcome the plugin does nothing at all, not even say what it reads. */
	log.debug = policy.debug;
	policy_read_helo_checks(&policy, env, &log);
	until = start + policy.timeout_ms;
	process_end_by(until + LAST_PATIENCE_MS);
	needs = checks_need(&policy, &session);
	if ((needs & NEED_SUFFIXES) != 0)
		policy_load_suffixes(&policy, &log);
	facts_gather(&facts, needs, &session, &policy, until, &log);
	checks_run(&results, &session, &policy, &facts);
	verdict = verdict_reach(&results, &policy);
	report(&log, &session, &policy, &facts, &results, &verdict);
	reply_compose(&reply, &session, &policy, &results, &verdict);
	if (!reply_write(&reply, until + REPLY_PATIENCE_MS))
		log_line(&log, "the answer to qmail-smtpd is lost (%s), the client is let in",
			 strerror(errno));
	facts_free(&facts);
	policy_free(&policy);
}

int main(int argc, char **argv)
{
	const struct env env = {.get = from_environment};
	int64_t start = clock_ms();

	if (argc > 1)
		return options_run(argc, argv, &env);
	if (policy_off(&env))
		return 0;
	process_settle();
	judge(&env, start);
	return 0;
}
