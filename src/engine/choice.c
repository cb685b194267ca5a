/* SPDX-License-Identifier: MIT */
#include "engine/choice.h"

#include <errno.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "engine/cell.h"
#include "engine/nearest.h"

/* More workers than any machine has a use for: a typing error, not a wish. */
#define MOST_WORKERS 65536u

static int refuse(char *message, const char *format, ...) __attribute__((format(printf, 2, 3)));

static int refuse(char *message, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(message, REQUEST_MESSAGE_SIZE, format, args);
	va_end(args);
	return -EINVAL;
}

/* Calls use(word) for each word between commas. An empty word is as wrong as an unknown one. */
static int each_word(const char *list, int (*use)(void *context, const char *word), void *context)
{
	char *copy = strdup(list), *rest = copy, *word;
	int error = copy ? 0 : -ENOMEM;

	while (!error && (word = strsep(&rest, ",")))
		error = use(context, word);
	free(copy);
	return error;
}

/* A whole number of at least 1; NULL when word does not begin with one, else what follows it. */
static const char *read_count(const char *word, unsigned *count)
{
	unsigned long value;
	char *end;

	if (*word < '0' || *word > '9')
		return NULL;
	errno = 0;
	value = strtoul(word, &end, 10);
	if (errno || value < 1 || value > MOST_WORKERS)
		return NULL;
	*count = (unsigned)value;
	return end;
}

/* ---- Modes ---- */

struct wishes {
	struct wish *list;
	size_t nr;
	char *message;
};

static int refuse_mode(char *message, const char *word)
{
	struct nearest nearest = nearest_to(word);

	for (int mode = 0; mode < NR_MODES; mode++)
		nearest_offer(&nearest, mode_name((enum mode)mode));
	return refuse(message, "unknown mode '%.40s'; did you mean '%s'? (or PxT, as in 2x4)", word,
		nearest.best);
}

static int read_wish(const char *word, struct wish *wish)
{
	const char *rest;

	*wish = (struct wish){ MODE_HYBRID, 0, 0 };
	for (int mode = 0; mode < NR_MODES; mode++) {
		wish->mode = (enum mode)mode;
		if (!strcmp(word, mode_name(wish->mode)))
			return 0;
	}
	rest = read_count(word, &wish->procs);
	if (!rest || *rest != 'x')
		return -EINVAL;
	rest = read_count(rest + 1, &wish->threads);
	return !rest || *rest || wish->procs > MOST_WORKERS / wish->threads ? -EINVAL : 0;
}

