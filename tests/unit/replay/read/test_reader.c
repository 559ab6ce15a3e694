/* Files, directories, pipes, Maildirs: what is read, in which order, and what is skipped. */
#include "replay/read/reader.h"

#include "tests/unit/unit.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>

#define PLAIN(helo) helo " 192.0.2.1\n"
#define MESSAGE(helo)                                                                              \
	"Received: from unknown (HELO " helo ") (192.0.2.1)\n  by 0 with SMTP; 22 Nov 2026 "       \
	"19:00:01 -0000\nSubject: x\n\nbody\n"

static struct capture err;

/* All that came of it: the HELOs, each ended by a blank, and what was counted. */
static struct {
	char helos[1024];
	uint64_t count, bytes;
	enum sample_source source;
	int64_t time;
	uint64_t refuse_at;    /* add returns false then; 0: never */
	uint64_t stop_after;   /* then somebody types ^C; 0: never */
	uint64_t done, total, told;
	bool progress;
	struct intake intake;
	bool result;
} got;

static volatile sig_atomic_t stopped;

static bool add_sample(void *data, const struct sample *s)
{
	size_t len = strlen(got.helos);

	ck_assert_ptr_eq(data, &got);
	if (len + s->helo.len + 2 < sizeof(got.helos))
		snprintf(got.helos + len, sizeof(got.helos) - len, "%.*s ", (int)s->helo.len,
			 s->helo.bytes);
	got.source = s->source;
	got.time = s->time;
	got.bytes += s->helo.len;
	got.count++;
	if (got.count == got.stop_after)
		stopped = 1;
	return got.count != got.refuse_at;
}

/* It never falls, and never passes what there is. */
static void progress(void *data, uint64_t done, uint64_t total)
{
	ck_assert_ptr_eq(data, &got);
	ck_assert_uint_ge(done, got.done);
	got.done = done;
	got.total = total;
	got.told++;
}

static bool is_ours(struct slice by)
{
	return !slice_is(by, "mx.example.net");
}

static struct reader reader(void)
{
	stopped = 0;
	memset(&got.intake, 0, sizeof(got.intake));
	got.helos[0] = '\0';
	got.count = got.bytes = got.done = got.total = got.told = 0;
	return (struct reader){.add = add_sample,
			      .data = &got,
			      .is_ours = is_ours,
			      .intake = &got.intake,
			      .stopped = &stopped,
			      .progress = got.progress ? progress : NULL};
}

/* What was said of it is in err.text. */
static const char *logs(const char *path)
{
	const struct reader r = reader();

	capture_start(&err, STDERR_FILENO);
	got.result = read_logs(&r, path);
	capture_end(&err);
	ck_assert_uint_eq(unit_lines(err.text), got.intake.skipped_files);
	return got.helos;
}

static const char *mail(const char *path)
{
	const struct reader r = reader();

	capture_start(&err, STDERR_FILENO);
	got.result = read_mail(&r, path, FROM_HAM);
	capture_end(&err);
	ck_assert_uint_eq(unit_lines(err.text), got.intake.skipped_files);
	return got.helos;
}

static void directory(const char *path)
{
	ck_assert_msg(mkdir(path, 0755) == 0, "%s: %s", path, strerror(errno));
}

/* ---- one log ---- */

START_TEST(mixed)
{
	unit_home();
	unit_file("log", "# HELOs\n" PLAIN("a.example"));
	unit_file("log", "@400000006b033bbb075bca0c tcpserver: status: 1/20\n\n");
	unit_file("log", "helo-dns-check: facts pid=1 helo=b.example ip=192.0.2.1 fail= verdict=pass\n");
	unit_file("log", "helo-dns-check: facts pid=1 helo=c.example\x1b ip= verdict=pass\n");
	unit_file("log", "helo-dns-check: HELO [d.example] from [192.0.2.1] doesn't solve\r\n");
	unit_file("log", "192.0.2.1 e.example\n");
	unit_file("log", "qlogenvelope: helo=f.example remoteip=192.0.2.1");
	ck_assert_str_eq(logs("log"), "a.example b.example c.example\x1b d.example f.example ");
	ck_assert(got.result);
	ck_assert_uint_eq(got.intake.lines, 9);
	ck_assert_uint_eq(got.intake.unreadable, 1);
	ck_assert_str_eq(got.intake.first[0].where, "log line 8");
	ck_assert_str_eq(got.intake.first[0].text, "192.0.2.1 e.example");
	ck_assert_uint_eq(got.intake.skipped_files, 0);
	ck_assert(!got.intake.stopped);
}
END_TEST

