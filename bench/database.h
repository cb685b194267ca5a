/* SPDX-License-Identifier: MIT */
#ifndef BENCH_DATABASE_H
#define BENCH_DATABASE_H

#include <limits.h>
#include <stdint.h>
#include "engine/workload.h"

/*
 * What sqlite/read and sqlite/write stand on: an SQLite database of one table, rows (id INTEGER
 * PRIMARY KEY, value), in which the value of row id is mix64(id), and connections to it. It is in
 * WAL mode and lies in the trial's directory. There is nothing of this in a build without SQLite.
 *
 * No connection may be carried across a fork: the leader closes its own before it returns, and
 * each worker opens one.
 */
struct database {
	uint64_t nr_rows; /* that it is made with: 0 … nr_rows - 1 */
	int synchronous;  /* of the workers' connections, as in SQLite's pragma */
	char path[PATH_MAX];
};

/* The tags are SQLite's: a connection, and the one statement that it has prepared, or NULL. */
struct connection {
	struct sqlite3 *db;
	struct sqlite3_stmt *statement;
};

#define DATABASE_SELECT "SELECT value FROM rows WHERE id = ?"
#define DATABASE_INSERT "INSERT INTO rows VALUES (?, ?)"

/* For setup: fills path in and makes the database. Returns 0 or -errno, reported. */
int database_make(struct job *job, struct database *database);

/* Copies the database to the beginning of a file, or from there, where it was copied to before. Both
 * return 0 or -errno, reported. */
int database_save(struct job *job, const struct database *database, int fd);
int database_load(struct job *job, struct database *database, int fd);

/* For verify: holds it against rows 0 … nr_rows - 1, and its pages against one another. Returns 0
 * or -errno, reported. */
int database_check(struct job *job, const struct database *database, uint64_t nr_rows);

/*
 * For open: makes worker->state a connection on the heap, with sql prepared and warm_up run, which
 * is SQL that brings into its memory what the ops will need. A connection waits for the locks of
 * others for up to a minute. Returns 0 or -errno, reported.
 */
int connection_open(struct worker *worker, const struct database *database, const char *sql,
	const char *warm_up);

/* For close: what connection_open made. */
void connection_free(struct connection *connection);

/*
 * By the statement DATABASE_SELECT or DATABASE_INSERT. These return 0 or a code of SQLite's, with
 * the words for it in connection_trouble. A row that is not there has the value 0.
 */
int connection_select(const struct connection *connection, uint64_t row, uint64_t *value);
int connection_insert(const struct connection *connection, uint64_t row);
const char *connection_trouble(const struct connection *connection);

#endif
