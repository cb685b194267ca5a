/* SPDX-License-Identifier: MIT */
#ifndef BENCH_WORKLOADS_H
#define BENCH_WORKLOADS_H

#include "engine/workload.h"

/*
 * One line for each workload, in the order of the registry. The file that defines a workload
 * includes this header, so that the compiler holds the two against each other.
 */
extern const struct workload compress;
extern const struct workload mandelbrot;
extern const struct workload mapreduce;
extern const struct workload matmul;
extern const struct workload primes;
extern const struct workload sha256;
extern const struct workload sort;
extern const struct workload wordcount;

extern const struct workload alloc_handoff;
extern const struct workload alloc_local;
extern const struct workload chase;
extern const struct workload cow;
extern const struct workload dataset_generator;
extern const struct workload dataset_iterator;
extern const struct workload dataset_list;
extern const struct workload fault;
extern const struct workload refcount_private;
extern const struct workload refcount_shared;
extern const struct workload triad;

extern const struct workload file_direct;
extern const struct workload file_fsync;
extern const struct workload file_read;
extern const struct workload file_small;
extern const struct workload net_echo;
extern const struct workload net_remote;
extern const struct workload responsive;
extern const struct workload sqlite_read;
extern const struct workload sqlite_write;

extern const struct workload barrier;
extern const struct workload counter_atomic;
extern const struct workload counter_mutex;
extern const struct workload counter_racy;
extern const struct workload counter_rwlock;
extern const struct workload counter_sem;
extern const struct workload counter_sharded;
extern const struct workload counter_spin;
extern const struct workload falseshare_packed;
extern const struct workload falseshare_padded;
extern const struct workload queue;
extern const struct workload rwmap;

extern const struct workload pingpong_eventfd;
extern const struct workload pingpong_futex;
extern const struct workload pingpong_mq;
extern const struct workload pingpong_pipe;
extern const struct workload pingpong_socketpair;
extern const struct workload pingpong_spin;
extern const struct workload transfer_pipe;
extern const struct workload transfer_shm;
extern const struct workload transfer_socketpair;
extern const struct workload transfer_vmread;

extern const struct workload pool_dispatch;
extern const struct workload spawn_exec;
extern const struct workload spawn_worker;

#endif
