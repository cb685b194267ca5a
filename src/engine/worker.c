/* SPDX-License-Identifier: MIT */
#include "engine/harness.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "engine/laps.h"
#include "engine/team.h"
#include "measure/clock.h"

/* Room for PUs numbered up to 65,535; on the stack, since a malloc in a thread makes an arena. */
#define BIND_SETS 64

#define NS_PER_S UINT64_C(1000000000)

static int bind_self(int pu)
{
	cpu_set_t sets[BIND_SETS];
	size_t size = CPU_ALLOC_SIZE((size_t)pu + 1);

	if (pu < 0)
		return 0;
	if (size > sizeof(sets))
		return -EINVAL;
	CPU_ZERO_S(size, sets);
	CPU_SET_S((size_t)pu, size, sets);
	return sched_setaffinity(0, size, sets) ? -errno : 0;
}

/* The histogram is written to in the timed part: no page of it may fault there. */
static void map_laps(struct histogram *laps)
{
	volatile char *byte = (volatile char *)laps;

	for (size_t i = 0; i < sizeof(*laps); i += 1024)
		byte[i] = 0;
	byte[sizeof(*laps) - 1] = 0;
}

static void set_pace(struct worker *worker, const struct harness *harness)
{
	unsigned crew = workload_crew(harness->workload, harness->job.workers);

	worker->pace_rate = (uint64_t)cell_param(&harness->order->cell, PARAM_RATE);
	worker->pace_step = harness->job.workers / crew;
	worker->pace_next = worker->index / crew + 1;
}

/* Last of all before the gate: the workload has its descriptors first. */
static void open_counters(const struct harness *harness, struct seat *seat)
{
	if (harness->order->counters && harness->job.workers <= COUNTERS_MOST_WORKERS)
		counters_open(&seat->counters);
	else
		counters_skip(&seat->counters);
}

/* Where the worker is, for whoever has to tell why the trial came to a bad end. */
static void enter(struct worker *worker, enum phase phase)
{
	atomic_store(&worker->slot->doing, phase);
}

/*
 * Without its descriptors the harness cannot be told of a worker's end, nor tell of its own: the
 * process of a worker that finds them closed ends, which is seen from outside in every mode.
 */
static void need_descriptors(const struct harness *harness)
{
	if (gate_can_notify(harness->gate))
		return;
	witness_note(harness->witness, FALL_CLOSED, 0);
	_exit(1);
}

void worker_prepare(void *context, unsigned index)
{
	struct harness *harness = context;
	const struct workload *workload = harness->workload;
	const struct order *order = harness->order;
	struct seat *seat = &harness->seats[index];
	struct worker *worker = &seat->worker;
	/* First of all: its memory is to lie near where it will be, and some of it is written here. */
	int error = order->nr_bind ? bind_self(order->bind[index]) : 0;

	*worker = (struct worker){ .index = index,
		.job = &harness->job,
		.slot = &harness->slots[index],
		.beget = team_begetter(order->cell.mode),
		.lap_every = laps_interval(workload, &order->cell) };
	worker->lap_left = worker->lap_every;
	set_pace(worker, harness);
	witness_attend(index, &worker->slot->doing);
	enter(worker, PHASE_OPEN);
	if (harness->laps) {
		worker->laps = &harness->laps[index];
		map_laps(worker->laps);
	}
	if (error)
		worker_error(worker, -error, "binding to PU %d", order->bind[index]);
	else if (workload->open && workload->open(worker) && !worker->slot->failed)
		worker_error(worker, 0, "open failed without saying why");
	seat->opened = !worker->slot->failed;
	need_descriptors(harness);
	enter(worker, PHASE_NONE);
	open_counters(harness, seat);
	worker->slot->ready_ns = clock_ns();
}

/* Where the next op is to be timed: a chunk may be shorter than the interval between two of those. */
static void begin_lap(struct worker *worker)
{
	if (worker->lap_left == 1)
		worker->lap_begun_ns = clock_ns();
}

void worker_share(const struct worker *worker, uint64_t *first, uint64_t *count)
{
	const struct job *job = worker->job;
	unsigned crew = workload_crew(job->harness->workload, job->workers);
	/* The first ops % crews crews take one op more; never i * ops, which could overflow. */
	uint64_t crews = job->workers / crew, index = worker->index / crew;
	uint64_t share = job->ops / crews, rest = job->ops % crews;

	*first = index * share + (index < rest ? index : rest);
	*count = share + (index < rest);
}

/* Under a rate each op is due to one worker: what another did in its place would not be late. */
static int is_dynamic(const struct harness *harness)
{
	return harness->order->split == SPLIT_DYNAMIC && !cell_is_paced(&harness->order->cell) &&
	       workload_crew(harness->workload, harness->job.workers) == 1;
}

uint64_t worker_most(const struct worker *worker)
{
	uint64_t first, count;

	if (is_dynamic(worker->job->harness))
		return worker->job->ops;
	worker_share(worker, &first, &count);
	return count;
}

static uint64_t work_static(struct worker *worker, const struct workload *workload)
{
	uint64_t first, count;

	worker_share(worker, &first, &count);
	begin_lap(worker);
	if (count && workload->work(worker, first, count) && !worker->slot->failed)
		worker_error(worker, 0, "work failed without saying why");
	return count;
}

static uint64_t work_dynamic(
	struct worker *worker, const struct workload *workload, struct claim *claim)
{
	uint64_t ops = worker->job->ops, done = 0;

