/* SPDX-License-Identifier: MIT */
#ifndef REPORT_CLASSES_H
#define REPORT_CLASSES_H

#include "report/grid.h"

/*
 * The class of what stands in a row, by which grids group their rows: of results[i], verdicts[i]
 * and sweeps[i] of a report (from). A sweep whose workload no cell has is of class "".
 */
group_of result_class, verdict_class, hybrid_class, sweep_class;

#endif
