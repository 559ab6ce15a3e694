/* message: see message.h. */
#include "dns/message.h"

#include "base/hostname.h"

#include <arpa/nameser.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Resolvers give up on longer chains themselves (Unbound at 12); more is a loop, or malice. */
#define CHAIN_MAX 16
/* The payload size that EDNS announces: crosses the internet unfragmented (DNS flag day 2020). */
#define EDNS_UDP_SIZE 1232
#define EDNS_SIZE 11

const char *dns_failure_name(enum dns_failure failure)
{
	static const char *const names[] = {
		[DNS_TIMEOUT] = "timeout", [DNS_SERVFAIL] = "servfail", [DNS_REFUSED] = "refused",
		[DNS_GARBLED] = "garbled", [DNS_LOCAL] = "local",
	};

	return names[failure];
}

const char *dns_status_name(const struct dns_answer *answer)
{
	static const char *const names[] = {
		[DNS_NOT_ASKED] = "not asked",
		[DNS_FOUND] = "found",
		[DNS_NODATA] = "no record",
		[DNS_NXDOMAIN] = "no such name",
	};

	return answer->status == DNS_FAILED ? dns_failure_name(answer->failure)
					    : names[answer->status];
}

/* ---- queries ---- */

/* Not by res_nmkquery: without memory it waits for a lock that glibc never releases. */
bool dns_query_build(struct dns_query *q, const char *name, int type, const char *wanted)
{
	static const unsigned char header[NS_HFIXEDSZ] = {[2] = 1 /* RD */, [5] = 1 /* QDCOUNT */};
	unsigned char *question = q->packet + NS_HFIXEDSZ, *end = question;

	q->type = type;
	q->wanted = wanted;
	memcpy(q->packet, header, sizeof(header));
	if (ns_name_pton(name, question, NS_MAXCDNAME) < 0)
		return false;
	while (*end != 0)
		end += 1 + *end;
	end++;
	ns_put16((unsigned)type, end);
	ns_put16(ns_c_in, end + 2);
	q->question_len = (size_t)(end - question) + 4;
	q->len = NS_HFIXEDSZ + q->question_len;
	return true;
}

void dns_query_set(struct dns_query *q, const unsigned char id[2], bool edns)
{
	static const unsigned char opt[EDNS_SIZE] = {
		0, 0, ns_t_opt, EDNS_UDP_SIZE >> 8, EDNS_UDP_SIZE & 0xff, 0, 0, 0, 0, 0, 0};

	memcpy(q->packet, id, 2);
	q->len = NS_HFIXEDSZ + q->question_len;
	q->packet[11] = edns; /* ARCOUNT */
	if (edns) {
		memcpy(q->packet + q->len, opt, sizeof(opt));
		q->len += sizeof(opt);
	}
}

/* ---- answers ---- */

/* Names that differ only in letter case are the same (RFC 4343); no length octet is a letter. */
static bool same_question(const struct dns_query *q, const unsigned char *message, size_t len)
{
	if (len < NS_HFIXEDSZ + q->question_len)
		return false;
	for (size_t i = NS_HFIXEDSZ; i < NS_HFIXEDSZ + q->question_len; i++)
		if (tolower(message[i]) != tolower(q->packet[i]))
			return false;
	return true;
}

static bool is_answer_to(const struct dns_query *q, const unsigned char *message, size_t len)
{
	bool response = len >= NS_HFIXEDSZ && (message[2] & 0x80) != 0;
	bool standard = len >= NS_HFIXEDSZ && (message[2] & 0x78) == 0; /* opcode QUERY */

	if (!response || !standard || memcmp(message, q->packet, 2) != 0 || message[4] != 0)
		return false;
	/* An error may come without the question (Unbound's do); a no must not. */
	if (message[5] == 0)
		return (message[3] & 0x0f) != ns_r_noerror && (message[3] & 0x0f) != ns_r_nxdomain;
	return message[5] == 1 && same_question(q, message, len);
}

/* One address. False if it is malformed, or memory is out (answer->failure says which). */
static bool add_address(struct dns_answer *answer, const ns_rr *rr)
{
	bool a = ns_rr_type(*rr) == ns_t_a;

	if (ns_rr_rdlen(*rr) != (a ? NS_INADDRSZ : NS_IN6ADDRSZ))
		return false;
	if (addrs_add(&answer->addrs,
		      ipaddr_from_wire(ns_rr_rdata(*rr), a ? FAMILY_IPV4 : FAMILY_IPV6)))
		return true;
	answer->failure = DNS_LOCAL;
	return false;
}

