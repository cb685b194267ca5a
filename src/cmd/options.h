/* SPDX-License-Identifier: MIT */
#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include <stddef.h>
#include <stdint.h>
#include "cmd/cmd.h"

/*
 * GNU long options by a table: one literal says how an option is called, what it takes, what the
 * help says of it and where its value goes. The same table parses and prints the help.
 */
enum option_kind {
	OPTION_FLAG,     /* bool */
	OPTION_TEXT,     /* const char *, pointing into argv */
	OPTION_PATH,     /* the same, and kept out of reports */
	OPTION_TEXTS,    /* struct texts: may be given more than once */
	OPTION_NUMBER,   /* uint64_t, from .min */
	OPTION_DURATION, /* uint64_t ns, from "2m", "20s", "1.5s", "500ms"; more than 0 */
	OPTION_PERCENT,  /* double, 0.03 from "3%" or "3"; more than 0 */
	OPTION_SIZE,     /* uint64_t bytes, from "512MiB", "2G", "4096"; more than 0 */
	OPTION_WORD,     /* an enum: the index into .words */
};

struct texts {
	const char **list;
	size_t nr;
};

struct option_spec {
	const char *name;
	char letter;          /* 0 for none */
	const char *argument; /* how the help names the value; NULL for a flag */
	const char *help;
	enum option_kind kind;
	size_t offset; /* into the struct that is filled */
	uint64_t min;
	const char *const *words; /* ended by NULL */
};

/* Anything but to carry on is the exit status of a command that ends there. */
enum parsed {
	PARSED_GO = -1,          /* the first operand is argv[*operand] */
	PARSED_DONE = EXIT_FINE, /* --help or --version was printed */
	PARSED_WRONG =
		EXIT_USAGE, /* one line on stderr has said what is wrong, and what was nearest */
};

/*
 * Parses argv into *values, which holds the defaults. --help, -h and --version need not be in the
 * table, which an entry without a name ends. At most most_operands operands are taken. The lists
 * of OPTION_TEXTS are the caller's to free.
 */
enum parsed options_parse(const struct command *command, const struct option_spec *specs,
	void *values, int argc, char **argv, int *operand, int most_operands);

/*
 * The command line as a report keeps it: the command's name, then each option as "--name=value", a
 * path as "--output=FILE", since reports travel and the names of folders must not. argv must have
 * been parsed. The caller frees *words and each of its texts. Returns 0 or -ENOMEM.
 */
int options_words(const struct command *command, const struct option_spec *specs, int argc,
	char **argv, char ***words, size_t *nr);

/* The version line of --version, with how the program was built. */
void options_version(void);

#endif
