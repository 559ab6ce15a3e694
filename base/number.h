/* number: decimal numbers in settings. */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stddef.h>

/* The decimal number from 1 to max that all len bytes of text spell; 0 for any other text. */
unsigned number_parse(const char *text, size_t len, unsigned max);

#endif
