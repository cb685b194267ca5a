/* SPDX-License-Identifier: MIT */
#include "report/shapes.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "measure/figure.h"
#include "measure/histogram.h"
#include "report/json.h"
#include "report/model.h"

/* ---- Structs filled by their shape, no two members alike ---- */

static void fill(const struct shape *shape, void *object, unsigned *counter);

static char *next_text(unsigned *counter)
{
	char *text;

	assert_true(asprintf(&text, "text \"%u\"\t\xc3\xa4", (*counter)++) > 0);
	return text;
}

static void fill_list(const struct field *field, void *object, unsigned *counter)
{
	static const size_t nr = 3;
	size_t size = field->kind == FIELD_TEXTS     ? sizeof(char *)
		      : field->kind == FIELD_INTS    ? sizeof(int)
		      : field->kind == FIELD_DOUBLES ? sizeof(double)
		      : field->kind == FIELD_PAIRS   ? 2 * sizeof(uint64_t)
						     : field->shape->size;
	char *entries = calloc(nr, size);

	for (size_t i = 0; i < nr; i++) {
		if (field->kind == FIELD_TEXTS)
			((char **)entries)[i] = next_text(counter);
		else if (field->kind == FIELD_INTS)
			((int *)entries)[i] = -(int)(*counter)++;
		else if (field->kind == FIELD_DOUBLES)
			((double *)entries)[i] = (*counter)++;
		else if (field->kind == FIELD_PAIRS)
			((uint64_t *)entries)[2 * i + 1] = (*counter)++;
		else
			fill(field->shape, entries + i * size, counter);
	}
	memcpy((char *)object + field->offset, &entries, sizeof(entries));
	memcpy((char *)object + field->nr_offset, &nr, sizeof(nr));
}

static void fill_member(const struct field *field, void *object, unsigned *counter)
{
	void *member = (char *)object + field->offset;
	uint64_t number = (*counter)++;
	unsigned words = 0;
	double real = (double)number + 0.1;
	char *text;

	switch (field->kind) {
	case FIELD_U64:
	case FIELD_I64:
	case FIELD_HEX64:
		number += 1000000000000000;
		memcpy(member, &number, sizeof(number));
		break;
	case FIELD_UNSIGNED:
		*(unsigned *)member = (unsigned)number;
		break;
	case FIELD_SIZE:
		*(size_t *)member = number;
		break;
	case FIELD_DOUBLE:
		memcpy(member, &real, sizeof(real));
		break;
	case FIELD_BOOL:
		*(bool *)member = true;
		break;
	case FIELD_TEXT:
		text = next_text(counter);
		memcpy(member, &text, sizeof(text));
		break;
	case FIELD_WORD:
		while (field->words[words])
			words++;
		*(unsigned *)member = words - 1;
		break;
	case FIELD_OBJECT:
	case FIELD_OPTIONAL:
		fill(field->shape, member, counter);
		break;
	default:
		fill_list(field, object, counter);
	}
}

static void fill(const struct shape *shape, void *object, unsigned *counter)
{
	for (const struct field *field = shape->fields; field->key; field++)
		fill_member(field, object, counter);
}

static const struct shape *const all[] = { &order_shape, &trial_shape, &machine_shape,
	&report_shape };
#define NR_ALL (sizeof(all) / sizeof(*all))

static char *written(const struct shape *shape, const void *object)
{
	char *text = json_write(shape, object, JSON_LINE);

	assert_non_null(text);
	return text;
}

static void read_or_fail(const struct shape *shape, const char *text, void *object)
{
	struct json_trouble trouble;

	if (json_read(shape, text, strlen(text), object, &trouble))
		fail_msg("%s", trouble.text);
}

static void what_is_full_comes_back_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR_ALL; i++) {
		unsigned counter = 1;
		void *object = calloc(1, all[i]->size), *back = malloc(all[i]->size);
		char *text, *again;

		fill(all[i], object, &counter);
		text = written(all[i], object);
		read_or_fail(all[i], text, back);
		again = written(all[i], back);
		assert_string_equal(text, again);
		assert_null(strstr(text, "null"));
		free(text);
		free(again);
		json_release(all[i], object);
		json_release(all[i], back);
		free(object);
		free(back);
	}
}

