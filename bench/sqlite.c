/* SPDX-License-Identifier: MIT */
/*
 * sqlite/read, sqlite/write: one database file, used by everybody.
 *
 * One op of `read` is a SELECT of one row by its primary key, which looks random and is a pure
 * function of the op's index. One op of `write` is a transaction that INSERTs row op. Both by
 * prepared statements, and checked: values as they are read, rows in the end. Every worker has a
 * connection of its own (database.h), without the lock that only sharing it would need. The file
 * is in WAL mode, in which readers and a writer do not wait for one another; writers do.
 *
 * Shared: the file, its write-ahead log, and the memory in which SQLite keeps the locks of both.
 * Connections of one process also share what SQLite has once a process: it knows the locks of its
 * other connections without asking the kernel, but counts all its memory under one mutex.
 *
 * The number does not show how fast SQLite can insert, which takes many rows a transaction. A
 * writer that finds another at work sleeps 1 ms, then longer, up to 100 ms, and tries again. This
 * is how SQLite waits, it is in the number of `write`, and it is nearly all of what changes
 * with more workers. No disk is shown: each connection of `read` has the rows in its own cache, as
 * far as 2 MB go, and by default a writer waits for the device at a checkpoint only, once in about
 * 1000 transactions: a trial of fewer sees none. Workers insert at several places of the tree at
 * once, where one worker only appends: that takes a few pages more, in each mode alike.
 */
#include "bench/workloads.h"

#ifdef WITH_sqlite3
#include <errno.h>
#include <inttypes.h>
#include <unistd.h>
#include "bench/digest.h"
#include "bench/database.h"

/* Of how many ops read_verify computes the digest: some 10 ms. */
#define VERIFY_OPS (UINT64_C(1) << 22)

/* More than a row takes in the file: three numbers of at most ten bytes, and its place. */
#define ROW_BYTES 32

/* A connection with its cache full, which by SQLite's default takes 2 MB, and with all else. */
#define CONNECTION_BYTES ((uint64_t)2560 << 10)

/* What the log may grow to: it begins anew only when a checkpoint finds nobody at work. */
#define LOG_BYTES ((uint64_t)128 << 20)

static void read_footprint(const struct job *job, struct footprint *footprint)
{
	footprint->disk_bytes = (uint64_t)job_param(job, "rows") * ROW_BYTES;
	footprint->worker_bytes =
		footprint->disk_bytes < CONNECTION_BYTES ? footprint->disk_bytes : CONNECTION_BYTES;
}

static void write_footprint(const struct job *job, struct footprint *footprint)
{
	(void)job;
	footprint->disk_bytes = LOG_BYTES;
}

static int fill(struct job *job, int fd)
{
	struct database *database = job->data;
	int error = database_make(job, database);

	return error ? error : database_save(job, database, fd);
}

/* A copy for each trial, since connections write beside it, and into the memory of its locks. */
static int read_setup(struct job *job)
{
	struct database *database = job_share(job, sizeof(*database));
	int fd, error;

	if (!database)
		return -ENOMEM;
	job->data = database;
	database->nr_rows = (uint64_t)job_param(job, "rows");
	database->synchronous = 1;
	error = job_input_file(job, database->nr_rows * ROW_BYTES, fill, &fd);
	if (error)
		return error;
	error = database_load(job, database, fd);
	close(fd);
	return error;
}

static int write_setup(struct job *job)
{
	struct database *database = job_share(job, sizeof(*database));

	if (!database)
		return -ENOMEM;
	job->data = database;
	database->synchronous = (int)job_param(job, "synchronous");
	return database_make(job, database);
}

/* All pages come into the connection's cache. */
static int read_open(struct worker *worker)
{
	return connection_open(
		worker, worker->job->data, DATABASE_SELECT, "SELECT total(value) FROM rows");
}

/*
 * A transaction that changes no row begins the log, whose first page is waited for; an insertion
 * that is taken back leaves nothing but a connection that has done one.
 */
