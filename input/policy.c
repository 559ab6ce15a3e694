/* policy: see policy.h. */
#include "input/policy.h"

#include "base/printable.h"
#include "input/checkset.h"
#include "input/heloini.h"

#include <string.h>

#define TIMEOUT_DEFAULT 5

/* The words of HELO_DENY, in the order of enum deny_how. */
static const char *const deny_words[] = {"drop", "error", "mail", "rcpt", "data"};

/* A client that may relay may be us. */
static const checkset not_for_relays = CHECK_BIT(CHECK_NOT_ME) | CHECK_BIT(CHECK_OWN_NAME);

/* A variable that is set and not empty, or NULL: tcprules can only empty one, never unset it. */
static const char *setting(const struct env *env, const char *name)
{
	const char *value = env_get(env, name);

	return value != NULL && *value != '\0' ? value : NULL;
}

/* An index into deny_words; -1 for an unknown word. */
static int deny_word(const char *word)
{
	for (int i = 0; i < (int)(sizeof(deny_words) / sizeof(deny_words[0])); i++)
		if (strcmp(deny_words[i], word) == 0)
			return i;
	return -1;
}

static bool keeps_state(const struct env *env)
{
	const char *word = setting(env, "HELO_DENY");
	int how = word != NULL ? deny_word(word) : DENY_DROP;

	return how == DENY_MAIL || how == DENY_RCPT || how == DENY_DATA;
}

bool policy_off(const struct env *env)
{
	const char *flags = env_get(env, "HELO_DNS_CHECK");

	return flags == NULL || env_get(env, "NOHELODNSCHECK") != NULL ||
	       (strchr(flags, 'R') != NULL && env_get(env, "RELAYCLIENT") != NULL) ||
	       (env_get(env, "HELO_DENIED") != NULL && keeps_state(env));
}

static void read_flags(struct policy *p, const struct env *env, struct log *log)
{
	const char *set = env_get(env, "HELO_DNS_CHECK");
	const char *text = set != NULL ? set : "";
	struct flags f = flags_read(text);
	char shown[PRINTABLE_SIZE];

	p->run = f.run;
	p->deny = f.deny;
	p->silent = f.silent;
	p->temporary = f.temporary;
	p->monitor = f.monitor;
	p->headers = f.headers;
	p->facts = f.facts;
	p->debug = f.debug;
	log->failures = f.log;
	if (env_get(env, "RELAYCLIENT") != NULL)
		p->run &= ~not_for_relays;
	if (f.unknown[0] != '\0')
		log_setting(log,
			    "HELO_DNS_CHECK [%s]: unknown flag [%s], no default action; the "
			    "known flags act",
			    printable(shown, text, strlen(text)), f.unknown);
}

static void read_deny(struct policy *p, const struct env *env, struct log *log)
{
	const char *word = setting(env, "HELO_DENY");
	const char *info = setting(env, "HELO_DENY_INFO");
	char shown[PRINTABLE_SIZE];
	size_t len = 0;

	p->how = DENY_DROP;
	if (word != NULL && deny_word(word) < 0)
		log_setting(log,
			    "HELO_DENY [%s] is none of drop, error, mail, rcpt, data; drop is "
			    "used",
			    printable(shown, word, strlen(word)));
	else if (word != NULL)
		p->how = (enum deny_how)deny_word(word);
	for (; info != NULL && info[len] != '\0' && len < POLICY_INFO_MAX; len++)
		p->info[len] = (char)(info[len] >= ' ' && info[len] <= '~' ? info[len] : '?');
	p->info[len] = '\0';
	if (info != NULL && info[len] != '\0')
		log_setting(log, "HELO_DENY_INFO [%s] is longer than %d bytes, cut there",
			    printable(shown, info, strlen(info)), POLICY_INFO_MAX);
}

unsigned policy_number(const char *text, size_t len, unsigned max)
{
	unsigned n = 0;

	if (len == 0)
		return 0;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return 0;
		n = n * 10 + (unsigned)(text[i] - '0');
		if (n > max)
			return 0;
	}
	return n;
}

static void read_timeout(struct policy *p, const struct env *env, struct log *log)
{
	const char *value = setting(env, "HELO_DNS_TIMEOUT");
	unsigned seconds = TIMEOUT_DEFAULT;
	char shown[PRINTABLE_SIZE];

	if (value != NULL) {
		seconds = policy_number(value, strlen(value), POLICY_TIMEOUT_MAX);
		if (seconds == 0) {
			seconds = TIMEOUT_DEFAULT;
			log_setting(log,
				    "HELO_DNS_TIMEOUT [%s] is no number of seconds from 1 to "
				    "%d, %d is used",
				    printable(shown, value, strlen(value)), POLICY_TIMEOUT_MAX,
				    TIMEOUT_DEFAULT);
		}
	}
	p->timeout_ms = (int)seconds * 1000;
}

