/* SPDX-License-Identifier: MIT */
#include "engine/gate.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "measure/clock.h"

/* More than most test machines have CPUs. */
#define NR 8

/* Longer than any of this takes: a gate that does not open must fail the test and not stop it. */
#define PATIENCE_NS 20000000000u

/* As long as a worker that passes a closed gate would need to be seen. */
#define MOMENT_US 20000

enum kind { THREADS, PROCS };

struct crew;
typedef void work(struct crew *crew, unsigned index);

/* In shared memory, so that threads and processes are tested alike. */
struct crew {
	struct gate gate;
	work *duty;
	enum kind kind;
	unsigned nr; /* that were begun */
	pthread_t threads[NR];
	pid_t pids[NR];
	_Atomic unsigned passed, called_off, left;
	_Atomic int may_park; /* the one who dawdles */
	uint64_t start_ns[NR], seen_ns[NR];
};

struct errand {
	struct crew *crew;
	unsigned index;
};

static int set_up(void **state)
{
	struct crew *crew = mmap(
		NULL, sizeof(*crew), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (crew == MAP_FAILED)
		return -1;
	crew->kind = *state ? *(enum kind *)*state : THREADS;
	*state = crew;
	return gate_init(&crew->gate, NR);
}

/* The memory stays: after a failure somebody may still use it. */
static int tear_down(void **state)
{
	struct crew *crew = *state;

	crew->may_park = 1;
	gate_release(&crew->gate);
	gate_release_fd(&crew->gate);
	return 0;
}

static void *thread_main(void *arg)
{
	struct errand *errand = arg;

	errand->crew->duty(errand->crew, errand->index);
	free(errand);
	return NULL;
}

static void begin_thread(struct crew *crew, unsigned index)
{
	struct errand *errand = malloc(sizeof(*errand));

	assert_non_null(errand);
	*errand = (struct errand){ crew, index };
	assert_int_equal(pthread_create(&crew->threads[index], NULL, thread_main, errand), 0);
}

static void begin_process(struct crew *crew, unsigned index)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		crew->duty(crew, index);
		_exit(0);
	}
	crew->pids[index] = pid;
}

/* Begins as many more workers. */
static void begin(struct crew *crew, work *duty, unsigned nr)
{
	crew->duty = duty;
	for (unsigned i = 0; i < nr; i++) {
		if (crew->kind == THREADS)
			begin_thread(crew, crew->nr);
		else
			begin_process(crew, crew->nr);
		crew->nr++;
	}
}

static void end(struct crew *crew)
{
	for (unsigned i = 0; i < crew->nr; i++) {
		int status = 0;

		if (crew->kind == THREADS)
			assert_int_equal(pthread_join(crew->threads[i], NULL), 0);
		else
			assert_int_equal(waitpid(crew->pids[i], &status, 0), crew->pids[i]);
		assert_int_equal(status, 0);
	}
}

static void assert_eventually(int (*is_so)(const struct gate *), const struct gate *gate)
{
	uint64_t deadline_ns = clock_ns() + PATIENCE_NS;

	while (!is_so(gate) && clock_ns() < deadline_ns)
		usleep(1000);
	assert_true(is_so(gate));
}

static int all_but_one_arrived(const struct gate *gate)
{
	return atomic_load(&gate->arrived) == NR - 1;
}

static int all_but_one_parked(const struct gate *gate)
{
	return atomic_load(&gate->parked) == NR - 1;
}

/* Whether the leader's descriptor has something to say, now or within the patience. */
static int is_told(const struct gate *gate, int timeout_ms)
{
	struct pollfd poll_fd = { .fd = gate->notify_fd, .events = POLLIN };

	return poll(&poll_fd, 1, timeout_ms) == 1;
}

static void assert_told_once(const struct gate *gate)
{
	uint64_t times = 0;

	assert_true(is_told(gate, PATIENCE_NS / 1000000));
	assert_int_equal(read(gate->notify_fd, &times, sizeof(times)), sizeof(times));
	assert_int_equal(times, 1);
	assert_false(is_told(gate, 0));
}

/* ---- What the workers do ---- */

static void pass(struct crew *crew, unsigned index)
{
	(void)index;
	if (gate_arrive(&crew->gate))
		crew->passed++;
	else
		crew->called_off++;
}

