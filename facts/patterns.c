/* patterns: see patterns.h. */
#define PCRE2_CODE_UNIT_WIDTH 8

#include "facts/patterns.h"

#include "base/clock.h"
#include "base/control.h"

#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
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

static const char file_name[] = "helo.checks.regexps";
static const char consequence[] = "patterns that were not read do not match";

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

/* What matching needs; NULLs without memory, and then all is unknown. */
struct tools {
	pcre2_match_context *limits;
	pcre2_match_data *data;
};

static struct tools tools_get(void)
{
	struct tools tools = {pcre2_match_context_create(NULL), pcre2_match_data_create(1, NULL)};

	if (tools.limits != NULL) {
		pcre2_set_match_limit(tools.limits, MATCH_LIMIT);
		pcre2_set_heap_limit(tools.limits, HEAP_LIMIT_KB);
	}
	return tools;
}

static void tools_free(const struct tools *tools)
{
	pcre2_match_data_free(tools->data);
	pcre2_match_context_free(tools->limits);
}

static enum answer match(const struct tools *tools, const pcre2_code *code, const char *helo,
			 size_t len)
{
	int found = PCRE2_ERROR_MATCHLIMIT;

	if (len <= HELO_LIMIT && tools->limits != NULL && tools->data != NULL)
		found = pcre2_match(code, (PCRE2_SPTR)helo, len, 0, 0, tools->data, tools->limits);
	if (found >= 0)
		return YES;
	return found == PCRE2_ERROR_NOMATCH ? NO : UNKNOWN;
}

static enum answer match_once(const pcre2_code *code, const char *helo, size_t len)
{
	const struct tools tools = tools_get();
	const enum answer answer = match(&tools, code, helo, len);

	tools_free(&tools);
	return answer;
}

static bool is_pattern(struct control *file, const char *line, size_t len)
{
	const char *foreign = foreign_syntax(line, len);

	if (*line == ';')
		return false; /* a comment, for Haraka */
	if (foreign != NULL)
		control_warn_line(file, line, len, foreign);
	return foreign == NULL;
}

/* See patterns_keep. */
static pcre2_code **kept;
static size_t kept_count;

static enum answer match_kept(const char *helo, size_t len, int64_t deadline)
{
	const struct tools tools = tools_get();
	enum answer answer = NO;

	for (size_t i = 0; answer != YES && i < kept_count; i++) {
		const bool late = clock_ms() >= deadline;
		const enum answer matches = late ? UNKNOWN : match(&tools, kept[i], helo, len);

		if (matches != NO)
			answer = matches;
		if (late)
			break;
	}
	tools_free(&tools);
	return answer;
}

enum answer patterns_match(const char *helo, size_t len, int64_t deadline, struct log *log)
{
	enum answer answer = NO;
	struct control file;
	size_t pattern_len;
	char *pattern;

	if (kept != NULL)
		return match_kept(helo, len, deadline);
	control_open(&file, log, file_name, consequence);
	while (answer != YES && (pattern = control_next(&file, &pattern_len)) != NULL) {
		enum answer matches;
		pcre2_code *code;

		if (!is_pattern(&file, pattern, pattern_len))
			continue;
		if (clock_ms() >= deadline) {
			answer = UNKNOWN;
			break;
		}
		code = compile(&file, pattern, pattern_len);
		if (code == NULL)
			continue;
		matches = helo != NULL ? match_once(code, helo, len) : NO;
		pcre2_code_free(code);
		if (matches != NO)
			answer = matches;
	}
	control_close(&file);
	return answer;
}

static void forget(pcre2_code **all)
{
	while (kept_count > 0)
		pcre2_code_free(all[--kept_count]);
	free((void *)all);
}

void patterns_keep(struct log *log)
{
	size_t capacity = 16, len;
	pcre2_code **all = malloc(capacity * sizeof(pcre2_code *));
	struct control file;
	char *pattern;

	control_open(&file, log, file_name, consequence);
	while (all != NULL && (pattern = control_next(&file, &len)) != NULL) {
		pcre2_code *code =
			is_pattern(&file, pattern, len) ? compile(&file, pattern, len) : NULL;

		if (code != NULL && kept_count == capacity) {
			pcre2_code **more =
				reallocarray((void *)all, capacity *= 2, sizeof(pcre2_code *));

			if (more == NULL) {
				pcre2_code_free(code);
				forget(all);
				all = NULL;
				break;
			}
			all = more;
		}
		if (code != NULL)
			all[kept_count++] = code;
	}
	control_close(&file);
	kept = all;
}

void patterns_lint(struct log *log)
{
	patterns_match(NULL, 0, INT64_MAX, log);
}
