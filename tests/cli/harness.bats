#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# The benchmark of the harness: that what it prints follows from what it measured, and that both
# sides of its tax do the same. Not what it measures: that is for a quiet machine.

load helpers

harness=$root/tests/harness

# says EXPECTED PYTHON: what the code, which has the benchmark's modules, prints.
says() {
	same "$2" "$1" "$(cd "$harness" && PYTHONDONTWRITEBYTECODE=1 python3 -c "$2")"
}

# bench ARG...: runs the benchmark into h.json, out and err.
bench() {
	BUILD=$build "$harness/run" --output h.json "$@" >out 2>err
}

# ---- What figures follow from ----

@test "a median is the middle value, or the mean of the middle two" {
	says "3 2.5" 'from sample import median; print(median([9, 1, 3]), median([4, 1, 2, 3]))'
}

@test "intervals of the median are those of the published tables" {
	# Hahn and Meeker: the ranks of a distribution-free 95 % interval of the median.
	says "[(1, 6), (1, 7), (1, 8), (2, 9), (6, 15), (14, 27), (40, 61), (956, 1045)]" \
		'from sample import interval
print([interval(range(n, 0, -1)) for n in (6, 7, 8, 10, 20, 40, 100, 2000)])'
}

@test "below six values there is no interval" {
	says "None" 'from sample import interval; print(interval([1, 2, 3, 4, 5]))'
}

@test "sides are run A B, B A, so that a drift meets both alike" {
	says "abbaabba [(1, 2), (1, 2), (1, 2), (1, 2)]" 'from sample import in_turn
order = []
def a(): order.append("a"); return 1
def b(): order.append("b"); return 2
pairs = [in_turn(turn, a, b) for turn in range(4)]
print("".join(order), pairs)'
}

@test "a target is met or missed by the whole interval, and else open" {
	says "met missed open few" 'from figure import Target
low, high, across = [1.0, 1.001] * 4, [1.03, 1.04] * 4, [1.0, 1.03] * 4
most = Target("ratio", most=1.02)
print(*(most.judge(values) for values in (low, high, across, low[:5])))'
}

@test "a least target is judged from below, and a whole run by its value" {
	says "met missed met missed" 'from figure import Target
least, whole = Target("ours", least=0.85), Target("ours", least=0.85, whole=True)
print(least.judge([0.9] * 6), least.judge([0.8] * 6), whole.judge([0.86]), whole.judge([0.84]))'
}

@test "the ratio is that of pairs, not of medians" {
	says "2.0 [2.0, 1.0, 4.0]" 'from figure import Figure
figure = Figure("tax", "x")
for pair in ((2, 1), (8, 8), (4, 1)): figure.pair(*pair)
print(figure.as_json()["ratio"]["median"], figure.ratios)'
}

@test "times of the peers are read from what they print" {
	says "1.8e-05 0.101 0.25 0.0006 5e-06" 'import peer
print(peer.pipe_seconds("     Total time: 0.018 [sec]\n\n      18.000000 usecs/op\n"),
	peer.messaging_seconds("# 1 groups == 40 processes run\n\n     Total time: 0.101 [sec]\n"),
	peer.hackbench_seconds("Each sender will pass 10 messages of 104 bytes\nTime: 0.250\n"),
	round(peer.stress_seconds("      bogo-ops: 2000\n      wall-clock-time: 1.200000\n", 2000), 6),
	peer.fio_seconds("""note: x\n{"jobs": [{"read": {"runtime": 500, "total_ios": 100000}}]}"""))'
}

@test "what a peer printed without a time is a failure, not a figure" {
	says "hackbench: no time in what it printed" 'import peer, tools
try: peer.hackbench_seconds("Time: soon")
except tools.Failed as failure: print(failure)'
}

@test "overhead is compared within rounds, and the share is of good trials but for getting ready" {
	says "[3.0, 5.0] 0.24" 'import overhead
cells = [{"mode": "procs", "workers": 2}, {"mode": "procs", "workers": 16}]
def trial(cell, turn, ns, status="ok", warmup=False):
    return {"cell": cell, "round": turn, "overhead_ns": ns, "status": status, "warmup": warmup,
            "total_ns": 50 if status == "ok" else None, "ready_ns": 10}
report = {"cells": cells, "duration_ns": 1000, "trials": [
    trial(0, 0, 7, warmup=True), trial(1, 0, 7, warmup=True), trial(0, 1, 10), trial(1, 1, 30), trial(0, 2, 20),
    trial(1, 2, 100), trial(1, 3, None, "failed")]}
figure = next(f for f in overhead.figures_of(report) if f.name == "trial procs:16")
print(figure.ratios, overhead.share_of(report))'
}

