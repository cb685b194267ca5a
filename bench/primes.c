/* SPDX-License-Identifier: MIT */
/*
 * primes: is this number prime? By trial division, as a first program would do it.
 *
 * One op is one candidate, an odd number below the parameter `below` that looks random and is a
 * pure function of the op's index, so that no stretch of ops is dearer than another.
 *
 * Shared: nothing but the parameter.
 *
 * The number does not show memory of any kind, nor what vector units can do: it is the speed of
 * the integer divider and of the branch predictor, and two workers on the PUs of one core share
 * the divider.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>

/*
 * How many candidates verify looks at, some 10 ms at most, and below what it looks at all numbers,
 * since a sample hardly meets the squares of primes.
 */
#define SAMPLE 1024
#define SMALL 4096

struct range {
	uint32_t nr_odd; /* odd numbers below the bound */
};

/* By a multiplication, since a remainder would be one dear division more. */
static uint32_t candidate(const struct range *range, uint64_t op)
{
	return 2 * (uint32_t)((mix64(op) >> 32) * range->nr_odd >> 32) + 1;
}

/* For odd n. The square of a divisor stays below 2^32, as n stays below 2^31. */
static bool is_prime(uint32_t n)
{
	for (uint32_t divisor = 3; divisor * divisor <= n; divisor += 2)
		if (n % divisor == 0)
			return false;
	return n > 1;
}

/* Whether odd n > 1 passes the test of Miller and Rabin to one base. */
static bool passes(uint32_t n, uint32_t base)
{
	const int twos = __builtin_ctz(n - 1);
	uint64_t power = 1, square = base;

	for (uint32_t exponent = (n - 1) >> twos; exponent; exponent >>= 1) {
		if (exponent & 1)
			power = power * square % n;
		square = square * square % n;
	}
	if (power == 1)
		return true;
	for (int i = 0; i < twos && power != n - 1; i++)
		power = power * power % n;
	return power == n - 1;
}

/*
 * For odd n, in a way that has nothing in common with trial division. To these four bases the
 * test is exact below 3 215 031 751 (Jaeschke, Mathematics of Computation 61, 1993).
 */
static bool is_prime_by_miller_rabin(uint32_t n)
{
	static const uint32_t bases[] = { 2, 3, 5, 7 };

	for (size_t i = 0; i < sizeof(bases) / sizeof(*bases) && n != bases[i]; i++)
		if (n == 1 || !passes(n, bases[i]))
			return false;
	return true;
}

static int primes_setup(struct job *job)
{
	struct range *range = job_share(job, sizeof(*range));

	if (!range)
		return -ENOMEM;
	range->nr_odd = (uint32_t)(job_param(job, "below") / 2);
	job->data = range;
	return 0;
}

static int primes_open(struct worker *worker)
{
	worker_touch(worker->job->data, sizeof(struct range));
	return 0;
}

static int primes_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const struct range range = *(const struct range *)worker->job->data;
	uint64_t digest = 0;

	for (uint64_t op = first; op < first + count; op++) {
		const uint32_t n = candidate(&range, op);

		if (is_prime(n))
			digest += mix64(n);
	}
	worker->digest += digest;
	return 0;
}

/* Judges a sample of the candidates once more, and the digest where the sample is all of them. */
static int primes_verify(struct job *job)
{
	const uint64_t sample = job->ops < SAMPLE ? job->ops : SAMPLE;
	uint64_t digest = 0;

	for (uint32_t n = 1; n < SMALL; n += 2)
		if (is_prime(n) != is_prime_by_miller_rabin(n))
			return job_error(job, 0, "division and Miller-Rabin differ on %" PRIu32, n);
	for (uint64_t k = 0; k < sample; k++) {
		const uint32_t n = candidate(job->data, k * (job->ops / sample));
		const bool prime = is_prime_by_miller_rabin(n);

		if (is_prime(n) != prime)
			return job_error(job, 0, "division and Miller-Rabin differ on %" PRIu32, n);
		digest += prime ? mix64(n) : 0;
	}
	if (sample == job->ops && digest != job->digest)
		return job_error(job, 0, "the primes found are not those that are there");
	return 0;
}

static const struct param params[] = {
	{ "below", 10000000, 1000, INT64_C(1) << 31, "candidates are odd numbers below this" },
	{ .name = NULL },
};

const struct workload primes = {
	.name = "primes",
	.summary = "integer division: tests numbers for being prime, by trial division",
	.op = "candidate",
	.shares = "Nothing but the parameter, which is only read.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.params = params,
	.setup = primes_setup,
	.open = primes_open,
	.work = primes_work,
	.verify = primes_verify,
};
