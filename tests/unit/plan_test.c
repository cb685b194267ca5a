/* SPDX-License-Identifier: MIT */
#include "engine/plan.h"

#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "measure/figure.h"

#define MIB ((uint64_t)1 << 20)

/* Eight cores of two PUs, numbered as Linux does: all first siblings, then all second ones. */
#define SERVER "package:2 core:4 pu:2(indexes=0,8,1,9,2,10,3,11,4,12,5,13,6,14,7,15)"
#define LAPTOP "package:1 core:4 pu:1"

static const struct param two_params[] = {
	{ "delay_us", 1000, 0, 1000000, "of the service" },
	{ "size_bytes", 64, 1, 65536, "of an answer" },
	{ 0 },
};

/* 100 MiB, and what its parameter says of disk. */
static const struct param disk_params[] = { { "disk_mib", 0, 0, 1000000, "to write" }, { 0 } };

static void need(const struct job *job, struct footprint *footprint)
{
	footprint->shared_bytes = 60 * MIB;
	footprint->worker_bytes = 10 * MIB;
	footprint->disk_bytes = (uint64_t)job_param(job, "disk_mib") * MIB;
}

static const struct workload any = {
	.name = "any", .op = "step", .class = CLASS_CPU, .version = 3, .modes = ALL_MODES
};
static const struct workload pair = { .name = "pair/ping",
	.op = "round trip",
	.class = CLASS_IPC,
	.modes = ALL_MODES & ~MODE_BIT(MODE_SEQ),
	.modes_reason = "it takes two to play",
	.op_workers = 2,
	.workers_reason = "players come in pairs",
	.default_workers = 2 };
static const struct workload tuned = { .name = "net/remote",
	.op = "request",
	.class = CLASS_IO,
	.modes = ALL_MODES,
	.params = two_params };
static const struct workload hungry = { .name = "hungry",
	.op = "byte",
	.class = CLASS_MEMORY,
	.modes = ALL_MODES,
	.params = disk_params,
	.footprint = need };

static const struct workload *const only_any[] = { &any, NULL };
static const struct workload *const only_pair[] = { &pair, NULL };
static const struct workload *const only_tuned[] = { &tuned, NULL };
static const struct workload *const only_hungry[] = { &hungry, NULL };
static const struct workload *const all[] = { &any, &pair, &tuned, &hungry, NULL };

/* A plan for a machine on paper, with all that the machine could have. */
static int make(const struct workload *const *registry, const struct request *wanted,
	const char *synthetic, struct plan *plan, char *message)
{
	struct request request = *wanted;
	struct topology *topology;
	int error;

	assert_int_equal(topology_load(synthetic, &topology), 0);
	if (!request.memory_free_bytes)
		request.memory_free_bytes = FIGURE_NONE;
	if (!request.disk_free_bytes)
		request.disk_free_bytes = FIGURE_NONE;
	if (!request.address_free_bytes)
		request.address_free_bytes = FIGURE_NONE;
	if (!request.tasks_free)
		request.tasks_free = FIGURE_NONE;
	error = plan_make(registry, &request, topology, plan, message);
	topology_free(topology);
	return error;
}

static struct plan plan_on(const struct workload *const *registry, const char *synthetic,
	const struct request *request)
{
	char message[REQUEST_MESSAGE_SIZE];
	struct plan plan;

	if (make(registry, request, synthetic, &plan, message))
		fail_msg("no plan: %s", message);
	return plan;
}

#define plan_of(registry, ...) plan_on(registry, LAPTOP, &(const struct request){ __VA_ARGS__ })

/* The names of all cells, in order, "; " between them; skipped ones in brackets. */
static void assert_cells(const struct plan *plan, const char *expected)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	for (size_t i = 0; i < plan->nr_entries; i++)
		fprintf(out, plan->entries[i].status == STATUS_OK ? "%s%s" : "%s[%s]",
			i ? "; " : "", plan->entries[i].cell.cell);
	assert_int_equal(fclose(out), 0);
	assert_string_equal(text, expected);
	free(text);
}

static void assert_names(struct plan plan, const char *expected)
{
	assert_cells(&plan, expected);
	plan_release(&plan);
}

/* ---- Modes and counts ---- */

static void default_is_seq_threads_and_procs_on_every_pu(void **state)
{
	(void)state;
	assert_names(plan_of(only_any, 0), "any seq; any threads:4; any procs:4");
}

