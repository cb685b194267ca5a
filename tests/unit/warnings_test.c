/* SPDX-License-Identifier: MIT */
/* Warnings of a run, and those of a result that look at its trials one by one. The others of a
 * result are in results_test.c. */
#include "report/warnings.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "measure/figure.h"
#include "report/file.h"
#include "report/results.h"
#include "tests/unit/made.h"

#define MS 1000000u
#define ROUNDS 12

/* ---- A report by hand, of a quiet run on four CPUs ---- */

static struct report report;

static size_t add_cell(unsigned workers)
{
	return made_cell(&report, "work", MODE_THREADS, workers);
}

/* A good trial of 100 ms that nothing disturbs. */
static struct trial *add_trial(size_t cell, uint64_t round)
{
	struct trial *trial = made_trial(&report, cell, round);

	trial->work_ns = 100 * MS;
	trial->start_skew_ns = 0;
	trial->usage.ctx_involuntary = 1;
	trial->noise = (struct noise){ .steal_ns = 0,
		.foreign_ns = 0,
		.psi_cpu_ns = 0,
		.psi_io_ns = 0,
		.psi_memory_ns = 0,
		.throttled_ns = 0,
		.frequency_khz = 3000000,
		.canary_ns = 80000 };
	return trial;
}

/* The first cell has two workers and twelve rounds. */
static int set_up(void **state)
{
	struct machine *machine = &report.machine;

	(void)state;
	made_init(&report);
	machine->effective_cpus = 3.9;
	machine->build.compiler = strdup("gcc 12.2.0");
	machine->build.cflags = strdup("-O2 -g");
	machine->storage.fs = strdup("ext4");
	add_cell(2);
	for (uint64_t round = 1; round <= ROUNDS; round++)
		add_trial(0, round);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	report_release(&report);
	return 0;
}

static void set_text(char **text, const char *value)
{
	free(*text);
	*text = value ? strdup(value) : NULL;
}

static bool has(const struct warning *warnings, size_t nr, const char *code)
{
	bool found = false;

	for (size_t i = 0; i < nr; i++) {
		assert_true(warnings[i].text[0] && warnings[i].advice[0]);
		assert_null(strstr(warnings[i].text, "nan"));
		found = found || !strcmp(warnings[i].code, code);
	}
	return found;
}

/* All from the beginning, as at the end of a run. */
static void judge(void)
{
	for (size_t i = 0; i < report.nr_warnings; i++) {
		free(report.warnings[i].code);
		free(report.warnings[i].text);
		free(report.warnings[i].advice);
	}
	report.nr_warnings = 0;
	assert_int_equal(results_make(&report), 0);
	assert_int_equal(run_warnings(&report), 0);
}

static bool run_warns(const char *code)
{
	judge();
	return has(report.warnings, report.nr_warnings, code);
}

static bool cell_warns(size_t cell, const char *code)
{
	judge();
	return has(report.results[cell].warnings, report.results[cell].nr_warnings, code);
}

/* ---- Nothing to say ---- */

static void quiet_run_has_no_warning(void **state)
{
	(void)state;
	judge();
	assert_int_equal(report.nr_warnings, 0);
	assert_int_equal(report.results[0].nr_warnings, 0);
	assert_false(results_unstable(&report));
}

static void machine_that_tells_nothing_warns_of_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < report.nr_trials; i++) {
		report.trials[i].noise = noise_none;
		report.trials[i].usage.ctx_involuntary = FIGURE_NONE;
	}
	set_text(&report.machine.storage.fs, NULL);
	report.machine.effective_cpus = NAN;
	judge();
	assert_int_equal(report.nr_warnings, 0);
}

static void run_without_a_trial_warns_of_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < report.nr_trials; i++)
		trial_release(&report.trials[i]);
	report.nr_trials = 0;
	judge();
	assert_int_equal(report.nr_warnings, 0);
}

/* ---- The ledger ---- */

/* Sets a figure of every trial's noise. */
static void set_noise(size_t offset, uint64_t value)
{
	for (size_t i = 0; i < report.nr_trials; i++)
		memcpy((char *)&report.trials[i].noise + offset, &value, sizeof(value));
}

#define SET_NOISE(member, value) set_noise(offsetof(struct noise, member), value)

