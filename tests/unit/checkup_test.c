/* SPDX-License-Identifier: MIT */
#include "doctor/checkup.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "doctor/prescription.h"
#include "measure/figure.h"
#include "report/format.h"
#include "report/json.h"

#define TEXT(text) ((char *)(uintptr_t)(text))
#define GIB ((uint64_t)1 << 30)

/* ---- A machine without a fault, of which each test makes one of its own ---- */

static struct checkup checkup;
static struct condition condition;
static struct build made;
static char *printed;

static void put_machine(struct machine *machine)
{
	machine->hw_id = TEXT("0123456789abcdef");
	machine->env_id = TEXT("0123456789abcdef");
	machine->effective_cpus = 7.9;
	machine->memory_bytes = 64 * GIB;
	machine->cpu.counts = (struct topology_counts){
		.packages = 1, .cores = 8, .pus = 8, .usable_pus = 8, .numa_nodes = 1, .smt = 1
	};
	machine->cpuset = TEXT("0-7");
	machine->limits =
		(struct limits){ (double)NAN, FIGURE_NONE, FIGURE_NONE, FIGURE_NONE, 4096 };
	machine->power = (struct machine_power){ .driver = TEXT("acpi-cpufreq"),
		.governor = TEXT("performance"),
		.boost = TEXT("off"),
		.min_khz = FIGURE_NONE,
		.max_khz = FIGURE_NONE };
	machine->kernel.clocksource = TEXT("tsc");
	machine->kernel.aslr = TEXT("2");
	machine->thp.enabled = TEXT("madvise");
	machine->thp.shmem_enabled = TEXT("never");
	machine->storage = (struct machine_storage){
		.fs = TEXT("ext4"), .device = TEXT("nvme"), .free_bytes = 90 * GIB
	};
	machine->build.cflags = TEXT("-O2 -g");
	machine->clock = (struct machine_clock){ TEXT("CLOCK_MONOTONIC"), 1, 22 };
}

static int set_up(void **state)
{
	(void)state;
	memset(&checkup, 0, sizeof(checkup));
	put_machine(&checkup.machine);
	condition = (struct condition){ .load = 0.1,
		.since_boot = { 1000000, 100 },
		.window = { 1000, 0 },
		.memory_free_bytes = 60 * GIB,
		.swap_bytes = GIB,
		.shm_bytes = 32 * GIB,
		.shm_free_bytes = 32 * GIB,
		.online = TEXT("0-7"),
		.smt_control = TEXT("on"),
		.clocksources = TEXT("tsc hpet acpi_pm"),
		.perf_paranoid = TEXT("2") };
	made = (struct build){ .version = "1.0",
		.commit = "abcdef",
		.compiler = "gcc 12",
		.cflags = "-O2",
		.sanitizer = "" };
	return 0;
}

/* The machine's texts are nobody's to free. */
static int tear_down(void **state)
{
	(void)state;
	memset(&checkup.machine, 0, sizeof(checkup.machine));
	checkup.noise_floor = (struct noise_floor){ .workload = NULL };
	checkup_release(&checkup);
	free(printed);
	printed = NULL;
	return 0;
}

static const struct remark *remark_of(const char *name)
{
	for (size_t i = 0; i < checkup.nr_remarks; i++) {
		if (!strcmp(checkup.remarks[i].name, name))
			return &checkup.remarks[i];
	}
	fail_msg("no check %s", name);
	return NULL;
}

static void look(void)
{
	assert_int_equal(checkup_look(&checkup, &condition, &made), 0);
	assert_int_equal(checkup_conclude(&checkup), 0);
}

/* That of all checks this one is judged so, with why, and nothing else is worse than ok. */
static const struct remark *only(const char *name, enum judgement judgement)
{
	const struct remark *remark;

	look();
	remark = remark_of(name);
	if (remark->judgement != judgement)
		fail_msg("%s is judged %s: %s", name, judgement_name(remark->judgement),
			remark->seen);
	assert_non_null(remark->why);
	for (size_t i = 0; i < checkup.nr_remarks; i++) {
		if (&checkup.remarks[i] != remark && checkup.remarks[i].judgement != JUDGEMENT_OK)
			fail_msg("%s is judged too", checkup.remarks[i].name);
	}
	assert_int_equal(checkup.fit, judgement != JUDGEMENT_WARN);
	return remark;
}

static void has(const char *text, const char *words)
{
	if (!text || !strstr(text, words))
		fail_msg("no \"%s\" in: %s", words, text ? text : "nothing");
}

