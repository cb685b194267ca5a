/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_WORKLOAD_H
#define ENGINE_WORKLOAD_H

#include <stddef.h>
#include <stdint.h>

/*
 * The contract between a workload and the harness.
 *
 * A workload is a struct of callbacks, written as a literal at the end of its file in bench/. It
 * does work, and says whether the work was right. It never asks the clock, never prints, never
 * creates a worker by itself, and never learns in which mode it runs: the same object code runs
 * on the same memory whether the workers are threads, processes or one after the other.
 *
 * Op i is a pure function of i, its cost even over i, so that a team may split [0, ops) in any
 * way. What the ops computed is summed into worker->digest; the sum must come out the same in
 * every mode and at every worker count, or the trial is failed.
 *
 * The life of a trial, in the leader process unless said otherwise:
 *
 *   setup(job)     once, single-threaded, before any worker exists
 *   open(worker)   each worker, in itself, before the gate: touch here what is used later
 *   work(worker, first, count)   each worker, timed; once, or once a chunk under the dynamic split
 *   close(worker)  each worker that opened, after memory was read at the hold
 *   verify(job)    once, after all workers are gone; job->digest holds the sum
 *   teardown(job)  once, if setup succeeded and no worker is left that could still run
 *
 * All but work and verify may be NULL where there is nothing to do, footprint where it is small.
 * Callbacks return 0 or -errno. Before returning an error a callback says what it was doing and
 * to what, through job_error or worker_error; a phase that fails makes the trial failed.
 *
 * Where one worker alone cannot do an op, the literal says in op_workers how many do each op
 * together: workers 0 … k-1 are one crew, k … 2k-1 the next. Ops are then dealt to crews, each
 * member of a crew is given the same [first, count), always in one stretch, and index % k tells
 * it which part to play. In seq there is one worker, who plays all parts by turns. The digest is
 * still of ops: a crew adds each op once.
 */

enum workload_class {
	CLASS_CPU,
	CLASS_MEMORY,
	CLASS_IO,
	CLASS_SYNC,
	CLASS_IPC,
	CLASS_SPAWN,
};
#define NR_CLASSES 6

/* "cpu", "memory", "io", "sync", "ipc", "spawn". */
const char *class_name(enum workload_class workload_class);

/* How workers exist. Whoever branches on this outside team.c, arena.c or sync.c is wrong. */
enum mode {
	MODE_SEQ,     /* one worker, the leader itself; nothing is created */
	MODE_THREADS, /* one process, N pthreads */
	MODE_PROCS,   /* N forked processes, one worker in each */
	MODE_HYBRID,  /* P forked processes of T pthreads */
};
#define NR_MODES 4

/* Sets of modes, for a literal's .modes. */
#define MODE_BIT(mode) (1u << (mode))
#define ALL_MODES ((1u << NR_MODES) - 1)

/* A number that a person may set with --set FAMILY.NAME=VALUE. The unit stands in the name. */
struct param {
	const char *name;
	int64_t value;    /* unless set */
	int64_t min, max; /* inclusive */
	const char *help;
};

/*
 * The parameter of this name, where a workload has one, is the rate of an open loop, in ops per
 * second of the whole team, and 0, its default, a closed loop. --rate sets it, and the workload
 * calls worker_pace before each op.
 */
#define PARAM_RATE "rate"

/* What a trial will take, asked before anything is allocated. All zero unless filled in. */
struct footprint {
	uint64_t shared_bytes; /* once, in the arena */
	uint64_t worker_bytes; /* by each worker */
	uint64_t disk_bytes;   /* in files below the trial's directory */
};

/*
 * What every trial of a workload only reads, and what depends on nothing but the parameters: it is
 * made by the first trial of a run and kept for the others, where the machine has room. For what is
 * large, slow to make, and read in its order. Where it is small, or read here and there, leave it to
 * setup: in which pages it lies matters to caches that look at physical addresses, and should differ
 * from trial to trial, or a whole run has the luck of one draw, which no interval tells.
 */
enum input {
	INPUT_MEMORY,   /* job_input */
	INPUT_FILE,     /* job_input_file */
	INPUT_EXPECTED, /* job_expected */
	INPUT_ROOM,     /* job_room: that is written to, and only saves the making of its pages */
};
#define NR_INPUTS 4

/* Sets of inputs, for a literal's .inputs. */
#define INPUT_BIT(input) (1u << (input))

struct harness; /* the harness's own half of a job */

/* One trial, as its workload sees it. */
struct job {
	uint64_t ops;     /* all workers' together */
	unsigned workers; /* how many */
	uint64_t digest;  /* the sum over all workers; valid in verify */
	void *data;       /* the workload's: set in setup, read by workers, freed in teardown */
	struct harness *harness;
};

struct slot;

/* Creates somebody who runs task(arg), and waits for him: 0 or -errno. */
typedef int beget_task(void (*task)(void *arg), void *arg);

