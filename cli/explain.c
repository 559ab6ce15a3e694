/* explain: see explain.h. */
#include "cli/explain.h"

#include "base/clock.h"
#include "base/log.h"
#include "checks/checks.h"
#include "checks/verdict.h"
#include "facts/facts.h"
#include "input/goodhelo.h"
#include "input/policy.h"
#include "input/session.h"
#include "output/reply.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FLAGS_DEFAULT "PLRIV"

/* Escape sequences (ISO 6429), or empty texts. */
struct colours {
	const char *good, *bad, *dim, *bold, *off;
};

static const struct colours plain = {"", "", "", "", ""};
static const struct colours coloured = {"\033[32m", "\033[31m", "\033[2m", "\033[1m", "\033[0m"};

/* The admin's environment, with the HELO and the client of the command line. */
struct command_line {
	const struct env *env;
	const char *helo, *ip, *reverse;
};

static const char *from_command_line(const struct env *env, const char *name)
{
	const struct command_line *c = env->data;
	const char *value;

	if (strcmp(name, "SMTPHELOHOST") == 0)
		return c->helo;
	if (strcmp(name, "TCPREMOTEIP") == 0)
		return c->ip;
	if (strcmp(name, "TCPREMOTEHOST") == 0)
		return c->reverse;
	value = env_get(c->env, name);
	return value == NULL && strcmp(name, "HELO_DNS_CHECK") == 0 ? FLAGS_DEFAULT : value;
}

static void heading(const struct colours *c, const char *title)
{
	printf("\n%s%s%s\n", c->bold, title, c->off);
}

static void print_client(const struct session *s, const struct colours *c)
{
	heading(c, "The client");
	printf("  HELO      %s\n", s->kind != HELO_NONE ? s->shown : "(none)");
	printf("            %s\n", session_kind(s->kind));
	printf("  address   %s%s\n", s->client_shown,
	       ipaddr_private(&s->client) ? " (private)" : "");
	if (s->reverse != NULL) {
		char shown[PRINTABLE_SIZE];

		printf("  reverse   %s\n",
		       *s->reverse != '\0' ? printable(shown, s->reverse, strlen(s->reverse))
					   : "(none)");
	}
	if (s->relay)
		printf("  RELAYCLIENT is set: it may relay\n");
}

static void print_answer(const struct facts *f, enum question question, const char *what)
{
	const struct dns_query *q = &f->dns[question];

	if (q->status == DNS_UNASKED)
		return;
	printf("  %-9s %s", what, dns_status_name(q));
	if (question == ASK_MX && q->status == DNS_FOUND)
		printf(q->takes_mail ? ": it takes mail" : ": it takes no mail (RFC 7505)");
	if (question == ASK_A || question == ASK_AAAA) {
		const char *before = ": ";
		char text[IPADDR_TEXT];

		for (size_t i = 0; i < f->addresses.count; i++) {
			const struct ipaddr *ip = &f->addresses.at[i];

			if ((ip->family == FAMILY_IPV4) != (question == ASK_A))
				continue;
			printf("%s%s", before, ipaddr_print(text, ip));
			before = ", ";
		}
	}
	putchar('\n');
}

static void print_reverse(const struct session *s, const struct facts *f)
{
	char shown[PRINTABLE_SIZE];

	if (s->reverse != NULL || f->dns[ASK_PTR].status == DNS_UNASKED)
		return;
	print_answer(f, ASK_PTR, "PTR");
	for (size_t i = 0; i < f->names.count; i++) {
		const char *name = f->names.at[i];
		bool counts = false;

		for (size_t k = 0; k < f->reverse_count; k++)
			counts = counts || f->reverse[k] == name;
		printf("            %s %s\n", printable(shown, name, strlen(name)),
		       counts ? "leads back to the client" : "does not lead back: not counted");
	}
}

static void print_dns(const struct session *s, const struct facts *f, const struct colours *c)
{
	heading(c, "DNS");
	print_answer(f, ASK_A, "A");
	print_answer(f, ASK_AAAA, "AAAA");
	print_answer(f, ASK_MX, "MX");
	print_reverse(s, f);
	if (s->kind != HELO_NAME && f->dns[ASK_PTR].status == DNS_UNASKED)
		printf("  nothing was asked\n");
	else
		printf("  %stook %lld ms%s\n", c->dim, (long long)f->dns_ms, c->off);
}

static void print_checks(const struct session *s, const struct policy *p, const struct results *r,
			 const struct colours *c)
{
	static const char *const words[] = {"", "pass", "FAIL", "skip", "error"};
	char text[WORDS_SIZE];

	heading(c, "Checks");
	for (int id = 0; id < CHECK_COUNT; id++) {
		const struct result *each = &r->of[id];
		const bool fails = each->is == FAIL;
		const char *colour = fails ? c->bad : each->is == PASS ? c->good : c->dim;

		if (each->is == NOT_RUN)
			continue;
		printf("  %-17s%s%s%s%s%s%s\n", checks[id].name, colour, words[each->is], c->off,
		       each->why != NULL ? "  " : "", each->why != NULL ? each->why : "",
		       fails && (p->deny & CHECK_BIT(id)) != 0 ? "  <- this denies" : "");
		if (fails)
			printf("    %s%s%s\n", c->dim,
			       words_logged(text, sizeof(text), (enum check_id)id, each, s),
			       c->off);
	}
}

