/* SPDX-License-Identifier: MIT */
/*
 * mapreduce: a chain of functions over a range that nobody writes down.
 *
 * One op is one element i of a range: it is drawn through a chain of iterators, mapped to the odd
 * number 2i + 1, dropped where that is a multiple of three, and else added to a sum. Each stage
 * asks the one before for its next element, so nothing is ever stored but where the range stands.
 * Every stage and every function is called through a pointer taken from shared memory, as a
 * language with lambdas and virtual methods would call it, and no compiler can see through it.
 *
 * Shared: the table of functions, only read.
 *
 * The number does not show a framework that spreads data over machines, and not what a compiler
 * makes of the same chain when it sees it whole, a nanosecond an element. The targets of the calls
 * and the dropping of every third element are easy to predict: a chain that varies pays more.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <stdbool.h>

/* What gives elements one by one, embedded in each stage; next is false once there are none. */
struct iterator {
	bool (*next)(struct iterator *iterator, uint64_t *element);
};

struct functions {
	bool (*next_of_range)(struct iterator *iterator, uint64_t *element);
	bool (*next_mapped)(struct iterator *iterator, uint64_t *element);
	bool (*next_kept)(struct iterator *iterator, uint64_t *element);
	uint64_t (*map)(uint64_t element);
	bool (*keep)(uint64_t element);
	uint64_t (*reduce)(uint64_t sum, uint64_t element);
};

struct range {
	struct iterator iterator; /* the first member of each stage, which is cast back to it */
	uint64_t next, end;
};

struct mapped {
	struct iterator iterator;
	struct iterator *source;
	uint64_t (*map)(uint64_t element);
};

struct kept {
	struct iterator iterator;
	struct iterator *source;
	bool (*keep)(uint64_t element);
};

static bool next_of_range(struct iterator *iterator, uint64_t *element)
{
	struct range *range = (struct range *)iterator;

	if (range->next == range->end)
		return false;
	*element = range->next++;
	return true;
}

static bool next_mapped(struct iterator *iterator, uint64_t *element)
{
	const struct mapped *mapped = (const struct mapped *)iterator;

	if (!mapped->source->next(mapped->source, element))
		return false;
	*element = mapped->map(*element);
	return true;
}

static bool next_kept(struct iterator *iterator, uint64_t *element)
{
	const struct kept *kept = (const struct kept *)iterator;

	while (kept->source->next(kept->source, element))
		if (kept->keep(*element))
			return true;
	return false;
}

static uint64_t odd(uint64_t element)
{
	return 2 * element + 1;
}

static bool is_no_multiple_of_three(uint64_t element)
{
	return element % 3 != 0;
}

static uint64_t add(uint64_t sum, uint64_t element)
{
	return sum + element;
}

static int mapreduce_setup(struct job *job)
{
	struct functions *functions = job_share(job, sizeof(*functions));

	if (!functions)
		return -ENOMEM;
	*functions = (struct functions){ next_of_range, next_mapped, next_kept, odd,
		is_no_multiple_of_three, add };
	job->data = functions;
	return 0;
}

static int mapreduce_open(struct worker *worker)
{
	worker_touch(worker->job->data, sizeof(struct functions));
	return 0;
}

/* The digest is the sum and how many elements were drawn, so that those dropped count as well. */
static int mapreduce_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const struct functions *functions = worker->job->data;
	struct range range = { { functions->next_of_range }, first, first + count };
	struct mapped mapped = { { functions->next_mapped }, &range.iterator, functions->map };
	struct kept kept = { { functions->next_kept }, &mapped.iterator, functions->keep };
	uint64_t (*const reduce)(uint64_t, uint64_t) = functions->reduce;
	uint64_t sum = 0, element;

	while (kept.iterator.next(&kept.iterator, &element))
		sum = reduce(sum, element);
	worker->digest += sum + (range.next - first);
	return 0;
}

/* The first n odd numbers add up to n²; the multiples of three in them are thrice odd numbers. */
static int mapreduce_verify(struct job *job)
{
	const uint64_t n = job->ops, dropped = (n + 1) / 3;

	if (job->digest != n * n - 3 * dropped * dropped + n)
		return job_error(job, 0, "the sum is not that of the numbers to be kept");
	return 0;
}

const struct workload mapreduce = {
	.name = "mapreduce",
	.summary = "calls through pointers: map, filter and reduce over a lazy range",
	.op = "element",
	.shares = "The table of functions, which is only read.",
	.class = CLASS_CPU,
	.version = 1,
	.modes = ALL_MODES,
	.setup = mapreduce_setup,
	.open = mapreduce_open,
	.work = mapreduce_work,
	.verify = mapreduce_verify,
};
