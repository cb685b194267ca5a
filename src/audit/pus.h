/* SPDX-License-Identifier: MIT */
#ifndef AUDIT_PUS_H
#define AUDIT_PUS_H

#include <stdbool.h>
#include <stddef.h>

/* Walks a list of PUs as reports have them, "0,2,4-7", one after the other. Pure. */
struct pus {
	const char *rest;
	unsigned next, last; /* of the item under way, while there is one */
	bool inside;
};

struct pus pus_of(const char *list);

/* The next PU; false at the end, and where the list goes on as no list does. */
bool pus_next(struct pus *pus, unsigned *pu);

/* Whether a list, which may be NULL, has a PU. */
bool pus_has(const char *list, unsigned pu);

/* Whether two lists have the same PUs in the same order, each once, however they are written. */
bool pus_same(const char *first, const char *second);

#endif
