#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# A report may be given away: it does not tell who made it, where, or on which machine of the kind.
load helpers

# Prints what must not be in a report, a word a line.
private_words() {
	printf '%s\n' zebedee "$BATS_TEST_TMPDIR" "$root" "$(uname -n)" "$(id -un)"
	cat /etc/machine-id /proc/sys/kernel/random/boot_id
	cat /sys/class/dmi/id/*_{serial,uuid,asset_tag}
	cat /sys/class/net/*/address | grep -v '^00:00:00:00:00:00$'
	hostname -I | tr ' ' '\n'
}

@test "nothing in the report tells who, where or on which machine" {
	mkdir "$BATS_TEST_TMPDIR/zebedee"
	export HOME=$BATS_TEST_TMPDIR/zebedee USER=zebedee LOGNAME=zebedee HOSTNAME=zebedees
	cp "$parallax" "$HOME/parallax"
	"$HOME/parallax" run -w primes -w file/read --set file.size_mib=1 -m seq,procs -n 2 \
		--rounds 1 --budget 200ms --dir "$TMPDIR" -o "$HOME/r.json" >out 2>err
	valid "$HOME/r.json"
	private_words 2>/dev/null | sed 's/ *$//' | grep .. | sort -u >private
	(($(wc -l <private) >= 5))
	nothing "private words" "$(grep -wiFf private "$HOME/r.json" || true)"
}

@test "a path is not in the report, however the option of the report's file is written" {
	mkdir zebedee
	quick -w fake/null -m seq -o "$PWD/zebedee/1" -o"$PWD/zebedee/2" \
		--output "$PWD/zebedee/3" "--output=$PWD/zebedee/4" \
		--outp "$PWD/zebedee/5" "--o=$PWD/zebedee/r.json"
	nothing "leaks" "$(jq -r '.config.argv[]' zebedee/r.json | grep zebedee || true)"
}

@test "the folder for files is not in the report, however its option is written" {
	mkdir zebedee
	quick -w fake/null -m seq --dir "$PWD/zebedee" "--dir=$PWD/zebedee" \
		--dir "$PWD/zebedee/" --di "$PWD/zebedee" "--di=$PWD/zebedee"
	nothing "leaks" "$(jq -r '.config.argv[]' r.json | grep zebedee || true)"
}

@test "a failed trial does not tell a path either" {
	mkdir zebedee
	# No file may grow, and the report is on a pipe.
	run -1 --separate-stderr bash -c 'ulimit -f 0 && exec "$@"' - "$parallax" run -w file/read \
		--set file.size_mib=1 -m seq --rounds 1 --budget 200ms --dir "$PWD/zebedee" -o -
	echo "$output" >r.json
	holds r.json '.results[0].status == "failed"'
	nothing "leaks" "$(grep -n zebedee r.json || true)"
}
