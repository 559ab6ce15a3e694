/*
 * factsline: a facts line of the plugin (flag F; doc/behaviour.md, section 5) back to the session and the
 * facts that it was written from, so that other policies can look at them. DNS is as it was at the time;
 * nothing is asked.
 *
 * What the line does not hold: names of ours, and whether an address is ours where nobody asked, are read
 * from the control files of today; the bytes that printable made `?` of, and addresses after the sixteenth,
 * are gone.
 */
#ifndef REPLAY_JUDGE_PASTFACTS_H
#define REPLAY_JUDGE_PASTFACTS_H

#include "facts/facts.h"
#include "input/session.h"
#include "replay/read/sample.h"

struct factsline {
	struct session session;
	struct facts facts; /* to be given to facts_free */
	/* what the two point into */
	char helo[PRINTABLE_SIZE], ip[PRINTABLE_SIZE], reverse[PRINTABLE_SIZE];
};

/*
 * Reads the sample of a facts line. needs: as in facts_gather. suffixes: the policies', or NULL. Keys that
 * are not there are as if nobody had known: a reverse name is then `not_asked`. Cannot fail: a value that
 * makes no sense is as a key that is not there.
 */
void factsline_read(struct factsline *line, const struct sample *s, unsigned needs,
		    const struct suffixes *suffixes);

/*
 * The same for two lines of which the facts are the same in whatever order addresses stand, pid and ms
 * left out.
 */
uint64_t factsline_hash(struct text facts);

#endif
