/* SPDX-License-Identifier: MIT */
#include "report/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <cmocka.h>

#include "measure/figure.h"
#include "report/json.h"
#include "report/shapes.h"
#include "tests/unit/tree.h"

/* ---- A report of two cells, small but whole; every text is a literal ---- */

#define WORKERS 2

struct sample {
	struct cell cells[2];
	struct worker_figures workers[WORKERS];
	struct trial trials[2];
	struct result results[2];
	struct verdict_row verdict;
	struct hybrid_row hybrid;
	struct report report;
};

static void sample_init(struct sample *sample)
{
	struct report *report = &sample->report;

	memset(sample, 0, sizeof(*sample));
	shape_clear(&report_shape, report);
	for (unsigned i = 0; i < 2; i++) {
		struct trial *trial = &sample->trials[i];

		sample->cells[i] =
			(struct cell){ .cell = (char *)(i ? "primes procs:2" : "primes threads:2"),
				.workload = (char *)"primes",
				.mode = i ? MODE_PROCS : MODE_THREADS,
				.procs = i ? WORKERS : 1,
				.threads = i ? 1 : WORKERS,
				.workers = WORKERS,
				.placement = (char *)"none",
				.unit = (char *)"candidate" };
		shape_clear(&trial_shape, trial);
		trial->cell = i;
		trial->workers = sample->workers;
		trial->nr_workers = i ? WORKERS : 0;
		sample->results[i].cell = i;
		sample->results[i].speedup.base_cell = i ? 0 : FIGURE_NONE;
	}
	sample->verdict = (struct verdict_row){ .workload = (char *)"primes",
		.workers = WORKERS,
		.procs_cell = 1,
		.text = (char *)"Threads." };
	sample->hybrid = (struct hybrid_row){ .workload = (char *)"primes",
		.workers = WORKERS,
		.next_cell = 1,
		.verdict = HYBRID_BEST,
		.text = (char *)"1x2." };
	report->schema_version = REPORT_SCHEMA_VERSION;
	report->started = (char *)"2026-05-04T09:30:00Z";
	report->tool = (struct tool){ (char *)"parallax", (char *)"0.1.0", NULL, false };
	report->config.seed = (char *)"1";
	report->config.scaling = report->config.schedule = report->config.placement = (char *)"x";
	report->machine.hw_id = report->machine.env_id = (char *)"0123456789abcdef";
	report->cells = sample->cells;
	report->trials = sample->trials;
	report->results = sample->results;
	report->verdicts = &sample->verdict;
	report->nr_cells = report->nr_trials = report->nr_results = 2;
	report->hybrids = &sample->hybrid;
	report->nr_verdicts = report->nr_hybrids = 1;
}

static const char *in_tree(void **state, const char *name)
{
	static char full[PATH_MAX];

	tree_path(*state, name, full);
	return full;
}

static unsigned nr_entries(void **state)
{
	const struct tree *tree = *state;
	DIR *directory = opendir(tree->root);
	unsigned nr = 0;

	assert_non_null(directory);
	while (readdir(directory))
		nr++;
	closedir(directory);
	return nr - 2;
}

static void assert_message(const char *message, const char *part)
{
	assert_null(strchr(message, '\n'));
	if (!strstr(message, part))
		fail_msg("\"%s\" without \"%s\"", message, part);
}

static void write_sample(const char *path, const struct sample *sample)
{
	char message[FILE_MESSAGE_SIZE] = "";

	if (report_write(path, &sample->report, message))
		fail_msg("%s", message);
}

typedef int read_of(const char *path, struct report *report, char message[FILE_MESSAGE_SIZE]);

/* Refused, with such words, and nothing left to release. */
static void assert_unreadable_by(read_of *read, const char *path, int error, const char *part)
{
	char message[FILE_MESSAGE_SIZE] = "";
	struct report report;

	assert_int_equal(read(path, &report, message), error);
	assert_message(message, part);
	assert_null(report.cells);
	assert_null(report.started);
}

static void assert_unreadable(const char *path, int error, const char *part)
{
	assert_unreadable_by(report_read, path, error, part);
	assert_unreadable_by(report_read_times, path, error, part);
}

