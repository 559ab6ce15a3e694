/* The report as text, page and CSV. */
#include "replay/report/report.h"

#include "tests/unit/made.h"
#include "replay/report/wording.h"
#include "tests/unit/unit.h"

#define LINES_MAX 8
#define LABELS_MAX 3

/* What a client can write in a HELO and in a reverse name; blanks are `?` by now. */
#define HOSTILE "<script>document.title='x'</script>\"onload=\"a&amp;b"
#define ESCAPED "&lt;script&gt;document.title=&#39;x&#39;&lt;/script&gt;&quot;onload=&quot;a&amp;amp;b"

/* Lines as in made.h, and what their report contains or, after a !, does not. */
struct row {
	const char *name;
	bool (*output)(FILE *to, const struct replay *r);
	const char *labels[LABELS_MAX], *lines[LINES_MAX], *has[12];
};

/* The report of lines, to be freed. */
static char *report(bool (*output)(FILE *, const struct replay *), const char *const *labels,
		    const char *const *given)
{
	static struct summary summary;
	struct made m = {.intake = {0}};
	const struct replay r = {labels, &m.pairs, &summary, &m.intake};
	char lines[LINES_MAX][1024], *text = NULL;
	size_t policies = 0, len = 0;
	FILE *to = open_memstream(&text, &len);

	while (policies < LABELS_MAX && labels[policies] != NULL)
		policies++;
	pairs_init(&m.pairs, policies);
	for (int i = 0; i < LINES_MAX && given[i] != NULL; i++) {
		snprintf(lines[i], sizeof(lines[i]), "%s", given[i]);
		made_line(&m, lines[i]);
	}
	summary_make(&summary, &m.pairs);
	ck_assert_ptr_nonnull(to);
	ck_assert(output(to, &r));
	fclose(to);
	pairs_free(&m.pairs);
	return text;
}

static bool plain_text(FILE *to, const struct replay *r)
{
	return report_text(to, r, false);
}

static bool coloured_text(FILE *to, const struct replay *r)
{
	return report_text(to, r, true);
}

