/*
 * resolvconf: what resolv.conf(5) and RES_OPTIONS say, as glibc's resolver reads them.
 *
 * Not by res_ninit, which also reads host.conf, asks for the host's name and keeps a copy of all: a
 * twentieth of a run (bench/README.md). And there are sortlists that it never comes back from.
 */
#ifndef DNS_RESOLVCONF_H
#define DNS_RESOLVCONF_H

#include "dnsquery.h"

#include <stdbool.h>

/* glibc's limits, under the same names: servers, seconds a try, tries a server. */
#define RESOLVCONF_SERVERS MAXNS
#define RESOLVCONF_TIMEOUT_MAX RES_MAXRETRANS
#define RESOLVCONF_ATTEMPTS_MAX RES_MAXRETRY
/* What stands behind so many bytes is not read. */
#define RESOLVCONF_MAX 16384

/*
 * Reads the file path, then options (the value of RES_OPTIONS, or NULL), and sets what they set of d:
 * tries, try_ms, rotate, tcp_only, one_by_one, edns; and its servers, where d has none yet. A file that
 * is not there, or that may not be read, is an empty one; without a server the one of this machine is
 * taken. False, with nothing set, when it cannot be read for lack of descriptors or memory.
 */
bool resolvconf_read(struct dns *d, const char *path, const char *options);

#endif
