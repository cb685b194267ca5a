# SPDX-License-Identifier: MIT
"""The time of an op beside that of the nearest op of other tools."""
from figure import Figure, Target
from peer import PEERS
from sample import in_turn
from tools import Failed, stretched

TITLE = "Speed: the time of an op, workers as many, run in turn; unbound, as the peers do it"

# A trial is to last so long at least, since some peers tell their time in milliseconds.
LEAST_NS = 300_000_000
QUICK_LEAST_NS = 50_000_000

BLOCK_BYTES = 3 * 4096  # that one op of triad moves

# As fast: the interval of two that are equal reaches over 1, so by no more than the tax may be.
SLOWER = 0.02

# A peer that fails more often than once in so many pairs has no figure.
MOST_LOST = 10


def measure_pair(tools, peer, mode, cell, turn, figure, most_lost):
    try:
        both = in_turn(
            turn,
            lambda: peer.ours(tools, cell),
            lambda: peer.once(tools, mode, cell["ops"]) * 1e9,
        )
    except Failed:
        figure.lost += 1
        if figure.lost > most_lost:
            raise
        return
    figure.pair(*both)


def measure_peer(tools, options, peer):
    figures = []
    for mode in ("threads", "procs"):
        target = Target("ratio", 1 + SLOWER) if peer.equal else None
        name = f"{peer.workload} {mode}:{peer.workers} {peer.name}"
        figure = Figure("speed", name, target=target, peer=peer.name)
        figures.append(figure)
        absent = peer.missing()
        if absent:
            figure.absent(absent)
            continue
        try:
            cell = peer.cells(tools)[f"{name_of(peer)} {mode}:{peer.workers}"]
            least_ns = QUICK_LEAST_NS if options.quick else LEAST_NS
            cell = stretched(cell, least_ns, lambda cell: tools.trial(cell, bound=False))
            for turn in range(options.pairs):
                measure_pair(tools, peer, mode, cell, turn, figure, options.pairs // MOST_LOST)
        except Failed as failure:
            figure.absent(str(failure))
    return figures


def name_of(peer):
    """As the cells are called: with what is set."""
    sets = [option.partition("=")[2].partition(".")[2] for option in peer.options]
    return " ".join([peer.workload, *sets])


def measure_triad(tools, options):
    """A STREAM of one's own, which is the bare triad, as a rate."""
    figures = []
    cells = tools.cells(["triad"], "threads,procs", "--workers=2").values()
    for cell in sorted(cells, key=lambda cell: cell["procs"]):
        target = Target("ratio", least=1 - SLOWER)
        figure = Figure("speed", f"{cell['cell']} bare triad", "bytes_per_s", target, "bare triad")
        figures.append(figure)
        try:
            size = tools.trial(cell)["findings"]["array_bytes"]
            for turn in range(options.pairs):
                both = in_turn(
                    turn,
                    lambda: tools.trial(cell, bound=False),
                    lambda: tools.bare("triad", cell, size, bound=False),
                )
                figure.pair(*(cell["ops"] * BLOCK_BYTES * 1e9 / one["work_ns"] for one in both))
        except Failed as failure:
            figure.absent(str(failure))
    return figures


def measure(tools, options):
    figures = []
    for peer in PEERS:
        figures += measure_peer(tools, options, peer)
    return figures + measure_triad(tools, options)


NOTES = (
    (None, "A target where ours does all that theirs does: as fast, or slower by 2 % at most."),
) + tuple((peer.name, peer.differs) for peer in PEERS) + (
    ("bare triad", "a STREAM of one's own, as a rate, so that above 1 is faster."),
)
