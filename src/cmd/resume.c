/* SPDX-License-Identifier: MIT */
#include "cmd/resume.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "machine/build.h"
#include "measure/figure.h"
#include "report/file.h"
#include "report/results.h"

/* What engine/tuning.c begins the reason of each cell with whose group it could not calibrate. */
#define NOT_CALIBRATED "calibration failed: "

/* ---- What was asked ---- */

static bool begins_with(const char *text, const char *start)
{
	return !strncmp(text, start, strlen(start));
}

/* Whether the word is this option: "--name" or "--name=value". */
static bool is_option(const char *word, const char *name)
{
	size_t length = strlen(name);

	return begins_with(word, "--") && !strncmp(word + 2, name, length) &&
	       (!word[2 + length] || word[2 + length] == '=');
}

static int check_given(int argc, char **argv)
{
	static const char *const allowed[] = { "resume", "output", "dir", "budget", "force" };
	char **words;
	size_t nr;
	int error = options_words(&run_command, asked_options, argc, argv, &words, &nr);

	for (size_t i = 1; i < nr; i++) {
		bool fine = false;

		for (size_t k = 0; k < sizeof(allowed) / sizeof(allowed[0]); k++)
			fine = fine || is_option(words[i], allowed[k]);
		if (!fine && !error) {
			complain("run: %.*s: beside --resume only -o, --dir, --budget and --force "
				 "may be given, the rest is as it was",
				(int)strcspn(words[i], "="), words[i]);
			error = -EINVAL;
		}
	}
	for (size_t i = 0; i < nr; i++)
		free(words[i]);
	free(words);
	return error;
}

/* Options that are now's, or that the report has elsewhere and in full. */
static bool is_left_out(const char *word)
{
	for (const struct option_spec *spec = asked_options; spec->name; spec++) {
		if (spec->kind == OPTION_PATH && is_option(word, spec->name))
			return true;
	}
	return is_option(word, "label") || is_option(word, "force") || is_option(word, "budget");
}

/* No option of ours needs a control character; shown to a person one could do harm. */
static bool is_plain_option(const char *word)
{
	for (const char *p = word; *p; p++) {
		unsigned char c = (unsigned char)*p;

		if (c < ' ' || c == 0x7f || (c == 0xc2 && (unsigned char)p[1] < 0xa0))
			return false;
	}
	return begins_with(word, "--") && !is_option(word, "help") && !is_option(word, "version") &&
	       !is_option(word, "dry-run");
}

static int make_argv(struct resume *resume)
{
	const struct config *config = &resume->past.config;

	resume->argv = calloc(config->nr_argv + 2, sizeof(*resume->argv));
	if (!resume->argv)
		return -ENOMEM;
	resume->argv[resume->argc++] = strdup(run_command.name);
	for (size_t i = 1; i < config->nr_argv; i++) {
		if (is_left_out(config->argv[i]))
			continue;
		if (!is_plain_option(config->argv[i])) {
			complain("run: the report's config.argv[%zu] is no option of a run", i);
			return -EINVAL;
		}
		resume->argv[resume->argc++] = strdup(config->argv[i]);
	}
	for (int i = 0; i < resume->argc; i++) {
		if (!resume->argv[i])
			return -ENOMEM;
	}
	return 0;
}

static int read_seed(const struct report *past, uint64_t *seed)
{
	char *end;

	errno = 0;
	*seed = strtoull(past->config.seed, &end, 10);
	if (*past->config.seed >= '0' && *past->config.seed <= '9' && !*end && !errno)
		return 0;
	complain("run: the report's seed is not a number");
	return -EINVAL;
}

/* What was asked in the beginning, in the place of what is asked now but for what may be. */
static enum parsed take_over(struct resume *resume, struct asked *asked)
{
	const struct report *past = &resume->past;
	struct asked now = *asked;
	enum parsed parsed = asked_parse(asked, resume->argc, resume->argv);

	asked->resume = now.resume;
	asked->output = now.output ? now.output : now.resume;
	asked->dir = now.dir;
	asked->force = now.force;
	asked->label = past->label;
	asked->budget_ns = now.budget_ns                           ? now.budget_ns
			   : past->config.budget_ns == FIGURE_NONE ? 0
								   : past->config.budget_ns;
	asked_release(&now);
	if (parsed == PARSED_GO && read_seed(past, &asked->seed))
		return PARSED_WRONG;
	return parsed;
}

enum parsed resume_open(struct resume *resume, struct asked *asked, int argc, char **argv)
{
	char message[FILE_MESSAGE_SIZE];

	*resume = (struct resume){ .argc = 0 };
	if (check_given(argc, argv))
		return PARSED_WRONG;
	if (!strcmp(asked->resume, "-") && !asked->output) {
		complain("run: a report from standard input is not written back; say -o FILE");
		return PARSED_WRONG;
	}
	if (report_read(asked->resume, &resume->past, message)) {
		complain("run: %s", message);
		return PARSED_WRONG;
	}
	if (resume->past.complete) {
		complain("run: %s is complete: nothing to do", asked->resume);
		return PARSED_DONE;
	}
	if (make_argv(resume))
		return PARSED_WRONG;
	return take_over(resume, asked);
}

