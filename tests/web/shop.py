"""A shop with two versions of a model: registered, seen side by side, before a gate, and on its way to everybody."""
import datetime
import json
import random

from web_test import WebTest, add_people, command
from scored_rows import scored  # web_test says where it stands

PRODUCT = "shop"
CHARTER = """charter: 1
product: shop
roles:
  product: {title: Product, approves: [release]}
  science: {title: Data science}
  risk: {title: Risk, approves: [release]}
  data: {title: Data engineering}
task: {kind: binary, columns: {id: id, time: at, unit: user, version: model, score: p, label: bought}}
outcomes: {absent_means: negative}
promises:
  - {id: quick, statement: Not everybody is asked., metric: positive_rate, at_most: 0.99, breach: warn}
  - {id: useful, statement: Buyers are found everywhere., metric: recall, at_least: 0.5, by: [region], compare: worst, breach: warn}
  - {id: found, statement: Half of the buyers are found., metric: recall, at_least: 0.5, owner: science, breach: stop}
model: {registered_model: shop-model, aliases: {champion: {gate: release}}}
gates:
  release: {title: A version goes to everybody, holdout: [found], approvals: [{role: risk}]}
rollouts:
  careful:
    unit: user
    planned: 4000
    steps:
      - {kind: canary, share: 0.2, at_least: 100, stay_at_least: 9d, stay_at_most: 20d}
      - {kind: full, at_least: 100, stay_at_least: 1h, stay_at_most: 20d}
    metrics:
      - {id: crashes, role: guardrail, rate: crashed, better: lower, margin: 0.05, weight: 2}
      - {id: spending, role: signal, mean: spent}
"""
HOSTILE = "<img src=x onerror=\"document.title='run'\"> =HYPERLINK(\"x\") \u202eabc"


class ShopTest(WebTest):
    flights = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
        charter = cls.home / "shop.yaml"
        charter.write_text(CHARTER)
        cls.run_command("apply", charter)
        add_people(cls.server, PRODUCT)
        cls.mlflow("registered-models/create", {"name": "shop-model"})
        run = cls.mlflow("runs/create", {"experiment_id": "0", "run_name": "spring", "start_time": 1})["run"]["info"]["run_id"]
        cls.mlflow("runs/log-parameter", {"run_id": run, "key": "depth", "value": "4"})
        cls.mlflow("runs/log-metric", {"run_id": run, "key": "auc", "value": 0.71, "timestamp": 5, "step": 0})
        for _ in range(2):
            cls.mlflow("model-versions/create", {"name": "shop-model", "source": "s3://models/shop", "run_id": run, "description": HOSTILE})
        cls.mlflow("model-versions/set-tag", {"name": "shop-model", "version": "2", "key": "charter.data", "value": "sha256:" + "a" * 64})
        cls.side_by_side()

    @classmethod
    def run_command(cls, *arguments):
        return command(cls.server, *arguments)

    @classmethod
    def mlflow(cls, path, body):
        answer = cls.server.ask("POST", "/api/2.0/mlflow/" + path, json.dumps(body).encode(), headers={"Content-Type": "application/json"})
        assert answer.status == 200, answer.text
        return answer.json

    @classmethod
    def send(cls, lines):
        answer = cls.server.ask("POST", f"/v1/observations?product={PRODUCT}", "\n".join(map(json.dumps, lines)).encode())
        assert (answer.status, answer.json["rejected"]) == (200, 0), answer.text

    @classmethod
    def side_by_side(cls):
        """A day on which version 2 answered beside version 1, and nobody saw it."""
        chance, lines = random.Random(5), []
        for i in range(1200):
            at = (cls.now - datetime.timedelta(days=2) + datetime.timedelta(minutes=i)).isoformat().replace("+00:00", "Z")
            p, bought = chance.random(), int(chance.random() < 0.3)
            shared = {"at": at, "user": f"u{i}", "region": "north" if i % 3 else "south"}
            lines.append({"id": f"a{i}", "model": "1", "p": round(p, 4), "bought": bought, **shared})
            lines.append({"id": f"b{i}", "model": "2", "p": round(min(1, max(0, p + chance.gauss(0.05, 0.1))), 4), **shared})
        cls.send(lines)

    @classmethod
    def evidence(cls, seed=7):
        path = cls.home / f"scored-{seed}.csv"
        path.write_text(scored(seed=seed))
        cls.run_command("gates", "evidence", PRODUCT, "2", "--gate", "release", "--data", path)

    @classmethod
    def traffic(cls, crashes, users, hours, seed=1):
        """Users ask which version they get, are exposed to it, and some of their sessions crash."""
        chance, lines = random.Random(seed), []
        for i, user in enumerate(users):
            answer = cls.server.ask("POST", f"/ofrep/v1/evaluate/flags/model?product={PRODUCT}", json.dumps({"context": {"targetingKey": user}}).encode(), headers={"Content-Type": "application/json"})
            version = answer.json["value"]
            at = (cls.now + datetime.timedelta(hours=hours, milliseconds=2 * i)).isoformat().replace("+00:00", "Z")
            lines.append({"kind": "exposure", "id": f"x-{user}", "at": at, "user": user, "model": version})
            lines.append({"id": f"p-{user}", "at": at, "user": user, "model": version, "p": round(chance.random(), 4), "region": "north"})
            lines.append({"kind": "activity", "id": f"c-{user}", "at": at, "user": user, "model": version, "crashed": int(chance.random() < crashes(version)), "spent": round(chance.random(), 3)})
        cls.send(lines)
