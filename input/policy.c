/* policy: see policy.h. */
#include "input/policy.h"

#include "base/number.h"
#include "base/printable.h"
#include "flags.h"
#include "input/session.h"

#include <string.h>
#include <strings.h>
/* The words of HELO_DENY, in the order of enum deny_at. */
static const char *const deny_words[] = {"drop", "error", "mail", "rcpt", "data"};

/* An index into deny_words, or -1. */
static int deny_word(const char *word)
{
	for (int i = 0; i < (int)(sizeof(deny_words) / sizeof(deny_words[0])); i++)
		if (strcmp(deny_words[i], word) == 0)
			return i;
	return -1;
}

static bool keeps_state(const struct env *env)
{
	const char *word = env_nonempty(env, "HELO_DENY");
	int at = word != NULL ? deny_word(word) : DENY_DROP;

	return at == DENY_MAIL || at == DENY_RCPT || at == DENY_DATA;
}

bool policy_excused(const struct env *env)
{
	/*
	 * With the blank that tcprules keeps of `:allow, NOHELODNSCHECK=""`: it is in much-copied
	 * examples.
	 */
	return env_get(env, "NOHELODNSCHECK") != NULL || env_get(env, " NOHELODNSCHECK") != NULL;
}

bool policy_off(const struct env *env)
{
	const char *flags = env_get(env, "HELO_DNS_CHECK");

	return flags == NULL || policy_excused(env) ||
	       (strchr(flags, 'R') != NULL && session_relay(env)) ||
	       (env_get(env, "HELO_DENIED") != NULL && keeps_state(env));
}

static void read_flags(struct policy *p, const struct env *env, struct log *log)
{
	const char *value = env_get(env, "HELO_DNS_CHECK");
	const char *text = value != NULL ? value : "";
	struct flags f = flags_parse(text);

	p->run = f.run;
	p->deny = f.deny;
	p->silent = f.silent;
	p->temporary = f.temporary;
	p->monitor = f.monitor;
	p->headers = f.headers;
	p->facts = f.facts;
	p->debug = f.debug;
	log->failures = f.log;
	if (f.unknown[0] != '\0')
		log_value(log, "HELO_DNS_CHECK", text, strlen(text),
			  "unknown flag%s %s; no default action, the known flags apply",
			  f.unknown[1] != '\0' ? "s" : "", f.unknown);
}

static void read_info(struct policy *p, const struct env *env, struct log *log)
{
	const char *info = env_nonempty(env, "HELO_DENY_INFO");
	size_t len = 0;

	if (info == NULL)
		return;
	for (; len < POLICY_INFO_MAX && info[len] != '\0'; len++)
		p->info[len] = (char)(info[len] >= ' ' && info[len] <= '~' ? info[len] : '?');
	if (info[len] != '\0')
		log_value(log, "HELO_DENY_INFO", info, strlen(info), "longer than %d bytes; cut",
			  POLICY_INFO_MAX);
}

static void read_deny(struct policy *p, const struct env *env, struct log *log)
{
	const char *word = env_nonempty(env, "HELO_DENY");
	int at = word != NULL ? deny_word(word) : DENY_DROP;

	p->deny_at = at >= 0 ? (enum deny_at)at : DENY_DROP;
	if (at < 0)
		log_value(log, "HELO_DENY", word, strlen(word),
			  "not one of drop, error, mail, rcpt, data; using drop");
}

static void read_timeout(struct policy *p, const struct env *env, struct log *log)
{
	const char *value = env_nonempty(env, "HELO_DNS_TIMEOUT");
	unsigned seconds = HELO_DNS_TIMEOUT_DEFAULT;

	if (value != NULL) {
		seconds = number_parse(value, strlen(value), HELO_DNS_TIMEOUT_MAX);
		if (seconds == 0) {
			seconds = HELO_DNS_TIMEOUT_DEFAULT;
			log_value(log, "HELO_DNS_TIMEOUT", value, strlen(value),
				  "not a number from 1 to %d; using %d", HELO_DNS_TIMEOUT_MAX,
				  HELO_DNS_TIMEOUT_DEFAULT);
		}
	}
	p->timeout_ms = (int)seconds * 1000;
}

