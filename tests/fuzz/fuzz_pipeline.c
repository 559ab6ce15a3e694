/*
 * pipeline: any environment, any control files, any DNS: one HELO from policy_read to reply_write.
 * The output must be well formed, and there must be no denial without a definite no, which is
 * looked for a second time here, without the program.
 *
 * dns_ask is replaced by the linker (see Makefile). The lines of `=dns` answer the questions in
 * turn, until patience is over; when there are no more, no name exists. The first letter of a line:
 *	n no record, x no such name; t, s, r, g, l: timeout, servfail, refused, garbled, local
 *	f found. The rest of the line says what:
 *	  A and AAAA: an address for each letter, c the client's, h TCPLOCALIP, o loopback,
 *	  m 198.51.100.4 or its IPv6 twin, any other letter an address of its own
 *	  PTR: names separated by blanks, `@` is the HELO
 */
#include "fuzz.h"

#include "base/clock.h"
#include "checks/judgement.h"
#include "dnsquery.h"
#include "input/goodhelo.h"
#include "output/reply.h"
#include "output/report.h"
#include "reference.h"

#include <arpa/nameser.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define FILES                                                                                      \
	"moreipme", "notipme", "me", "locals", "rcpthosts", "morercpthosts.cdb", "goodhelo",       \
	"helo.checks.ini", "helo.checks.regexps", "public_suffix_list.dat"

static const char *const names[] = {
	"HELO_DNS_CHECK", "NOHELODNSCHECK", "RELAYCLIENT", "SMTPHELOHOST", "TCPREMOTEIP",
	"TCPREMOTEHOST", "TCPLOCALIP", "HELO_DENY", "HELO_DENY_INFO", "HELO_DNS_TIMEOUT",
	"DNSCACHEIP", "HELO_CHECKS", "HELO_REJECT", "SMTPHELOCMD", "HELO_DENIED",
	"HELO_CHECKS_HOST", "HELO_CHECKS_CMD", "SMTPMAILFROM", "SMTPRCPTTO", FILES, "dns", NULL};
static const char *const files[] = {FILES, NULL};

/* ---- the input, as the reference reads it ---- */

#define ASKED_MAX 16
#define ADDRESSES_MAX 16

struct asked {
	int type;
	char name[HOSTNAME_MAX + 1];
	enum dns_status status;
	enum dns_failure failure;
	size_t address_count, name_count;
	struct ref_address addresses[ADDRESSES_MAX];
	char names[DNS_NAMES_MAX + 1][HOSTNAME_MAX + 1];
};

static struct input {
	struct records records;
	const char *helo; /* "" for none */
	size_t helo_len;
	enum helo_kind kind;
	struct ref_address address; /* the HELO's own */
	struct ref_address client, local;
	const char *script; /* what is left of =dns */
	size_t asked_count;
	struct asked asked[ASKED_MAX];
} in;

static const char *variable(const char *name)
{
	return records_text(&in.records, name);
}

static const char *from_input(const struct env *env, const char *name)
{
	(void)env;
	return variable(name);
}

static void read_address(struct ref_address *a, const char *name)
{
	const char *text = variable(name);

	*a = (struct ref_address){0};
	if (text != NULL)
		ref_address(a, text, strlen(text));
}

static void read_input(const uint8_t *data, size_t size)
{
	records_read(&in.records, names, data, size);
	in.helo = variable("SMTPHELOHOST") != NULL ? variable("SMTPHELOHOST") : "";
	in.helo_len = ref_helo_length(in.helo);
	in.kind = ref_helo_kind(&in.address, in.helo, in.helo_len);
	read_address(&in.client, "TCPREMOTEIP");
	read_address(&in.local, "TCPLOCALIP");
	in.script = variable("dns") != NULL ? variable("dns") : "";
	in.asked_count = 0;
}

static struct ref_file control_file(const char *name)
{
	const struct record *record = records_find(&in.records, name);

	if (record == NULL)
		return (struct ref_file){0};
	return (struct ref_file){.text = record->value, .len = record->len};
}

