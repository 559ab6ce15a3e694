/*
 * pastfacts: from a facts line of the plugin (output/factsline.h) back to the session and the facts
 * that it was written from, so that other policies can judge them. DNS is as it was at the time;
 * nothing is asked.
 *
 * What was known then takes precedence: each answer, why it was unknown, and whether the client was
 * this server. What the line does not hold is read from the control files of today: names of ours,
 * patterns, and whether an address is ours if nobody asked. The bytes that became `?`, and
 * addresses after the sixteenth, are lost.
 */
#ifndef REPLAY_JUDGE_PASTFACTS_H
#define REPLAY_JUDGE_PASTFACTS_H

#include "facts/facts.h"
#include "input/session.h"
#include "replay/read/sample.h"

struct pastfacts {
	struct session session;
	struct facts facts; /* free it with facts_free */
	/* what the two point into */
	char helo[PRINTABLE_SIZE], ip[PRINTABLE_SIZE], local[PRINTABLE_SIZE];
	char reverse[REVERSE_MAX][PRINTABLE_SIZE];
};

/*
 * Reads the sample of a facts line. needs: as in facts_gather. suffixes: the policies', or NULL. A
 * key that is missing, or whose value makes no sense, is as if nobody had known; a reverse name is
 * then REASON_NOT_ASKED. Cannot fail.
 */
void pastfacts_read(struct pastfacts *line, const struct sample *s, unsigned needs,
		    const struct suffixes *suffixes);

/* Equal for two lines with the same facts, whatever the order of addresses; without pid and ms. */
uint64_t pastfacts_hash(struct slice facts);

#endif