static bool is_wanted(const struct dns_query *q, const char *name)
{
	return q->wanted != NULL && strcasecmp(name, q->wanted) == 0;
}

static bool has_wanted(const struct dns_query *q, const struct strlist *names)
{
	for (size_t i = 0; i < names->count; i++)
		if (is_wanted(q, names->items[i]))
			return true;
	return false;
}

/* One reverse name. One that is no host name at all (see hostname_askable) can match nothing. */
static bool add_name(struct dns_answer *answer, const struct dns_query *q, const ns_msg *handle,
		     const ns_rr *rr)
{
	const bool found = has_wanted(q, &answer->names);
	char name[NS_MAXDNAME];

	if (ns_name_uncompress(ns_msg_base(*handle), ns_msg_end(*handle), ns_rr_rdata(*rr), name,
			       sizeof(name)) < 0)
		return false;
	if (is_wanted(q, name) ? found : answer->names.count - found == DNS_NAMES_MAX)
		return true;
	if (!hostname_askable(name, strlen(name)) || strlist_add(&answer->names, name))
		return true;
	answer->failure = DNS_LOCAL;
	return false;
}

static bool add_record(struct dns_answer *answer, const struct dns_query *q, const ns_msg *handle,
		       const ns_rr *rr)
{
	switch (q->type) {
	case ns_t_mx: /* any at all shows that the name is in use, a null MX (RFC 7505) too */
		return ns_rr_rdlen(*rr) >= 3;
	case ns_t_ptr:
		return add_name(answer, q, handle, rr);
	default:
		return add_address(answer, rr);
	}
}

/* One CNAME of an answer. */
struct link {
	char owner[HOSTNAME_MAX + 1]; /* longer ones, with escapes, are nobody's host name */
	const unsigned char *target;  /* its data */
};

/* Where a chain has come to, and the CNAMEs that it can go on with. */
struct chain {
	char name[NS_MAXDNAME];
	unsigned followed;
	unsigned count;
	struct link links[CHAIN_MAX];
};

/*
 * Collects the CNAMEs, in one pass. False if it is malformed, or has more of them than a chain
 * can.
 */
static bool collect_links(struct chain *chain, ns_msg *handle)
{
	for (int i = 0; i < ns_msg_count(*handle, ns_s_an); i++) {
		struct link *link = &chain->links[chain->count];
		ns_rr rr;

		if (ns_parserr(handle, ns_s_an, i, &rr) < 0)
			return false;
		if (ns_rr_type(rr) != ns_t_cname || ns_rr_class(rr) != ns_c_in)
			continue;
		if (strlen(ns_rr_name(rr)) > HOSTNAME_MAX || chain->count++ == CHAIN_MAX)
			return false;
		memcpy(link->owner, ns_rr_name(rr), strlen(ns_rr_name(rr)) + 1);
		link->target = ns_rr_rdata(rr);
	}
	return true;
}

/*
 * Follows the CNAMEs of the answer from the question's name to their end, whatever the order of the
 * records. False if it is malformed, or a loop.
 */
static bool follow_chain(struct chain *chain, ns_msg *handle)
{
	ns_rr question;
	unsigned i = 0;

	chain->count = chain->followed = 0;
	if (ns_parserr(handle, ns_s_qd, 0, &question) < 0 || !collect_links(chain, handle))
		return false;
	snprintf(chain->name, sizeof(chain->name), "%s", ns_rr_name(question));
	while (i < chain->count) {
		if (strcasecmp(chain->links[i].owner, chain->name) != 0) {
			i++;
			continue;
		}
		if (chain->followed++ == chain->count ||
		    ns_name_uncompress(ns_msg_base(*handle), ns_msg_end(*handle),
				       chain->links[i].target, chain->name,
				       sizeof(chain->name)) < 0)
			return false;
		i = 0;
	}
	return true;
}

/*
 * Adds the records that the question asked for. Returns how many, or -1 if the answer is
 * malformed, or says nothing about our name: all its records, or all of the type, belong to
 * another name or class.
 */