static void assert_unwritable(const char *path, int error, const char *part)
{
	char message[FILE_MESSAGE_SIZE] = "";
	struct sample sample;

	sample_init(&sample);
	assert_int_equal(report_write(path, &sample.report, message), error);
	assert_message(message, part);
}

static void assert_unwritten(const char *path, const struct sample *sample, int error)
{
	char message[FILE_MESSAGE_SIZE] = "";

	assert_int_equal(report_write(path, &sample->report, message), error);
}

/* The first most bytes of a file, the caller's to free. */
static char *read_text(const char *path, size_t most)
{
	char *text = calloc(most + 1, 1);
	FILE *in = fopen(path, "r");

	assert_non_null(in);
	assert_true(fread(text, 1, most, in) > 0);
	fclose(in);
	return text;
}

static void what_is_written_reads_back_the_same(void **state)
{
	const char *path = in_tree(state, "/a.json");
	char message[FILE_MESSAGE_SIZE] = "", *before, *after;
	struct sample sample;
	struct report report;

	sample_init(&sample);
	write_sample(path, &sample);
	assert_int_equal(report_read(path, &report, message), 0);
	before = json_write(&report_shape, &sample.report, JSON_LINE);
	after = json_write(&report_shape, &report, JSON_LINE);
	assert_string_equal(before, after);
	free(before);
	free(after);
	report_release(&report);
	assert_int_equal(nr_entries(state), 1);
}

/* What report/file.h says is read for times, taken out of a whole report. */
static void keep_times(struct report *report)
{
	for (size_t i = 0; i < report->nr_trials; i++) {
		struct trial *trial = &report->trials[i], kept;

		memset(&kept, 0, sizeof(kept));
		shape_clear(&trial_shape, &kept);
		kept.round = trial->round;
		kept.cell = trial->cell;
		kept.warmup = trial->warmup;
		kept.status = trial->status;
		kept.work_ns = trial->work_ns;
		kept.noise.canary_ns = trial->noise.canary_ns;
		*trial = kept;
	}
	for (size_t i = 0; i < report->nr_results; i++) {
		struct result *result = &report->results[i], kept;

		memset(&kept, 0, sizeof(kept));
		shape_clear(&result_shape, &kept);
		kept.cell = result->cell;
		kept.status = result->status;
		kept.speedup.base_cell = result->speedup.base_cell;
		kept.memory.pss_bytes = result->memory.pss_bytes;
		*result = kept;
	}
	report->nr_methods = report->nr_verdicts = report->nr_hybrids = report->nr_sweeps = 0;
}

static void times_are_read_as_the_whole_has_them(void **state)
{
	static struct warning warning = { (char *)"SANITIZER", (char *)"a", (char *)"b" };
	static struct method method = { (char *)"work_ns", (char *)"a sentence" };
	const char *path = in_tree(state, "/a.json");
	char message[FILE_MESSAGE_SIZE] = "", *expected, *times;
	struct sample sample;
	struct report report;

	sample_init(&sample);
	sample.trials[0].round = 1;
	sample.trials[0].warmup = true;
	sample.trials[0].work_ns = 123456789;
	sample.trials[0].total_ns = 223456789;
	sample.trials[0].noise.canary_ns = 80000;
	sample.trials[0].noise.steal_ns = 7;
	sample.trials[1].status = STATUS_FAILED;
	sample.trials[1].reason = (char *)"\"}, {\\";
	sample.results[0].memory.pss_bytes = 4096;
	sample.results[1].status = STATUS_FAILED;
	sample.report.label = (char *)"\xc3\xa4 \"label\"";
	sample.report.warnings = &warning;
	sample.report.methods = &method;
	sample.report.nr_warnings = sample.report.nr_methods = 1;
	write_sample(path, &sample);
	assert_int_equal(report_read_times(path, &report, message), 0);
	keep_times(&sample.report);
	expected = json_write(&report_shape, &sample.report, JSON_LINE);
	times = json_write(&report_shape, &report, JSON_LINE);
	assert_string_equal(times, expected);
	free(expected);
	free(times);
	report_release(&report);
}

