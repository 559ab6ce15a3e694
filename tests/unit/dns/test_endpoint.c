/* Where a resolver listens: DNSCACHEIP and resolv.conf, doc/behaviour.md section 1. */
#include "dns/endpoint.h"

#include "tests/unit/unit.h"

#include <arpa/inet.h>

static const struct {
	const char *text, *ip; /* ip with %scope; "": not an endpoint */
	unsigned port;
} rows[] = {
	{"192.0.2.1", "192.0.2.1", 53},
	{"192.0.2.1:53", "192.0.2.1", 53},
	{"192.0.2.1:1", "192.0.2.1", 1},
	{"192.0.2.1:00053", "192.0.2.1", 53},
	{"192.0.2.1:65535", "192.0.2.1", 65535},
	{"192.0.2.1:65536", "", 0},
	{"192.0.2.1:0", "", 0},
	{"192.0.2.1:", "", 0},
	{"192.0.2.1:+1", "", 0},
	{"192.0.2.1:1:1", "", 0},
	{"192.0.2.1:domain", "", 0},
	{"192.0.2:53", "", 0},
	{"[192.0.2.1]", "", 0},
	{"[192.0.2.1]:53", "", 0},
	{"2001:db8::1", "2001:db8::1", 53},
	{"[2001:db8::1]:5300", "2001:db8::1", 5300},
	{"[::]:1", "::", 1},
	{"::ffff:192.0.2.1", "192.0.2.1", 53},
	{"[::ffff:192.0.2.1]:5300", "192.0.2.1", 5300},
	/* A link-local address needs its zone: lo is interface 1 on Linux. */
	{"fe80::1%lo", "fe80::1%1", 53},
	{"[fe80::1%lo]:5300", "fe80::1%1", 5300},
	{"FEBF::1%1", "febf::1%1", 53},
	{"2001:db8::1%7", "2001:db8::1%7", 53},
	{"[2001:db8::1%7]:5300", "2001:db8::1%7", 5300},
	{"fe80::1%123456789012345", "", 0},
	{"fe80::1%000000000000007", "fe80::1%7", 53},
	{"fe80::1%0000000000000007", "", 0},
	{"fe80::1", "", 0},
	{"[fe80::1]:5300", "", 0},
	{"febf:ffff::1", "", 0},
	{"fe80::1%nosuch", "", 0},
	{"[fe80::1%nosuch]:5300", "", 0},
	{"fe80::1%", "", 0},
	{"[fe80::1%]:53", "", 0},
	{"2001:db8::1%lo", "", 0},
	{"2001:db8::1%0", "", 0},
	{"fec0::1", "fec0::1", 53},
	{"::ffff:192.0.2.1%1", "", 0},
	{"192.0.2.1%1", "", 0},
	{"192.0.2.1%1:53", "", 0},
	{"[192.0.2.1%1]:53", "", 0},
	{"::ffff:254.128.0.1", "254.128.0.1", 53},
	{"254.128.0.1", "254.128.0.1", 53},
	{"2001:db8::1:5300", "2001:db8::1:5300", 53}, /* which is an address */
	{"2001:db8:0:0:0:0:0:1:5300", "", 0},
	{"[2001:db8::1]", "", 0},
	{"[2001:db8::1]53", "", 0},
	{"[2001:db8::1]:", "", 0},
	{"[2001:db8::1]:0", "", 0},
	{"[2001:db8::1:53", "", 0},
	{"2001:db8::1]:53", "", 0},
	{"[]:53", "", 0},
	{"[:53", "", 0},
	{":53", "", 0},
	{":", "", 0},
	{"", "", 0},
	{"dns.example", "", 0},
	{"dns.example:53", "", 0},
	{"192.0.2.1,192.0.2.2", "", 0},
	{" 192.0.2.1", "", 0},
};

START_TEST(row)
{
	size_t len = strlen(rows[_i].text);
	struct endpoint e = {.scope = 7};
	char copy[64], ip[IPADDR_TEXT], said[64];
	bool ok;

	/* A digit after the end does not count. */
	memcpy(copy, rows[_i].text, len);
	copy[len] = '1';
	ok = endpoint_parse(&e, copy, len);
	ck_assert_msg(ok == (rows[_i].ip[0] != '\0'), "%s", rows[_i].text);
	if (!ok)
		return;
	ipaddr_print(ip, &e.ip);
	snprintf(said, sizeof(said), e.scope != 0 ? "%s%%%u" : "%s", ip, e.scope);
	ck_assert_str_eq(said, rows[_i].ip);
	ck_assert_uint_eq(e.port, rows[_i].port);
}
END_TEST

/* lo is interface 1 on Linux. Interface names are for link-local addresses only. */
START_TEST(scope)
{
	static const struct {
		const char *ip, *zone;
		uint32_t scope;
	} scopes[] = {
		{"fe80::1", "lo", 1},
		{"febf::1", "lo", 1},
		{"ff02::1", "lo", 1},
		{"fe80::1", "7", 7},
		{"2001:db8::1", "7", 7},
		{"2001:db8::1", "lo", 0},
		{"fec0::1", "lo", 0},
		{"fe80::1", "nosuch", 0},
		{"fe80::1", "7x", 0},
		{"fe80::1", "", 0},
		{"fe80::1", "4294967295", UINT32_MAX},
		{"fe80::1", "4294967296", 0},
		{"fe80::1", "99999999999999999999", 0},
	};

	for (int i = 0; i < LENGTH(scopes); i++) {
		unsigned char octets[16];

		ck_assert_int_eq(inet_pton(AF_INET6, scopes[i].ip, octets), 1);
		ck_assert_msg(endpoint_scope(octets, scopes[i].zone) == scopes[i].scope, "%s%%%s",
			      scopes[i].ip, scopes[i].zone);
	}
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
	tcase_add_test(tests, scope);
}

int main(void)
{
	return unit_main("endpoint", add);
}
