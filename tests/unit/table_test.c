/* SPDX-License-Identifier: MIT */
#include "report/table.h"

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
#include "report/format.h"
#include "report/strict.h"

#define MIB ((uint64_t)1 << 20)

/* A text that nobody writes to, in the place of one from the heap. */
#define TEXT(text) ((char *)(uintptr_t)(text))

enum cell_name { SEQ, THREADS, PROCS, HYBRID, FAILED, SKIPPED, NR_CELLS };

/* ---- A report by hand: what a usual run gives ---- */

static struct cell cells[NR_CELLS];
static struct result results[NR_CELLS];
static struct verdict_row verdicts[5];
static struct warning run_warning, cell_warning;
static struct finding findings[2];
static struct report report;

static void put_cell(
	enum cell_name name, const char *text, enum mode mode, unsigned procs, unsigned threads)
{
	cells[name] = (struct cell){ .cell = TEXT(text),
		.workload = TEXT("counter/mutex"),
		.mode = mode,
		.procs = procs,
		.threads = threads,
		.workers = procs * threads,
		.placement = TEXT("scatter"),
		.unit = TEXT("increment") };
	results[name] = (struct result){
		.cell = name, .speedup = { FIGURE_NONE, NAN, NAN, NAN, NAN }, .memory = memory_none
	};
}

static void put_figures(enum cell_name name, double work_ns, double speedup)
{
	struct result *result = &results[name];

	result->work_ns = (struct summary){
		.n = 10, .median = work_ns, .ci_low = work_ns * 0.99, .ci_high = work_ns * 1.02
	};
	result->spawn_ns = (struct summary){ .n = 10, .median = 123456 };
	result->ops_per_s.median = 1.2e6;
	result->speedup = (struct speedup){ SEQ, 251e6, speedup, speedup - 0.02, speedup + 0.01 };
	result->memory.pss_bytes = 12 * MIB + 300000;
	result->memory.page_table_bytes = 400 << 10;
}

static void put_cells(void)
{
	put_cell(SEQ, "counter/mutex seq", MODE_SEQ, 1, 1);
	put_cell(THREADS, "counter/mutex threads:16", MODE_THREADS, 1, 16);
	put_cell(PROCS, "counter/mutex procs:16", MODE_PROCS, 16, 1);
	put_cell(HYBRID, "counter/mutex 4x4", MODE_HYBRID, 4, 4);
	put_cell(FAILED, "counter/spin procs:2", MODE_PROCS, 2, 1);
	put_cell(SKIPPED, "ping/pipe seq", MODE_SEQ, 1, 1);
	put_figures(SEQ, 251e6, 1);
	results[SEQ].speedup = (struct speedup){ FIGURE_NONE, NAN, NAN, NAN, NAN };
	put_figures(THREADS, 127e6, 1.98);
	put_figures(PROCS, 151e6, 1.66);
	put_figures(HYBRID, 140e6, 1.79);
	results[FAILED].status = STATUS_FAILED;
	results[FAILED].reason = TEXT("work: worker 1 was killed by SIGSEGV");
	results[SKIPPED].status = STATUS_SKIPPED;
	results[SKIPPED].reason = TEXT("it takes two to play");
}

static void put_verdicts(void)
{
	static const char *const texts[] = { "no verdict: 5 rounds where 6 are needed",
		"cannot tell", "no difference", "threads", "processes" };

	for (int verdict = VERDICT_NONE; verdict <= VERDICT_PROCS; verdict++)
		verdicts[verdict] = (struct verdict_row){ .workload = TEXT("counter/mutex"),
			.workers = 16,
			.threads_cell = THREADS,
			.procs_cell = PROCS,
			.n = 10,
			.ratio = 1.234,
			.ci_low = 1.201,
			.ci_high = 1.268,
			.total_ratio = 1.301,
			.memory_ratio = 2.11,
			.verdict = (enum verdict)verdict,
			.text = TEXT(texts[verdict]) };
	verdicts[VERDICT_NONE].n = 5;
	verdicts[VERDICT_NONE].ci_low = verdicts[VERDICT_NONE].ci_high = NAN;
}

static void put_machine(struct machine *machine)
{
	machine->cpu.model = TEXT("Intel(R) Xeon(R) Platinum 8481C CPU @ 2.70GHz");
	machine->cpu.counts.usable_pus = 16;
	machine->cpu.counts.pus = 32;
	machine->effective_cpus = 15.2;
	machine->memory_bytes = 64 * 1024 * MIB;
	machine->virtualization = TEXT("kvm");
	machine->kernel.release = TEXT("6.1.0-18-cloud-amd64");
}

