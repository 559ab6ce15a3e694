/*
 * heloini: any helo.checks.ini, helo.checks.regexps, HELO_CHECKS and HELO_REJECT, with a HELO to
 * match. The ini file is compared with a second reading of it.
 */
#include "fuzz.h"

#include "base/clock.h"
#include "facts/patterns.h"
#include "input/checkset.h"
#include "input/heloini.h"
#include "reference.h"

#include <string.h>
#include <strings.h>

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

/* ---- a second reading: of files without a backslash at the end of a line ---- */

struct word {
	const char *text;
	size_t len;
};

struct reading {
	checkset run, reject;
	unsigned timeout, literal_mode;
	bool skip_private, skip_relaying;
	size_t tlds, bigco;
};

static bool equals(struct word w, const char *text)
{
	return w.len == strlen(text) && strncmp(w.text, text, w.len) == 0;
}

static struct word without_blanks(const char *text, size_t len)
{
	while (len > 0 && strchr(" \t", text[len - 1]) != NULL)
		len--;
	while (len > 0 && strchr(" \t", *text) != NULL) {
		text++;
		len--;
	}
	return (struct word){text, len};
}

/* 1: true, 0: false, -1: neither. */
static int truth(struct word w)
{
	static const char *const words[] = {"1true", "1yes", "1on",  "1ok",  "1enabled",  "11",
					    "0false", "0no", "0off", "0disabled", "00"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (w.len == strlen(words[i] + 1) && strncasecmp(w.text, words[i] + 1, w.len) == 0)
			return words[i][0] - '0';
	return -1;
}

static void put(checkset *set, int id, bool on)
{
	*set &= ~CHECK_BIT(id);
	*set |= on ? CHECK_BIT(id) : 0U;
}

static void read_check(struct reading *r, bool reject, struct word key, struct word value)
{
	for (int id = CHECK_SYNTAX; id < CHECK_COUNT; id++) {
		if (!equals(key, check_names[id]) &&
		    (id != CHECK_HOST_MISMATCH || !equals(key, "mismatch")))
			continue;
		if (reject) {
			put(&r->reject, id, truth(value) == 1);
		} else if (id == CHECK_LITERAL_MISMATCH) {
			bool digit = value.len == 1 && strchr("123", *value.text) != NULL;

			r->literal_mode = digit ? (unsigned)(*value.text - '0') : 2;
			put(&r->run, id, truth(value) != 0);
		} else if ((CHECK_BIT(id) & HELO_CHECKS) != 0) {
			put(&r->run, id, truth(value) == 1);
		}
	}
}

static void read_key(struct reading *r, struct word section, struct word key, struct word value)
{
	unsigned seconds = 0;

	if (equals(section, "check") || equals(section, "reject")) {
		read_check(r, *section.text == 'r', key, value);
	} else if (equals(section, "skip")) {
		if (equals(key, "private_ip"))
			r->skip_private = truth(value) == 1;
		if (equals(key, "relaying"))
			r->skip_relaying = truth(value) == 1;
		r->tlds += equals(key, "tlds[]");
	} else if (equals(section, "bigco")) {
		r->bigco++;
	} else if ((section.len == 0 || equals(section, "main")) && equals(key, "dns_timeout")) {
		for (size_t i = 0; i < value.len && seconds <= HELO_DNS_TIMEOUT_MAX; i++)
			seconds = value.text[i] >= '0' && value.text[i] <= '9'
					  ? seconds * 10 + (unsigned)(value.text[i] - '0')
					  : HELO_DNS_TIMEOUT_MAX + 1;
		if (seconds >= 1 && seconds <= HELO_DNS_TIMEOUT_MAX)
			r->timeout = seconds;
	}
}

static void read_line(struct reading *r, struct word *section, const char *line, size_t len)
{
	const char *end = memchr(line, ']', len), *equals_sign;

	if (*line == '[' && end != NULL)
		*section = without_blanks(line + 1, (size_t)(end - line) - 1);
	if (*line == '[' || *line == ';')
		return;
	for (size_t i = 1; i < len; i++)
		if (line[i] == ';' && strchr(" \t", line[i - 1]) != NULL)
			len = i;
	equals_sign = memchr(line, '=', len);
	if (equals_sign != NULL)
		read_key(r, *section, without_blanks(line, (size_t)(equals_sign - line)),
			 without_blanks(equals_sign + 1, len - (size_t)(equals_sign - line) - 1));
}

/* False if the file has lines that are joined: those are not for this reader. */
static bool read_plain(struct reading *r, const struct record *ini)
{
	struct ref_file file = {0};
	struct word section = {"", 0};
	enum ref_line kind;
	const char *line;
	size_t len;

	if (ini != NULL)
		file = (struct ref_file){.text = ini->value, .len = ini->len};
	while ((kind = ref_next_line(&file, &line, &len)) != REF_END) {
		if (kind == REF_BAD_LINE)
			continue;
		if (line[len - 1] == '\\')
			return false;
		read_line(r, &section, line, len);
	}
	return true;
}

static void says_what_is_there(const struct helo_settings *h, const struct reading *r)
{
	HOLDS(h->run == r->run && h->reject == r->reject && h->timeout == r->timeout);
	HOLDS(h->literal_mode == r->literal_mode);
	HOLDS(h->skip_private == r->skip_private && h->skip_relaying == r->skip_relaying);
	HOLDS(h->tlds.count == r->tlds && h->bigco_names.count == r->bigco);
}

/* ---- properties ---- */

static void settings_make_sense(const struct helo_settings *h)
{
	HOLDS((h->run & ~HELO_CHECKS) == 0);
	HOLDS((h->reject & ~(HELO_CHECKS | FLAG_CHECKS)) == 0);
	HOLDS(h->timeout <= HELO_DNS_TIMEOUT_MAX);
	HOLDS(h->literal_mode >= 1 && h->literal_mode <= 3);
	HOLDS(h->bigco_names.count == h->bigco_reverses.count);
	for (size_t i = 0; i < h->bigco_names.count; i++)
		HOLDS(strpbrk(h->bigco_names.items[i], "\n#=") == NULL &&
		      strpbrk(h->bigco_reverses.items[i], "\n#") == NULL);
	for (size_t i = 0; i < h->tlds.count; i++)
		HOLDS(strpbrk(h->tlds.items[i], "\n#") == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct helo_settings defaults = {
		.run = HELO_CHECKS, .skip_private = true, .skip_relaying = true, .literal_mode = 2};
	struct log log = {.failures = true, .debug = size % 2 == 0, .all_warnings = size % 3 == 0};
	struct reading plain = {HELO_CHECKS, 0, 0, 2, true, true, 0, 0};
	struct helo_settings h = defaults;
	const char *helo, *list;
	struct records r;
	enum answer matches;
	bool read;
	size_t len;

	records_read(&r, names, data, size);
	helo = records_text(&r, "HELO");
	stage_enter();
	stage_files(&r, files);
	read = heloini_read(&h, NULL, &log);
	settings_make_sense(&h);
	if (read_plain(&plain, records_find(&r, "helo.checks.ini")))
		says_what_is_there(&h, &plain);
	list = records_text(&r, "HELO_CHECKS");
	if (list != NULL)
		checkset_apply(&h.run, HELO_CHECKS, &h.literal_mode, "HELO_CHECKS", list, &log);
	list = records_text(&r, "HELO_REJECT");
	if (list != NULL)
		checkset_apply(&h.reject, HELO_CHECKS | FLAG_CHECKS, &h.literal_mode, "HELO_REJECT",
			       list, &log);
	settings_make_sense(&h);
	matches = patterns_match(helo, helo != NULL ? records_find(&r, "HELO")->len : 0,
				 clock_ms() + 1000, &log);
	stage_leave();
	HOLDS(read == (records_find(&r, "helo.checks.ini") != NULL));
	HOLDS(matches == YES || matches == NO || matches == UNKNOWN);
	if (!any_pattern(records_find(&r, "helo.checks.regexps")))
		HOLDS(matches == NO);
	log_is_well_formed(stage_log(&len), len);
	stage_output(&len);
	HOLDS(len == 0);
	helo_settings_free(&h);
	records_free(&r);
	return 0;
}
