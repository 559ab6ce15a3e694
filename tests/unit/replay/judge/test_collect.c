/* What counts as a HELO, and what is the same one again: log lines to pairs. */
#include "replay/judge/collect.h"
#include "replay/read/logline.h"

#include "tests/unit/given.h"

#define FACTS(time, pid, helo)                                                                     \
	"@40000000" time "00000000 helo-dns-check: facts pid=" pid " helo=" helo                   \
	" ip=192.0.2.1 a= aaaa= resolves=no match=no ms=1 fail=resolves skip= error= verdict=pass"
#define ENVELOPE(helo, sender, recipient, rest)                                                    \
	"qlogenvelope: result=accepted code=250 reason=x detail= helo=" helo " mailfrom=" sender   \
	" rcptto=" recipient " relay=no localip=198.51.100.4 localport=25 remoteip=192.0.2.1 "     \
	"remoteport=1 remotehost=r.example qp=1 pid=7" rest

/* After the lines: each pair with what it counts, then what does not count. */
static const struct {
	const char *lines[5], *counted;
} rows[] = {
	/* STARTTLS: EHLO twice, one process */
	{{FACTS("68a00005", "7", "m.example"), FACTS("68a00006", "7", "m.example")},
	 "m.example facts=1"},
	{{FACTS("68a00005", "7", "m.example"), FACTS("68a00006", "7", "M.Example"),
	  FACTS("68a00007", "7", "m.example")},
	 "m.example facts=1"},
	/* another name, another process, another connection of the same number */
	{{FACTS("68a00005", "7", "m.example"), FACTS("68a00006", "7", "n.example")},
	 "m.example facts=1 n.example facts=1"},
	{{FACTS("68a00005", "7", "m.example"), FACTS("68a00006", "8", "m.example")},
	 "m.example facts=2"},
	{{FACTS("68a00005", "7", "m.example"), FACTS("68a00006", "4103", "m.example")},
	 "m.example facts=2"},
	{{FACTS("68a00005", "7", "m.example"), FACTS("68a01005", "7", "m.example")},
	 "m.example facts=2"},
	{{FACTS("68a00005", "7x", "m.example"), FACTS("68a00005", "7x", "m.example"),
	  FACTS("68a00005", "", "m.example"), FACTS("68a00005", "", "m.example")},
	 "m.example facts=4"},
	/* qlogenvelope: one for each recipient; a bounce has one */
	{{ENVELOPE("m.example", "a@b", "c@d", ""), ENVELOPE("m.example", "", "c@d", "")},
	 "m.example envelope=2"},
	/* a blank at the end */
	{{ENVELOPE("m.example_", "a@b", "c@d", ""), ENVELOPE("m.example___", "a@b", "c@d", ""),
	  ENVELOPE("_m_.example", "a@b", "c@d", "")},
	 "_m_.example envelope=1 m.example envelope=2"},
	/* nobody said HELO: its reverse name, or unknown */
	{{ENVELOPE("unknown", "a@b", "c@d", ""), ENVELOPE("r.example", "", "", ""),
	  ENVELOPE("R.example", "", "", "")},
	 "silent=3"},
	{{ENVELOPE("r.example", "", "c@d", ""), ENVELOPE("r.example", "a@b", "", ""),
	  ENVELOPE("s.example", "", "", "")},
	 "r.example envelope=2 s.example envelope=1"},
	/* what the client says does not make it a relay client, nor silent */
	{{ENVELOPE("m.example", "x relay=yes", "c@d", ""),
	  ENVELOPE("m.example", "x", "c rcptto= mailfrom=", "")},
	 "m.example envelope=2"},
	{{"qlogenvelope: helo=laptop mailfrom=a rcptto=b relay=yes remoteip=192.0.2.1 remotehost="},
	 "relayed=1"},
};

START_TEST(row)
{
	static struct judge judge;
	static struct collector c;
	struct pairs pairs;
	struct pair **sorted;
	struct calendar calendar;
	char counted[512] = "";
	struct textbuf b = textbuf_in(counted, sizeof(counted));

	unit_home();
	pairs_init(&pairs, 0);
	judge = (struct judge){.pairs = &pairs};
	c = (struct collector){.judge = &judge, .pairs = &pairs};
	calendar_init(&calendar, 0);
	for (int i = 0; i < LENGTH(rows[_i].lines) && rows[_i].lines[i] != NULL; i++) {
		struct sample s;

		ck_assert_int_eq(logline_parse(&s, rows[_i].lines[i], strlen(rows[_i].lines[i]),
					       &calendar),
				 LINE_SAMPLE);
		ck_assert(collect(&c, &s));
	}
	sorted = pairs_sorted(&pairs);
	for (size_t i = 0; i < pairs.count; i++) {
		textbuf_addf(&b, "%s%s", b.len > 0 ? " " : "", sorted[i]->helo);
		if (sorted[i]->count[FROM_FACTS] > 0)
			textbuf_addf(&b, " facts=%u", sorted[i]->count[FROM_FACTS]);
		if (sorted[i]->count[FROM_ENVELOPE] > 0)
			textbuf_addf(&b, " envelope=%u", sorted[i]->count[FROM_ENVELOPE]);
		ck_assert_uint_eq(sorted[i]->local, sorted[i]->count[FROM_ENVELOPE] > 0);
	}
	if (pairs.silent > 0)
		textbuf_addf(&b, "silent=%u", (unsigned)pairs.silent);
	if (pairs.relayed > 0)
		textbuf_addf(&b, "relayed=%u", (unsigned)pairs.relayed);
	ck_assert_str_eq(counted, rows[_i].counted);
	free((void *)sorted);
	pairs_free(&pairs);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_loop_test(tests, row, 0, LENGTH(rows));
}

int main(void)
{
	return unit_main("collect", add);
}