/* ---- DNS ---- */

void __wrap_dns_ask(struct resolver *r, const struct dns_question *questions, size_t n,
		    const struct dns_patience *patience);

static struct ref_address scripted(char letter, unsigned bits)
{
	const bool v4 = bits == 32;
	struct ref_address a = {.bits = bits};

	if (letter == 'c' && in.client.bits == bits)
		return in.client;
	if (letter == 'h' && in.local.bits == bits)
		return in.local;
	if (letter == 'o' && v4)
		memcpy(a.octets, "\177\0\0\1", 4);
	else if (letter == 'o')
		a.octets[15] = 1;
	else if (v4)
		memcpy(a.octets, (char[]){(char)198, 51, 100, (char)(letter == 'm' ? 4 : letter)},
		       4);
	else
		memcpy(a.octets,
		       (char[]){0x20, 1, 0x0d, (char)0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
				(char)(letter == 'm' ? 4 : letter)},
		       16);
	return a;
}

static void find_addresses(struct asked *a, const struct dns_question *q, const char *line,
			   size_t len)
{
	const unsigned bits = q->type == ns_t_a ? 32 : 128;
	const enum family family = bits == 32 ? FAMILY_IPV4 : FAMILY_IPV6;

	for (size_t i = 0; i < len && a->address_count < ADDRESSES_MAX; i++) {
		struct ref_address found = scripted(line[i], bits);

		HOLDS(addrs_add(&q->answer->addrs, ipaddr_from_wire(found.octets, family)));
		a->addresses[a->address_count++] = found;
	}
	if (a->address_count == 0)
		a->status = DNS_NODATA;
}

/* As dns_answer_parse does: names that can be asked for, a few of them, and the wanted one. */
static void find_names(struct asked *a, const struct dns_question *q, const char *line, size_t len)
{
	bool helo = false;

	while (len > 0) {
		const char *blank = memchr(line, ' ', len);
		size_t part = blank != NULL ? (size_t)(blank - line) : len;
		bool same = part == 1 && *line == '@', wanted;
		const char *name = same ? in.helo : line;
		size_t name_len = same ? in.helo_len : part;

		if (name_len > 0 && name[name_len - 1] == '.')
			name_len--;
		wanted = q->wanted != NULL &&
			 ref_same_name(name, name_len, q->wanted, strlen(q->wanted));
		if ((wanted ? !helo : a->name_count - helo < DNS_NAMES_MAX) &&
		    ref_askable(name, name_len) && name[name_len - 1] != '.') {
			helo = helo || wanted;
			memcpy(a->names[a->name_count], name, name_len);
			a->names[a->name_count++][name_len] = '\0';
			HOLDS(strlist_add_bytes(&q->answer->names, name, name_len));
		}
		part += part < len;
		line += part;
		len -= part;
	}
}

static void answer(const struct dns_question *q, const char *line, size_t len)
{
	static const char failures[] = "tsrgl";
	const char letter = (char)(len > 0 ? *line : 'x');
	const char *failure = strchr(failures, letter);
	struct asked *a = &in.asked[in.asked_count++];

	*a = (struct asked){.type = q->type};
	strcpy(a->name, q->name);
	if (failure != NULL) {
		a->status = DNS_FAILED;
		a->failure = (enum dns_failure)(failure - failures);
	} else if (letter == 'f') {
		a->status = DNS_FOUND;
		if (q->type == ns_t_ptr)
			find_names(a, q, line + 1, len - 1);
		else if (q->type != ns_t_mx)
			find_addresses(a, q, line + 1, len - 1);
	} else {
		a->status = letter == 'n' ? DNS_NODATA : DNS_NXDOMAIN;
	}
	q->answer->status = a->status;
	q->answer->failure = a->failure;
}

