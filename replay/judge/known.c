/* known: see known.h. */
#include "replay/judge/known.h"

#include "facts/ournames.h"
#include "facts/patterns.h"
#include "input/goodhelo.h"
#include "moreipme.h"
#include "replay/judge/keyset.h"

/* One run, one set of control files; after known_load nothing changes. */
static struct {
	struct keyset names[OURNAMES_RCPTHOSTS + 1];
	struct prefixset addresses[2]; /* of moreipme, of notipme */
	struct keyset given_names;
	struct keyset guests;
	struct prefixset guest_networks;
	bool complete;	       /* all of goodhelo is in these two */
	enum answer otherwise; /* where no entry of goodhelo matches */
} known;

static bool add_name(enum ournames_file file, const char *entry, size_t len)
{
	return nameset_add(&known.names[file], entry, len);
}

static bool find_name(enum ournames_file file, const char *name, size_t len, bool covers)
{
	const struct keyset *names = &known.names[file];

	if (covers)
		return nameset_covers(names, name, len);
	return file == OURNAMES_RCPTHOSTS ? nameset_matches(names, name, len)
					  : nameset_equal(names, name, len);
}

static bool add_address(bool others, const struct prefix *p)
{
	return prefixset_add(&known.addresses[others], p);
}

static unsigned longest(bool others, const struct ipaddr *ip, bool single)
{
	return prefixset_longest(&known.addresses[others], ip, single);
}

static bool add_guest(void *data, const struct prefix *p, const char *name, size_t len)
{
	(void)data;
	known.complete = p != NULL ? prefixset_add(&known.guest_networks, p)
				   : nameset_add(&known.guests, name, len);
	return known.complete;
}

void known_load(bool patterns, struct log *log)
{
	static const struct ournames_keeper names = {add_name, find_name};
	static const struct moreipme_keeper addresses = {add_address, longest};

	ournames_keep(&names, log);
	moreipme_keep(&addresses, log);
	if (patterns)
		patterns_keep(log);
	known.complete = true;
	known.otherwise = goodhelo_each(add_guest, NULL, log);
}

void known_add_name(const char *name)
{
	nameset_add(&known.given_names, name, strlen(name));
}

bool known_is_ours(struct slice name)
{
	struct log nobody = {.quiet = true};
	const struct ipaddr none = {.family = FAMILY_NONE};
	struct ipaddr ip;
	const struct addrs list = {.items = &ip, .count = 1};

	if (nameset_equal(&known.names[OURNAMES_ME], name.bytes, name.len) ||
	    nameset_equal(&known.names[OURNAMES_LOCALS], name.bytes, name.len) ||
	    nameset_equal(&known.given_names, name.bytes, name.len))
		return true;
	return ipaddr_parse(&ip, name.bytes, name.len) &&
	       moreipme_any_ours(&list, true, &none, &nobody) == YES;
}

enum answer known_welcomes(const struct session *s)
{
	struct log nobody = {.quiet = true};

	if (!known.complete)
		return goodhelo_welcomes(s, &nobody);
	if (prefixset_longest(&known.guest_networks, &s->client, false) > 0 ||
	    nameset_matches(&known.guests, s->helo, s->helo_len))
		return YES;
	return known.otherwise;
}
