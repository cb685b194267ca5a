/* SPDX-License-Identifier: MIT */
/*
 * a = b + s * c, STREAM's triad, a block of 4 KiB at a time: each worker goes through a stretch of
 * its own, again and again. PARAMETER is the size of an array in bytes.
 */
#include <errno.h>
#include "crew.h"

#define BLOCK 512

struct arrays {
	double *a, *b, *c;
	uint64_t blocks;
};

static void stretch_of(const struct hand *hand, uint64_t *begin, uint64_t *end)
{
	const struct arrays *arrays = hand->data;

	*begin = arrays->blocks * hand->index / hand->crew->workers;
	*end = arrays->blocks * (hand->index + 1) / hand->crew->workers;
}

static void prepare(struct hand *hand)
{
	const struct arrays *arrays = hand->data;
	uint64_t begin, end;

	stretch_of(hand, &begin, &end);
	for (uint64_t i = begin * BLOCK; i < end * BLOCK; i++) {
		arrays->a[i] = 0;
		arrays->b[i] = (double)i;
		arrays->c[i] = (double)(2 * i + 1);
	}
}

static void triad(double *restrict a, const double *restrict b, const double *restrict c, double s)
{
	for (int i = 0; i < BLOCK; i++)
		a[i] = b[i] + s * c[i];
}

static uint64_t work(struct hand *hand)
{
	const struct arrays *arrays = hand->data;
	uint64_t begin, end, block, sum = 0;
	double s = 3;

	stretch_of(hand, &begin, &end);
	block = begin;
	for (uint64_t i = hand->first; i < hand->first + hand->count; i++) {
		const uint64_t at = block * BLOCK, one = at + i % BLOCK;

		triad(arrays->a + at, arrays->b + at, arrays->c + at, s);
		if (arrays->a[one] != (double)one + s * (double)(2 * one + 1))
			crew_die("a wrong element");
		sum += i + 1;
		if (++block == end) {
			block = begin;
			s = 8 - s;
		}
	}
	return sum;
}

int main(int argc, char **argv)
{
	const struct trade trade = { .prepare = prepare, .work = work };
	struct arrays arrays;
	struct crew crew;

	crew_read(&crew, argc, argv);
	arrays.blocks = crew.parameter / (BLOCK * sizeof(double));
	if (arrays.blocks < crew.workers) {
		errno = EINVAL;
		crew_die("the size of an array");
	}
	arrays.a = crew_share(crew.parameter);
	arrays.b = crew_share(crew.parameter);
	arrays.c = crew_share(crew.parameter);
	crew_run(&crew, &trade, &arrays);
	return 0;
}