void __wrap_dns_ask(struct resolver *r, const struct dns_question *questions, size_t n,
		    const struct dns_patience *patience)
{
	bool over = false;

	(void)r;
	HOLDS(n <= DNS_QUESTIONS_MAX);
	for (size_t i = 0; i < n; i++) {
		const struct dns_question *q = &questions[i];
		size_t len = strcspn(in.script, "\n");

		HOLDS(in.asked_count < ASKED_MAX);
		HOLDS(ref_askable(q->name, strlen(q->name)));
		HOLDS(q->answer->status == DNS_NOT_ASKED && q->answer->addrs.count == 0 &&
		      q->answer->names.count == 0);
		if (over) {
			q->answer->status = DNS_FAILED;
			continue;
		}
		answer(q, in.script, len);
		in.script += len + (in.script[len] != '\0');
		if (patience != NULL && q->answer->status != DNS_FAILED && i + 1 < n)
			over = patience->left(patience->data) <= 0;
	}
}

/* ---- is there a definite no? ---- */

static const struct asked *about_helo(int type)
{
	for (size_t i = 0; i < in.asked_count; i++)
		if (in.asked[i].type == type &&
		    ref_same_name(in.asked[i].name, strlen(in.asked[i].name), in.helo, in.helo_len))
			return &in.asked[i];
	return NULL;
}

static bool said_no(const struct asked *a)
{
	return a != NULL && (a->status == DNS_NODATA || a->status == DNS_NXDOMAIN);
}

static bool is_localhost(void)
{
	const char *below = in.helo_len > 10 ? in.helo + in.helo_len - 10 : "";

	if (in.kind != HELO_NAME)
		return false;
	below -= *below != '\0' && in.helo[in.helo_len - 1] == '.';
	return ref_same_name(in.helo, in.helo_len, "localhost", 9) ||
	       ref_same_name(in.helo, in.helo_len, "localhost.localdomain", 21) ||
	       (*below == '.' && strncasecmp(below, ".localhost", 10) == 0);
}

/* A name of one label is looked up only for a private client. */
static bool is_looked_up(void)
{
	const char *dot = memchr(in.helo, '.', in.helo_len);

	return in.kind == HELO_NAME && !is_localhost() &&
	       ((dot != NULL && dot + 1 < in.helo + in.helo_len) || ref_site(&in.client) ||
		ref_this_host(&in.client));
}

/* Is the client this server itself? */
static bool client_is_us(void)
{
	return ref_this_host(&in.client) || ref_same(&in.client, &in.local) ||
	       ref_lists(&in.client, control_file("moreipme"), control_file("notipme")) == YES;
}

/* Does the name not exist, or do A, AAAA and MX all say that it has no such record? */
static bool leads_nowhere(void)
{
	const struct asked *a = about_helo(ns_t_a), *aaaa = about_helo(ns_t_aaaa),
			   *mx = about_helo(ns_t_mx);

	if (in.kind == HELO_IMPOSSIBLE)
		return in.asked_count == 0 || a == NULL;
	if (is_localhost())
		return variable("RELAYCLIENT") == NULL && !client_is_us();
	if (in.kind != HELO_NAME)
		return false;
	if (!is_looked_up())
		return a == NULL && aaaa == NULL && mx == NULL;
	if (a != NULL && a->status == DNS_NXDOMAIN)
		return aaaa == NULL || aaaa->status != DNS_FOUND;
	if (aaaa != NULL && aaaa->status == DNS_NXDOMAIN && in.client.bits == 128)
		return false; /* RFC 4074 */
	return said_no(a) && said_no(aaaa) && said_no(mx);
}

/* All addresses that the HELO leads to. */
static size_t addresses(struct ref_address list[2 * ADDRESSES_MAX])
{
	const struct asked *both[] = {about_helo(ns_t_a), about_helo(ns_t_aaaa)};
	size_t n = 0;

	if (in.address.bits > 0)
		list[n++] = in.address;
	for (size_t i = 0; in.kind == HELO_NAME && i < 2; i++)
		for (size_t k = 0; both[i] != NULL && k < both[i]->address_count; k++)
			list[n++] = both[i]->addresses[k];
	return n;
}