static int add_wish(void *context, const char *word)
{
	struct wishes *wishes = context;
	struct wish *grown, wish;

	if (read_wish(word, &wish))
		return refuse_mode(wishes->message, word);
	for (size_t i = 0; i < wishes->nr; i++) {
		if (!memcmp(&wishes->list[i], &wish, sizeof(wish)))
			return 0;
	}
	grown = reallocarray(wishes->list, wishes->nr + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	wishes->list = grown;
	grown[wishes->nr++] = wish;
	return 0;
}

static int by_mode(const void *a, const void *b)
{
	const struct wish *left = a, *right = b;

	return (left->mode > right->mode) - (left->mode < right->mode);
}

int choice_modes(const char *list, struct wish **wishes, size_t *nr, char *message)
{
	struct wishes all = { NULL, 0, message };
	int error = each_word(list, add_wish, &all);

	if (error) {
		free(all.list);
		return error;
	}
	qsort(all.list, all.nr, sizeof(*all.list), by_mode);
	*wishes = all.list;
	*nr = all.nr;
	return 0;
}

/* ---- Counts ---- */

struct counts {
	bool wanted[MOST_WORKERS + 1]; /* by count: lists may name one as often as they like */
	unsigned usable;
	char *message;
};

static const char *read_end(const char *word, unsigned usable, unsigned *count)
{
	if (!strncmp(word, "max", 3)) {
		*count = usable;
		return word + 3;
	}
	return read_count(word, count);
}

static int add_counts(void *context, const char *word)
{
	struct counts *counts = context;
	unsigned low, high;
	const char *rest = read_end(word, counts->usable, &low);
	bool doubling = false;

	high = low;
	if (rest && *rest == '-')
		rest = read_end(rest + 1, counts->usable, &high);
	else if (rest && !strncmp(rest, "..", 2))
		rest = read_end(rest + 2, counts->usable, &high), doubling = true;
	if (!rest || *rest || high < low || high > MOST_WORKERS)
		return refuse(counts->message,
			"'%.40s' is no number of workers; use 1 to %u, max, a range as in 1-4, or "
			"one that doubles, as in 1..max",
			word, MOST_WORKERS);
	if (!doubling)
		memset(&counts->wanted[low], true, high - low + 1);
	for (; doubling && low < high; low *= 2)
		counts->wanted[low] = true;
	counts->wanted[high] = true;
	return 0;
}

/* Those wanted as a list, ascending. */
static int list_counts(const struct counts *all, unsigned **counts, size_t *nr)
{
	unsigned *list = malloc(sizeof(*list) * MOST_WORKERS);

	if (!list)
		return -ENOMEM;
	*nr = 0;
	for (unsigned count = 1; count <= MOST_WORKERS; count++) {
		if (all->wanted[count])
			list[(*nr)++] = count;
	}
	*counts = list;
	return 0;
}

int choice_counts(const char *list, unsigned usable, unsigned **counts, size_t *nr, char *message)
{
	struct counts all = { .usable = usable, .message = message };
	int error = each_word(list, add_counts, &all);

	return error ? error : list_counts(&all, counts, nr);
}

/* ---- Workloads ---- */

/* A class, a family, or a glob over whole names. */
static int matches(const char *pattern, const struct workload *workload)
{
	size_t family = strcspn(workload->name, "/");

	if (!strncmp(pattern, workload->name, family) && !pattern[family])
		return 1;
	return !strcmp(pattern, class_name(workload->class)) ||
	       !fnmatch(pattern, workload->name, 0);
}

int choice_selects(const struct request *request, const struct workload *workload)
{
	for (size_t i = 0; i < request->nr_patterns; i++) {
		if (matches(request->patterns[i], workload))
			return 1;
	}
	return !request->nr_patterns;
}

void choice_offer(const struct workload *workload, struct nearest *nearest)
{
	char family[NEAREST_SIZE];

	snprintf(family, sizeof(family), "%.*s", (int)strcspn(workload->name, "/"), workload->name);
	nearest_offer(nearest, workload->name);
	nearest_offer(nearest, family);
	nearest_offer(nearest, class_name(workload->class));
}

static int check_pattern(const struct workload *const *registry, const char *pattern, char *message)
{
	struct nearest nearest = nearest_to(pattern);

	for (size_t i = 0; registry[i]; i++) {
		if (matches(pattern, registry[i]))
			return 0;
		choice_offer(registry[i], &nearest);
	}
	return refuse(message, "unknown workload or class '%.60s'; did you mean '%s'?", pattern,
		nearest.best);
}

int choice_patterns(
	const struct workload *const *registry, const struct request *request, char *message)
{
	int error = 0;

	for (size_t i = 0; !error && i < request->nr_patterns; i++)
		error = check_pattern(registry, request->patterns[i], message);
	return error;
}

/* ---- Settings ---- */

/* Whether the owner part of a setting, "net" or "net/remote", covers a workload. */
static int covers(const char *setting, const struct workload *workload)
{
	size_t owner = strcspn(setting, "."), family = strcspn(workload->name, "/");

	if (owner == family && !strncmp(setting, workload->name, owner))
		return 1;
	return owner == strlen(workload->name) && !strncmp(setting, workload->name, owner);
}

/* The parameter's part of a setting, when it is about param of workload: its list of values. */
static const char *values_for(
	const char *setting, const struct workload *workload, const struct param *param)
{
	const char *name = strchr(setting, '.');
	size_t length = strlen(param->name);

	if (!name || !covers(setting, workload))
		return NULL;
	name++;
	return !strncmp(name, param->name, length) && name[length] == '=' ? name + length + 1
									  : NULL;
}

struct values {
	const struct param *param;
	int64_t *list;
	size_t nr;
	char *message;
};

/* The valid value that a person who wrote word is nearest to. */
static int64_t nearest_value(const struct param *param, const char *word)
{
	char *end;
	int64_t value = strtoll(word, &end, 10); /* saturates */

	if (end == word || *end)
		return param->value;
	return value < param->min ? param->min : value > param->max ? param->max : value;
}

static int add_value(void *context, const char *word)
{
	struct values *values = context;
	const struct param *param = values->param;
	int64_t value, *grown;
	char *end;

	errno = 0;
	value = strtoll(word, &end, 10);
	if (end == word || *end || errno || strchr(" \t\n\v\f\r", *word) || value < param->min ||
		value > param->max)
		return refuse(values->message,
			"%s: '%.40s' is not a whole number from %" PRId64 " to %" PRId64
			"; the nearest is %" PRId64,
			param->name, word, param->min, param->max, nearest_value(param, word));
	for (size_t i = 0; i < values->nr; i++) {
		if (values->list[i] == value)
			return 0;
	}
	grown = reallocarray(values->list, values->nr + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	values->list = grown;
	grown[values->nr++] = value;
	return 0;
}

/* How a setting names a parameter: "net.delay_us". */
static void name_owned(const struct workload *workload, const struct param *param, char *name)
{
	snprintf(name, NEAREST_SIZE, "%.*s.%s", (int)strcspn(workload->name, "/"), workload->name,
		param->name);
}

static int refuse_setting(
	const struct workload *const *registry, const char *setting, char *message)
{
	char given[NEAREST_SIZE], known[NEAREST_SIZE];
	size_t length = strcspn(setting, "=");
	struct nearest nearest;

	snprintf(given, sizeof(given), "%.*s", (int)length, setting);
	nearest = nearest_to(given);
	for (size_t i = 0; registry[i]; i++) {
		for (const struct param *param = registry[i]->params; param && param->name;
			param++) {
			name_owned(registry[i], param, known);
			nearest_offer(&nearest, known);
		}
	}
	if (!setting[length])
		return refuse(message, "'%.60s' sets nothing: write %s=VALUE", setting,
			nearest.best[0] ? nearest.best : "FAMILY.PARAM");
	if (!nearest.best[0])
		return refuse(message, "unknown parameter '%.60s': nothing can be set", given);
	return refuse(
		message, "unknown parameter '%.60s'; did you mean '%s'?", given, nearest.best);
}

static int check_setting(const struct workload *const *registry, const char *setting, char *message)
{
	int found = 0;

	for (size_t i = 0; registry[i]; i++) {
		for (const struct param *param = registry[i]->params; param && param->name;
			param++) {
			const char *list = values_for(setting, registry[i], param);
			struct values values = { param, NULL, 0, message };
			int error = list ? each_word(list, add_value, &values) : 0;

			free(values.list);
			if (error)
				return error;
			found |= list != NULL;
		}
	}
	return found ? 0 : refuse_setting(registry, setting, message);
}

static const struct param *rate_of(const struct workload *workload)
{
	const struct param *param = workload->params;

	while (param && param->name && strcmp(param->name, PARAM_RATE) != 0)
		param++;
	return param && param->name ? param : NULL;
}

static int check_rate(
	const struct workload *const *registry, const struct request *request, char *message)
{
	const char *other = NULL;
	int found = 0, error = 0;

	for (; !error && *registry; registry++) {
		struct values values = { rate_of(*registry), NULL, 0, message };

		if (!values.param)
			continue;
		other = other ? other : (*registry)->name;
		if (!choice_selects(request, *registry))
			continue;
		found = 1;
		error = each_word(request->rate, add_value, &values);
		free(values.list);
	}
	if (error || found)
		return error;
	if (!other)
		return refuse(message, "--rate: no workload has a rate");
	return refuse(message, "--rate: nothing selected has a rate; '%s' has one", other);
}

int choice_settings(
	const struct workload *const *registry, const struct request *request, char *message)
{
	int error = request->rate ? check_rate(registry, request, message) : 0;

	for (size_t i = 0; !error && i < request->nr_settings; i++)
		error = check_setting(registry, request->settings[i], message);
	return error;
}

int choice_values(const struct request *request, const struct workload *workload,
	const struct param *param, int64_t **values, size_t *nr)
{
	char message[REQUEST_MESSAGE_SIZE]; /* nobody's: the settings were checked */
	struct values all = { param, NULL, 0, message };
	const char *list = param == rate_of(workload) ? request->rate : NULL;
	int error;

	for (size_t i = 0; i < request->nr_settings; i++) {
		const char *found = values_for(request->settings[i], workload, param);

		list = found ? found : list;
	}
	if (list) {
		error = each_word(list, add_value, &all);
	} else {
		all.list = malloc(sizeof(*all.list));
		error = all.list ? 0 : -ENOMEM;
		if (!error)
			all.list[all.nr++] = param->value;
	}
	if (error)
		free(all.list);
	else
		*values = all.list, *nr = all.nr;
	return error;
}