static void canary_slower_by_a_twentieth_in_the_end_is_drift(void **state)
{
	(void)state;
	for (size_t i = 8; i < 12; i++)
		report.trials[i].noise.canary_ns = 84001;
	assert_true(run_warns("DRIFT"));
	assert_true(results_unstable(&report));
	for (size_t i = 8; i < 12; i++)
		report.trials[i].noise.canary_ns = 83999;
	assert_false(run_warns("DRIFT"));
	assert_false(results_unstable(&report));
}

static void canary_that_becomes_faster_is_drift(void **state)
{
	(void)state;
	for (size_t i = 0; i < 4; i++)
		report.trials[i].noise.canary_ns = 84001;
	assert_true(run_warns("DRIFT"));
	for (size_t i = 0; i < 4; i++)
		report.trials[i].noise.canary_ns = 83999;
	assert_false(run_warns("DRIFT"));
}

/* A third of the canaries, spread over the run: the thirds agree, the quartiles do not. */
static void canary_to_and_fro_by_a_tenth_is_drift(void **state)
{
	(void)state;
	for (size_t i = 0; i < 12; i += 3)
		report.trials[i].noise.canary_ns = 90000;
	assert_true(run_warns("DRIFT"));
	for (size_t i = 0; i < 12; i += 3)
		report.trials[i].noise.canary_ns = 87999;
	assert_false(run_warns("DRIFT"));
}

static void single_canary_that_was_hit_is_no_drift(void **state)
{
	(void)state;
	report.trials[0].noise.canary_ns = 8000000;
	report.trials[11].noise.canary_ns = 8000000;
	assert_false(run_warns("DRIFT"));
}

static void drift_takes_twelve_canaries(void **state)
{
	(void)state;
	for (size_t i = 6; i < 12; i++)
		report.trials[i].noise.canary_ns = 160000;
	assert_true(run_warns("DRIFT"));
	report.trials[0].noise.canary_ns = FIGURE_NONE;
	assert_false(run_warns("DRIFT"));
}

static void warm_up_and_failures_are_not_of_the_ledger(void **state)
{
	(void)state;
	SET_NOISE(steal_ns, 100 * MS);
	for (size_t i = 0; i < report.nr_trials; i++)
		report.trials[i].warmup = true;
	assert_false(run_warns("STEAL"));
	for (size_t i = 0; i < report.nr_trials; i++) {
		report.trials[i].warmup = false;
		report.trials[i].status = STATUS_FAILED;
	}
	assert_false(run_warns("STEAL"));
}

/* A tenth of 100 ms on four CPUs. */
static void tenth_of_the_cpus_taken_is_contended(void **state)
{
	(void)state;
	SET_NOISE(foreign_ns, 41 * MS);
	assert_true(run_warns("CONTENDED"));
	assert_false(results_unstable(&report));
	SET_NOISE(foreign_ns, 39 * MS);
	assert_false(run_warns("CONTENDED"));
}

/* Only what was disturbed was long enough to know by whom: three trials of 60 ms among nine of 20. */
static void few_trials_that_know_it_do_not_speak_for_the_run(void **state)
{
	(void)state;
	for (size_t i = 0; i < report.nr_trials; i++) {
		report.trials[i].work_ns = i < 3 ? 60 * MS : 20 * MS + 1;
		report.trials[i].noise.foreign_ns = i < 3 ? 200 * MS : FIGURE_NONE;
	}
	assert_false(run_warns("CONTENDED"));
	SET_NOISE(psi_cpu_ns, 11 * MS);
	assert_true(run_warns("CONTENDED"));
	assert_non_null(strstr(report.warnings[0].text, "somebody waited"));
}

static void trials_of_half_the_work_speak_for_the_run_and_are_counted(void **state)
{
	(void)state;
	for (size_t i = 0; i < report.nr_trials; i++) {
		report.trials[i].work_ns = i < 3 ? 60 * MS : 20 * MS;
		report.trials[i].noise.foreign_ns = i < 3 ? 200 * MS : FIGURE_NONE;
	}
	assert_true(run_warns("CONTENDED"));
	assert_string_equal(report.warnings[0].text,
		"others took 83 % of the usable CPUs' time during the work (seen in 3 of 12 trials)");
	SET_NOISE(foreign_ns, 200 * MS);
	assert_true(run_warns("CONTENDED"));
	assert_null(strstr(report.warnings[0].text, "trials"));
}

