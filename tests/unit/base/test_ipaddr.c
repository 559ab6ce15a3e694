/*
 * Addresses, and lists of them: doc/behaviour.md section 1, RFC 4291, RFC 5952. Prefixes are in
 * test_prefix.c; the fuzz target addresses compares both with an independent parser.
 */
#include "tests/unit/memory.h"
#include "tests/unit/unit.h"

/* A copy of text with a digit after it, where no NUL ends it. */
static const char *with_more(const char *text, size_t len)
{
	static char copy[256];

	ck_assert_uint_lt(len, sizeof(copy));
	memcpy(copy, text, len);
	copy[len] = '1';
	return copy;
}

/* ---- addresses ---- */

static const struct {
	const char *text, *printed;
} addresses[] = {
	/* IPv4: leading zeros are decimal */
	{"192.0.2.1", "192.0.2.1"},
	{"0.0.0.0", "0.0.0.0"},
	{"255.255.255.255", "255.255.255.255"},
	{"001.020.000.04", "1.20.0.4"},
	/* IPv6: every form of RFC 4291 section 2.2, printed as RFC 5952 wants it */
	{"::", "::"},
	{"::1", "::1"},
	{"1::", "1::"},
	{"2001:DB8::A", "2001:db8::a"},
	{"2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"},
	{"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
	{"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
	{"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
	{"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"},
	{"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
	{"1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"},
	{"64:ff9b::192.0.2.1", "64:ff9b::c000:201"},
	{"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
	/* IPv4-mapped: IPv4 from here on. Its relatives are not */
	{"::ffff:192.0.2.1", "192.0.2.1"},
	{"::FFFF:192.0.2.1", "192.0.2.1"},
	{"::ffff:c000:201", "192.0.2.1"},
	{"0:0:0:0:0:ffff:192.0.2.1", "192.0.2.1"},
	{"0000:0000:0000:0000:0000:ffff:255.255.255.255", "255.255.255.255"},
	{"::ffff:0:0", "0.0.0.0"},
	{"::ffff:0:192.0.2.1", "::ffff:0:c000:201"},
	{"::fffe:192.0.2.1", "::fffe:c000:201"},
	{"1::ffff:192.0.2.1", "1::ffff:c000:201"},
	/* a zone is dropped */
	{"fe80::1%eth0", "fe80::1"},
	{"fe80::1%25eth0", "fe80::1"},
	{"::ffff:192.0.2.1%eth0", "192.0.2.1"},
	{"192.0.2.1%eth0", "192.0.2.1"},
	{"fe80::1%an_interface_with_a_name_that_is_longer_than_any_address_can_be", "fe80::1"},
};

START_TEST(address)
{
	const char *text = addresses[_i].text;
	struct ipaddr ip = {.family = FAMILY_IPV6, .octets = {1, 2, 3}}, again;
	bool ipv6 = strchr(addresses[_i].printed, ':') != NULL;
	char printed[IPADDR_TEXT];

	ck_assert(ipaddr_parse(&ip, with_more(text, strlen(text)), strlen(text)));
	ck_assert_int_eq(ip.family, ipv6 ? FAMILY_IPV6 : FAMILY_IPV4);
	ck_assert_ptr_eq(ipaddr_print(printed, &ip), printed);
	ck_assert_str_eq(printed, addresses[_i].printed);
	ck_assert(ipaddr_parse(&again, printed, strlen(printed)) && ipaddr_equal(&ip, &again));
	for (size_t i = 4; i < sizeof(ip.octets); i++)
		ck_assert_msg(ipv6 || ip.octets[i] == 0, "octet %zu", i);
}
END_TEST

static const char *const no_addresses[] = {
	"", "256.0.2.1", "192.256.2.1", "192.0.256.1", "192.0.2.256", "192.0.2.999", "0192.0.2.1",
	"192.0.2.0001", "192.0.2.4294967297", "192.0.2.18446744073709551617", "192.0.2",
	"192.0.2.", "192.0.2.1.", "192.0.2.1.5", ".192.0.2.1", "192..2.1", "...", "127.1",
	"2130706433", "0x7f.0.0.1", "+1.2.3.4", "-1.2.3.4", "1.2.3.-4", "1.2.3.a", "1,2,3,4",
	" 192.0.2.1", "192.0.2.1 ", "192.0. 2.1", "192.0.2.1\r", "192.0.2.1\n", "192.0.2.\xb9",
	"192.0.2.1/32", "[192.0.2.1]", "192.0.2.1:53",
	":", ":::", "::1::", "1::2::3", ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "1:2:3:4:5:6:7",
	"1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "12345::", "::12345", "2001:db8::g",
	"2001:db8::-1", "2001:db8::0x1", "1:2:3:4:5:6:7:1.2.3.4", "1.2.3.4::", "::1.2.3",
	"::1.2.3.256", "::1.2.3.4:5", "2001:db8", " ::1", "::1 ", "::1\r", "::\xb2", "[::1]",
	"IPv6:::1", "::1/128", "::ffff:192.0.2.256", "::ffff:192.0.2",
	"00000000000000000000000000000000000000000000000::1",
	/* one, two and three bytes longer than the longest there is (45) */
	"0000:0000:0000:0000:0000:ffff:255.255.255.2555",
	"0000:0000:0000:0000:0000:ffff:255.255.255.25555",
	"0000:0000:0000:0000:0000:ffff:255.255.255.255555",
	"192.0.2.1%", "192.0.2%eth0", "fe80::1%", "%eth0", "%", "fe80::g%eth0",
};

static void assert_no_address(const char *text, size_t len)
{
	struct ipaddr ip = {.family = FAMILY_IPV6};

	ck_assert_msg(!ipaddr_parse(&ip, with_more(text, len), len), "[%s]", text);
	ck_assert_int_eq(ip.family, FAMILY_NONE);
}

START_TEST(no_address)
{
	for (int i = 0; i < LENGTH(no_addresses); i++)
		assert_no_address(no_addresses[i], strlen(no_addresses[i]));
	assert_no_address(BYTES("\0"));
	assert_no_address(BYTES("192.0.2.1\0"));
	assert_no_address(BYTES("192.0.2\0.1"));
	assert_no_address(BYTES("::1\0"));
	assert_no_address(BYTES("::\0001"));
	assert_no_address(BYTES("\0::1"));
}
END_TEST

/* In an address literal: one family, no zone. */
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

/* ---- lists ---- */

START_TEST(grows)
{
	struct ipaddr none = {.family = FAMILY_NONE}, ip = {.family = FAMILY_IPV4};
	struct addrs list = {0};

	ck_assert(!addrs_contain(&list, &ip));
	for (unsigned i = 0; i < 2000; i++) {
		ip.octets[2] = (unsigned char)(i >> 8);
		ip.octets[3] = (unsigned char)i;
		ck_assert(!addrs_contain(&list, &ip));
		ck_assert(addrs_add(&list, ip));
		ck_assert(addrs_contain(&list, &ip));
		ck_assert_uint_eq(list.count, i + 1);
	}
	ck_assert(!addrs_contain(&list, &none));
	ip.family = FAMILY_IPV6;
	ck_assert(!addrs_contain(&list, &ip));
	ip = unit_ip("::ffff:0.0.0.7");
	ck_assert(addrs_contain(&list, &ip));
	ck_assert(addrs_add(&list, none));
	ck_assert(!addrs_contain(&list, &none));
	addrs_free(&list);
	ck_assert(list.items == NULL && list.count == 0 && list.capacity == 0);
	addrs_free(&list);
}
END_TEST

/* Lists of all lengths after lists of all lengths, in order. */
START_TEST(add_all)
{
	for (unsigned before = 0; before < 20; before++)
		for (unsigned count = 0; count < 40; count++) {
			struct addrs list = {0}, more = {0};
			struct ipaddr ip = {.family = FAMILY_IPV4};

			for (unsigned i = 0; i < before + count; i++) {
				ip.octets[3] = (unsigned char)i;
				ck_assert(addrs_add(i < before ? &list : &more, ip));
			}
			ck_assert(addrs_add_all(&list, &more));
			ck_assert_uint_eq(list.count, before + count);
			ck_assert_uint_le(list.count, list.capacity);
			ck_assert_uint_eq(more.count, count);
			for (unsigned i = 0; i < list.count; i++)
				ck_assert_uint_eq(list.items[i].octets[3], i);
			addrs_free(&list);
			addrs_free(&more);
		}
}
END_TEST

/* Without memory a list stays as it was. */
START_TEST(without_memory)
{
	struct addrs list = {0}, more = {0};

	for (int i = 0; i < 5; i++) {
		ck_assert(addrs_add(&list, unit_ip("192.0.2.1")));
		ck_assert(addrs_add(&more, unit_ip("192.0.2.2")));
	}
	ck_assert_uint_lt(list.count, list.capacity);
	memory_is_out = true;
	while (list.count < list.capacity)
		ck_assert(addrs_add(&list, unit_ip("192.0.2.1")));
	ck_assert(!addrs_add(&list, unit_ip("192.0.2.3")));
	ck_assert(!addrs_add_all(&list, &more));
	ck_assert(addrs_add_all(&list, &(struct addrs){0}));
	ck_assert_uint_eq(list.count, list.capacity);
	for (size_t i = 0; i < list.count; i++)
		ck_assert_uint_eq(list.items[i].octets[3], 1);
	addrs_free(&list);
	ck_assert(!addrs_add(&list, unit_ip("192.0.2.3")));
	ck_assert(!addrs_add_all(&list, &more));
	ck_assert(list.items == NULL && list.count == 0 && list.capacity == 0);
	addrs_free(&more);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, address, 0, LENGTH(addresses));
	tcase_add_test(tests, no_address);
	tcase_add_loop_test(tests, one_family, 0, LENGTH(literals));
	tcase_add_test(tests, from_wire);
	tcase_add_test(tests, print_none);
	tcase_add_loop_test(tests, equal, 0, LENGTH(pairs));
	tcase_add_test(tests, grows);
	tcase_add_test(tests, add_all);
	tcase_add_test(tests, without_memory);
}

int main(void)
{
	return unit_main("ipaddr", add);
}
