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
#include "engine/orphans.h"
#include "engine/watch.h"
#include "engine/witness.h"
#include "measure/clock.h"
#include "measure/figure.h"

/* How much longer than its timeout a leader may take: it has a deadline of its own to report. */
#define GRACE_NS 1000000000u

/* More than any trial line: 4,096 workers take a third of a megabyte. */
#define ANSWER_MOST (64u << 20)

struct answer {
	char *text;
	size_t length, room;
};

enum outcome {
	ANSWERED, /* or ended without */
	TIMED_OUT,
	STOPPED,
	TROUBLED,
	MUTE, /* it closed its end of the answer, and went on */
};

/* Both directions of the protocol, as far as they have come, and what became of the leader. */
struct talk {
	int order_fd, answer_fd; /* -1 once closed */
	char *order;
	size_t length, sent;
	struct answer answer;
	struct witness *witness; /* NULL where there is none */
	int death_fd;            /* readable once it has ended; -1 without pidfds */
	enum outcome outcome;
	int halted_by; /* what it was stopped by when its time was up, or 0 */
	int status;    /* as waitpid has it */
};

/* A signal set with those that stop a run let in, and all else as it is. */
static void waiting_mask(sigset_t *mask)
{
	sigprocmask(SIG_SETMASK, NULL, mask);
	sigdelset(mask, SIGINT);
	sigdelset(mask, SIGTERM);
	sigdelset(mask, SIGHUP);
}

/* What the leader has of ours; -1 for what there is not. */
struct inheritance {
	int order_fd, answer_fd, witness_fd;
};

/* After ours: inputs lie higher than any descriptor that a pipe of ours could have. */
static void hand_down(const struct order *order, posix_spawn_file_actions_t *actions)
{
	for (int input = 0; input < NR_INPUTS; input++) {
		if (order->input_fds[input])
			posix_spawn_file_actions_adddup2(
				actions, order->input_fds[input], LEADER_INPUT_FD + input);
	}
}

