/* SPDX-License-Identifier: MIT */
#include "engine/witness.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "engine/trial.h"

static const char *const phase_names[] = { "", "setup", "spawn", "open", "work", "close", "verify",
	"teardown" };

/* What a worker brings upon itself. SIGKILL cannot be caught, and what others send is not a fall. */
static const int fatal[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS };

/* A handler is given nothing but its number: what it needs is here. Set once, before any worker. */
static struct witness *watched;

/* Which worker this thread is, and of which process: one that a worker forks is not the worker. */
static _Thread_local struct {
	const _Atomic uint32_t *doing;
	unsigned worker;
	pid_t pid;
} self;

const char *phase_name(enum phase phase)
{
	return phase_names[phase];
}

/* ---- The parent's ---- */

static void *map(int fd)
{
	int flags = fd < 0 ? MAP_SHARED | MAP_ANONYMOUS : MAP_SHARED;
	void *page = mmap(NULL, sizeof(struct witness), PROT_READ | PROT_WRITE, flags, fd, 0);

	return page == MAP_FAILED ? NULL : page;
}

struct witness *witness_make(int *fd)
{
	struct witness *witness = NULL;

	*fd = memfd_create("parallax-witness", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (*fd < 0)
		return NULL;
	if (!ftruncate(*fd, sizeof(*witness)) && !fcntl(*fd, F_ADD_SEALS, F_SEAL_SHRINK))
		witness = map(*fd);
	if (!witness) {
		close(*fd);
		*fd = -1;
	}
	return witness;
}

void witness_drop(struct witness *witness)
{
	if (witness)
		munmap(witness, sizeof(*witness));
}

/* ---- The leader's ---- */

/* Whether this is what witness_make makes, and no file that somebody had open as WITNESS_FD. */
static int is_given(int fd)
{
	int seals = fcntl(fd, F_GET_SEALS);
	struct stat stat;

	return seals >= 0 && seals & F_SEAL_SHRINK && !fstat(fd, &stat) &&
	       stat.st_size == sizeof(struct witness);
}

struct witness *witness_take(void)
{
	struct witness *witness;

	if (!is_given(WITNESS_FD))
		return map(-1);
	witness = map(WITNESS_FD);
	close(WITNESS_FD);
	return witness;
}

void witness_enter(struct witness *witness, enum phase phase)
{
	atomic_store(&witness->phase, phase);
}

/* ---- A worker's ---- */

void witness_attend(unsigned worker, const _Atomic uint32_t *doing)
{
	self.worker = worker;
	self.pid = getpid();
	self.doing = doing;
}

void witness_note(struct witness *witness, enum fall fall, int value)
{
	uint32_t nobody = 0;

	if (!self.doing || self.pid != getpid() || atomic_load(self.doing) == PHASE_NONE ||
		!atomic_compare_exchange_strong(&witness->taken, &nobody, 1))
		return;
	witness->worker = self.worker;
	witness->worker_phase = atomic_load(self.doing);
	witness->value = value;
	atomic_store(&witness->fall, fall);
}

static void note_exit(int status, void *context)
{
	witness_note(context, FALL_EXIT, status);
}

/* The action has been reset when this is called: what is raised here ends the process at last. */
static void note_signal(int number)
{
	witness_note(watched, FALL_SIGNAL, number);
	raise(number);
}

void witness_watch(struct witness *witness)
{
	const struct sigaction note = { .sa_handler = note_signal,
		.sa_flags = (int)SA_RESETHAND | SA_ONSTACK };
	struct sigaction there;

	watched = witness;
	for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++) {
		if (!sigaction(fatal[i], NULL, &there) && there.sa_handler == SIG_DFL)
			sigaction(fatal[i], &note, NULL);
	}
	on_exit(note_exit, witness); /* without memory for it, an exit is told without its worker */
}

/* ---- Whoever reads it ---- */

const char *witness_where(const struct witness *witness, char where[WITNESS_WHERE_SIZE])
{
	uint32_t phase = witness ? atomic_load(&witness->phase) : PHASE_NONE;

	snprintf(where, WITNESS_WHERE_SIZE,
		phase > PHASE_NONE && phase <= PHASE_TEARDOWN ? "%s: " : "%s",
		phase <= PHASE_TEARDOWN ? phase_names[phase] : "");
	return where;
}

static void tell_fall(enum fall fall, int value, char *what, size_t size)
{
	char name[TRIAL_SIGNAL_SIZE];

	if (fall == FALL_SIGNAL)
		snprintf(what, size, "was killed by %s", trial_signal(value, name));
	else if (fall == FALL_EXIT)
		snprintf(what, size, "ended early with status %d", value & 0xff);
	else if (fall == FALL_THREAD)
		snprintf(what, size, "ended early by pthread_exit");
	else
		snprintf(what, size, "found the descriptors of the harness closed");
}

int witness_tell(const struct witness *witness, char *sentence, size_t size)
{
	uint32_t fall = witness ? atomic_load(&witness->fall) : FALL_NONE;
	char what[64];

	/* The page was open to what went wrong: what makes no sense is not told. */
	if (fall == FALL_NONE || fall > FALL_CLOSED || witness->worker_phase > PHASE_TEARDOWN)
		return 0;
	tell_fall(fall, witness->value, what, sizeof(what));
	snprintf(sentence, size, "%s: worker %u %s", phase_names[witness->worker_phase],
		witness->worker, what);
	return 1;
}
