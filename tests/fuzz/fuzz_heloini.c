/*
 * heloini: any helo.checks.ini, any helo.checks.regexps and HELO_CHECKS, HELO_REJECT, with a HELO to
 * match. inih and PCRE2 are the system's own, so what counts is that nothing gets through them to us.
 */
#include "fuzz.h"

#include "input/checkset.h"
#include "checks/checks.h"
#include "base/clock.h"
#include "input/heloini.h"
#include "facts/patterns.h"
#include "reference.h"

#include <string.h>

static const char *const names[] = {
	"helo.checks.ini", "helo.checks.regexps", "HELO_CHECKS", "HELO_REJECT", "HELO", NULL};
static const char *const files[] = {"helo.checks.ini", "helo.checks.regexps", NULL};

/* Is there a line that could be a pattern? */
static bool any_pattern(const struct record *record)
{
	struct ref_file file = {0};
	const char *line;
	enum ref_line kind;
	size_t len;

	if (record != NULL)
		file = (struct ref_file){.text = record->value, .len = record->len};
	while ((kind = ref_next_line(&file, &line, &len)) != REF_END)
		if (kind == REF_LINE && *line != ';')
			return true;
	return false;
}

static void settings_make_sense(const struct policy *p, checkset run)
{
	HOLDS((p->run & ~HELO_CHECKS) == (run & ~HELO_CHECKS));
	HOLDS((p->reject & ~(CHECK_BIT(CHECK_COUNT) - CHECK_BIT(CHECK_SYNTAX))) == 0);
	HOLDS(p->timeout_ms >= 1000 && p->timeout_ms <= POLICY_TIMEOUT_MAX * 1000);
	HOLDS(p->timeout_ms % 1000 == 0);
	HOLDS(p->helo.literal_mode >= 1 && p->helo.literal_mode <= 3);
	HOLDS(p->helo.bigco_names.count == p->helo.bigco_reverses.count);
	for (size_t i = 0; i < p->helo.bigco_names.count; i++)
		HOLDS(strpbrk(p->helo.bigco_names.at[i], "\n#") == NULL &&
		      strpbrk(p->helo.bigco_reverses.at[i], "\n#") == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const checkset before = CHECK_BIT(CHECK_NO_HELO) | CHECK_BIT(CHECK_RESOLVES) | HELO_CHECKS;
	struct log log = {.failures = true, .debug = size % 2 == 0, .all_warnings = size % 3 == 0};
	struct policy p = {.timeout_ms = 5000, .run = before, .helo = {.literal_mode = 2}};
	const char *helo, *list;
	struct records r;
	enum found found;
	bool read;
	size_t len;

	records_read(&r, names, data, size);
	helo = records_text(&r, "HELO");
	stage_enter();
	stage_files(&r, files);
	read = heloini_read(&p, &log);
	settings_make_sense(&p, before);
	list = records_text(&r, "HELO_CHECKS");
	if (list != NULL)
		checklist_apply(&p.run, HELO_CHECKS, &p.helo.literal_mode, "HELO_CHECKS", list,
				&log);
	list = records_text(&r, "HELO_REJECT");
	if (list != NULL)
		checklist_apply(&p.reject, HELO_CHECKS | CHECK_BIT(CHECK_SYNTAX),
				&p.helo.literal_mode, "HELO_REJECT", list, &log);
	found = patterns_match(helo, helo != NULL ? records_find(&r, "HELO")->len : 0,
			       clock_ms() + 1000, &log);
	stage_leave();
	settings_make_sense(&p, before);
	HOLDS(read == (records_find(&r, "helo.checks.ini") != NULL));
	HOLDS(found == YES || found == NO || found == UNKNOWN);
	if (!any_pattern(records_find(&r, "helo.checks.regexps")))
		HOLDS(found == NO);
	log_is_well_formed(stage_log(&len), len);
	stage_output(&len);
	HOLDS(len == 0);
	policy_free(&p);
	records_free(&r);
	return 0;
}
