/* SPDX-License-Identifier: MIT */
/*
 * file/small: the life of a small file.
 *
 * One op creates a file in a directory of the worker's own, writes 1 KiB to it, renames it and
 * unlinks it, as programs do that put a file in place in one stroke. Then it reads the file back by
 * the descriptor that it still has, and closes it. The names are the same in each op.
 *
 * Shared: the file system with its journal and its tables of inodes. The directories are the
 * workers' own, since in one directory all names are made and removed in turn.
 *
 * The number does not show a disk: the file is gone before anybody would write it out, and of its
 * names the journal keeps what it keeps. Nor does it show long paths, or directories of many files.
 */
#include "bench/workloads.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "engine/sync.h"

#define FILE_SIZE 1024
#define NR_WORDS (FILE_SIZE / sizeof(uint64_t))
#define NEW_NAME "new"
#define NAME "file"

struct place {
	int fd; /* of the directory in which the workers' lie */
};

struct maker {
	_Alignas(SYNC_APART) uint64_t words[NR_WORDS];
	int dir;
};

static const char *name_of(unsigned worker, char name[16])
{
	snprintf(name, 16, "%u", worker);
	return name;
}

static int small_setup(struct job *job)
{
	struct place *place = job_share(job, sizeof(*place));
	const char *path = place ? job_directory(job) : NULL;

	if (!path)
		return -ENOMEM;
	place->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (place->fd < 0)
		return job_error(job, errno, "opening the trial's directory");
	job->data = place;
	return 0;
}

static int small_open(struct worker *worker)
{
	const struct place *place = worker->job->data;
	struct maker *maker = aligned_alloc(SYNC_APART, sizeof(*maker));
	char name[16];

	if (!maker)
		return worker_error(worker, ENOMEM, "making room for a file");
	for (size_t k = 0; k < NR_WORDS; k++)
		maker->words[k] = 0;
	name_of(worker->index, name);
	maker->dir = mkdirat(place->fd, name, 0700)
			     ? -1
			     : openat(place->fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (maker->dir < 0) {
		const int error = errno;

		free(maker);
		return worker_error(worker, error, "making the worker's directory");
	}
	worker->state = maker;
	return 0;
}

/* Word k of the file is mix64(op) + k, and so they sum up to this. */
static uint64_t sum_of_file(uint64_t op)
{
	return NR_WORDS * mix64(op) + NR_WORDS * (NR_WORDS - 1) / 2;
}

/* From the new file to the file that has no name any more. */
static int put(struct worker *worker, int fd, uint64_t op)
{
	struct maker *maker = worker->state;

	for (size_t k = 0; k < NR_WORDS; k++)
		maker->words[k] = mix64(op) + k;
	errno = ENOSPC; /* stays, where the write is short */
	if (write(fd, maker->words, FILE_SIZE) != FILE_SIZE)
		return worker_error(worker, errno, "writing file %" PRIu64, op);
	if (renameat(maker->dir, NEW_NAME, maker->dir, NAME))
		return worker_error(worker, errno, "renaming file %" PRIu64, op);
	if (unlinkat(maker->dir, NAME, 0))
		return worker_error(worker, errno, "unlinking file %" PRIu64, op);
	return 0;
}

static int check(struct worker *worker, int fd, uint64_t op, uint64_t *sum)
{
	struct maker *maker = worker->state;
	const ssize_t n = pread(fd, maker->words, FILE_SIZE, 0);

	*sum = 0;
	if (n < 0)
		return worker_error(worker, errno, "reading file %" PRIu64, op);
	for (size_t k = 0; k < NR_WORDS; k++)
		*sum += maker->words[k];
	if (n != FILE_SIZE || *sum != sum_of_file(op))
		return worker_error(worker, 0, "file %" PRIu64 " is not as written", op);
	return 0;
}

static int make_file(struct worker *worker, uint64_t op, uint64_t *sum)
{
	const struct maker *maker = worker->state;
	int fd = openat(maker->dir, NEW_NAME, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600), error;

	if (fd < 0)
		return worker_error(worker, errno, "creating file %" PRIu64, op);
	error = put(worker, fd, op);
	error = error ? error : check(worker, fd, op, sum);
	close(fd);
	return error;
}

static int small_work(struct worker *worker, uint64_t first, uint64_t count)
{
	uint64_t digest = 0, sum = 0;

	for (uint64_t op = first; op < first + count; op++) {
		int error = make_file(worker, op, &sum);

		if (error)
			return error;
		digest += sum;
		worker_lap(worker);
	}
	worker->digest += digest;
	return 0;
}

static int small_close(struct worker *worker)
{
	struct maker *maker = worker->state;

	close(maker->dir);
	free(maker);
	return 0;
}

/* Every file was checked by its worker. That none has kept a name tells the directory's removal. */
static int small_verify(struct job *job)
{
	const struct place *place = job->data;
	uint64_t digest = 0;
	char name[16];

	for (unsigned i = 0; i < job->workers; i++) {
		if (unlinkat(place->fd, name_of(i, name), AT_REMOVEDIR))
			return job_error(job, errno, "removing the directory of worker %u", i);
	}
	for (uint64_t op = 0; op < job->ops; op++)
		digest += sum_of_file(op);
	if (digest != job->digest)
		return job_error(job, 0, "the files made are not those asked for");
	return 0;
}

static int small_teardown(struct job *job)
{
	close(((const struct place *)job->data)->fd);
	return 0;
}

const struct workload file_small = {
	.name = "file/small",
	.summary = "file system: creates, writes (1 KiB), renames and unlinks small files",
	.op = "file",
	.shares = "The file system and its journal; each worker has its own directory.",
	.class = CLASS_IO,
	.version = 1,
	.modes = ALL_MODES,
	.lap_every = 4,
	.setup = small_setup,
	.open = small_open,
	.work = small_work,
	.close = small_close,
	.verify = small_verify,
	.teardown = small_teardown,
};
