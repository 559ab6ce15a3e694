/* options: see options.h. */
#include "replay/options.h"

#include "base/number.h"
#include "replay/judge/ask.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define JOBS_DEFAULT 32

static const char usage[] =
	"usage: heloreplay [-f FLAGS]... [-c FILE.ini] [-j JOBS] [-o REPORT.html] [--csv FILE]\n"
	"                  [--ham DIR]... [--spam DIR]... [--me NAME]... FILE|DIR|-...\n"
	"  -f FLAGS       a policy, as in HELO_DNS_CHECK; FLAGS+ adds the HELO checks\n"
	"                 (default: PLRIV, PLRIVB, LRIVB and GNLR)\n"
	"  -c FILE.ini    settings of the HELO checks, instead of control/helo.checks.ini\n"
	"  -j JOBS        HELOs to look up in DNS at the same time, 1 to 512 (default: 32)\n"
	"  -o FILE        also write the report as an HTML page\n"
	"  --csv FILE     also write a row for each HELO and client, with the result of each "
	"check\n"
	"  --ham DIR      wanted mail: a Maildir, a directory of messages, or a message\n"
	"  --spam DIR     unwanted mail\n"
	"  --me NAME      a Received header `by NAME` is ours, as are those by control/me\n"
	"  FILE|DIR|-     logs of qmail-smtpd with any version of the plugin, or `HELO IP "
	"[NAME]`\n";

static int refuse(const char *option, const char *value, const char *problem)
{
	fprintf(stderr, "heloreplay: %s%s: %s\n%s", option, value, problem, usage);
	return 2;
}

static bool add_policy(struct replay_options *o, const char *flags)
{
	const size_t len = strlen(flags);

	if (o->flag_count == POLICIES_MAX)
		return false;
	o->flags[o->flag_count++] = flags;
	o->plus = o->plus || (len > 0 && flags[len - 1] == '+');
	return true;
}

static bool add_mail(struct replay_options *o, const char *path, enum sample_source source)
{
	if (o->mail_count == MAIL_MAX)
		return false;
	o->mail[o->mail_count].path = path;
	o->mail[o->mail_count++].source = source;
	return true;
}

/* A missing file must not become a policy that denies nobody. */
static bool is_readable(const char *ini)
{
	struct stat st;

	errno = 0;
	if (access(ini, R_OK) == 0 && stat(ini, &st) == 0 && S_ISREG(st.st_mode))
		return true;
	fprintf(stderr, "heloreplay: -c %s: %s\n", ini,
		errno != 0 ? strerror(errno) : "not a regular file");
	return false;
}

static bool add_name(struct replay_options *o, const char *name)
{
	if (o->name_count == NAMES_MAX)
		return false;
	o->names[o->name_count++] = name;
	return true;
}

static int no_input(void)
{
	fprintf(stderr, "heloreplay: no log and no mail given\n%s", usage);
	return 2;
}

int replay_options_parse(struct replay_options *o, int argc, char **argv)
{
	static const struct option words[] = {
		{"csv", required_argument, NULL, 'C'},
		{"ham", required_argument, NULL, 'H'},
		{"spam", required_argument, NULL, 'S'},
		{"me", required_argument, NULL, 'm'},
		{"help", no_argument, NULL, 'h'},
		{"version", no_argument, NULL, 'V'},
		{NULL, 0, NULL, 0},
	};
	static const char too_much_mail[] = "more than 64 of --ham and --spam";
	int option;

	*o = (struct replay_options){.jobs = JOBS_DEFAULT};
	while ((option = getopt_long(argc, argv, "f:c:j:o:hV", words, NULL)) != -1) {
		switch (option) {
		case 'f':
			if (!add_policy(o, optarg))
				return refuse("-f ", optarg, "more than 8 policies");
			break;
		case 'c':
			o->ini = optarg;
			break;
		case 'j':
			o->jobs = number_parse(optarg, strlen(optarg), JOBS_MAX);
			if (o->jobs == 0)
				return refuse("-j ", optarg, "not a number from 1 to 512");
			break;
		case 'o':
			o->html = optarg;
			break;
		case 'C':
			o->csv = optarg;
			break;
		case 'H':
			if (!add_mail(o, optarg, FROM_HAM))
				return refuse("--ham ", optarg, too_much_mail);
			break;
		case 'S':
			if (!add_mail(o, optarg, FROM_SPAM))
				return refuse("--spam ", optarg, too_much_mail);
			break;
		case 'm':
			if (!add_name(o, optarg))
				return refuse("--me ", optarg, "more than 64 names");
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
		return no_input();
	return o->ini == NULL || is_readable(o->ini) ? -1 : 2;
}
