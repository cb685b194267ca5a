/* SPDX-License-Identifier: MIT */
#ifndef MACHINE_KERNEL_H
#define MACHINE_KERNEL_H

#include <sys/utsname.h>
#include "machine/identity.h"

/*
 * The operating system below root, all but release, arch and preempt, which are uname's. Of the
 * command line only parameters that stand in the table of kernel.c are taken, with values of
 * plain characters; what follows "--" is not the kernel's and not looked at. Returns 0 or
 * -ENOMEM, with *kernel to be freed either way.
 */
int kernel_read(const char *root, const struct utsname *name, struct machine_kernel *kernel);

/* Transparent huge pages: the word in force of each of three settings. The same errors. */
int kernel_read_thp(const char *root, struct machine_thp *thp);

#endif
