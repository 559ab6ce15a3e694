/* options: what the program does for people, who start it with an argument; qmail-spp gives none. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "base/env.h"

/*
 * -n: reads every setting and control file and shows every warning on standard error; 0 when there was
 * none, 1 when there was. -t: see explain.h. -h, -V: help and version on standard output; 0. Anything
 * else: usage on standard error; 2. Returns the exit status.
 */
int options_run(int argc, char **argv, const struct env *env);

#endif