/* Is it certain that the client's address is not one of the HELO's? */
static bool not_the_client(void)
{
	const struct asked *a = about_helo(ns_t_a);
	const struct asked *own = about_helo(in.client.bits == 32 ? ns_t_a : ns_t_aaaa);
	struct ref_address list[2 * ADDRESSES_MAX];
	size_t n = addresses(list);

	for (size_t i = 0; i < n; i++)
		if (ref_same(&list[i], &in.client))
			return false;
	if (in.client.bits == 0)
		return false;
	if (!is_looked_up())
		return true;
	if (a != NULL && a->status == DNS_NXDOMAIN)
		return true;
	return own != NULL && (own->status == DNS_FOUND || own->status == DNS_NODATA ||
			       (own->status == DNS_NXDOMAIN && in.client.bits == 32));
}

/* Is entry the HELO or, if below is set, a `.domain` above it? */
static bool entry_is_helo(const char *entry, size_t len, bool below)
{
	if (ref_same_name(entry, len, in.helo, in.helo_len))
		return true;
	for (size_t i = 1; below && *entry == '.' && i < in.helo_len; i++)
		if (ref_same_name(entry, len, in.helo + i, in.helo_len - i))
			return true;
	return false;
}

static bool file_has_helo(const char *name, bool below)
{
	struct ref_file file = control_file(name);
	enum ref_line kind;
	const char *line;
	size_t len;

	while ((kind = ref_next_line(&file, &line, &len)) != REF_END)
		if (kind == REF_LINE && entry_is_helo(line, len, below))
			return true;
	return false;
}

/* Is the HELO in or below a name of control/me, locals or rcpthosts? */
static bool is_covered(void)
{
	static const char *const three[] = {"me", "locals", "rcpthosts"};

	for (size_t i = 0; i < 3; i++) {
		struct ref_file file = control_file(three[i]);
		enum ref_line kind;
		const char *line;
		size_t len;

		while ((kind = ref_next_line(&file, &line, &len)) != REF_END)
			for (size_t at = 0; kind == REF_LINE && at < in.helo_len; at++)
				if ((at == 0 || in.helo[at] == '.' || in.helo[at - 1] == '.') &&
				    ref_same_name(line, len, in.helo + at, in.helo_len - at))
					return true;
	}
	return false;
}

/* Are addresses that prove nothing by themselves ours, because the HELO is one, or is our name? */
static bool one_is_ours(void)
{
	struct ref_address list[2 * ADDRESSES_MAX + 1], local = in.local;
	size_t n = addresses(list);
	bool own = false;

	for (size_t i = 0; i < n && in.kind == HELO_NAME; i++)
		own = own || ref_this_host(&list[i]) ||
		      (ref_same(&list[i], &local) && ref_site(&local));
	own = own && is_covered();
	if (ref_site(&local) && !own && !ref_site(&in.client) && !ref_this_host(&in.client))
		local.bits = 0;
	if (ref_this_host(&local) && !own && in.kind == HELO_NAME)
		local.bits = 0;
	if (in.address.bits > 0) {
		const struct ref_address inside = ref_embedded(&in.address);

		if (inside.bits > 0)
			list[n++] = inside;
	}
	return ref_ours(list, n, own || in.kind != HELO_NAME, &local, control_file("moreipme"),
			control_file("notipme")) == YES;
}

/*
 * Can morercpthosts.cdb have the HELO, or a parent of it? Not without one of these names in its
 * bytes, in lower case.
 */
static bool cdb_may_have_helo(void)
{
	const struct ref_file file = control_file("morercpthosts.cdb");
	char low[HOSTNAME_MAX + 1];
	size_t len = in.helo_len - (in.helo_len > 0 && in.helo[in.helo_len - 1] == '.');

	if (file.text == NULL || len == 0 || len > HOSTNAME_MAX)
		return false;
	for (size_t i = 0; i < len; i++)
		low[i] = (char)tolower((unsigned char)in.helo[i]);
	for (size_t at = 0; at < len; at++)
		if ((at == 0 || low[at] == '.') &&
		    memmem(file.text, file.len, low + at, len - at) != NULL)
			return true;
	return false;
}

