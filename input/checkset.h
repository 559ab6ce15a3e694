/*
 * checklist: lists of check names, as HELO_CHECKS and HELO_REJECT have them (doc/behaviour.md,
 * section 4): names parted by commas, `all` (the ten HELO checks), `none`, `literal_mismatch=1`.
 */
#ifndef INPUT_CHECKSET_H
#define INPUT_CHECKSET_H

#include "base/log.h"
#include "flags.h"

/* The check of that name, or -1. No HELO has no name that could be given. */
int checklist_find(const char *name);

/*
 * Changes *set as the list in text says: one that starts with `-name` or `+name` changes what is there,
 * any other replaces it. Only checks of allowed can be named; *literal_mode is what literal_mismatch=N
 * sets (1 to 3). What cannot be read is a warning that names variable, and is left out.
 */
void checklist_apply(checkset *set, checkset allowed, unsigned *literal_mode, const char *variable,
		     const char *text, struct log *log);

#endif
