/* SPDX-License-Identifier: MIT */
#include "bench/coroutine.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

/* gcc tells of a sanitizer by a macro, clang by this. */
#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_THREAD__) || __has_feature(thread_sanitizer)
#define FOR_TSAN
#include <sanitizer/tsan_interface.h>
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define FOR_ASAN
#include <sanitizer/common_interface_defs.h>
#endif

/* Of which only what the body uses is ever touched. A guard page ends it. */
#define GUARD_SIZE 65536 /* a page, where pages are largest */
#define STACK_SIZE 262144

/* One of the two sides between which is switched. */
struct side {
	ucontext_t context;
	bool ended; /* what it runs: it is not switched to again */
	/* For the sanitizers alone, which keep books of each stack. */
	void *fiber, *fake_stack;
	const void *stack;
	size_t stack_size;
};

struct coroutine {
	struct side caller, own;
	char *memory; /* the guard, then the stack */
	void (*body)(struct coroutine *coroutine, void *arg);
	void *arg;
};

/* Now on the stack of `to`, having come from `from`. */
static void arrive(struct side *from, struct side *to)
{
#ifdef FOR_ASAN
	__sanitizer_finish_switch_fiber(to->fake_stack, &from->stack, &from->stack_size);
#else
	(void)from;
	(void)to;
#endif
}

static void switch_over(struct side *from, struct side *to)
{
#ifdef FOR_TSAN
	from->fiber = __tsan_get_current_fiber();
	__tsan_switch_to_fiber(to->fiber, 0);
#endif
#ifdef FOR_ASAN
	__sanitizer_start_switch_fiber(
		from->ended ? NULL : &from->fake_stack, to->stack, to->stack_size);
#endif
	swapcontext(&from->context, &to->context);
	arrive(to, from);
}

/* makecontext passes only ints: the pointer comes in two halves. */
static void enter(unsigned high, unsigned low)
{
	struct coroutine *coroutine = (void *)(uintptr_t)((uint64_t)high << 32 | low);

	arrive(&coroutine->caller, &coroutine->own);
	coroutine->body(coroutine, coroutine->arg);
	coroutine->own.ended = true;
	switch_over(&coroutine->own, &coroutine->caller);
}

struct coroutine *coroutine_new(void)
{
	struct coroutine *coroutine = calloc(1, sizeof(*coroutine));

	if (!coroutine)
		return NULL;
	coroutine->memory = mmap(NULL, GUARD_SIZE + STACK_SIZE, PROT_NONE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
	if (coroutine->memory == MAP_FAILED ||
		mprotect(coroutine->memory + GUARD_SIZE, STACK_SIZE, PROT_READ | PROT_WRITE)) {
		coroutine_free(coroutine);
		return NULL;
	}
	return coroutine;
}

static void forget_fiber(struct coroutine *coroutine)
{
#ifdef FOR_TSAN
	if (coroutine->own.fiber)
		__tsan_destroy_fiber(coroutine->own.fiber);
#endif
	coroutine->own.fiber = NULL;
}

void coroutine_free(struct coroutine *coroutine)
{
	forget_fiber(coroutine);
	if (coroutine->memory != MAP_FAILED)
		munmap(coroutine->memory, GUARD_SIZE + STACK_SIZE);
	free(coroutine);
}

void coroutine_begin(struct coroutine *coroutine,
	void (*body)(struct coroutine *coroutine, void *arg), void *arg)
{
	const uint64_t self = (uintptr_t)coroutine;
	struct side *own = &coroutine->own;

	forget_fiber(coroutine);
	coroutine->body = body;
	coroutine->arg = arg;
	own->ended = false;
	own->stack = coroutine->memory + GUARD_SIZE;
	own->stack_size = STACK_SIZE;
	own->fake_stack = NULL;
#ifdef FOR_TSAN
	own->fiber = __tsan_create_fiber(0);
#endif
	getcontext(&own->context);
	own->context.uc_stack.ss_sp = coroutine->memory + GUARD_SIZE;
	own->context.uc_stack.ss_size = STACK_SIZE;
	own->context.uc_link = NULL; /* enter does not return */
	makecontext(
		&own->context, (void (*)(void))enter, 2, (unsigned)(self >> 32), (unsigned)self);
}

bool coroutine_resume(struct coroutine *coroutine)
{
	switch_over(&coroutine->caller, &coroutine->own);
	return !coroutine->own.ended;
}

void coroutine_yield(struct coroutine *coroutine)
{
	switch_over(&coroutine->own, &coroutine->caller);
}
