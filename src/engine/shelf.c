/* SPDX-License-Identifier: MIT */
#include "engine/shelf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "engine/tempfile.h"

/* The least that a board has: what 600 trials take. A row is this, doubled again and again. */
#define BOARD_BYTES ((size_t)256 * 1024)

/* Boards are few, since each takes a call to give back; but no larger for that than this. */
#define MOST_BYTES (64 * BOARD_BYTES)

/* ---- Boards ---- */

static void *map_file(const char *dir, size_t size)
{
	int fd = tempfile(dir), error;
	void *at = MAP_FAILED;

	if (fd < 0)
		return MAP_FAILED;
	do
		error = posix_fallocate(fd, 0, (off_t)size);
	while (error == EINTR);
	if (!error)
		at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return at;
}

/* Returns 0 or -ENOMEM. */
static int make(const char *dir, size_t size, struct board *board)
{
	void *at = map_file(dir, size);

	board->in_file = at != MAP_FAILED;
	if (!board->in_file)
		at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED)
		return -ENOMEM;
	board->at = at;
	board->size = size;
	return 0;
}

static void release(struct board *board)
{
	if (board->at)
		munmap(board->at, board->size);
	*board = (struct board){ .at = NULL };
}

/* Ordinary memory would be zeroed by it. */
static void rest(const struct board *board)
{
	if (board->in_file)
		madvise(board->at, board->size, MADV_DONTNEED);
}

/* Without ever having much of either resident. */
static void copy(const struct board *from, const struct board *to)
{
	for (size_t at = 0; at < from->size; at += BOARD_BYTES) {
		memcpy(to->at + at, from->at + at, BOARD_BYTES);
		rest(from);
		rest(to);
	}
}

/* ---- The shelf ---- */

void shelf_init(struct shelf *shelf, const char *dir)
{
	*shelf = (struct shelf){ .dir = dir };
}

void shelf_release(struct shelf *shelf)
{
	release(&shelf->row);
	for (size_t i = 0; i < shelf->nr_boards; i++)
		release(&shelf->boards[i]);
	free(shelf->boards);
	shelf_init(shelf, NULL);
}

void *shelf_row(struct shelf *shelf, size_t size)
{
	size_t larger = shelf->row.size ? shelf->row.size : BOARD_BYTES;
	struct board row;

	if (size <= shelf->row.size)
		return shelf->row.at;
	while (larger < size)
		larger *= 2;
	if (make(shelf->dir, larger, &row))
		return NULL;
	copy(&shelf->row, &row);
	release(&shelf->row);
	shelf->row = row;
	return row.at;
}

/* How large the next board is to be: as large as all before it together, within bounds. */
static size_t next_size(const struct shelf *shelf, size_t size)
{
	size_t next = BOARD_BYTES;

	for (size_t i = 0; i < shelf->nr_boards; i++)
		next += shelf->boards[i].size;
	if (next > MOST_BYTES)
		next = MOST_BYTES;
	return size > next ? size : next;
}

/* A board with room for size bytes, empty. Returns 0 or -ENOMEM. */
static int add_board(struct shelf *shelf, size_t size)
{
	struct board *boards =
		reallocarray(shelf->boards, shelf->nr_boards + 1, sizeof(*shelf->boards));
	int error;

	if (!boards)
		return -ENOMEM;
	shelf->boards = boards;
	error = make(shelf->dir, next_size(shelf, size), &boards[shelf->nr_boards]);
	if (error)
		return error;
	shelf->nr_boards++;
	shelf->used = 0;
	return 0;
}

void *shelf_put(struct shelf *shelf, const void *bytes, size_t size)
{
	const size_t mask = alignof(max_align_t) - 1;
	struct board *board;
	void *copied;

	if (!shelf->nr_boards || shelf->boards[shelf->nr_boards - 1].size - shelf->used < size) {
		if (add_board(shelf, (size + mask) & ~mask))
			return NULL;
	}
	board = &shelf->boards[shelf->nr_boards - 1];
	copied = memcpy(board->at + shelf->used, bytes, size);
	shelf->used += (size + mask) & ~mask;
	return copied;
}

void shelf_rest(const struct shelf *shelf)
{
	rest(&shelf->row);
	for (size_t i = 0; i < shelf->nr_boards; i++)
		rest(&shelf->boards[i]);
}
