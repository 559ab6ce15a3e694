/*
 * goodhelo: control/goodhelo, the clients that are welcome no matter what they say. One entry a
 * line: a HELO name, `.domain` or `*.domain` for every name below it, or a client's address or
 * network (as in control/moreipme, or `192.0.2.` as in tcprules).
 */
#ifndef INPUT_GOODHELO_H
#define INPUT_GOODHELO_H

#include "base/answer.h"
#include "base/log.h"
#include "input/session.h"

/*
 * YES: an entry matches the HELO or the client. NO: none does, or there is no such file. UNKNOWN:
 * the file cannot be read whole, so the entry may be in the part that is missing; a warning says
 * so. A bad line is only a warning.
 */
enum answer goodhelo_welcomes(const struct session *s, struct log *log);

/*
 * For a program that answers for many HELOs: hands each entry to visit, either a network (p not
 * NULL) or a name as hostname_matches takes it. False from visit stops it. Returns what
 * goodhelo_welcomes answers where no entry matches: NO, or UNKNOWN.
 */
enum answer goodhelo_each(bool (*visit)(void *data, const struct prefix *p, const char *name,
					size_t len),
			  void *data, struct log *log);

/* Reads the file for its warnings alone. */
void goodhelo_lint(struct log *log);

#endif
