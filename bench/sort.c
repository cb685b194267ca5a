/* SPDX-License-Identifier: MIT */
/*
 * sort: arrays of 64-bit keys, put in order.
 *
 * One op makes an array of `keys` keys that look random, sorts it in memory of the worker's own,
 * and sums it up for the digest, each key weighted by its place. The making and the sum are a few
 * per cent of the op. There are 131 072 / `keys` different arrays, which take turns.
 *
 * The sort is a merge sort written here, bottom-up, between two arrays that are made once. The
 * libc's qsort may allocate at each call, and so would measure the allocator as well. A quicksort
 * would be as short, but what it costs depends on its luck with pivots, a few per cent up or down
 * from op to op, where a merge sort always makes the same passes.
 *
 * Shared: nothing but the parameter.
 *
 * The number does not show a tuned sort: this is mispredicted branches for the better part, in the
 * first two levels of cache. A radix sort, or one without branches, takes a fraction.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/*
 * Both arrays of a worker begin a page in every mode, since a load waits for an earlier store whose
 * address has the same last 12 bits.
 */
#define PAGE 4096

/* In all arrays together: few enough for verify to sort them by the libc, too many to be learnt. */
#define ALL_KEYS (1 << 17)

struct arrays {
	size_t keys; /* in each */
	uint64_t nr;
};

/* Bytes of one array. */
static size_t room(size_t keys)
{
	return (keys * sizeof(uint64_t) + PAGE - 1) / PAGE * PAGE;
}

static void sort_footprint(const struct job *job, struct footprint *footprint)
{
	footprint->worker_bytes = 2 * room((size_t)job_param(job, "keys"));
}

static int sort_setup(struct job *job)
{
	struct arrays *arrays = job_share(job, sizeof(*arrays));

	if (!arrays)
		return -ENOMEM;
	arrays->keys = (size_t)job_param(job, "keys");
	arrays->nr = ALL_KEYS / arrays->keys;
	job->data = arrays;
	return 0;
}

static int sort_open(struct worker *worker)
{
	const struct arrays *arrays = worker->job->data;

	worker->state = aligned_alloc(PAGE, 2 * room(arrays->keys));
	if (!worker->state)
		return worker_error(
			worker, ENOMEM, "making room for two arrays of %zu keys", arrays->keys);
	memset(worker->state, 0, 2 * room(arrays->keys));
	worker_touch(arrays, sizeof(*arrays));
	return 0;
}

/* Merges [left, right) and [right, end), which are in order, into out. */
static void merge(
	const uint64_t *left, const uint64_t *right, const uint64_t *end, uint64_t *restrict out)
{
	const uint64_t *const middle = right;

	while (left < middle && right < end)
		*out++ = *left <= *right ? *left++ : *right++;
	while (left < middle)
		*out++ = *left++;
	while (right < end)
		*out++ = *right++;
}

/* Sorts n keys by way of a spare array. Returns which of the two they ended in. */
static uint64_t *merge_sort(uint64_t *keys, uint64_t *spare, size_t n)
{
	for (size_t run = 1; run < n; run *= 2) {
		uint64_t *const from = keys;

		for (size_t at = 0; at < n; at += 2 * run) {
			const size_t middle = at + run < n ? at + run : n;
			const size_t end = middle + run < n ? middle + run : n;

			merge(from + at, from + middle, from + end, spare + at);
		}
		keys = spare;
		spare = from;
	}
	return keys;
}

static void make_keys(uint64_t *keys, size_t n, uint64_t array)
{
	for (size_t i = 0; i < n; i++)
		keys[i] = mix64(array * n + i);
}

/* What an array adds to the digest. */
static uint64_t weigh(const uint64_t *keys, size_t n)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (2 * i + 1) * keys[i];
	return sum;
}

static int sort_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const struct arrays arrays = *(const struct arrays *)worker->job->data;
	const size_t n = arrays.keys;
	uint64_t *keys = worker->state, *spare = keys + room(n) / sizeof(*keys), digest = 0;

	for (uint64_t op = first; op < first + count; op++) {
		make_keys(keys, n, op % arrays.nr);
		digest += weigh(merge_sort(keys, spare, n), n);
	}
	worker->digest += digest;
	return 0;
}

static int sort_close(struct worker *worker)
{
	free(worker->state);
	return 0;
}

static int compare(const void *left, const void *right)
{
	const uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return (a > b) - (a < b);
}

/* What each array adds, by the libc's sort. */
static int expect(struct job *job, void *memory)
{
	const struct arrays *arrays = job->data;
	const size_t n = arrays->keys;
	uint64_t *keys = malloc(n * sizeof(*keys)), *weights = memory;

	if (!keys)
		return job_error(job, ENOMEM, "making room for an array of %zu keys", n);
	for (uint64_t array = 0; array < arrays->nr; array++) {
		make_keys(keys, n, array);
		qsort(keys, n, sizeof(*keys), compare);
		weights[array] = weigh(keys, n);
	}
	free(keys);
	return 0;
}

/* The digest is right only if each array came out in order, and whole. */
static int sort_verify(struct job *job)
{
	const struct arrays *arrays = job->data;
	const uint64_t *weights = job_expected(job, arrays->nr * sizeof(*weights), expect);
	uint64_t digest = 0;

	if (!weights)
		return -ENOMEM;
	for (uint64_t array = 0; array < arrays->nr && array < job->ops; array++)
		digest +=
			(job->ops / arrays->nr + (array < job->ops % arrays->nr)) * weights[array];
	if (digest != job->digest)
		return job_error(
			job, 0, "the arrays that came out are not those that went in, sorted");
	return 0;
}

static const struct param params[] = {
	{ "keys", 4096, 2, ALL_KEYS / 2, "keys in an array" },
	{ .name = NULL },
};

const struct workload sort = {
	.name = "sort",
	.summary = "branches: merge sort of arrays of random 64-bit keys",
	.op = "array",
	.shares = "Nothing but the parameter, which is only read.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.inputs = INPUT_BIT(INPUT_EXPECTED),
	.params = params,
	.footprint = sort_footprint,
	.setup = sort_setup,
	.open = sort_open,
	.work = sort_work,
	.close = sort_close,
	.verify = sort_verify,
};