/* Where the sieve gives up, the whole is read: nothing is refused that the whole would not. */
static void times_of_an_odd_report_are_read_too(void **state)
{
	const char *path = in_tree(state, "/a.json");
	char message[FILE_MESSAGE_SIZE] = "", *text;
	struct sample sample;
	struct report report;

	sample_init(&sample);
	sample.trials[0].reason = (char *)"xxxxxxxxxxxx";
	text = json_write(&report_shape, &sample.report, JSON_LINE);
	memcpy(strstr(text, "xxxxxxxxxxxx"), "\\ud83d\\ude00", 12);
	tree_file(*state, "/a.json", text);
	free(text);
	assert_int_equal(report_read_times(path, &report, message), 0);
	assert_int_equal(report.nr_trials, 2);
	report_release(&report);
}

static void stdin_is_a_dash(void **state)
{
	const char *path = in_tree(state, "/a.json");
	char message[FILE_MESSAGE_SIZE] = "";
	int fd, kept = dup(STDIN_FILENO), error;
	struct sample sample;
	struct report report;

	sample_init(&sample);
	write_sample(path, &sample);
	fd = open(path, O_RDONLY);
	dup2(fd, STDIN_FILENO);
	error = report_read("-", &report, message);
	dup2(kept, STDIN_FILENO);
	close(fd);
	close(kept);
	assert_int_equal(error, 0);
	assert_int_equal(report.nr_cells, 2);
	report_release(&report);
}

static void stdout_is_a_dash(void **state)
{
	int fd, kept = dup(STDOUT_FILENO), error;
	const char *path = in_tree(state, "/a.json");
	char message[FILE_MESSAGE_SIZE] = "";
	struct sample sample;
	struct report report;

	sample_init(&sample);
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	fflush(stdout);
	dup2(fd, STDOUT_FILENO);
	error = report_write("-", &sample.report, message);
	dup2(kept, STDOUT_FILENO);
	close(fd);
	close(kept);
	assert_int_equal(error, 0);
	assert_int_equal(report_read(path, &report, message), 0);
	report_release(&report);
}

static void what_is_no_report_is_refused(void **state)
{
	char path[PATH_MAX];

	tree_path(*state, "/x.json", path);
	assert_unreadable(path, -ENOENT, "x.json: No such file or directory");
	assert_unreadable(((struct tree *)*state)->root, -EISDIR, ": Is a directory");
	tree_file(*state, "/x.json", "");
	assert_unreadable(path, -ENODATA, "x.json: it is empty");
	tree_file(*state, "/x.json", "hello\n");
	assert_unreadable(path, -EINVAL,
		"x.json is not a report: not JSON at line 1, byte 1: something else");
	tree_file(*state, "/x.json", "{}\n");
	assert_unreadable(path, -EINVAL, "x.json is not a report: schema_version: missing");
	tree_file(*state, "/x.json", "{\"schema_version\":1,\"trials\":[{\"cell\":\"a\\u001b\"}]}");
	assert_unreadable(
		path, -EINVAL, "trials[0].cell: expected a non-negative integer, not a string");
}

static void a_newer_report_is_called_newer(void **state)
{
	static const char expected[] = "was made by a newer parallax (schema 2); this one reads 1";
	char path[PATH_MAX];
	struct sample sample;

	tree_path(*state, "/x.json", path);
	sample_init(&sample);
	sample.report.schema_version = 2;
	write_sample(path, &sample);
	assert_unreadable(path, -EINVAL, expected);
	tree_file(*state, "/x.json", "{\"cells\":{\"all\":\"new\"},\"schema_version\":2}");
	assert_unreadable(path, -EINVAL, expected);
	sample.report.schema_version = 0;
	write_sample(path, &sample);
	assert_unreadable(path, -EINVAL, "schema_version: expected 1, not 0");
}

static void too_large_a_file_is_refused_unread(void **state)
{
	const char *path = in_tree(state, "/x.json");
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	assert_int_equal(ftruncate(fd, ((off_t)256 << 20) + 1), 0);
	close(fd);
	assert_unreadable(path, -EFBIG, "x.json: it is larger than 256 MiB");
}

