"""Every version of a product as registry, observations and ledger know it; what a release has shown at every look; and the ledger by pages."""
import csv
import datetime
import io
import json
import random
import time
import unittest

from charter_server import ServerTest
from scored_rows import scored

CHARTER = """charter: 1
product: shop
roles:
  science: {title: Data science}
  risk: {title: Risk, approves: [release]}
task: {kind: binary, columns: {id: id, time: at, unit: user, version: model, score: p, label: bought}}
outcomes: {absent_means: negative}
promises:
  - {id: quick, metric: positive_rate, at_most: 0.99, breach: warn}
  - {id: useful, metric: recall, at_least: 0.5, owner: science, breach: warn}
model: {registered_model: shop-model, aliases: {champion: {gate: release}}}
gates:
  release: {title: To everybody, holdout: [useful], approvals: [{role: risk}]}
rollouts:
  careful:
    unit: user
    planned: 4000
    steps:
      - {kind: canary, share: 0.2, at_least: 100, stay_at_least: 1h, stay_at_most: 2d}
      - {kind: full, at_least: 100, stay_at_least: 1s, stay_at_most: 1h}
    metrics:
      - {id: crashes, role: guardrail, rate: crashed, better: lower, margin: 0.05, weight: 2}
      - {id: spend, role: signal, mean: spent}
"""


