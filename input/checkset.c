/* checkset: see checkset.h. */
#include "input/checkset.h"

#include "base/printable.h"
#include "checks/checks.h"

#include <string.h>

static int find(const char *name, size_t len)
{
	for (int id = CHECK_NO_HELO + 1; id < CHECK_COUNT; id++)
		if (strlen(checks[id].name) == len && memcmp(checks[id].name, name, len) == 0)
			return id;
	return -1;
}

int checklist_find(const char *name)
{
	return find(name, strlen(name));
}

/* The checks that a word without its sign means; 0 for none, and *known says whether it is a word. */
static checkset meaning(const char *word, size_t len, checkset allowed, unsigned *literal_mode,
			bool *known)
{
	static const char mode[] = "literal_mismatch=";
	const size_t mode_len = sizeof(mode) - 1;
	int id;

	*known = true;
	if (len == 3 && memcmp(word, "all", len) == 0)
		return HELO_CHECKS;
	if (len == 4 && memcmp(word, "none", len) == 0)
		return 0;
	if (len == mode_len + 1 && memcmp(word, mode, mode_len) == 0 && word[mode_len] >= '1' &&
	    word[mode_len] <= '3') {
		*literal_mode = (unsigned)(word[mode_len] - '0');
		return CHECK_BIT(CHECK_LITERAL_MISMATCH);
	}
	id = find(word, len);
	*known = id >= 0 && (allowed & CHECK_BIT(id)) != 0;
	return *known ? CHECK_BIT(id) : 0;
}

static void apply_word(checkset *set, checkset allowed, unsigned *literal_mode,
		       const char *variable, const char *word, size_t len, struct log *log)
{
	bool sign = word[0] == '-' || word[0] == '+', known;
	char shown[PRINTABLE_SIZE];
	checkset meant = meaning(word + sign, len - sign, allowed, literal_mode, &known);

	if (!known)
		log_setting(log, "%s: [%s] is no check it can name, left out", variable,
			    printable(shown, word, len));
	else if (word[0] == '-')
		*set &= ~meant;
	else
		*set |= meant;
}

void checklist_apply(checkset *set, checkset allowed, unsigned *literal_mode, const char *variable,
		     const char *text, struct log *log)
{
	text += strspn(text, " \t");
	if (*text != '-' && *text != '+')
		*set &= ~allowed;
	for (; *text != '\0'; text += *text == ',') {
		size_t len;

		text += strspn(text, " \t");
		len = strcspn(text, ",");
		while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
			len--;
		if (len > 0)
			apply_word(set, allowed, literal_mode, variable, text, len, log);
		text += strcspn(text, ",");
	}
}