static int set_up(void **state)
{
	(void)state;
	put_cells();
	put_verdicts();
	run_warning = (struct warning){ TEXT("SHARED_CPUS"),
		TEXT("16 processing units are usable and do the work of 9.00"),
		TEXT("expect no more speed-up than that") };
	cell_warning = (struct warning){ TEXT("UNSTABLE"),
		TEXT("the time's interval reaches 9 % from its median"),
		TEXT("stop what else runs on the machine") };
	findings[0] = (struct finding){ TEXT("lost_ops"), 42 };
	findings[1] = (struct finding){ TEXT("retries"), 7 };
	report = (struct report){ .complete = true,
		.started = TEXT("2026-05-04T09:30:00Z"),
		.duration_ns = 61250000000u,
		.label = TEXT("laptop"),
		.tool.version = TEXT("0.1.0"),
		.config = { .margin = 0.03,
			.scaling = TEXT("strong"),
			.schedule = TEXT("static"),
			.placement = TEXT("scatter") },
		.cells = cells,
		.nr_cells = NR_CELLS,
		.results = results,
		.nr_results = NR_CELLS,
		.verdicts = verdicts,
		.nr_verdicts = 5,
		.warnings = &run_warning,
		.nr_warnings = 1 };
	put_machine(&report.machine);
	results[THREADS].findings = findings;
	results[THREADS].nr_findings = 2;
	results[PROCS].warnings = &cell_warning;
	results[PROCS].nr_warnings = 1;
	return 0;
}

/* ---- What was printed ---- */

static char *printed;

static const char *print(void)
{
	size_t size;
	FILE *out;

	free(printed);
	out = open_memstream(&printed, &size);
	assert_non_null(out);
	assert_int_equal(table_print(&(struct sheet){ out, SHEET_TABLE }, &report), 0);
	assert_int_equal(fclose(out), 0);
	return printed;
}

static int tear_down(void **state)
{
	(void)state;
	free(printed);
	printed = NULL;
	return 0;
}

static void assert_has(const char *text, const char *part)
{
	if (!text || !strstr(text, part))
		fail_msg("\"%s\" is not in:\n%s", part, text ? text : "nothing");
}

static unsigned count_lines(const char *text)
{
	unsigned nr = 0;

	while ((text = strchr(text, '\n')))
		nr++, text++;
	return nr;
}

