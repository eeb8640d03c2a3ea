"""A server that is killed between what it wrote into the ledger and what follows from it: after a restart the effect is there, once.

The registry is locked from outside, as another program could, so that the server stands exactly there when it is killed.
"""
import json
import signal
import sqlite3
import threading
import time
import unittest
import urllib.error

from charter_server import ServerTest

CHARTER = """charter: 1
product: shop
roles: {risk: {title: Risk, approves: [release]}}
task: {kind: binary, columns: {id: id, time: at, unit: user, version: model, score: p, label: bought}}
promises:
  - {id: useful, metric: recall, at_least: 0.6, owner: risk, breach: stop}
gates:
  release: {holdout: [useful]}
model: {registered_model: shop, aliases: {champion: {gate: release}, trial: {gate: release}}}
rollouts:
  careful:
    unit: user
    holdout: 0
    steps:
      - {kind: canary, share: 0.2, at_least: 100}
      - {kind: full, at_least: 100}
    metrics:
      - {id: crashes, role: guardrail, rate: crashed, better: lower, margin: 0.05}
"""
SCORED = "p,bought\n" + "0.9,1\n" * 900 + "0.1,1\n" * 100 + "0.1,0\n" * 1000


class DecidedAndKilled(ServerTest):
    def setUp(self):
        super().setUp()
        self.mlflow("registered-models/create", {"name": "shop"})
        for _ in range(3):
            self.mlflow("model-versions/create", {"name": "shop", "source": "s3://somewhere"})
        self.mlflow("registered-models/alias", {"name": "shop", "alias": "champion", "version": "1"})  # before a charter binds it
        self.command("apply", self.file("shop.yaml", CHARTER))
        for version in ("2", "3"):
            self.command("gate", "shop", version, "--data", self.file("scored.csv", SCORED))

    def mlflow(self, path, body):
        answer = self.server.ask("POST", "/api/2.0/mlflow/" + path, json.dumps(body).encode(), headers={"Content-Type": "application/json"})
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def entries(self, kind):
        return json.loads(self.run_charter("ledger", "show", self.folder / "data", "--kind", kind, "--json").stdout)

    def model(self):
        return self.server.ask("GET", "/api/2.0/mlflow/registered-models/get?name=shop").json["registered_model"]

    def alias(self, name):
        return {one["alias"]: one["version"] for one in self.model().get("aliases", [])}.get(name)

    def served(self):
        answers = [self.server.ask("POST", "/ofrep/v1/evaluate/flags/model?product=shop", json.dumps({"context": {"targetingKey": f"u{i}"}}).encode(), headers={"Content-Type": "application/json"}) for i in range(30)]
        self.assertEqual({one.status for one in answers}, {200})
        return {one.json["value"] for one in answers}

    def killed_after(self, ask, decided):
        """The server is asked while nobody can write to the registry, and killed once its ledger has what it decided."""
        registry = sqlite3.connect(self.folder / "data/registry.sqlite", isolation_level=None)
        registry.execute("BEGIN IMMEDIATE")

        def unheard():
            try:
                ask()
            except (OSError, urllib.error.URLError, AssertionError):
                pass  # nobody gets an answer

        asking = threading.Thread(target=unheard)
        asking.start()
        end = time.monotonic() + 20
        while not decided():
            self.assertLess(time.monotonic(), end, "it was not decided")
            time.sleep(0.05)
        self.server.stop(signal.SIGKILL)
        asking.join()
        registry.execute("ROLLBACK")
        registry.close()

    def start_again(self):
        self.server = self.start(token=self.server.token)

    def test_a_release_that_was_decided_is_in_effect_after_the_restart_and_once(self):
        self.command("release", "shop", "2")
        self.command("releases", "act", "shop", "continue", "--reason", "to everybody")

        def act():
            self.server.ask("POST", "/v1/products/shop/releases/act", json.dumps({"act": "continue", "reason": "done"}).encode(), headers={"Content-Type": "application/json"})

        self.killed_after(act, lambda: self.entries("release_step")[-1]["body"]["phase"] == "finished")
        with sqlite3.connect(self.folder / "data/registry.sqlite") as registry:
            self.assertEqual(registry.execute("SELECT version FROM model_aliases WHERE model = 'shop' AND alias = 'champion'").fetchall(), [(1,)], "the effect had not come")
        self.start_again()
        self.assertEqual((self.alias("champion"), self.served()), ("2", {"2"}))
        touched = self.model()["last_updated_timestamp"]
        steps = len(self.entries("release_step"))
        self.restart()
        self.assertEqual((self.alias("champion"), self.served()), ("2", {"2"}))
        self.assertEqual(self.model()["last_updated_timestamp"], touched, "nothing was done twice")
        self.assertEqual(len(self.entries("release_step")), steps)
        self.run_charter("ledger", "verify", self.folder / "data")

    def test_an_alias_that_its_gate_let_through_is_moved_after_the_restart_and_once(self):
        moves = lambda: [entry["body"] for entry in self.entries("model") if entry["body"]["name"] == "trial"]  # noqa: E731

        def move():
            self.server.ask("POST", "/api/2.0/mlflow/registered-models/alias", json.dumps({"name": "shop", "alias": "trial", "version": "3"}).encode(), headers={"Content-Type": "application/json"})

        self.killed_after(move, lambda: len(moves()) == 1)
        self.start_again()
        self.assertEqual((self.alias("trial"), self.alias("champion")), ("3", "1"))
        touched = self.model()["last_updated_timestamp"]
        self.restart()
        self.assertEqual((self.alias("trial"), len(moves())), ("3", 1))
        self.assertEqual(self.model()["last_updated_timestamp"], touched, "nothing was done twice")

    def test_the_later_of_a_release_and_a_move_holds(self):
        self.command("release", "shop", "2")
        for _ in range(2):
            self.command("releases", "act", "shop", "continue", "--reason", "to everybody")
        self.assertEqual(self.alias("champion"), "2")
        self.mlflow("registered-models/alias", {"name": "shop", "alias": "champion", "version": "3"})
        self.restart()
        self.assertEqual(self.alias("champion"), "3", "a release that is done takes nothing back that was moved since")
        # Behind the server's back: what went through no gate is put right.
        self.assertEqual(self.server.stop(), 0)
        with sqlite3.connect(self.folder / "data/registry.sqlite") as registry:
            registry.execute("UPDATE model_aliases SET version = 1 WHERE model = 'shop' AND alias = 'champion'")
        self.start_again()
        self.assertEqual(self.alias("champion"), "3")


if __name__ == "__main__":
    unittest.main()
