/*
 * known: the control files, read once for a whole run: goodhelo, me, locals, rcpthosts, moreipme,
 * notipme, and helo.checks.regexps. The plugin's own code answers from them; it opens the files no
 * more, except morercpthosts.cdb.
 */
#ifndef REPLAY_JUDGE_KNOWN_H
#define REPLAY_JUDGE_KNOWN_H

#include "base/answer.h"
#include "base/log.h"
#include "input/session.h"
#include "replay/read/slice.h"

/* Reads them; patterns only if asked to. Call it once, before any other thread is started. */
void known_load(bool patterns, struct log *log);

/* A name that is ours beside those in control/me and locals, such as --me gives. */
void known_add_name(const char *name);

/* Is it a name in control/me or locals, one of known_add_name, or an address of ours? */
bool known_is_ours(struct slice name);

/* As goodhelo_welcomes. */
enum answer known_welcomes(const struct session *s);

#endif