	while (!worker->slot->failed) {
		uint64_t first = atomic_fetch_add(&claim->next, claim->chunk), count;

		if (first >= ops)
			break;
		count = ops - first < claim->chunk ? ops - first : claim->chunk;
		begin_lap(worker);
		if (workload->work(worker, first, count) && !worker->slot->failed)
			worker_error(worker, 0, "work failed without saying why");
		done += count;
	}
	return done;
}

void worker_perform(void *context, unsigned index)
{
	struct harness *harness = context;
	struct seat *seat = &harness->seats[index];
	struct worker *worker = &seat->worker;
	struct slot *slot = worker->slot;
	unsigned workers = harness->job.workers;
	uint64_t start_ns, end_ns, ops;
	struct usage after;

	enter(worker, PHASE_WORK);
	usage_read(&seat->before);
	worker->pace_start_ns = atomic_load(&harness->gate->start_ns); /* the same for all */
	counters_start(&seat->counters);
	start_ns = gate_start(harness->gate);
	if (is_dynamic(harness))
		ops = work_dynamic(worker, harness->workload, harness->claim);
	else
		ops = work_static(worker, harness->workload);
	end_ns = clock_ns();
	counters_stop(&seat->counters);
	usage_read(&after);
	counters_read(&seat->counters, &slot->counters);
	usage_add_since(&slot->usage, &after, &seat->before);
	slot->start_ns = start_ns;
	slot->end_ns = end_ns;
	slot->ops = ops;
	slot->digest = worker->digest;
	slot->pu = sched_getcpu();
	need_descriptors(harness);
	enter(worker, PHASE_NONE);
	/* The rest of its crew would wait for it until the timeout. */
	if (slot->failed && workload_crew(harness->workload, workers) > 1)
		gate_give_up(harness->gate);
}

void worker_finish(void *context, unsigned index)
{
	struct harness *harness = context;
	struct seat *seat = &harness->seats[index];
	struct worker *worker = &seat->worker;

	counters_close(&seat->counters);
	if (seat->opened && harness->workload->close) {
		enter(worker, PHASE_CLOSE);
		if (harness->workload->close(worker) && !worker->slot->failed)
			worker_error(worker, 0, "close failed without saying why");
		enter(worker, PHASE_NONE);
	}
	witness_attend(index, NULL);
}

void worker_lose(void *context, unsigned index)
{
	struct harness *harness = context;

	(void)index; /* the witness knows who is here */
	witness_note(harness->witness, FALL_THREAD, 0);
	gate_give_up(harness->gate);
}

int worker_error(struct worker *worker, int error, const char *format, ...)
{
	struct slot *slot = worker->slot;
	size_t used;
	va_list args;

	if (slot->failed)
		return error ? -error : -EIO; /* the first is the cause */
	va_start(args, format);
	vsnprintf(slot->trouble, sizeof(slot->trouble), format, args);
	va_end(args);
	used = strlen(slot->trouble);
	if (error)
		snprintf(slot->trouble + used, sizeof(slot->trouble) - used, ": %s",
			strerror(error));
	snprintf(slot->phase, sizeof(slot->phase), "%s", phase_name(atomic_load(&slot->doing)));
	slot->failed = 1;
	return error ? -error : -EIO;
}

int worker_reopen(struct worker *worker, int fd, int flags)
{
	char path[32];
	int own;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	own = open(path, flags | O_CLOEXEC);
	return own < 0 ? worker_error(worker, errno, "opening the trial's file once more") : own;
}

void worker_touch(const void *memory, size_t size)
{
	const volatile char *byte = memory;

	for (size_t i = 0; i < size; i += 4096)
		(void)byte[i];
	if (size)
		(void)byte[size - 1];
}

/* One op in lap_every: from where the one before it ends to where it ends. */
void worker_read_lap(struct worker *worker)
{
	uint64_t now_ns = clock_ns();

	if (worker->lap_left == 0) {
		histogram_record(worker->laps, now_ns - worker->lap_begun_ns);
		worker->lap_left = worker->lap_every;
	}
	worker->lap_begun_ns = now_ns;
}

static void sleep_until(uint64_t due_ns)
{
	const struct timespec due = { (time_t)(due_ns / NS_PER_S), (long)(due_ns % NS_PER_S) };

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL) == EINTR)
		;
}

void worker_pace(struct worker *worker)
{
	const uint64_t rate = worker->pace_rate, next = worker->pace_next;
	uint64_t due_ns;

	if (!rate)
		return;
	/* Exact, so that no error adds up, and in two parts, so that nothing overflows. */
	due_ns = worker->pace_start_ns + next / rate * NS_PER_S + next % rate * NS_PER_S / rate;
	worker->pace_next += worker->pace_step;
	if (clock_ns() < due_ns)
		sleep_until(due_ns);
	else
		worker->slot->late_ops++;
	/* A lap that began when the op was due and that worker_lap will end. */
	worker->lap_begun_ns = due_ns;
	worker->lap_left = 1;
}

void worker_tick_begin(struct worker *worker, uint64_t period_us)
{
	worker->tick_period_ns = period_us * 1000;
	worker->tick_due_ns = clock_ns() + worker->tick_period_ns;
}

void worker_tick(struct worker *worker)
{
	uint64_t now_ns = clock_ns();

	while (now_ns >= worker->tick_due_ns) {
		histogram_record(worker->laps, now_ns - worker->tick_due_ns);
		worker->tick_due_ns += worker->tick_period_ns;
		now_ns = clock_ns();
	}
}

void worker_tick_wait(struct worker *worker)
{
	sleep_until(worker->tick_due_ns);
	worker_tick(worker);
}

int worker_exec(struct worker *worker)
{
	int error = team_exec();

	return error ? worker_error(worker, -error, "running a program that does nothing") : 0;
}
