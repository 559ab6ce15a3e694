/* patterns: see patterns.h. */
#define PCRE2_CODE_UNIT_WIDTH 8

#include "facts/patterns.h"

#include "base/clock.h"
#include "base/control.h"

#include <pcre2.h>
#include <stdio.h>
#include <string.h>

/* Steps and KB of one match: far more than a host name needs, and a few milliseconds at most. */
#define MATCH_LIMIT 100000
#define HEAP_LIMIT_KB 1024
/*
 * Bytes of a HELO. PCRE2 does not count a scan of the rest of the subject as a step, so time can
 * grow with the square of the length. A command line has 512 (RFC 5321 section 4.5.3.1.4), a
 * pattern 4096.
 */
#define HELO_LIMIT 4096

/* A line of another program's pattern file: `/re/ REJECT` (Postfix), `!re` (qregex). */
static const char *foreign_syntax(const char *line, size_t len)
{
	const char *end = memrchr(line, '/', len);

	if (*line == '!')
		return "\"!\" does not negate here; line skipped";
	if (*line == '/' && end != line)
		return "write the pattern alone, without slashes and action; line skipped";
	return NULL;
}

static pcre2_code *compile(struct control *file, const char *pattern, size_t len)
{
	char problem[256];
	PCRE2_UCHAR reason[128];
	PCRE2_SIZE offset;
	int error;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern, len,
					 PCRE2_CASELESS | PCRE2_ANCHORED | PCRE2_ENDANCHORED |
						 PCRE2_NEVER_BACKSLASH_C,
					 &error, &offset, NULL);

	if (code != NULL)
		return code;
	pcre2_get_error_message(error, reason, sizeof(reason));
	snprintf(problem, sizeof(problem), "bad pattern at offset %zu (%s); line skipped", offset,
		 (const char *)reason);
	control_warn_line(file, pattern, len, problem);
	return NULL;
}

static enum answer match(const pcre2_code *code, const char *helo, size_t len)
{
	pcre2_match_context *limits = pcre2_match_context_create(NULL);
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	int found = PCRE2_ERROR_MATCHLIMIT;

	if (len <= HELO_LIMIT && limits != NULL && data != NULL) {
		pcre2_set_match_limit(limits, MATCH_LIMIT);
		pcre2_set_heap_limit(limits, HEAP_LIMIT_KB);
		found = pcre2_match(code, (PCRE2_SPTR)helo, len, 0, 0, data, limits);
	}
	pcre2_match_data_free(data);
	pcre2_match_context_free(limits);
	if (found >= 0)
		return YES;
	return found == PCRE2_ERROR_NOMATCH ? NO : UNKNOWN;
}

enum answer patterns_match(const char *helo, size_t len, int64_t deadline, struct log *log)
{
	enum answer answer = NO;
	struct control file;
	size_t pattern_len;
	char *pattern;

	control_open(&file, log, "helo.checks.regexps", "patterns that were not read do not match");
	while (answer != YES && (pattern = control_next(&file, &pattern_len)) != NULL) {
		enum answer matches;
		pcre2_code *code;

		const char *foreign = foreign_syntax(pattern, pattern_len);

		if (*pattern == ';')
			continue; /* a comment, for Haraka */
		if (foreign != NULL) {
			control_warn_line(&file, pattern, pattern_len, foreign);
			continue;
		}
		if (clock_ms() >= deadline) {
			answer = UNKNOWN;
			break;
		}
		code = compile(&file, pattern, pattern_len);
		if (code == NULL)
			continue;
		matches = helo != NULL ? match(code, helo, len) : NO;
		pcre2_code_free(code);
		if (matches != NO)
			answer = matches;
	}
	control_close(&file);
	return answer;
}

void patterns_lint(struct log *log)
{
	patterns_match(NULL, 0, INT64_MAX, log);
}