/* Does A say that there is no such name? Then it does not matter what AAAA says. */
static bool is_gone(const char *name)
{
	for (size_t i = 0; i < in.asked_count; i++)
		if (in.asked[i].type == ns_t_a && in.asked[i].status == DNS_NXDOMAIN &&
		    strcasecmp(in.asked[i].name, name) == 0)
			return true;
	return false;
}

/*
 * Are the client's reverse names certain? They are not if DNS failed for the addresses of one of
 * them.
 */
static bool reverse_is_sure(void)
{
	const struct asked *ptr = NULL;

	if (variable("TCPREMOTEHOST") != NULL)
		return true;
	for (size_t i = 0; i < in.asked_count; i++)
		if (in.asked[i].type == ns_t_ptr)
			ptr = &in.asked[i];
	if (ptr == NULL || ptr->status == DNS_FAILED)
		return false;
	for (size_t n = 0; n < ptr->name_count; n++)
		for (size_t i = 0; i < in.asked_count; i++)
			if (in.asked[i].status == DNS_FAILED && !is_gone(in.asked[i].name) &&
			    in.asked[i].type == (in.client.bits == 32 ? ns_t_a : ns_t_aaaa) &&
			    strcasecmp(in.asked[i].name, ptr->names[n]) == 0)
				return false;
	return true;
}

static bool is_reverse_name(void)
{
	const char *given = variable("TCPREMOTEHOST");

	if (given != NULL)
		return ref_same_name(given, strlen(given), in.helo, in.helo_len);
	for (size_t i = 0; i < in.asked_count; i++) {
		struct ref_address list[2 * ADDRESSES_MAX];
		size_t n = addresses(list);

		for (size_t k = 0; in.asked[i].type == ns_t_ptr && k < in.asked[i].name_count; k++)
			if (ref_same_name(in.asked[i].names[k], strlen(in.asked[i].names[k]),
					  in.helo, in.helo_len))
				while (n > 0)
					if (ref_same(&list[--n], &in.client))
						return true;
	}
	return false;
}

static bool has(const char *format, unsigned number)
{
	char text[8], low[1024];
	size_t len = in.helo_len < sizeof(low) - 1 ? in.helo_len : sizeof(low) - 1;

	snprintf(text, sizeof(text), format, number);
	for (size_t i = 0; i < len; i++)
		low[i] = (char)tolower((unsigned char)in.helo[i]);
	return memmem(low, len, text, strlen(text)) != NULL;
}

/* Not all that `dynamic` requires, but no name is dynamic without it. */
static bool could_be_dynamic(void)
{
	const unsigned char *o = in.client.octets;
	bool all = true;

	if (in.client.bits == 0 || in.address.bits > 0 || memchr(in.helo, '.', in.helo_len) == NULL)
		return false;
	if (in.client.bits == 128) {
		for (int i = 8; i < 16; i += 2)
			all = all && has("%x", (unsigned)(o[i] << 8 | o[i + 1]));
		return all;
	}
	for (int i = 0; i < 4; i++)
		all = all && has("%02x", o[i]);
	return all || (has("%u", o[2]) && has("%u", o[3])) || (has("%u", o[0]) && has("%u", o[1]));
}

static bool in_brackets(void)
{
	return in.kind == HELO_LITERAL || in.kind == HELO_LOOSE_LITERAL;
}

/* A name under com has an organizational domain, unless control/ has a list of its own. */
static bool under_com(void)
{
	size_t len = in.helo_len - (in.helo_len > 0 && in.helo[in.helo_len - 1] == '.');

	return variable("public_suffix_list.dat") == NULL && in.kind == HELO_NAME && len > 4 &&
	       strncasecmp(in.helo + len - 4, ".com", 4) == 0 &&
	       memchr(in.helo, '.', len - 4) == NULL;
}

static bool other_text(const char *a, const char *b)
{
	return a != NULL && *a != '\0' && strcasecmp(a, b) != 0;
}

static bool is_verb(const char *text)
{
	return text != NULL && (strcasecmp(text, "HELO") == 0 || strcasecmp(text, "EHLO") == 0);
}

