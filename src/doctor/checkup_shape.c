/* SPDX-License-Identifier: MIT */
#include "doctor/checkup.h"

#include "report/shapes.h"

#define AT(struct_type, member) offsetof(struct struct_type, member)
#define TEXT(key_, s, m)                                            \
	{                                                           \
		.key = key_, .kind = FIELD_TEXT, .offset = AT(s, m) \
	}
#define U64(key_, s, m)                                            \
	{                                                          \
		.key = key_, .kind = FIELD_U64, .offset = AT(s, m) \
	}
#define DOUBLE(key_, s, m)                                            \
	{                                                             \
		.key = key_, .kind = FIELD_DOUBLE, .offset = AT(s, m) \
	}

/* In the order of their enums. */
static const char *const judgement_words[] = { "ok", "note", "warn", NULL };
static const char *const verdict_words[] = { "none", "inconclusive", "equivalent", "threads",
	"procs", NULL };

static const struct field remark_fields[] = {
	TEXT("name", remark, name),
	TEXT("seen", remark, seen),
	{ .key = "judgement",
		.kind = FIELD_WORD,
		.offset = AT(remark, judgement),
		.words = judgement_words },
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
	{ .key = "verdict",
		.kind = FIELD_WORD,
		.offset = AT(noise_floor, verdict),
		.words = verdict_words },
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
	{ .key = "fit", .kind = FIELD_BOOL, .offset = AT(checkup, fit) },
	TEXT("conclusion", checkup, conclusion),
	{ .key = "checks",
		.kind = FIELD_LIST,
		.offset = AT(checkup, remarks),
		.nr_offset = AT(checkup, nr_remarks),
		.shape = &remark_shape },
	{ .key = "noise_floor",
		.kind = FIELD_OPTIONAL,
		.offset = AT(checkup, noise_floor),
		.shape = &floor_shape },
	{ .key = "machine",
		.kind = FIELD_OBJECT,
		.offset = AT(checkup, machine),
		.shape = &machine_shape },
	{ 0 },
};
const struct shape checkup_shape = { "checkup", sizeof(struct checkup), checkup_fields };
