/* SPDX-License-Identifier: MIT */
#include "compare/document.h"

#include "report/fields.h"
#include "report/shapes.h"

/* In the order of their enums. */
static const char *const outcome_words[] = { "not called", "no significant difference", "faster",
	"slower", "insufficient data", NULL };
static const char *const likeness_words[] = { "same environment", "same hardware",
	"different hardware", NULL };

static const struct field difference_fields[] = {
	LENT("what", difference, what),
	TEXT("base", difference, base),
	TEXT("other", difference, other),
	{ 0 },
};
static const struct shape difference_shape = { "difference", sizeof(struct difference),
	difference_fields };

static const struct field both_fields[] = {
	DOUBLE("base", both, base),
	DOUBLE("base_ci_low", both, base_low),
	DOUBLE("base_ci_high", both, base_high),
	DOUBLE("other", both, other),
	DOUBLE("other_ci_low", both, other_low),
	DOUBLE("other_ci_high", both, other_high),
	{ 0 },
};
static const struct shape both_shape = { "both", sizeof(struct both), both_fields };

static const struct field row_fields[] = {
	TEXT("cell", row, cell),
	TEXT("other_cell", row, other_cell),
	WORD("class", row, class, enum workload_class, class_words),
	WORD("mode", row, mode, enum mode, mode_words),
	UNSIGNED("base_workers", row, base_workers),
	UNSIGNED("other_workers", row, other_workers),
	BOOL("by_role", row, by_role),
	TEXT("incomparable", row, reason),
	DOUBLE("base_op_ns", row, base_op_ns),
	DOUBLE("other_op_ns", row, other_op_ns),
	DOUBLE("op_ratio", row, op_ratio),
	DOUBLE("ratio", row, change.ratio),
	DOUBLE("ci_low", row, change.ci_low),
	DOUBLE("ci_high", row, change.ci_high),
	DOUBLE("p", row, change.p),
	DOUBLE("p_adjusted", row, change.p_adjusted),
	BOOL("by_siblings", row, change.by_siblings),
	DOUBLE("spread", row, change.spread),
	SIZE("base_rounds", row, change.n_base),
	SIZE("other_rounds", row, change.n_other),
	WORD("outcome", row, change.outcome, enum outcome, outcome_words),
	TEXT("lacks", row, lack),
	OBJECT("speedup", row, speedup, both, both_shape),
	OBJECT("procs_over_threads", row, procs, both, both_shape),
	U64("base_pss_bytes", row, base_pss_bytes),
	U64("other_pss_bytes", row, other_pss_bytes),
	{ 0 },
};
static const struct shape row_shape = { "row", sizeof(struct row), row_fields };

static const struct field turn_fields[] = {
	TEXT("cell", turn, cell),
	TEXT("other_cell", turn, other_cell),
	WORD("base", turn, base, enum verdict, verdict_words),
	WORD("other", turn, other, enum verdict, verdict_words),
	BOOL("changed", turn, changed),
	BOOL("same", turn, same),
	{ 0 },
};
static const struct shape turn_shape = { "turn", sizeof(struct turn), turn_fields };

static const struct field mean_fields[] = {
	WORD("class", mean, class, enum workload_class, class_words),
	WORD("mode", mean, mode, enum mode, mode_words),
	SIZE("cells", mean, n),
	DOUBLE("op_ratio", mean, ratio),
	{ 0 },
};
static const struct shape mean_shape = { "mean", sizeof(struct mean), mean_fields };

static const struct field comparison_fields[] = {
	TEXT("base", comparison, base_name),
	TEXT("other", comparison, other_name),
	SIZE("base_reports", comparison, nr_base),
	SIZE("other_reports", comparison, nr_other),
	WORD("likeness", comparison, likeness, enum likeness, likeness_words),
	LIST("differences", comparison, differences.list, differences.nr, difference,
		difference_shape),
	TEXTS("base_doubts", comparison, base_doubts, nr_base_doubts),
	TEXTS("other_doubts", comparison, other_doubts, nr_other_doubts),
	SIZE("comparable", comparison, nr_comparable),
	BOOL("called", comparison, called),
	SIZE("family", comparison, tested),
	DOUBLE("common", comparison, common),
	BOOL("common_is_real", comparison, real),
	DOUBLE("spread", comparison, spread),
	DOUBLE("canary", comparison, canary),
	DOUBLE("base_canary_spread", comparison, base_canary_spread),
	DOUBLE("other_canary_spread", comparison, other_canary_spread),
	LIST("cells", comparison, rows, nr_rows, row, row_shape),
	TEXTS("only_base", comparison, only_base, nr_only_base),
	TEXTS("only_other", comparison, only_other, nr_only_other),
	LIST("verdicts", comparison, turns, nr_turns, turn, turn_shape),
	LIST("means", comparison, means, nr_means, mean, mean_shape),
	{ 0 },
};
static const struct shape comparison_shape = { "comparison", sizeof(struct comparison),
	comparison_fields };

static const struct field document_fields[] = {
	U64("schema_version", document, schema_version),
	DOUBLE("margin", document, margin),
	TEXT("seed", document, seed),
	LIST("comparisons", document, comparisons, nr_comparisons, comparison, comparison_shape),
	{ 0 },
};
const struct shape document_shape = { "comparisons", sizeof(struct document), document_fields };
