/* SPDX-License-Identifier: MIT */
#include "doctor/checkup.h"

#include "report/fields.h"
#include "report/shapes.h"

/* In the order of their enums. */
static const char *const judgement_words[] = { "ok", "note", "warn", NULL };

static const struct field remark_fields[] = {
	TEXT("name", remark, name),
	TEXT("seen", remark, seen),
	WORD("judgement", remark, judgement, enum judgement, judgement_words),
	TEXT("why", remark, why),
	TEXT("advice", remark, advice),
	TEXT("undo", remark, undo),
	{ 0 },
};
static const struct shape remark_shape = { "remark", sizeof(struct remark), remark_fields };

static const struct field floor_fields[] = {
	TEXT("workload", noise_floor, workload),
	U64("workers", noise_floor, workers),
	U64("pairs", noise_floor, pairs),
	DOUBLE("ratio", noise_floor, ratio),
	DOUBLE("ci_low", noise_floor, ci_low),
	DOUBLE("ci_high", noise_floor, ci_high),
	WORD("verdict", noise_floor, verdict, enum verdict, verdict_words),
	DOUBLE("work_ns", noise_floor, work_ns),
	DOUBLE("half_width", noise_floor, half_width),
	U64("pair_ns", noise_floor, pair_ns),
	U64("pairs_for_percent", noise_floor, pairs_for_percent),
	DOUBLE("seconds_for_percent", noise_floor, seconds_for_percent),
	TEXT("text", noise_floor, text),
	{ 0 },
};
static const struct shape floor_shape = { "noise_floor", sizeof(struct noise_floor), floor_fields };

static const struct field checkup_fields[] = {
	BOOL("fit", checkup, fit),
	TEXT("conclusion", checkup, conclusion),
	LIST("checks", checkup, remarks, nr_remarks, remark, remark_shape),
	FIELD("noise_floor", FIELD_OPTIONAL, checkup, noise_floor, struct noise_floor,
		.shape = &floor_shape),
	OBJECT("machine", checkup, machine, machine, machine_shape),
	{ 0 },
};
const struct shape checkup_shape = { "checkup", sizeof(struct checkup), checkup_fields };
