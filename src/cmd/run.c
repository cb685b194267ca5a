/* SPDX-License-Identifier: MIT */
#include "cmd/cmd.h"

#include <errno.h>
#include <inttypes.h>
#include <malloc.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "cmd/asked.h"
#include "cmd/directory.h"
#include "cmd/lock.h"
#include "cmd/planner.h"
#include "cmd/progress.h"
#include "cmd/recorder.h"
#include "cmd/resume.h"
#include "cmd/stop.h"
#include "cmd/target.h"
#include "cmd/wire.h"
#include "engine/effective.h"
#include "engine/experiment.h"
#include "measure/clock.h"
#include "measure/figure.h"
#include "report/results.h"
#include "report/table.h"

/* Of the budget, for saving the report a last time: a share, and half a second at most. */
#define ENDING_SHARE 200
#define ENDING_MOST_NS 500000000u

/* All that one run holds. */
struct session {
	struct asked asked;
	struct resume resume; /* empty in a run that begins */
	struct lock lock;
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
	complain("run: %s", sentence);
}

static void on_round(void *context)
{
	struct session *session = context;

	session->recorder.report.config.shared = lock_is_shared(&session->lock);
	if (recorder_update(&session->recorder))
		on_notice(session, recorder_trouble(&session->recorder));
}

static double on_goal(void *context, size_t group)
{
	struct session *session = context;

	return recorder_goal(&session->recorder, group);
}

/* ---- Before measuring ---- */

static int fill_config(struct session *session, int argc, char **argv)
{
	const struct asked *asked = &session->asked;
	const struct experiment *experiment = &session->experiment;
	struct config *config = &session->recorder.report.config;
	char seed[32];

	if (options_words(&run_command, asked_options, argc, argv, &config->argv, &config->nr_argv))
		return -ENOMEM;
	snprintf(seed, sizeof(seed), "%" PRIu64, asked->seed);
	config->seed = strdup(seed);
	config->budget_ns = experiment->budget_ns;
	config->rounds_min = experiment->rounds_min;
	config->rounds_max = experiment->rounds_max;
	config->target_ci = asked->target_ci;
	config->stop_rule = strdup(experiment->rounds_min == experiment->rounds_max ? "fixed"
				   : isnan(asked->target_ci)                        ? "verdict"
										    : "target");
	config->margin = asked->margin;
	config->scaling = strdup(asked_scalings[asked->scaling]);
	config->schedule = strdup(asked_splits[asked->split]);
	config->placement = strdup(session->plan.placement);
	config->timeout_ns = asked->timeout_ns;
	if (asked->label)
		session->recorder.report.label = strdup(asked->label);
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
	if (results_empty(&session->recorder.report)) {
		complain("run: nothing was measured: every cell was skipped");
		return EXIT_NOTHING;
	}
	if (session->asked.strict && results_unstable(&session->recorder.report))
		return EXIT_UNSTABLE;
	return EXIT_FINE;
}

/* In a resumed run they are known, but where the interruption came before. */
static int count_cpus(struct session *session)
{
	double *cpus = &session->recorder.report.machine.effective_cpus;

	return session->asked.resume && !isnan(*cpus)
		       ? 0
		       : effective_cpus(&session->leader, session->topology, cpus);
}

/* What earlier parts of the run have spent, and what its end takes, leave less of the budget. */
static void spend(const struct recorder *recorder, struct experiment *experiment)
{
	const uint64_t budget_ns = experiment->budget_ns, share_ns = budget_ns / ENDING_SHARE;
	uint64_t spent_ns = clock_ns() - recorder->begun_ns;

	if (budget_ns == FIGURE_NONE)
		return;
	spent_ns += share_ns < ENDING_MOST_NS ? share_ns : ENDING_MOST_NS;
	experiment->budget_ns = figure_since(budget_ns, spent_ns);
	if (!experiment->budget_ns)
		experiment->budget_ns = 1;
}

/*
 * What is formed of all trials and then freed has mappings of its own, which are given back; glibc
 * would move it to the heap once it is large, and leave holes there as large.
 */
#define OWN_MAPPING_BYTES (128 * 1024)

static int measure(struct session *session)
{
	struct recorder *recorder = &session->recorder;
	struct experiment *experiment = &session->experiment;
	int error = count_cpus(session);

	mallopt(M_MMAP_THRESHOLD, OWN_MAPPING_BYTES);
	spend(recorder, experiment);
	if (error != -EINTR)
		error = experiment_run(experiment, &session->plan, &recorder->record);
	progress_clear(&session->progress);
	if (error && error != -EINTR)
		complain("run: %s", strerror(-error));
	recorder->report.config.shared = lock_is_shared(&session->lock);
	if (recorder_finish(recorder, !error)) {
		complain("run: %s", recorder_trouble(recorder));
		return EXIT_FAILED;
	}
	stop_forget();
	if (strcmp(session->path, "-") != 0) {
		table_print(&(struct sheet){ stdout, SHEET_TABLE }, &recorder->report);
		fflush(stdout);
		fprintf(stderr, "report: %s\n", session->path);
	}
	return judge(session, error == -EINTR);
}

