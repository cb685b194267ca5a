/* SPDX-License-Identifier: MIT */
#include "engine/leader.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
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

/* Both directions of the protocol, as far as they have come. */
struct talk {
	int order_fd, answer_fd; /* -1 once closed */
	char *order;
	size_t length, sent;
	struct answer answer;
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

/* Sends some more of the order. A leader that died early closed its end, and its silence tells. */
static void give(struct talk *talk)
{
	ssize_t some = write(talk->order_fd, talk->order + talk->sent, talk->length - talk->sent);

	if (some > 0)
		talk->sent += (size_t)some;
	if (talk->sent < talk->length && (some > 0 || errno == EINTR || errno == EAGAIN))
		return;
	close(talk->order_fd);
	talk->order_fd = -1;
}

static struct timespec time_until(uint64_t deadline_ns)
{
	uint64_t now = clock_ns(), left = deadline_ns > now ? deadline_ns - now : 0;

	return (struct timespec){ (time_t)(left / 1000000000), (long)(left % 1000000000) };
}

/*
 * Sends the order and waits for the line and for its end, which closes the pipe. Once the line is
 * there the end must follow within the grace; if not, the line counts all the same.
 */
static enum outcome converse(const struct leader *leader, struct talk *talk, uint64_t deadline_ns)
{
	sigset_t mask;

	waiting_mask(&mask);
	for (;;) {
		struct pollfd fds[] = { { .fd = talk->answer_fd, .events = POLLIN },
			{ .fd = talk->order_fd, .events = POLLOUT } };
		struct timespec timeout = time_until(deadline_ns);
		int ready, more = 1, complete = has_line(&talk->answer);

		if (leader->stop && *leader->stop)
			return STOPPED;
		ready = ppoll(fds, 2, &timeout, &mask);
		if (ready < 0)
			continue;
		if (ready == 0)
			return complete ? ANSWERED : TIMED_OUT;
		if (fds[1].revents)
			give(talk);
		if (fds[0].revents)
			more = take(&talk->answer, talk->answer_fd);
		if (more <= 0)
			return more ? TROUBLED : ANSWERED;
		if (!complete && has_line(&talk->answer))
			deadline_ns = clock_ns() + GRACE_NS;
	}
}

/*
 * Ends the group, and waits for its leader. One that has answered is about to end by itself, and
 * its status may matter: it has the grace to do so. Nobody else can get its number before it is
 * waited for.
 */
static int bury(pid_t pid, enum outcome outcome)
{
	struct pollfd death = { .fd = (int)syscall(SYS_pidfd_open, pid, 0), .events = POLLIN };
	struct timespec grace = { GRACE_NS / 1000000000, 0 };
	int status = 0;

	if (outcome == ANSWERED && death.fd >= 0)
		ppoll(&death, 1, &grace, NULL);
	if (death.fd >= 0)
		close(death.fd);
	kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

static void judge(const struct leader *leader, const struct order *order, enum outcome outcome,
	int status, const struct answer *answer, struct trial *trial)
{
	char why[256], name[TRIAL_SIGNAL_SIZE];

	if (outcome == STOPPED)
		trial_fail(trial, "interrupted");
	else if (outcome == TROUBLED)
		trial_fail(trial, "the leader's answer could not be read");
	else if (outcome == TIMED_OUT)
		trial_fail(trial, "no end within %.3g s: killed", (double)order->timeout_ns / 1e9);
	else if (!has_line(answer) && WIFSIGNALED(status))
		trial_fail(
			trial, "the leader was killed by %s", trial_signal(WTERMSIG(status), name));
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

static int open_pipes(int order_fds[2], int answer_fds[2])
{
	int error;

	if (pipe2(order_fds, O_CLOEXEC))
		return -errno;
	if (!pipe2(answer_fds, O_CLOEXEC)) {
		fcntl(order_fds[1], F_SETFL,
			O_NONBLOCK); /* a leader that does not read has a deadline too */
		return 0;
	}
	error = -errno;
	close(order_fds[0]);
	close(order_fds[1]);
	return error;
}

/* The order as its line, in talk. Without memory there is none, and the leader ends over it. */
static void word_order(const struct leader *leader, const struct order *order, struct talk *talk)
{
	talk->order = leader->wire->write_order(order);
	talk->length = talk->order ? strlen(talk->order) : 0;
	if (talk->order)
		talk->order[talk->length++] = '\n'; /* in the place of the NUL */
}

int leader_run(const struct leader *leader, const struct order *order, struct trial *trial)
{
	int order_fds[2], answer_fds[2], status = 0, error;
	uint64_t begun_ns = clock_ns(), deadline_ns = begun_ns + order->timeout_ns + GRACE_NS;
	enum outcome outcome = TROUBLED;
	struct talk talk = { 0 };
	pid_t pid;

	trial_init(trial);
	error = open_pipes(order_fds, answer_fds);
	if (error) {
		trial_fail(trial, "pipes to the leader: %s", strerror(-error));
		return 0;
	}
	error = spawn(leader, order_fds[0], answer_fds[1], &pid);
	close(order_fds[0]);
	close(answer_fds[1]);
	talk.order_fd = order_fds[1];
	talk.answer_fd = answer_fds[0];
	if (error) {
		trial_fail(trial, "starting the leader: %s", strerror(-error));
	} else {
		word_order(leader, order, &talk);
		outcome = converse(leader, &talk, deadline_ns);
		status = bury(pid, outcome);
		judge(leader, order, outcome, status, &talk.answer, trial);
		trial->overhead_ns = beside_phases(trial, clock_ns() - begun_ns);
	}
	if (talk.order_fd >= 0)
		close(talk.order_fd);
	close(talk.answer_fd);
	free(talk.order);
	free(talk.answer.text);
	return outcome == STOPPED ? -EINTR : 0;
}