static const struct row rows[] = {
	/* text: what tests/replay does not show */
	{"all wait for DNS",
	 plain_text,
	 {"PLRIV"},
	 {"a 192.0.2.1 ~ plain=1 100 . waiting", "b 192.0.2.1 ~ plain=1 100 . waiting", "!stopped"},
	 {"no HELO was looked up in DNS", "Stopped by ^C", "2 pairs of HELO and client had not been looked up in DNS yet and are",
	  "!nan"}},
	{"the sums, the period, the sources",
	 plain_text,
	 {"PLRIV"},
	 {"a 192.0.2.1 ~ facts=1234567 1767225600 . pass",
	  "b 192.0.2.2 h.example facts=3 1769903999 . resolves"},
	 {"heloreplay: 1,234,570 HELOs of 2 different pairs of HELO and client,\n"
	  "from 2026-01-01 to 2026-01-31 (UTC)\n",
	  "  1,234,570  facts lines of the plugin: DNS as it was at the time\n", "!  * ",
	  "  PLRIV                          3  <0.1 %\n", "        3  <0.1 %  of 1,234,570 HELOs in the logs\n",
	  "        1  50.0 %  of 2 different pairs\n",
	  "    resolves                 3  <0.1 %  #\n",
	  "          3  b\n             192.0.2.2  h.example  resolves  2026-01-31\n", "!\033"}},
	{"groups, and what is temporary",
	 plain_text,
	 {"T"},
	 {"a 192.0.2.1 ~ ham=1,spam=3 0 . resolves~", "b 192.0.2.1 ~ ham=2 0 . pass"},
	 {"                          wanted mail lost       spam caught\n",
	  "  T                              1  33.3 %         3   100 %\n",
	  "        1  33.3 %  of 3 wanted messages lost, 1 of them temporarily (4xx)\n",
	  "        3   100 %  of 3 unwanted messages caught, 3 of them temporarily (4xx)\n",
	  "Wanted mail lost, by check (bars end at 100 %):\n"
	  "    resolves                 1  33.3 %  ########\n",
	  "  Wanted mail that would be lost (HELO; client, check, last seen):\n"
	  "          1  a\n             192.0.2.1  resolves\n",
	  "!in the logs"}},
	{"bars end where the greatest share does",
	 plain_text,
	 {"I"},
	 {"a 192.0.2.1 ~ facts=960 0 . pass", "b 192.0.2.1 ~ facts=40 0 . resolves",
	  "c 192.0.2.1 ~ facts=10 0 . not_me"},
	 {"(bars end at 5 %)", "    resolves                40   4.0 %  ###################\n",
	  "    not_me                  10   1.0 %  #####\n"}},
	{"nothing to name, and DNS that has changed",
	 plain_text,
	 {"I"},
	 {"<> unknown <> facts=2 0 . no_helo", "b 192.0.2.2 ~ facts=9 0 . pass*8/resolves"},
	 {"          8  b\n             192.0.2.2  passes now\n",
	  "          2  (none given)\n             unknown  (none)  no_helo\n"}},
	{"colour, when it is asked for",
	 coloured_text,
	 {"I"},
	 {"a 192.0.2.1 ~ ham=1 0 . resolves"},
	 {"\033[1mheloreplay: 1 HELO\033[0m", "\033[31m        1   100 %\033[0m"}},
	{"a label of its own line",
	 plain_text,
	 {"PLRIV + helo.checks.ini"},
	 {"a 192.0.2.1 ~ facts=1 0 . resolves"},
	 {"  PLRIV + helo.checks.ini\n                                 1   100 %\n"}},

	{"messages without a header of ours: whose they have, and what to do",
	 plain_text,
	 {"I"},
	 {"a 192.0.2.1 ~ ham=1 0 . pass", "!noheader 0", "!noheader 0", "!noheader mx.example",
	  "!noheader <>", "!relayed"},
	 {"  * 4 of 4 messages have no Received header of this server and are not\n    counted.\n",
	  "most often \"by 0\": if that is this server, add --me 0.",
	  "  * 1 HELO of clients that may relay is not counted.\n"}},
	{"a message without any header: nobody to name",
	 plain_text,
	 {"I"},
	 {"a 192.0.2.1 ~ ham=1 0 . pass", "!noheader <>"},
	 {"1 of 1 message has no Received header of this server and is not", "!--me"}},

	/* CSV */
	{"no pair: the header alone",
	 report_csv,
	 {"PLRIV", "=1+1", "B, \"quoted\""},
	 {NULL},
	 {"helo,ip,reverse,facts,failures,envelope,plain,ham,spam,last_seen,dns,no_helo,syntax,resolves,"
	  "not_me,own_name,ip_match,match_re,bare_ip,dynamic,big_company,valid_hostname,rdns_match,"
	  "forward_dns,host_mismatch,proto_mismatch,literal_mismatch,PLRIV,'=1+1,\"B, \"\"quoted\"\"\","
	  "PLRIV denied,'=1+1 denied,\"B, \"\"quoted\"\" denied\"\r\n",
	  "!\r\n\r\n"}},
	{"a row: what was counted, each check, each verdict; in order",
	 report_csv,
	 {"A", "B", "C"},
	 {"b.example 192.0.2.2 <> plain=5,ham=6 0 resolves=error(timeout),forward_dns=error(timeout) "
	  "pass,forward_dns~,resolves",
	  "a.example 192.0.2.1 h1.example,h2.example facts=1,failures=2,envelope=3,spam=4 1767225599 "
	  "syntax=pass,resolves=fail,not_me=skip,valid_hostname=fail(no_dot) resolves,pass,pass",
	  "c.example 192.0.2.3 ~ plain=1 0 . waiting"},
	 {"\r\na.example,192.0.2.1,\"h1.example,h2.example\",1,2,3,0,0,4,2025-12-31T23:59:59Z,facts,"
	  ",pass,fail,skip,,,,,,,fail(no_dot),,,,,,deny:resolves,pass,pass,5,0,0\r\n"
	  "b.example,192.0.2.2,(none),0,0,0,5,6,0,,today,"
	  ",,error(timeout),,,,,,,,,,error(timeout),,,,pass,deny-temporary:forward_dns,deny:resolves,0,11,11\r\n"
	  "c.example,192.0.2.3,,0,0,0,1,0,0,,not asked,,,,,,,,,,,,,,,,,,,,,,\r\n"}},
	{"what a spreadsheet would take for a formula",
	 report_csv,
	 {"I"},
	 {"=cmd|'/c?calc'!A1 192.0.2.1 @SUM(1) plain=1 0 . pass",
	  "+1,\"x\" 192.0.2.1 -2 plain=1 0 . pass", "a=b+c@d-e 192.0.2.1 ~ plain=1 0 . pass",
	  "<> <> ~ plain=1 0 . pass"},
	 {"\r\n\"'=cmd|'/c?calc'!A1\",192.0.2.1,'@SUM(1),",
	  "\r\n\"'+1,\"\"x\"\"\",192.0.2.1,'-2,", "\r\na=b+c@d-e,192.0.2.1,,",
	  "\r\n,,,0,"}},
	{"a formula to readers with other separators and quotes",
	 report_csv,
	 {"I"},
	 {"x;=1+1 192.0.2.1 a;-1;+1;@b plain=1 0 . pass", "x|@a 192.0.2.1 y,+1 plain=1 0 . pass",
	  "a:=1 192.0.2.1 '=1 plain=1 0 . pass", "\"=1 192.0.2.1 \"\"@1 plain=1 0 . pass"},
	 {"\r\n\"x;'=1+1\",192.0.2.1,\"a;'-1;'+1;'@b\",",
	  "\r\n\"x|'@a\",192.0.2.1,\"y,'+1\",", "\r\na:'=1,192.0.2.1,''=1,",
	  "\r\n\"\"\"'=1\",192.0.2.1,\"\"\"\"\"'@1\","}},

	/* the page */
	{"no HELO at all: a page that says so",
	 report_html,
	 {"PLRIV"},
	 {NULL},
	 {"No HELO was found", "</html>\n", "!nan", "!Policy "}},
	{"the same numbers as in the text",
	 report_html,
	 {"A", "B"},
	 {"a 192.0.2.1 r.example facts=1234,ham=1 1767225600 . resolves,pass",
	  "b 192.0.2.2 ~ facts=1234,spam=3 0 not_me=error(local) pass,not_me~"},
	 {"<strong>2,472 HELOs</strong> of 2 different pairs", "1,234 of 2,468 HELOs denied",
	  "<b class=\"bad\">100 %</b><span class=\"quiet\">1 of 1 message lost",
	  "<b class=\"good\">0 %</b><span class=\"quiet\">0 of 1 message lost", "3 of 3 messages caught",
	  "<td class=\"n\">1,237<br><span class=\"quiet\">1 pair</span></td>",
	  "It denies 1 of 2 different pairs. 1,237 of the denials are temporary (4xx)",
	  "<td class=\"n\">1,235</td><td class=\"helo\">a</td><td class=\"ip\">192.0.2.1</td>"
	  "<td class=\"reverse\">r.example</td><td class=\"by\">resolves</td><td class=\"last\">2026-01-01</td>",
	  "<code>local</code>"}},
	{"whatever names and labels contain",
	 report_html,
	 {HOSTILE, "\" onload=x\x1b\xc3\x7f"},
	 {HOSTILE " 192.0.2.1 " HOSTILE " ham=1 0 . resolves,resolves",
	  "!unreadable " HOSTILE " " HOSTILE "\x07"},
	 {"!<script", "!'x'", "!\"onload", "!\" onload", "!\x1b", "!\xc3", "!\x07", "&quot; onload=x???",
	  "<td class=\"helo\">" ESCAPED "</td>", "<td class=\"reverse\">" ESCAPED "</td>",
	  "<pre>" ESCAPED ": " ESCAPED "?</pre>", "Policy <code>" ESCAPED "</code>"}},
	{"a share below 0.1 %, escaped like a name",
	 report_html,
	 {"I"},
	 {"a 192.0.2.1 ~ facts=1 0 not_me=error(local) resolves", "b 192.0.2.1 ~ facts=9999 0 . pass"},
	 {"<b>&lt;0.1 %</b>", "<span class=\"quiet\">&lt;0.1 %</span>", "<td class=\"n\">&lt;0.1 %</td>",
	  "!<0.1"}},
	{"what to know, as a list",
	 report_html,
	 {"I"},
	 {"a 192.0.2.1 ~ plain=1 0 . resolves", "!stopped", "!unreadable log:17 what"},
	 {"<ul>\n<li>Stopped by ^C", "</li>\n</ul>\n<pre>log:17: what</pre>"}},
	{"nothing from elsewhere, no script",
	 report_html,
	 {"I"},
	 {"a 192.0.2.1 ~ plain=1 0 . resolves"},
	 {"content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\"",
	  "!<script", "!http:", "!https:", "!url(", "!@import", "! src=", "! onload", "!<link"}},
};