/* A burst counts for as long as it lasted. */
static void shares_are_of_the_whole_run(void **state)
{
	(void)state;
	report.trials[3].noise.foreign_ns = 300 * MS;
	assert_false(run_warns("CONTENDED"));
	report.trials[4].noise.foreign_ns = 300 * MS;
	assert_true(run_warns("CONTENDED"));
}

static void tenth_of_the_work_under_pressure_is_contended(void **state)
{
	(void)state;
	SET_NOISE(psi_cpu_ns, 11 * MS);
	assert_true(run_warns("CONTENDED"));
	report.cells[0].class = CLASS_MEMORY;
	assert_true(run_warns("CONTENDED"));
	SET_NOISE(psi_cpu_ns, 9 * MS);
	assert_false(run_warns("CONTENDED"));
}

/* 100 switches a second and worker: 20 in 100 ms of two. */
static void involuntary_switches_stand_in_for_unknown_pressure(void **state)
{
	(void)state;
	for (size_t i = 0; i < report.nr_trials; i++)
		report.trials[i].usage.ctx_involuntary = 21;
	assert_false(run_warns("CONTENDED"));
	SET_NOISE(psi_cpu_ns, FIGURE_NONE);
	assert_true(run_warns("CONTENDED"));
	for (size_t i = 0; i < report.nr_trials; i++)
		report.trials[i].usage.ctx_involuntary = 19;
	assert_false(run_warns("CONTENDED"));
}

static void more_workers_than_cpus_contend_among_themselves(void **state)
{
	(void)state;
	SET_NOISE(foreign_ns, 400 * MS);
	SET_NOISE(psi_cpu_ns, 100 * MS);
	report.cells[0].workers = 5;
	assert_false(run_warns("CONTENDED"));
	report.cells[0].workers = 4;
	assert_true(run_warns("CONTENDED"));
}

static void waking_up_is_no_pressure_of_others(void **state)
{
	(void)state;
	SET_NOISE(psi_cpu_ns, 100 * MS);
	report.cells[0].class = CLASS_SYNC;
	assert_false(run_warns("CONTENDED"));
	report.cells[0].class = CLASS_IPC;
	assert_false(run_warns("CONTENDED"));
	SET_NOISE(foreign_ns, 41 * MS);
	assert_true(run_warns("CONTENDED"));
}

static void what_the_kernel_does_for_io_is_not_foreign(void **state)
{
	(void)state;
	SET_NOISE(foreign_ns, 400 * MS);
	report.cells[0].class = CLASS_IO;
	assert_false(run_warns("CONTENDED"));
	report.cells[0].class = CLASS_SPAWN;
	assert_false(run_warns("CONTENDED"));
}

/* Of two workers' 200 ms. */
static void steal_past_the_margin_is_told(void **state)
{
	(void)state;
	SET_NOISE(steal_ns, 6 * MS + 1);
	assert_true(run_warns("STEAL"));
	assert_false(results_unstable(&report));
	SET_NOISE(steal_ns, 6 * MS - 1);
	assert_false(run_warns("STEAL"));
}

/* Eight workers have no more than the four CPUs. */
static void steal_is_a_share_of_what_the_workers_could_have(void **state)
{
	(void)state;
	report.cells[0].workers = 8;
	SET_NOISE(steal_ns, 12 * MS + 1);
	assert_true(run_warns("STEAL"));
	SET_NOISE(steal_ns, 12 * MS - 1);
	assert_false(run_warns("STEAL"));
}

static void throttled_for_a_hundredth_is_told(void **state)
{
	(void)state;
	SET_NOISE(throttled_ns, 2 * MS + 1);
	assert_true(run_warns("THROTTLED"));
	SET_NOISE(throttled_ns, 2 * MS - 1);
	assert_false(run_warns("THROTTLED"));
}

static void waiting_for_memory_for_a_hundredth_is_swapping(void **state)
{
	(void)state;
	SET_NOISE(psi_memory_ns, MS + 1);
	assert_true(run_warns("SWAPPING"));
	SET_NOISE(psi_memory_ns, MS - 1);
	assert_false(run_warns("SWAPPING"));
}

/* ---- The setting ---- */

static void cpus_that_do_less_than_they_seem_are_shared(void **state)
{
	(void)state;
	report.machine.effective_cpus = 3.3;
	assert_true(run_warns("SHARED_CPUS"));
	report.machine.effective_cpus = 3.5;
	assert_false(run_warns("SHARED_CPUS"));
	report.machine.effective_cpus = NAN;
	assert_false(run_warns("SHARED_CPUS"));
}

