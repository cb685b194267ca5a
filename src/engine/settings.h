/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_SETTINGS_H
#define ENGINE_SETTINGS_H

#include <stddef.h>
#include <stdint.h>
#include "engine/request.h"
#include "engine/workload.h"

/*
 * What a request sets parameters to: plan.c's reader of --set and --rate. Each returns 0, -ENOMEM,
 * or -EINVAL with message.
 */

/*
 * Checks every --set and --rate against the tables of the workloads, of which one at least must be
 * selected that has what is set.
 */
int settings_check(
	const struct workload *const *registry, const struct request *request, char *message);

/*
 * The values that a parameter of a workload is to take: those set last, else for a rate those of
 * --rate, or its default. They must have passed settings_check. The caller frees *values.
 */
int settings_values(const struct request *request, const struct workload *workload,
	const struct param *param, int64_t **values, size_t *nr);

#endif
