/*
 * ournames: is a name one of this server's own? Ours are the names in control/me, control/locals and
 * control/rcpthosts; in rcpthosts `.domain` means every name below it (qmail-smtpd(8)).
 */
#ifndef FACTS_OURNAMES_H
#define FACTS_OURNAMES_H

#include "base/log.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Is the name (len bytes, compared by hostname_equal) in one of the files? A missing file has no
 * names; one that cannot be read is a warning, and has none either.
 */
bool ournames_contain(const char *name, size_t len, struct log *log);

/* Reads the files for their warnings alone. */
void ournames_lint(struct log *log);

#endif
