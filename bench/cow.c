/* SPDX-License-Identifier: MIT */
/*
 * cow: a block of private memory that is there before the workers are, and that they write to.
 *
 * One op is one page of the block, visited by every worker: half of it is read and summed up, and
 * if the page is among the cow.touch per cent that are written, which are spread evenly, one word
 * of the other half is written. Threads write to the one block there is; a process that writes to a
 * page gets a copy of it first. What that takes in time and memory is what is measured here: the
 * report's memory is half of the result.
 *
 * Shared: the block, until it is written to. This is the only workload whose workers do not all
 * see the same memory in every mode, and it must be: the block is not from the arena. A worker
 * writes words of its own, in cache lines of its own as far as a page has room for that many.
 *
 * The number does not show divided work. Every worker visits every page, so that more workers do
 * more work, and `speedup` is below 1 by design: compare modes at equal counts. Nor does it show
 * what fork took to copy the page tables of the block: that is in the spawn phase. The process
 * that forked keeps the block as it was, and its pages are in the memory figures.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/mman.h>
#include <unistd.h>
#include "engine/sync.h"

#define MIB (UINT64_C(1) << 20)

/* The words from one worker's mark to the next one's. */
#define APART (SYNC_APART / sizeof(uint64_t))

struct pages {
	uint64_t *block;
	uint64_t nr_pages, touch;
	size_t page_words; /* the first half is data; marks are in the second */
};

static uint64_t page_bytes(void)
{
	return (uint64_t)sysconf(_SC_PAGESIZE);
}

static uint64_t nr_pages_of(const struct job *job)
{
	return (uint64_t)job_param(job, "block_mib") * MIB / page_bytes();
}

/* As where every worker is a process: threads take less. */
static void cow_footprint(const struct job *job, struct footprint *footprint)
{
	footprint->shared_bytes = nr_pages_of(job) * page_bytes();
	footprint->worker_bytes = footprint->shared_bytes / 100 * (uint64_t)job_param(job, "touch");
}

/* Whether the page is one of the touch in a hundred that are written to. */
static int touched(const struct pages *pages, uint64_t page)
{
	return (page + 1) * pages->touch / 100 != page * pages->touch / 100;
}

/* Word i of a page's data is mix64(page) + i, and a mark, where there is one, is page + 1. */
static uint64_t sum_of_page(const struct pages *pages, uint64_t page)
{
	const uint64_t n = pages->page_words / 2;

	return n * mix64(page) + n * (n - 1) / 2 + (touched(pages, page) ? page + 1 : 0);
}

/* How many marks a page has room for: two workers share one where they are more. */
static unsigned nr_marks_of(const struct pages *pages)
{
	return (unsigned)(pages->page_words / 2 / APART);
}

static uint64_t *mark_of(const struct pages *pages, unsigned index, uint64_t page)
{
	return pages->block + page * pages->page_words + pages->page_words / 2 +
	       index % nr_marks_of(pages) * APART;
}

static int cow_setup(struct job *job)
{
	struct pages *pages = job_share(job, sizeof(*pages));
	size_t size;

	if (!pages)
		return -ENOMEM;
	pages->nr_pages = job->ops;
	pages->touch = (uint64_t)job_param(job, "touch");
	pages->page_words = page_bytes() / sizeof(uint64_t);
	size = pages->nr_pages * page_bytes();
	pages->block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (pages->block == MAP_FAILED)
		return job_error(job, errno, "mapping %zu bytes", size);
	/* EINVAL: a kernel that has no huge pages. */
	if (madvise(pages->block, size, MADV_NOHUGEPAGE) && errno != EINVAL) {
		const int error = errno;

		munmap(pages->block, size);
		return job_error(job, error, "asking for pages of the usual size");
	}
	for (uint64_t page = 0; page < pages->nr_pages; page++)
		for (size_t i = 0; i < pages->page_words / 2; i++)
			pages->block[page * pages->page_words + i] = mix64(page) + i;
	job->data = pages;
	return 0;
}

