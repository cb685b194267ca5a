/* SPDX-License-Identifier: MIT */
/*
 * file/read: random reads of a file that lies in the page cache. file/direct: the same past it.
 *
 * One op is one pread of 4 KiB, at a block that looks random and is a pure function of the op's
 * index, into a buffer of the worker's own. Each block says which one it is, and each read is
 * checked, which is part of the op: 512 additions. `direct` has written the file out, dropped it
 * from the page cache and reads with O_DIRECT, one request of a worker under way at a time.
 *
 * Shared: the file, its cached pages and the device below it; every worker has an open file
 * description of its own. The finding cached_bytes says how much of the file was in the page cache
 * in the end: all of it in `read`, or it read a disk too; next to nothing in `direct`.
 *
 * The number of `read` does not show a disk: this is the system call, the search in the cache and
 * the copy. The cached pages belong to no process and are in no memory figure. That of `direct`
 * shows the device with whatever caches it has of its own, among them the host's below a virtual
 * machine; and with one request a worker, not what the device does when its queue is full.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BLOCK_SIZE 4096
#define NR_WORDS (BLOCK_SIZE / sizeof(uint64_t))
#define MIB (UINT64_C(1) << 20)

/* Of how many ops verify computes the digest: some 10 ms. */
#define VERIFY_OPS (UINT64_C(1) << 22)

/* Of how much of the file mincore is asked at a time: in pages, 16 KiB of answers. */
#define WINDOW ((uint64_t)64 << 20)
#define LEAST_PAGE 4096

struct file {
	int fd;
	int flags; /* with which a worker opens it */
	uint64_t nr_blocks;
};

struct reader {
	_Alignas(BLOCK_SIZE) uint64_t words[NR_WORDS];
	int fd;
};

static void file_footprint(const struct job *job, struct footprint *footprint)
{
	footprint->worker_bytes = sizeof(struct reader);
	footprint->disk_bytes = (uint64_t)job_param(job, "size_mib") * MIB;
}

static uint64_t file_op_bytes(const struct job *job)
{
	(void)job;
	return BLOCK_SIZE;
}

static uint64_t block_of(const struct file *file, uint64_t op)
{
	return (mix64(op) >> 32) * file->nr_blocks >> 32;
}

/* Word k of a block is mix64(block) + k, and so they sum up to this. */
static uint64_t sum_of_block(uint64_t block)
{
	return NR_WORDS * mix64(block) + NR_WORDS * (NR_WORDS - 1) / 2;
}

static uint64_t nr_blocks_of(const struct job *job)
{
	return (uint64_t)job_param(job, "size_mib") * (MIB / BLOCK_SIZE);
}

static int fill(struct job *job, int fd)
{
	const uint64_t nr_blocks = nr_blocks_of(job);
	uint64_t words[NR_WORDS];

	for (uint64_t block = 0; block < nr_blocks; block++) {
		for (size_t k = 0; k < NR_WORDS; k++)
			words[k] = mix64(block) + k;
		errno = ENOSPC; /* stays, where the write is short */
		if (pwrite(fd, words, BLOCK_SIZE, (off_t)(block * BLOCK_SIZE)) != BLOCK_SIZE)
			return job_error(job, errno, "writing block %" PRIu64, block);
	}
	return 0;
}

/* How much of the file lies in the page cache, or false where nobody says. */
static bool count_cached(const struct file *file, uint64_t *bytes)
{
	const uint64_t size = file->nr_blocks * BLOCK_SIZE;
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	unsigned char resident[WINDOW / LEAST_PAGE];

	*bytes = 0;
	for (uint64_t at = 0; at < size; at += WINDOW) {
		const size_t length = size - at < WINDOW ? size - at : WINDOW;
		void *map = mmap(NULL, length, PROT_READ, MAP_SHARED, file->fd, (off_t)at);
		int error;

		if (map == MAP_FAILED)
			return false;
		error = mincore(map, length, resident);
		munmap(map, length);
		if (error)
			return false;
		for (size_t i = 0; i < length / page; i++)
			*bytes += resident[i] & 1 ? page : 0;
	}
	return true;
}

static int make_file(struct job *job, int flags)
{
	struct file *file = job_share(job, sizeof(*file));

	if (!file)
		return -ENOMEM;
	job->data = file;
	file->flags = flags;
	file->nr_blocks = nr_blocks_of(job);
	return job_input_file(job, file->nr_blocks * BLOCK_SIZE, fill, &file->fd);
}

static int read_setup(struct job *job)
{
	return make_file(job, O_RDONLY);
}

