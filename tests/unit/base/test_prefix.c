/* Prefixes (base/ipaddr.h): doc/behaviour.md sections 3 and 4. */
#include "tests/unit/unit.h"

/* ---- parsing ---- */

static const struct {
	const char *text, *prefix;
} prefixes[] = {
	{"192.0.2.1", "192.0.2.1/32"},
	{"192.0.2.1/32", "192.0.2.1/32"},
	{"192.0.2.1/31", "192.0.2.0/31"},
	{"192.0.2.255/24", "192.0.2.0/24"},
	{"192.0.2.255/024", "192.0.2.0/24"},
	{"192.0.2.255/25", "192.0.2.128/25"},
	{"255.255.255.255/1", "128.0.0.0/1"},
	/* netmasks */
	{"192.0.2.77/255.255.255.255", "192.0.2.77/32"},
	{"192.0.2.77/255.255.255.0", "192.0.2.0/24"},
	{"192.0.2.77/255.255.254.0", "192.0.2.0/23"},
	{"192.0.2.77/128.0.0.0", "128.0.0.0/1"},
	/* IPv6 */
	{"2001:db8::1", "2001:db8::1/128"},
	{"2001:db8::1/128", "2001:db8::1/128"},
	{"2001:db8::1/127", "2001:db8::/127"},
	{"2001:db8:ffff:ffff::1/33", "2001:db8:8000::/33"},
	{"2001:db8:ffff:ffff::1/31", "2001:db8::/31"},
	{"ffff::/1", "8000::/1"},
	{"::/96", "::/96"},
	{"fe80::1%eth0/64", "fe80::/64"},
	/* IPv4-mapped: an IPv4 network if the prefix covers the whole mapping */
	{"::ffff:192.0.2.1", "192.0.2.1/32"},
	{"::ffff:192.0.2.1/128", "192.0.2.1/32"},
	{"::ffff:192.0.2.1/120", "192.0.2.0/24"},
	{"::ffff:255.0.0.0/97", "128.0.0.0/1"},
};

/* Parses a copy of text with a digit after it, where no NUL ends it. */
static enum prefix_text parse_prefix(struct prefix *p, const char *text, size_t len)
{
	char copy[64];

	ck_assert_uint_lt(len, sizeof(copy));
	memcpy(copy, text, len);
	copy[len] = '1';
	return prefix_parse(p, copy, len);
}

START_TEST(prefix)
{
	const char *text = prefixes[_i].text;
	char net[IPADDR_TEXT], whole[IPADDR_TEXT + 8];
	struct prefix p;

	ck_assert_int_eq(parse_prefix(&p, text, strlen(text)), PREFIX_OK);
	snprintf(whole, sizeof(whole), "%s/%u", ipaddr_print(net, &p.net), p.bits);
	ck_assert_str_eq(whole, prefixes[_i].prefix);
}
END_TEST

static const char *const everything[] = {
	"192.0.2.1/0", "0.0.0.0/0", "0.0.0.0/00", "192.0.2.77/0.0.0.0",
	"::/0", "2001:db8::/0", "::ffff:192.0.2.1/96",
};

static const char *const no_prefixes[] = {
	"", "/", "/8", "192.0.2.1/", "192.0.2.1/33", "192.0.2.1/128", "192.0.2.1/4294967328",
	"192.0.2.1/-1", "192.0.2.1/+8", "192.0.2.1/ 8", "192.0.2.1 /8", "192.0.2.1/8 ",
	"192.0.2.1/8x", "192.0.2.1/0x8", "192.0.2.1//8", "192.0.2.1/8/8", "192.0.2/24",
	"192.0.2./24", "mail.example/24", "192.0.2.\xb9/24",
	"192.0.2.77/255.0.255.0", "192.0.2.77/0.0.0.255", "192.0.2.77/255.255.255.256",
	"192.0.2.77/255.255.255", "192.0.2.77/255.255.255.",
	"2001:db8::1/129", "2001:db8::1/999", "2001:db8::1/", "2001:db8::1/-0",
	"2001:db8::1/255.255.255.0", "2001:db8::1/ffff::", "2001:db8::1/64%eth0",
	"[2001:db8::1]/64", "::ffff:192.0.2.1/129", "::ffff:192.0.2.1/95", "::ffff:192.0.2.1/0",
};

