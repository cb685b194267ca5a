/* SPDX-License-Identifier: MIT */
#ifndef MACHINE_POWER_H
#define MACHINE_POWER_H

#include "machine/identity.h"

/*
 * How the CPU's frequency is governed, over all policies of /sys/devices/system/cpu/cpufreq below
 * root; a virtual machine mostly has none, and then all is unknown. Returns 0 or -ENOMEM, with
 * *power to be freed either way.
 */
int power_read(const char *root, struct machine_power *power);

#endif
