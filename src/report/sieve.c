/* SPDX-License-Identifier: MIT */
#include "report/sieve.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include "report/bytes.h"
#include "report/strict.h"

/* More keys than an entry of a list has that is worth being quick with. */
#define TRAIL_MOST 128

/* A key as it stood in the last entry: from its quote up to its value. */
struct mark {
	const char *text;
	size_t length;
	const struct sieve_key *keys, *wanted; /* what find() said, of which table */
};

struct sieve {
	const char *end;
	const char *from; /* what stands from here on is yet to be copied */
	char *out;        /* where to */
	unsigned depth;
	size_t nr_values;
	struct sieve_apart *apart;
	const char *start; /* of out */
	/* Entries of a list mostly have the same keys in the same order: what has been looked at once is
	 * only compared. Keys are numbered from the start of an entry on, whatever their level. */
	struct mark trail[TRAIL_MOST];
	size_t nr_marks;
};

/*
 * Each of these steps over what stands at a place and returns the place behind it; NULL where
 * nobody should go on. Places are handed from one to the next, not kept in the sieve: a compiler
 * has them in a register then, which counts for half of the time.
 */
static const char *walk_value(struct sieve *sieve, const char *at, const struct sieve_key *keys);

static void copy_up_to(struct sieve *sieve, const char *end)
{
	size_t nr = (size_t)(end - sieve->from);

	memcpy(sieve->out, sieve->from, nr);
	sieve->out += nr;
	sieve->from = end;
}

static inline const char *space(const struct sieve *sieve, const char *at)
{
	while (at < sieve->end && bytes_is_space(*at))
		at++;
	return at;
}

/* The byte at a place; NUL at the end. */
static inline char peek(const struct sieve *sieve, const char *at)
{
	return at < sieve->end ? *at : '\0';
}

/* ---- Values that hold no others ---- */

static const char *token(const struct sieve *sieve, const char *at)
{
	struct strict_scan scan = { .at = at, .end = sieve->end };

	return strict_token(&scan) ? NULL : scan.at;
}

/* Texts with escapes or beyond ASCII. Surrogates are for cJSON to pair. */
static const char *walk_odd_text(const struct sieve *sieve, const char *at)
{
	const char *end = token(sieve, at);

	while (end && (at = memchr(at, '\\', (size_t)(end - at)))) {
		if (at[1] == 'u' && (at[2] == 'd' || at[2] == 'D') && at[3] > '7')
			return NULL;
		at += 2;
	}
	return end;
}

static inline const char *walk_text(const struct sieve *sieve, const char *at)
{
	const char *end = bytes_plain(at + 1, sieve->end);

	return peek(sieve, end) == '"' ? end + 1 : walk_odd_text(sieve, at);
}

/* Numbers that are no plain integers. An exponent of two digits takes no number of 63 characters
 * out of a double's range. */
static const char *walk_odd_number(const struct sieve *sieve, const char *start)
{
	const char *end, *at;

	if (*start != '-' && (*start < '0' || *start > '9'))
		return NULL;
	at = end = token(sieve, start);
	if (!end)
		return NULL;
	while (at > start && at[-1] >= '0' && at[-1] <= '9')
		at--;
	if (end - at < 3 || at == start)
		return end;
	at -= at[-1] == '+' || at[-1] == '-';
	return at == start || (at[-1] != 'e' && at[-1] != 'E') ? end : NULL;
}

static inline const char *walk_number(const struct sieve *sieve, const char *at)
{
	const char *end = bytes_digits(at, sieve->end);
	char next = peek(sieve, end);

	if ((next != ',' && next != '}' && next != ']') || end == at ||
		end - at > STRICT_MAX_NUMBER || (*at == '0' && end - at != 1))
		return walk_odd_number(sieve, at);
	return end;
}

static const char *walk_word(const struct sieve *sieve, const char *at, const char *word)
{
	size_t length = strlen(word);

	if ((size_t)(sieve->end - at) < length || memcmp(at, word, length) != 0)
		return NULL;
	return at + length;
}

