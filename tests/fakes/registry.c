/* SPDX-License-Identifier: MIT */
#include "bench/registry.h"

#include <stddef.h>
#include "tests/fakes/fakes.h"

const struct workload *const registry[] = {
	/* cpu */
	&fake_absent,
	&fake_broken_close,
	&fake_broken_open,
	&fake_broken_setup,
	&fake_broken_teardown,
	&fake_broken_work,
	&fake_burn,
	&fake_cannot,
	&fake_crash,
	&fake_drag,
	&fake_exit,
	&fake_hang,
	&fake_huge,
	&fake_late,
	&fake_lie,
	&fake_lose,
	&fake_mute,
	&fake_null,
	&fake_picky,
	&fake_toil,

	/* memory */
	&fake_alloc,
	&fake_fault,
	&fake_input,
	&fake_peak,
	&fake_room,
	&fake_share,
	&fake_sized,

	/* io */
	&fake_lap,
	&fake_litter,
	&fake_sleep,
	&fake_slow,
	&fake_tick,

	/* sync */
	&fake_crew,
	&fake_locks,

	NULL,
};