/* The whole line that begins with a text; the caller frees it. */
static char *line_of(const char *text, const char *beginning)
{
	const char *line = text;

	while (line && strncmp(line, beginning, strlen(beginning)) != 0) {
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	if (!line)
		fail_msg("no line begins with \"%s\" in:\n%s", beginning, text);
	return strndup(line, strcspn(line, "\n"));
}

static void assert_line(const char *text, const char *beginning, const char *part)
{
	char *line = line_of(text, beginning);

	assert_has(line, part);
	free(line);
}

/* ---- Cells ---- */

static void measured_cell_has_a_line_with_its_figures(void **state)
{
	const char *text = print();

	(void)state;
	assert_line(text, "counter/mutex threads", " 16 ");
	assert_line(text, "counter/mutex threads", "127 ms [126, 130]");
	assert_line(text, "counter/mutex threads", "1.98 [1.96, 1.99]");
	assert_line(text, "counter/mutex threads", "1.20M");
	assert_line(text, "counter/mutex threads", "12.3 MiB");
	assert_line(text, "counter/mutex threads", "400 KiB");
}

static void hybrid_is_told_by_its_shape(void **state)
{
	(void)state;
	assert_line(print(), "counter/mutex 4x4", "140 ms");
}

/* Nobody is created in seq: what its trial took for nothing is no figure. */
static void seq_has_neither_speedup_nor_spawn(void **state)
{
	char *line = line_of(print(), "counter/mutex seq");

	(void)state;
	assert_has(line, " - ");
	assert_null(strstr(strstr(printed, "Worth creating"), "counter/mutex seq"));
	free(line);
}

static void skipped_cell_has_its_sentence_and_no_line(void **state)
{
	const char *text = print();

	(void)state;
	assert_line(text, "skipped ping/pipe seq", "it takes two to play");
	assert_null(strstr(text, "\nping/pipe"));
}

static void failed_cell_has_its_sentence(void **state)
{
	const char *text = print();

	(void)state;
	assert_line(text, "failed  counter/spin procs:2", "worker 1 was killed by SIGSEGV");
	assert_null(strstr(text, "\ncounter/spin"));
}

static void failed_cell_with_good_trials_has_both(void **state)
{
	const char *text;

	(void)state;
	put_figures(FAILED, 33e6, 2);
	text = print();
	assert_line(text, "failed  counter/spin procs:2", "worker 1 was killed by SIGSEGV");
	assert_line(text, "counter/spin", "33.0 ms");
}

static void findings_are_told_with_their_cell(void **state)
{
	(void)state;
	assert_line(strstr(print(), "What the workloads found"), "counter/mutex threads",
		"16 lost_ops 42, retries 7");
}

static void findings_of_bytes_and_times_have_their_unit(void **state)
{
	(void)state;
	findings[0] = (struct finding){ TEXT("cached_bytes"), 64 * MIB };
	findings[1] = (struct finding){ TEXT("longest_ns"), 1500 };
	assert_has(print(), "cached_bytes 64.0 MiB, longest_ns 1.50 µs\n");
}

static void unknown_finding_is_a_dash(void **state)
{
	const char *text;

	(void)state;
	findings[0].value = FIGURE_NONE;
	text = print();
	assert_has(text, "lost_ops -");
	assert_null(strstr(text, "1844674407370955161"));
}

static void bytes_are_told_where_ops_move_them(void **state)
{
	const char *text = print();

	(void)state;
	assert_null(strstr(text, "Bytes moved"));
	cells[THREADS].op_bytes = 12288;
	results[THREADS].bytes_per_s.median = 5.0 * 1024 * (double)MIB;
	text = print();
	assert_line(strstr(text, "Bytes moved"), "counter/mutex threads", "12.0 KiB 5.00 GiB");
}

static void latency_is_told_where_it_was_taken(void **state)
{
	const char *text = print();

	(void)state;
	assert_null(strstr(text, "Latency"));
	results[PROCS].latency = (struct latency){ TEXT("lateness of a tick"), 200, 1000, 2000,
		FIGURE_NONE, FIGURE_NONE, 77000000 };
	text = print();
	assert_line(strstr(text, "Latency"), "counter/mutex procs", "1.00 µs 2.00 µs");
	assert_line(strstr(text, "Latency"), "counter/mutex procs", "-");
	assert_line(strstr(text, "Latency"), "counter/mutex procs", "77.0 ms lateness of a tick");
}

/* ---- Marks ---- */

static void row_is_marked_for_what_its_cell_is_warned_of(void **state)
{
	struct warning other = { TEXT("BIMODAL"), TEXT("two heaps"), TEXT("look at them") };
	struct warning both[] = { cell_warning, other };

	(void)state;
	assert_line(print(), "counter/mutex procs", "KiB ~");
	assert_has(printed, "\n~: unstable");
	assert_null(strstr(printed, "\n!:"));
	results[PROCS].warnings = &other;
	assert_line(print(), "counter/mutex procs", "KiB !");
	assert_null(strstr(printed, "\n~:"));
	assert_has(printed, "\n!: see the warnings");
	results[PROCS].warnings = both;
	results[PROCS].nr_warnings = 2;
	assert_line(print(), "counter/mutex procs", "KiB ~!");
}

static void figures_beside_failed_trials_are_marked(void **state)
{
	(void)state;
	assert_null(strstr(print(), "\nx:"));
	put_figures(FAILED, 33e6, 2);
	assert_line(print(), "counter/spin  procs", "KiB x");
	assert_has(printed, "\nx: a trial failed");
}

static void rows_without_warning_have_no_legend_of_marks(void **state)
{
	(void)state;
	results[PROCS].nr_warnings = 0;
	print();
	assert_null(strstr(printed, "\n~:"));
	assert_null(strstr(printed, "\n!:"));
	assert_null(strstr(printed, "\nx:"));
}

/* ---- Head ---- */

static void rounds_are_told_with_why_there_were_no_more(void **state)
{
	(void)state;
	report.config.stop_reason = TEXT("the budget is spent");
	assert_has(print(), "\n10 rounds: the budget is spent\n");
	results[SEQ].work_ns.n = 8;
	assert_has(print(), "\n8 to 10 rounds: the budget is spent\n");
}

static void nothing_measured_is_said_and_there_is_no_grid(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR_CELLS; i++)
		results[i].work_ns.n = results[i].spawn_ns.n = 0;
	report.nr_verdicts = 0;
	assert_has(print(), "\nnothing was measured\n");
	assert_null(strstr(printed, "speedup"));
	assert_null(strstr(printed, "Worth creating"));
	assert_line(printed, "skipped ping/pipe seq", "it takes two to play");
}

