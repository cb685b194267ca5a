/* SPDX-License-Identifier: MIT */
#include "machine/cpuinfo.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/sysfile.h"
#include "machine/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define VALUE_SIZE 128

enum key {
	VENDOR,
	MODEL_NAME,
	FAMILY,
	MODEL,
	STEPPING,
	MICROCODE,
	IMPLEMENTER,
	PART,
	VARIANT,
	REVISION,
	NR_KEYS,
};

/* As x86, ARM, LoongArch, POWER and RISC-V spell them. */
static const struct {
	const char *name;
	enum key key;
} keys[] = {
	{ "vendor_id", VENDOR },
	{ "model name", MODEL_NAME },
	{ "Model Name", MODEL_NAME },
	{ "cpu", MODEL_NAME },
	{ "uarch", MODEL_NAME },
	{ "cpu family", FAMILY },
	{ "CPU Family", FAMILY },
	{ "marchid", FAMILY },
	{ "model", MODEL },
	{ "stepping", STEPPING },
	{ "revision", STEPPING },
	{ "CPU Revision", STEPPING },
	{ "mimpid", STEPPING },
	{ "microcode", MICROCODE },
	{ "CPU implementer", IMPLEMENTER },
	{ "mvendorid", IMPLEMENTER },
	{ "CPU part", PART },
	{ "CPU variant", VARIANT },
	{ "CPU revision", REVISION },
};

/* Arm's and RISC-V's numbers of vendors; Linux arch/arm64/include/asm/cputype.h has Arm's. */
static const struct {
	unsigned implementer;
	const char *name;
} vendors[] = {
	{ 0x41, "ARM" },
	{ 0x42, "Broadcom" },
	{ 0x43, "Cavium" },
	{ 0x46, "Fujitsu" },
	{ 0x48, "HiSilicon" },
	{ 0x4e, "NVIDIA" },
	{ 0x50, "APM" },
	{ 0x51, "Qualcomm" },
	{ 0x61, "Apple" },
	{ 0x6d, "Microsoft" },
	{ 0xc0, "Ampere" },
	{ 0x489, "SiFive" },
	{ 0x5b7, "T-Head" },
};

static const struct {
	unsigned implementer, part;
	const char *name;
} models[] = {
	{ 0x41, 0xd03, "Cortex-A53" },
	{ 0x41, 0xd04, "Cortex-A35" },
	{ 0x41, 0xd05, "Cortex-A55" },
	{ 0x41, 0xd07, "Cortex-A57" },
	{ 0x41, 0xd08, "Cortex-A72" },
	{ 0x41, 0xd09, "Cortex-A73" },
	{ 0x41, 0xd0a, "Cortex-A75" },
	{ 0x41, 0xd0b, "Cortex-A76" },
	{ 0x41, 0xd0c, "Neoverse-N1" },
	{ 0x41, 0xd0d, "Cortex-A77" },
	{ 0x41, 0xd40, "Neoverse-V1" },
	{ 0x41, 0xd41, "Cortex-A78" },
	{ 0x41, 0xd44, "Cortex-X1" },
	{ 0x41, 0xd46, "Cortex-A510" },
	{ 0x41, 0xd47, "Cortex-A710" },
	{ 0x41, 0xd48, "Cortex-X2" },
	{ 0x41, 0xd49, "Neoverse-N2" },
	{ 0x41, 0xd4d, "Cortex-A715" },
	{ 0x41, 0xd4e, "Cortex-X3" },
	{ 0x41, 0xd4f, "Neoverse-V2" },
	{ 0x43, 0x0af, "ThunderX2" },
	{ 0x46, 0x001, "A64FX" },
	{ 0x48, 0xd01, "Kunpeng-920" },
	{ 0xc0, 0xac3, "Ampere-1" },
	{ 0xc0, 0xac4, "Ampere-1a" },
};

/* One processor's block of the file; empty texts where it has no such key. */
struct processor {
	char values[NR_KEYS][VALUE_SIZE];
};