static void pass_and_start(struct crew *crew, unsigned index)
{
	if (!gate_arrive(&crew->gate))
		return;
	crew->start_ns[index] = gate_start(&crew->gate);
	crew->seen_ns[index] = clock_ns();
	crew->passed++;
}

static void pass_and_park(struct crew *crew, unsigned index)
{
	pass(crew, index);
	gate_park(&crew->gate);
	crew->left++;
}

/* All but worker 0 park at once. */
static void dawdle_and_park(struct crew *crew, unsigned index)
{
	pass(crew, index);
	while (index == 0 && !crew->may_park)
		usleep(1000);
	gate_park(&crew->gate);
}

/* ---- The gate closed ---- */

static void new_gate_has_nobody(void **state)
{
	const struct crew *crew = *state;

	assert_false(gate_all_arrived(&crew->gate));
	assert_false(gate_all_parked(&crew->gate));
	assert_false(is_told(&crew->gate, 0));
}

static void no_descriptor_left_is_an_error(void **state)
{
	struct rlimit before, none;
	struct gate gate;
	int error;

	(void)state;
	memset(&gate, 0, sizeof(gate));
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = before;
	none.rlim_cur = 0;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	error = gate_init(&gate, 1);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_int_equal(error, -EMFILE);
}

static void nobody_passes_before_it_opens(void **state)
{
	struct crew *crew = *state;

	begin(crew, pass, NR);
	assert_eventually(gate_all_arrived, &crew->gate);
	usleep(MOMENT_US);
	assert_int_equal(crew->passed + crew->called_off, 0);
	gate_release(&crew->gate);
	end(crew);
}

static void all_have_arrived_only_with_the_last(void **state)
{
	struct crew *crew = *state;

	begin(crew, pass, NR - 1);
	assert_eventually(all_but_one_arrived, &crew->gate);
	assert_false(gate_all_arrived(&crew->gate));
	assert_false(is_told(&crew->gate, 0));
	begin(crew, pass, 1);
	assert_eventually(gate_all_arrived, &crew->gate);
	gate_release(&crew->gate);
	end(crew);
}

static void leader_is_told_once_of_the_last_arrival(void **state)
{
	struct crew *crew = *state;

	begin(crew, pass, NR);
	assert_told_once(&crew->gate);
	assert_true(gate_all_arrived(&crew->gate));
	gate_release(&crew->gate);
	end(crew);
	assert_false(is_told(&crew->gate, 0));
}

static void calling_off_lets_all_go_without_work(void **state)
{
	struct crew *crew = *state;

	begin(crew, pass, NR);
	assert_eventually(gate_all_arrived, &crew->gate);
	gate_release(&crew->gate);
	end(crew);
	assert_int_equal(crew->called_off, NR);
	assert_int_equal(crew->passed, 0);
}

static void calling_off_counts_for_who_comes_later(void **state)
{
	struct crew *crew = *state;

	gate_release(&crew->gate);
	begin(crew, pass, NR);
	end(crew);
	assert_int_equal(crew->called_off, NR);
}

/* ---- The gate open ---- */

static void all_pass_after_it_opened(void **state)
{
	struct crew *crew = *state;

	begin(crew, pass, NR);
	assert_eventually(gate_all_arrived, &crew->gate);
	gate_open(&crew->gate);
	end(crew);
	assert_int_equal(crew->passed, NR);
	assert_int_equal(crew->called_off, 0);
}

static void nobody_starts_before_the_published_start(void **state)
{
	struct crew *crew = *state;
	uint64_t start_ns;

	begin(crew, pass_and_start, NR);
	assert_eventually(gate_all_arrived, &crew->gate);
	start_ns = gate_open(&crew->gate);
	end(crew);
	assert_int_equal(crew->passed, NR);
	for (unsigned i = 0; i < NR; i++) {
		assert_true(crew->start_ns[i] >= start_ns);
		assert_true(crew->seen_ns[i] >= crew->start_ns[i]);
	}
}

