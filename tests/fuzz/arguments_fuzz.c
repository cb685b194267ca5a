/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include "bench/registry.h"
#include "cmd/options.h"
#include "engine/plan.h"

/*
 * Any text, a word a line, as the arguments of a command with an option of each kind, and what they
 * select as a plan for a machine on paper, with the workloads of tests/fakes. Nothing is run.
 */
#define MOST_WORDS 64
#define FREE_BYTES ((uint64_t)1 << 33)

struct values {
	struct texts workloads, settings;
	const char *modes, *counts, *rate, *placement, *output;
	bool quick, aa;
	uint64_t budget_ns, rounds;
	double margin;
};

#define AT(member) offsetof(struct values, member)
static const struct option_spec options[] = {
	{ "workload", 'w', "GLOB|CLASS", "texts", OPTION_TEXTS, AT(workloads), 0, NULL },
	{ "mode", 'm', "LIST", "text", OPTION_TEXT, AT(modes), 0, NULL },
	{ "workers", 'n', "LIST", "text", OPTION_TEXT, AT(counts), 0, NULL },
	{ "set", 0, "FAMILY.PARAM=V", "texts", OPTION_TEXTS, AT(settings), 0, NULL },
	{ "rate", 0, "LIST", "text", OPTION_TEXT, AT(rate), 0, NULL },
	{ "output", 'o', "FILE", "path", OPTION_PATH, AT(output), 0, NULL },
	{ "quick", 0, NULL, "flag", OPTION_FLAG, AT(quick), 0, NULL },
	{ "budget", 0, "TIME", "duration", OPTION_DURATION, AT(budget_ns), 0, NULL },
	{ "rounds", 0, "N", "number", OPTION_NUMBER, AT(rounds), 1, NULL },
	{ "margin", 0, "PERCENT", "share", OPTION_PERCENT, AT(margin), 0, NULL },
	{ "placement", 0, "KIND|PUS", "word", OPTION_TEXT, AT(placement), 0, NULL },
	{ "aa", 0, NULL, "flag", OPTION_FLAG, AT(aa), 0, NULL },
	{ .name = NULL },
};

static const struct command command = { .name = "fuzz", .arguments = "[OPTION]...", .summary = "" };

static const struct topology *machine(void)
{
	static struct topology *topology;

	if (!topology)
		FUZZ_HOLD(!topology_load("package:2 core:4 pu:2", &topology));
	return topology;
}

/* What is printed is nobody's to read. glibc lets its streams be set. */
static void silence(void)
{
	stdout = stderr = fuzz_sink();
}

static void keep_words(int argc, char **argv)
{
	char **words = NULL;
	size_t nr;

	FUZZ_HOLD(!options_words(&command, options, argc, argv, &words, &nr));
	for (size_t i = 0; i < nr; i++)
		free(words[i]);
	free(words);
}

static void make_plan(const struct values *values)
{
	const struct request request = { .patterns = values->workloads.list,
		.nr_patterns = values->workloads.nr,
		.modes = values->modes,
		.counts = values->counts,
		.settings = values->settings.list,
		.nr_settings = values->settings.nr,
		.rate = values->rate,
		.placement = values->placement,
		.twins = values->aa,
		.memory_free_bytes = FREE_BYTES,
		.disk_free_bytes = FREE_BYTES };
	char message[REQUEST_MESSAGE_SIZE] = "";
	struct plan plan;
	int error = plan_make(registry, &request, machine(), &plan, message);

	if (error) {
		FUZZ_HOLD(error == -EINVAL && *message);
		return;
	}
	for (size_t i = 0; i < plan.nr_entries; i++)
		FUZZ_HOLD(plan.entries[i].cell.workers ==
			  plan.entries[i].cell.procs * plan.entries[i].cell.threads);
	FUZZ_HOLD(plan_runnable(&plan) <= plan.nr_entries);
	plan_release(&plan);
}

static void parse(int argc, char **argv)
{
	struct values values = { .margin = 0.03 };
	int operand;

	if (options_parse(&command, options, &values, argc, argv, &operand, 1) == PARSED_GO) {
		FUZZ_HOLD(operand >= 1 && operand <= argc && argc - operand <= 1);
		FUZZ_HOLD(values.margin > 0 && values.margin <= 1);
		keep_words(argc, argv);
		make_plan(&values);
	}
	free(values.workloads.list);
	free(values.settings.list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), *rest = text, *word, name[] = "fuzz";
	char *argv[MOST_WORDS + 2] = { name };
	int argc = 1;

	FUZZ_HOLD(text);
	memcpy(text, data, size);
	text[size] = '\0';
	silence();
	while (argc <= MOST_WORDS && (word = strsep(&rest, "\n")))
		argv[argc++] = word;
	parse(argc, argv);
	free(text);
	return 0;
}
