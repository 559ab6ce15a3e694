/*
 * heloini: control/helo.checks.ini, in the format and with the keys of Haraka's plugin
 * (doc/behaviour.md, section 4).
 */
#ifndef INPUT_HELOINI_H
#define INPUT_HELOINI_H

#include "base/log.h"
#include "base/strlist.h"
#include "input/checkset.h"

#include <stdbool.h>

/* Seconds. */
#define HELO_DNS_TIMEOUT_DEFAULT 5
#define HELO_DNS_TIMEOUT_MAX 60

struct helo_settings {
	bool on;		       /* are the HELO checks on at all? */
	checkset run, reject;	       /* [check], [reject] */
	unsigned timeout;	       /* dns_timeout, seconds; 0: not set */
	bool skip_private;	       /* [skip] private_ip */
	bool skip_relaying;	       /* [skip] relaying */
	unsigned literal_mode;	       /* of literal_mismatch: 1 to 3 */
	struct strlist tlds;	       /* [skip] tlds[] */
	struct strlist bigco_names;    /* [bigco]: a HELO, and in the same place of the next list */
	struct strlist bigco_reverses; /* its reverse names, separated by commas */
};

/*
 * Reads the file (path NULL: control/helo.checks.ini) into h, which holds the defaults; what the
 * file does not set stays. False if there is no such file. What is wrong in it is a warning, and
 * is skipped; if it cannot be read to its end, its [reject] is dropped too, so that nobody is
 * denied for what the rest may have said. helo_settings_free frees the lists in any case.
 */
bool heloini_read(struct helo_settings *h, const char *path, struct log *log);

void helo_settings_free(struct helo_settings *h);

#endif