/* ---- Judgements ---- */

static void a_good_machine_is_fit(void **state)
{
	(void)state;
	look();
	for (size_t i = 0; i < checkup.nr_remarks; i++) {
		if (checkup.remarks[i].judgement != JUDGEMENT_OK)
			fail_msg("%s: %s", checkup.remarks[i].name, checkup.remarks[i].seen);
		assert_null(checkup.remarks[i].why);
		assert_null(checkup.remarks[i].advice);
		assert_null(checkup.remarks[i].undo);
	}
	assert_true(checkup.fit);
	assert_string_equal(checkup.conclusion, "Fit to measure on.");
}

static void what_cannot_be_read_says_so_and_advises_nothing(void **state)
{
	static const char *const names[] = { "load", "steal", "governor", "boost", "memory", "swap",
		"huge pages", "shared huge pages", "/dev/shm", "clock source", "clock", "disk",
		"ASLR" };

	(void)state;
	condition = (struct condition){ .load = NAN,
		.since_boot = { FIGURE_NONE, FIGURE_NONE },
		.window = { FIGURE_NONE, FIGURE_NONE },
		.memory_free_bytes = FIGURE_NONE,
		.swap_bytes = FIGURE_NONE,
		.swap_used_bytes = FIGURE_NONE,
		.shm_bytes = FIGURE_NONE,
		.shm_free_bytes = FIGURE_NONE,
		.counters_error = ENOENT };
	checkup.machine.effective_cpus = NAN;
	checkup.machine.cpuset = NULL;
	checkup.machine.power = (struct machine_power){ .driver = NULL };
	checkup.machine.kernel = (struct machine_kernel){ .release = NULL };
	checkup.machine.thp = (struct machine_thp){ .enabled = NULL };
	checkup.machine.storage = (struct machine_storage){ .free_bytes = FIGURE_NONE };
	checkup.machine.clock = (struct machine_clock){ NULL, FIGURE_NONE, FIGURE_NONE };
	look();
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct remark *remark = remark_of(names[i]);

		assert_string_equal(remark->seen, "not readable here");
		assert_int_equal(remark->judgement, JUDGEMENT_NOTE);
		assert_null(remark->advice);
	}
	assert_string_equal(remark_of("effective CPUs")->seen, "could not be measured");
	has(remark_of("usable CPUs")->seen, "not readable here");
	assert_true(checkup.fit);
}

static void one_usable_cpu_warns(void **state)
{
	const struct remark *remark;

	(void)state;
	checkup.machine.cpu.counts.usable_pus = 1;
	checkup.machine.effective_cpus = 1;
	checkup.machine.cpuset = TEXT("3");
	remark = only("usable CPUs", JUDGEMENT_WARN);
	has(remark->advice, "taskset -cp 0-7 $$");
	has(remark->undo, "taskset -cp 3 $$");
}

static void some_usable_cpus_are_a_note(void **state)
{
	(void)state;
	checkup.machine.cpu.counts.usable_pus = 7;
	checkup.machine.effective_cpus = 7;
	has(only("usable CPUs", JUDGEMENT_NOTE)->seen, "7 of 8");
}

static void a_list_too_long_for_a_command_stands_in_none(void **state)
{
	const struct remark *remark;

	(void)state;
	checkup.machine.cpu.counts.usable_pus = 7;
	checkup.machine.effective_cpus = 7;
	checkup.machine.cpuset = TEXT("0,2,4,6,8,10,12,14,16,18,20,22,24,26,28,30,32,34,36,38,40");
	remark = only("usable CPUs", JUDGEMENT_NOTE);
	has(remark->seen, "…");
	assert_null(strstr(remark->advice, "taskset"));
	assert_null(remark->undo);
}

static void shared_cpus_warn_from_below_85_percent(void **state)
{
	(void)state;
	checkup.machine.effective_cpus = 6.79;
	has(only("effective CPUs", JUDGEMENT_WARN)->seen, "6.79 of 8");
}

static void siblings_that_make_up_their_cores_are_a_note(void **state)
{
	(void)state;
	checkup.machine.cpu.counts.cores = 4;
	checkup.machine.cpu.counts.smt = 2;
	checkup.machine.effective_cpus = 5;
	look();
	assert_int_equal(remark_of("effective CPUs")->judgement, JUDGEMENT_NOTE);
	has(remark_of("SMT siblings")->advice, "parallax run -n 4");
	has(remark_of("SMT siblings")->advice, "echo off | sudo tee");
	has(remark_of("SMT siblings")->undo, "echo on | sudo tee");
}