static void head_tells_what_was_measured_on(void **state)
{
	const char *text = print();

	(void)state;
	assert_has(text, "parallax 0.1.0");
	assert_has(text, "laptop");
	assert_has(text, "Xeon(R) Platinum 8481C");
	assert_has(text, "16 usable of 32 CPUs, effectively 15.2 when it began");
	assert_has(text, "64.0 GiB of memory");
	assert_has(text, "kvm");
	assert_has(text, "6.1.0-18-cloud-amd64");
	assert_has(text, "2026-05-04T09:30:00Z");
	assert_has(text, "strong scaling, static split, placement scatter");
}

static void interrupted_run_is_called_incomplete(void **state)
{
	(void)state;
	assert_null(strstr(print(), "INCOMPLETE"));
	report.complete = false;
	assert_has(print(), "INCOMPLETE");
}

/* ---- Verdicts ---- */

static void each_verdict_is_told_with_its_ratios(void **state)
{
	static const char *const words[] = { "no verdict: 5 rounds", "cannot tell within 3 %",
		"no difference past 3 %", "threads", "processes" };
	static const char *const marks[] = { " - no", " ? cannot", " = no", " * thr", " * pro" };

	(void)state;
	for (size_t verdict = 0; verdict < 5; verdict++) {
		const char *text;

		report.verdicts = &verdicts[verdict];
		report.nr_verdicts = 1;
		text = strstr(print(), "Threads or processes?");
		assert_non_null(text);
		assert_line(text, "counter/mutex", words[verdict]);
		assert_line(text, "counter/mutex", marks[verdict]);
		assert_line(text, "counter/mutex", verdict ? "1.234 [1.201, 1.268]" : "1.23 ");
		assert_line(text, "counter/mutex", "1.30");
		assert_line(text, "counter/mutex", "2.11");
	}
}

static void verdicts_are_counted(void **state)
{
	(void)state;
	assert_has(print(), "\nof 5: threads in 1, processes in 1, no difference past 3 % in 1, ");
	assert_has(printed, "cannot tell within 3 % in 1, no\n  verdict in 1\n");
	report.nr_verdicts = 1;
	assert_null(strstr(print(), "\nof "));
}

static void no_verdict_is_no_heading(void **state)
{
	(void)state;
	report.nr_verdicts = 0;
	assert_null(strstr(print(), "Threads or processes?"));
}

static void cause_is_told_below_the_verdicts(void **state)
{
	const char *text;

	(void)state;
	assert_null(strstr(print(), "may come from"));
	verdicts[VERDICT_THREADS].cause = TEXT("processes take 80.0 times the page faults");
	text = strstr(print(), "Where the difference may come from");
	assert_has(text, "counter/mutex, 16 workers\n    processes take 80.0 times the page");
	assert_true(text > strstr(printed, "Threads or processes?"));
}

static void creation_is_told_with_the_task_that_pays_for_it(void **state)
{
	(void)state;
	results[PROCS].break_even_ns.reason = TEXT("the work is no faster than in seq");
	results[PROCS].break_even_ns.value = NAN;
	assert_line(strstr(print(), "Worth creating"), "counter/mutex procs",
		"16 123 µs   123 µs - the work is no faster than in seq");
	results[THREADS].break_even_ns = (struct break_even){ 250e3, 240e3, 260e3, NULL };
	assert_line(
		strstr(print(), "Worth creating"), "counter/mutex threads", "250 µs [240, 260]");
}

/* ---- Warnings ---- */

static void warning_of_the_run_is_told_with_its_advice(void **state)
{
	const char *text = print();

	(void)state;
	assert_has(text, "SHARED_CPUS");
	assert_has(text, "do the work of 9.00");
	assert_has(text, "expect no more speed-up than that");
}

