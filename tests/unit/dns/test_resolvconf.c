/* What resolv.conf(5) and RES_OPTIONS say. What glibc says of the same texts is the measure. */
#include "dns/resolvconf.h"

#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <sys/resource.h>

/* A line for what was set: `tries x milliseconds`, a letter an option, the servers. */
static const char *said(const struct dns *d)
{
	static char text[512];
	char ip[INET6_ADDRSTRLEN];
	int len = snprintf(text, sizeof(text), "%ux%lld%s%s%s%s", d->tries, (long long)d->try_ms,
			   d->rotate ? " r" : "", d->tcp_only ? " t" : "", d->one_by_one ? " s" : "",
			   d->edns ? " e" : "");

	for (size_t i = 0; i < d->count; i++) {
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
		const bool six = d->servers[i].address.ss_family == AF_INET6;

		memcpy(&in, &d->servers[i].address, sizeof(in));
		memcpy(&in6, &d->servers[i].address, sizeof(in6));
		ck_assert_uint_eq(d->servers[i].len, six ? sizeof(in6) : sizeof(in));
		ck_assert_uint_eq(ntohs(six ? in6.sin6_port : in.sin_port), DNS_PORT);
		inet_ntop(six ? AF_INET6 : AF_INET,
			  six ? (void *)&in6.sin6_addr : (void *)&in.sin_addr, ip, sizeof(ip));
		len += snprintf(text + len, sizeof(text) - (size_t)len, " %s", ip);
		if (six && in6.sin6_scope_id != 0)
			len += snprintf(text + len, sizeof(text) - (size_t)len, "%%%u",
					in6.sin6_scope_id);
	}
	return text;
}

static const struct {
	const char *file, *options, *said;
} rows[] = {
	/* no server: this machine's */
	{"", NULL, "2x5000 127.0.0.1"},
	{NULL, NULL, "2x5000 127.0.0.1"},
	{"; nothing\n# here\n\n", NULL, "2x5000 127.0.0.1"},
	{"nameserver\nnameserver \nnameserver bogus\nnameserver 1.2.3\n", NULL, "2x5000 1.2.0.3"},
	{"nameserver bogus\nnameserver 192.0.2.1#53\nnameserver 192.0.2.1;\n", NULL,
	 "2x5000 127.0.0.1"},
	{" nameserver 192.0.2.1\nnameservers 192.0.2.1\nNAMESERVER 192.0.2.1\n", NULL,
	 "2x5000 127.0.0.1"},
	{"nameserver 192.0.2.1\r\nnameserver ::1\r\n", NULL, "2x5000 127.0.0.1"},
	/* servers, three at most */
	{"nameserver 192.0.2.1\n", NULL, "2x5000 192.0.2.1"},
	{"nameserver 192.0.2.1", NULL, "2x5000 192.0.2.1"},
	{"nameserver\t \t192.0.2.1\tcomment\n", NULL, "2x5000 192.0.2.1"},
	{"nameserver 127.1\nnameserver 0x7f.2\n", NULL, "2x5000 127.0.0.1 127.0.0.2"},
	{"nameserver 2001:db8::1\n", NULL, "2x5000 2001:db8::1"},
	{"nameserver 192.0.2.1\nnameserver bogus\nnameserver ::1\nnameserver 192.0.2.3\n"
	 "nameserver 192.0.2.4\n",
	 NULL, "2x5000 192.0.2.1 ::1 192.0.2.3"},
	{"nameserver fe80::1%lo\n", NULL, "2x5000 fe80::1%1"},
	{"nameserver fe80::1%7\n", NULL, "2x5000 fe80::1%7"},
	{"nameserver fe80::1%nosuch\n", NULL, "2x5000 fe80::1"},
	{"nameserver fe80::1%7x\n", NULL, "2x5000 fe80::1"},
	{"nameserver 2001:db8::1%lo\n", NULL, "2x5000 2001:db8::1"},
	/* options */
	{"options timeout:1 attempts:4\n", NULL, "4x1000 127.0.0.1"},
	{"options\ttimeout:30  attempts:5\n", NULL, "5x30000 127.0.0.1"},
	{"options timeout:31 attempts:6\n", NULL, "5x30000 127.0.0.1"},
	{"options timeout:0 attempts:0\n", NULL, "1x1000 127.0.0.1"},
	{"options timeout:-1 attempts:x\n", NULL, "1x1000 127.0.0.1"},
	{"options rotate use-vc edns0 single-request\n", NULL, "2x5000 r t s e 127.0.0.1"},
	{"options single-request-reopen\n", NULL, "2x5000 s 127.0.0.1"},
	{"options rotated ndots:3 no-aaaa use\n", NULL, "2x5000 r 127.0.0.1"},
	{"options\nrotate\n options rotate\noptionsrotate\n", NULL, "2x5000 127.0.0.1"},
	{"options rotate\noptions edns0\n", NULL, "2x5000 r e 127.0.0.1"},
	{"search rotate\ndomain example\nsortlist 10.0.0.0/8 rotate\n", NULL, "2x5000 127.0.0.1"},
	/* RES_OPTIONS, which goes before the file */
	{"options timeout:1\n", "timeout:2 rotate", "2x2000 r 127.0.0.1"},
	{"nameserver 192.0.2.1\n", "", "2x5000 192.0.2.1"},
	{"", "nameserver 192.0.2.1", "2x5000 127.0.0.1"},
};