static int cow_open(struct worker *worker)
{
	worker_touch(worker->job->data, sizeof(struct pages));
	return 0;
}

/*
 * Adds what it reads of a page to the sum. Marks are atomic since two workers may share one; all
 * leave the same one on a page.
 */
static int visit(struct worker *worker, const struct pages *pages, uint64_t page, uint64_t *sum)
{
	const uint64_t *data = pages->block + page * pages->page_words;
	uint64_t *mark = mark_of(pages, worker->index, page), found = 0;

	for (size_t i = 0; i < pages->page_words / 2; i++)
		found += data[i];
	if (touched(pages, page))
		__atomic_store_n(mark, page + 1, __ATOMIC_RELAXED);
	found += __atomic_load_n(mark, __ATOMIC_RELAXED);
	if (found != sum_of_page(pages, page))
		return worker_error(
			worker, 0, "page %" PRIu64 " is not as filled and written", page);
	*sum += found;
	return 0;
}

/* Each worker begins elsewhere, so that they do not go from page to page in step. */
static int cow_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const struct pages pages = *(const struct pages *)worker->job->data;
	const uint64_t skipped = count / worker->job->workers * worker->index;
	uint64_t sum = 0;

	for (uint64_t i = 0; i < count; i++) {
		int error = visit(worker, &pages, first + (skipped + i) % count, &sum);

		if (error)
			return error;
	}
	/* An op is all workers' together, and counts once. */
	if (worker->index == 0)
		worker->digest += sum;
	return 0;
}

/*
 * The leader's own view of the block: a worker's marks have come to all of the touched pages or,
 * where it wrote to copies, to none; and to no other page.
 */
static int cow_verify(struct job *job)
{
	const struct pages *pages = job->data;
	uint64_t nr_touched = 0, sum = 0;

	for (uint64_t page = 0; page < pages->nr_pages; page++) {
		nr_touched += (uint64_t)touched(pages, page);
		sum += sum_of_page(pages, page);
	}
	for (unsigned i = 0; i < job->workers && i < nr_marks_of(pages); i++) {
		uint64_t nr_marks = 0;

		for (uint64_t page = 0; page < pages->nr_pages; page++) {
			const uint64_t mark = *mark_of(pages, i, page);

			if (mark && (mark != page + 1 || !touched(pages, page)))
				return job_error(job, 0, "page %" PRIu64 " has a wrong mark", page);
			nr_marks += mark != 0;
		}
		if (nr_marks && nr_marks != nr_touched)
			return job_error(job, 0, "%" PRIu64 " of %" PRIu64 " pages were marked",
				nr_marks, nr_touched);
	}
	if (job->digest != sum)
		return job_error(job, 0, "the pages visited are not those of the block");
	return 0;
}

static int cow_teardown(struct job *job)
{
	const struct pages *pages = job->data;

	munmap(pages->block, pages->nr_pages * pages->page_words * sizeof(uint64_t));
	return 0;
}

static const struct param params[] = {
	{ "block_mib", 64, 1, 65536, "size of the block in MiB" },
	{ "touch", 50, 0, 100, "percent of the pages that each worker writes" },
	{ .name = NULL },
};

const struct workload cow = {
	.name = "cow",
	.summary = "copy on write: every worker reads a block made before it, writes to some",
	.op = "page",
	.shares = "A private block of the process that made the workers, until it is written to.",
	.class = CLASS_MEMORY,
	.version = 1,
	.modes = ALL_MODES,
	.op_workers = EVERY_WORKER,
	.params = params,
	.footprint = cow_footprint,
	.fixed_ops = nr_pages_of,
	.setup = cow_setup,
	.open = cow_open,
	.work = cow_work,
	.verify = cow_verify,
	.teardown = cow_teardown,
};
