/* SPDX-License-Identifier: MIT */
#include "engine/harness.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "engine/leader.h"

/*
 * Inputs as a leader finds or leaves them. What is complete says so by what nobody can write to any
 * more: memory by its seals, a file by its mode. A leader that was killed while it was filling has
 * left neither, and the next one begins anew.
 */
#define SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

/*
 * Where the first leader tries to have memory: on 64 bits above all heaps and below all that the kernel
 * places from the top, so that it is free in the next leader as well, whose layout is another.
 */
#define FAVOURITE ((void *)(sizeof(void *) > 4 ? (uintptr_t)1 << 45 : 0))

/* At the head of kept memory, a page to itself. */
struct head {
	void *address;
	uint64_t size;
};

/* The descriptor of an input that was lent and has room for so many bytes, or -1. */
static int lent(struct job *job, enum input input, uint64_t bytes)
{
	struct harness *harness = job->harness;
	const int fd = LEADER_INPUT_FD + (int)input;

	assert(harness->workload->inputs & INPUT_BIT(input));
	if (!harness->input_bytes || bytes > harness->input_bytes || fcntl(fd, F_SETFD, FD_CLOEXEC))
		return -1;
	harness->input_bytes -= bytes;
	return fd;
}

/* Opens once more, to read only: what is mapped by this can never become writable. */
static int reopen(int fd)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open(path, O_RDONLY | O_CLOEXEC);
}

/* ---- Memory ---- */

static bool is_sealed(int fd)
{
	const int seals = fcntl(fd, F_GET_SEALS);

	return seals >= 0 && (seals & SEALS) == SEALS;
}

/* Fills kept memory. Returns 0; or -EIO where it cannot be kept, 1 where fill failed. */
static int fill_kept(
	struct job *job, int fd, uint64_t bytes, int (*fill)(struct job *job, void *memory))
{
	const long page = sysconf(_SC_PAGESIZE);
	struct head *head;
	int failed;

	if (ftruncate(fd, 0) || ftruncate(fd, (off_t)bytes))
		return -EIO;
	head = mmap(FAVOURITE, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (head == MAP_FAILED)
		return -EIO;
	*head = (struct head){ head, bytes };
	failed = fill(job, (char *)head + page);
	/* Mapped for writing it could not be sealed; and the pages are to be as every trial has them. */
	munmap(head, bytes);
	if (failed)
		return 1;
	return fcntl(fd, F_ADD_SEALS, SEALS) ? -EIO : 0;
}

/* Maps sealed memory where it stood when it was filled; NULL where that cannot be. */
static const void *map_kept(int fd, uint64_t bytes, int flags)
{
	struct head head;
	void *memory;
	int own;

	if (pread(fd, &head, sizeof(head), 0) != sizeof(head) || head.size != bytes)
		return NULL;
	own = reopen(fd);
	if (own < 0)
		return NULL;
	memory = mmap(
		head.address, bytes, PROT_READ, MAP_SHARED | MAP_FIXED_NOREPLACE | flags, own, 0);
	close(own);
	if (memory == head.address)
		return (const char *)memory + sysconf(_SC_PAGESIZE);
	if (memory != MAP_FAILED)
		munmap(memory, bytes); /* by a kernel that took the address for a wish */
	return NULL;
}

static const void *remember(
	struct job *job, enum input input, size_t size, int (*fill)(struct job *job, void *memory))
{
	const uint64_t bytes = (uint64_t)size + (uint64_t)sysconf(_SC_PAGESIZE);
	const int fd = lent(job, input, bytes), flags = input == INPUT_MEMORY ? MAP_POPULATE : 0;
	int error = fd < 0 ? -EIO : is_sealed(fd) ? 0 : fill_kept(job, fd, bytes, fill);
	const void *kept = error ? NULL : map_kept(fd, bytes, flags);
	void *memory;

	if (kept || error > 0)
		return kept;
	memory = job_share(job, size);
	return memory && !fill(job, memory) ? memory : NULL;
}

const void *job_input(struct job *job, size_t size, int (*fill)(struct job *job, void *memory))
{
	return remember(job, INPUT_MEMORY, size, fill);
}

const void *job_expected(struct job *job, size_t size, int (*fill)(struct job *job, void *memory))
{
	return remember(job, INPUT_EXPECTED, size, fill);
}

/* Of one size in all trials, which are of the same parameters; a file that is too short is grown. */
static void *map_room(int fd, size_t size)
{
	struct stat stat;
	void *memory;

	if (fstat(fd, &stat) || (stat.st_size < (off_t)size && ftruncate(fd, (off_t)size)))
		return NULL;
	memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	return memory == MAP_FAILED ? NULL : memory;
}

void *job_room(struct job *job, size_t size)
{
	const int fd = lent(job, INPUT_ROOM, size);
	void *memory = fd < 0 ? NULL : map_room(fd, size);

	return memory ? memory : job_share(job, size);
}

/* ---- Files ---- */

static bool is_read_only(int fd)
{
	struct stat stat;

	return !fstat(fd, &stat) && !(stat.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH));
}

/*
 * A file read within the tick of the clock in which it was written has its time of access set by each
 * read, under a lock: some milliseconds of a trial, which no file pays for that is older. So it is said
 * to have been read a day after it was written.
 */
static void age(int fd)
{
	struct timespec times[] = { { 0 }, { .tv_nsec = UTIME_OMIT } };
	struct stat stat;

	if (fstat(fd, &stat))
		return;
	times[0].tv_sec = stat.st_mtime + 24 * 3600;
	futimens(fd, times); /* where it cannot be, reads are as they are */
}

/*
 * A kept file is written out now, or the kernel would do so in the midst of some later trial. A file
 * system without modes leaves it as it was, and the next leader fills it anew. One that is not kept is
 * empty, and is not emptied: a file that was cut to nothing ext4 writes out as soon as it is closed
 * (auto_da_alloc), which would go on beside this very trial.
 */
static int fill_file(struct job *job, int fd, bool keep, int (*fill)(struct job *job, int fd))
{
	int error;

	if (keep && (ftruncate(fd, 0) || lseek(fd, 0, SEEK_SET)))
		return job_error(job, errno, "emptying a file where --dir says");
	error = fill(job, fd);
	age(fd);
	if (error || !keep)
		return error;
	if (fdatasync(fd))
		return job_error(job, errno, "writing a file out where --dir says");
	fchmod(fd, S_IRUSR);
	return 0;
}

int job_input_file(struct job *job, size_t size, int (*fill)(struct job *job, int fd), int *fd)
{
	const int kept = lent(job, INPUT_FILE, size);
	int filled = kept, error = 0;

	*fd = -1;
	if (kept < 0)
		error = job_file(job, &filled);
	if (error)
		return error;
	if (kept < 0 || !is_read_only(kept))
		error = fill_file(job, filled, kept >= 0, fill);
	if (!error)
		*fd = reopen(filled);
	if (!error && *fd < 0)
		error = job_error(job, errno, "opening a file once more where --dir says");
	if (kept < 0)
		close(filled);
	return error;
}