@test "the table is 100 columns wide and says what was missed and what is not there" {
	cd "$harness"
	PYTHONDONTWRITEBYTECODE=1 python3 -c 'import sheet
from figure import Figure, Target
slow = Figure("tax", "primes procs:2", target=Target("ratio", 1.01))
for _ in range(6): slow.pair(2.5e6, 1e6)
gone = Figure("speed", "transfer/pipe procs:40 perf messaging")
gone.absent("no peer installed (linux-perf)")
print("\n".join(sheet.lines_of("Title", [("primes", "a"), ("triad", "b")], [slow, gone])))
print(sheet.legend())' >"$TMPDIR/out"
	nothing "lines beyond 100 columns" "$(grep -E '^.{101}' "$TMPDIR/out" || true)"
	matches "$(<"$TMPDIR/out")" 'primes procs:2 +2\.50 ms 1\.00 ms 2\.500 \[2\.500, 2\.500\] 6 ≤ 1\.01 MISSED'
	matches "$(<"$TMPDIR/out")" 'messaging no peer installed \(linux-perf\)'
	matches "$(<"$TMPDIR/out")" 'primes: a'
	lacks "$(<"$TMPDIR/out")" 'triad: b'
}

# ---- What is measured ----

@test "a bare program does the ops of parallax, to the digest" {
	bench --only tax --quick --workloads counter/mutex --pairs 1
	holds h.json '[.figures[].figure] == ["counter/mutex seq", "counter/mutex threads:2", "counter/mutex procs:2"]'
	holds h.json '.complete and all(.figures[]; .reason == null and .ratio.n == 1 and .outcome == "few"
		and .ours.median > 0 and .theirs.median > 0
		and .ratio.median == .ours.samples[0] / .theirs.samples[0])'
	"$(python_with jsonschema)" -c 'import json, sys, jsonschema
jsonschema.validate(*(json.load(open(path)) for path in sys.argv[1:]))' \
		h.json "$root/results/harness.schema.json"
}

@test "each bare program has the digest of its workload, in every mode" {
	BUILD=$build PYTHONDONTWRITEBYTECODE=1 python3 - "$harness" "$TMPDIR" <<-'END'
		import os, sys
		sys.path.insert(0, sys.argv[1])
		import tax, tools
		both = tools.Tools(os.environ["BUILD"], sys.argv[2])
		params = {"triad": {"mib": 1}, "chase": {"mib": 64}, "primes": {"below": 10000000}}
		params.update({"file/read": {"size_mib": 64}, "spawn/worker": {"ballast": 0}})
		for name in tax.BARE:
		    for mode, workers in (("seq", 1), ("threads", 2), ("procs", 2)):
		        cell = {"cell": f"{name} {mode}", "workload": name, "class": "cpu", "unit": "op",
		                "params": params.get(name, {}), "mode": mode, "workers": workers,
		                "procs": workers if mode == "procs" else 1, "placement": "none",
		                "threads": workers if mode == "threads" else 1, "ops": 999}
		        tax.pair_of(both, workers, cell, 1 << 20)
	END
}

@test "another digest is not the same work, and no figure" {
	mkdir -p false/bare
	ln -s "$parallax" false/parallax
	printf '#!/bin/sh\n%s "$@" | sed s/digest\\":.*/digest\\":\\"0\\"}/\n' "$build/bare/primes" >false/bare/primes
	chmod 755 false/bare/primes
	build=$PWD/false run bench --only tax --workloads primes --pairs 1
	same "exit status" 1 "$status"
	matches "$(<err)" 'primes seq: .* not the same work'
	[[ ! -e h.json ]]
}

@test "peers that are not installed are named with their packages" {
	local python
	python=$(python3 -c 'import sys; print(sys.executable)')
	PATH=/nowhere BUILD=$build "$python" "$harness/run" --output h.json \
		--only answer --quick >out 2>err
	for package in linux-perf rt-tests stress-ng sysbench fio; do
		matches "$(<out)" "no peer installed \\($package\\)"
	done
	holds h.json '.figures | length == 6 and all(.[]; .outcome == "absent")'
}

@test "a peer that fails once is left out of that pair, and one that fails often has no figure" {
	cd "$harness"
	for fails in 1 2; do
		PYTHONDONTWRITEBYTECODE=1 python3 - "$fails" <<-'END' >>"$TMPDIR/out"
			import itertools, sys
			import sheet, speed
			from figure import Figure
			from tools import Failed
			calls = itertools.count()
			class Peer:
			    def ours(self, tools, cell):
			        return 2e6
			    def once(self, tools, mode, ops):
			        if next(calls) < int(sys.argv[1]):
			            raise Failed("status 2: no luck")
			        return 1e-3
			figure = Figure("speed", "figure")
			try:
			    for turn in range(10):
			        speed.measure_pair(None, Peer(), "threads", {"ops": 1}, turn, figure, 1)
			except Failed as failure:
			    figure.absent(str(failure))
			print("\n".join(sheet.lines_of("Title", [], [figure])))
		END
	done
	matches "$(<"$TMPDIR/out")" 'figure +2\.00 ms 1\.00 ms 2\.000 \[2\.000, 2\.000\] 9/10'
	matches "$(<"$TMPDIR/out")" 'figure +status 2: no luck'
}

@test "what cannot be measured is refused before anything is" {
	for wrong in '--only taxes' '--pairs 0' '--workloads sort'; do
		# shellcheck disable=SC2086
		run bench $wrong
		same "exit status of $wrong" 2 "$status"
	done
	[[ ! -e h.json ]]
}