/* What the processors have between them. */
struct names {
	struct textset vendor, model, family, stepping, microcode;
};

static unsigned code(const char *text)
{
	return (unsigned)strtoul(text, NULL, 0);
}

static const char *vendor_name(const struct processor *processor)
{
	const char *implementer = processor->values[IMPLEMENTER];

	for (size_t i = 0; *implementer && i < COUNT(vendors); i++)
		if (vendors[i].implementer == code(implementer))
			return vendors[i].name;
	return *implementer ? implementer : processor->values[VENDOR];
}

static const char *model_name(const struct processor *processor)
{
	unsigned implementer = code(processor->values[IMPLEMENTER]);
	const char *part = processor->values[PART];

	for (size_t i = 0; *part && i < COUNT(models); i++)
		if (models[i].implementer == implementer && models[i].part == code(part))
			return models[i].name;
	return processor->values[MODEL_NAME];
}

static int add_processor(const struct processor *processor, struct names *names)
{
	const char(*values)[VALUE_SIZE] = processor->values;
	char family[2 * VALUE_SIZE + 8] = "", stepping[VALUE_SIZE];
	int error;

	snprintf(family, sizeof(family), "%s%s%s", values[*values[PART] ? PART : FAMILY],
		*values[FAMILY] && *values[MODEL] ? " model " : "",
		*values[FAMILY] ? values[MODEL] : "");
	snprintf(stepping, sizeof(stepping), "%s", values[STEPPING]);
	if (*values[VARIANT])
		snprintf(stepping, sizeof(stepping), "r%up%u", code(values[VARIANT]),
			code(values[REVISION]));
	error = textset_add(&names->vendor, vendor_name(processor));
	if (!error)
		error = textset_add(&names->model, model_name(processor));
	if (!error)
		error = textset_add(&names->family, family);
	if (!error)
		error = textset_add(&names->stepping, stepping);
	if (!error)
		error = textset_add(&names->microcode, values[MICROCODE]);
	return error;
}

static char *trim(char *text)
{
	char *end = text + strlen(text);

	while (isspace((unsigned char)*text))
		text++;
	while (end > text && isspace((unsigned char)end[-1]))
		*--end = '\0';
	return text;
}

static void take_line(char *line, struct processor *processor)
{
	char *value = line, *key = strsep(&value, ":");

	if (!value)
		return;
	key = trim(key);
	value = trim(value);
	for (size_t i = 0; i < COUNT(keys); i++) {
		if (strcmp(key, keys[i].name))
			continue;
		snprintf(processor->values[keys[i].key], VALUE_SIZE, "%s", value);
		return;
	}
}

static int scan(FILE *file, struct names *names)
{
	struct processor processor = { 0 };
	char *line = NULL;
	size_t size = 0;
	int error = 0;

	while (!error && getline(&line, &size, file) >= 0) {
		if (*trim(line)) {
			take_line(line, &processor);
			continue;
		}
		error = add_processor(&processor, names);
		processor = (struct processor){ 0 };
	}
	free(line);
	return error ? error : add_processor(&processor, names);
}

int cpuinfo_read(const char *root, struct machine_cpu *cpu)
{
	struct names names = { 0 };
	FILE *file = sysfile_open(root, "/proc/cpuinfo");
	const struct {
		struct textset *set;
		char **text;
	} results[] = {
		{ &names.vendor, &cpu->vendor },
		{ &names.model, &cpu->model },
		{ &names.family, &cpu->family },
		{ &names.stepping, &cpu->stepping },
		{ &names.microcode, &cpu->microcode },
	};
	int error = 0;

	if (file) {
		error = scan(file, &names);
		fclose(file);
	}
	for (size_t i = 0; i < COUNT(results); i++) {
		*results[i].text = NULL;
		if (!error)
			error = textset_join(results[i].set, ", ", results[i].text);
		textset_release(results[i].set);
	}
	return error;
}
