/*
 * script: dns_ask as a script, and what came of it as text, for the tests of facts/lookup.h. How
 * the real one keeps to the patience that it is given is in test_dnswait.c.
 */
#ifndef UNIT_SCRIPT_H
#define UNIT_SCRIPT_H

#include "dnsquery.h"
#include "facts/lookup.h"
#include "moreipme.h"
#include "tests/unit/given.h"

#include <arpa/nameser.h>
#include <inttypes.h>

/* ---- in the place of dnsquery and moreipme ---- */

static bool no_aaaa;
static enum family moreipme_family; /* of moreipme's entries */
static const char *script;	    /* what happens in the first round, then in the second */
static char asked[2000];	    /* the questions of both rounds, `/` between them */
static char waits[200];		    /* what patience said after each event of the first round */
static unsigned rounds;

void resolver_init(struct resolver *r, const struct endpoint *servers, size_t count,
		   const char *res_options, int64_t deadline)
{
	ck_assert(servers[0].port == 5300 && count == 1 && strcmp(res_options, "rotate") == 0);
	*r = (struct resolver){.deadline = deadline, .conf.no_aaaa = no_aaaa};
}

bool moreipme_has(enum family family, struct log *log)
{
	ck_assert(log->quiet);
	return family == moreipme_family;
}

static inline void add_word(char *to, size_t size, const char *word)
{
	snprintf(to + strlen(to), size - strlen(to), "%s%s", *to != '\0' ? " " : "", word);
}

static inline const char *type_of(int type)
{
	return type == ns_t_a ? "A" : type == ns_t_aaaa ? "AAAA" : type == ns_t_mx ? "MX" : "PTR";
}

/* Addresses or names separated by commas; `none`, `gone`, `mail`, or `!servfail`. */
static inline void set_answer(struct dns_answer *answer, int type, const char *text)
{
	char copy[300], *rest;

	snprintf(copy, sizeof(copy), "%s", text);
	answer->status = strcmp(text, "none") == 0   ? DNS_NODATA
			 : strcmp(text, "gone") == 0 ? DNS_NXDOMAIN
			 : *text == '!'		     ? DNS_FAILED
						     : DNS_FOUND;
	for (enum dns_failure i = DNS_TIMEOUT; *text == '!' && i <= DNS_LOCAL; i++)
		if (strcmp(dns_failure_name(i), text + 1) == 0)
			answer->failure = i;
	if (answer->status != DNS_FOUND || type == ns_t_mx)
		return;
	for (char *word = strtok_r(copy, ",", &rest); word != NULL;
	     word = strtok_r(NULL, ",", &rest))
		ck_assert(type == ns_t_ptr ? strlist_add(&answer->names, word)
					   : addrs_add(&answer->addrs, unit_ip(word)));
}

static inline bool is_missing(const struct dns_question *questions, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (questions[i].answer->status == DNS_NOT_ASKED ||
		    questions[i].answer->status == DNS_FAILED)
			return true;
	return false;
}

/* Notes what patience says. False if it is over. */
static inline bool wait_on(const struct dns_patience *patience)
{
	char text[32];
	int64_t left = patience->left(patience->data);

	snprintf(text, sizeof(text), left == DNS_PATIENCE_MAX ? "max" : "%" PRId64, left);
	add_word(waits, sizeof(waits), text);
	return left > 0;
}

/* Answers the question that word (`TYPE=ANSWER` or `NAME=ANSWER`) is about. */
static inline void answer_one(const struct dns_question *questions, size_t n, char *word)
{
	char *text = strchr(word, '=');

	ck_assert_ptr_nonnull(text);
	*text++ = '\0';
	for (size_t i = 0; i < n; i++)
		if (strcmp(word, type_of(questions[i].type)) == 0 ||
		    strcmp(word, questions[i].name) == 0) {
			set_answer(questions[i].answer, questions[i].type, text);
			return;
		}
	ck_abort_msg("nobody asked for %s", word);
}

