/* report: see report.h. */
#include "output/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Addresses of one family in a facts line; of more only the number is given. */
#define FACTS_ADDRESSES 16

static void failures(struct log *log, const struct session *s, const struct results *r)
{
	char text[WORDS_SIZE];

	for (int id = 0; id < CHECK_COUNT; id++) {
		if (r->of[id].is != FAIL)
			continue;
		log_line(log, "%s",
			 words_logged(text, sizeof(text), (enum check_id)id, &r->of[id], s));
	}
}

/* Was the reason of result id given by one before it? */
static bool said_before(const struct results *r, int id)
{
	for (int i = 0; i < id; i++)
		if (r->of[i].is == ERROR && strcmp(r->of[i].why, r->of[id].why) == 0)
			return true;
	return false;
}

/* Is it DNS that could not say, or something in this house? */
static bool is_dns(const char *why)
{
	for (int failure = DNS_TIMEOUT; failure <= DNS_LOCAL; failure++)
		if (strcmp(why, dns_failure_name((enum dns_failure)failure)) == 0)
			return true;
	return false;
}

static void unknowns(struct log *log, const struct session *s, const struct results *r)
{
	for (int id = 0; id < CHECK_COUNT; id++) {
		const char *why = r->of[id].why;

		if (r->of[id].is != ERROR || said_before(r, id))
			continue;
		if (is_dns(why))
			log_line(log, "HELO [%s] from [%s]: DNS failed for now (%s), let it go",
				 s->shown, s->client_shown, why);
		else
			log_line(log, "HELO [%s] from [%s]: %s not known (%s), let it go", s->shown,
				 s->client_shown, checks[id].name, why);
	}
}

static const char *shown_or_empty(char to[PRINTABLE_SIZE], const char *text)
{
	return printable(to, text != NULL ? text : "", text != NULL ? strlen(text) : 0);
}

static void denial(struct log *log, const struct session *s, const struct verdict *v)
{
	const struct words_values values = {.helo = s->shown, .ip = s->client_shown, .name = ""};
	const char *blocked = v->is == DENY ? "blocked" : "would block";
	char text[WORDS_SIZE], from[PRINTABLE_SIZE], to[PRINTABLE_SIZE];

	words_fill(text, sizeof(text), v->told, &values);
	if (s->sender == NULL && s->recipient == NULL)
		log_line(log, "%s with: %s [%s]", blocked, text, s->client_shown);
	else
		log_line(log, "%s with: %s from <%s> to <%s> [%s]", blocked, text,
			 shown_or_empty(from, s->sender), shown_or_empty(to, s->recipient),
			 s->client_shown);
}

/* ---- the facts line ---- */

struct text {
	size_t len;
	char at[LOG_LINE];
};

static void add(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(struct text *t, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(t->at + t->len, sizeof(t->at) - t->len, format, args);
	va_end(args);
	if (len > 0)
		t->len += (size_t)len;
	if (t->len > sizeof(t->at) - 1)
		t->len = sizeof(t->at) - 1;
}

static const char *word(enum found found)
{
	return found == YES ? "yes" : found == NO ? "no" : "unknown";
}

static void add_addresses(struct text *t, const char *key, const struct dns_query *q,
			  const struct addrs *all, enum family family)
{
	char shown[IPADDR_TEXT];
	const char *comma = q->status == DNS_FAILED ? "," : "";
	size_t n = 0;

	if (q->status == DNS_UNASKED)
		return;
	add(t, " %s=%s", key, q->status == DNS_FAILED ? dns_failure_name(q->why) : "");
	for (size_t i = 0; i < all->count; i++) {
		if (all->at[i].family != family)
			continue;
		if (n < FACTS_ADDRESSES)
			add(t, "%s%s", comma, ipaddr_print(shown, &all->at[i]));
		comma = ",";
		n++;
	}
	if (n > FACTS_ADDRESSES)
		add(t, ",+%zu", n - FACTS_ADDRESSES);
}

/* What the host told, or what we looked up ourselves. */
static void add_reverse(struct text *t, const struct session *s, const struct facts *f)
{
	char shown[PRINTABLE_SIZE];

	if (s->reverse != NULL) {
		add(t, " reverse=%s", shown_or_empty(shown, s->reverse));
		return;
	}
	if (!f->reverse_known)
		return;
	add(t, " reverse=");
	for (size_t i = 0; i < f->reverse_count; i++)
		add(t, "%s%s", i > 0 ? "," : "", shown_or_empty(shown, f->reverse[i]));
	if (f->reverse_count == 0 && f->why_reverse != NULL)
		add(t, "%s", f->why_reverse);
}

static void add_dns(struct text *t, const struct facts *f)
{
	const struct dns_query *mx = &f->dns[ASK_MX];

	add_addresses(t, "a", &f->dns[ASK_A], &f->addresses, FAMILY_IPV4);
	add_addresses(t, "aaaa", &f->dns[ASK_AAAA], &f->addresses, FAMILY_IPV6);
	if (mx->status == DNS_FAILED)
		add(t, " mx=%s", dns_failure_name(mx->why));
	else if (mx->status != DNS_UNASKED)
		add(t, " mx=%s", mx->takes_mail ? "yes" : "no");
	if (f->ours != UNASKED)
		add(t, " ours=%s", word(f->ours));
	if (f->resolves != UNASKED)
		add(t, " resolves=%s", word(f->resolves));
	if (f->match != UNASKED)
		add(t, " match=%s", word(f->match));
	if (f->resolves != UNASKED)
		add(t, " ms=%lld", (long long)f->dns_ms);
}

static void add_results(struct text *t, const char *key, const struct results *r, enum outcome is)
{
	char list[RESULTS_SIZE];

	results_list(list, sizeof(list), r, is, ",");
	add(t, " %s=%s", key, list);
}

static void facts(struct log *log, const struct session *s, const struct facts *f,
		  const struct results *r, const struct verdict *v)
{
	struct text t = {.len = 0};

	add(&t, "facts pid=%ld helo=%s ip=%s%s", (long)getppid(), s->shown, s->client_shown,
	    s->relay ? " relay=yes" : "");
	add_reverse(&t, s, f);
	add_dns(&t, f);
	add_results(&t, "fail", r, FAIL);
	add_results(&t, "skip", r, SKIP);
	add_results(&t, "error", r, ERROR);
	add(&t, " verdict=%s%s",
	    v->is == ACCEPT ? "pass"
	    : v->is == DENY ? "deny:"
			    : "would-deny:",
	    v->is == ACCEPT ? "" : checks[v->by].name);
	log_line(log, "%s", t.at);
}

/* ---- all of it ---- */

static void debug_results(struct log *log, const struct results *r)
{
	static const char *const words[] = {"not run", "pass", "fail", "skip", "error"};

	for (int id = 0; id < CHECK_COUNT; id++)
		if (r->of[id].is != NOT_RUN)
			log_debug(log, "check %s: %s%s%s", checks[id].name, words[r->of[id].is],
				  r->of[id].why != NULL ? " " : "",
				  r->of[id].why != NULL ? r->of[id].why : "");
}

void report(struct log *log, const struct session *s, const struct policy *p, const struct facts *f,
	    const struct results *r, const struct verdict *v)
{
	debug_results(log, r);
	if (log->failures) {
		failures(log, s, r);
		unknowns(log, s, r);
	}
	if (v->is != ACCEPT)
		denial(log, s, v);
	if (p->facts)
		facts(log, s, f, r, v);
}
