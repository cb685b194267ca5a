/* SPDX-License-Identifier: MIT */
#include "engine/execution.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include "engine/blame.h"
#include "engine/harness.h"
#include "engine/orphans.h"
#include "engine/team.h"
#include "measure/clock.h"
#include "measure/figure.h"

/* Chunks a worker claims under the dynamic split: enough to even out, few enough to cost nothing. */
#define CHUNKS_PER_WORKER 64

static int furnish(struct harness *harness)
{
	const struct workload *workload = harness->workload;
	unsigned workers = harness->job.workers;
	int error;

	harness->gate = arena_alloc(&harness->arena, sizeof(*harness->gate));
	harness->slots = arena_alloc(&harness->arena, workers * sizeof(*harness->slots));
	harness->claim = arena_alloc(&harness->arena, sizeof(*harness->claim));
	harness->witness = witness_take();
	if (workload->lap_every)
		harness->laps = arena_alloc(&harness->arena, workers * sizeof(*harness->laps));
	harness->seats = arena_alloc(&harness->arena, workers * sizeof(*harness->seats));
	if (!harness->gate || !harness->slots || !harness->claim || !harness->seats ||
		!harness->witness || (workload->lap_every && !harness->laps))
		return job_error(&harness->job, ENOMEM, "room for %u workers", workers);
	witness_watch(harness->witness);
	harness->claim->chunk = harness->job.ops / ((uint64_t)workers * CHUNKS_PER_WORKER);
	if (!harness->claim->chunk)
		harness->claim->chunk = 1;
	error = gate_init(harness->gate, workers);
	return error ? job_error(&harness->job, -error, "eventfd") : 0;
}

static void reset_peaks(const struct team *team, int *reliable)
{
	const pid_t *pids;
	size_t nr = team_processes(team, &pids);

	*reliable = 1;
	for (size_t i = 0; i < nr; i++) {
		if (memory_reset_peak(pids[i]))
			*reliable = 0;
	}
}

static void read_memory(const struct team *team, int peak_reliable, struct memory *sum)
{
	const pid_t *pids;
	size_t nr = team_processes(team, &pids);

	*sum = memory_zero;
	for (size_t i = 0; i < nr; i++) {
		struct memory memory;

		memory_read(pids[i], &memory);
		memory_add(sum, &memory);
	}
	if (!peak_reliable)
		sum->peak_rss_bytes = FIGURE_NONE;
}

static int collect_laps(struct harness *harness)
{
	struct histogram *all = harness->laps;
	struct trial *trial = harness->trial;

	for (unsigned i = 1; all && i < harness->job.workers; i++)
		histogram_merge(all, &harness->laps[i]);
	for (unsigned bucket = 0; all && bucket < HISTOGRAM_BUCKETS; bucket++) {
		struct lap_count *grown;

		if (!all->counts[bucket])
			continue;
		grown = reallocarray(trial->laps, trial->nr_laps + 1, sizeof(*trial->laps));
		if (!grown)
			return -ENOMEM;
		trial->laps = grown;
		grown[trial->nr_laps++] = (struct lap_count){ bucket, all->counts[bucket] };
	}
	return 0;
}

