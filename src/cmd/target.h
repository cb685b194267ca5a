/* SPDX-License-Identifier: MIT */
#ifndef CMD_TARGET_H
#define CMD_TARGET_H

/*
 * Where a run's report goes: what -o asked for, else results/NAME-STAMP.json in the working
 * directory, NAME being the label, else the machine's hw_id. Makes the folder results where it is
 * needed, and finds out whether the target can be written before anything is measured. Returns 0,
 * or -errno with the complaint made.
 */
#define TARGET_SIZE 4096
int target_settle(const char *output, const char *label, const char *hw_id, char path[TARGET_SIZE]);

#endif