void resume_release(struct resume *resume)
{
	for (int i = 0; i < resume->argc; i++)
		free(resume->argv[i]);
	free(resume->argv);
	report_release(&resume->past);
	*resume = (struct resume){ .argc = 0 };
}

/* ---- Whether it may go on here ---- */

struct difference {
	const char *what, *then, *here;
};

/* A report may hold anything. */
static const char *show(const char *text, char shown[80])
{
	size_t i;

	for (i = 0; text && text[i] && i + 1 < 80; i++)
		shown[i] = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
	shown[i] = '\0';
	return i ? shown : "unknown";
}

static bool differs(const struct difference *difference)
{
	const char *then = difference->then ? difference->then : "";

	return strcmp(then, difference->here ? difference->here : "") != 0;
}

/* What says most to a person comes first; the ids cover what is not listed. */
int resume_check(const struct resume *resume, const struct machine *here)
{
	const struct machine *then = &resume->past.machine;
	const struct tool *tool = &resume->past.tool;
	const char *const changes[] = { "without changes", "with uncommitted changes" };
	const struct difference differences[] = {
		{ "parallax's version", tool->version, build.version },
		{ "parallax's commit", tool->commit, build.commit },
		{ "parallax's build", changes[tool->dirty], changes[build.dirty] },
		{ "the sanitizers built in", then->build.sanitizer, here->build.sanitizer },
		{ "the processor", then->cpu.model, here->cpu.model },
		{ "the hardware (hw_id)", then->hw_id, here->hw_id },
		{ "the set of usable CPUs", then->cpuset, here->cpuset },
		{ "the kernel", then->kernel.release, here->kernel.release },
		{ "the governor", then->power.governor, here->power.governor },
		{ "the compiler", then->build.compiler, here->build.compiler },
		{ "the compiler's flags", then->build.cflags, here->build.cflags },
		{ "the software or its settings (env_id)", then->env_id, here->env_id },
	};

	for (size_t i = 0; i < sizeof(differences) / sizeof(differences[0]); i++) {
		char was[80], is[80];

		if (!differs(&differences[i]))
			continue;
		complain("run: cannot go on with this report: %s differs, then %s, here %s",
			differences[i].what, show(differences[i].then, was),
			show(differences[i].here, is));
		return -EINVAL;
	}
	return 0;
}

/* ---- The plan ---- */

static bool is_same_cell(const struct cell *a, const struct cell *b)
{
	return a->cell && !strcmp(a->cell, b->cell) && a->mode == b->mode && a->procs == b->procs &&
	       a->threads == b->threads && a->workload_version == b->workload_version;
}

static int end_entry(struct plan_entry *entry, const struct result *result)
{
	char *reason = strdup(result->reason ? result->reason : "");

	if (!reason)
		return -ENOMEM;
	free(entry->reason);
	entry->reason = reason;
	entry->status = result->status;
	return 0;
}

/* The run had not come to it, which says nothing of whether it can be run. */
static bool is_unreached(const struct result *result)
{
	return result->status == STATUS_SKIPPED && result->reason &&
	       !strcmp(result->reason, RESULTS_UNREACHED);
}

static int adopt(const struct cell *cell, const struct result *result, struct plan_entry *entry)
{
	if (!is_same_cell(cell, &entry->cell)) {
		complain("run: cannot go on with this report: its plan is another one here, which "
			 "has %s in the place of a cell of the report's",
			entry->cell.cell);
		return -EINVAL;
	}
	if (result->status == STATUS_SKIPPED && !is_unreached(result))
		return end_entry(entry, result);
	if (entry->status != STATUS_OK) {
		complain("run: cannot go on with this report: %s ran and now %s", entry->cell.cell,
			entry->reason);
		return -EINVAL;
	}
	entry->cell.ops = cell->ops == FIGURE_NONE ? 0 : cell->ops;
	entry->cell.lap_every = cell->lap_every;
	if (!entry->cell.ops && result->status == STATUS_FAILED && result->reason &&
		begins_with(result->reason, NOT_CALIBRATED))
		return end_entry(entry, result);
	return 0;
}

int resume_adopt(const struct resume *resume, struct plan *plan)
{
	const struct report *past = &resume->past;
	int error = 0;

	if (plan->nr_entries != past->nr_cells) {
		complain("run: cannot go on with this report: its plan is another one here, of %zu "
			 "cells and not %zu",
			plan->nr_entries, past->nr_cells);
		return -EINVAL;
	}
	for (size_t i = 0; !error && i < plan->nr_entries; i++)
		error = adopt(&past->cells[i], &past->results[i], &plan->entries[i]);
	return error;
}
