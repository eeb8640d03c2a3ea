"""Runs the real program on real files. Used by every end-to-end test."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = pathlib.Path(os.environ.get("CHARTER", ROOT / "build/release/charter"))
SHARED = ROOT.parent / "shared"
FLIGHTS = ROOT / "build/parts/flights/flights-3m.parquet"


class ProgramTest(unittest.TestCase):
    """A test with a folder of its own and the program at hand."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, name, text):
        path = self.folder / name
        if isinstance(text, bytes):
            path.write_bytes(text)
        else:
            path.write_text(text)
        return str(path)

    def run_charter(self, *arguments, expect=0, stdin=None):
        done = subprocess.run([str(PROGRAM), *map(str, arguments)], capture_output=True, text=True, input=stdin, timeout=300)
        if expect is not None:
            self.assertEqual(done.returncode, expect, f"charter {' '.join(map(str, arguments))}\n{done.stdout}\n{done.stderr}")
        return done

    def measure(self, *arguments):
        return json.loads(self.run_charter("measure", *arguments, "--json").stdout)

    def fails(self, *arguments, saying):
        """Ends with exit code 3, says what and what next, and does not crash."""
        done = self.run_charter(*arguments, expect=3)
        for words in [saying] if isinstance(saying, str) else saying:
            self.assertIn(words, done.stderr)
        self.assertGreaterEqual(len(done.stderr.strip().splitlines()), 2, f"no next step in: {done.stderr}")
        return done.stderr

    def shared(self, name):
        path = SHARED / "data" / name
        if not path.exists():
            self.skipTest(f"{name} is part of ../shared, which a plain clone does not have")
        return str(path)


CHARTER = """charter: 1
product: credit
currency: EUR
timezone: UTC
roles:
  science: {title: Data science}
  risk: {title: Risk}
task:
  kind: binary
  positive: 1
  columns: {time: day, id: id, score: p, label: y}
  decide: {threshold: 0.5}
value: {true_positive: 10, false_positive: -2, false_negative: -8, true_negative: 0}
promises:
"""


def rows(count, good=0.8, groups=("a", "b")):
    """Deterministic rows: id, day, p, y, g; `good` is the share of right decisions."""
    lines = ["id,day,p,y,g"]
    for i in range(count):
        y = (i * 7919) % 10 < 4
        right = (i * 104729) % 1000 < good * 1000
        p = 0.9 if y == right else 0.1
        lines.append(f"{i},2024-03-{1 + i % 28:02d},{p + (i % 7) * 0.01:.2f},{int(y)},{groups[i % len(groups)]}")
    return "\n".join(lines) + "\n"
