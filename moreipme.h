/*
 * moreipme: is an address one of this server's own?
 *
 * Ours are 127.0.0.0/8, 0.0.0.0, ::1, ::, the address that the client connected to, and what stands in
 * control/moreipme, less what stands in control/notipme: the longest prefix that holds an address
 * decides, and of two equally long ones notipme's (doc/behaviour.md, section 3). A line is an address,
 * address/bits or address/dotted.netmask.
 */
#ifndef MOREIPME_H
#define MOREIPME_H

#include "base/answer.h"
#include "base/ipaddr.h"
#include "base/log.h"

/*
 * Is any address of list ours? local: the address that the client connected to (FAMILY_NONE: not
 * known). The files are read only when needed: moreipme when what is known without it makes no address
 * ours, notipme when some address would be ours without it. NO also when moreipme cannot be read: a
 * warning then says so. UNKNOWN when notipme cannot be read whole or has a bad line (a prefix of /0 is
 * one), or without memory.
 */
enum found moreipme_any_ours(const struct addrs *list, const struct ipaddr *local, struct log *log);

/* Reads both files for their warnings alone. */
void moreipme_lint(struct log *log);

#endif
