/* SPDX-License-Identifier: MIT */
#ifndef CMD_WIRE_H
#define CMD_WIRE_H

#include "engine/leader.h"

/* The leader protocol in JSON, for the engine that does not know it. */
extern const struct leader_wire json_wire;

/* How this program starts itself as a leader. */
extern char *const leader_argv[];

#endif