/*
 * Acts out a round of the script: answers, and `+` where a wait is over. Like the real one it asks
 * patience as long as something is missing, but not after a failure; what is missing in the end has
 * failed.
 */
void dns_ask(struct resolver *r, const struct dns_question *questions, size_t n,
	     const struct dns_patience *patience)
{
	const size_t len = strcspn(script, "/");
	char copy[1000], text[300], *rest;
	bool going = true;

	ck_assert_int_eq(r->deadline, 77);
	ck_assert((patience != NULL) == (rounds++ == 0));
	ck_assert(n > 0 && n <= DNS_QUESTIONS_MAX);
	for (size_t i = 0; i < n; i++) {
		const struct dns_question *q = &questions[i];

		snprintf(text, sizeof(text), "%s%s %s%s%s", patience == NULL && i == 0 ? "/ " : "",
			 type_of(q->type), q->name, q->wanted != NULL ? " keep " : "",
			 q->wanted != NULL ? q->wanted : "");
		add_word(asked, sizeof(asked), text);
	}
	snprintf(copy, sizeof(copy), "%.*s", (int)len, script);
	script += len + (script[len] == '/');
	for (char *word = strtok_r(copy, " ", &rest); word != NULL;
	     word = strtok_r(NULL, " ", &rest)) {
		const bool failed = strchr(word, '!') != NULL;

		ck_assert_msg(going, "nobody waits for %s", word);
		if (*word != '+')
			answer_one(questions, n, word);
		if (patience != NULL && !failed && is_missing(questions, n))
			going = wait_on(patience);
	}
	for (size_t i = 0; i < n; i++)
		if (questions[i].answer->status == DNS_NOT_ASKED)
			questions[i].answer->status = DNS_FAILED; /* timeout */
}

/* ---- what came of it ---- */

static inline void add_answer(char *to, size_t size, const char *key,
			      const struct dns_answer *answer)
{
	char text[300], ip[IPADDR_TEXT];
	size_t len;

	if (answer->status == DNS_NOT_ASKED)
		return;
	len = (size_t)snprintf(text, sizeof(text), "%s=%s", key,
			       answer->status == DNS_FAILED	? dns_failure_name(answer->failure)
			       : answer->status == DNS_NODATA	? "none"
			       : answer->status == DNS_NXDOMAIN ? "gone"
			       : answer->addrs.count == 0	? "found"
								: "");
	for (size_t i = 0; i < answer->addrs.count; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s", i > 0 ? "," : "",
					ipaddr_print(ip, &answer->addrs.items[i]));
	add_word(to, size, text);
}

/* Runs the script for this session; returns the answers about the HELO, without those not asked. */
static inline const char *run(struct lookup *l, const struct session *s, bool reverse, bool ours,
		       const char *acts)
{
	static const struct policy p = {
		.server_count = 1, .servers = {{.port = 5300}}, .res_options = "rotate"};
	struct log log = {.failures = true, .debug = false};
	static char said[600];

	script = acts;
	*asked = *waits = *said = '\0';
	rounds = 0;
	*l = (struct lookup){.ms = 0};
	lookup_run(l, s, &p, reverse, ours, 77, &log);
	ck_assert_msg(strspn(script, " /") == strlen(script), "left over: %s", script);
	ck_assert_uint_eq(log.warnings, 0);
	add_answer(said, sizeof(said), "A", &l->a);
	add_answer(said, sizeof(said), "AAAA", &l->aaaa);
	add_answer(said, sizeof(said), "MX", &l->mx);
	return said;
}

static inline struct session session_of(const char *helo, const char *client, const char *local)
{
	const struct unit_var vars[] = {{"SMTPHELOHOST", helo},
					{"TCPREMOTEIP", client},
					{"TCPLOCALIP", local},
					{NULL, NULL}};

	return given_session(vars);
}

#endif
