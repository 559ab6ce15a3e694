/*
 * moreipme: any two files and a list of addresses: is one of them ours? Compared with the
 * reference. `=ask` has the addresses, one a line, `=local` the one that the client connected to;
 * with `=name` loopback and unspecified addresses do not count. And for each address: is it an
 * entry by itself?
 */
#include "fuzz.h"

#include "moreipme.h"
#include "reference.h"

#include <string.h>

#define ADDRESSES_MAX 16

static struct ref_file ref_file(const struct records *r, const char *name)
{
	const struct record *record = records_find(r, name);

	if (record == NULL)
		return (struct ref_file){0};
	return (struct ref_file){.text = record->value, .len = record->len};
}

static struct ipaddr from_ref(const struct ref_address *a)
{
	return a->bits == 0
		       ? (struct ipaddr){0}
		       : ipaddr_from_wire(a->octets, a->bits == 32 ? FAMILY_IPV4 : FAMILY_IPV6);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"ask",	  "local",   "name",
					    "moreipme", "notipme", NULL};
	static const char *const files[] = {"moreipme", "notipme", NULL};
	struct log log = {.failures = true, .all_warnings = true};
	struct ref_address asked[ADDRESSES_MAX], local = {0};
	struct addrs list = {0};
	struct ipaddr own;
	struct records r;
	struct ref_file ask;
	enum answer answer, lists[ADDRESSES_MAX];
	bool this_host;
	const char *line;
	size_t n = 0, len;

	records_read(&r, names, data, size);
	for (ask = ref_file(&r, "ask"); n < ADDRESSES_MAX;) {
		enum ref_line kind = ref_next_line(&ask, &line, &len);

		if (kind == REF_END)
			break;
		if (kind == REF_LINE && ref_address(&asked[n], line, len))
			HOLDS(addrs_add(&list, from_ref(&asked[n++])));
	}
	if (records_find(&r, "local") != NULL)
		ref_address(&local, records_text(&r, "local"), records_find(&r, "local")->len);
	own = from_ref(&local);
	this_host = records_find(&r, "name") == NULL;

	stage_enter();
	stage_files(&r, files);
	answer = moreipme_any_ours(&list, this_host, &own, &log);
	for (size_t i = 0; i < n; i++)
		lists[i] = moreipme_lists(&list.items[i], &log);
	stage_leave();
	HOLDS(answer ==
	      ref_ours(asked, n, this_host, &local, ref_file(&r, "moreipme"),
		       ref_file(&r, "notipme")));
	for (size_t i = 0; i < n; i++) {
		const struct ref_address inside = ref_embedded(&asked[i]);
		const struct ipaddr embedded = ipaddr_embedded(&list.items[i]);

		HOLDS(lists[i] ==
		      ref_lists(&asked[i], ref_file(&r, "moreipme"), ref_file(&r, "notipme")));
		HOLDS(ipaddr_scope(&list.items[i]) == (ref_this_host(&asked[i]) ? SCOPE_THIS_HOST
						       : ref_site(&asked[i])	? SCOPE_SITE
										: SCOPE_GLOBAL));
		HOLDS(ref_is(&inside, &embedded));
	}
	log_is_well_formed(stage_log(&len), len);
	stage_output(&len);
	HOLDS(len == 0);
	addrs_free(&list);
	records_free(&r);
	return 0;
}