static void default_count_is_the_workloads_own(void **state)
{
	(void)state;
	assert_names(plan_of(only_pair, .modes = "threads,procs"),
		"pair/ping threads:2; pair/ping procs:2");
}

static void counts_asked_for_replace_the_default(void **state)
{
	(void)state;
	assert_names(plan_of(only_pair, .modes = "procs", .counts = "4,6"),
		"pair/ping procs:4; pair/ping procs:6");
}

static void seq_ignores_counts(void **state)
{
	(void)state;
	assert_names(plan_of(only_any, .modes = "seq,threads", .counts = "1,2,8"),
		"any seq; any threads:1; any threads:2; any threads:8");
}

static void seq_comes_first_whatever_order_was_asked(void **state)
{
	(void)state;
	assert_names(plan_of(only_any, .modes = "procs,2x2,seq,threads", .counts = "2"),
		"any seq; any threads:2; any procs:2; any 2x2");
}

static void max_is_every_usable_pu(void **state)
{
	struct plan plan = plan_on(
		only_any, SERVER, &(const struct request){ .modes = "threads", .counts = "1,max" });

	(void)state;
	assert_names(plan, "any threads:1; any threads:16");
}

static void pair_of_numbers_ignores_counts(void **state)
{
	(void)state;
	assert_names(plan_of(only_any, .modes = "2x3", .counts = "1,2,max"), "any 2x3");
}

static void hybrid_expands_to_factor_pairs(void **state)
{
	(void)state;
	assert_names(plan_of(only_any, .modes = "hybrid", .counts = "6"),
		"any 1x6; any 2x3; any 3x2; any 6x1");
	assert_names(plan_of(only_any, .modes = "hybrid", .counts = "7"), "any 1x7; any 7x1");
	assert_names(plan_of(only_any, .modes = "hybrid", .counts = "1"), "any 1x1");
}

static void no_cell_stands_twice(void **state)
{
	(void)state;
	assert_names(
		plan_of(only_any, .modes = "hybrid,2x3,3x2,2x3,seq,seq", .counts = "6,6,max,4"),
		"any seq; any 1x4; any 2x2; any 4x1; any 1x6; any 2x3; any 3x2; any 6x1");
}

static void procs_and_threads_multiply_to_workers(void **state)
{
	struct plan plan = plan_of(only_any, .modes = "seq,threads,procs,2x3", .counts = "5");

	(void)state;
	assert_int_equal(plan.nr_entries, 4);
	for (size_t i = 0; i < plan.nr_entries; i++) {
		static const unsigned shapes[][2] = { { 1, 1 }, { 1, 5 }, { 5, 1 }, { 2, 3 } };
		const struct cell *cell = &plan.entries[i].cell;

		assert_int_equal(cell->procs, shapes[i][0]);
		assert_int_equal(cell->threads, shapes[i][1]);
		assert_int_equal(cell->workers, shapes[i][0] * shapes[i][1]);
	}
	plan_release(&plan);
}

/* ---- What a cell says ---- */

static void cell_describes_its_workload(void **state)
{
	struct plan plan = plan_of(only_any, .modes = "threads", .placement = "scatter");
	const struct cell *cell = &plan.entries[0].cell;

	(void)state;
	assert_ptr_equal(plan.entries[0].workload, &any);
	assert_string_equal(cell->workload, "any");
	assert_string_equal(cell->unit, "step");
	assert_string_equal(cell->placement, "scatter");
	assert_int_equal(cell->class, CLASS_CPU);
	assert_int_equal(cell->workload_version, 3);
	assert_int_equal(cell->ops, 0);
	plan_release(&plan);
}

static void cell_has_every_parameter_in_its_order(void **state)
{
	static const char *const settings[] = { "net.size_bytes=8" };
	struct plan plan =
		plan_of(only_tuned, .modes = "seq", .settings = settings, .nr_settings = 1);
	const struct cell *cell = &plan.entries[0].cell;

	(void)state;
	assert_int_equal(cell->nr_params, 2);
	assert_string_equal(cell->params[0].name, "delay_us");
	assert_int_equal(cell->params[0].value, 1000);
	assert_string_equal(cell->params[1].name, "size_bytes");
	assert_int_equal(cell->params[1].value, 8);
	plan_release(&plan);
}

