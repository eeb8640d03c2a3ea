"""What a retraining brings goes on by itself: evidence, the request for approvals, and, once they are given, a release; each of them once."""
import json
import time
import unittest

from charter_program import PROGRAM
from charter_server import ServerTest

CHARTER = """charter: 1
product: shop
roles: {risk: {title: Risk, approves: [release]}}
task: {kind: binary, columns: {id: id, time: at, unit: user, version: model, score: p, label: bought}}
promises:
  - {id: useful, metric: recall, at_least: 0.6, owner: risk, breach: stop}
gates:
  release: {holdout: [useful], approvals: [{role: risk}]}
model: {registered_model: shop, aliases: {champion: {gate: release}}}
rollouts:
  careful: {unit: user, steps: [{kind: canary, share: 0.2, at_least: 100}, {kind: full, at_least: 100}], metrics: [{id: crashes, role: guardrail, rate: crashed, better: lower, margin: 0.05}]}
retraining:
  registered_model: shop
  command: [python3, train.py]
  schedule: 365d
  guards: {pause: 1s}
  then: {gate: release, rollout: careful}
"""
TRAIN = """
import json, os, subprocess, urllib.request
open("scored.csv", "w").write("p,bought\\n" + "0.9,1\\n" * 900 + "0.1,1\\n" * 100 + "0.1,0\\n" * 1000)
request = urllib.request.Request(os.environ["CHARTER_SERVER"] + "/api/2.0/mlflow/model-versions/create", json.dumps({"name": "shop", "source": "s3://new"}).encode(), {"Content-Type": "application/json", "Authorization": "Bearer " + os.environ["CHARTER_TOKEN"]})
version = json.loads(urllib.request.urlopen(request).read())["model_version"]["version"]
subprocess.run([os.environ["PROGRAM"], "gate", "shop", version, "--data", "scored.csv"])
print(json.dumps({"version": version}))
"""


class Retrained(ServerTest):
    def start(self, name="data", *more, **how):
        (self.folder / "train").mkdir(exist_ok=True)
        return super().start(name, "--allow-commands", self.folder / "train", "--command-environment", "PROGRAM", *more, environment={"PROGRAM": str(PROGRAM)}, **how)

    def setUp(self):
        super().setUp()
        (self.folder / "train/train.py").write_text(TRAIN)
        for path, body in (("registered-models/create", {"name": "shop"}), ("model-versions/create", {"name": "shop", "source": "s3://old"}), ("registered-models/alias", {"name": "shop", "alias": "champion", "version": "1"})):
            self.assertEqual(self.server.ask("POST", "/api/2.0/mlflow/" + path, json.dumps(body).encode(), headers={"Content-Type": "application/json"}).status, 200)
        self.command("apply", self.file("shop.yaml", CHARTER))
        self.command("member", "add", "R. One", "--scope", "view", "--scope", "approve")
        self.command("member", "role", "shop", "risk", "R. One")
        self.risk = json.loads(self.command("token", "create", "--owner", "R. One", "--json").stdout)["secret"]

    def entries(self, kind):
        return [entry["body"] for entry in json.loads(self.run_charter("ledger", "show", self.folder / "data", "--kind", kind, "--json").stdout)]

    def until(self, good, seconds=30):
        end = time.monotonic() + seconds
        while not good():
            self.assertLess(time.monotonic(), end, self.command("retraining", "shop").stdout)
            time.sleep(0.2)

    def test_from_a_retraining_through_the_gate_to_a_release(self):
        self.command("retraining", "start", "shop", "--reason", "a test")
        self.until(lambda: len(self.entries("approval_request")) == 1)
        asked, = self.entries("approval_request")
        self.assertEqual((asked["version"], asked["gate"]), ("2", "release"))
        self.assertNotIn("released", [one["event"] for one in self.entries("retraining")])
        self.assertEqual(self.entries("release"), [], "nobody has approved it yet")
        # A restart in between loses nothing and asks nobody again.
        self.restart()
        time.sleep(3)
        self.assertEqual(len(self.entries("approval_request")), 1)
        self.command("gates", "approve", "shop", "2", "--gate", "release", "--subject", asked["subject"], token=self.risk)
        self.until(lambda: len(self.entries("release")) == 1)
        release, = self.entries("release")
        self.assertEqual((release["version"], release["current"], release["plan"]), ("2", "1", "careful"))
        self.assertEqual(release["by"], asked["by"], "the service that acts for the product's retrainings")
        self.until(lambda: self.entries("retraining")[-1]["event"] == "released")
        self.assertIn("handed on", [one["event"] for one in self.entries("retraining")])
        self.command("releases", "act", "shop", "roll_back", "--reason", "a test")
        self.restart()
        time.sleep(3)
        self.assertEqual(len(self.entries("release")), 1, "what went its way does not go it again")

    def test_a_dissent_holds_it_and_nothing_is_released(self):
        self.command("retraining", "start", "shop", "--reason", "a test")
        self.until(lambda: len(self.entries("approval_request")) == 1)
        asked, = self.entries("approval_request")
        self.command("gates", "approve", "shop", "2", "--gate", "release", "--subject", asked["subject"], "--refuse", token=self.risk, expect=1)
        time.sleep(5)
        self.assertEqual((self.entries("release"), len(self.entries("approval_request"))), ([], 1))


if __name__ == "__main__":
    unittest.main()