START_TEST(no_prefix)
{
	struct prefix p;

	for (int i = 0; i < LENGTH(everything); i++)
		ck_assert_msg(parse_prefix(&p, everything[i], strlen(everything[i])) ==
				      PREFIX_EVERYTHING,
			      "[%s]", everything[i]);
	for (int i = 0; i < LENGTH(no_prefixes); i++)
		ck_assert_msg(parse_prefix(&p, no_prefixes[i], strlen(no_prefixes[i])) ==
				      PREFIX_BAD,
			      "[%s]", no_prefixes[i]);
	ck_assert_int_eq(parse_prefix(&p, BYTES("192.0.2.1/8\0")), PREFIX_BAD);
	ck_assert_int_eq(parse_prefix(&p, BYTES("192.0.2.1\0/8")), PREFIX_BAD);
}
END_TEST

/* Every length: as many ones, from the left. */
START_TEST(prefix_lengths)
{
	static const struct {
		const char *address;
		unsigned bits;
	} families[] = {{"255.255.255.255", 32}, {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 128}};

	for (int f = 0; f < LENGTH(families); f++)
		for (unsigned bits = 1; bits <= families[f].bits; bits++) {
			char text[64];
			struct prefix p;
			unsigned ones = 0;

			snprintf(text, sizeof(text), "%s/%u", families[f].address, bits);
			ck_assert_int_eq(prefix_parse(&p, text, strlen(text)), PREFIX_OK);
			for (unsigned i = 0; i < 128; i++) {
				bool one = (p.net.octets[i / 8] & (0x80U >> i % 8)) != 0;

				ck_assert_msg(one == (i < bits), "%s: bit %u", text, i);
				ones += one;
			}
			ck_assert_uint_eq(ones, bits);
			ck_assert_uint_eq(p.bits, bits);
		}
}
END_TEST

/* Netmasks with one bit flipped: only the bits at the edge leave a netmask. */
START_TEST(netmasks)
{
	for (unsigned bits = 1; bits <= 32; bits++)
		for (unsigned wrong = 0; wrong <= 32; wrong++) {
			uint32_t mask = ~(uint32_t)0 << (32 - bits);
			enum prefix_text want = PREFIX_OK;
			char text[64];
			struct prefix p;

			if (wrong < 32) {
				mask ^= (uint32_t)1 << wrong;
				if (wrong + 1 != 32 - bits && wrong != 32 - bits)
					want = PREFIX_BAD;
				else if (mask == 0)
					want = PREFIX_EVERYTHING;
			}
			snprintf(text, sizeof(text), "192.0.2.1/%u.%u.%u.%u", mask >> 24,
				 mask >> 16 & 255, mask >> 8 & 255, mask & 255);
			ck_assert_msg(prefix_parse(&p, text, strlen(text)) == want, "%s", text);
		}
}
END_TEST

static const struct {
	const char *prefix, *ip;
	bool in;
} members[] = {
	{"192.0.2.1", "192.0.2.1", true},
	{"192.0.2.1", "192.0.2.2", false},
	{"192.0.2.1", "::ffff:192.0.2.1", true},
	{"::ffff:192.0.2.0/120", "192.0.2.200", true},
	{"192.0.2.0/24", "192.0.2.0", true},
	{"192.0.2.0/24", "192.0.2.255", true},
	{"192.0.2.0/24", "192.0.3.0", false},
	{"192.0.2.0/24", "192.0.1.255", false},
	{"192.0.2.99/24", "192.0.2.1", true},
	{"192.0.2.2/31", "192.0.2.3", true},
	{"192.0.2.2/31", "192.0.2.1", false},
	{"192.0.2.2/31", "192.0.2.4", false},
	{"127.0.0.0/8", "127.255.255.255", true},
	{"127.0.0.0/8", "128.0.0.0", false},
	{"128.0.0.0/1", "128.0.0.0", true},
	{"128.0.0.0/1", "127.255.255.255", false},
	{"2001:db8::/32", "2001:db8:ffff::1", true},
	{"2001:db8::/32", "2001:db9::", false},
	{"2001:db8::/33", "2001:db8:7fff::1", true},
	{"2001:db8::/33", "2001:db8:8000::1", false},
	{"2001:db8::1", "2001:db8::1%eth0", true},
	{"2001:db8::/127", "2001:db8::1", true},
	{"2001:db8::/127", "2001:db8::2", false},
	{"::/96", "192.0.2.1", false},
	{"::/96", "::192.0.2.1", true},
	{"::/1", "10.0.0.1", false},
	{"0.0.0.0/1", "::1", false},
	{"192.0.2.0/24", "", false},
	{"::/1", "", false},
};

START_TEST(contains)
{
	struct ipaddr ip = unit_ip(members[_i].ip);
	struct prefix p;

	ck_assert_int_eq(prefix_parse(&p, members[_i].prefix, strlen(members[_i].prefix)),
			 PREFIX_OK);
	ck_assert_msg(prefix_contains(&p, &ip) == members[_i].in, "%s in %s", members[_i].ip,
		      members[_i].prefix);
}
END_TEST

