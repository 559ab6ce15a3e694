/*
 * moreipme: is an address one of this server's own?
 *
 * Ours are 127.0.0.0/8, 0.0.0.0, ::1, ::, the address that the client connected to, and what
 * control/moreipme lists, less what control/notipme lists: the longest prefix that contains an
 * address decides; of two equally long ones, notipme's (doc/behaviour.md, section 3). A line is an
 * address, address/bits or address/dotted.netmask.
 */
#ifndef MOREIPME_H
#define MOREIPME_H

#include "base/answer.h"
#include "base/ipaddr.h"
#include "base/log.h"

/*
 * Is any address of list ours? local: the address that the client connected to (FAMILY_NONE: not
 * known). The files are read only if they can change the answer. NO also if moreipme cannot be read;
 * a warning then says so. UNKNOWN, with errno: ENOMEM without memory; EINVAL if notipme cannot be
 * read whole or has a bad line (a prefix of /0 is one).
 */
enum answer moreipme_any_ours(const struct addrs *list, const struct ipaddr *local,
			      struct log *log);

/* Reads both files for their warnings alone. */
void moreipme_lint(struct log *log);

#endif
