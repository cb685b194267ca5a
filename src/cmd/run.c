/* SPDX-License-Identifier: MIT */
#include "cmd/cmd.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/statvfs.h>
#include "cmd/directory.h"
#include "cmd/options.h"
#include "cmd/progress.h"
#include "cmd/recorder.h"
#include "cmd/stop.h"
#include "cmd/target.h"
#include "cmd/wire.h"
#include "engine/effective.h"
#include "engine/experiment.h"
#include "engine/forecast.h"
#include "measure/clock.h"
#include "measure/figure.h"
#include "report/results.h"
#include "report/table.h"

/* How much time a run may take, and how often each cell is run. */
struct pace {
	uint64_t budget_ns, rounds_min, rounds_max;
};

/* The least and the most are looks of stats/sequential.h: at others nothing can be decided. */
static const struct pace pace_default = { 120000000000u, 11, 256 };
static const struct pace pace_quick = { 20000000000u, 8, 128 };
static const struct pace pace_rigorous = { 600000000000u, 23, 1024 };

struct values {
	struct texts workloads, settings;
	const char *modes, *counts, *rate, *output, *dir, *label;
	bool quick, rigorous, aa, dry_run, strict;
	uint64_t budget_ns, rounds, seed, timeout_ns;
	double target_ci, margin;
	int scaling, split, placement;
};

static const char *const scalings[] = { "strong", "weak", NULL };
static const char *const splits[] = { "static", "dynamic", NULL };
static const char *const placements[] = { "none", "compact", "scatter", NULL };

#define AT(member) offsetof(struct values, member)
static const struct option_spec options[] = {
	{ "workload", 'w', "GLOB|CLASS",
		"what to run, by name, family or class; may be repeated (all)", OPTION_TEXTS,
		AT(workloads), 0, NULL },
	{ "mode", 'm', "LIST", "seq, threads, procs, hybrid or PxT (seq,threads,procs)",
		OPTION_TEXT, AT(modes), 0, NULL },
	{ "workers", 'n', "LIST", "worker counts: 1,2,4-8,max (each workload's own, mostly max)",
		OPTION_TEXT, AT(counts), 0, NULL },
	{ "set", 0, "FAMILY.PARAM=V", "set a parameter; V,V,… makes a cell of each value",
		OPTION_TEXTS, AT(settings), 0, NULL },
	{ "rate", 0, "LIST", "requests a second of the team: 500,1000; 0: a closed loop (0)",
		OPTION_TEXT, AT(rate), 0, NULL },
	{ "output", 'o', "FILE", "write the report here; - is stdout (results/…json)", OPTION_PATH,
		AT(output), 0, NULL },
	{ "quick", 0, NULL, "20 s, at least 8 rounds", OPTION_FLAG, AT(quick), 0, NULL },
	{ "rigorous", 0, NULL, "10 min, at least 23 rounds", OPTION_FLAG, AT(rigorous), 0, NULL },
	{ "budget", 0, "TIME", "how long the whole run may take (2m)", OPTION_DURATION,
		AT(budget_ns), 0, NULL },
	{ "rounds", 0, "N", "run just so many rounds", OPTION_NUMBER, AT(rounds), 1, NULL },
	{ "target-ci", 0, "PERCENT", "stop once every ratio is known this well", OPTION_PERCENT,
		AT(target_ci), 0, NULL },
	{ "margin", 0, "PERCENT", "a difference below this is none (3%)", OPTION_PERCENT,
		AT(margin), 0, NULL },
	{ "seed", 0, "N", "of the order of cells (drawn, and in the report)", OPTION_NUMBER,
		AT(seed), 0, NULL },
	{ "timeout", 0, "TIME", "kill a trial that takes longer (60s)", OPTION_DURATION,
		AT(timeout_ns), 0, NULL },
	{ "scaling", 0, "KIND", "strong: ops fixed; weak: ops times workers (strong)", OPTION_WORD,
		AT(scaling), 0, scalings },
	{ "schedule", 0, "KIND", "how ops are dealt to workers (static)", OPTION_WORD, AT(split), 0,
		splits },
	{ "placement", 0, "KIND", "where workers run (scatter)", OPTION_WORD, AT(placement), 0,
		placements },
	{ "dir", 0, "DIR", "where trials put files ($TMPDIR, else /tmp)", OPTION_PATH, AT(dir), 0,
		NULL },
	{ "label", 0, "NAME", "a name for this machine or run, kept in the report", OPTION_TEXT,
		AT(label), 0, NULL },
	{ "aa", 0, NULL, "threads once more in place of processes: what chance makes of it",
		OPTION_FLAG, AT(aa), 0, NULL },
	{ "dry-run", 0, NULL, "print the plan and what it will cost; measure nothing", OPTION_FLAG,
		AT(dry_run), 0, NULL },
	{ "strict", 0, NULL, "exit 4 when the figures are not stable", OPTION_FLAG, AT(strict), 0,
		NULL },
	{ .name = NULL },
};

