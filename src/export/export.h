/* SPDX-License-Identifier: MIT */
#ifndef EXPORT_EXPORT_H
#define EXPORT_EXPORT_H

#include <stdio.h>
#include "report/model.h"

/*
 * A report in the forms that other tools read. What those forms have no room for is left out: the
 * phases of a trial, its memory, its noise, verdicts. Trials that failed and warm-ups enter none of the
 * JSON forms; the list of trials has all of them, with their status.
 *
 * Times are of the work, and of one op: the makespan by the ops of all workers together, as both
 * pyperf and Google Benchmark give the time of one iteration. It is not what one op takes a worker.
 *
 * Each writes to out and returns 0, -ENOMEM, or -EIO when out took no more.
 */
typedef int exporter(const struct report *report, FILE *out);

/*
 * pyperf's JSON 1.0: a benchmark for each cell that has a good trial, a run for each of them, with
 * one value in seconds; ops are its loops. Read by python3 -m pyperf stats, hist, compare_to.
 */
exporter export_pyperf;

/*
 * Google Benchmark's JSON: an iteration entry for each good trial, real_time and cpu_time (of all
 * workers) in nanoseconds. Read by its tools/compare.py. Trials without CPU time are left out, since
 * that tool takes both or fails. What identifies a machine by name, host_name, is not written.
 */
exporter export_google;

/* CSV, a line for each trial, its cell spelt out: read.csv of R, read_csv of pandas. */
exporter export_trials;

#endif
