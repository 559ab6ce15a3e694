/* reason: see reason.h. */
#include "facts/reason.h"

#define ROW(ID, text, meaning) [REASON_##ID] = {text, meaning},

static const struct {
	const char *text, *meaning;
} rows[REASON_COUNT] = {[REASON_NONE] = {NULL, ""}, REASON_LIST(ROW)};

enum reason reason_of_dns(enum dns_failure failure)
{
	static const enum reason reasons[] = {
		[DNS_TIMEOUT] = REASON_TIMEOUT, [DNS_SERVFAIL] = REASON_SERVFAIL,
		[DNS_REFUSED] = REASON_REFUSED, [DNS_GARBLED] = REASON_GARBLED,
		[DNS_LOCAL] = REASON_LOCAL,
	};

	return reasons[failure];
}

bool reason_is_dns(enum reason reason)
{
	return reason >= REASON_TIMEOUT && reason <= REASON_LOCAL;
}

const char *reason_text(enum reason reason)
{
	return rows[reason].text;
}

const char *reason_meaning(enum reason reason)
{
	return rows[reason].meaning;
}
