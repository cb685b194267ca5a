/* SPDX-License-Identifier: MIT */
#include "engine/sync.h"

#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

/* ThreadSanitizer does not know that a lock may be held by another process. */
#ifdef __SANITIZE_THREAD__
const char *__tsan_default_options(void);
const char *__tsan_default_options(void)
{
	return "detect_deadlocks=0:report_mutex_bugs=0";
}
#endif

/* Longer than any of this takes: nobody waits without a bound. */
#define PATIENCE_S 20

/* As long as somebody who does not wait would need to be seen. */
#define MOMENT_US 20000

#define INCREMENTS 20000

enum kind { THREADS, PROCS };

struct room;
typedef int duty(struct room *room);

/* In shared memory, as job_share gives it. */
struct room {
	pthread_mutex_t mutex;
	pthread_spinlock_t spin;
	pthread_rwlock_t rwlock;
	pthread_cond_t cond;
	pthread_barrier_t barrier;
	sem_t semaphore;

	enum kind kind;
	duty *task; /* of the other worker */
	pthread_t thread;
	pid_t pid;
	_Atomic int waiting, passed;
	int answer; /* what the task returned */
	volatile unsigned count;
	const struct lock *lock;
};

/* A lock as exclusion alone. */
struct lock {
	int (*take)(struct room *room);
	int (*give)(struct room *room);
};

static int set_up(void **state)
{
	const enum kind *kind = *state;
	struct room *room = mmap(
		NULL, sizeof(*room), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (room == MAP_FAILED)
		return -1;
	room->kind = kind ? *kind : THREADS;
	*state = room;
	return sync_mutex(&room->mutex) || sync_spin(&room->spin) || sync_rwlock(&room->rwlock) ||
	       sync_cond(&room->cond) || sync_barrier(&room->barrier, 2) ||
	       sync_semaphore(&room->semaphore, 1);
}

/* The memory stays: after a failure somebody may still use it. */
static int tear_down(void **state)
{
	(void)state;
	return 0;
}

/* ---- The other worker ---- */

static void *thread_main(void *arg)
{
	struct room *room = arg;

	room->answer = room->task(room);
	return NULL;
}

static void begin(struct room *room, duty *task)
{
	pid_t pid;

	room->task = task;
	if (room->kind == THREADS) {
		assert_int_equal(pthread_create(&room->thread, NULL, thread_main, room), 0);
		return;
	}
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		thread_main(room);
		_exit(0);
	}
	room->pid = pid;
}

/* Waits for the other worker and returns what its task did. */
static int end(struct room *room)
{
	int status = 0;

	if (room->kind == THREADS)
		assert_int_equal(pthread_join(room->thread, NULL), 0);
	else
		assert_int_equal(waitpid(room->pid, &status, 0), room->pid);
	assert_int_equal(status, 0);
	return room->answer;
}

static int ask(struct room *room, duty *task)
{
	begin(room, task);
	return end(room);
}

/* Until the other worker is about to wait, and long enough for it to do so. */
static void await_waiting(const struct room *room)
{
	for (int ms = 0; !room->waiting && ms < PATIENCE_S * 1000; ms++)
		usleep(1000);
	assert_true(room->waiting);
	usleep(MOMENT_US);
}

/*
 * Who waited has been let in, and not by the end of its patience, after which some locks look again
 * before they give up. Returns what its task did.
 */
static int end_in_time(struct room *room)
{
	for (int ms = 0; !room->passed && ms < PATIENCE_S * 500; ms++)
		usleep(1000);
	assert_true(room->passed);
	return end(room);
}

static struct timespec patience(clockid_t clock)
{
	struct timespec deadline;

	clock_gettime(clock, &deadline);
	deadline.tv_sec += PATIENCE_S;
	return deadline;
}

/* ---- Mutex ---- */

static int try_mutex(struct room *room)
{
	return pthread_mutex_trylock(&room->mutex);
}

static int wait_for_mutex(struct room *room)
{
	struct timespec deadline = patience(CLOCK_REALTIME);
	int error;

	room->waiting = 1;
	error = pthread_mutex_timedlock(&room->mutex, &deadline);
	room->passed = 1;
	return error ? error : pthread_mutex_unlock(&room->mutex);
}

