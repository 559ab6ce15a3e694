/* reference: see reference.h. */
#include "reference.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

/* ---- addresses ---- */

static int digit(char c, int base)
{
	const char *all = "0123456789abcdef", *at;

	if (c >= 'A' && c <= 'F')
		c = (char)(c - 'A' + 'a');
	at = c != '\0' ? strchr(all, c) : NULL;
	return at != NULL && at - all < base ? (int)(at - all) : -1;
}

/* The number that all of text spells in 1 to most digits, or -1. */
static int number(const char *text, size_t len, int base, size_t most)
{
	int n = 0;

	if (len == 0 || len > most)
		return -1;
	for (size_t i = 0; i < len; i++) {
		if (digit(text[i], base) < 0)
			return -1;
		n = n * base + digit(text[i], base);
	}
	return n;
}

/* The length up to the next c, or to the end. */
static size_t until(const char *text, size_t len, char c)
{
	size_t i = 0;

	while (i < len && text[i] != c)
		i++;
	return i;
}

bool ref_ipv4(struct ref_address *a, const char *text, size_t len)
{
	*a = (struct ref_address){0};
	for (int i = 0; i < 4; i++) {
		size_t part = i < 3 ? until(text, len, '.') : len;
		int n = number(text, part, 10, 3);

		if (n < 0 || n > 255 || (i < 3 && part == len))
			return false;
		a->octets[i] = (unsigned char)n;
		text += part + (i < 3);
		len -= part + (i < 3);
	}
	a->bits = 32;
	return true;
}

/*
 * Groups separated by colons, the last of them an IPv4 address if dotted (without leading zeros, as
 * for inet_pton). Returns how many octets they are, or -1 if it is anything else.
 */
static int groups(unsigned char octets[16], const char *text, size_t len, bool dotted)
{
	int n = 0;

	while (len > 0) {
		size_t part = until(text, len, ':');
		struct ref_address v4;
		int group = number(text, part, 16, 4);

		if (group >= 0 && n <= 14) {
			octets[n++] = (unsigned char)(group >> 8);
			octets[n++] = (unsigned char)(group & 0xff);
		} else if (dotted && part == len && n <= 12 && ref_ipv4(&v4, text, len)) {
			for (size_t i = 0; i + 1 < len; i++)
				if (text[i] == '0' && digit(text[i + 1], 10) >= 0 &&
				    (i == 0 || text[i - 1] == '.'))
					return -1;
			memcpy(octets + n, v4.octets, 4);
			n += 4;
		} else {
			return -1;
		}
		if (part + 1 == len)
			return -1; /* a colon at the end */
		text += part + (part < len);
		len -= part + (part < len);
	}
	return n;
}

bool ref_ipv6(struct ref_address *a, const char *text, size_t len)
{
	const char *gap = NULL;
	unsigned char right[16], octets[16] = {0};
	bool mapped = true;
	int before, behind;

	*a = (struct ref_address){0};
	for (size_t i = 0; gap == NULL && i + 1 < len; i++)
		if (text[i] == ':' && text[i + 1] == ':')
			gap = text + i;
	if (gap == NULL) {
		if (groups(octets, text, len, true) != 16)
			return false;
	} else {
		size_t left = (size_t)(gap - text);

		before = groups(octets, text, left, false);
		behind = groups(right, gap + 2, len - left - 2, true);
		if (before < 0 || behind < 0 || before + behind > 14)
			return false;
		memcpy(octets + 16 - behind, right, (size_t)behind);
	}
	for (int i = 0; i < 12; i++)
		mapped = mapped && octets[i] == (i < 10 ? 0 : 0xff);
	memcpy(a->octets, mapped ? octets + 12 : octets, mapped ? 4 : 16);
	a->bits = mapped ? 32 : 128;
	return true;
}

bool ref_address(struct ref_address *a, const char *text, size_t len)
{
	size_t zone = until(text, len, '%');

	*a = (struct ref_address){0};
	return zone + 1 != len && (ref_ipv4(a, text, zone) || ref_ipv6(a, text, zone));
}

