# SPDX-License-Identifier: MIT
"""What the work takes under parallax over what it takes in a bare program that does the same ops."""
from figure import Figure, Target
from sample import in_turn
from tools import Failed, stretched

TITLE = "Tax: the work's time under parallax over that of a bare program of the same loop"
NOTES = (
    (
        None,
        "The same ops, the same digest, the same kind of memory and locks, worker i on CPU i; "
        "ours is from the gate to the last end, theirs from the first start behind a barrier.",
    ),
)

# A trial is to last so long at least: a barrier lets its workers go some 50 us apart.
LEAST_NS = 50_000_000
QUICK_LEAST_NS = 5_000_000

# Which bare program does a workload's ops, and how much longer they may take under parallax.
BARE = {
    "primes": ("primes", 1.01),
    "triad": ("triad", 1.01),
    "chase": ("chase", 1.01),
    "counter/mutex": ("mutex", 1.02),
    "pingpong/pipe": ("pipe", 1.02),
    "file/read": ("read", 1.02),
    "spawn/worker": ("spawn", 1.02),
}


def bare(tools, cell, array_bytes):
    program, _ = BARE[cell["workload"]]
    return tools.bare(program, cell, array_bytes if program == "triad" else None)


def pair_of(tools, turn, cell, array_bytes):
    """Both trials, whose digests must agree: else they did not do the same."""
    ours, theirs = in_turn(
        turn, lambda: tools.trial(cell), lambda: bare(tools, cell, array_bytes)
    )
    done = sum(worker["ops"] for worker in ours["workers"])
    # Of a pair of workers each is dealt the same ops.
    if done not in (theirs["ops"], theirs["ops"] * cell["workers"]) or ours["digest"] != theirs["digest"]:
        raise SystemExit(
            f"{cell['cell']}: {done} ops of digest {ours['digest']} under parallax, "
            f"{theirs['ops']} of {theirs['digest']} bare: not the same work"
        )
    return ours["work_ns"], theirs["work_ns"]


def chosen(tools, options):
    """Cells in the order of the table."""
    names = [name for name in BARE if not options.workloads or name in options.workloads]
    cells = tools.cells(names, "seq,threads,procs", "--workers=2").values()
    return sorted(
        cells, key=lambda cell: (names.index(cell["workload"]), cell["mode"] != "seq", cell["procs"])
    )


def measure(tools, options):
    figures, array_bytes = [], None
    least_ns = QUICK_LEAST_NS if options.quick else LEAST_NS
    for cell in chosen(tools, options):
        program, most = BARE[cell["workload"]]
        if program == "triad" and not array_bytes:
            array_bytes = tools.trial(cell)["findings"]["array_bytes"]
        # By the bare program's time: a cell has the ops of its workload's slowest mode.
        cell = stretched(cell, least_ns, lambda cell: bare(tools, cell, array_bytes))
        figure = Figure("tax", cell["cell"], target=Target("ratio", most), peer=f"bare {program}")
        figures.append((figure, cell))
    for turn in range(options.pairs):
        for figure, cell in figures:
            if figure.reason:
                continue
            try:
                figure.pair(*pair_of(tools, turn, cell, array_bytes))
            except Failed as failure:
                figure.absent(str(failure))
    return [figure for figure, _ in figures]
