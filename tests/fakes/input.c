/* SPDX-License-Identifier: MIT */
/*
 * fake/input: has an input of each kind, of input.mib each, and says in findings which one it was
 * given: each is filled with a random number, and begins with where it lies if it is in memory.
 *
 * fake/room: has room of room.mib, says in a finding what it found there, and leaves other words.
 */
#include "tests/fakes/fakes.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>
#include "tests/fakes/sum.h"

#define WORDS_PER_MIB ((1 << 20) / sizeof(uint64_t))

struct inputs {
	const uint64_t *memory;
	int fd;
};

/* 52 bits, as many as a report holds. */
static uint64_t random_number(void)
{
	uint64_t number = 0;

	return getrandom(&number, sizeof(number), 0) == sizeof(number) ? number >> 12 : 0;
}

static size_t nr_words(const struct job *job)
{
	return (size_t)job_param(job, "mib") * WORDS_PER_MIB;
}

static int fill_memory(struct job *job, void *memory)
{
	const uint64_t number = random_number();
	uint64_t *words = memory;

	words[0] = (uintptr_t)memory;
	for (size_t i = 1; i < nr_words(job); i++)
		words[i] = number;
	return 0;
}

static int fill_file(struct job *job, int fd)
{
	const size_t size = nr_words(job) * sizeof(uint64_t);
	uint64_t *words = malloc(size);
	ssize_t written = -1;

	if (words) {
		fill_memory(job, words);
		written = write(fd, words, size);
	}
	free(words);
	return written == (ssize_t)size ? 0 : job_error(job, ENOSPC, "filling the fake's file");
}

/* All of it, as written. */
static int check(struct job *job, const uint64_t *words, const char *what)
{
	for (size_t i = 2; i < nr_words(job); i++) {
		if (words[i] != words[1])
			return job_error(job, 0, "%s changed at word %zu", what, i);
	}
	job_finding(job, what, words[1]);
	return 0;
}

static int input_setup(struct job *job)
{
	struct inputs *inputs = job_share(job, sizeof(*inputs));

	if (!inputs)
		return -ENOMEM;
	job->data = inputs;
	inputs->memory = job_input(job, nr_words(job) * sizeof(uint64_t), fill_memory);
	return !inputs->memory ? -ENOMEM
			       : job_input_file(job, nr_words(job) * sizeof(uint64_t), fill_file,
					 &inputs->fd);
}

static int input_open(struct worker *worker)
{
	const struct inputs *inputs = worker->job->data;

	worker_touch(inputs->memory, nr_words(worker->job) * sizeof(uint64_t));
	return inputs->memory[0] == (uintptr_t)inputs->memory
		       ? 0
		       : worker_error(worker, 0, "the memory lies elsewhere than when it was made");
}

static int check_file(struct job *job, int fd)
{
	const size_t size = nr_words(job) * sizeof(uint64_t);
	uint64_t *words = malloc(size);
	int error = words && pread(fd, words, size, 0) == (ssize_t)size
			    ? check(job, words, "file")
			    : job_error(job, 0, "the fake's file came short");

	free(words);
	if (!error && write(fd, "", 1) != -1)
		error = job_error(job, 0, "the fake's file can be written to");
	return error;
}

static int input_verify(struct job *job)
{
	const struct inputs *inputs = job->data;
	const uint64_t *expected = job_expected(job, nr_words(job) * sizeof(uint64_t), fill_memory);
	int error = expected ? check(job, expected, "expected") : -ENOMEM;

	error = error ? error : check(job, inputs->memory, "memory");
	error = error ? error : check_file(job, inputs->fd);
	return error ? error : sum_verify(job);
}

static int input_teardown(struct job *job)
{
	close(((const struct inputs *)job->data)->fd);
	return 0;
}

static const struct param params[] = {
	{ "mib", 1, 1, 65536, "size of each input in MiB" },
	{ .name = NULL },
};

const struct workload fake_input = {
	.name = "fake/input",
	.summary = "has an input of each kind",
	.op = "nothing",
	.shares = "Its inputs, only read.",
	.class = CLASS_MEMORY,
	.version = 1,
	.modes = ALL_MODES,
	.inputs = INPUT_BIT(INPUT_MEMORY) | INPUT_BIT(INPUT_FILE) | INPUT_BIT(INPUT_EXPECTED),
	.params = params,
	.setup = input_setup,
	.open = input_open,
	.work = sum_work,
	.verify = input_verify,
	.teardown = input_teardown,
};

/* ---- Room ---- */

struct room {
	uint64_t *words;
	uint64_t found;
};

static int room_setup(struct job *job)
{
	struct room *room = job_share(job, sizeof(*room));

	if (!room)
		return -ENOMEM;
	job->data = room;
	room->words = job_room(job, nr_words(job) * sizeof(uint64_t));
	if (!room->words)
		return -ENOMEM;
	room->found = room->words[nr_words(job) - 1];
	return 0;
}

/* Whoever works writes all of it, and each sees what the others have written. */
static int room_work(struct worker *worker, uint64_t first, uint64_t count)
{
	struct room *room = worker->job->data;

	for (size_t i = worker->index; i < nr_words(worker->job); i += worker->job->workers)
		room->words[i] = i + 1;
	return sum_work(worker, first, count);
}

static int room_verify(struct job *job)
{
	const struct room *room = job->data;

	job_finding(job, "found", room->found);
	for (size_t i = 0; i < nr_words(job); i++) {
		if (room->words[i] != i + 1)
			return job_error(job, 0, "word %zu is not as written", i);
	}
	return sum_verify(job);
}

const struct workload fake_room = {
	.name = "fake/room",
	.summary = "writes to memory that may be an earlier trial's",
	.op = "nothing",
	.shares = "Its room.",
	.class = CLASS_MEMORY,
	.version = 1,
	.modes = ALL_MODES,
	.inputs = INPUT_BIT(INPUT_ROOM),
	.params = params,
	.setup = room_setup,
	.work = room_work,
	.verify = room_verify,
};