static inline const char *walk_single(const struct sieve *sieve, const char *at)
{
	switch (peek(sieve, at)) {
	case '\0':
		return NULL;
	case '"':
		return walk_text(sieve, at);
	case 't':
		return walk_word(sieve, at, "true");
	case 'f':
		return walk_word(sieve, at, "false");
	case 'n':
		return walk_word(sieve, at, "null");
	default:
		return walk_number(sieve, at);
	}
}

/* Where the next key is to be remembered; the last place serves for all that find none. */
static inline struct mark *next_mark(struct sieve *sieve)
{
	return &sieve->trail[sieve->nr_marks < TRAIL_MOST - 1 ? sieve->nr_marks++ : TRAIL_MOST - 1];
}

/* A key that is no other than last time, at its quote. */
static inline bool is_known(const struct sieve *sieve, const struct mark *mark, const char *at)
{
	return mark->length && mark->length < (size_t)(sieve->end - at) &&
	       !memcmp(at, mark->text, mark->length);
}

/* A key that is another than last time, with its colon. */
static const char *learn_key(const struct sieve *sieve, const char *at, struct mark *mark)
{
	mark->text = at;
	mark->length = 0;
	mark->keys = NULL;
	at = peek(sieve, at) == '"' ? walk_text(sieve, at) : NULL;
	if (!at)
		return NULL;
	at = space(sieve, at);
	if (peek(sieve, at) != ':')
		return NULL;
	at = space(sieve, at + 1);
	mark->length = (size_t)(at - mark->text);
	return at;
}

/* The key of a member and its colon, up to the value. */
static inline const char *walk_key(struct sieve *sieve, const char *at, struct mark **key)
{
	struct mark *mark = *key = next_mark(sieve);

	at = space(sieve, at);
	return is_known(sieve, mark, at) ? at + mark->length : learn_key(sieve, at, mark);
}

/* ---- What is not wanted ---- */

/* Levels of a value, a bit each, the innermost the lowest: whether it is an object. */
struct levels {
	uint64_t objects;
	unsigned nr;
};

/* Behind a value within some levels: out of those that end, up to the next value or the end of all. */
static inline const char *leave(struct sieve *sieve, const char *at, struct levels *levels)
{
	struct mark *key;

	while (levels->nr) {
		bool in_object = levels->objects & 1;

		at = space(sieve, at);
		if (peek(sieve, at) == ',') {
			sieve->nr_values++;
			return in_object ? walk_key(sieve, at + 1, &key) : space(sieve, at + 1);
		}
		if (peek(sieve, at) != (in_object ? '}' : ']'))
			return NULL;
		at++;
		levels->nr--;
		levels->objects >>= 1;
	}
	return at;
}

/* A value with all that it holds, without recursion. */
static const char *skip_value(struct sieve *sieve, const char *at)
{
	struct levels levels = { 0, 0 };
	struct mark *key;

	do {
		bool is_object = peek(sieve, at) == '{';

		if (!is_object && peek(sieve, at) != '[') {
			at = walk_single(sieve, at);
		} else {
			sieve->nr_values++;
			levels.objects = levels.objects << 1 | is_object;
			if (++levels.nr + sieve->depth > STRICT_MAX_DEPTH)
				return NULL;
			at = space(sieve, at + 1);
			if (peek(sieve, at) != (is_object ? '}' : ']')) {
				at = is_object ? walk_key(sieve, at, &key) : at;
				continue;
			}
		}
		at = at ? leave(sieve, at, &levels) : NULL;
	} while (at && levels.nr);
	return at;
}

/* ---- What is wanted, at least in part ---- */

