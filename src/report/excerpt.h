/* SPDX-License-Identifier: MIT */
#ifndef REPORT_EXCERPT_H
#define REPORT_EXCERPT_H

#include <stdio.h>
#include "report/model.h"

/*
 * A report for other programs: what came out, without the trials. Raw numbers in base units, names
 * whole. Both return 0, or -errno when out took no more or memory lacks.
 */

/*
 * As CSV, a row a cell in the order of cells[], below a line of names. A name is the path of the key
 * in cells[] or results[], joined by "_" (work_ns_median, memory_pss_bytes); those of verdicts[]
 * begin with verdict_ and are the same in each cell of a workload, placement and worker count
 * that has a verdict. Maps are "name=value;name=value", warnings their codes between blanks. report/csv.h
 * says what becomes of texts.
 */
int excerpt_csv(FILE *out, const struct report *report);

/*
 * As JSON: the report as it is, without "trials". It can be read as a report, but nothing in it can
 * be computed again.
 */
int excerpt_json(FILE *out, const struct report *report);

#endif
