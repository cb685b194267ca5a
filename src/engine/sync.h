/* SPDX-License-Identifier: MIT */
#ifndef ENGINE_SYNC_H
#define ENGINE_SYNC_H

#include <pthread.h>
#include <semaphore.h>

/*
 * Locks that are the same lock in every mode. Each of these makes an ordinary POSIX object that
 * works between processes, in threads mode as well, so that what is compared is the mode and not
 * two kinds of lock. The object must lie in memory from job_share. A lock on the heap, on a stack
 * or in static storage would be copied by fork, and then nobody would wait for anybody.
 *
 * Use the objects with the ordinary pthread_ and sem_ calls. Nothing needs destroying: the memory
 * goes with the arena. Each returns 0 or -errno.
 */
int sync_mutex(pthread_mutex_t *mutex);
int sync_spin(pthread_spinlock_t *spin);
int sync_rwlock(pthread_rwlock_t *rwlock);
int sync_cond(pthread_cond_t *cond); /* waits by CLOCK_MONOTONIC */
int sync_barrier(pthread_barrier_t *barrier, unsigned workers);
int sync_semaphore(sem_t *semaphore, unsigned value);

/* What keeps two workers' words out of one another's cache lines, prefetched pairs included. */
#define SYNC_APART 128

#endif