/* As splogger writes a line: in pieces, with others' lines between them. */
static void splog(const char *program, const char *line, const char *between)
{
	const char *mark = " ";

	for (;;) {
		char piece[1024];
		const size_t left = strlen(line), n = left < 799 ? left : 799;

		snprintf(piece, sizeof(piece), "Nov 22 19:00:01 mx %s 1795374001.123456%s%.*s\n",
			 program, mark, (int)n, line);
		unit_file("log", piece);
		line += n;
		mark = "+";
		if (*line == '\0')
			return;
		unit_file("log", between);
	}
}

START_TEST(folded)
{
	char line[3000];
	static const char *const patterns[] = {
		/* one byte over a piece, several pieces, pieces that end with the line */
		"x{600}", "x{1500}", "x{2400}", "x{721}", "x{1520}",
	};

	unit_home();
	for (int i = 0; i < LENGTH(patterns); i++) {
		const size_t len = (size_t)snprintf(
			line, sizeof(line),
			"helo-dns-check: facts pid=1 helo=m%d.example ip=192.0.2.1 verdict=pass a=", i);

		unit_expand(line + len, sizeof(line) - len, patterns[i]);
		splog("smtpd:", line, "Nov 22 19:00:01 mx cron[7]: nothing\n");
	}
	ck_assert_str_eq(logs("log"), "m0.example m1.example m2.example m3.example m4.example ");
	ck_assert_uint_eq(got.intake.unreadable, 0);
}
END_TEST

/* The verdict, which must be there, is in the second piece. */
START_TEST(folded_end)
{
	char line[3000];

	unit_home();
	unit_expand(line, sizeof(line), "helo-dns-check: facts pid=1 helo=a.example ip=192.0.2.1 a=x{900} verdict=pass");
	splog("smtpd:", line, "Nov 22 19:00:01 mx other: 1795374001.1+ verdict=pass\n");
	/* the rest of this one never comes: cut */
	line[799] = '\0';
	splog("smtpd:", line, "");
	splog("smtpd:", "helo-dns-check: facts pid=1 helo=b.example ip=192.0.2.1 verdict=pass", "");
	splog("smtpd:", line, "");
	ck_assert_str_eq(logs("log"), "a.example b.example ");
	ck_assert_uint_eq(got.intake.unreadable, 2);
	ck_assert_str_eq(got.intake.first[0].where, "log line 4");
}
END_TEST

/* Of many lines that cannot be read the first few are kept, printable, and all counted. */
START_TEST(unreadable_lines)
{
	char path[300];

	unit_home();
	memset(path, 'd', 250);
	path[250] = '\0';
	for (int i = 0; i < 3 * UNREADABLE_MAX; i++)
		unit_file_bytes(path, BYTES("helo-dns-check: facts \0\xff\x1b[2J\tx~\n"));
	logs(path);
	ck_assert_uint_eq(got.intake.unreadable, 3 * UNREADABLE_MAX);
	ck_assert_str_eq(got.intake.first[UNREADABLE_MAX - 1].text,
			 "helo-dns-check: facts ???[2J?x~");
	ck_assert_str_eq(strchr(got.intake.first[UNREADABLE_MAX - 1].where, ' '), " line 5");
}
END_TEST

/* What the lines of one file come to, whatever their length is to that of a buffer. */
START_TEST(many_lines)
{
	FILE *file;
	uint64_t bytes = 0;
	const uint64_t count = 20000;

	unit_home();
	file = fopen("log", "w");
	for (uint64_t i = 0; i < count; i++) {
		int len = (int)(i * 7919 % 200);

		fprintf(file, "%0*d.example 192.0.2.1\n", len + 1, 0);
		bytes += (uint64_t)len + 1 + strlen(".example");
	}
	ck_assert_int_eq(fclose(file), 0);
	got.progress = true;
	logs("log");
	ck_assert_uint_eq(got.count, count);
	ck_assert_uint_eq(got.bytes, bytes);
	ck_assert_uint_eq(got.intake.lines, count);
	ck_assert_uint_eq(got.done, got.total);
	ck_assert_uint_gt(got.told, got.total / 65536);
}
END_TEST

