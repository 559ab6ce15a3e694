/* pairs: see pairs.h. */
#include "replay/judge/pairs.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

/* Doubles when there are more pairs than buckets. */
#define BUCKETS_FIRST 1024

void pairs_init(struct pairs *pairs, size_t policies)
{
	*pairs = (struct pairs){.policies = policies, .key = siphash_random()};
}

void pairs_free(struct pairs *pairs)
{
	for (size_t i = 0; i < pairs->bucket_count; i++) {
		while (pairs->buckets[i] != NULL) {
			struct pair *pair = pairs->buckets[i];

			pairs->buckets[i] = pair->next;
			free(pair);
		}
	}
	free(pairs->buckets);
	*pairs = (struct pairs){0};
}

/* What may be the same byte in two logs hashes alike: see pairs_has_facts. */
static char fold(char c)
{
	return (char)(c == '?' ? '_' : tolower((unsigned char)c));
}

/* Of both, folded, with a byte between them that neither has. */
static uint64_t hash_pair(const struct pairs *pairs, struct slice helo, struct slice ip)
{
	char text[2 * PRINTABLE_SIZE];
	size_t len = 0;

	for (size_t i = 0; i < helo.len && len < PRINTABLE_SIZE; i++)
		text[len++] = fold(helo.bytes[i]);
	text[len++] = '\0';
	for (size_t i = 0; i < ip.len && len < sizeof(text); i++)
		text[len++] = fold(ip.bytes[i]);
	return siphash(&pairs->key, text, len);
}

static void insert(struct pair **buckets, size_t bucket_count, struct pair *pair)
{
	struct pair **bucket = &buckets[pair->hash % bucket_count];

	pair->next = *bucket;
	*bucket = pair;
}

static bool grow(struct pairs *pairs)
{
	const size_t bucket_count =
		pairs->bucket_count == 0 ? BUCKETS_FIRST : 2 * pairs->bucket_count;
	struct pair **buckets = calloc(bucket_count, sizeof(struct pair *));

	if (buckets == NULL)
		return false;
	for (size_t i = 0; i < pairs->bucket_count; i++) {
		struct pair *next;

		for (struct pair *pair = pairs->buckets[i]; pair != NULL; pair = next) {
			next = pair->next;
			insert(buckets, bucket_count, pair);
		}
	}
	free(pairs->buckets);
	pairs->buckets = buckets;
	pairs->bucket_count = bucket_count;
	return true;
}

/* Copies s and a NUL to *to, and moves *to behind them. */
static const char *put(char **to, struct slice s)
{
	char *start = *to;

	if (s.len > 0)
		memcpy(start, s.bytes, s.len);
	start[s.len] = '\0';
	*to += s.len + 1;
	return start;
}

static struct pair *make(const struct pairs *pairs, struct slice helo, struct slice ip,
			 struct slice reverse)
{
	const size_t verdicts = pairs->policies * sizeof(struct pair_verdict);
	struct pair *pair = calloc(1, sizeof(*pair) + verdicts + helo.len + ip.len + reverse.len +
					      3 /* NULs */);
	char *texts;

	if (pair == NULL)
		return NULL;
	texts = (char *)&pair->verdicts[pairs->policies];
	pair->hash = hash_pair(pairs, helo, ip);
	pair->helo = put(&texts, helo);
	pair->ip = put(&texts, ip);
	pair->reverse = reverse.bytes != NULL ? put(&texts, reverse) : NULL;
	return pair;
}

static bool equal(const char *known, struct slice s)
{
	return strncasecmp(known, s.bytes, s.len) == 0 && known[s.len] == '\0';
}

struct pair *pairs_get(struct pairs *pairs, struct slice helo, struct slice ip,
		       struct slice reverse)
{
	struct pair *pair;

	if (pairs->count >= pairs->bucket_count && !grow(pairs))
		return NULL;
	pair = pairs->buckets[hash_pair(pairs, helo, ip) % pairs->bucket_count];
	for (; pair != NULL; pair = pair->next)
		if (equal(pair->helo, helo) && equal(pair->ip, ip))
			return pair;
	pair = make(pairs, helo, ip, reverse);
	if (pair == NULL)
		return NULL;
	insert(pairs->buckets, pairs->bucket_count, pair);
	pairs->count++;
	return pair;
}

/* Can the patch have written name for what the plugin writes as shown? */
static bool is_like(const char *name, const char *shown)
{
	while (*name != '\0' &&
	       (*name == '_' ? fold(*shown) == '_'
			     : tolower((unsigned char)*name) == tolower((unsigned char)*shown))) {
		name++;
		shown++;
	}
	return *name == '\0' && *shown == '\0';
}

bool pairs_has_facts(const struct pairs *pairs, const struct pair *pair)
{
	const struct pair *each = pairs->buckets[pair->hash % pairs->bucket_count];

	for (; each != NULL; each = each->next)
		if (each->count[FROM_FACTS] > 0 && each->hash == pair->hash &&
		    is_like(pair->helo, each->helo) && strcmp(pair->ip, each->ip) == 0)
			return true;
	return false;
}

unsigned char pairs_local(struct pairs *pairs, struct slice text)
{
	struct ipaddr ip;
	size_t i = 0;

	if (text.bytes == NULL || !ipaddr_parse(&ip, text.bytes, text.len))
		return 0;
	while (i < pairs->local_count && !ipaddr_equal(&pairs->locals[i], &ip))
		i++;
	if (i == LOCALS_MAX)
		return 0;
	if (i == pairs->local_count)
		pairs->locals[pairs->local_count++] = ip;
	return (unsigned char)(i + 1);
}

void pair_count_unknown(const struct pair *pair, uint64_t counts[REASON_COUNT], uint64_t n)
{
	bool counted[REASON_COUNT] = {false};

	for (int id = 0; id < CHECK_COUNT; id++) {
		const unsigned char reason = pair->reason[id];

		if (pair->outcome[id] != ERROR)
			continue;
		if (!counted[reason])
			counts[reason] += n;
		counted[reason] = true;
	}
}

static int compare(const void *a, const void *b)
{
	const struct pair *const *x = a, *const *y = b;
	const int helo = strcasecmp((*x)->helo, (*y)->helo);

	return helo != 0 ? helo : strcmp((*x)->ip, (*y)->ip);
}

struct pair **pairs_sorted(const struct pairs *pairs)
{
	struct pair **sorted = malloc((pairs->count + 1) * sizeof(struct pair *));
	size_t n = 0;

	if (sorted == NULL)
		return NULL;
	for (size_t i = 0; i < pairs->bucket_count; i++)
		for (struct pair *pair = pairs->buckets[i]; pair != NULL; pair = pair->next)
			sorted[n++] = pair;
	qsort(sorted, n, sizeof(struct pair *), compare);
	return sorted;
}