/* Whether this run may begin on this machine now. */
static int claim(struct session *session, const struct machine *machine)
{
	int error = session->asked.resume ? resume_check(&session->resume, machine) : 0;

	error = error ? error : lock_take(&session->lock, "run", session->asked.force);
	if (error)
		return error;
	return target_settle(
		session->asked.output, session->asked.label, machine->hw_id, session->path);
}

/* Begins the report, or goes on with that of the run that is resumed; takes *machine over. */
static int begin_report(struct session *session, struct machine *machine, int argc, char **argv)
{
	struct recorder *recorder = &session->recorder;
	int error = recorder_init(recorder, &session->plan, session->path, session->experiment.dir);

	if (error || session->asked.resume) {
		machine_release(machine);
		error = error ? error
			      : recorder_continue(recorder, &session->resume.past,
					session->experiment.budget_ns);
	} else {
		recorder->report.machine = *machine;
		error = fill_config(session, argc, argv);
	}
	if (error)
		complain("run: %s", strerror(-error));
	return error;
}

/* Takes *machine over. */
static int record_in_directory(
	struct session *session, struct machine *machine, int argc, char **argv)
{
	struct directory directory;
	int error = directory_open(&directory, session->experiment.dir), status;

	if (error) {
		complain("run: %s", strerror(-error));
		machine_release(machine);
		return EXIT_FAILED;
	}
	session->experiment.dir = directory.path;
	status = begin_report(session, machine, argc, argv) ? EXIT_FAILED : measure(session);
	directory_close(&directory);
	return status;
}

static int record_run(struct session *session, int argc, char **argv)
{
	struct machine machine = { 0 };
	int error = machine_read(session->topology, session->experiment.dir, &machine), status;

	if (error) {
		complain("run: %s", strerror(-error));
		return EXIT_FAILED;
	}
	if (claim(session, &machine)) {
		machine_release(&machine);
		return EXIT_USAGE;
	}
	if (!geteuid())
		complain(
			"run: root is not held back by the limit on processes (ulimit -u), but by --max-procs");
	status = record_in_directory(session, &machine, argc, argv);
	recorder_release(&session->recorder);
	return status;
}

static int run_session(
	struct session *session, const struct workload *const *registry, int argc, char **argv)
{
	const struct asked *asked = &session->asked;
	int error, status;

	session->lock.fd = -1;
	session->leader = (struct leader){ leader_argv, &json_wire, &stop_signal };
	session->experiment = (struct experiment){ .leader = &session->leader,
		.hooks = { session, on_begin, on_notice, on_round, on_goal,
			isnan(asked->target_ci) ? "every verdict is settled"
						: "the target interval is met" },
		.dir = directory_for_trials("run", asked->dir) };
	if (!session->experiment.dir || asked_pace(asked, &session->experiment))
		return EXIT_USAGE;
	error = topology_load(NULL, &session->topology);
	if (error) {
		complain("run: reading the topology: %s", strerror(-error));
		return EXIT_FAILED;
	}
	progress_init(&session->progress);
	error = planner_make(
		asked, registry, session->topology, &session->experiment, &session->plan);
	if (!error && asked->resume)
		error = resume_adopt(&session->resume, &session->plan);
	if (error)
		status = EXIT_USAGE;
	else if (asked->dry_run)
		status = planner_print(&session->experiment, &session->plan);
	else
		status = record_run(session, argc, argv);
	lock_release(&session->lock);
	plan_release(&session->plan);
	topology_free(session->topology);
	return status;
}

static int run(const struct workload *const *registry, int argc, char **argv)
{
	struct session session = { 0 };
	enum parsed parsed = asked_parse(&session.asked, argc, argv);
	int status;

	if (parsed == PARSED_GO && session.asked.resume)
		parsed = resume_open(&session.resume, &session.asked, argc, argv);
	/* Early: a person who interrupts a run gets its report, however little is in it. */
	if (parsed == PARSED_GO && !session.asked.dry_run)
		stop_catch();
	status = parsed == PARSED_GO ? run_session(&session, registry, argc, argv) : (int)parsed;
	asked_release(&session.asked);
	resume_release(&session.resume);
	return status;
}

const struct command run_command = {
	.name = "run",
	.arguments = "[OPTION]...",
	.summary = "Measure, write the report, print the table",
	.run = run,
};