bool ref_same(const struct ref_address *a, const struct ref_address *b)
{
	return a->bits > 0 && a->bits == b->bits && memcmp(a->octets, b->octets, 16) == 0;
}

bool ref_is(const struct ref_address *a, const struct ipaddr *ip)
{
	unsigned bits = ip->family == FAMILY_IPV4 ? 32 : ip->family == FAMILY_IPV6 ? 128 : 0;

	return a->bits == bits && memcmp(a->octets, ip->octets, 16) == 0;
}

/* ---- prefixes ---- */

static bool bit(const struct ref_address *a, unsigned i)
{
	return (a->octets[i / 8] >> (7 - i % 8) & 1) != 0;
}

enum prefix_text ref_prefix(struct ref_prefix *p, const char *text, size_t len)
{
	size_t slash = until(text, len, '/');
	bool colon = until(text, slash, ':') < slash;
	struct ref_address mask;
	int n;

	if (!ref_address(&p->net, text, slash))
		return PREFIX_BAD;
	p->bits = p->net.bits;
	if (slash == len)
		return PREFIX_OK;
	text += slash + 1;
	len -= slash + 1;
	if (p->net.bits == 32 && ref_ipv4(&mask, text, len)) {
		for (p->bits = 0; p->bits < 32 && bit(&mask, p->bits);)
			p->bits++;
		for (unsigned i = p->bits; i < 32; i++)
			if (bit(&mask, i))
				return PREFIX_BAD;
	} else {
		n = number(text, len, 10, 3);
		if (n < 0 || n > (colon ? 128 : 32))
			return PREFIX_BAD;
		if (colon && p->net.bits == 32)
			n -= 96; /* IPv4-mapped: of all 128 bits */
		if (n < 0)
			return PREFIX_BAD;
		p->bits = (unsigned)n;
	}
	return p->bits == 0 ? PREFIX_EVERYTHING : PREFIX_OK;
}

bool ref_inside(const struct ref_prefix *p, const struct ref_address *a)
{
	if (p->net.bits != a->bits || a->bits == 0)
		return false;
	for (unsigned i = 0; i < p->bits; i++)
		if (bit(&p->net, i) != bit(a, i))
			return false;
	return true;
}

/* ---- names ---- */

static size_t undotted(const char *name, size_t len)
{
	return len > 0 && name[len - 1] == '.' ? len - 1 : len;
}

bool ref_askable(const char *name, size_t len)
{
	size_t label = 0;

	len = undotted(name, len);
	if (len == 0 || len > 253)
		return false;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)name[i];

		if (c <= 0x20 || c >= 0x7f || c == '\\')
			return false;
		if (c == '.' && label == 0)
			return false;
		label = c == '.' ? 0 : label + 1;
		if (label > 63)
			return false;
	}
	return label > 0;
}

