/* flags: see flags.h. */
#include "flags.h"

#include <string.h>

static const char known[] = "IAVNOBGPRTMLHDF";

/*
 * With A, N or G: versions 8 to 10. Nothing denies by default, B denies what the other three do
 * too, and P silences everything.
 */
static checkset denied_new(const char *text)
{
	static const struct {
		const char *letters;
		checkset deny;
	} rows[] = {
		{"AI", CHECK_BIT(CHECK_RESOLVES)},
		{"NV", CHECK_BIT(CHECK_NOT_ME)},
		{"G", CHECK_BIT(CHECK_SYNTAX)},
		{"O", CHECK_BIT(CHECK_OWN_NAME)},
		{"B", CHECK_BIT(CHECK_IP_MATCH) | CHECK_BIT(CHECK_RESOLVES) |
			      CHECK_BIT(CHECK_NOT_ME) | CHECK_BIT(CHECK_SYNTAX)},
	};
	checkset deny = 0;

	if (strchr(text, 'P') != NULL)
		return 0;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strpbrk(text, rows[i].letters) != NULL)
			deny |= rows[i].deny;
	return deny;
}

/* Without: version 7. P silences only the default action and B. */
static checkset denied_old(const char *text, bool default_action)
{
	bool silenced = strchr(text, 'P') != NULL;
	checkset deny = 0;

	if (strchr(text, 'I') != NULL || (default_action && !silenced))
		deny |= CHECK_BIT(CHECK_RESOLVES);
	if (strchr(text, 'V') != NULL)
		deny |= CHECK_BIT(CHECK_NOT_ME);
	if (strchr(text, 'O') != NULL)
		deny |= CHECK_BIT(CHECK_OWN_NAME);
	if (strchr(text, 'B') != NULL && !silenced)
		deny |= CHECK_BIT(CHECK_IP_MATCH);
	return deny;
}

static void collect_unknown(struct flags *f, const char *text)
{
	size_t n = 0;

	for (; *text != '\0' && n < sizeof(f->unknown) - 1; text++) {
		char letter = (char)(*text > ' ' && *text <= '~' ? *text : '?');

		if (strchr(known, *text) == NULL && strchr(f->unknown, letter) == NULL)
			f->unknown[n++] = letter;
	}
}

struct flags flags_parse(const char *text)
{
	struct flags f = {
		.run = CHECK_BIT(CHECK_NO_HELO) | CHECK_BIT(CHECK_RESOLVES) |
		       CHECK_BIT(CHECK_IP_MATCH),
		.skip_relay = strchr(text, 'R') != NULL,
		.temporary = strchr(text, 'T') != NULL,
		.monitor = strchr(text, 'M') != NULL,
		.log = strpbrk(text, "LD") != NULL,
		.headers = strchr(text, 'H') != NULL,
		.debug = strchr(text, 'D') != NULL,
		.facts = strchr(text, 'F') != NULL,
	};
	bool newer = strpbrk(text, "ANG") != NULL;

	collect_unknown(&f, text);
	f.silent = newer && strchr(text, 'P') != NULL;
	f.deny = newer ? denied_new(text) : denied_old(text, f.unknown[0] == '\0');
	f.deny |= CHECK_BIT(CHECK_NO_HELO);
	/* B of the newer generation runs these too, even if P keeps it from denying. */
	if (strpbrk(text, "VN") != NULL || (newer && strchr(text, 'B') != NULL))
		f.run |= CHECK_BIT(CHECK_NOT_ME);
	if (strchr(text, 'G') != NULL || (newer && strchr(text, 'B') != NULL))
		f.run |= CHECK_BIT(CHECK_SYNTAX);
	if (strchr(text, 'O') != NULL)
		f.run |= CHECK_BIT(CHECK_OWN_NAME);
	return f;
}
