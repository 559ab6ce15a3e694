/*
 * page text|colour|html|csv LABEL... <LINES: writes the report of a replay that is made of lines
 * (tests/unit/made.h), as heloreplay would. A line that begins with # is a comment.
 */
#include "tests/unit/made.h"

int main(int argc, char **argv)
{
	static struct summary summary;
	struct made m = {.intake = {0}};
	const struct replay r = {(const char *const *)argv + 2, &m.pairs, &summary, &m.intake};
	char *line = NULL;
	size_t size = 0;
	bool ok;

	if (argc < 3 || argc - 2 > POLICIES_MAX)
		return 2;
	pairs_init(&m.pairs, (size_t)argc - 2);
	while (getline(&line, &size, stdin) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (*line != '#' && *line != '\0')
			made_line(&m, line);
	}
	free(line);
	summary_make(&summary, &m.pairs);
	if (strcmp(argv[1], "html") == 0)
		ok = report_html(stdout, &r);
	else if (strcmp(argv[1], "csv") == 0)
		ok = report_csv(stdout, &r);
	else
		ok = report_text(stdout, &r, strcmp(argv[1], "colour") == 0);
	pairs_free(&m.pairs);
	if (!ok)
		perror("page");
	return ok ? 0 : 1;
}