static void warning_of_a_cell_is_told_with_its_cell(void **state)
{
	const char *text = print();

	(void)state;
	assert_has(text, "UNSTABLE");
	assert_has(text, "stop what else runs");
	assert_has(text, "counter/mutex procs:16: the time's interval reaches 9 %");
}

static void advice_common_to_many_cells_is_told_once(void **state)
{
	const char *text;

	(void)state;
	for (size_t i = 0; i < NR_CELLS; i++) {
		results[i].warnings = &cell_warning;
		results[i].nr_warnings = 1;
	}
	text = strstr(print(), "stop what else runs");
	assert_non_null(text);
	assert_null(strstr(text + 1, "stop what else runs"));
}

static void other_advice_for_the_same_code_is_told_too(void **state)
{
	struct warning other = cell_warning;
	const char *text;

	(void)state;
	other.advice = TEXT("run it alone");
	results[THREADS].warnings = &other;
	results[THREADS].nr_warnings = 1;
	text = print();
	assert_has(text, "UNSTABLE: stop what else runs");
	assert_has(text, "UNSTABLE: run it alone");
}

static void no_warning_is_no_heading(void **state)
{
	(void)state;
	report.nr_warnings = results[PROCS].nr_warnings = 0;
	assert_null(strstr(print(), "Warnings"));
}

/* ---- Form ---- */

static void ordinary_report_is_at_most_100_columns(void **state)
{
	const char *line = print();

	(void)state;
	while (*line) {
		char *whole = strndup(line, strcspn(line, "\n"));

		if (format_columns(whole) > 100)
			fail_msg("%u columns: %s", format_columns(whole), whole);
		line += strlen(whole) + 1;
		free(whole);
	}
}

static void no_line_ends_with_a_blank(void **state)
{
	(void)state;
	assert_null(strstr(print(), " \n"));
}

static void columns_stand_below_their_heads(void **state)
{
	char *head = line_of(print(), "workload"), *row = line_of(printed, "counter/mutex threads");
	size_t mode = (size_t)(strstr(head, "mode") - head);

	(void)state;
	assert_int_equal(strncmp(row + mode, "threads", 7), 0);
	free(head);
	free(row);
}

static void nothing_that_is_missing_is_called_null(void **state)
{
	(void)state;
	report.label = report.tool.version = report.started = NULL;
	memset(&report.machine, 0, sizeof(report.machine));
	report.machine.effective_cpus = NAN;
	report.machine.memory_bytes = report.duration_ns = FIGURE_NONE;
	results[FAILED].reason = NULL;
	assert_null(strstr(print(), "null"));
	assert_has(printed, "unknown CPU");
}

static void empty_report_is_printed(void **state)
{
	(void)state;
	report.nr_cells = report.nr_results = report.nr_verdicts = report.nr_warnings = 0;
	assert_has(print(), "parallax 0.1.0");
}

static void full_disk_is_an_error(void **state)
{
	FILE *full = fopen("/dev/full", "w");

	(void)state;
	assert_non_null(full);
	assert_int_equal(table_print(&(struct sheet){ full, SHEET_TABLE }, &report), -EIO);
	fclose(full);
}

/* ---- Hostile texts ---- */

#define HOSTILE "\033[2J\r\n\t\b\x7f\001nice seq"

/* In each place of a report that holds a name or a sentence. */
static void put_everywhere(const char *hostile)
{
	report.tool.version = report.label = report.started = TEXT(hostile);
	report.machine.cpu.model = report.machine.virtualization = TEXT(hostile);
	report.machine.kernel.release = TEXT(hostile);
	cells[THREADS].cell = cells[PROCS].cell = cells[FAILED].cell = TEXT(hostile);
	results[FAILED].reason = results[SKIPPED].reason = TEXT(hostile);
	for (size_t i = 0; i < 5; i++)
		verdicts[i].workload = verdicts[i].text = verdicts[i].cause = TEXT(hostile);
	run_warning = (struct warning){ TEXT(hostile), TEXT(hostile), TEXT(hostile) };
	cell_warning = run_warning;
	findings[0].name = TEXT(hostile);
}

/* Whether a text moves a cursor: the control characters of ASCII, and those from U+0080 on. */
static void assert_harmless(const char *text)
{
	const unsigned char *byte = (const unsigned char *)text;

	for (; *byte; byte++) {
		assert_true(*byte >= ' ' || *byte == '\n');
		assert_int_not_equal(*byte, 0x7f);
		assert_false(*byte == 0xc2 && byte[1] >= 0x80 && byte[1] < 0xa0);
	}
}

