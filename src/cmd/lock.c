/* SPDX-License-Identifier: MIT */
#include "cmd/lock.h"

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>
#include "cmd/cmd.h"
#include "measure/procfile.h"

#define NAME "parallax"

/* Runs that were refused wait in the holder's queue, which it does not look at while it measures. */
#define QUEUE 256

/* A holder may end between the two calls that find it. */
#define TRIES 3

/* Who holds it, as far as can be told: a part of a sentence, "process 1234, since 12:30:05 UTC". */
#define HOLDER_SIZE 96

/* Of /proc/PID/stat: when the process started, in ticks since boot. */
#define FIELD_STARTED 22

/* What a run says that goes on beside the holder. */
static const char beside = '+';

static socklen_t make_address(struct sockaddr_un *address)
{
	const char *own = getenv("PARALLAX_LOCK");
	int room = (int)sizeof(address->sun_path) - 1, length;

	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	/* The NUL in front makes it abstract. */
	length = snprintf(address->sun_path + 1, (size_t)room, "%s%s%s", NAME,
		own && *own ? "-" : "", own ? own : "");
	if (length >= room)
		length = room - 1;
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
}

static void describe(pid_t pid, char holder[HOLDER_SIZE])
{
	char text[PROCFILE_STAT_SIZE], stamp[32] = "";
	struct timespec wall, boot;
	const char *started;
	uint64_t ticks;
	struct tm tm;
	time_t start;

	if (pid <= 0) { /* 0: of a process that has no number here, as outside of this container */
		snprintf(holder, HOLDER_SIZE, "a process that cannot be seen from here");
		return;
	}
	started = procfile_stat("", pid, FIELD_STARTED, text);
	ticks = started ? strtoull(started, NULL, 10) : 0;
	clock_gettime(CLOCK_REALTIME, &wall);
	clock_gettime(CLOCK_BOOTTIME, &boot);
	start = wall.tv_sec - boot.tv_sec + (time_t)(ticks / (uint64_t)sysconf(_SC_CLK_TCK));
	if (ticks && gmtime_r(&start, &tm))
		strftime(stamp, sizeof(stamp), ", since %Y-%m-%d %H:%M:%S UTC", &tm);
	snprintf(holder, HOLDER_SIZE, "process %ld%s", (long)pid, stamp);
}

/* Who listens there, told that this run goes on beside if so. 0, or -ECONNREFUSED: nobody any more. */
static int meet(
	const struct sockaddr_un *address, socklen_t length, bool force, char holder[HOLDER_SIZE])
{
	/* Without waiting: the queue may be full. */
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), error = 0;
	struct ucred peer = { .pid = 0 };
	socklen_t size = sizeof(peer);

	if (fd < 0)
		return -errno;
	if (connect(fd, (const struct sockaddr *)address, length))
		error = -errno;
	else if (!getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) && force)
		send(fd, &beside, 1, MSG_NOSIGNAL);
	close(fd);
	describe(peer.pid, holder);
	return error == -ECONNREFUSED ? error : 0;
}

static int try_lock(struct lock *lock, bool force, char holder[HOLDER_SIZE])
{
	struct sockaddr_un address;
	socklen_t length = make_address(&address);
	int error = 0;

	*lock = (struct lock){ .fd = socket(
				       AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0) };
	if (lock->fd < 0)
		return -errno;
	for (int try = 0; try < TRIES; try++) {
		error = bind(lock->fd, (const struct sockaddr *)&address, length) ? -errno : 0;
		if (!error && listen(lock->fd, QUEUE))
			error = -errno;
		if (error != -EADDRINUSE || !meet(&address, length, force, holder))
			break;
	}
	if (error)
		lock_release(lock);
	return error;
}

int lock_take(struct lock *lock, const char *command, bool force)
{
	char holder[HOLDER_SIZE] = "";
	int error = try_lock(lock, force, holder);

	if (!error)
		return 0;
	if (error != -EADDRINUSE) {
		complain("%s: cannot tell whether another run is going on: %s", command,
			strerror(-error));
		return 0;
	}
	lock->shared = force;
	complain("%s: another run is measuring on this machine: %s; %s", command, holder,
		force ? "each disturbs the other" : "wait for it, or say --force");
	return force ? 0 : -EBUSY;
}

bool lock_is_shared(struct lock *lock)
{
	int fd;

	while (lock->fd >= 0 && (fd = accept4(lock->fd, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
		char word;

		if (recv(fd, &word, 1, MSG_DONTWAIT) == 1 && word == beside)
			lock->shared = true;
		close(fd);
	}
	return lock->shared;
}

void lock_release(struct lock *lock)
{
	if (lock->fd >= 0)
		close(lock->fd);
	lock->fd = -1;
}