static void latency_says_its_loop(void **state)
{
	static const struct param params[] = { { "rate", 0, 0, 9, "a second" }, { 0 } };
	static const struct workload paced = {
		.name = "paced", .op = "op", .modes = ALL_MODES, .lap_every = 1, .params = params
	};
	static const struct workload own = {
		.name = "own", .op = "op", .modes = ALL_MODES, .lap_every = 1, .latency = "lateness"
	};
	static const struct workload *const some[] = { &any, &own, &paced, NULL };
	struct plan plan = plan_of(some, .modes = "seq", .rate = "0,9");

	(void)state;
	assert_cells(&plan, "any seq; own seq; paced seq; paced rate=9 seq");
	assert_null(plan.entries[0].cell.latency);
	assert_string_equal(plan.entries[1].cell.latency, "lateness");
	assert_string_equal(plan.entries[2].cell.latency, "service time, closed loop");
	assert_string_equal(plan.entries[3].cell.latency, "response time, open loop at 9/s");
	plan_release(&plan);
}

static void name_tells_parameters_that_are_not_default(void **state)
{
	static const char *const settings[] = { "net.delay_us=500", "net.size_bytes=64" };

	(void)state;
	assert_names(plan_of(only_tuned, .modes = "procs", .counts = "8", .settings = settings,
			     .nr_settings = 2),
		"net/remote delay_us=500 procs:8");
}

/* ---- Selection and groups ---- */

static void registry_keeps_its_order(void **state)
{
	struct plan plan = plan_of(all, .modes = "threads", .counts = "2");

	(void)state;
	assert_names(plan, "any threads:2; pair/ping threads:2; net/remote threads:2; "
			   "hungry threads:2");
}

static void patterns_select_workloads(void **state)
{
	static const char *const patterns[] = { "ipc", "h*" };

	(void)state;
	assert_names(plan_of(all, .modes = "threads", .counts = "2", .patterns = patterns,
			     .nr_patterns = 2),
		"pair/ping threads:2; hungry threads:2");
}

static void each_workload_is_a_group(void **state)
{
	struct plan plan = plan_of(all, .modes = "threads,procs", .counts = "2,4");

	(void)state;
	assert_int_equal(plan.nr_groups, 4);
	assert_int_equal(plan.nr_entries, 16);
	for (size_t i = 0; i < plan.nr_entries; i++)
		assert_int_equal(plan.entries[i].group, i / 4);
	plan_release(&plan);
}

static void each_combination_of_values_is_a_group(void **state)
{
	static const char *const settings[] = { "net.delay_us=0,5", "net.size_bytes=1,2,64" };
	struct plan plan = plan_of(only_tuned, .modes = "seq,procs", .counts = "2",
		.settings = settings, .nr_settings = 2);

	(void)state;
	assert_int_equal(plan.nr_groups, 6);
	assert_int_equal(plan.nr_entries, 12);
	for (size_t i = 0; i < plan.nr_entries; i++)
		assert_int_equal(plan.entries[i].group, i / 2);
	assert_string_equal(plan.entries[0].cell.cell, "net/remote delay_us=0 size_bytes=1 seq");
	assert_string_equal(plan.entries[5].cell.cell, "net/remote delay_us=0 procs:2");
	assert_string_equal(
		plan.entries[9].cell.cell, "net/remote delay_us=5 size_bytes=2 procs:2");
	plan_release(&plan);
}

static void value_given_twice_makes_one_group(void **state)
{
	static const char *const settings[] = { "net.delay_us=5,7,5" };

	(void)state;
	assert_names(plan_of(only_tuned, .modes = "seq", .settings = settings, .nr_settings = 1),
		"net/remote delay_us=5 seq; net/remote delay_us=7 seq");
}

static void workload_is_found_by_its_whole_name(void **state)
{
	(void)state;
	assert_ptr_equal(plan_find(all, "pair/ping"), &pair);
	assert_null(plan_find(all, "pair"));
	assert_null(plan_find(all, ""));
}

/* ---- What cannot be run ---- */

static void mode_it_cannot_take_is_skipped_with_its_reason(void **state)
{
	struct plan plan = plan_of(only_pair, 0);

	(void)state;
	assert_cells(&plan, "[pair/ping seq]; pair/ping threads:2; pair/ping procs:2");
	assert_string_equal(plan.entries[0].reason, "it takes two to play");
	assert_null(plan.entries[1].reason);
	plan_release(&plan);
}