static void mutex_excludes(void **state)
{
	struct room *room = *state;

	assert_int_equal(pthread_mutex_lock(&room->mutex), 0);
	assert_int_equal(ask(room, try_mutex), EBUSY);
	assert_int_equal(pthread_mutex_unlock(&room->mutex), 0);
}

static void mutex_wakes_who_waits(void **state)
{
	struct room *room = *state;

	assert_int_equal(pthread_mutex_lock(&room->mutex), 0);
	begin(room, wait_for_mutex);
	await_waiting(room);
	assert_false(room->passed);
	assert_int_equal(pthread_mutex_unlock(&room->mutex), 0);
	assert_int_equal(end_in_time(room), 0);
}

/* ---- Spin lock ---- */

static int try_spin(struct room *room)
{
	return pthread_spin_trylock(&room->spin);
}

static int wait_for_spin(struct room *room)
{
	int error;

	room->waiting = 1;
	error = pthread_spin_lock(&room->spin);
	room->passed = 1;
	return error ? error : pthread_spin_unlock(&room->spin);
}

static void spin_excludes(void **state)
{
	struct room *room = *state;

	assert_int_equal(pthread_spin_lock(&room->spin), 0);
	assert_int_equal(ask(room, try_spin), EBUSY);
	assert_int_equal(pthread_spin_unlock(&room->spin), 0);
}

static void spin_lets_in_who_waits(void **state)
{
	struct room *room = *state;

	assert_int_equal(pthread_spin_lock(&room->spin), 0);
	begin(room, wait_for_spin);
	await_waiting(room);
	assert_false(room->passed);
	assert_int_equal(pthread_spin_unlock(&room->spin), 0);
	assert_int_equal(end_in_time(room), 0);
}

/* ---- Readers and writers ---- */

static int try_to_read(struct room *room)
{
	int error = pthread_rwlock_tryrdlock(&room->rwlock);

	return error ? error : pthread_rwlock_unlock(&room->rwlock);
}

static int try_to_write(struct room *room)
{
	int error = pthread_rwlock_trywrlock(&room->rwlock);

	return error ? error : pthread_rwlock_unlock(&room->rwlock);
}

static int wait_to_read(struct room *room)
{
	struct timespec deadline = patience(CLOCK_REALTIME);
	int error;

	room->waiting = 1;
	error = pthread_rwlock_timedrdlock(&room->rwlock, &deadline);
	room->passed = 1;
	return error ? error : pthread_rwlock_unlock(&room->rwlock);
}

static int wait_to_write(struct room *room)
{
	struct timespec deadline = patience(CLOCK_REALTIME);
	int error;

	room->waiting = 1;
	error = pthread_rwlock_timedwrlock(&room->rwlock, &deadline);
	room->passed = 1;
	return error ? error : pthread_rwlock_unlock(&room->rwlock);
}

static void writer_excludes_readers_and_writers(void **state)
{
	struct room *room = *state;

	assert_int_equal(pthread_rwlock_wrlock(&room->rwlock), 0);
	assert_int_equal(ask(room, try_to_read), EBUSY);
	assert_int_equal(ask(room, try_to_write), EBUSY);
	assert_int_equal(pthread_rwlock_unlock(&room->rwlock), 0);
}

static void reader_excludes_writers_alone(void **state)
{
	struct room *room = *state;

	assert_int_equal(pthread_rwlock_rdlock(&room->rwlock), 0);
	assert_int_equal(ask(room, try_to_read), 0);
	assert_int_equal(ask(room, try_to_write), EBUSY);
	assert_int_equal(pthread_rwlock_unlock(&room->rwlock), 0);
}

static void writer_wakes_the_reader_who_waits(void **state)
{
	struct room *room = *state;

	assert_int_equal(pthread_rwlock_wrlock(&room->rwlock), 0);
	begin(room, wait_to_read);
	await_waiting(room);
	assert_false(room->passed);
	assert_int_equal(pthread_rwlock_unlock(&room->rwlock), 0);
	assert_int_equal(end_in_time(room), 0);
}

