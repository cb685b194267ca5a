/* SPDX-License-Identifier: MIT */
/*
 * triad: a = b + s × c over three arrays of doubles that no cache holds.
 *
 * One op is one block of 512 elements: 4 KiB of each array. Its bytes are counted as STREAM counts
 * them (McCalpin 1995): two arrays read and one written. That the cache also reads a line before it
 * is written is not counted, so that the memory may move a third more than the report says.
 *
 * Shared: nothing but the arrays as a whole. Each worker has a stretch of blocks of its own, which
 * it has touched first, so that its pages lie near it, and sweeps it again and again; a block comes
 * back only after all the rest of the stretch. That is why op i is not always the same block: an op
 * is the next block of whoever does it. Any fixed choice would, under one split or the other, have
 * workers write one block at once, or come back to it while it is in the cache.
 *
 * What is touched first is worked on first, and by then has left the cache: together the arrays are
 * four times the last cache that libc names. STREAM asks for that of each of them, where a sweep over
 * one alone must not find any of it; here each sweep is over all three, and arrays as large as that
 * would take three times as long to fill, in every trial, for what is in no cache either way.
 *
 * The number does not show latency, nor what a program gains by stores that pass the cache by. A machine
 * that has several last caches needs triad.mib set. The finding array_bytes says what it was.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <inttypes.h>
#include <unistd.h>
#include "bench/digest.h"
#include "engine/sync.h"

#define BLOCK 512
#define BLOCK_BYTES (BLOCK * sizeof(double))
#define MIB (UINT64_C(1) << 20)

#define NR_ARRAYS 3

/* Of the three together, in caches, and in MiB where nobody has set it. */
#define CACHES 4
#define LEAST_MIB 64
#define MOST_MIB 512

/* A worker's own: the blocks that it sweeps, and how many it has done, from one chunk to the next. */
struct stretch {
	_Alignas(SYNC_APART) uint64_t begin, end;
	uint64_t done;
};

struct arrays {
	double *a, *b, *c;
	uint64_t nr_blocks;
	struct stretch stretches[];
};

static uint64_t array_bytes(const struct job *job)
{
	const uint64_t mib = (uint64_t)job_param(job, "mib");
	long cache = sysconf(_SC_LEVEL3_CACHE_SIZE);
	uint64_t wanted;

	if (mib)
		return mib * MIB;
	if (cache <= 0)
		cache = sysconf(_SC_LEVEL2_CACHE_SIZE);
	wanted = cache <= 0 ? 0 : (CACHES * (uint64_t)cache + MIB - 1) / MIB;
	if (wanted < LEAST_MIB)
		wanted = LEAST_MIB;
	if (wanted > MOST_MIB)
		wanted = MOST_MIB;
	return (wanted + NR_ARRAYS - 1) / NR_ARRAYS * MIB;
}

static void triad_footprint(const struct job *job, struct footprint *footprint)
{
	footprint->shared_bytes = NR_ARRAYS * array_bytes(job);
}

static uint64_t triad_op_bytes(const struct job *job)
{
	(void)job;
	return NR_ARRAYS * BLOCK_BYTES;
}

static int triad_setup(struct job *job)
{
	const uint64_t workers = job->workers;
	struct arrays *arrays =
		job_share(job, sizeof(*arrays) + workers * sizeof(arrays->stretches[0]));
	uint64_t nr_blocks = array_bytes(job) / BLOCK_BYTES;

	if (nr_blocks < workers)
		nr_blocks = workers;
	if (!arrays)
		return -ENOMEM;
	arrays->a = job_room(job, NR_ARRAYS * nr_blocks * BLOCK_BYTES);
	if (!arrays->a)
		return -ENOMEM;
	arrays->b = arrays->a + nr_blocks * BLOCK;
	arrays->c = arrays->b + nr_blocks * BLOCK;
	arrays->nr_blocks = nr_blocks;
	for (uint64_t i = 0; i < workers; i++) {
		arrays->stretches[i].begin = nr_blocks * i / workers;
		arrays->stretches[i].end = nr_blocks * (i + 1) / workers;
	}
	job->data = arrays;
	return 0;
}

/*
 * Element k of b is k, that of c is 2k + 1: all sums are integers, and exact. Read before they are
 * written: of pages that are there already a kernel maps many for one fault, but only for one that reads.
 */
static int triad_open(struct worker *worker)
{
	struct arrays *arrays = worker->job->data;
	const struct stretch *own = &arrays->stretches[worker->index];
	const size_t size = (own->end - own->begin) * BLOCK_BYTES;

	worker_touch(arrays->a + own->begin * BLOCK, size);
	worker_touch(arrays->b + own->begin * BLOCK, size);
	worker_touch(arrays->c + own->begin * BLOCK, size);
	for (uint64_t k = own->begin * BLOCK; k < own->end * BLOCK; k++) {
		arrays->a[k] = 0;
		arrays->b[k] = (double)(int64_t)k;
		arrays->c[k] = (double)(int64_t)(2 * k + 1);
	}
	return 0;
}

