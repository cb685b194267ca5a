# SPDX-License-Identifier: MIT
"""required.py PROGRAM REPORT: exits 0 when the program refuses the report without any one of the
keys that results/report.schema.json requires, and takes it without all those that it does not."""
import copy
import json
import pathlib
import subprocess
import sys

ROOT = json.loads((pathlib.Path(__file__).parents[2] / "results" / "report.schema.json")
                  .read_text(encoding="utf-8"))


def shown(report):
    """The status of show, and its complaint."""
    done = subprocess.run([sys.argv[1], "show", "-"], input=json.dumps(report), text=True,
                          capture_output=True, check=False)
    return done.returncode, done.stderr


def objects(value, schema, where="$"):
    """Each (object, its schema, its place), of lists the first entry."""
    while "$ref" in schema:
        schema = ROOT["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    if isinstance(value, list) and value:
        yield from objects(value[0], schema.get("items", {}), f"{where}[0]")
    if isinstance(value, dict):
        yield value, schema, where
        for key, inner in list(value.items()):
            yield from objects(inner, schema.get("properties", {}).get(key, {}), f"{where}.{key}")


with open(sys.argv[2], encoding="utf-8") as file:
    REPORT = json.load(file)
NR = 0
for holder, schema, where in objects(REPORT, ROOT):
    for key in schema.get("required", []):
        before = holder.pop(key)
        status, told = shown(REPORT)
        holder[key] = before
        if status != 2:
            sys.exit(f"{where}.{key}: the schema requires it, show does not")
        NR += 1
if NR < 30:
    sys.exit(f"only {NR} keys were tried")
least = copy.deepcopy(REPORT)
for name in ("cells", "trials", "results", "verdicts", "sweeps", "warnings"):
    for holder, schema, where in [found for entry in least[name]
                                  for found in objects(entry, ROOT["properties"][name]["items"])]:
        for key in schema.get("properties", {}).keys() - set(schema.get("required", [])):
            holder.pop(key, None)
for part in ({key: least[key] for key in ROOT["required"]}, least):
    for holder, schema, where in objects({key: part[key] for key in ROOT["required"]}, ROOT):
        if where != "$":
            for key in schema.get("properties", {}).keys() - set(schema.get("required", [])):
                holder.pop(key, None)
    status, told = shown(part)
    if status != 0:
        sys.exit(f"show requires what the schema does not: {told}")
