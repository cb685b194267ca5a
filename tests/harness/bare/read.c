/* SPDX-License-Identifier: MIT */
/*
 * Random reads of 4 KiB from a file of 64 MiB that lies in the page cache, each summed up and
 * checked. The file is made where TMPDIR says and has no name.
 */
#include "crew.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCKS UINT64_C(16384)
#define WORDS 512
#define BYTES (WORDS * sizeof(uint64_t))

struct reader {
	_Alignas(4096) uint64_t words[WORDS];
	int fd;
};

static int make_file(void)
{
	const char *directory = getenv("TMPDIR");
	uint64_t words[WORDS];
	char path[4096];
	int fd;

	snprintf(path, sizeof(path), "%s/bare-XXXXXX", directory ? directory : "/tmp");
	fd = mkstemp(path);
	if (fd < 0 || unlink(path))
		crew_die("making a file");
	for (uint64_t block = 0; block < BLOCKS; block++) {
		for (uint64_t i = 0; i < WORDS; i++)
			words[i] = mix(block) + i;
		if (write(fd, words, BYTES) != (ssize_t)BYTES)
			crew_die("writing the file");
	}
	return fd;
}

/* A description of its own, as each has who opens the file by name. */
static void prepare(struct hand *hand)
{
	struct reader *reader = aligned_alloc(4096, sizeof(*reader));
	char path[64];

	if (!reader)
		crew_die("room for a block");
	memset(reader, 0, sizeof(*reader));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", *(const int *)hand->data);
	reader->fd = open(path, O_RDONLY);
	if (reader->fd < 0)
		crew_die("opening the file");
	hand->data = reader;
}

static uint64_t work(struct hand *hand)
{
	struct reader *reader = hand->data;
	uint64_t sum = 0;

	for (uint64_t i = hand->first; i < hand->first + hand->count; i++) {
		const uint64_t block = (mix(i) >> 32) * BLOCKS >> 32;
		uint64_t total = 0;

		if (pread(reader->fd, reader->words, BYTES, (off_t)(block * BYTES)) !=
			(ssize_t)BYTES)
			crew_die("reading the file");
		for (int k = 0; k < WORDS; k++)
			total += reader->words[k];
		errno = 0;
		if (total != WORDS * mix(block) + WORDS * (WORDS - 1) / 2)
			crew_die("a wrong block");
		sum += total;
	}
	return sum;
}

static void finish(struct hand *hand)
{
	struct reader *reader = hand->data;

	close(reader->fd);
	free(reader);
}

int main(int argc, char **argv)
{
	const struct trade trade = { .prepare = prepare, .work = work, .finish = finish };
	struct crew crew;
	int fd;

	crew_read(&crew, argc, argv);
	fd = make_file();
	crew_run(&crew, &trade, &fd);
	return 0;
}
