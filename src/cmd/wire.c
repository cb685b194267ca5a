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

static int adds_up(const struct order *order)
{
	const struct cell *cell = &order->cell;

	return cell->workload && order->dir && cell->workers &&
	       (uint64_t)cell->procs * cell->threads == cell->workers &&
	       (!order->nr_bind || order->nr_bind == cell->workers);
}

int wire_read_order(const char *line, size_t length, struct order *order, char why[WIRE_WHY_SIZE])
{
	struct json_trouble trouble;
	int error = json_read(&order_shape, line, length, order, &trouble);

	if (error) {
		snprintf(why, WIRE_WHY_SIZE, "the order is not one: %s", trouble.text);
		return error;
	}
	if (order->protocol != LEADER_PROTOCOL) {
		snprintf(why, WIRE_WHY_SIZE, "the order speaks protocol %u, this program %u",
			order->protocol, LEADER_PROTOCOL);
		error = -EPROTO;
	} else if (!adds_up(order)) {
		snprintf(why, WIRE_WHY_SIZE, "the order does not add up");
		error = -EINVAL;
	}
	if (error)
		json_release(&order_shape, order);
	return error;
}
