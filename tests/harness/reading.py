# SPDX-License-Identifier: MIT
"""What show, compare and report take for few reports and for many."""
import json
import os
import subprocess
import sys

from figure import Figure
from tools import Failed

TITLE = "Reading: time and peak memory of show, compare and report, by the report"
NOTES = (
    (
        None,
        "Made-up reports of 9 cells and 10 rounds. theirs: the same command for the fewest "
        "reports; all is by the report, so that a ratio of 1 is linear growth.",
    ),
)

COUNTS = (1, 100, 1000)
QUICK_COUNTS = (1, 10)
CELLS = 9
SEEDS = 8
MOST_S = 120
MADE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "cli", "made.py")


def small(report):
    """The first cells alone."""
    report["cells"], report["results"] = report["cells"][:CELLS], report["results"][:CELLS]
    report["trials"] = [trial for trial in report["trials"] if trial["cell"] < CELLS]
    for number, trial in enumerate(report["trials"]):
        trial["trial"] = number
    return report


def make(tools, count):
    """Paths of so many reports, no two with the same times."""
    template = os.path.join(tools.scratch, "template.json")
    report, _ = tools.run("-w", "primes", "-n", "2", "--rounds=1")
    with open(template, "w", encoding="utf-8") as file:
        json.dump(report, file)
    bases = []
    for seed in range(SEEDS):
        made = subprocess.run(
            [sys.executable, MADE, template, str(seed)], stdout=subprocess.PIPE, check=True
        )
        bases.append(small(json.loads(made.stdout)))
    paths = []
    for number in range(count):
        base = bases[number % SEEDS]
        base["started"] = f"2026-01-{1 + number // 1440:02d}T{number // 60 % 24:02d}:{number % 60:02d}:00Z"
        for trial in base["trials"]:
            trial["work_ns"] += number
        paths.append(os.path.join(tools.scratch, f"made-{number}.json"))
        with open(paths[-1], "w", encoding="utf-8") as file:
            json.dump(base, file)
    return paths


def command_of(tools, verb, paths):
    if verb == "show":
        return [tools.parallax, "show", paths[0]]
    if verb == "report":
        return [tools.parallax, "report", "-o", os.path.join(tools.scratch, "page.html"), *paths]
    half = len(paths) // 2
    sides = [f"old={path}" for path in paths[:half]] + [f"new={path}" for path in paths[half:]]
    return [tools.parallax, "compare", *sides]


def measure_count(tools, options, verb, paths, first):
    """Time and memory of one command; first are the figures of the fewest reports."""
    count = len(paths)
    figures = [
        Figure("reading", f"{verb} {count}, time", "ns"),
        Figure("reading", f"{verb} {count}, peak memory", "bytes"),
    ]
    try:
        for _ in range(options.pairs if count <= 10 else max(options.pairs // 10, 1)):
            values = tools.costs(command_of(tools, verb, paths), MOST_S)
            for at, (figure, value) in enumerate(zip(figures, values)):
                value /= count
                if not first or first[at].reason:
                    figure.ours.append(value)
                    continue
                figure.peer = first[at].name
                figure.pair(value, first[at].ours[len(figure.ours) % len(first[at].ours)])
    except Failed as failure:
        return [figure.absent(str(failure)) for figure in figures]
    return figures


def measure(tools, options):
    counts = QUICK_COUNTS if options.quick else COUNTS
    paths, figures = make(tools, counts[-1]), []
    for verb in ("show", "compare", "report"):
        first = None
        for count in counts[:1] if verb == "show" else counts:
            # Two sides take two reports at least.
            least = 2 if verb == "compare" else 1
            done = measure_count(tools, options, verb, paths[: max(count, least)], first)
            first = first or done
            figures += done
    return figures
