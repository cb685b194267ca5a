/* SPDX-License-Identifier: MIT */
#include "machine/placement.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {
	[PLACEMENT_NONE] = "none",
	[PLACEMENT_COMPACT] = "compact",
	[PLACEMENT_SCATTER] = "scatter",
	[PLACEMENT_NUMA] = "numa",
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

/* A PU's number; NULL where text does not begin with one, else what follows it. */
static const char *read_pu(const char *text, unsigned *pu)
{
	unsigned long value;
	char *end;

	if (*text < '0' || *text > '9')
		return NULL;
	errno = 0;
	value = strtoul(text, &end, 10);
	if (errno || value >= PLACEMENT_MOST_PUS)
		return NULL;
	*pu = (unsigned)value;
	return end;
}

const char *placement_item(const char *text, unsigned *low, unsigned *high)
{
	text = read_pu(text, low);
	if (!text)
		return NULL;
	*high = *low;
	if (*text == '-')
		text = read_pu(text + 1, high);
	if (!text || *high < *low || (*text && *text != ','))
		return NULL;
	return *text && !text[1] ? NULL : text + (*text == ',');
}

size_t placement_listed(const char *list)
{
	unsigned low, high;
	size_t nr = 0;

	while (list && *list) {
		list = placement_item(list, &low, &high);
		nr += list ? high - low + 1 : 0;
	}
	return list ? nr : 0;
}

/* A seat with its place among those of its part of the machine that are as good as it. */
struct turn {
	struct seat seat;
	unsigned part; /* package or node */
	size_t logical, place;
};

static int compare(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int by_speed(const void *a, const void *b)
{
	const struct turn *x = a, *y = b;
	int order = compare(x->seat.slowness, y->seat.slowness);

	return order ? order : compare(x->logical, y->logical);
}

/* Seats that are as good as each other. */
static int by_worth(const struct turn *x, const struct turn *y)
{
	int order = compare(x->seat.sibling, y->seat.sibling);

	return order ? order : compare(x->seat.slowness, y->seat.slowness);
}

static int by_part(const void *a, const void *b)
{
	const struct turn *x = a, *y = b;
	int order = compare(x->part, y->part);

	if (!order)
		order = by_worth(x, y);
	return order ? order : compare(x->logical, y->logical);
}

static int by_place(const void *a, const void *b)
{
	const struct turn *x = a, *y = b;
	int order = by_worth(x, y);

	if (!order)
		order = compare(x->place, y->place);
	return order ? order : compare(x->part, y->part);
}

static struct turn *take_turns(const struct seat *seats, size_t nr)
{
	struct turn *turns = calloc(nr, sizeof(*turns));

	for (size_t i = 0; turns && i < nr; i++)
		turns[i] = (struct turn){ .seat = seats[i], .logical = i };
	return turns;
}

static void leave_turns(struct turn *turns, struct seat *seats, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		seats[i] = turns[i].seat;
	free(turns);
}

static unsigned package_of(const struct seat *seat)
{
	return seat->package;
}

static unsigned node_of(const struct seat *seat)
{
	return seat->node;
}

/* One of each part in turn, the best of all parts first. */
static int deal(struct seat *seats, size_t nr, unsigned (*part_of)(const struct seat *seat))
{
	struct turn *turns = take_turns(seats, nr);

	if (!turns)
		return -ENOMEM;
	for (size_t i = 0; i < nr; i++)
		turns[i].part = part_of(&seats[i]);
	qsort(turns, nr, sizeof(*turns), by_part);
	for (size_t i = 1; i < nr; i++) {
		if (turns[i].part == turns[i - 1].part && !by_worth(&turns[i], &turns[i - 1]))
			turns[i].place = turns[i - 1].place + 1;
	}
	qsort(turns, nr, sizeof(*turns), by_place);
	leave_turns(turns, seats, nr);
	return 0;
}

int placement_compact(struct seat *seats, size_t nr)
{
	struct turn *turns = take_turns(seats, nr);

	if (!turns)
		return -ENOMEM;
	qsort(turns, nr, sizeof(*turns), by_speed);
	leave_turns(turns, seats, nr);
	return 0;
}

int placement_scatter(struct seat *seats, size_t nr)
{
	return deal(seats, nr, package_of);
}

int placement_numa(struct seat *seats, size_t nr)
{
	return deal(seats, nr, node_of);
}
