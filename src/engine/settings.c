/* SPDX-License-Identifier: MIT */
#include "engine/settings.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "engine/choice.h"
#include "engine/nearest.h"
#include "engine/words.h"

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
	const char *name; /* of what is set, as the person named it */
	int name_length;
	int64_t *list;
	size_t nr;
	char *message;
};

/* Nothing is near to what is no number, whose value is NULL. */
static int refuse_value(const struct values *values, const char *word, const int64_t *value)
{
	const struct param *param = values->param;
	char nearest[48] = "";

	if (value)
		snprintf(nearest, sizeof(nearest), "; the nearest is %" PRId64,
			*value < param->min ? param->min : param->max);
	return words_refuse(values->message,
		"%.*s: '%.40s' is not a whole number from %" PRId64 " to %" PRId64 "%s",
		values->name_length, values->name, word, param->min, param->max, nearest);
}

static int add_value(void *context, const char *word)
{
	struct values *values = context;
	const struct param *param = values->param;
	int64_t value, *grown;
	bool is_number;
	char *end;

	errno = 0;
	value = strtoll(word, &end, 10); /* saturates */
	is_number = end > word && !*end && !strchr(" \t\n\v\f\r", *word);
	if (!is_number || errno || value < param->min || value > param->max)
		return refuse_value(values, word, is_number ? &value : NULL);
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
	char given[NEAREST_SIZE], known[NEAREST_SIZE], hint[NEAREST_HINT_SIZE];
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
	if (setting[length])
		return words_refuse(message, "unknown parameter '%.60s'%s", given,
			nearest_hint(&nearest, "'parallax list params' has them", hint));
	return words_refuse(message, "'%.60s' sets nothing: write %s=VALUE%s", setting,
		nearest.best[0] ? nearest.best : "FAMILY.PARAM",
		nearest.best[0] ? "" : "; 'parallax list params' has them");
}

/* The parameter of a workload that a setting is about, with *list its values; NULL where none is. */
static const struct param *find_param(
	const char *setting, const struct workload *workload, const char **list)
{
	for (const struct param *param = workload->params; param && param->name; param++) {
		*list = values_for(setting, workload, param);
		if (*list)
			return param;
	}
	return NULL;
}

static int check_setting(const struct workload *const *registry, const struct request *request,
	const char *setting, char *message)
{
	int length = (int)strcspn(setting, "="), error = 0;
	const char *other = NULL, *list;
	bool found = false;

	for (size_t i = 0; !error && registry[i]; i++) {
		const struct param *param = find_param(setting, registry[i], &list);
		struct values values = { param, setting, length, NULL, 0, message };

		if (!param)
			continue;
		error = words_each(list, add_value, &values);
		free(values.list);
		other = other ? other : registry[i]->name;
		found = found || choice_selects(request, registry[i]);
	}
	if (error || found)
		return error;
	if (!other)
		return refuse_setting(registry, setting, message);
	return words_refuse(
		message, "--set: nothing selected has '%.*s'; '%s' has it", length, setting, other);
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
		struct values values = { rate_of(*registry), "--rate", 6, NULL, 0, message };

		if (!values.param)
			continue;
		other = other ? other : (*registry)->name;
		if (!choice_selects(request, *registry))
			continue;
		found = 1;
		error = words_each(request->rate, add_value, &values);
		free(values.list);
	}
	if (error || found)
		return error;
	if (!other)
		return words_refuse(message, "--rate: no workload has a rate");
	return words_refuse(message, "--rate: nothing selected has a rate; '%s' has one", other);
}

int settings_check(
	const struct workload *const *registry, const struct request *request, char *message)
{
	int error = request->rate ? check_rate(registry, request, message) : 0;

	for (size_t i = 0; !error && i < request->nr_settings; i++)
		error = check_setting(registry, request, request->settings[i], message);
	return error;
}

int settings_values(const struct request *request, const struct workload *workload,
	const struct param *param, int64_t **values, size_t *nr)
{
	char message[REQUEST_MESSAGE_SIZE]; /* nobody's: the settings were checked */
	struct values all = { param, "", 0, NULL, 0, message };
	const char *list = param == rate_of(workload) ? request->rate : NULL;
	int error;

	for (size_t i = 0; i < request->nr_settings; i++) {
		const char *found = values_for(request->settings[i], workload, param);

		list = found ? found : list;
	}
	if (list) {
		error = words_each(list, add_value, &all);
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
