/* options: see options.h. */
#include "cli/options.h"

#include "base/log.h"
#include "cli/explain.h"
#include "facts/orgdomain.h"
#include "facts/ournames.h"
#include "facts/patterns.h"
#include "input/goodhelo.h"
#include "input/policy.h"
#include "input/session.h"
#include "moreipme.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
	"usage: helodnscheck        judge a HELO; qmail-spp starts it so (see helodnscheck(8))\n"
	"       helodnscheck -n     read all settings and control files, print every warning\n"
	"       helodnscheck -t HELO IP [REVERSE-NAME]\n"
	"                           explain a HELO: DNS, each check, the verdict\n"
	"       helodnscheck -h     print this help\n"
	"       helodnscheck -V     print the version\n";

static int check_settings(const struct env *env)
{
	struct log log = {.all_warnings = true};
	struct policy policy;
	struct session session;

	policy_lint_names(env, &log);
	policy_read(&policy, env, &log);
	if (env_get(env, "TCPREMOTEIP") != NULL) /* set only if a person plays the host */
		session_read(&session, env, &log);
	log.failures = true;
	policy_read_helo_checks(&policy, env, &log);
	moreipme_lint(&log);
	ournames_lint(&log);
	goodhelo_lint(&log);
	patterns_lint(&log);
	suffixes_free(suffixes_load(&log));
	policy_free(&policy);
	if (env_get(env, "HELO_DNS_CHECK") == NULL)
		puts("HELO_DNS_CHECK is not set here; without it the plugin does nothing");
	printf("%u warning%s\n", log.warnings, log.warnings == 1 ? "" : "s");
	return log.warnings > 0 ? 1 : 0;
}

int options_run(int argc, char **argv, const struct env *env)
{
	const char *option = argc == 2 ? argv[1] : "";

	if ((argc == 4 || argc == 5) && strcmp(argv[1], "-t") == 0)
		return explain(env, argv[2], argv[3], argc == 5 ? argv[4] : NULL);
	if (strcmp(option, "-n") == 0)
		return check_settings(env);
	if (strcmp(option, "-h") == 0)
		return fputs(usage, stdout) == EOF;
	if (strcmp(option, "-V") == 0)
		return puts("helodnscheck " VERSION) == EOF;
	fputs(usage, stderr);
	return 2;
}
