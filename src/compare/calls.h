/* SPDX-License-Identifier: MIT */
#ifndef COMPARE_CALLS_H
#define COMPARE_CALLS_H

#include "compare/rows.h"

/*
 * Judges the rows of a comparison of one machine, by compare/outcome.h, and what it needs to tell of
 * drift and spread. Rows by role, or not comparable, are not judged. Returns 0 or -ENOMEM.
 */
int calls_make(
	const struct pairing *pairing, const struct manner *manner, struct comparison *comparison);

#endif
