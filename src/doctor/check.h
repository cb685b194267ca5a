/* SPDX-License-Identifier: MIT */
#ifndef DOCTOR_CHECK_H
#define DOCTOR_CHECK_H

#include "doctor/checkup.h"

/*
 * One thing to look at, as a literal in the table of its room: cpu_checks.c, memory_checks.c,
 * system_checks.c. A look reads the patient and fills a struct look; what it does not fill stays
 * empty and becomes NULL. It never touches the machine, so a patient may be made up.
 */
struct patient {
	const struct machine *machine;
	const struct condition *condition;
	const struct build *made;
};

struct look {
	enum judgement judgement;
	char seen[128], why[320], advice[512], undo[320];
};

struct check {
	const char *name; /* at most 17 characters; NULL ends a table */
	unsigned weight;  /* the heaviest that warns is the step to take first */
	void (*look)(const struct patient *patient, struct look *look);
};

extern const struct check cpu_checks[], memory_checks[], system_checks[];

/* What was seen, and how it is judged. */
void look_see(struct look *look, enum judgement judgement, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The machine does not say: a note, and never a guess. */
void look_unreadable(struct look *look);

/* Judges worse than before what was seen, never better, and says what it does to numbers. */
void look_judge(struct look *look, enum judgement judgement, const char *why);

/*
 * What to do, a line a way. A command stands at the beginning of its line, ready to be copied; what
 * is said of it follows behind a gap.
 */
#define LOOK_GAP "    "
void look_advise(struct look *look, const char *format, ...) __attribute__((format(printf, 2, 3)));
void look_undo(struct look *look, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
