/* SPDX-License-Identifier: MIT */
/*
 * file/fsync: a log that is safe after every entry.
 *
 * One op appends one block of 4 KiB to a file of the worker's own and waits with fdatasync until
 * the device says that it has it, and the new length of the file with it: mostly one commit of the
 * file system's journal. A file that has reached 16 MiB is emptied first and begins anew, one op in
 * 4096, so that what a trial takes of the disk is known beforehand.
 *
 * Shared: the file system with its journal, and the device. The files are the workers' own.
 *
 * The number does not show a device that keeps its word: where it, or the host below a virtual
 * machine, only says that the block is safe, this is the time to say so; and where files lie in
 * memory, fdatasync does nothing. Nobody checks that by pulling the plug: verify reads the blocks
 * back, and finds them in the page cache. The report's `storage` says where the files were.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>
#include "bench/digest.h"
#include "engine/sync.h"

#define BLOCK_SIZE 4096
#define NR_WORDS (BLOCK_SIZE / sizeof(uint64_t))
#define MOST_BLOCKS 4096

/* A worker's file, and what went into it: each block is of one op, worth mix64 of the op. */
struct log {
	_Alignas(SYNC_APART) int fd;
	uint64_t nr_blocks, sum;          /* that lie in it */
	uint64_t nr_dropped, dropped_sum; /* that did, before it was emptied */
};

struct writer {
	_Alignas(BLOCK_SIZE) uint64_t words[NR_WORDS];
	int fd;
};

static void fsync_footprint(const struct job *job, struct footprint *footprint)
{
	footprint->worker_bytes = sizeof(struct writer);
	footprint->disk_bytes = (uint64_t)job->workers * MOST_BLOCKS * BLOCK_SIZE;
}

static uint64_t fsync_op_bytes(const struct job *job)
{
	(void)job;
	return BLOCK_SIZE;
}

static void close_logs(const struct log *logs, unsigned nr)
{
	for (unsigned i = 0; i < nr; i++)
		close(logs[i].fd);
}

static int fsync_setup(struct job *job)
{
	struct log *logs = job_share(job, job->workers * sizeof(*logs));

	if (!logs)
		return -ENOMEM;
	for (unsigned i = 0; i < job->workers; i++) {
		int error = job_file(job, &logs[i].fd);

		if (error) {
			close_logs(logs, i);
			return error;
		}
	}
	job->data = logs;
	return 0;
}

static int fsync_open(struct worker *worker)
{
	const struct log *log = (const struct log *)worker->job->data + worker->index;
	struct writer *writer = aligned_alloc(BLOCK_SIZE, sizeof(*writer));

	if (!writer)
		return worker_error(worker, ENOMEM, "making room for a block to write");
	for (size_t k = 0; k < NR_WORDS; k++)
		writer->words[k] = 0;
	worker_touch(log, sizeof(*log));
	writer->fd = worker_reopen(worker, log->fd, O_WRONLY | O_APPEND);
	if (writer->fd < 0) {
		const int error = writer->fd;

		free(writer);
		return error;
	}
	worker->state = writer;
	return 0;
}

static int empty(struct worker *worker, struct log *log)
{
	const struct writer *writer = worker->state;

	if (ftruncate(writer->fd, 0))
		return worker_error(worker, errno, "emptying the worker's file");
	log->nr_dropped += log->nr_blocks;
	log->dropped_sum += log->sum;
	log->nr_blocks = log->sum = 0;
	return 0;
}

/* The first word of a block is its op, word k is mix64(op) + k. */
static int append(struct worker *worker, uint64_t op)
{
	struct writer *writer = worker->state;

	writer->words[0] = op;
	for (size_t k = 1; k < NR_WORDS; k++)
		writer->words[k] = mix64(op) + k;
	errno = ENOSPC; /* stays, where the write is short */
	if (write(writer->fd, writer->words, BLOCK_SIZE) != BLOCK_SIZE)
		return worker_error(worker, errno, "appending block %" PRIu64, op);
	if (fdatasync(writer->fd))
		return worker_error(worker, errno, "syncing block %" PRIu64, op);
	return 0;
}

static int fsync_work(struct worker *worker, uint64_t first, uint64_t count)
{
	struct log *mine = (struct log *)worker->job->data + worker->index, log = *mine;
	uint64_t digest = 0;

	for (uint64_t op = first; op < first + count; op++) {
		int error = log.nr_blocks == MOST_BLOCKS ? empty(worker, &log) : 0;

		error = error ? error : append(worker, op);
		if (error)
			return error;
		log.nr_blocks++;
		log.sum += mix64(op);
		digest += mix64(op);
		worker_lap(worker);
	}
	*mine = log;
	worker->digest += digest;
	return 0;
}

static int fsync_close(struct worker *worker)
{
	struct writer *writer = worker->state;

	close(writer->fd);
	free(writer);
	return 0;
}

/* Reads a file back into nr_blocks and sum. */
static int read_back(struct job *job, int fd, struct log *found)
{
	uint64_t words[NR_WORDS];
	ssize_t n;

	while ((n = pread(fd, words, BLOCK_SIZE, (off_t)(found->nr_blocks * BLOCK_SIZE))) > 0) {
		const uint64_t value = mix64(words[0]);

		for (size_t k = 1; k < NR_WORDS; k++) {
			if (n != BLOCK_SIZE || words[k] != value + k)
				return job_error(job, 0, "block %" PRIu64 " is not as written",
					found->nr_blocks);
		}
		found->nr_blocks++;
		found->sum += value;
	}
	return n < 0 ? job_error(job, errno, "reading block %" PRIu64, found->nr_blocks) : 0;
}

/* What lies in the files and what lay in them are the ops, each once. */
static int fsync_verify(struct job *job)
{
	const struct log *logs = job->data;
	const uint64_t digest = digest_of_mixes(job->ops);
	uint64_t nr_blocks = 0, sum = 0;

	for (unsigned i = 0; i < job->workers; i++) {
		struct log found = { .fd = -1 };
		int error = read_back(job, logs[i].fd, &found);

		if (error)
			return error;
		nr_blocks += found.nr_blocks + logs[i].nr_dropped;
		sum += found.sum + logs[i].dropped_sum;
	}
	if (nr_blocks != job->ops || sum != digest || job->digest != digest)
		return job_error(job, 0, "the files do not hold what was appended");
	return 0;
}

static int fsync_teardown(struct job *job)
{
	close_logs(job->data, job->workers);
	return 0;
}

const struct workload file_fsync = {
	.name = "file/fsync",
	.summary = "waiting for a disk: synced appends of 4 KiB to a file of one's own",
	.op = "append",
	.shares = "The file system with its journal, and the device; each worker has its own file.",
	.class = CLASS_IO,
	.version = 1,
	.modes = ALL_MODES,
	.lap_every = 1,
	.footprint = fsync_footprint,
	.op_bytes = fsync_op_bytes,
	.setup = fsync_setup,
	.open = fsync_open,
	.work = fsync_work,
	.close = fsync_close,
	.verify = fsync_verify,
	.teardown = fsync_teardown,
};
