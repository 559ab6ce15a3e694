/* options: what the program does for people, who give it an argument; qmail-spp gives it none. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "base/env.h"

/*
 * -n: reads every setting and control file and prints every warning on standard error; returns 0
 * if there was none, else 1. -t: see explain.h. -h, -V: prints help or version; 0. Anything else:
 * usage on standard error; 2. Returns the exit status.
 */
int options_run(int argc, char **argv, const struct env *env);

#endif
