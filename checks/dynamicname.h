/*
 * dynamicname: does a name hold its client's address, or enough of it, as the names of dial-up and
 * cable customers do? (doc/behaviour.md, section 4, `dynamic`.) Pure.
 */
#ifndef CHECKS_DYNAMICNAME_H
#define CHECKS_DYNAMICNAME_H

#include "base/ipaddr.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Does host (len bytes, the host part of a name, in any letter case) hold ip? IPv4: its 3rd and 4th, or
 * its 1st and 2nd octet in decimal, or all four as hex pairs, none of them in the same place; IPv6: its
 * last 64 bits, as sixteen hex digits or as four groups. Of a host part over 1024 bytes only the first
 * 1024 are looked at.
 */
bool dynamicname_holds(const char *host, size_t len, const struct ipaddr *ip);

#endif
