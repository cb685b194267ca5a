/* SPDX-License-Identifier: MIT */
#include "bench/registry.h"

#include <stddef.h>
#include "bench/workloads.h"

const struct workload *const registry[] = {
	/* cpu */
	&compress,
	&mandelbrot,
	&mapreduce,
	&matmul,
	&primes,
	&sha256,
	&sort,
	&wordcount,

	/* memory */
	&alloc_handoff,
	&alloc_local,
	&chase,
	&cow,
	&dataset_generator,
	&dataset_iterator,
	&dataset_list,
	&fault,
	&refcount_private,
	&refcount_shared,
	&triad,

	/* io */
	&file_direct,
	&file_fsync,
	&file_read,
	&file_small,
	&net_echo,
	&net_remote,
	&responsive,
	&sqlite_read,
	&sqlite_write,

	/* sync */
	&barrier,
	&counter_atomic,
	&counter_mutex,
	&counter_racy,
	&counter_rwlock,
	&counter_sem,
	&counter_sharded,
	&counter_spin,
	&falseshare_packed,
	&falseshare_padded,
	&queue,
	&rwmap,

	/* ipc */
	&pingpong_eventfd,
	&pingpong_futex,
	&pingpong_mq,
	&pingpong_pipe,
	&pingpong_socketpair,
	&pingpong_spin,
	&transfer_pipe,
	&transfer_shm,
	&transfer_socketpair,
	&transfer_vmread,

	/* spawn */
	&pool_dispatch,
	&spawn_exec,
	&spawn_worker,

	NULL,
};
