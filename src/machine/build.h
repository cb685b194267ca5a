/* SPDX-License-Identifier: MIT */
#ifndef MACHINE_BUILD_H
#define MACHINE_BUILD_H

/* How this binary came to be; stamped in by the Makefile. Every text is static. */
struct build {
	const char *version;  /* of parallax, "0.1.0" */
	const char *commit;   /* short hash, "" when not built from a checkout */
	int dirty;            /* the checkout had uncommitted changes */
	const char *compiler; /* "gcc 12.2.0" */
	const char *cflags;   /* all flags, as given */
	const char *hwloc;    /* versions compiled against */
	const char *cjson;
	const char *sanitizer; /* "address,undefined"; "" in a plain build */
};

extern const struct build build;

#endif
