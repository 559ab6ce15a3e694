/* verdict: see verdict.h. */
#include "checks/verdict.h"

#include <string.h>

/* Is this the temporary denial of forward_dns (as Haraka has it)? */
static bool is_timeout(int id, const struct result *r)
{
	return id == CHECK_FORWARD_DNS && r->is == ERROR && strcmp(r->why, "timeout") == 0;
}

struct verdict verdict_reach(const struct results *r, const struct policy *p)
{
	struct verdict v = {.is = ACCEPT};

	for (int id = 0; id < CHECK_COUNT; id++) {
		const struct result *result = &r->of[id];
		bool timeout = is_timeout(id, result);
		const char *told;

		if ((result->is != FAIL && !timeout) || (p->deny & CHECK_BIT(id)) == 0)
			continue;
		told = check_words((enum check_id)id, result)->told;
		if (told == NULL)
			continue;
		v.is = p->monitor ? WOULD_DENY : DENY;
		v.by = (enum check_id)id;
		v.told = told;
		/* No HELO stays no HELO, however often the client comes back: no T for that. */
		if (timeout) {
			v.code = "451";
			v.enhanced = "4.4.3";
		} else if (p->temporary && id != CHECK_NO_HELO) {
			v.code = "450";
			v.enhanced = "4.7.1";
		} else {
			v.code = "553";
			v.enhanced = "5.7.1";
		}
		break;
	}
	return v;
}
