/*
 * page text|colour|html|csv LABEL... <LINES: writes the report of a replay that is made of lines
 * (tests/unit/made.h), as heloreplay would. A line that begins with # is a comment.
 */
#include "tests/unit/made.h"

int main(int argc, char **argv)
{
	static struct summary summary;
	struct made m = {.intake = {0}};
	const struct replayed r = {(const char *const *)argv + 2, &m.pairs, &summary, &m.intake};
	char *lines = NULL, *rest, *line;
	size_t size = 0;
	bool ok;

	if (argc < 3 || argc - 2 > POLICIES_MAX)
		return 2;
	pairs_init(&m.pairs, (size_t)argc - 2);
	/* all of it at once: what the pairs say points into it */
	if (getdelim(&lines, &size, '\0', stdin) > 0)
		for (line = strtok_r(lines, "\n", &rest); line != NULL;
		     line = strtok_r(NULL, "\n", &rest))
			if (*line != '#')
				made_line(&m, line);
	summary_make(&summary, &m.pairs);
	if (strcmp(argv[1], "html") == 0)
		ok = output_html(stdout, &r);
	else if (strcmp(argv[1], "csv") == 0)
		ok = output_csv(stdout, &r);
	else
		ok = output_text(stdout, &r, strcmp(argv[1], "colour") == 0);
	pairs_free(&m.pairs);
	free(lines);
	if (!ok)
		perror("page");
	return ok ? 0 : 1;
}
