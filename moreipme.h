/*
 * moreipme: which addresses are this server's own?
 *
 * Those that control/moreipme lists, less those that control/notipme lists: the longest prefix that
 * contains an address decides; of two equally long ones, notipme's (doc/behaviour.md, section 3). A
 * line has one or more entries, separated by blanks or commas, each an address, address/bits or
 * address/dotted.netmask; `address netmask` alone on a line is one entry.
 */
#ifndef MOREIPME_H
#define MOREIPME_H

#include "base/answer.h"
#include "base/ipaddr.h"
#include "base/log.h"

#include <stdbool.h>

/*
 * Is any address of list ours? this_host: loopback and unspecified addresses count as ours too
 * (127.0.0.0/8, 0.0.0.0, ::1, ::). local: so does this one (FAMILY_NONE: none). The files are read
 * only if they can change the answer. NO also if moreipme cannot be read; a warning then says so.
 * UNKNOWN, with errno: ENOMEM without memory; EINVAL if notipme cannot be read whole or has a bad
 * entry (a prefix of /0 is one).
 */
enum answer moreipme_any_ours(const struct addrs *list, bool this_host, const struct ipaddr *local,
			      struct log *log);

/*
 * Is ip an entry of moreipme by itself, not only inside a network, and not taken out by notipme?
 * UNKNOWN as above.
 */
enum answer moreipme_lists(const struct ipaddr *ip, struct log *log);

/* Does moreipme have an entry of this family? */
bool moreipme_has(enum family family, struct log *log);

/*
 * For a program that answers for many HELOs: hands each prefix of both files to visit once, and
 * answers from then on by asking longest instead of the files. others: of notipme, not of moreipme.
 * longest returns 1 + the bits of the longest prefix that contains ip, 0 if none does; single: only
 * whole addresses count. visit returns false if it has no memory; then the files are read again
 * each time.
 */
struct moreipme_keeper {
	bool (*visit)(bool others, const struct prefix *p);
	unsigned (*longest)(bool others, const struct ipaddr *ip, bool single);
};
void moreipme_keep(const struct moreipme_keeper *keeper, struct log *log);

/* Reads both files for their warnings alone. */
void moreipme_lint(struct log *log);

#endif