class Versions(ServerTest):
    def setUp(self):
        super().setUp()
        self.command("apply", self.file("shop.yaml", CHARTER))

    def ask(self, path, expect=200, token=None):
        if "format=" not in path and "/proof" not in path:
            path += ("&" if "?" in path else "?") + "format=json"
        answer = self.server.ask("GET", path, token=token)
        self.assertEqual(answer.status, expect, answer.text)
        return answer.json

    def mlflow(self, path, body):
        answer = self.server.ask("POST", "/api/2.0/mlflow/" + path, json.dumps(body).encode(), headers={"Content-Type": "application/json"})
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def member(self, name, *scopes, role=None):
        self.command("member", "add", name, *[word for scope in scopes for word in ("--scope", scope)])
        if role:
            self.command("member", "role", "shop", role, name)
        return json.loads(self.command("token", "create", "--owner", name, "--json").stdout)["secret"]

    def register(self):
        run = self.mlflow("runs/create", {"experiment_id": "0", "run_name": "spring", "start_time": 1})["run"]["info"]["run_id"]
        self.mlflow("runs/log-parameter", {"run_id": run, "key": "depth", "value": "4"})
        self.mlflow("runs/log-metric", {"run_id": run, "key": "auc", "value": 0.71, "timestamp": 5, "step": 0})
        self.mlflow("runs/log-metric", {"run_id": run, "key": "odd", "value": "NaN", "timestamp": 5, "step": 0})
        self.mlflow("registered-models/create", {"name": "shop-model"})
        for _ in range(2):
            self.mlflow("model-versions/create", {"name": "shop-model", "source": "s3://somewhere", "run_id": run})
        self.mlflow("model-versions/set-tag", {"name": "shop-model", "version": "2", "key": "charter.data", "value": "sha256:" + "a" * 64})
        self.mlflow("registered-models/alias", {"name": "shop-model", "alias": "trial", "version": "2"})
        return run

    def send(self, lines):
        answer = self.server.ask("POST", "/v1/observations?product=shop", "\n".join(map(json.dumps, lines)).encode())
        self.assertEqual((answer.status, answer.json["rejected"]), (200, 0), answer.text)

    def test_a_version_is_one_thing_in_registry_observations_and_ledger(self):
        nothing = self.ask("/v1/products/shop/versions")
        self.assertEqual((nothing["versions"], nothing["served"]), ([], None))
        self.assertIn("received", nothing["why_none_seen"])
        run = self.register()
        self.send([{"id": f"p{i}", "at": f"2026-03-0{1 + i % 5}T10:00:00Z", "user": f"u{i}", "model": "2" if i % 3 else "old", "p": 0.5} for i in range(90)])
        listed = self.ask("/v1/products/shop/versions")
        by_name = {version["version"]: version for version in listed["versions"]}
        self.assertEqual(set(by_name), {"1", "2", "old"})
        self.assertEqual((by_name["2"]["seen"]["rows"], by_name["old"]["seen"]["rows"], by_name["1"]["seen"]), (60, 30, None))
        self.assertEqual(by_name["2"]["registered"]["aliases"], ["trial"])
        self.assertIsNone(by_name["old"]["registered"])
        self.assertEqual(listed["model"]["aliases"], {"champion": "release"})
        self.assertIn("2, registered", self.command("versions", "list", "shop").stdout)

        shown = self.ask("/v1/products/shop/versions/2")
        self.assertEqual(shown["run"]["params"], [{"key": "depth", "value": "4"}])
        metrics = {metric["key"]: metric for metric in shown["run"]["metrics"]}
        self.assertEqual(metrics["auc"]["value"], 0.71)
        self.assertEqual((metrics["odd"]["value"], metrics["odd"]["text"]), (None, "nan"))
        kinds = {node["kind"]: node for node in shown["lineage"]["nodes"]}
        self.assertEqual(kinds["data"]["digest"], "sha256:" + "a" * 64)
        self.assertEqual(kinds["run"]["name"], "spring")
        self.assertIn({"from": kinds["run"]["id"], "to": kinds["version"]["id"]}, shown["lineage"]["edges"])
        self.assertTrue(run)
        kept = self.ask("/v1/products/shop/versions/2/promises")
        quick = {promise["id"]: promise for promise in kept["promises"]}["quick"]
        self.assertEqual((kept["rows"], quick["n"], quick["value"], quick["verdict"]), (60, 60, 1.0, "unproven"))  # all of its 60 decisions are a yes, which 60 do not show to be more than 99 of 100
        self.assertIn("No prediction", self.ask("/v1/products/shop/versions/1/promises")["why_none"])
        missing = self.ask("/v1/products/shop/versions/never", 404)
        self.assertIn("versions list", missing["error"]["next"])

    def test_a_gate_tells_who_said_what_about_exactly_what_and_what_the_reader_may(self):
        self.register()
        science, risk, view = self.member("S. One", "view", "edit"), self.member("R. One", "view", "edit", "approve", role="risk"), self.member("V. One", "view")
        self.command("gate", "shop", "2", "--data", self.file("good.csv", scored()), token=science, expect=2)
        gate = self.ask("/v1/products/shop/versions/2", token=science)["gates"][0]
        self.assertEqual((gate["verdict"], gate["may"]["ask"], gate["may"]["approve"]), ("unproven", True, []))
        self.assertEqual((len(gate["evidence"]), gate["evidence"][0]["who"], gate["evidence"][0]["of_this_charter"]), (1, "S. One", True))
        self.assertEqual(self.ask("/v1/products/shop/versions/2", token=risk)["gates"][0]["may"], {"ask": True, "comment": True, "override": True, "approve": ["risk"], "why_not_approve": "Nobody has asked for it as it stands now."})
        self.assertEqual(self.ask("/v1/products/shop/versions/2", token=view)["gates"][0]["may"], {"ask": False, "comment": False, "override": False, "approve": [], "why_not_approve": None})
        self.command("gates", "ask", "shop", "2", "--gate", "release", "--comment", "of June", token=science)
        self.command("gates", "comment", "shop", "2", "--gate", "release", "--comment", "=HYPERLINK(\"x\")", token=science)
        self.command("gates", "approve", "shop", "2", "--gate", "release", "--subject", gate["subject"], "--comment", "looked at", token=risk)
        gate = self.ask("/v1/products/shop/versions/2")["gates"][0]
        self.assertTrue(gate["opens"])
        self.assertEqual([(one["role"], one["outcome"], one["who"], one["words"], one["stands"]) for one in gate["approvals"]], [("risk", "given", "R. One", "looked at", True)])
        self.assertEqual((gate["requests"][0]["words"], gate["comments"][0]["who"]), ("of June", "S. One"))
        listed = {version["version"]: version for version in self.ask("/v1/products/shop/versions")["versions"]}
        self.assertEqual([(one["gate"], one["opens"]) for one in listed["2"]["gates"]], [("release", True)])
        # Whatever is approved is void once the evidence is another.
        self.command("gate", "shop", "2", "--data", self.file("other.csv", scored(seed=8)), token=science, expect=2)
        self.assertFalse(self.ask("/v1/products/shop/versions/2")["gates"][0]["approvals"][0]["stands"])
        self.pages_of_the_ledger(view)

    def pages_of_the_ledger(self, view):
        page = self.ask("/v1/ledger/entries?format=page&most=3")
        self.assertEqual(len(page["entries"]), 3)
        self.assertEqual([one["entry"]["sequence"] for one in page["entries"]], [page["size"] - 1, page["size"] - 2, page["size"] - 3])
        rest = self.ask(f"/v1/ledger/entries?format=page&most=500&before={page['next']}")
        self.assertEqual((len(rest["entries"]) + 3, rest["next"]), (page["size"], None))
        found = self.ask("/v1/ledger/entries?format=page&kind=approval&who=r.%20one&words=GIVEN&version=2")
        self.assertEqual([one["beside"]["reason"] for one in found["entries"]], ["looked at"])
        self.assertRegex(found["entries"][0]["digest"], "^sha256:[0-9a-f]{64}$")
        self.assertEqual(self.ask("/v1/ledger/entries?format=page&who=nobody")["entries"], [])
        table = list(csv.DictReader(io.StringIO(self.server.ask("GET", "/v1/ledger/entries?format=csv&product=shop").text)))
        self.assertTrue(any(row["words"] == "'=HYPERLINK(\"x\")" for row in table), table)
        self.assertTrue(all(not (cell or "").startswith(("=", "+", "-", "@", "\t", "\r")) for row in table for cell in row.values()))
        # A proof is for whoever may see the entry.
        entry = found["entries"][0]["entry"]["sequence"]
        self.assertEqual(self.ask(f"/v1/ledger/entries/{entry}/proof", token=view)["index"], entry)
        stranger = self.member("E. Lse", "view")
        self.command("member", "grant", "E. Lse", "--scope", "view", "--withdraw", expect=None)
        self.assertTrue(stranger)

    def test_who_changes_sides_is_counted_over_what_both_versions_scored(self):
        chance, lines, pairs = random.Random(5), [], []
        for i in range(900):
            shared = {"at": f"2026-03-01T{i // 60:02}:{i % 60:02}:00Z", "user": f"u{i % 300}"}
            before, after, bought = round(chance.random(), 3), round(chance.random(), 3), int(chance.random() < 0.3)
            lines.append({"id": f"a{i}", "model": "1", "p": before, "bought": bought, **shared})
            if i % 10:
                lines.append({"id": f"b{i}", "model": "2", "p": after, **shared})
                pairs.append((before >= 0.5, after >= 0.5, bought))
        lines.append({"id": "twice", "model": "2", "p": 0.5, "at": "2026-03-01T00:01:00Z", "user": "u1"})  # nobody knows which belongs to which
        del pairs[0]
        self.send(lines)
        answer = self.ask("/v1/products/shop/versions/2/changes?from=1")
        self.assertEqual((answer["pairs"], answer["why_none"], answer["joined_by"]), (len(pairs), None, "user and at"))
        sides = answer["changes"]["sides"][0]
        gets, loses = [pair for pair in pairs if not pair[0] and pair[1]], [pair for pair in pairs if pair[0] and not pair[1]]
        self.assertAlmostEqual(sides["newly_get"]["value"], len(gets) / len(pairs))
        self.assertAlmostEqual(sides["lose"]["value"], len(loses) / len(pairs))
        self.assertEqual(sides["newly_get_rightly"], {"rows": sum(pair[2] for pair in gets), "of": len(gets)})
        self.assertEqual(sides["lose_rightly"], {"rows": sum(not pair[2] for pair in loses), "of": len(loses)})
        self.assertEqual(sum(sides["of_1000"].values()), 1000)
        self.assertIn(f"over {len(pairs)} rows", self.command("versions", "changes", "shop", "2", "--from", "1").stdout)
        nothing = self.ask("/v1/products/shop/versions/9/changes?from=1")
        self.assertEqual(nothing["changes"], None)
        self.assertIn("No prediction of version 9 is kept", nothing["why_none"])
        self.assertIn("not with itself", self.ask("/v1/products/shop/versions/1/changes?from=1", 400)["error"]["what"])

    def test_a_release_shows_its_comparison_at_every_look(self):
        # What is asked of a holdout is not the matter here.
        self.command("apply", self.file("plain.yaml", CHARTER.replace("gates:\n  release: {title: To everybody, holdout: [useful], approvals: [{role: risk}]}\n", "").replace("model: {registered_model: shop-model, aliases: {champion: {gate: release}}}\n", "")))
        self.command("release", "shop", "3", "--current", "2")
        users, chance = [f"u{i}" for i in range(1500)], random.Random(3)
        now, lines = datetime.datetime.now(datetime.timezone.utc), []
        for user in users:
            version = self.server.ask("POST", "/ofrep/v1/evaluate/flags/model?product=shop", json.dumps({"context": {"targetingKey": user}}).encode(), headers={"Content-Type": "application/json"}).json["value"]
            moment = (now + datetime.timedelta(milliseconds=len(lines))).isoformat().replace("+00:00", "Z")
            lines.append({"kind": "exposure", "id": f"x-{user}", "at": moment, "user": user, "model": version})
            lines.append({"kind": "activity", "id": f"a-{user}", "at": moment, "user": user, "model": version, "crashed": int(chance.random() < 0.01), "spent": chance.random()})
        self.send(lines)
        time.sleep(4)  # until the last of it has happened
        looks = self.ask("/v1/products/shop/releases/1/looks?count=40&format=json")
        shown = self.ask("/v1/products/shop/releases?format=json")["releases"][-1]
        last = {name: looks["looks"]["metrics"]["crashes"][name][-1] for name in ("difference", "low", "high", "units", "verdict")}
        decided = {metric["id"]: metric for metric in shown["decision"]["metrics"]}["crashes"]
        self.assertAlmostEqual(last["difference"], decided["difference"])
        self.assertEqual((last["units"], last["verdict"]), (decided["units"], decided["verdict"]))
        self.assertLess(last["low"], last["difference"])
        self.assertEqual((looks["looks"]["candidate"][-1], looks["looks"]["control"][-1]), (shown["decision"]["candidate"], shown["decision"]["control"]))
        crashes = looks["plan_now"]["metrics"][0]
        self.assertEqual((crashes["bound"], crashes["better"]), (0.05, "lower"))  # a guardrail must not lose its margin
        error = looks["plan_now"]["error"]
        self.assertAlmostEqual(error["of_this_candidate"], 0.025)
        self.assertAlmostEqual(error["pass"] + error["sizes"] + error["metrics"], error["of_this_candidate"])
        self.assertAlmostEqual(sum(metric["may_fail_wrongly"] for metric in looks["plan_now"]["metrics"]), error["metrics"])
        times = looks["looks"]["time"]
        self.assertTrue(2 <= len(times) <= 40, times)
        self.assertEqual(times, sorted(times))
        self.assertEqual(looks["looks_are"], "as they were decided")
        for wrong in ("1", "401", "2.5"):
            self.assertIn("2 to 400", self.ask(f"/v1/products/shop/releases/1/looks?count={wrong}", 400)["error"]["next"])
        self.assertIn("up to 1", self.ask("/v1/products/shop/releases/9/looks", 404)["error"]["next"])
        self.command("releases", "act", "shop", "pause", "--reason", "a feed is late")
        step = self.ask("/v1/products/shop/releases?format=json")["releases"][-1]["steps"][-1]
        self.assertEqual(step["words"], "a feed is late")
        self.assertTrue(step["who"])


if __name__ == "__main__":
    unittest.main()
