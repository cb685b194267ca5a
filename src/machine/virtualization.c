/* SPDX-License-Identifier: MIT */
#include "machine/virtualization.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

#include "machine/sysfile.h"
#include "machine/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define DMI "/sys/class/dmi/id/"

/* What CPUID leaf 0x40000000 spells in EBX, ECX and EDX. */
static const struct {
	const char *signature, *word;
} signatures[] = {
	{ "KVMKVMKVM", "kvm" },
	{ "Linux KVM Hv", "kvm" },
	{ "XenVMMXenVMM", "xen" },
	{ "VMwareVMware", "vmware" },
	{ "Microsoft Hv", "hyperv" },
	{ "VBoxVBoxVBox", "virtualbox" },
	{ "TCGTCGTCGTCG", "qemu" },
	{ "bhyve bhyve ", "bhyve" },
};

/*
 * What firmware calls the machine; the first whose two parts are both found in the maker's and the
 * product's name. Only product names that no real machine bears: Oracle, Microsoft and Amazon
 * build those too.
 */
static const struct {
	const char *vendor, *product, *word;
} firmware[] = {
	{ "", "VirtualBox", "virtualbox" },
	{ "VMware", "", "vmware" },
	{ "Microsoft Corporation", "Virtual Machine", "hyperv" },
	{ "Xen", "", "xen" },
	{ "Google", "Google Compute Engine", "kvm" },
	{ "", "KVM", "kvm" },
	{ "", "OpenStack", "kvm" },
	{ "QEMU", "", "qemu" },
	{ "BHYVE", "", "bhyve" },
	{ "Apple", "Apple Virtualization", "vm" },
};

static const struct {
	const char *path, *word;
} containers[] = {
	{ "/.dockerenv", "docker" },
	{ "/run/.containerenv", "podman" },
	{ "/.singularity.d", "apptainer" },
	{ "/run/secrets/kubernetes.io", "kubernetes" },
};

/* What systemd and runtimes that know it leave in /run/systemd/container. */
static const char *const runtimes[] = {
	"docker",
	"lxc",
	"lxc-libvirt",
	"openvz",
	"podman",
	"proot",
	"rkt",
	"systemd-nspawn",
	"wsl",
};

enum presence { UNKNOWN, ABSENT, PRESENT };

/* The first processor's flags tell; no other architecture has such a line. */
static enum presence hypervisor_flag(const char *root)
{
	FILE *file = sysfile_open(root, "/proc/cpuinfo");
	enum presence presence = UNKNOWN;
	char *line = NULL;
	size_t size = 0;

	if (!file)
		return UNKNOWN;
	while (presence == UNKNOWN && getline(&line, &size, file) >= 0)
		if (text_starts(line, "flags\t"))
			presence = strstr(line, " hypervisor") ? PRESENT : ABSENT;
	free(line);
	fclose(file);
	return presence;
}

static const char *by_signature(void)
{
#if defined(__x86_64__) || defined(__i386__)
	unsigned eax, text[4] = { 0 };

	__cpuid(0x40000000, eax, text[0], text[1], text[2]);
	for (size_t i = 0; eax && i < COUNT(signatures); i++)
		if (!strcmp((const char *)text, signatures[i].signature))
			return signatures[i].word;
#endif
	return NULL;
}

static const char *by_firmware(const char *root)
{
	char vendor[128], product[128];

	if (!sysfile_read(root, DMI "sys_vendor", vendor, sizeof(vendor)))
		return NULL;
	sysfile_read(root, DMI "product_name", product, sizeof(product));
	for (size_t i = 0; i < COUNT(firmware); i++)
		if (strstr(vendor, firmware[i].vendor) && strstr(product, firmware[i].product))
			return firmware[i].word;
	return !strcmp(vendor, "Amazon EC2") && !strstr(product, ".metal") ? "kvm" : NULL;
}

/* NULL where nothing tells. A made-up machine has no CPUID. */
static const char *hypervisor(const char *root)
{
	enum presence flag = hypervisor_flag(root);
	const char *dmi = by_firmware(root), *cpu = NULL;
	char type[32];

	if (sysfile_read(root, "/sys/hypervisor/type", type, sizeof(type)) && !strcmp(type, "xen"))
		return "xen";
	if (flag == ABSENT)
		return "none";
	/* VirtualBox bears KVM's signature, so that its guests use KVM's clock. */
	if (dmi && !strcmp(dmi, "virtualbox"))
		return dmi;
	if (flag == PRESENT && !*root)
		cpu = by_signature();
	if (cpu || dmi)
		return cpu ? cpu : dmi;
	if (flag == PRESENT)
		return "vm";
	if (sysfile_exists(root, "/proc/device-tree/hypervisor") ||
		(sysfile_read(root, "/proc/device-tree/compatible", type, sizeof(type)) &&
			text_starts(type, "linux,dummy-virt")))
		return "vm";
	return NULL;
}

static const char *container(const char *root)
{
	char text[64];

	for (size_t i = 0; i < COUNT(containers); i++)
		if (sysfile_exists(root, containers[i].path))
			return containers[i].word;
	if (sysfile_read(root, "/run/systemd/container", text, sizeof(text)))
		for (size_t i = 0; i < COUNT(runtimes); i++)
			if (!strcmp(text, runtimes[i]))
				return runtimes[i];
	if (sysfile_read(root, "/proc/sys/kernel/osrelease", text, sizeof(text)) &&
		(strstr(text, "microsoft") || strstr(text, "Microsoft")))
		return "wsl";
	return NULL;
}

int virtualization_read(const char *root, char **text)
{
	const char *outer = hypervisor(root), *inner = container(root);

	if (outer && inner)
		return text_format(text, "%s %s", outer, inner);
	return text_set(text, outer ? outer : inner);
}
