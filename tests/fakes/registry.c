/* SPDX-License-Identifier: MIT */
#include "bench/registry.h"

#include <stddef.h>
#include "tests/fakes/fakes.h"

const struct workload *const registry[] = {
	/* cpu */
	&fake_broken_close,
	&fake_broken_open,
	&fake_broken_setup,
	&fake_broken_teardown,
	&fake_broken_work,
	&fake_burn,
	&fake_crash,
	&fake_exit,
	&fake_hang,
	&fake_huge,
	&fake_lie,
	&fake_lose,
	&fake_mute,
	&fake_null,
	&fake_picky,

	/* memory */
	&fake_alloc,
	&fake_peak,
	&fake_share,

	/* io */
	&fake_lap,
	&fake_sleep,

	/* sync */
	&fake_locks,

	NULL,
};
