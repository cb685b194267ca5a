/* SPDX-License-Identifier: MIT */
#include "bench/database.h"

#ifdef WITH_sqlite3
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <malloc.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* To wait for longer is no longer contention. */
#define BUSY_MS 60000

#define TEXT_SIZE 64

static int connect_to(struct connection *connection, const struct database *database, int flags)
{
	int code = sqlite3_open_v2(database->path, &connection->db,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | flags, NULL);

	return code ? code : sqlite3_busy_timeout(connection->db, BUSY_MS);
}

static int run(const struct connection *connection, const char *sql)
{
	return sqlite3_exec(connection->db, sql, NULL, NULL, NULL);
}

static int prepare(struct connection *connection, const char *sql)
{
	return sqlite3_prepare_v3(
		connection->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &connection->statement, NULL);
}

/* Takes back what prepare did. Its code is that of the last step. */
static int finish(struct connection *connection)
{
	int code = sqlite3_finalize(connection->statement);

	connection->statement = NULL;
	return code;
}

/* Also after any of the above failed. */
static void disconnect(struct connection *connection)
{
	finish(connection);
	sqlite3_close(connection->db);
	connection->db = NULL;
}

/* The first value of the first row that the query gives. */
static int ask(struct connection *connection, const char *sql, char text[TEXT_SIZE])
{
	int code = prepare(connection, sql);

	*text = '\0';
	if (!code && sqlite3_step(connection->statement) == SQLITE_ROW)
		snprintf(text, TEXT_SIZE, "%s",
			(const char *)sqlite3_column_text(connection->statement, 0));
	return code ? code : finish(connection);
}

/* In one transaction, and not made safe: the file is thrown away. */
static int fill(struct connection *connection, const struct database *database)
{
	int code = run(connection, "PRAGMA synchronous = OFF; BEGIN;"
				   "CREATE TABLE rows (id INTEGER PRIMARY KEY,"
				   " value INTEGER NOT NULL)");

	code = code ? code : prepare(connection, DATABASE_INSERT);
	for (uint64_t row = 0; !code && row < database->nr_rows; row++)
		code = connection_insert(connection, row);
	code = code ? code : finish(connection);
	return code ? code : run(connection, "COMMIT");
}

static int name_path(struct job *job, struct database *database)
{
	const char *directory = job_directory(job);
	int length;

	if (!directory)
		return -ENOMEM;
	length = snprintf(database->path, sizeof(database->path), "%s/rows.db", directory);
	if (length < 0 || (size_t)length >= sizeof(database->path))
		return job_error(job, ENAMETOOLONG, "making the database");
	return 0;
}

int database_make(struct job *job, struct database *database)
{
	struct connection connection = { NULL, NULL };
	char mode[TEXT_SIZE] = "";
	int error = name_path(job, database);

	if (error)
		return error;
	if (connect_to(&connection, database, SQLITE_OPEN_CREATE) || fill(&connection, database) ||
		ask(&connection, "PRAGMA journal_mode = WAL", mode))
		error = job_error(
			job, 0, "making the database: %s", connection_trouble(&connection));
	else if (strcmp(mode, "wal") != 0)
		error = job_cannot(job, 0,
			"the file system there does not offer what SQLite's write-ahead log needs");
	disconnect(&connection);
	/* What SQLite gave back to the heap would else stand in every process's memory. */
	malloc_trim(0);
	return error;
}

/* Both from their beginnings: the end of one is the end of both. */
static int copy(struct job *job, int from, int to)
{
	char some[65536];
	ssize_t nr;

	for (off_t at = 0; (nr = pread(from, some, sizeof(some), at)) > 0; at += nr) {
		errno = ENOSPC; /* stays, where the write is short */
		if (pwrite(to, some, (size_t)nr, at) != nr)
			return job_error(job, errno, "copying the database");
	}
	return nr < 0 ? job_error(job, errno, "copying the database") : 0;
}

