/* SPDX-License-Identifier: MIT */
#ifndef REPORT_LISTING_H
#define REPORT_LISTING_H

#include <stdio.h>
#include "engine/workload.h"

/*
 * What there is to measure, for people and, as JSON, for programs: the workloads, the modes, the
 * parameters. Each prints to out and returns 0, -ENOMEM, or -EIO when out took no more.
 */
typedef int listing(FILE *out, const struct workload *const *registry);

listing listing_workloads, listing_modes, listing_params;
listing listing_workloads_json, listing_modes_json, listing_params_json;

#endif