static void smt_that_cannot_be_switched_is_not_advised(void **state)
{
	const struct remark *remark;

	(void)state;
	checkup.machine.cpu.counts.cores = 4;
	checkup.machine.cpu.counts.smt = 2;
	condition.smt_control = TEXT("notsupported");
	remark = only("SMT siblings", JUDGEMENT_NOTE);
	assert_null(strstr(remark->advice, "sudo"));
	assert_null(remark->undo);
}

static void quota_below_the_cpus_warns(void **state)
{
	const struct remark *remark;

	(void)state;
	checkup.machine.limits.cpu_quota = 2.5;
	remark = only("CPU quota", JUDGEMENT_WARN);
	has(remark->advice, "--cpu-quota=-1");
	has(remark->advice, "-n 2");
	has(remark->undo, "--cpu-quota=250000");
	has(remark->undo, "CPUQuota=250%");
}

static void load_is_judged_by_the_cpu(void **state)
{
	(void)state;
	condition.load = 4.5;
	has(only("load", JUDGEMENT_WARN)->advice, "ps -eo");
}

static void some_load_is_a_note(void **state)
{
	(void)state;
	condition.load = 1.5;
	only("load", JUDGEMENT_NOTE);
}

static void steal_just_now_warns(void **state)
{
	(void)state;
	condition.window = (struct cpu_time){ 1000, 60 };
	has(only("steal", JUDGEMENT_WARN)->seen, "6.0 % just now");
}

static void steal_since_boot_is_a_note(void **state)
{
	(void)state;
	condition.since_boot = (struct cpu_time){ 1000, 60 };
	has(only("steal", JUDGEMENT_NOTE)->seen, "6.0 % since boot");
}

static void governor_is_put_back_by_its_name(void **state)
{
	const struct remark *remark;

	(void)state;
	checkup.machine.power.governor = TEXT("schedutil");
	remark = only("governor", JUDGEMENT_WARN);
	assert_string_equal(remark->advice,
		"echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor");
	assert_string_equal(remark->undo,
		"echo schedutil | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor");
}

static void governors_that_differ_are_kept_in_a_file(void **state)
{
	const struct remark *remark;

	(void)state;
	checkup.machine.power.governor = TEXT("performance,powersave");
	remark = only("governor", JUDGEMENT_WARN);
	has(remark->advice, "grep . ");
	has(remark->undo, "<governors.txt");
}

static void boost_of_intel_and_of_others_is_switched_in_its_own_file(void **state)
{
	const struct remark *remark;

	(void)state;
	checkup.machine.power.boost = TEXT("on");
	remark = only("boost", JUDGEMENT_NOTE);
	assert_string_equal(
		remark->advice, "echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost");
	assert_string_equal(
		remark->undo, "echo 1 | sudo tee /sys/devices/system/cpu/cpufreq/boost");
	tear_down(state);
	set_up(state);
	checkup.machine.power.boost = TEXT("on");
	checkup.machine.power.driver = TEXT("intel_pstate");
	remark = only("boost", JUDGEMENT_NOTE);
	assert_string_equal(
		remark->advice, "echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo");
	assert_string_equal(
		remark->undo, "echo 0 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo");
}

static void little_memory_is_a_note_and_less_warns(void **state)
{
	(void)state;
	condition.memory_free_bytes = GIB - 1;
	only("memory", JUDGEMENT_NOTE);
	tear_down(state);
	set_up(state);
	condition.memory_free_bytes = GIB / 4 - 1;
	checkup.machine.limits.memory_limit_bytes = GIB;
	has(only("memory", JUDGEMENT_WARN)->undo, "--memory=1073741824");
}

static void swap_in_use_is_a_note(void **state)
{
	(void)state;
	condition.swap_used_bytes = 4096;
	assert_string_equal(only("swap", JUDGEMENT_NOTE)->undo, "sudo swapon -a");
}

static void huge_pages_always_are_a_note(void **state)
{
	const struct remark *remark;

	(void)state;
	checkup.machine.thp.enabled = TEXT("always");
	remark = only("huge pages", JUDGEMENT_NOTE);
	has(remark->advice, "echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled");
	has(remark->undo, "echo always | sudo tee /sys/kernel/mm/transparent_hugepage/enabled");
}

