/* SPDX-License-Identifier: MIT */
#include "doctor/checkup.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "doctor/check.h"

static const struct check *const tables[] = { cpu_checks, memory_checks, system_checks };
#define NR_TABLES (sizeof(tables) / sizeof(tables[0]))

const char *judgement_name(enum judgement judgement)
{
	static const char *const names[] = { "ok", "note", "warn" };

	return names[judgement];
}

/* ---- For the checks ---- */

void look_see(struct look *look, enum judgement judgement, const char *format, ...)
{
	va_list args;

	look->judgement = judgement;
	va_start(args, format);
	vsnprintf(look->seen, sizeof(look->seen), format, args);
	va_end(args);
}

void look_unreadable(struct look *look)
{
	look_see(look, JUDGEMENT_NOTE, "not readable here");
}

void look_judge(struct look *look, enum judgement judgement, const char *why)
{
	if (judgement > look->judgement)
		look->judgement = judgement;
	snprintf(look->why, sizeof(look->why), "%s", why);
}

void look_advise(struct look *look, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(look->advice, sizeof(look->advice), format, args);
	va_end(args);
}

void look_undo(struct look *look, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(look->undo, sizeof(look->undo), format, args);
	va_end(args);
}

/* ---- Remarks ---- */

/* A copy, NULL for an empty text; *error becomes -ENOMEM without memory. */
static char *copy(const char *text, int *error)
{
	char *made = *text ? strdup(text) : NULL;

	if (*text && !made)
		*error = -ENOMEM;
	return made;
}

static int add(struct checkup *checkup, const struct check *check, const struct patient *patient)
{
	struct look look = { 0 };
	int error = 0;

	check->look(patient, &look);
	checkup->remarks[checkup->nr_remarks++] = (struct remark){
		.name = copy(check->name, &error),
		.seen = copy(look.seen, &error),
		.judgement = look.judgement,
		.why = copy(look.why, &error),
		.advice = copy(look.advice, &error),
		.undo = copy(look.undo, &error),
		.weight = check->weight,
	};
	return error;
}

int checkup_look(
	struct checkup *checkup, const struct condition *condition, const struct build *made)
{
	const struct patient patient = { &checkup->machine, condition, made };
	size_t nr = 0;
	int error = 0;

	for (size_t i = 0; i < NR_TABLES; i++) {
		for (const struct check *check = tables[i]; check->name; check++)
			nr++;
	}
	checkup->remarks = calloc(nr, sizeof(*checkup->remarks));
	if (!checkup->remarks)
		return -ENOMEM;
	for (size_t i = 0; i < NR_TABLES; i++) {
		for (const struct check *check = tables[i]; !error && check->name; check++)
			error = add(checkup, check, &patient);
	}
	return error;
}

/* ---- The conclusion ---- */

/* The remark to begin with among those that are judged so; NULL where none has a step to take. */
static const struct remark *heaviest(const struct checkup *checkup, enum judgement judgement)
{
	const struct remark *best = NULL;

	for (size_t i = 0; i < checkup->nr_remarks; i++) {
		const struct remark *remark = &checkup->remarks[i];

		if (remark->judgement == judgement && remark->advice &&
			(!best || remark->weight > best->weight))
			best = remark;
	}
	return best;
}

static size_t count(const struct checkup *checkup, enum judgement judgement)
{
	size_t nr = 0;

	for (size_t i = 0; i < checkup->nr_remarks; i++)
		nr += checkup->remarks[i].judgement == judgement;
	return nr;
}

/* The first way of an advice as part of a sentence: the gap behind a command becomes a comma. */
static int conclude_step(struct checkup *checkup, const char *begin, const struct remark *first)
{
	int length = (int)strcspn(first->advice, "\n");
	const char *gap = strstr(first->advice, LOOK_GAP);
	int command = gap && gap < first->advice + length ? (int)(gap - first->advice) : length;
	int rest = command < length ? command + (int)strlen(LOOK_GAP) : length;

	return asprintf(&checkup->conclusion, "%s %s: %.*s%s%.*s.", begin, first->name, command,
		first->advice, command < length ? ", " : "", length - rest, first->advice + rest);
}

int checkup_conclude(struct checkup *checkup)
{
	bool noisy = noise_floor_warns(&checkup->noise_floor);
	size_t warnings = count(checkup, JUDGEMENT_WARN);
	const struct remark *first;
	int length;

	checkup->fit = !warnings && !noisy;
	first = heaviest(checkup, checkup->fit ? JUDGEMENT_NOTE : JUDGEMENT_WARN);
	if (checkup->fit && first)
		length = conclude_step(
			checkup, "Fit to measure on. To better it, begin with", first);
	else if (checkup->fit)
		length = asprintf(&checkup->conclusion, "Fit to measure on.");
	else if (first)
		length = conclude_step(checkup,
			"Not fit to measure on as it is. The most important step is about", first);
	else
		length = asprintf(&checkup->conclusion,
			"Not fit to measure on as it is: see the A/A trial. Find what disturbs "
			"the machine, and run parallax doctor again.");
	if (length < 0)
		checkup->conclusion = NULL;
	return length < 0 ? -ENOMEM : 0;
}

void checkup_release(struct checkup *checkup)
{
	for (size_t i = 0; i < checkup->nr_remarks; i++) {
		struct remark *remark = &checkup->remarks[i];

		free(remark->name);
		free(remark->seen);
		free(remark->why);
		free(remark->advice);
		free(remark->undo);
	}
	free(checkup->remarks);
	free(checkup->conclusion);
	noise_floor_release(&checkup->noise_floor);
	machine_release(&checkup->machine);
	memset(checkup, 0, sizeof(*checkup));
}