static const struct {
	const char *pattern; /* unit_expand */
	const char *helos;
	uint64_t lines, unreadable;
} longs[] = {
	{"a.example 192.0.2.1\nx{65500}\nb.example 192.0.2.1\n", "a.example b.example ", 3, 0},
	{"a.example 192.0.2.1\nx{65536}\nb.example 192.0.2.1\n", "a.example b.example ", 3, 0},
	{"a.example 192.0.2.1\nx{200000}\nb.example 192.0.2.1", "a.example b.example ", 3, 0},
	{"x{65535}\nb.example 192.0.2.1\n", "b.example ", 2, 0},
	{"x{65536}\nb.example 192.0.2.1\n", "b.example ", 2, 0},
	{"x{65537}\nb.example 192.0.2.1\n", "b.example ", 2, 0},
	{"x{131072}\nb.example 192.0.2.1\n", "b.example ", 2, 0},
	{"x{131072}", "", 1, 0},
	{"x{65536}", "", 1, 0},
	/* one that begins as ours do, and a sample that stands behind too much */
	{"helo-dns-check: facts pid=1 helo=x ip=1.2.3.4 a={65600}\nb.example 192.0.2.1\n",
	 "b.example ", 2, 1},
	{"x{65536}a.example 192.0.2.1\nb.example 192.0.2.1\n", "b.example ", 2, 0},
};

START_TEST(long_lines)
{
	static char text[300000];
	size_t len = unit_expand(text, sizeof(text), longs[_i].pattern);

	unit_home();
	unit_file_bytes("log", text, len);
	ck_assert_str_eq(logs("log"), longs[_i].helos);
	ck_assert_uint_eq(got.intake.lines, longs[_i].lines);
	ck_assert_uint_eq(got.intake.unreadable, longs[_i].unreadable);
}
END_TEST

/* Dates without a year are of the year before the log ended. */
START_TEST(year)
{
	const struct timespec ended[] = {{.tv_sec = 1709290000}, {.tv_sec = 1709290000}};

	unit_home();
	setenv("TZ", "UTC0", 1);
	unit_file("log", "Feb 29 11:00:00 mx qmail: helo-dns-check: No HELO sent from [1.2.3.4]\n");
	ck_assert_int_eq(utimensat(AT_FDCWD, "log", ended, 0), 0);
	logs("log");
	ck_assert_int_eq(got.time, 1709204400);
}
END_TEST

START_TEST(standard_input)
{
	int ends[2];

	unit_home();
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_gt(write(ends[1], BYTES(PLAIN("a.example") "b.example 192.0.2.2")), 0);
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	got.progress = true;
	ck_assert_str_eq(logs("-"), "a.example b.example ");
	ck_assert_uint_eq(got.total, 0);
	ck_assert_uint_eq(got.done, strlen(PLAIN("a.example") "b.example 192.0.2.2"));
}
END_TEST

/* Somebody writes into a FIFO, byte by byte; it is waited for. */
START_TEST(fifo_by_name)
{
	const char *text = PLAIN("a.example") PLAIN("b.example");
	int status;
	pid_t pid;

	unit_home();
	ck_assert_int_eq(mkfifo("fifo", 0600), 0);
	pid = fork();
	if (pid == 0) {
		int fd = open("fifo", O_WRONLY);

		for (; *text != '\0'; text++)
			if (write(fd, text, 1) != 1)
				_exit(1);
		_exit(0);
	}
	ck_assert_str_eq(logs("fifo"), "a.example b.example ");
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
}
END_TEST

/* ---- directories ---- */

START_TEST(by_name)
{
	unit_home();
	directory("logs");
	unit_file("logs/current", PLAIN("e.example"));
	unit_file("logs/@400000006b033bbb075bca0c.s", PLAIN("b.example"));
	unit_file("logs/@400000006a033bbb075bca0c.s", PLAIN("a.example"));
	unit_file("logs/.hidden", PLAIN("no.example"));
	unit_file("logs/lock", "");
	directory("logs/archive");
	unit_file("logs/archive/2025", PLAIN("c.example"));
	unit_file("logs/archive/2026", PLAIN("d.example"));
	directory("logs/.git");
	unit_file("logs/.git/x", PLAIN("no.example"));
	directory("logs/empty");
	ck_assert_int_eq(mkfifo("logs/fifo", 0600), 0);
	ck_assert_int_eq(symlink("/dev/zero", "logs/zero"), 0);
	ck_assert_int_eq(symlink("../elsewhere", "logs/more"), 0);
	directory("elsewhere");
	unit_file("elsewhere/log", PLAIN("f.example"));
	got.progress = true;
	ck_assert_str_eq(logs("logs"),
			 "a.example b.example c.example d.example e.example f.example ");
	ck_assert_uint_eq(got.intake.skipped_files, 0);
	ck_assert_uint_eq(got.done, 6 * strlen(PLAIN("a.example")));
	ck_assert_uint_eq(got.total, got.done);
}
END_TEST

