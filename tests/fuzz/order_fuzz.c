/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include <string.h>
#include "cmd/wire.h"
#include "report/json.h"
#include "report/shapes.h"

/*
 * Any bytes as the lines of the leader protocol: an order, which a leader reads from whoever gives
 * it, and a trial, which is read from any program that speaks the protocol. What can be read can be
 * written, and is the same when it is read again.
 */

static void take_order(const char *line, size_t length)
{
	char why[WIRE_WHY_SIZE] = "", *text, *again;
	struct order order, copy;

	if (wire_read_order(line, length, &order, why)) {
		FUZZ_HOLD(*why && !strchr(why, '\n'));
		return;
	}
	text = json_wire.write_order(&order);
	FUZZ_HOLD(text && !strchr(text, '\n'));
	FUZZ_HOLD(!wire_read_order(text, strlen(text), &copy, why));
	again = json_wire.write_order(&copy);
	FUZZ_HOLD(again && !strcmp(text, again));
	free(text);
	free(again);
	order_release(&order);
	order_release(&copy);
}

static char *write_trial(const struct trial *trial)
{
	return json_write(&trial_shape, trial, JSON_LINE);
}

static void take_trial(const char *line, size_t length)
{
	char why[256] = "", *text, *again;
	struct trial trial, copy;

	if (json_wire.read_trial(line, length, &trial, why, sizeof(why))) {
		FUZZ_HOLD(*why && !strchr(why, '\n'));
		return;
	}
	text = write_trial(&trial);
	FUZZ_HOLD(text);
	FUZZ_HOLD(!json_wire.read_trial(text, strlen(text), &copy, why, sizeof(why)));
	again = write_trial(&copy);
	FUZZ_HOLD(again && !strcmp(text, again));
	free(text);
	free(again);
	trial_release(&trial);
	trial_release(&copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	take_order((const char *)data, size);
	take_trial((const char *)data, size);
	return 0;
}