/* The first cell takes 100 ms; this one, in seq, as many times as long. */
static void add_base(double times)
{
	size_t seq = made_cell(&report, "work", MODE_SEQ, 1);

	for (uint64_t round = 1; round <= ROUNDS; round++)
		add_trial(seq, round)->work_ns = (uint64_t)(times * 100 * MS);
}

static void speedup_beyond_the_shared_cpus_refutes_them(void **state)
{
	(void)state;
	report.machine.effective_cpus = 1.7;
	add_base(1.6);
	assert_true(run_warns("SHARED_CPUS"));
	assert_non_null(strstr(report.warnings[0].text, "when the run began"));
	add_base(1.8);
	report.cells[1].workload[0] = 'x';
	assert_false(run_warns("SHARED_CPUS"));
	report.cells[0].class = CLASS_IO;
	assert_true(run_warns("SHARED_CPUS"));
}

static void quota_below_the_usable_pus_is_told(void **state)
{
	(void)state;
	report.machine.limits.cpu_quota = 2.5;
	assert_true(run_warns("CPU_QUOTA"));
	report.machine.limits.cpu_quota = 4;
	report.cells[0].workers = 8;
	assert_false(run_warns("CPU_QUOTA"));
	report.machine.limits.cpu_quota = NAN;
	assert_false(run_warns("CPU_QUOTA"));
}

static void debug_build_is_what_the_last_level_says(void **state)
{
	static const char *const debug[] = { NULL, "-g", "-O0", "-O2 -g -O0", "-Wl,-O1 -D-O2" };
	static const char *const optimised[] = { "-O", "-O1", "-g -Os", "-O0 -g  -O3", "-Ofast" };
	char **cflags = &report.machine.build.cflags;

	(void)state;
	for (size_t i = 0; i < sizeof(debug) / sizeof(*debug); i++) {
		set_text(cflags, debug[i]);
		assert_true(run_warns("DEBUG_BUILD"));
	}
	for (size_t i = 0; i < sizeof(optimised) / sizeof(*optimised); i++) {
		set_text(cflags, optimised[i]);
		assert_false(run_warns("DEBUG_BUILD"));
	}
}

static void sanitizer_is_named(void **state)
{
	(void)state;
	report.machine.build.sanitizer = strdup("address,undefined");
	assert_true(run_warns("SANITIZER"));
	assert_non_null(strstr(report.warnings[0].text, "address,undefined"));
	set_text(&report.machine.build.sanitizer, NULL);
	assert_false(run_warns("SANITIZER"));
}

static void dirty_build_is_told(void **state)
{
	(void)state;
	report.tool.dirty = true;
	assert_true(run_warns("DIRTY_BUILD"));
	report.tool.dirty = false;
	assert_false(run_warns("DIRTY_BUILD"));
}

static bool power_warns(const char *driver, const char *governor, const char *epp)
{
	set_text(&report.machine.power.driver, driver);
	set_text(&report.machine.power.governor, governor);
	set_text(&report.machine.power.epp, epp);
	return run_warns("POWER_SAVE");
}

static void governor_at_the_lowest_rate_saves_power(void **state)
{
	(void)state;
	assert_true(power_warns("acpi-cpufreq", "powersave", NULL));
	assert_true(power_warns("intel_cpufreq", "performance,powersave", NULL));
	assert_false(power_warns("acpi-cpufreq", "performance", NULL));
	assert_false(power_warns("acpi-cpufreq", "ondemand,schedutil", NULL));
	assert_false(power_warns(NULL, NULL, NULL));
}

static void powersave_is_the_ordinary_governor_of_active_drivers(void **state)
{
	(void)state;
	assert_false(power_warns("intel_pstate", "powersave", "balance_power"));
	assert_false(power_warns("amd-pstate-epp", "powersave", "balance_performance"));
	assert_true(power_warns("intel_pstate", "powersave", "power"));
	assert_true(power_warns("amd-pstate-epp", "powersave", "balance_performance,power"));
	assert_false(power_warns("amd-pstate", "schedutil", "power"));
}