static int spawn(const struct leader *leader, const struct order *order,
	const struct inheritance *given, pid_t *pid)
{
	char **environment = orphans_environment();
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none, all;
	int error;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attr);
	posix_spawn_file_actions_adddup2(&actions, given->order_fd, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, given->answer_fd, LEADER_ANSWER_FD);
	if (given->witness_fd >= 0)
		posix_spawn_file_actions_adddup2(&actions, given->witness_fd, WITNESS_FD);
	hand_down(order, &actions);
	/* Results are on our stdout: whatever a workload's library prints goes elsewhere. */
	posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
	posix_spawnattr_setflags(
		&attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setpgroup(&attr, 0);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	error = environment ? posix_spawn(pid, "/proc/self/exe", &actions, &attr, leader->argv,
				      environment)
			    : ENOMEM;
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	free(environment);
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

/*
 * Sends some more of the order, or nothing of one that could not be written. A leader that died early
 * closed its end, and its silence tells.
 */
static void give(struct talk *talk)
{
	ssize_t some = 0;

	if (talk->order)
		some = write(talk->order_fd, talk->order + talk->sent, talk->length - talk->sent);

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
 * Sends the order and waits for the line and for its end, which closes the pipe, or for the
 * leader's own where somebody else has the pipe. Once the line is there the end must follow within
 * the grace; if not, the line counts all the same. Patience begins anew once the order is given, since
 * whoever was stopped before he gave it has only himself to wait for.
 */
static enum outcome converse(const struct leader *leader, struct talk *talk, uint64_t patience_ns)
{
	uint64_t deadline_ns = clock_ns() + patience_ns;
	sigset_t mask;

	waiting_mask(&mask);
	for (;;) {
		struct pollfd fds[] = { { .fd = talk->answer_fd, .events = POLLIN },
			{ .fd = talk->order_fd, .events = POLLOUT },
			{ .fd = talk->death_fd, .events = POLLIN } };
		struct timespec timeout = time_until(deadline_ns);
		int ready, more = 1, complete = has_line(&talk->answer);

		if (leader->stop && *leader->stop)
			return STOPPED;
		ready = ppoll(fds, 3, &timeout, &mask);
		if (ready < 0)
			continue;
		if (ready == 0)
			return complete ? ANSWERED : TIMED_OUT;
		if (fds[1].revents) {
			give(talk);
			deadline_ns = clock_ns() + patience_ns;
		}
		if (fds[0].revents)
			more = take(&talk->answer, talk->answer_fd);
		else if (fds[2].revents)
			more = 0; /* and the pipe is empty */
		if (more <= 0)
			return more ? TROUBLED : ANSWERED;
		if (!complete && has_line(&talk->answer))
			deadline_ns = clock_ns() + GRACE_NS;
	}
}

/*
 * Before the end: one that has answered, or closed what it would answer on, is about to end by
 * itself, and its status may matter. It has the grace to do so. One that is stopped never will.
 */
static void see_off(struct talk *talk, pid_t pid)
{
	struct pollfd death = { .fd = talk->death_fd, .events = POLLIN };
	struct timespec grace = { GRACE_NS / 1000000000, 0 };
	siginfo_t info = { 0 };

	if (talk->outcome == ANSWERED && death.fd >= 0 && !ppoll(&death, 1, &grace, NULL) &&
		!has_line(&talk->answer))
		talk->outcome = MUTE;
	if (talk->outcome == TIMED_OUT && !waitid(P_PID, (id_t)pid, &info, WSTOPPED | WNOHANG) &&
		info.si_pid)
		talk->halted_by = info.si_status;
}

/* Ends the group, and waits for its leader. Nobody else can get its number before that. */
static int bury(pid_t pid)
{
	int status = 0;

	kill(-pid, SIGKILL);
	watch_wait(pid, &status);
	return status;
}

/* Why there is no answer, of a leader that was not stopped in time or read in vain. */
static void speak_for(const struct talk *talk, double timeout_s, struct trial *trial)
{
	char sentence[96], where[WITNESS_WHERE_SIZE], name[TRIAL_SIGNAL_SIZE];
	const char *at = witness_where(talk->witness, where);

	if (witness_tell(talk->witness, sentence, sizeof(sentence)))
		trial_fail(trial, "%s", sentence);
	else if (talk->halted_by)
		trial_fail(trial, "%sthe leader was stopped by %s, and killed after %.3g s", at,
			trial_signal(talk->halted_by, name), timeout_s);
	else if (talk->outcome == TIMED_OUT)
		trial_fail(trial, "%sno end within %.3g s: killed", at, timeout_s);
	else if (talk->outcome == MUTE)
		trial_fail(trial, "%sthe leader's answer was closed, and it did not end", at);
	else if (WIFSIGNALED(talk->status))
		trial_fail(trial, "%sthe leader was killed by %s", at,
			trial_signal(WTERMSIG(talk->status), name));
	else
		trial_fail(trial, "%sthe leader ended with status %d and no answer", at,
			WEXITSTATUS(talk->status));
}

static void judge(const struct leader *leader, const struct order *order, const struct talk *talk,
	struct trial *trial)
{
	const struct answer *answer = &talk->answer;
	char why[256];

	if (talk->outcome == STOPPED)
		trial_fail(trial, "interrupted");
	else if (talk->outcome == TROUBLED)
		trial_fail(trial, "the leader's answer could not be read");
	else if (talk->outcome == TIMED_OUT || !has_line(answer))
		speak_for(talk, (double)order->timeout_ns / 1e9, trial);
	else if (leader->wire->read_trial(answer->text, answer->length, trial, why, sizeof(why)))
		trial_fail(trial, "the leader's answer is not a trial: %s", why);
	else if (trial->status != STATUS_OK && !trial->reason)
		trial_fail(trial, "the leader says that the trial failed, and not why");
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

/* Starts the leader with one end of each pipe, and keeps the others. Returns 0 or -errno. */
static int start(
	const struct leader *leader, const struct order *order, struct talk *talk, pid_t *pid)
{
	int order_fds[2], answer_fds[2], error;
	struct inheritance given;

	error = open_pipes(order_fds, answer_fds);
	if (error)
		return error;
	given = (struct inheritance){ order_fds[0], answer_fds[1], -1 };
	talk->order_fd = order_fds[1];
	talk->answer_fd = answer_fds[0];
	talk->witness = witness_make(&given.witness_fd);
	error = spawn(leader, order, &given, pid);
	close(given.order_fd);
	close(given.answer_fd);
	if (given.witness_fd >= 0)
		close(given.witness_fd);
	if (!error)
		talk->death_fd = (int)syscall(SYS_pidfd_open, *pid, 0);
	return error;
}

static void release(struct talk *talk)
{
	if (talk->order_fd >= 0)
		close(talk->order_fd);
	if (talk->answer_fd >= 0)
		close(talk->answer_fd);
	if (talk->death_fd >= 0)
		close(talk->death_fd);
	witness_drop(talk->witness);
	free(talk->order);
	free(talk->answer.text);
}

int leader_run(const struct leader *leader, const struct order *order, struct trial *trial)
{
	uint64_t begun_ns = clock_ns();
	struct talk talk = { .order_fd = -1, .answer_fd = -1, .death_fd = -1, .outcome = TROUBLED };
	pid_t pid;
	int error;

	trial_init(trial);
	orphans_adopt();
	error = start(leader, order, &talk, &pid);
	if (error) {
		trial_fail(trial, "%s: %s",
			talk.answer_fd < 0 ? "pipes to the leader" : "starting the leader",
			strerror(-error));
	} else {
		word_order(leader, order, &talk);
		talk.outcome = converse(leader, &talk, order->timeout_ns + GRACE_NS);
		see_off(&talk, pid);
		talk.status = bury(pid);
		judge(leader, order, &talk, trial);
		if (trial->status != STATUS_OK)
			orphans_end();
		trial->overhead_ns = beside_phases(trial, clock_ns() - begun_ns);
	}
	release(&talk);
	return talk.outcome == STOPPED ? -EINTR : 0;
}
