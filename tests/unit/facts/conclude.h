/*
 * conclude: a stand-in for moreipme, answers of DNS as text, and facts as text; shared by the tests
 * of facts/facts.h.
 */
#ifndef UNIT_CONCLUDE_H
#define UNIT_CONCLUDE_H

#include "facts/facts.h"
#include "moreipme.h"
#include "tests/unit/given.h"

/* ---- in the place of moreipme ---- */

static enum answer ours_answer, lists_answer;
static int moreipme_errno;

/* What it was asked, and how: see add_question. */
static char asked[300];

/* Adds a word to asked. */
static inline void add_question(const char *word)
{
	snprintf(asked + strlen(asked), sizeof(asked) - strlen(asked), "%s%s",
		 *asked != '\0' ? " " : "", word);
}

/* `127.0.0.1 this_host local=192.0.2.25` */
enum answer moreipme_any_ours(const struct addrs *list, bool this_host, const struct ipaddr *local,
			      struct log *log)
{
	char text[IPADDR_TEXT + 8];

	(void)log;
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].family != FAMILY_NONE)
			add_question(ipaddr_print(text, &list->items[i]));
	if (this_host)
		add_question("this_host");
	memcpy(text, "local=", 6);
	ipaddr_print(text + 6, local);
	add_question(local->family != FAMILY_NONE ? text : "no_local");
	errno = moreipme_errno;
	return ours_answer;
}

/* `lists 192.0.2.1`, `lists_quietly` if what is wrong is not logged */
enum answer moreipme_lists(const struct ipaddr *ip, struct log *log)
{
	char text[IPADDR_TEXT];

	add_question(log->quiet ? "lists_quietly" : "lists");
	add_question(ipaddr_print(text, ip));
	errno = moreipme_errno;
	return lists_answer;
}

/* moreipme has entries of all families, or of none. */
static bool has_answer;

bool moreipme_has(enum family family, struct log *log)
{
	(void)family;
	(void)log;
	return has_answer;
}

/* ---- answers and facts ---- */

/*
 * An answer of DNS: its addresses, separated by blanks; `none`, `gone`: no record, no name; `mail`:
 * an MX; `!timeout`: it failed; "": not asked.
 */
static inline void set_answer(struct dns_answer *answer, const char *text)
{
	struct strlist words = {0};

	given_words(&words, text);
	answer->status = *text == '\0'		     ? DNS_NOT_ASKED
			 : strcmp(text, "none") == 0 ? DNS_NODATA
			 : strcmp(text, "gone") == 0 ? DNS_NXDOMAIN
			 : *text == '!'		     ? DNS_FAILED
						     : DNS_FOUND;
	for (enum dns_failure f = DNS_TIMEOUT; *text == '!' && f <= DNS_LOCAL; f++)
		if (strcmp(dns_failure_name(f), text + 1) == 0)
			answer->failure = f;
	for (size_t i = 0; i < words.count && strpbrk(text, ".:") != NULL; i++)
		ck_assert(addrs_add(&answer->addrs, unit_ip(words.items[i])));
	strlist_free(&words);
}

static inline void add_fact(struct textbuf *b, enum answer answer, enum reason why)
{
	static const char *const words[] = {"-", "yes", "no", "unknown"};

	textbuf_addf(b, b->len > 0 ? " %s" : "%s", words[answer]);
	if (answer == UNKNOWN)
		textbuf_addf(b, "(%s)", reason_text(why));
}

/* resolves, match, ours, own_name, client_us: `yes unknown(timeout) - no -`. */
static inline const char *describe(const struct facts *f)
{
	static char text[200];
	struct textbuf b = textbuf_in(text, sizeof(text));

	add_fact(&b, f->resolves, f->why_resolves);
	add_fact(&b, f->match, f->why_match);
	add_fact(&b, f->ours, f->why_ours);
	add_fact(&b, f->own_name, f->why_own_name);
	add_fact(&b, f->client_us, f->why_client_us);
	return text;
}

#define V4 "192.0.2.1"
#define V6 "2001:db8::1"
#define BOTH (NEED_OURS | NEED_OWN_NAME)

#endif
