/* SPDX-License-Identifier: MIT */
#include "cmd/cmd.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cmd/crew.h"
#include "cmd/options.h"
#include "cmd/sides.h"
#include "compare/document.h"
#include "compare/print.h"
#include "report/json.h"

enum format { FORMAT_TABLE, FORMAT_MARKDOWN, FORMAT_CSV, FORMAT_JSON };

struct values {
	struct texts workloads;
	int format, sort, only;
	const char *fail_on;
	double margin;
	uint64_t seed;
};

static const char *const formats[] = { "table", "markdown", "csv", "json", NULL };
static const char *const sorts[] = { "cell", "name", "change", "p", NULL };
static const char *const onlys[] = { "notable", "changed", "slower", "faster", "insufficient",
	"incomparable", "all", NULL };

static const struct option_spec options[] = {
	{ "workload", 'w', "GLOB|CLASS",
		"of what to tell, by name, family or class; may be repeated (all)", OPTION_TEXTS,
		offsetof(struct values, workloads), 0, NULL },
	{ "format", 0, "FORMAT", "how to print it (table)", OPTION_WORD,
		offsetof(struct values, format), 0, formats },
	{ "only", 0, "WHICH", "which rows to show; notable: changed or insufficient (notable)",
		OPTION_WORD, offsetof(struct values, only), 0, onlys },
	{ "sort", 0, "ORDER", "order of rows; cell: as measured (cell)", OPTION_WORD,
		offsetof(struct values, sort), 0, sorts },
	{ "margin", 0, "PERCENT", "smaller differences are none (3%)", OPTION_PERCENT,
		offsetof(struct values, margin), 0, NULL },
	{ "fail-on", 0, "slower:PERCENT", "exit 3 when a cell is called slower by at least so much",
		OPTION_TEXT, offsetof(struct values, fail_on), 0, NULL },
	{ "seed", 0, "N", "of what is drawn where a side has several reports (1)", OPTION_NUMBER,
		offsetof(struct values, seed), 0, NULL },
	{ .name = NULL },
};

/* ---- --fail-on ---- */

/* "slower:5%", "slower:5". The share goes to *limit. */
static int parse_limit(const char *text, double *limit)
{
	static const char prefix[] = "slower:";
	const char *digits = text + strlen(prefix);
	double place = 1;

	if (strncmp(text, prefix, strlen(prefix)) != 0 || *digits < '0' || *digits > '9')
		return -EINVAL;
	for (*limit = 0; *digits >= '0' && *digits <= '9'; digits++)
		*limit = *limit * 10 + (*digits - '0');
	if (*digits == '.') {
		for (digits++; *digits >= '0' && *digits <= '9'; digits++)
			*limit += (*digits - '0') * (place /= 10);
	}
	*limit /= 100;
	return *digits && strcmp(digits, "%") != 0 ? -EINVAL : 0;
}

/* How many cells are called slower by at least the limit. */
static size_t count_slower(const struct document *document, double limit)
{
	size_t nr = 0;

	for (size_t c = 0; c < document->nr_comparisons; c++) {
		const struct comparison *comparison = &document->comparisons[c];

		for (size_t i = 0; i < comparison->nr_rows; i++)
			nr += comparison->rows[i].change.outcome == OUTCOME_SLOWER &&
			      comparison->rows[i].change.ratio >= 1 + limit;
	}
	return nr;
}

static int judge(const struct document *document, const struct values *values)
{
	size_t comparable = 0, slower;
	double limit;

	for (size_t c = 0; c < document->nr_comparisons; c++)
		comparable += document->comparisons[c].nr_comparable;
	if (!comparable) {
		complain("compare: nothing in these reports can be compared");
		return EXIT_NOTHING;
	}
	if (!values->fail_on || parse_limit(values->fail_on, &limit))
		return EXIT_FINE;
	slower = count_slower(document, limit);
	if (slower)
		complain("compare: %zu cell%s slower by at least %.3g %%", slower,
			slower == 1 ? " is" : "s are", limit * 100);
	return slower ? EXIT_SLOWER : EXIT_FINE;
}

