# SPDX-License-Identifier: MIT
#
# made.py TEMPLATE SEED [CELL=FACTOR]...: a report of 12 made-up workloads in three modes at 2
# workers, 10 rounds, whose truth is known, in the form of TEMPLATE, which has a good trial of each
# mode. The run drifts by 10 %, times have 1 % of noise. Each CELL takes FACTOR times as long.
import json
import math
import random
import sys

ROUNDS = 10
template = json.load(open(sys.argv[1], encoding="utf-8"))
chance = random.Random(int(sys.argv[2]))
factors = dict((name, float(factor)) for name, factor in
               (argument.rsplit("=", 1) for argument in sys.argv[3:]))
level = math.exp(chance.gauss(0, 0.1))

models = {}
for index, cell in enumerate(template["cells"]):
    trial = next((t for t in template["trials"] if t["cell"] == index and t["status"] == "ok"), None)
    if trial and cell["mode"] not in models:
        models[cell["mode"]] = (cell, trial, template["results"][index])

report = dict(template, cells=[], trials=[], results=[], verdicts=[], sweeps=[], warnings=[])
report["config"] = dict(report["config"], stop_rule="fixed")
for work in range(12):
    for mode in ("seq", "threads", "procs"):
        cell, _, result = models[mode]
        name = "made/w%02d %s" % (work, mode if mode == "seq" else mode + ":2")
        index = len(report["cells"])
        report["cells"].append(dict(cell, cell=name, workload="made/w%02d" % work,
                                    **{"class": ("cpu", "sync", "io")[work % 3]}))
        report["results"].append({**result, "cell": index, "status": "ok", "reason": None,
                                  "speedup": dict(result["speedup"], base_cell=None)})
for turn in range(1, ROUNDS + 1):
    for index, cell in enumerate(report["cells"]):
        time = 2e7 * level * math.exp(chance.gauss(0, 0.01)) * factors.get(cell["cell"], 1)
        report["trials"].append(dict(models[cell["mode"]][1], trial=len(report["trials"]),
                                     cell=index, round=turn, warmup=False, work_ns=int(time)))
unknown = set(factors) - set(cell["cell"] for cell in report["cells"])
if unknown:
    sys.exit("no such cells: %s" % unknown)
json.dump(report, sys.stdout)
