/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_NEAREST_H
#define ENGINE_NEAREST_H

#include <stddef.h>

/* Room for any name that a person may give. */
#define NEAREST_SIZE 128

/*
 * What a person who mistyped a name most likely meant: the candidate with the fewest insertions,
 * deletions, substitutions and swaps of neighbours away from word, the first of equals. Only what
 * is near counts: a third of the longer one's letters away at most, or one of the two the other's
 * beginning, of three letters or more. Who is offered "run" for "foo" is led astray. Empty candidates
 * are passed over. Pure.
 */
struct nearest {
	const char *word;
	char best[NEAREST_SIZE]; /* a copy; "" until something near was offered */
	size_t distance;
};

struct nearest nearest_to(const char *word);
void nearest_offer(struct nearest *nearest, const char *candidate);

/*
 * How a complaint about the word ends: "; did you mean 'seq'?", or where nothing is near "; " and
 * otherwise, which says where the right names are, or nothing where that is NULL. Returns hint.
 */
#define NEAREST_HINT_SIZE 192
const char *nearest_hint(
	const struct nearest *nearest, const char *otherwise, char hint[NEAREST_HINT_SIZE]);

#endif
