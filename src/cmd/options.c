/* SPDX-License-Identifier: MIT */
#include "cmd/options.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "engine/nearest.h"
#include "machine/build.h"

#define MOST_OPTIONS 40
enum { CODE_HELP = 256, CODE_VERSION, CODE_FIRST };

void complain(const char *format, ...)
{
	va_list args;

	fputs("parallax: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	putc('\n', stderr);
}

void options_version(void)
{
	printf("parallax %s", build.version);
	if (*build.commit)
		printf(" (%s%s)", build.commit, build.dirty ? ", changed" : "");
	printf("\nbuilt with %s, flags %s%s%s\nhwloc %s, cJSON %s\n", build.compiler, build.cflags,
		*build.sanitizer ? ", sanitizers " : "", build.sanitizer, build.hwloc, build.cjson);
}

/* ---- Values ---- */

/* "a|b|c" for an option that takes one of a few words, else how its value is called. */
static void name_value(const struct option_spec *spec, char *text, size_t size)
{
	size_t length = 0;

	snprintf(text, size, "%s", spec->argument ? spec->argument : "");
	for (size_t i = 0; spec->words && spec->words[i] && length < size; i++)
		length += (size_t)snprintf(
			text + length, size - length, "%s%s", i ? "|" : "", spec->words[i]);
}

/* What a person gave for an option of a command. */
struct given {
	const struct command *command;
	const struct option_spec *spec;
	const char *text;
};

static int refuse(const struct given *given, const char *wanted)
{
	complain("%s: --%s: '%s' is not %s", given->command->name, given->spec->name, given->text,
		wanted);
	return -EINVAL;
}

static int read_number(const struct given *given, uint64_t *value)
{
	char wanted[64], *end;

	errno = 0;
	*value = strtoull(given->text, &end, 10);
	if (*given->text >= '0' && *given->text <= '9' && !*end && !errno &&
		*value >= given->spec->min)
		return 0;
	snprintf(wanted, sizeof(wanted), "a whole number from %" PRIu64, given->spec->min);
	return refuse(given, wanted);
}

/* A decimal number as people write it, whatever the locale's decimal sign is. */
static const char *read_decimal(const char *text, double *value)
{
	double place = 1;

	if (*text < '0' || *text > '9')
		return NULL;
	for (*value = 0; *text >= '0' && *text <= '9'; text++)
		*value = *value * 10 + (*text - '0');
	if (*text != '.')
		return text;
	for (text++; *text >= '0' && *text <= '9'; text++)
		*value += (*text - '0') * (place /= 10);
	return text;
}

static int read_duration(const struct given *given, uint64_t *ns)
{
	static const struct {
		const char *unit;
		double ns;
	} units[] = { { "ms", 1e6 }, { "s", 1e9 }, { "m", 60e9 }, { "h", 3600e9 }, { "", 1e9 } };
	double value;
	const char *unit = read_decimal(given->text, &value);

	for (size_t i = 0; unit && i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(unit, units[i].unit) || value * units[i].ns < 1 ||
			value * units[i].ns > 1e15)
			continue;
		*ns = (uint64_t)llround(value * units[i].ns);
		return 0;
	}
	return refuse(given, "a duration such as 500ms, 20s or 2m, of 277h at most");
}

/* Units are powers of 1024, the only ones in which memory comes. */
static int read_size(const struct given *given, uint64_t *bytes)
{
	static const char *const units[] = { "", "K", "M", "G", "T" };
	double value, factor = 1;
	const char *unit = read_decimal(given->text, &value);

	for (size_t i = 0; unit && i < sizeof(units) / sizeof(units[0]); i++, factor *= 1024) {
		size_t length = strlen(units[i]);

		if (strncasecmp(unit, units[i], length) ||
			(unit[length] && strcasecmp(unit + length, i ? "iB" : "B")))
			continue;
		if (value * factor < 1 || value * factor > 0x1p53)
			break;
		*bytes = (uint64_t)(value * factor);
		return 0;
	}
	return refuse(given, "a size such as 512MiB or 2G");
}

