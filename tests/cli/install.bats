#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# make install and make uninstall.
load helpers

# make_only TARGET ARG...: with what was built, and without building anything.
make_only() {
	command -v make >/dev/null || skip "no make"
	env -u MAKEFLAGS -u MAKELEVEL make -s -C "$root" -o all "O=$build" "$@"
}

@test "make install puts program, manual and completions below DESTDIR and PREFIX" {
	make_only install "DESTDIR=$PWD/stage" PREFIX=/opt/tools
	same files "bin/parallax
share/bash-completion/completions/parallax
share/man/man1/parallax.1
share/zsh/site-functions/_parallax" "$(find stage/opt/tools -type f -printf '%P\n' | LC_ALL=C sort)"
	nothing "files elsewhere" "$(find stage -type f ! -path 'stage/opt/tools/*')"
	same mode 755 "$(stat -c %a stage/opt/tools/bin/parallax)"
	same version "$("$parallax" --version)" "$(stage/opt/tools/bin/parallax --version)"
}

@test "an installed program measures" {
	make_only install "DESTDIR=$PWD/stage"
	stage/usr/local/bin/parallax run -w primes -m seq,procs -n 2 --rounds 1 --budget 200ms \
		-o r.json >out 2>err
	valid r.json
}

@test "make uninstall leaves no file of it, and no other file goes" {
	mkdir -p stage/usr/bin
	touch stage/usr/bin/other
	make_only install "DESTDIR=$PWD/stage" PREFIX=/usr
	make_only uninstall "DESTDIR=$PWD/stage" PREFIX=/usr
	same files "stage/usr/bin/other" "$(find stage -type f)"
}

@test "make install copes with blanks in DESTDIR" {
	make_only install "DESTDIR=$PWD/a stage"
	same files 4 "$(find "a stage/usr/local" -type f | wc -l)"
	nothing "files elsewhere" "$(find . -type f ! -path './a stage/usr/local/*')"
}

@test "make help lists the targets" {
	run -0 make_only help
	for target in all bench test install uninstall clean check-format check-headers check-layers; do
		matches "$output" "(^|"$'\n'")$target +[a-z]"
	done
}

@test "a change of flags rebuilds, and no change does not" {
	local object=$PWD/b/obj/src/machine/build.o
	make -C "$root" O="$PWD/b" CFLAGS=-O1 "$object" >first
	make -C "$root" O="$PWD/b" CFLAGS=-O1 "$object" >second
	make -C "$root" O="$PWD/b" CFLAGS=-O2 "$object" >third
	grep -q 'CC.*build.c' first
	! grep -q 'CC.*build.c' second
	grep -q 'CC.*build.c' third
}
