/*
 * helodnscheck: a qmail-spp plugin that judges the HELO/EHLO name of an SMTP client.
 *
 * Data walks straight through: environment and control files become policy and session; DNS
 * becomes facts, facts become results, results one verdict; the verdict goes to the log and to
 * qmail-smtpd. Whatever goes wrong on the way, the client is accepted, the log says why, and the
 * exit status is 0: a plugin that dies makes the host defer every client.
 */
#include "base/clock.h"
#include "base/process.h"
#include "checks/judgement.h"
#include "cli/options.h"
#include "input/goodhelo.h"
#include "input/policy.h"
#include "input/session.h"
#include "output/reply.h"
#include "output/report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* How long a host that does not read its reply is waited for. */
#define REPLY_PATIENCE_MS 100
/* After the deadline of DNS, for all the rest; valgrind and the sanitizers get more. */
#ifndef LAST_PATIENCE_MS
#define LAST_PATIENCE_MS 200
#endif

static const char *from_environment(const struct env *env, const char *name)
{
	(void)env;
	return getenv(name);
}

static void judge_helo(const struct env *env, int64_t start)
{
	struct log log = {0};
	struct policy policy;
	struct session session;
	struct judgement judgement;
	struct reply reply;
	int64_t deadline;

	policy_read(&policy, env, &log);
	process_end_by(start + policy.timeout_ms + LAST_PATIENCE_MS);
	session_read(&session, env, &log);
	if (goodhelo_welcomes(&session, &log) != NO)
		return;
	log.debug = policy.debug; /* not earlier: for a welcome client not even D logs anything */
	policy_read_helo_checks(&policy, env, &log);
	deadline = start + policy.timeout_ms;
	process_end_by(deadline + LAST_PATIENCE_MS);
	judgement_reach(&judgement, &session, &policy, deadline, &log);
	report(&log, &session, &policy, &judgement);
	reply_compose(&reply, &session, &policy, &judgement);
	if (!reply_write(&reply, clock_ms() + REPLY_PATIENCE_MS))
		log_line(&log, "cannot write the reply (%s); client accepted", strerror(errno));
	judgement_free(&judgement);
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
	process_settle(start + HELO_DNS_TIMEOUT_DEFAULT * INT64_C(1000) + LAST_PATIENCE_MS);
	judge_helo(&env, start);
	return 0;
}
