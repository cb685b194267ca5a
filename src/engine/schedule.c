/* SPDX-License-Identifier: MIT */
#include "engine/schedule.h"

/* The n-th number of a stream: SplitMix64 over a counter. */
static uint64_t draw(uint64_t seed, uint64_t round, uint64_t n)
{
	return mix64(mix64(mix64(seed) + round) + n);
}

/*
 * Sorting by random keys is a uniform shuffle. A group's key is the same for all its entries, so
 * that they stay together; within a group the entry's own key decides.
 */
static int comes_before(
	const struct plan *plan, uint64_t seed, uint64_t round, size_t left, size_t right)
{
	size_t left_group = plan->entries[left].group, right_group = plan->entries[right].group;
	uint64_t left_key, right_key;

	if (!round)
		return left < right;
	if (left_group != right_group) {
		left_key = draw(seed, round, left_group);
		right_key = draw(seed, round, right_group);
		return left_key != right_key ? left_key < right_key : left_group < right_group;
	}
	left_key = draw(~seed, round, left);
	right_key = draw(~seed, round, right);
	return left_key != right_key ? left_key < right_key : left < right;
}

#define EVERY_GROUP SIZE_MAX

static size_t fill(
	const struct plan *plan, uint64_t seed, uint64_t round, size_t group, size_t *order)
{
	size_t nr = 0;

	for (size_t entry = 0; entry < plan->nr_entries; entry++) {
		size_t at = nr;

		if (plan->entries[entry].status != STATUS_OK ||
			(group != EVERY_GROUP && plan->entries[entry].group != group))
			continue;
		while (at && comes_before(plan, seed, round, entry, order[at - 1])) {
			order[at] = order[at - 1];
			at--;
		}
		order[at] = entry;
		nr++;
	}
	return nr;
}

size_t schedule_round(const struct plan *plan, uint64_t seed, uint64_t round, size_t *order)
{
	return fill(plan, seed, round, EVERY_GROUP, order);
}

size_t schedule_group(
	const struct plan *plan, uint64_t seed, uint64_t round, size_t group, size_t *order)
{
	return fill(plan, seed, round, group, order);
}

static double left_ns(const struct pursuit *pursuit)
{
	const double left = pursuit->goal - (double)pursuit->rounds;

	return (left > 1 ? left : 1) * (double)pursuit->round_ns;
}

bool schedule_nearer(const struct pursuit *a, const struct pursuit *b)
{
	const double a_ns = left_ns(a), b_ns = left_ns(b);

	return a_ns < b_ns || (a_ns == b_ns && a->rounds < b->rounds);
}
