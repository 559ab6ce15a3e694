/* progress: see progress.h. */
#include "replay/progress.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DRAW_MS 100
#define BAR 24

void progress_start(struct progress *p, const char *what, const char *unit, uint64_t per)
{
	const int64_t now = clock_ms();

	*p = (struct progress){.what = what,
			       .unit = unit,
			       .per = per,
			       .start = now,
			       .drawn = now,
			       .on = isatty(STDERR_FILENO) == 1};
}

static void draw_bar(uint64_t done, uint64_t total)
{
	char bar[BAR + 1];
	size_t full = (size_t)(done < total ? done * BAR / total : BAR);

	memset(bar, ' ', BAR);
	memset(bar, '#', full);
	bar[BAR] = '\0';
	fprintf(stderr, " [%s] %3u%%", bar, (unsigned)(done < total ? done * 100 / total : 100));
}

void progress_at(struct progress *p, uint64_t done, uint64_t total)
{
	const int64_t now = clock_ms(), took = now - p->start;
	double rate;

	if (!p->on || now - p->drawn < DRAW_MS)
		return;
	p->drawn = now;
	p->visible = true;
	rate = (double)done * 1000 / (double)(took > 0 ? took : 1);
	fprintf(stderr, "\r%s", p->what);
	if (total > 0)
		draw_bar(done, total);
	fprintf(stderr, " %llu %s, %.0f a second", (unsigned long long)(done / p->per), p->unit,
		rate / (double)p->per);
	if (total > done && rate > 0) {
		const unsigned left = (unsigned)((double)(total - done) / rate);

		fprintf(stderr, ", %u:%02u left", left / 60, left % 60);
	}
	fputs("\033[K", stderr);
}

void progress_end(struct progress *p)
{
	if (p->visible)
		fputs("\r\033[K", stderr);
	p->visible = false;
}