START_TEST(what_cannot_be_read)
{
	unit_home();
	directory("logs");
	unit_file("logs/a", PLAIN("a.example"));
	unit_file("logs/z", PLAIN("z.example"));
	ck_assert_int_eq(symlink(".", "logs/circle"), 0);
	ck_assert_int_eq(symlink("itself", "logs/itself"), 0);
	ck_assert_int_eq(symlink("../nowhere", "logs/nowhere"), 0);
	unit_file("logs/secret", PLAIN("no.example"));
	ck_assert_int_eq(chmod("logs/secret", 0), 0);
	directory("logs/shut");
	ck_assert_int_eq(chmod("logs/shut", 0), 0);
	unit_become_nobody();
	ck_assert_str_eq(logs("logs"), "a.example z.example ");
	unit_become_root();
	ck_assert_str_eq(
		err.text,
		"heloreplay: logs/circle: a link to a directory above it; skipped\n"
		"heloreplay: logs/itself: Too many levels of symbolic links; skipped\n"
		"heloreplay: logs/nowhere: No such file or directory; skipped\n"
		"heloreplay: logs/secret: Permission denied; skipped\n"
		"heloreplay: logs/shut: Permission denied; skipped\n");
	ck_assert(got.result);
}
END_TEST

START_TEST(not_there)
{
	unit_home();
	ck_assert_str_eq(logs("no\nsuch\x1b"), "");
	ck_assert_str_eq(err.text, "heloreplay: no?such?: No such file or directory; skipped\n");
	ck_assert_str_eq(logs(""), "");
	ck_assert_uint_eq(got.intake.skipped_files, 1);
	ck_assert_str_eq(mail("nowhere"), "");
	ck_assert_uint_eq(got.intake.skipped_files, 1);
}
END_TEST

/* As deep as one likes: it ends, and what is not too deep is read. */
START_TEST(deep)
{
	char path[400] = "d";

	unit_home();
	for (int i = 0; i < 100; i++) {
		char file[450];

		directory(path);
		snprintf(file, sizeof(file), "%s/log", path);
		unit_file(file, PLAIN("a.example"));
		strcat(path, "/d");
	}
	logs("d");
	ck_assert_uint_eq(got.count, 32);
	ck_assert_ptr_nonnull(strstr(err.text, "nested too deeply"));
}
END_TEST

static const struct {
	const char *bytes;
	size_t len;
	const char *hint; /* NULL: it is a log */
} formats[] = {
	{BYTES("\x1f\x8b\x08\0\0\0\0\0\0\x03\n"), "zcat FILE | heloreplay -"},
	{BYTES("\x1f\x9d\x90xxxxxxx\n"), "zcat FILE | heloreplay -"},
	{BYTES("\xfd\x37zXZ\0\0\x04\xe6\xd6\n"), "xzcat FILE | heloreplay -"},
	{BYTES("BZh9\x31\x41\x59\x26\x53\x59\n"), "bzcat FILE | heloreplay -"},
	{BYTES("\x28\xb5\x2f\xfdxxxxxx\n"), "zstdcat FILE | heloreplay -"},
	{BYTES("\x04\x22\x4d\x18xxxxxx\n"), "lz4cat FILE | heloreplay -"},
	{BYTES("BZh.example.com 192.0.2.1\n"), NULL},
	{BYTES("\x1f"), NULL},
	{BYTES("\x28\xb5\x2f"), NULL},
	{BYTES("BZh"), NULL},
	{BYTES("BZh9"), NULL},
	{BYTES("\n"), NULL},
	{BYTES(""), NULL},
};

START_TEST(compressed)
{
	unit_home();
	unit_file_bytes("log", formats[_i].bytes, formats[_i].len);
	logs("log");
	ck_assert_uint_eq(got.intake.skipped_files, formats[_i].hint != NULL);
	if (formats[_i].hint != NULL)
		ck_assert_ptr_nonnull(strstr(err.text, formats[_i].hint));
	ck_assert_uint_eq(got.intake.lines, formats[_i].hint == NULL && formats[_i].len > 0);
	mail("log");
	ck_assert_uint_eq(got.intake.skipped_files, formats[_i].hint != NULL);
}
END_TEST

/* ---- stopping ---- */

