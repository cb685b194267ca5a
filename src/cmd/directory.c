/* SPDX-License-Identifier: MIT */
#include "cmd/directory.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "cmd/cmd.h"

const char *directory_for_trials(const char *command, const char *asked)
{
	const char *set = getenv("TMPDIR");
	const char *dir = asked ? asked : set && *set ? set : "/tmp";
	struct stat status;
	int error = stat(dir, &status) ? errno : S_ISDIR(status.st_mode) ? 0 : ENOTDIR;

	if (!error)
		return dir;
	complain("%s: the folder for files of trials, '%s'%s: %s", command, dir,
		asked         ? " of --dir"
		: set && *set ? " of TMPDIR"
			      : "",
		strerror(error));
	return NULL;
}

/* A session of its own: what interrupts the run must not end who cleans up after it. */
static int spawn_keeper(pid_t *pid, char *path, int leash)
{
	char program[] = "/proc/self/exe", name[] = "parallax", command[] = "keeper";
	char *argv[] = { name, command, path, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int error;

	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	posix_spawn_file_actions_adddup2(&actions, leash, STDIN_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
	error = posix_spawn(pid, program, &actions, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return -error;
}

static int keep(struct directory *directory)
{
	int ends[2], error;

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	error = spawn_keeper(&directory->keeper, directory->path, ends[0]);
	close(ends[0]);
	if (error)
		close(ends[1]);
	else
		directory->leash = ends[1];
	return error;
}

int directory_open(struct directory *directory, const char *parent)
{
	*directory = (struct directory){ NULL, -1, -1 };
	if (asprintf(&directory->path, "%s/parallax-XXXXXX", parent) < 0) {
		directory->path = NULL;
		return -ENOMEM;
	}
	if (mkdtemp(directory->path)) {
		if (!keep(directory))
			return 0;
		rmdir(directory->path);
	}
	free(directory->path);
	directory->path = strdup(parent);
	return directory->path ? 0 : -ENOMEM;
}

void directory_close(struct directory *directory)
{
	if (directory->keeper > 0) {
		close(directory->leash);
		while (waitpid(directory->keeper, NULL, 0) < 0 && errno == EINTR)
			;
	}
	free(directory->path);
	*directory = (struct directory){ NULL, -1, -1 };
}
