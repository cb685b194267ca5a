/* SPDX-License-Identifier: MIT */
#include "stats/sequential.h"

#include <math.h>

/*
 * Each the coverage, rounded down, of the narrowest order statistics that the spending allows at
 * that look after those before it; the unit test counts them again.
 */
static const struct {
	size_t n;
	double confidence;
} looks[] = {
	{ SEQUENTIAL_FIRST, 0.9921 },
	{ 11, 0.9882 },
	{ 16, 0.9958 },
	{ 23, 0.9893 },
	{ 32, 0.9929 },
	{ 45, 0.9933 },
	{ 64, 0.9918 },
	{ 90, 0.9958 },
	{ 128, 0.9966 },
	{ 181, 0.9953 },
	{ 256, 0.9967 },
	{ 362, 0.9981 },
	{ 512, 0.9977 },
	{ 724, 0.9984 },
	{ SEQUENTIAL_LAST, 0.9987 },
};

/* How many looks there are in n rounds. */
static size_t looks_in(size_t n)
{
	size_t count = 0;

	while (count < sizeof looks / sizeof *looks && looks[count].n <= n)
		count++;
	return count;
}

size_t sequential_look(size_t n)
{
	size_t count = looks_in(n);

	return count > 0 ? looks[count - 1].n : 0;
}

size_t sequential_next(size_t n)
{
	size_t count = looks_in(n > 0 ? n - 1 : 0);

	return count < sizeof looks / sizeof *looks ? looks[count].n : n;
}

double sequential_confidence(size_t n)
{
	size_t count = looks_in(n);

	return count > 0 ? looks[count - 1].confidence : NAN;
}
