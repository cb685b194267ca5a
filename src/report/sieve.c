/* SPDX-License-Identifier: MIT */
#include "report/sieve.h"

#include <stdbool.h>
#include <string.h>
#include "report/strict.h"

struct sieve {
	struct strict_scan scan;
	const char *from; /* what stands between here and scan.at is yet to be copied */
	char *out;        /* where to */
};

/* Each walk_ steps over a value that begins at the scan's place; false where nobody should go on. */
static bool walk_value(struct sieve *sieve, const struct sieve_key *keys);

static void copy_up_to(struct sieve *sieve, const char *end)
{
	size_t nr = (size_t)(end - sieve->from);

	memcpy(sieve->out, sieve->from, nr);
	sieve->out += nr;
	sieve->from = end;
}

static bool is_space(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* The next byte that is no white space; NUL at the end. */
static inline char next(struct sieve *sieve)
{
	struct strict_scan *scan = &sieve->scan;

	while (scan->at < scan->end && is_space(*scan->at))
		scan->at++;
	return scan->at < scan->end ? *scan->at : '\0';
}

/* Steps over a byte of structure, if it is the next. */
static inline bool step(struct sieve *sieve, char byte)
{
	bool is_next = next(sieve) == byte;

	sieve->scan.at += is_next;
	return is_next;
}

/* A bracket or a comma, which begins a value. */
static inline bool step_to_value(struct sieve *sieve, char byte)
{
	return step(sieve, byte) && ++sieve->scan.nr_values <= STRICT_MAX_VALUES;
}

static bool walk_word(struct sieve *sieve, const char *word, size_t length)
{
	struct strict_scan *scan = &sieve->scan;

	if ((size_t)(scan->end - scan->at) < length || memcmp(scan->at, word, length) != 0)
		return false;
	scan->at += length;
	return true;
}

/* Texts with escapes or beyond ASCII. Surrogates are for cJSON to pair. */
static bool walk_odd_text(struct sieve *sieve)
{
	const char *at = sieve->scan.at;

	if (strict_token(&sieve->scan))
		return false;
	while ((at = memchr(at, '\\', (size_t)(sieve->scan.at - at)))) {
		if (at[1] == 'u' && (at[2] == 'd' || at[2] == 'D') && at[3] > '7')
			return false;
		at += 2;
	}
	return true;
}

static inline bool walk_text(struct sieve *sieve)
{
	const char *at = strict_plain(sieve->scan.at + 1, sieve->scan.end);

	if (at == sieve->scan.end || *at != '"')
		return walk_odd_text(sieve);
	sieve->scan.at = at + 1;
	return true;
}

/* Numbers that are no plain integers. An exponent of two digits takes no number of 63 characters
 * out of a double's range. */
static bool walk_odd_number(struct sieve *sieve)
{
	const char *start = sieve->scan.at, *at;

	if ((*start != '-' && (*start < '0' || *start > '9')) || strict_token(&sieve->scan))
		return false;
	at = sieve->scan.at;
	while (at > start && at[-1] >= '0' && at[-1] <= '9')
		at--;
	if (sieve->scan.at - at < 3 || at == start)
		return true;
	at -= at[-1] == '+' || at[-1] == '-';
	return at == start || (at[-1] != 'e' && at[-1] != 'E');
}

static inline bool walk_number(struct sieve *sieve)
{
	const char *start = sieve->scan.at, *at = start;

	while (at < sieve->scan.end && *at >= '0' && *at <= '9')
		at++;
	if (at == sieve->scan.end || (*at != ',' && *at != '}' && *at != ']') ||
		at - start > STRICT_MAX_NUMBER || (*start == '0' && at - start != 1))
		return walk_odd_number(sieve);
	sieve->scan.at = at;
	return at > start;
}

static bool walk_list(struct sieve *sieve, const struct sieve_key *keys)
{
	if (!step_to_value(sieve, '['))
		return false;
	if (step(sieve, ']'))
		return true;
	do {
		if (!walk_value(sieve, keys))
			return false;
	} while (step_to_value(sieve, ','));
	return step(sieve, ']');
}

/* No key of a table is empty. */
static inline bool is_key(const struct sieve_key *key, const char *text, size_t length)
{
	return key->key[0] == text[0] && !strncmp(key->key, text, length) && !key->key[length];
}

/* From keys[*last] on at first, since keys mostly come in the order of the table. A key with an
 * escape in it may be any. */
static const struct sieve_key *find(
	const struct sieve_key *keys, size_t *last, const char *text, size_t length)
{
	static const struct sieve_key any = { "", NULL };

	for (size_t i = *last; keys[i].key; i++) {
		if (is_key(&keys[i], text, length)) {
			*last = i + 1;
			return &keys[i];
		}
	}
	for (size_t i = 0; i < *last; i++) {
		if (is_key(&keys[i], text, length))
			return &keys[i];
	}
	return memchr(text, '\\', length) ? &any : NULL;
}

/* A member's key, whose bytes are between the quotes, and the colon behind it. */
static inline bool walk_key(struct sieve *sieve, const char **key, size_t *length)
{
	if (next(sieve) != '"')
		return false;
	*key = sieve->scan.at + 1;
	if (!walk_text(sieve))
		return false;
	*length = (size_t)(sieve->scan.at - *key) - 1;
	return step(sieve, ':');
}

/* An object of which only some members are wanted; the scan stands behind its bracket. */
static bool walk_wanted(struct sieve *sieve, const struct sieve_key *keys)
{
	const char *kept = sieve->scan.at, *key; /* the end of what was wanted last */
	bool any = false, gap = false;
	size_t last = 0, length;

	do {
		const struct sieve_key *wanted;

		if (!walk_key(sieve, &key, &length))
			return false;
		wanted = find(keys, &last, key, length);
		if (!wanted && !gap)
			copy_up_to(sieve, kept);
		if (wanted && gap) {
			if (any)
				*sieve->out++ = ',';
			sieve->from = key - 1;
		}
		gap = !wanted;
		if (!walk_value(sieve, wanted ? wanted->inner : NULL))
			return false;
		any = any || wanted;
		kept = wanted ? sieve->scan.at : kept;
	} while (step_to_value(sieve, ','));
	if (gap)
		sieve->from = sieve->scan.at;
	return step(sieve, '}');
}

static bool walk_object(struct sieve *sieve, const struct sieve_key *keys)
{
	const char *key;
	size_t length;

	if (!step_to_value(sieve, '{'))
		return false;
	if (step(sieve, '}'))
		return true;
	if (keys)
		return walk_wanted(sieve, keys);
	do {
		if (!walk_key(sieve, &key, &length) || !walk_value(sieve, NULL))
			return false;
	} while (step_to_value(sieve, ','));
	return step(sieve, '}');
}

static bool walk_deeper(struct sieve *sieve, const struct sieve_key *keys, bool is_object)
{
	bool walked = ++sieve->scan.depth <= STRICT_MAX_DEPTH &&
		      (is_object ? walk_object(sieve, keys) : walk_list(sieve, keys));

	sieve->scan.depth--;
	return walked;
}

static bool walk_value(struct sieve *sieve, const struct sieve_key *keys)
{
	switch (next(sieve)) {
	case '\0':
		return false;
	case '{':
		return walk_deeper(sieve, keys, true);
	case '[':
		return walk_deeper(sieve, keys, false);
	case '"':
		return walk_text(sieve);
	case 't':
		return walk_word(sieve, "true", 4);
	case 'f':
		return walk_word(sieve, "false", 5);
	case 'n':
		return walk_word(sieve, "null", 4);
	default:
		return walk_number(sieve);
	}
}

size_t sieve_copy(const struct sieve_key *keys, const char *text, size_t length, char *out)
{
	struct sieve sieve = { { .at = text, .end = text + length }, text, out };

	if (!walk_value(&sieve, keys))
		return 0;
	next(&sieve);
	if (sieve.scan.at < sieve.scan.end)
		return 0;
	copy_up_to(&sieve, sieve.scan.end);
	return (size_t)(sieve.out - out);
}
