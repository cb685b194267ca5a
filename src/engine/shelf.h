/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_SHELF_H
#define ENGINE_SHELF_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Memory for what only ever grows and is seldom looked at. It lies in files without a name, so that
 * what is not being looked at need not be resident: shelf_rest gives that back to the kernel, and
 * whoever touches it again finds it as it was, at the same address. Nothing is freed one by one: all
 * of it goes with the shelf, and with the process, in whichever way that ends. No descriptor stays
 * open.
 *
 * The room on disk is taken before it is touched, since a mapping answers a full disk with SIGBUS.
 * Where no file can be had, or no room, it is ordinary memory, which stays resident; nothing else
 * is different, and nothing is said.
 */

/* A stretch of it, mapped by itself. */
struct board {
	char *at;
	size_t size;
	bool in_file;
};

struct shelf {
	const char *dir;  /* where files go: it outlives the last call that puts something here */
	struct board row; /* the array, which moves when it grows */
	struct board *boards; /* for what stays where it is; the last one is being filled */
	size_t nr_boards, used;
};

void shelf_init(struct shelf *shelf, const char *dir);
void shelf_release(struct shelf *shelf);

/*
 * The shelf's one array, with room for size bytes: those that it had, then zeros. It moves now and
 * then. NULL without memory; the array is then as it was.
 */
void *shelf_row(struct shelf *shelf, size_t size);

/* A copy of bytes[0..size), which never moves; aligned for anything. NULL without memory. */
void *shelf_put(struct shelf *shelf, const void *bytes, size_t size);

/* Gives back what can be, until it is touched again: some microseconds for each megabyte. */
void shelf_rest(const struct shelf *shelf);

#endif
