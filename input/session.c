/* session: see session.h. */
#include "input/session.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const char tag[] = "IPv6:";

/* The length of the tag of RFC 5321 section 4.1.3, if text begins with it in any case; else 0. */
static size_t tag_length(const char *text, size_t len)
{
	size_t n = sizeof(tag) - 1;

	return len > n && strncasecmp(text, tag, n) == 0 ? n : 0;
}

/* What is between brackets: HELO_LITERAL, HELO_LOOSE_LITERAL, or HELO_NONE if not an address. */
static enum helo_kind literal_kind(struct ipaddr *ip, const char *text, size_t len)
{
	size_t skip = tag_length(text, len);

	if (skip == 0 && ipaddr_parse_ipv4(ip, text, len))
		return HELO_LITERAL;
	if (skip > 0 && ipaddr_parse_ipv6(ip, text + skip, len - skip))
		return HELO_LITERAL;
	/* IPv4 takes no tag. That leaves IPv6 without it, and either of them with a zone. */
	if ((skip == 0 || memchr(text + skip, ':', len - skip) != NULL) &&
	    ipaddr_parse(ip, text + skip, len - skip))
		return HELO_LOOSE_LITERAL;
	return HELO_NONE;
}

static enum helo_kind helo_kind(struct session *s)
{
	size_t skip = tag_length(s->helo, s->helo_len);

	if (s->helo_len == 0)
		return HELO_NONE;
	if (s->helo_len > 2 && s->helo[0] == '[' && s->helo[s->helo_len - 1] == ']') {
		enum helo_kind kind = literal_kind(&s->address, s->helo + 1, s->helo_len - 2);

		if (kind != HELO_NONE)
			return kind;
	}
	if (ipaddr_parse(&s->address, s->helo + skip, s->helo_len - skip))
		return HELO_BARE_ADDRESS;
	return hostname_askable(s->helo, s->helo_len) ? HELO_NAME : HELO_IMPOSSIBLE;
}

const char *session_kind(enum helo_kind kind)
{
	static const char *const kinds[] = {
		[HELO_NONE] = "missing",
		[HELO_NAME] = "a name",
		[HELO_LITERAL] = "an address literal",
		[HELO_LOOSE_LITERAL] = "a loose address literal",
		[HELO_BARE_ADDRESS] = "a bare address",
		[HELO_IMPOSSIBLE] = "not a name that DNS can be asked for",
	};

	return kinds[kind];
}

static void read_helo(struct session *s, const char *value)
{
	size_t len = value != NULL ? strlen(value) : 0;

	while (len > 0 && strchr(" \t\r", value[len - 1]) != NULL)
		len--;
	s->helo = value != NULL ? value : "";
	s->helo_len = s->said_len = len;
	s->kind = helo_kind(s);
	printable(s->shown, s->helo, len);
	if (s->kind != HELO_NAME)
		return;
	s->helo_len = hostname_undotted(s->helo, len);
	for (size_t i = 0; i < s->helo_len; i++)
		s->name[i] = (char)tolower((unsigned char)s->helo[i]);
}

static void read_address(struct ipaddr *ip, const struct env *env, const char *name,
			 const char *consequence, struct log *log)
{
	const char *value = env_nonempty(env, name);

	if (value == NULL)
		log_setting(log, "%s not set; %s", name, consequence);
	else if (!ipaddr_parse(ip, value, strlen(value)))
		log_value(log, name, value, strlen(value), "not an IP address; %s", consequence);
}

/* HELO or EHLO, else NULL. */
static const char *verb(const char *value)
{
	return value != NULL && (strcasecmp(value, "HELO") == 0 || strcasecmp(value, "EHLO") == 0)
		       ? value
		       : NULL;
}

static void read_verb(struct session *s, const struct env *env, struct log *log)
{
	const char *value = env_nonempty(env, "SMTPHELOCMD");

	s->verb = verb(value);
	s->first_verb = verb(env_get(env, "HELO_CHECKS_CMD"));
	if (value != NULL && s->verb == NULL)
		log_value(log, "SMTPHELOCMD", value, strlen(value),
			  "not HELO or EHLO; proto_mismatch is skipped");
}

bool session_localhost(const struct session *s)
{
	static const char localhost[] = ".localhost";
	const size_t len = strlen(s->name), tail = sizeof(localhost) - 1;

	return strcmp(s->name, localhost + 1) == 0 ||
	       strcmp(s->name, "localhost.localdomain") == 0 ||
	       (len > tail && strcmp(s->name + len - tail, localhost) == 0);
}

bool session_relay(const struct env *env)
{
	return env_get(env, "RELAYCLIENT") != NULL;
}

void session_read(struct session *s, const struct env *env, struct log *log)
{
	*s = (struct session){0};
	read_helo(s, env_get(env, "SMTPHELOHOST"));
	read_address(&s->client, env, "TCPREMOTEIP", "checks of the client's address are skipped",
		     log);
	if (env_get(env, "TCPLOCALIP") != NULL)
		read_address(&s->local, env, "TCPLOCALIP", "not counted as ours", log);
	s->reverse = env_get(env, "TCPREMOTEHOST");
	s->first_helo = env_nonempty(env, "HELO_CHECKS_HOST");
	read_verb(s, env, log);
	s->relay = session_relay(env);
	s->sender = env_get(env, "SMTPMAILFROM");
	s->recipient = env_get(env, "SMTPRCPTTO");
	ipaddr_print(s->client_shown, &s->client);
}
