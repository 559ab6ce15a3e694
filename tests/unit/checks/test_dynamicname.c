/* The client's address in a name: doc/behaviour.md section 4; more in tests/cases/4-dynamic.tsv. */
#include "checks/dynamicname.h"

#include "tests/unit/unit.h"

static bool contains(const char *host, size_t len, const char *ip)
{
	struct ipaddr client = unit_ip(ip);
	char *copy = malloc(len > 0 ? len : 1); /* nothing behind it, not even a NUL */
	bool contained;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, host, len);
	contained = dynamicname_contains(copy, len, &client);
	free(copy);
	return contained;
}

/* For each address the names that contain it and those that do not, separated by blanks. */
static const struct {
	const char *ip, *yes, *no;
} names[] = {
	/* the 3rd and 4th octet, also in longer numbers */
	{"192.0.213.45", "213-45 45-213 HOST213X45Y 21345 12131-4567 0213-045",
	 "mail 213 45 213-4-5 21-3-45 214-45 213-44"},
	{"192.0.3.4", "mail34 a4b3", "33 44"},
	{"198.51.0.0", "00 a0b0c", "0"},
	/* the 1st and 2nd, but no other two */
	{"217.84.11.36", "217-84 84-217 11-36", "217 84 84-11 217-11 217-36 84-36"},
	/* not overlapping: what is found first is removed, and the ends are joined */
	{"192.0.12.12", "12-12 1212 1122", "12 112 121 121-2"},
	{"192.0.12.23", "1223 1232 2312", "123"},
	{"192.0.212.121", "212121", "2121 21212"},
	{"192.0.1.11", "111", "11"},
	{"192.0.11.1", "111", "11"},
	/* the 4th at least as long as the 3rd: its last occurrence */
	{"192.0.12.121", "12121 121-12 12-121", "1212 121"},
	{"192.0.21.12", "1221 2112 21212", "12-1"},
	/* else the first of the 3rd; the same for the 1st and 2nd */
	{"192.0.121.12", "12112 112121 12-121 121-12", "12121 1212-1"},
	{"12.121.250.251", "12121", "1212"},
	{"121.12.250.251", "12112", "12121"},
	/* the four hex pairs in any order, each removed in turn */
	{"203.0.113.250", "cb0071fa CB0071FA Cb-00-71-fA fa7100cb hcb0071fah",
	 "cb0071f cb071fa cb00fa 0071fa cb0071 cb0071fb c-b0-07-1f-a"},
	{"10.11.12.13", "0a0b0c0d", "abcd a0b0c0d"},
	{"170.170.187.187", "aaaabbbb aabbaabb", "aabb aaabbb"},
	{"205.171.204.221", "acdbccdd", "acdb"}, /* what is removed joins the ends */
	{"::ffff:203.0.113.250", "113-250 cb0071fa", "ffff"},
	/* IPv6: the last 64 bits as sixteen digits, or as groups with one separator each */
	{"2001:db8::a1:2:b3:4",
	 "00a1000200b30004 H00A1000200B30004X 00a1-0002-00b3-0004 a1.2.b3.4 A1_2:b3-4 "
	 "2001-db8-0-0-a1-2-b3-4 [2001:db8::a1:2:b3:4] a1-2-a1-2-b3-4",
	 "00a1000200b3000 0a1000200b30004 00a1000200b30005 00a1000200b3-0004 a12b34 b3-4 00b30004 "
	 "000400b3000200a1 a1--2-b3-4 a1-2-b3--4 a12-b3-4 a1-2b3-4 a1-2-b34 a1-2-b3 2-b3-4 "
	 "4-b3-2-a1 a1-2-b3-5 a2-2-b3-4 a1-3-b3-4 a1-2-b4-4 1a1-2-b3-4 000a1-2-b3-4 a1-2-b3-40 "
	 "a1-2-b3- -2-b3-4 32-1 0-179-0-4"},
	{"2001:db8:a1:2::", "0000000000000000 0-0-0-0 a1-2-0-0-0-0",
	 "000000000000000 2001-db8-a1-2"},
	{"2001:db8::ffff:ffff:ffff:ffff", "ffff-ffff-ffff-ffff", "ffff-ffff-ffff"},
	{"2001:db8::1:1:1:2", "1-1-1-1-1-2", "1-1-1-1-1-1"},
	/* no client */
	{"", "", "192-0-2-1 0-0-0-0 00000000"},
};