static void shared_huge_pages_are_a_note(void **state)
{
	const struct remark *remark;

	(void)state;
	checkup.machine.thp.shmem_enabled = TEXT("within_size");
	remark = only("shared huge pages", JUDGEMENT_NOTE);
	has(remark->advice, "echo never | sudo tee");
	has(remark->undo, "echo within_size | sudo tee");
}

static void little_shm_is_a_note(void **state)
{
	(void)state;
	condition.shm_free_bytes = 1 << 20;
	has(only("/dev/shm", JUDGEMENT_NOTE)->undo, "size=34359738368");
}

static void slow_clock_source_is_replaced_where_tsc_is_offered(void **state)
{
	const struct remark *remark;

	(void)state;
	checkup.machine.kernel.clocksource = TEXT("hpet");
	remark = only("clock source", JUDGEMENT_WARN);
	has(remark->advice, "echo tsc | sudo tee");
	has(remark->undo, "echo hpet | sudo tee");
}

static void slow_clock_source_without_tsc_has_no_command_to_change_it(void **state)
{
	const struct remark *remark;

	(void)state;
	checkup.machine.kernel.clocksource = TEXT("hpet");
	condition.clocksources = TEXT("hpet tsc-early acpi_pm");
	remark = only("clock source", JUDGEMENT_WARN);
	assert_null(strstr(remark->advice, "echo"));
	assert_null(remark->undo);
}

static void a_clock_source_that_cannot_be_asked_for_has_no_undo(void **state)
{
	(void)state;
	checkup.machine.kernel.clocksource = TEXT("refined-jiffies");
	assert_null(only("clock source", JUDGEMENT_WARN)->undo);
}

static void a_clock_of_a_virtual_machine_is_fine(void **state)
{
	(void)state;
	checkup.machine.kernel.clocksource = TEXT("kvm-clock");
	look();
	assert_int_equal(remark_of("clock source")->judgement, JUDGEMENT_OK);
}

static void a_clock_by_system_call_is_a_note_and_a_slower_one_warns(void **state)
{
	(void)state;
	checkup.machine.clock.read_ns = 400;
	only("clock", JUDGEMENT_NOTE);
	tear_down(state);
	set_up(state);
	checkup.machine.clock.read_ns = 1500;
	only("clock", JUDGEMENT_WARN);
}

static void few_processes_warn_for_user_and_group(void **state)
{
	(void)state;
	checkup.machine.limits.nproc = 79;
	has(only("processes", JUDGEMENT_WARN)->undo, "ulimit -Su 79");
	tear_down(state);
	set_up(state);
	checkup.machine.limits.pids_max = 50;
	has(only("processes", JUDGEMENT_WARN)->undo, "--pids-limit=50");
}

static void few_files_are_a_note_and_fewer_warn(void **state)
{
	(void)state;
	checkup.machine.limits.nofile = 1023;
	has(only("open files", JUDGEMENT_NOTE)->undo, "ulimit -Sn 1023");
	tear_down(state);
	set_up(state);
	checkup.machine.limits.nofile = 255;
	only("open files", JUDGEMENT_WARN);
}

static void files_in_memory_or_across_a_network_are_a_note(void **state)
{
	(void)state;
	checkup.machine.storage.fs = TEXT("tmpfs");
	has(only("disk", JUDGEMENT_NOTE)->why, "memory");
	tear_down(state);
	set_up(state);
	checkup.machine.storage.device = TEXT("network");
	has(only("disk", JUDGEMENT_NOTE)->why, "network");
}

static void a_full_disk_warns(void **state)
{
	(void)state;
	checkup.machine.storage.free_bytes = 1 << 20;
	has(only("disk", JUDGEMENT_WARN)->advice, "--dir DIR");
}

static void aslr_off_warns_for_all_and_for_this_process(void **state)
{
	(void)state;
	checkup.machine.kernel.aslr = TEXT("0");
	has(only("ASLR", JUDGEMENT_WARN)->undo, "echo 0 | sudo tee");
	tear_down(state);
	set_up(state);
	condition.aslr_off_here = 1;
	has(only("ASLR", JUDGEMENT_WARN)->advice, "setarch");
}

