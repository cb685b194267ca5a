/* SPDX-License-Identifier: MIT */
#include "cmd/sides.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "cmd/cmd.h"
#include "cmd/intake.h"
#include "cmd/selection.h"

/* ---- Reading ---- */

static void mark_fixed(const struct workload *const *registry, struct digest *digest)
{
	for (size_t i = 0; i < digest->report.nr_cells; i++) {
		const char *name = digest->report.cells[i].workload;

		for (size_t k = 0; registry[k]; k++) {
			if (!strcmp(registry[k]->name, name))
				digest->cells[i].fixed_ops = registry[k]->fixed_ops;
		}
	}
}

/* What reading one of them needs. */
struct desk {
	const struct workload *const *registry;
	const struct sides *sides;
};

static int read_one(void *context, size_t i, char message[FILE_MESSAGE_SIZE])
{
	const struct desk *desk = context;
	struct digest *digest = &desk->sides->digests[i];
	struct report report;
	int error = report_read_times(desk->sides->sources[i].path, &report, message);

	error = error ? error : digest_make(&report, digest);
	if (!error)
		mark_fixed(desk->registry, digest);
	return error;
}

static int read_sides(const struct workload *const *registry, char *const *operands, size_t nr,
	struct sides *sides)
{
	struct desk desk = { registry, sides };
	const struct intake intake = { "compare", sides->sources, nr, read_one, &desk };

	sides->nr_sources = nr;
	return intake_read(&intake, operands);
}

/* ---- Selecting ---- */

/* Offers what a report has to what was mistyped; whether the pattern selects a cell. */
static bool select_in(const char *pattern, struct digest *digest, struct nearest *nearest)
{
	bool found = false;

	for (size_t i = 0; i < digest->report.nr_cells; i++) {
		if (!selection_takes(pattern, &digest->report.cells[i], nearest))
			continue;
		digest->cells[i].left_out = false;
		found = true;
	}
	return found;
}

static void leave_out_all(struct digest *digest)
{
	for (size_t i = 0; i < digest->report.nr_cells; i++)
		digest->cells[i].left_out = true;
}

static int select_cells(const struct texts *patterns, struct sides *sides)
{
	for (size_t i = 0; patterns->nr && i < sides->nr_sources; i++)
		leave_out_all(&sides->digests[i]);
	for (size_t p = 0; p < patterns->nr; p++) {
		struct nearest nearest = nearest_to(patterns->list[p]);
		bool found = false;

		for (size_t i = 0; i < sides->nr_sources; i++)
			found |= select_in(patterns->list[p], &sides->digests[i], &nearest);
		if (found)
			continue;
		selection_refuse("compare: no report has a", &nearest);
		return -EINVAL;
	}
	return 0;
}

/* ---- Grouping ---- */

static int join(
	struct sides *sides, size_t at, const struct source *source, const struct digest *digest)
{
	struct side *side = &sides->list[at];
	const struct digest **larger =
		realloc(side->digests, (side->nr + 1) * sizeof(*side->digests));

	if (!larger)
		return -ENOMEM;
	side->digests = larger;
	side->digests[side->nr++] = digest;
	side->name = source->name;
	if (setting_likeness(&side->digests[0]->report, &digest->report) != LIKE_NOTHING)
		return 0;
	complain("compare: the reports named '%s' are not of one machine", source->name);
	return -EINVAL;
}

/* The first operand that was given the same name by hand; itself where there is none. */
static size_t first_of(const struct sides *sides, const bool *given, size_t i)
{
	for (size_t k = 0; given[i] && k < i; k++) {
		if (given[k] && !strcmp(sides->sources[k].name, sides->sources[i].name))
			return k;
	}
	return i;
}

/* Names that reports have by themselves are made distinct, the side's first standing for all. */
static int name_sides(struct sides *sides, const size_t *firsts)
{
	struct source *names = calloc(sides->nr_sources, sizeof(*names));
	size_t nr = 0;
	int error = names ? 0 : -ENOMEM;

	for (size_t i = 0; !error && i < sides->nr_sources; i++) {
		if (firsts[i] == i)
			names[nr++] = sides->sources[i];
	}
	error = error ? error : sources_distinguish(names, nr);
	/* Whose name was replaced has lost the old one, whatever came of the others. */
	for (size_t i = 0, next = 0; names && next < nr && i < sides->nr_sources; i++) {
		if (firsts[i] == i)
			sides->sources[i].name = names[next++].name;
	}
	free(names);
	return error;
}

static int group(struct sides *sides)
{
	size_t nr = sides->nr_sources;
	size_t *firsts = calloc(nr, sizeof(*firsts)), *places = calloc(nr, sizeof(*places));
	bool *given = calloc(nr, sizeof(*given));
	int error = firsts && places && given ? 0 : -ENOMEM;

	for (size_t i = 0; !error && i < nr; i++) {
		given[i] = sides->sources[i].name;
		error = source_name(&sides->sources[i], &sides->digests[i].report);
	}
	for (size_t i = 0; !error && i < nr; i++)
		firsts[i] = first_of(sides, given, i);
	error = error ? error : name_sides(sides, firsts);
	for (size_t i = 0; !error && i < nr; i++) {
		places[i] = firsts[i] == i ? sides->nr++ : places[firsts[i]];
		error = join(sides, places[i], &sides->sources[firsts[i]], &sides->digests[i]);
	}
	for (size_t i = 0; !error && i < sides->nr; i++)
		error = side_complete(&sides->list[i]);
	free(firsts);
	free(places);
	free(given);
	return error;
}

/* Returns 0, or -errno having told why. */
static int make_sides(const struct texts *patterns, struct sides *sides)
{
	int error = select_cells(patterns, sides);

	error = error ? error : group(sides);
	if (!error && sides->nr < 2) {
		complain("compare: all reports are named '%s': with what are they to be compared?",
			sides->list[0].name);
		error = -EINVAL;
	}
	if (error == -ENOMEM)
		complain("compare: %s", strerror(ENOMEM));
	return error;
}

/* ---- All of it ---- */

int sides_read(const struct workload *const *registry, char *const *operands, size_t nr,
	const struct texts *patterns, struct sides *sides)
{
	int error;

	*sides = (struct sides){ .list = calloc(nr, sizeof(*sides->list)),
		.sources = calloc(nr, sizeof(*sides->sources)),
		.digests = calloc(nr, sizeof(*sides->digests)) };
	if (!sides->list || !sides->sources || !sides->digests) {
		complain("compare: %s", strerror(ENOMEM));
		sides_release(sides);
		return -ENOMEM;
	}
	error = read_sides(registry, operands, nr, sides);
	if (!error)
		error = make_sides(patterns, sides);
	if (error)
		sides_release(sides);
	return error;
}

void sides_release(struct sides *sides)
{
	for (size_t i = 0; i < sides->nr; i++)
		side_release(&sides->list[i]);
	for (size_t i = 0; i < sides->nr_sources; i++)
		digest_release(&sides->digests[i]);
	free(sides->list);
	free(sides->digests);
	sources_release(sides->sources, sides->nr_sources);
	*sides = (struct sides){ 0 };
}
