/* folded: see folded.h. */
#include "replay/read/folded.h"

/* splogger.c: char buf[800], less its NUL. */
#define PIECE 799
/* What stands before a piece is short: a time, a host, a program. */
#define HEAD_MAX 300

struct piece {
	struct slice program, text;
	bool first; /* a blank, not a `+` */
};

/* `program: 1795374001.123456` and a blank or `+`. False: not from splogger. */
static bool parse_piece(struct piece *p, struct slice line)
{
	struct slice head = {line.bytes, line.len < HEAD_MAX ? line.len : HEAD_MAX}, word;

	do
		word = slice_next_word(&head);
	while (word.len > 0 && word.bytes[word.len - 1] != ':');
	if (word.len == 0)
		return false;
	p->program = word;
	slice_skip_blanks(&head);
	for (int part = 0; part < 2; part++) {
		if (head.len == 0 || !is_digit(*head.bytes))
			return false;
		while (head.len > 0 && is_digit(*head.bytes))
			head = slice_from(head, 1);
		if (part == 0 && !slice_accept(&head, "."))
			return false;
	}
	if (head.len == 0 || (*head.bytes != ' ' && *head.bytes != '+'))
		return false;
	p->first = *head.bytes == ' ';
	p->text = slice_of(head.bytes + 1, line.bytes + line.len);
	return true;
}

static void append(struct folded *f, struct slice s)
{
	const size_t n = s.len < FOLDED_MAX - f->len ? s.len : FOLDED_MAX - f->len;

	memcpy(f->text + f->len, s.bytes, n);
	f->len += n;
}

static bool is_open_for(const struct folded *f, struct slice program)
{
	return f->len > 0 && f->program_len == program.len &&
	       memcmp(f->program, program.bytes, program.len) == 0;
}

enum fold folded_add(struct folded *f, struct slice line, uint64_t number)
{
	struct piece p;

	if (f->len > 0 && number - f->line > FOLDED_LINES)
		return FOLD_BEFORE;
	if (!parse_piece(&p, line) || p.program.len > sizeof(f->program))
		return FOLD_OTHER;
	if (!p.first && is_open_for(f, p.program)) {
		append(f, p.text);
		return p.text.len == PIECE ? FOLD_TAKEN : FOLD_WHOLE;
	}
	/* Another line of the same program: the open one was exactly so long. */
	if (f->len > 0 && p.first && (is_open_for(f, p.program) || p.text.len == PIECE))
		return FOLD_BEFORE;
	if (!p.first || p.text.len != PIECE)
		return FOLD_OTHER;
	append(f, line);
	f->line = number;
	memcpy(f->program, p.program.bytes, p.program.len);
	f->program_len = p.program.len;
	return FOLD_TAKEN;
}

void folded_end(struct folded *f)
{
	f->len = 0;
}
