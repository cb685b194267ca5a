/* SPDX-License-Identifier: MIT */
#include "bench/corpus.h"

#include <string.h>
#include "engine/workload.h"

#define OCTAVES 13
_Static_assert(1 << OCTAVES == CORPUS_VOCABULARY, "the vocabulary is so many octaves of ranks");

/* A word is its rank in base 16, a syllable a digit. */
#define SYLLABLE 2
#define DIGIT_BITS 4
static const char syllables[1 << DIGIT_BITS][SYLLABLE + 1] = { "ba", "co", "de", "fu", "gi", "ha",
	"jo", "ke", "lu", "mi", "na", "po", "re", "su", "ti", "vo" };

static unsigned octave_of(uint32_t rank)
{
	return 31 - (unsigned)__builtin_clz(rank);
}

static size_t length_of(uint32_t rank)
{
	return (octave_of(rank) / DIGIT_BITS + 1) * SYLLABLE;
}

/*
 * Each octave of ranks [2^k, 2^(k+1)) is as likely as any other, and each rank as any other in its
 * octave: Zipf's law in steps, and all in integers.
 */
static uint32_t draw(uint64_t random)
{
	const uint32_t first = UINT32_C(1) << ((random >> 32) * OCTAVES >> 32);

	return first | ((uint32_t)random & (first - 1));
}

void corpus_begin(struct corpus_cursor *cursor, uint64_t block)
{
	*cursor = (struct corpus_cursor){ block, 0, CORPUS_BLOCK };
}

uint32_t corpus_next(struct corpus_cursor *cursor)
{
	const uint32_t rank = draw(mix64(cursor->block * CORPUS_BLOCK + cursor->nr_words));

	if (length_of(rank) + 1 > cursor->left)
		return 0;
	cursor->left -= length_of(rank) + 1;
	cursor->nr_words++;
	return rank;
}

size_t corpus_spell(uint32_t rank, char *letters)
{
	const size_t length = length_of(rank);

	for (size_t at = length; at > 0; rank >>= DIGIT_BITS) {
		at -= SYLLABLE;
		memcpy(letters + at, syllables[rank & ((1 << DIGIT_BITS) - 1)], SYLLABLE);
	}
	return length;
}

void corpus_write(char *text, uint64_t block)
{
	struct corpus_cursor cursor;
	uint32_t rank;

	memset(text, ' ', CORPUS_BLOCK);
	corpus_begin(&cursor, block);
	while ((rank = corpus_next(&cursor)))
		text += corpus_spell(rank, text) + 1;
}
