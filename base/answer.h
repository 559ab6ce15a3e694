/*
 * found: the answer to a question. Of these only NO may deny anybody (doc/behaviour.md, section 3):
 * a question that nobody asked, or that DNS could not answer, never costs a message.
 */
#ifndef BASE_ANSWER_H
#define BASE_ANSWER_H

enum found { UNASKED = 0, YES, NO, UNKNOWN };

#endif
