/* pairs: see pairs.h. */
#include "replay/judge/pairs.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The table is made again, twice as large, when there are more pairs than places. */
#define SIZE_FIRST 1024

void pairs_init(struct pairs *pairs, size_t policies)
{
	*pairs = (struct pairs){.policies = policies};
}

void pairs_free(struct pairs *pairs)
{
	for (size_t i = 0; i < pairs->size; i++) {
		while (pairs->at[i] != NULL) {
			struct pair *pair = pairs->at[i];

			pairs->at[i] = pair->next;
			free(pair);
		}
	}
	free(pairs->at);
	*pairs = (struct pairs){0};
}

/* FNV-1a. Who fills the log with names that collide makes his own replay slow. */
static uint64_t hash_text(uint64_t hash, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)tolower((unsigned char)text[i])) * 0x100000001b3;
	return hash;
}

static uint64_t hash_pair(const char *helo, size_t helo_len, const char *ip, size_t ip_len)
{
	return hash_text(hash_text(0xcbf29ce484222325, helo, helo_len) ^ '/', ip, ip_len);
}

static bool grow(struct pairs *pairs)
{
	size_t size = pairs->size == 0 ? SIZE_FIRST : 2 * pairs->size;
	struct pair **at = calloc(size, sizeof(struct pair *));

	if (at == NULL)
		return false;
	for (size_t i = 0; i < pairs->size; i++) {
		struct pair *next;

		for (struct pair *pair = pairs->at[i]; pair != NULL; pair = next) {
			uint64_t hash = hash_pair(pair->helo, strlen(pair->helo), pair->ip,
						  strlen(pair->ip));

			next = pair->next;
			pair->next = at[hash % size];
			at[hash % size] = pair;
		}
	}
	free(pairs->at);
	pairs->at = at;
	pairs->size = size;
	return true;
}

/* Puts a text and a NUL at to; returns where the next one goes. */
static char *put(char *to, struct slice text)
{
	if (text.len > 0)
		memcpy(to, text.bytes, text.len);
	to[text.len] = '\0';
	return to + text.len + 1;
}

static struct pair *make(const struct pairs *pairs, struct slice helo, struct slice ip,
			 struct slice reverse)
{
	size_t judged = pairs->policies * sizeof(struct judged);
	struct pair *pair =
		calloc(1, sizeof(*pair) + judged + helo.len + ip.len + reverse.len + 3 /* NULs */);
	char *texts;

	if (pair == NULL)
		return NULL;
	texts = (char *)&pair->judged[pairs->policies];
	pair->helo = texts;
	pair->ip = texts = put(texts, helo);
	texts = put(texts, ip);
	if (reverse.bytes != NULL) {
		pair->reverse = texts;
		put(texts, reverse);
	}
	return pair;
}

static bool same(const char *known, struct slice text)
{
	return strncasecmp(known, text.bytes, text.len) == 0 && known[text.len] == '\0';
}

struct pair *pairs_find(struct pairs *pairs, struct slice helo, struct slice ip,
			struct slice reverse)
{
	uint64_t hash = hash_pair(helo.bytes, helo.len, ip.bytes, ip.len);
	struct pair *pair;

	if (pairs->count >= pairs->size && !grow(pairs))
		return NULL;
	for (pair = pairs->at[hash % pairs->size]; pair != NULL; pair = pair->next)
		if (same(pair->helo, helo) && same(pair->ip, ip))
			return pair;
	pair = make(pairs, helo, ip, reverse);
	if (pair == NULL)
		return NULL;
	pair->next = pairs->at[hash % pairs->size];
	pairs->at[hash % pairs->size] = pair;
	pairs->count++;
	return pair;
}

static int compare(const void *a, const void *b)
{
	const struct pair *const *x = a, *const *y = b;
	int helo = strcasecmp((*x)->helo, (*y)->helo);

	return helo != 0 ? helo : strcmp((*x)->ip, (*y)->ip);
}

struct pair **pairs_sorted(const struct pairs *pairs)
{
	struct pair **sorted = malloc((pairs->count + 1) * sizeof(struct pair *));
	size_t n = 0;

	if (sorted == NULL)
		return NULL;
	for (size_t i = 0; i < pairs->size; i++)
		for (struct pair *pair = pairs->at[i]; pair != NULL; pair = pair->next)
			sorted[n++] = pair;
	qsort(sorted, n, sizeof(struct pair *), compare);
	return sorted;
}