static void count_it_cannot_take_is_skipped_with_its_reason(void **state)
{
	struct plan plan = plan_of(only_pair, .modes = "threads,1x3", .counts = "1-4");

	(void)state;
	assert_cells(&plan, "[pair/ping threads:1]; pair/ping threads:2; [pair/ping threads:3]; "
			    "pair/ping threads:4; [pair/ping 1x3]");
	assert_string_equal(plan.entries[0].reason, "players come in pairs");
	assert_string_equal(plan.entries[2].reason, "players come in pairs");
	plan_release(&plan);
}

static void only_what_is_ok_is_runnable(void **state)
{
	struct plan plan = plan_of(only_pair, .modes = "seq,threads", .counts = "1-4");

	(void)state;
	assert_int_equal(plan.nr_entries, 5);
	assert_int_equal(plan_runnable(&plan), 2);
	plan_release(&plan);
}

/* Four workers need 100 MiB, and something for being there. */
static void memory_up_to_four_fifths_of_the_free_is_run(void **state)
{
	struct plan plan = plan_of(only_hungry, .modes = "procs", .memory_free_bytes = 127 * MIB);

	(void)state;
	assert_names(plan, "hungry procs:4");
}

static void memory_past_four_fifths_is_skipped_with_both_figures(void **state)
{
	struct plan plan =
		plan_of(only_hungry, .modes = "threads,procs", .memory_free_bytes = 125 * MIB);

	(void)state;
	assert_cells(&plan, "[hungry threads:4]; [hungry procs:4]");
	for (size_t i = 0; i < plan.nr_entries; i++) {
		const char *reason = plan.entries[i].reason;

		assert_non_null(strstr(reason, "101 MiB of memory"));
		assert_non_null(strstr(reason, "125 MiB"));
		assert_non_null(strstr(reason, "80 %"));
	}
	plan_release(&plan);
}

static void memory_grows_with_workers(void **state)
{
	(void)state;
	assert_names(plan_of(only_hungry, .modes = "seq,threads", .counts = "4,5",
			     .memory_free_bytes = 126 * MIB),
		"hungry seq; hungry threads:4; [hungry threads:5]");
}

/* For 512 workers 60 MiB, 10 MiB and a little for each; and for processes 60 MiB of page tables. */
static void each_process_has_page_tables_of_what_is_shared(void **state)
{
	struct plan plan = plan_of(only_hungry, .modes = "threads,procs", .counts = "512",
		.memory_free_bytes = 5260 * MIB / 4 * 5);

	(void)state;
	assert_cells(&plan, "hungry threads:512; [hungry procs:512]");
	plan_release(&plan);
}

static void memory_past_what_is_allowed_is_skipped(void **state)
{
	struct plan plan = plan_of(only_hungry, .modes = "seq,procs",
		.memory_free_bytes = 1000 * MIB, .most_memory_bytes = 100 * MIB);

	(void)state;
	assert_cells(&plan, "hungry seq; [hungry procs:4]");
	assert_string_equal(
		plan.entries[1].reason, "needs 101 MiB of memory, and --max-memory allows 100 MiB");
	plan_release(&plan);
}

static void address_space_is_of_one_process(void **state)
{
	/* 60 MiB shared, 10 MiB and a stack of 8 for each thread of it: 132 or 78. */
	struct plan plan =
		plan_of(only_hungry, .modes = "threads,procs", .address_free_bytes = 160 * MIB);

	(void)state;
	assert_cells(&plan, "[hungry threads:4]; hungry procs:4");
	assert_non_null(strstr(plan.entries[0].reason, "132 MiB of address space"));
	plan_release(&plan);
}

static void processes_and_threads_count_with_their_leader(void **state)
{
	static const struct {
		const char *modes;
		uint64_t most;
	} exact[] = { { "seq", 1 }, { "threads", 5 }, { "procs", 5 }, { "2x2", 7 } };

	(void)state;
	for (size_t i = 0; i < sizeof(exact) / sizeof(exact[0]); i++) {
		struct plan plan =
			plan_of(only_hungry, .modes = exact[i].modes, .most_tasks = exact[i].most);

		assert_int_equal(plan_runnable(&plan), 1);
		plan_release(&plan);
		if (exact[i].most == 1)
			continue;
		plan = plan_of(
			only_hungry, .modes = exact[i].modes, .most_tasks = exact[i].most - 1);
		assert_int_equal(plan_runnable(&plan), 0);
		assert_non_null(strstr(plan.entries[0].reason, "--max-procs"));
		plan_release(&plan);
	}
}

