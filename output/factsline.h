/*
 * factsline: the facts line of flag F, one line per HELO for programs (doc/behaviour.md, section
 * 5):
 *
 *	facts pid=PID helo=x ip=y local=z reverse=a,b a=...,... aaaa=... mx=yes ours=no resolves=yes
 *	match=no ms=12 fail=a,b skip=c error=d verdict=pass
 *
 * In the list of `reverse`, where names are chosen by whoever owns the client's reverse zone, a
 * comma and a `%` of a name are percent-encoded (`%2C`), and so is the first byte of a name that
 * would read like a reason (`%74imeout`).
 *
 * Its keys are named here alone; heloreplay reads the lines back by them.
 */
#ifndef OUTPUT_FACTSLINE_H
#define OUTPUT_FACTSLINE_H

#include "base/log.h"
#include "checks/judgement.h"
#include "input/session.h"

#define FACTSLINE_START "facts "
#define FACTSLINE_PID "pid"
#define FACTSLINE_HELO "helo"
#define FACTSLINE_IP "ip"
#define FACTSLINE_RELAY "relay" /* `yes`, or not there */
#define FACTSLINE_LOCAL "local" /* TCPLOCALIP, since 11.1 */
#define FACTSLINE_REVERSE "reverse"
#define FACTSLINE_A "a"
#define FACTSLINE_AAAA "aaaa"
#define FACTSLINE_MX "mx"
#define FACTSLINE_OURS "ours"
#define FACTSLINE_RESOLVES "resolves"
#define FACTSLINE_MATCH "match"
#define FACTSLINE_MS "ms"
#define FACTSLINE_FAIL "fail"
#define FACTSLINE_SKIP "skip"
#define FACTSLINE_ERROR "error"
#define FACTSLINE_VERDICT "verdict"

/* Addresses of one family in a line; of any more only the number is given: `,+1984`. */
#define FACTSLINE_ADDRESSES 16

void factsline_log(struct log *log, const struct session *s, const struct judgement *j);

#endif