static void files_in_memory_are_told_where_files_are_used(void **state)
{
	(void)state;
	set_text(&report.machine.storage.fs, "tmpfs");
	assert_false(run_warns("TMPFS"));
	report.cells[0].class = CLASS_IO;
	set_text(&report.cells[0].workload, "net/remote");
	assert_false(run_warns("TMPFS"));
	set_text(&report.cells[0].workload, "file/read");
	assert_true(run_warns("TMPFS"));
	set_text(&report.machine.storage.fs, "xfs");
	assert_false(run_warns("TMPFS"));
}

static void files_of_a_skipped_cell_are_none(void **state)
{
	(void)state;
	set_text(&report.machine.storage.fs, "ramfs");
	report.cells[0].class = CLASS_IO;
	assert_true(run_warns("TMPFS"));
	for (size_t i = 0; i < report.nr_trials; i++)
		report.trials[i].warmup = true;
	assert_false(run_warns("TMPFS"));
}

/* ---- Trial by trial ---- */

/* Half of the trials at 100 ms, half at high, in turns, and no two alike. */
static void add_heaps(uint64_t nr, uint64_t high_ns)
{
	size_t cell = add_cell(4);

	for (uint64_t i = 0; i < nr; i++)
		add_trial(cell, i + 1)->work_ns = (i % 2 ? high_ns : 100 * MS) + i * 1000;
}

static void heaps_a_tenth_apart_are_bimodal(void **state)
{
	(void)state;
	add_heaps(10, 111 * MS);
	assert_true(cell_warns(1, "BIMODAL"));
	assert_false(cell_warns(0, "BIMODAL"));
}

static void heaps_closer_than_a_tenth_are_not_bimodal(void **state)
{
	(void)state;
	add_heaps(10, 109 * MS);
	assert_false(cell_warns(1, "BIMODAL"));
}

static void seven_trials_are_not_bimodal_and_eight_may_be(void **state)
{
	(void)state;
	add_heaps(7, 200 * MS);
	assert_false(cell_warns(1, "BIMODAL"));
	add_trial(1, 8)->work_ns = 200 * MS;
	assert_true(cell_warns(1, "BIMODAL"));
}

static void first_round_past_all_others_by_a_quarter_is_slow(void **state)
{
	(void)state;
	report.trials[5].work_ns = 110 * MS;
	report.trials[0].work_ns = 138 * MS;
	assert_true(cell_warns(0, "SLOW_FIRST"));
	report.trials[0].work_ns = 137 * MS;
	assert_false(cell_warns(0, "SLOW_FIRST"));
}

static void first_of_rounds_far_apart_is_no_slow_first(void **state)
{
	(void)state;
	report.trials[5].work_ns = 111 * MS;
	report.trials[0].work_ns = 200 * MS;
	assert_false(cell_warns(0, "SLOW_FIRST"));
}

static void later_round_is_no_slow_first(void **state)
{
	(void)state;
	report.trials[1].work_ns = 200 * MS;
	assert_false(cell_warns(0, "SLOW_FIRST"));
}

static void slow_first_takes_six_rounds(void **state)
{
	size_t cell = add_cell(4);

	(void)state;
	add_trial(cell, 1)->work_ns = 200 * MS;
	for (uint64_t round = 2; round <= 5; round++)
		add_trial(cell, round);
	assert_false(cell_warns(cell, "SLOW_FIRST"));
	add_trial(cell, 6);
	assert_true(cell_warns(cell, "SLOW_FIRST"));
}

/* ---- Imbalance ---- */

/* Gives every trial of the first cell workers that take 10 ms, and a last one that takes last_ns. */
static void set_workers(unsigned nr, uint64_t last_ns)
{
	report.cells[0].workers = nr;
	for (size_t i = 0; i < report.nr_trials; i++) {
		struct trial *trial = &report.trials[i];

		free(trial->workers);
		trial->workers = calloc(nr, sizeof(*trial->workers));
		assert_non_null(trial->workers);
		trial->nr_workers = nr;
		for (unsigned w = 0; w < nr; w++)
			trial->workers[w].work_ns = w < nr - 1 ? 10 * MS : last_ns;
	}
}

/* The advice of IMBALANCED for the first cell; NULL where it has none. */
static const char *balance(void)
{
	judge();
	for (size_t i = 0; i < report.results[0].nr_warnings; i++) {
		if (!strcmp(report.results[0].warnings[i].code, "IMBALANCED"))
			return report.results[0].warnings[i].advice;
	}
	return NULL;
}

