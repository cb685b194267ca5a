/* SPDX-License-Identifier: MIT */
#include "report/times.h"

static const struct sieve_key noise_keys[] = { { "canary_ns", NULL }, { NULL, NULL } };

static const struct sieve_key trial_keys[] = {
	{ "round", NULL },
	{ "cell", NULL },
	{ "warmup", NULL },
	{ "status", NULL },
	{ "work_ns", NULL },
	{ "noise", noise_keys },
	{ NULL, NULL },
};

static const struct sieve_key memory_keys[] = { { "pss_bytes", NULL }, { NULL, NULL } };

static const struct sieve_key speedup_keys[] = { { "base_cell", NULL }, { NULL, NULL } };

static const struct sieve_key result_keys[] = {
	{ "cell", NULL },
	{ "status", NULL },
	{ "speedup", speedup_keys },
	{ "memory", memory_keys },
	{ NULL, NULL },
};

const struct sieve_key times_keys[] = {
	{ "schema_version", NULL },
	{ "complete", NULL },
	{ "started", NULL },
	{ "duration_ns", NULL },
	{ "label", NULL },
	{ "tool", NULL },
	{ "config", NULL },
	{ "machine", NULL },
	{ "cells", NULL },
	{ "trials", trial_keys },
	{ "results", result_keys },
	{ "warnings", NULL },
	{ NULL, NULL },
};
