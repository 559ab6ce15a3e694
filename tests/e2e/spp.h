/*
 * spp: the plugin half of the qmail-smtpd stand-in.
 *
 * Runs plugins exactly as qmail-spp 0.42 does; doc/qmail-spp.md has the facts and tests/e2e/host.cases
 * tests them one by one. Every function answers the client itself where a plugin, or a failure of
 * one, makes the host say something. None comes back without memory: the process exits 111 then.
 */
#ifndef SPP_H
#define SPP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A text that grows. All zero is an empty one; s is NUL-terminated once anything was added. */
struct text {
	char *s;
	size_t len;
};

void text_add(struct text *, const char *);
void text_clear(struct text *);
const char *text_shown(const struct text *); /* never NULL */

void put_env(const char *name, const char *value);

void reply(const char *line);	  /* one line to the client; adds CR LF */
_Noreturn void leave(int status); /* sends what is waiting and ends the session */

/* The next line of a control file as qmail reads them: no comments, no empty lines, no blanks at
 * the end. False at the end. */
bool next_control_line(FILE *, char **line, size_t *size);

/* Reads smtpplugins, unless the environment switches qmail-spp off: by NOSPP, or by no ENABLE_SPP
 * under the combined patch. False: there is no such file, and no client can be served. */
bool spp_start(bool combined);

enum go { REFUSED, GO_ON, UNCHECKED }; /* UNCHECKED: go on, and skip qmail's own checks */

/* Runs the plugins of a section, named by its first letter, after setting a variable for them
 * (name may be NULL). REFUSED: the client has its answer. Does not return after R or D. */
enum go spp_run(char section, const char *name, const char *value);

/* Sends all that LM, LR or LD (by the second letter) left for this command, each time anew, one
 * reply line for each L line. True: there was some, the command is refused. */
bool spp_late(char letter);

const char *spp_headers(void); /* what H lines gave for the message, ready to print */
void spp_forget(void);	       /* RSET, or the end of a message: L lines and headers go */

#endif
