# SPDX-License-Identifier: MIT
"""How far apart workers start and end, and what opening the gate takes."""
import time

from figure import Figure, Target
from sample import in_turn
from tools import Failed

TITLE = "Skew: last worker less first at the start and at the end, beside a plain barrier's"
NOTES = (
    (
        "gate",
        "the CPU time of opening it, to the last wake issued, beside that of the one call of the "
        "kernel that it cannot do without, in a bare program of as many sleepers.",
    ),
    (
        None,
        "With more workers than CPUs a skew is mostly the scheduler's: a worker starts when it "
        "gets one.",
    ),
)

COUNTS = (2, 8, 64, 512, 4096)
QUICK_COUNTS = (2, 8, 64)

# Of primes: enough that a worker's time is not all in its first cache misses.
LEAST_OPS = 20000
WORKER_OPS = 64

# At most so long for each count and mode, once there are values enough for an interval.
MOST_S = 60
LEAST_PAIRS = 6

START_NS = 20_000
GATE_WORKER_NS = 1_000  # 1 ms for a thousand workers
GATE_COUNTS = (512, 4096)  # below, it is one system call whatever their number


def resized(cell, mode, workers):
    return {
        **cell,
        "cell": f"{cell['workload']} {mode}:{workers}",
        "mode": mode,
        "workers": workers,
        "procs": workers if mode == "procs" else 1,
        "threads": workers if mode == "threads" else 1,
        "ops": max(LEAST_OPS, WORKER_OPS * workers),
    }


def measure_count(tools, options, cell):
    where = f"{cell['mode']}:{cell['workers']}"
    start_target = Target("ours", START_NS) if cell["workers"] == 2 else None
    gate_target = None
    if cell["workers"] in GATE_COUNTS:
        gate_target = Target("ours", GATE_WORKER_NS * cell["workers"])
    start = Figure("skew", f"start {where}", target=start_target, peer="plain barrier")
    end = Figure("skew", f"end {where}", peer="plain barrier")
    gate = Figure("skew", f"gate {where}", target=gate_target, peer="bare wake")
    begun = time.monotonic()
    for turn in range(options.pairs):
        if turn >= LEAST_PAIRS and time.monotonic() - begun > MOST_S:
            break
        try:
            ours, theirs = in_turn(
                turn, lambda: tools.trial(cell), lambda: tools.bare("primes", cell)
            )
            wake = tools.bare("wake", cell)
        except Failed as failure:
            return [figure.absent(str(failure)) for figure in (start, end, gate)]
        start.pair(ours["start_skew_ns"], theirs["start_skew_ns"])
        end.pair(ours["end_skew_ns"], theirs["end_skew_ns"])
        gate.pair(ours["gate_ns"], wake["wake_ns"])
    return [start, end, gate]


def measure(tools, options):
    template = next(iter(tools.cells(["primes"], "threads", "--workers=2").values()))
    figures = []
    for mode in ("threads", "procs"):
        for workers in COUNTS:
            if options.quick and workers not in QUICK_COUNTS:
                left_out = Figure("skew", f"start, end, gate {mode}:{workers}")
                figures.append(left_out.absent("left out by --quick"))
                continue
            figures += measure_count(tools, options, resized(template, mode, workers))
    return sorted(figures, key=lambda figure: ("start", "end", "gate").index(figure.name.split()[0].rstrip(",")))
