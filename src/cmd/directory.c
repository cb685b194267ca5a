/* SPDX-License-Identifier: MIT */
#include "cmd/directory.h"

#include <stdlib.h>

const char *directory_for_trials(const char *asked)
{
	const char *dir = asked ? asked : getenv("TMPDIR");

	return dir && *dir ? dir : "/tmp";
}
