/* SPDX-License-Identifier: MIT */
#ifndef CMD_DIRECTORY_H
#define CMD_DIRECTORY_H

/* Where trials put their files: what --dir asked for, else $TMPDIR, else /tmp. */
const char *directory_for_trials(const char *asked);

#endif
