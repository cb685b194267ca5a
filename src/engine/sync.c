/* SPDX-License-Identifier: MIT */
#include "engine/sync.h"

#include <errno.h>
#include <time.h>

int sync_mutex(pthread_mutex_t *mutex)
{
	pthread_mutexattr_t attr;
	int error;

	pthread_mutexattr_init(&attr);
	pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
	error = pthread_mutex_init(mutex, &attr);
	pthread_mutexattr_destroy(&attr);
	return -error;
}

int sync_spin(pthread_spinlock_t *spin)
{
	return -pthread_spin_init(spin, PTHREAD_PROCESS_SHARED);
}

int sync_rwlock(pthread_rwlock_t *rwlock)
{
	pthread_rwlockattr_t attr;
	int error;

	pthread_rwlockattr_init(&attr);
	pthread_rwlockattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
	error = pthread_rwlock_init(rwlock, &attr);
	pthread_rwlockattr_destroy(&attr);
	return -error;
}

int sync_cond(pthread_cond_t *cond)
{
	pthread_condattr_t attr;
	int error;

	pthread_condattr_init(&attr);
	pthread_condattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	error = pthread_cond_init(cond, &attr);
	pthread_condattr_destroy(&attr);
	return -error;
}

int sync_barrier(pthread_barrier_t *barrier, unsigned workers)
{
	pthread_barrierattr_t attr;
	int error;

	pthread_barrierattr_init(&attr);
	pthread_barrierattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
	error = pthread_barrier_init(barrier, &attr, workers);
	pthread_barrierattr_destroy(&attr);
	return -error;
}

int sync_semaphore(sem_t *semaphore, unsigned value)
{
	return sem_init(semaphore, 1, value) ? -errno : 0;
}