static void reader_wakes_the_writer_who_waits(void **state)
{
	struct room *room = *state;

	assert_int_equal(pthread_rwlock_rdlock(&room->rwlock), 0);
	begin(room, wait_to_write);
	await_waiting(room);
	assert_false(room->passed);
	assert_int_equal(pthread_rwlock_unlock(&room->rwlock), 0);
	assert_int_equal(end_in_time(room), 0);
}

/* ---- Condition ---- */

static int wait_for_cond(struct room *room)
{
	struct timespec deadline = patience(CLOCK_MONOTONIC);
	int error = 0;

	pthread_mutex_lock(&room->mutex);
	room->waiting = 1;
	while (!room->passed && !error)
		error = pthread_cond_timedwait(&room->cond, &room->mutex, &deadline);
	pthread_mutex_unlock(&room->mutex);
	return error;
}

static void wake(struct room *room, int (*call)(pthread_cond_t *))
{
	begin(room, wait_for_cond);
	await_waiting(room);
	pthread_mutex_lock(&room->mutex);
	room->passed = 1;
	assert_int_equal(call(&room->cond), 0);
	pthread_mutex_unlock(&room->mutex);
	assert_int_equal(end(room), 0);
}

static void signal_wakes_who_waits(void **state)
{
	wake(*state, pthread_cond_signal);
}

static void broadcast_wakes_who_waits(void **state)
{
	wake(*state, pthread_cond_broadcast);
}

/* By the wall clock a deadline of the monotonic one would have passed decades ago. */
static void condition_waits_by_the_monotonic_clock(void **state)
{
	struct room *room = *state;
	struct timespec deadline, now;
	int error = 0;

	clock_gettime(CLOCK_MONOTONIC, &deadline);
	deadline.tv_nsec += MOMENT_US * 1000;
	deadline.tv_sec += deadline.tv_nsec / 1000000000;
	deadline.tv_nsec %= 1000000000;
	pthread_mutex_lock(&room->mutex);
	while (!error)
		error = pthread_cond_timedwait(&room->cond, &room->mutex, &deadline);
	pthread_mutex_unlock(&room->mutex);
	clock_gettime(CLOCK_MONOTONIC, &now);
	assert_int_equal(error, ETIMEDOUT);
	assert_true(now.tv_sec > deadline.tv_sec ||
		    (now.tv_sec == deadline.tv_sec && now.tv_nsec >= deadline.tv_nsec));
}

/* ---- Barrier ---- */

static int meet(struct room *room)
{
	int answer;

	room->waiting = 1;
	answer = pthread_barrier_wait(&room->barrier);
	room->passed = 1;
	return answer;
}

static void barrier_holds_until_the_last_comes(void **state)
{
	struct room *room = *state;

	begin(room, meet);
	await_waiting(room);
	assert_false(room->passed);
	pthread_barrier_wait(&room->barrier);
	end(room);
	assert_true(room->passed);
}

static void barrier_calls_one_the_last(void **state)
{
	struct room *room = *state;
	int mine, other;

	begin(room, meet);
	mine = pthread_barrier_wait(&room->barrier);
	other = end(room);
	assert_int_equal(mine + other, PTHREAD_BARRIER_SERIAL_THREAD);
	assert_int_equal(mine * other, 0);
}

static void barrier_serves_again_and_again(void **state)
{
	struct room *room = *state;

	for (int i = 0; i < 20; i++) {
		begin(room, meet);
		pthread_barrier_wait(&room->barrier);
		end(room);
	}
}

static void barrier_for_nobody_is_refused(void **state)
{
	struct room *room = *state;

	assert_int_equal(sync_barrier(&room->barrier, 0), -EINVAL);
}

/* ---- Semaphore ---- */

static int try_semaphore(struct room *room)
{
	return sem_trywait(&room->semaphore) ? errno : 0;
}

static int wait_for_semaphore(struct room *room)
{
	struct timespec deadline = patience(CLOCK_REALTIME);
	int error;

	room->waiting = 1;
	error = sem_timedwait(&room->semaphore, &deadline) ? errno : 0;
	room->passed = 1;
	return error;
}

static void semaphore_lets_in_as_many_as_its_value(void **state)
{
	struct room *room = *state;

	assert_int_equal(sync_semaphore(&room->semaphore, 2), 0);
	assert_int_equal(ask(room, try_semaphore), 0);
	assert_int_equal(sem_trywait(&room->semaphore), 0);
	assert_int_equal(ask(room, try_semaphore), EAGAIN);
}