START_TEST(reports)
{
	const struct row *row = &rows[_i];
	char *text = report(row->output, row->labels, row->lines);

	for (int i = 0; i < LENGTH(row->has) && row->has[i] != NULL; i++) {
		const char *has = row->has[i];
		bool unwanted = *has == '!' && has[1] != '\0';

		if ((strstr(text, has + unwanted) == NULL) != unwanted)
			ck_abort_msg("%s: [%s] in\n%s", row->name, has, text);
	}
	free(text);
}
END_TEST

/* Sentences are broken into lines that a terminal can show. */
START_TEST(lines)
{
	static const char *const labels[LABELS_MAX] = {"PLRIV"};
	static const char *const given[LINES_MAX] = {
		"a.example 192.0.2.1 ~ failures=12345,ham=3 0 not_me=error(local) resolves~",
		"b.example 192.0.2.1 ~ plain=1 0 . waiting", "!stopped", "!file", "!unreadable log:1 x"};
	char *text = report(plain_text, labels, given);
	int notes = 0;

	for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1) {
		ck_assert_msg(strcspn(line, "\n") <= 80, "%s", line);
		notes += strncmp(line, "  * ", 4) == 0;
	}
	ck_assert_int_eq(notes, 6);
	free(text);
}
END_TEST

/* Of more names than are shown: how many HELOs the others are; on the page they are folded away. */
START_TEST(others)
{
	static const char *const labels[LABELS_MAX] = {"I"};
	static struct summary summary;
	struct made m = {.intake = {0}};
	const struct replay r = {labels, &m.pairs, &summary, &m.intake};
	char *text = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&text, &len);

	pairs_init(&m.pairs, 1);
	for (int i = 1; i <= 110; i++) {
		char line[80];

		snprintf(line, sizeof(line), "h%d. 192.0.2.1 ~ plain=%d 0 . resolves", i, 10 * i);
		made_line(&m, line);
	}
	summary_make(&summary, &m.pairs);
	ck_assert(report_text(to, &r, false));
	/* 10 to 1100 are 61050; the twenty greatest, 910 to 1100, 20100 */
	ck_assert_ptr_nonnull(strstr(text, "      1,100  h110.\n"));
	ck_assert_ptr_nonnull(strstr(text, "        910  h91.\n"));
	ck_assert_ptr_null(strstr(text, "h90."));
	ck_assert_ptr_nonnull(strstr(text, "     40,950  others\n"));
	ck_assert(report_html(to, &r));
	ck_assert_ptr_nonnull(strstr(text, "<summary>80 more</summary>"));
	ck_assert_ptr_nonnull(strstr(text, "<td class=\"helo\">h11.</td>"));
	ck_assert_ptr_null(strstr(text, "<td class=\"helo\">h10.</td>"));
	/* 10 to 100 */
	ck_assert_ptr_nonnull(strstr(text, "And 550 other HELOs"));
	fclose(to);
	free(text);
	pairs_free(&m.pairs);
}
END_TEST