static void four_fifths_of_the_processes_that_can_be_made_are(void **state)
{
	struct plan plan =
		plan_of(only_hungry, .modes = "procs", .counts = "7,8", .tasks_free = 10);

	(void)state;
	assert_cells(&plan, "hungry procs:7; [hungry procs:8]");
	assert_string_equal(plan.entries[1].reason, "needs 9 processes and threads, and only 80 % "
						    "of the 10 that the limits leave may be made");
	plan_release(&plan);
}

/* Of 2 one may be made, which is what four fifths of it are, rounded down. */
static void a_lone_process_finds_room_for_two(void **state)
{
	struct plan plan = plan_of(only_hungry, .modes = "seq", .tasks_free = 2);

	(void)state;
	assert_cells(&plan, "hungry seq");
	plan_release(&plan);
	plan = plan_of(only_hungry, .modes = "seq", .tasks_free = 1);
	assert_cells(&plan, "[hungry seq]");
	assert_string_equal(plan.entries[0].reason,
		"needs 1 process, and only 80 % of the 1 that the limits leave may be made");
	plan_release(&plan);
}

static void what_is_allowed_is_told_in_its_unit(void **state)
{
	static const struct {
		uint64_t most;
		const char *told;
	} known[] = { { 1, " allows 1 B" }, { 1536, " allows 1.5 KiB" },
		{ 100 * MIB, " allows 100 MiB" } };

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		struct plan plan = plan_of(only_hungry, .modes = "procs",
			.memory_free_bytes = 1000 * MIB, .most_memory_bytes = known[i].most);

		assert_non_null(strstr(plan.entries[0].reason, known[i].told));
		plan_release(&plan);
	}
}

static void a_process_has_no_more_mappings_and_files_than_it_may(void **state)
{
	struct plan plan =
		plan_of(only_any, .modes = "threads,procs,2x5", .counts = "4,5", .most_maps = 10);

	(void)state;
	/* Two mappings a thread: the stack and its guard. */
	assert_cells(&plan, "any threads:4; [any threads:5]; any procs:4; any procs:5; [any 2x5]");
	assert_string_equal(plan.entries[1].reason,
		"needs 10 memory mappings in one process, and "
		"only 80 % of the 10 that it may have may be taken");
	plan_release(&plan);
	plan = plan_of(only_any, .modes = "threads,procs,2x5", .counts = "8,9", .most_files = 10);
	assert_cells(&plan, "any threads:8; any threads:9; any procs:8; [any procs:9]; any 2x5");
	assert_non_null(strstr(plan.entries[3].reason, "needs 9 open files in one process"));
	plan_release(&plan);
}

static void what_is_allowed_is_no_more_than_there_is(void **state)
{
	struct plan plan = plan_of(
		only_hungry, .modes = "procs", .counts = "8", .tasks_free = 10, .most_tasks = 1000);

	(void)state;
	assert_cells(&plan, "[hungry procs:8]");
	plan_release(&plan);
}

static void disk_past_four_fifths_is_skipped_with_both_figures(void **state)
{
	static const char *const settings[] = { "hungry.disk_mib=800,801" };
	struct plan plan = plan_of(only_hungry, .modes = "seq", .disk_free_bytes = 1000 * MIB,
		.settings = settings, .nr_settings = 1);

	(void)state;
	assert_cells(&plan, "hungry disk_mib=800 seq; [hungry disk_mib=801 seq]");
	assert_non_null(strstr(plan.entries[1].reason, "801 MiB of disk"));
	assert_non_null(strstr(plan.entries[1].reason, "1000 MiB"));
	plan_release(&plan);
}

static void unknown_free_memory_skips_nothing(void **state)
{
	static const char *const settings[] = { "hungry.disk_mib=1000000" };
	struct plan plan = plan_of(only_hungry, .modes = "seq", .settings = settings,
		.nr_settings = 1, .memory_free_bytes = FIGURE_NONE, .disk_free_bytes = FIGURE_NONE);

	(void)state;
	assert_names(plan, "hungry disk_mib=1000000 seq");
}

/* ---- Refusals ---- */