static void semaphore_wakes_who_waits(void **state)
{
	struct room *room = *state;

	assert_int_equal(sync_semaphore(&room->semaphore, 0), 0);
	begin(room, wait_for_semaphore);
	await_waiting(room);
	assert_false(room->passed);
	assert_int_equal(sem_post(&room->semaphore), 0);
	assert_int_equal(end_in_time(room), 0);
}

static void semaphore_past_the_greatest_value_is_refused(void **state)
{
	struct room *room = *state;

	assert_int_equal(sync_semaphore(&room->semaphore, SEM_VALUE_MAX), 0);
	assert_int_equal(sync_semaphore(&room->semaphore, SEM_VALUE_MAX + 1u), -EINVAL);
}

/* ---- Every lock ---- */

static int take_mutex(struct room *room)
{
	return pthread_mutex_lock(&room->mutex);
}

static int give_mutex(struct room *room)
{
	return pthread_mutex_unlock(&room->mutex);
}

static int take_spin(struct room *room)
{
	return pthread_spin_lock(&room->spin);
}

static int give_spin(struct room *room)
{
	return pthread_spin_unlock(&room->spin);
}

static int take_rwlock(struct room *room)
{
	return pthread_rwlock_wrlock(&room->rwlock);
}

static int give_rwlock(struct room *room)
{
	return pthread_rwlock_unlock(&room->rwlock);
}

static int take_semaphore(struct room *room)
{
	return sem_wait(&room->semaphore);
}

static int give_semaphore(struct room *room)
{
	return sem_post(&room->semaphore);
}

static const struct lock locks[] = {
	{ take_mutex, give_mutex },
	{ take_spin, give_spin },
	{ take_rwlock, give_rwlock },
	{ take_semaphore, give_semaphore },
};

static int increment(struct room *room)
{
	int error = 0;

	for (int i = 0; i < INCREMENTS && !error; i++) {
		error = room->lock->take(room);
		room->count = room->count + 1;
		error = error ? error : room->lock->give(room);
	}
	return error;
}

static void no_increment_is_lost_under_any_lock(void **state)
{
	struct room *room = *state;

	for (size_t i = 0; i < sizeof(locks) / sizeof(*locks); i++) {
		int mine, other;

		room->lock = &locks[i];
		room->count = 0;
		begin(room, increment);
		mine = increment(room);
		other = end(room);
		assert_int_equal(mine, 0);
		assert_int_equal(other, 0);
		assert_int_equal(room->count, 2 * INCREMENTS);
	}
}

static enum kind threads = THREADS, procs = PROCS;

#define ALONE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
#define BETWEEN(test, kind)                                             \
	{                                                               \
#test "_between_" #kind, test, set_up, tear_down, &kind \
	}
#define BOTH(test) BETWEEN(test, threads), BETWEEN(test, procs)

static const struct CMUnitTest tests[] = {
	BOTH(mutex_excludes),
	BOTH(mutex_wakes_who_waits),
	BOTH(spin_excludes),
	BOTH(spin_lets_in_who_waits),
	BOTH(writer_excludes_readers_and_writers),
	BOTH(reader_excludes_writers_alone),
	BOTH(writer_wakes_the_reader_who_waits),
	BOTH(reader_wakes_the_writer_who_waits),
	BOTH(signal_wakes_who_waits),
	BOTH(broadcast_wakes_who_waits),
	ALONE(condition_waits_by_the_monotonic_clock),
	BOTH(barrier_holds_until_the_last_comes),
	BOTH(barrier_calls_one_the_last),
	BOTH(barrier_serves_again_and_again),
	ALONE(barrier_for_nobody_is_refused),
	BOTH(semaphore_lets_in_as_many_as_its_value),
	BOTH(semaphore_wakes_who_waits),
	ALONE(semaphore_past_the_greatest_value_is_refused),
	BOTH(no_increment_is_lost_under_any_lock),
};

int main(void)
{
	alarm(120);
	return cmocka_run_group_tests_name("sync", tests, NULL, NULL);
}
