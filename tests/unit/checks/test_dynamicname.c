/* The client's address in a name: BEHAVIOUR.md section 4, `dynamic`. */
#include "checks/dynamicname.h"

#include "tests/unit/unit.h"

static bool holds(const char *host, const char *ip)
{
	struct ipaddr client = unit_ip(ip);
	size_t len = strlen(host);
	char *copy = malloc(len > 0 ? len : 1); /* nothing behind it, not even a NUL */
	bool held;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, host, len);
	held = dynamicname_holds(copy, len, &client);
	free(copy);
	return held;
}

static const struct {
	const char *ip, *host;
	bool held;
} names[] = {
	/* ---- IPv4: the 3rd and 4th octet */
	{"192.0.213.45", "", false},
	{"192.0.213.45", "mail", false},
	{"192.0.213.45", "213-45", true},
	{"192.0.213.45", "45-213", true},
	{"192.0.213.45", "213.45", true},
	{"192.0.213.45", "host213x45y", true},
	{"192.0.213.45", "HOST213X45Y", true},
	{"192.0.213.45", "21345", true},
	{"192.0.213.45", "45213", true},
	{"192.0.213.45", "213", false},
	{"192.0.213.45", "45", false},
	{"192.0.213.45", "213-4-5", false},
	{"192.0.213.45", "21-3-45", false},
	{"192.0.213.45", "214-45", false},
	{"192.0.213.45", "213-44", false},
	/* as part of a longer number, too; leading zeros stand in nobody's way */
	{"192.0.213.45", "12131-4567", true},
	{"192.0.213.45", "0213-045", true},
	{"192.0.3.4", "mail34", true},
	{"192.0.3.4", "003-004", true},
	{"192.0.3.4", "a4b3", true},
	{"192.0.3.4", "33", false},
	{"192.0.3.4", "44", false},
	{"198.51.0.255", "255-0", true},
	{"198.51.0.255", "255-1", false},
	{"198.51.0.0", "0", false},
	{"198.51.0.0", "00", true},
	{"198.51.0.0", "a0b0c", true},
	/* ---- the 1st and 2nd, in the same way, but no other two */
	{"217.84.11.36", "217-84", true},
	{"217.84.11.36", "84-217", true},
	{"217.84.11.36", "217", false},
	{"217.84.11.36", "84", false},
	{"217.84.11.36", "84-11", false},
	{"217.84.11.36", "217-11", false},
	{"217.84.11.36", "217-36", false},
	{"217.84.11.36", "84-36", false},
	{"217.84.11.36", "11-36", true},
	{"217.84.11.36", "217-84-11-36", true},
	{"217.84.11.36", "36-11-84-217", true},
	/* ---- not overlapping: what is found first is cut out, and the ends are joined */
	{"192.0.12.12", "12", false},
	{"192.0.12.12", "112", false},
	{"192.0.12.12", "12-12", true},
	{"192.0.12.12", "1212", true},
	{"192.0.12.12", "1122", true},
	{"192.0.12.12", "121", false},
	{"192.0.12.23", "123", false},
	{"192.0.12.23", "1223", true},
	{"192.0.12.23", "1232", true},
	{"192.0.12.23", "2312", true},
	{"192.0.212.121", "2121", false},
	{"192.0.212.121", "21212", false},
	{"192.0.212.121", "212121", true},
	{"192.0.1.1", "1", false},
	{"192.0.1.1", "11", true},
	{"192.0.1.11", "11", false},
	{"192.0.1.11", "111", true},
	{"192.0.1.111", "111", false},
	{"192.0.11.1", "11", false},
	{"192.0.11.1", "111", true},
	/* the 4th at least as long as the 3rd: its last occurrence is cut out */
	{"192.0.12.121", "12121", true},
	{"192.0.12.121", "1212", false},
	{"192.0.12.121", "121", false},
	{"192.0.12.121", "121-12", true},
	{"192.0.12.121", "12-121", true},
	{"192.0.21.12", "12-1", false},
	{"192.0.21.12", "1221", true},
	{"192.0.21.12", "2112", true},
	{"192.0.21.12", "21212", true},
	/* cut the other one out, and it would be there: (12)1-2, 1(12)-2 */
	{"192.0.12.12", "121-2", false},
	/* else the first occurrence of the 3rd */
	{"192.0.121.12", "12121", false},
	{"192.0.121.12", "12112", true},
	{"192.0.121.12", "1212-1", false},
	{"192.0.121.12", "112121", true},
	{"192.0.121.12", "12-121", true},
	{"192.0.121.12", "121-12", true},
	{"192.0.121.1", "121", false},
	{"192.0.121.1", "1211", true},
	/* the same for the 1st and 2nd */
	{"12.121.250.251", "12121", true},
	{"121.12.250.251", "12121", false},
	{"121.12.250.251", "12112", true},
	{"12.12.250.251", "12", false},
	{"12.12.250.251", "1122", true},
	/* ---- the four hex pairs, each cut out in turn, in whatever order they stand */
	{"203.0.113.250", "cb0071fa", true},
	{"203.0.113.250", "CB0071FA", true},
	{"203.0.113.250", "Cb-00-71-fA", true},
	{"203.0.113.250", "fa7100cb", true},
	{"203.0.113.250", "71xcbyfaz00", true},
	{"203.0.113.250", "hcb0071fah", true},
	{"203.0.113.250", "cb0071f", false},
	{"203.0.113.250", "cb071fa", false},
	{"203.0.113.250", "cb00fa", false},
	{"203.0.113.250", "0071fa", false},
	{"203.0.113.250", "cb0071", false},
	{"203.0.113.250", "cb0071fb", false},
	{"203.0.113.250", "c-b0-07-1f-a", false},
	/* two digits each: 10 is 0a */
	{"10.11.12.13", "0a0b0c0d", true},
	{"10.11.12.13", "abcd", false},
	{"10.11.12.13", "a0b0c0d", false},
	/* one place is not two: aa aa, bb bb */
	{"170.170.187.187", "aabb", false},
	{"170.170.187.187", "aaabbb", false},
	{"170.170.187.187", "aaaabbbb", true},
	{"170.170.187.187", "aabbaabb", true},
	/* and the ends of what is cut out are joined: ab cd, with cc dd */
	{"205.171.204.221", "acdbccdd", true},
	{"205.171.204.221", "acdb", false},
	{"205.171.205.171", "acdbcdab", true},
	{"205.171.205.171", "acdcdbab", true},
	/* ---- an IPv4-mapped client is an IPv4 client */
	{"::ffff:203.0.113.250", "113-250", true},
	{"::ffff:203.0.113.250", "cb0071fa", true},
	{"::ffff:203.0.113.250", "ffff", false},

	/* ---- IPv6: the last 64 bits, as sixteen hex digits */
	{"2001:db8::a1:2:b3:4", "00a1000200b30004", true},
	{"2001:db8::a1:2:b3:4", "00A1000200B30004", true},
	{"2001:db8::a1:2:b3:4", "20010db80000000000a1000200b30004", true},
	{"2001:db8::a1:2:b3:4", "host00a1000200b30004end", true},
	{"2001:db8::a1:2:b3:4", "x-00a1000200b30004-y", true},
	{"2001:db8::a1:2:b3:4", "00a1000200b3000", false},
	{"2001:db8::a1:2:b3:4", "0a1000200b30004", false},
	{"2001:db8::a1:2:b3:4", "00a1000200b30005", false},
	{"2001:db8::a1:2:b3:4", "00a1000200b3-0004", false},
	{"2001:db8::a1:2:b3:4", "a12b34", false},
	{"2001:db8::a1:2:b3:4", "000400b3000200a1", false},
	{"2001:db8:a1:2::", "0000000000000000", true},
	{"2001:db8:a1:2::", "000000000000000", false},
	{"2001:db8::ffff:ffff:ffff:ffff", "ffffffffffffffff", true},
	/* as four groups parted by one separator each, leading zeros or not */
	{"2001:db8::a1:2:b3:4", "00a1-0002-00b3-0004", true},
	{"2001:db8::a1:2:b3:4", "00a1.0002.00b3.0004", true},
	{"2001:db8::a1:2:b3:4", "00a1_0002_00b3_0004", true},
	{"2001:db8::a1:2:b3:4", "00a1:0002:00b3:0004", true},
	{"2001:db8::a1:2:b3:4", "a1-2-b3-4", true},
	{"2001:db8::a1:2:b3:4", "a1.2.b3.4", true},
	{"2001:db8::a1:2:b3:4", "a1_2_b3_4", true},
	{"2001:db8::a1:2:b3:4", "a1:2:b3:4", true},
	{"2001:db8::a1:2:b3:4", "A1-2-B3-4", true},
	{"2001:db8::a1:2:b3:4", "2001-db8-0-0-a1-2-b3-4", true},
	{"2001:db8::a1:2:b3:4", "2001-0db8-0000-0000-00a1-0002-00b3-0004", true},
	{"2001:db8::a1:2:b3:4", "a1-2-b3-4.dyn", true},
	{"2001:db8::a1:2:b3:4", "dyn.a1-2-b3-4", true},
	{"2001:db8::a1:2:b3:4", "[2001:db8::a1:2:b3:4]", true},
	{"2001:db8:1:2::", "0-0-0-0", true},
	{"2001:db8:1:2::", "1-2-0-0-0-0", true},
	{"2001:db8::ffff:ffff:ffff:ffff", "ffff-ffff-ffff-ffff", true},
	{"2001:db8::ffff:ffff:ffff:ffff", "ffff-ffff-ffff", false},
	/* none, or two, are not one */
	{"2001:db8::a1:2:b3:4", "a1--2-b3-4", false},
	{"2001:db8::a1:2:b3:4", "a1-2--b3-4", false},
	{"2001:db8::a1:2:b3:4", "a1-2-b3--4", false},
	{"2001:db8::a1:2:b3:4", "a12-b3-4", false},
	{"2001:db8::a1:2:b3:4", "a1-2b3-4", false},
	{"2001:db8::a1:2:b3:4", "a1-2-b34", false},
	/* all four, in their order, each whole */
	{"2001:db8::a1:2:b3:4", "a1-2-b3", false},
	{"2001:db8::a1:2:b3:4", "2-b3-4", false},
	{"2001:db8::a1:2:b3:4", "4-b3-2-a1", false},
	{"2001:db8::a1:2:b3:4", "a1-2-b3-5", false},
	{"2001:db8::a1:2:b3:4", "a2-2-b3-4", false},
	{"2001:db8::a1:2:b3:4", "a1-3-b3-4", false},
	{"2001:db8::a1:2:b3:4", "a1-2-b4-4", false},
	{"2001:db8::a1:2:b3:4", "1a1-2-b3-4", false},
	{"2001:db8::a1:2:b3:4", "000a1-2-b3-4", false},
	{"2001:db8::a1:2:b3:4", "a1-2-b3-44", false},
	{"2001:db8::a1:2:b3:4", "a1-2-b3-40", false},
	{"2001:db8::a1:2:b3:4", "a1-2-b3-", false},
	{"2001:db8::a1:2:b3:4", "-2-b3-4", false},
	/* a first try that leads nowhere does not spoil the next */
	{"2001:db8::a1:2:b3:4", "a1-2-a1-2-b3-4", true},
	{"2001:db8::1:1:1:2", "1-1-1-1-1-2", true},
	{"2001:db8::1:1:1:2", "1-1-1-1-1-1", false},
	/* the first 64 bits say nothing, nor do the last 32 */
	{"2001:db8:a1:2::9", "2001-db8-a1-2", false},
	{"2001:db8:a1:2::9", "20010db800a10002", false},
	{"2001:db8::a1:2:b3:4", "00b30004", false},
	{"2001:db8::a1:2:b3:4", "b3-4", false},
	/* an IPv6 client has no octets in decimal */
	{"2001:db8::a1:2:b3:4", "32-1", false},
	{"2001:db8::a1:2:b3:4", "0-179-0-4", false},
	{"2001:db8::a1:2:b3:4", "", false},
	/* ---- no client */
	{"", "192-0-2-1", false},
	{"", "0-0-0-0", false},
	{"", "00000000", false},
	{"", "", false},
};

