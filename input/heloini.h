/*
 * heloini: control/helo.checks.ini, in Haraka's format and with its keys (doc/behaviour.md, section 4).
 * Nothing else knows inih.
 */
#ifndef INPUT_HELOINI_H
#define INPUT_HELOINI_H

#include "base/log.h"
#include "input/policy.h"

/*
 * Reads the file into p: p->run and p->deny get the checks of [check] and [reject], p->helo all else.
 * False when there is no such file, and p is as it was. What is wrong in it is a warning, and left out;
 * when it cannot be read whole, its [reject] is left out too, so that nobody is denied for what the
 * rest may have said.
 */
bool heloini_read(struct policy *p, struct log *log);

#endif
