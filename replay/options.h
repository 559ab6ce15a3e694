/* options: heloreplay's command line. */
#ifndef REPLAY_OPTIONS_H
#define REPLAY_OPTIONS_H

#include "replay/judge/pairs.h"

/* Of --ham and --spam together. */
#define MAIL_MAX 64
#define NAMES_MAX 64

struct replay_options {
	const char *flags[POLICIES_MAX];
	size_t flag_count;
	bool plus; /* one of flags ends with `+` */
	const char *ini, *html, *csv;
	unsigned jobs;
	struct {
		const char *path;
		enum sample_source source;
	} mail[MAIL_MAX];
	size_t mail_count;
	const char *names[NAMES_MAX]; /* --me */
	size_t name_count;
	char **logs;
	int log_count;
};

/* Returns -1 to go on, or the exit status: 0 after -h and -V, 2 after a usage error. */
int replay_options_parse(struct replay_options *o, int argc, char **argv);

#endif