START_TEST(nothing_in_no_prefix)
{
	const struct prefix none = {.bits = 0};
	struct ipaddr ip = unit_ip("192.0.2.1"), no = {.family = FAMILY_NONE};

	ck_assert(!prefix_contains(&none, &ip));
	ck_assert(!prefix_contains(&none, &no));
}
END_TEST

/* ---- private addresses, and networks ---- */

/*
 * The ends of each network are in tests/cases/4-skip.tsv. Here: the neighbours of 0.0.0.0, the same
 * octets in the other family, and no address.
 */
static const struct {
	const char *ip;
	bool private_ip;
} privates[] = {
	{"10.0.0.1", true},	   {"0.0.0.0", true},	      {"::1", true},
	{"fe80::1%eth0", true},	   {"::ffff:10.0.0.1", true}, {"::ffff:0:0", true},
	{"0.255.255.255", false},  {"192.0.0.1", false},      {"224.0.0.1", false},
	{"::fffe:10.0.0.1", false}, {"::10.0.0.1", false},    {"a00:1::", false},
	{"7f00:1::", false},	   {"c0a8:1::", false},	      {"ff02::1", false},
	{"252.0.0.1", false},	   {"254.128.0.1", false},    {"", false},
};

START_TEST(is_private)
{
	struct ipaddr ip = unit_ip(privates[_i].ip);

	ck_assert_msg(ipaddr_private(&ip) == privates[_i].private_ip, "[%s]", privates[_i].ip);
}
END_TEST

