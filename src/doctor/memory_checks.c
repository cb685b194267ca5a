/* SPDX-License-Identifier: MIT */
#include "doctor/check.h"

#include <string.h>
#include "measure/figure.h"
#include "report/format.h"

#define MIB ((uint64_t)1 << 20)
#define FREE_WARN (256 * MIB)
#define FREE_NOTE (1024 * MIB)
#define SHM_NOTE (16 * MIB)

#define THP "/sys/kernel/mm/transparent_hugepage"

static void look_memory(const struct patient *patient, struct look *look)
{
	char free_text[FORMAT_SIZE], all[FORMAT_SIZE], limit[FORMAT_SIZE];
	uint64_t free_bytes = patient->condition->memory_free_bytes;
	uint64_t limit_bytes = patient->machine->limits.memory_limit_bytes;

	if (free_bytes == FIGURE_NONE) {
		look_unreadable(look);
		return;
	}
	format_bytes(free_text, free_bytes);
	format_bytes(all, patient->machine->memory_bytes);
	format_bytes(limit, limit_bytes);
	look_see(look, JUDGEMENT_OK, "%.16s free of %.16s, %s%.16s", free_text, all,
		limit_bytes == FIGURE_NONE ? "no limit found" : "limited to ",
		limit_bytes == FIGURE_NONE ? "" : limit);
	if (free_bytes >= FREE_NOTE)
		return;
	look_judge(look, free_bytes < FREE_WARN ? JUDGEMENT_WARN : JUDGEMENT_NOTE,
		"Workloads that need more than 80 % of what is free are skipped; close to the limit "
		"the kernel reclaims memory amid a trial.");
	look_advise(look, "ps -eo rss,pid,comm --sort=-rss | head    and stop what stands on top%s",
		limit_bytes == FIGURE_NONE ? ""
					   : "\ndocker update --memory=4g --memory-swap=4g NAME");
	if (limit_bytes != FIGURE_NONE)
		look_undo(
			look, "docker update --memory=%llu NAME", (unsigned long long)limit_bytes);
}

static void look_swap(const struct patient *patient, struct look *look)
{
	uint64_t all = patient->condition->swap_bytes, used = patient->condition->swap_used_bytes;
	char used_text[FORMAT_SIZE], all_text[FORMAT_SIZE];

	if (all == FIGURE_NONE || used == FIGURE_NONE) {
		look_unreadable(look);
		return;
	}
	if (!all) {
		look_see(look, JUDGEMENT_OK, "none");
		return;
	}
	look_see(look, JUDGEMENT_OK, "%.16s of %.16s in use", format_bytes(used_text, used),
		format_bytes(all_text, all));
	if (!used)
		return;
	look_judge(look, JUDGEMENT_NOTE,
		"Memory was short here before: pages that come back from disk land in some trial.");
	look_advise(look, "sudo swapoff -a    needs as much free memory as is in use");
	look_undo(look, "sudo swapon -a");
}

/* One of the two settings of huge pages, which differ in what they bear on. */
static void look_huge(const char *setting, const char *file, const char *why, struct look *look)
{
	static const char *const always[] = { "always", "within_size", "force" };

	if (!setting) {
		look_unreadable(look);
		return;
	}
	look_see(look, JUDGEMENT_OK, "%.16s", setting);
	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++) {
		if (strcmp(setting, always[i]) != 0)
			continue;
		look_judge(look, JUDGEMENT_NOTE, why);
		look_advise(look, "echo %s | sudo tee " THP "/%s",
			strcmp(file, "enabled") ? "never" : "madvise", file);
		look_undo(look, "echo %.16s | sudo tee " THP "/%s", setting, file);
	}
}

static void look_thp(const struct patient *patient, struct look *look)
{
	look_huge(patient->machine->thp.enabled, "enabled",
		"Whether a heap gets huge pages depends on how it grew, and a kernel thread moves "
		"memory about meanwhile: times and PSS vary from trial to trial.",
		look);
}

static void look_shmem_thp(const struct patient *patient, struct look *look)
{
	look_huge(patient->machine->thp.shmem_enabled, "shmem_enabled",
		"The memory that workers share may get huge pages: fine in itself, and not to be "
		"compared with machines that give none.",
		look);
}

static void look_shm(const struct patient *patient, struct look *look)
{
	uint64_t all = patient->condition->shm_bytes, left = patient->condition->shm_free_bytes;
	char left_text[FORMAT_SIZE], all_text[FORMAT_SIZE];

	if (all == FIGURE_NONE || left == FIGURE_NONE) {
		look_unreadable(look);
		return;
	}
	format_bytes(all_text, all);
	look_see(
		look, JUDGEMENT_OK, "%.16s free of %.16s", format_bytes(left_text, left), all_text);
	if (left >= SHM_NOTE)
		return;
	look_judge(look, JUDGEMENT_NOTE,
		"parallax itself shares anonymous memory, but a library may want more than this.");
	look_advise(look, "sudo mount -o remount,size=1G /dev/shm\n"
			  "docker run --shm-size=1g …    for a container");
	look_undo(look, "sudo mount -o remount,size=%llu /dev/shm", (unsigned long long)all);
}

const struct check memory_checks[] = {
	{ "memory", 60, look_memory },
	{ "swap", 40, look_swap },
	{ "huge pages", 25, look_thp },
	{ "shared huge pages", 10, look_shmem_thp },
	{ "/dev/shm", 5, look_shm },
	{ .name = NULL },
};