static void opening_is_timed_to_the_last_wake(void **state)
{
	struct crew *crew = *state;
	uint64_t before_ns, taken_ns;

	assert_int_equal(crew->gate.waking_ns, 0);
	begin(crew, pass, NR);
	assert_eventually(gate_all_arrived, &crew->gate);
	before_ns = clock_ns();
	gate_open(&crew->gate);
	taken_ns = clock_ns() - before_ns;
	assert_in_range(crew->gate.waking_ns, 1, taken_ns);
	end(crew);
}

/* Unless the leader is held up for as long, which does not happen each time. */
static void start_lies_a_little_ahead(void **state)
{
	struct crew *crew = *state;
	unsigned ahead = 0;

	for (int i = 0; i < 100; i++) {
		uint64_t start_ns, after_ns;

		atomic_store(&crew->gate.state, GATE_CLOSED);
		start_ns = gate_open(&crew->gate);
		after_ns = clock_ns();
		ahead += start_ns > after_ns;
		assert_true(start_ns <= after_ns + 1000000);
	}
	assert_true(ahead > 0);
}

static void start_of_thousands_lies_no_further_ahead(void **state)
{
	struct crew *crew = *state;
	uint64_t start_ns;

	crew->gate.workers = 65536;
	start_ns = gate_open(&crew->gate);
	assert_true(start_ns <= clock_ns() + 1000000);
}

/* ---- Rest ---- */

static void nobody_leaves_before_the_release(void **state)
{
	struct crew *crew = *state;

	begin(crew, pass_and_park, NR);
	assert_eventually(gate_all_arrived, &crew->gate);
	gate_open(&crew->gate);
	assert_eventually(gate_all_parked, &crew->gate);
	usleep(MOMENT_US);
	assert_int_equal(crew->left, 0);
	gate_release(&crew->gate);
	end(crew);
}

static void all_leave_after_the_release(void **state)
{
	struct crew *crew = *state;

	begin(crew, pass_and_park, NR);
	assert_eventually(gate_all_arrived, &crew->gate);
	gate_open(&crew->gate);
	assert_eventually(gate_all_parked, &crew->gate);
	gate_release(&crew->gate);
	end(crew);
	assert_int_equal(crew->left, NR);
}

static void all_have_parked_only_with_the_last(void **state)
{
	struct crew *crew = *state;

	begin(crew, dawdle_and_park, NR);
	assert_told_once(&crew->gate);
	gate_open(&crew->gate);
	assert_eventually(all_but_one_parked, &crew->gate);
	assert_false(gate_all_parked(&crew->gate));
	assert_false(is_told(&crew->gate, 0));
	crew->may_park = 1;
	assert_eventually(gate_all_parked, &crew->gate);
	gate_release(&crew->gate);
	end(crew);
}

static void leader_is_told_once_of_the_last_to_park(void **state)
{
	struct crew *crew = *state;

	begin(crew, pass_and_park, NR);
	assert_told_once(&crew->gate);
	gate_open(&crew->gate);
	assert_told_once(&crew->gate);
	assert_true(gate_all_parked(&crew->gate));
	gate_release(&crew->gate);
	end(crew);
}

static enum kind threads = THREADS, procs = PROCS;

#define ALONE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
#define BETWEEN(test, kind)                                             \
	{                                                               \
#test "_between_" #kind, test, set_up, tear_down, &kind \
	}
#define BOTH(test) BETWEEN(test, threads), BETWEEN(test, procs)

static const struct CMUnitTest tests[] = {
	ALONE(new_gate_has_nobody),
	ALONE(no_descriptor_left_is_an_error),
	BOTH(nobody_passes_before_it_opens),
	BOTH(all_have_arrived_only_with_the_last),
	BOTH(leader_is_told_once_of_the_last_arrival),
	BOTH(calling_off_lets_all_go_without_work),
	BOTH(calling_off_counts_for_who_comes_later),
	BOTH(all_pass_after_it_opened),
	BOTH(nobody_starts_before_the_published_start),
	BOTH(opening_is_timed_to_the_last_wake),
	ALONE(start_lies_a_little_ahead),
	ALONE(start_of_thousands_lies_no_further_ahead),
	BOTH(nobody_leaves_before_the_release),
	BOTH(all_leave_after_the_release),
	BOTH(all_have_parked_only_with_the_last),
	BOTH(leader_is_told_once_of_the_last_to_park),
};

int main(void)
{
	alarm(120);
	return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
