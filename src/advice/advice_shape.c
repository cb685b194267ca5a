/* SPDX-License-Identifier: MIT */
#include "advice/advice.h"

#include "report/fields.h"
#include "report/shapes.h"

/* In the order of their enums. */
static const char *const choice_keys[] = { "none", "inconclusive", "equivalent", "threads", "procs",
	"seq", NULL };

static const struct field even_fields[] = {
	DOUBLE("value", break_even, value),
	DOUBLE("ci_low", break_even, ci_low),
	DOUBLE("ci_high", break_even, ci_high),
	TEXT("reason", break_even, reason),
	{ 0 },
};
static const struct shape even_shape = { "break_even", sizeof(struct break_even), even_fields };

/* Part of a side. */
static const struct field speedup_fields[] = {
	DOUBLE("value", side, speedup),
	DOUBLE("ci_low", side, speedup_low),
	DOUBLE("ci_high", side, speedup_high),
	{ 0 },
};
static const struct shape speedup_shape = { "speedup", sizeof(struct side), speedup_fields };

static const struct field headcount_fields[] = {
	U64("most_workers", headcount, most),
	U64("enough_workers", headcount, enough),
	DOUBLE("enough_loss", headcount, enough_loss),
	DOUBLE("peak_workers", headcount, peak),
	{ 0 },
};
static const struct shape headcount_shape = { "counts", sizeof(struct headcount),
	headcount_fields };

static const struct field side_fields[] = {
	U64("pss_bytes", side, pss_bytes),
	DOUBLE("creation_ns", side, creation_ns),
	{ .key = "speedup", .kind = FIELD_OBJECT, .offset = 0, .shape = &speedup_shape },
	OBJECT("break_even_ns", side, break_even, break_even, even_shape),
	OBJECT("counts", side, headcount, headcount, headcount_shape),
	{ 0 },
};
static const struct shape side_shape = { "side", sizeof(struct side), side_fields };

static const struct field row_fields[] = {
	TEXT("workload", advice_row, workload),
	WORD("class", advice_row, class, enum workload_class, class_words),
	U64("workers", advice_row, workers),
	WORD("choice", advice_row, choice, enum choice, choice_keys),
	TEXT("reason", advice_row, reason),
	TEXT("cause", advice_row, cause),
	WORD("verdict", advice_row, verdict, enum verdict, verdict_words),
	U64("n", advice_row, n),
	DOUBLE("ratio", advice_row, ratio),
	DOUBLE("ci_low", advice_row, ci_low),
	DOUBLE("ci_high", advice_row, ci_high),
	WORD("total_verdict", advice_row, total_verdict, enum verdict, verdict_words),
	DOUBLE("total_ratio", advice_row, total_ratio),
	DOUBLE("total_ci_low", advice_row, total_ci_low),
	DOUBLE("total_ci_high", advice_row, total_ci_high),
	U64("rounds", advice_row, rounds),
	U64("rounds_needed", advice_row, rounds_needed),
	TEXT("other_counts", advice_row, other_counts),
	ARRAY("tried_workers", FIELD_INTS, advice_row, tried, nr_tried, int, ),
	OBJECT("threads", advice_row, threads, side, side_shape),
	OBJECT("procs", advice_row, procs, side, side_shape),
	{ 0 },
};
const struct shape advice_row_shape = { "advice", sizeof(struct advice_row), row_fields };

static const struct field spread_fields[] = {
	DOUBLE("median", spread, median),
	DOUBLE("min", spread, low),
	DOUBLE("max", spread, high),
	{ 0 },
};
static const struct shape spread_shape = { "spread", sizeof(struct spread), spread_fields };

/* Part of a class: how many workloads have which choice. */
static const struct field choices_fields[] = {
	U64("none", advice_class, nr_choices[CHOICE_NONE]),
	U64("inconclusive", advice_class, nr_choices[CHOICE_OPEN]),
	U64("equivalent", advice_class, nr_choices[CHOICE_EITHER]),
	U64("threads", advice_class, nr_choices[CHOICE_THREADS]),
	U64("procs", advice_class, nr_choices[CHOICE_PROCS]),
	U64("seq", advice_class, nr_choices[CHOICE_SEQ]),
	{ 0 },
};
static const struct shape choices_shape = { "choices", sizeof(struct advice_class),
	choices_fields };

static const struct field class_fields[] = {
	WORD("class", advice_class, class, enum workload_class, class_words),
	U64("workloads", advice_class, nr),
	{ .key = "choices", .kind = FIELD_OBJECT, .offset = 0, .shape = &choices_shape },
	OBJECT("procs_more_pss_each_bytes", advice_class, pss_each_bytes, spread, spread_shape),
	OBJECT("procs_more_creation_each_ns", advice_class, creation_each_ns, spread, spread_shape),
	TEXTS("sentences", advice_class, sentences, nr_sentences),
	{ 0 },
};
static const struct shape class_shape = { "class", sizeof(struct advice_class), class_fields };

static const struct field hybrid_fields[] = {
	TEXT("workload", advice_hybrid, workload),
	U64("workers", advice_hybrid, workers),
	WORD("verdict", advice_hybrid, verdict, enum hybrid_verdict, hybrid_words),
	TEXT("best", advice_hybrid, best),
	TEXT("nearest", advice_hybrid, nearest),
	U64("n", advice_hybrid, n),
	DOUBLE("ratio", advice_hybrid, ratio),
	DOUBLE("ci_low", advice_hybrid, ci_low),
	DOUBLE("ci_high", advice_hybrid, ci_high),
	U64("best_pss_bytes", advice_hybrid, best_pss_bytes),
	U64("nearest_pss_bytes", advice_hybrid, nearest_pss_bytes),
	TEXT("text", advice_hybrid, text),
	{ 0 },
};
static const struct shape hybrid_shape = { "hybrid", sizeof(struct advice_hybrid), hybrid_fields };

static const struct field knowledge_fields[] = {
	TEXT("about", knowledge, about),
	TEXT("text", knowledge, text),
	{ 0 },
};
static const struct shape knowledge_shape = { "knowledge", sizeof(struct knowledge),
	knowledge_fields };

static const struct field caveat_fields[] = {
	TEXT("code", caveat, code),
	U64("workloads", caveat, workloads),
	{ 0 },
};
static const struct shape caveat_shape = { "caveat", sizeof(struct caveat), caveat_fields };

static const struct field advice_fields[] = {
	TEXT("label", advice, label),
	TEXT("started", advice, started),
	BOOL("complete", advice, complete),
	DOUBLE("margin", advice, margin),
	TEXT("summary", advice, summary),
	LIST("classes", advice, classes, nr_classes, advice_class, class_shape),
	LIST("advice", advice, rows, nr_rows, advice_row, advice_row_shape),
	LIST("hybrids", advice, hybrids, nr_hybrids, advice_hybrid, hybrid_shape),
	LIST("crash_not_measured", advice, crash, nr_crash, knowledge, knowledge_shape),
	LIST("caveats", advice, caveats, nr_caveats, caveat, caveat_shape),
	TEXT("untried", advice, untried),
	TEXT("beyond", advice, beyond),
	TEXT("command", advice, command),
	{ 0 },
};
const struct shape advice_shape = { "advice", sizeof(struct advice), advice_fields };
