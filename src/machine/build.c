/* SPDX-License-Identifier: MIT */
#include "machine/build.h"

#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)

#if defined(__clang__)
#define COMPILER \
	"clang " TEXT(__clang_major__) "." TEXT(__clang_minor__) "." TEXT(__clang_patchlevel__)
#else
#define COMPILER "gcc " TEXT(__GNUC__) "." TEXT(__GNUC_MINOR__) "." TEXT(__GNUC_PATCHLEVEL__)
#endif

const struct build build = {
	.version = BUILD_VERSION,
	.commit = BUILD_COMMIT,
	.dirty = BUILD_DIRTY,
	.compiler = COMPILER,
	.cflags = BUILD_CFLAGS,
	.hwloc = BUILD_HWLOC,
	.cjson = BUILD_CJSON,
	.sanitizer = BUILD_SANITIZER,
};