START_TEST(name)
{
	ck_assert_msg(holds(names[_i].host, names[_i].ip) == names[_i].held, "[%s] in [%s]",
		      names[_i].ip, names[_i].host);
}
END_TEST

/* Each octet by itself is looked for as it is written in decimal, and no other is found in its place. */
START_TEST(every_octet)
{
	for (int octet = 100; octet < 256; octet++) {
		char ip[32], host[32];

		snprintf(ip, sizeof(ip), "251.252.99.%d", octet);
		for (int other = 100; other < 256; other++) {
			snprintf(host, sizeof(host), "x%d-99", other);
			ck_assert_msg(holds(host, ip) == (other == octet), "[%s] in [%s]", ip,
				      host);
		}
	}
}
END_TEST

/* Only len bytes count, whatever stands behind them. */
START_TEST(length_counts)
{
	struct ipaddr ip = unit_ip("192.0.113.250");

	ck_assert(dynamicname_holds("113-250", 7, &ip));
	ck_assert(!dynamicname_holds("113-250", 6, &ip));
	ck_assert(!dynamicname_holds("113-250", 0, &ip));
	ip = unit_ip("2001:db8::1:2:3:4");
	ck_assert(dynamicname_holds("1-2-3-4", 7, &ip));
	ck_assert(!dynamicname_holds("1-2-3-4", 6, &ip));
	ck_assert(dynamicname_holds("1-2-3-45", 7, &ip));
}
END_TEST