static void hostile_name_brings_no_control_character(void **state)
{
	(void)state;
	put_everywhere(HOSTILE);
	assert_harmless(print());
	assert_has(printed, "nice");
}

/* Held against a name as long, since long lines are broken. */
static void hostile_name_makes_no_line_of_its_own(void **state)
{
	unsigned lines;

	(void)state;
	put_everywhere("xxxxxxxxxxnice seq");
	assert_int_equal(strlen("xxxxxxxxxxnice seq"), strlen(HOSTILE));
	lines = count_lines(print());
	put_everywhere(HOSTILE);
	assert_int_equal(count_lines(print()), lines);
}

static void hostile_word_of_the_config_brings_no_control_character(void **state)
{
	(void)state;
	report.config.scaling = report.config.schedule = TEXT(HOSTILE);
	report.config.placement = TEXT(HOSTILE);
	assert_harmless(print());
}

/* U+009B begins a sequence on a terminal as ESC [ does. */
static void control_characters_past_ascii_are_replaced(void **state)
{
	(void)state;
	put_everywhere("\xc2\x9b"
		       "2Jnice seq");
	assert_harmless(print());
}

static void other_characters_past_ascii_stay(void **state)
{
	(void)state;
	put_everywhere("µ€\xc2\xa0🐧 seq");
	assert_has(print(), "µ€\xc2\xa0🐧");
}

static void name_that_is_cut_off_stays_utf8(void **state)
{
	(void)state;
	for (unsigned shift = 0; shift < 3; shift++) {
		char name[256] = "xxx";
		char *at = name + shift;

		for (int i = 0; i < 60; i++)
			at = stpcpy(at, "€");
		put_everywhere(name);
		for (const char *text = print(); *text; text += strict_utf8(text, strlen(text)))
			assert_true(strict_utf8(text, strlen(text)) > 0);
		tear_down(NULL);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct CMUnitTest tests[] = {
	TEST(measured_cell_has_a_line_with_its_figures),
	TEST(hybrid_is_told_by_its_shape),
	TEST(seq_has_neither_speedup_nor_spawn),
	TEST(skipped_cell_has_its_sentence_and_no_line),
	TEST(failed_cell_has_its_sentence),
	TEST(failed_cell_with_good_trials_has_both),
	TEST(findings_are_told_with_their_cell),
	TEST(findings_of_bytes_and_times_have_their_unit),
	TEST(unknown_finding_is_a_dash),
	TEST(bytes_are_told_where_ops_move_them),
	TEST(latency_is_told_where_it_was_taken),
	TEST(row_is_marked_for_what_its_cell_is_warned_of),
	TEST(figures_beside_failed_trials_are_marked),
	TEST(rows_without_warning_have_no_legend_of_marks),
	TEST(rounds_are_told_with_why_there_were_no_more),
	TEST(nothing_measured_is_said_and_there_is_no_grid),
	TEST(head_tells_what_was_measured_on),
	TEST(interrupted_run_is_called_incomplete),
	TEST(each_verdict_is_told_with_its_ratios),
	TEST(verdicts_are_counted),
	TEST(no_verdict_is_no_heading),
	TEST(cause_is_told_below_the_verdicts),
	TEST(creation_is_told_with_the_task_that_pays_for_it),
	TEST(warning_of_the_run_is_told_with_its_advice),
	TEST(warning_of_a_cell_is_told_with_its_cell),
	TEST(advice_common_to_many_cells_is_told_once),
	TEST(other_advice_for_the_same_code_is_told_too),
	TEST(no_warning_is_no_heading),
	TEST(ordinary_report_is_at_most_100_columns),
	TEST(no_line_ends_with_a_blank),
	TEST(columns_stand_below_their_heads),
	TEST(nothing_that_is_missing_is_called_null),
	TEST(empty_report_is_printed),
	TEST(full_disk_is_an_error),
	TEST(hostile_name_brings_no_control_character),
	TEST(hostile_name_makes_no_line_of_its_own),
	TEST(hostile_word_of_the_config_brings_no_control_character),
	TEST(control_characters_past_ascii_are_replaced),
	TEST(other_characters_past_ascii_stay),
	TEST(name_that_is_cut_off_stays_utf8),
};

int main(void)
{
	return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
