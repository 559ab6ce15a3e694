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

/* Reads them; patterns only if asked to. Call it once, before any other thread is started. */
void known_load(bool patterns, struct log *log);

/* As goodhelo_welcomes. */
enum answer known_welcomes(const struct session *s);

#endif
