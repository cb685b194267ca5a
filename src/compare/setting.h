/* SPDX-License-Identifier: MIT */
#ifndef COMPARE_SETTING_H
#define COMPARE_SETTING_H

#include "report/model.h"

/*
 * What differs between what two reports were measured on, with and by: machine, environment, build,
 * tool and plan. Equal settings are left out. Seed, label, date and free space differ by nature and
 * are no settings, and neither is what
 * a kernel leaves of a node's memory.
 */
struct difference {
	const char *what; /* "kernel", static */
	char *base,
		*other; /* as people read it, heap; "-" where a report does not say; of mitigations those alone that differ */
};

struct differences {
	struct difference *list;
	size_t nr;
};

/* How much alike two reports are. */
enum likeness {
	LIKE_ENVIRONMENT, /* the same hw_id and env_id, tool and build */
	LIKE_HARDWARE,    /* the same hw_id */
	LIKE_NOTHING,     /* different hardware, or one of them does not know its own */
};

/* "same environment", "same hardware", "different hardware". */
const char *likeness_name(enum likeness likeness);

enum likeness setting_likeness(const struct report *base, const struct report *other);

/* Returns 0 or -ENOMEM, then with nothing to release. */
int differences_make(
	const struct report *base, const struct report *other, struct differences *differences);
void differences_release(struct differences *differences);

/*
 * What makes a report doubtful for any comparison: that it is incomplete, or of a build without
 * optimisation or with a sanitizer. Static; NULL where nothing does, or after the last, from 0 on.
 */
const char *setting_doubt(const struct report *report, unsigned nth);

#endif
