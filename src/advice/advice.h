/* SPDX-License-Identifier: MIT */
#ifndef ADVICE_ADVICE_H
#define ADVICE_ADVICE_H

#include "advice/headcount.h"
#include "report/model.h"
#include "report/shape.h"

/*
 * What to choose for each kind of work that a report measured, and why. Pure: it says nothing that
 * does not follow from results, verdicts and trials, but for the crash texts, which are knowledge
 * and marked as such. results/README.md describes it field by field, as `advise --format json`
 * prints it; advice/counsel.h says it to people.
 *
 * A row is of a workload with its parameters and placement. Of several worker counts it tells of
 * the pair of threads and processes with the most throughput, of two workers or more where there is
 * one. What is unknown is NULL, NaN or FIGURE_NONE.
 */
enum choice {
	CHOICE_NONE, /* no figure to go by: no pair, a trial that failed, a time that a clock set */
	CHOICE_OPEN, /* the verdict is inconclusive, or there are too few rounds for one */
	CHOICE_EITHER,  /* equivalent: what they cost otherwise decides */
	CHOICE_THREADS, /* the verdict's, as long as workers live longer than a task */
	CHOICE_PROCS,
	CHOICE_SEQ, /* of no team is the speed-up's interval above 1 + margin, at any count */
};

/* In words for people: "cannot tell", "no difference", "processes" … */
const char *choice_words(enum choice choice);

/* One of the two modes: at the row's worker count, and over all counts that were tried. */
struct side {
	uint64_t pss_bytes;                        /* all workers together */
	double creation_ns;                        /* spawn, ready and reap of all workers */
	double speedup, speedup_low, speedup_high; /* over seq */
	struct break_even break_even;              /* of the result */
	struct headcount headcount;
};

struct advice_row {
	char *workload; /* with parameters that are not the default */
	enum workload_class class;
	size_t cell; /* of the report, the first of this workload */
	uint64_t workers;
	enum choice choice;
	char *reason; /* a sentence */
	char *cause;  /* of the verdict; NULL where there is none */
	enum verdict verdict;
	uint64_t n; /* pairs; FIGURE_NONE: no pair, and all figures unknown */
	double ratio, ci_low, ci_high;
	/* The same of the whole life of the team, for who creates one for each task. */
	enum verdict total_verdict;
	double total_ratio, total_ci_low, total_ci_high;
	uint64_t rounds; /* that both have */
	/*
	 * About how many more may decide an open choice, with the width of the interval shrinking as
	 * the square root of the rounds: an estimate, for the ratio may move. FIGURE_NONE elsewhere.
	 */
	uint64_t rounds_needed;
	char *other_counts; /* where another count says otherwise, or failed; NULL without */
	int *tried;         /* the worker counts of threads or processes, ascending */
	size_t nr_tried;
	struct side threads, procs;
};

/* Some rows, one after the other: those of a class, or all. */
struct advice_rows {
	const struct advice_row *list;
	size_t nr;
};

/* Median, least and most over the workloads of a class; NaN where none knows. */
struct spread {
	double median, low, high;
};

/* What the workloads of a class have in common, and which of them goes another way. */
struct advice_class {
	enum workload_class class;
	uint64_t nr;
	uint64_t nr_choices[CHOICE_SEQ + 1];
	struct spread pss_each_bytes, creation_each_ns; /* processes less threads, a worker */
	char **sentences;                               /* computed */
	size_t nr_sentences;
};

/* Which P x T of as many workers: of a row of the report's hybrids, all figures as there. */
struct advice_hybrid {
	char *workload;
	uint64_t workers;
	enum hybrid_verdict verdict;
	char *best, *nearest; /* "1x4" or "threads:4"; NULL where a trial failed */
	uint64_t n;
	double ratio, ci_low, ci_high;
	uint64_t best_pss_bytes, nearest_pss_bytes;
	char *text; /* a sentence: the verdict, and which team takes the least memory */
};

/* A text that the report has no part in. */
struct knowledge {
	char *about; /* "every class", or a class by its name */
	char *text;
};

struct caveat {
	char *code;         /* of a warning */
	uint64_t workloads; /* whose figures have it; FIGURE_NONE: it is of the run */
};

struct advice {
	char *label, *started;
	bool complete; /* all three of the report */
	double margin;
	char *summary; /* the choices counted, in a sentence */
	struct advice_class *classes;
	size_t nr_classes;
	struct advice_row *rows; /* in the order of classes */
	size_t nr_rows;
	struct advice_hybrid *hybrids;
	size_t nr_hybrids;
	struct knowledge *crash;
	size_t nr_crash;
	struct caveat *caveats;
	size_t nr_caveats;
	char *untried; /* which worker counts nobody tried; NULL where every row has several */
	char *beyond;  /* which open choices no run will decide; NULL where there are none */
	char *command; /* to run for a choice that this report leaves open; NULL without */
};

/*
 * Whether deciding an open choice would take more rounds than the mode of run with the most makes: by
 * the estimate of rounds_needed, or where that is past all bounds.
 */
bool advice_is_beyond(const struct advice_row *row);

extern const struct shape advice_shape, advice_row_shape;

/*
 * Makes the advice of a report. wanted, where not NULL, says of each cell whether to advise on its
 * workload. Returns 0 with *advice the caller's to release, or -ENOMEM with it empty.
 */
int advice_make(const struct report *report, const bool *wanted, struct advice *advice);

void advice_release(struct advice *advice);

#endif
