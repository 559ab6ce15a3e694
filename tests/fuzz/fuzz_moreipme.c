/*
 * moreipme: any two files and a list of addresses: is one of them ours? Compared with the
 * reference. `=ask` has the addresses, one a line, `=local` the one that the client connected to.
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
	static const char *const names[] = {"ask", "local", "moreipme", "notipme", NULL};
	static const char *const files[] = {"moreipme", "notipme", NULL};
	struct log log = {.failures = true, .all_warnings = true};
	struct ref_address asked[ADDRESSES_MAX], local = {0};
	struct addrs list = {0};
	struct ipaddr own;
	struct records r;
	struct ref_file ask;
	enum answer answer;
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

	stage_enter();
	stage_files(&r, files);
	answer = moreipme_any_ours(&list, &own, &log);
	stage_leave();
	HOLDS(answer ==
	      ref_ours(asked, n, &local, ref_file(&r, "moreipme"), ref_file(&r, "notipme")));
	log_is_well_formed(stage_log(&len), len);
	stage_output(&len);
	HOLDS(len == 0);
	addrs_free(&list);
	records_free(&r);
	return 0;
}