/* The lines that go to qmail-smtpd's pipe. */
static void print_reply(const struct session *s, const struct policy *p, const struct results *r,
			const struct verdict *v, const struct colours *c)
{
	static struct reply reply;

	reply_compose(&reply, s, p, r, v);
	heading(c, "What qmail-smtpd would be told");
	if (reply.len == 0)
		printf("  nothing: go on\n");
	for (size_t at = 0; at < reply.len;) {
		const size_t len = strcspn(reply.text + at, "\n");

		printf("  %.*s\n", (int)len, reply.text + at);
		at += len + 1;
	}
}

static int print_verdict(const struct verdict *v, const struct policy *p, const struct colours *c)
{
	heading(c, "Verdict");
	switch (v->is) {
	case DENY:
		printf("  %sdenied%s by %s%s\n", c->bad, c->off, checks[v->by].name,
		       v->code[0] == '4' ? ", for now" : "");
		return 1;
	case WOULD_DENY:
		printf("  %saccepted%s, for M only monitors: %s would deny\n", c->good, c->off,
		       checks[v->by].name);
		return 0;
	default:
		printf("  %saccepted%s%s\n", c->good, c->off,
		       p->silent ? ", for P silences every denial here" : "");
		return 0;
	}
}

/* Why the plugin would do nothing at all; NULL: it would do something. */
static const char *nothing_to_do(const struct env *env)
{
	if (!policy_off(env))
		return NULL;
	if (env_get(env, "NOHELODNSCHECK") != NULL)
		return "NOHELODNSCHECK is set";
	if (env_get(env, "RELAYCLIENT") != NULL &&
	    strchr(env_get(env, "HELO_DNS_CHECK"), 'R') != NULL)
		return "R is set, and so is RELAYCLIENT";
	return "HELO_DENIED is set: it was denied before";
}

static int accepted(const char *why, const struct colours *c)
{
	heading(c, "Verdict");
	printf("  %saccepted%s: the plugin does nothing, for %s\n", c->good, c->off, why);
	return 0;
}

static const struct colours *colours(const struct env *env)
{
	const char *no_colour = env_get(env, "NO_COLOR");

	return isatty(STDOUT_FILENO) == 1 && (no_colour == NULL || *no_colour == '\0') ? &coloured
										       : &plain;
}

static int judge(const struct env *env, const struct session *s, struct policy *p,
		 const struct colours *c, struct log *log)
{
	struct facts facts;
	struct results results;
	struct verdict verdict;
	unsigned needs;
	int status;

	policy_read_helo_checks(p, env, log);
	needs = checks_need(p, s);
	if ((needs & NEED_SUFFIXES) != 0)
		policy_load_suffixes(p, log);
	facts_gather(&facts, needs, s, p, clock_ms() + p->timeout_ms, log);
	checks_run(&results, s, p, &facts);
	verdict = verdict_reach(&results, p);
	print_dns(s, &facts, c);
	print_checks(s, p, &results, c);
	status = print_verdict(&verdict, p, c);
	print_reply(s, p, &results, &verdict, c);
	facts_free(&facts);
	policy_free(p);
	return status;
}

int explain(const struct env *env, const char *helo, const char *ip, const char *reverse)
{
	const struct command_line command_line = {env, helo, ip, reverse};
	const struct env all = {.get = from_command_line, .data = &command_line};
	const struct colours *c = colours(env);
	const char *flags = env_get(&all, "HELO_DNS_CHECK");
	struct log log = {0};
	struct policy policy;
	struct session session;
	struct ipaddr client;
	char shown[PRINTABLE_SIZE];

	if (!ipaddr_parse(&client, ip, strlen(ip))) {
		fprintf(stderr, "helodnscheck: [%s] is no IP address\n",
			printable(shown, ip, strlen(ip)));
		return 2;
	}
	policy_read(&policy, &all, &log);
	log.failures = true; /* warnings; what failed stands on standard output */
	session_read(&session, &all, &log);
	printf("%sFlags%s\n  %s%s\n", c->bold, c->off,
	       *flags != '\0' ? printable(shown, flags, strlen(flags)) : "(empty)",
	       env_get(env, "HELO_DNS_CHECK") != NULL ? ""
						      : ", for HELO_DNS_CHECK is not set here (the "
							"plugin itself would do nothing)");
	print_client(&session, c);
	if (nothing_to_do(&all) != NULL)
		return accepted(nothing_to_do(&all), c);
	switch (goodhelo_welcomes(&session, &log)) {
	case YES:
		return accepted("control/goodhelo welcomes it", c);
	case UNKNOWN:
		return accepted("control/goodhelo cannot be read, and may welcome it", c);
	default:
		return judge(&all, &session, &policy, c, &log);
	}
}
