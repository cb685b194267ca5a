/* SPDX-License-Identifier: MIT */
#include "engine/harness.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "engine/team.h"
#include "engine/tempfile.h"
#include "engine/tree.h"

int64_t job_param(const struct job *job, const char *name)
{
	const struct setting *setting = cell_setting(&job->harness->order->cell, name);

	assert(setting); /* else it is not in the workload's table */
	return setting->value;
}

void *job_share(struct job *job, size_t size)
{
	void *memory = arena_alloc(&job->harness->arena, size);

	if (!memory)
		job_error(job, errno, "sharing %zu bytes", size);
	return memory;
}

/* Messages do not name the directory: they go into reports, which travel. */
int job_file(struct job *job, int *fd)
{
	*fd = tempfile(job->harness->order->dir);
	return *fd < 0 ? job_error(job, -*fd, "making a file where --dir says") : 0;
}

int job_serve(struct job *job, void (*serve)(void *arg), void *arg)
{
	pid_t pid = team_fork_service(serve, arg);

	assert(!job->harness->service);
	if (pid < 0)
		return job_error(job, -pid, "starting the service's process");
	job->harness->service = pid;
	return 0;
}

const char *job_directory(struct job *job)
{
	struct harness *harness = job->harness;
	char *path = NULL;

	if (harness->directory)
		return harness->directory;
	if (asprintf(&path, "%s/parallax-XXXXXX", harness->order->dir) < 0) {
		job_error(job, ENOMEM, "making a directory where --dir says");
		return NULL;
	}
	if (!mkdtemp(path)) {
		job_error(job, errno, "making a directory where --dir says");
		free(path);
		return NULL;
	}
	harness->directory = path;
	return path;
}

void job_release(struct job *job)
{
	struct harness *harness = job->harness;

	if (harness->service)
		team_end_service(harness->service);
	harness->service = 0;
	if (harness->directory)
		tree_remove(harness->directory);
	free(harness->directory);
	harness->directory = NULL;
}

void job_finding(struct job *job, const char *name, uint64_t value)
{
	struct trial *trial = job->harness->trial;
	struct finding *grown =
		realloc(trial->findings, (trial->nr_findings + 1) * sizeof(*trial->findings));
	char *copy = strdup(name);

	if (grown)
		trial->findings = grown;
	if (!grown || !copy) {
		free(copy);
		return;
	}
	grown[trial->nr_findings++] = (struct finding){ copy, value };
}

static int note(struct job *job, int error, const char *format, va_list args)
{
	char *trouble = job->harness->trouble;
	size_t size = sizeof(job->harness->trouble), used;

	vsnprintf(trouble, size, format, args);
	used = strlen(trouble);
	if (error)
		snprintf(trouble + used, size - used, ": %s", strerror(error));
	return error ? -error : -EIO;
}

int job_error(struct job *job, int error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	error = note(job, error, format, args);
	va_end(args);
	return error;
}

int job_cannot(struct job *job, int error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	error = note(job, error, format, args);
	va_end(args);
	job->harness->cannot = 1;
	return error;
}
