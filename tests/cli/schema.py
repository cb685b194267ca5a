# SPDX-License-Identifier: MIT
"""schema.py [--complete] [--part NAME] FILE...: exits 0 when each file is a report as
results/report.schema.json describes it, with all the keys that it describes and no others, so
that neither the program nor the schema can change alone. With --complete also every key of the
schema must occur in one of the files. With --part the files are that part of a report: machine."""
import argparse
import json
import pathlib
import sys

import jsonschema

MOST_TOLD = 50
# Of 2020-12 the schema uses what draft 7 has too, which is all that older packages of Ubuntu know.
VALIDATOR = getattr(jsonschema, "Draft202012Validator", jsonschema.Draft7Validator)
PATH = pathlib.Path(__file__).parents[2] / "results" / "report.schema.json"


def place(error):
    """Where it is: $.trials[2].work_ns."""
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}"
                         for step in error.absolute_path)


def resolve(schema, root):
    """The schema that a $ref stands for."""
    while "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        schema = root["$defs"][name]
    return schema


def inline(schema, root):
    """The schema with what each $ref stands for in its place: looked up once, not for every value."""
    if isinstance(schema, list):
        return [inline(entry, root) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: inline(entry, root) for key, entry in resolve(schema, root).items()
            if key != "$defs"}


def compare_keys(value, schema, root, where, seen):
    """Yields a sentence for each key that is not described, or described and not there."""
    schema = resolve(schema, root)
    if isinstance(value, list):
        for i, entry in enumerate(value):
            yield from compare_keys(entry, schema.get("items", {}), root, f"{where}[{i}]", seen)
    if not isinstance(value, dict):
        return
    described = schema.get("properties", {})
    others = schema.get("additionalProperties")
    for key in described.keys() - value.keys():
        yield f"{where}.{key}: in the schema, and not there"
    for key, inner in value.items():
        if key in described:
            seen.add((id(schema), key))
            yield from compare_keys(inner, described[key], root, f"{where}.{key}", seen)
        elif others is not None:
            yield from compare_keys(inner, others, root, f"{where}.{key}", seen)
        else:
            yield f"{where}.{key}: not in the schema"


def unseen(schema, where, seen):
    """Yields each key of the schema that no file had."""
    if isinstance(schema, list):
        for i, entry in enumerate(schema):
            yield from unseen(entry, f"{where}/{i}", seen)
    if not isinstance(schema, dict):
        return
    for key, inner in schema.items():
        if key == "properties":
            for name in inner:
                if (id(schema), name) not in seen:
                    yield f"{where}: no report has {name}"
                yield from unseen(inner[name], f"{where}/{name}", seen)
        else:
            yield from unseen(inner, f"{where}/{key}", seen)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--complete", action="store_true")
    parser.add_argument("--part")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    root = json.loads(PATH.read_text(encoding="utf-8"))
    VALIDATOR.check_schema(root)
    schema = root
    if options.part:
        schema = {"$ref": f"#/$defs/{options.part}", "$defs": root["$defs"]}
    validator = VALIDATOR(inline(schema, root))
    faults, seen = [], set()
    for name in options.files:
        with open(name, encoding="utf-8") as file:
            value = json.load(file)
        faults += [f"{name}: {place(error)}: {error.message}"
                   for error in validator.iter_errors(value)]
        faults += [f"{name}: {fault}" for fault in compare_keys(value, schema, root, "$", seen)]
    if options.complete:
        faults += unseen(root, "schema", seen)
    for fault in faults[:MOST_TOLD]:
        print(fault[:300])
    if len(faults) > MOST_TOLD:
        print(f"and {len(faults) - MOST_TOLD} more")
    return 1 if faults else 0


sys.exit(main())