/* By turns, so that each sweep leaves other values than the one before it. */
static unsigned scalar_of(uint64_t sweep)
{
	return sweep % 2 ? 5 : 3;
}

/* k + s × (2k + 1), in integers; signed ones are faster to convert. */
static double expected(uint64_t k, uint64_t sweep)
{
	const uint64_t scalar = scalar_of(sweep);

	return (double)(int64_t)((2 * scalar + 1) * k + scalar);
}

/* The fixed count and the promise that nothing overlaps are what gcc needs to vectorise at -O2. */
static inline void compute(
	double *restrict a, const double *restrict b, const double *restrict c, double scalar)
{
	a = __builtin_assume_aligned(a, BLOCK_BYTES);
	b = __builtin_assume_aligned(b, BLOCK_BYTES);
	c = __builtin_assume_aligned(c, BLOCK_BYTES);
	for (size_t i = 0; i < BLOCK; i++)
		a[i] = b[i] + scalar * c[i];
}

/* One element of each block is checked while it is at hand; the digest says that each op was done.
 */
static int triad_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const struct arrays arrays = *(const struct arrays *)worker->job->data;
	struct stretch *own = &((struct arrays *)worker->job->data)->stretches[worker->index];
	const uint64_t begin = own->begin, end = own->end;
	uint64_t block = begin + own->done % (end - begin), sweep = own->done / (end - begin);
	uint64_t digest = 0;

	for (uint64_t op = first; op < first + count; op++) {
		const uint64_t at = block * BLOCK, k = at + op % BLOCK;

		compute(arrays.a + at, arrays.b + at, arrays.c + at, scalar_of(sweep));
		if (arrays.a[k] != expected(k, sweep))
			return worker_error(worker, 0, "element %" PRIu64 " is wrong", k);
		digest += op + 1;
		if (++block == end) {
			block = begin;
			sweep++;
		}
	}
	own->done += count;
	worker->digest += digest;
	return 0;
}

/* How many elements of a block are not as the sweep left them. Sums of doubles: all are exact. */
static uint64_t count_wrong(const double *block, uint64_t at, uint64_t sweep)
{
	const double first = expected(at, sweep), step = 2 * scalar_of(sweep) + 1;
	uint64_t wrong = 0;

	for (int i = 0; i < BLOCK; i++)
		wrong += block[i] != first + step * i;
	return wrong;
}

static uint64_t count_written(const double *block)
{
	uint64_t written = 0;

	for (int i = 0; i < BLOCK; i++)
		written += block[i] != 0;
	return written;
}

/* Every element of a is what the last sweep left there, or still zero. */
static int verify_stretch(struct job *job, const struct stretch *stretch)
{
	const struct arrays *arrays = job->data;
	const uint64_t size = stretch->end - stretch->begin;

	for (uint64_t i = 0; i < size; i++) {
		const uint64_t sweeps = stretch->done / size + (i < stretch->done % size);
		const uint64_t at = (stretch->begin + i) * BLOCK;
		const double *block = arrays->a + at;
		const uint64_t wrong =
			sweeps ? count_wrong(block, at, sweeps - 1) : count_written(block);

		if (wrong)
			return job_error(job, 0, "%" PRIu64 " elements of block %" PRIu64 " wrong",
				wrong, stretch->begin + i);
	}
	return 0;
}

static int triad_verify(struct job *job)
{
	const struct arrays *arrays = job->data;
	uint64_t done = 0;

	job_finding(job, "array_bytes", arrays->nr_blocks * BLOCK_BYTES);
	for (unsigned i = 0; i < job->workers; i++) {
		int error = verify_stretch(job, &arrays->stretches[i]);

		if (error)
			return error;
		done += arrays->stretches[i].done;
	}
	/* An op adds its index and 1. */
	if (done != job->ops || job->digest != digest_of_indices(job->ops + 1))
		return job_error(job, 0, "the ops done are not those that were dealt");
	return 0;
}

static const struct param params[] = {
	{ "mib", 0, 0, 65536, "MiB in each array; 0: by the last cache" },
	{ .name = NULL },
};

const struct workload triad = {
	.name = "triad",
	.summary = "memory bandwidth: a = b + s * c over arrays that no cache holds",
	.op = "block",
	.shares = "Three arrays, of which each worker has a stretch of its own.",
	.class = CLASS_MEMORY,
	.version = 3,
	.modes = ALL_MODES,
	.inputs = INPUT_BIT(INPUT_ROOM),
	.params = params,
	.footprint = triad_footprint,
	.op_bytes = triad_op_bytes,
	.setup = triad_setup,
	.open = triad_open,
	.work = triad_work,
	.verify = triad_verify,
};
