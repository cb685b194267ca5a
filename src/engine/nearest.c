/* SPDX-License-Identifier: MIT */
#include "engine/nearest.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Longer words are compared by their beginnings: names here are far shorter. */
#define MOST 63

/* Shorter beginnings are those of too many. */
#define LEAST_BEGINNING 3

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Optimal string alignment distance (Damerau's without overlaps), by its recurrence. */
static size_t distance(const char *a, const char *b)
{
	size_t rows = strnlen(a, MOST), columns = strnlen(b, MOST);
	size_t d[MOST + 1][MOST + 1];

	for (size_t i = 0; i <= rows; i++)
		d[i][0] = i;
	for (size_t j = 0; j <= columns; j++)
		d[0][j] = j;
	for (size_t i = 1; i <= rows; i++) {
		for (size_t j = 1; j <= columns; j++) {
			size_t change = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);

			d[i][j] = least(change, least(d[i - 1][j], d[i][j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
		}
	}
	return d[rows][columns];
}

static bool begins(const char *beginning, const char *whole)
{
	size_t length = strlen(beginning);

	return length >= LEAST_BEGINNING && !strncmp(beginning, whole, length);
}

static bool is_near(const char *word, const char *candidate, size_t away)
{
	size_t a = strnlen(word, MOST), b = strnlen(candidate, MOST);

	return away <= (a > b ? a : b) / 3 || begins(word, candidate) || begins(candidate, word);
}

struct nearest nearest_to(const char *word)
{
	return (struct nearest){ .word = word };
}

void nearest_offer(struct nearest *nearest, const char *candidate)
{
	size_t away;

	if (!*candidate)
		return;
	away = distance(nearest->word, candidate);
	if (!is_near(nearest->word, candidate, away) ||
		(nearest->best[0] && away >= nearest->distance))
		return;
	snprintf(nearest->best, sizeof(nearest->best), "%s", candidate);
	nearest->distance = away;
}

const char *nearest_hint(
	const struct nearest *nearest, const char *otherwise, char hint[NEAREST_HINT_SIZE])
{
	hint[0] = '\0';
	if (nearest->best[0])
		snprintf(hint, NEAREST_HINT_SIZE, "; did you mean '%.60s'?", nearest->best);
	else if (otherwise)
		snprintf(hint, NEAREST_HINT_SIZE, "; %s", otherwise);
	return hint;
}