static const struct {
	uint64_t part, whole;
	const char *said;
} shares[] = {
	{0, 0, "-"},		{0, 7, "0 %"},		 {7, 7, "100 %"},	{1, 1000000, "<0.1 %"},
	{1, 2000, "0.1 %"},	{4999, 10000000, "<0.1 %"}, {1, 3, "33.3 %"},	{2, 3, "66.7 %"},
	{9994, 10000, "99.9 %"}, {99995, 100000, ">99.9 %"}, {999999, 1000000, ">99.9 %"},
};

START_TEST(percents)
{
	char said[FORMAT_SIZE];

	ck_assert_str_eq(format_percent(said, shares[_i].part, shares[_i].whole), shares[_i].said);
}
END_TEST

START_TEST(numbers)
{
	static const struct {
		uint64_t n;
		const char *said;
	} numbers_said[] = {
		{0, "0"},
		{999, "999"},
		{1000, "1,000"},
		{123456, "123,456"},
		{1234567, "1,234,567"},
		{UINT64_MAX, "18,446,744,073,709,551,615"},
	};
	char said[FORMAT_SIZE];

	for (int i = 0; i < LENGTH(numbers_said); i++)
		ck_assert_str_eq(format_number(said, numbers_said[i].n), numbers_said[i].said);
	ck_assert_str_eq(format_day(said, 0), "");
	ck_assert_str_eq(format_day(said, 86399), "1970-01-01");
	ck_assert_str_eq(format_time(said, 951782400), "2000-02-29T00:00:00Z");
	ck_assert_str_eq(format_time(said, INT64_MAX), "");
}
END_TEST

