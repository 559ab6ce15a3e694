/*
 * resolvconf: resolv.conf(5) and RES_OPTIONS, as glibc's resolver reads them.
 *
 * Not by res_ninit, which also reads host.conf, looks up the host's name and copies everything, a
 * twentieth of a run (bench/README.md), and which never returns from some sortlists.
 */
#ifndef DNS_RESOLVCONF_H
#define DNS_RESOLVCONF_H

#include "dns/endpoint.h"

#include <resolv.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* glibc's limits: servers, seconds per try, tries per server. */
#define RESOLVCONF_SERVERS MAXNS
#define RESOLVCONF_TIMEOUT_MAX RES_MAXRETRANS
#define RESOLVCONF_ATTEMPTS_MAX RES_MAXRETRY
/* What follows this many bytes is ignored. */
#define RESOLVCONF_MAX 16384

struct resolvconf {
	struct endpoint servers[RESOLVCONF_SERVERS];
	size_t server_count;
	unsigned attempts;   /* per server */
	int64_t try_ms;	     /* how long an attempt lasts at most */
	bool rotate;	     /* start with a random server */
	bool tcp_only;	     /* `use-vc` */
	bool single_request; /* one question at a time */
	bool edns;	     /* `edns0` */
	bool no_aaaa;	     /* `no-aaaa` */
};

/*
 * Reads the file path, then options (the value of RES_OPTIONS, or NULL). A file that does not
 * exist or may not be read counts as empty; without a server, 127.0.0.1 is the server. False,
 * with nothing set, if it cannot be read for lack of descriptors or memory.
 */
bool resolvconf_read(struct resolvconf *conf, const char *path, const char *options);

#endif
