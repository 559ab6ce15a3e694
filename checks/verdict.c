/* verdict: see verdict.h. */
#include "checks/verdict.h"

#include "checks/texts.h"

static const struct {
	const char *code, *enhanced;
} permanent = {"553", "5.7.1"}, temporary = {"450", "4.7.1"}, timed_out = {"451", "4.4.3"};

/* The temporary denial of forward_dns (Haraka has it too). */
static bool is_timeout(enum check_id id, const struct result *r)
{
	return id == CHECK_FORWARD_DNS && r->outcome == ERROR && r->reason == REASON_TIMEOUT;
}

struct verdict verdict_reach(const struct results *r, const struct policy *p)
{
	for (enum check_id id = 0; id < CHECK_COUNT; id++) {
		const struct result *result = &r->check[id];
		const bool timeout = is_timeout(id, result);
		/* A client without a HELO will not have one when it comes back: no T for that. */
		const bool defer = timeout || (p->temporary && id != CHECK_NO_HELO);
		const char *text;

		if ((result->outcome != FAIL && !timeout) || (p->deny & CHECK_BIT(id)) == 0)
			continue;
		text = texts_of(id, result->reason)->reply;
		if (text == NULL)
			continue;
		return (struct verdict){
			.action = p->monitor ? WOULD_DENY : DENY,
			.by = id,
			.text = text,
			.temporary = defer,
			.code = timeout ? timed_out.code
				: defer ? temporary.code
					: permanent.code,
			.enhanced = timeout ? timed_out.enhanced
				    : defer ? temporary.enhanced
					    : permanent.enhanced,
		};
	}
	return (struct verdict){.action = ACCEPT};
}
