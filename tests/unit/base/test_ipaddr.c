/* Addresses and prefixes as numbers: BEHAVIOUR.md sections 1 and 3, RFC 4291, RFC 5952. */
#include "tests/unit/unit.h"

#include <stdint.h>

/* ---- addresses ---- */

static const struct {
	const char *text;
	size_t len;
	enum family family;
	const char *printed; /* NULL: no address */
} addresses[] = {
	/* IPv4: four numbers of one to three digits, up to 255 */
	{BYTES("192.0.2.1"), FAMILY_IPV4, "192.0.2.1"},
	{BYTES("0.0.0.0"), FAMILY_IPV4, "0.0.0.0"},
	{BYTES("255.255.255.255"), FAMILY_IPV4, "255.255.255.255"},
	{BYTES("001.020.000.04"), FAMILY_IPV4, "1.20.0.4"},
	{BYTES("010.010.010.010"), FAMILY_IPV4, "10.10.10.10"},
	{BYTES("256.0.2.1"), FAMILY_NONE, NULL},
	{BYTES("192.256.2.1"), FAMILY_NONE, NULL},
	{BYTES("192.0.256.1"), FAMILY_NONE, NULL},
	{BYTES("192.0.2.256"), FAMILY_NONE, NULL},
	{BYTES("192.0.2.999"), FAMILY_NONE, NULL},
	{BYTES("0192.0.2.1"), FAMILY_NONE, NULL},
	{BYTES("192.0.2.0001"), FAMILY_NONE, NULL},
	{BYTES("192.0.2.4294967297"), FAMILY_NONE, NULL},
	{BYTES("192.0.2.18446744073709551617"), FAMILY_NONE, NULL},
	{BYTES("192.0.2"), FAMILY_NONE, NULL},
	{BYTES("192.0.2."), FAMILY_NONE, NULL},
	{BYTES("192.0.2.1."), FAMILY_NONE, NULL},
	{BYTES("192.0.2.1.5"), FAMILY_NONE, NULL},
	{BYTES(".192.0.2.1"), FAMILY_NONE, NULL},
	{BYTES("192..2.1"), FAMILY_NONE, NULL},
	{BYTES("..."), FAMILY_NONE, NULL},
	{BYTES("127.1"), FAMILY_NONE, NULL},
	{BYTES("2130706433"), FAMILY_NONE, NULL},
	{BYTES("0x7f.0.0.1"), FAMILY_NONE, NULL},
	{BYTES("+1.2.3.4"), FAMILY_NONE, NULL},
	{BYTES("-1.2.3.4"), FAMILY_NONE, NULL},
	{BYTES("1.2.3.-4"), FAMILY_NONE, NULL},
	{BYTES("1.2.3.a"), FAMILY_NONE, NULL},
	{BYTES("1,2,3,4"), FAMILY_NONE, NULL},
	{BYTES(" 192.0.2.1"), FAMILY_NONE, NULL},
	{BYTES("192.0.2.1 "), FAMILY_NONE, NULL},
	{BYTES("192.0. 2.1"), FAMILY_NONE, NULL},
	{BYTES("192.0.2.1\r"), FAMILY_NONE, NULL},
	{BYTES("192.0.2.1\n"), FAMILY_NONE, NULL},
	{BYTES("192.0.2.1\0"), FAMILY_NONE, NULL},
	{BYTES("192.0.2\0.1"), FAMILY_NONE, NULL},
	{BYTES("192.0.2.\xb9"), FAMILY_NONE, NULL},
	{BYTES("192.0.2.1/32"), FAMILY_NONE, NULL},
	{BYTES("[192.0.2.1]"), FAMILY_NONE, NULL},
	{BYTES("192.0.2.1:53"), FAMILY_NONE, NULL},
	{BYTES(""), FAMILY_NONE, NULL},
	{BYTES("\0"), FAMILY_NONE, NULL},
	/* IPv6: every form of RFC 4291 section 2.2, printed as RFC 5952 wants it */
	{BYTES("::"), FAMILY_IPV6, "::"},
	{BYTES("::1"), FAMILY_IPV6, "::1"},
	{BYTES("2001:db8::1"), FAMILY_IPV6, "2001:db8::1"},
	{BYTES("2001:DB8::A"), FAMILY_IPV6, "2001:db8::a"},
	{BYTES("2001:0db8:0000:0000:0000:0000:0000:0001"), FAMILY_IPV6, "2001:db8::1"},
	{BYTES("2001:db8:0:0:1:0:0:1"), FAMILY_IPV6, "2001:db8::1:0:0:1"},
	{BYTES("2001:db8:0:1:1:1:1:1"), FAMILY_IPV6, "2001:db8:0:1:1:1:1:1"},
	{BYTES("2001:0:0:1:0:0:0:1"), FAMILY_IPV6, "2001:0:0:1::1"},
	{BYTES("1:2:3:4:5:6:7:8"), FAMILY_IPV6, "1:2:3:4:5:6:7:8"},
	{BYTES("1:2:3:4:5:6:7::"), FAMILY_IPV6, "1:2:3:4:5:6:7:0"},
	{BYTES("1::"), FAMILY_IPV6, "1::"},
	{BYTES("1:2:3:4:5:6:1.2.3.4"), FAMILY_IPV6, "1:2:3:4:5:6:102:304"},
	{BYTES("64:ff9b::192.0.2.1"), FAMILY_IPV6, "64:ff9b::c000:201"},
	{BYTES("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), FAMILY_IPV6,
	 "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
	{BYTES(":"), FAMILY_NONE, NULL},
	{BYTES(":::"), FAMILY_NONE, NULL},
	{BYTES("::1::"), FAMILY_NONE, NULL},
	{BYTES("1::2::3"), FAMILY_NONE, NULL},
	{BYTES(":1:2:3:4:5:6:7"), FAMILY_NONE, NULL},
	{BYTES("1:2:3:4:5:6:7:"), FAMILY_NONE, NULL},
	{BYTES("1:2:3:4:5:6:7"), FAMILY_NONE, NULL},
	{BYTES("1:2:3:4:5:6:7:8:9"), FAMILY_NONE, NULL},
	{BYTES("1:2:3:4:5:6:7:8::"), FAMILY_NONE, NULL},
	{BYTES("12345::"), FAMILY_NONE, NULL},
	{BYTES("::12345"), FAMILY_NONE, NULL},
	{BYTES("2001:db8::g"), FAMILY_NONE, NULL},
	{BYTES("2001:db8::-1"), FAMILY_NONE, NULL},
	{BYTES("2001:db8::0x1"), FAMILY_NONE, NULL},
	{BYTES("1:2:3:4:5:6:7:1.2.3.4"), FAMILY_NONE, NULL},
	{BYTES("1.2.3.4::"), FAMILY_NONE, NULL},
	{BYTES("::1.2.3"), FAMILY_NONE, NULL},
	{BYTES("::1.2.3.256"), FAMILY_NONE, NULL},
	{BYTES("::1.2.3.4:5"), FAMILY_NONE, NULL},
	{BYTES("2001:db8"), FAMILY_NONE, NULL},
	{BYTES(" ::1"), FAMILY_NONE, NULL},
	{BYTES("::1 "), FAMILY_NONE, NULL},
	{BYTES("::1\r"), FAMILY_NONE, NULL},
	{BYTES("::1\0"), FAMILY_NONE, NULL},
	{BYTES("::\0001"), FAMILY_NONE, NULL},
	{BYTES("\0::1"), FAMILY_NONE, NULL},
	{BYTES("::\xb2"), FAMILY_NONE, NULL},
	{BYTES("[::1]"), FAMILY_NONE, NULL},
	{BYTES("IPv6:::1"), FAMILY_NONE, NULL},
	{BYTES("::1/128"), FAMILY_NONE, NULL},
	{BYTES("00000000000000000000000000000000000000000000000::1"), FAMILY_NONE, NULL},
	/* a byte, two and three more than the longest there is (45) */
	{BYTES("0000:0000:0000:0000:0000:ffff:255.255.255.2555"), FAMILY_NONE, NULL},
	{BYTES("0000:0000:0000:0000:0000:ffff:255.255.255.25555"), FAMILY_NONE, NULL},
	{BYTES("0000:0000:0000:0000:0000:ffff:255.255.255.255555"), FAMILY_NONE, NULL},
	/* IPv4-mapped: IPv4 from here on. Its relatives are not */
	{BYTES("::ffff:192.0.2.1"), FAMILY_IPV4, "192.0.2.1"},
	{BYTES("::FFFF:192.0.2.1"), FAMILY_IPV4, "192.0.2.1"},
	{BYTES("::ffff:c000:201"), FAMILY_IPV4, "192.0.2.1"},
	{BYTES("0:0:0:0:0:ffff:192.0.2.1"), FAMILY_IPV4, "192.0.2.1"},
	{BYTES("0000:0000:0000:0000:0000:ffff:255.255.255.255"), FAMILY_IPV4, "255.255.255.255"},
	{BYTES("::ffff:0:0"), FAMILY_IPV4, "0.0.0.0"},
	{BYTES("::ffff:0:192.0.2.1"), FAMILY_IPV6, "::ffff:0:c000:201"},
	{BYTES("::fffe:192.0.2.1"), FAMILY_IPV6, "::fffe:c000:201"},
	{BYTES("1::ffff:192.0.2.1"), FAMILY_IPV6, "1::ffff:c000:201"},
	{BYTES("::ffff:192.0.2.256"), FAMILY_NONE, NULL},
	{BYTES("::ffff:192.0.2"), FAMILY_NONE, NULL},
	/* A zone is dropped */
	{BYTES("fe80::1%eth0"), FAMILY_IPV6, "fe80::1"},
	{BYTES("fe80::1%1"), FAMILY_IPV6, "fe80::1"},
	{BYTES("fe80::1%25eth0"), FAMILY_IPV6, "fe80::1"},
	{BYTES("::ffff:192.0.2.1%eth0"), FAMILY_IPV4, "192.0.2.1"},
	{BYTES("192.0.2.1%eth0"), FAMILY_IPV4, "192.0.2.1"},
	{BYTES("192.0.2.1%"), FAMILY_NONE, NULL},
	{BYTES("192.0.2%eth0"), FAMILY_NONE, NULL},
	{BYTES("fe80::1%an_interface_with_a_name_that_is_longer_than_any_address_can_be"),
	 FAMILY_IPV6, "fe80::1"},
	{BYTES("fe80::1%"), FAMILY_NONE, NULL},
	{BYTES("%eth0"), FAMILY_NONE, NULL},
	{BYTES("%"), FAMILY_NONE, NULL},
	{BYTES("fe80::g%eth0"), FAMILY_NONE, NULL},
};

START_TEST(address)
{
	struct ipaddr ip = {.family = FAMILY_IPV6, .octets = {1, 2, 3}}, again;
	char text[IPADDR_TEXT];
	bool ok = ipaddr_parse(&ip, addresses[_i].text, addresses[_i].len);

	ck_assert_msg(ok == (addresses[_i].printed != NULL), "[%s]", addresses[_i].text);
	ck_assert_msg(ip.family == addresses[_i].family, "[%s] is of family %d", addresses[_i].text,
		      (int)ip.family);
	if (!ok)
		return;
	ck_assert_str_eq(ipaddr_print(text, &ip), addresses[_i].printed);
	ck_assert(ipaddr_parse(&again, text, strlen(text)));
	ck_assert(ipaddr_equal(&ip, &again));
	for (size_t i = 4; i < sizeof(ip.octets); i++)
		ck_assert_msg(ip.family == FAMILY_IPV6 || ip.octets[i] == 0, "octet %zu", i);
}
END_TEST

/* What is behind len is not text: a table could not tell, so each row again without a NUL. */
START_TEST(address_needs_no_nul)
{
	for (int i = 0; i < LENGTH(addresses); i++) {
		size_t len = addresses[i].len;
		char *copy = malloc(len + 1);
		struct ipaddr ip;

		ck_assert_ptr_nonnull(copy);
		memcpy(copy, addresses[i].text, len);
		copy[len] = '1';
		ck_assert_msg(ipaddr_parse(&ip, copy, len) == (addresses[i].printed != NULL),
			      "[%s]", addresses[i].text);
		free(copy);
	}
}
END_TEST

/* What a literal may hold: one family, no zone. */
static const struct {
	const char *text;
	bool ipv4, ipv6;
} literals[] = {
	{"192.0.2.1", true, false},
	{"192.0.2.256", false, false},
	{"::ffff:192.0.2.1", false, true},
	{"2001:db8::1", false, true},
	{"fe80::1%eth0", false, false},
	{"::ffff:192.0.2.1%eth0", false, false},
	{"", false, false},
};

START_TEST(one_family)
{
	const char *text = literals[_i].text;
	struct ipaddr ip = {.family = FAMILY_IPV6};

	ck_assert(ipaddr_parse_ipv4(&ip, text, strlen(text)) == literals[_i].ipv4);
	ck_assert_int_eq(ip.family, literals[_i].ipv4 ? FAMILY_IPV4 : FAMILY_NONE);
	ip.family = FAMILY_IPV6;
	ck_assert(ipaddr_parse_ipv6(&ip, text, strlen(text)) == literals[_i].ipv6);
	ck_assert((ip.family != FAMILY_NONE) == literals[_i].ipv6);
}
END_TEST

START_TEST(from_wire)
{
	static const struct {
		unsigned char octets[16];
		enum family family;
		const char *printed;
	} rows[] = {
		{{192, 0, 2, 1}, FAMILY_IPV4, "192.0.2.1"},
		{{0x20, 1, 0xd, 0xb8, [15] = 1}, FAMILY_IPV6, "2001:db8::1"},
		{{[10] = 0xff, 0xff, 192, 0, 2, 1}, FAMILY_IPV6, "192.0.2.1"},
		{{[9] = 1, 0xff, 0xff, 192, 0, 2, 1}, FAMILY_IPV6, "::1:ffff:c000:201"},
		{{0}, FAMILY_IPV6, "::"},
	};

	for (int i = 0; i < LENGTH(rows); i++) {
		struct ipaddr ip = ipaddr_from_wire(rows[i].octets, rows[i].family);
		char text[IPADDR_TEXT];

		ck_assert_str_eq(ipaddr_print(text, &ip), rows[i].printed);
	}
}
END_TEST

START_TEST(print_none)
{
	const struct ipaddr none = {.family = FAMILY_NONE};
	char text[IPADDR_TEXT];

	ck_assert_str_eq(ipaddr_print(text, &none), "unknown");
	ck_assert_ptr_eq(ipaddr_print(text, &none), text);
}
END_TEST

static const struct {
	const char *a, *b;
	bool equal;
} pairs[] = {
	{"192.0.2.1", "192.0.2.1", true},
	{"192.0.2.1", "192.0.2.2", false},
	{"192.0.2.1", "::ffff:192.0.2.1", true},
	{"192.0.2.1", "::192.0.2.1", false},
	{"010.0.0.1", "10.0.0.1", true},
	{"2001:db8::1", "2001:0DB8:0:0:0:0:0:1", true},
	{"2001:db8::1", "2001:db8::1%eth0", true},
	{"2001:db8::1", "2001:db8::1:1", false},
	{"0.0.0.0", "::", false},
	{"127.0.0.1", "::1", false},
	{"", "", false},
	{"", "::", false},
	{"", "0.0.0.0", false},
};

START_TEST(equal)
{
	struct ipaddr a = unit_ip(pairs[_i].a), b = unit_ip(pairs[_i].b);

	ck_assert(ipaddr_equal(&a, &b) == pairs[_i].equal);
	ck_assert(ipaddr_equal(&b, &a) == pairs[_i].equal);
}
END_TEST

/* ---- prefixes ---- */

static const struct {
	const char *text;
	size_t len;
	enum prefix_text is;
	const char *net;
	unsigned bits;
} prefixes[] = {
	{BYTES("192.0.2.1"), PREFIX_OK, "192.0.2.1", 32},
	{BYTES("192.0.2.1/32"), PREFIX_OK, "192.0.2.1", 32},
	{BYTES("192.0.2.1/31"), PREFIX_OK, "192.0.2.0", 31},
	{BYTES("192.0.2.255/24"), PREFIX_OK, "192.0.2.0", 24},
	{BYTES("192.0.2.255/25"), PREFIX_OK, "192.0.2.128", 25},
	{BYTES("255.255.255.255/1"), PREFIX_OK, "128.0.0.0", 1},
	{BYTES("192.0.2.1/0"), PREFIX_EVERYTHING, NULL, 0},
	{BYTES("0.0.0.0/0"), PREFIX_EVERYTHING, NULL, 0},
	{BYTES("0.0.0.0/00"), PREFIX_EVERYTHING, NULL, 0},
	{BYTES("192.0.2.1/33"), PREFIX_BAD, NULL, 0},
	{BYTES("192.0.2.1/128"), PREFIX_BAD, NULL, 0},
	{BYTES("192.0.2.1/4294967328"), PREFIX_BAD, NULL, 0},
	{BYTES("192.0.2.1/-1"), PREFIX_BAD, NULL, 0},
	{BYTES("192.0.2.1/+8"), PREFIX_BAD, NULL, 0},
	{BYTES("192.0.2.1/ 8"), PREFIX_BAD, NULL, 0},
	{BYTES("192.0.2.1 /8"), PREFIX_BAD, NULL, 0},
	{BYTES("192.0.2.1/8 "), PREFIX_BAD, NULL, 0},
	{BYTES("192.0.2.1/8x"), PREFIX_BAD, NULL, 0},
	{BYTES("192.0.2.1/0x8"), PREFIX_BAD, NULL, 0},
	{BYTES("192.0.2.1/"), PREFIX_BAD, NULL, 0},
	{BYTES("192.0.2.1//8"), PREFIX_BAD, NULL, 0},
	{BYTES("192.0.2.1/8/8"), PREFIX_BAD, NULL, 0},
	{BYTES("192.0.2.1/8\0"), PREFIX_BAD, NULL, 0},
	{BYTES("192.0.2.1\0/8"), PREFIX_BAD, NULL, 0},
	{BYTES("/8"), PREFIX_BAD, NULL, 0},
	{BYTES("/"), PREFIX_BAD, NULL, 0},
	{BYTES(""), PREFIX_BAD, NULL, 0},
	{BYTES("192.0.2/24"), PREFIX_BAD, NULL, 0},
	{BYTES("192.0.2./24"), PREFIX_BAD, NULL, 0},
	{BYTES("mail.example/24"), PREFIX_BAD, NULL, 0},
	{BYTES("192.0.2.\xb9/24"), PREFIX_BAD, NULL, 0},
	/* dotted netmasks: ones on the left, zeros on the right */
	{BYTES("192.0.2.77/255.255.255.255"), PREFIX_OK, "192.0.2.77", 32},
	{BYTES("192.0.2.77/255.255.255.254"), PREFIX_OK, "192.0.2.76", 31},
	{BYTES("192.0.2.77/255.255.255.0"), PREFIX_OK, "192.0.2.0", 24},
	{BYTES("192.0.2.77/255.255.254.0"), PREFIX_OK, "192.0.2.0", 23},
	{BYTES("192.0.2.77/255.255.0.0"), PREFIX_OK, "192.0.0.0", 16},
	{BYTES("192.0.2.77/128.0.0.0"), PREFIX_OK, "128.0.0.0", 1},
	{BYTES("192.0.2.77/0.0.0.0"), PREFIX_EVERYTHING, NULL, 0},
	{BYTES("192.0.2.77/255.0.255.0"), PREFIX_BAD, NULL, 0},
	{BYTES("192.0.2.77/255.255.255.253"), PREFIX_BAD, NULL, 0},
	{BYTES("192.0.2.77/0.0.0.255"), PREFIX_BAD, NULL, 0},
	{BYTES("192.0.2.77/127.255.255.255"), PREFIX_BAD, NULL, 0},
	{BYTES("192.0.2.77/255.255.255.256"), PREFIX_BAD, NULL, 0},
	{BYTES("192.0.2.77/255.255.255"), PREFIX_BAD, NULL, 0},
	{BYTES("192.0.2.77/255.255.255."), PREFIX_BAD, NULL, 0},
	/* IPv6 */
	{BYTES("2001:db8::1"), PREFIX_OK, "2001:db8::1", 128},
	{BYTES("2001:db8::1/128"), PREFIX_OK, "2001:db8::1", 128},
	{BYTES("2001:db8::1/127"), PREFIX_OK, "2001:db8::", 127},
	{BYTES("2001:db8:ffff:ffff::1/33"), PREFIX_OK, "2001:db8:8000::", 33},
	{BYTES("2001:db8:ffff:ffff::1/32"), PREFIX_OK, "2001:db8::", 32},
	{BYTES("2001:db8:ffff:ffff::1/31"), PREFIX_OK, "2001:db8::", 31},
	{BYTES("ffff::/1"), PREFIX_OK, "8000::", 1},
	{BYTES("::/96"), PREFIX_OK, "::", 96},
	{BYTES("fe80::1%eth0/64"), PREFIX_OK, "fe80::", 64},
	{BYTES("::/0"), PREFIX_EVERYTHING, NULL, 0},
	{BYTES("2001:db8::/0"), PREFIX_EVERYTHING, NULL, 0},
	{BYTES("2001:db8::1/129"), PREFIX_BAD, NULL, 0},
	{BYTES("2001:db8::1/999"), PREFIX_BAD, NULL, 0},
	{BYTES("2001:db8::1/"), PREFIX_BAD, NULL, 0},
	{BYTES("2001:db8::1/-0"), PREFIX_BAD, NULL, 0},
	{BYTES("2001:db8::1/255.255.255.0"), PREFIX_BAD, NULL, 0},
	{BYTES("2001:db8::1/ffff::"), PREFIX_BAD, NULL, 0},
	{BYTES("2001:db8::1/64%eth0"), PREFIX_BAD, NULL, 0},
	{BYTES("[2001:db8::1]/64"), PREFIX_BAD, NULL, 0},
	/* IPv4-mapped: an IPv4 network when all of the mapping lies in the prefix */
	{BYTES("::ffff:192.0.2.1"), PREFIX_OK, "192.0.2.1", 32},
	{BYTES("::ffff:192.0.2.1/128"), PREFIX_OK, "192.0.2.1", 32},
	{BYTES("::ffff:192.0.2.1/127"), PREFIX_OK, "192.0.2.0", 31},
	{BYTES("::ffff:192.0.2.1/120"), PREFIX_OK, "192.0.2.0", 24},
	{BYTES("::ffff:255.0.0.0/97"), PREFIX_OK, "128.0.0.0", 1},
	{BYTES("::ffff:192.0.2.1/129"), PREFIX_BAD, NULL, 0},
};

START_TEST(prefix)
{
	const char *text = prefixes[_i].text;
	struct prefix p;
	char net[IPADDR_TEXT];

	ck_assert_msg(prefix_parse(&p, text, prefixes[_i].len) == prefixes[_i].is, "[%s]", text);
	if (prefixes[_i].is != PREFIX_OK)
		return;
	ck_assert_str_eq(ipaddr_print(net, &p.net), prefixes[_i].net);
	ck_assert_msg(p.bits == prefixes[_i].bits, "[%s]: %u bits", text, p.bits);
}
END_TEST

/* Every length there is, against numbers: bits ones on the left. */
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

/* Every netmask of one wrong bit: only those that move the edge by one are masks. */
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

/* The first and the last address of each net, and those before and after them. */
static const struct {
	const char *ip;
	bool private;
} privates[] = {
	/* RFC 1918 */
	{"9.255.255.255", false},
	{"10.0.0.0", true},
	{"10.255.255.255", true},
	{"11.0.0.0", false},
	{"172.15.255.255", false},
	{"172.16.0.0", true},
	{"172.31.255.255", true},
	{"172.32.0.0", false},
	{"192.167.255.255", false},
	{"192.168.0.0", true},
	{"192.168.255.255", true},
	{"192.169.0.0", false},
	/* loopback */
	{"126.255.255.255", false},
	{"127.0.0.0", true},
	{"127.0.0.1", true},
	{"127.255.255.255", true},
	{"128.0.0.0", false},
	/* link-local */
	{"169.253.255.255", false},
	{"169.254.0.0", true},
	{"169.254.255.255", true},
	{"169.255.0.0", false},
	/* the documentation nets */
	{"192.0.1.255", false},
	{"192.0.2.0", true},
	{"192.0.2.255", true},
	{"192.0.3.0", false},
	{"198.51.99.255", false},
	{"198.51.100.0", true},
	{"198.51.100.255", true},
	{"198.51.101.0", false},
	{"203.0.112.255", false},
	{"203.0.113.0", true},
	{"203.0.113.255", true},
	{"203.0.114.0", false},
	/* 0.0.0.0, and nothing else of its net */
	{"0.0.0.0", true},
	{"0.0.0.1", false},
	{"0.255.255.255", false},
	/* what is none of these */
	{"1.1.1.1", false},
	{"100.64.0.1", false},
	{"192.0.0.1", false},
	{"198.18.0.1", false},
	{"224.0.0.1", false},
	{"255.255.255.255", false},
	/* written as IPv4-mapped IPv6 */
	{"::ffff:10.0.0.1", true},
	{"::ffff:9.255.255.255", false},
	{"::ffff:0:0", true},
	{"::fffe:10.0.0.1", false},
	/* IPv6 */
	{"::", true},
	{"::1", true},
	{"::2", false},
	{"::10.0.0.1", false},
	{"fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false},
	{"fe80::", true},
	{"fe80::1%eth0", true},
	{"febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", true},
	{"fec0::", false},
	{"fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false},
	{"fc00::", true},
	{"fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", true},
	{"fe00::", false},
	{"2001:db8::1", false},
	{"2a00:1450:4001::1", false},
	{"ff02::1", false},
	{"a00:1::", false},
	{"7f00:1::", false},
	/* none at all */
	{"", false},
};

START_TEST(is_private)
{
	struct ipaddr ip = unit_ip(privates[_i].ip);

	ck_assert_msg(ipaddr_private(&ip) == privates[_i].private, "[%s]", privates[_i].ip);
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
	/* an IPv4-mapped address is of IPv4's nets */
	{"::ffff:192.0.2.1", "192.0.2.9", true},
	{"::ffff:192.0.2.1", "::ffff:192.0.3.1", false},
	{"::ffff:192.0.2.1", "::1", false},
	/* of two families: never */
	{"0.0.0.0", "::", false},
	{"192.0.2.1", "c000:201::", false},
	{"127.0.0.1", "::1", false},
	/* none is in no net, not even in that of none */
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

/* Each bit of the address by itself: those of the network part them, those behind it do not. */
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

/* ---- lists ---- */

START_TEST(grows)
{
	struct ipaddr none = {.family = FAMILY_NONE}, ip = {.family = FAMILY_IPV4};
	struct addrs list = {0};

	ck_assert(!addrs_hold(&list, &ip));
	for (unsigned i = 0; i < 2000; i++) {
		ip.octets[2] = (unsigned char)(i >> 8);
		ip.octets[3] = (unsigned char)i;
		ck_assert(!addrs_hold(&list, &ip));
		ck_assert(addrs_add(&list, ip));
		ck_assert(addrs_hold(&list, &ip));
		ck_assert_uint_eq(list.count, i + 1);
	}
	ck_assert(!addrs_hold(&list, &none));
	ip.family = FAMILY_IPV6;
	ck_assert(!addrs_hold(&list, &ip));
	ip = unit_ip("::ffff:0.0.0.7");
	ck_assert(addrs_hold(&list, &ip));
	ck_assert(addrs_add(&list, none));
	ck_assert(!addrs_hold(&list, &none));
	addrs_free(&list);
	ck_assert(list.at == NULL && list.count == 0 && list.room == 0);
	addrs_free(&list);
}
END_TEST

/* A list so long that no memory can hold one more. */
START_TEST(without_memory)
{
	size_t full = SIZE_MAX / sizeof(struct ipaddr);
	struct addrs list = {.count = full, .room = full};

	ck_assert(!addrs_add(&list, unit_ip("192.0.2.1")));
	ck_assert(list.at == NULL && list.count == full && list.room == full);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, address, 0, LENGTH(addresses));
	tcase_add_test(tests, address_needs_no_nul);
	tcase_add_loop_test(tests, one_family, 0, LENGTH(literals));
	tcase_add_test(tests, from_wire);
	tcase_add_test(tests, print_none);
	tcase_add_loop_test(tests, equal, 0, LENGTH(pairs));
	tcase_add_loop_test(tests, prefix, 0, LENGTH(prefixes));
	tcase_add_test(tests, prefix_lengths);
	tcase_add_test(tests, netmasks);
	tcase_add_loop_test(tests, contains, 0, LENGTH(members));
	tcase_add_test(tests, nothing_in_no_prefix);
	tcase_add_loop_test(tests, is_private, 0, LENGTH(privates));
	tcase_add_loop_test(tests, same_network, 0, LENGTH(networks));
	tcase_add_test(tests, network_bits);
	tcase_add_test(tests, grows);
	if (!UNIT_ASAN) /* which ends the program there */
		tcase_add_test(tests, without_memory);
}

int main(void)
{
	return unit_main("ipaddr", add);
}