/* Of 100 on four PUs one that takes 20 times the mean takes less than the others of its PU together. */
static void one_late_of_many_that_take_turns_is_no_imbalance(void **state)
{
	(void)state;
	set_workers(100, 250 * MS);
	assert_null(balance());
	set_workers(100, 500 * MS);
	assert_string_equal(balance(), "ask for no more workers than CPUs, with -n max");
	report.cells[0].class = CLASS_IO;
	set_workers(100, 250 * MS);
	assert_non_null(balance());
}

static void advice_on_imbalance_is_against_what_the_trials_saw(void **state)
{
	(void)state;
	set_workers(2, 20 * MS);
	assert_non_null(strstr(balance(), "--schedule dynamic"));
	SET_NOISE(psi_cpu_ns, 11 * MS);
	assert_non_null(strstr(balance(), "stop what else runs"));
	SET_NOISE(psi_cpu_ns, 0);
	SET_NOISE(steal_ns, 7 * MS);
	assert_non_null(strstr(balance(), "the host is quiet"));
	SET_NOISE(throttled_ns, 3 * MS);
	assert_non_null(strstr(balance(), "CPU limit"));
	report.cells[0].class = CLASS_SYNC;
	assert_non_null(strstr(balance(), "--schedule dynamic"));
}

static void rate_balances_nobody(void **state)
{
	(void)state;
	set_workers(2, 20 * MS);
	assert_non_null(balance());
	made_pace(&report, 1000);
	assert_null(balance());
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct CMUnitTest tests[] = {
	TEST(quiet_run_has_no_warning),
	TEST(machine_that_tells_nothing_warns_of_nothing),
	TEST(run_without_a_trial_warns_of_nothing),
	TEST(canary_slower_by_a_twentieth_in_the_end_is_drift),
	TEST(canary_that_becomes_faster_is_drift),
	TEST(canary_to_and_fro_by_a_tenth_is_drift),
	TEST(single_canary_that_was_hit_is_no_drift),
	TEST(drift_takes_twelve_canaries),
	TEST(warm_up_and_failures_are_not_of_the_ledger),
	TEST(tenth_of_the_cpus_taken_is_contended),
	TEST(few_trials_that_know_it_do_not_speak_for_the_run),
	TEST(trials_of_half_the_work_speak_for_the_run_and_are_counted),
	TEST(shares_are_of_the_whole_run),
	TEST(tenth_of_the_work_under_pressure_is_contended),
	TEST(involuntary_switches_stand_in_for_unknown_pressure),
	TEST(more_workers_than_cpus_contend_among_themselves),
	TEST(waking_up_is_no_pressure_of_others),
	TEST(what_the_kernel_does_for_io_is_not_foreign),
	TEST(steal_past_the_margin_is_told),
	TEST(steal_is_a_share_of_what_the_workers_could_have),
	TEST(throttled_for_a_hundredth_is_told),
	TEST(waiting_for_memory_for_a_hundredth_is_swapping),
	TEST(cpus_that_do_less_than_they_seem_are_shared),
	TEST(speedup_beyond_the_shared_cpus_refutes_them),
	TEST(quota_below_the_usable_pus_is_told),
	TEST(debug_build_is_what_the_last_level_says),
	TEST(sanitizer_is_named),
	TEST(dirty_build_is_told),
	TEST(governor_at_the_lowest_rate_saves_power),
	TEST(powersave_is_the_ordinary_governor_of_active_drivers),
	TEST(files_in_memory_are_told_where_files_are_used),
	TEST(files_of_a_skipped_cell_are_none),
	TEST(one_late_of_many_that_take_turns_is_no_imbalance),
	TEST(advice_on_imbalance_is_against_what_the_trials_saw),
	TEST(rate_balances_nobody),
	TEST(heaps_a_tenth_apart_are_bimodal),
	TEST(heaps_closer_than_a_tenth_are_not_bimodal),
	TEST(seven_trials_are_not_bimodal_and_eight_may_be),
	TEST(first_round_past_all_others_by_a_quarter_is_slow),
	TEST(first_of_rounds_far_apart_is_no_slow_first),
	TEST(later_round_is_no_slow_first),
	TEST(slow_first_takes_six_rounds),
};

int main(void)
{
	return cmocka_run_group_tests_name("warnings", tests, NULL, NULL);
}
