/* SPDX-License-Identifier: MIT */
#include "engine/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include "engine/tempfile.h"

/* Descriptors are few: a plan of thousands of parameters keeps the inputs of the first of them. */
#define MOST_OPEN 128

/* Above all that a leader's own descriptors are made of, so that no dup2 of one hits another. */
#define LEAST_FD 16

int store_init(struct store *store, size_t nr_groups, const struct keeping *keeping)
{
	*store = (struct store){ .nr_larders = nr_groups, .lent = nr_groups, .keeping = *keeping };
	store->larders = calloc(nr_groups + 1, sizeof(*store->larders));
	return store->larders ? 0 : -ENOMEM;
}

static void empty(struct larder *larder)
{
	for (int input = 0; input < NR_INPUTS; input++) {
		if (larder->fds[input])
			close(larder->fds[input]);
		larder->fds[input] = 0;
	}
}

void store_release(struct store *store)
{
	for (size_t i = 0; store->larders && i < store->nr_larders; i++)
		empty(&store->larders[i]);
	free(store->larders);
	memset(store, 0, sizeof(*store));
}

static bool is_open(const struct larder *larder)
{
	for (int input = 0; input < NR_INPUTS; input++) {
		if (larder->fds[input])
			return true;
	}
	return false;
}

/* A descriptor, or -1. */
static int make(const struct store *store, int input)
{
	int fd, high;

	if (input == INPUT_FILE)
		fd = tempfile(store->keeping.dir);
	else
		fd = memfd_create("parallax", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0)
		return -1;
	high = fcntl(fd, F_DUPFD_CLOEXEC, LEAST_FD);
	close(fd);
	return high;
}

/* All that the workload has, or nothing. */
static void open_larder(struct store *store, unsigned inputs, struct larder *larder)
{
	if (!inputs || store->nr_open == MOST_OPEN)
		return;
	for (int input = 0; input < NR_INPUTS; input++) {
		int fd = inputs & INPUT_BIT(input) ? make(store, input) : 0;

		if (fd < 0) {
			empty(larder);
			return;
		}
		larder->fds[input] = fd;
	}
	store->nr_open++;
}

static uint64_t bytes_of(const struct larder *larder)
{
	uint64_t bytes = 0;

	for (int input = 0; input < NR_INPUTS; input++) {
		struct stat stat;

		if (larder->fds[input] && !fstat(larder->fds[input], &stat))
			bytes += (uint64_t)stat.st_blocks * 512;
	}
	return bytes;
}

/* What the last leader has left. */
static void count(struct store *store)
{
	struct larder *larder = &store->larders[store->lent];

	if (store->lent == store->nr_larders)
		return;
	store->bytes -= larder->bytes;
	larder->bytes = bytes_of(larder);
	store->bytes += larder->bytes;
}

/* Of the disk an eighth as well; it already lacks what the others, and this one, keep on it. */
static uint64_t room_on_disk(const struct larder *larder)
{
	struct statvfs disk;

	if (!larder->fds[INPUT_FILE])
		return UINT64_MAX;
	if (fstatvfs(larder->fds[INPUT_FILE], &disk))
		return 0;
	return larder->bytes + (uint64_t)disk.f_bavail * disk.f_frsize / 8;
}

void store_lend(struct store *store, const struct plan_entry *entry, struct order *order)
{
	struct larder *larder = &store->larders[entry->group];
	unsigned inputs = entry->workload->inputs & store->keeping.inputs;
	uint64_t others, room, disk;

	if (!inputs || !store->keeping.bytes)
		return;
	count(store);
	store->lent = entry->group;
	others = store->bytes - larder->bytes;
	if (others >= store->keeping.bytes)
		return;
	if (!is_open(larder))
		open_larder(store, inputs, larder);
	if (!is_open(larder))
		return;
	room = store->keeping.bytes - others;
	disk = room_on_disk(larder);
	memcpy(order->input_fds, larder->fds, sizeof(order->input_fds));
	order->input_bytes = room < disk ? room : disk;
}
