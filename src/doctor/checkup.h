/* SPDX-License-Identifier: MIT */
#ifndef DOCTOR_CHECKUP_H
#define DOCTOR_CHECKUP_H

#include <stdbool.h>
#include <stddef.h>
#include "doctor/noise_floor.h"
#include "machine/build.h"
#include "machine/condition.h"
#include "machine/identity.h"
#include "report/shape.h"

/*
 * Whether a machine is fit to measure on: what was seen of each thing that moves numbers, how it is
 * judged, what a person can do about it by hand and how to undo that. The checks themselves are the
 * tables of check.h, pure functions over what is given here. Nothing is printed or changed.
 */
enum judgement {
	JUDGEMENT_OK,
	JUDGEMENT_NOTE, /* to be borne in mind; also where it cannot be read */
	JUDGEMENT_WARN, /* numbers from here will be worse or wrong */
};

/* "ok", "note", "warn". */
const char *judgement_name(enum judgement judgement);

struct remark {
	char *name; /* of the check, "CPU quota" */
	char *seen;
	enum judgement judgement;
	char *why;       /* what it does to numbers; NULL where it is ok or not readable */
	char *advice;    /* commands and words, by lines; NULL where there is nothing to do */
	char *undo;      /* NULL where there is nothing to undo */
	unsigned weight; /* how much it matters among those of one judgement */
};

struct checkup {
	bool fit;         /* no check warns, and nor does the noise floor */
	char *conclusion; /* one sentence or two: fit or not, and the most important step */
	struct machine machine;
	struct remark *remarks;
	size_t nr_remarks;
	struct noise_floor noise_floor;
};

/*
 * Fills remarks from checkup->machine, which is the caller's to fill before, and the rest of what
 * is known. Returns 0 or -ENOMEM.
 */
int checkup_look(
	struct checkup *checkup, const struct condition *condition, const struct build *made);

/* Fills fit and conclusion from remarks and noise floor. Returns 0 or -ENOMEM. */
int checkup_conclude(struct checkup *checkup);

/* Frees all of it, the machine too. */
void checkup_release(struct checkup *checkup);

/* For JSON: the struct as it stands, but for the weights. */
extern const struct shape checkup_shape;

#endif
