/* SPDX-License-Identifier: MIT */
/*
 * fault: memory is mapped, touched for the first time, and unmapped.
 *
 * One op is the life of one private mapping: mmap, madvise against huge pages, so that one touch is
 * one page, a write to each page, which faults and is given a page of zeros by the kernel, a look
 * whether all is as it should be, and munmap.
 *
 * Shared: nothing by the workload. But workers of one process have one address space, whose lock
 * every mapping and unmapping takes, and where an unmapping tells all PUs on which the process runs
 * to forget its pages. That is the point.
 *
 * The number does not show huge pages, nor memory that an allocator keeps for later. On a virtual
 * machine a page that was free for long may have gone back to the hypervisor, from which it is
 * fetched at its first touch: there the number is noisy, and a first trial slow.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/mman.h>
#include <unistd.h>

struct mapping {
	uint64_t nr_pages;
	size_t page_words;
};

static void fault_footprint(const struct job *job, struct footprint *footprint)
{
	footprint->worker_bytes =
		(uint64_t)job_param(job, "pages") * (uint64_t)sysconf(_SC_PAGESIZE);
}

static int fault_setup(struct job *job)
{
	struct mapping *mapping = job_share(job, sizeof(*mapping));

	if (!mapping)
		return -ENOMEM;
	mapping->nr_pages = (uint64_t)job_param(job, "pages");
	mapping->page_words = (size_t)sysconf(_SC_PAGESIZE) / sizeof(uint64_t);
	job->data = mapping;
	return 0;
}

static int fault_open(struct worker *worker)
{
	worker_touch(worker->job->data, sizeof(struct mapping));
	return 0;
}

/* The sum over the pages of what is written to each: (op + 1) × (page + 1). */
static uint64_t sum_of_op(const struct mapping *mapping, uint64_t op)
{
	return (op + 1) * (mapping->nr_pages * (mapping->nr_pages + 1) / 2);
}

/* Writes a word of each page, and sums up that word and another one, which nobody has written. */
static uint64_t touch(const struct mapping *mapping, uint64_t *memory, uint64_t op)
{
	const size_t words = mapping->page_words;
	const size_t written = op % words, fresh = (op + words / 2) % words;
	uint64_t sum = 0;

	for (uint64_t page = 0; page < mapping->nr_pages; page++)
		memory[page * words + written] = (op + 1) * (page + 1);
	for (uint64_t page = 0; page < mapping->nr_pages; page++)
		sum += memory[page * words + written] + memory[page * words + fresh];
	return sum;
}

static int map_once(
	struct worker *worker, const struct mapping *mapping, uint64_t op, uint64_t *sum)
{
	const size_t size = mapping->nr_pages * mapping->page_words * sizeof(uint64_t);
	uint64_t *memory =
		mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		return worker_error(worker, errno, "mapping %zu bytes", size);
	/* EINVAL: a kernel that has no huge pages. */
	if (madvise(memory, size, MADV_NOHUGEPAGE) && errno != EINVAL) {
		const int error = errno;

		munmap(memory, size);
		return worker_error(worker, error, "asking for pages of the usual size");
	}
	*sum = touch(mapping, memory, op);
	if (munmap(memory, size))
		return worker_error(worker, errno, "unmapping %zu bytes", size);
	return 0;
}

static int fault_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const struct mapping mapping = *(const struct mapping *)worker->job->data;
	uint64_t digest = 0, sum = 0;

	for (uint64_t op = first; op < first + count; op++) {
		int error = map_once(worker, &mapping, op, &sum);

		if (error)
			return error;
		if (sum != sum_of_op(&mapping, op))
			return worker_error(worker, 0,
				"mapping %" PRIu64 " was not as written, or not fresh", op);
		digest += sum;
	}
	worker->digest += digest;
	return 0;
}

/* Every mapping was checked by its worker; this tells that each op was done once. */
static int fault_verify(struct job *job)
{
	uint64_t digest = 0;

	for (uint64_t op = 0; op < job->ops; op++)
		digest += sum_of_op(job->data, op);
	if (digest != job->digest)
		return job_error(job, 0, "the ops done are not those that were dealt");
	return 0;
}

static const struct param params[] = {
	{ "pages", 64, 1, 65536, "pages of one mapping" },
	{ .name = NULL },
};

const struct workload fault = {
	.name = "fault",
	.summary = "page faults: private memory is mapped, touched page by page and unmapped",
	.op = "mapping",
	.shares = "Nothing, but the address space where workers are of one process.",
	.class = CLASS_MEMORY,
	.version = 1,
	.modes = ALL_MODES,
	.params = params,
	.footprint = fault_footprint,
	.setup = fault_setup,
	.open = fault_open,
	.work = fault_work,
	.verify = fault_verify,
};