/* All that one run holds. */
struct session {
	struct values values;
	struct topology *topology;
	struct plan plan;
	struct recorder recorder;
	struct leader leader;
	struct experiment experiment;
	struct progress progress;
	char path[TARGET_SIZE];
};

/* ---- Hooks ---- */

static void on_begin(void *context, const struct plan_entry *entry, const char *doing, double done,
	uint64_t left_ns)
{
	const struct session *session = context;

	progress_draw(&session->progress, done, doing, entry->cell.cell, left_ns);
}

static void on_notice(void *context, const char *sentence)
{
	const struct session *session = context;

	progress_clear(&session->progress);
	complain("%s", sentence);
}

static void on_round(void *context, const struct trial *trials, size_t nr)
{
	struct session *session = context;

	if (recorder_update(&session->recorder, trials, nr))
		on_notice(session, recorder_trouble(&session->recorder));
}

static double on_need(void *context, size_t group, const struct trial *trials, size_t nr)
{
	struct session *session = context;

	return recorder_need(&session->recorder, group, trials, nr);
}

/* ---- Before measuring ---- */

static int settle_pace(struct session *session)
{
	const struct values *values = &session->values;
	struct experiment *experiment = &session->experiment;
	const struct pace *pace = values->quick      ? &pace_quick
				  : values->rigorous ? &pace_rigorous
						     : &pace_default;

	if (values->quick && values->rigorous) {
		complain("run: --quick and --rigorous exclude each other");
		return -EINVAL;
	}
	experiment->budget_ns = values->budget_ns ? values->budget_ns : pace->budget_ns;
	experiment->rounds_min = pace->rounds_min;
	experiment->rounds_max = pace->rounds_max;
	if (values->rounds) {
		experiment->rounds_min = experiment->rounds_max = values->rounds;
		if (!values->budget_ns)
			experiment->budget_ns = FIGURE_NONE;
	}
	return 0;
}

static uint64_t disk_free(const char *dir)
{
	struct statvfs fs;

	return statvfs(dir, &fs) ? FIGURE_NONE : (uint64_t)fs.f_bavail * fs.f_frsize;
}

static int make_plan(struct session *session, const struct workload *const *registry)
{
	const struct values *values = &session->values;
	struct request request = { .patterns = values->workloads.list,
		.nr_patterns = values->workloads.nr,
		.modes = values->modes,
		.counts = values->counts,
		.settings = values->settings.list,
		.nr_settings = values->settings.nr,
		.rate = values->rate,
		.placement = (enum placement)values->placement,
		.twins = values->aa,
		.memory_free_bytes = limits_memory_free(),
		.disk_free_bytes = disk_free(session->experiment.dir) };
	char message[REQUEST_MESSAGE_SIZE];
	int error = plan_make(registry, &request, session->topology, &session->plan, message);

	if (error)
		complain("run: %s", message);
	return error;
}

static int print_plan(const struct session *session)
{
	struct forecast forecast = forecast_run(&session->experiment, &session->plan);

	for (size_t i = 0; i < session->plan.nr_entries; i++) {
		const struct plan_entry *entry = &session->plan.entries[i];

		printf("%-8s%s", entry->status == STATUS_OK ? "run" : status_name(entry->status),
			entry->cell.cell);
		printf(entry->reason ? ": %s\n" : "\n", entry->reason);
	}
	printf("%zu cells, at least %" PRIu64 " rounds, %" PRIu64
	       " trials of about %.0f ms: about %.0f s at least, %.0f s at most\n",
		plan_runnable(&session->plan), session->experiment.rounds_min, forecast.trials_min,
		(double)forecast_trial_ns(&session->experiment, &session->plan) / 1e6,
		(double)forecast.least_ns / 1e9, (double)forecast.most_ns / 1e9);
	return finish_output();
}

static int fill_config(struct session *session, int argc, char **argv)
{
	const struct values *values = &session->values;
	const struct experiment *experiment = &session->experiment;
	struct config *config = &session->recorder.report.config;
	char seed[32];

	if (options_words(&run_command, options, argc, argv, &config->argv, &config->nr_argv))
		return -ENOMEM;
	snprintf(seed, sizeof(seed), "%" PRIu64, values->seed);
	config->seed = strdup(seed);
	config->budget_ns = experiment->budget_ns;
	config->rounds_min = experiment->rounds_min;
	config->rounds_max = experiment->rounds_max;
	config->target_ci = values->target_ci;
	config->stop_rule = strdup(experiment->rounds_min == experiment->rounds_max ? "fixed"
				   : isnan(values->target_ci)                       ? "verdict"
										    : "target");
	config->margin = values->margin;
	config->scaling = strdup(scalings[values->scaling]);
	config->schedule = strdup(splits[values->split]);
	config->placement = strdup(placements[values->placement]);
	config->timeout_ns = values->timeout_ns;
	if (values->label)
		session->recorder.report.label = strdup(values->label);
	return config->seed && config->stop_rule && config->scaling && config->schedule &&
			       config->placement
		       ? 0
		       : -ENOMEM;
}