/* What a run without a single sample, machine or limit leaves. */
static void what_is_unknown_comes_back_unknown(void **state)
{
	struct memory *memory;
	struct trial trial = { .status = STATUS_FAILED }, back;
	char *text, *again;

	(void)state;
	shape_clear(&trial_shape, &trial);
	text = written(&trial_shape, &trial);
	read_or_fail(&trial_shape, text, &back);
	memory = &back.memory;
	assert_int_equal(memory->pss_bytes, FIGURE_NONE);
	assert_int_equal(back.usage.faults_major, FIGURE_NONE);
	again = written(&trial_shape, &back);
	assert_string_equal(text, again);
	free(text);
	free(again);
	json_release(&trial_shape, &back);
}

/* Whether each key of a shape stands in the text, and in the shape's order. */
static void keys_are_unique_and_in_snake_case(const struct shape *shape)
{
	size_t nr = 0;

	for (const struct field *field = shape->fields; field->key; field++, nr++) {
		for (const char *c = field->key; *c; c++)
			assert_true(islower((unsigned char)*c) || isdigit((unsigned char)*c) ||
				    *c == '_');
		for (const struct field *other = shape->fields; other != field; other++)
			assert_string_not_equal(other->key, field->key);
		assert_true(field->offset < shape->size && field->nr_offset < shape->size);
		if (field->shape)
			keys_are_unique_and_in_snake_case(field->shape);
	}
	assert_in_range(nr, 1, 64);
}

static void every_shape_is_sound(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR_ALL; i++)
		keys_are_unique_and_in_snake_case(all[i]);
}

static struct setting delay = { (char *)"delay_us", 500 };

static struct cell small_cell(void)
{
	return (struct cell){ .cell = (char *)"net/remote procs:2",
		.workload = (char *)"net/remote",
		.class = CLASS_IO,
		.workload_version = 3,
		.params = &delay,
		.nr_params = 1,
		.mode = MODE_PROCS,
		.procs = 2,
		.threads = 1,
		.workers = 2,
		.placement = (char *)"scatter",
		.ops = 4000,
		.unit = (char *)"request" };
}

static void an_order_is_this_line(void **state)
{
	int bind[] = { 0, -1 };
	const struct order order = { .protocol = 1,
		.cell = small_cell(),
		.split = SPLIT_DYNAMIC,
		.bind = bind,
		.nr_bind = 2,
		.timeout_ns = 60000000000,
		.parent_pid = 4711,
		.dir = (char *)"/tmp/x",
		.counters = true,
		.input_bytes = 4096 };
	char *text = written(&order_shape, &order);

	(void)state;
	assert_string_equal(text,
		"{\"protocol\":1,\"cell\":{\"cell\":\"net/remote procs:2\",\"workload\":\"net/remote\","
		"\"class\":\"io\",\"workload_version\":3,\"params\":{\"delay_us\":500},"
		"\"mode\":\"procs\",\"procs\":2,\"threads\":1,\"workers\":2,\"twin\":false,\"placement\":\"scatter\","
		"\"ops\":4000,\"unit\":\"request\",\"op_bytes\":0,\"latency\":null,\"lap_every\":0},\"schedule\":\"dynamic\",\"bind\":[0,-1],"
		"\"timeout_ns\":60000000000,\"parent_pid\":4711,\"dir\":\"/tmp/x\",\"counters\":true,\"input_bytes\":4096}");
	free(text);
}

