/* SPDX-License-Identifier: MIT */
/*
 * What a machine may refuse, for LD_PRELOAD: a test asks for one fault by the environment.
 *
 * FAULT_CALL=fork|pthread_create|mmap, FAULT_NTH=3, FAULT_ERRNO=11: the third such call of a leader
 * fails so, and each after it. FAULT_PATH=TEXT: no file can be opened whose path holds the text.
 * FAULT_CLOCK_NS=N: each read of a clock takes that much longer.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

/* Whether this process is one that may be refused something: a leader, by its second word. */
static int is_leader(void)
{
	static int known = -1;
	char line[64] = "";
	long fd, length;

	if (known >= 0)
		return known;
	fd = syscall(SYS_openat, AT_FDCWD, "/proc/self/cmdline", O_RDONLY);
	length = syscall(SYS_read, fd, line, sizeof(line) - 1);
	syscall(SYS_close, fd);
	known = length > 0 && !strcmp(line + strlen(line) + 1, "leader");
	return known;
}

static int refuses(const char *call)
{
	static int seen;
	const char *wanted = getenv("FAULT_CALL"), *nth = getenv("FAULT_NTH"),
		   *error = getenv("FAULT_ERRNO");

	if (!wanted || !nth || !error || strcmp(wanted, call) || !is_leader())
		return 0;
	return __atomic_add_fetch(&seen, 1, __ATOMIC_RELAXED) >= atoi(nth) ? atoi(error) : 0;
}

static int is_closed(const char *path)
{
	const char *text = getenv("FAULT_PATH");

	if (!text || !strstr(path, text))
		return 0;
	errno = EACCES;
	return 1;
}

pid_t fork(void)
{
	pid_t (*real)(void) = (pid_t(*)(void))dlsym(RTLD_NEXT, "fork");

	errno = refuses("fork");
	return errno ? -1 : real();
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *), void *arg)
{
	int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *) =
		(int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *))dlsym(
			RTLD_NEXT, "pthread_create");
	int error = refuses("pthread_create");

	return error ? error : real(thread, attr, start, arg);
}

void *mmap(void *address, size_t size, int protection, int flags, int fd, off_t offset)
{
	/* Only what workers share: the C library's own memory is another matter. */
	int error = flags & MAP_SHARED ? refuses("mmap") : 0;

	if (error) {
		errno = error;
		return MAP_FAILED;
	}
	return (void *)syscall(SYS_mmap, address, size, protection, flags, fd, offset);
}

int open(const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;
	va_end(args);
	return is_closed(path) ? -1 : (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

FILE *fopen(const char *path, const char *mode)
{
	FILE *(*real)(const char *, const char *) =
		(FILE * (*)(const char *, const char *)) dlsym(RTLD_NEXT, "fopen");

	return is_closed(path) ? NULL : real(path, mode);
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
	const char *longer = getenv("FAULT_CLOCK_NS");
	long left = longer ? atol(longer) : 0;
	int status = (int)syscall(SYS_clock_gettime, clock, now);
	struct timespec end = *now;

	while (left > 0 &&
		(end.tv_sec - now->tv_sec) * 1000000000 + end.tv_nsec - now->tv_nsec < left)
		syscall(SYS_clock_gettime, clock, &end);
	return status;
}
