/* SPDX-License-Identifier: MIT */
#include "cmd/wire.h"

#include <errno.h>
#include <stdio.h>
#include "report/json.h"
#include "report/shapes.h"

static char name[] = "parallax", word[] = "leader";
char *const leader_argv[] = { name, word, NULL };

static char *write_order(const struct order *order)
{
	return json_write(&order_shape, order, JSON_LINE);
}

static int read_trial(const char *line, size_t length, struct trial *trial, char *why, size_t size)
{
	struct json_trouble trouble = { "no memory" };
	int error = json_read(&trial_shape, line, length, trial, &trouble);

	if (error)
		snprintf(why, size, "%s", trouble.text);
	return error;
}

const struct leader_wire json_wire = { write_order, read_trial };