START_TEST(reads)
{
	struct dns d = {.count = 0};

	unit_home();
	if (rows[_i].file != NULL)
		unit_file("resolv.conf", rows[_i].file);
	ck_assert(resolvconf_read(&d, "resolv.conf", rows[_i].options));
	ck_assert_str_eq(said(&d), rows[_i].said);
}
END_TEST

/* Servers that are given stay the only ones; the options count all the same. */
START_TEST(given_servers_stay)
{
	struct dns d = {.count = 1};
	const struct sockaddr_in in = {.sin_family = AF_INET,
				       .sin_port = htons(DNS_PORT),
				       .sin_addr.s_addr = htonl(0xc0000263)};

	memcpy(&d.servers[0].address, &in, sizeof(in));
	d.servers[0].len = sizeof(in);
	unit_home();
	unit_file("resolv.conf", "nameserver 192.0.2.1\noptions use-vc\n");
	ck_assert(resolvconf_read(&d, "resolv.conf", NULL));
	ck_assert_str_eq(said(&d), "2x5000 t 192.0.2.99");
}
END_TEST

START_TEST(unreadable_is_empty)
{
	struct dns d = {.count = 0};

	unit_home();
	unit_file("resolv.conf", "nameserver 192.0.2.1\n");
	ck_assert_int_eq(chmod("resolv.conf", 0), 0);
	unit_become_nobody();
	ck_assert(resolvconf_read(&d, "resolv.conf", NULL));
	unit_become_root();
	ck_assert_str_eq(said(&d), "2x5000 127.0.0.1");
	d = (struct dns){.count = 0};
	ck_assert(resolvconf_read(&d, "/", NULL)); /* a directory */
	ck_assert_str_eq(said(&d), "2x5000 127.0.0.1");
}
END_TEST

/* A file without end is read to its bound; what stands before it counts. */
START_TEST(endless)
{
	static char comment[RESOLVCONF_MAX];
	struct dns d = {.count = 0};

	memset(comment, '#', sizeof(comment));
	unit_home();
	unit_file("resolv.conf", "nameserver 192.0.2.1\n");
	unit_file_bytes("resolv.conf", comment, sizeof(comment));
	unit_file("resolv.conf", "\nnameserver 192.0.2.2\n");
	ck_assert(resolvconf_read(&d, "resolv.conf", NULL));
	ck_assert_str_eq(said(&d), "2x5000 192.0.2.1");
	ck_assert(resolvconf_read(&d, "/dev/zero", NULL));
}
END_TEST

START_TEST(no_descriptors)
{
	struct rlimit before, none;
	struct dns d = {.count = 0};
	bool said;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = (struct rlimit){0, before.rlim_max};
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
	said = resolvconf_read(&d, "/etc/resolv.conf", NULL);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &before), 0); /* the sanitizers want some */
	ck_assert(!said);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, reads, 0, LENGTH(rows));
	tcase_add_test(tests, given_servers_stay);
	tcase_add_test(tests, unreadable_is_empty);
	tcase_add_test(tests, endless);
	tcase_add_test(tests, no_descriptors);
}

int main(void)
{
	return unit_main("resolvconf", add);
}
