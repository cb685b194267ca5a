/* SPDX-License-Identifier: MIT */
#include "report/times.h"

static const struct sieve_key noise_keys[] = { { .key = "canary_ns" }, { 0 } };

static const struct sieve_key trial_keys[] = {
	{ .key = "round" },
	{ .key = "cell" },
	{ .key = "warmup" },
	{ .key = "status" },
	{ .key = "work_ns" },
	{ .key = "noise", .inner = noise_keys },
	{ 0 },
};

static const struct sieve_key memory_keys[] = { { .key = "pss_bytes" }, { 0 } };

static const struct sieve_key speedup_keys[] = { { .key = "base_cell" }, { 0 } };

static const struct sieve_key result_keys[] = {
	{ .key = "cell" },
	{ .key = "status" },
	{ .key = "speedup", .inner = speedup_keys },
	{ .key = "memory", .inner = memory_keys },
	{ 0 },
};

const struct sieve_key times_keys[] = {
	{ .key = "schema_version" },
	{ .key = "complete" },
	{ .key = "started" },
	{ .key = "duration_ns" },
	{ .key = "label" },
	{ .key = "tool" },
	{ .key = "config" },
	{ .key = "machine" },
	{ .key = "cells" },
	{ .key = "trials", .inner = trial_keys, .apart = true },
	{ .key = "results", .inner = result_keys },
	{ .key = "warnings" },
	{ 0 },
};