static void assert_refused(const struct request *request, const char *word)
{
	char message[REQUEST_MESSAGE_SIZE] = "";
	struct plan plan;

	assert_int_equal(make(all, request, LAPTOP, &plan, message), -EINVAL);
	assert_non_null(strstr(message, word));
	assert_int_equal(plan.nr_entries, 0);
	assert_null(plan.entries);
}

static void bad_words_are_refused_with_a_message(void **state)
{
	static const char *const patterns[] = { "anny" }, *const settings[] = { "net.dealy_us=1" };

	(void)state;
	assert_refused(&(const struct request){ .modes = "thread" }, "'thread'");
	assert_refused(&(const struct request){ .counts = "4,none" }, "'none'");
	assert_refused(&(const struct request){ .patterns = patterns, .nr_patterns = 1 }, "'anny'");
	assert_refused(&(const struct request){ .settings = settings, .nr_settings = 1 },
		"'net.dealy_us'");
}

/* ---- Placement ---- */

static void assert_bound(const struct plan_entry *entry, const int *expected)
{
	assert_non_null(entry->bind);
	for (unsigned i = 0; i < entry->cell.workers; i++)
		assert_int_equal(entry->bind[i], expected[i]);
}

static void none_binds_nobody(void **state)
{
	struct plan plan = plan_of(only_any, .placement = "none");

	(void)state;
	for (size_t i = 0; i < plan.nr_entries; i++) {
		assert_null(plan.entries[i].bind);
		assert_string_equal(plan.entries[i].cell.placement, "none");
	}
	plan_release(&plan);
}

static void compact_fills_siblings_in_every_mode(void **state)
{
	static const int expected[] = { 0, 8, 1, 9, 2, 10 };
	struct plan plan = plan_on(only_any, SERVER,
		&(const struct request){
			.modes = "seq,threads,procs,2x3", .counts = "6", .placement = "compact" });

	(void)state;
	assert_int_equal(plan.nr_entries, 4);
	for (size_t i = 0; i < plan.nr_entries; i++)
		assert_bound(&plan.entries[i], expected);
	plan_release(&plan);
}

static void scatter_uses_every_core_before_a_sibling(void **state)
{
	static const int expected[] = { 0, 4, 1, 5, 2, 6, 3, 7, 8, 12 };
	struct plan plan = plan_on(only_any, SERVER,
		&(const struct request){
			.modes = "seq,threads,procs,5x2", .counts = "10", .placement = "scatter" });

	(void)state;
	assert_int_equal(plan.nr_entries, 4);
	for (size_t i = 0; i < plan.nr_entries; i++)
		assert_bound(&plan.entries[i], expected);
	plan_release(&plan);
}

static void more_workers_than_pus_start_again(void **state)
{
	static const int expected[] = { 0, 1, 2, 3, 0, 1 };
	struct plan plan =
		plan_of(only_any, .modes = "threads", .counts = "6", .placement = "compact");

	(void)state;
	assert_bound(&plan.entries[0], expected);
	plan_release(&plan);
}

/* ---- A large machine ---- */

static void machine_of_256_pus_has_a_plan(void **state)
{
	struct plan plan = plan_on(only_any, "package:2 core:64 pu:2",
		&(const struct request){ .modes = "seq,threads,procs,hybrid",
			.counts = "max",
			.placement = "scatter" });
	char seen[256] = { 0 };

	(void)state;
	assert_cells(&plan,
		"any seq; any threads:256; any procs:256; any 1x256; any 2x128; any 4x64; "
		"any 8x32; any 16x16; any 32x8; any 64x4; any 128x2; any 256x1");
	for (unsigned i = 0; i < 256; i++) {
		int pu = plan.entries[1].bind[i];

		assert_in_range(pu, 0, 255);
		assert_false(seen[pu]);
		seen[pu] = 1;
	}
	plan_release(&plan);
}

static void every_count_up_to_256_is_a_cell(void **state)
{
	struct plan plan = plan_on(only_any, "package:2 core:64 pu:2",
		&(const struct request){ .modes = "threads,procs", .counts = "1-max" });

	(void)state;
	assert_int_equal(plan.nr_entries, 512);
	assert_int_equal(plan.nr_groups, 1);
	for (unsigned i = 0; i < 256; i++) {
		assert_int_equal(plan.entries[i].cell.threads, i + 1);
		assert_int_equal(plan.entries[256 + i].cell.procs, i + 1);
	}
	plan_release(&plan);
}