/* Bytes that are no part of any host name, with the address among them. */
START_TEST(any_byte)
{
	struct ipaddr ip = unit_ip("192.0.113.250"), six = unit_ip("2001:db8::a1:2:b3:4");

	for (int b = 1; b < 256; b++) {
		char host[] = "113.250", none[] = "113.25", groups[] = "a1.2-b3-4";
		bool letter =
			(b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');

		host[3] = none[3] = groups[2] = (char)b;
		ck_assert_msg(dynamicname_holds(host, 7, &ip), "byte 0x%02x", b);
		ck_assert_msg(!dynamicname_holds(none, 6, &ip), "byte 0x%02x", b);
		ck_assert_msg(dynamicname_holds(groups, 9, &six) == !letter, "byte 0x%02x", b);
	}
}
END_TEST

/* What ends at 1024 bytes is seen; what ends behind them is not, and nothing is read behind it. */
static const struct {
	const char *ip, *tail;
} longs[] = {
	{"192.0.113.250", "113-250"},
	{"113.250.251.252", "250-113"},
	{"203.0.113.250", "cb0071fa"},
	{"2001:db8::a1:2:b3:4", "a1-2-b3-4"},
	{"2001:db8::a1:2:b3:4", "00a1000200b30004"},
};

START_TEST(long_host)
{
	const char *tail = longs[_i].tail;

	for (size_t len = 1000; len <= 1060; len++) {
		struct ipaddr ip = unit_ip(longs[_i].ip);
		char *host = malloc(len);

		ck_assert_ptr_nonnull(host);
		memset(host, 'x', len);
		memcpy(host + len - strlen(tail), tail, strlen(tail));
		ck_assert_msg(dynamicname_holds(host, len, &ip) == (len <= 1024), "%s: %zu bytes",
			      tail, len);
		free(host);
	}
}
END_TEST

/* However long: no time to speak of, also where every place could begin a match. */
START_TEST(very_long_host)
{
	static const char fills[] = {'x', '1', '-', '0', 'a'};
	struct ipaddr four = unit_ip("1.1.1.1"), six = unit_ip("2001:db8::1:1:1:2");
	size_t len = 1 << 20;
	char *host = malloc(len);

	ck_assert_ptr_nonnull(host);
	for (int i = 0; i < LENGTH(fills); i++) {
		memset(host, fills[i], len);
		ck_assert(dynamicname_holds(host, len, &four) == (fills[i] == '1'));
		ck_assert(!dynamicname_holds(host, len, &six));
	}
	for (size_t at = 0; at < len; at++)
		host[at] = at % 2 == 0 ? '1' : '-';
	ck_assert(!dynamicname_holds(host, len, &six));
	free(host);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, name, 0, LENGTH(names));
	tcase_add_test(tests, every_octet);
	tcase_add_test(tests, length_counts);
	tcase_add_test(tests, any_byte);
	tcase_add_loop_test(tests, long_host, 0, LENGTH(longs));
	tcase_add_test(tests, very_long_host);
}

int main(void)
{
	return unit_main("dynamicname", add);
}
