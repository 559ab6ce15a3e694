/* message: see message.h. */
#include "dns/message.h"

#include <arpa/nameser.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Resolvers give up on longer ones themselves (Unbound at 12); more is a loop or malice. */
#define CHAIN_MAX 32

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
	/* Who refuses may say so without the question (Unbound does); that is never a no. */
	if (message[5] == 0)
		return (message[3] & 0x0f) != ns_r_noerror && (message[3] & 0x0f) != ns_r_nxdomain;
	return message[5] == 1 && same_question(q, message, len);
}

/* One address of the answer; false when it is malformed, or memory is out (q->why says which). */
static bool take_address(struct dns_query *q, const ns_rr *rr)
{
	bool a = ns_rr_type(*rr) == ns_t_a;

	if (ns_rr_rdlen(*rr) != (a ? NS_INADDRSZ : NS_IN6ADDRSZ))
		return false;
	if (addrs_add(q->addrs, ipaddr_from_wire(ns_rr_rdata(*rr), a ? FAMILY_IPV4 : FAMILY_IPV6)))
		return true;
	q->why = DNS_LOCAL;
	return false;
}

/* One MX; a null MX (RFC 7505: the exchange is the root) is none. */
static bool take_mx(struct dns_query *q, const ns_msg *handle, const ns_rr *rr)
{
	unsigned char exchange[NS_MAXCDNAME];

	if (ns_rr_rdlen(*rr) < 3 ||
	    ns_name_unpack(ns_msg_base(*handle), ns_msg_end(*handle), ns_rr_rdata(*rr) + 2,
			   exchange, sizeof(exchange)) < 0)
		return false;
	if (exchange[0] != 0)
		q->takes_mail = true;
	return true;
}

/* Is the name that was wanted among those that were taken? */
static bool wanted_found(const struct dns_names *names)
{
	for (size_t i = 0; names->wanted != NULL && i < names->count; i++)
		if (strcasecmp(names->at[i], names->wanted) == 0)
			return true;
	return false;
}

/* One reverse name; one that is no host name in any sense (see hostname_askable) can match nothing. */
static bool take_ptr(struct dns_query *q, const ns_msg *handle, const ns_rr *rr)
{
	struct dns_names *names = q->names;
	bool found = wanted_found(names), wanted;
	char name[NS_MAXDNAME];

	if (ns_name_uncompress(ns_msg_base(*handle), ns_msg_end(*handle), ns_rr_rdata(*rr), name,
			       sizeof(name)) < 0)
		return false;
	wanted = names->wanted != NULL && strcasecmp(name, names->wanted) == 0;
	if (wanted ? found : names->count - found == DNS_NAMES_MAX)
		return true;
	if (hostname_askable(name, strlen(name))) /* then it fits */
		memcpy(names->at[names->count++], name, strlen(name) + 1);
	return true;
}

static bool take(struct dns_query *q, const ns_msg *handle, const ns_rr *rr)
{
	switch (q->type) {
	case ns_t_mx:
		return take_mx(q, handle, rr);
	case ns_t_ptr:
		return take_ptr(q, handle, rr);
	default:
		return take_address(q, rr);
	}
}

/*
 * Follows the CNAMEs of the answer from *name to where they end, in whatever order the records stand.
 * False when it is malformed or a loop.
 */
static bool follow_chain(ns_msg *handle, char name[NS_MAXDNAME])
{
	for (unsigned links = 0; links <= CHAIN_MAX; links++) {
		bool moved = false;

		for (int i = 0; i < ns_msg_count(*handle, ns_s_an) && !moved; i++) {
			ns_rr rr;

			if (ns_parserr(handle, ns_s_an, i, &rr) < 0)
				return false;
			if (ns_rr_type(rr) != ns_t_cname || ns_rr_class(rr) != ns_c_in ||
			    strcasecmp(ns_rr_name(rr), name) != 0)
				continue;
			if (ns_name_uncompress(ns_msg_base(*handle), ns_msg_end(*handle),
					       ns_rr_rdata(rr), name, NS_MAXDNAME) < 0)
				return false;
			moved = true;
		}
		if (!moved)
			return true;
	}
	return false;
}