/* The ends of each network, and their neighbours. */
static const struct {
	const char *first, *last; /* of the same scope */
	const char *before, *after; /* the addresses beside them, global */
	enum ip_scope scope;
} scopes[] = {
	{"127.0.0.0", "127.255.255.255", "126.255.255.255", "128.0.0.0", SCOPE_THIS_HOST},
	{"0.0.0.0", "::ffff:0:0", "255.255.255.255", "0.0.0.1", SCOPE_THIS_HOST},
	{"::", "::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::2", SCOPE_THIS_HOST},
	{"10.0.0.0", "10.255.255.255", "9.255.255.255", "11.0.0.0", SCOPE_SITE},
	{"172.16.0.0", "172.31.255.255", "172.15.255.255", "172.32.0.0", SCOPE_SITE},
	{"192.168.0.0", "192.168.255.255", "192.167.255.255", "192.169.0.0", SCOPE_SITE},
	{"169.254.0.0", "169.254.255.255", "169.253.255.255", "169.255.0.0", SCOPE_SITE},
	{"100.64.0.0", "100.127.255.255", "100.63.255.255", "100.128.0.0", SCOPE_SITE},
	{"fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	 "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe00::", SCOPE_SITE},
	{"fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	 "fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fec0::", SCOPE_SITE},
	/* documentation (Haraka's private addresses; not ours), IPv4 in IPv6, and no address */
	{"192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", SCOPE_GLOBAL},
	{"::127.0.0.1", "64:ff9b::127.0.0.1", "2002:7f00:1::", "7f00:1::", SCOPE_GLOBAL},
	{"", "", "ff02::1", "a00:1::", SCOPE_GLOBAL},
};

START_TEST(scope)
{
	const struct {
		const char *ip;
		enum ip_scope scope;
	} rows[] = {{scopes[_i].first, scopes[_i].scope},
		    {scopes[_i].last, scopes[_i].scope},
		    {scopes[_i].before, SCOPE_GLOBAL},
		    {scopes[_i].after, SCOPE_GLOBAL}};

	for (int i = 0; i < LENGTH(rows); i++) {
		const struct ipaddr ip = unit_ip(rows[i].ip);

		ck_assert_msg(ipaddr_scope(&ip) == rows[i].scope, "[%s]", rows[i].ip);
	}
}
END_TEST

/* IPv4 in IPv6. */
static const struct {
	const char *ip, *inside; /* "": none */
} embeddings[] = {
	{"::192.0.2.1", "192.0.2.1"},
	{"::127.0.0.1", "127.0.0.1"},
	{"::2", "0.0.0.2"},
	{"::255.255.255.255", "255.255.255.255"},
	{"::", ""},
	{"::1", ""},
	{"::1:0:0", ""},
	{"::fffe:c000:201", ""},
	{"64:ff9b::192.0.2.1", "192.0.2.1"},
	{"64:ff9b::", "0.0.0.0"},
	{"64:ff9b::1:192.0.2.1", ""},
	{"64:ff9b:1::192.0.2.1", ""}, /* RFC 8215: a network's own prefix is not known here */
	{"64:ff9c::192.0.2.1", ""},
	{"2002:c000:201::", "192.0.2.1"},
	{"2002:c000:201:ffff:ffff:ffff:ffff:ffff", "192.0.2.1"},
	{"2001:c000:201::", ""},
	{"2003:c000:201::", ""},
	{"192.0.2.1", ""},
	{"::ffff:192.0.2.1", ""}, /* IPv4 already */
	{"32.2.192.0", ""},
	{"0.0.0.0", ""},
	{"", ""},
};

START_TEST(embedded)
{
	const struct ipaddr ip = unit_ip(embeddings[_i].ip), inside = ipaddr_embedded(&ip);
	char text[IPADDR_TEXT];

	ck_assert_str_eq(inside.family == FAMILY_NONE ? "" : ipaddr_print(text, &inside),
			 embeddings[_i].inside);
}
END_TEST

static const struct {
	const char *a, *b;
	bool same;
} networks[] = {
	/* /24 */
	{"192.0.2.0", "192.0.2.0", true},
	{"192.0.2.0", "192.0.2.255", true},
	{"192.0.2.1", "192.0.1.255", false},
	{"192.0.2.255", "192.0.3.0", false},
	{"192.0.2.1", "192.1.2.1", false},
	{"192.0.2.1", "193.0.2.1", false},
	{"192.0.2.1", "64.0.2.1", false},
	{"0.0.0.0", "0.0.0.255", true},
	{"255.255.255.0", "255.255.255.255", true},
	/* /64 */
	{"2001:db8:0:1::", "2001:db8:0:1:ffff:ffff:ffff:ffff", true},
	{"2001:db8:0:1::1", "2001:db8:0:1::1", true},
	{"2001:db8:0:1::", "2001:db8:0:2::", false},
	{"2001:db8:0:1::", "2001:db8::ffff:ffff:ffff:ffff", false},
	{"2001:db8:0:1::1", "2001:db8:1:1::1", false},
	{"2001:db8:0:1::1", "a001:db8:0:1::1", false},
	{"::", "::1", true},
	/* an IPv4-mapped address is in IPv4's networks */
	{"::ffff:192.0.2.1", "192.0.2.9", true},
	{"::ffff:192.0.2.1", "::ffff:192.0.3.1", false},
	{"::ffff:192.0.2.1", "::1", false},
	/* two families: never */
	{"0.0.0.0", "::", false},
	{"192.0.2.1", "c000:201::", false},
	{"127.0.0.1", "::1", false},
	/* no address: never */
	{"", "", false},
	{"", "0.0.0.0", false},
	{"", "::", false},
};

START_TEST(same_network)
{
	struct ipaddr a = unit_ip(networks[_i].a), b = unit_ip(networks[_i].b);

	ck_assert_msg(ipaddr_same_network(&a, &b) == networks[_i].same, "[%s] [%s]", networks[_i].a,
		      networks[_i].b);
	ck_assert_msg(ipaddr_same_network(&b, &a) == networks[_i].same, "[%s] [%s]", networks[_i].b,
		      networks[_i].a);
}
END_TEST

/* Each single bit: those of the network make a difference, those of the host do not. */
START_TEST(network_bits)
{
	static const struct {
		const char *ip;
		unsigned octets, bits;
	} rows[] = {{"192.0.2.1", 4, 24}, {"2001:db8::1:2:3:4", 16, 64}};

	for (int i = 0; i < LENGTH(rows); i++)
		for (unsigned bit = 0; bit < 8 * rows[i].octets; bit++) {
			struct ipaddr a = unit_ip(rows[i].ip), b = a;

			b.octets[bit / 8] ^= (unsigned char)(0x80U >> bit % 8);
			ck_assert_msg(ipaddr_same_network(&a, &b) == (bit >= rows[i].bits),
				      "[%s] bit %u", rows[i].ip, bit);
		}
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, prefix, 0, LENGTH(prefixes));
	tcase_add_test(tests, no_prefix);
	tcase_add_test(tests, prefix_lengths);
	tcase_add_test(tests, netmasks);
	tcase_add_loop_test(tests, contains, 0, LENGTH(members));
	tcase_add_test(tests, nothing_in_no_prefix);
	tcase_add_loop_test(tests, is_private, 0, LENGTH(privates));
	tcase_add_loop_test(tests, scope, 0, LENGTH(scopes));
	tcase_add_loop_test(tests, embedded, 0, LENGTH(embeddings));
	tcase_add_loop_test(tests, same_network, 0, LENGTH(networks));
	tcase_add_test(tests, network_bits);
}

int main(void)
{
	return unit_main("prefix", add);
}
