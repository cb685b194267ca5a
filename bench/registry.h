/* SPDX-License-Identifier: MIT */
#ifndef BENCH_REGISTRY_H
#define BENCH_REGISTRY_H

#include "engine/workload.h"

/*
 * Every workload of this program, sorted by class and name, ended by NULL. main.c alone reads it
 * and hands it down, so that the tests can link a table of fakes in its place.
 */
extern const struct workload *const registry[];

#endif