/*
 * Takes the records that the question asked for; how many, or -1 when the answer is malformed: also when
 * all that it has of the type belong to another name or class, for then it says nothing about ours.
 */
static int take_records(struct dns_query *q, ns_msg *handle)
{
	char name[NS_MAXDNAME];
	int taken = 0, foreign = 0;
	ns_rr rr;

	if (ns_parserr(handle, ns_s_qd, 0, &rr) < 0)
		return -1;
	snprintf(name, sizeof(name), "%s", rr.name);
	if (!follow_chain(handle, name))
		return -1;
	for (int i = 0; i < ns_msg_count(*handle, ns_s_an); i++) {
		if (ns_parserr(handle, ns_s_an, i, &rr) < 0)
			return -1;
		if ((int)ns_rr_type(rr) != q->type)
			continue;
		if (ns_rr_class(rr) != ns_c_in || strcasecmp(ns_rr_name(rr), name) != 0) {
			foreign++;
			continue;
		}
		if (!take(q, handle, &rr))
			return -1;
		taken++;
	}
	return taken == 0 && foreign > 0 ? -1 : taken;
}

/*
 * A server that does not recurse points to others (RFC 1034 section 4.3.2, RFC 2308 section 2.2): that
 * says nothing about the name, though it has the looks of an answer without records. The same at the end
 * of a CNAME chain, where the AA bit speaks for its beginning alone (RFC 1035 section 4.1.1). False when
 * it is malformed.
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
	*referral = ns && !soa &&
		    (ns_msg_getflag(*handle, ns_f_aa) == 0 || ns_msg_count(*handle, ns_s_an) > 0);
	return true;
}

/* The upper bits of an error code, which stand in an EDNS record (RFC 6891 section 6.1.3). */
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

static enum dns_verdict useless(struct dns_query *q, enum dns_failure why)
{
	q->why = why;
	return DNS_USELESS;
}

/* The records of an answer whose header is in order. */
static enum dns_verdict read_records(struct dns_query *q, const unsigned char *message, size_t len)
{
	bool nxdomain = (message[3] & 0x0f) == ns_r_nxdomain, referral;
	unsigned extended;
	ns_msg handle;
	int taken;

	q->why = DNS_GARBLED;
	if (ns_initparse(message, (int)len, &handle) < 0 ||
	    !find_extended_rcode(&handle, &extended) || !find_referral(&handle, &referral))
		return DNS_USELESS;
	if (extended != 0) {
		q->why = DNS_REFUSED;
		return DNS_NOT_UNDERSTOOD;
	}
	taken = take_records(q, &handle);
	if (taken < 0)
		return DNS_USELESS;
	if (taken == 0 && !nxdomain && referral)
		return useless(q, DNS_REFUSED);
	q->status = taken > 0 ? DNS_FOUND : nxdomain ? DNS_NXDOMAIN : DNS_NODATA;
	return DNS_ANSWERED;
}

enum dns_verdict dns_read_answer(struct dns_query *q, const unsigned char *message, size_t len)
{
	size_t before = q->addrs != NULL ? q->addrs->count : 0;
	enum dns_verdict verdict;
	int rcode;

	if (!is_answer_to(q, message, len))
		return DNS_NOT_OURS;
	rcode = message[3] & 0x0f;
	if (rcode == ns_r_formerr || rcode == ns_r_notimpl) {
		q->why = DNS_REFUSED;
		return DNS_NOT_UNDERSTOOD;
	}
	if (rcode == ns_r_servfail)
		return useless(q, DNS_SERVFAIL);
	if (rcode != ns_r_noerror && rcode != ns_r_nxdomain)
		return useless(q, DNS_REFUSED);
	if ((message[2] & 0x02) != 0)
		return DNS_CUT;
	verdict = read_records(q, message, len);
	if (verdict != DNS_ANSWERED) {
		if (q->addrs != NULL)
			q->addrs->count = before;
		if (q->names != NULL)
			q->names->count = 0;
		q->takes_mail = false;
	}
	return verdict;
}
