/* SPDX-License-Identifier: MIT */
#ifndef MACHINE_VIRTUALIZATION_H
#define MACHINE_VIRTUALIZATION_H

/*
 * What stands between this process and the hardware, in fixed words: the hypervisor ("kvm",
 * "xen", "vmware", "hyperv", "virtualbox", "qemu", "bhyve"; "vm" for one that is not known,
 * "none" for none), then a container where its runtime left a mark: "kvm docker", "none podman".
 *
 * x86 tells for certain whether there is a hypervisor. Elsewhere only its firmware may, and where
 * that says nothing the first word is missing: *text is NULL or the container alone. Returns 0 or
 * -ENOMEM.
 */
int virtualization_read(const char *root, char **text);

#endif
