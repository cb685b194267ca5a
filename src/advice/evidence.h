/* SPDX-License-Identifier: MIT */
#ifndef ADVICE_EVIDENCE_H
#define ADVICE_EVIDENCE_H

#include "advice/advice.h"
#include "report/sheet.h"

/* The grids of an advice. Errors stay with the sheet's out. */

/* A line of choice and evidence for each row that has figures, below an empty line. */
void evidence_print(const struct sheet *sheet, const struct advice_rows *rows);

/* How many workers, below a heading, for each row that was measured at two counts or more. */
void evidence_print_counts(const struct sheet *sheet, const struct advice_rows *rows);

#endif
