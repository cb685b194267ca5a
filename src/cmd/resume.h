/* SPDX-License-Identifier: MIT */
#ifndef CMD_RESUME_H
#define CMD_RESUME_H

#include "cmd/asked.h"
#include "engine/plan.h"
#include "report/model.h"

/*
 * Goes on with an interrupted run, of which there is a report: with the options, the seed, the ops
 * and the trials of that report, on the machine and with the program that made it. engine/past.h
 * says how the rounds go on. Every function complains about what it returns an error for.
 */
struct resume {
	struct report past; /* empty once recorder_continue has taken it over */
	char **argv;        /* the command line of the run, as far as the report has it */
	int argc;
};

/*
 * Reads the report that asked->resume names, and puts in the place of *asked, which argv gave, what
 * the run was asked for in the beginning, with the output, directory, budget and force of now.
 * Returns PARSED_GO, or what the program is to end with: PARSED_DONE where the report is complete.
 * resume_release is to be called whatever comes out, after the last use of *asked.
 */
enum parsed resume_open(struct resume *resume, struct asked *asked, int argc, char **argv);
void resume_release(struct resume *resume);

/* Whether this is the machine and the program of the report: 0, or -EINVAL. */
int resume_check(const struct resume *resume, const struct machine *here);

/*
 * Gives the cells of the plan the ops that they had, and ends those that had ended. Returns 0,
 * -ENOMEM, or -EINVAL where the plan is another one here.
 */
int resume_adopt(const struct resume *resume, struct plan *plan);

#endif
