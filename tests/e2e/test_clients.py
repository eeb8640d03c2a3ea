"""The senders that people really use, as their makers publish them: the CloudEvents SDK, and OpenTelemetry's SDK with its exporter."""
import json
import os
import subprocess

from charter_program import PROGRAM, ROOT
from charter_server import ServerTest

PYTHON = ROOT / "build/clients/bin/python"
CHARTER = """charter: 1
product: loans
task: {kind: binary, columns: {time: at, id: loan, score: p, label: bad, version: model, subject: person, features: [x, town]}}
promises:
  - {id: useful, metric: recall, at_least: 0.6, breach: stop}
"""


class Clients(ServerTest):
    def setUp(self):
        if not PYTHON.exists() and "CHARTER_CHECK" not in os.environ:
            self.skipTest("the senders are not there: tools/setup test installs them into build/clients")
        super().setUp()
        self.command("apply", self.file("loans.yaml", CHARTER))

    def client(self, name, *arguments):
        done = subprocess.run([str(PYTHON), str(ROOT / "tests/e2e/clients" / name), self.server.address, self.server.token, *arguments], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def rows(self, query):
        """What the server has kept, read from its file after it has stopped."""
        self.assertEqual(self.server.stop(), 0)
        file = self.folder / "data/products/loans/observations.duckdb"
        script = self.file("query.sql", f"ATTACH '{file}' AS kept (READ_ONLY); USE kept; {query}")
        return [tuple(line.split("\t")) for line in subprocess.run([str(PROGRAM.parent / "run_sql"), script], check=True, capture_output=True, text=True).stdout.splitlines()]

    def test_the_cloud_events_sdk_in_every_form(self):
        answers = {line["name"]: line for line in map(json.loads, self.client("cloud_events.py").stdout.splitlines())}
        for name in ("binary", "structured", "batch", "batch again", "product", "request", "response", "response first", "request second"):
            self.assertEqual(answers[name]["status"], 200, answers[name])  # KServe takes any other for a failure
        said = {name: (line["answer"].get("accepted"), line["answer"].get("duplicates"), line["answer"].get("rejected")) for name, line in answers.items()}
        self.assertEqual(said["binary"], (1, 0, 0))
        self.assertEqual(said["structured"], (1, 0, 0))
        self.assertEqual(said["batch"], (2, 0, 0))
        self.assertEqual(said["batch again"], (0, 2, 0))
        self.assertEqual(said["product"], (1, 0, 0))
        # One half of a call waits for the other, whichever comes first; then each row of it is a prediction.
        self.assertEqual(said["request"], (0, 0, 0))
        self.assertEqual(said["response"], (2, 0, 0))
        self.assertEqual(said["response first"], (0, 0, 0))
        self.assertEqual(said["request second"], (1, 0, 0))
        # What has an exponent is a number as much as what has none; whole numbers keep all their digits.
        rows = self.rows("""SELECT "charter: id", p, model, town, CASE WHEN x LIKE '%E%' THEN (x::DOUBLE)::VARCHAR ELSE x END FROM prediction ORDER BY 1""")
        self.assertEqual(rows, [("a", "0.5", "", "Århus", "9007199254740993"), ("b", "0.25", "", "Ålborg", "2"), ("c", "0.75", "", "Ribe", "3"), ("call/0", "0.7", "canary", "north", "0.5"),
                                ("call/1", "0.1", "canary", "south", "1.5"), ("d", "0.5", "", "Esbjerg", "4"), ("open", "0.9", "canary", "west", "0.5")])

    def test_an_event_is_known_by_the_id_that_the_sdk_gave_it(self):
        self.client("cloud_events.py")
        again = [{"loan": name} for name in ("a", "b", "c", "call/0", "call/1", "open")] + [{"loan": "new"}]
        answer = self.server.ask("POST", "/v1/observations", json.dumps(again).encode(), headers={"Content-Type": "application/json"}).json
        self.assertEqual((answer["accepted"], answer["duplicates"]), (1, 6))

    def test_opentelemetrys_sdk_exports_flags_as_exposures(self):
        for compression in ("none", "gzip"):
            with self.subTest(compression=compression):
                done = self.client("flags.py", compression)
                self.assertEqual(done.stdout.split(), ["SUCCESS"] * 5, done.stderr)
        # Sent twice, they count once: the three evaluations, and the record that names an id.
        again = self.server.ask("POST", "/v1/observations", b'{"loan": "from a log", "p": 0.5}\n').json
        self.assertEqual((again["accepted"], again["duplicates"]), (0, 1))
        rows = self.rows('SELECT person, model, epoch("charter: time") FROM exposure ORDER BY 1')
        self.assertEqual(rows, [(f"person {number}", "v2", "983435400.0") for number in range(3)])