static uint64_t most(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* Under a rate: how many of the ops began late, since the one before took too long. */
static void find_lateness(struct harness *harness)
{
	uint64_t late = 0, ops = harness->job.ops;

	if (!cell_param(&harness->order->cell, PARAM_RATE) || !ops)
		return;
	for (unsigned i = 0; i < harness->job.workers; i++)
		late += harness->slots[i].late_ops;
	job_finding(&harness->job, "late_percent", (100 * late + ops / 2) / ops);
}

/* Reads the slots, once all workers are parked. */
static int collect(struct harness *harness, uint64_t start_ns)
{
	struct trial *trial = harness->trial;
	uint64_t last_start = 0, first_start = UINT64_MAX, last_end = 0, first_end = UINT64_MAX;
	const struct usage zero = { 0 };
	unsigned workers = harness->job.workers;

	trial->workers = calloc(workers, sizeof(*trial->workers));
	if (!trial->workers)
		return -ENOMEM;
	trial->nr_workers = workers;
	trial->usage = zero;
	trial->digest = 0;
	for (unsigned i = 0; i < workers; i++) {
		const struct slot *slot = &harness->slots[i];

		last_start = most(last_start, slot->start_ns);
		first_start = least(first_start, slot->start_ns);
		last_end = most(last_end, slot->end_ns);
		first_end = least(first_end, slot->end_ns);
		trial->digest += slot->digest;
		usage_add_since(&trial->usage, &slot->usage, &zero);
		if (i)
			counters_add(&trial->counters, &slot->counters);
		else
			trial->counters = slot->counters;
		trial->workers[i] =
			(struct worker_figures){ slot->end_ns - slot->start_ns, slot->ops, slot->pu,
				harness->order->nr_bind ? harness->order->bind[i] : -1 };
	}
	trial->work_ns = last_end - start_ns;
	trial->start_skew_ns = last_start - first_start;
	trial->end_skew_ns = last_end - first_end;
	trial->gate_ns = harness->gate->waking_ns;
	find_lateness(harness);
	return collect_laps(harness);
}

static uint64_t last_ready(const struct harness *harness)
{
	uint64_t last = 0;

	for (unsigned i = 0; i < harness->job.workers; i++)
		last = most(last, harness->slots[i].ready_ns);
	return last;
}

/* Spawn and ready. False with the trial failed when the team broke. */
static bool assemble(struct harness *harness, struct team *team)
{
	struct trial *trial = harness->trial;
	uint64_t begun_ns, created_ns;
	int error;

	witness_enter(harness->witness, PHASE_SPAWN);
	begun_ns = clock_ns();
	error = team_create(team);
	if (error) {
		blame_team(harness, PHASE_SPAWN, error, team_trouble(team));
		return false;
	}
	witness_enter(harness->witness, PHASE_OPEN);
	error = team_gather(team, harness->deadline_ns, &created_ns);
	if (error) {
		blame_team(harness, PHASE_OPEN, error, team_trouble(team));
		return false;
	}
	trial->spawn_ns = created_ns - begun_ns;
	trial->ready_ns = figure_since(last_ready(harness), created_ns);
	return true;
}

/* Work and hold. False with the trial failed when the team broke. */
static bool perform(struct harness *harness, struct team *team)
{
	struct trial *trial = harness->trial;
	struct noise_scope scope = { .cpus = &harness->cpus, .service = harness->service };
	struct noise before, after;
	uint64_t start_ns, canary_ns = trial->noise.canary_ns;
	int peak_reliable, error;

	witness_enter(harness->witness, PHASE_WORK);
	reset_peaks(team, &peak_reliable);
	scope.nr_pids = team_processes(team, &scope.pids);
	noise_read(&scope, &before);
	before.canary_ns = canary_ns;
	error = team_run(team, harness->deadline_ns, &start_ns);
	if (error) {
		blame_team(harness, PHASE_WORK, error, team_trouble(team));
		return false;
	}
	noise_read(&scope, &after);
	after.frequency_khz = noise_frequency_khz("", &harness->cpus);
	noise_since(&trial->noise, &after, &before);
	read_memory(team, peak_reliable, &trial->memory);
	if (collect(harness, start_ns))
		trial_fail(trial, "hold: no memory for the figures");
	if (trial->work_ns < CPUTIME_LEAST_NS)
		trial->noise.foreign_ns = FIGURE_NONE;
	return true;
}

/* The team's whole life. A team that is whole is reaped, whatever became of the trial. */
static void conduct(struct harness *harness, struct team *team)
{
	struct trial *trial = harness->trial;
	uint64_t released_ns, reap_ns;
	int error;

	if (!assemble(harness, team))
		return;
	/* A worker that could not open has said so: the others are let go without having worked. */
	if (!blame_error(harness) && !perform(harness, team))
		return;
	witness_enter(harness->witness, PHASE_CLOSE);
	released_ns = clock_ns();
	error = team_reap(team, harness->deadline_ns);
	if (error) {
		blame_team(harness, PHASE_CLOSE, error, team_trouble(team));
		return;
	}
	reap_ns = clock_ns() - released_ns;
	blame_left(harness);
	if (trial->status != STATUS_OK)
		return;
	trial->reap_ns = reap_ns;
	trial->total_ns = trial->spawn_ns + trial->ready_ns + trial->work_ns + reap_ns;
}

/* Returns whether the team is gone; a broken one may have left threads that cannot be stopped. */
static int run_team(struct harness *harness)
{
	const struct cell *cell = &harness->order->cell;
	const struct team_work work = { worker_prepare, worker_perform, worker_finish, worker_lose,
		harness };
	struct team_shape shape = { cell->mode, cell->procs, cell->threads };
	struct team *team = team_new(shape, harness->gate, &work);

	if (!team) {
		trial_fail(harness->trial, "spawn: no memory for the team");
		return 1;
	}
	conduct(harness, team);
	if (*team_trouble(team))
		return 0;
	team_free(team);
	return 1;
}

static void skip(struct trial *trial, const char *sentence)
{
	trial_fail(trial, "%s", sentence);
	trial->status = STATUS_SKIPPED;
}

/* One callback of the workload: its time counted as setup, its first failure as the trial's. */
static int call(struct harness *harness, enum phase phase, int (*callback)(struct job *))
{
	struct trial *trial = harness->trial;
	uint64_t begun_ns = clock_ns();
	int error;

	if (!callback)
		return 0;
	harness->trouble[0] = '\0';
	witness_enter(harness->witness, phase);
	error = callback(&harness->job);
	if (error && harness->cannot)
		skip(trial, harness->trouble);
	else if (error && trial->status == STATUS_OK)
		trial_fail(trial, "%s: %s", phase_name(phase),
			harness->trouble[0] ? harness->trouble : strerror(-error));
	else if (trial->status == STATUS_OK)
		trial->setup_ns += clock_ns() - begun_ns;
	return error;
}

/* A team of thousands of processes needs as many descriptors; the soft limit is often 1,024. */
static void raise_descriptor_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur == limit.rlim_max)
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

