# SPDX-License-Identifier: MIT
"""doubling.py PROGRAM REPORT PERCENT [PAIRS]: for each good cell of a report, runs trials of its ops
and of twice its ops by turns, and prints how many times as long the double takes, least against least:
what disturbs a trial only ever makes it longer. Exits 1 when that is further than PERCENT from 2: then ops are optimised away, or cost
more the more of them there are. Fixed costs of a trial make the ratio smaller than 2."""
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
    return result["work_ns"]


def ratio(program, cell, pairs):
    least = {1: float("inf"), 2: float("inf")}
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
    with open(path, encoding="utf-8") as file:
        report = json.load(file)
    far = 0
    for result in report["results"]:
        cell = report["cells"][result["cell"]]
        if result["status"] != "ok":
            continue
        seen = ratio(program, cell, pairs)
        off = abs(seen / 2 - 1) * 100
        far += off > float(percent)
        print(f"{'FAR ' if off > float(percent) else 'ok  '}{seen:6.3f}  {cell['cell']}", flush=True)
    sys.exit(1 if far else 0)


if __name__ == "__main__":
    main()