static int copy_file(struct job *job, const char *path, int flags, int fd)
{
	const int own = open(path, flags | O_CLOEXEC, S_IRUSR | S_IWUSR);
	int error;

	if (own < 0)
		return job_error(job, errno, "opening the database");
	error = flags == O_RDONLY ? copy(job, own, fd) : copy(job, fd, own);
	close(own);
	return error;
}

int database_save(struct job *job, const struct database *database, int fd)
{
	return copy_file(job, database->path, O_RDONLY, fd);
}

int database_load(struct job *job, struct database *database, int fd)
{
	int error = name_path(job, database);

	return error ? error : copy_file(job, database->path, O_WRONLY | O_CREAT | O_TRUNC, fd);
}

static int check_rows(struct job *job, struct connection *connection, uint64_t nr_rows)
{
	uint64_t row = 0;
	int code = prepare(connection, "SELECT id, value FROM rows ORDER BY id");

	while (!code && sqlite3_step(connection->statement) == SQLITE_ROW) {
		const uint64_t id = (uint64_t)sqlite3_column_int64(connection->statement, 0);
		const uint64_t value = (uint64_t)sqlite3_column_int64(connection->statement, 1);

		if (id != row || value != mix64(row))
			return job_error(job, 0, "row %" PRIu64 " is not as written", row);
		row++;
	}
	if (code || finish(connection))
		return job_error(
			job, 0, "reading the database: %s", connection_trouble(connection));
	if (row != nr_rows)
		return job_error(job, 0, "the database has %" PRIu64 " rows in the end", row);
	return 0;
}

int database_check(struct job *job, const struct database *database, uint64_t nr_rows)
{
	struct connection connection = { NULL, NULL };
	char answer[TEXT_SIZE] = "";
	int error;

	if (connect_to(&connection, database, 0) ||
		ask(&connection, "PRAGMA quick_check(1)", answer))
		error = job_error(
			job, 0, "checking the database: %s", connection_trouble(&connection));
	else if (strcmp(answer, "ok") != 0)
		error = job_error(job, 0, "the database is damaged: %s", answer);
	else
		error = check_rows(job, &connection, nr_rows);
	disconnect(&connection);
	return error;
}

int connection_open(struct worker *worker, const struct database *database, const char *sql,
	const char *warm_up)
{
	struct connection *connection = calloc(1, sizeof(*connection));
	char pragma[32];
	int error;

	if (!connection)
		return worker_error(worker, ENOMEM, "making room for a connection");
	snprintf(pragma, sizeof(pragma), "PRAGMA synchronous = %d", database->synchronous);
	if (connect_to(connection, database, 0) || run(connection, pragma) ||
		prepare(connection, sql) || run(connection, warm_up)) {
		error = worker_error(
			worker, 0, "opening the database: %s", connection_trouble(connection));
		connection_free(connection);
		return error;
	}
	worker->state = connection;
	return 0;
}

void connection_free(struct connection *connection)
{
	disconnect(connection);
	free(connection);
}

int connection_select(const struct connection *connection, uint64_t row, uint64_t *value)
{
	sqlite3_stmt *statement = connection->statement;

	*value = 0;
	sqlite3_bind_int64(statement, 1, (sqlite3_int64)row);
	if (sqlite3_step(statement) == SQLITE_ROW)
		*value = (uint64_t)sqlite3_column_int64(statement, 0);
	return sqlite3_reset(statement);
}

int connection_insert(const struct connection *connection, uint64_t row)
{
	sqlite3_stmt *statement = connection->statement;

	sqlite3_bind_int64(statement, 1, (sqlite3_int64)row);
	sqlite3_bind_int64(statement, 2, (sqlite3_int64)mix64(row));
	sqlite3_step(statement);
	return sqlite3_reset(statement);
}

const char *connection_trouble(const struct connection *connection)
{
	return sqlite3_errmsg(connection->db);
}
#endif
