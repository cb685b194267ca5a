/* SPDX-License-Identifier: MIT */
#include "machine/placement.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {
	[PLACEMENT_NONE] = "none",
	[PLACEMENT_COMPACT] = "compact",
	[PLACEMENT_SCATTER] = "scatter",
};
#define NR_NAMES (sizeof(names) / sizeof(names[0]))

const char *placement_name(enum placement placement)
{
	return names[placement];
}

int placement_parse(const char *name, enum placement *placement)
{
	for (size_t i = 0; i < NR_NAMES; i++) {
		if (!strcmp(name, names[i])) {
			*placement = (enum placement)i;
			return 0;
		}
	}
	return -EINVAL;
}

/* A seat with its place among those of its package that have as many siblings before them. */
struct turn {
	struct seat seat;
	size_t compact, place;
};

static int compare(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int by_package(const void *a, const void *b)
{
	const struct turn *x = a, *y = b;
	int order = compare(x->seat.package, y->seat.package);

	if (!order)
		order = compare(x->seat.sibling, y->seat.sibling);
	return order ? order : compare(x->compact, y->compact);
}

static int by_place(const void *a, const void *b)
{
	const struct turn *x = a, *y = b;
	int order = compare(x->seat.sibling, y->seat.sibling);

	if (!order)
		order = compare(x->place, y->place);
	return order ? order : compare(x->seat.package, y->seat.package);
}

int placement_scatter(struct seat *seats, size_t nr)
{
	struct turn *turns = calloc(nr, sizeof(*turns));

	if (!turns)
		return -ENOMEM;
	for (size_t i = 0; i < nr; i++)
		turns[i] = (struct turn){ .seat = seats[i], .compact = i };
	qsort(turns, nr, sizeof(*turns), by_package);
	for (size_t i = 1; i < nr; i++)
		if (turns[i].seat.package == turns[i - 1].seat.package &&
			turns[i].seat.sibling == turns[i - 1].seat.sibling)
			turns[i].place = turns[i - 1].place + 1;
	qsort(turns, nr, sizeof(*turns), by_place);
	for (size_t i = 0; i < nr; i++)
		seats[i] = turns[i].seat;
	free(turns);
	return 0;
}