/* What is wrong with an address of DNSCACHEIP. */
static const char *not_a_server(const char *text, size_t len)
{
	if (memchr(text, ',', len) != NULL)
		return "separate addresses with blanks; skipped";
	if (memchr(text, '%', len) != NULL || strncasecmp(text + (*text == '['), "fe80:", 5) == 0)
		return "needs an interface of this machine, as in fe80::1%eth0; skipped";
	return "not an IP address; skipped";
}

/* Parses the resolvers that value names into p. With a log, warns of each that it must skip. */
static void parse_servers(struct policy *p, const char *value, struct log *log)
{
	struct endpoint server;
	size_t len;

	p->server_count = 0;
	for (; *(value += strspn(value, " \t")) != '\0'; value += len) {
		const char *problem = NULL;

		len = strcspn(value, " \t");
		if (!endpoint_parse(&server, value, len))
			problem = not_a_server(value, len);
		else if (p->server_count == POLICY_SERVERS_MAX)
			problem = "one address too many; skipped";
		else
			p->servers[p->server_count++] = server;
		if (problem != NULL && log != NULL)
			log_value(log, "DNSCACHEIP", value, len, "%s", problem);
	}
}

static void read_servers(struct policy *p, const struct env *env, struct log *log)
{
	const char *value = env_nonempty(env, "DNSCACHEIP");

	if (value == NULL)
		return;
	parse_servers(p, value, NULL);
	if (p->server_count == 0)
		log_value(log, "DNSCACHEIP", value, strlen(value), "%s; using resolv.conf",
			  strchr(value, ',') != NULL ? "separate addresses with blanks"
						     : "no usable address");
	else
		parse_servers(p, value, log);
}

void policy_read(struct policy *p, const struct env *env, struct log *log)
{
	*p = (struct policy){.res_options = env_get(env, "RES_OPTIONS")};
	read_flags(p, env, log);
	read_deny(p, env, log);
	read_info(p, env, log);
	read_timeout(p, env, log);
	read_servers(p, env, log);
}

void policy_read_helo_checks(struct policy *p, const struct env *env, struct log *log)
{
	const char *run = env_nonempty(env, "HELO_CHECKS");
	const char *reject = env_nonempty(env, "HELO_REJECT");
	struct helo_settings *helo = &p->helo;

	*helo = (struct helo_settings){
		.run = HELO_CHECKS, .skip_private = true, .skip_relaying = true, .literal_mode = 2};
	helo->on = heloini_read(helo, p->ini, log) || run != NULL;
	if (helo->timeout != 0 && env_nonempty(env, "HELO_DNS_TIMEOUT") == NULL)
		p->timeout_ms = (int)helo->timeout * 1000;
	if (run != NULL)
		checkset_apply(&helo->run, HELO_CHECKS, &helo->literal_mode, "HELO_CHECKS", run,
			       log);
	if (!helo->on) {
		if (reject != NULL)
			log_setting(log, "HELO_REJECT is set, but the HELO checks are off (no "
					 "HELO_CHECKS, no control/helo.checks.ini); ignored");
		return;
	}
	if (reject != NULL)
		checkset_apply(&helo->reject, NAMED_CHECKS, &helo->literal_mode, "HELO_REJECT",
			       reject, log);
	/* To deny for a check of the flags is to ask for it. */
	p->run |= helo->run | (helo->reject & FLAG_CHECKS);
	if (!p->silent)
		p->deny |= helo->reject;
}

void policy_lint_names(const struct env *env, struct log *log)
{
	static const char *const names[] = {
		" HELO_DNS_CHECK", " NOHELODNSCHECK", " HELO_DENY",
		" HELO_DENY_INFO", " DNSCACHEIP",     " HELO_DNS_TIMEOUT",
		" HELO_CHECKS",	   " HELO_REJECT",    " RELAYCLIENT",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (env_get(env, names[i]) != NULL)
			log_setting(log, "\"%s\": a variable whose name begins with a blank%s",
				    names[i],
				    strcmp(names[i], " NOHELODNSCHECK") == 0
					    ? "; honoured, but remove the blank after the comma"
					    : "; ignored (no blank after a comma in tcprules)");
}

void policy_free(struct policy *p)
{
	helo_settings_free(&p->helo);
}
