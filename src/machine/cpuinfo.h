/* SPDX-License-Identifier: MIT */
#ifndef MACHINE_CPUINFO_H
#define MACHINE_CPUINFO_H

#include "machine/identity.h"

/*
 * The names of the CPU in /proc/cpuinfo below root: vendor, model, family, stepping, microcode.
 * Where processors differ (big and little cores) a text is the sorted set, joined by ", ".
 * Only the keys of the table in cpuinfo.c are looked at; the file holds serial numbers on some
 * machines. Fills those five texts of *cpu, unknown ones NULL. Returns 0 or -ENOMEM.
 *
 * On x86 family is both numbers, "6 model 85", since one family holds many CPUs and a hypervisor
 * may give them all the same model name. On ARM the model is looked up by implementer and part,
 * family is the part and stepping is variant and revision, "r3p1".
 */
int cpuinfo_read(const char *root, struct machine_cpu *cpu);

#endif