/* `IPv4`, `IPv4:port`, `IPv6` or `[IPv6]:port`. */
static bool read_server(struct dns_server *server, const char *text, size_t len)
{
	const char *colon = memrchr(text, ':', len);
	size_t before = colon != NULL ? (size_t)(colon - text) : 0;
	unsigned port;

	server->port = DNS_PORT;
	if (ipaddr_parse(&server->ip, text, len))
		return true;
	if (colon == NULL)
		return false;
	port = policy_number(colon + 1, len - before - 1, 65535);
	server->port = (uint16_t)port;
	if (port == 0)
		return false;
	if (before > 2 && text[0] == '[' && text[before - 1] == ']')
		return memchr(text + 1, ':', before - 2) != NULL &&
		       ipaddr_parse(&server->ip, text + 1, before - 2);
	return ipaddr_parse_ipv4(&server->ip, text, before);
}

/* Puts the resolvers that value names into p; with a log, warns of what is none, or one too many. */
static void take_servers(struct policy *p, const char *value, struct log *log)
{
	char shown[PRINTABLE_SIZE];
	struct dns_server server;
	size_t len;

	p->server_count = 0;
	for (; *(value += strspn(value, " \t")) != '\0'; value += len) {
		len = strcspn(value, " \t");
		if (!read_server(&server, value, len)) {
			if (log != NULL)
				log_setting(log,
					    "DNSCACHEIP: [%s] is no resolver's address, skipped",
					    printable(shown, value, len));
		} else if (p->server_count == DNS_SERVERS_MAX) {
			if (log != NULL)
				log_setting(log, "DNSCACHEIP: [%s] is one more than %d, skipped",
					    printable(shown, value, len), DNS_SERVERS_MAX);
		} else {
			p->servers[p->server_count++] = server;
		}
	}
}

static void read_servers(struct policy *p, const struct env *env, struct log *log)
{
	const char *value = setting(env, "DNSCACHEIP");
	char shown[PRINTABLE_SIZE];

	take_servers(p, value != NULL ? value : "", NULL);
	if (value != NULL && p->server_count == 0)
		log_setting(log, "DNSCACHEIP [%s] names no resolver, resolv.conf's are asked",
			    printable(shown, value, strlen(value)));
	else if (value != NULL)
		take_servers(p, value, log);
}

void policy_read(struct policy *p, const struct env *env, struct log *log)
{
	*p = (struct policy){.timeout_ms = TIMEOUT_DEFAULT * 1000};
	read_flags(p, env, log);
	read_deny(p, env, log);
	read_timeout(p, env, log);
	read_servers(p, env, log);
}

void policy_read_helo_checks(struct policy *p, const struct env *env, struct log *log)
{
	const checkset flag_checks = CHECK_BIT(CHECK_SYNTAX) | CHECK_BIT(CHECK_RESOLVES) |
				     CHECK_BIT(CHECK_NOT_ME) | CHECK_BIT(CHECK_OWN_NAME) |
				     CHECK_BIT(CHECK_IP_MATCH);
	const char *run = setting(env, "HELO_CHECKS");
	const char *reject = setting(env, "HELO_REJECT");
	const int timeout_ms = p->timeout_ms;

	p->run |= HELO_CHECKS;
	p->helo = (struct helo_settings){
		.skip_private = true, .skip_relaying = true, .literal_mode = 2};
	p->helo.on = heloini_read(p, log) || run != NULL;
	if (setting(env, "HELO_DNS_TIMEOUT") != NULL)
		p->timeout_ms = timeout_ms; /* goes before the file's */
	if (run != NULL)
		checklist_apply(&p->run, HELO_CHECKS, &p->helo.literal_mode, "HELO_CHECKS", run,
				log);
	if (!p->helo.on) {
		p->run &= ~HELO_CHECKS;
		if (reject != NULL)
			log_setting(log, "HELO_REJECT is set, but no HELO check is on (no "
					 "HELO_CHECKS, no control/helo.checks.ini): not used");
		return;
	}
	if (reject != NULL)
		checklist_apply(&p->reject, HELO_CHECKS | flag_checks, &p->helo.literal_mode,
				"HELO_REJECT", reject, log);
	p->run |= p->reject & flag_checks; /* to deny for it is to ask for it */
	if (env_get(env, "RELAYCLIENT") != NULL)
		p->run &= ~not_for_relays;
	if (!p->silent)
		p->deny |= p->reject;
}

void policy_load_suffixes(struct policy *p, struct log *log)
{
	p->suffixes = suffixes_load(log);
}

void policy_free(struct policy *p)
{
	suffixes_free(p->suffixes);
	strlist_free(&p->helo.tlds);
	strlist_free(&p->helo.bigco_names);
	strlist_free(&p->helo.bigco_reverses);
}
