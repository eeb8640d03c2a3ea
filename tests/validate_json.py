#!/usr/bin/env python3
"""Says whether a JSON file is what a JSON Schema describes: validate_json.py FILE SCHEMA"""
import json
import sys

import jsonschema


def refuse_constant(name):
    raise ValueError(f"{name} is not JSON")


with open(sys.argv[1], encoding="utf-8") as file, open(sys.argv[2], encoding="utf-8") as schema:
    document = json.load(file, parse_constant=refuse_constant)
    description = json.load(schema)
jsonschema.Draft202012Validator.check_schema(description)
faults = list(jsonschema.Draft202012Validator(description).iter_errors(document))
for fault in faults:
    print(f"{sys.argv[1]}: {fault.json_path}: {fault.message}", file=sys.stderr)
sys.exit(1 if faults else 0)
