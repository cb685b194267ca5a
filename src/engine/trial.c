/* SPDX-License-Identifier: MIT */
#include "engine/trial.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "measure/figure.h"

static const char *const status_names[] = { "ok", "failed", "skipped" };

const char *status_name(enum status status)
{
	return status_names[status];
}

void order_release(struct order *order)
{
	cell_release(&order->cell);
	free(order->bind);
	free(order->dir);
	memset(order, 0, sizeof(*order));
}

static void forget_figures(struct trial *trial)
{
	trial->digest = FIGURE_NONE;
	trial->spawn_ns = trial->ready_ns = trial->work_ns = trial->reap_ns = FIGURE_NONE;
	trial->total_ns = trial->start_skew_ns = trial->end_skew_ns = FIGURE_NONE;
	trial->gate_ns = trial->setup_ns = trial->overhead_ns = FIGURE_NONE;
	trial->usage = (struct usage){ FIGURE_NONE, FIGURE_NONE, FIGURE_NONE, FIGURE_NONE,
		FIGURE_NONE, FIGURE_NONE, FIGURE_NONE };
	trial->counters = counters_none;
	trial->memory = memory_none;
	trial->noise = noise_none;
	for (size_t i = 0; i < trial->nr_findings; i++)
		free(trial->findings[i].name);
	free(trial->findings);
	free(trial->workers);
	free(trial->laps);
	trial->findings = NULL;
	trial->workers = NULL;
	trial->laps = NULL;
	trial->nr_findings = trial->nr_workers = trial->nr_laps = 0;
}

void trial_init(struct trial *trial)
{
	memset(trial, 0, sizeof(*trial));
	forget_figures(trial);
	trial->status = STATUS_FAILED;
}

void trial_release(struct trial *trial)
{
	forget_figures(trial);
	free(trial->reason);
	trial->reason = NULL;
}

void trial_fail(struct trial *trial, const char *format, ...)
{
	char reason[512];
	va_list args;

	va_start(args, format);
	vsnprintf(reason, sizeof(reason), format, args);
	va_end(args);
	forget_figures(trial);
	free(trial->reason);
	trial->status = STATUS_FAILED;
	trial->reason = strdup(reason);
}

const char *trial_signal(int number, char name[TRIAL_SIGNAL_SIZE])
{
	const char *known = sigabbrev_np(number);

	if (known)
		snprintf(name, TRIAL_SIGNAL_SIZE, "SIG%s", known);
	else
		snprintf(name, TRIAL_SIGNAL_SIZE, "signal %d", number);
	return name;
}