static int add_records(struct dns_answer *answer, const struct dns_query *q, ns_msg *handle)
{
	const int count = ns_msg_count(*handle, ns_s_an);
	int added = 0, foreign = 0, of_type = 0;
	struct chain chain;

	if (!follow_chain(&chain, handle))
		return -1;
	for (int i = 0; i < count; i++) {
		bool wanted;
		ns_rr rr;

		if (ns_parserr(handle, ns_s_an, i, &rr) < 0)
			return -1;
		wanted = (int)ns_rr_type(rr) == q->type;
		of_type += wanted;
		if (ns_rr_class(rr) != ns_c_in || strcasecmp(ns_rr_name(rr), chain.name) != 0) {
			foreign++;
			continue;
		}
		if (!wanted)
			continue;
		if (!add_record(answer, q, handle, &rr))
			return -1;
		added++;
	}
	if (added == 0 && (of_type > 0 || (count > 0 && foreign == count && chain.followed == 0)))
		return -1;
	return added;
}

/*
 * A server that does not recurse refers to others: NS records without an SOA (RFC 1034 section
 * 4.3.2, RFC 2308 section 2.2). That says nothing about the name, although it looks like an
 * answer without records, whatever the AA bit says. False if it is malformed.
 */
static bool find_referral(ns_msg *handle, bool *referral)
{
	bool ns = false, soa = false;

	for (int i = 0; i < ns_msg_count(*handle, ns_s_ns); i++) {
		ns_rr rr;

		if (ns_parserr(handle, ns_s_ns, i, &rr) < 0)
			return false;
		ns = ns || ns_rr_type(rr) == ns_t_ns;
		soa = soa || ns_rr_type(rr) == ns_t_soa;
	}
	*referral = ns && !soa;
	return true;
}

/* The upper bits of the error code, from an EDNS record (RFC 6891 section 6.1.3). */
static bool find_extended_rcode(ns_msg *handle, unsigned *rcode)
{
	*rcode = 0;
	for (int i = 0; i < ns_msg_count(*handle, ns_s_ar); i++) {
		ns_rr rr;

		if (ns_parserr(handle, ns_s_ar, i, &rr) < 0)
			return false;
		if (ns_rr_type(rr) == ns_t_opt)
			*rcode = ns_rr_ttl(rr) >> 24;
	}
	return true;
}

/* The records of an answer whose header is in order. */
static enum dns_parse parse_records(struct dns_answer *answer, const struct dns_query *q,
				    const unsigned char *message, size_t len)
{
	bool nxdomain = (message[3] & 0x0f) == ns_r_nxdomain, referral;
	unsigned extended;
	ns_msg handle;
	int added;

	answer->failure = DNS_GARBLED;
	if (ns_initparse(message, (int)len, &handle) < 0 ||
	    !find_extended_rcode(&handle, &extended) || !find_referral(&handle, &referral))
		return DNS_RETRY;
	if (extended != 0) {
		answer->failure = DNS_REFUSED;
		return DNS_NOT_UNDERSTOOD;
	}
	added = add_records(answer, q, &handle);
	if (added < 0)
		return DNS_RETRY;
	if (added == 0 && !nxdomain && referral) {
		answer->failure = DNS_REFUSED;
		return DNS_RETRY;
	}
	answer->status = added > 0 ? DNS_FOUND : nxdomain ? DNS_NXDOMAIN : DNS_NODATA;
	return DNS_PARSED;
}

enum dns_parse dns_answer_parse(struct dns_answer *answer, const struct dns_query *q,
				const unsigned char *message, size_t len)
{
	enum dns_parse result;

	if (!is_answer_to(q, message, len))
		return DNS_MISMATCH;
	switch (message[3] & 0x0f) {
	case ns_r_noerror:
	case ns_r_nxdomain:
		break;
	case ns_r_formerr:
	case ns_r_notimpl:
		answer->failure = DNS_REFUSED;
		return DNS_NOT_UNDERSTOOD;
	case ns_r_servfail:
		answer->failure = DNS_SERVFAIL;
		return DNS_RETRY;
	default:
		answer->failure = DNS_REFUSED;
		return DNS_RETRY;
	}
	if ((message[2] & 0x02) != 0)
		return DNS_TRUNCATED;
	result = parse_records(answer, q, message, len);
	if (result != DNS_PARSED)
		dns_answer_free(answer);
	return result;
}

void dns_answer_free(struct dns_answer *answer)
{
	addrs_free(&answer->addrs);
	strlist_free(&answer->names);
}