static void a_trial_is_this_line(void **state)
{
	struct finding finding = { (char *)"updates_lost", 9 };
	struct worker_figures workers[] = { { 88, 2000, 3, -1 } };
	struct lap_count laps[] = { { 17, 2 }, { 30, 1 } };
	const struct trial trial = { .trial = 5,
		.round = 1,
		.cell = 2,
		.digest = 0xabc,
		.spawn_ns = 10,
		.ready_ns = 11,
		.work_ns = 12,
		.reap_ns = 13,
		.total_ns = 46,
		.start_skew_ns = 14,
		.end_skew_ns = 15,
		.gate_ns = 18,
		.setup_ns = 17,
		.overhead_ns = 16,
		.usage = { 20, 21, 22, 23, 24, 25, 26 },
		.counters = { 27, 28, 29, FIGURE_NONE, COUNTED_USER },
		.memory = { 31, 32, 33, 34, 35, 36, 37, FIGURE_NONE },
		.noise = { 41, 42, 43, 44, 45, FIGURE_NONE, 47, 48 },
		.findings = &finding,
		.nr_findings = 1,
		.workers = workers,
		.nr_workers = 1,
		.laps = laps,
		.nr_laps = 2 };
	char *text = written(&trial_shape, &trial);

	(void)state;
	assert_string_equal(text,
		"{\"trial\":5,\"round\":1,\"cell\":2,\"warmup\":false,\"status\":\"ok\",\"reason\":null,"
		"\"digest\":\"0000000000000abc\",\"spawn_ns\":10,\"ready_ns\":11,\"work_ns\":12,"
		"\"reap_ns\":13,\"total_ns\":46,\"start_skew_ns\":14,\"end_skew_ns\":15,\"gate_ns\":18,"
		"\"setup_ns\":17,\"overhead_ns\":16,\"cpu_ns\":20,\"cpu_user_ns\":21,\"cpu_sys_ns\":22,\"ctx_voluntary\":23,"
		"\"ctx_involuntary\":24,\"faults_minor\":25,\"faults_major\":26,"
		"\"counters\":{\"cycles\":27,\"instructions\":28,\"cache_misses\":29,"
		"\"dtlb_misses\":null,\"counted\":\"user\"},"
		"\"memory\":{\"pss_bytes\":31,\"pss_anon_bytes\":32,\"pss_shmem_bytes\":33,"
		"\"pss_file_bytes\":34,\"rss_bytes\":35,\"uss_bytes\":36,\"page_table_bytes\":37,"
		"\"peak_rss_bytes\":null},\"noise\":{\"steal_ns\":41,\"foreign_ns\":42,"
		"\"psi_cpu_ns\":43,\"psi_io_ns\":44,\"psi_memory_ns\":45,\"throttled_ns\":null,"
		"\"frequency_khz\":47,\"canary_ns\":48},\"findings\":{\"updates_lost\":9},"
		"\"workers\":[{\"work_ns\":88,\"ops\":2000,\"pu\":3,\"bound_pu\":-1}],"
		"\"laps\":[17,2,30,1]}");
	free(text);
}

/* The keys of an object of the report, in their order, as DESIGN.md lists them. */
static void assert_keys(const struct shape *shape, const char *keys)
{
	char joined[512] = "";

	for (const struct field *field = shape->fields; field->key; field++) {
		strcat(joined, *joined ? " " : "");
		strcat(joined, field->key);
	}
	assert_string_equal(joined, keys);
}

static const struct field *field_of(const struct shape *shape, const char *key)
{
	for (const struct field *field = shape->fields; field->key; field++)
		if (!strcmp(field->key, key))
			return field;
	fail_msg("%s has no %s", shape->name, key);
	return NULL;
}

static const struct shape *inner_of(const struct shape *shape, const char *key)
{
	return field_of(shape, key)->shape;
}

static void the_report_has_these_keys(void **state)
{
	const struct shape *result = inner_of(&report_shape, "results");

	(void)state;
	assert_keys(&report_shape,
		"schema_version complete started duration_ns label tool config "
		"machine methods cells trials results verdicts hybrids sweeps warnings");
	assert_keys(inner_of(&report_shape, "tool"), "name version commit dirty");
	assert_keys(inner_of(&report_shape, "config"),
		"argv seed budget_ns rounds_min rounds_max target_ci margin scaling schedule "
		"placement timeout_ns stop_rule stop_reason resumed shared");
	assert_keys(result,
		"cell status reason failed work_ns total_ns spawn_ns ready_ns reap_ns "
		"start_skew_ns ops_per_s bytes_per_s speedup efficiency "
		"break_even_ns per_op memory worker_page_table_bytes latency_ns findings warnings");
	assert_keys(inner_of(result, "work_ns"), "n median ci_low ci_high min max mean stdev mad "
						 "q1 q3");
	assert_keys(inner_of(result, "speedup"), "base_cell base_median_ns value ci_low ci_high");
	assert_keys(inner_of(result, "break_even_ns"), "value ci_low ci_high reason");
	assert_keys(inner_of(result, "per_op"),
		"cpu_ns cpu_user_ns cpu_sys_ns ctx_voluntary ctx_involuntary faults_minor "
		"faults_major cycles instructions cache_misses dtlb_misses counted");
	assert_keys(inner_of(result, "latency_ns"), "kind count p50 p90 p99 p999 max");
	assert_keys(inner_of(result, "warnings"), "code text advice");
	assert_keys(inner_of(&report_shape, "verdicts"),
		"workload workers threads_cell procs_cell n ratio ci_low ci_high total_ratio "
		"memory_ratio verdict text cause");
}

