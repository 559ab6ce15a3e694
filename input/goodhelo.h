/*
 * goodhelo: is this client welcome whatever it says? control/goodhelo has one entry a line: a HELO
 * name, `.domain` for every name below it, or a client's address or prefix (as in control/moreipme).
 */
#ifndef INPUT_GOODHELO_H
#define INPUT_GOODHELO_H

#include "base/answer.h"
#include "base/log.h"
#include "input/session.h"

/*
 * YES: an entry matches the HELO or the client. NO: none does, or there is no such file. UNKNOWN: the
 * file cannot be read whole, so that the entry may be in what was not read; a warning says so. A bad
 * line by itself is only a warning.
 */
enum found goodhelo_welcomes(const struct session *s, struct log *log);

/* Reads the file for its warnings alone. */
void goodhelo_lint(struct log *log);

#endif