static const char *walk_list(struct sieve *sieve, const char *at, const struct sieve_key *keys)
{
	at = space(sieve, at + 1);
	if (peek(sieve, at) == ']')
		return at + 1;
	for (;;) {
		sieve->nr_marks = 0;
		at = walk_value(sieve, at, keys);
		if (!at)
			return NULL;
		at = space(sieve, at);
		if (peek(sieve, at) != ',')
			return peek(sieve, at) == ']' ? at + 1 : NULL;
		sieve->nr_values++;
		at = space(sieve, at + 1);
	}
}

/* NULL where it is not wanted. A key with an escape in it may be any. */
static const struct sieve_key *find(const struct sieve_key *keys, const struct mark *mark)
{
	static const struct sieve_key any = { .key = "" };
	const char *text = mark->text + 1;
	size_t length = mark->length - 1;

	while (text[length - 1] != '"')
		length--;
	length--;
	for (; keys->key; keys++) {
		if (bytes_are(keys->key, text, length))
			return keys;
	}
	return memchr(text, '\\', length) ? &any : NULL;
}

/* The value of a member that is wanted. */
static const char *walk_member(struct sieve *sieve, const char *at, const struct sieve_key *wanted)
{
	const char *start;

	if (!wanted->apart)
		return walk_value(sieve, at, wanted->inner);
	copy_up_to(sieve, at);
	start = sieve->out;
	at = walk_value(sieve, at, wanted->inner);
	if (!at)
		return NULL;
	copy_up_to(sieve, at);
	*sieve->apart = (struct sieve_apart){ (size_t)(start - sieve->start),
		(size_t)(sieve->out - start) };
	return at;
}

/* An object of which only some members are wanted, from its bracket on. */
static const char *walk_object(struct sieve *sieve, const char *at, const struct sieve_key *keys)
{
	const char *kept = at = space(sieve, at + 1); /* the end of what was wanted last */
	bool any = false, gap = false;

	if (peek(sieve, at) == '}')
		return at + 1;
	for (;;) {
		const struct sieve_key *wanted;
		struct mark *key;
		const char *value = walk_key(sieve, at, &key);

		if (!value)
			return NULL;
		if (key->keys != keys)
			key->wanted = find(keys, key);
		key->keys = keys;
		wanted = key->wanted;
		if (!wanted && !gap)
			copy_up_to(sieve, kept);
		if (wanted && gap) {
			if (any)
				*sieve->out++ = ',';
			sieve->from = value - key->length;
		}
		gap = !wanted;
		at = wanted ? walk_member(sieve, value, wanted) : skip_value(sieve, value);
		if (!at)
			return NULL;
		any = any || wanted;
		kept = wanted ? at : kept;
		at = space(sieve, at);
		if (peek(sieve, at) != ',')
			break;
		sieve->nr_values++;
		at++;
	}
	if (gap)
		sieve->from = at;
	return peek(sieve, at) == '}' ? at + 1 : NULL;
}

static const char *walk_value(struct sieve *sieve, const char *at, const struct sieve_key *keys)
{
	bool is_object = peek(sieve, at) == '{';

	if (!keys || (!is_object && peek(sieve, at) != '['))
		return skip_value(sieve, at);
	sieve->nr_values++;
	if (++sieve->depth > STRICT_MAX_DEPTH)
		return NULL;
	at = is_object ? walk_object(sieve, at, keys) : walk_list(sieve, at, keys);
	sieve->depth--;
	return at;
}

size_t sieve_copy(const struct sieve_key *keys, const char *text, size_t length, char *out,
	struct sieve_apart *apart)
{
	struct sieve sieve = {
		.end = text + length, .from = text, .out = out, .apart = apart, .start = out
	};
	const char *at;

	*apart = (struct sieve_apart){ 0, 0 };
	at = walk_value(&sieve, space(&sieve, text), keys);
	if (!at || space(&sieve, at) < sieve.end || sieve.nr_values > STRICT_MAX_VALUES)
		return 0;
	copy_up_to(&sieve, sieve.end);
	return (size_t)(sieve.out - out);
}
