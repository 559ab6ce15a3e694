/* verdict: see verdict.h. */
#include "verdict.h"

struct verdict verdict_reach(const struct results *r, const struct policy *p)
{
	struct verdict v = {.is = ACCEPT};

	for (int id = 0; id < CHECK_COUNT; id++) {
		/* No HELO stays no HELO, however often the client comes back: no T for that. */
		bool later = p->temporary && id != CHECK_NO_HELO;

		if (r->of[id].is != FAIL || (p->deny & CHECK_BIT(id)) == 0)
			continue;
		v.is = p->monitor ? WOULD_DENY : DENY;
		v.by = (enum check_id)id;
		v.told = check_words(v.by, &r->of[id])->told;
		v.code = later ? "450" : "553";
		v.enhanced = later ? "4.7.1" : "5.7.1";
		break;
	}
	return v;
}