/* Writes the file out and drops it from the page cache, then reads a block as the workers will. */
static int make_direct(struct job *job, const struct file *file)
{
	_Alignas(BLOCK_SIZE) uint64_t words[NR_WORDS];
	uint64_t cached;

	if (fdatasync(file->fd))
		return job_error(job, errno, "writing the file out");
	posix_fadvise(file->fd, 0, 0, POSIX_FADV_DONTNEED);
	errno = 0; /* stays, where the read is short */
	if (fcntl(file->fd, F_SETFL, O_DIRECT) || pread(file->fd, words, BLOCK_SIZE, 0) < 0) {
		if (errno != EINVAL)
			return job_error(job, errno, "reading the first block");
		return job_cannot(
			job, 0, "the file system there does not offer direct I/O (O_DIRECT)");
	}
	/* A file system in memory takes the flag and goes on as before. */
	if (count_cached(file, &cached) && cached > file->nr_blocks * BLOCK_SIZE / 2)
		return job_cannot(job, 0,
			"the file system there keeps files in memory: direct I/O reaches no device");
	return 0;
}

static int direct_setup(struct job *job)
{
	int error = make_file(job, O_RDONLY | O_DIRECT);

	if (error)
		return error;
	error = make_direct(job, job->data);
	if (error)
		close(((const struct file *)job->data)->fd);
	return error;
}

static int file_open(struct worker *worker)
{
	const struct file *file = worker->job->data;
	struct reader *reader = aligned_alloc(BLOCK_SIZE, sizeof(*reader));

	if (!reader)
		return worker_error(worker, ENOMEM, "making room for a block to read");
	memset(reader, 0, sizeof(*reader));
	reader->fd = worker_reopen(worker, file->fd, file->flags);
	if (reader->fd < 0) {
		const int error = reader->fd;

		free(reader);
		return error;
	}
	worker->state = reader;
	return 0;
}

static int read_block(struct worker *worker, uint64_t block, uint64_t *sum)
{
	struct reader *reader = worker->state;
	const ssize_t n = pread(reader->fd, reader->words, BLOCK_SIZE, (off_t)(block * BLOCK_SIZE));

	*sum = 0;
	if (n < 0)
		return worker_error(worker, errno, "reading block %" PRIu64, block);
	if (n != BLOCK_SIZE)
		return worker_error(worker, 0, "block %" PRIu64 " came short: %zd bytes", block, n);
	for (size_t k = 0; k < NR_WORDS; k++)
		*sum += reader->words[k];
	if (*sum != sum_of_block(block))
		return worker_error(worker, 0, "block %" PRIu64 " is not as written", block);
	return 0;
}

static int file_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const struct file file = *(const struct file *)worker->job->data;
	uint64_t digest = 0, sum;

	for (uint64_t op = first; op < first + count; op++) {
		int error = read_block(worker, block_of(&file, op), &sum);

		if (error)
			return error;
		digest += sum;
		worker_lap(worker);
	}
	worker->digest += digest;
	return 0;
}

static int file_close(struct worker *worker)
{
	struct reader *reader = worker->state;

	close(reader->fd);
	free(reader);
	return 0;
}

/* Every read was checked by its worker; this tells that the right blocks were read, each once. */
static int file_verify(struct job *job)
{
	uint64_t digest = 0, cached;

	if (count_cached(job->data, &cached))
		job_finding(job, "cached_bytes", cached);
	if (job->ops > VERIFY_OPS)
		return 0;
	for (uint64_t op = 0; op < job->ops; op++)
		digest += sum_of_block(block_of(job->data, op));
	if (digest != job->digest)
		return job_error(job, 0, "the blocks read are not those asked for");
	return 0;
}

static int file_teardown(struct job *job)
{
	close(((const struct file *)job->data)->fd);
	return 0;
}

static const struct param params[] = {
	{ "size_mib", 64, 1, 65536, "size of the file in MiB" },
	{ .name = NULL },
};

const struct workload file_direct = {
	.name = "file/direct",
	.summary = "waiting for a disk: random 4 KiB reads of a file past the page cache",
	.op = "read",
	.shares =
		"One file and the device below it; each worker has its own open file description.",
	.class = CLASS_IO,
	.version = 1,
	.modes = ALL_MODES,
	.lap_every = 1,
	.inputs = INPUT_BIT(INPUT_FILE),
	.params = params,
	.footprint = file_footprint,
	.op_bytes = file_op_bytes,
	.setup = direct_setup,
	.open = file_open,
	.work = file_work,
	.close = file_close,
	.verify = file_verify,
	.teardown = file_teardown,
};

const struct workload file_read = {
	.name = "file/read",
	.summary = "system calls and copying: random 4 KiB reads of a file in the page cache",
	.op = "read",
	.shares =
		"One file and its pages in the cache; each worker has its own open file description.",
	.class = CLASS_IO,
	.version = 1,
	.modes = ALL_MODES,
	.lap_every = 16,
	.inputs = INPUT_BIT(INPUT_FILE),
	.params = params,
	.footprint = file_footprint,
	.op_bytes = file_op_bytes,
	.setup = read_setup,
	.open = file_open,
	.work = file_work,
	.close = file_close,
	.verify = file_verify,
	.teardown = file_teardown,
};
