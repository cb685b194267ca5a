# SPDX-License-Identifier: MIT
"""How long it takes until threads or processes is known to one part in a hundred."""
import time

from figure import Figure
from peer import PEERS
from sample import half_width
from tools import Failed, missing

TITLE = "Time to an answer: seconds until processes/threads is known to ±1 %"
NOTES = (
    (
        None,
        "Ours is one run with --target-ci 1%; where it stops short of it, at its budget, theirs "
        "need be no narrower. Theirs is repeated, both modes by turns, until the interval of "
        "the ratio is as narrow, or for 10 times as long as ours took (2 times, under --quick).",
    ),
)

GOAL = 0.01
BUDGET_S = 20
QUICK_BUDGET_S = 2
TIMES = 10
QUICK_TIMES = 2


def ours_of(tools, peer, budget_s):
    """Seconds, and how narrow the interval came out."""
    report, seconds = tools.run(
        f"--workload={peer.workload}",
        "--mode=threads,procs",
        f"--workers={peer.workers}",
        "--target-ci=1%",
        f"--budget={budget_s}s",
        *peer.options,
    )
    verdict = report["verdicts"][0]
    if verdict["ci_low"] is None:
        raise Failed(f"parallax has no interval after {seconds:.1f} s: {verdict['text']}")
    return seconds, (verdict["ci_high"] - verdict["ci_low"]) / 2 / verdict["ratio"]


def theirs_of(tools, peer, ops, goal, most_s):
    """Seconds, and how narrow the interval came out, or None where it never had one."""
    begun, ratios = time.monotonic(), []
    while True:
        seconds = {}
        for mode in ("threads", "procs") if len(ratios) % 2 else ("procs", "threads"):
            seconds[mode] = peer.once(tools, mode, ops)
        ratios.append(seconds["procs"] / seconds["threads"])
        spent, width = time.monotonic() - begun, half_width(ratios)
        if (width is not None and width <= goal) or spent > most_s:
            return spent, width


def percent(width):
    return "no interval" if width is None else f"±{100 * width:.2g} %"


def measure_peer(tools, options, peer):
    figure = Figure("answer", f"{peer.workload}, {peer.name}", peer=peer.name)
    try:
        budget_s = QUICK_BUDGET_S if options.quick else BUDGET_S
        ours_s, ours_width = ours_of(tools, peer, budget_s)
        ops = next(iter(peer.cells(tools).values()))["ops"]
        most_s = ours_s * (QUICK_TIMES if options.quick else TIMES)
        theirs_s, theirs_width = theirs_of(tools, peer, ops, max(GOAL, ours_width), most_s)
    except Failed as failure:
        return figure.absent(str(failure))
    figure.name += f" ({percent(ours_width)}, {percent(theirs_width)})"
    figure.pair(ours_s * 1e9, theirs_s * 1e9)
    return figure


def measure(tools, options):
    figures = []
    for peer in PEERS:
        figure = Figure("answer", f"{peer.workload}, {peer.name}", peer=peer.name)
        absent = peer.missing()
        if not absent and options.quick and figures:
            absent = "left out by --quick"
        figures.append(figure.absent(absent) if absent else measure_peer(tools, options, peer))
    sysbench = Figure("answer", "sync, sysbench", peer="sysbench")
    absent = missing("sysbench", "sysbench") or "no processes there to ask it of"
    return figures + [sysbench.absent(absent)]