static void assert_each(const char *hosts, const char *ip, bool contained)
{
	for (size_t len; *(hosts += strspn(hosts, " ")) != '\0'; hosts += len) {
		len = strcspn(hosts, " ");
		ck_assert_msg(contains(hosts, len, ip) == contained, "[%s] in [%.*s]", ip, (int)len,
			      hosts);
	}
}

START_TEST(name)
{
	assert_each(names[_i].yes, names[_i].ip, true);
	assert_each(names[_i].no, names[_i].ip, false);
	ck_assert(!contains("", 0, names[_i].ip));
}
END_TEST

/* Each octet is searched for as it is written in decimal, and no other is found in its place. */
START_TEST(every_octet)
{
	for (int octet = 100; octet < 256; octet++) {
		char ip[32], host[32];

		snprintf(ip, sizeof(ip), "251.252.99.%d", octet);
		for (int other = 100; other < 256; other++) {
			snprintf(host, sizeof(host), "x%d-99", other);
			ck_assert_msg(contains(host, strlen(host), ip) == (other == octet),
				      "[%s] in [%s]", ip, host);
		}
	}
}
END_TEST

/* Bytes that no host name has, with the address among them. */
START_TEST(any_byte)
{
	for (int b = 1; b < 256; b++) {
		char host[] = "113.250", none[] = "113.25", groups[] = "a1.2-b3-4";
		bool letter =
			(b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');

		host[3] = none[3] = groups[2] = (char)b;
		ck_assert_msg(contains(host, 7, "192.0.113.250"), "byte 0x%02x", b);
		ck_assert_msg(!contains(none, 6, "192.0.113.250"), "byte 0x%02x", b);
		ck_assert_msg(contains(groups, 9, "2001:db8::a1:2:b3:4") == !letter, "byte 0x%02x",
			      b);
	}
}
END_TEST

/* What ends within 1024 bytes is seen, what ends behind them is not. */
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
	const size_t tail = strlen(longs[_i].tail);

	for (size_t len = 1000; len <= 1060; len++) {
		char host[1060];

		memset(host, 'x', len);
		memcpy(host + len - tail, longs[_i].tail, tail);
		ck_assert_msg(contains(host, len, longs[_i].ip) == (len <= 1024), "%zu bytes", len);
	}
}
END_TEST

/* However long the name is: no time to speak of, even if every place could begin a match. */
START_TEST(very_long_host)
{
	const size_t len = 1 << 20;
	struct ipaddr four = unit_ip("1.1.1.1"), six = unit_ip("2001:db8::1:1:1:2");
	char *host = malloc(len);

	ck_assert_ptr_nonnull(host);
	for (const char *fill = "x1-0a"; *fill != '\0'; fill++) {
		memset(host, *fill, len);
		ck_assert(dynamicname_contains(host, len, &four) == (*fill == '1'));
		ck_assert(!dynamicname_contains(host, len, &six));
	}
	for (size_t at = 0; at < len; at++)
		host[at] = at % 2 == 0 ? '1' : '-';
	ck_assert(!dynamicname_contains(host, len, &six));
	free(host);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, name, 0, LENGTH(names));
	tcase_add_test(tests, every_octet);
	tcase_add_test(tests, any_byte);
	tcase_add_loop_test(tests, long_host, 0, LENGTH(longs));
	tcase_add_test(tests, very_long_host);
}

int main(void)
{
	return unit_main("dynamicname", add);
}
