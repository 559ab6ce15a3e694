/* checkset: see checkset.h. */
#include "input/checkset.h"

#include <string.h>
#include <strings.h>

#define NAME(ID, name) [CHECK_##ID] = #name,

const char *const check_names[CHECK_COUNT] = {CHECK_LIST(NAME)};

/* What a list is applied to. */
struct list {
	checkset *set, allowed;
	unsigned *literal_mode;
	const char *variable;
	struct log *log;
};

int checkset_find(const char *name, size_t len)
{
	for (int id = CHECK_NO_HELO + 1; id < CHECK_COUNT; id++)
		if (strlen(check_names[id]) == len && memcmp(check_names[id], name, len) == 0)
			return id;
	return -1;
}

/* Do the names differ by one letter: replaced, missing or too many? */
static bool is_near(const char *name, const char *word, size_t len)
{
	const size_t name_len = strlen(name);
	const size_t shorter = name_len < len ? name_len : len;
	size_t same = 0;

	while (same < shorter && name[same] == word[same])
		same++;
	name += same;
	word += same;
	if (name_len == len)
		return same < len && memcmp(name + 1, word + 1, len - same - 1) == 0;
	if (name_len == len + 1)
		return memcmp(name + 1, word, len - same) == 0;
	return len == name_len + 1 && memcmp(name, word + 1, name_len - same) == 0;
}

/* Warns of a word that is no check, and names the one that was probably meant. */
static void warn(const struct list *l, const char *word, size_t len)
{
	for (int id = CHECK_NO_HELO + 1; id < CHECK_COUNT; id++) {
		const char *name = check_names[id];

		if ((l->allowed & CHECK_BIT(id)) == 0 ||
		    (!is_near(name, word, len) &&
		     (strlen(name) != len || strncasecmp(name, word, len) != 0)))
			continue;
		log_value(l->log, l->variable, word, len, "not a check (did you mean %s?); skipped",
			  name);
		return;
	}
	log_value(l->log, l->variable, word, len, "not a check%s; skipped",
		  memchr(word, ' ', len) != NULL ? " (separate names with commas)" : "");
}

/* The checks that a word without its sign means; *known: it means something. */
static checkset meaning(const struct list *l, const char *word, size_t len, bool *known)
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
		*l->literal_mode = (unsigned)(word[mode_len] - '0');
		return CHECK_BIT(CHECK_LITERAL_MISMATCH);
	}
	id = checkset_find(word, len);
	*known = id >= 0 && (l->allowed & CHECK_BIT(id)) != 0;
	return *known ? CHECK_BIT(id) : 0;
}

static void apply_word(const struct list *l, const char *word, size_t len)
{
	bool sign = word[0] == '-' || word[0] == '+', known;
	checkset meant = meaning(l, word + sign, len - sign, &known);

	if (!known)
		warn(l, word + sign, len - sign);
	else if (word[0] == '-')
		*l->set &= ~meant;
	else
		*l->set |= meant;
}

void checkset_apply(checkset *set, checkset allowed, unsigned *literal_mode, const char *variable,
		    const char *text, struct log *log)
{
	struct list list = {.set = set, .allowed = allowed, .variable = variable, .log = log};

	list.literal_mode = literal_mode;
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
			apply_word(&list, text, len);
		text += strcspn(text, ",");
	}
}
