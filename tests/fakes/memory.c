/* SPDX-License-Identifier: MIT */
/*
 * fake/share: `mib` MiB that all workers share and each touches in open.
 * fake/alloc: `mib` MiB of each worker's own, from open to close.
 * fake/peak: `mib` MiB of each worker's own that are gone by the time the work has ended, and
 * `setup_mib` MiB that are gone before the workers come.
 */
#include "tests/fakes/fakes.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/mman.h>
#include "tests/fakes/sum.h"

#define MIB ((size_t)1 << 20)
#define PAGE 4096

static size_t bytes_of(const struct job *job, const char *param)
{
	return (size_t)job_param(job, param) * MIB;
}

/*
 * Mapped and not from malloc, which might keep what was freed; without huge pages, so that the page
 * tables are as large as they can be known to be. NULL with errno.
 */
static char *fill(size_t size)
{
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		return NULL;
	madvise(memory, size, MADV_NOHUGEPAGE);
	for (size_t i = 0; i < size; i += PAGE)
		memory[i] = 1;
	return memory;
}

static int share_setup(struct job *job)
{
	job->data = job_share(job, bytes_of(job, "mib"));
	return job->data ? 0 : -ENOMEM;
}

static int share_open(struct worker *worker)
{
	worker_touch(worker->job->data, bytes_of(worker->job, "mib"));
	return 0;
}

static int alloc_open(struct worker *worker)
{
	worker->state = fill(bytes_of(worker->job, "mib"));
	return worker->state ? 0 : worker_error(worker, errno, "filling memory");
}

static int alloc_close(struct worker *worker)
{
	munmap(worker->state, bytes_of(worker->job, "mib"));
	return 0;
}

static int peak_setup(struct job *job)
{
	const size_t size = bytes_of(job, "setup_mib");
	char *memory = size ? fill(size) : NULL;

	if (size && !memory)
		return job_error(job, errno, "filling memory");
	if (size)
		munmap(memory, size);
	return 0;
}

static int peak_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const size_t size = bytes_of(worker->job, "mib");
	char *memory = fill(size);

	if (!memory)
		return worker_error(worker, errno, "filling memory");
	munmap(memory, size);
	return sum_work(worker, first, count);
}

static void share_footprint(const struct job *job, struct footprint *footprint)
{
	footprint->shared_bytes = bytes_of(job, "mib");
}

static void worker_footprint(const struct job *job, struct footprint *footprint)
{
	footprint->worker_bytes = bytes_of(job, "mib");
}

static const struct param params[] = {
	{ "mib", 64, 1, 4096, "how much memory, in MiB" },
	{ .name = NULL },
};

static const struct param peak_params[] = {
	{ "mib", 64, 1, 4096, "how much memory in work, in MiB" },
	{ "setup_mib", 0, 0, 4096, "how much memory in setup, in MiB" },
	{ .name = NULL },
};

const struct workload fake_share = {
	.name = "fake/share",
	.summary = "holds memory that all workers share",
	.op = "nothing",
	.shares = "The memory.",
	.class = CLASS_MEMORY,
	.version = 1,
	.modes = ALL_MODES,
	.params = params,
	.footprint = share_footprint,
	.setup = share_setup,
	.open = share_open,
	.work = sum_work,
	.verify = sum_verify,
};

const struct workload fake_alloc = {
	.name = "fake/alloc",
	.summary = "holds memory of each worker's own",
	.op = "nothing",
	.shares = "Nothing.",
	.class = CLASS_MEMORY,
	.version = 1,
	.modes = ALL_MODES,
	.params = params,
	.footprint = worker_footprint,
	.open = alloc_open,
	.work = sum_work,
	.close = alloc_close,
	.verify = sum_verify,
};

const struct workload fake_peak = {
	.name = "fake/peak",
	.summary = "takes memory, and gives it back before anybody looks",
	.op = "nothing",
	.shares = "Nothing.",
	.class = CLASS_MEMORY,
	.version = 1,
	.modes = ALL_MODES,
	.params = peak_params,
	.footprint = worker_footprint,
	.setup = peak_setup,
	.work = peak_work,
	.verify = sum_verify,
};