static bool timed_out(void)
{
	for (size_t i = 0; i < in.asked_count; i++)
		if (in.asked[i].status == DNS_FAILED && in.asked[i].failure == DNS_TIMEOUT)
			return true;
	return false;
}

static bool definite_no(const struct judgement *j, const struct session *s, const struct policy *p)
{
	switch (j->verdict.by) {
	case CHECK_NO_HELO:
		return in.helo_len == 0;
	case CHECK_SYNTAX:
		return in.kind != HELO_LITERAL && !ref_well_formed(in.helo, in.helo_len);
	case CHECK_RESOLVES:
		return leads_nowhere();
	case CHECK_NOT_ME:
		return !client_is_us() && (is_localhost() || (one_is_ours() && not_the_client()));
	case CHECK_OWN_NAME:
		return not_the_client() && !client_is_us() &&
		       (file_has_helo("me", false) || file_has_helo("locals", false) ||
			file_has_helo("rcpthosts", true) || cdb_may_have_helo());
	case CHECK_IP_MATCH:
		return not_the_client() && !leads_nowhere();
	case CHECK_MATCH_RE:
		return control_file("helo.checks.regexps").len > 0 && j->facts.pattern == YES;
	case CHECK_BARE_IP:
		return in.kind == HELO_BARE_ADDRESS;
	case CHECK_DYNAMIC:
		return could_be_dynamic();
	case CHECK_BIG_COMPANY:
		return !in_brackets() && p->helo.bigco_names.count > 0 && reverse_is_sure();
	case CHECK_VALID_HOSTNAME:
		return !in_brackets() && !under_com();
	case CHECK_RDNS_MATCH:
		return !in_brackets() && reverse_is_sure() && !is_reverse_name();
	case CHECK_FORWARD_DNS:
		if (strcmp(j->verdict.code, "451") == 0)
			return timed_out();
		if (j->results.check[CHECK_FORWARD_DNS].reason == REASON_INVALID_HOSTNAME)
			return !in_brackets() && !under_com();
		return not_the_client() && reverse_is_sure() && !is_reverse_name();
	case CHECK_HOST_MISMATCH:
		return other_text(variable("HELO_CHECKS_HOST"), s->shown);
	case CHECK_PROTO_MISMATCH:
		return is_verb(variable("HELO_CHECKS_CMD")) && is_verb(variable("SMTPHELOCMD")) &&
		       other_text(variable("HELO_CHECKS_CMD"), variable("SMTPHELOCMD"));
	case CHECK_LITERAL_MISMATCH:
		return in_brackets() && in.client.bits > 0 && !ref_same(&in.address, &in.client);
	default:
		return false;
	}
}

/* `192.0.2.`, as in tcprules. */
static bool dotted_start(struct ref_prefix *p, const char *line, size_t len)
{
	static const char *const rest[] = {"", "0.0.0/8", "0.0/16", "0/24"};
	char text[64];
	size_t dots = 0;

	for (size_t i = 0; i < len; i++)
		dots += line[i] == '.';
	if (dots < 1 || dots > 3 || line[len - 1] != '.' || len > 20)
		return false;
	snprintf(text, sizeof(text), "%.*s%s", (int)len, line, rest[dots]);
	return ref_prefix(p, text, strlen(text)) == PREFIX_OK;
}

/* Can a line of goodhelo match a HELO? */
static bool can_be_helo(const char *line, size_t len)
{
	bool number = true;

	for (size_t i = 0; i < len; i++) {
		if (strchr(", \t@*/", line[i]) != NULL)
			return false;
		number = number && strchr("0123456789.-", line[i]) != NULL;
	}
	return !number;
}

/* Does goodhelo welcome the client, or may it? An address there is a client, not a HELO. */
static bool may_be_welcome(void)
{
	struct ref_file file = control_file("goodhelo");
	enum ref_line kind;
	const char *line;
	size_t len;

	while ((kind = ref_next_line(&file, &line, &len)) != REF_END) {
		struct ref_prefix p;
		bool network;

		if (kind == REF_BAD_LINE)
			return true;
		network = ref_prefix(&p, line, len) != PREFIX_BAD || dotted_start(&p, line, len);
		if (!network && len > 2 && memcmp(line, "*.", 2) == 0) {
			line++;
			len--;
		}
		if (network ? ref_inside(&p, &in.client)
			    : can_be_helo(line, len) && entry_is_helo(line, len, true))
			return true;
	}
	return false;
}

