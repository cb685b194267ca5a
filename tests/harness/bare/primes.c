/* SPDX-License-Identifier: MIT */
/* Counts primes among odd numbers below 10,000,000 by trial division. */
#include "crew.h"

#include <stddef.h>

#define BELOW 10000000u

static int is_prime(uint32_t n)
{
	for (uint32_t divisor = 3; divisor * divisor <= n; divisor += 2) {
		if (n % divisor == 0)
			return 0;
	}
	return n > 1;
}

static uint64_t work(struct hand *hand)
{
	uint64_t sum = 0;

	for (uint64_t i = hand->first; i < hand->first + hand->count; i++) {
		const uint32_t n = 2 * (uint32_t)((mix(i) >> 32) * (BELOW / 2) >> 32) + 1;

		if (is_prime(n))
			sum += mix(n);
	}
	return sum;
}

int main(int argc, char **argv)
{
	const struct trade trade = { .work = work };
	struct crew crew;

	crew_read(&crew, argc, argv);
	crew_run(&crew, &trade, NULL);
	return 0;
}
