/* SPDX-License-Identifier: MIT */
#include "audit/pus.h"

#include "machine/placement.h"

struct pus pus_of(const char *list)
{
	return (struct pus){ .rest = list };
}

bool pus_next(struct pus *pus, unsigned *pu)
{
	if (!pus->inside) {
		if (!pus->rest || !*pus->rest)
			return false;
		pus->rest = placement_item(pus->rest, &pus->next, &pus->last);
		if (!pus->rest)
			return false;
	}
	*pu = pus->next;
	pus->inside = pus->next++ < pus->last;
	return true;
}

bool pus_has(const char *list, unsigned pu)
{
	unsigned low, high;

	while (list && *list) {
		list = placement_item(list, &low, &high);
		if (list && pu >= low && pu <= high)
			return true;
	}
	return false;
}

bool pus_same(const char *first, const char *second)
{
	struct pus a = pus_of(first), b = pus_of(second);
	bool more;
	unsigned x = 0, y = 0, nr = 0;

	do {
		more = pus_next(&a, &x);
		if (more != pus_next(&b, &y) || (more && x != y))
			return false;
	} while (more && nr++ < PLACEMENT_MOST_PUS);
	return !more;
}
