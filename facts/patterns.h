/*
 * patterns: control/helo.checks.regexps, one pattern a line, each matched against the whole HELO
 * without letter case. Nothing else knows PCRE2. PCRE2 is told where to give up, so that no pattern
 * and no HELO can hold the client for long.
 */
#ifndef FACTS_PATTERNS_H
#define FACTS_PATTERNS_H

#include "base/answer.h"
#include "base/log.h"

#include <stddef.h>
#include <stdint.h>

/*
 * YES: a pattern matches. NO: none does, or there is no such file. UNKNOWN: none of the others does, and
 * a limit was reached (of PCRE2, or 4,096 bytes of HELO), or until (clock_ms) has come before all were
 * tried. helo NULL: the patterns are only compiled, for their warnings. A bad pattern is a warning
 * with its file, line and offset, and is skipped.
 */
enum found patterns_match(const char *helo, size_t len, int64_t until, struct log *log);

/* Reads the file for its warnings alone. */
void patterns_lint(struct log *log);

#endif
