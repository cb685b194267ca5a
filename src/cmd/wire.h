/* SPDX-License-Identifier: MIT */
#ifndef CMD_WIRE_H
#define CMD_WIRE_H

#include "engine/leader.h"

/* The leader protocol in JSON, for the engine that does not know it. */
extern const struct leader_wire json_wire;

/*
 * The other end of it: reads an order from line[0..length). What has been read adds up: workers =
 * procs x threads >= 1, as many entries of bind or none, a workload and a directory. Returns 0 with
 * *order the caller's to give to order_release, or -errno with a sentence in why: -EPROTO for a
 * protocol that this program does not speak.
 */
#define WIRE_WHY_SIZE 320
int wire_read_order(const char *line, size_t length, struct order *order, char why[WIRE_WHY_SIZE]);

/* How this program starts itself as a leader. */
extern char *const leader_argv[];

#endif
