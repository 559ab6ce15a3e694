/*
 * dynamicname: does a name contain its client's address, or enough of it, like the names of dial-up
 * and cable customers? (doc/behaviour.md, section 4, `dynamic`.) Pure.
 */
#ifndef CHECKS_DYNAMICNAME_H
#define CHECKS_DYNAMICNAME_H

#include "base/ipaddr.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Does host (len bytes, the host part of a name, in any letter case) contain ip? IPv4: its 3rd
 * and 4th, or its 1st and 2nd octet in decimal, or all four as hex pairs, without overlap. IPv6:
 * its last 64 bits, as sixteen hex digits or as four groups. Only the first 1024 bytes are
 * searched.
 */
bool dynamicname_contains(const char *host, size_t len, const struct ipaddr *ip);

#endif
