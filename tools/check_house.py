#!/usr/bin/env python3
"""The habits of the house, checked: includes follow tools/layers.txt, pure folders stay pure, names stay clear.

Prints one line for each fault, `file:line: what; what to do instead`, and exits with 1 when there is any.
"""
import json
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parent.parent
layers = {}
for line in (root / "tools/layers.txt").read_text().splitlines():
    if line and not line.startswith("#"):
        folder, _, allowed = line.partition(":")
        layers[folder] = set(allowed.split())

faults = []


def fault(path, number, what):
    faults.append(f"{path.relative_to(root)}:{number}: {what}")


PURE = {"charter", "metrics", "verdicts", "value", "rollout", "plan", "report", "themes"}
# What a word means for the house, and where it is not welcome.
RULES = [
    (None, r"\bstd::rand\b|\brandom_device\b|\bmt19937", "not reproducible here; use Random from base/random.h"),
    (PURE, r"\bsystem_clock\b|\bsteady_clock\b|\btime\(nullptr\)", "a pure folder reads no clock; take the time as an argument"),
    (PURE, r"\b[io]?fstream\b|\bfopen\b|\bgetenv\b|std::filesystem", "a pure folder touches no file and no environment; take the data as an argument"),
    (None, r"\bcout\b|\bprintf\(", "only cli/ and app/ write to the terminal; return the text"),
    (None, r"\bTODO\b|\bFIXME\b|\bXXX\b", "finish it or write an issue"),
]
WALLS = {"observations": r"duckdb", "models": r"xgboost|linear\.h", "charter": r"yaml-cpp", "records": r"sqlite3", "themes": r"armadillo|libstemmer|unicode/"}

for path in sorted((root / "src").rglob("*")):
    if path.suffix not in {".h", ".cpp"}:
        continue
    folder = path.relative_to(root / "src").parts[0]
    if folder not in layers:
        fault(path, 1, f"folder {folder} is not in tools/layers.txt; say what it may use")
        continue
    if re.search(r"util|helper|common|manager|legacy|(^|_)v2", path.stem):
        fault(path, 1, "a name that says nothing; name the file after what it is")
    test = path.stem.endswith(("_test", "_fuzz"))
    lines = path.read_text().splitlines()
    if len(lines) > 500:
        fault(path, 501, f"{len(lines)} lines; a file has one purpose and at most 500 lines")
    for number, line in enumerate(lines, 1):
        include = re.match(r'#include "([a-z_]+)/', line)
        if include and include.group(1) != folder and include.group(1) not in layers[folder] and not test:
            fault(path, number, f'includes {line.split(chr(34))[1]}; {folder} may use: {" ".join(sorted(layers[folder])) or "nothing of ours"}')
        code = line.split("//")[0]
        for owner, pattern in WALLS.items():
            if folder != owner and re.match(r"#include <", line) and re.search(pattern, line):
                fault(path, number, f"only {owner}/ knows this library; go through its interface")
        if test or folder in {"cli", "app"}:
            continue
        for where, pattern, advice in RULES:
            if (where is None or folder in where) and re.search(pattern, code) and "snprintf" not in code:
                fault(path, number, advice)



def fields_without_words(schema, path=""):
    """Fields of a schema that no sentence explains: neither here nor where a shape of its own says it."""
    if isinstance(schema, list):
        return [field for one in schema for field in fields_without_words(one, path)]
    if not isinstance(schema, dict):
        return []
    found = []
    for name, member in schema.items():
        if name == "properties" and isinstance(member, dict):
            found += [f"{path}.{field}" for field, about in member.items() if "description" not in about and "$ref" not in json.dumps(about)]
            found += [one for field, about in member.items() for one in fields_without_words(about, f"{path}.{field}")]
        elif name != "required":
            found += fields_without_words(member, f"{path}.{name}" if path.endswith("$defs") or name == "$defs" else path)
    return found


# What an operation answers over HTTP is part of the contract: a file of schemas/answers each, and none too many.
answers = root / "schemas/answers"
routed = {path.stem: path for path in sorted((root / "src/operations").glob("*.cpp")) if ".route = {Method::" in path.read_text()}
for name, path in routed.items():
    if not (answers / f"{name}.json").exists():
        fault(path, 1, f"nothing says what it answers; write schemas/answers/{name}.json (a text: {{\"type\": \"string\", \"contentMediaType\": ...}})")
shapes = {}
for path in [*sorted(answers.glob("*.json")), root / "schemas/scorecard.schema.json"]:
    try:
        schema = json.loads(path.read_text())
    except ValueError as error:
        fault(path, 1, f"no JSON: {error}")
        continue
    if path.parent == answers and path.stem != "shapes" and path.stem not in routed:
        fault(path, 1, "there is no such operation with a route; remove it")
    if "contentMediaType" not in schema and path.stem != "shapes" and "description" not in schema:
        fault(path, 1, "it does not say what is answered; add a description")
    for field in fields_without_words(schema):
        fault(path, 1, f"{field.lstrip('.')} has no sentence; add a description, with its unit and what null means")
    titles = [] if path.stem == "shapes" else [schema.get("title", "")]
    for name in filter(None, [*titles, *schema.get("$defs", {})]):
        name = "".join(word[:1].upper() + word[1:] for word in re.split("[_ ]", name))
        if name in shapes:
            fault(path, 1, f"the shape {name} stands in {shapes[name]} too; name it apart, or refer to that one")
        shapes[name] = path.name

print("\n".join(faults) or f"house: {len(layers)} folders in order")
sys.exit(1 if faults else 0)