static void an_endless_device_is_given_up(void **state)
{
	(void)state;
	assert_unreadable("/dev/zero", -EFBIG, "it is larger than 256 MiB");
}

static void a_fifo_without_a_writer_is_given_up(void **state)
{
	const char *path = in_tree(state, "/fifo");

	assert_int_equal(mkfifo(path, 0600), 0);
	alarm(60);
	assert_unreadable_by(report_read, path, -ETIMEDOUT, "fifo: nothing came for 5 seconds");
	alarm(0);
}

static void a_long_path_leaves_room_for_the_reason(void **state)
{
	char path[PATH_MAX] = "/nope/";

	(void)state;
	memset(path + 6, 'x', 2000);
	assert_unreadable(path, -ENOENT, "xxx: No such file or directory");
	assert_unwritable(path, -ENOENT, "xxx: No such file or directory");
}

/* ---- Parts that do not fit together ---- */

static void no_such_trial_cell(struct sample *sample)
{
	sample->trials[1].cell = 2;
}

static void trial_without_cell(struct sample *sample)
{
	sample->trials[0].cell = FIGURE_NONE;
}

static void too_few_trial_workers(struct sample *sample)
{
	sample->trials[1].nr_workers = 1;
}

static void workers_not_the_product(struct sample *sample)
{
	sample->cells[1].procs = 3;
}

static void no_workers(struct sample *sample)
{
	sample->cells[0].procs = sample->cells[0].workers = 0;
}

/* 65536 times 65536 is 0 in an unsigned. */
static void product_past_the_type(struct sample *sample)
{
	sample->cells[0].procs = sample->cells[0].threads = 65536;
	sample->cells[0].workers = 0;
}

static void missing_result(struct sample *sample)
{
	sample->report.nr_results = 1;
}

static void swapped_results(struct sample *sample)
{
	sample->results[0].cell = 1;
	sample->results[1].cell = 0;
}

static void no_such_base(struct sample *sample)
{
	sample->results[1].speedup.base_cell = 2;
}

static void no_such_threads_cell(struct sample *sample)
{
	sample->verdict.threads_cell = 2;
}

static void no_such_procs_cell(struct sample *sample)
{
	sample->verdict.procs_cell = 9007199254740991;
}

static void no_such_best_cell(struct sample *sample)
{
	sample->hybrid.best_cell = 2;
}

static void best_without_cell(struct sample *sample)
{
	sample->hybrid.best_cell = FIGURE_NONE;
}

static void no_such_next_cell(struct sample *sample)
{
	sample->hybrid.verdict = HYBRID_NONE;
	sample->hybrid.next_cell = 2;
}

static void negative_margin(struct sample *sample)
{
	sample->report.config.margin = -0.5;
}

static const struct {
	void (*spoil)(struct sample *sample);
	const char *told;
	bool is_aside; /* no part of what report_read_times() reads */
} misfits[] = {
	{ no_such_trial_cell, "trials[1].cell: there is no cell 2", false },
	{ trial_without_cell, "trials[0].cell: missing", false },
	{ too_few_trial_workers, "trials[1].workers: expected 2 entries or none, not 1", true },
	{ workers_not_the_product, "cells[1].workers: expected 3 times 1, not 2", false },
	{ no_workers, "cells[0].workers: expected 0 times 2, not 0", false },
	{ product_past_the_type, "cells[0].workers: expected 65536 times 65536, not 0", false },
	{ missing_result, "results: expected one for each of 2 cells, not 1", false },
	{ swapped_results, "results[0].cell: expected 0, not 1", false },
	{ no_such_base, "results[1].speedup.base_cell: there is no cell 2", false },
	{ no_such_threads_cell, "verdicts[0].threads_cell: there is no cell 2", true },
	{ no_such_best_cell, "hybrids[0].best_cell: there is no cell 2", true },
	{ best_without_cell, "hybrids[0].best_cell: missing", true },
	{ no_such_next_cell, "hybrids[0].next_cell: there is no cell 2", true },
	{ negative_margin, "config.margin: expected 0 or more, not -0.5", false },
	{ no_such_procs_cell, "verdicts[0].procs_cell: there is no cell 9007199254740991", true },
};

