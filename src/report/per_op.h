/* SPDX-License-Identifier: MIT */
#ifndef REPORT_PER_OP_H
#define REPORT_PER_OP_H

#include "report/model.h"

/*
 * What one op of a cell takes from the machine, over all workers: the medians of the trials'
 * figures, divided by the cell's ops, so that cells of different ops can be held against each
 * other. Usage is of the good measured trials and unknown as soon as one of them does not know it.
 * What the processor counted is of the good trials that were asked to count, which is the warm-up.
 *
 * Fills result->per_op and result->worker_page_table_bytes; needs result->memory. 0 or -ENOMEM.
 */
int per_op_make(const struct report *report, struct result *result);

#endif
