/* explain: see explain.h. */
#include "cli/explain.h"

#include "base/clock.h"
#include "base/log.h"
#include "checks/judgement.h"
#include "checks/texts.h"
#include "input/goodhelo.h"
#include "input/policy.h"
#include "input/session.h"
#include "output/reply.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FLAGS_DEFAULT "PLRIV"

/* Escape sequences (ISO 6429), or empty strings. */
struct colours {
	const char *good, *bad, *dim, *bold, *off;
};

static const struct colours plain = {"", "", "", "", ""};
static const struct colours coloured = {"\033[32m", "\033[31m", "\033[2m", "\033[1m", "\033[0m"};

/* The admin's environment, with HELO and client from the command line. */
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
	char shown[PRINTABLE_SIZE];

	heading(c, "The client");
	printf("  HELO      %s\n", s->kind != HELO_NONE ? s->shown : "(none)");
	printf("            %s\n", session_kind(s->kind));
	printf("  address   %s%s\n", s->client_shown,
	       ipaddr_private(&s->client) ? " (private)" : "");
	if (s->reverse != NULL)
		printf("  reverse   %s\n",
		       *s->reverse != '\0' ? printable(shown, s->reverse, strlen(s->reverse))
					   : "(none)");
	if (s->relay)
		printf("  may relay (RELAYCLIENT is set)\n");
}

static void print_answer(const char *type, const struct dns_answer *answer)
{
	const char *before = ": ";
	char text[IPADDR_TEXT];

	if (answer->status == DNS_NOT_ASKED)
		return;
	printf("  %-9s %s", type, dns_status_name(answer));
	for (size_t i = 0; i < answer->addrs.count; i++) {
		printf("%s%s", before, ipaddr_print(text, &answer->addrs.items[i]));
		before = ", ";
	}
	putchar('\n');
}

static void print_reverse(const struct session *s, const struct lookup *l)
{
	char shown[PRINTABLE_SIZE];

	if (s->reverse != NULL)
		return;
	print_answer("PTR", &l->ptr);
	for (size_t i = 0; i < l->ptr.names.count; i++) {
		const char *name = l->ptr.names.items[i];
		bool confirmed = false;

		for (size_t k = 0; k < l->reverse_count; k++)
			confirmed = confirmed || l->reverse[k] == name;
		printf("            %s %s\n", printable(shown, name, strlen(name)),
		       confirmed ? "resolves to the client" : "does not resolve to the client");
	}
}

static void print_dns(const struct session *s, const struct lookup *l, const struct colours *c)
{
	heading(c, "DNS");
	print_answer("A", &l->a);
	print_answer("AAAA", &l->aaaa);
	print_answer("MX", &l->mx);
	print_reverse(s, l);
	if (l->a.status == DNS_NOT_ASKED && l->aaaa.status == DNS_NOT_ASKED &&
	    l->ptr.status == DNS_NOT_ASKED)
		printf("  nothing was asked\n");
	else
		printf("  %stook %lld ms%s\n", c->dim, (long long)l->ms, c->off);
}

static void print_checks(const struct session *s, const struct policy *p, const struct results *r,
			 const struct colours *c)
{
	heading(c, "Checks");
	for (enum check_id id = 0; id < CHECK_COUNT; id++) {
		const struct result *result = &r->check[id];
		const bool fails = result->outcome == FAIL;
		const char *colour = fails ? c->bad : result->outcome == PASS ? c->good : c->dim;
		const char *reason = reason_text(result->reason);
		char text[TEXTS_SIZE];
		struct textbuf b = textbuf_in(text, sizeof(text));

		if (result->outcome == NOT_RUN)
			continue;
		printf("  %-17s%s%s%s%s%s%s\n", check_names[id], colour,
		       fails ? "FAIL" : texts_outcome(result->outcome), c->off,
		       reason != NULL ? "  " : "", reason != NULL ? reason : "",
		       fails && (p->deny & CHECK_BIT(id)) != 0 ? "  <- this denies" : "");
		if (!fails)
			continue;
		texts_failure(&b, id, result->reason, s);
		printf("    %s%s%s\n", c->dim, text, c->off);
	}
}