static void parts_that_do_not_fit_are_refused(void **state)
{
	const char *path = in_tree(state, "/x.json");

	for (size_t i = 0; i < sizeof(misfits) / sizeof(*misfits); i++) {
		struct sample sample;

		sample_init(&sample);
		misfits[i].spoil(&sample);
		write_sample(path, &sample);
		assert_unreadable_by(report_read, path, -EINVAL, misfits[i].told);
		if (!misfits[i].is_aside)
			assert_unreadable_by(report_read_times, path, -EINVAL, misfits[i].told);
	}
}

/* ---- Writing ---- */

static void an_old_report_is_replaced(void **state)
{
	const char *path = in_tree(state, "/a.json");
	char message[FILE_MESSAGE_SIZE] = "";
	struct sample sample;
	struct report report;

	tree_file(*state, "/a.json", "old");
	sample_init(&sample);
	write_sample(path, &sample);
	assert_int_equal(report_read(path, &report, message), 0);
	report_release(&report);
	assert_int_equal(nr_entries(state), 1);
}

static void a_failed_write_leaves_the_old_report(void **state)
{
	const struct rlimit small = { 100, RLIM_INFINITY };
	const char *path = in_tree(state, "/a.json");
	struct rlimit limit;
	char text[8] = "";
	int fd;

	tree_file(*state, "/a.json", "old");
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &limit);
	setrlimit(RLIMIT_FSIZE, &small);
	assert_unwritable(path, -EFBIG, "a.json: File too large");
	setrlimit(RLIMIT_FSIZE, &limit);
	assert_int_equal(nr_entries(state), 1);
	fd = open(path, O_RDONLY);
	assert_int_equal(read(fd, text, sizeof(text)), 3);
	close(fd);
	assert_string_equal(text, "old");
}

static void a_report_out_of_range_is_not_written(void **state)
{
	const char *path = in_tree(state, "/a.json");
	char message[FILE_MESSAGE_SIZE] = "";
	struct sample sample;

	sample_init(&sample);
	sample.trials[0].work_ns = FIGURE_NONE - 1;
	assert_int_equal(report_write(path, &sample.report, message), -EDOM);
	assert_message(message, "a bug of parallax");
	assert_int_equal(nr_entries(state), 0);
}

#define MANY 5000

/* Far more than a stream holds back, in a form that line by line differences can show. */
static void many_trials_are_written_as_their_text_has_them(void **state)
{
	struct trial *trials = calloc(MANY, sizeof(*trials));
	const char *path = in_tree(state, "/a.json");
	char *expected, *written;
	struct sample sample;
	size_t length;

	sample_init(&sample);
	for (unsigned i = 0; i < MANY; i++) {
		trials[i] = sample.trials[i % 2];
		trials[i].trial = i;
	}
	sample.report.trials = trials;
	sample.report.nr_trials = MANY;
	write_sample(path, &sample);
	expected = json_write(&report_shape, &sample.report, JSON_PRETTY);
	length = strlen(expected);
	written = read_text(path, length + 1);
	assert_true(length > 1000000);
	assert_string_equal(written, expected);
	/* What is wrong with the last of them is found when all the others have been written. */
	trials[MANY - 1].work_ns = FIGURE_NONE - 1;
	assert_unwritten(path, &sample, -EDOM);
	free(written);
	written = read_text(path, length + 1);
	assert_string_equal(written, expected);
	assert_int_equal(nr_entries(state), 1);
	free(written);
	free(expected);
	free(trials);
}

static void the_umask_holds(void **state)
{
	const char *path = in_tree(state, "/a.json");
	mode_t mask = umask(027);
	struct sample sample;
	struct stat status;

	sample_init(&sample);
	write_sample(path, &sample);
	umask(mask);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0640);
}