/*
 * All that the harness makes is waited for by now: whoever is there still was made by the work. It
 * ran beside what was timed, and the parent, which adopts it, kills it.
 */
static void look_for_orphans(struct trial *trial)
{
	if (orphans_live() && trial->status == STATUS_OK)
		trial_fail(trial, "reap: the work has left a process behind, which was killed");
}

void execution_run(const struct workload *workload, const struct order *order, struct trial *trial)
{
	struct harness harness = { .workload = workload, .order = order, .trial = trial };
	struct job *job = &harness.job;

	trial_init(trial);
	trial->status = STATUS_OK;
	trial->setup_ns = 0;
	cpus_usable(&harness.cpus);
	trial->noise.canary_ns = noise_canary();
	harness.deadline_ns = clock_ns() + order->timeout_ns;
	orphans_adopt();
	arena_init(&harness.arena);
	job->ops = order->cell.ops;
	job->workers = order->cell.workers;
	job->harness = &harness;
	if (order->input_bytes != FIGURE_NONE)
		harness.input_bytes = order->input_bytes;
	raise_descriptor_limit();
	if (furnish(&harness)) {
		trial_fail(trial, "setup: %s", harness.trouble);
		return;
	}
	if (call(&harness, PHASE_SETUP, workload->setup)) {
		job_release(job);
		return;
	}
	if (!run_team(&harness)) {
		job_release(job);
		return; /* a thread may still use the memory: the process's end frees it */
	}
	job->digest = trial->digest;
	if (trial->status == STATUS_OK)
		call(&harness, PHASE_VERIFY, workload->verify);
	call(&harness, PHASE_TEARDOWN, workload->teardown);
	job_release(job);
	look_for_orphans(trial);
	gate_release_fd(harness.gate);
	arena_release(&harness.arena);
}
