/* resolv.conf(5) and RES_OPTIONS, as glibc reads them. */
#include "dns/resolvconf.h"

#include "tests/unit/unit.h"

#include <sys/resource.h>

static struct resolvconf conf;

/* What was read: `ATTEMPTSxMILLISECONDS`, a letter for each option, the servers. */
static const char *said(void)
{
	static char text[512];
	char ip[IPADDR_TEXT];
	int len = snprintf(text, sizeof(text), "%ux%lld%s%s%s%s", conf.attempts,
			   (long long)conf.try_ms, conf.rotate ? " r" : "",
			   conf.tcp_only ? " t" : "", conf.single_request ? " s" : "",
			   conf.edns ? " e" : "");

	for (size_t i = 0; i < conf.server_count; i++) {
		const struct endpoint *server = &conf.servers[i];

		ck_assert_uint_eq(server->port, DNS_PORT);
		len += snprintf(text + len, sizeof(text) - (size_t)len, " %s",
				ipaddr_print(ip, &server->ip));
		if (server->scope != 0)
			len += snprintf(text + len, sizeof(text) - (size_t)len, "%%%u",
					server->scope);
	}
	return text;
}

static const struct {
	const char *file, *options, *said;
} rows[] = {
	/* no server: 127.0.0.1 */
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
	{"nameserver fe80::1%nosuch\n", NULL, "2x5000 fe80::1"},
	{"nameserver ::ffff:192.0.2.1\n", NULL, "2x5000 192.0.2.1"},
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
	/* RES_OPTIONS, which takes precedence */
	{"options timeout:1\n", "timeout:2 rotate", "2x2000 r 127.0.0.1"},
	{"nameserver 192.0.2.1\n", "", "2x5000 192.0.2.1"},
	{"", "nameserver 192.0.2.1", "2x5000 127.0.0.1"},
};

START_TEST(reads)
{
	unit_home();
	if (rows[_i].file != NULL)
		unit_file("resolv.conf", rows[_i].file);
	memset(&conf, 0xff, sizeof(conf));
	ck_assert(resolvconf_read(&conf, "resolv.conf", rows[_i].options));
	ck_assert_str_eq(said(), rows[_i].said);
}
END_TEST

/* A NUL ends its line, not the file. */
START_TEST(nul)
{
	unit_home();
	unit_file_bytes("resolv.conf", BYTES("nameserver 192.0.2.1\0x\n\0\nnameserver 192.0.2.2"));
	ck_assert(resolvconf_read(&conf, "resolv.conf", NULL));
	ck_assert_str_eq(said(), "2x5000 192.0.2.1 192.0.2.2");
}
END_TEST

START_TEST(unreadable_is_empty)
{
	unit_home();
	unit_file("resolv.conf", "nameserver 192.0.2.1\n");
	ck_assert_int_eq(chmod("resolv.conf", 0), 0);
	unit_become_nobody();
	ck_assert(resolvconf_read(&conf, "resolv.conf", NULL));
	unit_become_root();
	ck_assert_str_eq(said(), "2x5000 127.0.0.1");
	conf = (struct resolvconf){.server_count = 0};
	ck_assert(resolvconf_read(&conf, "/", NULL)); /* a directory */
	ck_assert_str_eq(said(), "2x5000 127.0.0.1");
}
END_TEST

/* What follows RESOLVCONF_MAX bytes does not count. */
START_TEST(endless)
{
	static char comment[RESOLVCONF_MAX];

	memset(comment, '#', sizeof(comment));
	unit_home();
	unit_file("resolv.conf", "nameserver 192.0.2.1\n");
	unit_file_bytes("resolv.conf", comment, sizeof(comment));
	unit_file("resolv.conf", "\nnameserver 192.0.2.2\n");
	ck_assert(resolvconf_read(&conf, "resolv.conf", NULL));
	ck_assert_str_eq(said(), "2x5000 192.0.2.1");
	ck_assert(resolvconf_read(&conf, "/dev/zero", NULL));
	ck_assert_str_eq(said(), "2x5000 127.0.0.1");
}
END_TEST

/* A last line that the bound cuts is dropped: half an address is another address. */
START_TEST(cut_line)
{
	static const char last[] = "\nnameserver 192.0.2.222\n";
	char comment[RESOLVCONF_MAX];

	for (size_t over = 0; over <= 3; over++) {
		/* The reader takes RESOLVCONF_MAX - 1 bytes; over of them do not fit. */
		size_t len = RESOLVCONF_MAX - 1 + over - (sizeof(last) - 1);

		unit_home();
		memset(comment, '#', len);
		unit_file_bytes("resolv.conf", comment, len);
		unit_file("resolv.conf", last);
		ck_assert(resolvconf_read(&conf, "resolv.conf", NULL));
		ck_assert_str_eq(said(), over == 0 ? "2x5000 192.0.2.222" : "2x5000 127.0.0.1");
	}
}
END_TEST

START_TEST(no_descriptors)
{
	struct rlimit before, none;
	bool ok;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = (struct rlimit){0, before.rlim_max};
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
	ok = resolvconf_read(&conf, "/etc/resolv.conf", NULL);
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &before), 0); /* the sanitizers need some */
	ck_assert(!ok);
	ck_assert_uint_eq(conf.server_count, 0);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, reads, 0, LENGTH(rows));
	tcase_add_test(tests, nul);
	tcase_add_test(tests, unreadable_is_empty);
	tcase_add_test(tests, endless);
	tcase_add_test(tests, cut_line);
	tcase_add_test(tests, no_descriptors);
}

int main(void)
{
	return unit_main("resolvconf", add);
}