/* Slipped keys, as in 1-65536, must not take gigabytes and minutes before anybody sees a plan. */
static void more_cells_than_anybody_waits_for_are_refused(void **state)
{
	char message[REQUEST_MESSAGE_SIZE];
	struct plan plan;

	(void)state;
	assert_int_equal(make(only_any, &(const struct request){ .counts = "1-65536" }, LAPTOP,
				 &plan, message),
		-EINVAL);
	assert_non_null(strstr(message, "more than 4096 cells"));
	assert_int_equal(plan.nr_entries, 0);
	assert_int_equal(
		make(only_any,
			&(const struct request){ .modes = "threads", .counts = "60000-61000" },
			LAPTOP, &plan, message),
		-EINVAL);
	assert_non_null(strstr(message, "16777216 workers"));
	assert_int_equal(
		make(only_any, &(const struct request){ .modes = "threads", .counts = "1-4000" },
			LAPTOP, &plan, message),
		0);
	assert_int_equal(plan.nr_entries, 4000);
	plan_release(&plan);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(default_is_seq_threads_and_procs_on_every_pu),
	cmocka_unit_test(default_count_is_the_workloads_own),
	cmocka_unit_test(counts_asked_for_replace_the_default),
	cmocka_unit_test(seq_ignores_counts),
	cmocka_unit_test(seq_comes_first_whatever_order_was_asked),
	cmocka_unit_test(max_is_every_usable_pu),
	cmocka_unit_test(pair_of_numbers_ignores_counts),
	cmocka_unit_test(hybrid_expands_to_factor_pairs),
	cmocka_unit_test(no_cell_stands_twice),
	cmocka_unit_test(procs_and_threads_multiply_to_workers),
	cmocka_unit_test(cell_describes_its_workload),
	cmocka_unit_test(cell_has_every_parameter_in_its_order),
	cmocka_unit_test(latency_says_its_loop),
	cmocka_unit_test(name_tells_parameters_that_are_not_default),
	cmocka_unit_test(registry_keeps_its_order),
	cmocka_unit_test(patterns_select_workloads),
	cmocka_unit_test(each_workload_is_a_group),
	cmocka_unit_test(each_combination_of_values_is_a_group),
	cmocka_unit_test(value_given_twice_makes_one_group),
	cmocka_unit_test(workload_is_found_by_its_whole_name),
	cmocka_unit_test(mode_it_cannot_take_is_skipped_with_its_reason),
	cmocka_unit_test(count_it_cannot_take_is_skipped_with_its_reason),
	cmocka_unit_test(only_what_is_ok_is_runnable),
	cmocka_unit_test(memory_up_to_four_fifths_of_the_free_is_run),
	cmocka_unit_test(memory_past_four_fifths_is_skipped_with_both_figures),
	cmocka_unit_test(memory_grows_with_workers),
	cmocka_unit_test(each_process_has_page_tables_of_what_is_shared),
	cmocka_unit_test(memory_past_what_is_allowed_is_skipped),
	cmocka_unit_test(address_space_is_of_one_process),
	cmocka_unit_test(processes_and_threads_count_with_their_leader),
	cmocka_unit_test(four_fifths_of_the_processes_that_can_be_made_are),
	cmocka_unit_test(a_lone_process_finds_room_for_two),
	cmocka_unit_test(what_is_allowed_is_told_in_its_unit),
	cmocka_unit_test(a_process_has_no_more_mappings_and_files_than_it_may),
	cmocka_unit_test(what_is_allowed_is_no_more_than_there_is),
	cmocka_unit_test(disk_past_four_fifths_is_skipped_with_both_figures),
	cmocka_unit_test(unknown_free_memory_skips_nothing),
	cmocka_unit_test(bad_words_are_refused_with_a_message),
	cmocka_unit_test(none_binds_nobody),
	cmocka_unit_test(compact_fills_siblings_in_every_mode),
	cmocka_unit_test(scatter_uses_every_core_before_a_sibling),
	cmocka_unit_test(more_workers_than_pus_start_again),
	cmocka_unit_test(machine_of_256_pus_has_a_plan),
	cmocka_unit_test(every_count_up_to_256_is_a_cell),
	cmocka_unit_test(more_cells_than_anybody_waits_for_are_refused),
};

int main(void)
{
	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