static void a_symbolic_link_is_followed(void **state)
{
	const char *path;
	struct sample sample;
	struct stat status;

	tree_file(*state, "/deep/a.json", "old");
	tree_link(*state, "/link.json", "deep/a.json");
	path = in_tree(state, "/link.json");
	sample_init(&sample);
	write_sample(path, &sample);
	assert_int_equal(lstat(path, &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	assert_int_equal(stat(path, &status), 0);
	assert_true(status.st_size > 100);
	assert_int_equal(nr_entries(state), 2);
}

static void devices_are_written_to(void **state)
{
	struct sample sample;
	struct stat status;

	(void)state;
	sample_init(&sample);
	write_sample("/dev/null", &sample);
	assert_int_equal(stat("/dev/null", &status), 0);
	assert_true(S_ISCHR(status.st_mode));
	assert_unwritable("/dev/full", -ENOSPC, "/dev/full: No space left on device");
}

static void a_fifo_that_nobody_reads_is_refused(void **state)
{
	const char *path = in_tree(state, "/fifo");

	assert_int_equal(mkfifo(path, 0600), 0);
	assert_unwritable(path, -ENXIO, "fifo: No such device or address");
}

static void assert_target(const char *path, int error, const char *part)
{
	char message[FILE_MESSAGE_SIZE] = "";

	assert_int_equal(report_check_target(path, message), error);
	assert_message(message, part);
}

static void targets_are_checked_beforehand(void **state)
{
	(void)state;
	assert_target("-", 0, "");
	assert_target("/dev/null", 0, "");
	assert_target("/nope/x.json", -ENOENT, "cannot write /nope/x.json: No such file or direc");
	assert_target("/dev/null/x.json", -ENOTDIR, "cannot write /dev/null/x.json: Not a direc");
	assert_target(((struct tree *)*state)->root, -EISDIR, ": Is a directory");
	assert_target("", -ENOENT, ": No such file or directory");
	assert_target(in_tree(state, "/new.json"), 0, "");
	assert_int_equal(nr_entries(state), 0);
	tree_file(*state, "/old.json", "old");
	assert_target(in_tree(state, "/old.json"), 0, "");
	assert_target(in_tree(state, "/old.json/x"), -ENOTDIR, "Not a directory");
	assert_int_equal(nr_entries(state), 1);
}

#define NOBODY 65534

static void what_is_protected_is_not_replaced(void **state)
{
	const char *path = in_tree(state, "/a.json");
	int as_root = !geteuid();

	tree_file(*state, "/a.json", "old");
	assert_int_equal(chmod(path, 0400), 0);
	/* Nothing is protected from root: for a while this is somebody else. */
	if (as_root) {
		assert_int_equal(chown(path, NOBODY, NOBODY), 0);
		assert_int_equal(chown(*state, NOBODY, NOBODY), 0);
		assert_int_equal(setresuid(NOBODY, NOBODY, 0), 0);
	}
	assert_target(path, -EACCES, "a.json: Permission denied");
	assert_unwritable(path, -EACCES, "a.json: Permission denied");
	if (as_root)
		assert_int_equal(setresuid(0, 0, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TREE_TEST(what_is_written_reads_back_the_same),
		TREE_TEST(times_are_read_as_the_whole_has_them),
		TREE_TEST(times_of_an_odd_report_are_read_too),
		TREE_TEST(stdin_is_a_dash),
		TREE_TEST(stdout_is_a_dash),
		TREE_TEST(what_is_no_report_is_refused),
		TREE_TEST(a_newer_report_is_called_newer),
		TREE_TEST(too_large_a_file_is_refused_unread),
		TREE_TEST(an_endless_device_is_given_up),
		TREE_TEST(a_fifo_without_a_writer_is_given_up),
		TREE_TEST(a_long_path_leaves_room_for_the_reason),
		TREE_TEST(parts_that_do_not_fit_are_refused),
		TREE_TEST(an_old_report_is_replaced),
		TREE_TEST(a_failed_write_leaves_the_old_report),
		TREE_TEST(a_report_out_of_range_is_not_written),
		TREE_TEST(many_trials_are_written_as_their_text_has_them),
		TREE_TEST(the_umask_holds),
		TREE_TEST(a_symbolic_link_is_followed),
		TREE_TEST(devices_are_written_to),
		TREE_TEST(a_fifo_that_nobody_reads_is_refused),
		TREE_TEST(targets_are_checked_beforehand),
		TREE_TEST(what_is_protected_is_not_replaced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
