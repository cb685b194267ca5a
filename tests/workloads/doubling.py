# SPDX-License-Identifier: MIT
"""doubling.py PROGRAM REPORT PERCENT [PAIRS [MOST]]: for each cell of a report but the skipped, runs
trials of its ops and of twice its ops by turns, and prints how many times as much CPU time the double
takes, least against least: what disturbs a trial only ever adds to it. A ratio further than PERCENT
from 2 after PAIRS pairs gets more of them, up to MOST, since the least only comes closer to the truth.
Exits 1 when one stays that far: then ops are optimised away, or cost more the more of them there are.
Fixed costs of a trial make the ratio smaller than 2."""
import json
import os
import subprocess
import sys


def trial(program, order):
    # A leader answers on descriptor 3.
    leader = subprocess.run(
        ["sh", "-c", 'exec "$0" leader 3>&1 1>&2', program],
        input=json.dumps(order) + "\n",
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    result = json.loads(leader.stdout)
    if result["status"] != "ok":
        sys.exit(f"{order['cell']['cell']}: {result['reason']}")
    return result["cpu_ns"]


def least_ratio(program, cell, pairs, least):
    """Improves on least, the shortest times by factor, by so many pairs."""
    for pair in range(pairs):
        for factor in (1, 2) if pair % 2 else (2, 1):
            order = {
                "protocol": 1,
                "cell": {**cell, "ops": cell["ops"] * factor},
                "schedule": "static",
                "bind": [],
                "timeout_ns": 60_000_000_000,
                "parent_pid": os.getpid(),
                "dir": os.environ.get("TMPDIR", "/tmp"),
            }
            least[factor] = min(least[factor], trial(program, order))
    return least[2] / least[1]


def main():
    program, path, percent = sys.argv[1:4]
    pairs = int(sys.argv[4]) if len(sys.argv) > 4 else 5
    most = int(sys.argv[5]) if len(sys.argv) > 5 else 10 * pairs
    with open(path, encoding="utf-8") as file:
        report = json.load(file)
    far = 0
    for result in report["results"]:
        cell = report["cells"][result["cell"]]
        if result["status"] == "skipped":
            continue
        if result["status"] != "ok":
            sys.exit(f"{cell['cell']}: {result['reason']}")
        least = {1: float("inf"), 2: float("inf")}
        done, is_far = 0, True
        while is_far and done < most:
            seen = least_ratio(program, cell, min(pairs, most - done), least)
            done += pairs
            is_far = abs(seen / 2 - 1) * 100 > float(percent)
        far += is_far
        print(f"{'FAR ' if is_far else 'ok  '}{seen:6.3f}  {cell['cell']}", flush=True)
    sys.exit(1 if far else 0)


if __name__ == "__main__":
    main()
