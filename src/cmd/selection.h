/* SPDX-License-Identifier: MIT */
#ifndef CMD_SELECTION_H
#define CMD_SELECTION_H

#include <stdbool.h>
#include "engine/cell.h"
#include "engine/nearest.h"

/*
 * -w over the cells of reports, with the patterns of run; a report may be of workloads that this
 * program does not have, so that only what it has can be selected, or meant.
 */

/* Whether a pattern selects a cell, which is offered to what was mistyped. */
bool selection_takes(const char *pattern, const struct cell *cell, struct nearest *nearest);

/* Complains of a pattern that selects none; whose is "advise: the report has no". */
void selection_refuse(const char *whose, const struct nearest *nearest);

#endif