static void counters_that_are_not_allowed_name_the_setting(void **state)
{
	const struct remark *remark;

	(void)state;
	condition.counters_error = EACCES;
	condition.perf_paranoid = TEXT("4");
	remark = only("hardware counts", JUDGEMENT_NOTE);
	has(remark->seen, "not allowed");
	assert_string_equal(remark->undo, "sudo sysctl kernel.perf_event_paranoid=4");
	tear_down(state);
	set_up(state);
	condition.counters_error = ENOENT;
	assert_null(only("hardware counts", JUDGEMENT_NOTE)->advice);
}

static void builds_for_debugging_warn(void **state)
{
	(void)state;
	made.sanitizer = "address";
	only("build", JUDGEMENT_WARN);
	tear_down(state);
	set_up(state);
	checkup.machine.build.cflags = TEXT("-g");
	has(only("build", JUDGEMENT_WARN)->advice, "-O2");
}

static void a_changed_checkout_is_a_note(void **state)
{
	(void)state;
	made.dirty = 1;
	has(only("commit", JUDGEMENT_NOTE)->seen, "abcdef, and changes");
}

/* ---- The conclusion ---- */

static void the_heaviest_warning_is_the_step_to_take(void **state)
{
	(void)state;
	checkup.machine.effective_cpus = 2;
	checkup.machine.limits.nofile = 10;
	condition.load = 30;
	look();
	assert_string_equal(checkup.conclusion,
		"Not fit to measure on as it is. The most important step is about load: ps -eo "
		"pcpu,pid,comm --sort=-pcpu | head, and stop what stands on top.");
}

static void a_note_is_a_step_only_where_nothing_warns(void **state)
{
	(void)state;
	checkup.machine.thp.enabled = TEXT("always");
	look();
	has(checkup.conclusion,
		"Fit to measure on. To better it, begin with huge pages: echo madvise");
}

static void an_a_a_trial_gone_wrong_makes_the_machine_unfit(void **state)
{
	(void)state;
	checkup.noise_floor =
		(struct noise_floor){ .workload = TEXT("chains"), .verdict = VERDICT_PROCS };
	look();
	assert_false(checkup.fit);
	has(checkup.conclusion, "see the A/A trial");
}

/* ---- For people and for programs ---- */

static void print(void)
{
	size_t size;
	FILE *out = open_memstream(&printed, &size);

	prescription_checks(&(struct sheet){ out, SHEET_TABLE }, &checkup);
	prescription_end(&(struct sheet){ out, SHEET_TABLE }, &checkup);
	assert_int_equal(fclose(out), 0);
}

/* Everything that can be wrong, and with the longest texts. */
static void put_worst(void)
{
	struct machine *machine = &checkup.machine;

	machine->cpu.counts = (struct topology_counts){ 2, 64, 128, 127, 2, 2 };
	machine->cpuset =
		TEXT("0,2,4,6,8,10,12,14,16,18,20,22,24,26,28,30,32,34,36,38,40,42,44,46");
	machine->effective_cpus = 3;
	machine->limits = (struct limits){ 1.5, GIB / 8, 70, 60, 20 };
	machine->power = (struct machine_power){
		.driver = TEXT("intel_cpufreq"), .governor = TEXT("ondemand"), .boost = TEXT("on")
	};
	machine->kernel.clocksource = TEXT("refined-jiffies");
	machine->kernel.aslr = TEXT("0");
	machine->thp.enabled = machine->thp.shmem_enabled = TEXT("always");
	machine->storage.free_bytes = 1;
	machine->clock.read_ns = 2000;
	condition.load = 300;
	condition.window = (struct cpu_time){ 100, 50 };
	condition.swap_used_bytes = GIB;
	condition.shm_free_bytes = 0;
	condition.memory_free_bytes = 0;
	condition.counters_error = EPERM;
	condition.perf_paranoid = TEXT("3");
	made.sanitizer = "address";
	made.dirty = 1;
}

static void no_line_is_wider_than_100_columns(void **state)
{
	(void)state;
	put_worst();
	checkup.noise_floor = (struct noise_floor){ .workload = TEXT("chains"),
		.text = TEXT(
			"a sentence of many words that goes on and on, a sentence of many words "
			"that goes on and on, a sentence of many words that goes on and on") };
	look();
	print();
	for (char *line = strtok(printed, "\n"); line; line = strtok(NULL, "\n")) {
		if (format_columns(line) > 100)
			fail_msg("%u columns: %s", format_columns(line), line);
	}
}

