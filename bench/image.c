/* SPDX-License-Identifier: MIT */
#include "bench/image.h"

#include <string.h>
#include "engine/workload.h"

#define NR_SHADES 32
#define EVERY_BYTE UINT64_C(0x0101010101010101)

/* Each of the shades has its place in the checksum, and its share of the words. */
struct shade {
	uint64_t weight;
	uint32_t nr_words;
};

/* Word k of an image: eight pixels of its own, all of them in one shade after the other. */
static uint64_t word_of(uint64_t number, size_t k)
{
	return mix64(number) ^ (k % NR_SHADES * EVERY_BYTE);
}

void image_draw(uint64_t *words, size_t nr_words, uint64_t number)
{
	for (size_t k = 0; k < nr_words; k++)
		words[k] = word_of(number, k);
}

/* The levels, each squared and weighted: what is made of a histogram. */
static uint64_t weigh(const uint32_t *levels)
{
	uint64_t sum = 0;

	for (uint64_t level = 0; level < IMAGE_LEVELS; level++)
		sum += (2 * level + 1) * levels[level] * levels[level];
	return sum;
}

/* Counts the eight pixels of a word, nr times. */
static inline void count(uint32_t *levels, uint64_t word, uint32_t nr)
{
	for (unsigned shift = 0; shift < 64; shift += 8)
		levels[word >> shift & (IMAGE_LEVELS - 1)] += nr;
}

/* The checksum is Fletcher's: a sum of the sums of the words, which tells their order as well. */
uint64_t image_decode(const uint64_t *words, size_t nr_words, uint32_t *levels)
{
	uint64_t sum = 0, sums = 0;

	memset(levels, 0, IMAGE_LEVELS * sizeof(*levels));
	for (size_t k = 0; k < nr_words; k++) {
		sum += words[k];
		sums += sum;
		count(levels, words[k], 1);
	}
	return mix64(sums + weigh(levels));
}

/* The same from the formula of the words, shade by shade. */
static uint64_t expect(uint64_t number, const struct shade *shades)
{
	uint32_t levels[IMAGE_LEVELS] = { 0 };
	uint64_t sums = 0;

	for (size_t i = 0; i < NR_SHADES; i++) {
		sums += shades[i].weight * word_of(number, i);
		count(levels, word_of(number, i), shades[i].nr_words);
	}
	return mix64(sums + weigh(levels));
}

uint64_t image_expect(uint64_t nr, size_t nr_words)
{
	struct shade shades[NR_SHADES] = { 0 };
	uint64_t sum = 0;

	for (size_t k = 0; k < nr_words; k++) {
		shades[k % NR_SHADES].weight += nr_words - k;
		shades[k % NR_SHADES].nr_words++;
	}
	for (uint64_t number = 0; number < nr; number++)
		sum += expect(number, shades);
	return sum;
}