bool ref_well_formed(const char *name, size_t len)
{
	static const char good[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
	size_t start = 0, digits = 0;

	if (!ref_askable(name, len))
		return false;
	len = undotted(name, len);
	for (size_t i = 0; i < len; i++) {
		if (strchr(good, name[i]) == NULL)
			return false;
		if (name[i] == '-' &&
		    (i == 0 || name[i - 1] == '.' || i + 1 == len || name[i + 1] == '.'))
			return false;
		if (name[i] == '.') {
			start = i + 1;
			digits = 0;
		}
		digits += digit(name[i], 10) >= 0;
	}
	return start > 0 && digits < len - start;
}

bool ref_same_name(const char *a, size_t a_len, const char *b, size_t b_len)
{
	a_len = undotted(a, a_len);
	b_len = undotted(b, b_len);
	return a_len > 0 && a_len == b_len && strncasecmp(a, b, a_len) == 0;
}

size_t ref_helo_length(const char *helo)
{
	size_t len = strlen(helo);

	while (len > 0 && (helo[len - 1] == ' ' || helo[len - 1] == '\t' || helo[len - 1] == '\r'))
		len--;
	return len;
}

enum helo_kind ref_helo_kind(struct ref_address *a, const char *helo, size_t len)
{
	bool brackets = len > 2 && helo[0] == '[' && helo[len - 1] == ']';
	const char *inner = brackets ? helo + 1 : helo;
	size_t inner_len = brackets ? len - 2 : len;
	bool tagged = inner_len > 5 && strncasecmp(inner, "ipv6:", 5) == 0;

	*a = (struct ref_address){0};
	if (len == 0)
		return HELO_NONE;
	if (tagged) {
		inner += 5;
		inner_len -= 5;
	}
	if (brackets) {
		if (tagged ? ref_ipv6(a, inner, inner_len) : ref_ipv4(a, inner, inner_len))
			return HELO_LITERAL;
		/* Beyond RFC 5321: IPv6 without the tag, and zones; but no IPv4 with the tag. */
		if ((!tagged || until(inner, inner_len, ':') < inner_len) &&
		    ref_address(a, inner, inner_len))
			return HELO_LOOSE_LITERAL;
	} else if (ref_address(a, inner, inner_len)) {
		return HELO_BARE_ADDRESS;
	}
	*a = (struct ref_address){0};
	return ref_askable(helo, len) ? HELO_NAME : HELO_IMPOSSIBLE;
}

/* ---- control files ---- */

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

enum ref_line ref_next_line(struct ref_file *f, const char **line, size_t *len)
{
	while (f->text != NULL && f->at < f->len) {
		const char *start = f->text + f->at;
		size_t whole = until(start, f->len - f->at, '\n'), n;

		f->at += whole + 1;
		f->lines++;
		if (whole >= 4096)
			return REF_BAD_LINE;
		if (f->lines == 1 && whole >= 3 && memcmp(start, "\xef\xbb\xbf", 3) == 0) {
			start += 3;
			whole -= 3;
		}
		n = until(start, whole, '#');
		while (n > 0 && blank(start[n - 1]))
			n--;
		while (n > 0 && blank(*start)) {
			start++;
			n--;
		}
		if (n == 0)
			continue;
		if (until(start, n, '\0') < n)
			return REF_BAD_LINE;
		*line = start;
		*len = n;
		return REF_LINE;
	}
	return REF_END;
}

/* The next entry of a line, separated by blanks or commas; false if there is none. */
static bool next_entry(const char **entry, size_t *entry_len, const char **rest, size_t *len)
{
	while (*len > 0 && strchr(" \t,", **rest) != NULL) {
		(*rest)++;
		(*len)--;
	}
	*entry = *rest;
	for (*entry_len = 0; *len > 0 && strchr(" \t,", **rest) == NULL; (*entry_len)++) {
		(*rest)++;
		(*len)--;
	}
	return *entry_len > 0;
}

/* `ADDRESS NETMASK`: two entries, which spell a network. Longer ones nobody writes. */
static bool with_netmask(struct ref_prefix *p, const char *line, size_t len)
{
	const char *entry[3];
	size_t entry_len[3], n = 0;
	char text[128];

	while (n < 3 && next_entry(&entry[n], &entry_len[n], &line, &len))
		n++;
	if (n != 2 || entry_len[0] > 40 || entry_len[1] > 40 ||
	    until(entry[1], entry_len[1], '.') == entry_len[1])
		return false;
	memcpy(text, entry[0], entry_len[0]);
	text[entry_len[0]] = '/';
	memcpy(text + entry_len[0] + 1, entry[1], entry_len[1]);
	return ref_prefix(p, text, entry_len[0] + 1 + entry_len[1]) == PREFIX_OK;
}

/* The longest prefix of a line that contains a, as below. */
static unsigned longest_in_line(const char *line, size_t len, const struct ref_address *a,
				bool single, bool *bad)
{
	unsigned best = 0, entries = 0;
	const char *entry, *rest = line;
	size_t entry_len, rest_len = len;
	struct ref_prefix p;

	if (with_netmask(&p, line, len))
		return ref_inside(&p, a) && (!single || p.bits == a->bits) ? p.bits + 1 : 0;
	while (next_entry(&entry, &entry_len, &rest, &rest_len))
		entries++;
	while (next_entry(&entry, &entry_len, &line, &len)) {
		if (ref_prefix(&p, entry, entry_len) != PREFIX_OK ||
		    (entries > 1 && entry_len >= 4 && memcmp(entry, "255.", 4) == 0))
			*bad = true;
		else if (ref_inside(&p, a) && (!single || p.bits == a->bits) && p.bits + 1 > best)
			best = p.bits + 1;
	}
	return best;
}

/*
 * The longest prefix of f that contains a: 1 + its bits, or 0; with single, only an entry that is
 * the address itself.
 */
static unsigned longest(struct ref_file f, const struct ref_address *a, bool single, bool *bad)
{
	unsigned best = 0;
	enum ref_line kind;
	const char *line;
	size_t len;

	while ((kind = ref_next_line(&f, &line, &len)) != REF_END) {
		unsigned in_line = 0;

		if (kind == REF_BAD_LINE)
			*bad = true;
		else
			in_line = longest_in_line(line, len, a, single, bad);
		if (in_line > best)
			best = in_line;
	}
	return best;
}

bool ref_this_host(const struct ref_address *a)
{
	static const char builtin[] = "127.0.0.0/8\n0.0.0.0\n::1\n::\n";
	const struct ref_file file = {.text = builtin, .len = sizeof(builtin) - 1};
	bool bad = false;

	return longest(file, a, false, &bad) > 0;
}

bool ref_site(const struct ref_address *a)
{
	static const char builtin[] = "10.0.0.0/8\n172.16.0.0/12\n192.168.0.0/16\n169.254.0.0/16\n"
				      "100.64.0.0/10\nfc00::/7\nfe80::/10\n";
	const struct ref_file file = {.text = builtin, .len = sizeof(builtin) - 1};
	bool bad = false;

	return longest(file, a, false, &bad) > 0;
}

struct ref_address ref_embedded(const struct ref_address *a)
{
	static const struct {
		const char *net;
		size_t at;
	} forms[] = {{"::/96", 12}, {"64:ff9b::/96", 12}, {"2002::/16", 2}};
	struct ref_address inside = {0};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct ref_prefix p;

		if (ref_prefix(&p, forms[i].net, strlen(forms[i].net)) != PREFIX_OK ||
		    !ref_inside(&p, a) || ref_this_host(a))
			continue;
		inside.bits = 32;
		memcpy(inside.octets, a->octets + forms[i].at, 4);
	}
	return inside;
}

