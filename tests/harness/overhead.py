# SPDX-License-Identifier: MIT
"""What a trial takes beside its phases, and how much of a run is work that counts."""
import json

from figure import Figure, Target

TITLE = "Overhead: what a trial takes beside its phases, and the share of a run that is measured"
NOTES = (
    (
        "trial",
        "theirs, for 16 and 128 workers, is the same at 2 in the same round; linear growth "
        "would be 8 and 64.",
    ),
    (
        "/bin/true",
        "from its start to its reaping: of a trial, which is a process of its own, no less can be left.",
    ),
    (
        "share",
        "spawn, work and reap of all good trials, warm-up included, over the run's duration.",
    ),
)

COUNTS = (2, 16, 128)
MOST_NS = 3_000_000
SHARE = 0.85


def by_round(report):
    """overhead_ns by mode and workers, a value for each round."""
    rounds = {}
    for trial in report["trials"]:
        cell = report["cells"][trial["cell"]]
        if trial["warmup"] or trial["status"] != "ok" or trial["overhead_ns"] is None:
            continue
        key = (cell["mode"], cell["workers"])
        rounds.setdefault(key, {})[trial["round"]] = trial["overhead_ns"]
    return rounds


def figures_of(report):
    rounds, figures = by_round(report), []
    for mode in ("threads", "procs"):
        least = rounds.get((mode, COUNTS[0]), {})
        for workers in COUNTS:
            values = rounds.get((mode, workers), {})
            name = f"trial {mode}:{workers}"
            if workers == COUNTS[0]:
                figure = Figure("overhead", name, target=Target("ours", MOST_NS))
                figure.ours = list(values.values())
            else:
                most = workers / COUNTS[0]
                figure = Figure("overhead", name, target=Target("ratio", most), peer=f"{mode}:{COUNTS[0]}")
                for turn in values.keys() & least.keys():
                    figure.pair(values[turn], least[turn])
            figures.append(figure if figure.ours else figure.absent("no trial of it ended well"))
    return figures


def share_of(report):
    counted = sum(
        trial["total_ns"] - trial["ready_ns"]
        for trial in report["trials"]
        if trial["status"] == "ok" and trial["total_ns"]
    )
    return counted / report["duration_ns"]


def measure(tools, options):
    counts = ",".join(map(str, COUNTS))
    report, _ = tools.run("-w", "primes", "-m", "threads,procs", "-n", counts, f"--rounds={options.pairs}")
    figures = figures_of(report)
    least = Figure("overhead", "/bin/true")
    least.ours = [tools.costs(["/bin/true"], 60)[0] for _ in range(options.pairs)]
    figures.append(least)
    share = Figure("overhead", "share of a default run", "share", Target("ours", least=SHARE, whole=True))
    figures.append(share)
    if options.report:
        with open(options.report, encoding="utf-8") as file:
            share.ours = [share_of(json.load(file))]
    elif options.quick:
        share.absent("left out by --quick: takes a default run, or --report FILE")
    else:
        share.ours = [share_of(tools.run()[0])]
    return figures
