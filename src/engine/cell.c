/* SPDX-License-Identifier: MIT */
#include "engine/cell.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "engine/workload.h"
#include "machine/placement.h"

static const char *const mode_names[NR_MODES] = { "seq", "threads", "procs", "hybrid" };

const char *mode_name(enum mode mode)
{
	return mode_names[mode];
}

void cell_release(struct cell *cell)
{
	for (size_t i = 0; i < cell->nr_params; i++)
		free(cell->params[i].name);
	free(cell->params);
	free(cell->cell);
	free(cell->workload);
	free(cell->placement);
	free(cell->unit);
	free(cell->latency);
	memset(cell, 0, sizeof(*cell));
}

static char *copy_text(const char *text, int *lost)
{
	char *copy = text ? strdup(text) : NULL;

	*lost |= text && !copy;
	return copy;
}

int cell_copy(const struct cell *cell, struct cell *copy)
{
	int lost = 0;

	*copy = *cell;
	copy->cell = copy_text(cell->cell, &lost);
	copy->workload = copy_text(cell->workload, &lost);
	copy->placement = copy_text(cell->placement, &lost);
	copy->unit = copy_text(cell->unit, &lost);
	copy->latency = copy_text(cell->latency, &lost);
	copy->params = calloc(cell->nr_params + 1, sizeof(*copy->params));
	copy->nr_params = copy->params ? cell->nr_params : 0;
	lost |= !copy->params;
	for (size_t i = 0; i < copy->nr_params; i++) {
		copy->params[i].name = copy_text(cell->params[i].name, &lost);
		copy->params[i].value = cell->params[i].value;
	}
	if (!lost)
		return 0;
	cell_release(copy);
	return -ENOMEM;
}

static int is_default(const struct setting *setting, const struct param *defaults)
{
	for (; defaults && defaults->name; defaults++) {
		if (!strcmp(defaults->name, setting->name))
			return defaults->value == setting->value;
	}
	return 0;
}

char *cell_name(const struct cell *cell, const struct param *defaults)
{
	char *name = NULL;
	size_t size;
	FILE *out = open_memstream(&name, &size);

	if (!out)
		return NULL;
	fputs(cell->workload, out);
	for (size_t i = 0; i < cell->nr_params; i++) {
		const struct setting *setting = &cell->params[i];

		if (!is_default(setting, defaults))
			fprintf(out, " %s=%" PRId64, setting->name, setting->value);
	}
	if (cell->mode == MODE_HYBRID)
		fprintf(out, " %ux%u", cell->procs, cell->threads);
	else if (cell->mode == MODE_SEQ)
		fputs(" seq", out);
	else
		fprintf(out, " %s:%u%s", mode_name(cell->mode), cell->workers,
			cell->twin ? "'" : "");
	if (fclose(out)) {
		free(name);
		return NULL;
	}
	return name;
}

const struct setting *cell_setting(const struct cell *cell, const char *name)
{
	for (size_t i = 0; i < cell->nr_params; i++) {
		if (!strcmp(cell->params[i].name, name))
			return &cell->params[i];
	}
	return NULL;
}

int64_t cell_param(const struct cell *cell, const char *name)
{
	const struct setting *setting = cell_setting(cell, name);

	return setting ? setting->value : 0;
}

bool cell_is_paced(const struct cell *cell)
{
	return cell_param(cell, PARAM_RATE) > 0;
}

size_t cell_listed(const struct cell *cell)
{
	return placement_listed(cell->placement);
}

size_t cell_work_length(const struct cell *cell)
{
	const char *mode = strrchr(cell->cell, ' ');

	return mode ? (size_t)(mode - cell->cell) : strlen(cell->cell);
}

int cell_same_work(const struct cell *a, const struct cell *b)
{
	if (strcmp(a->workload, b->workload) || a->workload_version != b->workload_version)
		return 0;
	if (a->nr_params != b->nr_params)
		return 0;
	for (size_t i = 0; i < a->nr_params; i++) {
		if (strcmp(a->params[i].name, b->params[i].name) ||
			a->params[i].value != b->params[i].value)
			return 0;
	}
	return 1;
}