/* Every sentence that a report may need is there. */
START_TEST(words)
{
	for (int id = 0; id < CHECK_COUNT; id++)
		ck_assert(checks[id].meaning != NULL && checks[id].meaning[0] != '\0');
	for (enum sample_source source = 0; source < SOURCE_COUNT; source++)
		ck_assert_ptr_nonnull(source_meaning(source));
}
END_TEST

/* A full disk is reported, with errno. */
START_TEST(full)
{
	static bool (*const outputs[])(FILE *, const struct replay *) = {plain_text, report_html,
									   report_csv};
	static const char *const labels[LABELS_MAX] = {"I"};
	static struct summary summary;
	struct made m = {.intake = {0}};
	const struct replay r = {labels, &m.pairs, &summary, &m.intake};
	static char buffer[BUFSIZ];
	FILE *to = fopen("/dev/full", "w");

	ck_assert_ptr_nonnull(to);
	setbuf(to, _i == 0 ? NULL : buffer); /* at the first byte, or at the last */
	pairs_init(&m.pairs, 1);
	summary_make(&summary, &m.pairs);
	for (int i = 0; i < LENGTH(outputs); i++) {
		clearerr(to);
		errno = 0;
		ck_assert(!outputs[i](to, &r));
		ck_assert_int_eq(errno, ENOSPC);
	}
	pairs_free(&m.pairs);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, reports, 0, LENGTH(rows));
	tcase_add_test(tests, lines);
	tcase_add_test(tests, others);
	tcase_add_loop_test(tests, percents, 0, LENGTH(shares));
	tcase_add_test(tests, numbers);
	tcase_add_test(tests, words);
	tcase_add_loop_test(tests, full, 0, 2);
}

int main(void)
{
	return unit_main("report", add);
}