START_TEST(refused)
{
	unit_home();
	directory("logs");
	unit_file("logs/a", PLAIN("a.example") PLAIN("b.example") PLAIN("c.example"));
	unit_file("logs/b", PLAIN("d.example"));
	for (got.refuse_at = 1; got.refuse_at <= 4; got.refuse_at++) {
		logs("logs");
		ck_assert(!got.result);
		ck_assert_uint_eq(got.count, got.refuse_at);
		ck_assert(!got.intake.stopped);
	}
	got.refuse_at = 1;
	directory("mail");
	unit_file("mail/a", MESSAGE("a.example"));
	unit_file("mail/b", MESSAGE("b.example"));
	mail("mail");
	ck_assert(!got.result);
	ck_assert_uint_eq(got.count, 1);
}
END_TEST

START_TEST(at_the_next_line)
{
	unit_home();
	directory("logs");
	unit_file("logs/a", PLAIN("a.example") PLAIN("b.example") PLAIN("c.example"));
	unit_file("logs/b", PLAIN("d.example"));
	for (got.stop_after = 1; got.stop_after <= 3; got.stop_after++) {
		logs("logs");
		ck_assert(got.result);
		ck_assert_uint_eq(got.count, got.stop_after);
		ck_assert(got.intake.stopped);
	}
	got.stop_after = 1;
	directory("mail");
	unit_file("mail/a", MESSAGE("a.example"));
	unit_file("mail/b", MESSAGE("b.example"));
	mail("mail");
	ck_assert(got.result && got.intake.stopped);
	ck_assert_uint_eq(got.count, 1);
}
END_TEST

static void type_it(int number)
{
	(void)number;
	stopped = 1;
}

/* ^C while nobody writes; again and again, for one that falls between looking and waiting. */
START_TEST(while_waiting)
{
	const struct sigaction action = {.sa_handler = type_it};
	const struct itimerval every = {{0, 100000}, {0, 100000}}, never = {{0, 0}, {0, 0}};
	int ends[2];

	unit_home();
	sigaction(SIGALRM, &action, NULL);
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_gt(write(ends[1], BYTES(PLAIN("a.example") "b.exam")), 0);
	dup2(ends[0], STDIN_FILENO);
	setitimer(ITIMER_REAL, &every, NULL);
	ck_assert_str_eq(logs("-"), "a.example ");
	ck_assert(got.result && got.intake.stopped);
	ck_assert_int_eq(mkfifo("fifo", 0600), 0);
	logs("fifo");
	ck_assert(got.result && got.intake.stopped);
	setitimer(ITIMER_REAL, &never, NULL);
	ck_assert_uint_eq(got.intake.skipped_files, 0);
}
END_TEST

/* ---- messages ---- */

static void maildir(const char *path, const char *cur, const char *new)
{
	static const char *const parts[] = {"", "/cur", "/new", "/tmp"};
	char name[300];

	for (int i = 0; i < LENGTH(parts); i++) {
		snprintf(name, sizeof(name), "%s%s", path, parts[i]);
		directory(name);
	}
	snprintf(name, sizeof(name), "%s/cur/1.mx:2,S", path);
	unit_file(name, cur);
	snprintf(name, sizeof(name), "%s/new/2.mx", path);
	unit_file(name, new);
	snprintf(name, sizeof(name), "%s/tmp/3.mx", path);
	unit_file(name, MESSAGE("no.example"));
	snprintf(name, sizeof(name), "%s/cur/.nfs01", path);
	unit_file(name, MESSAGE("no.example"));
	snprintf(name, sizeof(name), "%s/dovecot-uidlist", path);
	unit_file(name, MESSAGE("no.example"));
}

START_TEST(maildirs)
{
	unit_home();
	maildir("Maildir", MESSAGE("d.example"), MESSAGE("e.example"));
	maildir("Maildir/.Folder", MESSAGE("a.example"), MESSAGE("b.example"));
	maildir("Maildir/Nested", MESSAGE("c.example"), "Subject: local\n\nx\n");
	directory("Maildir/.no");
	unit_file("Maildir/.no/1", MESSAGE("no.example"));
	directory("Maildir/keywords");
	unit_file("Maildir/keywords/1", MESSAGE("no.example"));
	directory("Maildir/cur/below");
	unit_file("Maildir/cur/below/1", MESSAGE("no.example"));
	ck_assert_int_eq(mkfifo("Maildir/new/fifo", 0600), 0);
	got.progress = true;
	ck_assert_str_eq(mail("Maildir"), "c.example d.example e.example "); /* no .Folder */
	ck_assert_int_eq(got.source, FROM_HAM);
	ck_assert_uint_eq(got.intake.messages, 4);
	ck_assert_uint_eq(got.intake.unreadable, 0);
	ck_assert_uint_eq(got.intake.lines, 0);
	ck_assert_uint_eq(got.done, got.total);
	ck_assert_str_eq(mail("Maildir/.Folder"), "a.example b.example ");
	ck_assert_str_eq(mail("Maildir/new"), "e.example ");
	ck_assert_str_eq(mail("Maildir/tmp"), "no.example ");
}
END_TEST

