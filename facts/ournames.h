/*
 * ournames: is a name one of this server's own? Ours are the names in control/me, control/locals,
 * control/rcpthosts and control/morercpthosts.cdb; in the last two `.domain` means every name
 * below it (qmail-smtpd(8)). The only file that knows libcdb.
 */
#ifndef FACTS_OURNAMES_H
#define FACTS_OURNAMES_H

#include "base/answer.h"
#include "base/log.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Is the name (len bytes, compared by hostname_equal) in one of the files? A missing file has no
 * names. One that cannot be read is a warning, and has none either; but if that is
 * morercpthosts.cdb, a name that no other file has is UNKNOWN.
 */
enum answer ournames_contain(const char *name, size_t len, struct log *log);

/*
 * Is it in or below a name in control/me, locals or rcpthosts? A file that cannot be read has
 * none.
 */
bool ournames_cover(const char *name, size_t len, struct log *log);

/*
 * For a program that answers for many HELOs: hands each line of control/me, locals and rcpthosts to
 * visit once, and answers from then on by asking finds instead of these files. (The cdb file is
 * asked each time; that is what it is for.) visit returns false if it has no memory; then the files
 * are read again each time.
 */
enum ournames_file { OURNAMES_ME, OURNAMES_LOCALS, OURNAMES_RCPTHOSTS };
struct ournames_keeper {
	bool (*visit)(enum ournames_file file, const char *entry, size_t len);
	/* covers: as in ournames_cover; else as in ournames_contain. */
	bool (*finds)(enum ournames_file file, const char *name, size_t len, bool covers);
};
void ournames_keep(const struct ournames_keeper *keeper, struct log *log);

/* Reads the files for their warnings alone. */
void ournames_lint(struct log *log);

#endif