/* ---- Measuring ---- */

static int judge(const struct session *session, bool interrupted)
{
	if (interrupted)
		return EXIT_SIGNAL + stop_signal;
	if (results_failed(&session->recorder.report))
		return EXIT_FAILED;
	if (session->values.strict && results_unstable(&session->recorder.report))
		return EXIT_UNSTABLE;
	return EXIT_FINE;
}

static int measure(struct session *session)
{
	struct recorder *recorder = &session->recorder;
	struct machine *machine = &recorder->report.machine;
	struct experiment *experiment = &session->experiment;
	struct record record = { 0 };
	uint64_t spent_ns;
	int error;

	error = effective_cpus(&session->leader, session->topology, &machine->effective_cpus);
	spent_ns = clock_ns() - recorder->begun_ns;
	if (experiment->budget_ns != FIGURE_NONE && experiment->budget_ns > spent_ns)
		experiment->budget_ns -= spent_ns;
	if (error != -EINTR)
		error = experiment_run(experiment, &session->plan, &record);
	progress_clear(&session->progress);
	if (error && error != -EINTR)
		complain("run: %s", strerror(-error));
	if (recorder_finish(recorder, &record, !error)) {
		complain("%s", recorder_trouble(recorder));
		record_release(&record);
		return EXIT_FAILED;
	}
	if (strcmp(session->path, "-") != 0) {
		table_print(&(struct sheet){ stdout, SHEET_TABLE }, &recorder->report);
		finish_output();
		fprintf(stderr, "report: %s\n", session->path);
	}
	return judge(session, error == -EINTR);
}

static int measure_in_directory(struct session *session)
{
	struct directory directory;
	int error = directory_open(&directory, session->experiment.dir), status;

	if (error) {
		complain("run: %s", strerror(-error));
		return EXIT_FAILED;
	}
	session->experiment.dir = directory.path;
	status = measure(session);
	directory_close(&directory);
	return status;
}

static int record_run(struct session *session, int argc, char **argv)
{
	struct machine machine = { 0 };
	int error = machine_read(session->topology, session->experiment.dir, &machine), status;

	if (!error && target_settle(session->values.output, session->values.label, machine.hw_id,
			      session->path)) {
		machine_release(&machine);
		return EXIT_USAGE;
	}
	error = error ? error : recorder_init(&session->recorder, &session->plan, session->path);
	if (error) {
		complain("run: %s", strerror(-error));
		machine_release(&machine);
		return EXIT_FAILED;
	}
	session->recorder.report.machine = machine;
	error = fill_config(session, argc, argv);
	if (error)
		complain("run: %s", strerror(-error));
	stop_catch();
	status = error ? EXIT_FAILED : measure_in_directory(session);
	recorder_release(&session->recorder);
	return status;
}

static int run_session(
	struct session *session, const struct workload *const *registry, int argc, char **argv)
{
	const struct values *values = &session->values;
	int error, status;

	session->leader = (struct leader){ leader_argv, &json_wire, &stop_signal };
	session->experiment = (struct experiment){ .leader = &session->leader,
		.hooks = { session, on_begin, on_notice, on_round, on_need,
			isnan(values->target_ci) ? "every verdict is settled"
						 : "the target interval is met" },
		.seed = values->seed,
		.timeout_ns = values->timeout_ns,
		.scaling = (enum scaling)values->scaling,
		.split = (enum split)values->split,
		.dir = directory_for_trials(values->dir) };
	if (settle_pace(session))
		return EXIT_USAGE;
	error = topology_load(NULL, &session->topology);
	if (error) {
		complain("run: reading the topology: %s", strerror(-error));
		return EXIT_FAILED;
	}
	progress_init(&session->progress);
	if (make_plan(session, registry))
		status = EXIT_USAGE;
	else if (values->dry_run)
		status = print_plan(session);
	else
		status = record_run(session, argc, argv);
	plan_release(&session->plan);
	topology_free(session->topology);
	return status;
}

static int run(const struct workload *const *registry, int argc, char **argv)
{
	struct session session = { .values = { .timeout_ns = 60000000000u,
					   .target_ci = NAN,
					   .margin = 0.03,
					   .placement = PLACEMENT_SCATTER } };
	int operand, status;

	/* 53 bits: a seed that any JSON reader keeps. */
	if (getrandom(&session.values.seed, sizeof(session.values.seed), 0) < 0)
		session.values.seed = clock_ns();
	session.values.seed >>= 11;
	status =
		(int)options_parse(&run_command, options, &session.values, argc, argv, &operand, 0);
	if (status == PARSED_GO)
		status = run_session(&session, registry, argc, argv);
	free(session.values.workloads.list);
	free(session.values.settings.list);
	return status;
}

const struct command run_command = {
	.name = "run",
	.arguments = "[OPTION]...",
	.summary = "Measure, write the report, print the table",
	.run = run,
};