/* One flow of execution. Lives in the worker's own memory. */
struct worker {
	unsigned index; /* 0 … job->workers - 1 */
	const struct job *job;
	void *state;     /* the workload's: made in open, freed in close */
	uint64_t digest; /* the workload adds what each op computed */

	/* The harness's own. */
	struct slot *slot;
	beget_task *beget;
	struct histogram *laps;
	uint64_t lap_begun_ns;
	unsigned lap_every, lap_left;
	uint64_t tick_due_ns, tick_period_ns;
	uint64_t pace_rate, pace_start_ns, pace_next, pace_step;
};

/* For op_workers: every worker takes part in every op. */
#define EVERY_WORKER (~0u)

struct workload {
	const char *name;    /* "family/variant" or "family" */
	const char *summary; /* one line, for list */
	const char *op;      /* what is counted: "candidate", "request"; singular, no article */
	const char *shares;  /* what the workers share, the same in every mode: a sentence */
	enum workload_class class;
	/* Raised whenever the work changes, so that old numbers are not compared. */
	unsigned version;
	/* Set where a library was absent when this was built: a sentence that names the package. */
	const char *unavailable;

	unsigned modes;             /* set of MODE_BIT() */
	const char *modes_reason;   /* a sentence, wherever modes is not ALL_MODES */
	unsigned op_workers;        /* who do each op together; 0 means 1. Counts are multiples */
	unsigned min_workers;       /* 0 means op_workers; seq, where claimed, is always 1 */
	const char *workers_reason; /* a sentence, wherever one of the two excludes a count */
	unsigned default_workers;   /* when no count is asked for; 0 means every usable PU */
	unsigned lap_every;  /* a latency is taken of one op in so many at most; 0: of none */
	const char *latency; /* what latencies are of; NULL: "service time, closed loop" */

	unsigned inputs;            /* set of INPUT_BIT() that setup and verify ask for */
	const struct param *params; /* ended by an entry without a name; NULL for none */
	void (*footprint)(const struct job *job, struct footprint *footprint);

	/* These two may ask for nothing but parameters. */
	uint64_t (*op_bytes)(
		const struct job *job); /* that one op moves; NULL where that says little */
	/*
	 * How many ops a trial has, where the work itself is of a size (a data set, a block of
	 * memory); then nothing is calibrated. NULL for any number, found by calibration.
	 */
	uint64_t (*fixed_ops)(const struct job *job);

	int (*setup)(struct job *job);
	int (*open)(struct worker *worker);
	int (*work)(struct worker *worker, uint64_t first, uint64_t count);
	int (*close)(struct worker *worker);
	int (*verify)(struct job *job);
	int (*teardown)(struct job *job);
};

/* The fewest workers that a workload takes outside seq, and what every count is a multiple of. */
unsigned workload_least(const struct workload *workload);
unsigned workload_multiple(const struct workload *workload);

/* How many of so many workers do each op together. */
unsigned workload_crew(const struct workload *workload, unsigned workers);

/* ---- For setup, verify and teardown ---- */

/* The value of a parameter of this workload. The name must be in its table. */
int64_t job_param(const struct job *job, const char *name);

/*
 * Memory that all workers share in every mode, zeroed, aligned to a page; setup only. It comes
 * from the arena and goes with it: never free it. NULL without memory, which is reported.
 */
void *job_share(struct job *job, size_t size);

/*
 * A new, empty file to read and write, in the trial's directory, without a name by the time the
 * call returns, so that no ending of the program leaves it behind. *fd is the caller's to close;
 * worker_reopen gives a worker an open file description of its own. Returns 0 or -errno, reported.
 */
int job_file(struct job *job, int *fd);

/*
 * Input in memory: size bytes that fill has written, only to be read, at the same address in every
 * trial, so that they may point into themselves. Like what setup wrote into job_share, they are in
 * the leader's page tables, in no worker's, and each page is in memory once. fill is given zeroed
 * memory, aligned to a page, writes all of its result there, and returns 0 or -errno, reported; it
 * runs in setup of some trial of the run, not of each, and never of one that enters a figure unless
 * those before it failed. NULL with the error reported. At most one a trial, and never to be freed.
 */
const void *job_input(struct job *job, size_t size, int (*fill)(struct job *job, void *memory));

/*
 * Input in a file of about size bytes: as job_file, but filled by fill, written out to the device, and
 * opened to be read only. *fd is the caller's to close. Its pages stay in the page cache from trial to
 * trial, unless the workload drops them.
 */
int job_input_file(struct job *job, size_t size, int (*fill)(struct job *job, int fd), int *fd);

/*
 * What verify holds the work against, where another way of computing it is slow: as job_input, but
 * for verify, and in nobody's memory before that.
 */
const void *job_expected(struct job *job, size_t size, int (*fill)(struct job *job, void *memory));