static int read_percent(const struct given *given, double *share)
{
	const char *rest = read_decimal(given->text, share);

	if (!rest || (*rest && strcmp(rest, "%")) || *share <= 0 || *share > 100)
		return refuse(given, "a percentage above 0 such as 2%");
	*share /= 100;
	return 0;
}

static int read_word(const struct given *given, int *index)
{
	struct nearest nearest = nearest_to(given->text);
	char hint[NEAREST_HINT_SIZE], value[64], otherwise[96];

	for (*index = 0; given->spec->words[*index]; ++*index) {
		if (!strcmp(given->spec->words[*index], given->text))
			return 0;
		nearest_offer(&nearest, given->spec->words[*index]);
	}
	name_value(given->spec, value, sizeof(value));
	snprintf(otherwise, sizeof(otherwise), "it is %s", value);
	complain("%s: --%s: unknown value '%s'%s", given->command->name, given->spec->name,
		given->text, nearest_hint(&nearest, otherwise, hint));
	return -EINVAL;
}

static int add_text(struct texts *texts, const char *text)
{
	const char **grown = reallocarray(texts->list, texts->nr + 1, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	texts->list = grown;
	grown[texts->nr++] = text;
	return 0;
}

static int take(const struct given *given, void *values)
{
	void *place = (char *)values + given->spec->offset;

	switch (given->spec->kind) {
	case OPTION_FLAG:
		*(bool *)place = true;
		return 0;
	case OPTION_TEXT:
	case OPTION_PATH:
		*(const char **)place = given->text;
		return 0;
	case OPTION_TEXTS:
		return add_text(place, given->text);
	case OPTION_NUMBER:
		return read_number(given, place);
	case OPTION_DURATION:
		return read_duration(given, place);
	case OPTION_SIZE:
		return read_size(given, place);
	case OPTION_PERCENT:
		return read_percent(given, place);
	case OPTION_WORD:
		return read_word(given, place);
	}
	return -EINVAL;
}

/* ---- Help ---- */

/* Where the sentence of an option begins; a longer option has a line of its own. */
#define HELP_COLUMN 32

static void print_option(const struct option_spec *spec)
{
	char left[96], value[64], letter[8] = "    ";
	int columns;

	name_value(spec, value, sizeof(value));
	if (spec->letter)
		snprintf(letter, sizeof(letter), "-%c, ", spec->letter);
	columns = snprintf(
		left, sizeof(left), "  %s--%s%s%s", letter, spec->name, *value ? "=" : "", value);
	if (columns > HELP_COLUMN)
		printf("%s\n%*s %s\n", left, HELP_COLUMN, "", spec->help);
	else
		printf("%-*s %s\n", HELP_COLUMN, left, spec->help);
}

static void print_help(const struct command *command, const struct option_spec *specs)
{
	static const struct option_spec always[] = {
		{ .name = "help", .letter = 'h', .help = "print this and exit" },
		{ .name = "version", .help = "print version and build, and exit" },
	};

	printf("Usage: parallax %s %s\n\n%s.\n\n", command->name, command->arguments,
		command->summary);
	for (; specs->name; specs++)
		print_option(specs);
	print_option(&always[0]);
	print_option(&always[1]);
}

/* ---- Parsing ---- */

static void fill_getopt(const struct option_spec *specs, struct option *longs, char *letters)
{
	size_t nr = 0;

	*letters++ = ':'; /* tells a missing argument from an unknown option */
	for (; specs[nr].name; nr++) {
		longs[nr] = (struct option){ specs[nr].name,
			specs[nr].argument ? required_argument : no_argument, NULL,
			CODE_FIRST + (int)nr };
		if (!specs[nr].letter)
			continue;
		*letters++ = specs[nr].letter;
		if (specs[nr].argument)
			*letters++ = ':';
	}
	*letters++ = 'h';
	*letters = '\0';
	longs[nr++] = (struct option){ "help", no_argument, NULL, CODE_HELP };
	longs[nr++] = (struct option){ "version", no_argument, NULL, CODE_VERSION };
	longs[nr] = (struct option){ 0 };
}

static void complain_unknown(
	const struct command *command, const struct option_spec *specs, const char *word)
{
	struct nearest nearest = nearest_to(word);
	char known[NEAREST_SIZE], hint[NEAREST_HINT_SIZE], otherwise[64];

	nearest_offer(&nearest, "--help");
	for (; specs->name; specs++) {
		snprintf(known, sizeof(known), "--%s", specs->name);
		nearest_offer(&nearest, known);
	}
	snprintf(otherwise, sizeof(otherwise), "'parallax help %s' lists them", command->name);
	complain("%s: unknown option '%.*s'%s", command->name, (int)strcspn(word, "="), word,
		nearest_hint(&nearest, otherwise, hint));
}

static const struct option_spec *find(const struct option_spec *specs, int code)
{
	if (code >= CODE_FIRST)
		return &specs[code - CODE_FIRST];
	while (specs->name && specs->letter != code)
		specs++;
	return specs->name ? specs : NULL;
}

enum parsed options_parse(const struct command *command, const struct option_spec *specs,
	void *values, int argc, char **argv, int *operand, int most_operands)
{
	struct option longs[MOST_OPTIONS];
	char letters[2 * MOST_OPTIONS];
	int code;

	fill_getopt(specs, longs, letters);
	opterr = 0;
	optind = 0;
	while ((code = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		const struct option_spec *spec = find(specs, code);
		const char *word = argv[optind - 1];

		if (code == CODE_HELP || code == 'h') {
			print_help(command, specs);
			return PARSED_DONE;
		}
		if (code == CODE_VERSION) {
			options_version();
			return PARSED_DONE;
		}
		if (code == ':') {
			complain("%s: option '%s' needs a value", command->name, word);
			return PARSED_WRONG;
		}
		if (!spec && optopt >= CODE_HELP) {
			complain("%s: option '%.*s' takes no value", command->name,
				(int)strcspn(word, "="), word);
			return PARSED_WRONG;
		}
		if (!spec) {
			char letter[3] = { '-', (char)optopt, '\0' };

			complain_unknown(command, specs, optopt ? letter : word);
			return PARSED_WRONG;
		}
		if (take(&(struct given){ command, spec, optarg }, values))
			return PARSED_WRONG;
	}
	*operand = optind;
	if (argc - optind <= most_operands)
		return PARSED_GO;
	complain("%s: '%s' is one operand too many", command->name, argv[optind + most_operands]);
	return PARSED_WRONG;
}

static int add_word(char ***words, size_t *nr, const struct option_spec *spec, const char *value)
{
	char **grown = reallocarray(*words, *nr + 1, sizeof(*grown)), *word;
	int length;

	if (!grown)
		return -ENOMEM;
	*words = grown;
	if (spec->kind == OPTION_PATH)
		value = spec->argument;
	length = spec->argument ? asprintf(&word, "--%s=%s", spec->name, value)
				: asprintf(&word, "--%s", spec->name);
	if (length < 0)
		return -ENOMEM;
	grown[(*nr)++] = word;
	return 0;
}

int options_words(const struct command *command, const struct option_spec *specs, int argc,
	char **argv, char ***words, size_t *nr)
{
	struct option longs[MOST_OPTIONS];
	char letters[2 * MOST_OPTIONS];
	int code, error = 0;

	*nr = 0;
	*words = malloc(sizeof(**words));
	if (!*words)
		return -ENOMEM;
	(*words)[0] = strdup(command->name);
	if (!(*words)[0])
		return -ENOMEM;
	*nr = 1;
	fill_getopt(specs, longs, letters);
	opterr = 0;
	optind = 0;
	while (!error && (code = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		const struct option_spec *spec = find(specs, code);

		error = spec ? add_word(words, nr, spec, optarg) : 0;
	}
	return error;
}