/* The lines for qmail-smtpd. */
static void print_reply(const struct session *s, const struct policy *p, const struct judgement *j,
			const struct colours *c)
{
	static struct reply reply;

	reply_compose(&reply, s, p, j);
	heading(c, "Reply to qmail-smtpd");
	if (reply.len == 0)
		printf("  none: go on\n");
	for (size_t at = 0; at < reply.len;) {
		const size_t len = strcspn(reply.text + at, "\n");

		printf("  %.*s\n", (int)len, reply.text + at);
		at += len + 1;
	}
}

static int print_verdict(const struct verdict *v, const struct policy *p, const struct colours *c)
{
	heading(c, "Verdict");
	switch (v->action) {
	case DENY:
		printf("  %sdenied%s by %s%s\n", c->bad, c->off, check_names[v->by],
		       v->temporary ? ", temporarily" : "");
		return 1;
	case WOULD_DENY:
		printf("  %saccepted%s: %s would deny, but M only monitors\n", c->good, c->off,
		       check_names[v->by]);
		return 0;
	default:
		printf("  %saccepted%s%s\n", c->good, c->off,
		       p->silent ? ": P silences every denial here" : "");
		return 0;
	}
}

/* Why the plugin would do nothing at all; NULL if it would do something. */
static const char *nothing_to_do(const struct env *env)
{
	if (!policy_off(env))
		return NULL;
	if (policy_excused(env))
		return "NOHELODNSCHECK is set";
	if (session_relay(env) && strchr(env_get(env, "HELO_DNS_CHECK"), 'R') != NULL)
		return "the client may relay (RELAYCLIENT), and R is set";
	return "HELO_DENIED is set (denied earlier)";
}

static int accepted(const char *why, const struct colours *c)
{
	heading(c, "Verdict");
	printf("  %saccepted%s: the plugin does nothing, because %s\n", c->good, c->off, why);
	return 0;
}

static const struct colours *colours(const struct env *env)
{
	return isatty(STDOUT_FILENO) == 1 && env_nonempty(env, "NO_COLOR") == NULL ? &coloured
										   : &plain;
}

static int judge(const struct env *env, const struct session *s, struct policy *p,
		 const struct colours *c, struct log *log)
{
	struct judgement j;
	int status;

	policy_read_helo_checks(p, env, log);
	judgement_reach(&j, s, p, clock_ms() + p->timeout_ms, log);
	print_dns(s, &j.facts.dns, c);
	if (j.facts.client_us == YES)
		printf("\nThe client is this server\n");
	print_checks(s, p, &j.results, c);
	status = print_verdict(&j.verdict, p, c);
	print_reply(s, p, &j, c);
	judgement_free(&j);
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
	char shown[QUOTED_SIZE];

	if (!ipaddr_parse(&client, ip, strlen(ip))) {
		fprintf(stderr, "helodnscheck: %s: not an IP address\n",
			printable_value(shown, ip, strlen(ip)));
		return 2;
	}
	policy_read(&policy, &all, &log);
	log.failures = true; /* for warnings about files */
	session_read(&session, &all, &log);
	printf("%sFlags%s\n  %s%s\n", c->bold, c->off,
	       *flags != '\0' ? printable(shown, flags, strlen(flags)) : "(empty)",
	       env_get(env, "HELO_DNS_CHECK") != NULL
		       ? ""
		       : " (HELO_DNS_CHECK is not set here; the plugin itself would do nothing)");
	print_client(&session, c);
	if (nothing_to_do(&all) != NULL)
		return accepted(nothing_to_do(&all), c);
	switch (goodhelo_welcomes(&session, &log)) {
	case YES:
		return accepted("control/goodhelo welcomes the client", c);
	case UNKNOWN:
		return accepted("control/goodhelo cannot be read and may welcome the client", c);
	default:
		return judge(&all, &session, &policy, c, &log);
	}
}
