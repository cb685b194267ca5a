/* SPDX-License-Identifier: MIT */
/*
 * matmul: the product of two square matrices of doubles, row by row.
 *
 * One op is one row: op i computes row i mod n into a buffer of the worker's own, n²
 * multiplications and additions. The entries are small integers, so that every sum is exact: the
 * digest does not depend on the compiler, on fused operations or on the order of the sums.
 *
 * Shared: both matrices, only read.
 *
 * The number does not show what a tuned library (BLAS) reaches: nothing is blocked for a cache,
 * and the compiler takes the vector width of the build's flags. From an n at which a matrix
 * (8 n² bytes) exceeds the caches it shows the memory rather than the arithmetic.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "engine/sync.h"

/* Rows are padded with zeros to whole blocks. */
#define BLOCK (SYNC_APART / sizeof(double))

/*
 * A worker's own row begins a page in every mode. A load waits for an earlier store whose address
 * has the same last 12 bits, so that the distance between row and matrix is worth 7 %; and malloc
 * would give it another in a thread than in a process.
 */
#define PAGE 4096

/* Two matrices of n rows, padded(n) doubles apart: the left one, then the right one. */
struct product {
	size_t n;
	_Alignas(SYNC_APART) double left[];
};

/* To be worked out where it is used: gcc makes vector code at -O2 only if it sees the multiple. */
static inline size_t padded(size_t n)
{
	return (n + BLOCK - 1) / BLOCK * BLOCK;
}

static inline const double *right_of(const struct product *product)
{
	return product->left + product->n * padded(product->n);
}

static size_t row_size(size_t n)
{
	return (padded(n) * sizeof(double) + PAGE - 1) / PAGE * PAGE;
}

static size_t size_of(size_t n)
{
	return sizeof(struct product) + 2 * n * padded(n) * sizeof(double);
}

static void matmul_footprint(const struct job *job, struct footprint *footprint)
{
	const size_t n = (size_t)job_param(job, "n");

	footprint->shared_bytes = size_of(n);
	footprint->worker_bytes = row_size(n);
}

/* Entries are integers from -8 to 7: no sum of n products leaves the 53 bits of a double. */
static int matmul_setup(struct job *job)
{
	const size_t n = (size_t)job_param(job, "n");
	struct product *product = job_share(job, size_of(n));

	if (!product)
		return -ENOMEM;
	product->n = n;
	for (size_t row = 0; row < 2 * n; row++)
		for (size_t j = 0; j < n; j++)
			product->left[row * padded(n) + j] = (double)(mix64(row * n + j) >> 60) - 8;
	job->data = product;
	return 0;
}

static int matmul_open(struct worker *worker)
{
	const struct product *product = worker->job->data;

	worker->state = aligned_alloc(PAGE, row_size(product->n));
	if (!worker->state)
		return worker_error(worker, ENOMEM, "making room for a row of %zu", product->n);
	memset(worker->state, 0, row_size(product->n));
	worker_touch(product, size_of(product->n));
	return 0;
}

/* In the order i-k-j, whose inner loop runs along rows and has no sum to carry: vector code. */
static void multiply(const struct product *product, size_t index, double *restrict row)
{
	const size_t n = product->n, stride = padded(n);
	const double *left = product->left + index * stride, *right = right_of(product);

	memset(row, 0, stride * sizeof(*row));
	for (size_t k = 0; k < n; k++, right += stride)
		for (size_t j = 0; j < stride; j++)
			row[j] += left[k] * right[j];
}

/* The sum of the entries, each weighted by its place. Whole numbers in and out. */
static uint64_t weigh(const double *row, size_t n)
{
	uint64_t sum = 0;

	for (size_t j = 0; j < n; j++)
		sum += (2 * j + 1) * (uint64_t)(int64_t)row[j];
	return sum;
}

static int matmul_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const struct product *product = worker->job->data;
	size_t index = first % product->n;
	uint64_t digest = 0;

	for (uint64_t op = 0; op < count; op++) {
		multiply(product, index, worker->state);
		digest += mix64(weigh(worker->state, product->n));
		if (++index == product->n)
			index = 0;
	}
	worker->digest += digest;
	return 0;
}

static int matmul_close(struct worker *worker)
{
	free(worker->state);
	return 0;
}

/*
 * The digest of all ops, without a row of the product: a row of L·R weighed by w is the row of L
 * times R·w (Freivalds, 1977), n multiplications in place of n². All in integers.
 */
static int matmul_verify(struct job *job)
{
	const struct product *product = job->data;
	const size_t n = product->n;
	uint64_t *weighed = malloc(n * sizeof(*weighed)), digest = 0;

	if (!weighed)
		return job_error(job, ENOMEM, "making room for %zu weighed rows", n);
	for (size_t k = 0; k < n; k++)
		weighed[k] = weigh(right_of(product) + k * padded(n), n);
	for (size_t index = 0; index < n && index < job->ops; index++) {
		const double *left = product->left + index * padded(n);
		uint64_t sum = 0;

		for (size_t k = 0; k < n; k++)
			sum += weighed[k] * (uint64_t)(int64_t)left[k];
		digest += (job->ops / n + (index < job->ops % n)) * mix64(sum);
	}
	free(weighed);
	if (digest != job->digest)
		return job_error(job, 0, "the rows computed are not those of the product");
	return 0;
}

static const struct param params[] = {
	{ "n", 256, 16, 4096, "rows and columns of each matrix" },
	{ .name = NULL },
};

const struct workload matmul = {
	.name = "matmul",
	.summary = "floating point: rows of the product of two n x n matrices",
	.op = "row",
	.shares = "Both matrices, which are only read.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.params = params,
	.footprint = matmul_footprint,
	.setup = matmul_setup,
	.open = matmul_open,
	.work = matmul_work,
	.close = matmul_close,
	.verify = matmul_verify,
};