/* ---- Output ---- */

static int print_json(const struct document *document)
{
	char *text = json_write(&document_shape, document, JSON_PRETTY);

	if (!text)
		return -errno;
	fputs(text, stdout);
	free(text);
	return 0;
}

static int print_people(const struct document *document, const struct values *values)
{
	const struct sheet sheet = { stdout,
		values->format == FORMAT_MARKDOWN ? SHEET_MARKDOWN : SHEET_TABLE };
	struct view view;
	int error;

	if (document->nr_comparisons > 1) {
		print_many(&sheet, document->comparisons, document->nr_comparisons,
			(enum only)values->only);
		return 0;
	}
	error = view_make(
		&document->comparisons[0], (enum only)values->only, (enum sort)values->sort, &view);
	if (!error)
		print_comparison(&sheet, &view);
	view_release(&view);
	return error;
}

static int print(const struct document *document, const struct values *values)
{
	if (values->format == FORMAT_JSON)
		return print_json(document);
	if (values->format == FORMAT_CSV) {
		document_csv(stdout, document);
		return 0;
	}
	return print_people(document, values);
}

/* ---- All of it ---- */

/* What one of many comparisons needs. */
struct desk {
	const struct sides *sides;
	const struct values *values;
	struct document *document;
};

static int compare_one(void *context, size_t i)
{
	const struct desk *desk = context;
	const struct side *list = desk->sides->list;
	const struct manner manner = { desk->values->margin, desk->values->seed, crew_each };

	return comparison_make(&list[0], &list[i + 1], &manner, &desk->document->comparisons[i]);
}

static int compare_sides(
	const struct sides *sides, const struct values *values, struct document *document)
{
	struct desk desk = { sides, values, document };
	size_t nr = sides->nr - 1;

	document->comparisons = calloc(nr, sizeof(*document->comparisons));
	if (!document->comparisons)
		return -ENOMEM;
	document->nr_comparisons = nr;
	return crew_each(nr, compare_one, &desk) < nr ? -ENOMEM : 0;
}

static int compare(const struct sides *sides, const struct values *values)
{
	char seed[24];
	struct document document = { DOCUMENT_SCHEMA_VERSION, values->margin, seed, NULL, 0 };
	int error = compare_sides(sides, values, &document), status = EXIT_FAILED;

	snprintf(seed, sizeof(seed), "%" PRIu64, values->seed);
	error = error ? error : print(&document, values);
	if (error)
		complain("compare: %s", strerror(-error));
	else
		status = judge(&document, values);
	for (size_t i = 0; i < document.nr_comparisons; i++)
		comparison_release(&document.comparisons[i]);
	free(document.comparisons);
	return status;
}

static int compare_files(const struct workload *const *registry, char *const *operands, size_t nr,
	const struct values *values)
{
	struct sides sides;
	int status;

	if (nr < 2) {
		complain("compare: which reports? Give a base and at least one other");
		return EXIT_USAGE;
	}
	if (sides_read(registry, operands, nr, &values->workloads, &sides))
		return EXIT_USAGE;
	status = compare(&sides, values);
	sides_release(&sides);
	return status;
}

static int run(const struct workload *const *registry, int argc, char **argv)
{
	struct values values = { .margin = 0.03, .seed = 1 };
	enum parsed parsed;
	double limit;
	int operand, status = EXIT_USAGE;

	parsed = options_parse(&compare_command, options, &values, argc, argv, &operand, argc);
	if (parsed != PARSED_GO)
		status = (int)parsed;
	else if (values.fail_on && parse_limit(values.fail_on, &limit))
		complain("compare: --fail-on: '%s' is not of the form slower:5%%", values.fail_on);
	else
		status = compare_files(registry, argv + operand, (size_t)(argc - operand), &values);
	free(values.workloads.list);
	return status;
}

const struct command compare_command = {
	.name = "compare",
	.arguments = "[NAME=]BASE [NAME=]OTHER...",
	.summary = "Say what differs between reports, machines and builds, cell by cell",
	.run = run,
};
