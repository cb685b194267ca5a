/* SPDX-License-Identifier: MIT */
#ifndef FAKES_FAKES_H
#define FAKES_FAKES_H

#include "engine/workload.h"

/*
 * Workloads that measure nothing: they take a known time, allocate a known amount, crash, hang or
 * lie, so that the meter can be held against the truth. They are linked with the program itself
 * in place of bench/ and run through the ordinary command line, as build/tests/parallax-fakes.
 *
 * Whatever goes wrong in a fake goes wrong at worker `who`, 1 unless set: seq has no such worker,
 * so that calibration passes and the trial itself is what fails. With who=0 calibration fails.
 */

/* In the order of the registry. */
extern const struct workload fake_absent, fake_broken_close, fake_broken_open, fake_broken_setup,
	fake_broken_teardown, fake_broken_work, fake_burn, fake_cannot, fake_crash, fake_drag,
	fake_exit, fake_hang, fake_huge, fake_late, fake_lie, fake_lose, fake_mute, fake_null,
	fake_picky, fake_toil;
extern const struct workload fake_alloc, fake_fault, fake_input, fake_peak, fake_room, fake_share;
extern const struct workload fake_sized;
extern const struct workload fake_lap, fake_litter, fake_sleep, fake_slow, fake_tick;
extern const struct workload fake_crew, fake_locks;

/* From sleep.c: sleeps so long, whatever interrupts. */
void sleep_us(uint64_t us);

#endif