static void the_machine_has_these_keys(void **state)
{
	(void)state;
	assert_keys(&machine_shape, "hw_id env_id effective_cpus memory_bytes virtualization libc "
				    "allocator cpu limits power kernel thp storage build clock");
	assert_keys(inner_of(&machine_shape, "cpu"),
		"vendor model family stepping microcode packages cores pus usable_pus smt "
		"numa_nodes caches topology");
	assert_keys(inner_of(&machine_shape, "limits"),
		"cpu_quota cpuset memory_limit_bytes pids_max nproc nofile");
	assert_keys(inner_of(&machine_shape, "build"), "compiler cflags hwloc cjson sanitizer");
	assert_keys(inner_of(&machine_shape, "clock"), "name resolution_ns read_ns");
}

static void limits_are_read_beside_the_rest_of_the_machine(void **state)
{
	static const char text[] = "{\"hw_id\":\"a\",\"env_id\":\"b\",\"memory_bytes\":7,"
				   "\"limits\":{\"cpuset\":\"0-3\",\"nofile\":1024}}";
	struct machine machine;

	(void)state;
	read_or_fail(&machine_shape, text, &machine);
	assert_string_equal(machine.hw_id, "a");
	assert_int_equal(machine.memory_bytes, 7);
	assert_string_equal(machine.cpuset, "0-3");
	assert_int_equal(machine.limits.nofile, 1024);
	assert_true(isnan(machine.limits.cpu_quota));
	assert_int_equal(machine.limits.pids_max, FIGURE_NONE);
	json_release(&machine_shape, &machine);
}

static void words_are_the_names_of_their_enums(void **state)
{
	const struct shape *cell = inner_of(&report_shape, "cells");
	const char *const *classes = field_of(cell, "class")->words;
	const char *const *modes = field_of(cell, "mode")->words;
	const char *const *states = field_of(&trial_shape, "status")->words;
	const char *const *verdicts =
		field_of(inner_of(&report_shape, "verdicts"), "verdict")->words;

	(void)state;
	for (unsigned i = 0; i < NR_CLASSES; i++)
		assert_string_equal(classes[i], class_name((enum workload_class)i));
	assert_null(classes[NR_CLASSES]);
	for (unsigned i = 0; i < NR_MODES; i++)
		assert_string_equal(modes[i], mode_name((enum mode)i));
	assert_null(modes[NR_MODES]);
	for (unsigned i = 0; i <= STATUS_SKIPPED; i++)
		assert_string_equal(states[i], status_name((enum status)i));
	assert_null(states[STATUS_SKIPPED + 1]);
	for (unsigned i = 0; i <= VERDICT_PROCS; i++)
		assert_string_equal(verdicts[i], verdict_name((enum verdict)i));
	assert_null(verdicts[VERDICT_PROCS + 1]);
}

static void a_bucket_beyond_the_histogram_is_refused(void **state)
{
	struct json_trouble trouble;
	struct trial trial;
	char text[128];

	(void)state;
	snprintf(text, sizeof(text), "{\"status\":\"ok\",\"laps\":[%u,1]}", HISTOGRAM_BUCKETS - 1);
	read_or_fail(&trial_shape, text, &trial);
	json_release(&trial_shape, &trial);
	snprintf(text, sizeof(text), "{\"status\":\"ok\",\"laps\":[%u,1]}", HISTOGRAM_BUCKETS);
	assert_int_equal(json_read(&trial_shape, text, strlen(text), &trial, &trouble), -EINVAL);
	assert_memory_equal(trouble.text, "laps[0]: ", 9);
}

static void a_parameter_without_a_value_is_refused(void **state)
{
	static const char text[] = "{\"protocol\":1,\"cell\":{\"cell\":\"a\",\"workload\":\"a\","
				   "\"class\":\"cpu\",\"params\":{\"n\":null}}}";
	struct json_trouble trouble;
	struct order order;

	(void)state;
	assert_int_equal(json_read(&order_shape, text, strlen(text), &order, &trouble), -EINVAL);
	assert_string_equal(trouble.text, "cell.params.n: missing");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_full_comes_back_the_same),
		cmocka_unit_test(what_is_unknown_comes_back_unknown),
		cmocka_unit_test(every_shape_is_sound),
		cmocka_unit_test(an_order_is_this_line),
		cmocka_unit_test(a_trial_is_this_line),
		cmocka_unit_test(the_report_has_these_keys),
		cmocka_unit_test(the_machine_has_these_keys),
		cmocka_unit_test(limits_are_read_beside_the_rest_of_the_machine),
		cmocka_unit_test(words_are_the_names_of_their_enums),
		cmocka_unit_test(a_bucket_beyond_the_histogram_is_refused),
		cmocka_unit_test(a_parameter_without_a_value_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