static int write_open(struct worker *worker)
{
	return connection_open(worker, worker->job->data, DATABASE_INSERT,
		"PRAGMA user_version = 1;"
		"BEGIN IMMEDIATE; INSERT INTO rows VALUES (-1, 0); ROLLBACK");
}

static uint64_t row_of(const struct database *database, uint64_t op)
{
	return (mix64(op) >> 32) * database->nr_rows >> 32;
}

static int read_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const struct connection *connection = worker->state;
	uint64_t digest = 0, value;

	for (uint64_t op = first; op < first + count; op++) {
		const uint64_t row = row_of(worker->job->data, op);

		if (connection_select(connection, row, &value))
			return worker_error(worker, 0, "reading row %" PRIu64 ": %s", row,
				connection_trouble(connection));
		if (value != mix64(row))
			return worker_error(worker, 0, "row %" PRIu64 " is not as written", row);
		digest += value;
		worker_lap(worker);
	}
	worker->digest += digest;
	return 0;
}

static int write_work(struct worker *worker, uint64_t first, uint64_t count)
{
	const struct connection *connection = worker->state;
	uint64_t digest = 0;

	for (uint64_t op = first; op < first + count; op++) {
		if (connection_insert(connection, op))
			return worker_error(worker, 0, "inserting row %" PRIu64 ": %s", op,
				connection_trouble(connection));
		digest += mix64(op);
		worker_lap(worker);
	}
	worker->digest += digest;
	return 0;
}

static int sqlite_close(struct worker *worker)
{
	connection_free(worker->state);
	return 0;
}

/* Every value was checked by its worker; this tells that the right rows were read, each once. */
static int read_verify(struct job *job)
{
	const struct database *database = job->data;
	uint64_t digest = 0;

	for (uint64_t op = 0; op < job->ops && job->ops <= VERIFY_OPS; op++)
		digest += mix64(row_of(database, op));
	if (job->ops <= VERIFY_OPS && digest != job->digest)
		return job_error(job, 0, "the rows read are not those asked for");
	return 0;
}

static int write_verify(struct job *job)
{
	if (job->digest != digest_of_mixes(job->ops))
		return job_error(job, 0, "the rows inserted are not those asked for");
	return database_check(job, job->data, job->ops);
}

static const struct param read_params[] = {
	{ "rows", 50000, 1, 10000000, "rows of the table" },
	{ .name = NULL },
};

static const struct param write_params[] = {
	{ "synchronous", 1, 0, 2, "0 never syncs, 1 at checkpoints, 2 each op" },
	{ .name = NULL },
};
#else
#define ABSENT "built without SQLite: install libsqlite3-dev and build again"
#endif

const struct workload sqlite_read = {
	.name = "sqlite/read",
	.summary = "a database: reads of one row by its key, from one SQLite file",
	.op = "row",
	.shares = "One database file in WAL mode; each worker has its own connection.",
	.class = CLASS_IO,
	.version = 1,
	.modes = ALL_MODES,
	.lap_every = 16,
#ifdef WITH_sqlite3
	.inputs = INPUT_BIT(INPUT_FILE),
	.params = read_params,
	.footprint = read_footprint,
	.setup = read_setup,
	.open = read_open,
	.work = read_work,
	.close = sqlite_close,
	.verify = read_verify,
#else
	.unavailable = ABSENT,
#endif
};

const struct workload sqlite_write = {
	.name = "sqlite/write",
	.summary = "a database: transactions of one new row each, in one SQLite file",
	.op = "transaction",
	.shares = "One database file in WAL mode; each worker has its own connection.",
	.class = CLASS_IO,
	.version = 1,
	.modes = ALL_MODES,
	.lap_every = 1,
#ifdef WITH_sqlite3
	.params = write_params,
	.footprint = write_footprint,
	.setup = write_setup,
	.open = write_open,
	.work = write_work,
	.close = sqlite_close,
	.verify = write_verify,
#else
	.unavailable = ABSENT,
#endif
};
