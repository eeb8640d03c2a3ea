#!/usr/bin/env python3
"""Runs the commands of the documentation as a reader would, and compares what they print.

In README.md, docs/*.md and examples/*/README.md, a fenced block that starts with ```console is a session: lines that start with `$ ` are run, in
order, in one folder that holds the repository; the lines below each are its output. `...` alone on a line stands for any
lines, and within a line for any text. A command may end with any exit code that the block does not contradict: the line
`[exit code 2]` is compared too.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Public files that are not part of the project, by the name under which examples speak of them.
PUBLIC = {"UCI": ROOT.parent / "shared/data/credit_default_tw/UCI_Credit_Card.csv"}


def sessions(path):
    block, start = None, 0
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if block is None and line.strip() == "```console":
            block, start = [], number + 1
        elif block is not None and line.strip() == "```":
            yield start, block
            block = None
        elif block is not None:
            block.append(line)


def steps(block, start):
    command, at, expected = None, start, []
    for number, line in enumerate(block, start):
        if line.startswith("$ "):
            if command:
                yield at, command, expected
            command, at, expected = line[2:], number, []
        else:
            expected.append(line)
    if command:
        yield at, command, expected


def matches(expected, got):
    pattern = "".join(r"(?:.*\n)*" if line.strip() == "..." else ".*".join(map(re.escape, line.rstrip().split("..."))) + r"[ ]*\n" for line in expected)
    return re.fullmatch(pattern, got) is not None


def main():
    failed = ran = 0
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "examples").glob("*/README.md"))]:
        with tempfile.TemporaryDirectory() as folder:
            for name in ["build", "examples", "tests", "tools", "demo"]:
                if (ROOT / name).exists():
                    os.symlink(ROOT / name, pathlib.Path(folder) / name)
            environment = {**os.environ, "PATH": f"{ROOT / 'build/release'}:{os.environ['PATH']}", "NO_COLOR": "1"}
            if lacking := [name for name in sorted(PUBLIC) if f"${name}" in path.read_text() and not PUBLIC[name].exists()]:
                print(f"{path.relative_to(ROOT)}: skipped, because there is no {PUBLIC[lacking[0]]}")
                continue
            environment.update({name: str(file) for name, file in PUBLIC.items()})
            for start, block in sessions(path):
                for number, command, expected in steps(block, start):
                    done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=900)
                    got = done.stdout + (f"[exit code {done.returncode}]\n" if done.returncode else "")
                    got = "".join(line.rstrip() + "\n" for line in got.splitlines())
                    ran += 1
                    if not matches(expected, got):
                        failed += 1
                        print(f"{path.relative_to(ROOT)}:{number}: $ {command}\nprinted:\n{got}")
    print(f"documentation: {ran - failed} passed, {failed} failed")
    if ran == 0:
        print("no command was found in the documentation")
        return 1
    return 1 if failed else 0


sys.exit(main())
