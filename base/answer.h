/*
 * answer: the answer to a yes-or-no question. Of the four only NO may deny a client
 * (doc/behaviour.md, section 3): a question that was not asked, or that DNS could not answer, never
 * costs a message.
 */
#ifndef BASE_ANSWER_H
#define BASE_ANSWER_H

enum answer { NOT_ASKED = 0, YES, NO, UNKNOWN };

#endif