/* May this check deny at all, whatever it said? */
static void denial_is_allowed(const struct verdict *v)
{
	const char *flags = variable("HELO_DNS_CHECK");
	const bool relay = variable("RELAYCLIENT") != NULL;
	const bool newer = strpbrk(flags, "ANG") != NULL;

	HOLDS((v->action == WOULD_DENY) == (strchr(flags, 'M') != NULL));
	HOLDS(!relay || (v->by != CHECK_NOT_ME && v->by != CHECK_OWN_NAME));
	HOLDS(!relay || strchr(flags, 'R') == NULL);
	HOLDS(!newer || strchr(flags, 'P') == NULL || v->by == CHECK_NO_HELO);
	HOLDS(!may_be_welcome());
	if (variable("HELO_CHECKS") == NULL && control_file("helo.checks.ini").text == NULL) {
		HOLDS((CHECK_BIT(v->by) & HELO_CHECKS) == 0);
		HOLDS(v->by != CHECK_SYNTAX || newer);
		HOLDS(v->by != CHECK_OWN_NAME || strchr(flags, 'O') != NULL);
		HOLDS(v->by != CHECK_IP_MATCH || strchr(flags, 'B') != NULL);
	}
	HOLDS(v->temporary == (*v->code == '4') && *v->code == *v->enhanced);
	if (strcmp(v->code, "450") == 0)
		HOLDS(strchr(flags, 'T') != NULL && v->by != CHECK_NO_HELO);
	else if (strcmp(v->code, "451") == 0)
		HOLDS(v->by == CHECK_FORWARD_DNS);
	else
		HOLDS(strcmp(v->code, "553") == 0 &&
		      (strchr(flags, 'T') == NULL || v->by == CHECK_NO_HELO));
}

/* ---- is the output well formed? ---- */

/* Names separated by one space, each with a reason in brackets or without. */
static bool is_list(const char *text, size_t len)
{
	static const char word[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
	size_t at = 0;

	while (at < len) {
		size_t name = strspn(text + at, word);

		at += name;
		if (name == 0)
			return false;
		if (text[at] == '(') {
			size_t reason = strspn(text + at + 1, word);

			if (reason == 0 || text[at + 1 + reason] != ')')
				return false;
			at += reason + 2;
		}
		if (at < len && (text[at] != ' ' || ++at == len))
			return false;
	}
	return at == len;
}

static bool begins(const char *line, size_t len, const char *with, size_t *n)
{
	*n = strlen(with);
	return len >= *n && memcmp(line, with, *n) == 0;
}

static void variable_is_well_formed(const char *line, size_t len)
{
	static const char *const lists[] = {"SHELO_CHECKS_PASS=", "SHELO_CHECKS_FAIL=",
					    "SHELO_CHECKS_SKIP=", "SHELO_CHECKS_ERROR="};
	size_t n;

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		if (begins(line, len, lists[i], &n)) {
			HOLDS(is_list(line + n, len - n));
			return;
		}
	}
	if (begins(line, len, "SHELO_CHECKS_HOST=", &n) ||
	    begins(line, len, "SHELO_CHECKS_CMD=", &n)) {
		HOLDS(len - n <= 255 && memchr(line + n, ' ', len - n) == NULL);
		return;
	}
	HOLDS(len == strlen("SHELO_DENIED=1") && begins(line, len, "SHELO_DENIED=1", &n));
}

/* The length of a verdict's command letters, 0 for any other line. */
static size_t verdict_letters(const char *line, size_t len)
{
	static const char *const letters[] = {"R", "E", "LM", "LR", "LD"};
	size_t n;

	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
		if (begins(line, len, letters[i], &n))
			return n;
	return 0;
}

