/* SPDX-License-Identifier: MIT */
#include "engine/watch.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "engine/trial.h"
#include "measure/clock.h"

int watch_init(struct watch *watch, struct gate *gate, unsigned procs, unsigned threads)
{
	*watch = (struct watch){ .gate = gate, .threads = threads };
	watch->pids = calloc((size_t)procs + 1, sizeof(*watch->pids));
	watch->fds = calloc((size_t)procs + 1, sizeof(*watch->fds));
	if (!watch->pids || !watch->fds) {
		watch_release(watch);
		return -ENOMEM;
	}
	watch->pids[0] = getpid();
	watch->fds[0] = (struct pollfd){ .fd = gate->notify_fd, .events = POLLIN };
	return 0;
}

pid_t watch_wait(pid_t pid, int *status)
{
	pid_t waited;

	do {
		waited = waitpid(pid, status, 0);
	} while (waited < 0 && errno == EINTR);
	return waited;
}

static void kill_all(struct watch *watch)
{
	for (unsigned i = 1; i <= watch->nr; i++) {
		if (watch->pids[i] > 0)
			kill(watch->pids[i], SIGKILL);
	}
	for (unsigned i = 1; i <= watch->nr; i++) {
		if (watch->pids[i] > 0)
			watch_wait(watch->pids[i], NULL);
		watch->pids[i] = 0;
	}
}

int watch_break(struct watch *watch, int error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(watch->trouble, sizeof(watch->trouble), format, args);
	va_end(args);
	kill_all(watch);
	return -error;
}

int watch_begin(struct watch *watch)
{
	for (unsigned i = 1; i <= watch->nr; i++) {
		int fd = (int)syscall(SYS_pidfd_open, watch->pids[i], 0);

		watch->fds[i] = (struct pollfd){ .fd = fd, .events = POLLIN };
		if (fd < 0)
			return watch_break(watch, errno, "pidfd_open for process %u of %u: %s", i,
				watch->nr, strerror(errno));
	}
	return 0;
}

/* "worker 3", or "process 2 (workers 4 to 7)". */
static void name_process(const struct watch *watch, unsigned process, char *name, size_t size)
{
	unsigned threads = watch->threads, first = (process - 1) * threads;

	if (threads == 1)
		snprintf(name, size, "worker %u", first);
	else
		snprintf(name, size, "process %u (workers %u to %u)", process - 1, first,
			first + threads - 1);
}

/* Breaks the team over a process that ended as it should not have. */
static int mourn(struct watch *watch, unsigned process, int status)
{
	int refused = atomic_load(&watch->gate->refused);
	char who[64], name[TRIAL_SIGNAL_SIZE];

	watch->pids[process] = 0;
	name_process(watch, process, who, sizeof(who));
	if (WIFSIGNALED(status))
		return watch_break(watch, ECHILD, "%s was killed by %s", who,
			trial_signal(WTERMSIG(status), name));
	if (refused)
		return watch_break(
			watch, refused, "%s: pthread_create: %s", who, strerror(refused));
	return watch_break(
		watch, ECHILD, "%s ended early with status %d", who, WEXITSTATUS(status));
}

int watch_expire(struct watch *watch)
{
	for (unsigned i = 1; i <= watch->nr; i++) {
		siginfo_t info = { 0 };
		char who[64], name[TRIAL_SIGNAL_SIZE];

		if (waitid(P_PID, (id_t)watch->pids[i], &info, WSTOPPED | WNOHANG) || !info.si_pid)
			continue;
		name_process(watch, i, who, sizeof(who));
		return watch_break(watch, ECHILD, "%s was stopped by %s until the timeout", who,
			trial_signal(info.si_status, name));
	}
	return watch_break(watch, ETIMEDOUT, "no end within the timeout");
}

static int time_left_ms(uint64_t deadline_ns)
{
	uint64_t now = clock_ns();

	return now >= deadline_ns ? 0 : (int)((deadline_ns - now) / 1000000 + 1);
}

int watch_gate(struct watch *watch, int (*done)(const struct gate *), uint64_t deadline_ns)
{
	uint64_t told;

	while (!done(watch->gate)) {
		int ready = poll(watch->fds, watch->nr + 1, time_left_ms(deadline_ns));

		if (ready == 0)
			return watch_expire(watch);
		if (ready < 0)
			continue;
		/* A team that is done may have lost a process since: the next wait will tell. */
		if (watch->fds[0].revents && read(watch->fds[0].fd, &told, sizeof(told)) > 0) {
			if (!atomic_load(&watch->gate->given_up))
				continue;
			return watch_break(watch, ECANCELED, "a worker gave up");
		}
		for (unsigned i = 1; i <= watch->nr; i++) {
			int status;

			if (!watch->fds[i].revents)
				continue;
			watch_wait(watch->pids[i], &status);
			return mourn(watch, i, status);
		}
	}
	return 0;
}

int watch_reap(struct watch *watch, uint64_t deadline_ns)
{
	for (unsigned i = 1; i <= watch->nr; i++) {
		int status, ready;

		do {
			ready = poll(&watch->fds[i], 1, time_left_ms(deadline_ns));
		} while (ready < 0 && errno == EINTR);
		if (ready == 0)
			return watch_expire(watch);
		watch_wait(watch->pids[i], &status);
		if (status)
			return mourn(watch, i, status);
		watch->pids[i] = 0;
	}
	return 0;
}

void watch_release(struct watch *watch)
{
	kill_all(watch);
	for (unsigned i = 1; i <= watch->nr; i++) {
		if (watch->fds[i].fd > 0)
			close(watch->fds[i].fd);
	}
	free(watch->pids);
	free(watch->fds);
	*watch = (struct watch){ 0 };
}