/* The same as longest for what is ours without a file. */
static unsigned always_ours(const struct ref_address *a, bool this_host,
			    const struct ref_address *local)
{
	static const char builtin[] = "127.0.0.0/8\n0.0.0.0\n::1\n::\n";
	const struct ref_file file = {.text = builtin, .len = sizeof(builtin) - 1};
	bool bad = false;

	if (ref_same(a, local))
		return a->bits + 1;
	return this_host ? longest(file, a, false, &bad) : 0;
}

enum answer ref_ours(const struct ref_address *list, size_t n, bool this_host,
		     const struct ref_address *local, struct ref_file moreipme,
		     struct ref_file notipme)
{
	bool ours = false, suspect = false, bad = false, whatever = false;

	for (size_t i = 0; i < n; i++) {
		unsigned more = longest(moreipme, &list[i], false, &whatever);
		unsigned always = always_ours(&list[i], this_host, local);
		unsigned not_ours = longest(notipme, &list[i], false, &bad);

		more = always > more ? always : more;
		suspect = suspect || more > 0;
		ours = ours || more > not_ours;
	}
	return !suspect ? NO : bad ? UNKNOWN : ours ? YES : NO;
}

enum answer ref_lists(const struct ref_address *a, struct ref_file moreipme,
		      struct ref_file notipme)
{
	bool bad = false, whatever = false;
	unsigned more = longest(moreipme, a, true, &whatever);
	unsigned not_ours = longest(notipme, a, false, &bad);

	return more == 0 ? NO : bad ? UNKNOWN : more > not_ours ? YES : NO;
}
