/* factsline: see factsline.h. */
#include "output/factsline.h"

#include "base/textbuf.h"
#include "checks/texts.h"

#include <string.h>
#include <unistd.h>

static void add_key(struct textbuf *b, const char *key)
{
	textbuf_addf(b, " %s=", key);
}

static void add_value(struct textbuf *b, const char *key, const char *value)
{
	textbuf_addf(b, " %s=%s", key, value);
}

/* `yes`, `no` or `unknown`; the key is left out if nobody asked. */
static void add_answer(struct textbuf *b, const char *key, enum answer answer)
{
	static const char *const words[] = {[YES] = "yes", [NO] = "no", [UNKNOWN] = "unknown"};

	if (answer != NOT_ASKED)
		add_value(b, key, words[answer]);
}

static void add_addresses(struct textbuf *b, const char *key, const struct dns_answer *answer,
			  const struct addrs *all, enum family family)
{
	const char *comma = "";
	char shown[IPADDR_TEXT];
	size_t n = 0;

	if (answer->status == DNS_NOT_ASKED)
		return;
	add_key(b, key);
	if (answer->status == DNS_FAILED) {
		textbuf_add(b, dns_failure_name(answer->failure));
		comma = ",";
	}
	for (size_t i = 0; i < all->count; i++) {
		if (all->items[i].family != family)
			continue;
		if (n < FACTSLINE_ADDRESSES)
			textbuf_addf(b, "%s%s", comma, ipaddr_print(shown, &all->items[i]));
		comma = ",";
		n++;
	}
	if (n > FACTSLINE_ADDRESSES)
		textbuf_addf(b, ",+%zu", n - FACTSLINE_ADDRESSES);
}

static bool reads_like_reason(const char *name)
{
	for (int i = DNS_TIMEOUT; i <= DNS_LOCAL; i++)
		if (strcmp(name, dns_failure_name((enum dns_failure)i)) == 0)
			return true;
	return false;
}

/* One name of a list: see factsline.h. It is cut where printable cuts. */
static void add_reverse_name(struct textbuf *b, const char *name)
{
	char shown[PRINTABLE_SIZE];
	size_t left = PRINTABLE_SIZE - 1;
	bool encode = reads_like_reason(name);

	printable(shown, name, strlen(name));
	for (const char *at = shown; *at != '\0'; at++, encode = false) {
		const size_t len = encode || *at == ',' || *at == '%' ? 3 : 1;

		if (len > left)
			return;
		textbuf_addf(b, len == 3 ? "%%%02X" : "%c", (unsigned char)*at);
		left -= len;
	}
}

/* What the host told, or what we looked up: first why there may be other names, if so. */
static void add_reverse(struct textbuf *b, const struct session *s, const struct facts *f)
{
	const char *comma = "";

	if (s->reverse == NULL && !f->reverse_known)
		return;
	add_key(b, FACTSLINE_REVERSE);
	if (s->reverse != NULL) {
		add_reverse_name(b, s->reverse);
		return;
	}
	if (f->why_reverse != REASON_NONE) {
		textbuf_add(b, reason_text(f->why_reverse));
		comma = ",";
	}
	for (size_t i = 0; i < f->reverse_count; i++, comma = ",") {
		textbuf_add(b, comma);
		add_reverse_name(b, f->reverse[i]);
	}
}

static void add_local(struct textbuf *b, const struct session *s)
{
	char shown[IPADDR_TEXT];

	if (s->local.family == FAMILY_NONE)
		return;
	add_value(b, FACTSLINE_LOCAL, ipaddr_print(shown, &s->local));
}

static void add_dns(struct textbuf *b, const struct facts *f)
{
	const struct dns_answer *mx = &f->dns.mx;

	add_addresses(b, FACTSLINE_A, &f->dns.a, &f->addresses, FAMILY_IPV4);
	add_addresses(b, FACTSLINE_AAAA, &f->dns.aaaa, &f->addresses, FAMILY_IPV6);
	if (mx->status == DNS_FAILED)
		add_value(b, FACTSLINE_MX, dns_failure_name(mx->failure));
	else if (mx->status != DNS_NOT_ASKED)
		add_value(b, FACTSLINE_MX, mx->status == DNS_FOUND ? "yes" : "no");
	add_answer(b, FACTSLINE_OURS, f->ours);
	add_answer(b, FACTSLINE_RESOLVES, f->resolves);
	add_answer(b, FACTSLINE_MATCH, f->match);
	if (f->resolves != NOT_ASKED || f->dns.a.status != DNS_NOT_ASKED)
		textbuf_addf(b, " " FACTSLINE_MS "=%lld", (long long)f->dns.ms);
}

static void add_results(struct textbuf *b, const char *key, const struct results *r,
			enum outcome outcome)
{
	add_key(b, key);
	texts_list(b, r, outcome, ",");
}

static void add_verdict(struct textbuf *b, const struct verdict *v)
{
	add_key(b, FACTSLINE_VERDICT);
	if (v->action == ACCEPT)
		textbuf_add(b, "pass");
	else
		textbuf_addf(b, "%s:%s", v->action == DENY ? "deny" : "would-deny",
			     check_names[v->by]);
}

void factsline_log(struct log *log, const struct session *s, const struct judgement *j)
{
	char line[LOG_LINE];
	struct textbuf b = textbuf_in(line, sizeof(line));

	textbuf_addf(&b, FACTSLINE_START FACTSLINE_PID "=%ld", (long)getppid());
	add_value(&b, FACTSLINE_HELO, s->shown);
	add_value(&b, FACTSLINE_IP, s->client_shown);
	if (s->relay)
		add_value(&b, FACTSLINE_RELAY, "yes");
	add_local(&b, s);
	add_reverse(&b, s, &j->facts);
	add_dns(&b, &j->facts);
	add_results(&b, FACTSLINE_FAIL, &j->results, FAIL);
	add_results(&b, FACTSLINE_SKIP, &j->results, SKIP);
	add_results(&b, FACTSLINE_ERROR, &j->results, ERROR);
	add_verdict(&b, &j->verdict);
	log_line(log, "%s", line);
}
