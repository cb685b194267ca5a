/* SPDX-License-Identifier: MIT */
#include "engine/leader.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "measure/clock.h"
#include "measure/figure.h"

/* How much longer than its timeout a leader may take: it has a deadline of its own to report. */
#define GRACE_NS 1000000000u

/* More than any trial line: 4,096 workers take a third of a megabyte. */
#define ANSWER_MOST (64u << 20)

extern char **environ;

struct answer {
	char *text;
	size_t length, room;
};

enum outcome { ANSWERED, TIMED_OUT, STOPPED, TROUBLED };

/* A signal set with those that stop a run let in, and all else as it is. */
static void waiting_mask(sigset_t *mask)
{
	sigprocmask(SIG_SETMASK, NULL, mask);
	sigdelset(mask, SIGINT);
	sigdelset(mask, SIGTERM);
	sigdelset(mask, SIGHUP);
}

static int spawn(const struct leader *leader, int order_fd, int answer_fd, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none, all;
	int error;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attr);
	posix_spawn_file_actions_adddup2(&actions, order_fd, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, answer_fd, LEADER_ANSWER_FD);
	/* Results are on our stdout: whatever a workload's library prints goes elsewhere. */
	posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
	posix_spawnattr_setflags(
		&attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setpgroup(&attr, 0);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	error = posix_spawn(pid, "/proc/self/exe", &actions, &attr, leader->argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	return -error;
}

/* Sends the order. A leader that died early makes this fail, and its silence tells. */
static void send_order(const struct leader *leader, const struct order *order, int fd)
{
	char *line = leader->wire->write_order(order);
	size_t length = line ? strlen(line) : 0, sent = 0;

	if (line)
		line[length++] = '\n'; /* in the place of the NUL */
	while (sent < length) {
		ssize_t some = write(fd, line + sent, length - sent);

		if (some < 0 && errno == EINTR)
			continue;
		if (some < 0)
			break;
		sent += (size_t)some;
	}
	free(line);
}

static int has_line(const struct answer *answer)
{
	return answer->length && answer->text[answer->length - 1] == '\n';
}

/* Takes what has come. 1 when there may be more, 0 at the end, -errno. */
static int take(struct answer *answer, int fd)
{
	ssize_t some;

	if (answer->room - answer->length < 4096) {
		size_t room = answer->room ? answer->room * 2 : 16384;
		char *grown = room > ANSWER_MOST ? NULL : realloc(answer->text, room);

		if (!grown)
			return -ENOMEM;
		answer->text = grown;
		answer->room = room;
	}
	some = read(fd, answer->text + answer->length, answer->room - answer->length);
	if (some < 0)
		return errno == EINTR || errno == EAGAIN ? 1 : -errno;
	answer->length += (size_t)some;
	return some > 0;
}

/*
 * Waits for the line and for the end of the leader, which closes the pipe. Once the line is there
 * the end must follow within the grace; if not, it is killed, and the line counts.
 */
static enum outcome listen(
	const struct leader *leader, int fd, uint64_t deadline_ns, struct answer *answer)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	sigset_t mask;

	waiting_mask(&mask);
	for (;;) {
		uint64_t now = clock_ns(), left = deadline_ns > now ? deadline_ns - now : 0;
		struct timespec timeout = { (time_t)(left / 1000000000),
			(long)(left % 1000000000) };
		int ready, more, complete = has_line(answer);

		if (leader->stop && *leader->stop)
			return STOPPED;
		ready = ppoll(&poll_fd, 1, &timeout, &mask);
		if (ready < 0)
			continue;
		if (ready == 0)
			return complete ? ANSWERED : TIMED_OUT;
		more = take(answer, fd);
		if (more <= 0)
			return more ? TROUBLED : ANSWERED;
		if (!complete && has_line(answer))
			deadline_ns = clock_ns() + GRACE_NS;
	}
}

/* Ends the group before its leader is waited for: until then nobody else can get its number. */
static int bury(pid_t pid, enum outcome outcome)
{
	siginfo_t info;
	int status = 0;

	if (outcome == ANSWERED)
		while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) < 0 && errno == EINTR)
			;
	kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

static void judge(const struct leader *leader, const struct order *order, enum outcome outcome,
	int status, const struct answer *answer, struct trial *trial)
{
	char why[256];

	if (outcome == STOPPED)
		trial_fail(trial, "interrupted");
	else if (outcome == TROUBLED)
		trial_fail(trial, "the leader's answer could not be read");
	else if (outcome == TIMED_OUT)
		trial_fail(trial, "no end within %.3g s: killed", (double)order->timeout_ns / 1e9);
	else if (!has_line(answer) && WIFSIGNALED(status))
		trial_fail(trial, "the leader was killed by SIG%s", sigabbrev_np(WTERMSIG(status)));
	else if (!has_line(answer))
		trial_fail(trial, "the leader ended with status %d and no answer",
			WEXITSTATUS(status));
	else if (leader->wire->read_trial(answer->text, answer->length, trial, why, sizeof(why)))
		trial_fail(trial, "the leader's answer is not a trial: %s", why);
}

static uint64_t beside_phases(const struct trial *trial, uint64_t spent_ns)
{
	uint64_t known = figure_add(trial->total_ns, trial->setup_ns);

	return known == FIGURE_NONE ? FIGURE_NONE : figure_since(spent_ns, known);
}

int leader_run(const struct leader *leader, const struct order *order, struct trial *trial)
{
	int order_fds[2], answer_fds[2], error, status;
	uint64_t begun_ns = clock_ns();
	struct answer answer = { 0 };
	enum outcome outcome;
	pid_t pid;

	trial_init(trial);
	if (pipe2(order_fds, O_CLOEXEC)) {
		trial_fail(trial, "pipe to the leader: %s", strerror(errno));
		return 0;
	}
	if (pipe2(answer_fds, O_CLOEXEC)) {
		trial_fail(trial, "pipe from the leader: %s", strerror(errno));
		close(order_fds[0]);
		close(order_fds[1]);
		return 0;
	}
	error = spawn(leader, order_fds[0], answer_fds[1], &pid);
	close(order_fds[0]);
	close(answer_fds[1]);
	if (error) {
		trial_fail(trial, "starting the leader: %s", strerror(-error));
		close(order_fds[1]);
	} else {
		send_order(leader, order, order_fds[1]);
		close(order_fds[1]);
		outcome = listen(
			leader, answer_fds[0], begun_ns + order->timeout_ns + GRACE_NS, &answer);
		status = bury(pid, outcome);
		judge(leader, order, outcome, status, &answer, trial);
		trial->overhead_ns = beside_phases(trial, clock_ns() - begun_ns);
		error = outcome == STOPPED ? -EINTR : 0;
	}
	close(answer_fds[0]);
	free(answer.text);
	return error == -EINTR ? error : 0;
}