static void output_is_well_formed(const char *text, size_t len, const struct policy *p,
				  const struct verdict *v)
{
	bool verdict = false, state = false;

	HOLDS(memchr(text, '\0', len) == NULL);
	while (len > 0) {
		const char *lf = memchr(text, '\n', len);
		size_t line = lf != NULL ? (size_t)(lf - text) : 0, n;

		HOLDS(lf != NULL && line > 0);
		HOLDS(!verdict); /* the host does not read on after it */
		for (size_t i = 0; i < line; i++)
			HOLDS(text[i] >= ' ' && text[i] <= '~');
		n = verdict_letters(text, line);
		if (n > 0) {
			verdict = true;
			HOLDS(v->action == DENY);
			HOLDS(line - n + 2 < 512);
			HOLDS(memcmp(text + n, v->code, 3) == 0 && text[n + 3] == ' ');
			HOLDS(text[line - 1] == ')' && text[line - 9] == ' ');
			HOLDS(memcmp(text + line - 8, "(#", 2) == 0 && text[line - 6] == *v->code);
			HOLDS(state == (*text == 'L'));
		} else if (*text == 'H') {
			HOLDS(begins(text, line, "HX-Helo-Check: ", &n) && line > n && p->headers);
			HOLDS(line < 998); /* RFC 5322 section 2.1.1 */
		} else {
			variable_is_well_formed(text, line);
			state = state || begins(text, line, "SHELO_DENIED=1", &n);
		}
		text += line + 1;
		len -= line + 1;
	}
	HOLDS(verdict == (v->action == DENY));
}

/* ---- one HELO ---- */

static bool any_failed(const struct results *r)
{
	for (int id = 0; id < CHECK_COUNT; id++)
		if (r->check[id].outcome == FAIL)
			return true;
	return false;
}

static void look(const struct policy *p, const struct session *s, const struct judgement *j)
{
	const char *text;
	size_t len;

	log_is_well_formed(stage_log(&len), len);
	text = stage_output(&len);
	output_is_well_formed(text, len, p, &j->verdict);
	HOLDS(len == 0 || p->helo.on || any_failed(&j->results));
	/* libpsl has a built-in list; only a bad one of the admin's own leaves none. */
	HOLDS((checks_need(p, s) & NEED_SUFFIXES) == 0 || j->suffixes != NULL ||
	      variable("public_suffix_list.dat") != NULL);
	if (j->verdict.action == ACCEPT)
		return;
	denial_is_allowed(&j->verdict);
	HOLDS(definite_no(j, s, p));
}

static void look_at_welcome(void)
{
	size_t len;

	stage_output(&len);
	HOLDS(len == 0 && in.asked_count == 0);
	HOLDS(may_be_welcome());
	log_is_well_formed(stage_log(&len), len);
}

static void judge(const struct env *env)
{
	struct log log = {0};
	struct policy policy;
	struct session session;
	struct judgement judgement;
	struct reply reply;
	int64_t deadline;

	policy_read(&policy, env, &log);
	session_read(&session, env, &log);
	if (goodhelo_welcomes(&session, &log) != NO) {
		stage_leave();
		look_at_welcome();
		return;
	}
	log.debug = policy.debug;
	policy_read_helo_checks(&policy, env, &log);
	deadline = clock_ms() + policy.timeout_ms;
	judgement_reach(&judgement, &session, &policy, deadline, &log);
	report(&log, &session, &policy, &judgement);
	reply_compose(&reply, &session, &policy, &judgement);
	HOLDS(reply_write(&reply, deadline));
	stage_leave();
	look(&policy, &session, &judgement);
	judgement_free(&judgement);
	policy_free(&policy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct env env = {.get = from_input};

	read_input(data, size);
	if (!policy_off(&env)) {
		HOLDS(variable("HELO_DNS_CHECK") != NULL && variable("NOHELODNSCHECK") == NULL);
		stage_enter();
		stage_files(&in.records, files);
		judge(&env);
	}
	records_free(&in.records);
	return 0;
}