/*
 * Room in memory: size bytes that all workers share in every mode, to be written before they are read,
 * since they may hold what an earlier trial of the run has left there; aligned to a page. Where its
 * pages can be kept from trial to trial nobody waits for the kernel to find and clear them, which on
 * some virtual machines takes ten times as long as writing to them. On a machine of several memory
 * nodes they are not, since there each page is to lie near who touched it first. For what is large and
 * gone through in its order. NULL with the error reported. At most one a trial, and never to be freed.
 */
void *job_room(struct job *job, size_t size);

/*
 * The path of an empty directory of the trial's own, where --dir says; the same at each call. It
 * is removed with all that lies in it once the trial is over, or where the leader was killed, once the
 * run is. NULL with the error reported. The text lives as long as the job.
 */
const char *job_directory(struct job *job);

/*
 * Starts serve(arg) in a process of its own, beside the team and the same in every mode: what a
 * remote service stands on. It is not measured, and is killed at teardown. Returns 0 or -errno,
 * reported. serve is not to return; when it does, its process ends.
 */
int job_serve(struct job *job, void (*serve)(void *arg), void *arg);

/* Adds a number to the trial's findings, under a name in snake_case with its unit. verify only. */
void job_finding(struct job *job, const char *name, uint64_t value);

/*
 * Reports what went wrong in setup, verify or teardown: what was being done, and to what. error
 * is a positive errno, whose text is appended, or 0. Returns -error, or -EIO for 0.
 */
int job_error(struct job *job, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * As job_error, from setup alone, where this machine does not offer what the workload needs: the
 * trial is skipped with the sentence, and not failed.
 */
int job_cannot(struct job *job, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* ---- For open, work and close: callable by every worker at once ---- */

/* The rest of worker_lap, of an op that is timed or the one before it. */
void worker_read_lap(struct worker *worker);

/* The same as job_error, from a worker; it reaches the leader in every mode. */
int worker_error(struct worker *worker, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Opens once more the file behind fd, with a file position of its own. The fd or -errno, reported.
 */
int worker_reopen(struct worker *worker, int fd, int flags);

/*
 * Maps shared memory into this worker's address space, so that no page of it faults in the timed
 * part: processes have page tables of their own. For open.
 */
void worker_touch(const void *memory, size_t size);

/*
 * An op has just ended: call it after each op where lap_every is set. Records the time since the
 * op before ended, of one op in lap_every, or of fewer where ops are so short that reading the clock
 * would take a part of their time (engine/laps.h). The one call by which a workload touches a clock.
 */
static inline void worker_lap(struct worker *worker)
{
	if (--worker->lap_left <= 1)
		worker_read_lap(worker);
}

/*
 * An op is about to begin: call it before each op where there is a PARAM_RATE and lap_every is set,
 * in a crew by the one who calls worker_lap. In a closed loop it does nothing. Under a rate it
 * sleeps until the op is due, or returns at once when that is past, and the following worker_lap
 * records the time since the op was due, whatever lap_every is. The k-th op of the team, from 1,
 * is due k / rate after the gate opened; the crews take turns, and the split is static, so that nobody
 * takes over what is due to another. Each has one op in flight: one that is late does op after op until
 * it has caught up. The share of late ops is a finding of the trial.
 */
void worker_pace(struct worker *worker);

/*
 * The ops that this worker will be given under the static split, so that open can touch the memory
 * that they will use, in the worker that will use it. Under the dynamic split it will get others
 * too.
 */
void worker_share(const struct worker *worker, uint64_t *first, uint64_t *count);

/* The most ops that this worker can be given: its share, or under the dynamic split all. */
uint64_t worker_most(const struct worker *worker);

/*
 * Ticks come due every period_us from worker_tick_begin on, in work. worker_tick handles all that
 * have come due by now, at once and in their order: the latency recorded of each is how much later
 * than due it was handled. worker_tick_wait sleeps until one is due, and handles it. A worker that
 * ticks has no laps.
 */
void worker_tick_begin(struct worker *worker, uint64_t period_us);
void worker_tick(struct worker *worker);
void worker_tick_wait(struct worker *worker);

/*
 * Runs a program that does nothing, by posix_spawn, and waits until it has ended and is reaped.
 * Returns 0 or -errno, reported.
 */
int worker_exec(struct worker *worker);

/*
 * Creates one more worker of the kind that the mode makes (a thread, a process, a plain call in
 * seq), which runs task(arg), and waits until it has ended and is reaped. arg must be in shared
 * memory if task is to write to it. Returns 0 or -errno, reported.
 */
static inline int worker_beget(struct worker *worker, void (*task)(void *arg), void *arg)
{
	int error = worker->beget(task, arg);

	return error ? worker_error(worker, -error, "creating one more worker") : 0;
}

/* ---- For every workload ---- */

/*
 * Spreads the bits of x over all 64: for digests, and for inputs that look random but are a pure
 * function of the op's index. The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
 */
static inline uint64_t mix64(uint64_t x)
{
	x += 0x9e3779b97f4a7c15u;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

#endif