START_TEST(plain_directories)
{
	unit_home();
	directory("mail");
	unit_file("mail/1", MESSAGE("a.example"));
	unit_file("mail/2", MESSAGE("my?pc"));
	unit_file("mail/.3", MESSAGE("no.example"));
	unit_file("mail/4", "");
	unit_file_bytes("mail/5", BYTES("\0\xff\n\n"));
	directory("mail/below");
	unit_file("mail/below/1", MESSAGE("b.example"));
	maildir("mail/box", MESSAGE("c.example"), MESSAGE("d.example"));
	directory("mail/.hidden");
	unit_file("mail/.hidden/1", MESSAGE("no.example"));
	ck_assert_str_eq(mail("mail"), "a.example b.example c.example d.example ");
	ck_assert_uint_eq(got.intake.messages, 7);
	ck_assert_uint_eq(got.intake.unreadable, 1);
	ck_assert_str_eq(got.intake.first[0].where, "mail/2");
	ck_assert_ptr_nonnull(strstr(got.intake.first[0].text, "from unknown (HELO my?pc)"));
	ck_assert_str_eq(mail("mail/1"), "a.example ");
	ck_assert_int_eq(got.time, 1795374001);
}
END_TEST

START_TEST(mail_that_cannot_be_read)
{
	unit_home();
	directory("mail");
	maildir("mail/Maildir", MESSAGE("no.example"), MESSAGE("a.example"));
	ck_assert_int_eq(chmod("mail/Maildir/cur", 0), 0);
	unit_file("mail/mbox", "From a@b Sun Nov 22 19:00:01 2026\n" MESSAGE("no.example"));
	unit_file_bytes("mail/zip", BYTES("\x1f\x8b\x08\0\0\0\0\0\0\x03\n"));
	unit_become_nobody();
	ck_assert_str_eq(mail("mail"), "a.example ");
	unit_become_root();
	ck_assert_str_eq(err.text,
			 "heloreplay: mail/Maildir/cur: Permission denied; skipped\n"
			 "heloreplay: mail/mbox: an mbox (split it into a Maildir); skipped\n"
			 "heloreplay: mail/zip: compressed; skipped\n");
	ck_assert_uint_eq(got.intake.messages, 1);
}
END_TEST

/* No descriptor is left open, whatever became of what was read by it. */
START_TEST(descriptors)
{
	int before, after;

	unit_home();
	directory("mail");
	unit_file("mail/1", MESSAGE("a.example"));
	unit_file("mail/2", "From a\n");
	unit_file_bytes("mail/3", BYTES("\x1f\x8b\x08\0\0\0\0\0\0\x03\n"));
	before = dup(STDIN_FILENO);
	close(before);
	for (int i = 0; i < 3; i++) {
		mail("mail");
		logs("mail");
	}
	after = dup(STDIN_FILENO);
	ck_assert_int_eq(after, before);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_test(tests, mixed);
	tcase_add_test(tests, folded);
	tcase_add_test(tests, folded_end);
	tcase_add_test(tests, unreadable_lines);
	tcase_add_test(tests, many_lines);
	tcase_add_loop_test(tests, long_lines, 0, LENGTH(longs));
	tcase_add_test(tests, year);
	tcase_add_test(tests, standard_input);
	tcase_add_test(tests, fifo_by_name);
	tcase_add_test(tests, by_name);
	tcase_add_test(tests, what_cannot_be_read);
	tcase_add_test(tests, not_there);
	tcase_add_test(tests, deep);
	tcase_add_loop_test(tests, compressed, 0, LENGTH(formats));
	tcase_add_test(tests, refused);
	tcase_add_test(tests, at_the_next_line);
	tcase_add_test(tests, while_waiting);
	tcase_add_test(tests, maildirs);
	tcase_add_test(tests, plain_directories);
	tcase_add_test(tests, mail_that_cannot_be_read);
	tcase_add_test(tests, descriptors);
}

int main(void)
{
	return unit_main("reader", add);
}