static void the_table_has_marks_commands_and_their_undoing(void **state)
{
	(void)state;
	checkup.machine.limits.nofile = 10;
	look();
	print();
	has(printed, "\nok    CPU quota         none found\n");
	has(printed, "\nwarn  open files        10 for a process\n            Threads share");
	has(printed, "\n      do    ulimit -Sn 4096    in this shell\n      undo  ulimit -Sn 10\n");
	assert_null(strstr(printed, "A/A trial:"));
}

static void json_has_all_that_was_said(void **state)
{
	char *json;

	(void)state;
	checkup.machine.limits.nofile = 10;
	look();
	json = json_write(&checkup_shape, &checkup, JSON_LINE);
	assert_non_null(json);
	has(json, "{\"fit\":false,\"conclusion\":\"Not fit");
	has(json, "{\"name\":\"open files\",\"seen\":\"10 for a process\",\"judgement\":\"warn\"");
	has(json, "\"undo\":\"ulimit -Sn 10\"}");
	has(json, "\"noise_floor\":null,\"machine\":{\"hw_id\":");
	free(json);
}

static void json_has_the_noise_floor(void **state)
{
	char *json;

	(void)state;
	checkup.noise_floor = (struct noise_floor){ .workload = TEXT("chains"),
		.workers = 2,
		.pairs = 23,
		.ratio = 1.5,
		.ci_low = NAN,
		.ci_high = NAN,
		.verdict = VERDICT_EQUIVALENT,
		.work_ns = 5,
		.half_width = 0.25,
		.pair_ns = 7,
		.pairs_for_percent = FIGURE_NONE,
		.seconds_for_percent = NAN,
		.text = TEXT("words") };
	look();
	json = json_write(&checkup_shape, &checkup, JSON_LINE);
	has(json,
		"\"noise_floor\":{\"workload\":\"chains\",\"workers\":2,\"pairs\":23,\"ratio\":1.5,"
		"\"ci_low\":null,\"ci_high\":null,\"verdict\":\"equivalent\",\"work_ns\":5,"
		"\"half_width\":0.25,\"pair_ns\":7,\"pairs_for_percent\":null,"
		"\"seconds_for_percent\":null,\"text\":\"words\"}");
	free(json);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_good_machine_is_fit),
		TEST(what_cannot_be_read_says_so_and_advises_nothing),
		TEST(one_usable_cpu_warns),
		TEST(some_usable_cpus_are_a_note),
		TEST(a_list_too_long_for_a_command_stands_in_none),
		TEST(shared_cpus_warn_from_below_85_percent),
		TEST(siblings_that_make_up_their_cores_are_a_note),
		TEST(smt_that_cannot_be_switched_is_not_advised),
		TEST(quota_below_the_cpus_warns),
		TEST(load_is_judged_by_the_cpu),
		TEST(some_load_is_a_note),
		TEST(steal_just_now_warns),
		TEST(steal_since_boot_is_a_note),
		TEST(governor_is_put_back_by_its_name),
		TEST(governors_that_differ_are_kept_in_a_file),
		TEST(boost_of_intel_and_of_others_is_switched_in_its_own_file),
		TEST(little_memory_is_a_note_and_less_warns),
		TEST(swap_in_use_is_a_note),
		TEST(huge_pages_always_are_a_note),
		TEST(shared_huge_pages_are_a_note),
		TEST(little_shm_is_a_note),
		TEST(slow_clock_source_is_replaced_where_tsc_is_offered),
		TEST(slow_clock_source_without_tsc_has_no_command_to_change_it),
		TEST(a_clock_source_that_cannot_be_asked_for_has_no_undo),
		TEST(a_clock_of_a_virtual_machine_is_fine),
		TEST(a_clock_by_system_call_is_a_note_and_a_slower_one_warns),
		TEST(few_processes_warn_for_user_and_group),
		TEST(few_files_are_a_note_and_fewer_warn),
		TEST(files_in_memory_or_across_a_network_are_a_note),
		TEST(a_full_disk_warns),
		TEST(aslr_off_warns_for_all_and_for_this_process),
		TEST(counters_that_are_not_allowed_name_the_setting),
		TEST(builds_for_debugging_warn),
		TEST(a_changed_checkout_is_a_note),
		TEST(the_heaviest_warning_is_the_step_to_take),
		TEST(a_note_is_a_step_only_where_nothing_warns),
		TEST(an_a_a_trial_gone_wrong_makes_the_machine_unfit),
		TEST(no_line_is_wider_than_100_columns),
		TEST(the_table_has_marks_commands_and_their_undoing),
		TEST(json_has_all_that_was_said),
		TEST(json_has_the_noise_floor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
