/* SPDX-License-Identifier: MIT */
#include "engine/choice.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "engine/cell.h"
#include "engine/words.h"

/* More workers than any machine has a use for: a typing error, not a wish. */
#define MOST_WORKERS 65536u

/* A whole number of at least 1; NULL when word does not begin with one, else what follows it. */
static const char *read_count(const char *word, unsigned *count)
{
	unsigned long value;
	char *end;

	if (*word < '0' || *word > '9')
		return NULL;
	errno = 0;
	value = strtoul(word, &end, 10);
	if (errno || value < 1 || value > MOST_WORKERS)
		return NULL;
	*count = (unsigned)value;
	return end;
}

/* ---- Modes ---- */

struct wishes {
	struct wish *list;
	size_t nr;
	char *message;
};

static int refuse_mode(char *message, const char *word)
{
	struct nearest nearest = nearest_to(word);
	char hint[NEAREST_HINT_SIZE];

	for (int mode = 0; mode < NR_MODES; mode++)
		nearest_offer(&nearest, mode_name((enum mode)mode));
	return words_refuse(message, "unknown mode '%.40s'%s (or PxT, as in 2x4)", word,
		nearest_hint(&nearest, "'parallax list modes' has them", hint));
}

static int read_wish(const char *word, struct wish *wish)
{
	const char *rest;

	*wish = (struct wish){ MODE_HYBRID, 0, 0 };
	for (int mode = 0; mode < NR_MODES; mode++) {
		wish->mode = (enum mode)mode;
		if (!strcmp(word, mode_name(wish->mode)))
			return 0;
	}
	rest = read_count(word, &wish->procs);
	if (!rest || *rest != 'x')
		return -EINVAL;
	rest = read_count(rest + 1, &wish->threads);
	return !rest || *rest || wish->procs > MOST_WORKERS / wish->threads ? -EINVAL : 0;
}

static int add_wish(void *context, const char *word)
{
	struct wishes *wishes = context;
	struct wish *grown, wish;

	if (read_wish(word, &wish))
		return refuse_mode(wishes->message, word);
	for (size_t i = 0; i < wishes->nr; i++) {
		if (!memcmp(&wishes->list[i], &wish, sizeof(wish)))
			return 0;
	}
	grown = reallocarray(wishes->list, wishes->nr + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	wishes->list = grown;
	grown[wishes->nr++] = wish;
	return 0;
}

static int by_mode(const void *a, const void *b)
{
	const struct wish *left = a, *right = b;

	return (left->mode > right->mode) - (left->mode < right->mode);
}

int choice_modes(const char *list, struct wish **wishes, size_t *nr, char *message)
{
	struct wishes all = { NULL, 0, message };
	int error = words_each(list, add_wish, &all);

	if (error) {
		free(all.list);
		return error;
	}
	qsort(all.list, all.nr, sizeof(*all.list), by_mode);
	*wishes = all.list;
	*nr = all.nr;
	return 0;
}

/* ---- Counts ---- */

struct counts {
	bool wanted[MOST_WORKERS + 1]; /* by count: lists may name one as often as they like */
	unsigned usable;
	char *message;
};

static const char *read_end(const char *word, unsigned usable, unsigned *count)
{
	if (!strncmp(word, "max", 3)) {
		*count = usable;
		return word + 3;
	}
	return read_count(word, count);
}

static int add_counts(void *context, const char *word)
{
	struct counts *counts = context;
	unsigned low = 0, high;
	const char *rest = read_end(word, counts->usable, &low);
	bool doubling = false;

	high = low;
	if (rest && *rest == '-')
		rest = read_end(rest + 1, counts->usable, &high);
	else if (rest && !strncmp(rest, "..", 2))
		rest = read_end(rest + 2, counts->usable, &high), doubling = true;
	if (!rest || *rest || high < low || high > MOST_WORKERS)
		return words_refuse(counts->message,
			"'%.40s' is no number of workers; use 1 to %u, max, a range as in 1-4, or "
			"one that doubles, as in 1..max",
			word, MOST_WORKERS);
	if (!doubling)
		memset(&counts->wanted[low], true, high - low + 1);
	for (; doubling && low < high; low *= 2)
		counts->wanted[low] = true;
	counts->wanted[high] = true;
	return 0;
}

/* Those wanted as a list, ascending. */
static int list_counts(const struct counts *all, unsigned **counts, size_t *nr)
{
	unsigned *list = malloc(sizeof(*list) * MOST_WORKERS);

	if (!list)
		return -ENOMEM;
	*nr = 0;
	for (unsigned count = 1; count <= MOST_WORKERS; count++) {
		if (all->wanted[count])
			list[(*nr)++] = count;
	}
	*counts = list;
	return 0;
}

int choice_counts(const char *list, unsigned usable, unsigned **counts, size_t *nr, char *message)
{
	struct counts all = { .usable = usable, .message = message };
	int error = words_each(list, add_counts, &all);

	return error ? error : list_counts(&all, counts, nr);
}

/* ---- Workloads ---- */

/* A class, a family, or a glob over whole names. */
static int matches(const char *pattern, const struct workload *workload)
{
	size_t family = strcspn(workload->name, "/");

	if (!strncmp(pattern, workload->name, family) && !pattern[family])
		return 1;
	return !strcmp(pattern, class_name(workload->class)) ||
	       !fnmatch(pattern, workload->name, 0);
}

int choice_selects(const struct request *request, const struct workload *workload)
{
	for (size_t i = 0; i < request->nr_patterns; i++) {
		if (matches(request->patterns[i], workload))
			return 1;
	}
	return !request->nr_patterns;
}

void choice_offer(const struct workload *workload, struct nearest *nearest)
{
	char family[NEAREST_SIZE];

	snprintf(family, sizeof(family), "%.*s", (int)strcspn(workload->name, "/"), workload->name);
	nearest_offer(nearest, workload->name);
	nearest_offer(nearest, family);
	nearest_offer(nearest, class_name(workload->class));
}

static int check_pattern(const struct workload *const *registry, const char *pattern, char *message)
{
	struct nearest nearest = nearest_to(pattern);
	char hint[NEAREST_HINT_SIZE];

	for (size_t i = 0; registry[i]; i++) {
		if (matches(pattern, registry[i]))
			return 0;
		choice_offer(registry[i], &nearest);
	}
	return words_refuse(message, "unknown workload or class '%.60s'%s", pattern,
		nearest_hint(&nearest, "'parallax list' has them", hint));
}

int choice_patterns(
	const struct workload *const *registry, const struct request *request, char *message)
{
	int error = 0;

	for (size_t i = 0; !error && i < request->nr_patterns; i++)
		error = check_pattern(registry, request->patterns[i], message);
	return error;
}
