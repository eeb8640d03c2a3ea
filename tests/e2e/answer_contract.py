"""Every JSON answer of a server is held against what schemas/answers says of its operation, strictly: a field that the schema does not name
is a fault of one of the two. Schemas stay open for clients, so that fields can be added; only here nothing is overlooked."""
import functools
import json
import re
import threading

import jsonschema

from charter_program import ROOT

SCHEMAS = ROOT / "schemas"
# Of an operation so many answers, and so many bytes of them, are looked at in one test program: some tests ask thousands of times.
ANSWERS_MAX = 25
BYTES_MAX = 300_000


def shape_name(words):
    return "".join(word[:1].upper() + word[1:] for word in re.split("[_ ]", words))


@functools.cache
def files():
    paths = [*(SCHEMAS / "answers").glob("*.json"), SCHEMAS / "scorecard.schema.json"]
    return {path.name: json.loads(path.read_text()) for path in paths}


def within(schema, file):
    """With references that lead into one document, as in the OpenAPI document of the program."""
    if isinstance(schema, list):
        return [within(one, file) for one in schema]
    if not isinstance(schema, dict):
        return schema
    out = {}
    for name, member in schema.items():
        if name == "$ref" and isinstance(member, str):
            where, _, place = member.partition("#")
            target = where.removeprefix("../") or file
            out[name] = "#/$defs/" + shape_name(place.rsplit("/", 1)[1] if place else files()[target]["title"])
        else:
            out[name] = within(member, file)
    return out


def closed(schema, place=True):
    """`place`: a value stands here, and what of it no part of the schema names is a fault. Parts of one schema (allOf) name it together."""
    if not isinstance(schema, dict):
        return schema
    out = dict(schema)
    for name in ("allOf", "anyOf", "oneOf"):
        if name in out:
            out[name] = [closed(one, False) for one in out[name]]
    if "properties" in out:
        out["properties"] = {name: closed(one) for name, one in out["properties"].items()}
    for name in ("items", "additionalProperties"):
        if name in out:
            out[name] = closed(out[name])
    if "prefixItems" in out:
        out["prefixItems"] = [closed(one) for one in out["prefixItems"]]
    if place and ("$ref" in out or "allOf" in out or "anyOf" in out or "oneOf" in out or "properties" in out):
        out["unevaluatedProperties"] = False
    return out


@functools.cache
def shapes():
    all_shapes = {}
    for name, file in files().items():
        if "title" in file and name != "shapes.json":
            all_shapes[shape_name(file["title"])] = closed(within({k: v for k, v in file.items() if k not in ("$defs", "$schema")}, name), False)
        for word, shape in file.get("$defs", {}).items():
            all_shapes[shape_name(word)] = closed(within(shape, name), False)
    return all_shapes


@functools.cache
def routes():
    """Operations by method and pattern of the path; fixed words before words in braces, as the router has them."""
    document = json.loads((SCHEMAS / "openapi.json").read_text())
    found = []
    for path, methods in document["paths"].items():
        pattern = re.compile("/".join("[^/]+" if word.startswith("{") else re.escape(word) for word in path.split("/")) + "$")
        for method, operation in methods.items():
            found.append((method.upper(), path.count("{"), pattern, operation["operationId"]))
    return sorted(found, key=lambda route: route[1])


@functools.cache
def commands():
    """Operations by the words of their command."""
    document = json.loads((SCHEMAS / "openapi.json").read_text())
    pages = [page for methods in document["paths"].values() for page in methods.values()]
    return [(page["x-charter-command"].split(), page["operationId"]) for page in pages if "x-charter-command" in page]


def operation_of(method, target):
    path = target.partition("?")[0]
    return next((operation for known, _, pattern, operation in routes() if known == method and pattern.match(path)), None)


@functools.cache
def validator(operation):
    """None: it is no operation of ours, or answers a text."""
    file = files().get(f"{operation}.json")
    if file is None or "contentMediaType" in file:
        return None
    schema = closed(within({k: v for k, v in file.items() if k != "$defs"}, f"{operation}.json"))
    return jsonschema.Draft202012Validator({**schema, "$defs": shapes()})


def nearest(error):
    """Of several shapes that a value may have, why it is not the one it resembles most."""
    while error.context:
        error = jsonschema.exceptions.best_match([error]) if error.validator in ("anyOf", "oneOf") else error.context[0]
        if not error.context:
            break
        error = max(error.context, key=lambda one: (len(one.absolute_path), -len(list(one.context or []))))
    return error


answers_looked_at, bytes_looked_at = {}, {}
looking = threading.Lock()  # tests ask from several threads, and a validator remembers where it is


def check(method, target, text):
    """Raises AssertionError, with what to edit, where the answer to a request is not what its schema says."""
    hold(operation_of(method, target), f"{method} {target}", text)


def check_command(arguments, text):
    """The same of what a command with --json writes, where it asks a server."""
    words = ["charter", *map(str, arguments)]
    fitting = [(command, operation) for command, operation in commands() if words[:len(command)] == command]
    if fitting:
        hold(max(fitting, key=lambda one: len(one[0]))[1], " ".join(words), text)


def hold(operation, asked, text):
    known = validator(operation)
    if known is None or answers_looked_at.get(operation, 0) >= ANSWERS_MAX or bytes_looked_at.get(operation, 0) >= BYTES_MAX:
        return
    answers_looked_at[operation] = answers_looked_at.get(operation, 0) + 1
    bytes_looked_at[operation] = bytes_looked_at.get(operation, 0) + len(text)
    with looking:
        fault = next(known.iter_errors(json.loads(text)), None)
    if fault is None:
        return
    fault = nearest(fault)
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in fault.absolute_path) or "the answer"
    raise AssertionError(f"{asked} does not answer what it promises: {where}: {fault.message[:400]}\n"
                         f"Where the answer is right, say so in schemas/answers/{operation}.json (or shapes.json), and run: charter docs --write .")
