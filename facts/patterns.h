/*
 * patterns: control/helo.checks.regexps, one pattern a line, each matched against the whole HELO
 * without regard to letter case. The only file that knows PCRE2, which is given limits, so that no
 * pattern and no HELO can hold the client up for long.
 */
#ifndef FACTS_PATTERNS_H
#define FACTS_PATTERNS_H

#include "base/answer.h"
#include "base/log.h"

#include <stddef.h>
#include <stdint.h>

/*
 * YES: a pattern matches. NO: none does, or there is no such file. UNKNOWN: none of the others
 * does, and a limit was reached (PCRE2's, or 4,096 bytes of HELO), or the deadline (clock_ms)
 * came before all were tried. helo NULL: only compiles the patterns, for their warnings. A bad
 * pattern is a warning with its file, line and offset, and is skipped.
 */
enum answer patterns_match(const char *helo, size_t len, int64_t deadline, struct log *log);

/*
 * For a program that answers for many HELOs: compiles all patterns once, for all later calls of
 * patterns_match. Without memory they are compiled each time.
 */
void patterns_keep(struct log *log);

/* Reads the file for its warnings alone. */
void patterns_lint(struct log *log);

#endif
