/* SPDX-License-Identifier: MIT */
#include "cmd/asked.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/random.h>
#include "measure/clock.h"
#include "measure/figure.h"

/* How much time a run may take, and how often each cell is run. */
struct pace {
	uint64_t budget_ns, rounds_min, rounds_max;
};

/*
 * The least and the most are looks of stats/sequential.h: at others nothing can be decided. The help and
 * the manual page name them.
 */
static const struct pace pace_default = { 120000000000u, 11, 512 };
static const struct pace pace_quick = { 20000000000u, 8, 256 };
static const struct pace pace_rigorous = { 600000000000u, 23, 1024 };

const char *const asked_scalings[] = { "strong", "weak", NULL };
const char *const asked_splits[] = { "static", "dynamic", NULL };

#define AT(member) offsetof(struct asked, member)
const struct option_spec asked_options[] = {
	{ "workload", 'w', "GLOB|CLASS",
		"what to run, by name, family or class; may be repeated (all)", OPTION_TEXTS,
		AT(workloads), 0, NULL },
	{ "mode", 'm', "LIST", "seq, threads, procs, hybrid or PxT (seq,threads,procs)",
		OPTION_TEXT, AT(modes), 0, NULL },
	{ "workers", 'n', "LIST",
		"counts: 1,4-8,max; 1..max doubles (each workload's own, mostly max)", OPTION_TEXT,
		AT(counts), 0, NULL },
	{ "set", 0, "FAMILY.PARAM=V", "set a parameter; V,V,… makes a cell of each value",
		OPTION_TEXTS, AT(settings), 0, NULL },
	{ "rate", 0, "LIST", "requests a second of the team: 500,1000; 0: a closed loop (0)",
		OPTION_TEXT, AT(rate), 0, NULL },
	{ "output", 'o', "FILE", "write the report here; - is stdout (results/…json)", OPTION_PATH,
		AT(output), 0, NULL },
	{ "quick", 0, NULL, "20 s, 8 to 256 rounds (else 2 min, 11 to 512)", OPTION_FLAG, AT(quick),
		0, NULL },
	{ "rigorous", 0, NULL, "10 min, 23 to 1024 rounds", OPTION_FLAG, AT(rigorous), 0, NULL },
	{ "budget", 0, "TIME", "how long the run may take, past its least rounds (2m)",
		OPTION_DURATION, AT(budget_ns), 0, NULL },
	{ "rounds", 0, "N", "run just so many rounds", OPTION_NUMBER, AT(rounds), 1, NULL },
	{ "target-ci", 0, "PERCENT", "stop once every ratio is known this well", OPTION_PERCENT,
		AT(target_ci), 0, NULL },
	{ "margin", 0, "PERCENT", "a difference below this is none (3%)", OPTION_PERCENT,
		AT(margin), 0, NULL },
	{ "seed", 0, "N", "of the order of cells (drawn, and in the report)", OPTION_NUMBER,
		AT(seed), 0, NULL },
	{ "timeout", 0, "TIME", "kill a trial that takes longer (60s)", OPTION_DURATION,
		AT(timeout_ns), 0, NULL },
	{ "scaling", 0, "KIND", "strong: ops fixed; weak: ops times workers (strong)", OPTION_WORD,
		AT(scaling), 0, asked_scalings },
	{ "schedule", 0, "KIND", "how ops are dealt to workers (static)", OPTION_WORD, AT(split), 0,
		asked_splits },
	{ "placement", 0, "none|compact|scatter|numa|PUS",
		"where workers run; PUs as in 0,2,4-7 (scatter)", OPTION_TEXT, AT(placement), 0,
		NULL },
	{ "dir", 0, "DIR", "where trials put files ($TMPDIR, else /tmp)", OPTION_PATH, AT(dir), 0,
		NULL },
	{ "label", 0, "NAME", "a name for this machine or run, kept in the report", OPTION_TEXT,
		AT(label), 0, NULL },
	{ "max-procs", 0, "N",
		"skip cells of more processes and threads (80% of what limits leave)",
		OPTION_NUMBER, AT(most_tasks), 1, NULL },
	{ "max-memory", 0, "SIZE", "skip cells that need more memory: 512MiB, 2G (80% of the free)",
		OPTION_SIZE, AT(most_memory_bytes), 0, NULL },
	{ "aa", 0, NULL, "threads once more in place of processes: what chance makes of it",
		OPTION_FLAG, AT(aa), 0, NULL },
	{ "dry-run", 0, NULL, "print the plan and what it will cost; measure nothing", OPTION_FLAG,
		AT(dry_run), 0, NULL },
	{ "strict", 0, NULL, "exit 4 when the figures are not stable", OPTION_FLAG, AT(strict), 0,
		NULL },
	{ "resume", 0, "REPORT", "finish the interrupted run that left this report", OPTION_PATH,
		AT(resume), 0, NULL },
	{ "force", 0, NULL, "measure although another run is going on", OPTION_FLAG, AT(force), 0,
		NULL },
	{ .name = NULL },
};

enum parsed asked_parse(struct asked *asked, int argc, char **argv)
{
	enum parsed parsed;
	int operand;

	*asked = (struct asked){ .timeout_ns = 60000000000u, .target_ci = NAN, .margin = 0.03 };
	/* 53 bits: a seed that any JSON reader keeps. */
	if (getrandom(&asked->seed, sizeof(asked->seed), 0) < 0)
		asked->seed = clock_ns();
	asked->seed >>= 11;
	parsed = options_parse(&run_command, asked_options, asked, argc, argv, &operand, 0);
	if (parsed != PARSED_GO || !asked->label || *asked->label)
		return parsed;
	complain("run: --label: '' is no name");
	return PARSED_WRONG;
}

void asked_release(struct asked *asked)
{
	free(asked->workloads.list);
	free(asked->settings.list);
	*asked = (struct asked){ 0 };
}

int asked_pace(const struct asked *asked, struct experiment *experiment)
{
	const struct pace *pace = asked->quick      ? &pace_quick
				  : asked->rigorous ? &pace_rigorous
						    : &pace_default;

	if (asked->quick && asked->rigorous) {
		complain("run: --quick and --rigorous exclude each other");
		return -EINVAL;
	}
	experiment->seed = asked->seed;
	experiment->timeout_ns = asked->timeout_ns;
	experiment->scaling = (enum scaling)asked->scaling;
	experiment->split = (enum split)asked->split;
	experiment->budget_ns = asked->budget_ns ? asked->budget_ns : pace->budget_ns;
	experiment->rounds_min = pace->rounds_min;
	experiment->rounds_max = pace->rounds_max;
	if (asked->rounds) {
		experiment->rounds_min = experiment->rounds_max = asked->rounds;
		if (!asked->budget_ns)
			experiment->budget_ns = FIGURE_NONE;
	}
	return 0;
}

struct request asked_request(const struct asked *asked)
{
	return (struct request){ .patterns = asked->workloads.list,
		.nr_patterns = asked->workloads.nr,
		.modes = asked->modes,
		.counts = asked->counts,
		.settings = asked->settings.list,
		.nr_settings = asked->settings.nr,
		.rate = asked->rate,
		.placement = asked->placement,
		.twins = asked->aa,
		.most_memory_bytes = asked->most_memory_bytes,
		.most_tasks = asked->most_tasks };
}
