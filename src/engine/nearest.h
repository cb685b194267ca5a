/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_NEAREST_H
#define ENGINE_NEAREST_H

#include <stddef.h>

/* Room for any name that a person may give. */
#define NEAREST_SIZE 128

/*
 * What a person who mistyped a name most likely meant: the candidate with the fewest insertions,
 * deletions, substitutions and swaps of neighbours away from word, the first of equals. Empty
 * candidates are passed over. Pure.
 */
struct nearest {
	const char *word;
	char best[NEAREST_SIZE]; /* a copy; "" until a candidate was offered */
	size_t distance;
};

struct nearest nearest_to(const char *word);
void nearest_offer(struct nearest *nearest, const char *candidate);

#endif
